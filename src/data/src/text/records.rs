//! Going through the records of a stretch of text, whatever the format: separated, JSON lines or JSON elements.

use super::index::Index;
use super::json::{self, Member};
use super::split::{Cut, Field, Oddity};
use std::collections::HashMap;
use std::ops::Range;

/// How a file's text is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Delimited(Cut),
    /// One JSON object a line.
    Lines(Cut),
    /// Elements of a JSON array, or objects that follow each other.
    Elements {
        in_array: bool,
    },
}

impl Format {
    pub fn quote(&self) -> Option<u8> {
        match self {
            Self::Delimited(cut) => cut.quote,
            Self::Lines(_) | Self::Elements { .. } => None,
        }
    }

    pub fn is_json(&self) -> bool {
        matches!(self, Self::Lines(_) | Self::Elements { .. })
    }
}

/// A record as it is handed out.
pub struct Record<'a> {
    pub text: &'a [u8],
    /// Where the record stands in `text`.
    pub start: usize,
    pub end: usize,
    pub fields: &'a [Field],
    pub oddity: Oddity,
}

impl Record<'_> {
    /// The record as it stands, without its line end.
    pub fn raw(&self) -> &[u8] {
        let raw = &self.text[self.start..self.end];
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        raw.strip_suffix(b"\r").unwrap_or(raw)
    }
}

/// The columns of JSON records, by name.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    pub names: Vec<String>,
    at: HashMap<String, usize>,
    /// If false, keys that are not known are left out.
    grows: bool,
}

impl Keys {
    pub fn growing() -> Self {
        Self { grows: true, ..Self::default() }
    }

    pub fn fixed(names: &[String]) -> Self {
        Self { names: names.to_vec(), at: names.iter().cloned().zip(0..).collect(), grows: false }
    }

    fn place(&mut self, name: String) -> Option<usize> {
        if let Some(at) = self.at.get(&name) {
            return Some(*at);
        }
        if !self.grows {
            return None;
        }
        self.at.insert(name.clone(), self.names.len());
        self.names.push(name);
        Some(self.names.len() - 1)
    }
}

/// What is wanted of the records of a stretch of text.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Records at its beginning that are passed over.
    pub skip: u64,
    /// Fields of separated text that matter; those behind them are not looked at.
    pub fields: usize,
}

impl Wanted {
    pub const ALL: Wanted = Wanted { skip: 0, fields: usize::MAX };
}

/// Calls `each` for every record of `text` that is wanted, until it gives false. `text` begins at a record and holds
/// whole ones; `offset` is where it stands in the file.
pub fn for_each(
    format: &Format,
    text: &[u8],
    offset: u64,
    index: &Index,
    keys: &mut Keys,
    wanted: Wanted,
    mut each: impl FnMut(&Record<'_>) -> bool,
) {
    match format {
        Format::Delimited(cut) => each_delimited(cut, text, offset, index, wanted, each),
        Format::Lines(cut) => {
            let lines = Lines { text, newline: cut.newline(), at: 0 };
            each_json(text, lines.skip(usize::try_from(wanted.skip).unwrap_or(usize::MAX)), keys, &mut each);
        }
        Format::Elements { .. } => {
            let elements = Elements { text, at: 0 };
            each_json(text, elements.skip(usize::try_from(wanted.skip).unwrap_or(usize::MAX)), keys, &mut each);
        }
    }
}

fn each_delimited(
    cut: &Cut,
    text: &[u8],
    offset: u64,
    index: &Index,
    wanted: Wanted,
    mut each: impl FnMut(&Record<'_>) -> bool,
) {
    let mut fields = Vec::new();
    let mut skip = wanted.skip;
    let mut at = 0;
    while at < text.len() {
        let literal = index.is_literal(offset + at as u64);
        let count = if skip > 0 { 0 } else { wanted.fields };
        // The text holds whole records; what ends within quotes here is read literally.
        let ended = cut
            .record_up_to(count, text, at, true, literal, &mut fields)
            .or_else(|_| cut.record_up_to(count, text, at, true, true, &mut fields));
        let Ok(ended) = ended else { return };
        if !ended.oddity.blank {
            let record = Record { text, start: at, end: ended.next, fields: &fields, oddity: ended.oddity };
            if skip > 0 {
                skip -= 1;
            } else if !each(&record) {
                return;
            }
        }
        at = ended.next;
    }
}

fn each_json(
    text: &[u8],
    ranges: impl Iterator<Item = Range<usize>>,
    keys: &mut Keys,
    each: &mut impl FnMut(&Record<'_>) -> bool,
) {
    let mut fields = Vec::new();
    let mut members = Vec::new();
    for range in ranges {
        let oddity = json_fields(&text[..range.end], range.start, &mut members, &mut fields, keys);
        if !each(&Record { text, start: range.start, end: range.end, fields: &fields, oddity }) {
            return;
        }
    }
}

/// Lines that are not empty, with their ends. A line of spaces is a record, if an unreadable one: the scanner of the
/// index sees it so.
struct Lines<'a> {
    text: &'a [u8],
    newline: u8,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.text.len() {
            let start = self.at;
            let rest = &self.text[start..];
            self.at = memchr::memchr(self.newline, rest).map_or(self.text.len(), |found| start + found + 1);
            if !matches!(&self.text[start..self.at], [] | [b'\n'] | [b'\r'] | [b'\r', b'\n']) {
                return Some(start..self.at);
            }
        }
        None
    }
}

struct Elements<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Elements<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let range = json::element(self.text, self.at)?;
        self.at = range.end.max(self.at + 1);
        Some(range)
    }
}

fn json_fields(text: &[u8], at: usize, members: &mut Vec<Member>, fields: &mut Vec<Field>, keys: &mut Keys) -> Oddity {
    fields.clear();
    fields.resize(keys.names.len(), Field::ABSENT);
    match json::object(text, at, members) {
        Ok(end) if text[end..].trim_ascii().is_empty() => {
            for member in members.iter() {
                let Some(place) = keys.place(member.name(text)) else { continue };
                if place == fields.len() {
                    fields.push(Field::ABSENT);
                }
                // Of a key that stands twice the last value counts, as in most readers.
                fields[place] = member.value;
            }
            Oddity::default()
        }
        _ => Oddity { unreadable: true, ..Oddity::default() },
    }
}
