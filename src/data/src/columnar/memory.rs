//! A frame in memory as a table: for tests, and for small results that are shown as tables.

use super::pieces::{ColumnSpec, Pieces};
use super::source::ColumnarSource;
use ninefold_base::Problem;
use ninefold_base::message::TableId;
use ninefold_base::read::{FileFormat, ReadOptions};
use polars::prelude::{DataFrame, Series};
use std::ops::Range;
use std::sync::Arc;

/// A source over `frame`, cut into groups of `group_rows` rows.
pub fn source(name: &str, frame: DataFrame, group_rows: u64, table: TableId) -> ColumnarSource {
    let columns = frame.columns().iter().map(|column| ColumnSpec {
        name: column.name().to_string(),
        dtype: column.dtype().clone(),
        missing: Some(column.null_count() as u64),
        unreadable: None,
    });
    let rows = frame.height() as u64;
    let group_rows = group_rows.max(1);
    let groups = (0..rows.div_ceil(group_rows)).map(|group| group_rows.min(rows - group * group_rows)).collect();
    let pieces = MemoryPieces { name: name.into(), columns: columns.collect(), groups, group_rows, frame };
    ColumnarSource::new(Arc::new(pieces), None, FileFormat::Arrow, ReadOptions::default(), table)
}

struct MemoryPieces {
    name: String,
    columns: Vec<ColumnSpec>,
    groups: Vec<u64>,
    group_rows: u64,
    frame: DataFrame,
}

impl Pieces for MemoryPieces {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> &[ColumnSpec] {
        &self.columns
    }

    fn group_rows(&self) -> &[u64] {
        &self.groups
    }

    fn piece_at(&self, group: usize, _column: usize, _row: u64) -> Result<Range<u64>, Problem> {
        Ok(0..self.groups[group])
    }

    fn decode(&self, group: usize, column: usize, rows: &Range<u64>) -> Result<Series, Problem> {
        let column = self.frame.columns()[column].as_materialized_series();
        Ok(column.slice((group as u64 * self.group_rows + rows.start) as i64, (rows.end - rows.start) as usize))
    }

    fn reasons(&self) -> Vec<String> {
        vec!["in memory".into()]
    }
}
