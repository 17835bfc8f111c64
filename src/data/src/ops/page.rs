//! Cells for the screen and the clipboard. Uses the rayon pool only for rows that lie all over the file: see [`super`].

use crate::columnar::guard::guarded_problem;
use crate::{Chunk, RowOrder, RowSource, cells};
use ninefold_base::message::{Page, Record, ViewId};
use ninefold_base::{Cell, ColumnId, Problem, TypeKind};
use polars::prelude::Series;
use rayon::prelude::*;
use std::ops::Range;

/// Wanted rows that lie no further apart are fetched by one read.
const NEAR: u64 = 256;
/// More clusters than this are read in parallel.
const SCATTERED: usize = 8;
/// Bytes of one cell in a record.
pub const RECORD_CELL_BYTES: usize = 1 << 20;
/// Text that the clipboard takes at most; terminals drop longer ones without a word.
pub const COPY_BYTES: usize = 16 << 20;

/// Rows `rows` of the view, clipped to those there are. Fetched in few reads even when they lie all over the file.
pub fn page(
    source: &dyn RowSource,
    order: &RowOrder,
    view: ViewId,
    rows: Range<u64>,
    columns: &[ColumnId],
) -> Result<Page, Problem> {
    let row_ids = row_ids(source, order, &rows);
    let cells = cells_at(source, &row_ids, columns, ninefold_base::cell::LONG_TEXT_BYTES)?;
    Ok(Page { view, first: rows.start, row_ids, columns: columns.to_vec(), cells })
}

/// All fields of row `row` of the view, each in full up to a megabyte.
pub fn record(source: &dyn RowSource, order: &RowOrder, view: ViewId, row: u64) -> Result<Record, Problem> {
    let row_ids = row_ids(source, order, &(row..row + 1));
    let Some(row_id) = row_ids.first().copied() else {
        return Err(Problem::new("could not show the row", "the view has no such row any more", "move to another row"));
    };
    let columns: Vec<ColumnId> = (0..source.info().columns.len() as u32).map(ColumnId).collect();
    let cells = cells_at(source, &row_ids, &columns, RECORD_CELL_BYTES)?;
    let raw = source.raw(row_id)?;
    let (surplus, raw) = raw.map_or((Vec::new(), None), |raw| (raw.surplus, raw.text));
    Ok(Record { view, row, row_id, cells: cells.into_iter().flatten().collect(), surplus, raw })
}

/// Values of rows of the view as text for the clipboard: tab between columns, newline between rows. A single cell is
/// copied as it is; in a table, cells that hold tabs, newlines or quotes are quoted, as spreadsheets expect.
pub fn copy_text(
    source: &dyn RowSource,
    order: &RowOrder,
    rows: Range<u64>,
    columns: &[ColumnId],
    with_header: bool,
) -> Result<String, Problem> {
    let names = source.info().columns;
    let single = columns.len() == 1 && rows.end - rows.start == 1;
    let mut text = String::new();
    if with_header {
        let header: Vec<String> = columns.iter().map(|id| quoted(&names[id.index()].name, false)).collect();
        text += &header.join("\t");
        text.push('\n');
    }
    let mut start = rows.start;
    while start < rows.end {
        let end = rows.end.min(start + 4096);
        let ids = row_ids(source, order, &(start..end));
        let cells = cells_at(source, &ids, columns, COPY_BYTES)?;
        for row in 0..ids.len() {
            let fields: Vec<String> = cells.iter().map(|column| quoted(&column[row].plain(), single)).collect();
            text += &fields.join("\t");
            text.push('\n');
        }
        if text.len() > COPY_BYTES {
            return Err(Problem::new(
                "could not copy",
                format!("that is more than {} of text", ninefold_base::format::bytes(COPY_BYTES as u64)),
                "copy fewer rows, or write them to a file",
            ));
        }
        start = end;
    }
    text.pop();
    Ok(text)
}

