//! Features that a column calls for, each with its reason.

use serde::{Deserialize, Serialize};

/// What is known of a column, as far as suggestions need it. A figure that is not known is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Rows looked at.
    pub rows: u64,
    pub missing: u64,
    pub distinct: Option<u64>,
    pub skewness: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// True if whether a value is missing goes with the target.
    pub missing_depends_on_target: bool,
}

/// One feature that may help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    pub name: String,
    pub sql: String,
    /// One sentence with the figures that speak for it.
    pub reason: String,
    /// The column it is about.
    pub column: String,
    /// True for the one that the default set takes.
    pub default: bool,
}
