//! Finding text in cells: the nearest match, and how many there are.

use super::page::{cells_of, row_ids};
use super::scan::{Task, ascending, scan, tasks_of_rows};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::message::{Search, Towards};
use ninefold_base::{Cell, Column, ColumnId, Meter, Problem, TypeKind};
use polars::prelude::{DataType, Series};
use regex::{Regex, RegexBuilder};
use std::fmt::Write;

/// Rows looked at before anything else: the next match is usually near.
const NEAR_ROWS: u64 = 4096;
/// Cells looked at between two looks at the stop flag: writing them out as text may take a microsecond each.
const SMALL_CELLS: u64 = 1 << 18;
/// Compiled size of a pattern; a pattern such as `(a{1000}){1000}` is refused instead of eating memory.
const PATTERN_BYTES: usize = 16 << 20;

/// The row of the view nearest to `from` (inclusive) in that direction with a match, and the first column that matches.
/// Does not wrap around.
pub fn search(
    source: &dyn RowSource,
    order: &RowOrder,
    search: &Search,
    from: u64,
    towards: Towards,
    meter: &dyn Meter,
) -> Result<Option<(u64, ColumnId)>, Interrupted> {
    // A bad pattern is told at once; where there is anything to find is known once the whole file was looked at.
    compile(&search.pattern)?;
    source.wait_complete(meter)?;
    let finder = Finder::new(source, search)?;
    if finder.columns.is_empty() {
        return Ok(None);
    }
    match order {
        RowOrder::All => {
            let rows = source.row_count().reachable();
            let stretch = stretch(from, rows, towards);
            Ok(finder.nearest(source, None, stretch, towards, meter)?)
        }
        RowOrder::Picked(picked) if picked.is_sorted() => {
            let range = stretch(from, picked.len() as u64, towards);
            let wanted = &picked[range.start as usize..range.end as usize];
            let Some((first, last)) = wanted.first().zip(wanted.last()) else { return Ok(None) };
            let rows = u64::from(*first)..u64::from(*last) + 1;
            let hit = finder.nearest(source, Some(wanted), rows, towards, meter)?;
            Ok(hit.map(|(row, column)| (picked.partition_point(|other| u64::from(*other) < row) as u64, column)))
        }
        RowOrder::Picked(picked) => finder.nearest_in_sorted(source, order, picked, from, towards, meter),
    }
}

/// Matching cells in the rows of the view. `news` gets the number so far after each few spans.
pub fn count_hits(
    source: &dyn RowSource,
    order: &RowOrder,
    search: &Search,
    meter: &dyn Meter,
    news: &dyn Fn(u64),
) -> Result<u64, Interrupted> {
    compile(&search.pattern)?;
    source.wait_complete(meter)?;
    let finder = Finder::new(source, search)?;
    if finder.columns.is_empty() {
        return Ok(0);
    }
    let picked = ascending(order);
    let tasks = small_tasks(source, picked.as_deref(), finder.columns.len());
    let mut hits = 0;
    scan(
        source,
        &tasks,
        &finder.columns,
        meter,
        |task, chunk| {
            Ok(finder
                .matches(chunk)
                .iter()
                .map(|column| wanted_rows(task).filter(|row| column[*row]).count() as u64)
                .sum::<u64>())
        },
        |_, found| {
            hits += found;
            news(hits);
            Ok(())
        },
    )?;
    Ok(hits)
}

/// Case is ignored while the pattern has no capital letter outside of escapes such as `\D` or `\p{Lu}`.
pub fn compile(pattern: &str) -> Result<Regex, Problem> {
    let built = RegexBuilder::new(pattern).case_insensitive(!has_capital(pattern)).size_limit(PATTERN_BYTES).build();
    built.map_err(|error| bad_pattern(pattern, &error))
}

struct Finder {
    regex: Regex,
    columns: Vec<ColumnId>,
}

impl Finder {
    fn new(source: &dyn RowSource, search: &Search) -> Result<Self, Problem> {
        let regex = compile(&search.pattern)?;
        let all = source.info().columns;
        let may_match = |id: &ColumnId| all.get(id.index()).is_some_and(|column| may_hold(column, &search.pattern));
        let columns = search.columns.iter().copied().filter(may_match).collect();
        Ok(Self { regex, columns })
    }

    fn nearest(
        &self,
        source: &dyn RowSource,
        picked: Option<&[u32]>,
        rows: std::ops::Range<u64>,
        towards: Towards,
        meter: &dyn Meter,
    ) -> Result<Option<(u64, ColumnId)>, Interrupted> {
        let mut tasks: Vec<Task<'_>> = Vec::new();
        for task in tasks_within(source, picked, &rows, self.columns.len()) {
            tasks.extend(split(task, towards));
        }
        if towards == Towards::Backward {
            tasks.reverse();
        }
        // The nearest stretch alone first, then as many at a time as there are threads.
        let (near, far) = tasks.split_at(tasks.len().min(1));
        for tasks in [near].into_iter().chain(far.chunks(rayon::current_num_threads().max(1))) {
            let mut hit = None;
            scan(
                source,
                tasks,
                &self.columns,
                meter,
                |task, chunk| Ok(self.first(task, chunk, towards)),
                |_, found| {
                    hit = hit.or(found);
                    Ok(())
                },
            )?;
            if hit.is_some() {
                return Ok(hit);
            }
        }
        Ok(None)
    }

