//! Many files as one table: the rows of one after the other, columns brought together by name.
//!
//! The first [`AT_ONCE`] files are opened at once, the others while the table completes. Columns of files opened later
//! come after all others, so that a column keeps its id. Files differ in what they know; [`State`] is put together anew
//! whenever a file learnt something, and readers work on the state they began with.

use super::discover::{Found, FoundFile};
use super::hive::{self, FileColumn};
use super::parts::{Part, State};
use super::turn::Turn;
use super::unite::{Member, converted, differences, summary};
use crate::source::{RawRow, column_name};
use crate::{Chunk, Interrupted, InvalidCell, RowSource};
use ninefold_base::format::counted;
use ninefold_base::message::{FileInfo, TableId, TableInfo};
use ninefold_base::read::{Dialect, FileFormat, Finding, FindingKind, ReadOptions, Severity, Source};
use ninefold_base::view::Interpretation;
use ninefold_base::{Column, ColumnId, Meter, Problem, RowCount, Silent, TypeKind};
use polars::prelude::{Column as PolarsColumn, DataFrame, Series};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// Files opened before the first rows are shown.
const AT_ONCE: usize = 64;
/// Files larger than this complete one after the other, each with all cores and with news on the way.
const LARGE_FILE: u64 = 64 << 20;
/// Spans of small files are joined up to this many rows.
const SPAN_ROWS: u64 = 65_536;

/// A clone is the same table.
#[derive(Clone)]
pub struct Union {
    table: TableId,
    title: String,
    source: Source,
    options: ReadOptions,
    files: Arc<Vec<FoundFile>>,
    sizes: Arc<Vec<Option<u64>>>,
    skipped: Arc<Vec<Finding>>,
    /// Columns that folder names and paths give.
    extra: Arc<Vec<FileColumn>>,
    state: Arc<RwLock<Arc<State>>>,
    completing: Arc<Turn>,
}

/// A column of the union by its id.
enum Place {
    United(usize),
    Extra(usize),
}

impl Union {
    pub fn open(
        found: Found,
        source: &Source,
        options: &ReadOptions,
        table: TableId,
        meter: &dyn Meter,
    ) -> Result<Self, Interrupted> {
        let sizes = found.files.iter().map(|file| file.path.metadata().ok().map(|metadata| metadata.len())).collect();
        let mut union = Self {
            table,
            title: title(&found, source),
            source: source.clone(),
            options: options.clone(),
            skipped: Arc::new(skipped(&found)),
            sizes: Arc::new(sizes),
            extra: Arc::new(Vec::new()),
            files: Arc::new(found.files),
            state: Arc::new(RwLock::new(Arc::new(State {
                parts: Vec::new(),
                united: Vec::new(),
                first_united: 0,
                starts: vec![0],
                exact: false,
                complete: false,
            }))),
            completing: Arc::default(),
        };
        let parts = union.open_parts(0..union.files.len().min(AT_ONCE), meter)?;
        if parts.iter().all(|part| part.source().is_none())
            && let Some(Part::Unreadable(problem)) = parts.first()
        {
            return Err(problem.clone().into());
        }
        let state = State::new(parts, 0, union.files.len(), false)?;
        union.extra = Arc::new(union.extra_columns(&state, source.with_origin));
        let first_united = state.united.len();
        union.set_state(State { first_united, ..state });
        Ok(union)
    }

    fn open_parts(&self, range: Range<usize>, meter: &dyn Meter) -> Result<Vec<Part>, Interrupted> {
        let parts: Vec<Result<Part, Interrupted>> = self.files[range]
            .par_iter()
            .map(|file| match super::open_file(&file.path, &self.options, self.table, meter) {
                Ok(source) => Ok(Part::Open(source)),
                Err(Interrupted::Failed(problem)) => Ok(Part::Unreadable(problem)),
                Err(Interrupted::Stopped) => Err(Interrupted::Stopped),
            })
            .collect();
        parts.into_iter().collect()
    }

