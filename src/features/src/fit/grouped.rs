//! Something gathered per category.

use crate::HashMap;
use crate::vector::Vector;
use ninefold_base::feature::{Categories, Value, ValueType};

/// Distinct categories that are gathered before giving up.
const MOST: usize = 1_000_000;

/// What is gathered, and how parts of it become one.
pub trait Gather: Clone + Default {
    fn merge(&mut self, other: Self);
}

impl Gather for u64 {
    fn merge(&mut self, other: Self) {
        *self += other;
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Boolean(bool),
    /// Also dates, moments and times.
    Integer(i64),
    Text(String),
}

#[derive(Debug, Clone, Default)]
pub struct Grouped<P> {
    booleans: [Option<P>; 2],
    integers: HashMap<i64, P>,
    texts: HashMap<String, P>,
    pub missing: P,
}

/// Too many categories to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

impl<P: Gather> Grouped<P> {
    /// The place of the category in row `row`.
    pub fn entry(&mut self, vector: &Vector<'_>, row: usize) -> &mut P {
        if let Vector::Text(texts) = vector {
            return match texts.get(row) {
                None => &mut self.missing,
                // Looked up by borrowed text first: most rows hold a category that is known.
                Some(text) if self.texts.contains_key(text) => {
                    self.texts.get_mut(text).expect("the key was found a moment ago")
                }
                Some(text) => self.texts.entry(text.to_string()).or_default(),
            };
        }
        match vector.get(row) {
            Value::Boolean(value) => self.booleans[usize::from(value)].get_or_insert_default(),
            Value::Integer(x) | Value::Date(x) | Value::Datetime(x) | Value::Time(x) => {
                self.integers.entry(x).or_default()
            }
            Value::Float(x) if !x.is_nan() => self.integers.entry((x + 0.0).to_bits() as i64).or_default(),
            Value::Text(text) => self.texts.entry(text.into_owned()).or_default(),
            Value::Float(_) | Value::Missing => &mut self.missing,
        }
    }

    pub fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.booleans.iter_mut().zip(other.booleans) {
            if let Some(theirs) = theirs {
                mine.get_or_insert_default().merge(theirs);
            }
        }
        other.integers.into_iter().for_each(|(key, part)| self.integers.entry(key).or_default().merge(part));
        other.texts.into_iter().for_each(|(key, part)| self.texts.entry(key).or_default().merge(part));
        self.missing.merge(other.missing);
    }

    pub fn distinct(&self) -> usize {
        self.integers.len() + self.texts.len() + self.booleans.iter().flatten().count()
    }

    pub fn check(&self) -> Result<(), TooMany> {
        if self.integers.len().max(self.texts.len()) > MOST { Err(TooMany) } else { Ok(()) }
    }

    /// All categories, ascending, and what was gathered for missing ones.
    pub fn sorted(self) -> (Vec<(Key, P)>, P) {
        let mut all: Vec<(Key, P)> = Vec::new();
        for (value, part) in [false, true].into_iter().zip(self.booleans) {
            all.extend(part.map(|part| (Key::Boolean(value), part)));
        }
        all.extend(self.integers.into_iter().map(|(key, part)| (Key::Integer(key), part)));
        all.extend(self.texts.into_iter().map(|(key, part)| (Key::Text(key), part)));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        (all, self.missing)
    }
}

/// Keys as the categories of an argument of this type.
pub fn categories(kind: ValueType, keys: impl Iterator<Item = Key>) -> Categories {
    match kind {
        ValueType::Boolean => Categories::Boolean(
            keys.filter_map(|key| if let Key::Boolean(value) = key { Some(value) } else { None }).collect(),
        ),
        ValueType::Integer => Categories::Integer(
            keys.filter_map(|key| if let Key::Integer(value) = key { Some(value) } else { None }).collect(),
        ),
        _ => Categories::Text(
            keys.filter_map(|key| if let Key::Text(value) = key { Some(value) } else { None }).collect(),
        ),
    }
}

/// A key as a value of an argument of this type.
pub fn value(kind: ValueType, key: &Key) -> Value<'static> {
    match (kind, key) {
        (_, Key::Boolean(value)) => Value::Boolean(*value),
        (_, Key::Text(text)) => Value::Text(text.clone().into()),
        (ValueType::Float, Key::Integer(bits)) => Value::Float(f64::from_bits(*bits as u64)),
        (ValueType::Date, Key::Integer(x)) => Value::Date(*x),
        (ValueType::Datetime, Key::Integer(x)) => Value::Datetime(*x),
        (ValueType::Time, Key::Integer(x)) => Value::Time(*x),
        (_, Key::Integer(x)) => Value::Integer(*x),
    }
}
