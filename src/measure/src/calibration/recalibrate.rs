//! Maps from scores to probabilities, fitted on rows set aside for it.

use super::logit::{fit, sigmoid};
use crate::classification::Scored;

/// Rows below which an isotonic map follows chance.
pub const ISOTONIC_LEAST_ROWS: usize = 1_000;

/// Platt's sigmoid: P(y) = 1 / (1 + exp(−(intercept + slope · score))).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Platt {
    pub intercept: f64,
    pub slope: f64,
}

impl Platt {
    /// Fits the sigmoid to the targets (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2) (Platt 1999, Lin, Lin & Weng 2007), so that it
    /// ends even where the classes are separated. Scores of any range; logits serve better than probabilities. The reason
    /// in words with one class, a constant or infinite score.
    pub fn fit(scored: &Scored) -> Result<Self, &'static str> {
        let (total, positives) = scored.totals();
        let negatives = total - positives;
        if positives == 0.0 || negatives == 0.0 {
            return Err("only one class");
        }
        if scored.scores().iter().any(|score| score.is_infinite()) {
            return Err("an infinite score");
        }
        let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
        let targets: Vec<f64> = scored.labels().iter().map(|&label| if label { high } else { low }).collect();
        let weights: Vec<f64> = (0..targets.len()).map(|row| scored.weight(row)).collect();
        let start = ((positives + 1.0).ln() - (negatives + 1.0).ln(), 0.0);
        let found = fit(scored.scores(), &targets, &weights, start)?;
        Ok(Self { intercept: found.intercept, slope: found.slope })
    }

    pub fn apply(&self, score: f64) -> f64 {
        sigmoid(self.intercept + self.slope * score)
    }
}

/// A rising step function, interpolated between its points and constant beyond them.
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    /// (score, probability), scores strictly ascending, probabilities not descending.
    points: Vec<(f64, f64)>,
}

impl Isotonic {
    /// Averages ties, then pools adjacent violators (as scikit-learn). The reason in words below
    /// [`ISOTONIC_LEAST_ROWS`] rows, with one class or an infinite score.
    pub fn fit(scored: &Scored) -> Result<Self, &'static str> {
        if scored.n_rows() < ISOTONIC_LEAST_ROWS {
            return Err("fewer than 1,000 rows");
        }
        let (total, positives) = scored.totals();
        if positives == 0.0 || positives == total {
            return Err("only one class");
        }
        if scored.scores().iter().any(|score| score.is_infinite()) {
            return Err("an infinite score");
        }
        let mut rows: Vec<usize> = (0..scored.n_rows()).filter(|&row| scored.weight(row) > 0.0).collect();
        rows.sort_unstable_by(|&a, &b| scored.scores()[a].total_cmp(&scored.scores()[b]).then(a.cmp(&b)));
        let mut ties: Vec<(f64, f64, f64)> = Vec::new();
        for row in rows {
            let (score, weight) = (scored.scores()[row], scored.weight(row));
            let positive = if scored.labels()[row] { weight } else { 0.0 };
            match ties.last_mut() {
                Some(tie) if tie.0 == score => {
                    tie.1 += positive;
                    tie.2 += weight;
                }
                _ => ties.push((score, positive, weight)),
            }
        }
        Ok(Self { points: pool(&ties) })
    }

    /// The points between which values are interpolated.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    pub fn apply(&self, score: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 < score);
        let Some(&high) = self.points.get(after) else {
            // Beyond the last point; there always is one.
            return self.points.last().map_or(score, |point| point.1);
        };
        if after == 0 || high.0 == score {
            return high.1;
        }
        let low = self.points[after - 1];
        low.1 + (high.1 - low.1) * ((score - low.0) / (high.0 - low.0))
    }
}

/// Pools adjacent violators of (score, positives, weight), scores ascending, and keeps the ends of each block.
fn pool(ties: &[(f64, f64, f64)]) -> Vec<(f64, f64)> {
    // Blocks: first and last tie, positives, weight.
    let mut blocks: Vec<(usize, usize, f64, f64)> = Vec::new();
    for (i, &(_, positives, weight)) in ties.iter().enumerate() {
        let mut block = (i, i, positives, weight);
        while let Some(&before) = blocks.last() {
            if before.2 * block.3 < block.2 * before.3 {
                break;
            }
            blocks.pop();
            block = (before.0, block.1, before.2 + block.2, before.3 + block.3);
        }
        blocks.push(block);
    }
    let mut points = Vec::new();
    for (first, last, positives, weight) in blocks {
        let value = (positives / weight).min(1.0);
        points.push((ties[first].0, value));
        if last > first {
            points.push((ties[last].0, value));
        }
    }
    points
}