    /// Partition columns, except those that a file has itself, and the origin.
    fn extra_columns(&self, state: &State, with_origin: bool) -> Vec<FileColumn> {
        let mut taken: Vec<String> = state.united.iter().map(|column| column.name.clone()).collect();
        let mut extra = hive::columns(&self.files);
        extra.retain(|column| !taken.contains(&column.name));
        taken.extend(extra.iter().map(|column| column.name.clone()));
        if with_origin {
            extra.push(hive::origin(&self.files, &taken));
        }
        extra
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_state(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }

    /// Puts the state together anew from what the parts know now.
    fn refresh(&self, parts: Vec<Part>, complete: bool) -> Result<(), Problem> {
        let first_united = self.state().first_united;
        self.set_state(State::new(parts, first_united, self.files.len(), complete)?);
        Ok(())
    }

    fn place(&self, state: &State, id: ColumnId) -> Result<Place, Problem> {
        let (at, first, extra) = (id.index(), state.first_united, self.extra.len());
        let place = match at {
            _ if at < first => Place::United(at),
            _ if at < first + extra => Place::Extra(at - first),
            _ => Place::United(at - extra),
        };
        match place {
            Place::United(at) if at >= state.united.len() => {
                Err(Problem::fault("reading", format!("there is no column {}", id.0)))
            }
            place => Ok(place),
        }
    }

    fn id_of_united(&self, first_united: usize, at: usize) -> ColumnId {
        ColumnId(if at < first_united { at } else { at + self.extra.len() } as u32)
    }

    fn columns(&self, state: &State) -> Vec<Column> {
        let rows: Vec<Option<u64>> = state.part_rows().collect();
        let extra = self.extra.iter().map(|column| {
            let ctype = crate::columnar::types::column_type(column.values.dtype());
            let missing = column
                .values
                .is_null()
                .iter()
                .zip(&rows)
                .filter(|(null, _)| *null == Some(true))
                .map(|(_, rows)| *rows)
                .sum();
            let looked_at = rows.iter().flatten().sum();
            Column {
                missing,
                looked_at,
                dtype: ctype.clone(),
                ..Column::bare(column.name.clone(), ctype.kind, "", column.reason.clone())
            }
        });
        let mut columns: Vec<Column> =
            state.united.iter().map(|column| summary(column, &rows, &state.starts)).collect();
        let late = columns.split_off(state.first_united.min(columns.len()));
        columns.extend(extra);
        columns.extend(late);
        columns
    }

    fn findings(&self, state: &State) -> Vec<Finding> {
        let names: Vec<String> = self.files.iter().map(|file| file.path.display().to_string()).collect();
        let mut findings =
            differences(&state.united, &names[..state.parts.len()], |at| self.id_of_united(state.first_united, at));
        for (file, part) in state.parts.iter().enumerate() {
            match part {
                Part::Unreadable(problem) => findings.push(Finding {
                    kind: FindingKind::Unreadable,
                    severity: Severity::Error,
                    text: format!("`{}` is left out: {}", names[file], problem.why),
                    column: None,
                    count: 1,
                    rows: Vec::new(),
                }),
                Part::Open(source) => findings.extend(source.info().findings.into_iter().map(|finding| Finding {
                    text: format!("`{}`: {}", names[file], finding.text),
                    column: finding.column.and_then(|id| self.id_in_union(state, file, id)),
                    rows: finding.rows.iter().map(|row| row + state.starts[file]).collect(),
                    ..finding
                })),
            }
        }
        findings.extend(self.skipped.iter().cloned());
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }

    fn id_in_union(&self, state: &State, file: usize, id: ColumnId) -> Option<ColumnId> {
        let at = state
            .united
            .iter()
            .position(|column| column.members[file].as_ref().is_some_and(|member| member.id == id))?;
        Some(self.id_of_united(state.first_united, at))
    }

    /// Rows `rows` of one part as columns of the union.
    fn read_part(&self, state: &State, file: usize, rows: Range<u64>, places: &[Place]) -> Result<PartRead, Problem> {
        let Some(source) = state.parts[file].source() else { return Ok((Vec::new(), Vec::new())) };
        let members: Vec<Option<&Member>> = places
            .iter()
            .map(|place| match place {
                Place::United(at) => state.united[*at].members[file].as_ref(),
                Place::Extra(_) => None,
            })
            .collect();
        let ids: Vec<ColumnId> = members.iter().flatten().map(|member| member.id).collect();
        let height = (rows.end - rows.start) as usize;
        let chunk = source.read(rows, &ids)?;
        let height = if ids.is_empty() { height } else { chunk.frame.height() };
        let mut next = 0;
        let mut columns = Vec::with_capacity(places.len());
        let mut invalid = Vec::new();
        for (at, (place, member)) in places.iter().zip(&members).enumerate() {
            columns.push(match (place, member) {
                (Place::Extra(extra), _) => self.extra[*extra].values.slice(file as i64, 1).new_from_index(0, height),
                (Place::United(column), None) => Series::full_null("".into(), height, &state.united[*column].dtype),
                (Place::United(column), Some(member)) => {
                    let series = chunk.frame.columns()[next].as_materialized_series();
                    next += 1;
                    invalid.extend(
                        chunk
                            .invalid
                            .iter()
                            .filter(|cell| cell.column == member.id)
                            .map(|cell| (at, cell.row, cell.text.clone())),
                    );
                    converted(series, member.column.dtype.kind, &state.united[*column].dtype)?
                }
            });
        }
        Ok((columns, invalid))
    }

    fn complete_parts(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        let mut parts = self.state().parts.clone();
        while parts.len() < self.files.len() {
            meter.check()?;
            let end = self.files.len().min(parts.len() + AT_ONCE);
            parts.extend(self.open_parts(parts.len()..end, meter)?);
            meter.report(parts.len() as u64, 2 * self.files.len() as u64);
        }
        self.refresh(parts.clone(), false)?;
        news();
        let large = |file: &usize| self.sizes[*file].is_none_or(|bytes| bytes > LARGE_FILE);
        let (large, small): (Vec<usize>, Vec<usize>) =
            (0..parts.len()).filter(|file| parts[*file].source().is_some()).partition(large);
        for (done, window) in small.chunks(AT_ONCE).enumerate() {
            meter.check()?;
            let results: Vec<Result<(), Interrupted>> = window
                .par_iter()
                .filter_map(|file| parts[*file].source())
                .map(|source| source.complete(&Quiet(meter), &|| {}))
                .collect();
            results.into_iter().collect::<Result<Vec<()>, Interrupted>>()?;
            meter.report((self.files.len() + done * AT_ONCE) as u64, 2 * self.files.len() as u64);
        }
        for file in large {
            if let Some(source) = parts[file].source() {
                source.complete(meter, &|| {
                    // News of a part changes what the whole is known to be; a failure here shows up at the end.
                    let _ = self.refresh(parts.clone(), false);
                    news();
                })?;
            }
        }
        self.refresh(parts, true)?;
        news();
        Ok(())
    }
}

impl RowSource for Union {
    fn info(&self) -> TableInfo {
        let state = self.state();
        let dialect = state.parts.iter().find_map(Part::source).map(|source| source.info().dialect);
        let mut dialect = dialect.unwrap_or(Dialect {
            format: FileFormat::Delimited,
            compression: None,
            delimited: None,
            reasons: Vec::new(),
        });
        dialect.reasons.insert(
            0,
            format!(
                "{} read as one table; the first decides what is shown here",
                counted(self.files.len() as u64, "file")
            ),
        );
        let rows = state.part_rows().chain(std::iter::repeat(None));
        let files = self.files.iter().zip(self.sizes.iter()).zip(rows).map(|((file, bytes), rows)| FileInfo {
            path: file.path.display().to_string(),
            bytes: *bytes,
            rows,
        });
        TableInfo {
            table: self.table,
            title: self.title.clone(),
            source: self.source.clone(),
            options: self.options.clone(),
            dialect,
            files: files.collect(),
            bytes: self.sizes.iter().copied().sum(),
            columns: self.columns(&state),
            rows: self.row_count(),
            findings: self.findings(&state),
            complete: state.complete,
        }
    }

