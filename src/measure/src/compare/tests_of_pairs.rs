//! Tests of two models on the same rows or folds.

use crate::association::midranks;
use crate::interval::{LEVEL, z_of};
use crate::special::{
    binomial_cdf, binomial_pmf, chi_square_tail, normal_two_sided, student_t_critical, student_t_two_sided,
};
use ninefold_base::{Figure, Interval};

/// Two AUC on the same rows.
#[derive(Debug, Clone, PartialEq)]
pub struct DeLong {
    pub auc_a: f64,
    pub auc_b: f64,
    /// a − b.
    pub difference: f64,
    pub standard_error: f64,
    /// difference ± 1.96 standard errors.
    pub interval: Interval,
    /// Undefined where the two order the rows alike.
    pub p_value: Figure,
}

/// DeLong's test by Sun & Xu's algorithm (2014): midranks over all rows less midranks within the class. Scores without NaN.
/// The reason in words below two rows of a class.
///
/// # Panics
/// If the slices differ in length.
pub fn delong(labels: &[bool], a: &[f64], b: &[f64]) -> Result<DeLong, &'static str> {
    assert!(labels.len() == a.len() && labels.len() == b.len(), "one score of each model for each row");
    let positives = labels.iter().filter(|label| **label).count();
    let negatives = labels.len() - positives;
    if positives < 2 || negatives < 2 {
        return Err("needs two rows of each class");
    }
    let (a, b) = (placements(labels, a), placements(labels, b));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (auc_a, auc_b) = (mean(&a.0), mean(&b.0));
    // The variance of the difference is that of the differences of the placements.
    let variance = |x: &[f64], y: &[f64]| {
        let differences: Vec<f64> = x.iter().zip(y).map(|(x, y)| x - y).collect();
        let mean = mean(&differences);
        let sum: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
        sum / (differences.len() as f64 - 1.0) / differences.len() as f64
    };
    let standard_error = (variance(&a.0, &b.0) + variance(&a.1, &b.1)).sqrt();
    let difference = auc_a - auc_b;
    let half = z_of(LEVEL) * standard_error;
    let p_value = if standard_error > 0.0 {
        Figure::Value(normal_two_sided(difference / standard_error))
    } else {
        Figure::undefined("both order the rows alike")
    };
    let interval = Interval { low: difference - half, high: difference + half };
    Ok(DeLong { auc_a, auc_b, difference, standard_error, interval, p_value })
}

/// For each positive the share of negatives below it, for each negative the share of positives above it; ties half.
fn placements(labels: &[bool], scores: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let of = |class: bool| -> Vec<f64> {
        labels.iter().zip(scores).filter(|(label, _)| **label == class).map(|(_, score)| *score).collect()
    };
    let (positives, negatives) = (of(true), of(false));
    let (m, n) = (positives.len() as f64, negatives.len() as f64);
    let both: Vec<f64> = positives.iter().chain(&negatives).copied().collect();
    let all = midranks(&both);
    let (within_positives, within_negatives) = (midranks(&positives), midranks(&negatives));
    let of_positives = all.iter().zip(&within_positives).map(|(all, within)| (all - within) / n).collect();
    let of_negatives =
        all[positives.len()..].iter().zip(&within_negatives).map(|(all, within)| 1.0 - (all - within) / m).collect();
    (of_positives, of_negatives)
}

/// Two sets of decisions on the same rows.
#[derive(Debug, Clone, PartialEq)]
pub struct McNemar {
    /// Rows that only the first decides right.
    pub only_first_right: u64,
    /// Rows that only the second decides right.
    pub only_second_right: u64,
    /// Binomial, two-sided; undefined without discordant rows. Decides below 25 discordant rows.
    pub exact: Figure,
    /// The exact p less half the probability of what was seen: less conservative.
    pub mid_p: Figure,
    /// χ² with continuity correction (Edwards 1948), 1 degree of freedom.
    pub chi_square_p: Figure,
}

/// Discordant rows from which χ² is close enough to the exact test.
const CHI_SQUARE_FROM: u64 = 25;

impl McNemar {
    /// The p value that decides: exact below 25 discordant rows, χ² from there on.
    pub fn p_value(&self) -> &Figure {
        if self.only_first_right + self.only_second_right < CHI_SQUARE_FROM { &self.exact } else { &self.chi_square_p }
    }
}

/// McNemar's test (1947) of two counts of discordant rows.
pub fn mcnemar(only_first_right: u64, only_second_right: u64) -> McNemar {
    let n = only_first_right + only_second_right;
    let smaller = only_first_right.min(only_second_right);
    let (exact, mid_p, chi_square_p) = if n == 0 {
        let none = Figure::undefined("both decide every row alike");
        (none.clone(), none.clone(), none)
    } else {
        let exact = (2.0 * binomial_cdf(smaller, n, 0.5)).min(1.0);
        let seen = binomial_pmf(smaller, n, 0.5);
        // Where both counts are equal, what was seen is the middle and is counted once (Fagerland et al. 2013).
        let mid_p = if 2 * smaller == n { 1.0 - seen / 2.0 } else { 2.0 * binomial_cdf(smaller, n, 0.5) - seen };
        let distance = ((only_first_right.abs_diff(only_second_right)) as f64 - 1.0).max(0.0);
        let chi_square_p = chi_square_tail(distance * distance / n as f64, 1.0);
        (Figure::Value(exact), Figure::Value(mid_p), Figure::Value(chi_square_p))
    };
    McNemar { only_first_right, only_second_right, exact, mid_p, chi_square_p }
}

/// McNemar's test of decisions.
///
/// # Panics
/// If the slices differ in length.
pub fn mcnemar_of_decisions(labels: &[bool], first: &[bool], second: &[bool]) -> McNemar {
    assert!(labels.len() == first.len() && labels.len() == second.len(), "two decisions for each row");
    let (mut only_first, mut only_second) = (0, 0);
    for ((label, first), second) in labels.iter().zip(first).zip(second) {
        match (first == label, second == label) {
            (true, false) => only_first += 1,
            (false, true) => only_second += 1,
            (true, true) | (false, false) => {}
        }
    }
    mcnemar(only_first, only_second)
}

/// A t test over folds.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedT {
    pub mean: f64,
    pub standard_error: f64,
    pub t: Figure,
    pub degrees_of_freedom: u64,
    pub p_value: Figure,
    /// 95 %.
    pub interval: Interval,
}

/// Nadeau & Bengio's corrected resampled t test (2003) of the differences of a metric over k folds or repeats:
/// t = d̄ / √((1/k + test/train) s²), k − 1 degrees of freedom. Folds share training rows, so the plain t test finds too
/// much. The reason in words below two folds.
pub fn corrected_resampled_t(differences: &[f64], train_rows: f64, test_rows: f64) -> Result<CorrectedT, &'static str> {
    if differences.len() < 2 {
        return Err("needs two folds");
    }
    if train_rows <= 0.0 || differences.iter().any(|d| !d.is_finite()) {
        return Err("a fold without rows or without a value");
    }
    let k = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / k;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (k - 1.0);
    let standard_error = ((1.0 / k + test_rows / train_rows) * variance).sqrt();
    let half = student_t_critical(1.0 - LEVEL, k - 1.0) * standard_error;
    let t = Figure::ratio(mean, standard_error, "every fold shows the same difference");
    let p_value = t.map(|t| student_t_two_sided(t, k - 1.0));
    let interval = Interval { low: mean - half, high: mean + half };
    Ok(CorrectedT { mean, standard_error, t, degrees_of_freedom: differences.len() as u64 - 1, p_value, interval })
}