    /// Rows of a sorted view lie all over the file: some near ones are fetched one by one, then the file is read through.
    fn nearest_in_sorted(
        &self,
        source: &dyn RowSource,
        order: &RowOrder,
        picked: &[u32],
        from: u64,
        towards: Towards,
        meter: &dyn Meter,
    ) -> Result<Option<(u64, ColumnId)>, Interrupted> {
        let range = stretch(from, picked.len() as u64, towards);
        let near = match towards {
            Towards::Forward => range.start..range.end.min(range.start + 64),
            Towards::Backward => range.start.max(range.end.saturating_sub(64))..range.end,
        };
        let mut positions: Vec<u64> = near.clone().collect();
        if towards == Towards::Backward {
            positions.reverse();
        }
        for position in positions {
            meter.check()?;
            let Some(row) = row_ids(source, order, &(position..position + 1)).first().copied() else { continue };
            let chunk = source.read(row..row + 1, &self.columns)?;
            if let Some((_, column)) = self.first(&Task { rows: row..row + 1, picked: None }, &chunk, towards) {
                return Ok(Some((position, column)));
            }
        }
        let ascending = ascending(order);
        let tasks = small_tasks(source, ascending.as_deref(), self.columns.len());
        let mut hits: hashbrown::HashMap<u32, ColumnId> = hashbrown::HashMap::new();
        scan(
            source,
            &tasks,
            &self.columns,
            meter,
            |task, chunk| Ok(self.all(task, chunk)),
            |_, found| {
                hits.extend(found);
                Ok(())
            },
        )?;
        let rest = &picked[range.start as usize..range.end as usize];
        let found = |(at, row): (usize, &u32)| hits.get(row).map(|column| (range.start + at as u64, *column));
        Ok(match towards {
            Towards::Forward => rest.iter().enumerate().find_map(found),
            Towards::Backward => rest.iter().enumerate().rev().find_map(found),
        })
    }

    fn first(&self, task: &Task<'_>, chunk: &Chunk, towards: Towards) -> Option<(u64, ColumnId)> {
        let matches = self.matches(chunk);
        let hit = |row: usize| {
            let column = matches.iter().position(|column| column[row])?;
            Some((task.rows.start + row as u64, self.columns[column]))
        };
        let mut rows: Vec<usize> = wanted_rows(task).filter(|row| *row < chunk.frame.height()).collect();
        if towards == Towards::Backward {
            rows.reverse();
        }
        rows.into_iter().find_map(hit)
    }

    fn all(&self, task: &Task<'_>, chunk: &Chunk) -> Vec<(u32, ColumnId)> {
        let matches = self.matches(chunk);
        let hit = |row: usize| {
            let column = matches.iter().position(|column| column[row])?;
            Some((task.rows.start as u32 + row as u32, self.columns[column]))
        };
        wanted_rows(task).filter_map(hit).collect()
    }

    /// For each column, for each row, whether the cell's text matches.
    fn matches(&self, chunk: &Chunk) -> Vec<Vec<bool>> {
        let columns = self.columns.iter().zip(chunk.frame.columns());
        let matches = columns.map(|(id, column)| {
            let mut matches = self.matches_in(column.as_materialized_series());
            for cell in chunk.invalid.iter().filter(|cell| cell.column == *id) {
                if let Some(slot) = matches.get_mut(cell.row as usize) {
                    *slot = self.regex.is_match(&cell.text);
                }
            }
            matches
        });
        matches.collect()
    }

    /// Missing cells never match, not even the empty pattern: there is nothing to find in them.
    fn matches_in(&self, series: &Series) -> Vec<bool> {
        if *series.dtype() == DataType::String
            && let Ok(texts) = series.str()
        {
            return texts.iter().map(|text| text.is_some_and(|text| self.regex.is_match(text))).collect();
        }
        let is_integer = series.dtype().is_integer() && *series.dtype() != DataType::UInt64;
        if is_integer
            && let Ok(numbers) = series.cast(&DataType::Int64)
            && let Ok(numbers) = numbers.i64()
        {
            let mut text = String::new();
            let mut is_match = |number: i64| {
                text.clear();
                // Writing to a string cannot fail.
                let _ = write!(text, "{number}");
                self.regex.is_match(&text)
            };
            return numbers.iter().map(|number| number.is_some_and(&mut is_match)).collect();
        }
        let is_match = |cell: &Cell| *cell != Cell::Missing && self.regex.is_match(&cell.plain());
        cells_of(series).iter().map(is_match).collect()
    }
}

