//! How often each value of a column occurs.
//!
//! Each span is counted on its own; the counts are merged in the order of the file, so that which values are the first
//! [`VALUES_KEPT`] does not depend on the number of threads. Numbers and times are counted by order-preserving words
//! and only turned back into cells for the values that are shown.

use super::filter::picked;
use super::interner::Interner;
use super::page::cells_of;
use super::scan::{Task, ascending, scan, tasks};
use super::sort_keys::float_key;
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use ninefold_base::message::{VALUES_KEPT, VALUES_SHOWN, ValueCounts, ViewId};
use ninefold_base::{Cell, ColumnId, Meter, Problem};
use polars::prelude::{DataType, NamedFrom, Series};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Counts the values of `column` in the rows of the view. `news` gets what is known so far now and then.
pub fn values(
    source: &dyn RowSource,
    order: &RowOrder,
    view: ViewId,
    column: ColumnId,
    meter: &dyn Meter,
    news: &dyn Fn(ValueCounts),
) -> Result<ValueCounts, Interrupted> {
    source.wait_complete(meter)?;
    let picked = ascending(order);
    let tasks = tasks(source, picked.as_deref());
    let mut counts = Counts::default();
    let (mut spans, mut next_news) = (0, 1);
    scan(
        source,
        &tasks,
        &[column],
        meter,
        |task, chunk| count(task, chunk, column),
        |_, part| {
            counts.merge(part);
            spans += 1;
            // Often at first, then each time a sixteenth more has been read: a snapshot of many values takes a while.
            if spans >= next_news && spans < tasks.len() {
                next_news = (spans * 2).min(spans + tasks.len() / 16 + 1);
                news(counts.snapshot(view, column, false)?);
            }
            Ok(())
        },
    )?;
    meter.check()?;
    Ok(counts.snapshot(view, column, true)?)
}

/// Values of a span, or of all spans so far.
#[derive(Default)]
struct Counts {
    dtype: Option<DataType>,
    /// By order-preserving words: integers up to 64 bits, floats, booleans, times.
    words: HashMap<u64, u64, FixedState>,
    /// In order of first sight, as long as this is a single span.
    word_order: Vec<u64>,
    texts: Interner,
    /// By the number of the text.
    text_counts: Vec<u64>,
    /// Everything else, by its plain text.
    cells: BTreeMap<String, (Cell, u64)>,
    invalid: BTreeMap<String, u64>,
    missing: u64,
    rows: u64,
    beyond: u64,
}

impl Counts {
    fn distinct(&self) -> usize {
        self.words.len() + self.texts.len() + self.cells.len() + self.invalid.len()
    }

    fn merge(&mut self, part: Counts) {
        self.dtype = self.dtype.take().or(part.dtype);
        self.missing += part.missing;
        self.rows += part.rows;
        let mut room = VALUES_KEPT.saturating_sub(self.distinct());
        for word in part.word_order {
            let count = part.words[&word];
            match self.words.get_mut(&word) {
                Some(sum) => *sum += count,
                None if room == 0 => self.beyond += count,
                None => {
                    room -= 1;
                    self.words.insert(word, count);
                }
            }
        }
        for (number, count) in (0..).zip(part.text_counts) {
            let text = part.texts.text(number);
            match self.texts.find(text) {
                Some(known) => self.text_counts[known as usize] += count,
                None if room == 0 => self.beyond += count,
                None => {
                    room -= 1;
                    self.texts.intern(text);
                    self.text_counts.push(count);
                }
            }
        }
        for (text, (cell, count)) in part.cells {
            match self.cells.get_mut(&text) {
                Some((_, sum)) => *sum += count,
                None if room == 0 => self.beyond += count,
                None => {
                    room -= 1;
                    self.cells.insert(text, (cell, count));
                }
            }
        }
        for (text, count) in part.invalid {
            match self.invalid.get_mut(&text) {
                Some(sum) => *sum += count,
                None if room == 0 => self.beyond += count,
                None => {
                    room -= 1;
                    self.invalid.insert(text, count);
                }
            }
        }
    }

    fn snapshot(&self, view: ViewId, column: ColumnId, exact: bool) -> Result<ValueCounts, Problem> {
        let words = most_frequent(self.words.par_iter().map(|(word, count)| (*word, *count)).collect());
        let texts =
            most_frequent((0..).zip(&self.text_counts).map(|(text, count)| (self.texts.text(text), *count)).collect());
        let cells = most_frequent(self.cells.iter().map(|(text, (_, count))| (text.as_str(), *count)).collect());
        let mut values: Vec<(Cell, u64)> = Vec::with_capacity(words.len() + texts.len() + cells.len());
        let word_cells = words_as_cells(self.dtype.as_ref(), words.iter().map(|(word, _)| *word).collect())?;
        values.extend(word_cells.into_iter().zip(&words).map(|(cell, (_, count))| (cell, *count)));
        values.extend(texts.iter().map(|(text, count)| (text_cell(&String::from_utf8_lossy(text)), *count)));
        values.extend(cells.iter().map(|(text, count)| (self.cells[*text].0.clone(), *count)));
        values.extend(self.invalid.iter().map(|(text, count)| (Cell::Invalid(text.clone()), *count)));
        // Each kind is in order already and the sort is stable: ties stay in order of value.
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        values.truncate(VALUES_SHOWN);
        Ok(ValueCounts {
            view,
            column,
            values,
            distinct: self.distinct() as u64,
            missing: self.missing,
            rows: self.rows,
            beyond: self.beyond,
            exact,
        })
    }
}

