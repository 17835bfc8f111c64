//! The groups of a column: bins or categories, each with a name and the SQL condition that selects just its rows.

use super::super::edges::{Grain, bin_of, edges};
use super::super::sql;
use super::super::values::Values;
use super::look::Look;
use chrono::{DateTime, NaiveTime};
use ninefold_base::explore::Bins;
use ninefold_base::profile::Role;
use ninefold_base::profile::column::Scale;
use ninefold_base::{Cell, Column, TypeKind};
use polars::prelude::PolarsError;
use std::collections::HashMap;

/// Numbers with at most so many different whole values are grouped by value, others in bins.
const BY_VALUE: u64 = 10;
/// Categories shown; the others are one group.
const CATEGORIES_SHOWN: usize = 20;
/// Longer texts make no condition that anyone would read.
const LONGEST_LABEL: usize = 200;

/// A group as it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    pub label: String,
    pub condition: String,
    pub is_missing: bool,
    /// Not listed without rows.
    pub only_if_filled: bool,
}

#[derive(Debug, Clone)]
pub struct Groups {
    described: Vec<Described>,
    by: By,
    scale: Scale,
}

#[derive(Debug, Clone)]
enum By {
    /// The place of each text; others in `others`.
    Texts { places: HashMap<String, usize>, others: usize },
    /// The place of each of few numbers, ascending.
    Numbers { values: Vec<f64>, not_finite: usize },
    /// Places: below, bins, above, not finite.
    Bins { edges: Vec<f64> },
}

impl Groups {
    /// `rest` is added to each condition: " AND y IS NOT NULL".
    pub fn new(column: &Column, look: &Look, bins: &Bins, rest: String) -> Self {
        let role = Role::of(column.dtype.kind);
        let mut groups = match role {
            Role::Category => by_text(column, look),
            _ if !look.over && look.whole && role == Role::Number && look.distinct <= BY_VALUE => {
                by_value(column, look)
            }
            _ => by_bin(column, look, bins),
        };
        groups.add("missing", sql::missing(&column.name));
        if let Some(last) = groups.described.last_mut() {
            last.is_missing = true;
        }
        for group in &mut groups.described {
            let several = group.condition.contains(" OR ") && !group.condition.starts_with('(');
            if several && !rest.is_empty() {
                group.condition = format!("({})", group.condition);
            }
            group.condition += &rest;
        }
        groups
    }

    fn add(&mut self, label: impl Into<String>, condition: String) {
        let label = label.into();
        self.described.push(Described { label, condition, is_missing: false, only_if_filled: true });
    }

    pub fn len(&self) -> usize {
        self.described.len()
    }

    pub fn is_empty(&self) -> bool {
        self.described.is_empty()
    }

    pub fn described(&self) -> impl Iterator<Item = &Described> {
        self.described.iter()
    }

    /// Of the bins, if there are.
    pub fn edges(&self) -> Option<&[f64]> {
        match &self.by {
            By::Bins { edges } => Some(edges),
            By::Texts { .. } | By::Numbers { .. } => None,
        }
    }

    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The place of the first bin.
    pub fn first_bin(&self) -> usize {
        1
    }

    /// The places of what lies below and above the bins.
    pub fn outside(&self) -> (Option<usize>, Option<usize>) {
        self.edges().map_or((None, None), |edges| (Some(0), Some(edges.len())))
    }

