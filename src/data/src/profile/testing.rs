//! Small samples and column profiles for tests of what is read out of them.

use super::sample::{MISSING, SampleColumn, SampleValues};
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Count, Counts, Detail, Order, ValueCount};
use ninefold_base::{Cell, Figure, TypeKind};

pub fn numbers(values: &[f64]) -> (TypeKind, SampleValues) {
    (TypeKind::Float, SampleValues::Numbers(values.to_vec()))
}

/// Empty texts are missing.
pub fn texts(values: &[&str]) -> (TypeKind, SampleValues) {
    (TypeKind::Text, SampleValues::of_texts(values.iter().map(|text| (!text.is_empty()).then_some(*text))))
}

/// Counts and values of a sample that is the whole table; other figures are left empty.
pub fn column_of(column: &SampleColumn) -> ColumnProfile {
    let (rows, missing, mut top) = match &column.values {
        SampleValues::Numbers(values) => {
            let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            let missing = values.len() - sorted.len();
            let runs = sorted.chunk_by(|a, b| a == b);
            let top = runs.map(|run| ValueCount { value: Cell::Float(run[0]), rows: run.len() as u64 }).collect();
            (values.len(), missing, top)
        }
        SampleValues::Categories { codes, labels } => {
            let mut counts = vec![0; labels.len()];
            codes.iter().filter(|code| **code != MISSING).for_each(|code| counts[*code as usize] += 1);
            let cell = |label: &String| match column.kind {
                TypeKind::Boolean => Cell::Boolean(label == "true"),
                _ => Cell::Text(label.clone()),
            };
            let pairs = labels.iter().zip(&counts).filter(|(_, rows)| **rows > 0);
            let top = pairs.map(|(label, rows)| ValueCount { value: cell(label), rows: *rows }).collect();
            (codes.len(), codes.iter().filter(|code| **code == MISSING).count(), top)
        }
        SampleValues::Nothing => (0, 0, Vec::new()),
    };
    top.sort_by_key(|value: &ValueCount| std::cmp::Reverse(value.rows));
    ColumnProfile {
        column: column.column,
        name: format!("c{}", column.column.0),
        kind: column.kind,
        storage: String::new(),
        counts: Counts { rows: rows as u64, missing: missing as u64, ..Counts::default() },
        distinct: Count::exact(top.len() as u64),
        unique: Count::exact(top.iter().filter(|value| value.rows == 1).count() as u64),
        entropy: Figure::undefined("not counted here"),
        imbalance: Figure::undefined("not counted here"),
        top,
        rare: Vec::new(),
        top_precision: Precision::Exact,
        histogram: None,
        detail: Detail::Plain,
        memory: 0,
        order: Order::Unknown,
    }
}
