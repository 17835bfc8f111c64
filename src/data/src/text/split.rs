//! Cutting separated text into records and fields. The only place that decides what a row is: detection, index, survey,
//! pages and scans all come here.
//!
//! We do this ourselves because no library tells which rows are malformed, how and where, and because the parts above
//! must agree to the byte. The rules, compared with the `csv` crate by property test:
//!
//! - A quote opens a quoted field only at the beginning of a field. Inside, a doubled quote is a quote; a quote before a
//!   separator, a line end or the end of the text closes. A quote before anything else closes too, and the rest up to
//!   the separator is taken as it stands (as Python's `csv` and the `csv` crate do): a *bad quote*.
//! - A quote inside an unquoted field is a character like any other.
//! - A line ends with `\n`, `\r\n`, or a lone `\r` where a file has no `\n` at all.
//! - A quoted field that is never closed (before the end of the file, or for 64 MB or 100,000 lines) is an *open
//!   quote*: the record is read again with its quotes as plain characters, ending at its line end.
//! - A line without any text is left out (and counted), unless the table has one column, where it is an empty field.

use memchr::{memchr, memchr_iter, memchr2};

/// A quoted field that goes on for more bytes or lines than this is taken for a quote that is never closed, so that one
/// slip of a quote neither swallows the rest of a file nor has to be kept in memory.
const LONGEST_QUOTED: u64 = 64 << 20;
const MOST_QUOTED_LINES: u64 = 100_000;

/// True if a record whose quotes are still open after so many bytes and line ends will not be believed any longer.
pub fn is_lost(bytes: u64, lines: u64) -> bool {
    bytes > LONGEST_QUOTED || lines > MOST_QUOTED_LINES
}

/// How records and fields are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub separator: u8,
    pub quote: Option<u8>,
    /// Lines end with `\r` alone.
    pub carriage_returns: bool,
    /// Every separator is followed by one space that belongs to it.
    pub skip_space: bool,
    /// A line without text is a record with one empty field.
    pub blank_is_record: bool,
}

impl Cut {
    pub fn newline(&self) -> u8 {
        if self.carriage_returns { b'\r' } else { b'\n' }
    }
}

/// How the text of a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As it stands.
    Bare,
    /// Between quotes, without quotes inside.
    Quoted,
    /// Between quotes, with doubled quotes inside or text behind the closing quote: to be [`unquoted`].
    QuotedSpecial,
    /// A JSON string without escapes.
    JsonText,
    /// A JSON string with escapes: to be unescaped.
    JsonEscaped,
    /// A JSON number, boolean, list or object, as it stands.
    JsonValue,
    /// No value: JSON null, an absent key, a field beyond the end of a short row.
    Absent,
}

/// A field: where its text is in the buffer, without the outer quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub start: usize,
    pub end: usize,
    pub written: Written,
}

impl Field {
    pub const ABSENT: Field = Field { start: 0, end: 0, written: Written::Absent };

    pub fn raw<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start..self.end]
    }
}

/// What was odd about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Oddity {
    pub bad_quote: bool,
    pub open_quote: bool,
    /// No text at all: not a record.
    pub blank: bool,
    /// A line of JSON lines that is no object.
    pub unreadable: bool,
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Behind the line end.
    pub next: usize,
    pub oddity: Oddity,
}

/// A record that goes beyond the end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// The text ends within a quoted field.
    InQuotes,
    /// The text ends before the line does.
    InLine,
}

impl Cut {
    /// As [`Cut::record`], for text that no index tells about: quotes that never close are read as characters.
    pub fn believable_record(
        &self,
        text: &[u8],
        start: usize,
        last: bool,
        fields: &mut Vec<Field>,
    ) -> Result<Ended, Unfinished> {
        match self.record(text, start, last, false, fields) {
            Err(Unfinished::InQuotes) if last || self.lost_in(&text[start..]) => {
                self.record(text, start, last, true, fields)
            }
            other => other,
        }
    }

    fn lost_in(&self, rest: &[u8]) -> bool {
        is_lost(rest.len() as u64, memchr_iter(self.newline(), rest).count() as u64)
    }

