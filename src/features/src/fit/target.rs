//! The target of training rows, and means of it per category.

use super::grouped::{Gather, Grouped};
use super::moments::Moments;
use crate::scalar;
use crate::vector::Vector;
use ninefold_base::feature::{TargetKind, Value};

/// One column of figures per class, one row per training row of a part; NaN where the target is missing.
#[derive(Debug, Clone, Default)]
pub struct TargetRows {
    pub columns: Vec<Vec<f64>>,
}

impl TargetRows {
    pub fn of(vector: &Vector<'_>, kind: &TargetKind, count: usize) -> Self {
        let is = |row: usize, class: &Value<'_>| match equal(&vector.get(row), class) {
            _ if vector.get(row).is_missing() => f64::NAN,
            true => 1.0,
            false => 0.0,
        };
        let columns = match kind {
            TargetKind::Binary { positive } => vec![(0..count).map(|row| is(row, positive)).collect()],
            TargetKind::Multiclass { classes } => {
                classes.iter().map(|class| (0..count).map(|row| is(row, class)).collect()).collect()
            }
            TargetKind::Regression => vec![
                (0..count)
                    .map(|row| match vector.get(row) {
                        Value::Float(x) if x.is_finite() => x,
                        Value::Integer(x) => x as f64,
                        Value::Boolean(x) => f64::from(u8::from(x)),
                        _ => f64::NAN,
                    })
                    .collect(),
            ],
        };
        Self { columns }
    }
}

/// Numbers compare by value, whatever their type: a class `1` may stand in a column of floats.
fn equal(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => *a as f64 == *b,
        (a, b) => scalar::order(a, b).is_some_and(std::cmp::Ordering::is_eq),
    }
}

/// Moments of the target per fold and class, fold by fold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PerFold {
    pub parts: Vec<Moments>,
}

impl Gather for PerFold {
    fn merge(&mut self, other: Self) {
        if self.parts.len() < other.parts.len() {
            self.parts.resize(other.parts.len(), Moments::default());
        }
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, theirs)| mine.merge(theirs));
    }
}

impl PerFold {
    fn add(&mut self, at: usize, size: usize, value: f64) {
        if self.parts.len() < size {
            self.parts.resize(size, Moments::default());
        }
        self.parts[at].add(value);
    }

    /// Of one class over all folds but one.
    pub fn class(&self, class: usize, classes: usize, without: Option<usize>) -> Moments {
        let mut all = Moments::default();
        for (at, part) in self.parts.iter().enumerate() {
            if at % classes == class && Some(at / classes) != without {
                all.merge(part);
            }
        }
        all
    }

    /// Rows.
    pub fn n(&self, classes: usize) -> u64 {
        self.class(0, classes, None).n
    }
}

#[derive(Debug, Clone, Default)]
pub struct TargetCounts {
    pub groups: Grouped<PerFold>,
    pub overall: PerFold,
    pub left_out: u64,
    pub classes: usize,
    pub folds: usize,
}

impl TargetCounts {
    pub fn new(classes: usize, folds: usize) -> Self {
        Self { classes, folds, ..Self::default() }
    }

    pub fn add(&mut self, category: &Vector<'_>, target: &TargetRows, folds: &[u8]) {
        let size = self.classes * self.folds;
        for (row, fold) in folds.iter().enumerate() {
            if target.columns.iter().any(|column| column[row].is_nan()) {
                self.left_out += 1;
                continue;
            }
            let entry = self.groups.entry(category, row);
            for (class, column) in target.columns.iter().enumerate() {
                let at = usize::from(*fold) * self.classes + class;
                entry.add(at, size, column[row]);
                self.overall.add(at, size, column[row]);
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.groups.merge(other.groups);
        self.overall.merge(other.overall);
        self.left_out += other.left_out;
    }
}

/// The empirical Bayes estimate of scikit-learn's TargetEncoder with `smooth='auto'` (Micci-Barreca 2001): the mean of
/// the category and that of all rows, weighed by how much of the variance lies between and within categories.
pub fn encoding(category: &Moments, all: &Moments) -> f64 {
    let n = category.n as f64;
    let weight = all.variance() * n / (all.variance() * n + category.m2 / n);
    if weight.is_nan() { all.mean } else { weight * category.mean + (1.0 - weight) * all.mean }
}