    fn row_count(&self) -> RowCount {
        let state = self.state();
        if state.exact {
            return RowCount::Exact(state.rows());
        }
        let known: u64 = self.sizes.iter().take(state.parts.len()).flatten().sum();
        let all: u64 = self.sizes.iter().flatten().sum();
        // Rows per byte of the files opened so far, where these tell.
        let guesses = state.parts.iter().filter_map(Part::source).map(|source| match source.row_count() {
            RowCount::Exact(rows) => Some(rows),
            RowCount::Partial { guess, .. } => guess,
        });
        let guess = guesses
            .sum::<Option<u64>>()
            .filter(|_| known > 0)
            .map(|rows| (rows as f64 * (all as f64 / known as f64)) as u64);
        RowCount::Partial { reachable: state.rows(), guess }
    }

    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        let state = self.state();
        match self.place(&state, column).ok()? {
            Place::United(at) => Some(state.united[at].ctype.kind),
            Place::Extra(at) => Some(crate::columnar::types::kind(self.extra[at].values.dtype())),
        }
    }

    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        if self.state().complete {
            return Ok(());
        }
        let _taken = self.completing.take(meter)?;
        if self.state().complete { Ok(()) } else { self.complete_parts(meter, news) }
    }

    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem> {
        let state = self.state();
        let end = rows.end.min(state.rows());
        let mut row = rows.start.min(end);
        let places = columns.iter().map(|id| self.place(&state, *id)).collect::<Result<Vec<Place>, Problem>>()?;
        let dtype = |place: &Place| match place {
            Place::United(at) => state.united[*at].dtype.clone(),
            Place::Extra(at) => self.extra[*at].values.dtype().clone(),
        };
        let mut whole: Vec<Series> = places.iter().map(|place| Series::new_empty("".into(), &dtype(place))).collect();
        let mut invalid = Vec::new();
        let mut height = 0;
        while row < end {
            let file = state.part_of(row);
            let (start, stop) = (state.starts[file], state.starts[file + 1].min(end));
            let (columns_read, cells) = self.read_part(&state, file, row - start..stop - start, &places)?;
            invalid.extend(cells.into_iter().map(|(at, cell_row, text)| InvalidCell {
                row: cell_row + height,
                column: columns[at],
                text,
            }));
            for (whole, part) in whole.iter_mut().zip(columns_read) {
                whole.append_owned(part).map_err(|error| Problem::fault("joining files", error))?;
            }
            height += (stop - row) as u32;
            row = stop;
        }
        let named = columns.iter().zip(whole).map(|(id, mut series)| {
            series.rename(column_name(*id).as_str().into());
            PolarsColumn::from(series)
        });
        let frame =
            DataFrame::new(height as usize, named.collect()).map_err(|error| Problem::fault("joining files", error))?;
        Ok(Chunk { frame, invalid })
    }

    fn spans(&self) -> Vec<Range<u64>> {
        let state = self.state();
        let mut spans: Vec<Range<u64>> = Vec::new();
        for (file, part) in state.parts.iter().enumerate() {
            let Some(source) = part.source() else { continue };
            let (start, end) = (state.starts[file], state.starts[file + 1]);
            for span in source.spans() {
                let span = (start + span.start).min(end)..(start + span.end).min(end);
                match spans.last_mut() {
                    _ if span.is_empty() => {}
                    Some(last) if span.end - last.start <= SPAN_ROWS => last.end = span.end,
                    _ => spans.push(span),
                }
            }
        }
        spans
    }

    fn raw(&self, row: u64) -> Result<Option<RawRow>, Problem> {
        let state = self.state();
        if row >= state.rows() {
            return Ok(None);
        }
        let file = state.part_of(row);
        state.parts[file].source().map_or(Ok(None), |source| source.raw(row - state.starts[file]))
    }

    fn reinterpret(
        &self,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        self.wait_complete(meter)?;
        let state = self.state();
        let mut parts = Vec::with_capacity(state.parts.len());
        for (file, part) in state.parts.iter().enumerate() {
            meter.check()?;
            let within = self.within(&state, file, interpretation);
            parts.push(match part {
                Part::Open(source) if within != Interpretation::default() => {
                    Part::Open(source.reinterpret(&within, meter)?)
                }
                part => part.clone(),
            });
        }
        let state = State::new(parts, state.first_united, self.files.len(), true)?;
        let union = Self { state: Arc::new(RwLock::new(Arc::new(state))), completing: Arc::default(), ..self.clone() };
        // Columns from folder names belong to no file and are read anew here.
        let extra = self.state().first_united..self.state().first_united + self.extra.len();
        let mut outside = interpretation.clone();
        outside.types.retain(|id, _| extra.contains(&id.index()));
        outside.markers.retain(|id, _| extra.contains(&id.index()));
        if outside == Interpretation::default() {
            return Ok(Arc::new(union));
        }
        crate::columnar::reinterpret::Reinterpreted::over(Arc::new(union), &outside, meter)
    }
}

