//! What applying a spec to new data found: where the data breaks the contract, and how often.

use serde::{Deserialize, Serialize};

/// One kind of breach in one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    pub column: String,
    pub kind: ViolationKind,
    /// Cells, or rows of the whole table for a breach of the column itself.
    pub count: u64,
    /// The first of them: row numbers from 1 and the values as text.
    pub examples: Vec<(u64, String)>,
    /// What was done: "read as missing".
    pub consequence: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationKind {
    /// The column is not there.
    MissingColumn,
    /// Its type differs and its values had to be read anew.
    ChangedType { expected: String, found: String },
    /// Cells that are no value of the expected type.
    Unreadable,
    /// Missing cells in a column that had none in training.
    UnexpectedMissing,
    /// Values that training did not have.
    NewCategory,
}

/// The whole account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ApplyReport {
    pub rows: u64,
    pub violations: Vec<Violation>,
    /// What differs without breaking anything: another order of columns, columns that nobody reads.
    pub notes: Vec<String>,
}

impl ApplyReport {
    /// True if the data keeps the contract: `--strict` exits 0.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
}
