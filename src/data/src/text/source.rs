//! A text table as a [`RowSource`].

use super::decide::{Decision, Reading, decide, missing, proposals};
use super::decode::{ColumnPlan, Decoder};
use super::index::Index;
use super::records::{Format, Keys, Wanted, for_each};
use super::split::meant;
use super::survey::{ColumnSurvey, Survey, SurveyOptions};
use crate::bytes::Text;
use crate::source::{Chunk, RawRow, RowSource};
use crate::{Interrupted, text::findings};
use ninefold_base::message::{FileInfo, TableId, TableInfo};
use ninefold_base::read::{Dialect, ReadOptions, Source};
use ninefold_base::view::Interpretation;
use ninefold_base::{Column, ColumnId, Meter, Problem, RowCount, TypeKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

/// Index entries read together in a scan: about 2 MB of text.
const SPAN_ENTRIES: usize = 8;
/// Text of index entries kept for paging.
const KEPT_BYTES: usize = 16 << 20;
/// A malformed row is shown up to this length.
const RAW_BYTES: usize = 1 << 20;

/// What the columns of separated text are called.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub names: Vec<String>,
    /// Columns (from 0) that the header leaves without a name, and names that it has more than once.
    pub unnamed: Vec<usize>,
    pub repeated: Vec<String>,
}

impl Names {
    /// Names from a header for a table of `width` columns: `column_7` where there is none, a number behind a name that
    /// was used before.
    pub fn of(header: Option<Vec<String>>, width: usize) -> Self {
        let mut out = Self::default();
        let has_header = header.is_some();
        let mut header = header.unwrap_or_default();
        // A header with one field less than the rows leaves out the name of the first column, as R writes it.
        if has_header && header.len() + 1 == width && width > 2 {
            header.insert(0, String::new());
        }
        let mut used = BTreeSet::new();
        for i in 0..width.max(header.len()) {
            let given = header.get(i).map(String::as_str).unwrap_or_default();
            let wanted = if given.is_empty() { format!("column_{}", i + 1) } else { given.to_string() };
            if given.is_empty() && has_header {
                out.unnamed.push(i);
            }
            let mut name = wanted.clone();
            let mut copy = 2;
            while !used.insert(name.clone()) {
                name = format!("{wanted}_{copy}");
                copy += 1;
            }
            if name != wanted {
                out.repeated.push(wanted);
            }
            out.names.push(name);
        }
        out
    }
}

/// What is known of the rows; grows while the table is completed.
#[derive(Default)]
pub struct State {
    pub index: Arc<Index>,
    pub survey: Arc<Survey>,
    /// The survey covers all rows.
    pub surveyed: bool,
    /// Text ended in the middle of something, with the reason.
    pub broken: Option<String>,
    /// Bytes behind the compressed data.
    pub garbage: u64,
    /// Counts changes of the survey.
    version: u64,
}

/// What all interpretations of a table share.
pub struct Shared {
    pub table: TableId,
    pub title: String,
    pub path: String,
    pub options: ReadOptions,
    pub dialect: Dialect,
    pub text: Text,
    pub format: Format,
    /// Where the first record begins.
    pub start: u64,
    pub survey_options: SurveyOptions,
    pub names: Names,
    pub skipped_lines: u64,
    pub state: RwLock<State>,
    /// Taken by whoever completes the table.
    pub completing: Turn,
    pub blocks: Mutex<VecDeque<(u64, Arc<Vec<u8>>)>>,
}

/// Cells that do not fit, and the first rows (from 1) that hold them.
type Invalid = (u64, Vec<u64>);

/// One at a time; who waits keeps looking at the stop flag.
#[derive(Default)]
pub struct Turn {
    taken: Mutex<bool>,
    free: Condvar,
}

/// Gives the turn back when dropped, also by a panic.
pub struct Taken<'a>(&'a Turn);

impl Turn {
    pub fn take(&self, meter: &dyn Meter) -> Result<Taken<'_>, Interrupted> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken {
            meter.check()?;
            taken = self.free.wait_timeout(taken, Duration::from_millis(50)).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken = true;
        Ok(Taken(self))
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.free.notify_all();
    }
}

