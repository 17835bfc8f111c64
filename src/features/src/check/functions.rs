//! Functions that look at one row: what they take, what they give.

use super::conversion::{cast, expect_number, to_float};
use super::operators::{arithmetic, compare, test, unified};
use super::typed::{Class, Typed};
use super::{Checker, fitted};
use crate::ir::{Arithmetic, Comparison, Math, Node, Op, Part, Pattern, PatternSource, Wave};
use ninefold_base::feature::functions::{FUNCTIONS, Function, FunctionKind, function};
use ninefold_base::feature::{Value, ValueType};
use ninefold_base::names::did_you_mean;
use ninefold_data::condition::compile::short;
use ninefold_data::condition::fault::Fault;
use regex::RegexBuilder;
use sqlparser::ast::{self, Spanned};
use sqlparser::tokenizer::Span;

const AGGREGATES: [&str; 12] =
    ["count", "sum", "avg", "mean", "min", "max", "median", "stddev", "variance", "row_number", "lag", "lead"];
/// Bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

impl Checker<'_> {
    pub fn function(&mut self, function: &ast::Function) -> Result<Typed, Fault> {
        let span = function.name.span();
        let name = function.name.to_string().to_lowercase();
        if function.over.is_some() || function.filter.is_some() || !function.within_group.is_empty() {
            let fix = "group_mean(x, by g) learns the means of groups";
            return Err(Fault::new(span, "window functions look at many rows; a feature looks at one", fix));
        }
        let known = known(&name, span)?;
        let ast::FunctionArguments::List(list) = &function.args else {
            let message = format!("`{name}` needs its values in parentheses");
            return Err(Fault::new(span, message, format!("write {}", known.usage)));
        };
        let mut arguments = Vec::new();
        for argument in &list.args {
            match argument {
                ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(ast::Expr::Identifier(part)))
                    if arguments.is_empty() && takes_part(&name) && part.quote_style.is_none() =>
                {
                    // `date_part(year, x)`: the part may stand without quotes.
                    let value = Value::Text(part.value.clone().into());
                    arguments.push(Typed::literal(value, ValueType::Text, part.span, part.value.clone()));
                }
                ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(tree)) => arguments.push(self.value(tree)?),
                other => {
                    let message = format!("`{}` cannot be given to `{name}`", short(&other.to_string()));
                    return Err(Fault::new(span, message, "give columns, values or expressions"));
                }
            }
        }
        counted(known, arguments.len(), span)?;
        match known.kind {
            FunctionKind::Row => call(&name, arguments, span),
            FunctionKind::Fitted => {
                let call = function.to_string();
                fitted::call(self, known, call, arguments, span)
            }
        }
    }
}

fn takes_part(name: &str) -> bool {
    matches!(name, "date_part" | "datepart" | "date_diff")
}

/// Fails for names that are no functions.
fn known(name: &str, span: Span) -> Result<&'static Function, Fault> {
    if let Some(found) = function(name) {
        return Ok(found);
    }
    if AGGREGATES.contains(&name) {
        let message = format!("`{name}` looks at many rows; a feature looks at one");
        return Err(Fault::new(span, message, "group_mean(x, by g) and standardize(x) learn from the training rows"));
    }
    let near = did_you_mean(name, FUNCTIONS.iter().map(|function| function.name));
    let fix = if near.is_empty() {
        let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
        format!("there are {}", names.join(" "))
    } else {
        near
    };
    Err(Fault::new(span, format!("unknown function {}", short(name)), fix))
}

fn counted(function: &Function, given: usize, span: Span) -> Result<(), Fault> {
    if (function.fewest..=function.most).contains(&given) {
        return Ok(());
    }
    let message = format!("`{}` was given {}", function.name, ninefold_base::format::counted(given as u64, "value"));
    Err(Fault::new(span, message, format!("write {}", function.usage)))
}

