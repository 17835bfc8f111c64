//! Two tables, or two parts of one, column by column: how far apart, by which measure, and which rows stand on both sides.
//!
//! Sides come from [`parts`] or are two opened tables. Each is profiled; distances are those of the measure room, on the
//! samples of both profiles. Rows and categories that one side has never seen are counted exactly in [`shared`]. Start at
//! [`compare`].

pub mod distance;
pub mod shared;
pub mod sides;

pub use sides::{Side, parts};

use super::edges::{Grain, bin_of, edges};
use super::sample::{MISSING, Sample, SampleValues};
use super::{Options, Profiled, Reach, profile};
use crate::Interrupted;
use distance::Judged;
use ninefold_base::explore::Bins;
use ninefold_base::profile::column::{ColumnProfile, Histogram, Scale};
use ninefold_base::profile::compare::{ColumnComparison, Comparison, FORMAT};
use ninefold_base::profile::{Precision, Role};
use ninefold_base::{Meter, Problem, TypeKind};
use std::collections::HashMap;

/// Categories listed; the others are one entry.
const CATEGORIES_SHOWN: usize = 20;

/// Compares the second side with the first, which is the reference of every distance. Columns are matched by name.
pub fn compare(a: &Side<'_>, b: &Side<'_>, meter: &dyn Meter) -> Result<Comparison, Interrupted> {
    let options = Options { reach: Reach::Columns, ..Options::default() };
    let read = |side: &Side<'_>| profile(side.source, &side.order, &options, meter, &|_| {});
    let (one, two) = (read(a)?, read(b)?);
    let (matched, unmatched) = matched(&one, &two, [&a.name, &b.name]);
    let seen = shared::count([a, b], &matched, unmatched.is_empty(), meter)?;
    let mut columns = Vec::with_capacity(matched.len());
    for ((x, y), unseen) in matched.iter().zip(&seen.unseen) {
        meter.check()?;
        columns.push(column([(x, &one.sample), (y, &two.sample)], *unseen));
    }
    let precision = match (one.sample.precision(), two.sample.precision()) {
        (Precision::Exact, Precision::Exact) => Precision::Exact,
        _ => Precision::Sample((one.sample.len() + two.sample.len()) as u64),
    };
    Ok(Comparison {
        format: FORMAT.into(),
        names: [a.name.clone(), b.name.clone()],
        rows: [one.profile.rows, two.profile.rows],
        columns,
        unmatched,
        shared_rows: seen.shared_rows,
        precision,
    })
}

type Pair<'a> = (&'a ColumnProfile, &'a ColumnProfile);

/// Columns of the same name whose values can be compared, in the order of the first side, and a sentence for each other.
fn matched<'a>(one: &'a Profiled, two: &'a Profiled, names: [&str; 2]) -> (Vec<Pair<'a>>, Vec<Problem>) {
    let (mut matched, mut unmatched) = (Vec::new(), Vec::new());
    let mut others: HashMap<&str, &ColumnProfile> = HashMap::new();
    for column in &two.profile.columns {
        others.entry(&column.name).or_insert(column);
    }
    let only = |column: &ColumnProfile, side: usize| {
        Problem::new(
            format!("`{}` was not compared", column.name),
            format!("only {} has it", names[side]),
            "rename it, or add it to the other side",
        )
    };
    for column in &one.profile.columns {
        match others.remove(column.name.as_str()) {
            None => unmatched.push(only(column, 0)),
            Some(other) if role(column) == role(other) || empty(column) || empty(other) => {
                matched.push((column, other))
            }
            Some(other) => unmatched.push(Problem::new(
                format!("`{}` was not compared", column.name),
                format!("it is {} on one side and {} on the other", column.kind.label(), other.kind.label()),
                "choose the same type for both",
            )),
        }
    }
    unmatched
        .extend(two.profile.columns.iter().filter(|c| others.remove(c.name.as_str()).is_some()).map(|c| only(c, 1)));
    (matched, unmatched)
}

fn role(column: &ColumnProfile) -> (Role, bool) {
    (column.role(), column.kind == TypeKind::Time)
}

fn empty(column: &ColumnProfile) -> bool {
    column.kind == TypeKind::Nothing
}

