//! One value of a table, as it travels from the data room to the screen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Text longer than this many bytes travels as [`Cell::Long`]: its beginning and its length.
pub const LONG_TEXT_BYTES: usize = 4096;

/// One value. Numbers travel as numbers, so that the screen decides on digits; everything temporal as ISO text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// No value: null, a missing field of a short row, an accepted missing marker.
    Missing,
    /// A text that does not fit the column's type: missing for every figure, shown as it stands.
    Invalid(String),
    Boolean(bool),
    Integer(i128),
    Float(f64),
    /// Kept apart from `Float` so that its shortest text is that of 32 bits.
    Float32(f32),
    /// An exact decimal, as its text.
    Decimal(String),
    Text(String),
    /// The beginning of a long text and its whole length in bytes.
    Long {
        head: String,
        bytes: u64,
    },
    /// Date, datetime, time or duration in ISO 8601 form.
    Temporal(String),
    /// Bytes as hexadecimal digits (at most 64 of them) and the whole length.
    Binary {
        head: String,
        bytes: u64,
    },
    /// A list or struct as JSON text.
    Nested(String),
}

impl Cell {
    /// The value as plain text: what `y` copies, what a CSV holds, what search looks at. Missing is empty.
    pub fn plain(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Invalid(text)
            | Self::Decimal(text)
            | Self::Text(text)
            | Self::Temporal(text)
            | Self::Nested(text) => text.clone(),
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => float_text(*value),
            Self::Float32(value) => float32_text(*value),
            Self::Long { head, .. } => head.clone(),
            Self::Binary { head, .. } => head.clone(),
        }
    }

    /// The value as a SQL literal.
    pub fn sql(&self) -> String {
        match self {
            Self::Missing => "NULL".into(),
            Self::Boolean(value) => value.to_string(),
            Self::Integer(_) | Self::Decimal(_) => self.plain(),
            Self::Float(value) if value.is_finite() => self.plain(),
            Self::Float32(value) if value.is_finite() => self.plain(),
            _ => format!("'{}'", self.plain().replace('\'', "''")),
        }
    }
}

/// The shortest text that reads back as the same number; `1e21` style beyond 21 digits and below 1e-6, `NaN`, `inf`.
pub fn float_text(value: f64) -> String {
    let magnitude = value.abs();
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "inf".into() } else { "-inf".into() }
    } else if value != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        format!("{value:e}")
    } else if value == value.trunc() {
        format!("{value:.1}")
    } else {
        format!("{value}")
    }
}

/// As [`float_text`], for 32 bits.
pub fn float32_text(value: f32) -> String {
    let magnitude = value.abs();
    if value.is_nan() || value.is_infinite() {
        float_text(f64::from(value))
    } else if value != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        format!("{value:e}")
    } else if value == value.trunc() {
        format!("{value:.1}")
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float_text_reads_back_as_the_same_number() {
        for value in [0.1, -0.0, 1e300, 5e-324, 1e-7, 123456789.125, 1e20, 1e21, f64::MAX] {
            assert_eq!(float_text(value).parse::<f64>().unwrap().to_bits(), value.to_bits(), "{value}");
        }
        assert_eq!(float_text(3.0), "3.0");
        assert_eq!(float32_text(0.1), "0.1");
    }

    #[test]
    fn sql_literals_are_quoted_where_they_must_be() {
        assert_eq!(Cell::Text("O'Hara".into()).sql(), "'O''Hara'");
        assert_eq!(Cell::Integer(-3).sql(), "-3");
        assert_eq!(Cell::Missing.sql(), "NULL");
    }
}
