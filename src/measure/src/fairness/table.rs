//! The figures of one group: their formulas, names elsewhere, intervals, and whether there are enough rows.

use super::Limits;
use super::resample::{Layout, Resampled, Sums};
use crate::bootstrap::spread;
use crate::classification::Confusion;
use crate::interval::{LEVEL, wilson, z_of};
use ninefold_base::{Figure, Interval};

/// A figure that every group has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupMeasure {
    BaseRate,
    SelectionRate,
    TruePositiveRate,
    FalsePositiveRate,
    FalseNegativeRate,
    TrueNegativeRate,
    Precision,
    FalseDiscoveryRate,
    NegativePredictiveValue,
    FalseOmissionRate,
    Accuracy,
    Auc,
    Brier,
    ExpectedCalibrationError,
    /// mean(p) − mean(y): above 0 the group is judged too high.
    CalibrationGap,
    /// Mean cost of a row.
    Cost,
}

/// What a measure is called and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// As this house calls it.
    pub name: &'static str,
    pub formula: &'static str,
    /// What its gap between groups is called: Fairlearn; AIF360; Aequitas. Empty where it has none.
    pub gap_names: &'static str,
}

impl GroupMeasure {
    /// In the order in which they are shown; a measure's place is its number.
    pub const ALL: [Self; 16] = [
        Self::BaseRate,
        Self::SelectionRate,
        Self::TruePositiveRate,
        Self::FalsePositiveRate,
        Self::FalseNegativeRate,
        Self::TrueNegativeRate,
        Self::Precision,
        Self::FalseDiscoveryRate,
        Self::NegativePredictiveValue,
        Self::FalseOmissionRate,
        Self::Accuracy,
        Self::Auc,
        Self::Brier,
        Self::ExpectedCalibrationError,
        Self::CalibrationGap,
        Self::Cost,
    ];

    pub fn definition(self) -> Definition {
        let (name, formula, gap_names) = match self {
            Self::BaseRate => ("base rate", "positives / n", "AIF360 mean_difference of the data; Aequitas prevalence"),
            Self::SelectionRate => (
                "selection rate",
                "(TP + FP) / n",
                "Fairlearn demographic_parity_difference; AIF360 statistical_parity_difference, disparate_impact (ratio); \
                 Aequitas pprev_disparity (ratio)",
            ),
            Self::TruePositiveRate => (
                "true positive rate",
                "TP / (TP + FN)",
                "Fairlearn equal_opportunity_difference; AIF360 equal_opportunity_difference; Aequitas tpr_disparity (ratio)",
            ),
            Self::FalsePositiveRate => (
                "false positive rate",
                "FP / (FP + TN)",
                "Fairlearn false_positive_rate_difference; AIF360 false_positive_rate_difference; Aequitas fpr_disparity \
                 (ratio)",
            ),
            Self::FalseNegativeRate => (
                "false negative rate",
                "FN / (TP + FN)",
                "Fairlearn false_negative_rate_difference; AIF360 false_negative_rate_difference; Aequitas fnr_disparity \
                 (ratio)",
            ),
            Self::TrueNegativeRate => (
                "true negative rate",
                "TN / (FP + TN)",
                "Fairlearn true_negative_rate_difference; Aequitas tnr_disparity (ratio)",
            ),
            Self::Precision => (
                "precision",
                "TP / (TP + FP)",
                "predictive parity; Fairlearn precision by MetricFrame; Aequitas precision_disparity (ratio)",
            ),
            Self::FalseDiscoveryRate => (
                "false discovery rate",
                "FP / (TP + FP)",
                "AIF360 false_discovery_rate_difference; Aequitas fdr_disparity (ratio)",
            ),
            Self::NegativePredictiveValue => {
                ("negative predictive value", "TN / (TN + FN)", "Aequitas npv_disparity (ratio)")
            }
            Self::FalseOmissionRate => (
                "false omission rate",
                "FN / (TN + FN)",
                "AIF360 false_omission_rate_difference; Aequitas for_disparity (ratio)",
            ),
            Self::Accuracy => {
                ("accuracy", "(TP + TN) / n", "Fairlearn accuracy_score_difference; AIF360 error_rate_difference")
            }
            Self::Auc => {
                ("AUC", "P(score of a positive > score of a negative), ties half", "Fairlearn roc_auc_score_group_min")
            }
            Self::Brier => ("Brier score", "mean (p − y)²", ""),
            Self::ExpectedCalibrationError => ("ECE", "Σ (n_b / n) |mean p − mean y| over 15 equal bins", ""),
            Self::CalibrationGap => ("calibration gap", "mean p − mean y", ""),
            Self::Cost => ("cost per row", "Σ cost / n", ""),
        };
        Definition { name, formula, gap_names }
    }

