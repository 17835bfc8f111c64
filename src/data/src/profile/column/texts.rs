//! Texts, categories, bytes, lists and structs: values that are told apart by their bytes.
//!
//! Lists and structs are taken as the JSON text they are shown as, with the number of their entries beside it.

use super::super::distinct::Distinct;
use super::super::draw::{self, LABEL_BYTES};
use super::super::facts::TextFacts;
use super::super::frequent::Frequent;
use super::super::hashing::{MISSING, TextHasher};
use super::super::table::{Entry, TextArena};
use super::super::words::fault;
use super::{Budget, figures};
use crate::cells;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Detail, NestedProfile, TOP, ValueCount};
use ninefold_base::{Cell, Figure, Problem, TypeKind};
use polars::prelude::{AnyValue, DataType, Series};
use polars_arrow::array::{Array, BinaryViewArray};

/// Values counted before a look at whether they are too many.
const BLOCK: usize = 4096;
/// Hexadecimal digits of bytes that are shown.
const HEX_BYTES: usize = 32;

#[derive(Debug, Clone)]
pub struct TextColumn {
    kind: TypeKind,
    /// Lists and structs that polars holds as such, not as JSON text.
    native: bool,
    budget: Budget,
    distinct: Distinct,
    beyond: Option<Box<Beyond>>,
    /// Of texts too long for the table of different ones; in `beyond` of all.
    facts: TextFacts,
    nested: Lengths,
}

#[derive(Debug, Clone)]
struct Beyond {
    frequent: Frequent,
}

/// Numbers of entries.
#[derive(Debug, Clone, Copy, Default)]
struct Lengths {
    rows: u64,
    entries: u64,
    least: Option<u64>,
    most: u64,
}

/// A chunk of a text column, whatever it is made of, as bytes.
pub struct TextChunk {
    arrays: Vec<BinaryViewArray>,
    lengths: Lengths,
}

impl TextChunk {
    /// The hash of every cell.
    pub fn hash(&self, hasher: &TextHasher, hashes: &mut Vec<u64>) {
        hashes.clear();
        for array in &self.arrays {
            let views = array.views().as_slice();
            match array.validity().filter(|validity| validity.unset_bits() > 0) {
                None => {
                    hashes.extend(views.iter().enumerate().map(|(row, view)| hasher.view(view, || array.value(row))));
                }
                Some(validity) => {
                    let cells = views.iter().zip(validity.iter()).enumerate();
                    hashes.extend(cells.map(|(row, (view, valid))| match valid {
                        true => hasher.view(view, || array.value(row)),
                        false => MISSING,
                    }));
                }
            }
        }
    }

    /// Puts the rows `drawn` (ascending) into the sample.
    pub fn draw(&self, drawn: &[u32], hashes: &[u64], sample: &mut draw::Texts) {
        let (mut at, mut start) = (0, 0);
        for row in drawn {
            let row = *row as usize;
            while row >= start + self.arrays[at].len() {
                start += self.arrays[at].len();
                at += 1;
            }
            match hashes[row] {
                MISSING => sample.push_missing(),
                hash => sample.push(hash, || {
                    let text = self.arrays[at].value(row - start);
                    String::from_utf8_lossy(&text[..text.len().min(LABEL_BYTES)]).into_owned()
                }),
            }
        }
    }

    /// Bytes in memory: a view of 16 bytes each, and the text where it does not fit into that.
    pub fn memory(&self) -> u64 {
        let long = |array: &BinaryViewArray| -> u64 {
            array.views().iter().filter(|view| !view.is_inline()).map(|view| u64::from(view.length)).sum()
        };
        self.arrays.iter().map(|array| 16 * array.len() as u64 + long(array)).sum()
    }
}

impl TextColumn {
    pub fn new(kind: TypeKind, dtype: &DataType, budget: Budget) -> Self {
        Self {
            kind,
            native: dtype.is_nested(),
            budget,
            distinct: Distinct::new(budget.distinct),
            beyond: None,
            facts: TextFacts::default(),
            nested: Lengths::default(),
        }
    }

    /// Whether lengths and shapes of the bytes mean anything.
    fn is_text(&self) -> bool {
        matches!(self.kind, TypeKind::Text | TypeKind::Category)
    }

