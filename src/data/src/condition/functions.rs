//! Operators and functions: what they take, what they give.

use super::compile::short;
use super::fault::Fault;
use super::typed::{Class, Literal, Typed};
use crate::columnar::reinterpret::parsed;
use ninefold_base::names::did_you_mean;
use ninefold_base::view::TypeChoice;
use polars::prelude::NamedFrom;
use polars::prelude::{DataType, Expr, Field, NULL, RoundMode, Series, TimeUnit, coalesce, lit, when};
use sqlparser::ast::BinaryOperator;
use sqlparser::tokenizer::Span;

/// Name, fewest and most values, and how it is written.
const FUNCTIONS: [(&str, usize, usize, &str); 35] = [
    ("abs", 1, 1, "abs(x)"),
    ("ceil", 1, 1, "ceil(x)"),
    ("ceiling", 1, 1, "ceiling(x)"),
    ("coalesce", 1, 1000, "coalesce(x, y, …)"),
    ("concat", 1, 1000, "concat(a, b, …)"),
    ("contains", 2, 2, "contains(text, 'part')"),
    ("date_part", 2, 2, "date_part('year', date)"),
    ("datepart", 2, 2, "datepart('year', date)"),
    ("day", 1, 1, "day(date)"),
    ("dayofweek", 1, 1, "dayofweek(date)"),
    ("dayofyear", 1, 1, "dayofyear(date)"),
    ("ends_with", 2, 2, "ends_with(text, 'end')"),
    ("exp", 1, 1, "exp(x)"),
    ("floor", 1, 1, "floor(x)"),
    ("hour", 1, 1, "hour(moment)"),
    ("ifnull", 2, 2, "ifnull(x, y)"),
    ("is_nan", 1, 1, "is_nan(x)"),
    ("length", 1, 1, "length(text)"),
    ("ln", 1, 1, "ln(x)"),
    ("lower", 1, 1, "lower(text)"),
    ("minute", 1, 1, "minute(moment)"),
    ("mod", 2, 2, "mod(x, y)"),
    ("month", 1, 1, "month(date)"),
    ("nullif", 2, 2, "nullif(x, y)"),
    ("power", 2, 2, "power(x, y)"),
    ("regexp_like", 2, 2, "regexp_like(text, 'pattern')"),
    ("replace", 3, 3, "replace(text, 'from', 'to')"),
    ("round", 1, 2, "round(x, digits)"),
    ("second", 1, 1, "second(moment)"),
    ("sqrt", 1, 1, "sqrt(x)"),
    ("starts_with", 2, 2, "starts_with(text, 'beginning')"),
    ("substr", 2, 3, "substr(text, from, length)"),
    ("trim", 1, 1, "trim(text)"),
    ("upper", 1, 1, "upper(text)"),
    ("year", 1, 1, "year(date)"),
];

const AGGREGATES: [&str; 10] =
    ["count", "sum", "avg", "mean", "min", "max", "median", "stddev", "variance", "row_number"];

/// Fails for names that are no functions.
pub fn known(name: &str, span: Span) -> Result<(), Fault> {
    if FUNCTIONS.iter().any(|(known, ..)| *known == name) {
        return Ok(());
    }
    if AGGREGATES.contains(&name) {
        return Err(Fault::new(
            span,
            format!("`{name}` looks at many rows; a condition looks at one"),
            "`F` counts the values of a column",
        ));
    }
    let near = did_you_mean(name, FUNCTIONS.iter().map(|(name, ..)| *name));
    let names: Vec<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
    Err(Fault::new(
        span,
        format!("unknown function {}", short(name)),
        if near.is_empty() { format!("there are {}", names.join(" ")) } else { near },
    ))
}

pub fn takes_part(name: &str) -> bool {
    matches!(name, "date_part" | "datepart")
}

