//! What is noted about texts: lengths, shapes, and what they would be if they were read as something else.
//!
//! Knows no hashes and no columns: a text comes with the number of rows that it stands in. Start at [`TextFacts::add`].

use super::hashing::TextHasher;
use super::table::{CountTable, TextArena};
use crate::text::values::{self, DateOrder};
use ninefold_base::Figure;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{PatternCount, TextProfile};

/// Shapes told apart; further ones are only counted together.
const SHAPES: usize = 4096;
/// Shapes listed.
const SHAPES_SHOWN: usize = 20;
/// Runs of capitals and digits are written out up to this length.
const WRITTEN_OUT: usize = 6;
/// A shape is cut at this many bytes.
const SHAPE_BYTES: usize = 48;
/// Characters of the longest text that are shown.
const LONGEST_CHARS: usize = 200;
/// Only this much of a text is looked at for its shape.
const SHAPED_BYTES: usize = 256;

/// Figures of texts seen so far.
#[derive(Debug, Clone, Default)]
pub struct TextFacts {
    pub rows: u64,
    pub empty: u64,
    pub blank: u64,
    /// Bytes of texts too long to stand inside a view of 16 bytes.
    pub long_bytes: u64,
    chars: u64,
    shortest: Option<u64>,
    longest: u64,
    /// The first in order of text among the longest, cut.
    longest_text: String,
    numeric: u64,
    dates: u64,
    leading_zeros: u64,
    non_ascii: u64,
    padded: u64,
    shapes: Shapes,
}

#[derive(Debug, Clone, Default)]
struct Shapes {
    counts: CountTable,
    /// Shape and example, one after the other.
    texts: TextArena,
    uncounted: u64,
    hasher: TextHasher,
}

impl TextFacts {
    /// Notes a text that stands in `rows` rows.
    pub fn add(&mut self, text: &[u8], rows: u64) {
        let chars = count_chars(text);
        self.rows += rows;
        self.chars += chars * rows;
        self.shortest = Some(self.shortest.map_or(chars, |shortest| shortest.min(chars)));
        self.note_longest(text, chars);
        if text.is_empty() {
            self.empty += rows;
        } else {
            self.add_characters(text, chars, rows);
        }
        if text.len() > 12 {
            self.long_bytes += text.len() as u64 * rows;
        }
        self.shapes.add(text, rows);
    }

    fn note_longest(&mut self, text: &[u8], chars: u64) {
        if chars < self.longest || chars == 0 {
            return;
        }
        let cut = cut_chars(text);
        if chars > self.longest || cut.as_ref() < self.longest_text.as_str() {
            self.longest = chars;
            self.longest_text = cut.into_owned();
        }
    }

    fn add_characters(&mut self, text: &[u8], chars: u64, rows: u64) {
        let (first, last) = (text[0], text[text.len() - 1]);
        let is_ascii = chars == text.len() as u64 && text.is_ascii();
        if !is_ascii {
            self.non_ascii += rows;
        }
        let could_be_padded = !is_ascii || first.is_ascii_whitespace() || last.is_ascii_whitespace();
        if could_be_padded {
            let string = String::from_utf8_lossy(text);
            let trimmed = string.trim();
            if trimmed.is_empty() {
                self.blank += rows;
            } else if trimmed.len() < string.len() {
                self.padded += rows;
            }
        }
        // Nothing that begins with a letter is a number or a date here.
        if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b' ' | b'\t') {
            return;
        }
        if is_numeric(text) {
            self.numeric += rows;
        }
        if is_date(text) {
            self.dates += rows;
        }
        let trimmed = values::trimmed(text);
        if trimmed.len() > 1 && trimmed[0] == b'0' && trimmed.iter().all(u8::is_ascii_digit) {
            self.leading_zeros += rows;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.empty += other.empty;
        self.blank += other.blank;
        self.long_bytes += other.long_bytes;
        self.chars += other.chars;
        self.shortest = match (self.shortest, other.shortest) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let is_first = other.longest == self.longest && other.longest_text < self.longest_text;
        if other.longest > self.longest || is_first {
            self.longest = other.longest;
            self.longest_text.clone_from(&other.longest_text);
        }
        self.numeric += other.numeric;
        self.dates += other.dates;
        self.leading_zeros += other.leading_zeros;
        self.non_ascii += other.non_ascii;
        self.padded += other.padded;
        self.shapes.merge(&other.shapes);
    }

