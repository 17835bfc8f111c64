//! What is gathered of one column, chunk by chunk, and the profile made of it.
//!
//! Values are hashed once; the hash goes into the count of different values, the row's hash and the sample. While all
//! different values of a column are counted they say everything (quantiles, top values, lengths, shapes …), so that
//! a row costs one look-up; what must be gathered row by row begins when there are too many of them. Accumulators of the
//! parts of a table merge to that of the whole (**law**: `tests.rs`). Start at [`ColumnAccumulator::add`].

pub mod figures;
pub mod flags;
pub mod texts;
pub mod values;

use super::distinct::Limits;
use super::draw::Gatherer;
use super::hashing::{self, MISSING, TextHasher};
use super::nulls::NullMask;
use super::words::{Form, Words};
use flags::FlagColumn;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Count, Counts, Detail, Order};
use ninefold_base::{Column, ColumnId, Figure, Problem, TypeKind};
use polars::prelude::{DataType, Series};
use texts::TextColumn;
use values::WordColumn;

/// What one column may keep; every part of it shrinks with the number of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub distinct: Limits,
    /// Values counted to find the commonest when not all are.
    pub frequent: usize,
    /// Values kept for quantiles.
    pub values: usize,
}

/// Different values counted over all columns.
const ALL_DISTINCT: usize = 4 << 20;
/// Bytes of their texts.
const ALL_TEXT: usize = 96 << 20;
/// Bytes of values kept for quantiles.
const ALL_VALUES: usize = 80 << 20;

impl Budget {
    /// For a table of so many columns, of which so many hold numbers or times.
    pub fn new(columns: usize, numeric: usize) -> Self {
        let distinct = (ALL_DISTINCT / columns.max(1)).clamp(2048, 131_072);
        Self {
            distinct: Limits { values: distinct, text: (ALL_TEXT / columns.max(1)).min(24 << 20) },
            frequent: (distinct / 32).clamp(256, 4096),
            values: ALL_VALUES / size_of::<f64>() / numeric.max(1),
        }
    }
}

/// Room that columns of a group use one after the other.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    pub words: Words,
    pub hashes: Vec<u64>,
    pub finite: Vec<f64>,
}

/// One column's part of a chunk.
pub struct Piece<'a> {
    pub series: Series,
    pub nulls: Option<NullMask>,
    /// Rows of the sample, as positions in the chunk.
    pub drawn: &'a [u32],
    /// Cells that do not fit: positions and texts. They are missing in `series`.
    pub invalid: Vec<(u32, &'a str)>,
}

#[derive(Debug, Clone)]
pub struct ColumnAccumulator {
    pub column: ColumnId,
    name: String,
    kind: TypeKind,
    storage: String,
    salt: u64,
    hasher: TextHasher,
    pub counts: Counts,
    memory: u64,
    values: Values,
    sample: Gatherer,
}

#[derive(Debug, Clone)]
enum Values {
    Words(Box<WordColumn>),
    Texts(Box<TextColumn>),
    Flags(FlagColumn),
    Nothing,
}

impl ColumnAccumulator {
    /// For a column whose chunks are of type `dtype`.
    pub fn new(column: ColumnId, info: &Column, dtype: &DataType, budget: Budget) -> Self {
        let kind = info.dtype.kind;
        let is_text = matches!(kind, TypeKind::Text | TypeKind::Category);
        let (values, sample) = match Form::of(dtype) {
            Some(form) => (Values::Words(Box::new(WordColumn::new(form, budget))), Gatherer::Numbers(Vec::new())),
            None if dtype.is_bool() => (Values::Flags(FlagColumn::default()), Gatherer::Booleans(Vec::new())),
            None if dtype.is_null() || kind == TypeKind::Nothing => (Values::Nothing, Gatherer::Nothing),
            None => {
                let sample = if is_text { Gatherer::Texts(Default::default()) } else { Gatherer::Nothing };
                (Values::Texts(Box::new(TextColumn::new(kind, dtype, budget))), sample)
            }
        };
        Self {
            column,
            name: info.name.clone(),
            kind,
            storage: info.dtype.storage.clone(),
            salt: hashing::salt(column.0),
            hasher: TextHasher::default(),
            counts: Counts::default(),
            memory: 0,
            values,
            sample,
        }
    }

