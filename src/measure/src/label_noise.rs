//! Which labels are probably wrong, and how many: confident learning.
//!
//! From out-of-fold probabilities (each row predicted once by a model that did not see it) and the labels as given.
//! Northcutt, Jiang & Chuang (2021), as cleanlab 2.9 does it. What the model cannot tell looks like noise too, so the rate
//! is a range. Start at [`ConfidentLearning::of`].

pub mod injection;

pub use injection::{Flips, detection, inject};

use crate::classification::Multiclass;
use crate::classification::multiclass::argmax;
use ninefold_base::{Figure, Interval};

/// A class counts for a row from its threshold less this, as cleanlab.
const CONFIDENT_SLACK: f64 = 1e-6;

/// How suspicious rows are ranked; the least value first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankBy {
    /// P of the given label.
    SelfConfidence,
    /// (P of the given label − largest other P + 1) / 2.
    NormalizedMargin,
}

/// A row whose label is probably wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspect {
    pub row: usize,
    pub given: u32,
    /// The most probable class.
    pub likely: u32,
    pub probability_given: f64,
    pub probability_likely: f64,
    pub self_confidence: f64,
    pub normalized_margin: f64,
}

/// What confident learning finds.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfidentLearning {
    pub classes: usize,
    /// t_j: the mean probability of class j over the rows labelled j; none where no row is.
    pub thresholds: Vec<Option<f64>>,
    /// Rows by given label (row of the matrix) and confident class (column), diagonal at least 1.
    pub confident_joint: Vec<u64>,
    /// The same scaled to the counts of the labels, whole numbers: Q = calibrated_joint / n.
    pub calibrated_joint: Vec<u64>,
    /// Rows flagged by noise rate.
    pub flagged: Vec<bool>,
    pub n_rows: usize,
}

impl ConfidentLearning {
    /// Steps 1 to 4: thresholds, confident joint, calibration, flags.
    pub fn of(labels: &[u32], probabilities: &[f64], classes: usize) -> Result<Self, &'static str> {
        // Checks lengths, labels and NaN.
        Multiclass::new(labels, probabilities, classes)?;
        if labels.is_empty() {
            return Err("no rows");
        }
        let thresholds = thresholds(labels, probabilities, classes);
        let confident_joint = confident_joint(labels, probabilities, &thresholds);
        let mut counts = vec![0_u64; classes];
        labels.iter().for_each(|&label| counts[label as usize] += 1);
        let calibrated_joint = calibrate(&confident_joint, &counts);
        let flagged = flag(labels, probabilities, classes, &counts, &calibrated_joint);
        Ok(Self { classes, thresholds, confident_joint, calibrated_joint, flagged, n_rows: labels.len() })
    }

    /// P(given label, true class), `classes × classes`.
    pub fn joint(&self) -> Vec<f64> {
        self.calibrated_joint.iter().map(|&count| count as f64 / self.n_rows as f64).collect()
    }

    /// The share of rows flagged, and 1 − trace Q. The latter absorbs the model's own error (20 % true noise reads as 25 to
    /// 30 % when the model is right on 80 %), the former misses what the model shares with the labels: the truth is likely
    /// between or below.
    pub fn noise_rate(&self) -> Interval {
        let flagged = self.flagged.iter().filter(|flagged| **flagged).count() as f64 / self.n_rows as f64;
        let trace: u64 = self.calibrated_joint.iter().step_by(self.classes + 1).sum();
        let estimate = 1.0 - trace as f64 / self.n_rows as f64;
        Interval { low: flagged.min(estimate), high: flagged.max(estimate) }
    }

    /// The accuracy on these labels that a model right about every true class would have: 1 − noise rate. A model above it
    /// has learned the noise (symmetric noise can be corrected for, noise that depends on the row cannot).
    pub fn ceiling(&self) -> Interval {
        let rate = self.noise_rate();
        Interval { low: 1.0 - rate.high, high: 1.0 - rate.low }
    }

    /// P(true class | given label) off the diagonal, for each given label: the share of it that is wrong. Undefined for a label
    /// no row has.
    pub fn noise_by_label(&self) -> Vec<Figure> {
        let of = |(label, row): (usize, &[u64])| {
            let total: u64 = row.iter().sum();
            Figure::ratio((total - row[label]) as f64, total as f64, "no row has this label")
        };
        self.calibrated_joint.chunks(self.classes).enumerate().map(of).collect()
    }

    /// The flagged rows, the most suspicious first. Labels and probabilities as in [`Self::of`].
    ///
    /// # Panics
    /// If they are not those of [`Self::of`].
    pub fn suspects(&self, labels: &[u32], probabilities: &[f64], rank_by: RankBy) -> Vec<Suspect> {
        let mut suspects: Vec<Suspect> = (0..self.n_rows)
            .filter(|&row| self.flagged[row])
            .map(|row| suspect(row, labels[row], &probabilities[row * self.classes..(row + 1) * self.classes]))
            .collect();
        let key = |suspect: &Suspect| match rank_by {
            RankBy::SelfConfidence => suspect.self_confidence,
            RankBy::NormalizedMargin => suspect.normalized_margin,
        };
        suspects.sort_by(|a, b| key(a).total_cmp(&key(b)).then(a.row.cmp(&b.row)));
        suspects
    }
}

