//! Between polars and plain vectors: the only module of this room that knows polars' types.
//!
//! Moments with a zone become wall time in their zone, in microseconds; decimals, 32-bit floats and whole numbers beyond
//! 64 bits become 64-bit floats; categories become text; durations, lists and the like become `true` where they are.

use crate::check::column_type;
use crate::check::typed::Class;
use crate::set::Input;
use crate::vector::{Column, Texts, Vector};
use ninefold_base::feature::ValueType;
use ninefold_base::{Column as TableColumn, Problem, TypeKind};
use ninefold_data::columnar::types;
use ninefold_data::ops::filter::picked;
use ninefold_data::ops::scan::Task;
use polars::prelude::{
    BooleanChunked, ChunkedArray, DataFrame, DataType, Float64Chunked, Int64Chunked, IntoLazy, IntoSeries,
    NewChunkedArray, NonExistent, PlSmallStr, PolarsError, PolarsNumericType, Series, StringChunked, TimeUnit, col,
    lit,
};
use std::borrow::Cow;

fn fault(error: PolarsError) -> Problem {
    Problem::fault("computing features", error)
}

/// The wanted rows of every column of a chunk.
pub fn chosen(frame: &DataFrame, task: &Task<'_>) -> Result<Vec<Series>, Problem> {
    frame.columns().iter().map(|column| picked(column.as_materialized_series(), task)).collect()
}

/// Each series in the one storage that its input has here, in one piece.
pub fn normal(series: Vec<Series>, inputs: &[Input]) -> Result<Vec<Series>, Problem> {
    series.into_iter().zip(inputs).map(|(series, input)| stored(&series, input.kind, input.opaque)).collect()
}

/// As [`normal`], for a column whose own type decides.
pub fn natural(series: &Series) -> Result<Series, Problem> {
    let dtype = types::column_type(series.dtype());
    let column = TableColumn::bare("", dtype.kind, dtype.storage, "");
    let (kind, class) = column_type(&column);
    stored(series, kind, matches!(class, Class::Opaque(_)))
}

fn stored(series: &Series, kind: ValueType, opaque: bool) -> Result<Series, Problem> {
    if opaque {
        let present = series.is_not_null();
        let values = present.iter().map(|present| if present == Some(true) { Some(true) } else { None });
        return Ok(BooleanChunked::from_iter_options(PlSmallStr::EMPTY, values).into_series());
    }
    let to = |dtype: &DataType| if series.dtype() == dtype { Ok(series.clone()) } else { series.cast(dtype) };
    let stored = match kind {
        ValueType::Boolean => to(&DataType::Boolean),
        ValueType::Integer => to(&DataType::Int64),
        ValueType::Float => to(&DataType::Float64),
        ValueType::Text => to(&DataType::String),
        ValueType::Date => to(&DataType::Date).and_then(|dates| dates.to_physical_repr().cast(&DataType::Int64)),
        ValueType::Datetime => microseconds(series),
        ValueType::Time => to(&DataType::Time).map(|times| times.to_physical_repr().into_owned()),
    };
    Ok(stored.map_err(fault)?.rechunk())
}

/// Wall time in microseconds, as whole numbers; what lies beyond 64 bits is missing.
fn microseconds(series: &Series) -> Result<Series, PolarsError> {
    let (unit, zoned) = match series.dtype() {
        DataType::Datetime(unit, zone) => (*unit, zone.is_some()),
        DataType::Date => {
            let moments = series.cast(&DataType::Datetime(TimeUnit::Microseconds, None))?;
            return Ok(moments.to_physical_repr().into_owned());
        }
        _ => return Err(PolarsError::ComputeError("a column of moments holds something else".into())),
    };
    let wall = if zoned {
        let named = series.clone().with_name("x".into()).into_frame().lazy();
        let wall = col("x").dt().replace_time_zone(None, lit("raise"), NonExistent::Raise);
        named.select([wall]).collect()?.columns()[0].as_materialized_series().clone()
    } else {
        series.clone()
    };
    let ticks = wall.to_physical_repr().into_owned();
    let ticks = ticks.i64()?;
    let micros: Int64Chunked = match unit {
        TimeUnit::Microseconds => return Ok(ticks.clone().into_series()),
        TimeUnit::Nanoseconds => ticks.iter().map(|tick| tick.map(|tick| tick.div_euclid(1_000))).collect(),
        TimeUnit::Milliseconds => ticks.iter().map(|tick| tick.and_then(|tick| tick.checked_mul(1_000))).collect(),
    };
    Ok(micros.into_series())
}

