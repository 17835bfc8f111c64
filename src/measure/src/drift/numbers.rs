//! Distances between two samples of numbers, each sorted in ascending order, without NaN.

use super::counts::{Psi, psi};
use crate::moments::Moments;
use crate::quantile::quantile;
use crate::special::kolmogorov_tail;
use ninefold_base::Figure;

/// Path counting is done up to this many cells; beyond it the limit distribution is exact enough.
const EXACT_CELLS: usize = 20_000_000;

/// How a p value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By counting lattice paths; with ties it is conservative.
    Exact,
    /// By the limit distribution.
    Asymptotic,
}

/// The two-sample test of Kolmogorov and Smirnov, two-sided.
#[derive(Debug, Clone, PartialEq)]
pub struct KolmogorovSmirnov {
    /// The largest difference between the two empirical distribution functions.
    pub statistic: f64,
    pub p_value: f64,
    pub method: Method,
}

/// Kolmogorov–Smirnov of two sorted samples; the reason in words where one is empty. Exact p while the product of the sizes is at
/// most 20 million, else by the limit distribution at √(nm/(n+m)) · D.
pub fn kolmogorov_smirnov(reference: &[f64], current: &[f64]) -> Result<KolmogorovSmirnov, &'static str> {
    if reference.is_empty() || current.is_empty() {
        return Err("one side has no rows");
    }
    let statistic = largest_step(reference, current);
    let (n, m) = (reference.len(), current.len());
    if n.saturating_mul(m) <= EXACT_CELLS {
        let p_value = exact_tail(statistic, n.min(m), n.max(m));
        return Ok(KolmogorovSmirnov { statistic, p_value, method: Method::Exact });
    }
    let (n, m) = (n as f64, m as f64);
    let p_value = kolmogorov_tail((n / (n + m) * m).sqrt() * statistic);
    Ok(KolmogorovSmirnov { statistic, p_value, method: Method::Asymptotic })
}

fn largest_step(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let value = if a[i] <= b[j] { a[i] } else { b[j] };
        while i < a.len() && a[i] <= value {
            i += 1;
        }
        while j < b.len() && b[j] <= value {
            j += 1;
        }
        largest = largest.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    largest
}

/// P(D ≥ d) by the recursion of R's `psmirnov2x` (Kim & Jennrich 1973), m ≤ n.
fn exact_tail(d: f64, m: usize, n: usize) -> f64 {
    let (md, nd) = (m as f64, n as f64);
    // Halfway below the next attainable value of D, so that rounding does not decide.
    let limit = ((d * md * nd - 1e-7).floor() + 0.5).max(0.0) / (md * nd);
    if limit <= 0.0 {
        return 1.0;
    }
    let mut row: Vec<f64> = (0..=n).map(|j| if j as f64 / nd > limit { 0.0 } else { 1.0 }).collect();
    for i in 1..=m {
        let weight = i as f64 / (i + n) as f64;
        let at = i as f64 / md;
        row[0] = if at > limit { 0.0 } else { weight * row[0] };
        for j in 1..=n {
            row[j] = if (at - j as f64 / nd).abs() > limit { 0.0 } else { weight * row[j] + row[j - 1] };
        }
    }
    (1.0 - row[n]).clamp(0.0, 1.0)
}

/// Wasserstein's first distance (earth mover's): the area between the two empirical distribution functions, in the unit of
/// the values. Undefined where a side is empty.
pub fn wasserstein(reference: &[f64], current: &[f64]) -> Figure {
    if reference.is_empty() || current.is_empty() {
        return Figure::undefined("one side has no rows");
    }
    let (a, b) = (reference, current);
    let (mut i, mut j, mut area) = (0, 0, 0.0);
    let mut last = a[0].min(b[0]);
    while i < a.len() || j < b.len() {
        let value = match (a.get(i), b.get(j)) {
            (Some(&x), Some(&y)) => x.min(y),
            (Some(&x), None) | (None, Some(&x)) => x,
            (None, None) => break,
        };
        let height = (i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs();
        if value > last {
            area += height * (value - last);
        }
        last = value;
        while i < a.len() && a[i] <= value {
            i += 1;
        }
        while j < b.len() && b[j] <= value {
            j += 1;
        }
    }
    Figure::finite(area, "larger than a number can be")
}

/// Wasserstein's distance in standard deviations (n − 1) of the reference. Evidently divides by the population's, floored
/// at .001; here a constant reference is undefined.
pub fn wasserstein_in_sd(reference: &[f64], current: &[f64]) -> Figure {
    let distance = match wasserstein(reference, current) {
        Figure::Value(distance) => distance,
        undefined => return undefined,
    };
    match Moments::of(reference).sd() {
        Figure::Value(sd) => Figure::ratio(distance, sd, "the reference is constant"),
        undefined => undefined,
    }
}

/// The distinct inner edges of ten bins of equal size of a sorted reference: at most nine, fewer where values repeat.
pub fn reference_deciles(reference: &[f64]) -> Vec<f64> {
    let mut edges: Vec<f64> = (1..10).filter_map(|i| quantile(reference, f64::from(i) / 10.0).value()).collect();
    edges.dedup();
    edges
}

/// Counts of values in the bins `(−∞, e₀], (e₀, e₁], …, (e_last, ∞)`: one more than there are edges. Edges ascend; NaN is
/// in no bin.
pub fn bin_counts(values: &[f64], edges: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.0; edges.len() + 1];
    for &value in values.iter().filter(|value| !value.is_nan()) {
        counts[edges.partition_point(|&edge| edge < value)] += 1.0;
    }
    counts
}

/// PSI over the deciles of the reference.
pub fn psi_of_numbers(reference: &[f64], current: &[f64], floor: f64) -> Psi {
    let edges = reference_deciles(reference);
    psi(&bin_counts(reference, &edges), &bin_counts(current, &edges), floor)
}
