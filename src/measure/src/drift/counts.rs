//! Distances between two sets of counts over the same categories or bins.
//!
//! All take `reference` and `current` of equal length, made into shares by their own totals; undefined where one total is
//! 0.

use crate::entropy::LogBase;
use crate::special::chi_square_tail;
use ninefold_base::Figure;

/// Jensen–Shannon, with what it depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct JensenShannon {
    /// The distance: the root of the divergence, as scipy `jensenshannon`.
    pub distance: Figure,
    pub divergence: Figure,
    pub log_base: LogBase,
    pub bins: usize,
}

/// Population stability index, with what it depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Psi {
    /// Σ (q − p) ln(q / p), in nats; no share is taken to be below `floor`, shares are not made to sum to 1 again.
    pub value: Figure,
    pub floor: f64,
    pub bins: usize,
    /// What to expect without any drift: (B − 1)(1/n + 1/m).
    pub noise_level: Figure,
}

/// χ² of the current counts against the shares of the reference, taken as known.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquareFit {
    pub statistic: f64,
    pub degrees_of_freedom: u64,
    pub p_value: f64,
    pub least_expected: f64,
}

const EMPTY: &str = "one side has no rows";

/// The shares of both sides, or none where one is empty.
fn shares(reference: &[f64], current: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
    assert_eq!(reference.len(), current.len(), "both sides have the same categories");
    let share = |counts: &[f64]| {
        let total: f64 = counts.iter().sum();
        (total > 0.0).then(|| counts.iter().map(|count| count / total).collect::<Vec<f64>>())
    };
    Some((share(reference)?, share(current)?))
}

/// Goodness of fit Σ (current − expected)² / expected, expected = reference scaled to the size of current, k − 1 degrees
/// of freedom, as Evidently and scipy `chisquare`. Bins empty on both sides do not count. A category that the reference
/// has never seen makes any fit impossible: the reason in words.
///
/// # Panics
/// If the slices differ in length.
pub fn chi_square_fit(reference: &[f64], current: &[f64]) -> Result<ChiSquareFit, &'static str> {
    let (p, _) = shares(reference, current).ok_or(EMPTY)?;
    let n: f64 = current.iter().sum();
    let (mut statistic, mut bins, mut least_expected) = (0.0, 0_u64, f64::INFINITY);
    for (p, &count) in p.iter().zip(current) {
        if *p == 0.0 {
            if count > 0.0 {
                return Err("a category the reference has never seen");
            }
            continue;
        }
        let expected = p * n;
        statistic += (count - expected) * (count - expected) / expected;
        least_expected = least_expected.min(expected);
        bins += 1;
    }
    if bins < 2 {
        return Err("only one category");
    }
    let p_value = chi_square_tail(statistic, (bins - 1) as f64);
    Ok(ChiSquareFit { statistic, degrees_of_freedom: bins - 1, p_value, least_expected })
}

/// Jensen–Shannon divergence ½ KL(p‖m) + ½ KL(q‖m), m = ½ (p + q), and its root; no floor is needed.
///
/// # Panics
/// If the slices differ in length.
pub fn jensen_shannon(reference: &[f64], current: &[f64], log_base: LogBase) -> JensenShannon {
    let divergence = match shares(reference, current) {
        None => Figure::undefined(EMPTY),
        Some((p, q)) => {
            let part = |a: f64, m: f64| if a > 0.0 { a * (a / m).ln() } else { 0.0 };
            let nats: f64 = p
                .iter()
                .zip(&q)
                .map(|(&p, &q)| {
                    let m = 0.5 * (p + q);
                    0.5 * (part(p, m) + part(q, m))
                })
                .sum();
            Figure::Value(log_base.from_nats(nats.max(0.0)))
        }
    };
    JensenShannon { distance: divergence.map(f64::sqrt), divergence, log_base, bins: reference.len() }
}

/// Hellinger's distance √(½ Σ (√p − √q)²), in 0..=1.
///
/// # Panics
/// If the slices differ in length.
pub fn hellinger(reference: &[f64], current: &[f64]) -> Figure {
    match shares(reference, current) {
        None => Figure::undefined(EMPTY),
        Some((p, q)) => {
            let sum: f64 = p.iter().zip(&q).map(|(p, q)| (p.sqrt() - q.sqrt()).powi(2)).sum();
            Figure::Value((0.5 * sum).sqrt().min(1.0))
        }
    }
}

/// L∞: the largest difference of a share (TensorFlow Data Validation's default for categories).
///
/// # Panics
/// If the slices differ in length.
pub fn largest_difference(reference: &[f64], current: &[f64]) -> Figure {
    match shares(reference, current) {
        None => Figure::undefined(EMPTY),
        Some((p, q)) => Figure::Value(p.iter().zip(&q).map(|(p, q)| (p - q).abs()).fold(0.0, f64::max)),
    }
}

/// Population stability index of counts; see [`Psi`].
///
/// # Panics
/// If the slices differ in length.
pub fn psi(reference: &[f64], current: &[f64], floor: f64) -> Psi {
    let bins = reference.len();
    let (value, noise_level) = match shares(reference, current) {
        None => (Figure::undefined(EMPTY), Figure::undefined(EMPTY)),
        Some((p, q)) => {
            let sum: f64 = p
                .iter()
                .zip(&q)
                .map(|(p, q)| {
                    let (p, q) = (p.max(floor), q.max(floor));
                    (q - p) * (q / p).ln()
                })
                .sum();
            let (n, m): (f64, f64) = (reference.iter().sum(), current.iter().sum());
            let noise = (bins as f64 - 1.0) * (1.0 / n + 1.0 / m);
            (Figure::finite(sum, "a share of 0 needs a floor above 0"), Figure::Value(noise))
        }
    };
    Psi { value, floor, bins, noise_level }
}