/// See the module's text.
pub struct TextTable {
    pub shared: Arc<Shared>,
    interpretation: Interpretation,
    invalid: BTreeMap<ColumnId, Invalid>,
    /// Columns surveyed anew, because the user accepted markers that nobody counted.
    counted: BTreeMap<ColumnId, ColumnSurvey>,
    decisions: RwLock<Option<(u64, Arc<Vec<Decision>>)>>,
}

impl Shared {
    pub fn read_state(&self) -> RwLockReadGuard<'_, State> {
        // Each change of the state is a few assignments of whole values.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what the beginning of the file told.
    pub fn begin(&self, index: Index, survey: Survey, surveyed: bool, garbage: u64) {
        let mut state = self.write_state();
        state.index = Arc::new(index);
        state.survey = Arc::new(survey);
        state.surveyed = surveyed;
        state.garbage = garbage;
        state.version += 1;
    }

    pub fn set_index(&self, index: Index) {
        self.write_state().index = Arc::new(index);
    }

    pub fn set_survey(&self, survey: Survey, surveyed: bool) {
        let mut state = self.write_state();
        state.survey = Arc::new(survey);
        state.surveyed = surveyed;
        state.version += 1;
    }

    /// Surveys a stretch of whole records, the first of which is row `row`.
    pub fn survey_text(&self, text: &[u8], offset: u64, row: u64, index: &Index, mut keys: Keys) -> Survey {
        let mut survey = Survey::of(if self.format.is_json() { 0 } else { self.names.names.len() });
        let mut row = row;
        let is_json = self.format.is_json();
        let clean = std::str::from_utf8(text).is_ok()
            && memchr::memchr(0, text).is_none()
            && memchr::memmem::find(text, "\u{fffd}".as_bytes()).is_none();
        for_each(&self.format, text, offset, index, &mut keys, Wanted::ALL, |record| {
            if is_json {
                survey.add_json(row, record.text, record.fields, record.oddity, &self.survey_options);
            } else {
                survey.add(row, record.text, record.fields, record.oddity, &self.survey_options);
            }
            if !clean {
                survey.note_bytes(row, record.raw());
            }
            row += 1;
            true
        });
        survey.names = keys.names;
        survey
    }

    /// The text of index entry `i`, kept for the next page.
    fn entry_text(&self, index: &Index, i: usize, keep: bool) -> Result<Arc<Vec<u8>>, Problem> {
        let (start, end) = (index.entries[i].offset, index.entry_end(i).offset);
        if let Some((_, text)) =
            self.lock_blocks().iter().find(|(offset, text)| *offset == start && text.len() as u64 == end - start)
        {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(self.stretch(start, end)?);
        if keep && text.len() <= KEPT_BYTES / 2 {
            let mut blocks = self.lock_blocks();
            blocks.push_back((start, Arc::clone(&text)));
            let mut held: usize = blocks.iter().map(|(_, text)| text.len()).sum();
            while held > KEPT_BYTES {
                held -= blocks.pop_front().map_or(0, |(_, text)| text.len());
            }
        }
        Ok(text)
    }

    fn lock_blocks(&self) -> std::sync::MutexGuard<'_, VecDeque<(u64, Arc<Vec<u8>>)>> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decoded text from `start` to `end`.
    pub fn stretch(&self, start: u64, end: u64) -> Result<Vec<u8>, Problem> {
        let length = usize::try_from(end - start).unwrap_or(usize::MAX);
        let mut text = vec![0; length];
        let read = self.text.read_at(start, &mut text)?;
        text.truncate(read);
        Ok(text)
    }

    /// Goes through the records of rows `rows` (and their first `fields` fields), reading one index entry at a time, until
    /// `each` gives false.
    pub fn records(
        &self,
        index: &Index,
        rows: Range<u64>,
        keep: bool,
        names: &[String],
        fields: usize,
        mut each: impl FnMut(u64, &super::records::Record<'_>) -> bool,
    ) -> Result<(), Problem> {
        let Some(first) = index.entry_before(rows.start) else { return Ok(()) };
        // Separated text has no keys in its rows; a hundred thousand names are not copied for nothing.
        let mut keys = if self.format.is_json() { Keys::fixed(names) } else { Keys::default() };
        let mut going = true;
        for i in first..index.entries.len() {
            let entry = index.entries[i];
            if entry.row >= rows.end || !going {
                break;
            }
            let text = self.entry_text(index, i, keep)?;
            let mut row = entry.row.max(rows.start);
            let wanted = Wanted { skip: row - entry.row, fields };
            for_each(&self.format, &text, entry.offset, index, &mut keys, wanted, |record| {
                if row >= rows.end {
                    return false;
                }
                going = each(row, record);
                row += 1;
                going
            });
        }
        Ok(())
    }
}

impl TextTable {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            interpretation: Interpretation::default(),
            invalid: BTreeMap::new(),
            counted: BTreeMap::new(),
            decisions: RwLock::default(),
        }
    }

