//! What a table looks like from outside: columns with their types, and how many rows there are as far as we know.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The position of a column in its table, from 0. Stable for the life of the table: hiding and reordering do not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ColumnId(pub u32);

impl ColumnId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The family of a column's type: decides alignment, what can be done with it, and its sign in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TypeKind {
    Boolean,
    Integer,
    Float,
    Decimal,
    Text,
    Category,
    Date,
    Datetime,
    Time,
    Duration,
    Binary,
    List,
    Struct,
    /// Every value is missing: no type can be known.
    Nothing,
}

impl TypeKind {
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float | Self::Decimal)
    }

    /// The word for it in headers and headless output.
    pub fn label(self) -> &'static str {
        match self {
            Self::Boolean => "bool",
            Self::Integer => "int",
            Self::Float => "float",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Category => "category",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Binary => "binary",
            Self::List => "list",
            Self::Struct => "struct",
            Self::Nothing => "nothing",
        }
    }
}

/// A column's type: the family, and the storage as the file or engine names it (`i64`, `datetime[μs, UTC]`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnType {
    pub kind: TypeKind,
    pub storage: String,
}

/// A marker that may stand for "missing", found in a column but not acted upon until the user accepts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkerCount {
    /// The text as it stands in the file; empty for an empty field.
    pub marker: String,
    /// Cells that hold exactly this text.
    pub cells: u64,
    /// What the column would become if the marker were accepted, when that differs from what it is.
    pub would_become: Option<TypeKind>,
}

/// One column as it is known now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub dtype: ColumnType,
    /// The rule that decided the type, as a sentence: "all 20,000 values are whole numbers".
    pub reason: String,
    /// True while only a part of the rows has been looked at: the type may still change.
    pub provisional: bool,
    /// Missing cells among the rows looked at; `None` when not counted yet.
    pub missing: Option<u64>,
    /// Rows looked at for `missing`, `invalid` and `markers`.
    pub looked_at: u64,
    /// Cells that do not fit a type that the user chose; they are missing in that type and shown as they stand.
    pub invalid: u64,
    /// The first rows (from 1) that hold such cells, at most 1,000.
    pub invalid_rows: Vec<u64>,
    /// Missing markers proposed for this column.
    pub markers: Vec<MarkerCount>,
    /// Missing markers that the user accepted for this column.
    pub accepted_markers: Vec<String>,
}

impl Column {
    /// A column of which only name and type are known.
    pub fn bare(
        name: impl Into<String>,
        kind: TypeKind,
        storage: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            dtype: ColumnType { kind, storage: storage.into() },
            reason: reason.into(),
            provisional: false,
            missing: None,
            looked_at: 0,
            invalid: 0,
            invalid_rows: Vec::new(),
            markers: Vec::new(),
            accepted_markers: Vec::new(),
        }
    }
}

/// How many rows there are, as far as anyone has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowCount {
    Exact(u64),
    /// `reachable` rows can be shown now; the whole is guessed from bytes read so far (`None`: no basis for a guess).
    Partial {
        reachable: u64,
        guess: Option<u64>,
    },
}

impl RowCount {
    /// Rows that can be shown now.
    pub fn reachable(self) -> u64 {
        match self {
            Self::Exact(n) => n,
            Self::Partial { reachable, .. } => reachable,
        }
    }

    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

impl std::fmt::Display for RowCount {
    /// `20,000`, `~9,000,000` or `4,096+`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Exact(n) => formatter.write_str(&crate::format::grouped(n)),
            Self::Partial { guess: Some(guess), .. } => write!(formatter, "~{}", crate::format::grouped(guess)),
            Self::Partial { reachable, guess: None } => write!(formatter, "{}+", crate::format::grouped(reachable)),
        }
    }
}