/// A function of the row by name with its values.
pub fn call(name: &str, arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let known = known(name, span)?;
    counted(known, arguments.len(), span)?;
    for argument in &arguments {
        if let Class::Opaque(word) = argument.class
            && name != "is_missing"
        {
            let message = format!("{} is {word}, which `{name}` cannot take", argument.label);
            return Err(Fault::new(argument.span, message, "only IS NULL and is_missing(x) work on it"));
        }
    }
    let typed = match name {
        "coalesce" | "ifnull" => of_one_kind(Op::Coalesce, arguments, name, span),
        "least" => of_one_kind(Op::Least, arguments, name, span),
        "greatest" => of_one_kind(Op::Greatest, arguments, name, span),
        "nullif" => null_if(arguments, span),
        "is_missing" => Ok(test(Op::IsMissing, nodes(arguments), span)),
        "abs" | "sign" | "ceil" | "ceiling" | "floor" | "sqrt" | "exp" | "ln" | "log1p" | "power" | "mod"
        | "is_nan" | "round" | "bin" | "sin_cycle" | "cos_cycle" => numeric(name, arguments, span),
        "lower" | "upper" | "trim" | "length" | "replace" | "contains" | "starts_with" | "ends_with" | "substr"
        | "substring" | "regexp_like" | "regexp_extract" => textual(name, arguments, span),
        "concat" => {
            let parts = arguments.into_iter().map(|part| as_text(part, span)).collect::<Result<Vec<Node>, Fault>>()?;
            Ok(Typed::new(Node::new(Op::Concat, ValueType::Text, parts), span, ""))
        }
        "cross" => cross(arguments, span),
        "hash_bin" => hash_bin(arguments, span),
        "date_part" | "datepart" => {
            let [part, value] = two(arguments);
            match part.written_text() {
                Some(words) => date_part(words, value, span),
                None => Err(Fault::new(part.span, "the part must be written out", "write date_part('year', x)")),
            }
        }
        "date_diff" => date_diff(arguments, span),
        part => {
            let [value] = one(arguments);
            date_part(part, value, span)
        }
    }?;
    let class = if typed.is_missing() { Class::Missing } else { Class::Plain };
    Ok(Typed { label: format!("the result of `{name}`"), class, distinct: None, ..typed })
}

fn nodes(arguments: Vec<Typed>) -> Vec<Node> {
    arguments.into_iter().map(|argument| argument.node).collect()
}

/// The only argument; the number was checked.
fn one(arguments: Vec<Typed>) -> [Typed; 1] {
    arguments.try_into().unwrap_or_else(|_| [Typed::null(Span::empty())])
}

fn two(arguments: Vec<Typed>) -> [Typed; 2] {
    arguments.try_into().unwrap_or_else(|_| [Typed::null(Span::empty()), Typed::null(Span::empty())])
}

fn of_one_kind(op: Op, arguments: Vec<Typed>, name: &str, span: Span) -> Result<Typed, Fault> {
    if arguments.iter().all(Typed::is_missing) {
        return Ok(Typed::null(span));
    }
    let (kind, nodes) = unified(arguments, name)?;
    Ok(Typed::new(Node::new(op, kind, nodes), span, ""))
}

fn null_if(arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let [value, other] = two(arguments);
    let kind = value.kind();
    let equal = compare(&value, Comparison::Equal, &other, span)?.node;
    // The value stands apart from the two sides of the comparison, which may be converted.
    Ok(Typed::new(Node::new(Op::NullIf, kind, vec![value.node, equal]), span, ""))
}

fn float(value: Typed) -> Result<Node, Fault> {
    expect_number(&value)?;
    Ok(to_float(value.node))
}

