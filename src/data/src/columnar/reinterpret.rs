//! A table with some columns read as the user decided: another type, accepted missing markers.
//!
//! Works over any source whose values are typed already. Texts are parsed by the rules of the text room
//! ([`crate::text::values`]); a value that does not fit is missing and shown as it stands, and counted.

use crate::open::unite::converted;
use crate::ops::page::cells_of;
use crate::ops::scan::{scan, tasks};
use crate::source::RawRow;
use crate::text::values::{self, DateOrder};
use crate::{Chunk, Interrupted, InvalidCell, RowSource};
use ninefold_base::message::TableInfo;
use ninefold_base::schema::ColumnType;
use ninefold_base::view::{Interpretation, TypeChoice};
use ninefold_base::{Cell, ColumnId, Meter, Problem, RowCount, TypeKind};
use polars::prelude::{
    BooleanChunked, ChunkCompareEq, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoSeries,
    Series, StringChunked, TimeUnit,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows with values that do not fit that are listed.
const ROWS_LISTED: usize = 1000;

pub struct Reinterpreted {
    inner: Arc<dyn RowSource>,
    changes: BTreeMap<ColumnId, Change>,
}

#[derive(Debug, Clone)]
struct Change {
    kind: TypeKind,
    choice: Option<TypeChoice>,
    markers: BTreeSet<String>,
    counts: Counts,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    missing: u64,
    invalid: u64,
    invalid_rows: Vec<u64>,
}

impl Reinterpreted {
    /// Reads all values of the columns concerned once, to count those that do not fit.
    pub fn over(
        inner: Arc<dyn RowSource>,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        inner.wait_complete(meter)?;
        let ids: BTreeSet<ColumnId> =
            interpretation.types.keys().chain(interpretation.markers.keys()).copied().collect();
        let change = |id: ColumnId| {
            let choice = interpretation.types.get(&id).copied();
            let markers = interpretation.markers.get(&id).cloned().unwrap_or_default();
            Some((id, Change { kind: inner.kind(id)?, choice, markers, counts: Counts::default() }))
        };
        let changes: BTreeMap<ColumnId, Change> = ids.into_iter().filter_map(change).collect();
        if changes.is_empty() {
            return Ok(inner);
        }
        let mut table = Self { inner, changes };
        table.count_unfit(meter)?;
        Ok(Arc::new(table))
    }

    fn count_unfit(&mut self, meter: &dyn Meter) -> Result<(), Interrupted> {
        let ids: Vec<ColumnId> = self.changes.keys().copied().collect();
        let tasks = tasks(self.inner.as_ref(), None);
        let mut counts: BTreeMap<ColumnId, Counts> = BTreeMap::new();
        scan(
            self.inner.as_ref(),
            &tasks,
            &ids,
            meter,
            |_, chunk| self.changed(chunk.clone(), &ids),
            |task, chunk| {
                for (id, column) in ids.iter().zip(chunk.frame.columns()) {
                    let counts = counts.entry(*id).or_default();
                    let invalid: Vec<u64> = chunk
                        .invalid
                        .iter()
                        .filter(|cell| cell.column == *id)
                        .map(|cell| task.rows.start + u64::from(cell.row) + 1)
                        .collect();
                    counts.invalid += invalid.len() as u64;
                    counts.missing += column.null_count() as u64 - invalid.len() as u64;
                    let room = ROWS_LISTED - counts.invalid_rows.len();
                    counts.invalid_rows.extend(invalid.into_iter().take(room));
                }
                Ok(())
            },
        )?;
        for (id, counts) in counts {
            if let Some(change) = self.changes.get_mut(&id) {
                change.counts = counts;
            }
        }
        Ok(())
    }

    fn changed(&self, chunk: Chunk, ids: &[ColumnId]) -> Result<Chunk, Problem> {
        let mut columns = Vec::with_capacity(ids.len());
        let mut invalid: Vec<InvalidCell> = chunk.invalid;
        for (id, column) in ids.iter().zip(chunk.frame.columns()) {
            let Some(change) = self.changes.get(id) else {
                columns.push(column.clone());
                continue;
            };
            invalid.retain(|cell| cell.column != *id);
            let (mut series, unfit) = change.apply(column.as_materialized_series())?;
            series.rename(column.name().clone());
            columns.push(series.into());
            invalid.extend(unfit.into_iter().map(|(row, text)| InvalidCell { row, column: *id, text }));
        }
        let frame = DataFrame::new(chunk.frame.height(), columns).map_err(fault)?;
        Ok(Chunk { frame, invalid })
    }
}

impl RowSource for Reinterpreted {
    fn info(&self) -> TableInfo {
        let mut info = self.inner.info();
        let rows = info.rows.reachable();
        for (id, change) in &self.changes {
            let Some(column) = info.columns.get_mut(id.index()) else { continue };
            if let Some(choice) = change.choice {
                column.dtype = column_type(choice);
                column.reason = format!("read as {}, as you chose", choice.label());
            }
            column.missing = Some(change.counts.missing);
            column.looked_at = rows;
            column.invalid = change.counts.invalid;
            column.invalid_rows = change.counts.invalid_rows.clone();
            column.markers.retain(|marker| !change.markers.contains(&marker.marker));
            column.accepted_markers = change.markers.iter().cloned().collect();
        }
        info
    }

    fn row_count(&self) -> RowCount {
        self.inner.row_count()
    }

    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        let chosen = self.changes.get(&column).and_then(|change| change.choice);
        chosen.map(|choice| column_type(choice).kind).or_else(|| self.inner.kind(column))
    }

    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        self.inner.complete(meter, news)
    }

    fn wait_complete(&self, meter: &dyn Meter) -> Result<(), Interrupted> {
        self.inner.wait_complete(meter)
    }

    fn count(&self, meter: &dyn Meter) -> Result<u64, Interrupted> {
        self.inner.count(meter)
    }

    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem> {
        self.changed(self.inner.read(rows, columns)?, columns)
    }

    fn spans(&self) -> Vec<Range<u64>> {
        self.inner.spans()
    }

    fn raw(&self, row: u64) -> Result<Option<RawRow>, Problem> {
        self.inner.raw(row)
    }

    fn reinterpret(
        &self,
        interpretation: &Interpretation,
        meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        self.inner.reinterpret(interpretation, meter)
    }
}

