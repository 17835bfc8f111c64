//! Numbers and times of a chunk as 64-bit words in the order of the values, and as floats in the units of the figures.
//!
//! Words tell values apart exactly; floats are what means and quantiles are worked out on. Times are microseconds (since
//! 1970-01-01, of a time of day since midnight), durations seconds.

use crate::cells::{cell, decimal_text};
use crate::ops::sort_keys::float_key;
use ninefold_base::{Cell, Problem};
use polars::prelude::{AnyValue, DataType, Series, TimeUnit, TimeZone};

const SIGN: u64 = 1 << 63;

/// What words stand for.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Signed,
    Unsigned,
    Float,
    Float32,
    /// Integers of 128 bits and decimals with this many digits behind the point.
    Large(usize),
    Date,
    Datetime(TimeUnit, Option<TimeZone>),
    Time,
    Duration(TimeUnit),
}

/// Room that is used again for each chunk.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub words: Vec<u64>,
    pub floats: Vec<f64>,
    /// Values that do not fit a word; their word is the nearest.
    pub clipped: u64,
}

impl Form {
    /// Of a column of this type; `None` if its values are no numbers or times.
    pub fn of(dtype: &DataType) -> Option<Self> {
        Some(match dtype {
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Signed,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => Self::Unsigned,
            DataType::Float64 => Self::Float,
            DataType::Float32 | DataType::Float16 => Self::Float32,
            DataType::Int128 | DataType::UInt128 => Self::Large(0),
            DataType::Decimal(_, scale) => Self::Large(*scale),
            DataType::Date => Self::Date,
            DataType::Datetime(unit, zone) => Self::Datetime(*unit, zone.clone()),
            DataType::Time => Self::Time,
            DataType::Duration(unit) => Self::Duration(*unit),
            _ => return None,
        })
    }

    pub fn is_time(&self) -> bool {
        matches!(self, Self::Date | Self::Datetime(..) | Self::Time)
    }

    pub fn is_float(&self) -> bool {
        matches!(self, Self::Float | Self::Float32)
    }

    /// Values are whole numbers by their type.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Signed | Self::Unsigned | Self::Large(0))
    }

    /// The float of a word.
    pub fn float(&self, word: u64) -> f64 {
        let ticks = (word ^ SIGN) as i64;
        match self {
            Self::Signed => ticks as f64,
            Self::Unsigned => word as f64,
            Self::Float | Self::Float32 => float_of(word),
            Self::Large(scale) => ticks as f64 / ten_to(*scale),
            Self::Date => ticks as f64 * 86_400e6,
            Self::Datetime(unit, _) => micros(ticks, *unit),
            Self::Time => micros(ticks, TimeUnit::Nanoseconds),
            Self::Duration(unit) => ticks as f64 / per_second(*unit),
        }
    }

    /// Nanoseconds that a word stands for (of dates and datetimes since 1970-01-01), for distances.
    pub fn nanoseconds(&self, word: u64) -> i128 {
        let ticks = i128::from((word ^ SIGN) as i64);
        match self {
            Self::Date => ticks * 86_400_000_000_000,
            Self::Datetime(TimeUnit::Microseconds, _) | Self::Duration(TimeUnit::Microseconds) => ticks * 1_000,
            Self::Datetime(TimeUnit::Milliseconds, _) | Self::Duration(TimeUnit::Milliseconds) => ticks * 1_000_000,
            _ => ticks,
        }
    }

    /// The value of a word.
    pub fn cell(&self, word: u64) -> Cell {
        let ticks = (word ^ SIGN) as i64;
        match self {
            Self::Signed => Cell::Integer(ticks.into()),
            Self::Unsigned => Cell::Integer(word.into()),
            Self::Float => Cell::Float(float_of(word)),
            Self::Float32 => Cell::Float32(float_of(word) as f32),
            Self::Large(0) => Cell::Integer(ticks.into()),
            Self::Large(scale) => Cell::Decimal(decimal_text(ticks.into(), *scale)),
            Self::Date => cell(&AnyValue::Date(i32::try_from(ticks).unwrap_or(i32::MAX)), usize::MAX),
            Self::Datetime(unit, zone) => cell(&AnyValue::Datetime(ticks, *unit, zone.as_ref()), usize::MAX),
            Self::Time => cell(&AnyValue::Time(ticks), usize::MAX),
            Self::Duration(unit) => cell(&AnyValue::Duration(ticks, *unit), usize::MAX),
        }
    }
}

/// The inverse of [`float_key`]; NaN has the largest word.
fn float_of(word: u64) -> f64 {
    match word {
        u64::MAX => f64::NAN,
        word if word & SIGN != 0 => f64::from_bits(word ^ SIGN),
        word => f64::from_bits(!word),
    }
}

fn float_word(value: f64) -> u64 {
    if value.is_nan() { u64::MAX } else { float_key(value) }
}

fn per_second(unit: TimeUnit) -> f64 {
    match unit {
        TimeUnit::Nanoseconds => 1e9,
        TimeUnit::Microseconds => 1e6,
        TimeUnit::Milliseconds => 1e3,
    }
}

