//! How far probabilities are from what happened.

use super::Scored;
use ninefold_base::Figure;

/// Probabilities are kept this far from 0 and 1 in the log loss: the machine epsilon, as scikit-learn.
pub const LOG_LOSS_CLIP: f64 = f64::EPSILON;

const NOT_PROBABILITIES: &str = "scores outside 0 to 1 are not probabilities";

/// The weighted mean of a loss of (probability, class).
fn mean_loss(scored: &Scored, loss: impl Fn(f64, bool) -> f64) -> Figure {
    if !scored.are_probabilities() {
        return Figure::undefined(NOT_PROBABILITIES);
    }
    let (mut sum, mut total) = (0.0, 0.0);
    for (row, (&label, &score)) in scored.labels().iter().zip(scored.scores()).enumerate() {
        let weight = scored.weight(row);
        sum += weight * loss(score, label);
        total += weight;
    }
    Figure::ratio(sum, total, "no rows")
}

/// Mean −ln of the probability given to what happened, in nats, clipped by [`LOG_LOSS_CLIP`]. Defined with one class too.
pub fn log_loss(scored: &Scored) -> Figure {
    mean_loss(scored, |p, label| {
        let p = p.clamp(LOG_LOSS_CLIP, 1.0 - LOG_LOSS_CLIP);
        if label { -p.ln() } else { -(1.0 - p).ln() }
    })
}

/// Mean (p − y)².
pub fn brier(scored: &Scored) -> Figure {
    mean_loss(scored, |p, label| {
        let error = p - if label { 1.0 } else { 0.0 };
        error * error
    })
}

/// 1 − B / B(prior), where the prior is the base rate of these rows: above 0 is better than saying the base rate to all.
pub fn brier_skill(scored: &Scored) -> Figure {
    let (all, positives) = scored.totals();
    let rate = positives / all;
    match brier(scored) {
        Figure::Value(brier) => Figure::ratio(brier, rate * (1.0 - rate), "only one class").map(|share| 1.0 - share),
        undefined => undefined,
    }
}
