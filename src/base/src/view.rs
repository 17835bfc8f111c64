//! What the user made of a table: how its values are read, which rows, in which order, which columns and how wide.
//!
//! A [`View`] is a value. Undo and redo are a stack of them, the project file holds one, the engine resolves one into
//! rows.

use crate::{Cell, ColumnId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    pub interpretation: Interpretation,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// First key first; ties keep the order of the file. Missing values come last in either direction.
    pub sort: Vec<SortKey>,
    pub layout: Layout,
}

/// How cells are read, where the user decided it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Interpretation {
    pub types: BTreeMap<ColumnId, TypeChoice>,
    /// Accepted missing markers per column.
    pub markers: BTreeMap<ColumnId, BTreeSet<String>>,
}

/// A type that the user can choose for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeChoice {
    Text,
    Boolean,
    Integer,
    Float,
    /// Year, month, day.
    Date,
    /// Day first: `31/12/2024`, `31.12.2024`.
    DateDayFirst,
    /// Month first: `12/31/2024`.
    DateMonthFirst,
    Datetime,
    DatetimeDayFirst,
    DatetimeMonthFirst,
    Time,
}

impl TypeChoice {
    pub const ALL: [TypeChoice; 11] = [
        Self::Text,
        Self::Boolean,
        Self::Integer,
        Self::Float,
        Self::Date,
        Self::DateDayFirst,
        Self::DateMonthFirst,
        Self::Datetime,
        Self::DatetimeDayFirst,
        Self::DatetimeMonthFirst,
        Self::Time,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "bool",
            Self::Integer => "int",
            Self::Float => "float",
            Self::Date => "date",
            Self::DateDayFirst => "date-day-first",
            Self::DateMonthFirst => "date-month-first",
            Self::Datetime => "datetime",
            Self::DatetimeDayFirst => "datetime-day-first",
            Self::DatetimeMonthFirst => "datetime-month-first",
            Self::Time => "time",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let synonym = match name.as_str() {
            "string" | "str" => "text",
            "boolean" => "bool",
            "integer" | "i64" => "int",
            "number" | "f64" | "double" => "float",
            "timestamp" => "datetime",
            other => other,
        };
        Self::ALL.into_iter().find(|choice| choice.label() == synonym)
    }

    /// A text that fits this type, for dialogs.
    pub fn sample(self) -> &'static str {
        match self {
            Self::Text => "any characters, as they stand",
            Self::Boolean => "true false yes no 1 0",
            Self::Integer => "42  -7  +3",
            Self::Float => "3.14  -1e9  inf",
            Self::Date => "2024-12-31  2024/12/31",
            Self::DateDayFirst => "31/12/2024  31.12.2024",
            Self::DateMonthFirst => "12/31/2024",
            Self::Datetime => "2024-12-31 23:59:59  2024-12-31T23:59:59Z",
            Self::DatetimeDayFirst => "31/12/2024 23:59",
            Self::DatetimeMonthFirst => "12/31/2024 23:59",
            Self::Time => "23:59  23:59:59.5",
        }
    }
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filter {
    /// A SQL condition; rows where it is true stay (unknown counts as not true).
    Sql(String),
    /// Rows whose cell is one of these values.
    Keep { column: ColumnId, values: Vec<Cell> },
    /// Rows whose cell is none of these values; missing cells stay unless `Missing` is listed.
    Drop { column: ColumnId, values: Vec<Cell> },
    /// Just these rows (numbers from 1, as in the file), to look at what a finding is about.
    Rows(Vec<u64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ascending,
    Descending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub column: ColumnId,
    pub direction: Direction,
}

/// Which columns are shown, in which order, how wide. Of no concern to the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Columns in the order shown; those not listed follow in file order.
    pub order: Vec<ColumnId>,
    pub hidden: BTreeSet<ColumnId>,
    /// Kept at the left edge, in the order shown.
    pub pinned: BTreeSet<ColumnId>,
    /// Widths in terminal cells where the user set one.
    pub widths: BTreeMap<ColumnId, u16>,
}

impl View {
    /// True if rows must be found or put in order before this view can be shown.
    pub fn needs_rows(&self) -> bool {
        !self.filters.is_empty() || !self.sort.is_empty()
    }

    /// True if two views show the same rows in the same order with the same values.
    pub fn same_rows(&self, other: &Self) -> bool {
        self.interpretation == other.interpretation && self.filters == other.filters && self.sort == other.sort
    }
}

/// Words that mean something else in a condition when they are not quoted.
const RESERVED: [&str; 40] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "between",
    "by",
    "case",
    "cast",
    "current_date",
    "date",
    "distinct",
    "else",
    "end",
    "exists",
    "extract",
    "false",
    "from",
    "group",
    "having",
    "in",
    "interval",
    "is",
    "join",
    "like",
    "limit",
    "not",
    "null",
    "on",
    "or",
    "order",
    "position",
    "select",
    "then",
    "time",
    "timestamp",
    "true",
    "union",
    "when",
    "where",
];

/// A column's name as it stands in SQL: quoted where it must be.
pub fn sql_name(name: &str) -> String {
    let plain = !RESERVED.contains(&name.to_ascii_lowercase().as_str())
        && name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_string() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// One filter as a short text for breadcrumbs and messages; also valid as SQL where a SQL text can say it.
pub fn filter_text(filter: &Filter, name_of: &dyn Fn(ColumnId) -> String) -> String {
    let sql_name = |id: ColumnId| sql_name(&name_of(id));
    match filter {
        Filter::Sql(text) => text.clone(),
        Filter::Keep { column, values } => values_text(&sql_name(*column), values, true),
        Filter::Drop { column, values } => values_text(&sql_name(*column), values, false),
        Filter::Rows(rows) => format!("{} picked by number", crate::format::counted(rows.len() as u64, "row")),
    }
}

fn values_text(name: &str, values: &[Cell], keep: bool) -> String {
    let missing = values.contains(&Cell::Missing);
    let others: Vec<String> = values.iter().filter(|cell| **cell != Cell::Missing).map(Cell::sql).collect();
    let not = if keep { "" } else { "NOT " };
    let list = match others.as_slice() {
        [] => None,
        [one] => Some(format!("{name} {} {one}", if keep { "=" } else { "<>" })),
        many => Some(format!("{name} {not}IN ({})", many.join(", "))),
    };
    match (list, missing) {
        (Some(list), false) => list,
        (None, _) => format!("{name} IS {not}NULL"),
        (Some(list), true) => format!("{list} {} {name} IS {not}NULL", if keep { "OR" } else { "AND" }),
    }
}
