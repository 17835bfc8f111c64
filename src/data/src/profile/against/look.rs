//! What must be known of a column before it can be counted in groups: its few values, or its range.

use super::super::values::{Values, values};
use crate::ops::filter::picked;
use crate::ops::scan::{ascending, scan, tasks};
use crate::{Interrupted, RowOrder, RowSource, ops};
use ninefold_base::message::ViewId;
use ninefold_base::profile::Role;
use ninefold_base::{Cell, ColumnId, Meter, Problem, TypeKind};
use std::collections::BTreeMap;

/// Different values counted while looking; of more only the range is known.
const FEW: usize = 64;

#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Counts by value, most frequent last to come: only complete while `over` is false.
    pub texts: Vec<(String, u64)>,
    few_texts: BTreeMap<String, u64>,
    /// By order-preserving bits.
    few_numbers: BTreeMap<i64, u64>,
    /// More than [`FEW`] different values.
    pub over: bool,
    pub distinct: u64,
    /// Of finite values.
    pub min: f64,
    pub max: f64,
    /// The least positive value, for logarithmic bins.
    pub least_positive: f64,
    pub whole: bool,
    pub missing: u64,
    /// NaN and infinite values.
    pub not_finite: u64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            few_texts: BTreeMap::new(),
            few_numbers: BTreeMap::new(),
            over: false,
            distinct: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            least_positive: f64::INFINITY,
            whole: true,
            missing: 0,
            not_finite: 0,
        }
    }
}

/// Bits in the order of the values, without NaN.
fn bits(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn value(bits: i64) -> f64 {
    f64::from_bits((bits ^ (((bits >> 63) as u64) >> 1) as i64) as u64)
}

impl Look {
    /// Different numbers with their counts, ascending; nothing if there are many.
    pub fn numbers(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.few_numbers.iter().filter(|_| !self.over).map(|(bits, rows)| (value(*bits), *rows))
    }

    fn add(&mut self, values: &Values) -> Result<(), Problem> {
        match values {
            Values::Numbers(numbers) => numbers.iter().for_each(|number| self.add_number(*number)),
            Values::Texts(texts) => {
                for text in texts.str().map_err(super::super::values::fault)?.iter() {
                    match text {
                        None => self.missing += 1,
                        Some(text) => self.add_text(text, 1),
                    }
                }
            }
            Values::Other(series) => self.missing += series.null_count() as u64,
        }
        Ok(())
    }

    fn add_number(&mut self, number: Option<f64>) {
        let Some(number) = number else {
            self.missing += 1;
            return;
        };
        if number.is_finite() {
            self.min = self.min.min(number);
            self.max = self.max.max(number);
            if number > 0.0 {
                self.least_positive = self.least_positive.min(number);
            }
            self.whole &= number == number.trunc();
        } else {
            self.not_finite += 1;
        }
        if !self.over && !number.is_nan() {
            *self.few_numbers.entry(bits(number)).or_default() += 1;
            self.over = self.few_numbers.len() > FEW;
        }
    }

    fn add_text(&mut self, text: &str, rows: u64) {
        if self.over {
            return;
        }
        match self.few_texts.get_mut(text) {
            Some(sum) => *sum += rows,
            None => {
                self.few_texts.insert(text.into(), rows);
                self.over = self.few_texts.len() > FEW;
            }
        }
    }

    fn merge(&mut self, part: Self) {
        self.over |= part.over;
        self.min = self.min.min(part.min);
        self.max = self.max.max(part.max);
        self.least_positive = self.least_positive.min(part.least_positive);
        self.whole &= part.whole;
        self.missing += part.missing;
        self.not_finite += part.not_finite;
        part.few_texts.iter().for_each(|(text, rows)| self.add_text(text, *rows));
        if !self.over {
            part.few_numbers.iter().for_each(|(bits, rows)| *self.few_numbers.entry(*bits).or_default() += rows);
            self.over = self.few_numbers.len() > FEW;
        }
    }
}

/// Looks at two columns in one scan.
pub fn look(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [ColumnId; 2],
    meter: &dyn Meter,
) -> Result<[Look; 2], Interrupted> {
    let ascending = ascending(order);
    let tasks = tasks(source, ascending.as_deref());
    let mut looks = [Look::default(), Look::default()];
    scan(
        source,
        &tasks,
        &columns,
        meter,
        |task, chunk| {
            let mut part = [Look::default(), Look::default()];
            for (look, column) in part.iter_mut().zip(chunk.frame.columns()) {
                look.add(&values(&picked(column.as_materialized_series(), task)?)?)?;
            }
            Ok(part)
        },
        |_, part| {
            looks.iter_mut().zip(part).for_each(|(look, part)| look.merge(part));
            Ok(())
        },
    )?;
    Ok(looks)
}

/// Fills in texts in the order of their counts, with another scan where there are many.
pub fn complete(
    source: &dyn RowSource,
    order: &RowOrder,
    column: ColumnId,
    kind: TypeKind,
    look: &mut Look,
    meter: &dyn Meter,
) -> Result<(), Interrupted> {
    if Role::of(kind) != Role::Category {
        // Of many numbers only that they are many matters.
        look.distinct = if look.over { FEW as u64 + 1 } else { look.few_numbers.len() as u64 };
        return Ok(());
    }
    if look.over {
        let counts = ops::values(source, order, ViewId(0), column, meter, &|_| {})?;
        look.distinct = counts.distinct;
        look.texts = counts.values.into_iter().filter_map(|(cell, rows)| text(cell).map(|text| (text, rows))).collect();
    } else {
        look.distinct = look.few_texts.len() as u64;
        look.texts = look.few_texts.iter().map(|(text, rows)| (text.clone(), *rows)).collect();
        look.texts.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    }
    Ok(())
}

/// Long texts are cut where they are counted, so that they cannot be written out as a condition: they are among the others.
fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}
