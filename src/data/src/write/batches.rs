//! Rows of a view in its order, as chunks of bounded size.

use crate::ops::filter::picked;
use crate::ops::scan::{Task, scan, tasks_of, tasks_of_rows};
use crate::{Chunk, Interrupted, InvalidCell, RowOrder, RowSource};
use ninefold_base::{ColumnId, Meter, Problem};
use polars::prelude::{Column, DataFrame, IdxCa, NewChunkedArray};
use std::collections::HashMap;

/// Rows of a sorted view that are gathered by one pass over the file.
const WINDOW: usize = 1_000_000;
/// Rows handed on at once from such a window.
const PART: usize = 65_536;

/// Calls `work` in parallel and `join` in order for all rows of the view.
pub fn each<T: Send>(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: &[ColumnId],
    meter: &dyn Meter,
    work: impl Fn(&Chunk) -> Result<T, Problem> + Sync,
    join: impl FnMut(T) -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    parts(source, order, columns, None, meter, work, join)
}

/// As [`each`], with at most so many rows at once: for work whose result is much larger than the rows.
pub fn each_of<T: Send>(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: &[ColumnId],
    most_rows: u64,
    meter: &dyn Meter,
    work: impl Fn(&Chunk) -> Result<T, Problem> + Sync,
    join: impl FnMut(T) -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    parts(source, order, columns, Some(most_rows), meter, work, join)
}

fn parts<T: Send>(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: &[ColumnId],
    most_rows: Option<u64>,
    meter: &dyn Meter,
    work: impl Fn(&Chunk) -> Result<T, Problem> + Sync,
    mut join: impl FnMut(T) -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    let picks = match order {
        RowOrder::All => None,
        RowOrder::Picked(rows) => Some(rows.as_slice()),
    };
    match picks {
        Some(rows) if !rows.is_sorted() => {
            let part = most_rows.map_or(PART, |most| usize::try_from(most).unwrap_or(PART).min(PART));
            scattered(source, rows, columns, part, meter, work, join)
        }
        picks => {
            let tasks = match most_rows {
                Some(most) => tasks_of_rows(source, picks, most),
                None => tasks_of(source, picks, columns.len()),
            };
            scan(source, &tasks, columns, meter, |task, chunk| work(&chosen(task, chunk)?), |_, result| join(result))
        }
    }
}

fn scattered<T: Send>(
    source: &dyn RowSource,
    rows: &[u32],
    columns: &[ColumnId],
    part: usize,
    meter: &dyn Meter,
    work: impl Fn(&Chunk) -> Result<T, Problem> + Sync,
    mut join: impl FnMut(T) -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    // Fewer rows of a wide table, so that a window takes no more memory.
    for window in rows.chunks((WINDOW * 16 / columns.len().max(16)).max(PART / 16)) {
        let mut ascending = window.to_vec();
        ascending.sort_unstable();
        let tasks = tasks_of(source, Some(&ascending), columns.len());
        let mut gathered: Option<Chunk> = None;
        scan(source, &tasks, columns, meter, chosen, |_, chunk| {
            let Some(whole) = &mut gathered else {
                gathered = Some(chunk);
                return Ok(());
            };
            let first = whole.frame.height() as u32;
            whole.invalid.extend(chunk.invalid.into_iter().map(|cell| InvalidCell { row: cell.row + first, ..cell }));
            whole.frame.vstack_mut(&chunk.frame).map_err(fault)?;
            Ok(())
        })?;
        let Some(mut gathered) = gathered else { continue };
        gathered.frame.rechunk_mut();
        let place: Vec<u32> = window.iter().map(|row| ascending.partition_point(|other| other < row) as u32).collect();
        for part in place.chunks(part.max(1)) {
            meter.check()?;
            join(work(&taken(&gathered, part)?)?)?;
        }
    }
    Ok(())
}

/// The wanted rows of a task.
fn chosen(task: &Task<'_>, chunk: &Chunk) -> Result<Chunk, Problem> {
    let Some(rows) = task.picked else { return Ok(chunk.clone()) };
    let first = task.rows.start as u32;
    let columns =
        chunk.frame.columns().iter().map(|column| Ok(Column::from(picked(column.as_materialized_series(), task)?)));
    let columns = columns.collect::<Result<Vec<Column>, Problem>>()?;
    let place = |cell: &InvalidCell| rows.binary_search(&(cell.row + first)).ok();
    let invalid =
        chunk.invalid.iter().filter_map(|cell| Some(InvalidCell { row: place(cell)? as u32, ..cell.clone() }));
    Ok(Chunk { frame: DataFrame::new(rows.len(), columns).map_err(fault)?, invalid: invalid.collect() })
}

fn taken(chunk: &Chunk, rows: &[u32]) -> Result<Chunk, Problem> {
    let frame = chunk.frame.take(&IdxCa::from_slice("".into(), rows)).map_err(fault)?;
    let mut invalid = Vec::new();
    if !chunk.invalid.is_empty() {
        let places: HashMap<u32, u32> = rows.iter().copied().zip(0..).collect();
        invalid.extend(
            chunk.invalid.iter().filter_map(|cell| Some(InvalidCell { row: *places.get(&cell.row)?, ..cell.clone() })),
        );
    }
    Ok(Chunk { frame, invalid })
}

fn fault(error: polars::prelude::PolarsError) -> Problem {
    Problem::fault("writing", error)
}