fn numeric(name: &str, arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let give = |op: Op, arguments: Vec<Node>| Ok(Typed::new(Node::new(op, ValueType::Float, arguments), span, ""));
    let math = match name {
        "ceil" | "ceiling" => Some(Math::Ceil),
        "floor" => Some(Math::Floor),
        "sqrt" => Some(Math::Sqrt),
        "exp" => Some(Math::Exp),
        "ln" => Some(Math::Ln),
        "log1p" => Some(Math::Log1p),
        _ => None,
    };
    if let Some(math) = math {
        let [value] = one(arguments);
        return give(Op::Math(math), vec![float(value)?]);
    }
    match name {
        "abs" | "sign" => {
            let [value] = one(arguments);
            expect_number(&value)?;
            let kind = value.kind();
            let op = if name == "abs" { Op::Abs } else { Op::Sign };
            Ok(Typed::new(Node::new(op, kind, vec![value.node]), span, ""))
        }
        "is_nan" => {
            let [value] = one(arguments);
            Ok(test(Op::IsNan, vec![float(value)?], span))
        }
        "power" | "mod" => {
            let [a, b] = two(arguments);
            arithmetic(a, if name == "power" { Arithmetic::Power } else { Arithmetic::Remainder }, b, span)
        }
        "round" => {
            let digits = match arguments.get(1).map(|digits| (digits.written(), digits.span)) {
                None => 0,
                Some((Some(Value::Integer(digits)), _)) if (0..=15).contains(digits) => *digits as u32,
                Some((_, span)) => {
                    let message = "the number of digits must be written out, from 0 to 15";
                    return Err(Fault::new(span, message, "write round(x, 2)"));
                }
            };
            let value = arguments.into_iter().next().map(float).transpose()?;
            give(Op::Round(digits), value.into_iter().collect())
        }
        "bin" => {
            let edges = edges(&arguments[1..])?;
            let value = arguments.into_iter().next().map(float).transpose()?;
            let node = Node::new(Op::Bin(edges), ValueType::Integer, value.into_iter().collect());
            Ok(Typed::new(node, span, ""))
        }
        _ => {
            let [value, period] = two(arguments);
            match period.written_number() {
                Some(length) if length != 0.0 => {}
                _ => {
                    let message = "the period must be a number that is written out, other than 0";
                    return Err(Fault::new(period.span, message, format!("write {name}(month(date), 12)")));
                }
            }
            let wave = if name == "sin_cycle" { Wave::Sine } else { Wave::Cosine };
            give(Op::Cycle(wave), vec![float(value)?, to_float(period.node)])
        }
    }
}

fn edges(written: &[Typed]) -> Result<Vec<f64>, Fault> {
    let mut edges = Vec::with_capacity(written.len());
    for edge in written {
        match edge.written_number() {
            Some(value) if edges.last().is_none_or(|last| *last < value) => edges.push(value),
            Some(_) => {
                let message = format!("the edge {} is not above the one before it", edge.label);
                return Err(Fault::new(edge.span, message, "write edges in ascending order: bin(age, 18, 65)"));
            }
            None => {
                let message = format!("{} is not a number that is written out", edge.label);
                return Err(Fault::new(edge.span, message, "write edges as numbers: bin(age, 18, 65)"));
            }
        }
    }
    Ok(edges)
}

fn text(value: Typed) -> Result<Node, Fault> {
    if value.is_missing() {
        return Ok(Node::null(ValueType::Text));
    }
    if value.kind() == ValueType::Text {
        return Ok(value.node);
    }
    let message = format!("{} is {}, not text", value.label, value.words());
    Err(Fault::new(value.span, message, format!("write CAST({} AS text)", value.label)))
}

fn as_text(value: Typed, span: Span) -> Result<Node, Fault> {
    Ok(cast(value, "text", span)?.node)
}

fn textual(name: &str, arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let op = match name {
        "lower" => Op::Lower,
        "upper" => Op::Upper,
        "trim" => Op::Trim,
        "length" => Op::Length,
        "replace" => Op::Replace,
        "contains" => Op::Contains,
        "starts_with" => Op::StartsWith,
        "ends_with" => Op::EndsWith,
        "substr" | "substring" => return substr(arguments, span),
        _ => return regexp(name, arguments, span),
    };
    let kind = match op {
        Op::Length => ValueType::Integer,
        Op::Contains | Op::StartsWith | Op::EndsWith => ValueType::Boolean,
        _ => ValueType::Text,
    };
    let nodes = arguments.into_iter().map(text).collect::<Result<Vec<Node>, Fault>>()?;
    Ok(Typed::new(Node::new(op, kind, nodes), span, ""))
}