/// Row and text of each value that does not fit.
pub type Unfit = Vec<(u32, String)>;

impl Change {
    fn apply(&self, series: &Series) -> Result<(Series, Unfit), Problem> {
        let series = if self.markers.is_empty() { series.clone() } else { self.without_markers(series)? };
        match self.choice {
            None => Ok((series, Vec::new())),
            Some(TypeChoice::Text) => Ok((converted(&series, self.kind, &DataType::String)?, Vec::new())),
            Some(choice) => match direct(&series, choice)? {
                Some(result) => Ok(result),
                None => parsed(&converted(&series, self.kind, &DataType::String)?, choice),
            },
        }
    }

    fn without_markers(&self, series: &Series) -> Result<Series, Problem> {
        let keep: BooleanChunked = match series.str() {
            Ok(texts) => texts.iter().map(|text| Some(text.is_none_or(|text| !self.markers.contains(text)))).collect(),
            Err(_) => cells_of(series)
                .iter()
                .map(|cell| Some(*cell == Cell::Missing || !self.markers.contains(&cell.plain())))
                .collect(),
        };
        series.zip_with(&keep, &Series::full_null(series.name().clone(), series.len(), series.dtype())).map_err(fault)
    }
}

/// Conversions that need no text. `None`: by way of text.
fn direct(series: &Series, choice: TypeChoice) -> Result<Option<(Series, Unfit)>, Problem> {
    let dtype = series.dtype();
    let done = |series: Series| Ok(Some((series, Vec::new())));
    match choice {
        TypeChoice::Boolean if dtype.is_bool() => done(series.clone()),
        TypeChoice::Float if dtype.is_float() || dtype.is_integer() || dtype.is_decimal() => {
            done(series.cast(&DataType::Float64).map_err(fault)?)
        }
        TypeChoice::Integer if dtype.is_integer() || dtype.is_float() || dtype.is_bool() => {
            let cast = series.cast(&DataType::Int64).map_err(fault)?;
            if dtype.is_bool() {
                return done(cast);
            }
            // What does not come back as it was does not fit: fractions, and numbers beyond 64 bits.
            let back = cast.cast(dtype).map_err(fault)?;
            let same = back.equal_missing(series).map_err(fault)?;
            Ok(Some(null_where_different(cast, series, &same)?))
        }
        TypeChoice::Date | TypeChoice::DateDayFirst | TypeChoice::DateMonthFirst if *dtype == DataType::Date => {
            done(series.clone())
        }
        TypeChoice::Date | TypeChoice::DateDayFirst | TypeChoice::DateMonthFirst
            if matches!(dtype, DataType::Datetime(_, None)) =>
        {
            let cast = series.cast(&DataType::Date).map_err(fault)?;
            let same = cast.cast(dtype).map_err(fault)?.equal_missing(series).map_err(fault)?;
            Ok(Some(null_where_different(cast, series, &same)?))
        }
        TypeChoice::Datetime | TypeChoice::DatetimeDayFirst | TypeChoice::DatetimeMonthFirst
            if *dtype == DataType::Date || matches!(dtype, DataType::Datetime(_, None)) =>
        {
            done(series.cast(&DataType::Datetime(TimeUnit::Microseconds, None)).map_err(fault)?)
        }
        TypeChoice::Time if *dtype == DataType::Time => done(series.clone()),
        _ => Ok(None),
    }
}