    fn accepted(&self, column: usize) -> BTreeSet<String> {
        self.interpretation.markers.get(&ColumnId(column as u32)).cloned().unwrap_or_default()
    }

    /// How each column is read, decided anew only when the survey changed.
    fn decisions(&self) -> (Arc<Survey>, Arc<Vec<Decision>>) {
        let (version, survey) = {
            let state = self.shared.read_state();
            (state.version, Arc::clone(&state.survey))
        };
        if let Some((known, decisions)) = &*self.decisions.read().unwrap_or_else(PoisonError::into_inner)
            && *known == version
        {
            return (survey, Arc::clone(decisions));
        }
        let decisions: Vec<Decision> =
            survey.columns.iter().enumerate().map(|(i, column)| self.decision(i, column)).collect();
        let decisions = Arc::new(decisions);
        *self.decisions.write().unwrap_or_else(PoisonError::into_inner) = Some((version, Arc::clone(&decisions)));
        (survey, decisions)
    }

    fn decision(&self, i: usize, column: &ColumnSurvey) -> Decision {
        let column = self.counted.get(&ColumnId(i as u32)).unwrap_or(column);
        match self.interpretation.types.get(&ColumnId(i as u32)) {
            Some(choice) => {
                Decision { reading: Reading::chosen(*choice, column), reason: "as you chose".into(), concern: None }
            }
            None => decide(column, &self.accepted(i), self.shared.survey_options.decimal_comma),
        }
    }

    fn names<'a>(&'a self, survey: &'a Survey) -> &'a [String] {
        if self.shared.format.is_json() { &survey.names } else { &self.shared.names.names }
    }

    fn column(&self, i: usize, survey: &Survey, decision: &Decision, surveyed: bool) -> Column {
        let counts = self.counted.get(&ColumnId(i as u32)).unwrap_or(&survey.columns[i]);
        let accepted = self.accepted(i);
        let (invalid, invalid_rows) = self.invalid.get(&ColumnId(i as u32)).cloned().unwrap_or_default();
        Column {
            name: self.names(survey)[i].clone(),
            dtype: decision.reading.column_type(),
            reason: decision.reason.clone(),
            provisional: !surveyed,
            missing: Some(missing(counts, decision.reading, &accepted)),
            looked_at: counts.total(),
            invalid,
            invalid_rows,
            markers: proposals(counts, &accepted, self.shared.survey_options.decimal_comma),
            accepted_markers: accepted.into_iter().collect(),
        }
    }

    fn plans(&self, decisions: &[Decision], columns: &[ColumnId]) -> Vec<ColumnPlan> {
        let plan = |column: &ColumnId| {
            let reading = decisions.get(column.index()).map_or(Reading::Text, |decision| decision.reading);
            let mut missing: Vec<String> = self.accepted(column.index()).into_iter().collect();
            missing.extend(self.shared.options.null_values.iter().cloned());
            ColumnPlan { column: *column, reading, missing }
        };
        columns.iter().map(plan).collect()
    }

    fn rows_known(&self, index: &Index) -> RowCount {
        if index.whole {
            return RowCount::Exact(index.rows);
        }
        let stored = self.shared.text.raw();
        let guess = match (&self.shared.text, index.end > self.shared.start && stored.ended()) {
            // Only of plain text do we know how long the whole is.
            (Text::Plain { .. }, true) => {
                let share = (index.end - self.shared.start) as f64
                    / (stored.len().saturating_sub(self.shared.start)).max(1) as f64;
                Some((index.rows as f64 / share).round() as u64)
            }
            _ => None,
        };
        RowCount::Partial { reachable: index.rows, guess: guess.map(rounded) }
    }

