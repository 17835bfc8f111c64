//! What a whole file holds: class counts per column and odd rows, merged from any number of parts.
//!
//! Law, by property test: merging the surveys of any parts in any order gives the survey of the whole.

use super::classify::{CLASSES, Class, MARKERS, classify};
use super::split::{Field, Oddity, meant};
use std::collections::BTreeMap;

/// First rows kept per class and column: enough to look at.
const CLASS_ROWS: usize = 50;
/// First rows kept per oddity.
pub const ODD_ROWS: usize = 1000;

/// The first rows of something, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FirstRows {
    pub count: u64,
    pub rows: Vec<u64>,
}

impl FirstRows {
    fn add(&mut self, row: u64, most: usize) {
        self.count += 1;
        if self.rows.len() < most {
            self.rows.push(row);
        }
    }

    fn merge(&mut self, other: &Self, most: usize) {
        self.count += other.count;
        self.rows.extend_from_slice(&other.rows);
        self.rows.sort_unstable();
        self.rows.truncate(most);
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSurvey {
    pub counts: [u64; CLASSES],
    pub rows: BTreeMap<Class, Vec<u64>>,
    pub markers: BTreeMap<u8, u64>,
    /// Datetimes with an offset from UTC, and without.
    pub zoned: u64,
    pub naive: u64,
}

impl Default for ColumnSurvey {
    fn default() -> Self {
        Self { counts: [0; CLASSES], rows: BTreeMap::new(), markers: BTreeMap::new(), zoned: 0, naive: 0 }
    }
}

impl ColumnSurvey {
    pub fn count(&self, class: Class) -> u64 {
        self.counts[class as usize]
    }

    pub fn sum(&self, classes: &[Class]) -> u64 {
        classes.iter().map(|class| self.count(*class)).sum()
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Cells that hold exactly this marker.
    pub fn marker(&self, marker: &str) -> u64 {
        if marker.is_empty() {
            return self.count(Class::Empty);
        }
        MARKERS
            .iter()
            .position(|known| *known == marker)
            .and_then(|at| self.markers.get(&(at as u8)).copied())
            .unwrap_or(0)
    }

    pub fn add(&mut self, row: u64, text: &[u8], field: &Field, options: &SurveyOptions) {
        let (mut class, marker) = classify(text, field.written, options.decimal_comma);
        if class != Class::Absent
            && !options.null_values.is_empty()
            && options.null_values.iter().any(|declared| declared.as_bytes() == text)
        {
            class = Class::Declared;
        } else if let Some(marker) = marker {
            *self.markers.entry(marker).or_default() += 1;
        }
        self.counts[class as usize] += 1;
        if matches!(
            class,
            Class::DatetimeYearFirst | Class::DatetimeDayFirst | Class::DatetimeMonthFirst | Class::DatetimeAmbiguous
        ) {
            // Behind the first colon only an offset has a sign or a letter.
            let clock = memchr::memchr(b':', text).map_or(text, |colon| &text[colon..]);
            let zoned = clock.iter().any(|byte| matches!(byte, b'+' | b'-' | b'Z' | b'z' | b'C'));
            if zoned {
                self.zoned += 1;
            } else {
                self.naive += 1;
            }
        }
        if self.counts[class as usize] <= CLASS_ROWS as u64 {
            self.rows.entry(class).or_default().push(row);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        for (class, rows) in &other.rows {
            let mine = self.rows.entry(*class).or_default();
            mine.extend_from_slice(rows);
            mine.sort_unstable();
            mine.truncate(CLASS_ROWS);
        }
        for (marker, count) in &other.markers {
            *self.markers.entry(*marker).or_default() += count;
        }
        self.zoned += other.zoned;
        self.naive += other.naive;
    }
}

/// What was odd about rows, with the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Oddities {
    pub short: FirstRows,
    pub long: FirstRows,
    pub bad_quote: FirstRows,
    pub open_quote: FirstRows,
    pub bad_bytes: FirstRows,
    pub nul: FirstRows,
    pub unreadable: FirstRows,
}

impl Oddities {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.short, &other.short),
            (&mut self.long, &other.long),
            (&mut self.bad_quote, &other.bad_quote),
            (&mut self.open_quote, &other.open_quote),
            (&mut self.bad_bytes, &other.bad_bytes),
            (&mut self.nul, &other.nul),
            (&mut self.unreadable, &other.unreadable),
        ] {
            mine.merge(theirs, ODD_ROWS);
        }
    }
}

