//! The target's values of a sample, as classes or as numbers.

use super::super::sample::{MISSING, Sample, SampleValues};
use super::task::Decided;
use crate::condition::literal::{self, Moment};
use chrono::Timelike;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::Task;
use ninefold_base::{Cell, Problem};

/// Row by row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Binary {
        /// `None` where the target is missing.
        positive: Vec<Option<bool>>,
        /// Names of the negative and the positive class, for sentences.
        names: [String; 2],
        /// For each row with a target one of [`FOLDS`], each with about the same share of positives; drawn by lot.
        folds: Vec<u8>,
    },
    Classes {
        /// [`MISSING`] where the target is missing.
        codes: Vec<u32>,
        names: Vec<String>,
    },
    /// NaN where the target is missing or not finite.
    Numbers(Vec<f64>),
}

/// Parts that take turns in being left out when rates of categories are worked out.
pub const FOLDS: usize = 5;
const FOLD_SEED: u64 = 7;

impl Outcome {
    pub fn new(sample: &Sample, profile: &ColumnProfile, decided: &Decided) -> Result<Self, Problem> {
        let lacking =
            || Problem::new("could not look at the target", "its values were not drawn", "choose another column");
        let values = &sample.column(profile.column).ok_or_else(lacking)?.values;
        match (decided.task, values) {
            (_, SampleValues::Nothing) => Err(lacking()),
            (Task::Regression, SampleValues::Numbers(values)) => {
                Ok(Self::Numbers(values.iter().map(|v| if v.is_finite() { *v } else { f64::NAN }).collect()))
            }
            (Task::Regression, SampleValues::Categories { .. }) => Err(lacking()),
            (Task::Binary, values) => {
                let chosen = decided.positive.clone().ok_or_else(lacking)?;
                let positive = is_positive(values, &chosen);
                let negative = profile.top.iter().find(|class| class.value != chosen);
                let negative = match negative {
                    Some(other) if profile.distinct.value == 2 => other.value.plain(),
                    _ => format!("not {}", chosen.plain()),
                };
                let folds = folds(&positive);
                Ok(Self::Binary { positive, names: [negative, chosen.plain()], folds })
            }
            (Task::Multiclass, SampleValues::Categories { codes, labels }) => {
                Ok(Self::Classes { codes: codes.clone(), names: labels.clone() })
            }
            (Task::Multiclass, SampleValues::Numbers(values)) => Ok(number_classes(values)),
        }
    }

    /// Rows with a target.
    pub fn n(&self) -> u64 {
        let n = match self {
            Self::Binary { positive, .. } => positive.iter().flatten().count(),
            Self::Classes { codes, .. } => codes.iter().filter(|code| **code != MISSING).count(),
            Self::Numbers(values) => values.iter().filter(|value| !value.is_nan()).count(),
        };
        n as u64
    }

    /// The class of each row, 0 negative and 1 positive in binary tasks; `None` for numbers.
    pub fn class_codes(&self) -> Option<(Vec<u32>, Vec<String>)> {
        match self {
            Self::Binary { positive, names, .. } => {
                let codes = positive.iter().map(|is| is.map_or(MISSING, u32::from)).collect();
                Some((codes, names.to_vec()))
            }
            Self::Classes { codes, names } => Some((codes.clone(), names.clone())),
            Self::Numbers(_) => None,
        }
    }
}

fn is_positive(values: &SampleValues, chosen: &Cell) -> Vec<Option<bool>> {
    match values {
        SampleValues::Numbers(values) => {
            // A value that is not one of the table's makes every row negative; NaN equals nothing.
            let chosen = value_of(chosen).unwrap_or(f64::NAN);
            values.iter().map(|value| (!value.is_nan()).then_some(*value == chosen)).collect()
        }
        SampleValues::Categories { codes, labels } => {
            let chosen = labels.iter().position(|label| *label == chosen.plain()).map_or(MISSING - 1, |at| at as u32);
            codes.iter().map(|code| (*code != MISSING).then_some(*code == chosen)).collect()
        }
        SampleValues::Nothing => Vec::new(),
    }
}

/// A cell as it stands in a sample of numbers or times.
pub fn value_of(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Integer(value) => Some(*value as f64),
        Cell::Float(value) => Some(*value),
        Cell::Float32(value) => Some(f64::from(*value)),
        Cell::Boolean(value) => Some(f64::from(u8::from(*value))),
        Cell::Decimal(text) | Cell::Text(text) | Cell::Temporal(text) => {
            text.parse().ok().or_else(|| microseconds(text))
        }
        Cell::Missing | Cell::Invalid(_) | Cell::Long { .. } | Cell::Binary { .. } | Cell::Nested(_) => None,
    }
}

/// Microseconds since 1970-01-01, or since midnight, of ISO text.
pub fn microseconds(text: &str) -> Option<f64> {
    if let Some(Moment::Naive(at) | Moment::Instant(at)) = literal::moment(text) {
        return Some(at.and_utc().timestamp_micros() as f64);
    }
    let time = literal::time(text)?;
    Some(f64::from(time.num_seconds_from_midnight()) * 1e6 + f64::from(time.nanosecond() / 1_000))
}

fn number_classes(values: &[f64]) -> Outcome {
    let mut distinct: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let code = |value: &f64| {
        if value.is_nan() { MISSING } else { distinct.partition_point(|known| known < value) as u32 }
    };
    Outcome::Classes {
        codes: values.iter().map(code).collect(),
        names: distinct.iter().map(|value| format!("{value}")).collect(),
    }
}

/// The rows of each class shuffled, then dealt out in turn.
fn folds(positive: &[Option<bool>]) -> Vec<u8> {
    let mut folds = vec![0; positive.len()];
    let mut random = crate::ops::sample::SplitMix64::new(FOLD_SEED);
    for class in [true, false] {
        let mut rows: Vec<usize> = (0..positive.len()).filter(|row| positive[*row] == Some(class)).collect();
        for last in (1..rows.len()).rev() {
            rows.swap(last, random.below(last as u64 + 1) as usize);
        }
        rows.iter().enumerate().for_each(|(place, row)| folds[*row] = (place % FOLDS) as u8);
    }
    folds
}
