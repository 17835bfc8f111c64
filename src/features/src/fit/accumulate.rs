//! What one fitted function gathers from the training rows, pass by pass.
//!
//! A part of the rows is gathered into a [`Accumulator::fresh`] copy; parts are merged in the order of the rows.

use super::grouped::{Gather, Grouped, TooMany};
use super::moments::Moments;
use super::quantiles::{HELD, Quantiles};
use super::sample::{Sample, hash_row};
use super::target::{TargetCounts, TargetRows};
use super::{Options, power};
use crate::ir::Rule;
use crate::vector::Vector;
use ninefold_base::feature::Value;

/// Training rows that a group's rank is taken from; beyond, a seeded sample of as many.
pub const GROUP_VALUES: usize = 4096;

/// The rows of one part.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub count: usize,
    /// Their numbers in the source.
    pub rows: &'a [u64],
    pub folds: &'a [u8],
    pub target: Option<&'a TargetRows>,
    pub seed: u64,
}

#[derive(Debug, Clone)]
pub enum Accumulator {
    Moments {
        moments: Moments,
        left_out: u64,
    },
    Extent {
        min: f64,
        max: f64,
        n: u64,
        left_out: u64,
    },
    Quantiles {
        quantiles: Quantiles,
        left_out: u64,
    },
    /// Rows per bin, once the edges are known.
    Bins {
        edges: Vec<f64>,
        counts: Vec<u64>,
        left_out: u64,
    },
    Sample {
        sample: Sample,
        n: u64,
        left_out: u64,
    },
    Counts(Grouped<u64>),
    Target(Box<TargetCounts>),
    GroupMoments {
        groups: Grouped<Moments>,
        overall: Moments,
        left_out: u64,
    },
    GroupValues {
        groups: Grouped<GroupSample>,
        overall: Sample,
        n: u64,
        left_out: u64,
    },
    /// Nothing to learn: a constant, an order that is written out.
    Nothing,
}

/// A sample of a group's values, and how many there were.
#[derive(Debug, Clone, Default)]
pub struct GroupSample {
    pub sample: Sample,
    pub n: u64,
}

impl Gather for GroupSample {
    fn merge(&mut self, other: Self) {
        self.sample.merge(other.sample, GROUP_VALUES);
        self.n += other.n;
    }
}

impl Gather for Moments {
    fn merge(&mut self, other: Self) {
        Moments::merge(self, &other);
    }
}

impl Accumulator {
    pub fn new(rule: &Rule, classes: usize, options: &Options) -> Self {
        let quantiles = |shares: Vec<f64>| Self::Quantiles { quantiles: Quantiles::new(shares, HELD), left_out: 0 };
        match rule {
            Rule::ImputeMean | Rule::Standardize => Self::Moments { moments: Moments::default(), left_out: 0 },
            Rule::ImputeMedian => quantiles(vec![0.5]),
            Rule::RobustScale => quantiles(vec![0.25, 0.5, 0.75]),
            Rule::Winsorize { low, high } => quantiles(vec![*low, *high]),
            Rule::QuantileBin(n) => quantiles((1..*n).map(|at| at as f64 / *n as f64).collect()),
            Rule::MinMax | Rule::WidthBin(_) => {
                Self::Extent { min: f64::INFINITY, max: f64::NEG_INFINITY, n: 0, left_out: 0 }
            }
            Rule::YeoJohnson => Self::Sample { sample: Sample::default(), n: 0, left_out: 0 },
            Rule::ImputeMode | Rule::OneHot { .. } | Rule::Ordinal | Rule::Rare { .. } | Rule::FrequencyEncode => {
                Self::Counts(Grouped::default())
            }
            Rule::TargetEncode => Self::Target(Box::new(TargetCounts::new(classes, options.folds as usize))),
            Rule::GroupMean => {
                Self::GroupMoments { groups: Grouped::default(), overall: Moments::default(), left_out: 0 }
            }
            Rule::GroupRank => {
                Self::GroupValues { groups: Grouped::default(), overall: Sample::default(), n: 0, left_out: 0 }
            }
            Rule::ImputeConstant(_) | Rule::OrdinalOf(_) => Self::Nothing,
        }
    }