/// What a survey must know.
#[derive(Debug, Clone, Default)]
pub struct SurveyOptions {
    pub decimal_comma: bool,
    pub null_values: Vec<String>,
    pub quote: Option<u8>,
}

/// A part of a file, or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    pub rows: u64,
    pub columns: Vec<ColumnSurvey>,
    pub odd: Oddities,
    /// Names of columns found on the way (JSON), in the order first seen; empty for separated text.
    pub names: Vec<String>,
}

impl Survey {
    pub fn of(columns: usize) -> Self {
        Self { columns: vec![ColumnSurvey::default(); columns], ..Self::default() }
    }

    /// Takes in a record of separated text. `row` counts from 0.
    pub fn add(&mut self, row: u64, text: &[u8], fields: &[Field], oddity: Oddity, options: &SurveyOptions) {
        self.rows += 1;
        let width = self.columns.len();
        let mut scratch = Vec::new();
        for (i, column) in self.columns.iter_mut().enumerate() {
            let field = fields.get(i).unwrap_or(&Field::ABSENT);
            column.add(row, meant(field, text, options.quote, &mut scratch), field, options);
        }
        if fields.len() < width {
            self.odd.short.add(row + 1, ODD_ROWS);
        }
        if fields.len() > width {
            self.odd.long.add(row + 1, ODD_ROWS);
        }
        self.note(row, oddity);
    }

    /// Takes in a record of JSON, which may bring new columns.
    pub fn add_json(&mut self, row: u64, text: &[u8], fields: &[Field], oddity: Oddity, options: &SurveyOptions) {
        while self.columns.len() < fields.len() {
            let mut column = ColumnSurvey::default();
            column.counts[Class::Absent as usize] = self.rows;
            self.columns.push(column);
        }
        self.rows += 1;
        let mut scratch = Vec::new();
        for (column, field) in self.columns.iter_mut().zip(fields) {
            column.add(row, meant(field, text, None, &mut scratch), field, options);
        }
        self.note(row, oddity);
    }

    pub fn note(&mut self, row: u64, oddity: Oddity) {
        for (odd, rows) in [
            (oddity.bad_quote, &mut self.odd.bad_quote),
            (oddity.open_quote, &mut self.odd.open_quote),
            (oddity.unreadable, &mut self.odd.unreadable),
        ] {
            if odd {
                rows.add(row + 1, ODD_ROWS);
            }
        }
    }

    /// Notes bytes that are no text in a record.
    pub fn note_bytes(&mut self, row: u64, record: &[u8]) {
        if std::str::from_utf8(record).is_err() || memchr::memmem::find(record, "\u{fffd}".as_bytes()).is_some() {
            self.odd.bad_bytes.add(row + 1, ODD_ROWS);
        }
        if memchr::memchr(0, record).is_some() {
            self.odd.nul.add(row + 1, ODD_ROWS);
        }
    }

    /// Adds a part that follows (or precedes: only new column names take the order of merging).
    pub fn merge(&mut self, other: &Self) {
        if other.names.is_empty() {
            for (mine, theirs) in self.columns.iter_mut().zip(&other.columns) {
                mine.merge(theirs);
            }
        } else {
            self.merge_named(other);
        }
        self.rows += other.rows;
        self.odd.merge(&other.odd);
    }

    /// Columns by name; rows of a part that lacks one hold no value there.
    fn merge_named(&mut self, other: &Self) {
        let at: std::collections::HashMap<String, usize> = self.names.iter().cloned().zip(0..).collect();
        let mut seen = vec![false; self.names.len()];
        for (name, theirs) in other.names.iter().zip(&other.columns) {
            match at.get(name) {
                Some(at) => {
                    self.columns[*at].merge(theirs);
                    seen[*at] = true;
                }
                None => {
                    let mut column = ColumnSurvey::default();
                    column.counts[Class::Absent as usize] = self.rows;
                    column.merge(theirs);
                    self.names.push(name.clone());
                    self.columns.push(column);
                }
            }
        }
        for (column, _) in self.columns.iter_mut().zip(&seen).filter(|(_, seen)| !**seen) {
            column.counts[Class::Absent as usize] += other.rows;
        }
    }
}