/// A function by name with its values.
pub fn call(name: &str, arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let Some((_, fewest, most, usage)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
        return Err(known(name, span)
            .err()
            .unwrap_or_else(|| Fault::new(span, format!("unknown function {name}"), "")));
    };
    if arguments.len() < *fewest || arguments.len() > *most {
        return Err(Fault::new(
            span,
            format!("`{name}` was given {}", ninefold_base::format::counted(arguments.len() as u64, "value")),
            format!("write {usage}"),
        ));
    }
    let label = format!("the result of `{name}`");
    let number = |expr: Expr| Ok(Typed::new(expr, Class::Float, span, label.clone()));
    let text = |expr: Expr| Ok(Typed::new(expr, Class::Text, span, label.clone()));
    let test = |expr: Expr| Ok(Typed::new(expr, Class::Boolean, span, label.clone()));
    let first = &arguments[0];
    match name {
        "coalesce" | "ifnull" => {
            let (class, expressions) = unified(&arguments, name)?;
            Ok(Typed::new(coalesce(&expressions), class, span, label))
        }
        "nullif" => {
            let same = super::compare::compare(first, &BinaryOperator::Eq, &arguments[1])?;
            let null = lit(NULL);
            Ok(Typed {
                expr: when(same.fill_null(lit(false))).then(null).otherwise(first.expr.clone()),
                literal: None,
                label,
                ..first.clone()
            })
        }
        "abs" => {
            expect_number(first)?;
            if first.class.is_integer() {
                return Ok(Typed::new(integer(first).abs(), Class::Integer, span, label));
            }
            number(first.float().abs())
        }
        "ceil" | "ceiling" => number(float(first)?.ceil()),
        "floor" => number(float(first)?.floor()),
        "sqrt" => number(defined(float(first)?.gt_eq(lit(0.0)), float(first)?.sqrt())),
        "exp" => number(float(first)?.exp()),
        "ln" => number(defined(float(first)?.gt(lit(0.0)), float(first)?.log(lit(std::f64::consts::E)))),
        "power" => number(float(first)?.pow(float(&arguments[1])?)),
        "mod" => arithmetic(first, &BinaryOperator::Modulo, &arguments[1], span),
        "is_nan" => test(float(first)?.is_nan()),
        "round" => number(float(first)?.round(digits(arguments.get(1))?, RoundMode::HalfAwayFromZero)),
        "lower" => text(texts(first)?.str().to_lowercase()),
        "upper" => text(texts(first)?.str().to_uppercase()),
        "trim" => text(texts(first)?.str().strip_chars(lit(NULL))),
        "length" => Ok(Typed::new(texts(first)?.str().len_chars().cast(DataType::Int64), Class::Integer, span, label)),
        "substr" => substr(&arguments, span),
        "replace" => text(texts(first)?.str().replace_all(texts(&arguments[1])?, texts(&arguments[2])?, true)),
        "concat" => {
            let parts = arguments.iter().map(as_text).collect::<Result<Vec<Expr>, Fault>>()?;
            text(parts.into_iter().reduce(|a, b| a + b).expect("at least one value was checked"))
        }
        "contains" => test(texts(first)?.str().contains_literal(texts(&arguments[1])?)),
        "starts_with" => test(texts(first)?.str().starts_with(texts(&arguments[1])?)),
        "ends_with" => test(texts(first)?.str().ends_with(texts(&arguments[1])?)),
        "regexp_like" => regexp_like(first.clone(), arguments[1].clone()),
        "date_part" | "datepart" => match &first.literal {
            Some(Literal::Text(part)) => date_part(part, arguments[1].clone(), span),
            _ => Err(Fault::new(first.span, "the part must be written out", format!("write {usage}"))),
        },
        part => date_part(part, first.clone(), span),
    }
}

/// Missing where a function has no value: the root of a negative number, the logarithm of zero.
fn defined(inside: Expr, value: Expr) -> Expr {
    when(inside).then(value).otherwise(lit(NULL))
}

pub fn expect_number(value: &Typed) -> Result<(), Fault> {
    if value.class.is_number() || value.class == Class::Missing {
        return Ok(());
    }
    let fix = if value.class == Class::Text {
        format!("use a number, or CAST({} AS float)", value.label.trim_matches('`'))
    } else {
        "use a number".to_string()
    };
    Err(Fault::new(value.span, format!("{} is {}, not a number", value.label, value.class.word()), fix))
}

fn float(value: &Typed) -> Result<Expr, Fault> {
    expect_number(value)?;
    Ok(value.float())
}

fn texts(value: &Typed) -> Result<Expr, Fault> {
    match value.class {
        Class::Text => Ok(value.expr.clone()),
        Class::Missing => Ok(lit(NULL).cast(DataType::String)),
        _ => Err(Fault::new(
            value.span,
            format!("{} is {}, not text", value.label, value.class.word()),
            format!("write CAST({} AS text)", value.label.trim_matches('`')),
        )),
    }
}