/// False if no value of the column's type is written with the characters of a plain text that is looked for: such columns
/// are not even read. Cells that do not fit their type hold any text.
fn may_hold(column: &Column, pattern: &str) -> bool {
    let letters = match column.dtype.kind {
        TypeKind::Integer => "",
        // `1e-7`, `inf`, `NaN`.
        TypeKind::Float => ".einfa",
        TypeKind::Decimal => ".e",
        TypeKind::Boolean => "truefals",
        TypeKind::Time => ":.",
        // Beyond the calendar: `99999999 days since 1970-01-01`, `… Microseconds since …`.
        TypeKind::Date => "days ince",
        TypeKind::Datetime => "tz:. nanosecdmilru",
        TypeKind::Text
        | TypeKind::Category
        | TypeKind::Duration
        | TypeKind::Binary
        | TypeKind::List
        | TypeKind::Struct
        | TypeKind::Nothing => return true,
    };
    let written = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+') || letters.contains(c.to_ascii_lowercase());
    column.invalid > 0 || regex::escape(pattern) != pattern || pattern.chars().all(written)
}

/// View rows from `from` on in a direction, as a range.
fn stretch(from: u64, rows: u64, towards: Towards) -> std::ops::Range<u64> {
    match towards {
        Towards::Forward => from.min(rows)..rows,
        Towards::Backward => 0..from.saturating_add(1).min(rows),
    }
}

fn small_tasks<'a>(source: &dyn RowSource, picked: Option<&'a [u32]>, columns: usize) -> Vec<Task<'a>> {
    tasks_of_rows(source, picked, (SMALL_CELLS / (columns as u64).max(1)).max(1024))
}

fn tasks_within<'a>(
    source: &dyn RowSource,
    picked: Option<&'a [u32]>,
    rows: &std::ops::Range<u64>,
    columns: usize,
) -> Vec<Task<'a>> {
    let clipped = small_tasks(source, picked, columns)
        .into_iter()
        .map(|task| Task { rows: task.rows.start.max(rows.start)..task.rows.end.min(rows.end), picked: task.picked });
    clipped.filter(|task| task.rows.start < task.rows.end).collect()
}

/// A few rows at the near end of a task, and the rest.
fn split(task: Task<'_>, towards: Towards) -> Vec<Task<'_>> {
    let length = task.rows.end - task.rows.start;
    if task.picked.is_some() || length <= NEAR_ROWS {
        return vec![task];
    }
    let middle = match towards {
        Towards::Forward => task.rows.start + NEAR_ROWS,
        Towards::Backward => task.rows.end - NEAR_ROWS,
    };
    vec![Task { rows: task.rows.start..middle, picked: None }, Task { rows: middle..task.rows.end, picked: None }]
}

/// Positions in the chunk of a task's wanted rows.
fn wanted_rows<'a>(task: &'a Task<'_>) -> Box<dyn Iterator<Item = usize> + 'a> {
    let first = task.rows.start as u32;
    match task.picked {
        Some(rows) => Box::new(rows.iter().map(move |row| (row - first) as usize)),
        None => Box::new(0..(task.rows.end - task.rows.start) as usize),
    }
}

fn has_capital(pattern: &str) -> bool {
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' {
            let escaped = characters.next();
            // `\p{Lu}`, `\x{1F600}`: what stands in the braces is a name or a number.
            if matches!(escaped, Some('p' | 'P' | 'x' | 'u' | 'U')) && characters.peek() == Some(&'{') {
                characters.by_ref().find(|c| *c == '}');
            } else if matches!(escaped, Some('p' | 'P')) {
                characters.next();
            }
        } else if character.is_uppercase() {
            return true;
        }
    }
    false
}

fn bad_pattern(pattern: &str, error: &regex::Error) -> Problem {
    let what = "could not search";
    let regex::Error::Syntax(text) = error else {
        return Problem::new(
            what,
            "the pattern is too large once its repetitions are written out",
            "use smaller repetition counts",
        );
    };
    // The error's own text holds the pattern, indented, with a caret below it, then `error: …`.
    let reason =
        text.lines().rev().find_map(|line| line.strip_prefix("error: ")).unwrap_or("it is not a regular expression");
    let caret = text
        .lines()
        .find_map(|line| line.find('^').filter(|_| line.trim().chars().all(|c| c == '^')))
        .map_or(0, |at| at.saturating_sub(4));
    let why = if pattern.contains('\n') {
        reason.to_string()
    } else {
        format!("{reason}\n{pattern}\n{}^", " ".repeat(caret))
    };
    Problem::new(what, why, format!("mend the pattern, or search for the plain text: {}", regex::escape(pattern)))
}
