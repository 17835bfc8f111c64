//! Separated text by RFC 4180, with one addition: a missing value is empty, an empty text is `""`, and both come back
//! as they were.

use super::fields::{Rows, Shape, Value};
use super::sink::Sink;
use super::{Written, batches};
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::Meter;
use ninefold_base::cell::{float_text, float32_text};
use ninefold_base::format::hex;
use std::io::Write;

pub fn write(
    source: &dyn RowSource,
    order: &RowOrder,
    shape: &Shape,
    separator: u8,
    sink: &mut Sink<'_>,
    meter: &dyn Meter,
) -> Result<Written, Interrupted> {
    let mut header = Vec::new();
    for (at, name) in shape.names.iter().enumerate() {
        if at > 0 {
            header.push(separator);
        }
        put_text(&mut header, name, separator);
    }
    header.push(b'\n');
    sink.put(&header)?;
    let mut written = Written::default();
    let text = |chunk: &crate::Chunk| {
        let rows = chunk.frame.height();
        let mut out = Vec::with_capacity(rows * shape.ids.len() * 8);
        let values = Rows::new(chunk, shape);
        for row in 0..rows {
            for column in 0..shape.ids.len() {
                if column > 0 {
                    out.push(separator);
                }
                put(&mut out, &values.value(column, row), separator, shape.ids.len() == 1);
            }
            out.push(b'\n');
        }
        Ok((rows as u64, out))
    };
    batches::each(source, order, &shape.ids, meter, text, |(rows, text)| {
        written.rows += rows;
        sink.put(&text)
    })?;
    Ok(written)
}

fn put(out: &mut Vec<u8>, value: &Value<'_>, separator: u8, alone: bool) {
    // Writing to memory cannot fail.
    let _ = match value {
        // A line without anything would be taken for no row at all.
        Value::Missing if alone => out.write_all(b"\"\""),
        Value::Missing => Ok(()),
        Value::Text(text) | Value::Json(text) | Value::Invalid(text) => return put_text(out, text, separator),
        Value::Boolean(value) => write!(out, "{value}"),
        Value::Integer(value) => write!(out, "{value}"),
        Value::Float(value) => write!(out, "{}", float_text(*value)),
        Value::Float32(value) => write!(out, "{}", float32_text(*value)),
        Value::Binary(bytes) => return put_text(out, &hex(bytes), separator),
        Value::Cell(cell) => return put_text(out, &cell.plain(), separator),
    };
}

fn put_text(out: &mut Vec<u8>, text: &str, separator: u8) {
    let bytes = text.as_bytes();
    let plain =
        !bytes.is_empty() && !bytes.iter().any(|byte| matches!(byte, b'"' | b'\n' | b'\r') || *byte == separator);
    if plain {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for part in bytes.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}