/// Anything that has a text.
pub fn as_text(value: &Typed) -> Result<Expr, Fault> {
    match value.class {
        Class::Other(word) => {
            Err(Fault::new(value.span, format!("{} is {word}, which has no text", value.label), "use another column"))
        }
        _ => Ok(value.expr.clone().cast(DataType::String)),
    }
}

fn integer(value: &Typed) -> Expr {
    value.expr.clone().cast(DataType::Int64)
}

fn digits(value: Option<&Typed>) -> Result<u32, Fault> {
    match value.map(|value| (&value.literal, value.span)) {
        None => Ok(0),
        Some((Some(Literal::Integer(digits)), _)) if (0..=15).contains(digits) => Ok(*digits as u32),
        Some((_, span)) => {
            Err(Fault::new(span, "the number of digits must be written out, from 0 to 15", "write round(x, 2)"))
        }
    }
}

pub fn negated(value: &Typed, span: Span) -> Typed {
    let (expr, class) = if value.class.is_integer() {
        (lit(0i64) - integer(value), Class::Integer)
    } else {
        (lit(-1.0) * value.float(), Class::Float)
    };
    Typed::new(expr, class, span, "the result")
}

pub fn arithmetic(a: &Typed, op: &BinaryOperator, b: &Typed, span: Span) -> Result<Typed, Fault> {
    expect_number(a)?;
    expect_number(b)?;
    let whole = a.class.is_integer() && b.class.is_integer();
    let (x, y) = if whole { (integer(a), integer(b)) } else { (a.float(), b.float()) };
    let class = if whole { Class::Integer } else { Class::Float };
    let zero = if whole { lit(0i64) } else { lit(0.0) };
    let expr = match op {
        BinaryOperator::Plus => x + y,
        BinaryOperator::Minus => x - y,
        BinaryOperator::Multiply => x * y,
        BinaryOperator::Divide => {
            let expr = when(b.float().eq(lit(0.0))).then(lit(NULL)).otherwise(a.float() / b.float());
            return Ok(Typed::new(expr, Class::Float, span, "the result"));
        }
        _ => {
            // Polars gives the remainder the sign of the divisor; SQL gives it that of the dividend.
            let rest = x.clone() % y.clone();
            let other_sign = rest.clone().neq(zero.clone()).and(rest.clone().lt(zero.clone()).neq(x.lt(zero.clone())));
            let rest = when(other_sign).then(rest.clone() - y.clone()).otherwise(rest);
            when(y.eq(zero)).then(lit(NULL)).otherwise(rest)
        }
    };
    Ok(Typed::new(expr, class, span, "the result"))
}

fn substr(arguments: &[Typed], span: Span) -> Result<Typed, Fault> {
    let text = texts(&arguments[0])?;
    let whole = |value: &Typed| match value.class {
        Class::Integer | Class::Unsigned => Ok(integer(value)),
        _ => Err(Fault::new(
            value.span,
            format!("{} is {}, not a whole number", value.label, value.class.word()),
            "write substr(text, 1, 3)",
        )),
    };
    let start = whole(&arguments[1])? - lit(1i64);
    // Characters before the first are counted but not there, as the standard has it.
    let from = when(start.clone().lt(lit(0i64))).then(lit(0i64)).otherwise(start.clone());
    let expr = match arguments.get(2) {
        None => text.str().slice(from, lit(NULL)),
        Some(length) => {
            let end = start + whole(length)?;
            let length = end - from.clone();
            let length = when(length.clone().lt(lit(0i64))).then(lit(0i64)).otherwise(length);
            text.str().slice(from, length.cast(DataType::UInt64))
        }
    };
    Ok(Typed::new(expr, Class::Text, span, "the result of `substr`"))
}

pub fn regexp_like(value: Typed, pattern: Typed) -> Result<Typed, Fault> {
    let text = texts(&value)?;
    let Some(Literal::Text(words)) = &pattern.literal else {
        return Err(Fault::new(pattern.span, "the pattern must be written out", "write regexp_like(text, 'pattern')"));
    };
    if let Err(error) = regex::Regex::new(words) {
        let reason = error
            .to_string()
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("error: ").map(str::to_string))
            .unwrap_or_default();
        return Err(Fault::new(
            pattern.span,
            format!("the pattern is not a regular expression: {reason}"),
            "mend the pattern; `contains` looks for plain text",
        ));
    }
    Ok(Typed::new(text.str().contains(lit(words.as_str()), true), Class::Boolean, value.span, "the test"))
}

