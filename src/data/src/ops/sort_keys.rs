//! Values of a column as integers in the same order, so that sorting never looks at a value again.
//!
//! Numbers and times map to 64 bits directly. Texts are interned and ranked: one copy of each distinct text is held
//! while its column is being prepared, then four bytes a row remain. Whatever the type, the result is a [`Codes`]:
//! a number per row, larger means later, missing last, NaN before it.

use super::interner::Interner;
use super::scan::{Task, scan};
use crate::{Chunk, Interrupted, RowSource};
use ninefold_base::view::Direction;
use ninefold_base::{ColumnId, Meter, Problem, Stopped};
use polars::prelude::{DataType, Series};
use rayon::prelude::*;

/// Text of one column that may be held while it is ranked.
const MOST_TEXT: usize = 4 << 30;

/// A number per row, in the order of the direction asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    pub codes: Vec<u64>,
    /// Bits that the largest code takes.
    pub bits: u32,
}

/// Values as they come from one chunk.
enum Keys {
    /// Order-preserving numbers.
    Small(Vec<u64>),
    Large(Vec<i128>),
    /// Distinct texts and, per row, which of them.
    Texts {
        texts: Interner,
        codes: Vec<u32>,
    },
}

/// Keys of some rows; `missing` and `nan` are positions among them, whose keys mean nothing.
struct Part {
    keys: Keys,
    missing: Vec<u32>,
    nan: Vec<u32>,
}

