//! Records of JSON: one object a line, or the elements of an array, cut without building a tree.
//!
//! Only the top-level keys of an object are columns; a nested value is one field, kept as its JSON text.

use super::scanner::{Entry, SPACING};
use super::split::{Field, Written};
use memchr::memchr2;
use std::ops::Range;

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The text between the quotes.
    pub key: Range<usize>,
    pub key_escaped: bool,
    pub value: Field,
}

impl Member {
    pub fn name(&self, text: &[u8]) -> String {
        let raw = String::from_utf8_lossy(&text[self.key.clone()]);
        if self.key_escaped {
            serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.into_owned())
        } else {
            raw.into_owned()
        }
    }
}

/// The text is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoObject;

fn skip_space(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// Reads the object that begins at or behind `start` (spaces apart) into `members`; gives the position behind it.
pub fn object(text: &[u8], start: usize, members: &mut Vec<Member>) -> Result<usize, NoObject> {
    members.clear();
    let mut at = skip_space(text, start);
    if text.get(at) != Some(&b'{') {
        return Err(NoObject);
    }
    at = skip_space(text, at + 1);
    if text.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    loop {
        let (key, key_escaped, after) = string(text, at)?;
        at = skip_space(text, after);
        if text.get(at) != Some(&b':') {
            return Err(NoObject);
        }
        let (value, after) = value(text, skip_space(text, at + 1))?;
        members.push(Member { key, key_escaped, value });
        at = skip_space(text, after);
        match text.get(at) {
            Some(b',') => at = skip_space(text, at + 1),
            Some(b'}') => return Ok(at + 1),
            _ => return Err(NoObject),
        }
    }
}

/// A string at `at`: what is between the quotes, whether it has escapes, and the position behind it.
fn string(text: &[u8], at: usize) -> Result<(Range<usize>, bool, usize), NoObject> {
    if text.get(at) != Some(&b'"') {
        return Err(NoObject);
    }
    let start = at + 1;
    let mut escaped = false;
    let mut at = start;
    loop {
        let found = memchr2(b'"', b'\\', &text[at..]).ok_or(NoObject)? + at;
        if text[found] == b'"' {
            return Ok((start..found, escaped, found + 1));
        }
        escaped = true;
        at = found + 2;
        if at > text.len() {
            return Err(NoObject);
        }
    }
}

fn value(text: &[u8], start: usize) -> Result<(Field, usize), NoObject> {
    match text.get(start) {
        Some(b'"') => {
            let (inner, escaped, after) = string(text, start)?;
            let written = if escaped { Written::JsonEscaped } else { Written::JsonText };
            Ok((Field { start: inner.start, end: inner.end, written }, after))
        }
        Some(b'{' | b'[') => {
            let end = nested(text, start)?;
            Ok((Field { start, end, written: Written::JsonValue }, end))
        }
        Some(_) => {
            let end = text[start..]
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'))
                .map_or(text.len(), |found| start + found);
            match &text[start..end] {
                b"null" => Ok((Field::ABSENT, end)),
                b"true" | b"false" => Ok((Field { start, end, written: Written::JsonValue }, end)),
                number if serde_json::from_slice::<serde_json::Number>(number).is_ok() => {
                    Ok((Field { start, end, written: Written::JsonValue }, end))
                }
                // Not in the standard, but written by Python and others.
                b"NaN" | b"Infinity" | b"-Infinity" => Ok((Field { start, end, written: Written::Bare }, end)),
                _ => Err(NoObject),
            }
        }
        None => Err(NoObject),
    }
}

/// Behind the list or object that begins at `start`.
fn nested(text: &[u8], start: usize) -> Result<usize, NoObject> {
    let mut depth = 0usize;
    let mut at = start;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string(text, at)?.2,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            _ => at += 1,
        }
    }
    Err(NoObject)
}