    /// The place of each row's group.
    pub fn places(&self, values: &Values) -> Result<Vec<u32>, PolarsError> {
        let missing = self.len() - 1;
        let place = |value: Option<usize>| value.unwrap_or(missing) as u32;
        Ok(match (values, &self.by) {
            (Values::Texts(texts), By::Texts { places, others }) => {
                let of = |text: &str| places.get(text).copied().unwrap_or(*others);
                texts.str()?.iter().map(|text| place(text.map(of))).collect()
            }
            (Values::Numbers(numbers), By::Numbers { values, not_finite }) => {
                let of = |number: f64| values.iter().position(|value| *value == number).unwrap_or(*not_finite);
                numbers.iter().map(|number| place(number.map(of))).collect()
            }
            (Values::Numbers(numbers), By::Bins { edges }) => {
                numbers.iter().map(|number| place(number.map(|number| bin_place(edges, number)))).collect()
            }
            (Values::Texts(series) | Values::Other(series), _) => vec![missing as u32; series.len()],
            (Values::Numbers(numbers), By::Texts { .. }) => vec![missing as u32; numbers.len()],
        })
    }
}

fn bin_place(edges: &[f64], number: f64) -> usize {
    match bin_of(edges, number) {
        Some(bin) => bin + 1,
        None if !number.is_finite() => edges.len() + 1,
        None if number < edges[0] => 0,
        None => edges.len(),
    }
}

fn by_text(column: &Column, look: &Look) -> Groups {
    let shown = look.texts.iter().filter(|(text, _)| text.len() <= LONGEST_LABEL).take(CATEGORIES_SHOWN);
    let texts: Vec<&str> = shown.map(|(text, _)| text.as_str()).collect();
    let cells: Vec<Cell> = texts.iter().map(|text| super::text_cell(column.dtype.kind, text)).collect();
    let places: HashMap<String, usize> = texts.iter().enumerate().map(|(at, text)| ((*text).to_string(), at)).collect();
    let mut groups =
        Groups { described: Vec::new(), by: By::Texts { others: texts.len(), places }, scale: Scale::Linear };
    for (text, cell) in texts.iter().zip(&cells) {
        let label = if text.is_empty() { "(empty text)".into() } else { (*text).to_string() };
        groups.add(label, sql::one_of(&column.name, [cell]));
    }
    let others = look.distinct.saturating_sub(texts.len() as u64);
    let condition = if cells.is_empty() {
        format!("{} IS NOT NULL", sql::name(&column.name))
    } else {
        sql::none_of(&column.name, &cells)
    };
    groups.add(format!("{} others", ninefold_base::format::grouped(others)), condition);
    groups
}

fn by_value(column: &Column, look: &Look) -> Groups {
    let values: Vec<f64> = look.numbers().map(|(value, _)| value).filter(|value| value.is_finite()).collect();
    let mut groups = Groups {
        described: Vec::new(),
        by: By::Numbers { not_finite: values.len(), values: values.clone() },
        scale: Scale::Linear,
    };
    for value in values {
        let cell = number_cell(column, value);
        groups.add(short(value), sql::one_of(&column.name, [&cell]));
    }
    groups.add("not a finite number", sql::not_finite(&column.name));
    groups
}

/// A number as the column stores it.
pub fn number_cell(column: &Column, value: f64) -> Cell {
    match column.dtype.kind {
        TypeKind::Integer if value == value.trunc() && value.abs() < 9e15 => Cell::Integer(value as i128),
        TypeKind::Date | TypeKind::Datetime | TypeKind::Time => Cell::Temporal(moment(column, value)),
        _ if column.dtype.storage == "f32" => Cell::Float32(value as f32),
        _ => Cell::Float(value),
    }
}

