//! What is missing where, what goes missing together, and rows that stand in the table more than once.

use super::Precision;
use crate::{ColumnId, Figure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Patterns listed at most.
pub const PATTERNS: usize = 100;
/// Blocks of rows in the map at most.
pub const BLOCKS: usize = 512;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MissingProfile {
    /// Rows without any missing value.
    pub complete_rows: u64,
    /// Missing cells in all columns together.
    pub cells: u64,
    /// Which columns are missing together, commonest first, at most [`PATTERNS`]; the row without missing is one of them.
    pub patterns: Vec<MissingPattern>,
    /// Different patterns in all.
    pub distinct_patterns: u64,
    /// Rows whose pattern is in none of `patterns`.
    pub other_rows: u64,
    /// Columns with some but not only missing values, in the order of clustering (average linkage on 1 − |φ|).
    pub clustered: Vec<ColumnId>,
    /// `correlation[i][j]`: φ of "is missing" of `clustered[i]` and `clustered[j]`.
    pub correlation: Vec<Vec<Figure>>,
    pub map: MissingMap,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissingPattern {
    /// In order of column.
    pub columns: Vec<ColumnId>,
    pub rows: u64,
    /// The first row with it (from 1, as the grid numbers them).
    pub first_row: u64,
}

/// The table seen from afar: for each block of consecutive rows and each column, how many cells are missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MissingMap {
    /// Rows in each block; the last may hold fewer.
    pub block_rows: u64,
    pub rows: u64,
    /// Sorted by this column instead of the order of the view.
    pub sorted_by: Option<ColumnId>,
    pub columns: Vec<ColumnId>,
    /// `missing[column][block]`, in the order of `columns`.
    pub missing: Vec<Vec<u64>>,
}

/// Rows that agree in every column. Three numbers, since tools differ in which one they mean.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Duplicates {
    /// Different rows that occur more than once.
    pub groups: u64,
    /// Rows that have an equal.
    pub rows_involved: u64,
    /// Rows to drop so that each remains once.
    pub rows_to_drop: u64,
    pub precision: Precision,
    /// Row numbers (from 1) that have an equal, in order, at most 10,000.
    pub rows: Vec<u64>,
    /// False while rows are still being read: not known before the end.
    pub known: bool,
}
