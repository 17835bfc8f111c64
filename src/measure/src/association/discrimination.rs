//! How well the order of a number tells two classes apart: AUC from counts per distinct value.
//!
//! The one implementation of AUC: profile (value × target), ROC and fairness all come here. Counts may be weights.

use crate::interval::z_of;
use ninefold_base::{Figure, Interval};

/// Positives and negatives at one distinct value (or in one bin).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassCounts {
    pub positives: f64,
    pub negatives: f64,
}

/// An AUC and what is known of its error.
#[derive(Debug, Clone, PartialEq)]
pub struct AucEstimate {
    /// P(value of a positive > value of a negative) + ½ P(equal): midranks.
    pub auc: f64,
    pub positives: f64,
    pub negatives: f64,
    /// DeLong, DeLong & Clarke-Pearson (1988). Undefined below two rows of a class. For counts, not for weights.
    pub standard_error: Figure,
    /// Hanley & McNeil (1982), under exponential scores: rougher, needs no order.
    pub standard_error_hanley: f64,
}

impl AucEstimate {
    /// auc ± z · DeLong's standard error, cut to 0..=1 (as R's pROC); none where that is undefined.
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let half = z_of(level) * self.standard_error.value()?;
        Some(Interval { low: (self.auc - half).max(0.0), high: (self.auc + half).min(1.0) })
    }
}

/// AUC from counts at distinct values **in ascending order** of the value. The reason in words where a class is absent.
pub fn auc_from_counts(ascending: &[ClassCounts]) -> Result<AucEstimate, &'static str> {
    let positives: f64 = ascending.iter().map(|at| at.positives).sum();
    let negatives: f64 = ascending.iter().map(|at| at.negatives).sum();
    if positives <= 0.0 {
        return Err("no row of the positive class");
    }
    if negatives <= 0.0 {
        return Err("no row of the negative class");
    }
    // V10 of a positive: the share of negatives below it, ties half. V01 of a negative: the share of positives above it.
    let (mut below, mut above) = (0.0, positives);
    let mut sum = 0.0;
    let (mut of_positives, mut of_negatives) = (0.0, 0.0);
    for at in ascending {
        above -= at.positives;
        let v10 = (below + 0.5 * at.negatives) / negatives;
        let v01 = (above + 0.5 * at.positives) / positives;
        sum += at.positives * v10;
        of_positives += at.positives * v10 * v10;
        of_negatives += at.negatives * v01 * v01;
        below += at.negatives;
    }
    let auc = (sum / positives).clamp(0.0, 1.0);
    let standard_error = if positives < 2.0 || negatives < 2.0 {
        Figure::undefined("needs two rows of each class")
    } else {
        let s10 = (of_positives - positives * auc * auc).max(0.0) / (positives - 1.0);
        let s01 = (of_negatives - negatives * auc * auc).max(0.0) / (negatives - 1.0);
        Figure::Value((s10 / positives + s01 / negatives).sqrt())
    };
    let (q1, q2) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let variance = auc * (1.0 - auc) + (positives - 1.0) * (q1 - auc * auc) + (negatives - 1.0) * (q2 - auc * auc);
    let standard_error_hanley = (variance.max(0.0) / (positives * negatives)).sqrt();
    Ok(AucEstimate { auc, positives, negatives, standard_error, standard_error_hanley })
}
