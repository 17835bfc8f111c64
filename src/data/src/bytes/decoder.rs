//! One direction through a stored file: decompression, then re-encoding, with copies of the state to go on from.

use super::gzip::Gzip;
use super::recode::Recode;
use super::{RawBytes, read_full};
use ninefold_base::Problem;
use ninefold_base::read::{Compression, Encoding};
use zstd::stream::raw::{Decoder as ZstdDecoder, InBuffer, Operation, OutBuffer};

/// Stored bytes read at once.
const INPUT: usize = 1 << 16;
/// Decoded bytes made in one step, before re-encoding.
const OUTPUT: usize = 1 << 18;

enum Codec {
    Stored,
    Gzip(Gzip),
    Zstd { decoder: ZstdDecoder<'static>, between_frames: bool },
}

/// How a stretch of decoding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// More may follow.
    More,
    /// There is no more stored data now, but there may be later.
    Starved,
    /// The end of the file, in good order.
    End,
    /// The stored data ends in the middle of something, or is damaged from here on.
    Broken(&'static str),
}

/// See the module's text.
pub struct Decoder {
    codec: Codec,
    recode: Recode,
    /// Where in the stored file the next byte is read.
    raw_position: u64,
    /// How many bytes of decoded text were given so far.
    pub position: u64,
    plain: Vec<u8>,
}

/// A decoder's state, to go on from.
#[derive(Clone)]
pub struct Checkpoint {
    gzip: Option<Gzip>,
    recode: Recode,
    raw_position: u64,
    pub position: u64,
}

impl Decoder {
    pub fn new(compression: Option<Compression>, encoding: Encoding) -> Result<Self, Problem> {
        let codec = match compression {
            None => Codec::Stored,
            Some(Compression::Gzip) => Codec::Gzip(Gzip::default()),
            Some(Compression::Zstd) => Codec::Zstd { decoder: zstd_decoder()?, between_frames: true },
        };
        Ok(Self { codec, recode: Recode::new(encoding), raw_position: 0, position: 0, plain: vec![0; OUTPUT] })
    }

    /// The present state, where the codec lets itself be copied (Zstandard does not).
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        let gzip = match &self.codec {
            Codec::Stored => None,
            Codec::Gzip(gzip) => Some(gzip.clone()),
            Codec::Zstd { .. } => return None,
        };
        Some(Checkpoint { gzip, recode: self.recode.clone(), raw_position: self.raw_position, position: self.position })
    }

    pub fn resume(checkpoint: &Checkpoint) -> Self {
        Self {
            codec: checkpoint.gzip.clone().map_or(Codec::Stored, Codec::Gzip),
            recode: checkpoint.recode.clone(),
            raw_position: checkpoint.raw_position,
            position: checkpoint.position,
            plain: vec![0; OUTPUT],
        }
    }

    /// Bytes after the last gzip member that belong to none.
    pub fn garbage(&self) -> u64 {
        match &self.codec {
            Codec::Gzip(gzip) => gzip.garbage,
            Codec::Stored | Codec::Zstd { .. } => 0,
        }
    }

    /// Stored bytes consumed.
    pub fn raw_position(&self) -> u64 {
        self.raw_position
    }

    /// Appends some decoded text to `output`.
    pub fn step(&mut self, raw: &dyn RawBytes, output: &mut Vec<u8>) -> Result<Progress, Problem> {
        let mut input = vec![0; INPUT];
        let read = read_full(raw, self.raw_position, &mut input)?;
        let input = &input[..read];
        let last = raw.ended() && self.raw_position + read as u64 >= raw.len();
        let (consumed, produced, broken) = match self.codec.step(input, &mut self.plain, last) {
            Ok((consumed, produced)) => (consumed, produced, None),
            Err(why) => (0, 0, Some(why)),
        };
        self.raw_position += consumed as u64;
        let before = output.len();
        let stuck = consumed == 0 && produced == 0;
        let no_more = last && consumed == read && produced == 0;
        self.recode.push(&self.plain[..produced], broken.is_some() || no_more, output);
        self.position += (output.len() - before) as u64;
        Ok(match broken {
            Some(why) => Progress::Broken(why),
            None if no_more && self.codec.may_end() => Progress::End,
            None if no_more || stuck && last => Progress::Broken("it ends in the middle of the compressed data"),
            None if stuck => Progress::Starved,
            None => Progress::More,
        })
    }
}

fn zstd_decoder() -> Result<ZstdDecoder<'static>, Problem> {
    ZstdDecoder::new().map_err(|error| {
        Problem::new("could not start decompressing", error.to_string(), "free some memory and try again")
    })
}

impl Codec {
    fn may_end(&self) -> bool {
        match self {
            Self::Stored => true,
            Self::Gzip(gzip) => gzip.may_end(),
            Self::Zstd { between_frames, .. } => *between_frames,
        }
    }

    fn step(&mut self, input: &[u8], output: &mut [u8], last: bool) -> Result<(usize, usize), &'static str> {
        match self {
            Self::Stored => {
                let n = input.len().min(output.len());
                output[..n].copy_from_slice(&input[..n]);
                Ok((n, n))
            }
            Self::Gzip(gzip) => {
                let (mut consumed, mut produced) = (0, 0);
                // Headers and trailers give nothing: go on until there is something or the input is used up.
                loop {
                    let step = gzip.step(&input[consumed..], &mut output[produced..], last)?;
                    consumed += step.consumed;
                    produced += step.produced;
                    let stuck = step.consumed == 0
                        && step.produced == 0
                        && !(gzip.may_end() && consumed < input.len() && gzip.garbage == 0);
                    if stuck || produced == output.len() || consumed == input.len() {
                        return Ok((consumed, produced));
                    }
                }
            }
            Self::Zstd { decoder, between_frames } => {
                let mut from = InBuffer::around(input);
                let mut to = OutBuffer::around(output);
                if input.is_empty() && *between_frames {
                    return Ok((0, 0));
                }
                let hint = decoder.run(&mut from, &mut to).map_err(|_| "the compressed data is damaged")?;
                *between_frames = hint == 0;
                if hint == 0 {
                    decoder.reinit().map_err(|_| "the compressed data is damaged")?;
                }
                Ok((from.pos(), to.pos()))
            }
        }
    }
}