    /// Surveys one column with these texts declared missing.
    fn survey_column(
        &self,
        column: ColumnId,
        markers: &BTreeSet<String>,
        meter: &dyn Meter,
    ) -> Result<ColumnSurvey, Interrupted> {
        use rayon::prelude::*;
        let (survey, _) = self.decisions();
        let names = self.names(&survey);
        let index = Arc::clone(&self.shared.read_state().index);
        let mut options = self.shared.survey_options.clone();
        options.null_values.extend(markers.iter().filter(|marker| !is_counted(marker)).cloned());
        let mut whole = ColumnSurvey::default();
        for window in self.spans().chunks(rayon::current_num_threads().max(1) * 2) {
            meter.check()?;
            let part = |span: &Range<u64>| -> Result<ColumnSurvey, Problem> {
                let mut part = ColumnSurvey::default();
                let mut scratch = Vec::new();
                self.shared.records(&index, span.clone(), false, names, column.index() + 1, |row, record| {
                    let field = record.fields.get(column.index()).unwrap_or(&super::split::Field::ABSENT);
                    part.add(row, meant(field, record.text, options.quote, &mut scratch), field, &options);
                    true
                })?;
                Ok(part)
            };
            let parts: Vec<Result<ColumnSurvey, Problem>> = window.par_iter().map(part).collect();
            for part in parts {
                whole.merge(&part?);
            }
        }
        Ok(whole)
    }

    /// Counts the cells of chosen types that do not fit, with the first rows.
    fn count_invalid(
        &self,
        columns: &[ColumnId],
        meter: &dyn Meter,
    ) -> Result<BTreeMap<ColumnId, Invalid>, Interrupted> {
        use rayon::prelude::*;
        let mut counts: BTreeMap<ColumnId, Invalid> =
            columns.iter().map(|column| (*column, Invalid::default())).collect();
        let spans = self.spans();
        for window in spans.chunks(rayon::current_num_threads().max(1) * 2) {
            meter.check()?;
            let read: Vec<Result<(u64, Chunk), Problem>> =
                window.par_iter().map(|span| Ok((span.start, self.read(span.clone(), columns)?))).collect();
            for chunk in read {
                let (start, chunk) = chunk?;
                for cell in &chunk.invalid {
                    let (count, rows) = counts.entry(cell.column).or_default();
                    *count += 1;
                    if rows.len() < super::survey::ODD_ROWS {
                        rows.push(start + u64::from(cell.row) + 1);
                    }
                }
            }
        }
        Ok(counts)
    }
}

/// True for markers that every survey counts.
fn is_counted(marker: &str) -> bool {
    marker.is_empty() || super::classify::MARKERS.contains(&marker)
}

/// Two significant digits: a guess should not look like a count.
fn rounded(guess: u64) -> u64 {
    let unit = 10u64.pow(guess.checked_ilog10().unwrap_or(0).saturating_sub(1));
    guess.div_ceil(unit) * unit
}

impl RowSource for TextTable {
    fn info(&self) -> TableInfo {
        let (survey, decisions) = self.decisions();
        let shared = &self.shared;
        let state = shared.read_state();
        let surveyed = state.surveyed;
        let columns: Vec<Column> =
            decisions.iter().enumerate().map(|(i, decision)| self.column(i, &survey, decision, surveyed)).collect();
        let raw = shared.text.raw();
        let bytes = raw.ended().then(|| raw.len());
        let rows = self.rows_known(&state.index);
        let findings = findings::all(shared, &state, &survey, &decisions, &columns);
        TableInfo {
            table: shared.table,
            title: shared.title.clone(),
            source: Source { paths: vec![shared.path.clone()], with_origin: false },
            options: shared.options.clone(),
            dialect: shared.dialect.clone(),
            files: vec![FileInfo {
                path: shared.path.clone(),
                bytes,
                rows: state.index.whole.then_some(state.index.rows),
            }],
            bytes,
            columns,
            rows,
            findings,
            complete: state.index.whole && surveyed,
        }
    }