    pub fn profile(&self) -> TextProfile {
        let (patterns, pattern_precision) = self.shapes.commonest();
        TextProfile {
            min_length: self.shortest.unwrap_or(0),
            mean_length: Figure::ratio(self.chars as f64, self.rows as f64, "no values"),
            max_length: self.longest,
            longest: self.longest_text.clone(),
            patterns,
            pattern_precision,
            numeric: self.numeric,
            dates: self.dates,
            leading_zeros: self.leading_zeros,
            non_ascii: self.non_ascii,
            padded: self.padded,
        }
    }
}

impl Shapes {
    fn add(&mut self, text: &[u8], rows: u64) {
        let mut shape = Shape::default();
        shape.write(text);
        let written = shape.bytes();
        let hash = self.hasher.bytes(written);
        self.count(hash, rows, written, text);
    }

    fn count(&mut self, hash: u64, rows: u64, shape: &[u8], example: &[u8]) {
        if self.counts.len() >= SHAPES && self.counts.find(hash).is_none() {
            self.uncounted += rows;
            return;
        }
        let (place, before) = self.counts.add(hash, rows);
        if before == 0 {
            let number = self.texts.push(shape);
            self.texts.push(example);
            self.counts.set_text(place, number);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.uncounted += other.uncounted;
        let mut entries: Vec<_> = other.counts.iter().collect();
        entries.sort_unstable_by_key(|entry| entry.hash);
        for entry in entries {
            let Some(number) = entry.text else { continue };
            let (shape, example) = (other.texts.text(number).0, other.texts.text(number + 1).0);
            self.count(entry.hash, entry.count, shape, example);
        }
    }

    fn commonest(&self) -> (Vec<PatternCount>, Precision) {
        let mut patterns: Vec<PatternCount> = Vec::with_capacity(self.counts.len());
        for entry in self.counts.iter() {
            let Some(number) = entry.text else { continue };
            let text = |number| String::from_utf8_lossy(self.texts.text(number).0).into_owned();
            patterns.push(PatternCount { pattern: text(number), example: text(number + 1), rows: entry.count });
        }
        patterns.sort_unstable_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.pattern.cmp(&b.pattern)));
        patterns.truncate(SHAPES_SHOWN);
        let precision = if self.uncounted == 0 { Precision::Exact } else { Precision::AtMostLow(self.uncounted) };
        (patterns, precision)
    }
}

/// A shape while it is written.
struct Shape {
    bytes: [u8; SHAPE_BYTES],
    len: usize,
}

impl Default for Shape {
    fn default() -> Self {
        Self { bytes: [0; SHAPE_BYTES], len: 0 }
    }
}

impl Shape {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn push(&mut self, bytes: &[u8]) -> bool {
        let end = self.len + bytes.len();
        if end > SHAPE_BYTES {
            return false;
        }
        self.bytes[self.len..end].copy_from_slice(bytes);
        self.len = end;
        true
    }

    /// Capitals `A`, other letters `a`, digits `9`, white space a single space, everything else as it stands. A run of
    /// small letters is `a+`; runs of capitals or digits are written out up to six: `AAA-999`, `Aa+ 9+`.
    fn write(&mut self, text: &[u8]) {
        let text = &text[..text.len().min(SHAPED_BYTES)];
        if text.is_ascii() {
            self.write_runs(text.iter().map(|byte| class_of(*byte)));
        } else {
            let text = String::from_utf8_lossy(text);
            self.write_runs(text.chars().map(class_of_char));
        }
    }

    fn write_runs(&mut self, mut classes: impl Iterator<Item = char>) {
        let mut run = None;
        loop {
            let next = classes.next();
            run = match (run, next) {
                (None, None) => return,
                (None, Some(class)) => Some((class, 1)),
                (Some((class, length)), Some(more)) if class == more && class != '\u{0}' => Some((class, length + 1)),
                (Some((class, length)), next) => {
                    if !self.write_run(class, length) {
                        return;
                    }
                    match next {
                        Some(class) => Some((class, 1)),
                        None => return,
                    }
                }
            };
        }
    }

    fn write_run(&mut self, class: char, length: usize) -> bool {
        let mut one = [0; 4];
        let one = class.encode_utf8(&mut one).as_bytes();
        match class {
            ' ' => self.push(one),
            'a' if length > 1 => self.push(b"a+"),
            'A' | '9' if length > WRITTEN_OUT => self.push(&[one[0], b'+']),
            _ => (0..length).all(|_| self.push(one)),
        }
    }
}

