//! Functions that learn from the training rows: what they take, what they give.

use super::Checker;
use super::conversion::{as_kind, common, to_float};
use super::typed::{Class, Typed};
use crate::ir::{Node, Op, Rule, Step};
use ninefold_base::feature::functions::Function;
use ninefold_base::feature::{Categories, Value, ValueType};
use ninefold_data::condition::fault::Fault;
use sqlparser::tokenizer::Span;

/// Categories that one-hot encoding gives columns for, if nobody says how many.
const MOST_COLUMNS: usize = 100;
const MOST_BINS: i64 = 1000;

pub fn call(
    checker: &mut Checker<'_>,
    function: &Function,
    call: String,
    arguments: Vec<Typed>,
    span: Span,
) -> Result<Typed, Fault> {
    let name = function.name;
    let distinct = arguments.first().and_then(|argument| argument.distinct);
    let (rule, kind, nodes) = match name {
        "impute" => impute(arguments)?,
        "standardize" => (Rule::Standardize, ValueType::Float, numbers(name, arguments)?),
        "min_max" => (Rule::MinMax, ValueType::Float, numbers(name, arguments)?),
        "robust_scale" => (Rule::RobustScale, ValueType::Float, numbers(name, arguments)?),
        "yeo_johnson" => (Rule::YeoJohnson, ValueType::Float, numbers(name, arguments)?),
        "winsorize" => winsorize(arguments)?,
        "quantile_bin" | "width_bin" => bins(name, arguments)?,
        "one_hot" => one_hot(arguments)?,
        "ordinal" => ordinal(arguments)?,
        "rare" => rare(arguments)?,
        "frequency_encode" => (Rule::FrequencyEncode, ValueType::Float, categories(name, arguments)?),
        "target_encode" => (Rule::TargetEncode, ValueType::Float, categories(name, arguments)?),
        "group_mean" => (Rule::GroupMean, ValueType::Float, grouped(name, arguments)?),
        _ => (Rule::GroupRank, ValueType::Float, grouped(name, arguments)?),
    };
    let mut level = 0;
    for argument in &nodes {
        argument.each(&mut |node| {
            if let Op::Fitted(at) = node.op {
                level = level.max(checker.steps[at].level + 1);
            }
        });
    }
    let at = checker.steps.len();
    checker.steps.push(Step { rule, call, arguments: nodes.clone(), level });
    let node = Node::new(Op::Fitted(at), kind, nodes);
    Ok(Typed {
        distinct: distinct.filter(|_| name == "impute"),
        ..Typed::new(node, span, format!("the result of `{name}`"))
    })
}

/// The first argument as a float.
fn numbers(name: &str, arguments: Vec<Typed>) -> Result<Vec<Node>, Fault> {
    arguments.into_iter().map(|argument| number(name, argument)).collect()
}

fn number(name: &str, value: Typed) -> Result<Node, Fault> {
    if !value.is_missing() && (!value.kind().is_number() || matches!(value.class, Class::Opaque(_))) {
        let fix = match value.kind() {
            ValueType::Text => format!("encode it first, such as target_encode({}), or use a number", value.label),
            ValueType::Boolean => format!("write CAST({} AS int)", value.label),
            ValueType::Date | ValueType::Datetime | ValueType::Time => {
                format!("take a part, such as date_part('month', {})", value.label)
            }
            ValueType::Integer | ValueType::Float => "use a number".to_string(),
        };
        return Err(Fault::new(
            value.span,
            format!("{name} needs a number; {} is {}", value.label, value.words()),
            fix,
        ));
    }
    Ok(to_float(as_kind(value, ValueType::Float)))
}

/// Text, whole numbers and truth values can be categories.
pub fn expect_category(value: &Typed, name: &str) -> Result<(), Fault> {
    let opaque = matches!(value.class, Class::Opaque(_));
    if !opaque && matches!(value.kind(), ValueType::Text | ValueType::Integer | ValueType::Boolean)
        || value.is_missing()
    {
        return Ok(());
    }
    let label = &value.label;
    let fix = match value.kind() {
        ValueType::Float => format!("bin it first: quantile_bin({label}, 10), or CAST({label} AS int)"),
        ValueType::Date | ValueType::Datetime | ValueType::Time => {
            format!("take a part, such as date_part('month', {label})")
        }
        _ => "use another column".to_string(),
    };
    let words = if value.kind() == ValueType::Float { "a number with decimals".to_string() } else { value.words() };
    Err(Fault::new(value.span, format!("{name} needs categories; {label} is {words}"), fix))
}

fn category(name: &str, value: Typed) -> Result<Node, Fault> {
    expect_category(&value, name)?;
    Ok(if value.is_missing() { Node::null(ValueType::Text) } else { value.node })
}

fn categories(name: &str, arguments: Vec<Typed>) -> Result<Vec<Node>, Fault> {
    arguments.into_iter().map(|argument| category(name, argument)).collect()
}

fn grouped(name: &str, arguments: Vec<Typed>) -> Result<Vec<Node>, Fault> {
    let mut arguments = arguments.into_iter();
    let (Some(value), Some(group)) = (arguments.next(), arguments.next()) else { return Ok(Vec::new()) };
    Ok(vec![number(name, value)?, category(name, group)?])
}

type Learned = (Rule, ValueType, Vec<Node>);