impl Union {
    /// What an interpretation of the whole means for one file.
    fn within(&self, state: &State, file: usize, interpretation: &Interpretation) -> Interpretation {
        let id_within = |id: &ColumnId| match self.place(state, *id) {
            Ok(Place::United(at)) => state.united[at].members[file].as_ref().map(|member| member.id),
            Ok(Place::Extra(_)) | Err(_) => None,
        };
        let types: BTreeMap<_, _> =
            interpretation.types.iter().filter_map(|(id, choice)| Some((id_within(id)?, *choice))).collect();
        let markers: BTreeMap<_, BTreeSet<String>> =
            interpretation.markers.iter().filter_map(|(id, markers)| Some((id_within(id)?, markers.clone()))).collect();
        Interpretation { types, markers }
    }
}

/// Columns of one part, and cells that do not fit: place of the column, row, text.
type PartRead = (Vec<Series>, Vec<(usize, u32, String)>);

/// Passes the stop flag on and keeps the progress of single small files to itself.
struct Quiet<'a>(&'a dyn Meter);

impl Meter for Quiet<'_> {
    fn report(&self, done: u64, total: u64) {
        Silent.report(done, total);
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

fn title(found: &Found, source: &Source) -> String {
    let files = counted(found.files.len() as u64, "file");
    match (&found.asked, source.paths.as_slice()) {
        (Some(asked), _) => format!("{files} in `{asked}`"),
        (None, [only]) => std::path::Path::new(only)
            .file_name()
            .map_or_else(|| only.clone(), |name| name.to_string_lossy().into_owned()),
        (None, _) => files,
    }
}

fn skipped(found: &Found) -> Vec<Finding> {
    let finding = |count: u64, what: &str| Finding {
        kind: FindingKind::SkippedLines,
        severity: Severity::Note,
        text: format!("{} left out: {what}", counted(count, "file")),
        column: None,
        count,
        rows: Vec::new(),
    };
    let mut findings = Vec::new();
    if found.hidden > 0 {
        findings.push(finding(found.hidden, "the name begins with `_` or `.`"));
    }
    if found.not_tables > 0 {
        findings.push(finding(found.not_tables, "not a table by its name, or empty"));
    }
    findings
}
