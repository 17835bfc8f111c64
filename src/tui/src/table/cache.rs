//! Cells that were fetched, in blocks of rows. One request is under way at a time: a newer one takes its place, as in
//! the engine.

use ninefold_base::message::Page;
use ninefold_base::{Cell, ColumnId};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Cells kept weigh at most about this much.
const KEPT_BYTES: usize = 24 << 20;

/// Rows fetched at once. Few for a sorted view, where each row may lie anywhere in the file and costs a read of its own,
/// and for very wide tables, where each row is long: what is on the screen should not wait for what is not.
pub fn chunk_rows(columns: usize, sorted: bool) -> u64 {
    match (columns, sorted) {
        (10_000.., _) | (_, true) => 16,
        (_, false) => 128,
    }
}

/// A rectangle that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    pub rows: Range<u64>,
    pub columns: Vec<ColumnId>,
}

#[derive(Debug, Clone, Default)]
struct Chunk {
    row_ids: Vec<u64>,
    columns: HashMap<ColumnId, Loaded>,
    bytes: usize,
}

#[derive(Debug, Clone)]
struct Loaded {
    cells: Vec<Cell>,
    /// Rows that could be reached when the cells came: with more, a block that is not full is asked for again.
    reachable: u64,
    outdated: bool,
}

#[derive(Debug, Clone)]
pub struct Cache {
    chunk_rows: u64,
    chunks: HashMap<u64, Chunk>,
    waiting: Option<Want>,
    /// Rows that could not be fetched: not asked for again until something else happens.
    refused: Option<Range<u64>>,
}

impl Cache {
    pub fn new(chunk_rows: u64) -> Self {
        Self { chunk_rows: chunk_rows.max(1), chunks: HashMap::new(), waiting: None, refused: None }
    }

    pub fn cell(&self, row: u64, column: ColumnId) -> Option<&Cell> {
        let chunk = self.chunks.get(&(row / self.chunk_rows))?;
        chunk.columns.get(&column)?.cells.get((row % self.chunk_rows) as usize)
    }

    /// Row number in the file, from 0.
    pub fn row_id(&self, row: u64) -> Option<u64> {
        self.chunks.get(&(row / self.chunk_rows))?.row_ids.get((row % self.chunk_rows) as usize).copied()
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    pub fn asked(&mut self, want: Want) {
        self.waiting = Some(want);
    }

    /// True if what is under way brings all of `want`.
    pub fn covers(&self, want: &Want) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| {
            let have: HashSet<ColumnId> = waiting.columns.iter().copied().collect();
            waiting.rows.start <= want.rows.start
                && want.rows.end <= waiting.rows.end
                && want.columns.iter().all(|column| have.contains(column))
        })
    }

    /// The smallest rectangle of whole blocks that brings what is missing of `rows` × `columns`.
    pub fn need(&self, rows: Range<u64>, columns: &[ColumnId], reachable: u64) -> Option<Want> {
        if rows.is_empty() || self.refused.as_ref().is_some_and(|refused| refused.contains(&rows.start)) {
            return None;
        }
        let (first, last) = (rows.start / self.chunk_rows, (rows.end - 1) / self.chunk_rows);
        let mut missing_columns: Vec<ColumnId> = Vec::new();
        let mut missing: Option<(u64, u64)> = None;
        for number in first..=last {
            let chunk = self.chunks.get(&number);
            let expected = self.chunk_rows.min(reachable.saturating_sub(number * self.chunk_rows)) as usize;
            for column in columns {
                let loaded = chunk.and_then(|chunk| chunk.columns.get(column));
                let have = loaded.is_some_and(|loaded| {
                    !loaded.outdated && (loaded.cells.len() >= expected || loaded.reachable >= reachable)
                });
                if !have {
                    missing = Some((missing.map_or(number, |(start, _)| start), number));
                    if !missing_columns.contains(column) {
                        missing_columns.push(*column);
                    }
                }
            }
        }
        let (start, end) = missing?;
        Some(Want {
            rows: start * self.chunk_rows..((end + 1) * self.chunk_rows).min(reachable),
            columns: missing_columns,
        })
    }

    /// Takes in an answer, and lets go of what lies farthest from it when there is too much.
    pub fn take(&mut self, page: Page, reachable: u64) {
        // An answer to an older question is welcome, but the newer one is still under way.
        let answered =
            self.waiting.take_if(|waiting| waiting.rows.start == page.first && waiting.columns == page.columns);
        self.refused = None;
        let centre = page.first / self.chunk_rows;
        let count = page.row_ids.len() as u64;
        for (column, cells) in page.columns.iter().zip(page.cells) {
            self.take_column(*column, page.first, cells, reachable);
        }
        for offset in 0..count {
            let row = page.first + offset;
            let chunk = self.chunks.entry(row / self.chunk_rows).or_default();
            let place = (row % self.chunk_rows) as usize;
            if chunk.row_ids.len() <= place {
                chunk.row_ids.resize(place + 1, 0);
            }
            chunk.row_ids[place] = page.row_ids[offset as usize];
        }
        if let Some(answered) = answered {
            self.mark_answered(&answered, reachable);
        }
        self.forget(centre);
    }

    /// Blocks that the answer left empty are known to be so: asking again brings nothing until there are more rows.
    fn mark_answered(&mut self, want: &Want, reachable: u64) {
        for number in want.rows.start / self.chunk_rows..want.rows.end.div_ceil(self.chunk_rows) {
            let chunk = self.chunks.entry(number).or_default();
            for column in &want.columns {
                let loaded = chunk.columns.entry(*column).or_insert_with(|| Loaded {
                    cells: Vec::new(),
                    reachable,
                    outdated: false,
                });
                loaded.reachable = reachable;
                loaded.outdated = false;
            }
        }
    }

    fn take_column(&mut self, column: ColumnId, first: u64, cells: Vec<Cell>, reachable: u64) {
        let mut row = first;
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() {
            let number = row / self.chunk_rows;
            let start = (row % self.chunk_rows) as usize;
            let part: Vec<Cell> = cells.by_ref().take(self.chunk_rows as usize - start).collect();
            row += part.len() as u64;
            let chunk = self.chunks.entry(number).or_default();
            chunk.bytes += part.iter().map(weight).sum::<usize>();
            let loaded = Loaded { cells: part, reachable, outdated: false };
            if start == 0 {
                chunk.columns.insert(column, loaded);
            } else if let Some(before) = chunk.columns.get_mut(&column) {
                // Only an answer nobody asked for begins inside a block.
                before.cells.truncate(start);
                if before.cells.len() == start {
                    before.cells.extend(loaded.cells);
                }
            }
        }
    }

    fn forget(&mut self, centre: u64) {
        let mut total: usize = self.chunks.values().map(|chunk| chunk.bytes).sum();
        while total > KEPT_BYTES && self.chunks.len() > 3 {
            let Some(farthest) = self.chunks.keys().copied().max_by_key(|number| number.abs_diff(centre)) else {
                return;
            };
            total -= self.chunks.remove(&farthest).map_or(0, |chunk| chunk.bytes);
        }
    }

    /// The rows asked for will not come.
    pub fn refuse(&mut self, rows: &Range<u64>) {
        if self.waiting.as_ref().is_some_and(|waiting| waiting.rows == *rows) {
            self.waiting = None;
            self.refused = Some(rows.clone());
        }
    }

    /// Something happened: what was refused may be asked for again.
    pub fn retry(&mut self) {
        self.refused = None;
    }

    /// Keeps showing what there is of a column, but asks for it anew.
    pub fn outdate(&mut self, column: ColumnId) {
        for chunk in self.chunks.values_mut() {
            if let Some(loaded) = chunk.columns.get_mut(&column) {
                loaded.outdated = true;
            }
        }
        self.waiting = None;
    }
}