/// P of the given label of every row: the lower, the more suspicious.
pub fn self_confidence(labels: &[u32], probabilities: &[f64], classes: usize) -> Vec<f64> {
    labels.iter().zip(probabilities.chunks_exact(classes)).map(|(&label, row)| row[label as usize]).collect()
}

/// (P of the given label − largest other P + 1) / 2 of every row, in 0..=1.
pub fn normalized_margin(labels: &[u32], probabilities: &[f64], classes: usize) -> Vec<f64> {
    labels.iter().zip(probabilities.chunks_exact(classes)).map(|(&label, row)| margin(label, row)).collect()
}

fn margin(label: u32, row: &[f64]) -> f64 {
    let others = row.iter().enumerate().filter(|(class, _)| *class != label as usize);
    let other = others.map(|(_, p)| *p).fold(f64::NEG_INFINITY, f64::max);
    (row[label as usize] - other + 1.0) / 2.0
}

fn suspect(row: usize, given: u32, probabilities: &[f64]) -> Suspect {
    let likely = argmax(probabilities);
    Suspect {
        row,
        given,
        likely: likely as u32,
        probability_given: probabilities[given as usize],
        probability_likely: probabilities[likely],
        self_confidence: probabilities[given as usize],
        normalized_margin: margin(given, probabilities),
    }
}

fn thresholds(labels: &[u32], probabilities: &[f64], classes: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0_u64); classes];
    for (&label, row) in labels.iter().zip(probabilities.chunks_exact(classes)) {
        sums[label as usize].0 += row[label as usize];
        sums[label as usize].1 += 1;
    }
    sums.into_iter().map(|(sum, count)| (count > 0).then(|| sum / count as f64)).collect()
}

/// B_i = {j : P_ij ≥ t_j − 1e−6}: none, the row is skipped; one, that class; several, the most probable class of all.
fn confident_joint(labels: &[u32], probabilities: &[f64], thresholds: &[Option<f64>]) -> Vec<u64> {
    let classes = thresholds.len();
    let mut joint = vec![0_u64; classes * classes];
    for (&label, row) in labels.iter().zip(probabilities.chunks_exact(classes)) {
        let confident = |class: &usize| thresholds[*class].is_some_and(|t| row[*class] >= t - CONFIDENT_SLACK);
        let mut candidates = (0..classes).filter(confident);
        let Some(first) = candidates.next() else { continue };
        let class = if candidates.next().is_some() { argmax(row) } else { first };
        joint[label as usize * classes + class] += 1;
    }
    for class in 0..classes {
        let diagonal = &mut joint[class * classes + class];
        *diagonal = (*diagonal).max(1);
    }
    joint
}

