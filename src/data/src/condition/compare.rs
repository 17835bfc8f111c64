//! Two sides of a comparison brought to one type, or a sentence why that cannot be.

use super::fault::Fault;
use super::literal::{self, Moment};
use super::typed::{Class, Literal, Typed};
use chrono::{NaiveDate, Timelike};
use polars::prelude::{DataType, Expr, NonExistent, TimeUnit, TimeZone, lit};
use sqlparser::ast::BinaryOperator;

/// `left op right`; the result is boolean.
pub fn compare(left: &Typed, op: &BinaryOperator, right: &Typed) -> Result<Expr, Fault> {
    let (a, b) = common(left, right)?;
    Ok(match op {
        BinaryOperator::Eq => a.eq(b),
        BinaryOperator::NotEq => a.neq(b),
        BinaryOperator::Lt => a.lt(b),
        BinaryOperator::LtEq => a.lt_eq(b),
        BinaryOperator::Gt => a.gt(b),
        BinaryOperator::GtEq => a.gt_eq(b),
        other => return Err(Fault::new(left.span, format!("`{other}` does not compare"), "use = <> < <= > >=")),
    })
}

/// Both sides as expressions of one type.
pub fn common(left: &Typed, right: &Typed) -> Result<(Expr, Expr), Fault> {
    let (a, b) = (left.expr.clone(), right.expr.clone());
    match (&left.class, &right.class) {
        (Class::Missing, Class::Missing) => {
            Ok((lit(polars::prelude::NULL).cast(DataType::Boolean), lit(polars::prelude::NULL).cast(DataType::Boolean)))
        }
        (Class::Missing, _) => Ok((null_like(right), b)),
        (_, Class::Missing) => Ok((a, null_like(left))),
        (Class::Boolean, Class::Boolean)
        | (Class::Text, Class::Text)
        | (Class::Date, Class::Date)
        | (Class::Time, Class::Time)
        | (Class::Duration, Class::Duration) => Ok((a, b)),
        (one, other) if one.is_number() && other.is_number() => Ok(numbers(left, right)),
        (Class::Text, class) if left.literal.is_some() && is_temporal(class) => {
            Ok((temporal_literal(left, right)?, temporal_side(right)))
        }
        (class, Class::Text) if right.literal.is_some() && is_temporal(class) => {
            Ok((temporal_side(left), temporal_literal(right, left)?))
        }
        (Class::Datetime { .. }, Class::Datetime { .. } | Class::Date) | (Class::Date, Class::Datetime { .. }) => {
            moments(left, right)
        }
        _ => Err(mismatch(left, right)),
    }
}

fn is_temporal(class: &Class) -> bool {
    matches!(class, Class::Date | Class::Datetime { .. } | Class::Time)
}

fn null_like(other: &Typed) -> Expr {
    let dtype = match &other.class {
        Class::Boolean => DataType::Boolean,
        Class::Integer => DataType::Int64,
        Class::Unsigned => DataType::UInt64,
        Class::Float | Class::Float32 | Class::Decimal => DataType::Float64,
        Class::Text => DataType::String,
        Class::Date => DataType::Date,
        Class::Datetime { unit, zone } => DataType::Datetime(*unit, zone.as_deref().and_then(time_zone)),
        Class::Time => DataType::Time,
        Class::Duration => DataType::Duration(TimeUnit::Microseconds),
        Class::Missing | Class::Other(_) => DataType::Null,
    };
    lit(polars::prelude::NULL).cast(dtype)
}

fn numbers(left: &Typed, right: &Typed) -> (Expr, Expr) {
    // A literal beside a 32-bit float is rounded to 32 bits, so that `x = 0.1` finds what is shown as 0.1.
    match (&left.class, &right.class) {
        (Class::Float32, _) if right.literal.is_some() => {
            return (left.expr.clone(), right.float().cast(DataType::Float32));
        }
        (_, Class::Float32) if left.literal.is_some() => {
            return (left.float().cast(DataType::Float32), right.expr.clone());
        }
        (Class::Integer, Class::Integer) => {
            return (left.expr.clone().cast(DataType::Int64), right.expr.clone().cast(DataType::Int64));
        }
        (Class::Unsigned, Class::Unsigned) => return (left.expr.clone(), right.expr.clone()),
        (Class::Unsigned, Class::Integer) => return unsigned(left, right),
        (Class::Integer, Class::Unsigned) => {
            let (b, a) = unsigned(right, left);
            return (a, b);
        }
        _ => {}
    }
    (left.float(), right.float())
}

fn unsigned(unsigned: &Typed, signed: &Typed) -> (Expr, Expr) {
    match signed.literal {
        Some(Literal::Integer(value)) if value >= 0 => (unsigned.expr.clone(), lit(value as u64)),
        _ => (unsigned.float(), signed.float()),
    }
}

/// A date column as it stands; compared with a moment, it becomes one.
fn temporal_side(side: &Typed) -> Expr {
    match &side.class {
        // Comparing in milliseconds would cut the literal, in nanoseconds the years beyond 2262.
        Class::Datetime { unit: TimeUnit::Milliseconds, zone } => {
            side.expr.clone().cast(DataType::Datetime(TimeUnit::Microseconds, zone.as_deref().and_then(time_zone)))
        }
        Class::Date => side.expr.clone().cast(DataType::Datetime(TimeUnit::Microseconds, None)),
        _ => side.expr.clone(),
    }
}