fn class_of(byte: u8) -> char {
    match byte {
        b'A'..=b'Z' => 'A',
        b'a'..=b'z' => 'a',
        b'0'..=b'9' => '9',
        b' ' | b'\t' | b'\n' | b'\r' => ' ',
        other => char::from(other),
    }
}

fn class_of_char(character: char) -> char {
    if character.is_ascii() {
        return class_of(character as u8);
    }
    if character.is_uppercase() {
        'A'
    } else if character.is_alphabetic() {
        'a'
    } else if character.is_numeric() {
        '9'
    } else if character.is_whitespace() {
        ' '
    } else {
        character
    }
}

/// Unicode scalar values of a UTF-8 text: bytes that do not continue one.
fn count_chars(text: &[u8]) -> u64 {
    text.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u64
}

fn cut_chars(text: &[u8]) -> std::borrow::Cow<'_, str> {
    let head = &text[..text.len().min(4 * LONGEST_CHARS)];
    let head = String::from_utf8_lossy(head);
    match head.char_indices().nth(LONGEST_CHARS) {
        Some((end, _)) => head[..end].to_string().into(),
        None => head,
    }
}

/// A finite number as one writes it, thousands grouped or not.
fn is_numeric(text: &[u8]) -> bool {
    values::float(text, false).is_some_and(f64::is_finite) || values::grouped_float(text).is_some()
}

/// A date or datetime in any order of its parts.
fn is_date(text: &[u8]) -> bool {
    let trimmed = values::trimmed(text);
    // One or two digits, or four, stand before the first separator.
    let separator = trimmed.iter().position(|byte| !byte.is_ascii_digit());
    if trimmed.len() < 8 || !matches!(separator, Some(1 | 2 | 4)) {
        return false;
    }
    [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst]
        .into_iter()
        .any(|order| values::date(trimmed, order).is_some() || values::datetime(trimmed, order).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let mut shape = Shape::default();
        shape.write(text.as_bytes());
        String::from_utf8(shape.bytes().to_vec()).unwrap()
    }

    #[test]
    fn shapes() {
        for (text, expected) in [
            ("ABC-123", "AAA-999"),
            ("Smith 12345678", "Aa+ 9+"),
            ("P01000", "A99999"),
            ("", ""),
            ("f43c", "a99a"),
            ("Zoë  Ünal", "Aa+ Aa+"),
            ("2024-01-02", "9999-99-99"),
            ("!!", "!!"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
        assert!(shape(&"-".repeat(500)).len() <= SHAPE_BYTES);
    }

    #[test]
    fn texts_that_are_something_else_are_counted() {
        let mut facts = TextFacts::default();
        let texts = [
            "1.5",
            "-2",
            "1,234",
            "007",
            "0",
            "2024-02-30",
            "2024-02-29",
            "31.12.2024",
            "12/31/2024 10:00",
            " padded",
            "\t ",
            "",
            "café",
            "inf",
            "nan",
            "x1",
        ];
        texts.iter().for_each(|text| facts.add(text.as_bytes(), 2));
        let profile = facts.profile();
        assert_eq!((facts.rows, facts.empty, facts.blank), (32, 2, 2));
        assert_eq!((profile.numeric, profile.dates, profile.leading_zeros), (10, 6, 2));
        assert_eq!((profile.non_ascii, profile.padded), (2, 2));
        assert_eq!((profile.min_length, profile.max_length, profile.longest.as_str()), (0, 16, "12/31/2024 10:00"));
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let texts: Vec<String> = (0..500).map(|i| format!("{}{}", "ab".repeat(i % 5), i * 37 % 1000)).collect();
        let mut whole = TextFacts::default();
        texts.iter().for_each(|text| whole.add(text.as_bytes(), 1));
        let mut merged = TextFacts::default();
        for part in texts.chunks(77) {
            let mut facts = TextFacts::default();
            part.iter().for_each(|text| facts.add(text.as_bytes(), 1));
            facts.merge(&merged);
            merged = facts;
        }
        let (mut one, mut two) = (whole.profile(), merged.profile());
        // Which text is the example of a shape depends on the order.
        one.patterns.iter_mut().chain(&mut two.patterns).for_each(|pattern| pattern.example.clear());
        assert_eq!(one, two);
    }
}