pub fn like(value: &Typed, pattern: &Typed, escape: Option<char>, ignore_case: bool) -> Result<Typed, Fault> {
    let text = texts(value)?;
    if pattern.class == Class::Missing {
        return Ok(Typed::new(lit(NULL).cast(DataType::Boolean), Class::Boolean, pattern.span, "the test"));
    }
    let Some(Literal::Text(words)) = &pattern.literal else {
        return Err(Fault::new(
            pattern.span,
            "the pattern of LIKE must be a text that is written out",
            "write LIKE 'begin%'",
        ));
    };
    let mut expression = String::from(if ignore_case { "(?si)^" } else { "(?s)^" });
    let mut characters = words.chars();
    while let Some(character) = characters.next() {
        match character {
            c if Some(c) == escape => {
                let Some(next) = characters.next() else {
                    return Err(Fault::new(
                        pattern.span,
                        "the pattern ends with its escape character",
                        "write it twice to look for it",
                    ));
                };
                expression += &regex::escape(next.encode_utf8(&mut [0; 4]));
            }
            '%' => expression += ".*",
            '_' => expression.push('.'),
            c => expression += &regex::escape(c.encode_utf8(&mut [0; 4])),
        }
    }
    expression.push('$');
    if regex::Regex::new(&expression).is_err() {
        return Err(Fault::new(pattern.span, "the pattern is too long", "use a shorter one"));
    }
    Ok(Typed::new(text.str().contains(lit(expression.as_str()), true), Class::Boolean, value.span, "the test"))
}

/// `x IN (…)` as a lookup, where all values are literals of the column's own type and there are more than a few.
pub fn literal_set(value: &Typed, items: &[Typed]) -> Option<Expr> {
    if items.len() < 9 {
        return None;
    }
    let present = items.iter().filter(|item| item.class != Class::Missing);
    let set = match value.class {
        Class::Text => {
            let texts = present
                .map(|item| if let Some(Literal::Text(text)) = &item.literal { Some(text.as_str()) } else { None });
            Series::new("set".into(), texts.collect::<Option<Vec<&str>>>()?)
        }
        Class::Integer => {
            let numbers =
                present.map(|item| if let Some(Literal::Integer(number)) = item.literal { Some(number) } else { None });
            Series::new("set".into(), numbers.collect::<Option<Vec<i64>>>()?)
        }
        _ => return None,
    };
    let value = if value.class == Class::Integer { integer(value) } else { value.expr.clone() };
    Some(value.is_in(lit(set).implode(true), false))
}

/// Values of one type, for CASE and COALESCE.
pub fn unified(values: &[Typed], what: &str) -> Result<(Class, Vec<Expr>), Fault> {
    let mut class = Class::Missing;
    for value in values {
        class = match (&class, &value.class) {
            (Class::Missing, other) => other.clone(),
            (_, Class::Missing) => class,
            (one, other) if one == other => class,
            (one, other) if one.is_integer() && other.is_integer() => Class::Integer,
            (one, other) if one.is_number() && other.is_number() => Class::Float,
            (one, other) => {
                let message = format!("the results of {what} differ: {} and {}", one.word(), other.word());
                return Err(Fault::new(
                    value.span,
                    message,
                    "let all be of one type; CAST(x AS text) makes a text of anything",
                ));
            }
        };
    }
    let expressions = values.iter().map(|value| match (&class, &value.class) {
        (Class::Integer, class) if class.is_integer() => integer(value),
        (Class::Float, class) if class.is_number() => value.float(),
        _ => value.expr.clone(),
    });
    Ok((class.clone(), expressions.collect()))
}

