//! What each operation computes, on single values: the one meaning that both evaluators share.
//!
//! The row evaluator calls [`apply`]; the batch evaluator calls it too, or runs the same small functions of [`numeric`],
//! [`text`], [`calendar`] and [`cast`] in a loop. So both give the same bits.

pub mod calendar;
pub mod cast;
pub mod numeric;
pub mod text;

use crate::ir::Op;
use ninefold_base::feature::{Categories, Value, ValueType};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The result of an operation that needs neither a row nor fitted parameters. Missing arguments give missing, unless the
/// operation says otherwise.
pub fn apply<'a>(op: &Op, kind: ValueType, arguments: &[Value<'a>]) -> Value<'a> {
    match op {
        Op::And => and(arguments),
        Op::Or => or(arguments),
        Op::IsNull => Value::Boolean(arguments[0].is_missing()),
        Op::IsMissing => Value::Boolean(is_missing(&arguments[0])),
        Op::Same => Value::Boolean(match order(&arguments[0], &arguments[1]) {
            Some(ordering) => ordering.is_eq(),
            None => arguments[0].is_missing() && arguments[1].is_missing(),
        }),
        Op::Case => case(arguments),
        Op::Coalesce => arguments.iter().find(|value| !value.is_missing()).cloned().unwrap_or_default(),
        Op::NullIf => match arguments[1] {
            Value::Boolean(true) => Value::Missing,
            _ => arguments[0].clone(),
        },
        Op::Least => extreme(arguments, Ordering::Less),
        Op::Greatest => extreme(arguments, Ordering::Greater),
        _ if arguments.iter().any(Value::is_missing) => Value::Missing,
        Op::Literal(value) => value.clone(),
        Op::Column(_) | Op::Fitted(_) => Value::Missing,
        op => match (op, &arguments[0]) {
            (Op::Matches(_) | Op::Extract(..) | Op::HashBin(_), Value::Text(_))
            | (Op::Lower | Op::Upper | Op::Trim | Op::Length | Op::Substr | Op::Replace, _)
            | (Op::Concat | Op::Contains | Op::StartsWith | Op::EndsWith, _) => texts(op, arguments),
            (Op::DatePart(_) | Op::DateDiff(_) | Op::ToDatetime, _) => moments(op, arguments),
            _ => numbers(op, kind, arguments),
        },
    }
}

fn numbers<'a>(op: &Op, kind: ValueType, arguments: &[Value<'a>]) -> Value<'a> {
    let float = |value: Option<f64>| value.map_or(Value::Missing, Value::Float);
    let integer = |value: Option<i64>| value.map_or(Value::Missing, Value::Integer);
    match (op, arguments) {
        (Op::ToFloat, [Value::Integer(x)]) => Value::Float(*x as f64),
        (Op::Arithmetic(op), [Value::Integer(a), Value::Integer(b)]) => {
            integer(numeric::arithmetic_integer(*op, *a, *b))
        }
        (Op::Arithmetic(op), [Value::Float(a), Value::Float(b)]) => float(numeric::arithmetic_float(*op, *a, *b)),
        (Op::Negate, [Value::Integer(x)]) => integer(x.checked_neg()),
        (Op::Negate, [Value::Float(x)]) => Value::Float(-x),
        (Op::Abs, [Value::Integer(x)]) => integer(x.checked_abs()),
        (Op::Abs, [Value::Float(x)]) => Value::Float(x.abs()),
        (Op::Sign, [Value::Integer(x)]) => Value::Integer(x.signum()),
        (Op::Sign, [Value::Float(x)]) => Value::Float(numeric::sign_float(*x)),
        (Op::Math(op), [Value::Float(x)]) => float(numeric::math(*op, *x)),
        (Op::Round(digits), [Value::Float(x)]) => Value::Float(numeric::round(*x, *digits)),
        (Op::IsNan, [Value::Float(x)]) => Value::Boolean(x.is_nan()),
        (Op::Cycle(wave), [Value::Float(x), Value::Float(period)]) => float(numeric::cycle(*wave, *x, *period)),
        (Op::Bin(edges), [Value::Float(x)]) => integer(numeric::bin(edges, *x)),
        (Op::Not, [Value::Boolean(x)]) => Value::Boolean(!x),
        (Op::Xor, [Value::Boolean(a), Value::Boolean(b)]) => Value::Boolean(a != b),
        (Op::Compare(comparison), [a, b]) => match order(a, b) {
            Some(ordering) => Value::Boolean(numeric::holds(*comparison, ordering)),
            None => Value::Missing,
        },
        (Op::In { values, or_null }, [value]) => match (is_in(values, value), or_null) {
            (true, _) => Value::Boolean(true),
            (false, true) => Value::Missing,
            (false, false) => Value::Boolean(false),
        },
        (Op::Cast, [value]) => cast::cast(value, kind),
        _ => Value::Missing,
    }
}

