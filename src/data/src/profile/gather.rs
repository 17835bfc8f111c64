//! Everything that one scan gathers, window by window: columns in parallel, each of which sees the rows in their order, so
//! that no result depends on the number of threads.

use super::column::{Budget, ColumnAccumulator, Effort, Piece, Scratch};
use super::draw::Draw;
use super::duplicates::RowHashes;
use super::missing::{ChunkNulls, MissingAccumulator, pattern_salt};
use super::nulls::NullMask;
use super::sample::{Sample, SampleColumn};
use super::words::Form;
use crate::ops::filter::picked;
use crate::ops::scan::Task;
use crate::{Chunk, RowOrder};
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::missing::{Duplicates, MissingProfile};
use ninefold_base::{Column, ColumnId, Problem};
use polars::prelude::DataFrame;
use rayon::prelude::*;
use std::ops::Range;

/// Columns are dealt out to this many groups a thread, each of which works on one thread at a time.
const GROUPS: usize = 4;

/// Rows of the view by their place in the scan, which goes through the file.
#[derive(Debug, Clone)]
pub struct ViewRows {
    /// Row numbers in the file, ascending; `None`: all.
    pub ascending: Option<Vec<u32>>,
    /// Place in the view of each of them; `None`: the same order.
    places: Option<Vec<u32>>,
}

impl ViewRows {
    pub fn of(order: &RowOrder) -> Self {
        let RowOrder::Picked(rows) = order else { return Self { ascending: None, places: None } };
        if rows.is_sorted() {
            return Self { ascending: Some(rows.to_vec()), places: None };
        }
        let mut pairs: Vec<(u32, u32)> = rows.iter().copied().zip(0..).collect();
        pairs.par_sort_unstable();
        Self {
            ascending: Some(pairs.iter().map(|(row, _)| *row).collect()),
            places: Some(pairs.iter().map(|(_, place)| *place).collect()),
        }
    }

    /// The number in the file, from 0, of the row that the scan saw as its `scanned`-th.
    pub fn number(&self, scanned: u64) -> u64 {
        let row = |rows: &Vec<u32>| rows.get(scanned as usize).map_or(scanned, |row| u64::from(*row));
        self.ascending.as_ref().map_or(scanned, row)
    }

    /// Its place in the view.
    pub fn place(&self, scanned: u64) -> u64 {
        let place = |places: &Vec<u32>| places.get(scanned as usize).map_or(scanned, |place| u64::from(*place));
        self.places.as_ref().map_or(scanned, place)
    }
}

/// Some columns, one after the other on one thread.
struct Group {
    /// With their places in the table.
    columns: Vec<(usize, ColumnAccumulator)>,
    scratch: Scratch,
    /// Hashes and patterns of the rows of the window, as far as these columns go.
    rows: Vec<u64>,
    patterns: Vec<u64>,
}

/// See the module's text.
pub struct Gathered {
    ids: Vec<ColumnId>,
    groups: Vec<Group>,
    missing: MissingAccumulator,
    rows: RowHashes,
    draw: Draw,
    /// Of the sample.
    drawn: Vec<u64>,
    window: Window,
    pub rows_read: u64,
}

/// Rows that are being added, some columns at a time.
#[derive(Default)]
struct Window {
    /// Where each chunk begins among the rows of the window, and where the last ends.
    starts: Vec<usize>,
    /// Rows of the sample, as positions in each chunk.
    drawn: Vec<Vec<u32>>,
    masks: Vec<Vec<Masks>>,
}

/// A chunk that was read, with the rows that count.
pub struct Loaded<'a> {
    pub task: Task<'a>,
    pub chunk: Chunk,
}

impl Gathered {
    /// For a view of `rows` rows; `types` is a frame of the columns without rows.
    pub fn new(ids: Vec<ColumnId>, schema: &[Column], types: &DataFrame, rows: u64) -> Self {
        let numeric = types.columns().iter().filter(|column| Form::of(column.dtype()).is_some()).count();
        let budget = Budget::new(ids.len(), numeric);
        // Sums over the groups do not depend on their number.
        let dealt = (GROUPS * rayon::current_num_threads()).clamp(1, ids.len().max(1));
        let mut groups: Vec<Group> = (0..dealt)
            .map(|_| Group { columns: Vec::new(), scratch: Scratch::default(), rows: Vec::new(), patterns: Vec::new() })
            .collect();
        for (place, (id, column)) in ids.iter().zip(types.columns()).enumerate() {
            let accumulator = ColumnAccumulator::new(*id, &schema[id.index()], column.dtype(), budget);
            groups[place % dealt].columns.push((place, accumulator));
        }
        Self {
            groups,
            missing: MissingAccumulator::new(ids.clone(), rows),
            rows: RowHashes::for_rows(rows),
            draw: Draw::new(rows, ids.len()),
            drawn: Vec::new(),
            window: Window::default(),
            rows_read: 0,
            ids,
        }
    }