/// `CAST(x AS type)`; what does not fit becomes missing.
pub fn cast(value: Typed, target: &str, span: Span) -> Result<Typed, Fault> {
    let lower = target.to_lowercase();
    let base = lower.split(['(', ' ']).next().unwrap_or_default();
    let (dtype, class) = match base {
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "int2" | "int4" | "int8" | "int32" | "int64"
        | "long" => (DataType::Int64, Class::Integer),
        "float" | "double" | "real" | "float4" | "float8" | "float64" | "numeric" | "decimal" | "number" => {
            (DataType::Float64, Class::Float)
        }
        "text" | "varchar" | "char" | "string" | "character" | "nvarchar" => (DataType::String, Class::Text),
        "bool" | "boolean" => (DataType::Boolean, Class::Boolean),
        "date" => (DataType::Date, Class::Date),
        "timestamp" | "datetime" => (
            DataType::Datetime(TimeUnit::Microseconds, None),
            Class::Datetime { unit: TimeUnit::Microseconds, zone: None },
        ),
        "time" => (DataType::Time, Class::Time),
        _ => return Err(Fault::new(span, format!("unknown type {}", short(target)), did_you_mean_type(base))),
    };
    if let Class::Other(word) = value.class {
        return Err(Fault::new(
            value.span,
            format!("{} is {word}, which cannot be cast", value.label),
            "use another column",
        ));
    }
    let choice = match class {
        Class::Boolean => TypeChoice::Boolean,
        Class::Integer => TypeChoice::Integer,
        Class::Float => TypeChoice::Float,
        Class::Date => TypeChoice::Date,
        Class::Datetime { .. } => TypeChoice::Datetime,
        Class::Time => TypeChoice::Time,
        _ => TypeChoice::Text,
    };
    let expr = match value.class {
        Class::Text => read_as(value.expr, choice, dtype),
        _ => value.expr.cast(dtype),
    };
    Ok(Typed::new(expr, class, span, format!("the value as {base}")))
}

/// Texts by the rules that hold for files: what does not fit is missing. (Polars' own cast knows other rules, and prints.)
fn read_as(texts: Expr, choice: TypeChoice, dtype: DataType) -> Expr {
    texts.map(
        move |column| {
            let read = parsed(column.as_materialized_series(), choice);
            let (series, _) = read.map_err(|problem| polars::prelude::polars_err!(ComputeError: "{}", problem.why))?;
            Ok(series.with_name(column.name().clone()).into())
        },
        move |_, field| Ok(Field::new(field.name().clone(), dtype.clone())),
    )
}

fn did_you_mean_type(name: &str) -> String {
    let near = did_you_mean(name, ["int", "float", "text", "bool", "date", "timestamp", "time"]);
    if near.is_empty() { "the types are int, float, text, bool, date, timestamp, time".into() } else { near }
}

/// A part of a date or moment as a whole number.
pub fn date_part(part: &str, value: Typed, span: Span) -> Result<Typed, Fault> {
    let has_date = matches!(value.class, Class::Date | Class::Datetime { .. } | Class::Missing);
    let has_time = matches!(value.class, Class::Time | Class::Datetime { .. } | Class::Missing);
    let lower = part.to_lowercase();
    let needs_time = matches!(lower.as_str(), "hour" | "minute" | "second" | "millisecond" | "microsecond");
    if if needs_time { !has_time } else { !has_date } {
        let wanted = if needs_time { "a time" } else { "a date" };
        return Err(Fault::new(
            value.span,
            format!("{} is {}, not {wanted}", value.label, value.class.word()),
            format!("use a column with {wanted}, or CAST(x AS timestamp)"),
        ));
    }
    let moment = match value.class {
        Class::Missing => lit(NULL).cast(DataType::Datetime(TimeUnit::Microseconds, None)),
        _ => value.expr,
    };
    let at = moment.dt();
    let expr = match lower.as_str() {
        "year" => at.year(),
        "quarter" => at.quarter(),
        "month" => at.month(),
        "week" | "isoweek" => at.week(),
        "day" => at.day(),
        "dayofweek" | "isodow" | "weekday" => at.weekday(),
        "dow" => at.weekday() % lit(7),
        "dayofyear" | "doy" => at.ordinal_day(),
        "hour" => at.hour(),
        "minute" => at.minute(),
        "second" => at.second(),
        "millisecond" => at.millisecond(),
        "microsecond" => at.microsecond(),
        _ => {
            let parts =
                ["year", "quarter", "month", "week", "day", "dayofweek", "dayofyear", "hour", "minute", "second"];
            let near = did_you_mean(&lower, parts);
            return Err(Fault::new(
                span,
                format!("unknown part of a date: {}", short(part)),
                if near.is_empty() { format!("there are {}", parts.join(" ")) } else { near },
            ));
        }
    };
    Ok(Typed::new(expr.cast(DataType::Int64), Class::Integer, span, format!("the {lower}")))
}