    /// Adds a chunk; `rows` are the hashes of its rows so far, to which this column adds its part.
    pub fn add(&mut self, piece: &Piece<'_>, scratch: &mut Scratch, rows: &mut [u64]) -> Result<(), Problem> {
        self.counts.rows += piece.series.len() as u64;
        self.counts.invalid += piece.invalid.len() as u64;
        self.counts.missing += piece.series.null_count() as u64 - piece.invalid.len() as u64;
        match &mut self.values {
            Values::Words(column) => {
                self.memory += fixed_width(piece.series.dtype()) * piece.series.len() as u64;
                scratch.words.read(&piece.series, column.form())?;
                hash_words(scratch, piece.nulls.as_ref());
                if let Gatherer::Numbers(sample) = &mut self.sample {
                    let missing = |row: usize| piece.nulls.as_ref().is_some_and(|nulls| nulls.is_missing(row));
                    let value = |row: &u32| match missing(*row as usize) {
                        true => f64::NAN,
                        false => scratch.words.floats[*row as usize],
                    };
                    sample.extend(piece.drawn.iter().map(value));
                }
                add_to_rows(&scratch.hashes, self.salt, rows);
                column.add(scratch, piece.nulls.as_ref(), &mut self.counts);
            }
            Values::Texts(column) => {
                let chunk = column.chunk(&piece.series)?;
                chunk.hash(&self.hasher, &mut scratch.hashes);
                add_to_rows(&scratch.hashes, self.salt, rows);
                if let Gatherer::Texts(sample) = &mut self.sample {
                    chunk.draw(piece.drawn, &scratch.hashes, sample);
                }
                self.memory += chunk.memory();
                column.add(&chunk, &scratch.hashes);
            }
            Values::Flags(column) => {
                column.add(&piece.series, &mut scratch.hashes)?;
                add_to_rows(&scratch.hashes, self.salt, rows);
                if let Gatherer::Booleans(sample) = &mut self.sample {
                    sample.extend(piece.drawn.iter().map(|row| FlagColumn::code(scratch.hashes[*row as usize])));
                }
            }
            Values::Nothing => {}
        }
        for (row, text) in &piece.invalid {
            let row = &mut rows[*row as usize];
            let hash = hashing::mix(self.hasher.bytes(text.as_bytes()));
            *row = row.wrapping_sub(hashing::in_row(MISSING, self.salt)).wrapping_add(hashing::in_row(hash, self.salt));
        }
        Ok(())
    }

    /// Adds what the accumulator of later rows of the same column has seen. The sample is not merged.
    pub fn merge(&mut self, other: &Self) {
        let (mine, theirs) = (&mut self.counts, &other.counts);
        mine.rows += theirs.rows;
        mine.missing += theirs.missing;
        mine.invalid += theirs.invalid;
        mine.nan += theirs.nan;
        mine.positive_infinite += theirs.positive_infinite;
        mine.negative_infinite += theirs.negative_infinite;
        mine.zeros += theirs.zeros;
        mine.negatives += theirs.negatives;
        self.memory += other.memory;
        match (&mut self.values, &other.values) {
            (Values::Words(mine), Values::Words(theirs)) => mine.merge(theirs),
            (Values::Texts(mine), Values::Texts(theirs)) => mine.merge(theirs),
            (Values::Flags(mine), Values::Flags(theirs)) => mine.merge(theirs),
            _ => {}
        }
    }

    /// The profile of what was seen. `effort`: how much work a passing glance is worth.
    pub fn profile(&self, effort: Effort) -> ColumnProfile {
        let mut profile = ColumnProfile {
            column: self.column,
            name: self.name.clone(),
            kind: self.kind,
            storage: self.storage.clone(),
            counts: self.counts,
            distinct: Count::exact(0),
            unique: Count::exact(0),
            entropy: Figure::undefined("no values"),
            imbalance: Figure::undefined("no values"),
            top: Vec::new(),
            rare: Vec::new(),
            top_precision: Precision::Exact,
            histogram: None,
            detail: Detail::Plain,
            memory: self.memory + self.bits().div_ceil(8),
            order: Order::Unknown,
        };
        match &self.values {
            Values::Words(column) => column.fill(&mut profile, effort),
            Values::Texts(column) => column.fill(&mut profile),
            Values::Flags(column) => column.fill(&mut profile),
            Values::Nothing => {}
        }
        profile
    }

    /// Bits in memory: one a row where something is missing, one a boolean.
    fn bits(&self) -> u64 {
        let some_missing = u64::from(self.counts.missing + self.counts.invalid > 0);
        self.counts.rows * (some_missing + u64::from(matches!(self.values, Values::Flags(_))))
    }

    /// Its part of the sample, which is given away.
    pub fn take_sample(&mut self) -> super::sample::SampleColumn {
        let sample = std::mem::replace(&mut self.sample, Gatherer::Nothing);
        super::sample::SampleColumn { column: self.column, kind: self.kind, values: sample.finish() }
    }

    /// What was done on a part or not exactly, as sentences.
    pub fn limits(&self) -> Vec<String> {
        match &self.values {
            Values::Words(column) => column.limits(&self.name),
            Values::Texts(_) | Values::Flags(_) | Values::Nothing => Vec::new(),
        }
    }
}

/// How exactly a profile is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// While rows are still being read: quantiles and histogram of very many values from some of them.
    Glance,
    Full,
}

/// Bytes of a value in memory.
fn fixed_width(dtype: &DataType) -> u64 {
    match dtype {
        DataType::Int8 | DataType::UInt8 => 1,
        DataType::Int16 | DataType::UInt16 | DataType::Float16 => 2,
        DataType::Int32 | DataType::UInt32 | DataType::Float32 | DataType::Date => 4,
        DataType::Int128 | DataType::UInt128 | DataType::Decimal(..) => 16,
        _ => 8,
    }
}

/// Hashes of the words, missing ones as [`MISSING`].
fn hash_words(scratch: &mut Scratch, nulls: Option<&NullMask>) {
    scratch.hashes.clear();
    scratch.hashes.extend(scratch.words.words.iter().map(|word| hashing::mix(*word)));
    if let Some(nulls) = nulls {
        nulls.rows().for_each(|row| scratch.hashes[row] = MISSING);
    }
}

fn add_to_rows(hashes: &[u64], salt: u64, rows: &mut [u64]) {
    for (row, hash) in rows.iter_mut().zip(hashes) {
        *row = row.wrapping_add(hashing::in_row(*hash, salt));
    }
}
