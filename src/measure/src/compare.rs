//! Whether one model is better than another on the same rows, and what these rows could have told.
//!
//! The paired bootstrap decides ([`paired`]); DeLong's, McNemar's and the corrected t test are there to look at
//! ([`tests_of_pairs`]). Of many comparisons, [`holm`]. Start at [`paired::difference`].

pub mod paired;
pub mod tests_of_pairs;

pub use paired::{Comparison, Direction, Verdict, difference};
pub use tests_of_pairs::{CorrectedT, DeLong, McNemar, corrected_resampled_t, delong, mcnemar, mcnemar_of_decisions};

/// Holm's step-down adjustment (1979) of p values: multiply the i-th smallest of m by m − i + 1, never below one before it. NaN
/// stays NaN and does not count.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|&i| !p_values[i].is_nan()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max((p_values[i] * (order.len() - rank) as f64).min(1.0));
        adjusted[i] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests;
