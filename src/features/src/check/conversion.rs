//! Literals, and values brought to one type, or a sentence why that cannot be.

use super::typed::{Class, Typed};
use crate::ir::{Node, Op};
use ninefold_base::feature::{Value, ValueType};
use ninefold_base::names::did_you_mean;
use ninefold_data::condition::compile::short;
use ninefold_data::condition::fault::Fault;
use ninefold_data::text::values::{self, DateOrder};
use sqlparser::ast::{self, DataType as SqlType};
use sqlparser::tokenizer::Span;

pub fn literal_value(value: &ast::Value, span: Span) -> Result<Typed, Fault> {
    use ast::Value as V;
    match value {
        V::Number(text, _) => number(text, span),
        V::SingleQuotedString(text)
        | V::EscapedStringLiteral(text)
        | V::NationalStringLiteral(text)
        | V::UnicodeStringLiteral(text) => {
            let label = format!("'{}'", short(text));
            Ok(Typed::literal(Value::Text(text.clone().into()), ValueType::Text, span, label))
        }
        V::Boolean(value) => Ok(Typed::literal(Value::Boolean(*value), ValueType::Boolean, span, value.to_string())),
        V::Null => Ok(Typed::null(span)),
        V::Placeholder(text) => Err(Fault::new(
            span,
            format!("`{}` stands for a value that nobody gives", short(text)),
            "write the value itself",
        )),
        other => Err(Fault::new(
            span,
            format!("`{}` is not known here", short(&other.to_string())),
            "text stands in single quotes: 'master'",
        )),
    }
}

fn number(text: &str, span: Span) -> Result<Typed, Fault> {
    if let Ok(value) = text.parse::<i64>() {
        return Ok(Typed::literal(Value::Integer(value), ValueType::Integer, span, short(text)));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Typed::literal(Value::Float(value), ValueType::Float, span, short(text))),
        _ => Err(Fault::new(
            span,
            format!("`{}` is not a number", short(text)),
            "write numbers as 40, 0.5 or 1e6, at most 1.8e308",
        )),
    }
}

/// `DATE '2024-12-31'`, `TIMESTAMP '2024-12-31 10:00'`, `TIME '10:00'`.
pub fn typed_string(typed: &ast::TypedString) -> Result<Typed, Fault> {
    let span = typed.value.span;
    let ast::Value::SingleQuotedString(text) = &typed.value.value else {
        let message = format!("`{}` is not a text", short(&typed.value.value.to_string()));
        return Err(Fault::new(span, message, "write DATE '2024-12-31'"));
    };
    let kind = match typed.data_type {
        SqlType::Date => ValueType::Date,
        SqlType::Timestamp(..) | SqlType::Datetime(_) => ValueType::Datetime,
        SqlType::Time(..) => ValueType::Time,
        ref other => {
            return Err(Fault::new(
                span,
                format!("{} literals are not known", short(&other.to_string())),
                "write DATE '2024-12-31' or TIMESTAMP '2024-12-31 10:00:00'",
            ));
        }
    };
    let value = temporal(text, kind)
        .ok_or_else(|| Fault::new(span, format!("'{}' is not {}", short(text), kind.word()), example_of(kind)))?;
    Ok(Typed::literal(value, kind, span, format!("'{}'", short(text))))
}

fn example_of(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Date => "write DATE '2024-12-31'",
        ValueType::Time => "write TIME '23:59'",
        _ => "write TIMESTAMP '2024-12-31 23:59:59', without an offset: moments here are wall time",
    }
}

/// A date, moment or time of day that is written out. Moments are wall time: an offset is refused.
fn temporal(text: &str, kind: ValueType) -> Option<Value<'static>> {
    let bytes = text.as_bytes();
    match kind {
        ValueType::Date => values::date(bytes, DateOrder::YearFirst).map(|days| Value::Date(i64::from(days))),
        ValueType::Datetime => match values::datetime(bytes, DateOrder::YearFirst) {
            Some((micros, false)) => Some(Value::Datetime(micros)),
            Some((_, true)) => None,
            None => values::date(bytes, DateOrder::YearFirst)
                .map(|days| Value::Datetime(i64::from(days) * crate::scalar::calendar::MICROS_PER_DAY)),
        },
        ValueType::Time => values::time(bytes).map(Value::Time),
        ValueType::Boolean | ValueType::Integer | ValueType::Float | ValueType::Text => None,
    }
}

