//! What one column must hold, held against its values.

use super::super::hashing::{TextHasher, mix};
use super::super::target::outcome::microseconds;
use super::super::values::{Values, fault};
use super::bound;
use crate::cells;
use ninefold_base::profile::contract::{ColumnContract, Violation};
use ninefold_base::{Cell, Column, Problem};
use polars::prelude::Series;
use std::collections::HashSet;

/// Rows listed for one rule at most, and values shown.
const LISTED: usize = 100;
const EXAMPLES: usize = 5;
const EXAMPLE_BYTES: usize = 200;
/// Allowed values named in a rule at most.
const NAMED: usize = 8;

/// The rules of a column in the order in which they are told.
pub struct Rules {
    column: String,
    rules: Vec<(Rule, String)>,
}

enum Rule {
    /// No text that does not fit the type.
    Fits,
    NotMissing,
    /// Numbers, or microseconds of times.
    AtLeast(f64),
    AtMost(f64),
    OneOf(HashSet<String>),
    Unique,
}

/// What was found: for each rule the cells that break it.
pub struct Tally {
    broken: Vec<Broken>,
    /// Of some rows, where values must differ: the values and their hashes.
    part: Option<(Series, Vec<Hashed>)>,
    /// Hashes of all values seen so far.
    known: HashSet<u64>,
    /// The place of the rule that values differ.
    unique: Option<usize>,
}

struct Hashed {
    hash: u64,
    place: usize,
    /// Row number, from 1.
    row: u64,
}

#[derive(Default)]
struct Broken {
    cells: u64,
    rows: Vec<u64>,
    examples: Vec<String>,
}

impl Broken {
    fn add(&mut self, row: u64, value: impl FnOnce() -> String) {
        self.cells += 1;
        if self.rows.len() < LISTED {
            self.rows.push(row);
        }
        if self.examples.len() < EXAMPLES {
            let value = value();
            if !value.is_empty() && !self.examples.contains(&value) {
                self.examples.push(value);
            }
        }
    }

    fn merge(&mut self, part: Broken) {
        self.cells += part.cells;
        self.rows.extend(part.rows);
        self.rows.truncate(LISTED);
        for example in part.examples {
            if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
                self.examples.push(example);
            }
        }
    }
}

impl Rules {
    /// Fails in a sentence if a bound cannot be read.
    pub fn new(column: &Column, wanted: &ColumnContract) -> Result<Self, Problem> {
        let name = &column.name;
        let mut rules = vec![(Rule::Fits, format!("`{name}` must hold {} values", wanted.kind.label()))];
        if wanted.nullable == Some(false) {
            rules.push((Rule::NotMissing, format!("`{name}` must not be missing")));
        }
        if let Some(min) = wanted.min {
            rules.push((Rule::AtLeast(min), format!("`{name}` must be at least {}", bound(min))));
        }
        if let Some(max) = wanted.max {
            rules.push((Rule::AtMost(max), format!("`{name}` must be at most {}", bound(max))));
        }
        let moment = |text: &str, word: &str| {
            microseconds(text).ok_or_else(|| {
                Problem::new(
                    "could not read the contract",
                    format!("`{word}` of `{name}` is `{text}`, which is not a date or time"),
                    "write it as 2024-12-31, 2024-12-31T23:59:59 or 23:59",
                )
            })
        };
        if let Some(from) = &wanted.from {
            rules.push((Rule::AtLeast(moment(from, "from")?), format!("`{name}` must not be before {from}")));
        }
        if let Some(until) = &wanted.until {
            rules.push((Rule::AtMost(moment(until, "until")?), format!("`{name}` must not be after {until}")));
        }
        if !wanted.values.is_empty() {
            let named: Vec<String> = wanted.values.iter().take(NAMED).map(|value| format!("`{value}`")).collect();
            let more = if wanted.values.len() > NAMED {
                format!(" … ({} values)", wanted.values.len())
            } else {
                String::new()
            };
            let rule = format!("`{name}` must be one of {}{more}", named.join(", "));
            rules.push((Rule::OneOf(wanted.values.iter().cloned().collect()), rule));
        }
        if wanted.unique {
            rules.push((Rule::Unique, format!("no value of `{name}` may stand twice")));
        }
        Ok(Self { column: name.clone(), rules })
    }

    pub fn tally(&self) -> Tally {
        Tally {
            broken: self.rules.iter().map(|_| Broken::default()).collect(),
            part: None,
            known: HashSet::new(),
            unique: self.rules.iter().position(|(rule, _)| matches!(rule, Rule::Unique)),
        }
    }

