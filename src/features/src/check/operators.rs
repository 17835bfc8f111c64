//! Operators: comparison, arithmetic, three-valued logic, CASE, IN, BETWEEN, LIKE.

use super::conversion::{as_kind, common, condition_node, expect_number, to_float};
use super::typed::{Class, Typed};
use super::{Checker, functions};
use crate::ir::{Arithmetic, Comparison, Node, Op};
use ninefold_base::feature::{Categories, Value, ValueType};
use ninefold_data::condition::compile::short;
use ninefold_data::condition::fault::Fault;
use sqlparser::ast::{self, BinaryOperator, CaseWhen, UnaryOperator};
use sqlparser::tokenizer::Span;

const BOOLEAN: ValueType = ValueType::Boolean;

pub fn test(op: Op, arguments: Vec<Node>, span: Span) -> Typed {
    Typed::new(Node::new(op, BOOLEAN, arguments), span, "the test")
}

pub fn not(node: Node) -> Node {
    Node::new(Op::Not, BOOLEAN, vec![node])
}

fn negated_if(typed: Typed, negated: bool) -> Typed {
    if negated { Typed { node: not(typed.node), ..typed } } else { typed }
}

/// `node`, or a fixed truth value where it is unknown.
fn known_as(node: Node, otherwise: bool) -> Node {
    Node::new(Op::Coalesce, BOOLEAN, vec![node, Node::literal(Value::Boolean(otherwise), BOOLEAN)])
}

