//! Any columnar file as a table: rows by number over groups and pieces.

use super::cache::{CACHE_BYTES, Cache};
use super::guard::guarded;
use super::pieces::Pieces;
use super::reinterpret::Reinterpreted;
use super::types::column_type;
use crate::open::handle::FileHandle;
use crate::open::turn::Turn;
use crate::source::{RawRow, column_name};
use crate::{Chunk, Interrupted, RowSource};
use ninefold_base::message::{FileInfo, TableId, TableInfo};
use ninefold_base::read::{Dialect, FileFormat, Finding, FindingKind, ReadOptions, Severity, Source};
use ninefold_base::view::Interpretation;
use ninefold_base::{Column, ColumnId, Meter, Problem, RowCount, TypeKind};
use polars::prelude::{Column as PolarsColumn, DataFrame, Series};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Spans of whole-file work: row groups are cut and joined towards this many rows.
pub const SPAN_ROWS: u64 = 131_072;

/// Reads of so many rows are scans: paging reads some hundred.
const SCAN_ROWS: u64 = 16_384;

/// A clone is the same table: clones share file, cache and what is known.
#[derive(Clone)]
pub struct ColumnarSource {
    table: TableId,
    format: FileFormat,
    options: ReadOptions,
    pieces: Arc<dyn Pieces>,
    handle: Option<Arc<FileHandle>>,
    /// First row of each group, and the number of rows at the end.
    starts: Arc<Vec<u64>>,
    cache: Arc<Cache>,
    known: Arc<Mutex<Known>>,
    completing: Arc<Turn>,
}

#[derive(Debug)]
struct Known {
    missing: Vec<Option<u64>>,
    findings: Vec<Finding>,
    complete: bool,
}

impl ColumnarSource {
    pub fn new(
        pieces: Arc<dyn Pieces>,
        handle: Option<Arc<FileHandle>>,
        format: FileFormat,
        options: ReadOptions,
        table: TableId,
    ) -> Self {
        let mut starts = vec![0];
        for rows in pieces.group_rows() {
            starts.push(starts[starts.len() - 1] + rows);
        }
        let missing: Vec<Option<u64>> = pieces.columns().iter().map(|column| column.missing).collect();
        let known =
            Known { findings: name_findings(pieces.as_ref()), complete: missing.iter().all(Option::is_some), missing };
        Self {
            table,
            format,
            options,
            pieces,
            handle,
            starts: Arc::new(starts),
            cache: Arc::new(Cache::new(CACHE_BYTES)),
            known: Arc::new(Mutex::new(known)),
            completing: Arc::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn n_rows(&self) -> u64 {
        self.starts[self.starts.len() - 1]
    }

    fn read_column(&self, rows: &Range<u64>, id: ColumnId) -> Result<Series, Problem> {
        let spec = self
            .pieces
            .columns()
            .get(id.index())
            .ok_or_else(|| Problem::fault("reading", format!("there is no column {}", id.0)))?;
        let name = column_name(id);
        let mut parts: Vec<Series> = Vec::new();
        let mut group = self.starts.partition_point(|start| *start <= rows.start).saturating_sub(1);
        let mut row = rows.start;
        while row < rows.end {
            let (start, stop) = (self.starts[group], self.starts[group + 1]);
            if row >= stop {
                group += 1;
                continue;
            }
            let piece = self.pieces.piece_at(group, id.index(), row - start)?;
            let key = (group as u32, id.0, piece.start);
            // A scan takes most pieces whole and will not come back to them: they must not push out what paging needs.
            let is_passed = rows.end - rows.start >= SCAN_ROWS
                && rows.start <= start + piece.start
                && start + piece.end <= rows.end;
            let series = match is_passed {
                true => self.cache.known(key).map_or_else(|| self.decode(group, id, &piece), Ok)?,
                false => self.cache.get(key, || self.decode(group, id, &piece))?,
            };
            let end = rows.end.min(start + piece.end);
            let offset = row - start - piece.start;
            parts.push(series.slice(offset as i64, (end - row) as usize));
            row = end;
        }
        let mut parts = parts.into_iter();
        let Some(mut whole) = parts.next() else {
            return Ok(Series::new_empty(name.as_str().into(), &spec.dtype));
        };
        for part in parts {
            guarded(self.pieces.name(), || whole.append(&part).map(|_| ()))?;
        }
        whole.rename(name.as_str().into());
        Ok(whole)
    }

    fn decode(&self, group: usize, id: ColumnId, piece: &Range<u64>) -> Result<Series, Problem> {
        let spec = &self.pieces.columns()[id.index()];
        let dtype = &spec.dtype;
        if spec.unreadable.is_some() {
            return Ok(Series::full_null("".into(), (piece.end - piece.start) as usize, dtype));
        }
        let series = self.pieces.decode(group, id.index(), piece)?;
        // Some exotic types decode into arrays that nothing can be done with; better to know it here.
        guarded(self.pieces.name(), || Ok(series.estimated_size()))?;
        if series.dtype() == dtype { Ok(series) } else { guarded(self.pieces.name(), || series.cast(dtype)) }
    }

    /// Counts the missing values of the columns whose number the file does not state.
    fn count_missing(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        let unknown: Vec<ColumnId> = {
            let known = self.known();
            (0..).zip(&known.missing).filter(|(_, missing)| missing.is_none()).map(|(id, _)| ColumnId(id)).collect()
        };
        let spans = self.spans();
        let total = (spans.len() * unknown.len()) as u64;
        for (done, id) in unknown.into_iter().enumerate() {
            let mut missing = 0;
            let mut failed = None;
            for (batch, window) in spans.chunks(2 * rayon::current_num_threads()).enumerate() {
                meter.check()?;
                meter.report((done * spans.len() + batch * window.len()) as u64, total);
                let counts: Vec<Result<u64, Problem>> = window
                    .par_iter()
                    .map(|span| self.read_column(span, id).map(|series| series.null_count() as u64))
                    .collect();
                for count in counts {
                    match count {
                        Ok(count) => missing += count,
                        Err(problem) => failed = Some(problem),
                    }
                }
                if failed.is_some() {
                    break;
                }
            }
            match failed {
                None => self.known().missing[id.index()] = Some(missing),
                Some(problem) => self.add_unreadable(id, &problem),
            }
            news();
        }
        Ok(())
    }

    fn add_unreadable(&self, id: ColumnId, problem: &Problem) {
        let name = &self.pieces.columns()[id.index()].name;
        self.known().findings.push(Finding {
            kind: FindingKind::Unreadable,
            severity: Severity::Error,
            text: format!("column `{name}` cannot be read everywhere: {}", problem.why),
            column: Some(id),
            count: 1,
            rows: Vec::new(),
        });
    }
}

impl RowSource for ColumnarSource {
    fn info(&self) -> TableInfo {
        let known = self.known();
        let rows = self.n_rows();
        let columns = self.pieces.columns().iter().zip(&known.missing).map(|(spec, missing)| Column {
            missing: *missing,
            looked_at: if missing.is_some() { rows } else { 0 },
            dtype: column_type(&spec.dtype),
            ..Column::bare(
                spec.name.clone(),
                super::types::kind(&spec.dtype),
                "",
                format!("as the {} file declares it", self.format.label()),
            )
        });
        let columns: Vec<Column> = columns.collect();
        let mut findings = known.findings.clone();
        if self.handle.as_ref().is_some_and(|handle| handle.changed()) {
            findings.insert(0, changed_finding(self.pieces.name()));
        }
        let path = self.pieces.name().to_string();
        let bytes = self.handle.as_ref().map(|handle| handle.bytes());
        let file_name = std::path::Path::new(&path)
            .file_name()
            .map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        TableInfo {
            table: self.table,
            title: file_name,
            source: Source { paths: vec![path.clone()], with_origin: false },
            options: self.options.clone(),
            dialect: Dialect {
                format: self.format,
                compression: None,
                delimited: None,
                reasons: self.pieces.reasons(),
            },
            files: vec![FileInfo { path, bytes, rows: Some(rows) }],
            bytes,
            columns,
            rows: RowCount::Exact(rows),
            findings,
            complete: known.complete,
        }
    }

    fn row_count(&self) -> RowCount {
        RowCount::Exact(self.n_rows())
    }

    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        self.pieces.columns().get(column.index()).map(|spec| super::types::kind(&spec.dtype))
    }

    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        let _taken = self.completing.take(meter)?;
        if self.known().complete {
            return Ok(());
        }
        self.count_missing(meter, news)?;
        self.known().complete = true;
        news();
        Ok(())
    }

