//! JSON and JSON lines. Numbers are exact: integers and decimals digit by digit, floats by the shortest text that reads
//! back as the same. NaN and infinity have no JSON and become null, which is counted.

use super::fields::{Rows, Shape, Value};
use super::sink::Sink;
use super::{Written, batches, note};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::cell::{float_text, float32_text};
use ninefold_base::format::hex;
use ninefold_base::{Cell, Meter};
use std::io::Write;

/// Bytes of names made into text at once: every row repeats all of them.
const NAME_BYTES: usize = 32 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Array,
    Lines,
}

pub fn write(
    source: &dyn RowSource,
    order: &RowOrder,
    shape: &Shape,
    layout: Layout,
    sink: &mut Sink<'_>,
    meter: &dyn Meter,
) -> Result<Written, Interrupted> {
    let keys: Vec<Vec<u8>> = shape.names.iter().map(|name| string(name)).collect();
    let text = |chunk: &Chunk| {
        let mut out = Vec::with_capacity(chunk.frame.height() * shape.ids.len() * 16);
        let values = Rows::new(chunk, shape);
        let mut lost = 0;
        for row in 0..chunk.frame.height() {
            // Each row is led by what separates it from the one before; the first row's is dropped.
            out.extend_from_slice(if layout == Layout::Array { b",\n{" } else { b"\n{" });
            for (column, key) in keys.iter().enumerate() {
                if column > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(key);
                out.push(b':');
                lost += put(&mut out, &values.value(column, row));
            }
            out.push(b'}');
        }
        Ok((chunk.frame.height() as u64, lost, out))
    };
    let mut written = Written::default();
    let mut lost = 0;
    if layout == Layout::Array {
        sink.put(b"[")?;
    }
    let names: usize = keys.iter().map(Vec::len).sum();
    let most_rows = (NAME_BYTES / names.max(1)).clamp(1, 1 << 16) as u64;
    batches::each_of(source, order, &shape.ids, most_rows, meter, text, |(rows, lost_here, text)| {
        let separator = if layout == Layout::Array { ",\n" } else { "\n" };
        let first = if written.rows == 0 && rows > 0 { separator.len() } else { 0 };
        if layout == Layout::Array && first > 0 {
            sink.put(b"\n")?;
        }
        written.rows += rows;
        lost += lost_here;
        sink.put(&text[first..])
    })?;
    match layout {
        Layout::Array => sink.put(b"\n]\n")?,
        Layout::Lines if written.rows > 0 => sink.put(b"\n")?,
        Layout::Lines => {}
    }
    written.notes.extend(note(lost, "value", "that JSON cannot hold (NaN, infinity) became null"));
    Ok(written)
}

/// Writes a value; 1 if it was lost.
fn put(out: &mut Vec<u8>, value: &Value<'_>) -> u64 {
    // Writing to memory cannot fail.
    let _ = match value {
        Value::Missing => out.write_all(b"null"),
        Value::Float(value) if !value.is_finite() => return null(out),
        Value::Float32(value) if !value.is_finite() => return null(out),
        Value::Text(text) | Value::Invalid(text) => out.write_all(&string(text)),
        Value::Json(text) => out.write_all(text.as_bytes()),
        Value::Boolean(value) => write!(out, "{value}"),
        Value::Integer(value) => write!(out, "{value}"),
        Value::Float(value) => write!(out, "{}", float_text(*value)),
        Value::Float32(value) => write!(out, "{}", float32_text(*value)),
        Value::Binary(bytes) => out.write_all(&string(&hex(bytes))),
        Value::Cell(cell) => match cell {
            Cell::Float(value) if !value.is_finite() => return null(out),
            Cell::Float32(value) if !value.is_finite() => return null(out),
            Cell::Integer(_)
            | Cell::Float(_)
            | Cell::Float32(_)
            | Cell::Decimal(_)
            | Cell::Boolean(_)
            | Cell::Nested(_) => out.write_all(cell.plain().as_bytes()),
            Cell::Missing => out.write_all(b"null"),
            Cell::Text(_) | Cell::Invalid(_) | Cell::Long { .. } | Cell::Temporal(_) | Cell::Binary { .. } => {
                out.write_all(&string(&cell.plain()))
            }
        },
    };
    0
}

fn null(out: &mut Vec<u8>) -> u64 {
    out.extend_from_slice(b"null");
    1
}

fn string(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).expect("a text is always a JSON string")
}
