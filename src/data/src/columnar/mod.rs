//! Parquet and Arrow IPC files as tables.
//!
//! A columnar file is a row of *groups* (row groups, record batches), each column of a group a row of *pieces* that
//! decode on their own ([`pieces::Pieces`]). [`source::ColumnarSource`] turns any such thing into a
//! [`crate::RowSource`], with a bounded cache of decoded pieces. Files are read by position, never mapped, and every
//! decoder runs inside [`guard::guarded`], because the decoders panic on some damaged files.

pub mod cache;
pub mod guard;
pub mod ipc;
pub mod memory;
pub mod page_headers;
pub mod parquet;
pub mod pieces;
pub mod reinterpret;
pub mod source;
pub mod types;

use crate::RowSource;
use crate::open::handle::FileHandle;
use ninefold_base::Problem;
use ninefold_base::message::TableId;
use ninefold_base::read::{FileFormat, ReadOptions};
use std::sync::Arc;

/// A Parquet or Arrow file as a table. Reads the footer only.
pub fn open(
    handle: FileHandle,
    format: FileFormat,
    options: &ReadOptions,
    table: TableId,
) -> Result<Arc<dyn RowSource>, Problem> {
    let handle = Arc::new(handle);
    let pieces: Arc<dyn pieces::Pieces> = match format {
        FileFormat::Arrow => Arc::new(ipc::IpcPieces::open(Arc::clone(&handle))?),
        FileFormat::Parquet | FileFormat::Delimited | FileFormat::Ndjson | FileFormat::Json => {
            Arc::new(parquet::ParquetPieces::open(Arc::clone(&handle))?)
        }
    };
    Ok(Arc::new(source::ColumnarSource::new(pieces, Some(handle), format, options.clone(), table)))
}

#[cfg(test)]
mod tests;
