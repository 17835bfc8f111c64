//! The target counted in each group.

use super::super::target::outcome::value_of;
use super::super::target::task::{Decided, Facts};
use super::super::values::{Values, fault, values};
use super::groups::Groups;
use crate::ops::filter::picked;
use crate::ops::scan::{ascending, scan, tasks};
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::profile::Role;
use ninefold_base::profile::target::Task;
use ninefold_base::{Cell, ColumnId, Meter, Problem};
use ninefold_measure::moments::Moments;
use std::collections::HashMap;

/// How the target's values are told apart.
pub enum Answers {
    /// Class 1 is this value, class 0 every other.
    Positive {
        cell: Cell,
        number: Option<f64>,
        negative: String,
    },
    /// By the order of their counts; classes beyond those listed are the last.
    Texts {
        classes: HashMap<String, usize>,
        names: Vec<String>,
    },
    Numbers {
        classes: Vec<f64>,
        names: Vec<String>,
    },
    /// The number itself.
    Quantity,
}

/// What was counted in one group.
#[derive(Debug, Clone)]
pub enum Sums {
    Classes(Vec<u64>),
    Numbers(Moments),
}

/// A row without a target.
const NONE: u32 = u32::MAX;

impl Answers {
    pub fn new(decided: &Decided, facts: &Facts) -> Self {
        let names = || facts.classes.iter().map(|(cell, _)| cell.plain()).chain(["(others)".to_string()]).collect();
        let numeric = Role::of(facts.kind) != Role::Category;
        match (decided.task, &decided.positive) {
            (Task::Regression, _) => Self::Quantity,
            (Task::Binary, Some(positive)) => {
                let other = facts.classes.iter().find(|(cell, _)| cell != positive);
                let negative = match other {
                    Some((cell, _)) if facts.distinct == 2 => cell.plain(),
                    _ => format!("not {}", positive.plain()),
                };
                let number = if numeric { value_of(positive) } else { None };
                Self::Positive { cell: positive.clone(), number, negative }
            }
            _ if numeric => Self::Numbers {
                classes: facts.classes.iter().filter_map(|(cell, _)| value_of(cell)).collect(),
                names: names(),
            },
            _ => Self::Texts {
                classes: facts.classes.iter().enumerate().map(|(at, (cell, _))| (cell.plain(), at)).collect(),
                names: names(),
            },
        }
    }

    pub fn name(&self, class: usize) -> String {
        match self {
            Self::Positive { cell, negative, .. } => {
                if class == 1 {
                    cell.plain()
                } else {
                    negative.clone()
                }
            }
            Self::Texts { names, .. } | Self::Numbers { names, .. } => names.get(class).cloned().unwrap_or_default(),
            Self::Quantity => String::new(),
        }
    }

    /// The class whose share is shown.
    pub fn shown_class(&self, whole: &Sums) -> usize {
        match (self, whole) {
            (Self::Positive { .. }, _) => 1,
            (_, Sums::Classes(counts)) => {
                let most = counts.iter().copied().max().unwrap_or(0);
                counts.iter().position(|count| *count == most).unwrap_or(0)
            }
            (_, Sums::Numbers(_)) => 0,
        }
    }

    fn empty(&self) -> Sums {
        match self {
            Self::Positive { .. } => Sums::Classes(vec![0; 2]),
            Self::Texts { names, .. } | Self::Numbers { names, .. } => Sums::Classes(vec![0; names.len()]),
            Self::Quantity => Sums::Numbers(Moments::new()),
        }
    }

    fn add(&self, values: &Values, places: &[u32], sums: &mut [Sums]) -> Result<(), Problem> {
        if let (Self::Quantity, Values::Numbers(numbers)) = (self, values) {
            add_numbers(numbers, places, sums);
            return Ok(());
        }
        for (class, place) in self.classes(values)?.iter().zip(places) {
            if let (true, Sums::Classes(counts)) = (*class != NONE, &mut sums[*place as usize]) {
                counts[*class as usize] += 1;
            }
        }
        Ok(())
    }

    fn classes(&self, values: &Values) -> Result<Vec<u32>, Problem> {
        let of_numbers = |numbers: &[Option<f64>], class: &dyn Fn(f64) -> u32| {
            numbers.iter().map(|value| value.filter(|value| !value.is_nan()).map_or(NONE, class)).collect()
        };
        let of_texts = |texts: &polars::prelude::Series, class: &dyn Fn(&str) -> u32| {
            let texts = texts.str().map_err(fault)?;
            Ok(texts.iter().map(|text| text.map_or(NONE, class)).collect())
        };
        match (self, values) {
            (Self::Positive { number, .. }, Values::Numbers(numbers)) => {
                Ok(of_numbers(numbers, &|value| u32::from(Some(value) == *number)))
            }
            (Self::Positive { cell, .. }, Values::Texts(texts)) => {
                let positive = cell.plain();
                of_texts(texts, &|text| u32::from(text == positive))
            }
            (Self::Numbers { classes, .. }, Values::Numbers(numbers)) => {
                let others = classes.len();
                let class = |value: f64| classes.iter().position(|class| *class == value).unwrap_or(others) as u32;
                Ok(of_numbers(numbers, &class))
            }
            (Self::Texts { classes, names }, Values::Texts(texts)) => {
                of_texts(texts, &|text| classes.get(text).copied().unwrap_or(names.len() - 1) as u32)
            }
            (_, Values::Numbers(numbers)) => Ok(vec![NONE; numbers.len()]),
            (_, Values::Texts(series) | Values::Other(series)) => Ok(vec![NONE; series.len()]),
        }
    }
}

fn add_numbers(numbers: &[Option<f64>], places: &[u32], sums: &mut [Sums]) {
    let mut apart: Vec<Vec<f64>> = vec![Vec::new(); sums.len()];
    for (number, place) in numbers.iter().zip(places) {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            apart[*place as usize].push(number);
        }
    }
    for (sums, numbers) in sums.iter_mut().zip(apart) {
        if let Sums::Numbers(moments) = sums {
            moments.add_slice(&numbers);
        }
    }
}

impl Sums {
    pub fn n(&self) -> u64 {
        match self {
            Self::Classes(counts) => counts.iter().sum(),
            Self::Numbers(moments) => moments.n(),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Classes(counts), Self::Classes(others)) => {
                counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
            }
            (Self::Numbers(moments), Self::Numbers(other)) => moments.merge(other),
            // Both come from the same answers.
            (Self::Classes(_), Self::Numbers(_)) | (Self::Numbers(_), Self::Classes(_)) => {}
        }
    }
}

/// One scan of both columns: what each group holds, in the order of the groups.
pub fn count(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [ColumnId; 2],
    groups: &Groups,
    answers: &Answers,
    meter: &dyn Meter,
) -> Result<Vec<Sums>, Interrupted> {
    let empty = || vec![answers.empty(); groups.len()];
    let mut whole = empty();
    let ascending = ascending(order);
    let tasks = tasks(source, ascending.as_deref());
    scan(
        source,
        &tasks,
        &columns,
        meter,
        |task, chunk| {
            let read = |at: usize| values(&picked(chunk.frame.columns()[at].as_materialized_series(), task)?);
            let places = groups.places(&read(0)?).map_err(fault)?;
            let mut sums = empty();
            answers.add(&read(1)?, &places, &mut sums)?;
            Ok(sums)
        },
        |_, part| {
            whole.iter_mut().zip(&part).for_each(|(sums, part)| sums.merge(part));
            Ok(())
        },
    )?;
    Ok(whole)
}