    /// Adds the chunks of a window, which come in the order of the file and hold all columns.
    pub fn add(&mut self, window: &[Loaded<'_>], view: &ViewRows) -> Result<(), Problem> {
        self.add_columns(window, 0..self.ids.len(), view)
    }

    /// Adds some columns of a window, by their places; columns come in order, and the window ends with the last of them.
    pub fn add_columns(&mut self, window: &[Loaded<'_>], places: Range<usize>, view: &ViewRows) -> Result<(), Problem> {
        if places.start == 0 {
            self.begin(window, view);
        }
        let Window { starts, drawn, masks } = &mut self.window;
        let chunks: Vec<(&Loaded<'_>, &[u32], usize)> = window
            .iter()
            .zip(&*drawn)
            .zip(&*starts)
            .map(|((loaded, drawn), start)| (loaded, drawn.as_slice(), *start))
            .collect();
        let total = starts.last().copied().unwrap_or(0);
        let groups = self.groups.par_iter_mut();
        let found: Vec<Vec<Masks>> =
            groups.map(|group| group.add(&chunks, &places, total)).collect::<Result<_, Problem>>()?;
        masks.extend(found);
        if places.end == self.ids.len() {
            self.end(total, view);
        }
        Ok(())
    }

    fn begin(&mut self, window: &[Loaded<'_>], view: &ViewRows) {
        self.window = Window { starts: vec![0], drawn: Vec::with_capacity(window.len()), masks: Vec::new() };
        let mut start = 0;
        for loaded in window {
            let rows = loaded.task.len();
            let first = self.rows_read + start as u64;
            let number = |row: u32| view.number(first + u64::from(row));
            let drawn: Vec<u32> = (0..rows as u32).filter(|row| self.draw.takes(number(*row))).collect();
            self.drawn.extend(drawn.iter().map(|row| number(*row)));
            self.window.drawn.push(drawn);
            start += rows;
            self.window.starts.push(start);
        }
        for group in &mut self.groups {
            group.rows.clear();
            group.rows.resize(start, 0);
            group.patterns.clear();
        }
    }

    fn end(&mut self, total: usize, view: &ViewRows) {
        let (hashes, patterns) = self.sums(total);
        let Window { starts, masks, .. } = std::mem::take(&mut self.window);
        let Self { rows, missing, rows_read, .. } = self;
        let nulls = chunk_nulls(masks, &starts, *rows_read, &patterns);
        rayon::join(
            || rows.add(&hashes, *rows_read),
            || nulls.iter().for_each(|nulls| missing.add(nulls, |row| view.place(row), |row| view.number(row))),
        );
        self.rows_read += total as u64;
    }

    /// Hashes and patterns of the rows of the window over all groups.
    fn sums(&self, total: usize) -> (Vec<u64>, Vec<u64>) {
        let sum = |of: &dyn Fn(&Group) -> &Vec<u64>| {
            let mut sums = vec![0u64; total];
            for group in &self.groups {
                for (sum, part) in sums.iter_mut().zip(of(group)) {
                    *sum = sum.wrapping_add(*part);
                }
            }
            sums
        };
        (sum(&|group| &group.rows), sum(&|group| &group.patterns))
    }

    /// In the order of the table.
    fn accumulators(&self) -> Vec<&ColumnAccumulator> {
        let mut columns: Vec<(usize, &ColumnAccumulator)> = self
            .groups
            .iter()
            .flat_map(|group| group.columns.iter().map(|(place, accumulator)| (*place, accumulator)))
            .collect();
        columns.sort_unstable_by_key(|(place, _)| *place);
        columns.into_iter().map(|(_, accumulator)| accumulator).collect()
    }

    pub fn columns(&self, effort: Effort) -> Vec<ColumnProfile> {
        self.accumulators().par_iter().map(|accumulator| accumulator.profile(effort)).collect()
    }

    pub fn missing(&self) -> MissingProfile {
        self.missing.profile()
    }

    /// Of the rows read so far, whose hashes are given back, with all that the scan needed.
    pub fn take_duplicates(&mut self, view: &ViewRows) -> Duplicates {
        for group in &mut self.groups {
            (group.scratch, group.rows, group.patterns) = Default::default();
        }
        std::mem::take(&mut self.rows).duplicates(|row| view.number(row))
    }

    /// The sample, which is given away.
    pub fn take_sample(&mut self) -> Sample {
        let columns = self.groups.iter_mut().flat_map(|group| &mut group.columns);
        let mut columns: Vec<(usize, SampleColumn)> =
            columns.map(|(place, accumulator)| (*place, accumulator.take_sample())).collect();
        columns.sort_unstable_by_key(|(place, _)| *place);
        Sample {
            rows: std::mem::take(&mut self.drawn),
            rows_in_view: self.rows_read,
            columns: columns.into_iter().map(|(_, column)| column).collect(),
        }
    }

    pub fn limits(&self) -> Vec<String> {
        let mut limits: Vec<String> = self.accumulators().into_iter().flat_map(ColumnAccumulator::limits).collect();
        limits.extend(self.missing.limits());
        limits
    }

    pub fn ids(&self) -> &[ColumnId] {
        &self.ids
    }
}

/// What the chunks of a window lack in one group of columns, by chunk.
type Masks = Vec<(usize, NullMask)>;

impl Group {
    /// Adds those of its columns whose places are among `places`, which are the columns of the chunks.
    fn add(
        &mut self,
        chunks: &[(&Loaded<'_>, &[u32], usize)],
        places: &Range<usize>,
        total: usize,
    ) -> Result<Vec<Masks>, Problem> {
        let mut all = Vec::with_capacity(chunks.len());
        for (loaded, drawn, start) in chunks {
            let rows = loaded.task.len();
            let mut masks = Vec::new();
            for (place, accumulator) in self.columns.iter_mut().filter(|(place, _)| places.contains(place)) {
                let column = &loaded.chunk.frame.columns()[*place - places.start];
                let series = picked(column.as_materialized_series(), &loaded.task)?;
                let nulls = NullMask::of(&series);
                let invalid = invalid(loaded, accumulator.column);
                let mut missing = nulls.clone();
                let piece = Piece { series, nulls, drawn, invalid };
                accumulator.add(&piece, &mut self.scratch, &mut self.rows[*start..start + rows])?;
                let Some(mask) = &mut missing else { continue };
                piece.invalid.iter().for_each(|(row, _)| mask.clear(*row as usize));
                if mask.missing() > 0 {
                    self.patterns.resize(total, 0);
                    let salt = pattern_salt(accumulator.column);
                    let patterns = &mut self.patterns[*start..start + rows];
                    mask.rows().for_each(|row| patterns[row] = patterns[row].wrapping_add(salt));
                    masks.extend(missing.map(|mask| (*place, mask)));
                }
            }
            all.push(masks);
        }
        Ok(all)
    }
}

/// Cells of a column that do not fit, by their place among the rows that count.
fn invalid<'a>(loaded: &'a Loaded<'_>, column: ColumnId) -> Vec<(u32, &'a str)> {
    let cells = loaded.chunk.invalid.iter().filter(|cell| cell.column == column);
    let place = |row: u32| match loaded.task.picked {
        None => Some(row),
        Some(rows) => rows.binary_search(&(loaded.task.rows.start as u32 + row)).ok().map(|place| place as u32),
    };
    cells.filter_map(|cell| Some((place(cell.row)?, cell.text.as_str()))).collect()
}

/// Masks by chunk over all groups.
fn chunk_nulls<'a>(
    by_group: Vec<Vec<Masks>>,
    starts: &[usize],
    first: u64,
    patterns: &'a [u64],
) -> Vec<ChunkNulls<'a>> {
    let mut chunks: Vec<ChunkNulls<'a>> = starts
        .windows(2)
        .map(|ends| ChunkNulls {
            first: first + ends[0] as u64,
            rows: ends[1] - ends[0],
            masks: Vec::new(),
            patterns: &patterns[ends[0]..ends[1]],
        })
        .collect();
    for group in by_group {
        for (chunk, masks) in chunks.iter_mut().zip(group) {
            chunk.masks.extend(masks);
        }
    }
    for chunk in &mut chunks {
        chunk.masks.sort_unstable_by_key(|(place, _)| *place);
    }
    chunks
}