/// A series that [`normal`] made, borrowed. `kind` decides what whole numbers are.
pub fn typed_vector(series: &Series, kind: ValueType) -> Vector<'_> {
    match (vector(series), kind) {
        (Vector::Integer(column), ValueType::Date) => Vector::Date(column),
        (Vector::Integer(column), ValueType::Datetime) => Vector::Datetime(column),
        (Vector::Integer(column), ValueType::Time) => Vector::Time(column),
        (other, _) => other,
    }
}

/// As [`typed_vector`], for whole numbers that are no more than that.
pub fn vector(series: &Series) -> Vector<'_> {
    if let Ok(floats) = series.f64() {
        return Vector::Float(primitive(floats));
    }
    if let Ok(integers) = series.i64() {
        return Vector::Integer(primitive(integers));
    }
    if let Ok(booleans) = series.bool() {
        let values = booleans.iter().map(Option::unwrap_or_default).collect();
        return Vector::Boolean(Column::owned(values, booleans.iter().map(|value| value.is_some()).collect()));
    }
    match series.str() {
        Ok(texts) => Vector::Text(Texts::Slices(texts.iter().collect())),
        Err(_) => Vector::Constant(ninefold_base::feature::Value::Missing),
    }
}

fn primitive<T: PolarsNumericType>(values: &ChunkedArray<T>) -> Column<'_, T::Native> {
    let Some(array) = values.downcast_iter().next() else {
        return Column { values: Cow::Owned(Vec::new()), valid: None };
    };
    let valid = array.validity().filter(|valid| valid.unset_bits() > 0);
    Column { values: Cow::Borrowed(array.values()), valid: valid.map(|valid| valid.iter().collect()) }
}

/// A column without any value.
pub fn missing(kind: ValueType, rows: usize) -> Series {
    let dtype = match kind {
        ValueType::Boolean => DataType::Boolean,
        ValueType::Integer => DataType::Int64,
        ValueType::Float => DataType::Float64,
        ValueType::Text => DataType::String,
        ValueType::Date => DataType::Date,
        ValueType::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        ValueType::Time => DataType::Time,
    };
    Series::full_null(PlSmallStr::EMPTY, rows, &dtype)
}

/// How an output is told as a column of a table.
pub fn stored_as(kind: ValueType) -> (TypeKind, &'static str) {
    match kind {
        ValueType::Boolean => (TypeKind::Boolean, "bool"),
        ValueType::Integer => (TypeKind::Integer, "i64"),
        ValueType::Float => (TypeKind::Float, "f64"),
        ValueType::Text => (TypeKind::Text, "text"),
        ValueType::Date => (TypeKind::Date, "date"),
        ValueType::Datetime => (TypeKind::Datetime, "datetime[μs]"),
        ValueType::Time => (TypeKind::Time, "time[ns]"),
    }
}

/// One vector as a column.
pub fn series(vector: Vector<'_>, name: &str, kind: ValueType) -> Result<Series, Problem> {
    let name = PlSmallStr::from_str(name);
    let integers = |column: Column<'_, i64>| {
        let valid = column.valid.map(|valid| valid.iter().copied().collect());
        Int64Chunked::from_vec_validity(name.clone(), column.values.into_owned(), valid).into_series()
    };
    match vector {
        Vector::Float(column) => {
            let valid = column.valid.map(|valid| valid.iter().copied().collect());
            Ok(Float64Chunked::from_vec_validity(name, column.values.into_owned(), valid).into_series())
        }
        Vector::Integer(column) => Ok(integers(column)),
        Vector::Date(column) => {
            integers(column).cast(&DataType::Int32).and_then(|days| days.cast(&DataType::Date)).map_err(fault)
        }
        Vector::Datetime(column) => {
            integers(column).cast(&DataType::Datetime(TimeUnit::Microseconds, None)).map_err(fault)
        }
        Vector::Time(column) => integers(column).cast(&DataType::Time).map_err(fault),
        Vector::Boolean(column) => {
            let values = (0..column.values.len()).map(|row| column.get(row));
            Ok(BooleanChunked::from_iter_options(name, values).into_series())
        }
        Vector::Text(texts) => {
            let values = (0..texts.len()).map(|row| texts.get(row));
            Ok(StringChunked::from_iter_options(name, values).into_series())
        }
        Vector::Constant(_) => {
            Err(Problem::fault("computing features", format!("{kind:?} was not spread over its rows")))
        }
    }
}