    /// Reads the record at `start` into `fields`. With `last`, the end of the text ends the record; with `literal`,
    /// quotes are plain characters.
    pub fn record(
        &self,
        text: &[u8],
        start: usize,
        last: bool,
        literal: bool,
        fields: &mut Vec<Field>,
    ) -> Result<Ended, Unfinished> {
        self.record_up_to(usize::MAX, text, start, last, literal, fields)
    }

    /// As [`Cut::record`], of a record of which only the first `wanted` fields matter: the rest is passed over, and what
    /// is odd there is not told.
    pub fn record_up_to(
        &self,
        wanted: usize,
        text: &[u8],
        start: usize,
        last: bool,
        literal: bool,
        fields: &mut Vec<Field>,
    ) -> Result<Ended, Unfinished> {
        fields.clear();
        let newline = self.newline();
        let mut oddity = Oddity { open_quote: literal, ..Oddity::default() };
        let mut at = start;
        loop {
            if fields.len() == wanted {
                let end = self.line_end(text, at, last, literal)?;
                oddity.blank = self.is_blank(text, start, end);
                return Ok(Ended { next: text.len().min(end + 1), oddity });
            }
            if self.skip_space && at > start && text.get(at) == Some(&b' ') {
                at += 1;
            }
            let quoted = !literal && self.quote.is_some() && text.get(at).copied() == self.quote;
            let end = if quoted {
                self.quoted_field(text, at, last, fields, &mut oddity)?
            } else {
                self.bare_field(text, at, newline, fields)
            };
            match text.get(end) {
                Some(&byte) if byte == self.separator => at = end + 1,
                Some(_) => {
                    self.trim_return(text, end, fields);
                    oddity.blank = self.is_blank(text, start, end);
                    return Ok(Ended { next: end + 1, oddity });
                }
                None if last => {
                    self.trim_return(text, end, fields);
                    oddity.blank = self.is_blank(text, start, end);
                    return Ok(Ended { next: text.len(), oddity });
                }
                None => return Err(Unfinished::InLine),
            }
        }
    }

    /// Where the record ends that has a field beginning at `start`: the position of its line end, or the end of the text.
    fn line_end(&self, text: &[u8], start: usize, last: bool, literal: bool) -> Result<usize, Unfinished> {
        let ended = |found: Option<usize>| match found {
            None if !last => Err(Unfinished::InLine),
            found => Ok(found.unwrap_or(text.len())),
        };
        let (Some(quote), false) = (self.quote, literal) else {
            return ended(memchr(self.newline(), &text[start..]).map(|found| start + found));
        };
        let mut at = start;
        loop {
            let Some(found) = memchr2(self.newline(), quote, &text[at..]).map(|found| at + found) else {
                return ended(None);
            };
            if text[found] != quote {
                return ended(Some(found));
            }
            at = found + 1;
            if found == start || self.opens_field(text, found) {
                at = self.behind_quotes(text, at, quote, last)?;
            }
        }
    }

    fn opens_field(&self, text: &[u8], quote: usize) -> bool {
        match text[..quote] {
            [.., before] if before == self.separator => true,
            [.., before, b' '] => self.skip_space && before == self.separator,
            _ => false,
        }
    }

    /// Behind the quote that closes the field whose text begins at `at`.
    fn behind_quotes(&self, text: &[u8], mut at: usize, quote: u8, last: bool) -> Result<usize, Unfinished> {
        loop {
            let close = memchr(quote, &text[at..]).map(|found| at + found).ok_or(Unfinished::InQuotes)?;
            match text.get(close + 1) {
                Some(&byte) if byte == quote => at = close + 2,
                None if !last => return Err(Unfinished::InQuotes),
                _ => return Ok(close + 1),
            }
        }
    }

    fn is_blank(&self, text: &[u8], start: usize, end: usize) -> bool {
        !self.blank_is_record && matches!(&text[start..end], [] | [b'\r'])
    }

    fn bare_field(&self, text: &[u8], start: usize, newline: u8, fields: &mut Vec<Field>) -> usize {
        let end = find2(self.separator, newline, text, start);
        fields.push(Field { start, end, written: Written::Bare });
        end
    }