    /// Types and row count stand in the footer: there is nothing to wait for.
    fn wait_complete(&self, _meter: &dyn Meter) -> Result<(), Interrupted> {
        Ok(())
    }

    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem> {
        let end = rows.end.min(self.n_rows());
        let rows = rows.start.min(end)..end;
        let mut parts = Vec::with_capacity(columns.len());
        for id in columns {
            parts.push(PolarsColumn::from(self.read_column(&rows, *id)?));
        }
        let height = (rows.end - rows.start) as usize;
        let frame = guarded(self.pieces.name(), || DataFrame::new(height, parts))?;
        Ok(Chunk { frame, invalid: Vec::new() })
    }

    fn spans(&self) -> Vec<Range<u64>> {
        let mut spans: Vec<Range<u64>> = Vec::new();
        for bounds in self.starts.windows(2) {
            let (mut start, end) = (bounds[0], bounds[1]);
            if let Some(last) = spans.last_mut()
                && end - last.start <= SPAN_ROWS
            {
                last.end = end;
                continue;
            }
            while start < end {
                let stop = (start + SPAN_ROWS).min(end);
                spans.push(start..stop);
                start = stop;
            }
        }
        spans
    }

    fn raw(&self, _row: u64) -> Result<Option<RawRow>, Problem> {
        Ok(None)
    }

    fn reinterpret(
        &self,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        Reinterpreted::over(Arc::new(self.clone()), interpretation, meter)
    }
}

fn name_findings(pieces: &dyn Pieces) -> Vec<Finding> {
    let unreadable = (0..).zip(pieces.columns()).filter_map(|(id, column)| {
        let why = column.unreadable.as_ref()?;
        Some(Finding {
            kind: FindingKind::Unreadable,
            severity: Severity::Error,
            text: format!("column `{}` is shown as missing everywhere: {why}", column.name),
            column: Some(ColumnId(id)),
            count: pieces.group_rows().iter().sum(),
            rows: Vec::new(),
        })
    });
    let mut findings: Vec<Finding> = unreadable.collect();
    let empty: Vec<u32> =
        (0..).zip(pieces.columns()).filter(|(_, column)| column.name.is_empty()).map(|(id, _)| id).collect();
    let finding = |id: &u32| Finding {
        kind: FindingKind::EmptyName,
        severity: Severity::Note,
        text: format!("column {} has no name", id + 1),
        column: Some(ColumnId(*id)),
        count: 1,
        rows: Vec::new(),
    };
    findings.extend(empty.iter().map(finding));
    findings
}

fn changed_finding(name: &str) -> Finding {
    Finding {
        kind: FindingKind::Changed,
        severity: Severity::Error,
        text: format!("`{name}` changed while it was open; what is shown is as it was"),
        column: None,
        count: 1,
        rows: Vec::new(),
    }
}
