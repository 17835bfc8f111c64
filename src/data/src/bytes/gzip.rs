//! Gzip in one direction, with a state that can be copied: a copy is a checkpoint to go on from later.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub consumed: usize,
    pub produced: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a member's header.
    Header,
    Body,
    /// In the eight bytes behind a member.
    Trailer {
        left: usize,
    },
    /// Behind the last member: what follows is no gzip.
    Garbage,
}

/// A gzip stream: members one after the other.
#[derive(Clone)]
pub struct Gzip {
    place: Place,
    inflate: Box<InflateState>,
    members: u64,
    /// Bytes after the last member that belong to none.
    pub garbage: u64,
}

impl Default for Gzip {
    fn default() -> Self {
        Self { place: Place::Header, inflate: InflateState::new_boxed(DataFormat::Raw), members: 0, garbage: 0 }
    }
}

impl Gzip {
    /// True where the stream may end: between members.
    pub fn may_end(&self) -> bool {
        matches!(self.place, Place::Header | Place::Garbage) && self.members > 0
    }

    /// Decodes some of `input` into `output`. `last` says that no input will follow. A step that consumes and produces
    /// nothing needs more input.
    ///
    /// # Errors
    /// A sentence's half: what is wrong with the stream.
    pub fn step(&mut self, input: &[u8], output: &mut [u8], last: bool) -> Result<Step, &'static str> {
        match self.place {
            Place::Garbage => {
                self.garbage += input.len() as u64;
                Ok(Step { consumed: input.len(), produced: 0 })
            }
            Place::Header => self.header(input, last),
            Place::Trailer { left } => {
                let consumed = left.min(input.len());
                self.place = if consumed == left { Place::Header } else { Place::Trailer { left: left - consumed } };
                Ok(Step { consumed, produced: 0 })
            }
            Place::Body => {
                let result = inflate(&mut self.inflate, input, output, MZFlush::None);
                let step = Step { consumed: result.bytes_consumed, produced: result.bytes_written };
                match result.status {
                    Ok(MZStatus::StreamEnd) => {
                        self.place = Place::Trailer { left: 8 };
                        self.members += 1;
                        Ok(step)
                    }
                    Ok(_) | Err(MZError::Buf) => Ok(step),
                    Err(_) => Err("the compressed data is damaged"),
                }
            }
        }
    }

    fn header(&mut self, input: &[u8], last: bool) -> Result<Step, &'static str> {
        match header_len(input) {
            Header::Whole(consumed) => {
                self.inflate = InflateState::new_boxed(DataFormat::Raw);
                self.place = Place::Body;
                Ok(Step { consumed, produced: 0 })
            }
            Header::Short if !last => Ok(Step { consumed: 0, produced: 0 }),
            // Zeros and other padding behind the last member are common and harmless, but they are counted.
            Header::Wrong | Header::Short if self.members > 0 => {
                self.place = Place::Garbage;
                Ok(Step { consumed: 0, produced: 0 })
            }
            Header::Short => Err("it ends within the gzip header"),
            Header::Wrong => Err("the gzip header is damaged"),
        }
    }
}

enum Header {
    Whole(usize),
    Short,
    Wrong,
}

/// RFC 1952, section 2.3.
fn header_len(input: &[u8]) -> Header {
    if input.len() < 10 {
        let right = input.iter().zip([0x1f, 0x8b, 8]).all(|(byte, right)| *byte == right);
        return if right { Header::Short } else { Header::Wrong };
    }
    if input[..3] != [0x1f, 0x8b, 8] {
        return Header::Wrong;
    }
    let flags = input[3];
    let mut at = 10;
    if flags & 4 != 0 {
        let Some(length) = input.get(at..at + 2) else { return Header::Short };
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    // Name and comment end with a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let Some(end) = input.get(at..).and_then(|rest| memchr::memchr(0, rest)) else { return Header::Short };
            at += end + 1;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    if at <= input.len() { Header::Whole(at) } else { Header::Short }
}