/// Rows scaled to the counts of the labels, all to n, rounded so that every row keeps its sum.
fn calibrate(joint: &[u64], counts: &[u64]) -> Vec<u64> {
    let classes = counts.len();
    let n = counts.iter().sum::<u64>() as f64;
    let mut scaled: Vec<f64> = Vec::with_capacity(joint.len());
    for (row, &count) in joint.chunks(classes).zip(counts) {
        let total = row.iter().sum::<u64>() as f64;
        scaled.extend(row.iter().map(|&cell| cell as f64 / total * count as f64));
    }
    let all: f64 = scaled.iter().sum();
    scaled.iter_mut().for_each(|cell| *cell = *cell / all * n);
    scaled.chunks(classes).flat_map(round_keeping_sum).collect()
}

/// Rounds half to even, then moves those furthest from their rounded value until the sum is right (cleanlab's `round_preserving_sum`).
fn round_keeping_sum(row: &[f64]) -> Vec<u64> {
    let mut rounded: Vec<f64> = row.iter().map(|value| value.round_ties_even()).collect();
    let wanted = row.iter().sum::<f64>().round_ties_even();
    loop {
        let missing = wanted - rounded.iter().sum::<f64>();
        if missing.abs() < 0.5 {
            break;
        }
        let step = missing.signum();
        let mut order: Vec<usize> = (0..row.len()).collect();
        order.sort_by(|&a, &b| {
            let distance = |i: usize| step * (row[i] - rounded[i]);
            distance(b).total_cmp(&distance(a))
        });
        let changes = (missing.abs() as usize).min(row.len());
        order[..changes].iter().for_each(|&i| rounded[i] += step);
    }
    rounded.into_iter().map(|value| value.max(0.0) as u64).collect()
}

/// For each given label k and class j ≠ k, the C[k, j] rows of label k with the largest P_j − P_k; then those whose most
/// probable class is their label are let go.
fn flag(labels: &[u32], probabilities: &[f64], classes: usize, counts: &[u64], calibrated: &[u64]) -> Vec<bool> {
    let row_of = |row: usize| &probabilities[row * classes..(row + 1) * classes];
    let to_flag = leave_one_each(calibrated, classes);
    let mut flagged = vec![false; labels.len()];
    for k in 0..classes {
        if counts[k] <= 1 {
            continue;
        }
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] as usize == k).collect();
        for j in (0..classes).filter(|&j| j != k) {
            let number = to_flag[k * classes + j] as usize;
            if number == 0 {
                continue;
            }
            let mut order = rows.clone();
            order.sort_by(|&a, &b| {
                let margin = |row: usize| row_of(row)[j] - row_of(row)[k];
                margin(b).total_cmp(&margin(a))
            });
            order.iter().take(number).for_each(|&row| flagged[row] = true);
        }
    }
    for (row, flagged) in flagged.iter_mut().enumerate() {
        let mut probabilities = row_of(row).to_vec();
        probabilities[labels[row] as usize] += CONFIDENT_SLACK;
        *flagged &= argmax(&probabilities) != labels[row] as usize;
    }
    flagged
}

/// Every label keeps at least one right row: what its diagonal lacks is taken evenly from its other counts.
fn leave_one_each(calibrated: &[u64], classes: usize) -> Vec<u64> {
    let mut numbers: Vec<f64> = calibrated.iter().map(|&count| count as f64).collect();
    for (k, row) in numbers.chunks_mut(classes).enumerate() {
        let lacking = (1.0 - row[k]).max(0.0);
        let others = (row.iter().filter(|count| **count > 0.0).count() as f64 - 1.0).max(1.0);
        let diagonal = row[k].max(1.0);
        row.iter_mut().for_each(|count| *count = (*count - lacking / others).max(0.0));
        row[k] = diagonal;
    }
    // Rounded by true class (column), as cleanlab does on its transposed matrix.
    let mut rounded = vec![0; classes * classes];
    for j in 0..classes {
        let column: Vec<f64> = (0..classes).map(|k| numbers[k * classes + j]).collect();
        for (k, count) in round_keeping_sum(&column).into_iter().enumerate() {
            rounded[k * classes + j] = count;
        }
    }
    rounded
}

#[cfg(test)]
mod tests;