fn quoted(text: &str, as_it_is: bool) -> String {
    if as_it_is || !text.contains(['\t', '\n', '\r', '"']) {
        text.to_string()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

/// Row numbers in the file of rows of the view.
pub fn row_ids(source: &dyn RowSource, order: &RowOrder, rows: &Range<u64>) -> Vec<u64> {
    match order {
        RowOrder::All => {
            let end = rows.end.min(source.row_count().reachable());
            (rows.start.min(end)..end).collect()
        }
        RowOrder::Picked(picked) => {
            let end = usize::try_from(rows.end).unwrap_or(usize::MAX).min(picked.len());
            let start = usize::try_from(rows.start).unwrap_or(usize::MAX).min(end);
            picked[start..end].iter().map(|row| u64::from(*row)).collect()
        }
    }
}

/// `cells[column][row]` of rows anywhere in the file. Rows that lie near each other are read together.
fn cells_at(
    source: &dyn RowSource,
    row_ids: &[u64],
    columns: &[ColumnId],
    limit: usize,
) -> Result<Vec<Vec<Cell>>, Problem> {
    let mut by_row: Vec<(u64, usize)> = row_ids.iter().copied().zip(0..).collect();
    by_row.sort_unstable();
    let kinds: Vec<TypeKind> = columns.iter().map(|id| source.kind(*id).unwrap_or(TypeKind::Text)).collect();
    let mut cells = vec![vec![Cell::Missing; row_ids.len()]; columns.len()];
    let clusters: Vec<&[(u64, usize)]> = by_row.chunk_by(|a, b| b.0 - a.0 <= NEAR).collect();
    let read = |cluster: &&[(u64, usize)]| source.read(cluster[0].0..cluster[cluster.len() - 1].0 + 1, columns);
    // Rows of a sorted view lie all over the file: fetching them on one core would take a second.
    let chunks: Vec<Result<Chunk, Problem>> = match clusters.len() > SCATTERED {
        true => clusters.par_iter().map(read).collect(),
        false => clusters.iter().map(read).collect(),
    };
    for (cluster, chunk) in clusters.into_iter().zip(chunks) {
        let (first, last) = (cluster[0].0, cluster[cluster.len() - 1].0);
        let chunk = chunk?;
        for (column, id) in columns.iter().enumerate() {
            let series = chunk.frame.columns()[column].as_materialized_series();
            let kind = kinds[column];
            let dense = cluster.len() as u64 == last - first + 1;
            if dense && chunk.frame.height() == cluster.len() {
                let found = chunk_cells(&chunk, series, (*id, kind), 0, limit)?;
                for ((_, place), cell) in cluster.iter().zip(found) {
                    cells[column][*place] = cell;
                }
                continue;
            }
            for (row, place) in cluster {
                let at = (row - first) as usize;
                if at < series.len() {
                    let one = chunk_cells(&chunk, &series.slice(at as i64, 1), (*id, kind), at as u32, limit)?;
                    cells[column][*place] = one.into_iter().next().unwrap_or(Cell::Missing);
                }
            }
        }
    }
    Ok(cells)
}

/// Cells of a part of a chunk that begins at row `first`, with the cells that do not fit put in their places.
fn chunk_cells(
    chunk: &Chunk,
    series: &Series,
    (id, kind): (ColumnId, TypeKind),
    first: u32,
    limit: usize,
) -> Result<Vec<Cell>, Problem> {
    let mut found = guarded_problem("the table", || Ok(cells::cells_of_kind(series, kind, limit)))?;
    for invalid in chunk.invalid.iter().filter(|invalid| invalid.column == id) {
        if let Some(cell) = invalid.row.checked_sub(first).and_then(|row| found.get_mut(row as usize)) {
            *cell = Cell::Invalid(invalid.text.clone());
        }
    }
    Ok(found)
}

/// Cells of a series, cut as for the screen.
pub fn cells_of(series: &Series) -> Vec<Cell> {
    cells::cells(series, ninefold_base::cell::LONG_TEXT_BYTES)
}