/// Ticks as microseconds; parts of one are cut off.
fn micros(ticks: i64, unit: TimeUnit) -> f64 {
    match unit {
        TimeUnit::Nanoseconds => ticks.div_euclid(1_000) as f64,
        TimeUnit::Microseconds => ticks as f64,
        TimeUnit::Milliseconds => ticks as f64 * 1e3,
    }
}

fn ten_to(scale: usize) -> f64 {
    10f64.powi(i32::try_from(scale).unwrap_or(0))
}

/// Appends what each array of a column holds, missing ones included.
macro_rules! each {
    ($column:expr, $push:expr) => {{
        let column = $column.map_err(fault)?;
        for array in column.downcast_iter() {
            array.values().iter().for_each($push);
        }
    }};
}

impl Words {
    /// Takes in a column of form `form`. Where a value is missing the word and float mean nothing.
    pub fn read(&mut self, series: &Series, form: &Form) -> Result<(), Problem> {
        self.words.clear();
        self.floats.clear();
        self.clipped = 0;
        let length = series.len();
        self.words.reserve(length);
        self.floats.reserve(length);
        let Self { words, floats, clipped } = self;
        let mut signed = |value: i64| {
            words.push(value as u64 ^ SIGN);
            floats.push(value as f64);
        };
        match series.dtype() {
            DataType::Int8 => each!(series.i8(), |value: &i8| signed((*value).into())),
            DataType::Int16 => each!(series.i16(), |value: &i16| signed((*value).into())),
            DataType::Int32 => each!(series.i32(), |value: &i32| signed((*value).into())),
            DataType::Int64 => each!(series.i64(), |value: &i64| signed(*value)),
            DataType::UInt8 => each!(series.u8(), |value: &u8| unsigned(words, floats, (*value).into())),
            DataType::UInt16 => each!(series.u16(), |value: &u16| unsigned(words, floats, (*value).into())),
            DataType::UInt32 => each!(series.u32(), |value: &u32| unsigned(words, floats, (*value).into())),
            DataType::UInt64 => each!(series.u64(), |value: &u64| unsigned(words, floats, *value)),
            DataType::Float32 => each!(series.f32(), |value: &f32| float(words, floats, (*value).into())),
            DataType::Float64 => each!(series.f64(), |value: &f64| float(words, floats, *value)),
            DataType::Float16 => {
                let wide = series.cast(&DataType::Float64).map_err(fault)?;
                each!(wide.f64(), |value: &f64| float(words, floats, *value))
            }
            DataType::Int128 | DataType::UInt128 | DataType::Decimal(..) => {
                let physical = series.to_physical_repr().cast(&DataType::Int128).map_err(fault)?;
                let divisor = if let Form::Large(scale) = form { ten_to(*scale) } else { 1.0 };
                each!(physical.i128(), |value: &i128| {
                    let clip = i64::try_from(*value).unwrap_or(if *value < 0 { i64::MIN } else { i64::MAX });
                    *clipped += u64::from(i128::from(clip) != *value);
                    words.push(clip as u64 ^ SIGN);
                    floats.push(*value as f64 / divisor);
                })
            }
            _ => {
                let physical = series.to_physical_repr().cast(&DataType::Int64).map_err(fault)?;
                each!(physical.i64(), |value: &i64| words.push(*value as u64 ^ SIGN));
                floats.extend(words.iter().map(|word| form.float(*word)));
            }
        }
        Ok(())
    }
}

fn unsigned(words: &mut Vec<u64>, floats: &mut Vec<f64>, value: u64) {
    words.push(value);
    floats.push(value as f64);
}

fn float(words: &mut Vec<u64>, floats: &mut Vec<f64>, value: f64) {
    words.push(float_word(value));
    floats.push(value);
}

pub(super) fn fault(error: polars::prelude::PolarsError) -> Problem {
    Problem::fault("profiling", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;

    #[test]
    fn words_keep_order_and_turn_back_into_values() {
        let series = [
            Series::new("x".into(), [i64::MIN, -1, 0, 7, i64::MAX]),
            Series::new("x".into(), [0u64, 1, u64::MAX]),
            Series::new("x".into(), [f64::NEG_INFINITY, -1.5, 0.0, 1e-300, f64::INFINITY, f64::NAN]),
            Series::new("x".into(), [-1.5f32, 0.1]),
            Series::new("x".into(), [-1i32, 19_000]).cast(&DataType::Date).unwrap(),
            Series::new("x".into(), [-1i64, 1_700_000_000_000_000])
                .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
                .unwrap(),
            Series::new("x".into(), [0i64, 86_399_000_000_000]).cast(&DataType::Time).unwrap(),
            Series::new("x".into(), [-5i64, 5_000_000]).cast(&DataType::Duration(TimeUnit::Milliseconds)).unwrap(),
        ];
        for series in series {
            let form = Form::of(series.dtype()).unwrap();
            let mut words = Words::default();
            words.read(&series, &form).unwrap();
            assert!(words.words.is_sorted(), "{series}");
            let cells: Vec<String> = words.words.iter().map(|word| form.cell(*word).plain()).collect();
            let expected: Vec<String> = crate::ops::page::cells_of(&series).iter().map(Cell::plain).collect();
            assert_eq!(cells, expected);
            for (word, float) in words.words.iter().zip(&words.floats) {
                assert!(form.float(*word) == *float || float.is_nan(), "{series}");
            }
        }
    }
}
