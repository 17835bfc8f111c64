//! The feature spec: one self-contained document that says what the features are, what was learned for them, what data
//! they expect, and how to prove that another implementation computes the same.
//!
//! `assets/feature_spec.schema.json` describes the same in JSON Schema. Hashes are SHA-256 over canonical JSON (RFC 8785).

use super::definition::{Output, Target};
use super::fitted::Fitted;
use super::value::ValueType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the document's form.
pub const SPEC_VERSION: u32 = 1;
/// The name of the schema.
pub const SCHEMA_ID: &str = "https://ninefold.dev/schema/feature_spec-1.json";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSpec {
    #[serde(rename = "$schema")]
    pub schema: String,
    pub spec_version: u32,
    pub identity: Identity,
    pub problem: Option<SpecProblem>,
    pub entity: Entity,
    pub source: SpecSource,
    pub split: SpecSplit,
    /// The columns that the features read, in the order of the source.
    pub columns: Vec<ColumnContract>,
    pub features: Vec<SpecFeature>,
    /// Names of all outputs, in the order in which a model takes them.
    pub output_order: Vec<String>,
    /// One per output, in the same order.
    pub statistics: Vec<OutputStatistics>,
    pub golden_rows: GoldenRows,
    pub hashes: Hashes,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub name: String,
    /// The user's own version of these features.
    pub version: String,
    pub description: Option<String>,
    pub owner: Option<String>,
    /// "ninefold 0.1.0".
    pub made_by: String,
}

/// What is decided with the features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecProblem {
    pub decision: Option<String>,
    pub target: Target,
    /// By kind of mistake (`false_positive`, …): a number, or a SQL expression per row.
    pub cost: BTreeMap<String, String>,
    /// `recall >= 0.85`.
    pub require: Option<String>,
    pub sensitive: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    pub keys: Vec<String>,
    pub timestamp: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecSource {
    /// As the user named it, relative to the project.
    pub path: String,
    pub format: String,
    pub rows: u64,
    /// Of the file's bytes, in hexadecimal digits.
    pub sha256: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecSplit {
    /// The recipe, as in the project file: `test`, `validation`, `seed`, `stratify`, `group`, `time`.
    pub recipe: BTreeMap<String, String>,
    /// Rows that everything in this document was learned from.
    pub training_rows: u64,
    /// Groups with fewer training rows are not listed anywhere in this document.
    pub smallest_group: u64,
    /// Target encoding of training rows: number of folds and their seed.
    pub folds: u32,
    pub fold_seed: u64,
}

/// What is expected of one column of new data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnContract {
    pub name: String,
    pub dtype: ValueType,
    /// As the training source stored it: `i64`, `datetime[μs, UTC]`.
    pub storage: String,
    pub nullable: bool,
    /// Texts that stand for a missing value.
    pub null_tokens: Vec<String>,
    pub domain: Option<Domain>,
    pub on_violation: OnViolation,
    /// "sensitive", or nothing.
    pub sensitivity: Option<String>,
    pub available_at: Option<String>,
}

/// The values that training had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    pub values: Vec<String>,
    /// False if there were others, each on too few training rows to be listed.
    pub complete: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnViolation {
    /// A cell that does not fit is read as missing, counted and reported.
    #[default]
    Missing,
    /// The data is refused.
    Refuse,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecFeature {
    pub name: String,
    /// The definition: a SQL expression with fitted functions.
    pub sql: String,
    /// Columns it reads.
    pub inputs: Vec<String>,
    /// Its fitted functions, innermost first, in the order in which they are computed.
    pub steps: Vec<SpecStep>,
    pub outputs: Vec<Output>,
    /// What a missing input becomes, as a sentence.
    pub null_policy: String,
    /// What a value that training did not list becomes.
    pub unknown_policy: String,
    pub available_at: Option<String>,
    pub owner: Option<String>,
    pub description: Option<String>,
}

/// One fitted function of a feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecStep {
    /// As it stands in the definition.
    pub call: String,
    pub fitted: Fitted,
    /// Training rows that it learned from.
    pub learned_from: u64,
    /// Training rows left out: missing, or not finite.
    pub left_out: u64,
    /// Categories or bins that had too few rows and were merged.
    pub merged: u64,
}

/// How one output is distributed over the training rows: the reference for drift checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputStatistics {
    pub output: String,
    pub rows: u64,
    /// Missing or NaN.
    pub missing: u64,
    pub distribution: Distribution,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Distribution {
    /// `counts[i]` values lie in bin `i`: as many inner `edges` are at most the value. Infinite values count at the ends;
    /// `mean` and `sd` (of the population) are over finite values.
    Numeric { mean: Option<f64>, sd: Option<f64>, edges: Vec<f64>, counts: Vec<u64> },
    /// `other` counts the values that are not listed.
    Categories { values: Vec<String>, counts: Vec<u64>, other: u64 },
}

/// Made-up rows and what the features give for them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldenRows {
    /// One row per entry, one cell per column of `columns`.
    pub raw: Vec<Vec<Plain>>,
    /// One cell per output of `output_order`.
    pub features: Vec<Vec<Plain>>,
}

/// A cell in plain JSON, whose type the contract knows: dates as ISO 8601 text, NaN and infinities as `NaN`, `inf`, `-inf`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Plain {
    Missing(()),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

/// In hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hashes {
    /// Over contracts, target and definitions: the same intent gives the same hash on other data.
    pub definition: String,
    /// Over what was learned and the names of the outputs.
    pub fitted: String,
}