/// An integer as float; folds literals.
pub fn to_float(node: Node) -> Node {
    if node.kind == ValueType::Float {
        return node;
    }
    match node.op {
        Op::Literal(Value::Integer(value)) => Node::literal(Value::Float(value as f64), ValueType::Float),
        Op::Literal(Value::Missing) => Node::null(ValueType::Float),
        _ => Node::new(Op::ToFloat, ValueType::Float, vec![node]),
    }
}

fn to_datetime(node: Node) -> Node {
    if node.kind == ValueType::Datetime {
        return node;
    }
    Node::new(Op::ToDatetime, ValueType::Datetime, vec![node])
}

/// A value as one of `kind`, which it can become without loss of meaning.
pub fn as_kind(value: Typed, kind: ValueType) -> Node {
    if value.is_missing() {
        return Node::null(kind);
    }
    match (value.kind(), kind) {
        (ValueType::Integer, ValueType::Float) => to_float(value.node),
        (ValueType::Date, ValueType::Datetime) => to_datetime(value.node),
        _ => value.node,
    }
}

/// As something that is true, false or unknown.
pub fn condition_node(typed: Typed) -> Result<Typed, Fault> {
    if typed.is_missing() {
        return Ok(Typed { node: Node::null(ValueType::Boolean), ..typed });
    }
    if typed.kind() == ValueType::Boolean && !matches!(typed.class, Class::Opaque(_)) {
        return Ok(typed);
    }
    let message = format!("{} is {}, not true or false", typed.label, typed.words());
    let fix = if typed.kind().is_number() {
        format!("compare it, such as {} <> 0", typed.label)
    } else {
        format!("compare it with something, such as {}", typed.example())
    };
    Err(Fault::new(typed.span, message, fix))
}

pub fn expect_number(value: &Typed) -> Result<(), Fault> {
    if value.is_missing() || value.kind().is_number() {
        return Ok(());
    }
    let fix = match (value.kind(), value.class) {
        (ValueType::Text, _) => format!("use a number, or CAST({} AS float)", value.label),
        (ValueType::Boolean, Class::Plain) => format!("use a number, or CAST({} AS int)", value.label),
        _ => "use a number".to_string(),
    };
    Err(Fault::new(value.span, format!("{} is {}, not a number", value.label, value.words()), fix))
}

/// Both sides in one type.
pub fn common(a: &Typed, b: &Typed) -> Result<(Node, Node), Fault> {
    use ValueType as T;
    for side in [a, b] {
        if let Class::Opaque(word) = side.class {
            let message = format!("{} is {word}, which cannot be compared", side.label);
            return Err(Fault::new(side.span, message, "only IS NULL and IS NOT NULL work on it"));
        }
    }
    if a.is_missing() || b.is_missing() {
        let kind = if a.is_missing() { b.kind() } else { a.kind() };
        return Ok((as_kind(a.clone(), kind), as_kind(b.clone(), kind)));
    }
    let (x, y) = (a.node.clone(), b.node.clone());
    match (a.kind(), b.kind()) {
        (T::Float, _) if a.class == Class::Single && b.written_number().is_some() => Ok((x, single(b))),
        (_, T::Float) if b.class == Class::Single && a.written_number().is_some() => Ok((single(a), y)),
        (one, other) if one == other => Ok((x, y)),
        (one, other) if one.is_number() && other.is_number() => Ok((to_float(x), to_float(y))),
        (T::Date, T::Datetime) | (T::Datetime, T::Date) => Ok((to_datetime(x), to_datetime(y))),
        (T::Date | T::Datetime | T::Time, T::Text) if b.written_text().is_some() => beside(a, b),
        (T::Text, T::Date | T::Datetime | T::Time) if a.written_text().is_some() => {
            let (y, x) = beside(b, a)?;
            Ok((x, y))
        }
        _ => Err(mismatch(a, b)),
    }
}

/// A literal as the nearest float of 32 bits.
fn single(literal: &Typed) -> Node {
    let value = literal.written_number().unwrap_or_default();
    Node::literal(Value::Float(f64::from(value as f32)), ValueType::Float)
}

