//! Going through the records of a stretch of text, whatever the format: separated, JSON lines or JSON elements.

use super::index::Index;
use super::json::{self, Member};
use super::split::{Cut, Field, Oddity};
use std::collections::HashMap;

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

/// Calls `each` for every record of `text`, which begins at a record and holds whole ones, until it gives false.
/// `offset` is where `text` stands in the file.
pub fn for_each(
    format: &Format,
    text: &[u8],
    offset: u64,
    index: &Index,
    keys: &mut Keys,
    mut each: impl FnMut(&Record<'_>) -> bool,
) {
    let mut fields = Vec::new();
    let mut members = Vec::new();
    match format {
        Format::Delimited(cut) => {
            let mut at = 0;
            while at < text.len() {
                let literal = index.is_literal(offset + at as u64);
                // The text holds whole records; what ends within quotes here is read literally.
                let ended = cut
                    .record(text, at, true, literal, &mut fields)
                    .or_else(|_| cut.record(text, at, true, true, &mut fields));
                let Ok(ended) = ended else { return };
                let record = Record { text, start: at, end: ended.next, fields: &fields, oddity: ended.oddity };
                if !ended.oddity.blank && !each(&record) {
                    return;
                }
                at = ended.next;
            }
        }
        Format::Lines(cut) => {
            let mut at = 0;
            while at < text.len() {
                let end = memchr::memchr(cut.newline(), &text[at..]).map_or(text.len(), |found| at + found + 1);
                let line = &text[..end];
                // As the scanner has it: a line of spaces is a record, if an unreadable one.
                if !matches!(&line[at..], [] | [b'\n'] | [b'\r'] | [b'\r', b'\n']) {
                    let oddity = json_fields(line, at, &mut members, &mut fields, keys);
                    if !each(&Record { text, start: at, end, fields: &fields, oddity }) {
                        return;
                    }
                }
                at = end;
            }
        }
        Format::Elements { .. } => {
            let mut at = 0;
            while let Some(range) = json::element(text, at) {
                let oddity = json_fields(&text[..range.end], range.start, &mut members, &mut fields, keys);
                if !each(&Record { text, start: range.start, end: range.end, fields: &fields, oddity }) {
                    return;
                }
                at = range.end.max(at + 1);
            }
        }
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
