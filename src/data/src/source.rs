//! What every table can do, whatever it is made of.

use ninefold_base::message::TableInfo;
use ninefold_base::view::Interpretation;
use ninefold_base::{ColumnId, Meter, Problem, RowCount, Stopped, TypeKind};
use polars::frame::DataFrame;
use std::ops::Range;
use std::sync::Arc;

/// Why long work did not give a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Interrupted {
    Stopped,
    Failed(Problem),
}

impl From<Stopped> for Interrupted {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Problem> for Interrupted {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// A cell whose text does not fit the column's type: null in the frame, shown as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCell {
    /// Row within the chunk, from 0.
    pub row: u32,
    pub column: ColumnId,
    /// At most [`ninefold_base::cell::LONG_TEXT_BYTES`] bytes of it.
    pub text: String,
}

/// Some consecutive rows of some columns, typed.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// One polars column per requested column, in the requested order, named by [`column_name`] (`c0`, `c17`):
    /// names in files may repeat or be empty, ids are unique.
    pub frame: DataFrame,
    pub invalid: Vec<InvalidCell>,
}

/// The name a column carries inside frames.
pub fn column_name(column: ColumnId) -> String {
    format!("c{}", column.0)
}

/// A row as it stands in its file, for the record view of a malformed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Fields beyond the table's columns.
    pub surplus: Vec<String>,
    /// The text of the row, if something was wrong with it; at most a megabyte.
    pub text: Option<String>,
}

/// Rows by number.
///
/// Safe to use from many threads at once. Everything but [`RowSource::complete`], [`RowSource::reinterpret`] and large
/// reads answers at once.
pub trait RowSource: Send + Sync {
    /// What is known now. Grows while [`RowSource::complete`] runs.
    fn info(&self) -> TableInfo;

    /// As in [`RowSource::info`], without the rest of it: asked for with every page.
    fn row_count(&self) -> RowCount {
        self.info().rows
    }

    /// The family of a column's type, as in [`RowSource::info`].
    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        self.info().columns.get(column.index()).map(|column| column.dtype.kind)
    }

    /// Looks at the whole file: row index first (so that any row can be reached early), then types, missing markers and
    /// findings. Calls `news` when [`RowSource::info`] has something worth showing, some times a second at most.
    /// Idempotent; returns at once when done before.
    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted>;

    /// Waits until another thread has completed the source, completing it itself if none is at it.
    fn wait_complete(&self, meter: &dyn Meter) -> Result<(), Interrupted> {
        self.complete(meter, &|| {})
    }

    /// The exact number of rows, with no more work than counting takes.
    fn count(&self, meter: &dyn Meter) -> Result<u64, Interrupted> {
        self.wait_complete(meter)?;
        Ok(self.info().rows.reachable())
    }

    /// Rows `rows` (clipped to those reachable) of `columns`, typed. Cheap for a range inside one of [`RowSource::spans`].
    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem>;

    /// All reachable rows cut into the pieces that are cheapest to read whole: some ten thousand rows or a few
    /// megabytes each.
    fn spans(&self) -> Vec<Range<u64>>;

    /// The row as it stands, where the source has such a thing (separated text, JSON lines).
    fn raw(&self, row: u64) -> Result<Option<RawRow>, Problem>;

    /// The same rows with values read as the user decided. Counts the cells that do not fit, which may take a scan.
    fn reinterpret(
        &self,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted>;
}

/// Which rows of a source a view shows, in which order.
#[derive(Debug, Clone)]
pub enum RowOrder {
    /// All, as in the file.
    All,
    /// These. Row numbers fit 32 bits: a view of more than 4,294,967,295 rows is refused in a sentence.
    Picked(Arc<Vec<u32>>),
}