    /// Some rows. `series` as in the chunk, `invalid` the numbers and texts of cells that do not fit, `number` the row
    /// number (from 1) of a place.
    pub fn look(
        &self,
        values: &Values,
        series: &Series,
        invalid: &[(u64, &str)],
        number: &dyn Fn(usize) -> u64,
    ) -> Result<Tally, Problem> {
        let mut tally = self.tally();
        let text_of = |place: usize| text_of(series, place);
        let missing = series.is_null();
        for ((rule, _), broken) in self.rules.iter().zip(&mut tally.broken) {
            match (rule, values) {
                (Rule::Fits, _) => {
                    let rows: HashSet<u64> = (0..series.len()).map(number).collect();
                    let wanted = invalid.iter().filter(|(row, _)| rows.contains(row));
                    wanted.for_each(|(row, text)| broken.add(*row, || (*text).to_string()));
                }
                (Rule::NotMissing, _) => {
                    let bad: HashSet<u64> = invalid.iter().map(|(row, _)| *row).collect();
                    for place in missing.iter().enumerate().filter(|(_, is)| *is == Some(true)).map(|(place, _)| place)
                    {
                        if !bad.contains(&number(place)) {
                            broken.add(number(place), String::new);
                        }
                    }
                }
                (Rule::AtLeast(limit), Values::Numbers(numbers)) => {
                    for (place, _) in present(numbers).filter(|(_, value)| *value < *limit || value.is_nan()) {
                        broken.add(number(place), || text_of(place));
                    }
                }
                (Rule::AtMost(limit), Values::Numbers(numbers)) => {
                    for (place, _) in present(numbers).filter(|(_, value)| *value > *limit || value.is_nan()) {
                        broken.add(number(place), || text_of(place));
                    }
                }
                (Rule::OneOf(allowed), values) => {
                    for place in 0..series.len() {
                        let outside = match values {
                            Values::Texts(texts) => texts
                                .str()
                                .is_ok_and(|texts| texts.get(place).is_some_and(|text| !allowed.contains(text))),
                            Values::Numbers(numbers) => numbers[place].is_some() && !allowed.contains(&text_of(place)),
                            Values::Other(_) => missing.get(place) == Some(false) && !allowed.contains(&text_of(place)),
                        };
                        if outside {
                            broken.add(number(place), || text_of(place));
                        }
                    }
                }
                (Rule::AtLeast(_) | Rule::AtMost(_), Values::Texts(_) | Values::Other(_)) | (Rule::Unique, _) => {}
            }
        }
        if tally.unique.is_some() {
            tally.part = Some((series.clone(), hashes(values, series, number)?));
        }
        Ok(tally)
    }

    /// The rules that were broken.
    pub fn violations(&self, tally: Tally) -> Vec<Violation> {
        let broken = self.rules.iter().zip(tally.broken).filter(|(_, broken)| broken.cells > 0);
        broken
            .map(|((_, rule), broken)| Violation {
                column: self.column.clone(),
                rule: rule.clone(),
                cells: broken.cells,
                rows: broken.rows,
                examples: broken.examples,
            })
            .collect()
    }
}

fn text_of(series: &Series, place: usize) -> String {
    series.get(place).map_or_else(|_| String::new(), |value| cells::cell(&value, EXAMPLE_BYTES).plain())
}

/// The hash of each value that is present. Different values have the same one by the chance of one in 2^64.
fn hashes(values: &Values, series: &Series, number: &dyn Fn(usize) -> u64) -> Result<Vec<Hashed>, Problem> {
    let hasher = TextHasher::default();
    let mut hashes = Vec::with_capacity(series.len());
    for place in 0..series.len() {
        let hash = match values {
            Values::Texts(texts) => texts.str().map_err(fault)?.get(place).map(|text| hasher.bytes(text.as_bytes())),
            // Not through floats, which do not tell large whole numbers apart.
            Values::Numbers(_) | Values::Other(_) => {
                match cells::cell(&series.get(place).map_err(fault)?, usize::MAX) {
                    Cell::Missing => None,
                    Cell::Integer(value) => Some(mix(value as u64)),
                    cell => Some(hasher.bytes(cell.plain().as_bytes())),
                }
            }
        };
        hashes.extend(hash.map(|hash| Hashed { hash, place, row: number(place) }));
    }
    Ok(hashes)
}

fn present(numbers: &[Option<f64>]) -> impl Iterator<Item = (usize, f64)> + '_ {
    numbers.iter().enumerate().filter_map(|(place, value)| value.map(|value| (place, value)))
}

impl Tally {
    /// Adds the next rows, in the order of the file.
    pub fn merge(&mut self, part: Tally) {
        for (broken, part) in self.broken.iter_mut().zip(part.broken) {
            broken.merge(part);
        }
        let (Some(unique), Some((series, hashes))) = (self.unique, part.part) else { return };
        for Hashed { hash, place, row } in hashes {
            if !self.known.insert(hash) {
                self.broken[unique].add(row, || text_of(&series, place));
            }
        }
    }
}
