//! How good scores and decisions about two or more classes are.
//!
//! [`Scored`] holds what all measures of two classes need and is checked once. Ordered scores in [`ranking`] (AUC, average
//! precision, curves), decisions in [`confusion`], probabilities in [`probability`], more than two classes in
//! [`multiclass`]. Knows no models and no tables. Start at [`Scored::new`].

pub mod confusion;
pub mod multiclass;
pub mod ordered;
pub mod probability;
pub mod ranking;

pub use confusion::Confusion;
pub use multiclass::{Average, Multiclass};
pub use ordered::Ordered;
pub use probability::{LOG_LOSS_CLIP, brier, brier_skill, log_loss};
pub use ranking::{GainPoint, PrecisionRecallPoint, Ranking, RocPoint};

/// Rows with a known class and a score, higher for more likely positive; each with a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored<'a> {
    labels: &'a [bool],
    scores: &'a [f64],
    weights: Option<&'a [f64]>,
}

impl<'a> Scored<'a> {
    /// Rows that all count 1. The reason in words if lengths differ or a score is NaN.
    pub fn new(labels: &'a [bool], scores: &'a [f64]) -> Result<Self, &'static str> {
        if labels.len() != scores.len() {
            return Err("not one score for each row");
        }
        if scores.iter().any(|score| score.is_nan()) {
            return Err("a row without a score");
        }
        Ok(Self { labels, scores, weights: None })
    }

    /// Rows with weights: finite, not negative. A row of weight 0 is not there; one of weight 2 is there twice.
    pub fn weighted(labels: &'a [bool], scores: &'a [f64], weights: &'a [f64]) -> Result<Self, &'static str> {
        let scored = Self::new(labels, scores)?;
        if weights.len() != labels.len() {
            return Err("not one weight for each row");
        }
        if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err("a weight that is negative or not a number");
        }
        Ok(Self { weights: Some(weights), ..scored })
    }

    pub fn labels(&self) -> &'a [bool] {
        self.labels
    }

    pub fn scores(&self) -> &'a [f64] {
        self.scores
    }

    pub fn n_rows(&self) -> usize {
        self.labels.len()
    }

    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// The weights of all rows and of the positive rows.
    pub fn totals(&self) -> (f64, f64) {
        let (mut all, mut positives) = (0.0, 0.0);
        for row in 0..self.n_rows() {
            let weight = self.weight(row);
            all += weight;
            positives += if self.labels[row] { weight } else { 0.0 };
        }
        (all, positives)
    }

    /// True if every score is a probability, 0..=1.
    pub fn are_probabilities(&self) -> bool {
        self.scores.iter().all(|score| (0.0..=1.0).contains(score))
    }
}

#[cfg(test)]
mod tests;
