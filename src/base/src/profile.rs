//! What one scan found out about a table, as plain figures: what stage 3 shows, the report prints, `--json` gives.
//!
//! Made by the data room's accumulators, whose sketches and maps stay there. A figure that was not worked out on every
//! row, or that comes from a sketch, says so: [`Profile::rows_read`] for the scan as a whole, [`Precision`] for one
//! figure. Start at [`Profile`], then [`column::ColumnProfile`].

pub mod association;
pub mod column;
pub mod compare;
pub mod contract;
pub mod finding;
pub mod missing;
pub mod pictures;
pub mod target;

use crate::TypeKind;
use association::Associations;
use column::ColumnProfile;
use finding::ProfileFinding;
use missing::{Duplicates, MissingProfile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use target::TargetProfile;

/// The version of the JSON form; its schema is `assets/profile.schema.json`.
pub const FORMAT: &str = "ninefold-profile-1";

/// Everything one scan found out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// [`FORMAT`].
    pub format: String,
    /// Rows of the view that were read.
    pub rows_read: u64,
    /// Rows of the view in all. The profile is final when all were read.
    pub rows: u64,
    pub columns: Vec<ColumnProfile>,
    pub duplicates: Duplicates,
    pub missing: MissingProfile,
    pub associations: Associations,
    /// Only when a target was chosen.
    pub target: Option<TargetProfile>,
    /// Worst first.
    pub findings: Vec<ProfileFinding>,
    /// What was left out or done on a part, each as a sentence with its rule and how to get the whole.
    pub limits: Vec<String>,
}

impl Profile {
    /// True once every row was read. Single figures may still be estimates: see their [`Precision`].
    pub fn is_whole(&self) -> bool {
        self.rows_read == self.rows
    }

    /// `~` in front of figures while rows are still being read, else nothing.
    pub fn mark(&self) -> &'static str {
        if self.is_whole() { "" } else { "~" }
    }

    /// `~` in front of this figure, if it is an estimate or rows are still being read.
    pub fn mark_of(&self, precision: Precision) -> &'static str {
        if self.is_whole() && precision == Precision::Exact { "" } else { "~" }
    }
}

/// How far a figure may be off once every row was read.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    #[default]
    Exact,
    /// From a sketch: relative standard error of the value.
    Relative(f64),
    /// A quantile from a sketch: the rank of the value is off by at most this share of the rows (99 % sure).
    Rank(f64),
    /// A count from a sketch: too low by at most this many rows.
    AtMostLow(u64),
    /// Worked out on this many rows drawn evenly from all.
    Sample(u64),
}

impl Precision {
    /// For help and tooltips: "exact", "an estimate, ±0.4 % (one standard error)".
    pub fn sentence(self) -> String {
        match self {
            Self::Exact => "exact".into(),
            Self::Relative(error) => format!("an estimate, ±{:.2} % (one standard error)", error * 100.0),
            Self::Rank(error) => format!("an estimate: its rank is within {:.2} % of the rows", error * 100.0),
            Self::AtMostLow(rows) => format!("at most {} too low", crate::format::counted(rows, "row")),
            Self::Sample(rows) => format!("worked out on a sample of {}", crate::format::counted(rows, "row")),
        }
    }
}

/// The role a column's type plays in pictures and measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Drawn on a scale.
    Number,
    /// Drawn on a scale of time.
    Time,
    /// Drawn as bars, one a value.
    Category,
    /// Lists, structs, bytes, nothing: only counted.
    Other,
}

impl Role {
    pub fn of(kind: TypeKind) -> Self {
        match kind {
            TypeKind::Integer | TypeKind::Float | TypeKind::Decimal | TypeKind::Duration => Self::Number,
            TypeKind::Date | TypeKind::Datetime | TypeKind::Time => Self::Time,
            TypeKind::Boolean | TypeKind::Text | TypeKind::Category => Self::Category,
            TypeKind::Binary | TypeKind::List | TypeKind::Struct | TypeKind::Nothing => Self::Other,
        }
    }
}
