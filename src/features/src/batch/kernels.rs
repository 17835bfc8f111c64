//! Loops over slices for the operations that occur often.

use crate::ir::{Comparison, Op};
use crate::scalar::numeric;
use crate::vector::{Builder, Column, Texts, Vector};
use ninefold_base::feature::{Categories, Value, ValueType};

/// One argument of a known type: a slice, the same value everywhere, or missing everywhere.
#[derive(Clone, Copy)]
pub enum Read<'r, T> {
    Slice(&'r [T], Option<&'r [bool]>),
    Constant(T),
    Missing,
}

impl<'r, T: Clone> Read<'r, T> {
    fn column(column: &'r Column<'_, T>) -> Self {
        Self::Slice(&column.values, column.valid.as_deref())
    }
}

pub fn floats<'r>(vector: &'r Vector<'_>) -> Option<Read<'r, f64>> {
    match vector {
        Vector::Float(column) => Some(Read::column(column)),
        Vector::Constant(Value::Float(x)) => Some(Read::Constant(*x)),
        Vector::Constant(Value::Missing) => Some(Read::Missing),
        _ => None,
    }
}

/// Integers, dates, moments and times: whatever is stored as a whole number.
pub fn integers<'r>(vector: &'r Vector<'_>) -> Option<Read<'r, i64>> {
    match vector {
        Vector::Integer(column) | Vector::Date(column) | Vector::Datetime(column) | Vector::Time(column) => {
            Some(Read::column(column))
        }
        Vector::Constant(Value::Integer(x) | Value::Date(x) | Value::Datetime(x) | Value::Time(x)) => {
            Some(Read::Constant(*x))
        }
        Vector::Constant(Value::Missing) => Some(Read::Missing),
        _ => None,
    }
}

pub fn booleans<'r>(vector: &'r Vector<'_>) -> Option<Read<'r, bool>> {
    match vector {
        Vector::Boolean(column) => Some(Read::column(column)),
        Vector::Constant(Value::Boolean(x)) => Some(Read::Constant(*x)),
        Vector::Constant(Value::Missing) => Some(Read::Missing),
        _ => None,
    }
}

fn valid_at(valid: Option<&[bool]>, row: usize) -> bool {
    valid.is_none_or(|valid| valid[row])
}

fn built<R: Clone + Default>(count: usize, at: impl Fn(usize) -> (Option<R>, bool)) -> Column<'static, R> {
    let mut values = Vec::with_capacity(count);
    let mut valid = Vec::with_capacity(count);
    for row in 0..count {
        let (value, present) = at(row);
        valid.push(present & value.is_some());
        values.push(value.unwrap_or_default());
    }
    Column::owned(values, valid)
}

/// One value per row; what is missing stays missing.
pub fn map<A: Copy, R: Clone + Default>(
    a: Read<'_, A>,
    count: usize,
    f: impl Fn(A) -> Option<R>,
) -> Column<'static, R> {
    match a {
        Read::Slice(a, valid) => built(count, |row| (f(a[row]), valid_at(valid, row))),
        Read::Constant(a) => built(count, |_| (f(a), true)),
        Read::Missing => built(count, |_| (None, false)),
    }
}

/// As [`map`], of two values.
pub fn zip<A: Copy, B: Copy, R: Clone + Default>(
    a: Read<'_, A>,
    b: Read<'_, B>,
    count: usize,
    f: impl Fn(A, B) -> Option<R>,
) -> Column<'static, R> {
    match (a, b) {
        (Read::Slice(a, valid_a), Read::Slice(b, valid_b)) => {
            built(count, |row| (f(a[row], b[row]), valid_at(valid_a, row) & valid_at(valid_b, row)))
        }
        (Read::Slice(a, valid), Read::Constant(b)) => built(count, |row| (f(a[row], b), valid_at(valid, row))),
        (Read::Constant(a), Read::Slice(b, valid)) => built(count, |row| (f(a, b[row]), valid_at(valid, row))),
        (Read::Constant(a), Read::Constant(b)) => built(count, |_| (f(a, b), true)),
        (Read::Missing, _) | (_, Read::Missing) => built(count, |_| (None, false)),
    }
}

