//! Random access to text that can only be decoded in one direction.
//!
//! The first pass over the file leaves checkpoints behind; a read starts from the nearest one before it. Gzip and
//! re-encoded text have one every [`CHECKPOINT_EVERY`] bytes (farther apart in very large files). Zstandard's state
//! cannot be copied, so a jump back starts from the beginning of the file: at a gigabyte or more a second, and with the
//! blocks passed last kept in memory, so that paging upwards does so only once every few megabytes.

use super::RawBytes;
use super::decoder::{Checkpoint, Decoder, Progress};
use ninefold_base::Problem;
use ninefold_base::read::{Compression, Encoding};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Decoded bytes between checkpoints: about 50 ms of inflating.
const CHECKPOINT_EVERY: u64 = 16 << 20;
/// Beyond this many checkpoints (some 40 kB each) every second one is dropped.
const CHECKPOINTS: usize = 1024;
/// Blocks of decoded text kept, and their size at least.
const KEPT_BYTES: usize = 24 << 20;
const BLOCK: usize = 1 << 20;

/// See the module's text.
pub struct Streamed {
    raw: Arc<dyn RawBytes>,
    compression: Option<Compression>,
    encoding: Encoding,
    /// Decoded bytes to leave out at the beginning: a byte order mark.
    skip: u64,
    /// Decoded bytes known to exist.
    known: AtomicU64,
    checkpoints: Mutex<Vec<Checkpoint>>,
    reader: Mutex<Reader>,
}

/// Decoded text and where it begins.
type Block = (u64, Arc<Vec<u8>>);

#[derive(Default)]
struct Reader {
    decoder: Option<Decoder>,
    /// Decoded text by position, oldest first.
    blocks: VecDeque<Block>,
}

/// The first pass: text in order, from the beginning.
pub struct Pass {
    streamed: Arc<Streamed>,
    decoder: Decoder,
    checkpoint_at: u64,
    spacing: u64,
    skip_left: usize,
}

impl Streamed {
    pub fn new(raw: Arc<dyn RawBytes>, compression: Option<Compression>, encoding: Encoding, skip: u64) -> Self {
        Self {
            raw,
            compression,
            encoding,
            skip,
            known: AtomicU64::new(0),
            checkpoints: Mutex::default(),
            reader: Mutex::default(),
        }
    }

    pub fn raw(&self) -> &dyn RawBytes {
        &*self.raw
    }

    /// Lets this many decoded bytes be read before the first pass has come so far.
    pub fn expect(&self, bytes: u64) {
        self.known.fetch_max(bytes, Ordering::Release);
    }

    /// Starts the first pass.
    pub fn pass(self: &Arc<Self>) -> Result<Pass, Problem> {
        Ok(Pass {
            streamed: Arc::clone(self),
            decoder: Decoder::new(self.compression, self.encoding)?,
            checkpoint_at: CHECKPOINT_EVERY,
            spacing: CHECKPOINT_EVERY,
            skip_left: usize::try_from(self.skip).unwrap_or(usize::MAX),
        })
    }

    /// Fills `buffer` with decoded text from `offset`; less only at the end of what was ever decoded.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let start = offset + self.skip;
        let mut filled = 0;
        while filled < buffer.len() {
            let at = start + filled as u64;
            let Some((begin, block)) = self.block_at(&mut reader, at)? else { break };
            let from = usize::try_from(at - begin).expect("the position is inside the block");
            let n = (block.len() - from).min(buffer.len() - filled);
            buffer[filled..filled + n].copy_from_slice(&block[from..from + n]);
            filled += n;
        }
        Ok(filled)
    }

    fn block_at(&self, reader: &mut Reader, at: u64) -> Result<Option<Block>, Problem> {
        if let Some(found) =
            reader.blocks.iter().rev().find(|(begin, block)| (*begin..begin + block.len() as u64).contains(&at))
        {
            return Ok(Some(found.clone()));
        }
        if at >= self.known.load(Ordering::Acquire) {
            return Ok(None);
        }
        let nearest = self.lock_checkpoints().iter().rev().find(|checkpoint| checkpoint.position <= at).cloned();
        let from = nearest.as_ref().map_or(0, |checkpoint| checkpoint.position);
        let usable = reader.decoder.as_ref().is_some_and(|decoder| (from..=at).contains(&decoder.position));
        let mut decoder = match (reader.decoder.take(), nearest) {
            (Some(decoder), _) if usable => decoder,
            (_, Some(checkpoint)) => Decoder::resume(&checkpoint),
            (_, None) => Decoder::new(self.compression, self.encoding)?,
        };
        loop {
            let begin = decoder.position;
            let mut block = Vec::with_capacity(BLOCK + (BLOCK >> 1));
            let mut progress = Progress::More;
            while block.len() < BLOCK && progress == Progress::More {
                progress = decoder.step(&*self.raw, &mut block)?;
            }
            let block = Arc::new(block);
            let end = begin + block.len() as u64;
            reader.keep(begin, Arc::clone(&block));
            if at < end {
                reader.decoder = Some(decoder);
                return Ok(Some((begin, block)));
            }
            if progress != Progress::More {
                return Ok(None);
            }
        }
    }

    fn lock_checkpoints(&self) -> MutexGuard<'_, Vec<Checkpoint>> {
        self.checkpoints.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    fn keep(&mut self, begin: u64, block: Arc<Vec<u8>>) {
        if block.is_empty() {
            return;
        }
        self.blocks.push_back((begin, block));
        let mut held: usize = self.blocks.iter().map(|(_, block)| block.len()).sum();
        while held > KEPT_BYTES && self.blocks.len() > 1 {
            held -= self.blocks.pop_front().map_or(0, |(_, block)| block.len());
        }
    }
}

impl Pass {
    /// Appends the next stretch of text (without a byte order mark) to `output`.
    pub fn step(&mut self, output: &mut Vec<u8>) -> Result<Progress, Problem> {
        let before = output.len();
        let progress = self.decoder.step(&*self.streamed.raw, output)?;
        let cut = self.skip_left.min(output.len() - before);
        output.drain(before..before + cut);
        self.skip_left -= cut;
        self.streamed.known.fetch_max(self.decoder.position, Ordering::Release);
        if self.decoder.position >= self.checkpoint_at
            && let Some(checkpoint) = self.decoder.checkpoint()
        {
            self.leave(checkpoint);
        }
        Ok(progress)
    }

    fn leave(&mut self, checkpoint: Checkpoint) {
        self.checkpoint_at = checkpoint.position + self.spacing;
        let mut checkpoints = self.streamed.lock_checkpoints();
        checkpoints.push(checkpoint);
        if checkpoints.len() > CHECKPOINTS {
            let mut odd = false;
            checkpoints.retain(|_| {
                odd = !odd;
                odd
            });
            self.spacing *= 2;
        }
    }

    /// Stored bytes consumed so far, and their number.
    pub fn stored(&self) -> (u64, u64) {
        let raw = &self.streamed.raw;
        (self.decoder.raw_position(), if raw.ended() { raw.len() } else { 0 })
    }

    pub fn garbage(&self) -> u64 {
        self.decoder.garbage()
    }
}
