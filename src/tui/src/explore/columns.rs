//! The pane Columns: a list of all columns, in an order and narrowed by words, and the detail of the one under the
//! cursor. The list is worked out anew whenever profile, order or words change; drawing only reads it.

pub mod detail;
pub mod statistics;
pub mod update;
pub mod view;

use crate::charts::Heights;
use crate::list_cursor::ListCursor;
use ninefold_base::explore::Bins;
use ninefold_base::profile::column::{ColumnProfile, Detail};
use ninefold_base::profile::{Profile, Role};
use ninefold_base::read::Severity;
use ninefold_base::{ColumnId, text};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What decides the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnOrder {
    #[default]
    File,
    Name,
    Type,
    Missing,
    Distinct,
    /// |skewness| of numbers, imbalance of categories: the most uneven first.
    Skew,
    Findings,
}

impl ColumnOrder {
    pub const ALL: [ColumnOrder; 7] =
        [Self::File, Self::Name, Self::Type, Self::Missing, Self::Distinct, Self::Skew, Self::Findings];

    pub fn label(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Name => "name",
            Self::Type => "type",
            Self::Missing => "missing",
            Self::Distinct => "distinct",
            Self::Skew => "skew",
            Self::Findings => "findings",
        }
    }

    pub fn describe(self) -> &'static str {
        match self {
            Self::File => "as in the file",
            Self::Name => "by name",
            Self::Type => "by type",
            Self::Missing => "most missing first",
            Self::Distinct => "most distinct values first",
            Self::Skew => "most skewed or uneven first",
            Self::Findings => "worst findings first",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.label() == name.trim())
    }
}

#[derive(Debug, Clone, Default)]
pub struct ColumnsState {
    pub order: ColumnOrder,
    pub reversed: bool,
    /// Words that all must hold; see [`Words`].
    pub filter: String,
    pub cursor: ListCursor,
    /// The columns listed, in order.
    pub shown: Vec<ColumnId>,
    /// Columns whose bins the user changed.
    pub bins: BTreeMap<ColumnId, Bins>,
    pub heights: Heights,
    /// The bar of the picture, or the value of the list, under the cursor.
    pub bar: Option<usize>,
    /// The detail has the whole pane.
    pub enlarged: bool,
    /// Lines of the statistics scrolled past, while enlarged.
    pub scroll: usize,
}

impl ColumnsState {
    pub fn current(&self) -> Option<ColumnId> {
        self.shown.get(self.cursor.selected.min(self.shown.len().saturating_sub(1))).copied()
    }

    /// Works out the list again; the cursor stays on its column if it is still listed.
    pub fn refresh(&mut self, profile: &Profile) {
        let current = self.current();
        let words = Words::read(&self.filter);
        let mut listed: Vec<&ColumnProfile> =
            profile.columns.iter().filter(|column| words.hold(profile, column)).collect();
        listed.sort_by(|one, other| {
            let order = compare(self.order, profile, one, other);
            if self.reversed { order.reverse() } else { order }
        });
        self.shown = listed.into_iter().map(|column| column.column).collect();
        let place = current.and_then(|current| self.shown.iter().position(|id| *id == current));
        if place.is_none() {
            self.bar = None;
        }
        self.cursor.selected = place.unwrap_or(0);
    }

    pub fn bins_of(&self, column: ColumnId) -> Option<Bins> {
        self.bins.get(&column).copied()
    }
}

fn compare(order: ColumnOrder, profile: &Profile, one: &ColumnProfile, other: &ColumnProfile) -> Ordering {
    let largest_first = |one: f64, other: f64| other.total_cmp(&one);
    let by = match order {
        ColumnOrder::File => Ordering::Equal,
        ColumnOrder::Name => one.name.to_lowercase().cmp(&other.name.to_lowercase()),
        ColumnOrder::Type => one.kind.label().cmp(other.kind.label()),
        ColumnOrder::Missing => largest_first(missing_share(one), missing_share(other)),
        ColumnOrder::Distinct => other.distinct.value.cmp(&one.distinct.value),
        ColumnOrder::Skew => largest_first(unevenness(one), unevenness(other)),
        ColumnOrder::Findings => worst(profile, other.column).cmp(&worst(profile, one.column)),
    };
    by.then(one.column.cmp(&other.column))
}

fn missing_share(column: &ColumnProfile) -> f64 {
    column.counts.missing as f64 / column.counts.rows.max(1) as f64
}

/// |skewness| of numbers; imbalance, brought to the same range, of others.
fn unevenness(column: &ColumnProfile) -> f64 {
    let skewness = column.number().and_then(|number| number.skewness.value()).map(f64::abs);
    skewness.or(column.imbalance.value()).unwrap_or(-1.0)
}

/// Severity of the worst finding of a column and how many there are.
pub fn worst(profile: &Profile, column: ColumnId) -> Option<(Severity, usize)> {
    let about = |finding: &&ninefold_base::profile::finding::ProfileFinding| {
        (finding.column == Some(column) || finding.other == Some(column)) && finding.acknowledged.is_none()
    };
    let findings: Vec<Severity> = profile.findings.iter().filter(about).map(|finding| finding.severity).collect();
    findings.iter().max().map(|worst| (*worst, findings.len()))
}

/// The words of the filter, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<Word>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Name(String),
    Type(String),
    Finding(String),
}

impl Words {
    pub fn read(text: &str) -> Self {
        let word = |word: &str| {
            // Completion quotes names with blanks; each part of them is looked for.
            let word = word.to_lowercase().replace('"', "");
            match word.split_once(':') {
                Some(("type", kind)) => Word::Type(kind.into()),
                Some(("finding", kind)) => Word::Finding(kind.into()),
                _ => Word::Name(word),
            }
        };
        Self(text.split_whitespace().map(word).collect())
    }

    fn hold(&self, profile: &Profile, column: &ColumnProfile) -> bool {
        self.0.iter().all(|word| match word {
            Word::Name(part) => column.name.to_lowercase().contains(part),
            Word::Type(kind) => {
                column.kind.label().starts_with(kind.as_str()) || role_word(column.role()).starts_with(kind.as_str())
            }
            Word::Finding(kind) => profile.findings.iter().any(|finding| {
                let about = finding.column == Some(column.column) || finding.other == Some(column.column);
                about && (matches!(kind.as_str(), "" | "any") || finding.kind.name().contains(kind.as_str()))
            }),
        })
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Number => "number",
        Role::Time => "time",
        Role::Category => "category",
        Role::Other => "other",
    }
}

/// Counts for the sparkline of a column: bins of numbers and times, the commonest values of others.
pub fn spark_counts(column: &ColumnProfile) -> Vec<u64> {
    match &column.histogram {
        Some(histogram) => histogram.counts.clone(),
        None => column.top.iter().map(|value| value.rows).collect(),
    }
}

/// The value that stands for a column in the list, where there is room: the median of numbers, the middle of times, the
/// commonest value of others.
pub fn typical(profile: &Profile, column: &ColumnProfile) -> String {
    match &column.detail {
        Detail::Number(number) => number.quantile(0.5).map_or_else(String::new, |median| {
            format!("{}{}", profile.mark_of(number.precision), super::figures::number(median))
        }),
        Detail::Time(time) => time.median.as_deref().map(text::visible).unwrap_or_default(),
        Detail::Text(_) | Detail::Plain => {
            column.top.first().map(|value| crate::words::value_text(&value.value)).unwrap_or_default()
        }
        Detail::Nested(_) => String::new(),
    }
}
