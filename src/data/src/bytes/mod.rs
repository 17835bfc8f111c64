//! The decoded text of a file by position: UTF-8 bytes, whatever the file's compression and encoding.
//!
//! [`raw::RawFile`] gives the bytes as they are stored; [`spool::Spool`] those that arrive on standard input;
//! [`decoder::Decoder`] undoes compression and encoding in one direction; [`streamed::Streamed`] makes that a random
//! access with checkpoints. Plain UTF-8 files are read in place. Nothing is mapped and nothing unpacked to disk.

pub mod decoder;
pub mod gzip;
pub mod raw;
pub mod recode;
pub mod spool;
pub mod streamed;

use ninefold_base::{Meter, Problem};
use std::sync::Arc;

/// Stored bytes by position.
#[allow(clippy::len_without_is_empty, reason = "a length that grows is not asked whether it is zero")]
pub trait RawBytes: Send + Sync {
    /// For messages.
    fn name(&self) -> String;
    /// Fills `buffer` from `offset` as far as there are bytes now; 0 means the end of what there is.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem>;
    /// Bytes there are now.
    fn len(&self) -> u64;
    /// True once no more bytes will come.
    fn ended(&self) -> bool;
    /// Waits a moment for more bytes; false if none came. Files have all theirs from the start.
    fn wait_for_more(&self, _meter: &dyn Meter) -> Result<bool, Problem> {
        Ok(false)
    }
    /// What happened to the file since it was opened, in a sentence.
    fn changed(&self) -> Option<String> {
        None
    }
}

/// Where decoded text comes from.
#[derive(Clone)]
pub enum Text {
    /// UTF-8 as it is stored, from this offset on (behind a byte order mark).
    Plain {
        raw: Arc<dyn RawBytes>,
        start: u64,
    },
    Streamed(Arc<streamed::Streamed>),
}

impl Text {
    /// Fills `buffer` with decoded text from `offset`; less only at the end of what is known.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
        match self {
            Self::Plain { raw, start } => read_full(&**raw, offset + start, buffer),
            Self::Streamed(streamed) => streamed.read_at(offset, buffer),
        }
    }

    pub fn raw(&self) -> &dyn RawBytes {
        match self {
            Self::Plain { raw, .. } => &**raw,
            Self::Streamed(streamed) => streamed.raw(),
        }
    }
}

/// Reads until the buffer is full or there are no more bytes.
pub fn read_full(raw: &dyn RawBytes, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
    let mut filled = 0;
    while filled < buffer.len() {
        match raw.read_at(offset + filled as u64, &mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}