    pub fn chunk(&self, series: &Series) -> Result<TextChunk, Problem> {
        let mut lengths = Lengths::default();
        let arrays = match series.dtype() {
            DataType::String => series.str().map_err(fault)?.downcast_iter().map(|array| array.to_binview()).collect(),
            DataType::Binary => series.binary().map_err(fault)?.downcast_iter().cloned().collect(),
            dtype if dtype.is_categorical() || dtype.is_enum() || *dtype == DataType::BinaryOffset => {
                let plain = if *dtype == DataType::BinaryOffset { DataType::Binary } else { DataType::String };
                return self.chunk(&series.cast(&plain).map_err(fault)?);
            }
            _ => vec![as_json(series, &mut lengths)],
        };
        if matches!(self.kind, TypeKind::List | TypeKind::Struct) && !self.native {
            for array in &arrays {
                array.iter().flatten().for_each(|text| lengths.add(entries_of_json(text), 1));
            }
        }
        Ok(TextChunk { arrays, lengths })
    }

    /// Adds a chunk whose hashes are known.
    pub fn add(&mut self, chunk: &TextChunk, hashes: &[u64]) {
        self.nested.merge(&chunk.lengths);
        let mut start = 0;
        for array in &chunk.arrays {
            let hashes = &hashes[start..start + array.len()];
            start += array.len();
            let mut row = 0;
            while row < array.len() {
                let end = array.len().min(row + BLOCK);
                if self.beyond.is_none() {
                    self.add_counted(array, hashes, row..end);
                } else {
                    self.add_beyond(array, hashes, row..end);
                }
                if self.distinct.is_over() {
                    self.go_beyond();
                }
                row = end;
            }
        }
    }

    fn add_counted(&mut self, array: &BinaryViewArray, hashes: &[u64], rows: std::ops::Range<usize>) {
        let views = array.views().as_slice();
        for row in rows {
            if hashes[row] == MISSING {
                continue;
            }
            self.distinct.add_text(hashes[row], 1, || array.value(row));
            if views[row].length as usize > TextArena::MOST && self.is_text() {
                self.facts.add(array.value(row), 1);
            }
        }
    }

    fn add_beyond(&mut self, array: &BinaryViewArray, hashes: &[u64], rows: std::ops::Range<usize>) {
        let Some(beyond) = &mut self.beyond else { return };
        let bound = self.distinct.bound();
        let is_text = matches!(self.kind, TypeKind::Text | TypeKind::Category);
        for row in rows {
            let hash = hashes[row];
            if hash == MISSING {
                continue;
            }
            if hash <= bound {
                self.distinct.add_text(hash, 1, || array.value(row));
            }
            beyond.frequent.add_text(hash, 1, || array.value(row));
            if is_text {
                self.facts.add(array.value(row), 1);
            }
        }
    }

    /// From now on texts are looked at one by one; so far their counts say all.
    fn go_beyond(&mut self) {
        if self.beyond.is_none() && self.distinct.is_complete() {
            self.facts = self.all_facts();
            let distinct = &self.distinct;
            let frequent = Frequent::of(self.budget.frequent, distinct.entries(), |entry| distinct.text(entry).0);
            self.beyond = Some(Box::new(Beyond { frequent }));
        }
        self.distinct.shrink();
    }

    /// Of all texts seen.
    fn all_facts(&self) -> TextFacts {
        let mut facts = self.facts.clone();
        if self.beyond.is_none() && self.is_text() {
            for entry in self.distinct.entries() {
                let (text, length) = self.distinct.text(&entry);
                if length <= TextArena::MOST {
                    facts.add(text, entry.count);
                }
            }
        }
        facts
    }

    /// Adds what the accumulator of other rows has seen.
    pub fn merge(&mut self, other: &Self) {
        self.nested.merge(&other.nested);
        if self.beyond.is_none() && other.beyond.is_none() {
            self.facts.merge(&other.facts);
            self.distinct.merge(&other.distinct);
            if self.distinct.is_over() {
                self.go_beyond();
            }
            return;
        }
        self.go_beyond();
        let mut other = other.clone();
        other.go_beyond();
        self.facts.merge(&other.facts);
        self.distinct.merge(&other.distinct);
        self.distinct.shrink();
        if let (Some(mine), Some(theirs)) = (&mut self.beyond, &other.beyond) {
            mine.frequent.merge(&theirs.frequent);
        }
    }

