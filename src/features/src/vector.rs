//! Columns of values as plain slices, for the batch evaluator. No polars here: [`crate::frames`] brings them in and out.

use ninefold_base::feature::{Value, ValueType};
use std::borrow::Cow;

/// Values of one type; `valid` is `None` if none is missing.
#[derive(Debug, Clone)]
pub struct Column<'a, T: Clone> {
    pub values: Cow<'a, [T]>,
    pub valid: Option<Cow<'a, [bool]>>,
}

impl<T: Clone> Column<'_, T> {
    pub fn owned(values: Vec<T>, valid: Vec<bool>) -> Self {
        let valid = if valid.iter().all(|valid| *valid) { None } else { Some(Cow::Owned(valid)) };
        Self { values: Cow::Owned(values), valid }
    }

    pub fn is_valid(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid[row])
    }

    pub fn get(&self, row: usize) -> Option<T> {
        self.is_valid(row).then(|| self.values[row].clone())
    }

    fn borrowed(&self) -> Column<'_, T> {
        Column { values: Cow::Borrowed(&self.values), valid: self.valid.as_deref().map(Cow::Borrowed) }
    }
}

/// Texts that lie elsewhere, or one after the other in a buffer of their own.
#[derive(Debug, Clone)]
pub enum Texts<'a> {
    Slices(Vec<Option<&'a str>>),
    Borrowed(&'a [Option<&'a str>]),
    Owned { buffer: String, ends: Vec<usize>, valid: Vec<bool> },
}

impl Texts<'_> {
    pub fn len(&self) -> usize {
        match self {
            Self::Slices(slices) => slices.len(),
            Self::Borrowed(slices) => slices.len(),
            Self::Owned { ends, .. } => ends.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Slices(slices) => slices[row],
            Self::Borrowed(slices) => slices[row],
            Self::Owned { buffer, ends, valid } => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                valid[row].then(|| &buffer[start..ends[row]])
            }
        }
    }

    fn borrowed(&self) -> Texts<'_> {
        match self {
            Self::Slices(slices) => Texts::Borrowed(slices),
            Self::Borrowed(slices) => Texts::Borrowed(slices),
            Self::Owned { .. } => Texts::Slices((0..self.len()).map(|row| self.get(row)).collect()),
        }
    }
}

#[derive(Debug, Clone)]
pub enum Vector<'a> {
    /// The same value in every row.
    Constant(Value<'a>),
    Boolean(Column<'a, bool>),
    Integer(Column<'a, i64>),
    Float(Column<'a, f64>),
    Text(Texts<'a>),
    Date(Column<'a, i64>),
    Datetime(Column<'a, i64>),
    Time(Column<'a, i64>),
}

impl Vector<'_> {
    /// The value of a row.
    pub fn get(&self, row: usize) -> Value<'_> {
        let integer = |column: &Column<'_, i64>, make: fn(i64) -> Value<'static>| column.get(row).map(make);
        let value = match self {
            Self::Constant(value) => return value.clone(),
            Self::Boolean(column) => column.get(row).map(Value::Boolean),
            Self::Integer(column) => integer(column, Value::Integer),
            Self::Float(column) => column.get(row).map(Value::Float),
            Self::Text(texts) => texts.get(row).map(|text| Value::Text(Cow::Borrowed(text))),
            Self::Date(column) => integer(column, Value::Date),
            Self::Datetime(column) => integer(column, Value::Datetime),
            Self::Time(column) => integer(column, Value::Time),
        };
        value.unwrap_or_default()
    }

    /// The same values, borrowed.
    pub fn borrowed(&self) -> Vector<'_> {
        match self {
            Self::Constant(value) => Vector::Constant(value.clone()),
            Self::Boolean(column) => Vector::Boolean(column.borrowed()),
            Self::Integer(column) => Vector::Integer(column.borrowed()),
            Self::Float(column) => Vector::Float(column.borrowed()),
            Self::Text(texts) => Vector::Text(texts.borrowed()),
            Self::Date(column) => Vector::Date(column.borrowed()),
            Self::Datetime(column) => Vector::Datetime(column.borrowed()),
            Self::Time(column) => Vector::Time(column.borrowed()),
        }
    }
}

/// Gathers values of one type, row by row.
#[derive(Debug)]
pub struct Builder {
    kind: ValueType,
    valid: Vec<bool>,
    booleans: Vec<bool>,
    integers: Vec<i64>,
    floats: Vec<f64>,
    buffer: String,
    ends: Vec<usize>,
}

impl Builder {
    pub fn new(kind: ValueType, rows: usize) -> Self {
        let room = |wanted: bool| if wanted { rows } else { 0 };
        let is_text = kind == ValueType::Text;
        let is_integer = !matches!(kind, ValueType::Boolean | ValueType::Float | ValueType::Text);
        Self {
            kind,
            valid: Vec::with_capacity(rows),
            booleans: Vec::with_capacity(room(kind == ValueType::Boolean)),
            integers: Vec::with_capacity(room(is_integer)),
            floats: Vec::with_capacity(room(kind == ValueType::Float)),
            buffer: String::new(),
            ends: Vec::with_capacity(room(is_text)),
        }
    }

    /// A value of the builder's type; any other counts as missing.
    pub fn push(&mut self, value: &Value<'_>) {
        let valid = value.value_type() == Some(self.kind);
        self.valid.push(valid);
        match self.kind {
            ValueType::Boolean => self.booleans.push(matches!(value, Value::Boolean(true))),
            ValueType::Float => self.floats.push(if let Value::Float(x) = value { *x } else { 0.0 }),
            ValueType::Text => {
                if let Value::Text(text) = value {
                    self.buffer.push_str(text);
                }
                self.ends.push(self.buffer.len());
            }
            ValueType::Integer | ValueType::Date | ValueType::Datetime | ValueType::Time => {
                self.integers.push(match value {
                    Value::Integer(x) | Value::Date(x) | Value::Datetime(x) | Value::Time(x) if valid => *x,
                    _ => 0,
                });
            }
        }
    }

    pub fn push_text(&mut self, text: Option<&str>) {
        self.valid.push(text.is_some());
        self.buffer.push_str(text.unwrap_or_default());
        self.ends.push(self.buffer.len());
    }

    pub fn finish(self) -> Vector<'static> {
        match self.kind {
            ValueType::Boolean => Vector::Boolean(Column::owned(self.booleans, self.valid)),
            ValueType::Float => Vector::Float(Column::owned(self.floats, self.valid)),
            ValueType::Text => Vector::Text(Texts::Owned { buffer: self.buffer, ends: self.ends, valid: self.valid }),
            ValueType::Integer => Vector::Integer(Column::owned(self.integers, self.valid)),
            ValueType::Date => Vector::Date(Column::owned(self.integers, self.valid)),
            ValueType::Datetime => Vector::Datetime(Column::owned(self.integers, self.valid)),
            ValueType::Time => Vector::Time(Column::owned(self.integers, self.valid)),
        }
    }
}
