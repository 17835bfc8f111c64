//! The column to be predicted, and every other column's relation to it.

use super::Precision;
use super::association::Measure;
use super::column::{Histogram, ValueCount};
use crate::{ColumnId, Figure, Interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of prediction the target asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    Binary,
    Multiclass,
    Regression,
}

impl Task {
    pub fn label(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Multiclass => "multiclass",
            Self::Regression => "regression",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetProfile {
    pub column: ColumnId,
    pub task: Task,
    /// Why it is this task: "`employed` is text with 2 values".
    pub reason: String,
    /// Rows in which the target is missing: they take no part.
    pub missing: u64,
    /// Classes, most frequent first; empty for regression.
    pub classes: Vec<ValueCount>,
    /// The class taken as positive in binary tasks: the one chosen, else the rarer.
    pub positive: Option<crate::Cell>,
    /// Accuracy of always saying the commonest class; undefined for regression.
    pub majority_accuracy: Figure,
    /// What accuracy cannot tell here, and what is better looked at; empty where accuracy is fine.
    pub advice: Vec<String>,
    /// Every other column, leaks first, then strongest first.
    pub relations: Vec<TargetRelation>,
    pub precision: Precision,
}

/// One column's relation to the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetRelation {
    pub column: ColumnId,
    pub measure: Measure,
    /// AUC of the column alone as a score (binary; below .5 the column points the other way), else mutual information
    /// as a share of the target's entropy, or |Spearman| for regression on a number.
    pub figure: Figure,
    /// 95 %.
    pub interval: Option<Interval>,
    /// 0 no relation, 1 the column tells the target: what the ranking goes by.
    pub strength: f64,
    pub n: u64,
    /// Why this looks like a leak, if it does.
    pub leak: Option<String>,
}

/// One column against the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgainstTarget {
    pub column: ColumnId,
    pub target: ColumnId,
    pub task: Task,
    /// Class shown as positive in `groups`.
    pub positive: Option<crate::Cell>,
    /// Rows with a target.
    pub n: u64,
    /// Target rate over all of `n` (mean for regression).
    pub overall: Figure,
    /// By bin of the number or by category (the commonest, then all others), missing as a group of its own at the end.
    pub groups: Vec<TargetGroup>,
    /// Histogram of a number split by class: a name and a histogram each, same edges; empty for categories.
    pub by_class: Vec<(String, Histogram)>,
    pub precision: Precision,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetGroup {
    pub label: String,
    /// The SQL condition of its rows.
    pub condition: String,
    pub n: u64,
    /// Share of positives; for multiclass of the commonest class; mean for regression. Undefined for no row.
    pub rate: Figure,
    /// Wilson 95 % for rates, mean ± 1.96 standard errors for regression.
    pub interval: Option<Interval>,
    pub is_missing: bool,
}