impl Checker<'_> {
    pub fn operator(&mut self, tree: &ast::Expr, span: Span) -> Result<Typed, Fault> {
        use ast::Expr as E;
        match tree {
            E::IsNull(inner) => self.is_null(inner, false),
            E::IsNotNull(inner) => self.is_null(inner, true),
            E::IsTrue(inner) => self.truth(inner, |node| known_as(node, false)),
            E::IsNotTrue(inner) => self.truth(inner, |node| not(known_as(node, false))),
            E::IsFalse(inner) => self.truth(inner, |node| known_as(not(node), false)),
            E::IsNotFalse(inner) => self.truth(inner, |node| known_as(node, true)),
            E::IsUnknown(inner) => self.truth(inner, |node| Node::new(Op::IsNull, BOOLEAN, vec![node])),
            E::IsNotUnknown(inner) => self.truth(inner, |node| not(Node::new(Op::IsNull, BOOLEAN, vec![node]))),
            E::IsDistinctFrom(a, b) => self.distinct(a, b, true),
            E::IsNotDistinctFrom(a, b) => self.distinct(a, b, false),
            E::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
                self.chain(left, op, right)
            }
            E::BinaryOp { left, op, right } => self.binary(left, op, right),
            E::UnaryOp { op, expr } => self.unary(op, expr, span),
            E::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            E::Between { expr, negated, low, high } => self.between(expr, low, high, *negated),
            E::Like { negated, any: false, expr, pattern, escape_char } => {
                let like = self.like(expr, pattern, escape_char.as_ref(), false)?;
                Ok(negated_if(like, *negated))
            }
            E::ILike { negated, any: false, expr, pattern, escape_char } => {
                let like = self.like(expr, pattern, escape_char.as_ref(), true)?;
                Ok(negated_if(like, *negated))
            }
            E::RLike { negated, expr, pattern, .. } => {
                let arguments = vec![self.value(expr)?, self.value(pattern)?];
                Ok(negated_if(functions::call("regexp_like", arguments, span)?, *negated))
            }
            E::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), span)
            }
            other => Err(Fault::new(
                span,
                format!("`{}` is not known here", short(&other.to_string())),
                "use arithmetic, comparisons, AND OR NOT, IN, BETWEEN, LIKE, IS NULL, CASE, CAST and functions",
            )),
        }
    }

    fn condition(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        let typed = self.value(tree)?;
        condition_node(typed)
    }

    fn is_null(&mut self, inner: &ast::Expr, negated: bool) -> Result<Typed, Fault> {
        let inner = self.value(inner)?;
        Ok(negated_if(test(Op::IsNull, vec![inner.node], inner.span), negated))
    }

    fn truth(&mut self, inner: &ast::Expr, make: impl FnOnce(Node) -> Node) -> Result<Typed, Fault> {
        let inner = self.condition(inner)?;
        Ok(Typed::new(make(inner.node), inner.span, "the test"))
    }

    fn distinct(&mut self, a: &ast::Expr, b: &ast::Expr, distinct: bool) -> Result<Typed, Fault> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        let span = a.span;
        let (a, b) = common(&a, &b)?;
        Ok(negated_if(test(Op::Same, vec![a, b], span), distinct))
    }

    /// A chain of ANDs or ORs, however long, gathered without recursion.
    fn chain(&mut self, left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr) -> Result<Typed, Fault> {
        let mut parts = vec![right];
        let mut rest = left;
        while let ast::Expr::BinaryOp { left, op: other, right } = rest
            && other == op
        {
            parts.push(right);
            rest = left;
        }
        parts.push(rest);
        let mut nodes = Vec::with_capacity(parts.len());
        let mut span = Span::empty();
        for part in parts.into_iter().rev() {
            let part = self.condition(part)?;
            if nodes.is_empty() {
                span = part.span;
            }
            nodes.push(part.node);
        }
        let op = if *op == BinaryOperator::And { Op::And } else { Op::Or };
        Ok(Typed::new(Node::new(op, BOOLEAN, nodes), span, "the condition"))
    }

    fn binary(&mut self, left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr) -> Result<Typed, Fault> {
        use BinaryOperator as B;
        let (a, b) = (self.value(left)?, self.value(right)?);
        let span = Span { start: a.span.start, end: b.span.end };
        if let Some(comparison) = comparison(op) {
            return compare(&a, comparison, &b, span);
        }
        let arithmetic_op = match op {
            B::Plus => Arithmetic::Add,
            B::Minus => Arithmetic::Subtract,
            B::Multiply => Arithmetic::Multiply,
            B::Divide => Arithmetic::Divide,
            B::Modulo => Arithmetic::Remainder,
            B::StringConcat => return functions::call("concat", vec![a, b], span),
            B::Xor => {
                let nodes = vec![condition_node(a)?.node, condition_node(b)?.node];
                return Ok(test(Op::Xor, nodes, span));
            }
            other => {
                let message = format!("`{other}` is not known here");
                return Err(Fault::new(span, message, "use = <> < <= > >= + - * / % || AND OR"));
            }
        };
        arithmetic(a, arithmetic_op, b, span)
    }

    fn unary(&mut self, op: &UnaryOperator, inner: &ast::Expr, span: Span) -> Result<Typed, Fault> {
        match op {
            UnaryOperator::Not => {
                let inner = self.condition(inner)?;
                Ok(Typed::new(not(inner.node), inner.span, "the condition"))
            }
            UnaryOperator::Plus => {
                let inner = self.value(inner)?;
                expect_number(&inner)?;
                Ok(inner)
            }
            UnaryOperator::Minus => {
                let inner = self.value(inner)?;
                expect_number(&inner)?;
                Ok(match inner.written() {
                    Some(Value::Integer(value)) if *value != i64::MIN => {
                        let value = -value;
                        Typed::literal(Value::Integer(value), ValueType::Integer, span, value.to_string())
                    }
                    Some(Value::Float(value)) => {
                        let value = -value;
                        Typed::literal(Value::Float(value), ValueType::Float, span, value.to_string())
                    }
                    _ => {
                        let kind = inner.kind();
                        Typed::new(Node::new(Op::Negate, kind, vec![inner.node]), span, "the result")
                    }
                })
            }
            other => Err(Fault::new(span, format!("`{other}` is not known here"), "use NOT, - or +")),
        }
    }

    fn in_list(&mut self, tree: &ast::Expr, list: &[ast::Expr], negated: bool) -> Result<Typed, Fault> {
        let value = self.value(tree)?;
        let items = list.iter().map(|item| self.value(item)).collect::<Result<Vec<Typed>, Fault>>()?;
        let or_null = items.iter().any(Typed::is_missing);
        let present: Vec<&Typed> = items.iter().filter(|item| !item.is_missing()).collect();
        let span = value.span;
        if let Some(values) = written_set(&value, &present) {
            return Ok(negated_if(test(Op::In { values, or_null }, vec![value.node], span), negated));
        }
        let mut tests = Vec::with_capacity(items.len());
        for item in present {
            tests.push(compare(&value, Comparison::Equal, item, span)?.node);
        }
        if or_null {
            tests.push(Node::null(BOOLEAN));
        }
        if tests.is_empty() {
            tests.push(Node::literal(Value::Boolean(false), BOOLEAN));
        }
        Ok(negated_if(test(Op::Or, tests, span), negated))
    }

    fn between(&mut self, tree: &ast::Expr, low: &ast::Expr, high: &ast::Expr, negated: bool) -> Result<Typed, Fault> {
        let (value, low, high) = (self.value(tree)?, self.value(low)?, self.value(high)?);
        let span = value.span;
        let above = compare(&value, Comparison::GreaterOrEqual, &low, span)?;
        let below = compare(&value, Comparison::LessOrEqual, &high, span)?;
        Ok(negated_if(test(Op::And, vec![above.node, below.node], span), negated))
    }

    fn like(
        &mut self,
        tree: &ast::Expr,
        pattern: &ast::Expr,
        escape: Option<&ast::ValueWithSpan>,
        ignore_case: bool,
    ) -> Result<Typed, Fault> {
        let (value, pattern) = (self.value(tree)?, self.value(pattern)?);
        let escape = match escape.map(|escape| &escape.value) {
            None => Some('\\'),
            Some(ast::Value::SingleQuotedString(text)) if text.chars().count() <= 1 => text.chars().next(),
            Some(other) => {
                return Err(Fault::new(
                    pattern.span,
                    format!("{} cannot be an escape character", short(&other.to_string())),
                    "ESCAPE takes one character, such as ESCAPE '!'",
                ));
            }
        };
        functions::like(value, &pattern, escape, ignore_case)
    }

    fn case(
        &mut self,
        operand: Option<&ast::Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&ast::Expr>,
        span: Span,
    ) -> Result<Typed, Fault> {
        let operand = operand.map(|operand| self.value(operand)).transpose()?;
        let mut tests = Vec::new();
        let mut results = Vec::new();
        for arm in conditions {
            tests.push(match &operand {
                None => self.condition(&arm.condition)?.node,
                Some(operand) => {
                    let other = self.value(&arm.condition)?;
                    compare(operand, Comparison::Equal, &other, span)?.node
                }
            });
            results.push(self.value(&arm.result)?);
        }
        results.push(match otherwise {
            Some(tree) => self.value(tree)?,
            None => Typed::null(span),
        });
        if results.iter().all(Typed::is_missing) {
            return Ok(Typed::null(span));
        }
        let (kind, mut nodes) = unified(results, "CASE")?;
        let otherwise = nodes.pop().unwrap_or_else(|| Node::null(kind));
        let mut arguments: Vec<Node> = tests.into_iter().zip(nodes).flat_map(|(test, result)| [test, result]).collect();
        arguments.push(otherwise);
        Ok(Typed::new(Node::new(Op::Case, kind, arguments), span, "the result of CASE"))
    }
}

