//! Where the pages of a Parquet column chunk are: just enough of the Thrift compact protocol to walk page headers.
//!
//! Polars reads a column chunk from its beginning. Knowing where pages begin lets us hand it a few pages from the
//! middle, which makes a jump into a row group of a million rows as cheap as the first page. Whatever looks odd here
//! ends the walk; the chunk is then decoded as a whole and polars judges it.
//! Format: <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>, struct PageHeader.

/// One page header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageHeader {
    pub kind: PageKind,
    /// Bytes of the header itself.
    pub header_bytes: usize,
    pub compressed: usize,
    pub uncompressed: usize,
    /// Values including nulls; for a flat column the number of rows.
    pub values: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    Data,
    Dictionary,
    Index,
}

/// Deeper nesting than any writer produces: a sign of damage.
const DEEPEST: usize = 16;

/// Parses the header at the start of `bytes`. `None`: damaged, or `bytes` ends too early.
pub fn parse(bytes: &[u8]) -> Option<PageHeader> {
    let mut reader = Compact { bytes, at: 0 };
    let (mut kind, mut compressed, mut uncompressed, mut values) = (None, None, None, None);
    let mut field = 0;
    while let Some((id, wire)) = reader.field(&mut field)? {
        match (id, wire) {
            (1, I32) => kind = Some(reader.int()?),
            (2, I32) => uncompressed = Some(reader.int()?),
            (3, I32) => compressed = Some(reader.int()?),
            (5 | 7 | 8, STRUCT) => values = Some(reader.first_int_of_struct()?),
            (_, wire) => reader.skip(wire, 0)?,
        }
    }
    let kind = match kind? {
        0 | 3 => PageKind::Data,
        1 => PageKind::Index,
        2 => PageKind::Dictionary,
        _ => return None,
    };
    Some(PageHeader {
        kind,
        header_bytes: reader.at,
        compressed: usize::try_from(compressed?).ok()?,
        uncompressed: usize::try_from(uncompressed?).ok()?,
        values: u64::try_from(values.unwrap_or(0)).ok()?,
    })
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Compact<'_> {
    /// The next field's id and wire type; `Some(None)` at the end of the struct.
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, u8)>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        let delta = i64::from(head >> 4);
        *last = if delta == 0 { self.int()? } else { *last + delta };
        Some(Some((*last, head & 0x0f)))
    }

    fn first_int_of_struct(&mut self) -> Option<i64> {
        let (mut field, mut value) = (0, None);
        while let Some((id, wire)) = self.field(&mut field)? {
            if id == 1 && wire == I32 {
                value = Some(self.int()?);
            } else {
                self.skip(wire, 1)?;
            }
        }
        value
    }

    fn skip(&mut self, wire: u8, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match wire {
            TRUE | FALSE => Some(()),
            BYTE => self.byte().map(|_| ()),
            I16 | I32 | I64 => self.int().map(|_| ()),
            DOUBLE => self.advance(8),
            BINARY => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.advance(length)
            }
            LIST | SET => {
                let head = self.byte()?;
                let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                // Every element takes at least a byte here, booleans included.
                if length > (self.bytes.len() - self.at) as u64 {
                    return None;
                }
                (0..length).try_for_each(|_| {
                    if matches!(head & 0x0f, TRUE | FALSE) {
                        self.advance(1)
                    } else {
                        self.skip(head & 0x0f, depth + 1)
                    }
                })
            }
            STRUCT => {
                let mut field = 0;
                while let Some((_, wire)) = self.field(&mut field)? {
                    self.skip(wire, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn advance(&mut self, length: usize) -> Option<()> {
        let at = self.at.checked_add(length)?;
        (at <= self.bytes.len()).then(|| self.at = at)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A zigzag integer.
    fn int(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}
