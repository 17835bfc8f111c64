//! How columns go together: every pair of columns measured on a sample, the columns put in an order in which like stands
//! beside like.
//!
//! Measures come from the measure room; which one suits which pair, which columns take part and what is said about those
//! that do not is decided here. Start at [`associations`].

use super::sample::{MISSING, Sample, SampleColumn, SampleValues};
use ninefold_base::format::grouped;
use ninefold_base::profile::association::{Association, Associations, Measure};
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::{Precision, Role};
use ninefold_base::{ColumnId, Figure, Meter, Stopped};
use ninefold_measure::association::{
    CoMoments, ContingencyTable, Continuity, Ranked, correlation_ratio, spearman_ranked,
};
use ninefold_measure::linkage::leaf_order;
use ninefold_measure::moments::Moments;
use rayon::prelude::*;
use std::borrow::Cow;

/// Columns compared at most: pairs grow with the square.
pub const COLUMNS_COMPARED: usize = 100;
/// A category column with more different values takes no part: the sample holds the rarer ones as one.
pub const CATEGORIES_COMPARED: usize = super::draw::CATEGORIES;
/// Rows times pairs at most; with very many columns fewer rows of the sample are used, and said so.
const WORK: usize = 600_000_000;

/// Every pair of `columns` that can be compared, on the rows of the sample in which both have a finite value.
///
/// Numbers (and times, as numbers): Pearson's r, then Spearman's ρ. Categories (and booleans): Cramér's V, then Theil's U
/// of the second given the first and of the first given the second, where `columns[i]` is the first and `columns[j]`,
/// j < i, the second. A number and a category: the correlation ratio η.
pub fn associations(sample: &Sample, columns: &[ColumnProfile], meter: &dyn Meter) -> Result<Associations, Stopped> {
    let (chosen, left_out) = choose(sample, columns);
    let pairs: Vec<(usize, usize)> = (0..chosen.len()).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
    let step = (sample.len() * pairs.len()).div_ceil(WORK).max(1);
    let sides: Vec<Side<'_>> = chosen
        .par_iter()
        .map(|column| meter.check().map(|()| Side::new(&column.values, step)))
        .collect::<Result<_, Stopped>>()?;
    let found: Vec<Association> = pairs
        .par_iter()
        .map(|(i, j)| meter.check().map(|()| between(&sides[*i], &sides[*j])))
        .collect::<Result<_, Stopped>>()?;
    let at = |i: usize, j: usize| &found[j * (j - 1) / 2 + i];
    let distances: Vec<Vec<f64>> = (0..chosen.len())
        .map(|i| (0..chosen.len()).map(|j| if i == j { 0.0 } else { distance(at(i.min(j), i.max(j))) }).collect())
        .collect();
    let order = leaf_order(&distances);
    let ordered = |i: usize, j: usize| {
        let (first, second) = (order[i], order[j]);
        if first < second { at(first, second).clone() } else { turned(at(second, first).clone()) }
    };
    let precision = match step {
        1 => sample.precision(),
        _ => Precision::Sample(sample.len().div_ceil(step) as u64),
    };
    Ok(Associations {
        columns: order.iter().map(|place| chosen[*place].column).collect(),
        pairs: (0..order.len()).map(|i| (0..i).map(|j| ordered(i, j)).collect()).collect(),
        precision,
        left_out,
    })
}

/// Two columns of one sample, as in [`associations`]: the first Theil's U is that of `y` given `x`. `None` where one of
/// them is nothing that can be compared, or has too many categories.
pub fn association_of(x: &SampleColumn, y: &SampleColumn) -> Option<Association> {
    let comparable = |column: &SampleColumn| match &column.values {
        SampleValues::Numbers(_) => true,
        SampleValues::Categories { labels, .. } => labels.len() <= CATEGORIES_COMPARED,
        SampleValues::Nothing => false,
    };
    (comparable(x) && comparable(y)).then(|| between(&Side::new(&x.values, 1), &Side::new(&y.values, 1)))
}

/// Columns that take part, and those that do not with the reason.
fn choose<'a>(sample: &'a Sample, columns: &[ColumnProfile]) -> (Vec<&'a SampleColumn>, Vec<(ColumnId, String)>) {
    let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
    for profile in columns {
        let Some(column) = sample.column(profile.column) else {
            left_out.push((profile.column, "it is not in the sample".into()));
            continue;
        };
        match unfit(profile, column) {
            Some(reason) => left_out.push((profile.column, reason)),
            None => chosen.push((profile, column)),
        }
    }
    if chosen.len() > COLUMNS_COMPARED {
        // Stable: of equals the earlier column stays.
        chosen.sort_by_key(|(profile, _)| std::cmp::Reverse(profile.present()));
        let reason = format!(
            "only the {COLUMNS_COMPARED} columns with the fewest missing values are compared (of equals the first), and \
             {} could be",
            grouped(chosen.len() as u64)
        );
        let mut beyond: Vec<ColumnId> = chosen.drain(COLUMNS_COMPARED..).map(|(profile, _)| profile.column).collect();
        beyond.sort();
        left_out.extend(beyond.into_iter().map(|column| (column, reason.clone())));
        chosen.sort_by_key(|(profile, _)| profile.column);
    }
    (chosen.into_iter().map(|(_, column)| column).collect(), left_out)
}

