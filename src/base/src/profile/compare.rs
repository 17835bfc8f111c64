//! Two tables, or two parts of one, column by column. Distances: `NUMBERS.md` section 8.

use super::Precision;
use super::column::{ColumnProfile, Histogram};
use crate::{ColumnId, Figure, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the JSON form.
pub const FORMAT: &str = "ninefold-comparison-1";

/// What the rows of the view are compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CompareWith {
    /// Rows for which a SQL condition is true against the others (false or unknown).
    Condition(String),
    /// Rows before a moment of a time column against those from it on (ISO text); rows without a time take no part.
    TimeCut { column: ColumnId, moment: String },
    /// A second table.
    Files(crate::read::Source),
    /// The first half of the rows against the second.
    Halves,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    pub format: String,
    /// What each side is: "rows where age > 40", "the other rows".
    pub names: [String; 2],
    pub rows: [u64; 2],
    /// In the order of the first table; farthest apart first is a matter of the pane.
    pub columns: Vec<ColumnComparison>,
    /// Columns that only one side has, or whose types differ so that they cannot be compared.
    pub unmatched: Vec<Problem>,
    /// Rows that stand on both sides (all columns equal).
    pub shared_rows: Option<u64>,
    pub precision: Precision,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnComparison {
    pub name: String,
    pub sides: [ColumnProfile; 2],
    /// The same bins on both sides (numbers, times), or empty for categories.
    pub histograms: Option<[Histogram; 2]>,
    /// Categories with their counts on both sides, commonest in both together first, the rest together last.
    pub categories: Vec<(String, [u64; 2])>,
    pub distances: Vec<Distance>,
    /// Values of the second side never seen on the first: rows and share.
    pub unseen: u64,
    /// In a word for the list: none, small, large; by the rule of `NUMBERS.md` section 8, which `reason` states.
    pub drift: Drift,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distance {
    /// "Kolmogorov–Smirnov", "Wasserstein / σ", "Jensen–Shannon", "PSI", "χ²".
    pub name: String,
    pub value: Figure,
    pub p_value: Option<f64>,
    /// Bins, floor, log base, noise level: what one needs to repeat it.
    pub settings: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Drift {
    None,
    Small,
    Large,
    /// Too few rows to tell.
    Unknown,
}
