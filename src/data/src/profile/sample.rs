//! Rows drawn evenly from a view, column by column, as numbers and codes: what measures of two columns are worked out on.
//!
//! Plain data; drawing it is the scan's business. Start at [`Sample`].

use ninefold_base::profile::Precision;
use ninefold_base::{ColumnId, TypeKind};

/// Rows drawn at most; with fewer, all are taken and every figure is exact.
pub const SAMPLE_ROWS: usize = 1 << 18;

/// The code of a missing category.
pub const MISSING: u32 = u32::MAX;

/// Rows of a view: all, or some drawn evenly.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// Row numbers in the source (from 0), in the order of the view.
    pub rows: Vec<u64>,
    /// Rows of the view in all.
    pub rows_in_view: u64,
    /// In the order asked for; each as long as `rows`.
    pub columns: Vec<SampleColumn>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SampleColumn {
    pub column: ColumnId,
    pub kind: TypeKind,
    pub values: SampleValues,
}

/// Values that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub enum SampleValues {
    /// Numbers; times as microseconds since 1970-01-01 (of a time of day: since midnight). NaN is missing.
    Numbers(Vec<f64>),
    /// Texts, categories, booleans (`false`, `true`): numbers of `labels`, [`MISSING`] for none.
    Categories { codes: Vec<u32>, labels: Vec<String> },
    /// Lists, structs, bytes, columns without a type.
    Nothing,
}

impl Sample {
    /// Rows drawn.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Exact if every row of the view was drawn.
    pub fn precision(&self) -> Precision {
        if self.rows.len() as u64 == self.rows_in_view {
            Precision::Exact
        } else {
            Precision::Sample(self.rows.len() as u64)
        }
    }

    pub fn column(&self, column: ColumnId) -> Option<&SampleColumn> {
        self.columns.iter().find(|known| known.column == column)
    }

    /// A sample that is all of a small table, for tests and for parts made by hand: columns numbered from 0.
    pub fn whole(columns: Vec<(TypeKind, SampleValues)>) -> Self {
        let rows = columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0) as u64;
        let columns = (0..).map(ColumnId).zip(columns);
        let columns = columns.map(|(column, (kind, values))| SampleColumn { column, kind, values }).collect();
        Self { rows: (0..rows).collect(), rows_in_view: rows, columns }
    }
}

impl SampleValues {
    /// Codes in order of first sight.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut labels: Vec<String> = Vec::new();
        let mut known = std::collections::HashMap::new();
        let codes = texts
            .into_iter()
            .map(|text| {
                let Some(text) = text else { return MISSING };
                *known.entry(text).or_insert_with(|| {
                    labels.push(text.to_string());
                    labels.len() as u32 - 1
                })
            })
            .collect();
        Self::Categories { codes, labels }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Categories { codes, .. } => codes.len(),
            Self::Nothing => 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
