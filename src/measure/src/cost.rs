//! What decisions cost, and the threshold where they cost least.
//!
//! Costs are in any one unit, negative for a gain, the same for all rows ([`CostMatrix`]) or one matrix for each row.
//! Bayes' threshold assumes calibrated probabilities; the empirical one assumes enough validation rows; both are shown.
//! Start at [`CostMatrix`], then [`least_cost_threshold`].

pub mod threshold;

pub use threshold::{
    Capacity, CostCurve, CostPoint, LeastCost, THRESHOLD_LEAST_ROWS, capacity, cost_curve, cost_curve_per_row,
    least_cost_threshold,
};

use crate::classification::{Confusion, Scored};
use ninefold_base::Figure;

/// What one decision costs by its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CostMatrix {
    pub true_positive: f64,
    pub false_positive: f64,
    pub false_negative: f64,
    pub true_negative: f64,
}

impl CostMatrix {
    /// Right decisions cost nothing.
    pub fn of_mistakes(false_positive: f64, false_negative: f64) -> Self {
        Self { false_positive, false_negative, ..Self::default() }
    }

    /// Of one row, by its class and decision.
    pub fn of(&self, label: bool, decision: bool) -> f64 {
        match (label, decision) {
            (true, true) => self.true_positive,
            (false, true) => self.false_positive,
            (true, false) => self.false_negative,
            (false, false) => self.true_negative,
        }
    }

    /// Of all rows of a confusion table.
    pub fn total(&self, confusion: &Confusion) -> f64 {
        self.true_positive * confusion.true_positives
            + self.false_positive * confusion.false_positives
            + self.false_negative * confusion.false_negatives
            + self.true_negative * confusion.true_negatives
    }

    /// C̄ = (c_fp FP + c_fn FN + c_tp TP + c_tn TN) / n.
    pub fn mean(&self, confusion: &Confusion) -> Figure {
        Figure::ratio(self.total(confusion), confusion.n(), "no rows")
    }

    /// The mean cost of deciding no for every row.
    pub fn mean_of_all_no(&self, confusion: &Confusion) -> Figure {
        let total = self.false_negative * confusion.positives() + self.true_negative * confusion.negatives();
        Figure::ratio(total, confusion.n(), "no rows")
    }

    /// The mean cost of deciding yes for every row.
    pub fn mean_of_all_yes(&self, confusion: &Confusion) -> Figure {
        let total = self.true_positive * confusion.positives() + self.false_positive * confusion.negatives();
        Figure::ratio(total, confusion.n(), "no rows")
    }

    /// 1 − C̄ / min(C̄ of all no, C̄ of all yes): the share of the cheaper trivial rule's cost that is saved. Undefined
    /// where that rule costs nothing.
    pub fn savings(&self, confusion: &Confusion) -> Figure {
        match (self.mean(confusion), self.mean_of_all_no(confusion), self.mean_of_all_yes(confusion)) {
            (Figure::Value(mean), Figure::Value(no), Figure::Value(yes)) => {
                Figure::ratio(mean, no.min(yes), "the cheaper trivial rule costs nothing").map(|share| 1.0 - share)
            }
            (undefined, _, _) => undefined,
        }
    }

    /// t* = (c_fp − c_tn) / ((c_fp − c_tn) + (c_fn − c_tp)): deciding yes from this probability on costs least, if
    /// probabilities are calibrated (Elkan 2001). Undefined where a mistake costs no more than a right decision.
    pub fn bayes_threshold(&self) -> Figure {
        let of_false_positive = self.false_positive - self.true_negative;
        let of_false_negative = self.false_negative - self.true_positive;
        if of_false_positive < 0.0 || of_false_negative < 0.0 {
            return Figure::undefined("a mistake costs less than the right decision");
        }
        let reason = "mistakes cost nothing";
        Figure::ratio(of_false_positive, of_false_positive + of_false_negative, reason)
    }
}

/// The mean cost of decisions by one threshold where every row has its own costs.
///
/// # Panics
/// If there is not one matrix for each row.
pub fn mean_cost_per_row(scored: &Scored, costs: &[CostMatrix], threshold: f64) -> Figure {
    mean_cost(scored, costs, |_, score| score >= threshold)
}

/// The mean cost where every row is decided by its own Bayes threshold; a row without one is decided no.
///
/// # Panics
/// If there is not one matrix for each row.
pub fn mean_cost_by_bayes(scored: &Scored, costs: &[CostMatrix]) -> Figure {
    mean_cost(scored, costs, |cost, score| cost.bayes_threshold().value().is_some_and(|threshold| score >= threshold))
}

fn mean_cost(scored: &Scored, costs: &[CostMatrix], decide: impl Fn(&CostMatrix, f64) -> bool) -> Figure {
    assert_eq!(costs.len(), scored.n_rows(), "one cost matrix for each row");
    let (mut sum, mut total) = (0.0, 0.0);
    for (row, cost) in costs.iter().enumerate() {
        let decision = decide(cost, scored.scores()[row]);
        sum += scored.weight(row) * cost.of(scored.labels()[row], decision);
        total += scored.weight(row);
    }
    Figure::ratio(sum, total, "no rows")
}

#[cfg(test)]
mod tests;