    /// Numerator and denominator, where the measure is a rate of counts.
    pub(crate) fn rate(self, counts: &Confusion) -> Option<(f64, f64)> {
        let (positives, negatives) = (counts.positives(), counts.negatives());
        let flagged = counts.flagged();
        let unflagged = counts.n() - flagged;
        match self {
            Self::BaseRate => Some((positives, counts.n())),
            Self::SelectionRate => Some((flagged, counts.n())),
            Self::TruePositiveRate => Some((counts.true_positives, positives)),
            Self::FalsePositiveRate => Some((counts.false_positives, negatives)),
            Self::FalseNegativeRate => Some((counts.false_negatives, positives)),
            Self::TrueNegativeRate => Some((counts.true_negatives, negatives)),
            Self::Precision => Some((counts.true_positives, flagged)),
            Self::FalseDiscoveryRate => Some((counts.false_positives, flagged)),
            Self::NegativePredictiveValue => Some((counts.true_negatives, unflagged)),
            Self::FalseOmissionRate => Some((counts.false_negatives, unflagged)),
            Self::Accuracy => Some((counts.true_positives + counts.true_negatives, counts.n())),
            Self::Auc | Self::Brier | Self::ExpectedCalibrationError | Self::CalibrationGap | Self::Cost => None,
        }
    }

    fn empty(self) -> &'static str {
        match self {
            Self::TruePositiveRate | Self::FalseNegativeRate => "no row of the positive class",
            Self::FalsePositiveRate | Self::TrueNegativeRate => "no row of the negative class",
            Self::Precision | Self::FalseDiscoveryRate => "no row is decided positive",
            Self::NegativePredictiveValue | Self::FalseOmissionRate => "every row is decided positive",
            _ => "no rows",
        }
    }
}

/// One figure of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub figure: Figure,
    /// 95 %: Wilson for rates, DeLong for AUC, bootstrap for the rest; none where undefined.
    pub interval: Option<Interval>,
    /// Why there are too few rows for the figure to count in a gap.
    pub too_few: Option<&'static str>,
}

/// The row of one group, or of all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    pub counts: Confusion,
    measures: Vec<Measured>,
}

impl GroupRow {
    pub fn n(&self) -> f64 {
        self.counts.n()
    }

    pub fn measure(&self, measure: GroupMeasure) -> &Measured {
        &self.measures[measure as usize]
    }
}

/// A figure of sums, or why it has none.
pub(crate) fn value(measure: GroupMeasure, sums: &Sums, layout: &Layout) -> Result<f64, &'static str> {
    let n = sums.confusion.n();
    if let Some((numerator, denominator)) = measure.rate(&sums.confusion) {
        return if denominator > 0.0 { Ok(numerator / denominator) } else { Err(measure.empty()) };
    }
    if n == 0.0 {
        return Err("no rows");
    }
    match measure {
        GroupMeasure::Auc => {
            let (positives, negatives) = (sums.confusion.positives(), sums.confusion.negatives());
            if positives == 0.0 {
                Err("no row of the positive class")
            } else if negatives == 0.0 {
                Err("no row of the negative class")
            } else {
                Ok(sums.ranked / positives / negatives)
            }
        }
        GroupMeasure::Cost if layout.with_costs => Ok(sums.costs / n),
        GroupMeasure::Cost => Err("no costs are given"),
        _ if !layout.probabilities => Err("scores outside 0 to 1 are not probabilities"),
        GroupMeasure::Brier => Ok(sums.squared_errors / n),
        GroupMeasure::ExpectedCalibrationError => Ok(sums.bin_errors / n),
        _ => Ok((sums.scores - sums.confusion.positives()) / n),
    }
}

/// The figures of one group with their intervals.
pub(crate) fn row(sums: &Sums, layout: &Layout, limits: Limits, resampled: &Resampled, index: usize) -> GroupRow {
    let measured = |measure: GroupMeasure| {
        let figure = match value(measure, sums, layout) {
            Ok(value) => Figure::Value(value),
            Err(reason) => Figure::undefined(reason),
        };
        let interval = figure.value().and_then(|value| match measure.rate(&sums.confusion) {
            Some((numerator, denominator)) => wilson(numerator, denominator, LEVEL),
            None if measure == GroupMeasure::Auc => {
                let half = z_of(LEVEL) * sums.auc_error?;
                Some(Interval { low: (value - half).max(0.0), high: (value + half).min(1.0) })
            }
            None => spread(resampled.of(index, measure), LEVEL).map(|spread| spread.interval),
        });
        Measured { figure, interval, too_few: too_few(measure, &sums.confusion, limits) }
    };
    GroupRow { counts: sums.confusion, measures: GroupMeasure::ALL.into_iter().map(measured).collect() }
}

fn too_few(measure: GroupMeasure, counts: &Confusion, limits: Limits) -> Option<&'static str> {
    if counts.n() < f64::from(limits.rows) {
        return Some("too few rows");
    }
    let least = match measure.rate(counts) {
        Some((_, denominator)) => denominator,
        None if measure == GroupMeasure::Auc => counts.positives().min(counts.negatives()),
        None => counts.n(),
    };
    (least < f64::from(limits.denominator)).then_some("too few rows in the denominator")
}
