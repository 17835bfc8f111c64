//! The values of a chunk's column as numbers or texts, for work that looks at each value.

use ninefold_base::Problem;
use polars::prelude::{DataType, PolarsError, Series, TimeUnit};

/// As [`super::sample::SampleValues`]: times in microseconds, durations in seconds.
#[derive(Debug, Clone)]
pub enum Values {
    /// `None` where missing; NaN is a value.
    Numbers(Vec<Option<f64>>),
    /// A series of type String; booleans as `false` and `true`.
    Texts(Series),
    /// Bytes, lists, structs, nothing.
    Other(Series),
}

/// Reads a column; fails only on a fault of ours.
pub fn values(series: &Series) -> Result<Values, Problem> {
    let numbers = |series: Series, scale: f64| {
        let floats = series.cast(&DataType::Float64).map_err(fault)?;
        let floats = floats.f64().map_err(fault)?;
        Ok(Values::Numbers(floats.iter().map(|value| value.map(|value| value / scale)).collect()))
    };
    match series.dtype() {
        DataType::String => Ok(Values::Texts(series.clone())),
        dtype if dtype.is_categorical() || dtype.is_enum() => {
            Ok(Values::Texts(series.cast(&DataType::String).map_err(fault)?))
        }
        DataType::Boolean => {
            let texts = series.bool().map_err(fault)?;
            let texts: polars::prelude::StringChunked =
                texts.iter().map(|value| value.map(|value| if value { "true" } else { "false" })).collect();
            Ok(Values::Texts(polars::prelude::IntoSeries::into_series(texts)))
        }
        DataType::Date => {
            let days = series.to_physical_repr().into_owned();
            numbers(days, 1.0 / 86_400e6)
        }
        DataType::Datetime(unit, _) => {
            let unit = *unit;
            let ticks = series.to_physical_repr().into_owned();
            match unit {
                TimeUnit::Microseconds => numbers(ticks, 1.0),
                TimeUnit::Milliseconds => numbers(ticks, 1e-3),
                TimeUnit::Nanoseconds => floored(&ticks),
            }
        }
        DataType::Time => floored(&series.to_physical_repr()),
        DataType::Duration(unit) => {
            let scale = match unit {
                TimeUnit::Nanoseconds => 1e9,
                TimeUnit::Microseconds => 1e6,
                TimeUnit::Milliseconds => 1e3,
            };
            numbers(series.to_physical_repr().into_owned(), scale)
        }
        dtype if dtype.is_numeric() || dtype.is_decimal() => numbers(series.clone(), 1.0),
        _ => Ok(Values::Other(series.clone())),
    }
}

/// Nanoseconds as microseconds, the rest cut off: a value beyond an edge stays beyond it.
fn floored(nanoseconds: &Series) -> Result<Values, Problem> {
    let ticks = nanoseconds.cast(&DataType::Int64).map_err(fault)?;
    let ticks = ticks.i64().map_err(fault)?;
    Ok(Values::Numbers(ticks.iter().map(|value| value.map(|value| value.div_euclid(1_000) as f64)).collect()))
}

pub(super) fn fault(error: PolarsError) -> Problem {
    Problem::fault("reading values", error)
}
