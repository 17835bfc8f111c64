//! How the outputs of the features are distributed over the training rows: the reference for drift checks.

use super::Training;
use super::grouped::{Grouped, Key};
use super::learned::merged_bins;
use super::moments::Moments;
use super::quantiles::Quantiles;
use crate::set::FeatureSet;
use crate::vector::Vector;
use ninefold_base::Meter;
use ninefold_base::feature::spec::{Distribution, OutputStatistics};
use ninefold_base::feature::{Output, Value, ValueType};
use ninefold_data::Interrupted;

/// Bins of numeric outputs, at equal shares of the training rows.
const BINS: usize = 10;
/// Values held per output before counting by buckets; there may be hundreds of outputs.
const HELD: usize = 1 << 18;
/// Categories of an output that are listed.
const MOST_LISTED: usize = 1_000;

#[derive(Debug, Clone)]
enum Gathered {
    /// `refining` after the first pass, when moments and missing values are known.
    Shape {
        moments: Moments,
        quantiles: Quantiles,
        missing: u64,
        refining: bool,
    },
    Bins {
        moments: Moments,
        missing: u64,
        edges: Vec<f64>,
        counts: Vec<u64>,
    },
    Counts(Grouped<u64>),
}

impl Gathered {
    fn new(dtype: ValueType) -> Self {
        if dtype.is_number() {
            let shares = (1..BINS).map(|at| at as f64 / BINS as f64).collect();
            let quantiles = Quantiles::new(shares, HELD);
            Self::Shape { moments: Moments::default(), quantiles, missing: 0, refining: false }
        } else {
            Self::Counts(Grouped::default())
        }
    }

    fn fresh(&self) -> Self {
        match self {
            Self::Shape { quantiles, .. } => {
                Self::Shape { moments: Moments::default(), quantiles: quantiles.fresh(), missing: 0, refining: false }
            }
            Self::Bins { edges, counts, .. } => Self::Bins {
                moments: Moments::default(),
                missing: 0,
                edges: edges.clone(),
                counts: vec![0; counts.len()],
            },
            Self::Counts(_) => Self::Counts(Grouped::default()),
        }
    }

    fn add(&mut self, vector: &Vector<'_>, count: usize) {
        match self {
            Self::Shape { moments, quantiles, missing, .. } => {
                let values = numbers(vector, count);
                *missing += (count - values.len()) as u64;
                let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
                moments.merge(&Moments::of(&finite));
                quantiles.add(&values);
            }
            Self::Bins { edges, counts, .. } => {
                for value in numbers(vector, count) {
                    counts[edges.partition_point(|edge| *edge <= value)] += 1;
                }
            }
            Self::Counts(groups) => (0..count).for_each(|row| *groups.entry(vector, row) += 1),
        }
    }

    fn merge(&mut self, other: Self) {
        match (self, other) {
            (
                Self::Shape { moments, quantiles, missing, refining },
                Self::Shape { moments: more, quantiles: values, missing: out, .. },
            ) => {
                quantiles.merge(values);
                if !*refining {
                    moments.merge(&more);
                    *missing += out;
                }
            }
            (Self::Bins { counts, .. }, Self::Bins { counts: more, .. }) => {
                counts.iter_mut().zip(more).for_each(|(mine, theirs)| *mine += theirs);
            }
            (Self::Counts(groups), Self::Counts(more)) => groups.merge(more),
            // A fresh one is of the kind that it was made from.
            _ => {}
        }
    }

    fn end_pass(&mut self) -> bool {
        let Self::Shape { moments, quantiles, missing, refining } = self else { return false };
        let (moments, missing) = (*moments, *missing);
        if quantiles.end_pass() {
            *refining = true;
            return true;
        }
        let done = std::mem::replace(quantiles, Quantiles::new(Vec::new(), HELD));
        let mut edges = done.finish();
        edges.dedup();
        edges.retain(|edge| edge.is_finite());
        *self = Self::Bins { moments, missing, counts: vec![0; edges.len() + 1], edges };
        true
    }

    fn finish(self, output: &Output, rows: u64, least: u64) -> OutputStatistics {
        let (missing, distribution) = match self {
            Self::Bins { moments, missing, edges, counts } => {
                let (edges, counts) = merged_bins(&edges, &counts, least);
                let figure = |value: f64| (moments.n > 0 && value.is_finite()).then_some(value);
                let (mean, sd) = (figure(moments.mean), figure(moments.sd()));
                (missing, Distribution::Numeric { mean, sd, edges, counts })
            }
            Self::Shape { missing, .. } => {
                (missing, Distribution::Numeric { mean: None, sd: None, edges: Vec::new(), counts: Vec::new() })
            }
            Self::Counts(groups) => {
                let (all, missing) = groups.sorted();
                (missing, listed(all, output.dtype, least))
            }
        };
        OutputStatistics { output: output.name.clone(), rows, missing, distribution }
    }
}

fn listed(all: Vec<(Key, u64)>, dtype: ValueType, least: u64) -> Distribution {
    let present: u64 = all.iter().map(|(_, count)| count).sum();
    let mut kept: Vec<(Key, u64)> = all.into_iter().filter(|(_, count)| *count >= least).collect();
    if kept.len() > MOST_LISTED {
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        kept.truncate(MOST_LISTED);
        kept.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let counts: Vec<u64> = kept.iter().map(|(_, count)| *count).collect();
    let values = kept.iter().map(|(key, _)| super::label(&super::grouped::value(dtype, key))).collect();
    Distribution::Categories { values, other: present - counts.iter().sum::<u64>(), counts }
}

/// Values that are numbers, infinite ones too.
fn numbers(vector: &Vector<'_>, count: usize) -> Vec<f64> {
    match vector {
        Vector::Float(column) => (0..count).filter_map(|row| column.get(row)).filter(|x| !x.is_nan()).collect(),
        other => (0..count)
            .filter_map(|row| match other.get(row) {
                Value::Integer(x) => Some(x as f64),
                _ => None,
            })
            .collect(),
    }
}

/// The distribution of every output over the training rows; target encodings count as training rows see them.
pub fn statistics(
    set: &FeatureSet,
    training: &Training<'_>,
    meter: &dyn Meter,
) -> Result<Vec<OutputStatistics>, Interrupted> {
    let outputs = set.outputs();
    let mut gathered: Vec<Gathered> = outputs.iter().map(|output| Gathered::new(output.dtype)).collect();
    let mut rows = 0;
    let mut first = true;
    let mut open = vec![true; gathered.len()];
    while open.iter().any(|open| *open) {
        let fresh: Vec<Gathered> = gathered.iter().map(Gathered::fresh).collect();
        training.each(
            meter,
            |vectors, rows, _| {
                let columns = set.batch(vectors, rows);
                let mut parts = fresh.clone();
                parts.iter_mut().zip(&columns).for_each(|(part, column)| part.add(column, rows.count));
                (parts, rows.count as u64)
            },
            |(parts, count)| {
                if first {
                    rows += count;
                }
                for ((mine, part), open) in gathered.iter_mut().zip(parts).zip(&open) {
                    if *open {
                        mine.merge(part);
                    }
                }
            },
        )?;
        first = false;
        for (one, open) in gathered.iter_mut().zip(&mut open) {
            *open = *open && one.end_pass();
        }
    }
    let least = training.options.smallest_group;
    Ok(gathered.into_iter().zip(&outputs).map(|(one, output)| one.finish(output, rows, least)).collect())
}