fn null_where_different(cast: Series, original: &Series, same: &BooleanChunked) -> Result<(Series, Unfit), Problem> {
    let rows: Vec<u32> = same.iter().zip(0..).filter(|(same, _)| *same != Some(true)).map(|(_, row)| row).collect();
    if rows.is_empty() {
        return Ok((cast, Vec::new()));
    }
    let nulls = Series::full_null(cast.name().clone(), cast.len(), cast.dtype());
    let result = cast.zip_with(same, &nulls).map_err(fault)?;
    let text = |row: u32| cells_of(&original.slice(i64::from(row), 1)).first().map(Cell::plain).unwrap_or_default();
    Ok((result, rows.into_iter().map(|row| (row, text(row))).collect()))
}

/// Texts by the rules of the text room. An empty text is missing in every type but text.
pub fn parsed(series: &Series, choice: TypeChoice) -> Result<(Series, Unfit), Problem> {
    let texts = series.str().map_err(fault)?;
    let mut unfit = Vec::new();
    let order = date_order(choice);
    let parsed = match choice {
        TypeChoice::Text => series.clone(),
        TypeChoice::Boolean => {
            each(texts, &mut unfit, |text| values::boolean(text, true)).collect::<BooleanChunked>().into_series()
        }
        TypeChoice::Integer => each(texts, &mut unfit, values::integer).collect::<Int64Chunked>().into_series(),
        TypeChoice::Float => {
            each(texts, &mut unfit, |text| values::float(text, false)).collect::<Float64Chunked>().into_series()
        }
        TypeChoice::Date | TypeChoice::DateDayFirst | TypeChoice::DateMonthFirst => {
            each(texts, &mut unfit, |text| values::date(text, order))
                .collect::<Int32Chunked>()
                .into_series()
                .cast(&DataType::Date)
                .map_err(fault)?
        }
        TypeChoice::Datetime | TypeChoice::DatetimeDayFirst | TypeChoice::DatetimeMonthFirst => {
            let moment = |text: &[u8]| match values::datetime(text, order) {
                Some((micros, _)) => Some(micros),
                None => values::date(text, order).map(|day| i64::from(day) * 86_400_000_000),
            };
            let dtype = DataType::Datetime(TimeUnit::Microseconds, None);
            each(texts, &mut unfit, moment).collect::<Int64Chunked>().into_series().cast(&dtype).map_err(fault)?
        }
        TypeChoice::Time => each(texts, &mut unfit, values::time)
            .collect::<Int64Chunked>()
            .into_series()
            .cast(&DataType::Time)
            .map_err(fault)?,
    };
    Ok((parsed, unfit))
}

fn each<'a, T>(
    texts: &'a StringChunked,
    unfit: &'a mut Unfit,
    parse: impl Fn(&[u8]) -> Option<T> + 'a,
) -> impl Iterator<Item = Option<T>> + 'a {
    texts.iter().zip(0..).map(move |(text, row)| {
        let text = text.filter(|text| !values::trimmed(text.as_bytes()).is_empty())?;
        let value = parse(text.as_bytes());
        if value.is_none() {
            let limit = text.floor_char_boundary(ninefold_base::cell::LONG_TEXT_BYTES);
            unfit.push((row, text[..limit].to_string()));
        }
        value
    })
}

fn date_order(choice: TypeChoice) -> DateOrder {
    match choice {
        TypeChoice::DateDayFirst | TypeChoice::DatetimeDayFirst => DateOrder::DayFirst,
        TypeChoice::DateMonthFirst | TypeChoice::DatetimeMonthFirst => DateOrder::MonthFirst,
        TypeChoice::Text
        | TypeChoice::Boolean
        | TypeChoice::Integer
        | TypeChoice::Float
        | TypeChoice::Date
        | TypeChoice::Datetime
        | TypeChoice::Time => DateOrder::YearFirst,
    }
}

fn column_type(choice: TypeChoice) -> ColumnType {
    let (kind, storage) = match choice {
        TypeChoice::Text => (TypeKind::Text, "text"),
        TypeChoice::Boolean => (TypeKind::Boolean, "bool"),
        TypeChoice::Integer => (TypeKind::Integer, "i64"),
        TypeChoice::Float => (TypeKind::Float, "f64"),
        TypeChoice::Date | TypeChoice::DateDayFirst | TypeChoice::DateMonthFirst => (TypeKind::Date, "date"),
        TypeChoice::Datetime | TypeChoice::DatetimeDayFirst | TypeChoice::DatetimeMonthFirst => {
            (TypeKind::Datetime, "datetime[μs]")
        }
        TypeChoice::Time => (TypeKind::Time, "time[ns]"),
    };
    ColumnType { kind, storage: storage.into() }
}

fn fault(error: polars::prelude::PolarsError) -> Problem {
    Problem::fault("reading values in another type", error)
}