fn by_bin(column: &Column, look: &Look, bins: &Bins) -> Groups {
    let kind = column.dtype.kind;
    let grain = match kind {
        TypeKind::Date => Grain::Day,
        TypeKind::Datetime => Grain::Moment,
        TypeKind::Time => Grain::TimeOfDay,
        _ if look.whole => Grain::Whole,
        _ => Grain::Real,
    };
    let time = Role::of(kind) == Role::Time;
    let log = bins.scale == Scale::Log && !time && look.least_positive.is_finite();
    let scale = if time {
        Scale::Time
    } else if log {
        Scale::Log
    } else {
        Scale::Linear
    };
    let (min, max) = match (look.min <= look.max, log) {
        (false, _) => (0.0, 1.0),
        (true, true) => (look.least_positive, look.max),
        (true, false) => (look.min, look.max),
    };
    let mut edges = edges(min, max, &Bins { scale, ..*bins }, grain);
    if column.dtype.storage == "f32" {
        // A literal beside a 32-bit column is rounded to 32 bits: the edge must be the same number.
        edges.iter_mut().for_each(|edge| *edge = f64::from(*edge as f32));
        edges.dedup();
    }
    let name = sql::name(&column.name);
    let literal = |edge: f64| edge_literal(column, edge);
    let mut groups = Groups { described: Vec::new(), by: By::Bins { edges: edges.clone() }, scale };
    let (first, last) = (edges[0], edges[edges.len() - 1]);
    groups.add(format!("below {}", label(column, first)), format!("{name} < {}", literal(first)));
    for (bin, pair) in edges.windows(2).enumerate() {
        let is_last = bin + 2 == edges.len();
        let open = is_last && time && bins.range.is_none();
        let upper = match (open, is_last) {
            // Nothing lies beyond, and finer than a microsecond the last edge does not see.
            (true, _) => String::new(),
            (false, true) => format!(" AND {name} <= {}", literal(pair[1])),
            (false, false) => format!(" AND {name} < {}", literal(pair[1])),
        };
        let dash = if is_last { "to" } else { "to below" };
        groups.add(
            format!("{} {dash} {}", label(column, pair[0]), label(column, pair[1])),
            format!("{name} >= {}{upper}", literal(pair[0])),
        );
        if let Some(group) = groups.described.last_mut() {
            group.only_if_filled = false;
        }
    }
    let above = format!("{name} > {}", literal(last));
    let above = if time { above } else { format!("{above} AND {}", sql::finite(&column.name)) };
    groups.add(format!("above {}", label(column, last)), above);
    groups.add("not a finite number", sql::not_finite(&column.name));
    if !time {
        // NaN is above every number, and -inf below: they are in no bin.
        groups.described[0].condition += &format!(" AND {}", sql::finite(&column.name));
    }
    groups
}

fn edge_literal(column: &Column, edge: f64) -> String {
    if Role::of(column.dtype.kind) == Role::Time {
        return format!("'{}'", moment(column, edge));
    }
    number_cell(column, edge).sql()
}

fn label(column: &Column, edge: f64) -> String {
    if Role::of(column.dtype.kind) == Role::Time {
        let text = moment(column, edge).replace('T', " ");
        return text.trim_end_matches('Z').trim_end_matches(" 00:00:00").to_string();
    }
    short(edge)
}

fn short(value: f64) -> String {
    Cell::Float(value).plain().trim_end_matches(".0").to_string()
}

/// Microseconds as ISO text that a condition on this column reads.
fn moment(column: &Column, at: f64) -> String {
    let micros = at.round() as i64;
    if column.dtype.kind == TypeKind::Time {
        let nanos = micros.rem_euclid(1_000_000) as u32 * 1_000;
        let time = NaiveTime::from_num_seconds_from_midnight_opt(
            (micros.div_euclid(1_000_000)).clamp(0, 86_400) as u32,
            nanos,
        );
        // 24:00 is no time of day: the last moment before it.
        return time.map_or_else(|| "23:59:59.999999999".into(), |time| time.format("%H:%M:%S%.f").to_string());
    }
    let Some(moment) = DateTime::from_timestamp_micros(micros) else { return micros.to_string() };
    if column.dtype.kind == TypeKind::Date && micros.rem_euclid(86_400_000_000) == 0 {
        return moment.format("%Y-%m-%d").to_string();
    }
    // `datetime[μs, UTC]`: with a zone the moment is written as an instant.
    let zone = if column.dtype.storage.contains(',') { "Z" } else { "" };
    format!("{}{zone}", moment.format("%Y-%m-%dT%H:%M:%S%.f"))
}
