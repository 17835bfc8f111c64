//! One value of a row as the feature language sees it, and its type.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The types of the feature language. Every column type of a table is read as one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    Boolean,
    /// 64 bits with a sign.
    Integer,
    /// 64 bits.
    Float,
    Text,
    Date,
    /// Wall time, in microseconds.
    Datetime,
    Time,
}

impl ValueType {
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// "a number", "text": for sentences.
    pub fn word(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Integer | Self::Float => "a number",
            Self::Text => "text",
            Self::Date => "a date",
            Self::Datetime => "a date with time",
            Self::Time => "a time of day",
        }
    }

    /// As in specs and headers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "text",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Time => "time",
        }
    }
}

/// One value. In JSON `"missing"`, `{"integer": 3}`, `{"text": "x"}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value<'a> {
    #[default]
    Missing,
    Boolean(bool),
    Integer(i64),
    Float(#[serde(with = "exact_float")] f64),
    Text(Cow<'a, str>),
    /// Days since 1970-01-01, proleptic Gregorian.
    Date(i64),
    /// Microseconds since 1970-01-01 00:00 of the clock on the wall.
    Datetime(i64),
    /// Nanoseconds since midnight.
    Time(i64),
}

impl Value<'_> {
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// `None` for a missing value.
    pub fn value_type(&self) -> Option<ValueType> {
        match self {
            Self::Missing => None,
            Self::Boolean(_) => Some(ValueType::Boolean),
            Self::Integer(_) => Some(ValueType::Integer),
            Self::Float(_) => Some(ValueType::Float),
            Self::Text(_) => Some(ValueType::Text),
            Self::Date(_) => Some(ValueType::Date),
            Self::Datetime(_) => Some(ValueType::Datetime),
            Self::Time(_) => Some(ValueType::Time),
        }
    }

    /// The same value that borrows from nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Missing => Value::Missing,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::Float(value) => Value::Float(value),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Date(days) => Value::Date(days),
            Self::Datetime(micros) => Value::Datetime(micros),
            Self::Time(nanos) => Value::Time(nanos),
        }
    }

    /// True if both are the same to the last bit; NaN is the same as NaN, 0.0 is not -0.0.
    pub fn same_bits(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (a, b) => a == b,
        }
    }
}

/// Floats in JSON, which has no word for those that are not finite: they become the texts `NaN`, `inf`, `-inf`.
pub mod exact_float {
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Number(f64),
        Word(String),
    }

    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            serializer.serialize_f64(*value)
        } else {
            serializer.serialize_str(&crate::cell::float_text(*value))
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        match Form::deserialize(deserializer)? {
            Form::Number(value) => Ok(value),
            Form::Word(word) => match word.as_str() {
                "NaN" => Ok(f64::NAN),
                "inf" => Ok(f64::INFINITY),
                "-inf" => Ok(f64::NEG_INFINITY),
                other => Err(serde::de::Error::custom(format!("`{other}` is not a number"))),
            },
        }
    }
}
