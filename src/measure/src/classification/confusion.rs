//! The four counts of a decision, and every rate made of them.
//!
//! A rate whose denominator is empty is undefined, never 0 (scikit-learn and Fairlearn say 0).

use super::Scored;
use crate::interval::wilson;
use ninefold_base::{Figure, Interval};

/// Decisions against classes. Counts, or sums of weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Confusion {
    pub true_positives: f64,
    pub false_positives: f64,
    pub false_negatives: f64,
    pub true_negatives: f64,
}

const NO_ROWS: &str = "no rows";
const NO_POSITIVES: &str = "no row of the positive class";
const NO_NEGATIVES: &str = "no row of the negative class";
const NONE_FLAGGED: &str = "no row is decided positive";
const ALL_FLAGGED: &str = "every row is decided positive";

impl Confusion {
    /// A row is positive iff its score ≥ threshold.
    pub fn at(scored: &Scored, threshold: f64) -> Self {
        let mut confusion = Self::default();
        for (row, (&label, &score)) in scored.labels().iter().zip(scored.scores()).enumerate() {
            confusion.add(label, score >= threshold, scored.weight(row));
        }
        confusion
    }

    /// Of decisions already made; slices of equal length.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn of_decisions(labels: &[bool], decisions: &[bool]) -> Self {
        assert_eq!(labels.len(), decisions.len(), "one decision for each row");
        let mut confusion = Self::default();
        for (&label, &decision) in labels.iter().zip(decisions) {
            confusion.add(label, decision, 1.0);
        }
        confusion
    }

    /// Counts one row, whose class and decision are given.
    pub fn add(&mut self, label: bool, decision: bool, weight: f64) {
        match (label, decision) {
            (true, true) => self.true_positives += weight,
            (false, true) => self.false_positives += weight,
            (true, false) => self.false_negatives += weight,
            (false, false) => self.true_negatives += weight,
        }
    }

    pub fn n(&self) -> f64 {
        self.positives() + self.negatives()
    }

    pub fn positives(&self) -> f64 {
        self.true_positives + self.false_negatives
    }

    pub fn negatives(&self) -> f64 {
        self.false_positives + self.true_negatives
    }

    /// Rows decided positive: alerts.
    pub fn flagged(&self) -> f64 {
        self.true_positives + self.false_positives
    }

    fn unflagged(&self) -> f64 {
        self.false_negatives + self.true_negatives
    }

    /// Prevalence: positives / n.
    pub fn base_rate(&self) -> Figure {
        Figure::ratio(self.positives(), self.n(), NO_ROWS)
    }

    /// Share decided positive.
    pub fn selection_rate(&self) -> Figure {
        Figure::ratio(self.flagged(), self.n(), NO_ROWS)
    }

    /// TPR, sensitivity: TP / (TP + FN).
    pub fn recall(&self) -> Figure {
        Figure::ratio(self.true_positives, self.positives(), NO_POSITIVES)
    }

    /// FNR: FN / (TP + FN).
    pub fn false_negative_rate(&self) -> Figure {
        Figure::ratio(self.false_negatives, self.positives(), NO_POSITIVES)
    }

    /// FPR: FP / (FP + TN).
    pub fn false_positive_rate(&self) -> Figure {
        Figure::ratio(self.false_positives, self.negatives(), NO_NEGATIVES)
    }

    /// TNR: TN / (FP + TN).
    pub fn specificity(&self) -> Figure {
        Figure::ratio(self.true_negatives, self.negatives(), NO_NEGATIVES)
    }

    /// TP / (TP + FP).
    pub fn precision(&self) -> Figure {
        Figure::ratio(self.true_positives, self.flagged(), NONE_FLAGGED)
    }

    /// FDR: FP / (TP + FP).
    pub fn false_discovery_rate(&self) -> Figure {
        Figure::ratio(self.false_positives, self.flagged(), NONE_FLAGGED)
    }

    /// NPV: TN / (TN + FN).
    pub fn negative_predictive_value(&self) -> Figure {
        Figure::ratio(self.true_negatives, self.unflagged(), ALL_FLAGGED)
    }

    /// FOR: FN / (TN + FN).
    pub fn false_omission_rate(&self) -> Figure {
        Figure::ratio(self.false_negatives, self.unflagged(), ALL_FLAGGED)
    }

    pub fn accuracy(&self) -> Figure {
        Figure::ratio(self.true_positives + self.true_negatives, self.n(), NO_ROWS)
    }

    /// (TPR + TNR) / 2.
    pub fn balanced_accuracy(&self) -> Figure {
        match (self.recall(), self.specificity()) {
            (Figure::Value(recall), Figure::Value(specificity)) => Figure::Value((recall + specificity) / 2.0),
            (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => undefined,
        }
    }

    /// Youden's J = TPR − FPR.
    pub fn youden(&self) -> Figure {
        self.balanced_accuracy().map(|balanced| 2.0 * balanced - 1.0)
    }

    /// F1 = 2 TP / (2 TP + FP + FN).
    pub fn f1(&self) -> Figure {
        self.f_beta(1.0)
    }

    /// Fβ = (1 + β²) TP / ((1 + β²) TP + β² FN + FP): recall counts β times as much as precision.
    pub fn f_beta(&self, beta: f64) -> Figure {
        let square = beta * beta;
        let top = (1.0 + square) * self.true_positives;
        let reason = "no row is positive, and none is decided to be";
        Figure::ratio(top, top + square * self.false_negatives + self.false_positives, reason)
    }

    /// Matthews' correlation: φ of class and decision. scikit-learn says 0 where a margin is empty.
    pub fn matthews(&self) -> Figure {
        let margins = [
            (self.positives(), NO_POSITIVES),
            (self.negatives(), NO_NEGATIVES),
            (self.flagged(), NONE_FLAGGED),
            (self.unflagged(), ALL_FLAGGED),
        ];
        if let Some((_, reason)) = margins.iter().find(|(margin, _)| *margin == 0.0) {
            return Figure::undefined(*reason);
        }
        let product: f64 = margins.iter().map(|(margin, _)| margin.sqrt()).product();
        let top = self.true_positives * self.true_negatives - self.false_positives * self.false_negatives;
        Figure::Value((top / product).clamp(-1.0, 1.0))
    }

    /// Cohen's κ: agreement beyond what the margins alone would give.
    pub fn kappa(&self) -> Figure {
        let n = self.n();
        if n == 0.0 {
            return Figure::undefined(NO_ROWS);
        }
        let by_chance = (self.positives() * self.flagged() + self.negatives() * self.unflagged()) / (n * n);
        let observed = (self.true_positives + self.true_negatives) / n;
        Figure::ratio(observed - by_chance, 1.0 - by_chance, "only one class, and only one decision")
    }

    /// Wilson's interval of a rate of this table, by the rate's numerator and denominator.
    pub fn interval(numerator: f64, denominator: f64, level: f64) -> Option<Interval> {
        wilson(numerator, denominator, level)
    }
}
