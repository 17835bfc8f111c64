//! From what the user typed to a table.
//!
//! [`discover`] finds the files, [`kind`] tells what each is by looking at it, [`union`] makes one table of many.
//! A single file without an origin column is the reader's own source.

pub mod discover;
pub mod handle;
pub mod hive;
pub mod kind;
pub mod parts;
pub mod turn;
pub mod union;
pub mod unite;

use crate::bytes::RawBytes;
use crate::bytes::spool::Spool;
use crate::{Interrupted, RowSource, columnar, text};
use handle::{FileHandle, plain_error};
use ninefold_base::message::TableId;
use ninefold_base::read::{FileFormat, ReadOptions, Source};
use ninefold_base::{Meter, Problem};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Opens paths, globs, folders or standard input (`-`) as one table. Reads only beginnings and footers.
///
/// # Errors
/// A sentence for each way in which that can fail: nothing there, not a table, not allowed, damaged.
pub fn open(
    table: TableId,
    source: &Source,
    options: &ReadOptions,
    meter: &dyn Meter,
) -> Result<Arc<dyn RowSource>, Interrupted> {
    if source.paths.is_empty() {
        return Err(Problem::new(
            "could not open a table",
            "no file was named",
            "name a file, a folder or `-` for standard input",
        )
        .into());
    }
    if source.paths.iter().any(|path| path == "-") {
        if source.paths.len() > 1 {
            return Err(Problem::new(
                "could not open the files",
                "`-` is standard input and cannot be joined with files",
                "open either standard input or files",
            )
            .into());
        }
        return open_stdin(options, table, meter);
    }
    let found = discover::discover(&source.paths, options, meter)?;
    match found.files.as_slice() {
        [only] if only.partitions.is_empty() && !source.with_origin => open_file(&only.path, options, table, meter),
        _ => Ok(Arc::new(union::Union::open(found, source, options, table, meter)?)),
    }
}

/// One file, whatever it holds.
pub fn open_file(
    path: &Path,
    options: &ReadOptions,
    table: TableId,
    meter: &dyn Meter,
) -> Result<Arc<dyn RowSource>, Interrupted> {
    match kind::of_file(path, options.format)? {
        format @ (FileFormat::Parquet | FileFormat::Arrow) => {
            let handle = FileHandle::open(path).map_err(|error| kind::cannot_open(path, &error))?;
            Ok(columnar::open(handle, format, options, table)?)
        }
        format @ (FileFormat::Delimited | FileFormat::Ndjson | FileFormat::Json) => {
            text::open(text::Input::File(path.to_path_buf()), format, options, table, meter)
        }
    }
}

/// Standard input is looked at before it is decided how to read it: Parquet and Arrow need all of it, text does not.
fn open_stdin(options: &ReadOptions, table: TableId, meter: &dyn Meter) -> Result<Arc<dyn RowSource>, Interrupted> {
    let spool = Arc::new(Spool::new()?);
    while spool.len() < kind::HEAD_BYTES as u64 && !spool.ended() {
        meter.check()?;
        spool.wait_for_more(meter)?;
    }
    let mut head = vec![0; kind::HEAD_BYTES];
    let length = crate::bytes::read_full(spool.as_ref(), 0, &mut head)?;
    head.truncate(length);
    match kind::of_bytes("standard input", &head, options.format)? {
        format @ (FileFormat::Parquet | FileFormat::Arrow) => {
            let file = drained(spool.as_ref(), meter)?;
            let handle = FileHandle::unnamed(file).map_err(|error| no_room(&error))?;
            Ok(columnar::open(handle, format, options, table)?)
        }
        format @ (FileFormat::Delimited | FileFormat::Ndjson | FileFormat::Json) => {
            text::open(text::Input::Spooled(spool), format, options, table, meter)
        }
    }
}

/// Everything that arrives, in an unnamed temporary file.
fn drained(spool: &dyn RawBytes, meter: &dyn Meter) -> Result<File, Interrupted> {
    let mut file = tempfile::tempfile().map_err(|error| no_room(&error))?;
    let mut block = vec![0; 1 << 20];
    let mut offset = 0;
    loop {
        meter.check()?;
        let read = spool.read_at(offset, &mut block)?;
        if read == 0 {
            if spool.ended() {
                return Ok(file);
            }
            spool.wait_for_more(meter)?;
            continue;
        }
        file.write_all(&block[..read]).map_err(|error| no_room(&error))?;
        offset += read as u64;
        meter.report(offset, 0);
    }
}

fn no_room(error: &std::io::Error) -> Problem {
    Problem::new(
        "could not keep what arrives on standard input",
        plain_error(error),
        "make room in the folder for temporary files (TMPDIR), or open a file",
    )
}

#[cfg(test)]
mod tests;