fn weight(cell: &Cell) -> usize {
    let text = match cell {
        Cell::Invalid(text) | Cell::Decimal(text) | Cell::Text(text) | Cell::Temporal(text) | Cell::Nested(text) => {
            text.len()
        }
        Cell::Long { head, .. } | Cell::Binary { head, .. } => head.len(),
        Cell::Missing | Cell::Boolean(_) | Cell::Integer(_) | Cell::Float(_) | Cell::Float32(_) => 0,
    };
    size_of::<Cell>() + text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_base::message::ViewId;

    fn page(first: u64, rows: u64, columns: &[u32]) -> Page {
        let columns: Vec<ColumnId> = columns.iter().copied().map(ColumnId).collect();
        let cells = columns
            .iter()
            .map(|column| {
                (first..first + rows).map(|row| Cell::Integer(i128::from(row) * 10 + i128::from(column.0))).collect()
            })
            .collect();
        Page { view: ViewId(1), first, row_ids: (first..first + rows).collect(), columns, cells }
    }

    #[test]
    fn asks_for_whole_blocks_of_what_is_missing() {
        let mut cache = Cache::new(10);
        let columns = [ColumnId(0), ColumnId(1)];
        let want = cache.need(5..25, &columns, 100).unwrap();
        assert_eq!(want, Want { rows: 0..30, columns: columns.to_vec() });
        cache.take(page(0, 20, &[0, 1]), 100);
        assert_eq!(cache.cell(13, ColumnId(1)), Some(&Cell::Integer(131)));
        assert_eq!(cache.need(5..25, &columns, 100).unwrap().rows, 20..30);
        assert_eq!(cache.need(0..20, &columns, 100), None);
        assert_eq!(cache.need(0..20, &[ColumnId(2)], 100).unwrap().columns, [ColumnId(2)]);
    }

    #[test]
    fn a_short_answer_is_not_asked_for_again_until_there_are_more_rows() {
        let mut cache = Cache::new(10);
        cache.take(page(0, 4, &[0]), 9);
        assert_eq!(cache.need(0..9, &[ColumnId(0)], 9), None);
        assert_eq!(cache.need(0..10, &[ColumnId(0)], 12).unwrap().rows, 0..10);
    }

    #[test]
    fn an_empty_answer_ends_the_asking() {
        let mut cache = Cache::new(10);
        let want = cache.need(5..25, &[ColumnId(0)], 100).unwrap();
        cache.asked(want);
        cache.take(page(0, 12, &[0]), 100);
        assert_eq!(cache.need(5..25, &[ColumnId(0)], 100), None);
    }

    #[test]
    fn refused_rows_wait_for_something_to_happen() {
        let mut cache = Cache::new(10);
        let want = cache.need(0..5, &[ColumnId(0)], 50).unwrap();
        cache.asked(want.clone());
        assert!(cache.covers(&want));
        cache.refuse(&want.rows);
        assert_eq!(cache.need(0..5, &[ColumnId(0)], 50), None);
        cache.retry();
        assert!(cache.need(0..5, &[ColumnId(0)], 50).is_some());
    }
}
