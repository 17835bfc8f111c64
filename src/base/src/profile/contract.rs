//! The schema as a contract: what each column must hold. Inferred from a profile, edited by hand, checked on new data.

use crate::TypeKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By column name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Contract {
    pub columns: BTreeMap<String, ColumnContract>,
}

/// What a column must hold. What is not stated is not checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnContract {
    #[serde(rename = "type")]
    pub kind: TypeKind,
    /// Missing values are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The column may be absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Earliest and latest moment as ISO text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Allowed values as plain text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// No value may stand twice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
}

/// One way in which data break a contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Violation {
    pub column: String,
    /// "`age` must be at least 0".
    pub rule: String,
    /// Cells that break it; 0 where it is about the column as a whole.
    pub cells: u64,
    /// The first rows (from 1), at most 100, and some of the values.
    pub rows: Vec<u64>,
    pub examples: Vec<String>,
}
