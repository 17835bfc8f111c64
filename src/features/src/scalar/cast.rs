//! CAST: by the rules that hold for files; what does not fit is missing.

use super::calendar::{self, MICROS_PER_DAY};
use super::numeric;
use ninefold_base::cell::float_text;
use ninefold_base::feature::{Value, ValueType};
use ninefold_data::text::values::{self, DateOrder};

pub fn cast<'a>(value: &Value<'a>, to: ValueType) -> Value<'a> {
    match to {
        ValueType::Text => text(value),
        ValueType::Integer => integer(value).map_or(Value::Missing, Value::Integer),
        ValueType::Float => float(value).map_or(Value::Missing, Value::Float),
        ValueType::Boolean => boolean(value).map_or(Value::Missing, Value::Boolean),
        ValueType::Date => date(value).map_or(Value::Missing, Value::Date),
        ValueType::Datetime => datetime(value).map_or(Value::Missing, Value::Datetime),
        ValueType::Time => time(value).map_or(Value::Missing, Value::Time),
    }
}

fn text<'a>(value: &Value<'a>) -> Value<'a> {
    let text = match value {
        Value::Missing => return Value::Missing,
        Value::Text(text) => return Value::Text(text.clone()),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => float_text(*value),
        Value::Date(days) => calendar::date_text(*days),
        Value::Datetime(micros) => calendar::datetime_text(*micros),
        Value::Time(nanos) => calendar::time_text(*nanos),
    };
    Value::Text(text.into())
}

fn integer(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Boolean(value) => Some(i64::from(*value)),
        Value::Integer(value) => Some(*value),
        Value::Float(value) => numeric::truncated(*value),
        Value::Text(text) => values::integer(text.as_bytes()),
        Value::Missing | Value::Date(_) | Value::Datetime(_) | Value::Time(_) => None,
    }
}

fn float(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Boolean(value) => Some(f64::from(u8::from(*value))),
        Value::Integer(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::Text(text) => values::float(text.as_bytes(), false),
        Value::Missing | Value::Date(_) | Value::Datetime(_) | Value::Time(_) => None,
    }
}

fn boolean(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(value) => Some(*value),
        Value::Integer(value) => Some(*value != 0),
        Value::Float(value) => Some(*value != 0.0),
        Value::Text(text) => values::boolean(text.as_bytes(), true),
        Value::Missing | Value::Date(_) | Value::Datetime(_) | Value::Time(_) => None,
    }
}

fn date(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Date(days) => Some(*days),
        Value::Datetime(micros) => Some(micros.div_euclid(MICROS_PER_DAY)),
        Value::Text(text) => values::date(text.as_bytes(), DateOrder::YearFirst).map(i64::from),
        _ => None,
    }
}

fn datetime(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Datetime(micros) => Some(*micros),
        Value::Date(days) => days.checked_mul(MICROS_PER_DAY),
        Value::Text(text) => {
            values::datetime(text.as_bytes(), DateOrder::YearFirst).map(|(micros, _)| micros).or_else(|| {
                values::date(text.as_bytes(), DateOrder::YearFirst).map(|days| i64::from(days) * MICROS_PER_DAY)
            })
        }
        _ => None,
    }
}

fn time(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Time(nanos) => Some(*nanos),
        Value::Datetime(micros) => Some(micros.rem_euclid(MICROS_PER_DAY) * 1_000),
        Value::Text(text) => values::time(text.as_bytes()),
        _ => None,
    }
}