fn temporal_literal(text: &Typed, beside: &Typed) -> Result<Expr, Fault> {
    let Some(Literal::Text(words)) = &text.literal else { return Err(mismatch(text, beside)) };
    let wrong = || {
        let message = format!("{} is {}, and {} is not one", beside.label, beside.class.word(), text.label);
        Fault::new(text.span, message, format!("write it as {}", beside.class.example()))
    };
    match &beside.class {
        Class::Time => {
            let time = literal::time(words).ok_or_else(wrong)?;
            let nanoseconds =
                i64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i64::from(time.nanosecond());
            Ok(lit(nanoseconds).cast(DataType::Time))
        }
        Class::Date => match literal::moment(words).ok_or_else(wrong)? {
            Moment::Naive(moment) | Moment::Instant(moment) => {
                Ok(lit(moment.and_utc().timestamp_micros()).cast(DataType::Datetime(TimeUnit::Microseconds, None)))
            }
        },
        Class::Datetime { unit, zone } => {
            moment_literal(literal::moment(words).ok_or_else(wrong)?, *unit, zone.as_deref()).ok_or_else(wrong)
        }
        _ => Err(mismatch(text, beside)),
    }
}

fn moment_literal(moment: Moment, unit: TimeUnit, zone: Option<&str>) -> Option<Expr> {
    let (Moment::Naive(at) | Moment::Instant(at)) = moment;
    let (unit, number) = match unit {
        TimeUnit::Nanoseconds => (TimeUnit::Nanoseconds, at.and_utc().timestamp_nanos_opt()?),
        TimeUnit::Microseconds | TimeUnit::Milliseconds => (TimeUnit::Microseconds, at.and_utc().timestamp_micros()),
    };
    let naive = lit(number).cast(DataType::Datetime(unit, None));
    let Some(zone) = zone.and_then(time_zone) else { return Some(naive) };
    Some(match moment {
        Moment::Instant(_) => naive
            .dt()
            .replace_time_zone(Some(TimeZone::UTC), lit("raise"), NonExistent::Null)
            .dt()
            .convert_time_zone(zone),
        Moment::Naive(_) => naive.dt().replace_time_zone(Some(zone), lit("earliest"), NonExistent::Null),
    })
}

fn time_zone(zone: &str) -> Option<TimeZone> {
    TimeZone::opt_try_new(Some(zone)).ok().flatten()
}

fn moments(left: &Typed, right: &Typed) -> Result<(Expr, Expr), Fault> {
    let zone = |side: &Typed| match &side.class {
        Class::Datetime { zone, .. } => zone.clone(),
        _ => None,
    };
    if zone(left).is_some() != zone(right).is_some() {
        return Err(Fault::new(
            right.span,
            format!(
                "{} has a time zone and the other side has none",
                if zone(left).is_some() { &left.label } else { &right.label }
            ),
            "compare columns that both have a time zone, or neither",
        ));
    }
    let finest = |side: &Typed| matches!(side.class, Class::Datetime { unit: TimeUnit::Nanoseconds, .. });
    let unit = if finest(left) && finest(right) { TimeUnit::Nanoseconds } else { TimeUnit::Microseconds };
    let side = |side: &Typed| match zone(side) {
        Some(_) => side.expr.clone().dt().convert_time_zone(TimeZone::UTC).dt().cast_time_unit(unit),
        None => side.expr.clone().cast(DataType::Datetime(unit, None)),
    };
    Ok((side(left), side(right)))
}

fn mismatch(left: &Typed, right: &Typed) -> Fault {
    // The side that is written out is the one to change.
    let (column, wrong) = if left.literal.is_some() && right.literal.is_none() { (right, left) } else { (left, right) };
    if let Class::Other(word) = column.class {
        return Fault::new(
            column.span,
            format!("{} is {word}, which cannot be compared", column.label),
            "only IS NULL and IS NOT NULL work on it",
        );
    }
    let message = match wrong.literal {
        Some(_) => format!(
            "{} is {}; compare with {}, not {}",
            column.label,
            column.class.word(),
            suggestion(column, wrong),
            wrong.label
        ),
        None => format!("{} is {} and {} is {}", column.label, column.class.word(), wrong.label, wrong.class.word()),
    };
    let target = match column.class {
        Class::Text => "text",
        Class::Date => "date",
        Class::Boolean => "bool",
        _ => "float",
    };
    let fix = match (&column.class, &wrong.literal) {
        (Class::Text, Some(_)) => {
            format!("put the value in single quotes, or write CAST({} AS float)", column.label.trim_matches('`'))
        }
        (_, Some(_)) => format!("write {}", suggestion(column, wrong)),
        (_, None) => format!("bring both to one type, such as CAST({} AS {target})", wrong.label.trim_matches('`')),
    };
    Fault::new(wrong.span, message, fix)
}

fn suggestion(column: &Typed, wrong: &Typed) -> String {
    match (&column.class, &wrong.literal) {
        (Class::Text, Some(Literal::Integer(_) | Literal::Float(_))) => format!("'{}'", wrong.label),
        (class, Some(Literal::Text(text))) if class.is_number() && text.trim().parse::<f64>().is_ok() => {
            text.trim().to_string()
        }
        (class, _) => class.example().to_string(),
    }
}

/// Days since 1970-01-01.
pub fn days(date: NaiveDate) -> i32 {
    (date - NaiveDate::default()).num_days() as i32
}