/// A column of dates or times, and a text beside it that says one.
fn beside(column: &Typed, text: &Typed) -> Result<(Node, Node), Fault> {
    let words = text.written_text().unwrap_or_default();
    let kind = column.kind();
    if let Some(value) = temporal(words, kind) {
        return Ok((column.node.clone(), Node::literal(value, kind)));
    }
    if kind == ValueType::Date
        && let Some(value) = temporal(words, ValueType::Datetime)
    {
        return Ok((to_datetime(column.node.clone()), Node::literal(value, ValueType::Datetime)));
    }
    let message = format!("{} is {}, and {} is not one", column.label, kind.word(), text.label);
    Err(Fault::new(text.span, message, format!("write it as {}, without an offset", column.example())))
}

fn mismatch(a: &Typed, b: &Typed) -> Fault {
    // The side that is written out is the one to change.
    let (column, wrong) = if a.written().is_some() && b.written().is_none() { (b, a) } else { (a, b) };
    let suggestion = match (column.kind(), wrong.written()) {
        (ValueType::Text, Some(Value::Integer(_) | Value::Float(_))) => format!("'{}'", wrong.label),
        (kind, Some(Value::Text(text))) if kind.is_number() && text.trim().parse::<f64>().is_ok() => {
            text.trim().to_string()
        }
        _ => column.example().to_string(),
    };
    if wrong.written().is_some() {
        let message =
            format!("{} is {}; compare with {suggestion}, not {}", column.label, column.kind().word(), wrong.label);
        return Fault::new(wrong.span, message, format!("write {suggestion}"));
    }
    let message = format!("{} is {} and {} is {}", column.label, column.words(), wrong.label, wrong.words());
    let fix = format!("bring both to one type, such as CAST({} AS {})", wrong.label, column.kind().label());
    Fault::new(wrong.span, message, fix)
}

/// `CAST(x AS type)`; what does not fit becomes missing.
pub fn cast(value: Typed, target: &str, span: Span) -> Result<Typed, Fault> {
    use ValueType as T;
    let lower = target.to_lowercase();
    let base = lower.split(['(', ' ']).next().unwrap_or_default();
    let kind = match base {
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "int2" | "int4" | "int8" | "int32" | "int64"
        | "long" => T::Integer,
        "float" | "double" | "real" | "float4" | "float8" | "float64" | "numeric" | "decimal" | "number" => T::Float,
        "text" | "varchar" | "char" | "string" | "character" | "nvarchar" => T::Text,
        "bool" | "boolean" => T::Boolean,
        "date" => T::Date,
        "timestamp" | "datetime" => T::Datetime,
        "time" => T::Time,
        _ => {
            let names = ["int", "float", "text", "bool", "date", "timestamp", "time"];
            let near = did_you_mean(base, names);
            let fix = if near.is_empty() { format!("the types are {}", names.join(", ")) } else { near };
            return Err(Fault::new(span, format!("unknown type {}", short(target)), fix));
        }
    };
    if let Class::Opaque(word) = value.class {
        let message = format!("{} is {word}, which cannot be cast", value.label);
        return Err(Fault::new(value.span, message, "use another column"));
    }
    let label = format!("the value as {base}");
    if value.is_missing() {
        return Ok(Typed::new(Node::null(kind), span, label));
    }
    let works = match (value.kind(), kind) {
        (one, other) if one == other => return Ok(Typed::new(value.node, span, label)),
        (_, T::Text) | (T::Text, _) => true,
        (T::Boolean | T::Integer | T::Float, T::Boolean | T::Integer | T::Float) => true,
        (T::Date | T::Datetime, T::Date | T::Datetime) | (T::Datetime, T::Time) => true,
        _ => false,
    };
    if !works {
        let message = format!("{} is {}, which does not become {}", value.label, value.words(), kind.word());
        return Err(Fault::new(value.span, message, "take a part of it, such as year(x), or CAST(x AS text)"));
    }
    let node = match (value.kind(), kind) {
        (T::Integer, T::Float) => to_float(value.node),
        (T::Date, T::Datetime) => to_datetime(value.node),
        _ => Node::new(Op::Cast, kind, vec![value.node]),
    };
    Ok(Typed::new(node, span, label))
}
