//! Values as plain JSON cells and back, by the type that the contract says.

use crate::scalar::calendar;
use crate::scalar::cast;
use ninefold_base::cell::float_text;
use ninefold_base::feature::spec::Plain;
use ninefold_base::feature::{Value, ValueType};
use std::borrow::Cow;

pub fn plain(value: &Value<'_>) -> Plain {
    match value {
        Value::Missing => Plain::Missing(()),
        Value::Boolean(value) => Plain::Boolean(*value),
        Value::Integer(value) => Plain::Integer(*value),
        Value::Float(value) if value.is_finite() => Plain::Float(*value),
        Value::Float(value) => Plain::Text(float_text(*value)),
        Value::Text(text) => Plain::Text(text.to_string()),
        Value::Date(days) => Plain::Text(calendar::date_text(*days)),
        Value::Datetime(micros) => Plain::Text(calendar::datetime_text(*micros)),
        Value::Time(nanos) => Plain::Text(calendar::time_text(*nanos)),
    }
}

/// `None` if the cell is no value of the type.
pub fn value(cell: &Plain, kind: ValueType) -> Option<Value<'static>> {
    Some(match (cell, kind) {
        (Plain::Missing(()), _) => Value::Missing,
        (Plain::Boolean(value), ValueType::Boolean) => Value::Boolean(*value),
        (Plain::Integer(value), ValueType::Integer) => Value::Integer(*value),
        (Plain::Integer(value), ValueType::Float) => Value::Float(*value as f64),
        (Plain::Float(value), ValueType::Float) => Value::Float(*value),
        (Plain::Text(text), ValueType::Text) => Value::Text(Cow::Owned(text.clone())),
        (Plain::Text(text), ValueType::Float) => Value::Float(match text.as_str() {
            "NaN" => f64::NAN,
            "inf" => f64::INFINITY,
            "-inf" => f64::NEG_INFINITY,
            _ => return None,
        }),
        (Plain::Text(text), kind @ (ValueType::Date | ValueType::Datetime | ValueType::Time)) => {
            match cast::cast(&Value::Text(Cow::Owned(text.clone())), kind) {
                Value::Missing => return None,
                value => value,
            }
        }
        _ => return None,
    })
}
