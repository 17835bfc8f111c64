//! Conditions on rows, compiled once and tried on chunk after chunk.

use super::page::cells_of;
use super::scan::Task;
use super::sort_keys::float_key;
use crate::condition;
use crate::{Chunk, InvalidCell, RowSource};
use ninefold_base::view::Filter;
use ninefold_base::{Cell, Column, ColumnId, Problem};
use polars::prelude::{BooleanChunked, DataType, Expr, IdxCa, IntoLazy, Series};
use std::collections::{HashMap, HashSet};

/// All filters of a view, ready to run.
pub struct Filters {
    conditions: Vec<Condition>,
    /// Row numbers (from 0) that a [`Filter::Rows`] allows, ascending.
    pub only: Option<Vec<u32>>,
    pub columns: Vec<ColumnId>,
}

enum Condition {
    Sql(Expr),
    Values { column: ColumnId, wanted: Wanted, keep: bool },
}

impl Filters {
    /// Fails in a sentence if a SQL condition does not hold water.
    pub fn compile(source: &dyn RowSource, filters: &[Filter]) -> Result<Self, Problem> {
        let info = source.info();
        let mut compiled = Self { conditions: Vec::new(), only: None, columns: Vec::new() };
        for filter in filters {
            match filter {
                Filter::Sql(text) => {
                    let checked = condition::check(text, &info.columns)?;
                    checked.columns_used.iter().for_each(|id| compiled.use_column(*id));
                    compiled.conditions.push(Condition::Sql(checked.expr));
                }
                Filter::Keep { column, values } => compiled.add_values(*column, values, true, &info.columns)?,
                Filter::Drop { column, values } => compiled.add_values(*column, values, false, &info.columns)?,
                Filter::Rows(numbers) => compiled.add_rows(numbers),
            }
        }
        Ok(compiled)
    }

    fn add_values(&mut self, column: ColumnId, values: &[Cell], keep: bool, columns: &[Column]) -> Result<(), Problem> {
        if column.index() >= columns.len() {
            return Err(Problem::new(
                "could not filter",
                "the column is not in this table",
                "undo the filter with `U`",
            ));
        }
        self.use_column(column);
        self.conditions.push(Condition::Values { column, wanted: Wanted::new(values), keep });
        Ok(())
    }

    fn add_rows(&mut self, numbers: &[u64]) {
        let rows = numbers.iter().filter_map(|number| u32::try_from(number.checked_sub(1)?).ok());
        let mut rows: Vec<u32> = rows.collect();
        rows.sort_unstable();
        rows.dedup();
        self.only = Some(match self.only.take() {
            None => rows,
            Some(before) => rows.into_iter().filter(|row| before.binary_search(row).is_ok()).collect(),
        });
    }

    fn use_column(&mut self, column: ColumnId) {
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
    }

    /// False if row numbers alone decide.
    pub fn reads(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// The rows of the task that pass, ascending. `chunk` holds [`Filters::columns`].
    pub fn passing(&self, task: &Task<'_>, chunk: &Chunk) -> Result<Vec<u32>, Problem> {
        let rows = chunk.frame.height();
        let mut keep: Option<BooleanChunked> = None;
        for condition in &self.conditions {
            let mask = match condition {
                Condition::Sql(expr) => truth(chunk, expr)?,
                Condition::Values { column, wanted, keep } => {
                    let at = self.columns.iter().position(|other| other == column).expect("registered when compiled");
                    let invalid: Vec<&InvalidCell> =
                        chunk.invalid.iter().filter(|cell| cell.column == *column).collect();
                    let found = wanted.found(chunk.frame.columns()[at].as_materialized_series(), &invalid);
                    found.into_iter().map(|found| Some(found == *keep)).collect()
                }
            };
            keep = Some(match keep {
                None => mask,
                Some(before) => &before & &mask,
            });
        }
        let first = task.rows.start as u32;
        let passes = |row: u32| keep.as_ref().is_none_or(|mask| mask.get(row as usize) == Some(true));
        Ok(match task.picked {
            Some(picked) => picked.iter().copied().filter(|row| passes(row - first)).collect(),
            None => (0..rows as u32).filter(|row| passes(*row)).map(|row| first + row).collect(),
        })
    }
}

fn truth(chunk: &Chunk, expr: &Expr) -> Result<BooleanChunked, Problem> {
    let failed = |error: polars::prelude::PolarsError| {
        Problem::new(
            "could not try the condition",
            error.to_string(),
            "check the types of its columns, or write it in another way",
        )
    };
    let name = "the condition";
    let frame = crate::columnar::guard::guarded(name, || {
        chunk.frame.clone().lazy().without_optimizations().select([expr.clone().alias("keep")]).collect()
    });
    let frame = frame.map_err(|problem| {
        Problem::new(
            "could not try the condition",
            problem.why,
            "check the types of its columns, or write it in another way",
        )
    })?;
    let series = frame.columns()[0].as_materialized_series().clone();
    let mask = series.bool().map_err(failed)?.clone();
    // A condition without columns, such as `1 = 1`, gives one value for all rows.
    let rows = chunk.frame.height();
    Ok(if mask.len() == 1 && rows != 1 { std::iter::repeat_n(mask.get(0), rows).collect() } else { mask })
}

/// The picked rows of a task out of a series that holds the task's whole range.
pub fn picked(series: &Series, task: &Task<'_>) -> Result<Series, Problem> {
    let Some(rows) = task.picked else { return Ok(series.clone()) };
    let first = task.rows.start as u32;
    let index = IdxCa::from_vec("".into(), rows.iter().map(|row| row - first).collect());
    series.take(&index).map_err(|error| Problem::fault("picking rows", error))
}

/// Values to look for. Numbers compare as numbers, NaN equals NaN, -0.0 equals 0.0, everything else by its exact text.
#[derive(Debug, Default)]
pub struct Wanted {
    missing: bool,
    booleans: [bool; 2],
    integers: HashSet<i128>,
    /// By [`float_bits`].
    floats: HashSet<u64>,
    texts: HashSet<String>,
    /// Beginning and whole length.
    long: Vec<(String, u64)>,
    invalid: HashSet<String>,
    /// Everything that is compared as a cell: temporal, decimal, binary, nested.
    others: Vec<Cell>,
}

impl Wanted {
    pub fn new(values: &[Cell]) -> Self {
        let mut wanted = Self::default();
        for value in values {
            match value {
                Cell::Missing => wanted.missing = true,
                Cell::Invalid(text) => drop(wanted.invalid.insert(text.clone())),
                Cell::Boolean(value) => wanted.booleans[usize::from(*value)] = true,
                Cell::Integer(value) => drop(wanted.integers.insert(*value)),
                Cell::Float(value) => drop(wanted.floats.insert(float_bits(*value))),
                Cell::Float32(value) => drop(wanted.floats.insert(float_bits(f64::from(*value)))),
                Cell::Text(text) => drop(wanted.texts.insert(text.clone())),
                Cell::Long { head, bytes } => wanted.long.push((head.clone(), *bytes)),
                Cell::Decimal(_) | Cell::Temporal(_) | Cell::Binary { .. } | Cell::Nested(_) => {
                    wanted.others.push(value.clone())
                }
            }
        }
        wanted
    }