fn impute(arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let [value, with]: [Typed; 2] = match arguments.try_into() {
        Ok(both) => both,
        Err(_) => return Err(Fault::new(Span::empty(), "`impute` takes two values", "write impute(x, 'median')")),
    };
    if let Class::Opaque(word) = value.class {
        return Err(Fault::new(
            value.span,
            format!("{} is {word}, which cannot be imputed", value.label),
            "use another column",
        ));
    }
    if with.written().is_none() {
        let message = format!("{} is not written out", with.label);
        return Err(Fault::new(with.span, message, "write 'median', 'mean', 'mode' or a value: impute(x, 0)"));
    }
    let kind = value.kind();
    match with.written_text() {
        Some("mode") if kind != ValueType::Float || value.is_missing() => {
            Ok((Rule::ImputeMode, kind, vec![value.node]))
        }
        Some("mode") => Ok((Rule::ImputeMode, ValueType::Float, vec![value.node])),
        Some(word @ ("median" | "mean")) => {
            if !kind.is_number() {
                let message = format!("impute with the {word} needs a number; {} is {}", value.label, value.words());
                return Err(Fault::new(value.span, message, "write 'mode' for the most frequent value, or a value"));
            }
            let rule = if word == "median" { Rule::ImputeMedian } else { Rule::ImputeMean };
            Ok((rule, ValueType::Float, vec![to_float(as_kind(value, ValueType::Float))]))
        }
        _ => {
            let (x, constant) = common(&value, &with)?;
            let Op::Literal(written) = constant.op else {
                return Err(Fault::new(with.span, "the value must be written out", "write impute(x, 0)"));
            };
            let kind = x.kind;
            Ok((Rule::ImputeConstant(written), kind, vec![x]))
        }
    }
}

fn winsorize(arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let share = |argument: &Typed| argument.written_number().filter(|share| (0.0..=1.0).contains(share));
    match (share(&arguments[1]), share(&arguments[2])) {
        (Some(low), Some(high)) if low < high => {
            let value = arguments.into_iter().next().map(|value| number("winsorize", value)).transpose()?;
            Ok((Rule::Winsorize { low, high }, ValueType::Float, value.into_iter().collect()))
        }
        _ => Err(Fault::new(
            arguments[1].span,
            "the two shares must be written out, ascending, from 0 to 1",
            "write winsorize(x, 0.01, 0.99)",
        )),
    }
}

fn bins(name: &str, arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let n = match arguments[1].written() {
        Some(Value::Integer(n)) if (2..=MOST_BINS).contains(n) => *n as usize,
        _ => {
            let message = format!("the number of bins must be written out, from 2 to {MOST_BINS}");
            return Err(Fault::new(arguments[1].span, message, format!("write {name}(x, 10)")));
        }
    };
    let rule = if name == "quantile_bin" { Rule::QuantileBin(n) } else { Rule::WidthBin(n) };
    let value = arguments.into_iter().next().map(|value| number(name, value)).transpose()?;
    Ok((rule, ValueType::Integer, value.into_iter().collect()))
}

fn one_hot(arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let most = match arguments.get(1).map(|most| (most.written(), most.span)) {
        None => MOST_COLUMNS,
        Some((Some(Value::Integer(most)), _)) if (1..=10_000).contains(most) => *most as usize,
        Some((_, span)) => {
            let message = "the most columns must be written out, from 1 to 10,000";
            return Err(Fault::new(span, message, "write one_hot(x, 20)"));
        }
    };
    let value = arguments.into_iter().next().map(|value| category("one_hot", value)).transpose()?;
    Ok((Rule::OneHot { most }, ValueType::Integer, value.into_iter().collect()))
}

fn ordinal(arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let mut arguments = arguments.into_iter();
    let Some(value) = arguments.next() else { return Ok((Rule::Ordinal, ValueType::Integer, Vec::new())) };
    expect_category(&value, "ordinal")?;
    let order: Vec<Typed> = arguments.collect();
    let rule = if order.is_empty() { Rule::Ordinal } else { Rule::OrdinalOf(written_order(&value, &order)?) };
    let node = category("ordinal", value)?;
    Ok((rule, ValueType::Integer, vec![node]))
}

fn written_order(value: &Typed, order: &[Typed]) -> Result<Categories, Fault> {
    let mut found = match value.kind() {
        ValueType::Integer => Categories::Integer(Vec::new()),
        ValueType::Boolean => Categories::Boolean(Vec::new()),
        _ => Categories::Text(Vec::new()),
    };
    for item in order {
        let fresh = match (&mut found, item.written()) {
            (Categories::Text(known), Some(Value::Text(text))) => {
                let fresh = !known.iter().any(|other| other == text);
                known.push(text.to_string());
                fresh
            }
            (Categories::Integer(known), Some(Value::Integer(number))) => {
                let fresh = !known.contains(number);
                known.push(*number);
                fresh
            }
            (Categories::Boolean(known), Some(Value::Boolean(truth))) => {
                let fresh = !known.contains(truth);
                known.push(*truth);
                fresh
            }
            _ => {
                let message = format!("{} is {}; {} is no value of it", value.label, value.words(), item.label);
                return Err(Fault::new(item.span, message, format!("write values such as {}", value.example())));
            }
        };
        if !fresh {
            return Err(Fault::new(item.span, format!("{} stands there twice", item.label), "write each value once"));
        }
    }
    Ok(found)
}

fn rare(arguments: Vec<Typed>) -> Result<Learned, Fault> {
    let share = match arguments[1].written_number() {
        Some(share) if (0.0..=1.0).contains(&share) => share,
        _ => {
            let message = "the least share must be written out, from 0 to 1";
            return Err(Fault::new(arguments[1].span, message, "write rare(x, 0.01)"));
        }
    };
    let value = arguments.into_iter().next().map(|value| category("rare", value)).transpose()?;
    Ok((Rule::Rare { share }, ValueType::Text, value.into_iter().collect()))
}