fn substr(arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let mut nodes = Vec::with_capacity(arguments.len());
    for (at, argument) in arguments.into_iter().enumerate() {
        nodes.push(match at {
            0 => text(argument)?,
            _ if argument.is_missing() => Node::null(ValueType::Integer),
            _ if argument.kind() == ValueType::Integer => argument.node,
            _ => {
                let message = format!("{} is {}, not a whole number", argument.label, argument.words());
                return Err(Fault::new(argument.span, message, "write substr(text, 1, 3)"));
            }
        });
    }
    Ok(Typed::new(Node::new(Op::Substr, ValueType::Text, nodes), span, ""))
}

fn regexp(name: &str, arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let pattern = &arguments[1];
    let Some(words) = pattern.written_text() else {
        let fix = format!("write {name}(text, 'pattern')");
        return Err(Fault::new(pattern.span, "the pattern must be written out", fix));
    };
    let regex = RegexBuilder::new(words).size_limit(PATTERN_BYTES).build().map_err(|error| {
        let text = error.to_string();
        let reason = text.lines().rev().find_map(|line| line.strip_prefix("error: ")).unwrap_or("it is too large");
        let message = format!("the pattern is not a regular expression: {reason}");
        Fault::new(pattern.span, message, "mend the pattern; `contains` looks for plain text")
    })?;
    let groups = regex.captures_len();
    let group = match arguments.get(2).map(|group| (group.written(), group.span)) {
        None => 0,
        Some((Some(Value::Integer(group)), _)) if (0..groups as i64).contains(group) => *group as usize,
        Some((_, span)) => {
            let message = format!("the group must be written out, from 0 to {}", groups - 1);
            return Err(Fault::new(span, message, "0 is all that the pattern found"));
        }
    };
    let pattern = Pattern { regex, source: PatternSource::Regex(words.to_string()) };
    let (op, kind) = if name == "regexp_like" {
        (Op::Matches(pattern), ValueType::Boolean)
    } else {
        (Op::Extract(pattern, group), ValueType::Text)
    };
    let value = arguments.into_iter().next().map(text).transpose()?;
    Ok(Typed::new(Node::new(op, kind, value.into_iter().collect()), span, ""))
}

pub fn like(value: Typed, pattern: &Typed, escape: Option<char>, ignore_case: bool) -> Result<Typed, Fault> {
    let span = value.span;
    let value = text(value)?;
    if pattern.is_missing() {
        return Ok(Typed::new(Node::null(ValueType::Boolean), span, "the test"));
    }
    let Some(words) = pattern.written_text() else {
        let message = "the pattern of LIKE must be a text that is written out";
        return Err(Fault::new(pattern.span, message, "write LIKE 'begin%'"));
    };
    let mut expression = String::from(if ignore_case { "(?si)^" } else { "(?s)^" });
    let mut characters = words.chars();
    while let Some(character) = characters.next() {
        match character {
            c if Some(c) == escape => {
                let Some(next) = characters.next() else {
                    let message = "the pattern ends with its escape character";
                    return Err(Fault::new(pattern.span, message, "write it twice to look for it"));
                };
                expression += &regex::escape(next.encode_utf8(&mut [0; 4]));
            }
            '%' => expression += ".*",
            '_' => expression.push('.'),
            c => expression += &regex::escape(c.encode_utf8(&mut [0; 4])),
        }
    }
    expression.push('$');
    let regex = RegexBuilder::new(&expression)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| Fault::new(pattern.span, "the pattern is too long", "use a shorter one"))?;
    let source = PatternSource::Like { pattern: words.to_string(), escape, ignore_case };
    Ok(test(Op::Matches(Pattern { regex, source }), vec![value], span))
}

/// What stands between the values of a crossed category.
const CROSS: &str = " & ";

