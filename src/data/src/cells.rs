//! Polars values as [`Cell`]s: the one place where the types of files become the words of the screen.
//!
//! It must not know where a column came from. Start at [`cells`].

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone as _};
use ninefold_base::cell::float_text;
use ninefold_base::format::hex;
use ninefold_base::{Cell, TypeKind};
use polars::prelude::{AnyValue, Series, TimeUnit, TimeZone};
use std::fmt::Write;

/// Hexadecimal digits shown of a binary value.
const HEX_DIGITS: usize = 64;

/// Every value of `series` as a cell. Text (and nested values as JSON) longer than `limit` bytes becomes [`Cell::Long`].
pub fn cells(series: &Series, limit: usize) -> Vec<Cell> {
    series.iter().map(|value| cell(&value, limit)).collect()
}

/// As [`cells`], for a column whose kind says more than its storage: JSON text of a list or struct column is
/// [`Cell::Nested`].
pub fn cells_of_kind(series: &Series, kind: TypeKind, limit: usize) -> Vec<Cell> {
    let mut cells = cells(series, limit);
    if matches!(kind, TypeKind::List | TypeKind::Struct) {
        for cell in &mut cells {
            if let Cell::Text(text) = cell {
                *cell = Cell::Nested(std::mem::take(text));
            }
        }
    }
    cells
}

/// One value as a cell.
pub fn cell(value: &AnyValue, limit: usize) -> Cell {
    if let Some(integer) = integer(value) {
        return Cell::Integer(integer);
    }
    match value {
        AnyValue::Null => Cell::Missing,
        AnyValue::Boolean(value) => Cell::Boolean(*value),
        AnyValue::Float16(value) => Cell::Float32(f32::from(*value)),
        AnyValue::Float32(value) => Cell::Float32(*value),
        AnyValue::Float64(value) => Cell::Float(*value),
        AnyValue::Decimal(value, _, scale) => Cell::Decimal(decimal_text(*value, *scale)),
        AnyValue::Binary(bytes) => binary(bytes),
        AnyValue::BinaryOwned(bytes) => binary(bytes),
        AnyValue::List(_) | AnyValue::Array(..) | AnyValue::Struct(..) | AnyValue::StructOwned(_) => {
            let mut text = String::new();
            push_json(value, &mut text);
            match long(&text, limit) {
                Some(long) => long,
                None => Cell::Nested(text),
            }
        }
        other => match (temporal(other), other.get_str()) {
            (Some(text), _) => Cell::Temporal(text),
            (None, Some(text)) => long(text, limit).unwrap_or_else(|| Cell::Text(text.to_string())),
            (None, None) => Cell::Text(other.to_string()),
        },
    }
}

/// The beginning of a text of more than `limit` bytes, cut between characters.
pub fn long(text: &str, limit: usize) -> Option<Cell> {
    (text.len() > limit)
        .then(|| Cell::Long { head: text[..text.floor_char_boundary(limit)].to_string(), bytes: text.len() as u64 })
}

fn integer(value: &AnyValue) -> Option<i128> {
    Some(match value {
        AnyValue::Int8(value) => i128::from(*value),
        AnyValue::Int16(value) => i128::from(*value),
        AnyValue::Int32(value) => i128::from(*value),
        AnyValue::Int64(value) => i128::from(*value),
        AnyValue::Int128(value) => *value,
        AnyValue::UInt8(value) => i128::from(*value),
        AnyValue::UInt16(value) => i128::from(*value),
        AnyValue::UInt32(value) => i128::from(*value),
        AnyValue::UInt64(value) => i128::from(*value),
        // What lies beyond is shown as text by the caller.
        AnyValue::UInt128(value) => i128::try_from(*value).ok()?,
        _ => return None,
    })
}

fn binary(bytes: &[u8]) -> Cell {
    Cell::Binary { head: hex(&bytes[..bytes.len().min(HEX_DIGITS / 2)]), bytes: bytes.len() as u64 }
}

/// `value / 10^scale` with all its digits.
pub(crate) fn decimal_text(value: i128, scale: usize) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Dates, datetimes, times and durations in ISO 8601 form.
fn temporal(value: &AnyValue) -> Option<String> {
    match value {
        AnyValue::Date(days) => Some(date_text(*days)),
        AnyValue::Datetime(ticks, unit, zone) => Some(datetime_text(*ticks, *unit, *zone)),
        AnyValue::DatetimeOwned(ticks, unit, zone) => Some(datetime_text(*ticks, *unit, zone.as_deref())),
        AnyValue::Time(nanoseconds) => Some(time_text(*nanoseconds)),
        AnyValue::Duration(ticks, unit) => Some(duration_text(*ticks, *unit)),
        _ => None,
    }
}

fn date_text(days: i32) -> String {
    let epoch = NaiveDate::default();
    match epoch.checked_add_signed(Duration::days(i64::from(days))) {
        Some(date) => date.format("%Y-%m-%d").to_string(),
        None => format!("{days} days since 1970-01-01"),
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    }
}