fn most_frequent<K: Ord + Send>(mut values: Vec<(K, u64)>) -> Vec<(K, u64)> {
    let later = |a: &(K, u64), b: &(K, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if values.len() > VALUES_SHOWN {
        values.select_nth_unstable_by(VALUES_SHOWN, later);
        values.truncate(VALUES_SHOWN);
    }
    values.sort_unstable_by(later);
    values
}

fn text_cell(text: &str) -> Cell {
    if text.len() <= ninefold_base::cell::LONG_TEXT_BYTES {
        return Cell::Text(text.into());
    }
    cells_of(&Series::new("".into(), [text])).into_iter().next().unwrap_or(Cell::Missing)
}

fn count(task: &Task<'_>, chunk: &Chunk, column: ColumnId) -> Result<Counts, Problem> {
    let series = picked(chunk.frame.columns()[0].as_materialized_series(), task)?;
    let mut counts = Counts { rows: series.len() as u64, dtype: Some(series.dtype().clone()), ..Counts::default() };
    counts.missing = series.null_count() as u64;
    for cell in chunk.invalid.iter().filter(|cell| cell.column == column) {
        let row = task.rows.start as u32 + cell.row;
        if task.picked.is_none_or(|rows| rows.binary_search(&row).is_ok()) {
            *counts.invalid.entry(cell.text.clone()).or_default() += 1;
            counts.missing -= 1;
        }
    }
    if let Some(words) = words(&series)? {
        for word in words.into_iter().flatten() {
            *counts.words.entry(word).or_insert_with(|| {
                counts.word_order.push(word);
                0
            }) += 1;
        }
        return Ok(counts);
    }
    if let Some(texts) = texts(&series)? {
        for text in texts.str().map_err(fault)?.iter().flatten() {
            let number = counts.texts.intern(text.as_bytes()) as usize;
            if number == counts.text_counts.len() {
                counts.text_counts.push(0);
            }
            counts.text_counts[number] += 1;
        }
        return Ok(counts);
    }
    for cell in cells_of(&series) {
        if cell != Cell::Missing {
            let length = if let Cell::Binary { bytes, .. } | Cell::Long { bytes, .. } = &cell {
                format!(" {bytes}")
            } else {
                String::new()
            };
            counts.cells.entry(cell.plain() + &length).or_insert_with(|| (cell, 0)).1 += 1;
        }
    }
    Ok(counts)
}

fn texts(series: &Series) -> Result<Option<Series>, Problem> {
    match series.dtype() {
        DataType::String => Ok(Some(series.clone())),
        dtype if dtype.is_categorical() || dtype.is_enum() => Ok(Some(series.cast(&DataType::String).map_err(fault)?)),
        _ => Ok(None),
    }
}

/// Values as words in the order of the values; all NaN are one, -0.0 is 0.0. `None` for types that have none.
fn words(series: &Series) -> Result<Option<Vec<Option<u64>>>, Problem> {
    Ok(match series.dtype() {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            let series = series.cast(&DataType::Float64).map_err(fault)?;
            let word = |value: f64| if value.is_nan() { u64::MAX } else { float_key(value) };
            Some(series.f64().map_err(fault)?.iter().map(|value| value.map(word)).collect())
        }
        DataType::UInt64 => Some(series.u64().map_err(fault)?.iter().collect()),
        DataType::Int128 | DataType::UInt128 | DataType::Decimal(..) => None,
        dtype if dtype.is_integer() || dtype.is_bool() || dtype.is_temporal() => {
            let series = series.to_physical_repr().cast(&DataType::Int64).map_err(fault)?;
            Some(series.i64().map_err(fault)?.iter().map(|value| value.map(|value| value as u64 ^ 1 << 63)).collect())
        }
        _ => None,
    })
}

/// The inverse of [`words`].
fn words_as_cells(dtype: Option<&DataType>, words: Vec<u64>) -> Result<Vec<Cell>, Problem> {
    let Some(dtype) = dtype.filter(|_| !words.is_empty()) else { return Ok(Vec::new()) };
    let series = match dtype {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            let value = |word: u64| {
                if word == u64::MAX {
                    f64::NAN
                } else {
                    f64::from_bits(if word >> 63 == 1 { word ^ 1 << 63 } else { !word })
                }
            };
            Series::new("".into(), words.into_iter().map(value).collect::<Vec<f64>>()).cast(dtype)
        }
        DataType::UInt64 => Ok(Series::new("".into(), words)),
        _ => {
            let numbers =
                Series::new("".into(), words.into_iter().map(|word| (word ^ 1 << 63) as i64).collect::<Vec<i64>>());
            let physical = if dtype.is_bool() { DataType::Boolean } else { dtype.to_physical() };
            numbers.cast(&physical).and_then(|series| series.cast(dtype))
        }
    };
    Ok(cells_of(&series.map_err(fault)?))
}

fn fault(error: polars::prelude::PolarsError) -> Problem {
    Problem::fault("counting values", error)
}