fn cross(arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let mut parts = Vec::with_capacity(2 * arguments.len());
    for argument in arguments {
        fitted::expect_category(&argument, "cross")?;
        if !parts.is_empty() {
            parts.push(Node::text(CROSS));
        }
        parts.push(as_text(argument, span)?);
    }
    Ok(Typed::new(Node::new(Op::Concat, ValueType::Text, parts), span, ""))
}

fn hash_bin(arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let [value, bins] = two(arguments);
    let n = match bins.written() {
        Some(Value::Integer(n)) if (2..=1_000_000).contains(n) => *n as u64,
        _ => {
            let message = "the number of bins must be written out, from 2 to 1,000,000";
            return Err(Fault::new(bins.span, message, "write hash_bin(x, 32)"));
        }
    };
    if !matches!(value.kind(), ValueType::Date | ValueType::Datetime | ValueType::Time) {
        fitted::expect_category(&value, "hash_bin")?;
    }
    let node = Node::new(Op::HashBin(n), ValueType::Integer, vec![as_text(value, span)?]);
    Ok(Typed::new(node, span, ""))
}

/// A part of a date, moment or time of day as a whole number.
pub fn date_part(part: &str, value: Typed, span: Span) -> Result<Typed, Fault> {
    let Some(found) = Part::parse(part) else {
        let names = Part::ALL.map(|(name, _)| name);
        let near = did_you_mean(&part.to_lowercase(), names);
        let fix = if near.is_empty() { format!("there are {}", names[..12].join(" ")) } else { near };
        return Err(Fault::new(span, format!("unknown part of a date: {}", short(part)), fix));
    };
    let node = temporal_for(found, value)?;
    Ok(Typed::new(Node::new(Op::DatePart(found), ValueType::Integer, vec![node]), span, format!("the {part}")))
}

/// The value as something that has this part.
fn temporal_for(part: Part, value: Typed) -> Result<Node, Fault> {
    if value.is_missing() {
        return Ok(Node::null(ValueType::Datetime));
    }
    let fits = match value.kind() {
        ValueType::Datetime => true,
        ValueType::Date => !part.needs_time(),
        ValueType::Time => part.needs_time(),
        _ => false,
    };
    if fits && !matches!(value.class, Class::Opaque(_)) {
        return Ok(value.node);
    }
    let wanted = if part.needs_time() { "a time" } else { "a date" };
    let message = format!("{} is {}, not {wanted}", value.label, value.words());
    Err(Fault::new(value.span, message, format!("use a column with {wanted}, or CAST({} AS timestamp)", value.label)))
}

fn date_diff(arguments: Vec<Typed>, span: Span) -> Result<Typed, Fault> {
    let [unit, from, to]: [Typed; 3] = match arguments.try_into() {
        Ok(three) => three,
        Err(_) => return Err(Fault::new(span, "`date_diff` takes three values", "write date_diff('day', from, to)")),
    };
    let part = unit.written_text().and_then(Part::parse).filter(|part| {
        !matches!(part, Part::DayOfWeek | Part::Dow | Part::DayOfYear | Part::Millisecond | Part::Microsecond)
    });
    let Some(part) = part else {
        return Err(Fault::new(
            unit.span,
            format!("{} is no unit", unit.label),
            "the units are year quarter month week day hour minute second",
        ));
    };
    let (a, b) = super::conversion::common(&from, &to)?;
    for (node, side) in [(&a, &from), (&b, &to)] {
        let fits = match node.kind {
            ValueType::Datetime => true,
            ValueType::Date => !part.needs_time(),
            ValueType::Time => part.needs_time(),
            _ => from.is_missing() && to.is_missing(),
        };
        if !fits {
            let wanted = if part.needs_time() { "a moment" } else { "a date" };
            let message = format!("{} is {}, not {wanted}", side.label, side.words());
            return Err(Fault::new(side.span, message, format!("write CAST({} AS timestamp)", side.label)));
        }
    }
    Ok(Typed::new(Node::new(Op::DateDiff(part), ValueType::Integer, vec![a, b]), span, ""))
}