    /// Empty, at the same stage.
    pub fn fresh(&self) -> Self {
        match self {
            Self::Moments { .. } => Self::Moments { moments: Moments::default(), left_out: 0 },
            Self::Extent { .. } => Self::Extent { min: f64::INFINITY, max: f64::NEG_INFINITY, n: 0, left_out: 0 },
            Self::Quantiles { quantiles, .. } => Self::Quantiles { quantiles: quantiles.fresh(), left_out: 0 },
            Self::Bins { edges, counts, .. } => {
                Self::Bins { edges: edges.clone(), counts: vec![0; counts.len()], left_out: 0 }
            }
            Self::Sample { .. } => Self::Sample { sample: Sample::default(), n: 0, left_out: 0 },
            Self::Counts(_) => Self::Counts(Grouped::default()),
            Self::Target(target) => Self::Target(Box::new(TargetCounts::new(target.classes, target.folds))),
            Self::GroupMoments { .. } => {
                Self::GroupMoments { groups: Grouped::default(), overall: Moments::default(), left_out: 0 }
            }
            Self::GroupValues { .. } => {
                Self::GroupValues { groups: Grouped::default(), overall: Sample::default(), n: 0, left_out: 0 }
            }
            Self::Nothing => Self::Nothing,
        }
    }

    /// Takes in the rows of a part; `arguments` are those of the function.
    pub fn add(&mut self, arguments: &[Vector<'_>], part: Part<'_>) {
        let Some(first) = arguments.first() else { return };
        match self {
            Self::Moments { moments, left_out } => {
                let values = finite(first, part.count, left_out);
                moments.merge(&Moments::of(&values));
            }
            Self::Extent { min, max, n, left_out } => {
                for value in finite(first, part.count, left_out) {
                    *min = min.min(value);
                    *max = max.max(value);
                    *n += 1;
                }
            }
            Self::Quantiles { quantiles, left_out } => quantiles.add(&finite(first, part.count, left_out)),
            Self::Bins { edges, counts, left_out } => {
                for value in finite(first, part.count, left_out) {
                    counts[edges.partition_point(|edge| *edge <= value)] += 1;
                }
            }
            Self::Sample { sample, n, left_out } => {
                for row in 0..part.count {
                    match number(first, row) {
                        Some(value) => {
                            *n += 1;
                            sample.add(hash_row(part.seed, part.rows[row]), value, power::MOST_VALUES);
                        }
                        None => *left_out += 1,
                    }
                }
            }
            Self::Counts(counts) => (0..part.count).for_each(|row| *counts.entry(first, row) += 1),
            Self::Target(counts) => {
                if let Some(target) = part.target {
                    counts.add(first, target, part.folds);
                }
            }
            Self::GroupMoments { groups, overall, left_out } => {
                for row in 0..part.count {
                    match number(first, row) {
                        Some(value) => {
                            groups.entry(&arguments[1], row).add(value);
                            overall.add(value);
                        }
                        None => *left_out += 1,
                    }
                }
            }
            Self::GroupValues { groups, overall, n, left_out } => {
                for row in 0..part.count {
                    let Some(value) = number(first, row) else {
                        *left_out += 1;
                        continue;
                    };
                    let hash = hash_row(part.seed, part.rows[row]);
                    let group = groups.entry(&arguments[1], row);
                    group.n += 1;
                    group.sample.add(hash, value, GROUP_VALUES);
                    overall.add(hash, value, GROUP_VALUES);
                    *n += 1;
                }
            }
            Self::Nothing => {}
        }
    }

    /// Takes in another part of the same stage.
    pub fn merge(&mut self, other: Self) -> Result<(), TooMany> {
        match (self, other) {
            (Self::Moments { moments, left_out }, Self::Moments { moments: more, left_out: out }) => {
                moments.merge(&more);
                *left_out += out;
            }
            (Self::Extent { min, max, n, left_out }, Self::Extent { min: low, max: high, n: more, left_out: out }) => {
                *min = min.min(low);
                *max = max.max(high);
                *n += more;
                *left_out += out;
            }
            (Self::Quantiles { quantiles, left_out }, Self::Quantiles { quantiles: more, left_out: out }) => {
                quantiles.merge(more);
                *left_out += out;
            }
            (Self::Bins { counts, left_out, .. }, Self::Bins { counts: more, left_out: out, .. }) => {
                counts.iter_mut().zip(more).for_each(|(mine, theirs)| *mine += theirs);
                *left_out += out;
            }
            (Self::Sample { sample, n, left_out }, Self::Sample { sample: more, n: rows, left_out: out }) => {
                sample.merge(more, power::MOST_VALUES);
                *n += rows;
                *left_out += out;
            }
            (Self::Counts(counts), Self::Counts(more)) => {
                counts.merge(more);
                return counts.check();
            }
            (Self::Target(counts), Self::Target(more)) => {
                counts.merge(*more);
                return counts.groups.check();
            }
            (
                Self::GroupMoments { groups, overall, left_out },
                Self::GroupMoments { groups: more, overall: all, left_out: out },
            ) => {
                groups.merge(more);
                overall.merge(&all);
                *left_out += out;
                return groups.check();
            }
            (
                Self::GroupValues { groups, overall, n, left_out },
                Self::GroupValues { groups: more, overall: all, n: rows, left_out: out },
            ) => {
                groups.merge(more);
                overall.merge(all, GROUP_VALUES);
                *n += rows;
                *left_out += out;
                return groups.check();
            }
            // A fresh accumulator is of the kind that it was made from.
            _ => {}
        }
        Ok(())
    }

    /// Ends a pass; true if another one over the same rows is needed.
    pub fn end_pass(&mut self, rule: &Rule) -> bool {
        match self {
            Self::Quantiles { quantiles, left_out } => {
                if quantiles.end_pass() {
                    *left_out = 0;
                    return true;
                }
                let Rule::QuantileBin(_) = rule else { return false };
                let done = std::mem::replace(quantiles, Quantiles::new(Vec::new(), HELD));
                let mut edges = done.finish();
                edges.dedup();
                *self = Self::Bins { counts: vec![0; edges.len() + 1], edges, left_out: 0 };
                true
            }
            Self::Extent { min, max, n, .. } => {
                let Rule::WidthBin(bins) = rule else { return false };
                let (low, width) = (*min, (*max - *min) / *bins as f64);
                let mut edges: Vec<f64> = if *n == 0 || !width.is_finite() {
                    Vec::new()
                } else {
                    (1..*bins).map(|at| low + width * at as f64).collect()
                };
                edges.dedup();
                *self = Self::Bins { counts: vec![0; edges.len() + 1], edges, left_out: 0 };
                true
            }
            _ => false,
        }
    }
}

/// The value of a row if it is a finite number.
fn number(vector: &Vector<'_>, row: usize) -> Option<f64> {
    match vector.get(row) {
        Value::Float(x) if x.is_finite() => Some(x),
        Value::Integer(x) => Some(x as f64),
        Value::Boolean(x) => Some(f64::from(u8::from(x))),
        _ => None,
    }
}

/// The finite numbers; counts the others.
fn finite(vector: &Vector<'_>, count: usize, left_out: &mut u64) -> Vec<f64> {
    let values: Vec<f64> = match vector {
        Vector::Float(column) if column.valid.is_none() => {
            column.values.iter().copied().filter(|x| x.is_finite()).collect()
        }
        other => (0..count).filter_map(|row| number(other, row)).collect(),
    };
    *left_out += (count - values.len()) as u64;
    values
}