/// The operation in a loop over slices, if there is one.
pub fn fast(op: &Op, kind: ValueType, arguments: &[Vector<'_>], count: usize) -> Option<Vector<'static>> {
    match (op, arguments) {
        (Op::Arithmetic(op), [a, b]) if kind == ValueType::Integer => {
            let op = *op;
            Some(Vector::Integer(zip(integers(a)?, integers(b)?, count, |a, b| numeric::arithmetic_integer(op, a, b))))
        }
        (Op::Arithmetic(op), [a, b]) => {
            let op = *op;
            Some(Vector::Float(zip(floats(a)?, floats(b)?, count, |a, b| numeric::arithmetic_float(op, a, b))))
        }
        (Op::Compare(comparison), [a, b]) => compare(*comparison, a, b, count),
        (Op::Cycle(wave), [x, period]) => {
            let wave = *wave;
            Some(Vector::Float(zip(floats(x)?, floats(period)?, count, |x, period| numeric::cycle(wave, x, period))))
        }
        (Op::And | Op::Or, conditions) => logic(matches!(op, Op::Or), conditions, count),
        (Op::In { values: Categories::Integer(values), or_null: false }, [x]) => {
            Some(Vector::Boolean(map(integers(x)?, count, |x| Some(values.binary_search(&x).is_ok()))))
        }
        (Op::In { values: Categories::Text(values), or_null: false }, [Vector::Text(texts)]) => {
            Some(Vector::Boolean(built(count, |row| match texts.get(row) {
                Some(text) => (Some(values.binary_search_by(|value| value.as_str().cmp(text)).is_ok()), true),
                None => (None, false),
            })))
        }
        (Op::IsNull | Op::IsMissing, [x]) => Some(missing(matches!(op, Op::IsMissing), x, count)),
        (Op::Case | Op::Coalesce, arguments) => chosen(matches!(op, Op::Case), kind, arguments, count),
        (op, [x]) => unary(op, kind, x, count),
        _ => None,
    }
}

fn unary(op: &Op, kind: ValueType, x: &Vector<'_>, count: usize) -> Option<Vector<'static>> {
    match op {
        Op::ToFloat => Some(Vector::Float(map(integers(x)?, count, |x| Some(x as f64)))),
        Op::Not => Some(Vector::Boolean(map(booleans(x)?, count, |x| Some(!x)))),
        Op::Math(math) => {
            let math = *math;
            Some(Vector::Float(map(floats(x)?, count, |x| numeric::math(math, x))))
        }
        Op::Round(digits) => {
            let digits = *digits;
            Some(Vector::Float(map(floats(x)?, count, |x| Some(numeric::round(x, digits)))))
        }
        Op::IsNan => Some(Vector::Boolean(map(floats(x)?, count, |x| Some(x.is_nan())))),
        Op::Negate if kind == ValueType::Float => Some(Vector::Float(map(floats(x)?, count, |x| Some(-x)))),
        Op::Abs if kind == ValueType::Float => Some(Vector::Float(map(floats(x)?, count, |x| Some(x.abs())))),
        Op::Bin(edges) => Some(Vector::Integer(map(floats(x)?, count, |x| numeric::bin(edges, x)))),
        _ => None,
    }
}

fn compare(comparison: Comparison, a: &Vector<'_>, b: &Vector<'_>, count: usize) -> Option<Vector<'static>> {
    if let (Some(a), Some(b)) = (floats(a), floats(b)) {
        let test = |a: f64, b: f64| Some(numeric::holds(comparison, numeric::compare_floats(a, b)));
        return Some(Vector::Boolean(zip(a, b, count, test)));
    }
    if let (Some(a), Some(b)) = (integers(a), integers(b)) {
        return Some(Vector::Boolean(zip(a, b, count, |a, b| Some(numeric::holds(comparison, a.cmp(&b))))));
    }
    let (texts, word, flipped) = match (a, b) {
        (Vector::Text(texts), Vector::Constant(Value::Text(word))) => (texts, word, false),
        (Vector::Constant(Value::Text(word)), Vector::Text(texts)) => (texts, word, true),
        _ => return None,
    };
    let test = |text: &str| match flipped {
        false => numeric::holds(comparison, text.cmp(word.as_ref())),
        true => numeric::holds(comparison, word.as_ref().cmp(text)),
    };
    Some(Vector::Boolean(built(count, |row| match texts.get(row) {
        Some(text) => (Some(test(text)), true),
        None => (None, false),
    })))
}

/// AND or OR of all conditions, three-valued.
fn logic(or: bool, conditions: &[Vector<'_>], count: usize) -> Option<Vector<'static>> {
    // `decided`: a condition that decides was seen; `known`: none was unknown.
    let mut decided = vec![false; count];
    let mut known = vec![true; count];
    for condition in conditions {
        match booleans(condition)? {
            Read::Slice(values, valid) => {
                for row in 0..count {
                    let valid = valid_at(valid, row);
                    decided[row] |= valid & (values[row] == or);
                    known[row] &= valid;
                }
            }
            Read::Constant(value) => decided.iter_mut().for_each(|decided| *decided |= value == or),
            Read::Missing => known.fill(false),
        }
    }
    Some(Vector::Boolean(built(count, |row| (Some(decided[row] == or), decided[row] | known[row]))))
}

fn missing(or_nan: bool, x: &Vector<'_>, count: usize) -> Vector<'static> {
    fn absent<T: Clone>(column: &Column<'_, T>, row: usize) -> bool {
        !column.is_valid(row)
    }
    let values: Vec<bool> = match x {
        Vector::Constant(value) => {
            vec![if or_nan { crate::scalar::is_missing(value) } else { value.is_missing() }; count]
        }
        Vector::Boolean(column) => (0..count).map(|row| absent(column, row)).collect(),
        Vector::Float(column) => {
            (0..count).map(|row| absent(column, row) || or_nan && column.values[row].is_nan()).collect()
        }
        Vector::Text(texts) => (0..count).map(|row| texts.get(row).is_none()).collect(),
        Vector::Integer(column) | Vector::Date(column) | Vector::Datetime(column) | Vector::Time(column) => {
            (0..count).map(|row| absent(column, row)).collect()
        }
    };
    Vector::Boolean(Column { values: values.into(), valid: None })
}

/// CASE and COALESCE: which argument each row takes, then its value.
fn chosen(is_case: bool, kind: ValueType, arguments: &[Vector<'_>], count: usize) -> Option<Vector<'static>> {
    let last = arguments.len().checked_sub(1)?;
    let mut choice = vec![last; count];
    let mut open = vec![true; count];
    for (at, argument) in arguments.iter().enumerate() {
        if is_case && (at % 2 == 1 || at == last) {
            continue;
        }
        let target = if is_case { at + 1 } else { at };
        for row in 0..count {
            if !open[row] {
                continue;
            }
            let takes = match argument {
                Vector::Boolean(column) if is_case => column.is_valid(row) && column.values[row],
                Vector::Float(column) => column.is_valid(row),
                Vector::Integer(column) => column.is_valid(row),
                other if is_case => other.get(row) == Value::Boolean(true),
                other => !other.get(row).is_missing(),
            };
            if takes {
                choice[row] = target;
                open[row] = false;
            }
        }
    }
    Some(gathered(kind, arguments, &choice))
}

fn gathered(kind: ValueType, arguments: &[Vector<'_>], choice: &[usize]) -> Vector<'static> {
    let count = choice.len();
    match kind {
        ValueType::Float => {
            let reads: Vec<Option<Read<'_, f64>>> = arguments.iter().map(floats).collect();
            Vector::Float(built(count, |row| read_at(reads[choice[row]], row)))
        }
        ValueType::Integer => {
            let reads: Vec<Option<Read<'_, i64>>> = arguments.iter().map(integers).collect();
            Vector::Integer(built(count, |row| read_at(reads[choice[row]], row)))
        }
        ValueType::Text => {
            let mut builder = Builder::new(kind, count);
            for (row, at) in choice.iter().enumerate() {
                match &arguments[*at] {
                    Vector::Text(texts) => builder.push_text(texts.get(row)),
                    other => builder.push(&other.get(row)),
                }
            }
            builder.finish()
        }
        ValueType::Boolean | ValueType::Date | ValueType::Datetime | ValueType::Time => {
            let mut builder = Builder::new(kind, count);
            choice.iter().enumerate().for_each(|(row, at)| builder.push(&arguments[*at].get(row)));
            builder.finish()
        }
    }
}

fn read_at<T: Copy>(read: Option<Read<'_, T>>, row: usize) -> (Option<T>, bool) {
    match read {
        Some(Read::Slice(values, valid)) => (Some(values[row]), valid_at(valid, row)),
        Some(Read::Constant(value)) => (Some(value), true),
        Some(Read::Missing) | None => (None, false),
    }
}

/// Every text of a vector, for loops over categories.
pub fn texts<'r, 'v>(vector: &'r Vector<'v>) -> Option<&'r Texts<'v>> {
    match vector {
        Vector::Text(texts) => Some(texts),
        _ => None,
    }
}