fn column(sides: [(&ColumnProfile, &Sample); 2], unseen: Option<u64>) -> ColumnComparison {
    let [a, b] = sides;
    let values = sides.map(|(profile, sample)| sample.column(profile.column).map(|column| &column.values));
    let (mut histograms, mut categories) = (None, Vec::new());
    let judged = match values {
        [Some(SampleValues::Numbers(x)), Some(SampleValues::Numbers(y))] => {
            histograms = shared_histograms([(a.0, x, a.1), (b.0, y, b.1)]);
            distance::of_numbers(x, y)
        }
        [Some(SampleValues::Categories { .. }), Some(SampleValues::Categories { .. })] => {
            let counts = counts([a, b]);
            let judged = distance::of_categories(&counts);
            categories = listed(counts);
            judged
        }
        _ => Judged::unknown("one side has no values that can be compared"),
    };
    let judged =
        judged.with_missing(sides.map(|(profile, _)| (profile.counts.rows - profile.present(), profile.counts.rows)));
    let judged = judged.with_unseen(unseen.unwrap_or(0), b.0.present());
    let mut reason = judged.reason;
    if unseen.is_none() && a.0.role() == Role::Category {
        reason += "; unseen values were not counted: there are too many different ones";
    }
    ColumnComparison {
        name: a.0.name.clone(),
        sides: [a.0.clone(), b.0.clone()],
        histograms,
        categories,
        distances: judged.distances,
        unseen: unseen.unwrap_or(0),
        drift: judged.drift,
        reason,
    }
}

/// Counts of both sides by category: exact where all categories of both were counted, else of the samples.
fn counts(sides: [(&ColumnProfile, &Sample); 2]) -> Vec<(String, [u64; 2])> {
    let exact = sides.iter().all(|(profile, _)| {
        profile.top_precision == Precision::Exact && profile.distinct.value == profile.top.len() as u64
    });
    let mut counts: HashMap<String, [u64; 2]> = HashMap::new();
    for (side, (profile, sample)) in sides.iter().enumerate() {
        if exact {
            for top in &profile.top {
                counts.entry(top.value.plain()).or_default()[side] += top.rows;
            }
        } else if let Some(SampleValues::Categories { codes, labels }) =
            sample.column(profile.column).map(|c| &c.values)
        {
            for code in codes.iter().filter(|code| **code != MISSING) {
                counts.entry(labels[*code as usize].clone()).or_default()[side] += 1;
            }
        }
    }
    let mut counts: Vec<(String, [u64; 2])> = counts.into_iter().collect();
    counts.sort_by(|a, b| (b.1[0] + b.1[1]).cmp(&(a.1[0] + a.1[1])).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn listed(mut counts: Vec<(String, [u64; 2])>) -> Vec<(String, [u64; 2])> {
    if counts.len() > CATEGORIES_SHOWN + 1 {
        let rest = counts.drain(CATEGORIES_SHOWN..).fold([0, 0], |sum, (_, both)| [sum[0] + both[0], sum[1] + both[1]]);
        counts.push(("all others".into(), rest));
    }
    counts
}

/// The same bins over the values of both.
fn shared_histograms(sides: [(&ColumnProfile, &Vec<f64>, &Sample); 2]) -> Option<[Histogram; 2]> {
    let finite = || sides.iter().flat_map(|(_, values, _)| values.iter()).copied().filter(|value| value.is_finite());
    let (min, max) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if min > max {
        return None;
    }
    let (grain, scale) = match sides[0].0.kind {
        TypeKind::Date => (Grain::Day, Scale::Time),
        TypeKind::Datetime => (Grain::Moment, Scale::Time),
        TypeKind::Time => (Grain::TimeOfDay, Scale::Time),
        _ if finite().all(|value| value == value.trunc()) => (Grain::Whole, Scale::Linear),
        _ => (Grain::Real, Scale::Linear),
    };
    let edges = edges(min, max, &Bins::default(), grain);
    Some(sides.map(|(_, values, sample)| {
        let mut counts = vec![0; edges.len() - 1];
        values.iter().filter_map(|value| bin_of(&edges, *value)).for_each(|bin| counts[bin] += 1);
        Histogram { scale, edges: edges.clone(), counts, below: 0, above: 0, precision: sample.precision() }
    }))
}

#[cfg(test)]
mod tests;