/// Finds the elements of a JSON array, or objects that follow each other, in one direction.
#[derive(Debug, Clone)]
pub struct ElementScanner {
    /// Depth at which elements stand: 1 inside an array, 0 without one.
    level: usize,
    depth: usize,
    in_string: bool,
    escape: bool,
    /// In an element that is no list or object.
    in_scalar: bool,
    started: bool,
    pub offset: u64,
    /// Behind the last whole element.
    pub end: u64,
    pub rows: u64,
    pub entries: Vec<Entry>,
    next_entry: u64,
}

impl ElementScanner {
    /// `in_array` tells whether the text begins with `[`.
    pub fn new(offset: u64, in_array: bool) -> Self {
        Self {
            level: usize::from(in_array),
            depth: 0,
            in_string: false,
            escape: false,
            in_scalar: false,
            started: false,
            offset,
            end: offset,
            rows: 0,
            entries: Vec::new(),
            next_entry: offset,
        }
    }

    fn begin(&mut self, at: u64) {
        if at >= self.next_entry {
            self.entries.push(Entry { offset: at, row: self.rows });
            self.next_entry = at + SPACING;
        }
    }

    pub fn feed(&mut self, piece: &[u8]) {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            if self.in_string {
                at = self.string(piece, at);
                continue;
            }
            self.structure(byte, self.offset + at as u64);
            at += 1;
        }
        self.offset += piece.len() as u64;
    }

    /// One byte outside strings.
    fn structure(&mut self, byte: u8, here: u64) {
        let outside = self.depth == self.level && (self.started || self.level == 0);
        match byte {
            b'[' if !self.started && self.level == 1 => {
                self.started = true;
                self.depth = 1;
            }
            b'"' | b'{' | b'[' => {
                if outside {
                    self.end_scalar(here);
                    self.begin(here);
                }
                self.in_string = byte == b'"';
                self.in_scalar = outside && self.in_string;
                self.depth += usize::from(!self.in_string);
            }
            b'}' | b']' if self.depth > self.level => {
                self.depth -= 1;
                if self.depth == self.level {
                    self.rows += 1;
                    self.end = here + 1;
                }
            }
            _ if is_between(byte) => self.end_scalar(here),
            _ if outside && !self.in_scalar && byte != b':' => {
                self.in_scalar = true;
                self.begin(here);
            }
            _ => {}
        }
    }

    fn end_scalar(&mut self, here: u64) {
        if self.in_scalar {
            self.in_scalar = false;
            self.rows += 1;
            self.end = here;
        }
    }

    fn string(&mut self, piece: &[u8], at: usize) -> usize {
        if self.escape {
            self.escape = false;
            return at + 1;
        }
        match memchr2(b'"', b'\\', &piece[at..]).map(|found| at + found) {
            None => piece.len(),
            Some(found) if piece[found] == b'\\' => {
                self.escape = true;
                found + 1
            }
            Some(found) => {
                self.in_string = false;
                self.end_scalar(self.offset + found as u64 + 1);
                found + 1
            }
        }
    }

    /// At the end of the text; false if it ends within an element.
    pub fn finish(&mut self) -> bool {
        let offset = self.offset;
        self.end_scalar(offset);
        self.depth <= self.level && !self.in_string
    }
}

/// Bytes between elements.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}')
}

/// The element that begins at or behind `start`, what stands between elements apart: its range, or none at the end.
pub fn element(text: &[u8], start: usize) -> Option<Range<usize>> {
    let skipped = text.get(start..)?.iter().position(|byte| !is_between(*byte) && *byte != b':')?;
    let begin = start + skipped;
    match text[begin] {
        b'{' | b'[' => Some(begin..nested(text, begin).unwrap_or(text.len())),
        b'"' => Some(begin..string(text, begin).map_or(text.len(), |(_, _, after)| after)),
        _ => {
            let ends = |byte: &u8| is_between(*byte) || matches!(byte, b'"' | b'{' | b'[');
            let end = text[begin..].iter().position(ends).map_or(text.len(), |found| begin + found);
            Some(begin..end)
        }
    }
}