    /// Reads the field whose opening quote is at `open`; gives the position of the separator or line end behind it.
    fn quoted_field(
        &self,
        text: &[u8],
        open: usize,
        last: bool,
        fields: &mut Vec<Field>,
        oddity: &mut Oddity,
    ) -> Result<usize, Unfinished> {
        let quote = self.quote.unwrap_or_default();
        let mut at = open + 1;
        let mut written = Written::Quoted;
        loop {
            let Some(close) = memchr(quote, &text[at..]).map(|found| at + found) else {
                return Err(Unfinished::InQuotes);
            };
            match text.get(close + 1) {
                Some(&byte) if byte == quote => {
                    written = Written::QuotedSpecial;
                    at = close + 2;
                }
                None if !last => return Err(Unfinished::InQuotes),
                next if self.closes(next, text.get(close + 2), last) => {
                    fields.push(Field { start: open + 1, end: close, written });
                    return Ok(close + 1 + usize::from(next == Some(&b'\r') && !self.carriage_returns));
                }
                _ => {
                    oddity.bad_quote = true;
                    let end = find2(self.separator, self.newline(), text, close + 1);
                    // The whole is kept, with its opening quote left out; `unquoted` takes the closing one out.
                    fields.push(Field { start: open + 1, end, written: Written::QuotedSpecial });
                    return Ok(end);
                }
            }
        }
    }

    fn closes(&self, next: Option<&u8>, after: Option<&u8>, last: bool) -> bool {
        match next {
            None => true,
            Some(&byte) if byte == self.separator || byte == self.newline() => true,
            Some(b'\r') => after == Some(&b'\n') || after.is_none() && last,
            Some(_) => false,
        }
    }

    /// The `\r` of `\r\n` belongs to the line end.
    fn trim_return(&self, text: &[u8], end: usize, fields: &mut [Field]) {
        if let Some(field) = fields.last_mut()
            && !self.carriage_returns
            && field.end == end
            && field.end > field.start
            && text[field.end - 1] == b'\r'
        {
            field.end -= 1;
        }
    }
}

/// The first of two bytes at or behind `start`, or the end of the text. Most fields are short: the first bytes are looked
/// at eight at a time, which is faster there than starting a vector search.
#[inline]
fn find2(one: u8, other: u8, text: &[u8], start: usize) -> usize {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    // The lowest bit that is set marks the first byte of a word that is zero; bits above it may be wrong.
    let zeros = |word: u64| word.wrapping_sub(EACH) & !word & (EACH << 7);
    let (ones, others) = (EACH * u64::from(one), EACH * u64::from(other));
    let rest = &text[start..];
    let mut at = 0;
    while at < 32
        && let Some(bytes) = rest.get(at..at + 8)
    {
        let word = u64::from_le_bytes(bytes.try_into().expect("the slice has eight bytes"));
        let found = zeros(word ^ ones) | zeros(word ^ others);
        if found != 0 {
            return start + at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    memchr2(one, other, &rest[at..]).map_or(text.len(), |found| start + at + found)
}

/// The text of a [`Written::QuotedSpecial`] field: up to the closing quote with doubled quotes made single, then the
/// rest as it stands.
pub fn unquoted(raw: &[u8], quote: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(found) = memchr(quote, &raw[at..]).map(|found| at + found) {
        out.extend_from_slice(&raw[at..found]);
        if raw.get(found + 1) == Some(&quote) {
            out.push(quote);
            at = found + 2;
        } else {
            // The closing quote: what follows is literal.
            out.extend_from_slice(&raw[found + 1..]);
            return out;
        }
    }
    out.extend_from_slice(&raw[at..]);
    out
}

/// The text of a field as it is meant.
pub fn meant<'a>(field: &Field, text: &'a [u8], quote: Option<u8>, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    match field.written {
        Written::Bare | Written::Quoted | Written::JsonText | Written::JsonValue => field.raw(text),
        Written::QuotedSpecial => {
            *scratch = unquoted(field.raw(text), quote.unwrap_or(b'"'));
            scratch
        }
        Written::JsonEscaped => {
            scratch.clear();
            // The tokenizer saw a closed string; what serde refuses (a lone surrogate) is shown as it stands.
            let whole = &text[field.start - 1..field.end + 1];
            match serde_json::from_slice::<String>(whole) {
                Ok(unescaped) => scratch.extend_from_slice(unescaped.as_bytes()),
                Err(_) => scratch.extend_from_slice(field.raw(text)),
            }
            scratch
        }
        Written::Absent => &[],
    }
}
