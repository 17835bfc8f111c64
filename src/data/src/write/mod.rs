//! Tables to files and pipes, span by span, in bounded memory.
//!
//! [`write`] sends rows of a view to any writer, [`write_file`] to a path: by way of a temporary file beside it, so that
//! a full disk, a stop or a crash leaves neither half a file nor none where there was one. Text forms are our own
//! ([`delimited`], [`json`]), Parquet and Arrow are polars' ([`binary`]).

pub mod batches;
pub mod binary;
pub mod delimited;
pub mod fields;
pub mod file;
pub mod json;
pub mod sink;

use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::format::counted;
use ninefold_base::read::Compression;
use ninefold_base::{ColumnId, Meter, Problem};
use std::io::Write;

pub use file::{Existing, write_file};

/// What the rows become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated, RFC 4180; missing is empty, an empty text is `""`.
    Csv,
    /// As [`Form::Csv`], with tabs.
    Tsv,
    /// One array of objects.
    Json,
    /// One object per line.
    Ndjson,
    Parquet,
    Arrow,
}

/// A form and what is wrapped around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub form: Form,
    pub compression: Option<Compression>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    pub rows: u64,
    /// As they lie in the file, compressed if they are.
    pub bytes: u64,
    /// What the form could not hold, one sentence each.
    pub notes: Vec<String>,
}

impl Target {
    /// Told from the end of a file's name: `x.csv`, `x.ndjson.gz`, `x.parquet`.
    pub fn of_path(path: &str) -> Result<Self, Problem> {
        let lower = path.to_lowercase();
        let (plain, compression) = match (lower.strip_suffix(".gz"), lower.strip_suffix(".zst")) {
            (Some(plain), _) => (plain.to_string(), Some(Compression::Gzip)),
            (_, Some(plain)) => (plain.to_string(), Some(Compression::Zstd)),
            (None, None) => (lower, None),
        };
        let what = format!("could not write `{path}`");
        let kinds = "name it .csv, .tsv, .json, .ndjson, .parquet or .arrow; text may end in .gz or .zst";
        let form = match plain.rsplit_once('.').map(|(_, end)| end) {
            Some("csv" | "txt") => Form::Csv,
            Some("tsv" | "tab") => Form::Tsv,
            Some("json") => Form::Json,
            Some("ndjson" | "jsonl") => Form::Ndjson,
            Some("parquet" | "pq") => Form::Parquet,
            Some("arrow" | "ipc" | "feather") => Form::Arrow,
            Some(other) => {
                return Err(Problem::new(what, format!("`.{other}` is no kind of file that can be written"), kinds));
            }
            None => return Err(Problem::new(what, "its name does not tell the kind of file", kinds)),
        };
        if compression.is_some() && matches!(form, Form::Parquet | Form::Arrow) {
            return Err(Problem::new(
                what,
                "Parquet and Arrow compress their contents themselves",
                "leave out the .gz or .zst",
            ));
        }
        Ok(Self { form, compression })
    }
}

/// Writes the rows of a view, in its order, with these columns, in this order. Types are those that are known now:
/// a caller who wants the final ones completes the source first.
///
/// # Errors
/// [`Interrupted::Stopped`] also when the reader of a pipe went away: nobody waits for the rest.
pub fn write(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: &[ColumnId],
    target: Target,
    sink: &mut (dyn Write + Send),
    meter: &dyn Meter,
) -> Result<Written, Interrupted> {
    let shape = fields::Shape::new(source, columns, target.form)?;
    let mut sink = sink::Sink::new(sink, target.compression)?;
    let mut written = match target.form {
        Form::Csv => delimited::write(source, order, &shape, b',', &mut sink, meter)?,
        Form::Tsv => delimited::write(source, order, &shape, b'\t', &mut sink, meter)?,
        Form::Json => json::write(source, order, &shape, json::Layout::Array, &mut sink, meter)?,
        Form::Ndjson => json::write(source, order, &shape, json::Layout::Lines, &mut sink, meter)?,
        Form::Parquet | Form::Arrow => binary::write(source, order, &shape, target.form, &mut sink, meter)?,
    };
    written.bytes = sink.finish()?;
    written.notes.extend(shape.notes);
    Ok(written)
}

/// "3 values are …" if there are any.
fn note(count: u64, noun: &str, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{} {what}", counted(count, noun)))
}

#[cfg(test)]
mod tests;