fn texts<'a>(op: &Op, arguments: &[Value<'a>]) -> Value<'a> {
    let owned = |text: String| Value::Text(Cow::Owned(text));
    match (op, arguments) {
        (Op::Lower, [Value::Text(x)]) => owned(text::lower(x)),
        (Op::Upper, [Value::Text(x)]) => owned(text::upper(x)),
        (Op::Trim, [Value::Text(x)]) => part(x, str::trim),
        (Op::Length, [Value::Text(x)]) => Value::Integer(x.chars().count() as i64),
        (Op::Substr, [Value::Text(x), Value::Integer(start)]) => part(x, |x| text::substr(x, *start, None)),
        (Op::Substr, [Value::Text(x), Value::Integer(start), Value::Integer(length)]) => {
            part(x, |x| text::substr(x, *start, Some(*length)))
        }
        (Op::Replace, [Value::Text(x), Value::Text(from), Value::Text(to)]) => owned(replaced(x, from, to)),
        (Op::Concat, parts) => {
            let mut whole = String::new();
            for part in parts {
                if let Value::Text(part) = part {
                    whole.push_str(part);
                }
            }
            owned(whole)
        }
        (Op::Contains, [Value::Text(x), Value::Text(part)]) => Value::Boolean(x.contains(part.as_ref())),
        (Op::StartsWith, [Value::Text(x), Value::Text(part)]) => Value::Boolean(x.starts_with(part.as_ref())),
        (Op::EndsWith, [Value::Text(x), Value::Text(part)]) => Value::Boolean(x.ends_with(part.as_ref())),
        (Op::Matches(pattern), [Value::Text(x)]) => Value::Boolean(pattern.regex.is_match(x)),
        (Op::Extract(pattern, group), [Value::Text(x)]) => {
            let found =
                pattern.regex.captures(x).and_then(|found| found.get(*group).map(|part| part.as_str().to_string()));
            found.map_or(Value::Missing, owned)
        }
        (Op::HashBin(n), [Value::Text(x)]) => Value::Integer(text::hash_bin(x, *n)),
        _ => Value::Missing,
    }
}

/// A part of a text without copying it where it is borrowed.
fn part<'a>(text: &Cow<'a, str>, cut: impl FnOnce(&str) -> &str) -> Value<'a> {
    match text {
        Cow::Borrowed(text) => {
            let text: &'a str = text;
            Value::Text(Cow::Borrowed(cut(text)))
        }
        Cow::Owned(text) => Value::Text(Cow::Owned(cut(text).to_string())),
    }
}

/// An empty text to look for is found nowhere, as in DuckDB.
fn replaced(text: &str, from: &str, to: &str) -> String {
    if from.is_empty() { text.to_string() } else { text.replace(from, to) }
}

fn moments<'a>(op: &Op, arguments: &[Value<'a>]) -> Value<'a> {
    match (op, arguments) {
        (Op::DatePart(part), [Value::Date(days)]) => Value::Integer(calendar::part_of_days(*part, *days)),
        (Op::DatePart(part), [Value::Datetime(micros)]) => Value::Integer(calendar::part_of_micros(*part, *micros)),
        (Op::DatePart(part), [Value::Time(nanos)]) => Value::Integer(calendar::part_of_nanos(*part, *nanos)),
        (Op::DateDiff(unit), [Value::Date(a), Value::Date(b)]) => {
            Value::Integer(calendar::unit_of_days(*unit, *b) - calendar::unit_of_days(*unit, *a))
        }
        (Op::DateDiff(unit), [Value::Datetime(a), Value::Datetime(b)]) => {
            Value::Integer(calendar::unit_of_micros(*unit, *b) - calendar::unit_of_micros(*unit, *a))
        }
        (Op::DateDiff(unit), [Value::Time(a), Value::Time(b)]) => {
            let unit_of = |nanos: i64| calendar::unit_of_micros(*unit, nanos.div_euclid(1_000));
            Value::Integer(unit_of(*b) - unit_of(*a))
        }
        (Op::ToDatetime, [value]) => cast::cast(value, ValueType::Datetime),
        _ => Value::Missing,
    }
}

fn and<'a>(conditions: &[Value<'a>]) -> Value<'a> {
    let mut unknown = false;
    for condition in conditions {
        match condition {
            Value::Boolean(false) => return Value::Boolean(false),
            Value::Boolean(true) => {}
            _ => unknown = true,
        }
    }
    if unknown { Value::Missing } else { Value::Boolean(true) }
}

fn or<'a>(conditions: &[Value<'a>]) -> Value<'a> {
    let mut unknown = false;
    for condition in conditions {
        match condition {
            Value::Boolean(true) => return Value::Boolean(true),
            Value::Boolean(false) => {}
            _ => unknown = true,
        }
    }
    if unknown { Value::Missing } else { Value::Boolean(false) }
}

fn case<'a>(arguments: &[Value<'a>]) -> Value<'a> {
    for arm in arguments.chunks_exact(2) {
        if arm[0] == Value::Boolean(true) {
            return arm[1].clone();
        }
    }
    arguments.last().cloned().unwrap_or_default()
}

/// The smallest or largest of those that are there; the first of equals.
fn extreme<'a>(values: &[Value<'a>], wanted: Ordering) -> Value<'a> {
    let mut best: Option<&Value<'a>> = None;
    for value in values.iter().filter(|value| !value.is_missing()) {
        match best {
            Some(other) if order(value, other) != Some(wanted) => {}
            _ => best = Some(value),
        }
    }
    best.cloned().unwrap_or_default()
}

/// Missing, or a number that is none.
pub fn is_missing(value: &Value<'_>) -> bool {
    match value {
        Value::Missing => true,
        Value::Float(x) => x.is_nan(),
        _ => false,
    }
}

/// How two values of one type compare; `None` if one is missing.
pub fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b))
        | (Value::Date(a), Value::Date(b))
        | (Value::Datetime(a), Value::Datetime(b))
        | (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => Some(numeric::compare_floats(*a, *b)),
        (Value::Text(a), Value::Text(b)) => Some(a.as_ref().cmp(b.as_ref())),
        _ => None,
    }
}

/// Whether ascending categories hold the value.
pub fn is_in(values: &Categories, value: &Value<'_>) -> bool {
    match (values, value) {
        (Categories::Boolean(values), Value::Boolean(x)) => values.contains(x),
        (Categories::Integer(values), Value::Integer(x)) => values.binary_search(x).is_ok(),
        (Categories::Text(values), Value::Text(x)) => values.binary_search_by(|other| other.as_str().cmp(x)).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