/// The codes of one column for all rows of `tasks`.
pub fn codes(
    source: &dyn RowSource,
    tasks: &[Task<'_>],
    column: ColumnId,
    direction: Direction,
    meter: &dyn Meter,
) -> Result<Codes, Interrupted> {
    let mut all = Gathered::default();
    scan(source, tasks, &[column], meter, part, |_, part| Ok(all.add(part)?))?;
    Ok(all.finish(direction, meter)?)
}

#[derive(Default)]
struct Gathered {
    small: Vec<u64>,
    large: Vec<i128>,
    interned: Interner,
    text_codes: Vec<u32>,
    missing: Vec<u32>,
    nan: Vec<u32>,
    rows: usize,
}

impl Gathered {
    fn add(&mut self, part: Part) -> Result<(), Problem> {
        let first = self.rows as u32;
        self.missing.extend(part.missing.iter().map(|row| row + first));
        self.nan.extend(part.nan.iter().map(|row| row + first));
        match part.keys {
            Keys::Small(mut keys) => {
                self.rows += keys.len();
                self.small.append(&mut keys);
            }
            Keys::Large(mut keys) => {
                self.rows += keys.len();
                self.large.append(&mut keys);
            }
            Keys::Texts { texts, codes } => {
                self.rows += codes.len();
                let global: Vec<u32> =
                    (0..texts.len() as u32).map(|text| self.interned.intern(texts.text(text))).collect();
                if self.interned.size() > MOST_TEXT {
                    return Err(Problem::new(
                        "could not sort",
                        format!(
                            "the column holds more than {} of different text",
                            ninefold_base::format::bytes(MOST_TEXT as u64)
                        ),
                        "filter the rows first, or sort by another column",
                    ));
                }
                self.text_codes.extend(codes.into_iter().map(|code| global.get(code as usize).copied().unwrap_or(0)));
            }
        }
        Ok(())
    }

    fn finish(mut self, direction: Direction, meter: &dyn Meter) -> Result<Codes, Stopped> {
        let mut codes = if !self.large.is_empty() {
            dense(&self.large, meter)?
        } else if !self.text_codes.is_empty() {
            let ranks = self.ranks(meter)?;
            meter.check()?;
            self.text_codes
                .par_iter()
                .map(|code| ranks.get(*code as usize).map_or(0, |rank| u64::from(*rank)))
                .collect()
        } else {
            std::mem::take(&mut self.small)
        };
        meter.check()?;
        let special = self.special();
        let bounds = |codes: &[u64]| {
            let present = codes.iter().enumerate().filter(|(row, _)| !special.contains(*row)).map(|(_, code)| *code);
            present.fold(None, |bounds: Option<(u64, u64)>, code| {
                Some(bounds.map_or((code, code), |(low, high)| (low.min(code), high.max(code))))
            })
        };
        let mut limits = bounds(&codes);
        // Two codes are needed above the largest value. Only integers that use all 64 bits leave no room.
        if limits.is_some_and(|(low, high)| high - low > u64::MAX - 2) {
            codes = dense(&codes, meter)?;
            limits = bounds(&codes);
        }
        let (low, high) = limits.unwrap_or((0, 0));
        let range = high - low;
        codes.par_iter_mut().for_each(|code| {
            *code = match direction {
                Direction::Ascending => code.wrapping_sub(low),
                Direction::Descending => high.wrapping_sub(*code),
            }
        });
        for row in &self.nan {
            codes[*row as usize] = range + 1;
        }
        for row in &self.missing {
            codes[*row as usize] = range + 2;
        }
        Ok(Codes { codes, bits: 64 - (range + 2).leading_zeros() })
    }

    /// Rank of each interned text by its bytes, which for UTF-8 is the order of code points.
    fn ranks(&self, meter: &dyn Meter) -> Result<Vec<u32>, Stopped> {
        // The first eight bytes as a number decide nearly always, without a look at the text.
        let key = |number: u32| {
            let text = self.interned.text(number);
            let mut first = [0; 8];
            let length = text.len().min(8);
            first[..length].copy_from_slice(&text[..length]);
            (u64::from_be_bytes(first), text, number)
        };
        let texts: Vec<(u64, &[u8], u32)> = (0..self.interned.len() as u32).into_par_iter().map(key).collect();
        let order = super::merge::sorted_rows(texts, |text| text.2, meter)?;
        let mut ranks = vec![0; order.len()];
        for (rank, text) in (0..).zip(order) {
            ranks[text as usize] = rank;
        }
        Ok(ranks)
    }

    fn special(&self) -> Special {
        let mut bits =
            vec![0u64; if self.missing.is_empty() && self.nan.is_empty() { 0 } else { self.rows.div_ceil(64) }];
        for row in self.missing.iter().chain(&self.nan) {
            bits[*row as usize / 64] |= 1 << (row % 64);
        }
        Special(bits)
    }
}

/// Rows without a number in their place.
struct Special(Vec<u64>);

impl Special {
    fn contains(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }
}

/// Each value's rank among the distinct values.
fn dense<V: Ord + Copy + Send + Sync>(values: &[V], meter: &dyn Meter) -> Result<Vec<u64>, Stopped> {
    let keys: Vec<(V, u32)> = values.iter().copied().zip(0..).collect();
    let order = super::merge::sorted_rows(keys, |key| key.1, meter)?;
    let mut ranks = vec![0; values.len()];
    let mut rank = 0;
    for (at, row) in order.iter().enumerate() {
        if at > 0 && values[order[at - 1] as usize] != values[*row as usize] {
            rank += 1;
        }
        ranks[*row as usize] = rank;
    }
    Ok(ranks)
}

/// Merges two columns of codes into one that sorts by the first, then the second. `None` if they do not fit 64 bits.
pub fn packed(first: &Codes, second: &Codes) -> Option<Codes> {
    if first.bits + second.bits > 64 {
        return None;
    }
    let codes = first.codes.par_iter().zip(&second.codes).map(|(a, b)| a << second.bits | b).collect();
    Some(Codes { codes, bits: first.bits + second.bits })
}

/// The same order in as few bits as there are distinct codes.
pub fn tightened(codes: &Codes, meter: &dyn Meter) -> Result<Codes, Stopped> {
    let codes = dense(&codes.codes, meter)?;
    let most = codes.par_iter().copied().max().unwrap_or(0);
    Ok(Codes { bits: (64 - most.leading_zeros()).max(1), codes })
}

fn part(task: &Task<'_>, chunk: &Chunk) -> Result<Part, Problem> {
    let series = super::filter::picked(chunk.frame.columns()[0].as_materialized_series(), task)?;
    keys(&series)
}

fn keys(series: &Series) -> Result<Part, Problem> {
    let missing = positions(&series.is_null().iter().map(|null| null == Some(true)).collect::<Vec<_>>());
    let (keys, nan) = match series.dtype() {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => float_keys(series)?,
        DataType::Int128 | DataType::UInt128 | DataType::Decimal(..) => (Keys::Large(large_keys(series)?), Vec::new()),
        DataType::String | DataType::Binary => (text_keys(series)?, Vec::new()),
        DataType::Null => (Keys::Small(vec![0; series.len()]), Vec::new()),
        DataType::UInt64 => {
            let values = series.u64().map_err(fault)?;
            (Keys::Small(values.iter().map(Option::unwrap_or_default).collect()), Vec::new())
        }
        dtype if dtype.is_integer() || dtype.is_bool() || dtype.is_temporal() => {
            let values = series.to_physical_repr().cast(&DataType::Int64).map_err(fault)?;
            let values = values.i64().map_err(fault)?;
            (Keys::Small(values.iter().map(|value| value.unwrap_or_default() as u64 ^ 1 << 63).collect()), Vec::new())
        }
        dtype if dtype.is_categorical() || dtype.is_enum() => {
            (text_keys(&series.cast(&DataType::String).map_err(fault)?)?, Vec::new())
        }
        // Lists and structs sort by the text they are shown as.
        _ => (plain_keys(series), Vec::new()),
    };
    Ok(Part { keys, missing, nan })
}

fn positions(flags: &[bool]) -> Vec<u32> {
    flags.iter().zip(0..).filter(|(flag, _)| **flag).map(|(_, row)| row).collect()
}

fn float_keys(series: &Series) -> Result<(Keys, Vec<u32>), Problem> {
    let series = series.cast(&DataType::Float64).map_err(fault)?;
    let values = series.f64().map_err(fault)?;
    let mut nan = Vec::new();
    let mut keys = Vec::with_capacity(values.len());
    for (row, value) in (0..).zip(values.iter()) {
        let value = value.unwrap_or_default();
        if value.is_nan() {
            nan.push(row);
        }
        keys.push(float_key(value));
    }
    Ok((Keys::Small(keys), nan))
}

/// Order-preserving bits of a float that is not NaN; -0.0 and 0.0 are the same.
pub fn float_key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn large_keys(series: &Series) -> Result<Vec<i128>, Problem> {
    let physical = series.to_physical_repr().cast(&DataType::Int128).map_err(fault)?;
    let values = physical.i128().map_err(fault)?;
    Ok(values.iter().map(Option::unwrap_or_default).collect())
}

fn text_keys(series: &Series) -> Result<Keys, Problem> {
    let binary = series.cast(&DataType::Binary).map_err(fault)?;
    let values = binary.binary().map_err(fault)?;
    let mut texts = Interner::default();
    let codes = values.iter().map(|value| texts.intern(value.unwrap_or_default())).collect();
    Ok(Keys::Texts { texts, codes })
}

fn plain_keys(series: &Series) -> Keys {
    let cells = super::page::cells_of(series);
    let mut texts = Interner::default();
    let codes = cells.iter().map(|cell| texts.intern(cell.plain().as_bytes())).collect();
    Keys::Texts { texts, codes }
}

fn fault(error: polars::prelude::PolarsError) -> Problem {
    Problem::fault("sorting", error)
}