fn datetime_text(ticks: i64, unit: TimeUnit, zone: Option<&TimeZone>) -> String {
    let per_second = per_second(unit);
    let nanoseconds = ticks.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let Some(utc) = DateTime::from_timestamp(ticks.div_euclid(per_second), nanoseconds as u32).map(|at| at.naive_utc())
    else {
        return format!("{ticks} {unit:?} since 1970-01-01");
    };
    let fraction = fraction_text(nanoseconds);
    let Some(zone) = zone else { return format!("{}{fraction}", utc.format("%Y-%m-%dT%H:%M:%S")) };
    match local_text(&utc, zone) {
        Some((local, offset)) => format!("{local}{fraction}{offset}"),
        None => format!("{}{fraction}Z", utc.format("%Y-%m-%dT%H:%M:%S")),
    }
}

/// Wall clock time and offset in a zone that is not UTC.
fn local_text(utc: &NaiveDateTime, zone: &TimeZone) -> Option<(String, String)> {
    if zone.as_str() == "UTC" {
        return None;
    }
    let local = zone.to_chrono().ok()?.from_utc_datetime(utc);
    Some((local.format("%Y-%m-%dT%H:%M:%S").to_string(), local.format("%:z").to_string()))
}

fn time_text(nanoseconds: i64) -> String {
    let seconds = nanoseconds.div_euclid(1_000_000_000);
    let fraction = fraction_text(nanoseconds.rem_euclid(1_000_000_000));
    format!("{:02}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `.5`, `.000125`; nothing for whole seconds.
fn fraction_text(nanoseconds: i64) -> String {
    if nanoseconds == 0 {
        return String::new();
    }
    format!(".{nanoseconds:09}").trim_end_matches('0').to_string()
}

/// `PT36H30.5S` in the parts that are not zero: `P1DT12H30.5S`.
fn duration_text(ticks: i64, unit: TimeUnit) -> String {
    let per_second = per_second(unit);
    let magnitude = ticks.unsigned_abs();
    let seconds = magnitude / per_second as u64;
    let fraction = fraction_text((magnitude % per_second as u64) as i64 * (1_000_000_000 / per_second));
    let mut text = String::from(if ticks < 0 { "-P" } else { "P" });
    if seconds >= 86_400 {
        let _ = write!(text, "{}D", seconds / 86_400);
    }
    let (hours, minutes, rest) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let whole_days = hours == 0 && minutes == 0 && rest == 0 && fraction.is_empty();
    if whole_days && seconds >= 86_400 {
        return text;
    }
    text.push('T');
    if hours > 0 {
        let _ = write!(text, "{hours}H");
    }
    if minutes > 0 {
        let _ = write!(text, "{minutes}M");
    }
    if rest > 0 || !fraction.is_empty() || (hours == 0 && minutes == 0) {
        let _ = write!(text, "{rest}{fraction}S");
    }
    text
}

/// Appends a value as JSON. What JSON cannot say (NaN, infinities, dates, bytes) becomes a string.
fn push_json(value: &AnyValue, out: &mut String) {
    if let Some(integer) = integer(value) {
        let _ = write!(out, "{integer}");
        return;
    }
    match value {
        AnyValue::Null => out.push_str("null"),
        AnyValue::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        AnyValue::List(items) | AnyValue::Array(items, _) => push_json_list(items, out),
        AnyValue::Struct(_, _, fields) => {
            let names = fields.iter().map(|field| field.name().as_str());
            push_json_object(names.zip(value._iter_struct_av()), out);
        }
        AnyValue::StructOwned(payload) => {
            let names = payload.1.iter().map(|field| field.name().as_str());
            push_json_object(names.zip(payload.0.iter().cloned()), out);
        }
        other => match cell(other, usize::MAX) {
            Cell::Float(value) if value.is_finite() => out.push_str(&float_text(value)),
            Cell::Float32(value) if value.is_finite() => out.push_str(&Cell::Float32(value).plain()),
            Cell::Decimal(text) => out.push_str(&text),
            Cell::Binary { .. } => push_json_string(&whole_hex(other), out),
            other => push_json_string(&other.plain(), out),
        },
    }
}

fn whole_hex(value: &AnyValue) -> String {
    match value {
        AnyValue::Binary(bytes) => hex(bytes),
        AnyValue::BinaryOwned(bytes) => hex(bytes),
        _ => String::new(),
    }
}

fn push_json_list(items: &Series, out: &mut String) {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_json(&item, out);
    }
    out.push(']');
}

fn push_json_object<'a>(fields: impl Iterator<Item = (&'a str, AnyValue<'a>)>, out: &mut String) {
    out.push('{');
    for (i, (name, value)) in fields.enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_json_string(name, out);
        out.push(':');
        push_json(&value, out);
    }
    out.push('}');
}

fn push_json_string(text: &str, out: &mut String) {
    // Writing a string as JSON cannot fail: it is valid UTF-8 and the sink is memory.
    out.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests;
