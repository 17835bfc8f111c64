//! What a user decides about a feature, and what a feature gives.

use super::value::{Value, ValueType};
use serde::{Deserialize, Serialize};

/// One feature as it is written down.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Definition {
    /// Unique among the features.
    pub name: String,
    /// A scalar SQL expression with fitted functions: `quantile_bin(age, 10)`.
    pub sql: String,
    pub owner: Option<String>,
    pub description: Option<String>,
    /// When its value is known: "request", "after decision".
    pub available_at: Option<String>,
    /// For the list on the screen.
    pub group: Option<String>,
    /// True if it is switched off: kept, but computed for nobody.
    pub off: bool,
}

impl Definition {
    pub fn new(name: impl Into<String>, sql: impl Into<String>) -> Self {
        Self { name: name.into(), sql: sql.into(), ..Self::default() }
    }
}

/// One column that a feature gives. Most give one, named like the feature; one-hot encoding gives `edu__master`, ….
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub name: String,
    pub dtype: ValueType,
}

/// What is predicted: target encoding learns from it, and no feature may read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub column: String,
    pub kind: TargetKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// The value of the positive class.
    Binary {
        positive: Value<'static>,
    },
    /// All classes, in the order in which columns for them are made.
    Multiclass {
        classes: Vec<Value<'static>>,
    },
    Regression,
}