    /// For each row whether its value is one of these.
    pub fn found(&self, series: &Series, invalid: &[&InvalidCell]) -> Vec<bool> {
        let mut found = self.found_among_valid(series);
        for cell in invalid {
            if let Some(slot) = found.get_mut(cell.row as usize) {
                *slot = self.invalid.contains(&cell.text);
            }
        }
        found
    }

    fn found_among_valid(&self, series: &Series) -> Vec<bool> {
        let fast = match series.dtype() {
            DataType::Boolean => series.bool().ok().map(|values| {
                values.iter().map(|v| v.map_or(self.missing, |v| self.booleans[usize::from(v)])).collect()
            }),
            DataType::String => series
                .str()
                .ok()
                .map(|values| values.iter().map(|v| v.map_or(self.missing, |v| self.has_text(v))).collect()),
            DataType::UInt64 => series.u64().ok().map(|values| {
                values.iter().map(|v| v.map_or(self.missing, |v| self.has_integer(i128::from(v)))).collect()
            }),
            DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                series.cast(&DataType::Float64).ok().and_then(|series| {
                    series
                        .f64()
                        .ok()
                        .map(|values| values.iter().map(|v| v.map_or(self.missing, |v| self.has_float(v))).collect())
                })
            }
            dtype if dtype.is_integer() && !matches!(dtype, DataType::Int128 | DataType::UInt128) => {
                series.cast(&DataType::Int64).ok().and_then(|series| {
                    series.i64().ok().map(|values| {
                        values.iter().map(|v| v.map_or(self.missing, |v| self.has_integer(i128::from(v)))).collect()
                    })
                })
            }
            dtype if dtype.is_temporal() => self.found_by_physical(series),
            _ => None,
        };
        fast.unwrap_or_else(|| cells_of(series).iter().map(|cell| self.has_cell(cell)).collect())
    }

    /// Times are few and formatting them is slow: each distinct one is looked at once.
    fn found_by_physical(&self, series: &Series) -> Option<Vec<bool>> {
        let physical = series.to_physical_repr().cast(&DataType::Int64).ok()?;
        let physical = physical.i64().ok()?;
        let mut known: HashMap<i64, bool> = HashMap::new();
        let mut found = Vec::with_capacity(series.len());
        for (row, value) in physical.iter().enumerate() {
            let Some(value) = value else {
                found.push(self.missing);
                continue;
            };
            let hit = *known
                .entry(value)
                .or_insert_with(|| cells_of(&series.slice(row as i64, 1)).iter().any(|cell| self.has_cell(cell)));
            found.push(hit);
        }
        Some(found)
    }

    fn has_integer(&self, value: i128) -> bool {
        self.integers.contains(&value)
            || !self.floats.is_empty()
                && self.floats.contains(&float_bits(value as f64))
                && value as f64 as i128 == value
    }

    fn has_float(&self, value: f64) -> bool {
        self.floats.contains(&float_bits(value))
            || !self.integers.is_empty()
                && value == value.trunc()
                && value.abs() < 1e38
                && self.integers.contains(&(value as i128))
    }

    fn has_text(&self, text: &str) -> bool {
        self.texts.contains(text)
            || self.long.iter().any(|(head, bytes)| text.len() as u64 == *bytes && text.starts_with(head.as_str()))
    }

    fn has_cell(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Missing => self.missing,
            Cell::Invalid(text) => self.invalid.contains(text),
            Cell::Boolean(value) => self.booleans[usize::from(*value)],
            Cell::Integer(value) => self.has_integer(*value),
            Cell::Float(value) => self.has_float(*value),
            Cell::Float32(value) => self.has_float(f64::from(*value)),
            Cell::Text(text) => self.has_text(text),
            Cell::Long { head, bytes } => self.long.iter().any(|(other, length)| other == head && length == bytes),
            Cell::Decimal(_) | Cell::Temporal(_) | Cell::Binary { .. } | Cell::Nested(_) => self.others.contains(cell),
        }
    }
}

/// One word per value: all NaN alike, -0.0 as 0.0.
pub fn float_bits(value: f64) -> u64 {
    if value.is_nan() { u64::MAX } else { float_key(value) }
}