/// Why a column says nothing about others.
fn unfit(profile: &ColumnProfile, column: &SampleColumn) -> Option<String> {
    let present = profile.present();
    if profile.role() == Role::Other || column.values == SampleValues::Nothing {
        return Some(format!("a {} column is only counted", profile.kind.label()));
    }
    if present == 0 {
        return Some("no row has a value".into());
    }
    if profile.distinct.precision == Precision::Exact && profile.distinct.value <= 1 {
        return Some("the same value in every row".into());
    }
    let SampleValues::Categories { labels, .. } = &column.values else { return None };
    if profile.distinct.precision == Precision::Exact && profile.distinct.value == present {
        return Some("another value in every row".into());
    }
    (labels.len() > CATEGORIES_COMPARED).then(|| {
        let levels = grouped(profile.distinct.value.max(labels.len() as u64));
        format!("{levels} different values; categories are compared up to {CATEGORIES_COMPARED}")
    })
}

/// A column made ready to be compared many times.
enum Side<'a> {
    Number {
        values: Cow<'a, [f64]>,
        ranked: Ranked,
        /// Ranks among all rows, if every row has a finite value.
        ranks: Option<Vec<f64>>,
    },
    Category {
        codes: Cow<'a, [u32]>,
        levels: usize,
    },
}

impl<'a> Side<'a> {
    /// Every `step`-th row.
    fn new(values: &'a SampleValues, step: usize) -> Self {
        match values {
            SampleValues::Numbers(values) => {
                let values = every(values, step);
                let ranked = Ranked::new(&values);
                let ranks = (ranked.len() == values.len()).then(|| ranked.midranks(&values, |_| true));
                Self::Number { values, ranked, ranks }
            }
            SampleValues::Categories { codes, labels } => {
                Self::Category { codes: every(codes, step), levels: labels.len() }
            }
            SampleValues::Nothing => Self::Category { codes: Cow::Borrowed(&[]), levels: 0 },
        }
    }
}

fn every<T: Copy>(values: &[T], step: usize) -> Cow<'_, [T]> {
    if step == 1 { Cow::Borrowed(values) } else { values.iter().step_by(step).copied().collect() }
}

fn between(x: &Side<'_>, y: &Side<'_>) -> Association {
    match (x, y) {
        (
            Side::Number { values: x, ranked: x_ranked, ranks: x_ranks },
            Side::Number { values: y, ranked: y_ranked, ranks: y_ranks },
        ) => {
            let moments = CoMoments::of(x, y);
            let spearman = match (x_ranks, y_ranks) {
                (Some(x_ranks), Some(y_ranks)) => CoMoments::of(x_ranks, y_ranks).pearson(),
                _ => spearman_ranked((x_ranked, x), (y_ranked, y)).0,
            };
            let measures = vec![(Measure::Pearson, moments.pearson()), (Measure::Spearman, spearman)];
            Association { n: moments.n(), measures }
        }
        (Side::Category { codes: x, levels: a }, Side::Category { codes: y, levels: b }) => {
            let table = cross_table(x, y, *a, *b);
            Association {
                n: table.total(),
                measures: vec![
                    (Measure::CramersV, table.cramers_v(Continuity::None)),
                    (Measure::TheilsU, table.theils_u_of_columns()),
                    (Measure::TheilsU, table.theils_u_of_rows()),
                ],
            }
        }
        (Side::Number { values, .. }, Side::Category { codes, levels })
        | (Side::Category { codes, levels }, Side::Number { values, .. }) => {
            let groups = grouped_moments(values, codes, *levels);
            let n = groups.iter().map(Moments::n).sum();
            Association { n, measures: vec![(Measure::CorrelationRatio, correlation_ratio(&groups))] }
        }
    }
}

/// How often each pair of categories occurs, rows without one left out. Rows of the table are the categories of `x`.
pub(super) fn cross_table(x: &[u32], y: &[u32], x_levels: usize, y_levels: usize) -> ContingencyTable {
    let mut counts = vec![0_u64; x_levels * y_levels];
    for (x, y) in x.iter().zip(y) {
        if *x != MISSING && *y != MISSING {
            counts[*x as usize * y_levels + *y as usize] += 1;
        }
    }
    ContingencyTable::new(y_levels.max(1), counts).expect("the number of cells is a multiple of the columns")
}

/// The moments of the finite values in each category.
pub(super) fn grouped_moments(values: &[f64], codes: &[u32], levels: usize) -> Vec<Moments> {
    // Put side by side first (a counting sort): moments of slices are much faster than value by value.
    let mut starts = vec![0_usize; levels + 1];
    let kept = || values.iter().zip(codes).filter(|(value, code)| value.is_finite() && **code != MISSING);
    kept().for_each(|(_, code)| starts[*code as usize + 1] += 1);
    for level in 0..levels {
        starts[level + 1] += starts[level];
    }
    let mut next = starts.clone();
    let mut sorted = vec![0.0; starts[levels]];
    for (value, code) in kept() {
        sorted[next[*code as usize]] = *value;
        next[*code as usize] += 1;
    }
    starts.windows(2).map(|ends| Moments::of(&sorted[ends[0]..ends[1]])).collect()
}

/// 1 − |strength| of the measure shown; 1 where it is undefined.
fn distance(association: &Association) -> f64 {
    1.0 - association.shown().and_then(|(_, figure)| figure.value()).map_or(0.0, f64::abs)
}

/// The same pair seen from the other side.
fn turned(mut association: Association) -> Association {
    if let [_, (Measure::TheilsU, one), (Measure::TheilsU, other)] = association.measures.as_mut_slice() {
        std::mem::swap::<Figure>(one, other);
    }
    association
}

#[cfg(test)]
mod tests;