    fn row_count(&self) -> RowCount {
        self.rows_known(&self.shared.read_state().index)
    }

    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        let (_, decisions) = self.decisions();
        decisions.get(column.index()).map(|decision| decision.reading.column_type().kind)
    }

    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        super::completion::complete(&self.shared, meter, news)
    }

    fn count(&self, meter: &dyn Meter) -> Result<u64, Interrupted> {
        super::completion::index_only(&self.shared, meter)?;
        Ok(self.shared.read_state().index.rows)
    }

    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem> {
        let (survey, decisions) = self.decisions();
        let index = Arc::clone(&self.shared.read_state().index);
        let rows = rows.start.min(index.rows)..rows.end.min(index.rows);
        let plans = self.plans(&decisions, columns);
        let length = usize::try_from(rows.end - rows.start).unwrap_or(usize::MAX);
        let options = &self.shared.survey_options;
        let mut decoder = Decoder::new(&plans, length.min(1 << 20), options.decimal_comma, options.quote);
        let few = length <= 4096;
        let wanted = rows.end - rows.start;
        let fields = columns.iter().map(|column| column.index() + 1).max().unwrap_or(0);
        self.shared.records(&index, rows, few, self.names(&survey), fields, |_, record| {
            decoder.push(record.text, record.fields);
            true
        })?;
        if decoder.rows() < wanted {
            return Err(Problem::new(
                format!("could not read all rows of `{}`", self.shared.title),
                format!(
                    "{} of {} are there",
                    ninefold_base::format::grouped(decoder.rows()),
                    ninefold_base::format::counted(wanted, "row")
                ),
                "the file was cut short or changed while it was open: open it again",
            ));
        }
        decoder.finish()
    }

    fn spans(&self) -> Vec<Range<u64>> {
        let index = Arc::clone(&self.shared.read_state().index);
        let starts: Vec<u64> = index.entries.iter().step_by(SPAN_ENTRIES).map(|entry| entry.row).collect();
        starts
            .iter()
            .enumerate()
            .map(|(i, start)| *start..starts.get(i + 1).copied().unwrap_or(index.rows))
            .filter(|span| !span.is_empty())
            .collect()
    }

    fn raw(&self, row: u64) -> Result<Option<RawRow>, Problem> {
        let (survey, _) = self.decisions();
        let index = Arc::clone(&self.shared.read_state().index);
        let names = self.names(&survey);
        let mut found = None;
        self.shared.records(&index, row..row + 1, true, names, usize::MAX, |_, record| {
            let mut scratch = Vec::new();
            let surplus: Vec<String> = record
                .fields
                .iter()
                .skip(names.len())
                .map(|field| {
                    String::from_utf8_lossy(meant(field, record.text, self.shared.format.quote(), &mut scratch))
                        .into_owned()
                })
                .collect();
            let short = !self.shared.format.is_json() && record.fields.len() < names.len();
            let odd = short
                || !surplus.is_empty()
                || record.oddity.bad_quote
                || record.oddity.open_quote
                || record.oddity.unreadable
                || std::str::from_utf8(record.raw()).is_err();
            let raw = record.raw();
            found = Some(RawRow {
                surplus,
                text: odd.then(|| String::from_utf8_lossy(&raw[..raw.len().min(RAW_BYTES)]).into_owned()),
            });
            false
        })?;
        Ok(found)
    }

    fn reinterpret(
        &self,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        self.complete(meter, &|| {})?;
        let mut table = Self {
            shared: Arc::clone(&self.shared),
            interpretation: interpretation.clone(),
            invalid: BTreeMap::new(),
            counted: BTreeMap::new(),
            decisions: RwLock::default(),
        };
        let uncounted =
            interpretation.markers.iter().filter(|(_, markers)| markers.iter().any(|marker| !is_counted(marker)));
        for (column, markers) in uncounted {
            table.counted.insert(*column, self.survey_column(*column, markers, meter)?);
        }
        let chosen: Vec<ColumnId> = interpretation.types.keys().copied().collect();
        if !chosen.is_empty() {
            table.invalid = table.count_invalid(&chosen, meter)?;
        }
        Ok(Arc::new(table))
    }
}