fn comparison(op: &BinaryOperator) -> Option<Comparison> {
    Some(match op {
        BinaryOperator::Eq => Comparison::Equal,
        BinaryOperator::NotEq => Comparison::NotEqual,
        BinaryOperator::Lt => Comparison::Less,
        BinaryOperator::LtEq => Comparison::LessOrEqual,
        BinaryOperator::Gt => Comparison::Greater,
        BinaryOperator::GtEq => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

pub fn compare(a: &Typed, comparison: Comparison, b: &Typed, span: Span) -> Result<Typed, Fault> {
    let (left, right) = common(a, b)?;
    Ok(Typed::new(Node::new(Op::Compare(comparison), BOOLEAN, vec![left, right]), span, "the comparison"))
}

pub fn arithmetic(a: Typed, op: Arithmetic, b: Typed, span: Span) -> Result<Typed, Fault> {
    expect_number(&a)?;
    expect_number(&b)?;
    let whole = a.kind() == ValueType::Integer && b.kind() == ValueType::Integer;
    let as_float = !whole || matches!(op, Arithmetic::Divide | Arithmetic::Power);
    let (kind, arguments) = if as_float {
        (ValueType::Float, vec![to_float(a.node), to_float(b.node)])
    } else {
        (ValueType::Integer, vec![a.node, b.node])
    };
    Ok(Typed::new(Node::new(Op::Arithmetic(op), kind, arguments), span, "the result"))
}

/// The literals of an IN list in order, if all are of the type of a text or integer column.
fn written_set(value: &Typed, items: &[&Typed]) -> Option<Categories> {
    if items.is_empty() || value.class != Class::Plain {
        return None;
    }
    match value.kind() {
        ValueType::Text => {
            let texts = items.iter().map(|item| item.written_text().map(str::to_string));
            let mut texts = texts.collect::<Option<Vec<String>>>()?;
            texts.sort_unstable();
            texts.dedup();
            Some(Categories::Text(texts))
        }
        ValueType::Integer => {
            let numbers = items.iter().map(|item| match item.written() {
                Some(Value::Integer(number)) => Some(*number),
                _ => None,
            });
            let mut numbers = numbers.collect::<Option<Vec<i64>>>()?;
            numbers.sort_unstable();
            numbers.dedup();
            Some(Categories::Integer(numbers))
        }
        _ => None,
    }
}

/// Values of one type, for CASE, COALESCE, LEAST and GREATEST.
pub fn unified(values: Vec<Typed>, what: &str) -> Result<(ValueType, Vec<Node>), Fault> {
    let mut kind: Option<ValueType> = None;
    for value in &values {
        if let Class::Opaque(word) = value.class {
            let message = format!("{} is {word}, which cannot be used here", value.label);
            return Err(Fault::new(value.span, message, "use another column"));
        }
        if value.is_missing() {
            continue;
        }
        kind = Some(match (kind, value.kind()) {
            (None, other) => other,
            (Some(one), other) if one == other => one,
            (Some(one), other) if one.is_number() && other.is_number() => ValueType::Float,
            (Some(ValueType::Date), ValueType::Datetime) | (Some(ValueType::Datetime), ValueType::Date) => {
                ValueType::Datetime
            }
            (Some(one), other) => {
                let message = format!("the results of {what} differ: {} and {}", one.word(), other.word());
                return Err(Fault::new(
                    value.span,
                    message,
                    "let all be of one type; CAST(x AS text) makes a text of anything",
                ));
            }
        });
    }
    let kind = kind.unwrap_or(ValueType::Float);
    Ok((kind, values.into_iter().map(|value| as_kind(value, kind)).collect()))
}
