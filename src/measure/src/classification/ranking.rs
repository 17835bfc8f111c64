//! Rows in the order of their scores, once; then every threshold costs a look-up.
//!
//! ROC, precision–recall, gains and lift, AUC, average precision, confusion at any threshold, capacity.

use super::{Confusion, Scored};
use crate::association::{AucEstimate, ClassCounts, auc_from_counts};
use ninefold_base::Figure;

/// What is at one distinct score, and what is at or above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub score: f64,
    pub positives: f64,
    pub negatives: f64,
    /// Positives and negatives with this score or a higher one: TP and FP at this threshold.
    pub true_positives: f64,
    pub false_positives: f64,
}

/// Distinct scores in descending order. Rows of weight 0 are not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    steps: Vec<Step>,
    positives: f64,
    negatives: f64,
}

/// A point of the ROC curve. Its threshold is infinite where no row is decided positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    pub threshold: f64,
    pub false_positive_rate: f64,
    pub true_positive_rate: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecallPoint {
    pub threshold: f64,
    pub recall: f64,
    pub precision: f64,
}

/// A point of the gains curve: deciding positive this share of the rows, best first, finds this share of the positives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GainPoint {
    pub threshold: f64,
    pub share_of_rows: f64,
    pub share_of_positives: f64,
    /// share_of_positives / share_of_rows.
    pub lift: f64,
}

const NO_POSITIVES: &str = "no row of the positive class";

impl Ranking {
    /// Sorts the rows: O(n log n).
    pub fn of(scored: &Scored) -> Self {
        let mut order: Vec<u32> =
            (0..scored.n_rows() as u32).filter(|&row| scored.weight(row as usize) > 0.0).collect();
        let scores = scored.scores();
        order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
        let mut steps: Vec<Step> = Vec::new();
        let (mut positives, mut negatives) = (0.0, 0.0);
        for row in order {
            let row = row as usize;
            let (score, weight) = (scores[row], scored.weight(row));
            let (positive, negative) = if scored.labels()[row] { (weight, 0.0) } else { (0.0, weight) };
            positives += positive;
            negatives += negative;
            match steps.last_mut() {
                Some(step) if step.score == score => {
                    step.positives += positive;
                    step.negatives += negative;
                    step.true_positives = positives;
                    step.false_positives = negatives;
                }
                _ => steps.push(Step {
                    score,
                    positives: positive,
                    negatives: negative,
                    true_positives: positives,
                    false_positives: negatives,
                }),
            }
        }
        Self { steps, positives, negatives }
    }

    /// Distinct scores, highest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn positives(&self) -> f64 {
        self.positives
    }

    pub fn negatives(&self) -> f64 {
        self.negatives
    }

    /// Area under the ROC curve with midranks, and its standard error (for rows without weights). A constant score has .5; with one class
    /// there is none.
    pub fn auc(&self) -> Result<AucEstimate, &'static str> {
        let ascending: Vec<ClassCounts> = self
            .steps
            .iter()
            .rev()
            .map(|step| ClassCounts { positives: step.positives, negatives: step.negatives })
            .collect();
        auc_from_counts(&ascending)
    }

    /// Σ (R_k − R_{k−1}) P_k over distinct thresholds, no trapezoid, as scikit-learn. A constant score has the prevalence.
    pub fn average_precision(&self) -> Figure {
        if self.positives == 0.0 {
            return Figure::undefined(NO_POSITIVES);
        }
        let area: f64 = self
            .steps
            .iter()
            .map(|step| step.positives * (step.true_positives / (step.true_positives + step.false_positives)))
            .sum();
        Figure::Value((area / self.positives).min(1.0))
    }

    /// Confusion where a row is positive iff its score ≥ threshold: O(log n).
    pub fn confusion_at(&self, threshold: f64) -> Confusion {
        let flagged = self.steps.partition_point(|step| step.score >= threshold);
        self.confusion_of_first(flagged)
    }

    /// Confusion where the `steps` highest distinct scores are positive.
    pub fn confusion_of_first(&self, steps: usize) -> Confusion {
        let last = steps.checked_sub(1).and_then(|last| self.steps.get(last));
        let (true_positives, false_positives) =
            last.map_or((0.0, 0.0), |step| (step.true_positives, step.false_positives));
        Confusion {
            true_positives,
            false_positives,
            false_negatives: (self.positives - true_positives).max(0.0),
            true_negatives: (self.negatives - false_positives).max(0.0),
        }
    }

    /// From (0, 0) to (1, 1), a point for each distinct score.
    pub fn roc(&self) -> Result<Vec<RocPoint>, &'static str> {
        if self.positives == 0.0 {
            return Err(NO_POSITIVES);
        }
        if self.negatives == 0.0 {
            return Err("no row of the negative class");
        }
        let start = RocPoint { threshold: f64::INFINITY, false_positive_rate: 0.0, true_positive_rate: 0.0 };
        let rest = self.steps.iter().map(|step| RocPoint {
            threshold: step.score,
            false_positive_rate: step.false_positives / self.negatives,
            true_positive_rate: step.true_positives / self.positives,
        });
        Ok(std::iter::once(start).chain(rest).collect())
    }

    /// A point for each distinct score, recall ascending. (scikit-learn adds recall 0 with precision 1, which no threshold
    /// reaches.)
    pub fn precision_recall(&self) -> Result<Vec<PrecisionRecallPoint>, &'static str> {
        if self.positives == 0.0 {
            return Err(NO_POSITIVES);
        }
        let point = |step: &Step| PrecisionRecallPoint {
            threshold: step.score,
            recall: step.true_positives / self.positives,
            precision: step.true_positives / (step.true_positives + step.false_positives),
        };
        Ok(self.steps.iter().map(point).collect())
    }

    /// Gains and lift, a point for each distinct score.
    pub fn gains(&self) -> Result<Vec<GainPoint>, &'static str> {
        if self.positives == 0.0 {
            return Err(NO_POSITIVES);
        }
        let n = self.positives + self.negatives;
        let point = |step: &Step| {
            let share_of_rows = (step.true_positives + step.false_positives) / n;
            let share_of_positives = step.true_positives / self.positives;
            let lift = share_of_positives / share_of_rows;
            GainPoint { threshold: step.score, share_of_rows, share_of_positives, lift }
        };
        Ok(self.steps.iter().map(point).collect())
    }

    /// The largest TPR − FPR, and the threshold where it is (the highest of several).
    pub fn largest_youden(&self) -> Result<(f64, f64), &'static str> {
        let mut best = (f64::NEG_INFINITY, f64::INFINITY);
        for point in self.roc()? {
            let youden = point.true_positive_rate - point.false_positive_rate;
            if youden > best.0 {
                best = (youden, point.threshold);
            }
        }
        Ok(best)
    }
}
