//! Reading a whole table span by span, in parallel, with results in order.

use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::{ColumnId, Meter, Problem};
use rayon::prelude::*;
use std::ops::Range;

/// Spans larger than this are read in parts, so that cancelling never waits for long.
const LARGEST_READ: u64 = 131_072;
/// Cells read at once, so that memory stays bounded for tables of any width, too; fewer rows than this are never read.
const LARGEST_CELLS: u64 = 4 << 20;
const SMALLEST_READ: u64 = 1024;

/// Work on some rows of a table: all of a range, or the picked ones among them.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    pub rows: Range<u64>,
    /// The wanted rows of the range in ascending order; `None`: all.
    pub picked: Option<&'a [u32]>,
}

impl Task<'_> {
    /// Wanted rows.
    pub fn len(&self) -> usize {
        self.picked.map_or((self.rows.end - self.rows.start) as usize, <[u32]>::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The table cut into tasks for work on a few columns. `picked` must be ascending.
pub fn tasks<'a>(source: &dyn RowSource, picked: Option<&'a [u32]>) -> Vec<Task<'a>> {
    tasks_of(source, picked, 1)
}

/// The table cut into tasks for work on so many columns.
pub fn tasks_of<'a>(source: &dyn RowSource, picked: Option<&'a [u32]>, columns: usize) -> Vec<Task<'a>> {
    let most = (LARGEST_CELLS / (columns as u64).max(1)).clamp(SMALLEST_READ, LARGEST_READ);
    tasks_of_rows(source, picked, most)
}

/// The table cut into tasks of `most` rows at most.
pub fn tasks_of_rows<'a>(source: &dyn RowSource, picked: Option<&'a [u32]>, most: u64) -> Vec<Task<'a>> {
    let mut tasks = Vec::new();
    for span in source.spans() {
        let mut start = span.start;
        while start < span.end {
            let end = span.end.min(start + most);
            let within = picked.map(|rows| {
                let first = rows.partition_point(|row| u64::from(*row) < start);
                let last = rows.partition_point(|row| u64::from(*row) < end);
                &rows[first..last]
            });
            match within {
                None => tasks.push(Task { rows: start..end, picked: None }),
                Some([]) => {}
                // Only the stretch that holds wanted rows is read.
                Some(rows) => {
                    let (first, last) = (u64::from(rows[0]), u64::from(rows[rows.len() - 1]));
                    tasks.push(Task { rows: first..last + 1, picked: Some(rows) });
                }
            }
            start = end;
        }
    }
    tasks
}

/// The rows of an order as ascending row numbers, for work to which order does not matter.
pub fn ascending(order: &RowOrder) -> Option<Vec<u32>> {
    match order {
        RowOrder::All => None,
        RowOrder::Picked(rows) => {
            let mut rows = rows.to_vec();
            if !rows.is_sorted() {
                rows.par_sort_unstable();
            }
            Some(rows)
        }
    }
}

/// Reads each task's columns and hands the chunk to `work` in parallel; `join` gets the results in order.
pub fn scan<T: Send>(
    source: &dyn RowSource,
    tasks: &[Task<'_>],
    columns: &[ColumnId],
    meter: &dyn Meter,
    work: impl Fn(&Task<'_>, &Chunk) -> Result<T, Problem> + Sync,
    mut join: impl FnMut(&Task<'_>, T) -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    let total: u64 = tasks.iter().map(|task| task.rows.end - task.rows.start).sum();
    let mut done = 0;
    for window in tasks.chunks(rayon::current_num_threads().max(1)) {
        meter.check()?;
        let results: Vec<Result<T, Interrupted>> = window
            .par_iter()
            .map(|task| {
                meter.check()?;
                let chunk = source.read(task.rows.clone(), columns)?;
                meter.check()?;
                Ok(work(task, &chunk)?)
            })
            .collect();
        for (task, result) in window.iter().zip(results) {
            join(task, result?)?;
            done += task.rows.end - task.rows.start;
        }
        meter.report(done, total);
    }
    Ok(())
}
