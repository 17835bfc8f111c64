//! Intervals for rates, and the level that all intervals share.
//!
//! Counts in, two ends out. Intervals of other measures come from resampling. Start at [`wilson`].

use crate::special::normal_quantile;
use ninefold_base::Interval;

/// The level of every interval that is shown, unless the user asks for another.
pub const LEVEL: f64 = 0.95;

/// z with P(|Z| ≤ z) = level: 1.959964 for .95.
pub fn z_of(level: f64) -> f64 {
    -normal_quantile((1.0 - level) / 2.0)
}

/// Wilson's score interval (1927) of a rate, without continuity correction: `successes` of `n` at a level such as .95.
/// None where `n` is 0: then every rate is possible, which is not an interval but a lack of data. Takes weighted counts,
/// for which it is approximate (say so with the effective n).
pub fn wilson(successes: f64, n: f64, level: f64) -> Option<Interval> {
    if n <= 0.0 || !(0.0..=n).contains(&successes) {
        return None;
    }
    let z = z_of(level);
    let p = successes / n;
    let z2 = z * z / n;
    let centre = (p + z2 / 2.0) / (1.0 + z2);
    let half = z / (1.0 + z2) * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt();
    // At 0 and n the formula gives 0 and 1 but for rounding.
    let low = if successes == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == n { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of NUMBERS.md sections 4 and 6 (statsmodels `proportion_confint(method="wilson")` gives the same).
    #[test]
    fn wilson_matches_published_values() {
        let check = |k: f64, n: f64, low: f64, high: f64| {
            let interval = wilson(k, n, LEVEL).unwrap();
            assert!((interval.low - low).abs() < 1e-6 && (interval.high - high).abs() < 1e-6, "{k}/{n}: {interval:?}");
        };
        check(8.0, 10.0, 0.490162, 0.943318);
        check(0.0, 5.0, 0.0, 0.434482);
        check(1.0, 1.0, 0.206549, 1.0);
        check(369.0, 805.0, 0.424244, 0.492921);
        assert_eq!(wilson(0.0, 0.0, LEVEL), None);
        assert_eq!(wilson(3.0, 2.0, LEVEL), None);
    }
}