    pub fn fill(&self, profile: &mut ColumnProfile) {
        profile.distinct = self.distinct.distinct();
        profile.unique = self.distinct.unique();
        match &self.beyond {
            None => self.fill_counted(profile),
            Some(beyond) => {
                figures::unknown_spread(profile);
                self.fill_top(beyond, profile);
            }
        }
        if self.is_text() {
            let facts = self.all_facts();
            profile.counts.empty = facts.empty;
            profile.counts.blank = facts.blank;
            profile.detail = Detail::Text(facts.profile());
        } else if matches!(self.kind, TypeKind::List | TypeKind::Struct) {
            profile.detail = Detail::Nested(self.nested.profile());
        }
    }

    fn fill_counted(&self, profile: &mut ColumnProfile) {
        let mut entries: Vec<Entry> = self.distinct.iter().collect();
        entries.sort_unstable_by(|a, b| {
            let (one, two) = (self.distinct.text(a), self.distinct.text(b));
            one.cmp(&two).then(a.hash.cmp(&b.hash))
        });
        figures::spread(&entries.iter().map(|entry| entry.count).collect::<Vec<u64>>(), profile);
        let counted = entries.into_iter().map(|entry| (entry, entry.count)).collect();
        (profile.top, profile.rare) =
            figures::top_and_rare(counted, |entry: Entry| self.cell(self.distinct.text(&entry)));
    }

    fn fill_top(&self, beyond: &Beyond, profile: &mut ColumnProfile) {
        let commonest = beyond.frequent.commonest(TOP);
        let known = commonest.iter().filter_map(|entry| Some((entry.count, beyond.frequent.text(entry)?)));
        let mut known: Vec<(u64, (&[u8], usize))> = known.collect();
        known.sort_unstable_by_key(|(rows, text)| (std::cmp::Reverse(*rows), *text));
        profile.top = known.into_iter().map(|(rows, text)| ValueCount { value: self.cell(text), rows }).collect();
        let error = beyond.frequent.error();
        profile.top_precision = if error == 0 { Precision::Exact } else { Precision::AtMostLow(error) };
    }

    /// A value of which the beginning was kept, and its whole length in bytes.
    fn cell(&self, (head, length): (&[u8], usize)) -> Cell {
        let bytes = length as u64;
        if self.kind == TypeKind::Binary {
            return Cell::Binary { head: ninefold_base::format::hex(&head[..head.len().min(HEX_BYTES)]), bytes };
        }
        let text = String::from_utf8_lossy(head).into_owned();
        match self.kind {
            _ if length > head.len() => {
                // A character may have been cut in two.
                Cell::Long { head: text.trim_end_matches('\u{fffd}').to_string(), bytes }
            }
            TypeKind::List | TypeKind::Struct => Cell::Nested(text),
            _ => Cell::Text(text),
        }
    }
}

impl Lengths {
    fn add(&mut self, entries: u64, rows: u64) {
        self.merge(&Self { rows, entries: entries * rows, least: Some(entries), most: entries });
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.entries += other.entries;
        self.least = match (self.least, other.least) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        self.most = self.most.max(other.most);
    }

    fn profile(&self) -> NestedProfile {
        NestedProfile {
            min_length: self.least.unwrap_or(0),
            mean_length: Figure::ratio(self.entries as f64, self.rows as f64, "no values"),
            max_length: self.most,
        }
    }
}

/// Lists and structs as JSON texts, with their numbers of entries.
fn as_json(series: &Series, lengths: &mut Lengths) -> BinaryViewArray {
    let text = |value: AnyValue<'_>| {
        match &value {
            AnyValue::Null => return None,
            AnyValue::List(items) | AnyValue::Array(items, _) => lengths.add(items.len() as u64, 1),
            AnyValue::Struct(_, _, fields) => lengths.add(fields.len() as u64, 1),
            AnyValue::StructOwned(payload) => lengths.add(payload.1.len() as u64, 1),
            _ => {}
        }
        Some(cells::cell(&value, usize::MAX).plain().into_bytes())
    };
    let texts: Vec<Option<Vec<u8>>> = series.iter().map(text).collect();
    BinaryViewArray::from_slice(texts)
}

/// Entries of a JSON list or fields of a JSON object; anything else has none.
fn entries_of_json(text: &[u8]) -> u64 {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(serde_json::Value::Array(items)) => items.len() as u64,
        Ok(serde_json::Value::Object(fields)) => fields.len() as u64,
        _ => 0,
    }
}
