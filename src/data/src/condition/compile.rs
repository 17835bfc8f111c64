//! Syntax tree to polars expression, type by type.

use super::compare::{common, compare};
use super::fault::Fault;
use super::functions;
use super::literal;
use super::parse::{CONDITION, too_deep};
use super::typed::{Class, Literal, Typed};
use crate::source::column_name;
use ninefold_base::names::did_you_mean;
use ninefold_base::{Column, ColumnId, TypeKind};
use polars::prelude::{DataType, Expr, TimeUnit, col, lit, when};
use sqlparser::ast::{self, BinaryOperator, CaseWhen, DataType as SqlType, Ident, Spanned, UnaryOperator, Value};
use sqlparser::tokenizer::Span;

/// Levels of nesting; each takes some kilobytes of stack.
const DEEPEST: usize = 100;

pub struct Compiler<'a> {
    columns: &'a [Column],
    pub columns_used: Vec<ColumnId>,
    depth: usize,
}

impl<'a> Compiler<'a> {
    pub fn new(columns: &'a [Column]) -> Self {
        Self { columns, columns_used: Vec::new(), depth: 0 }
    }

    /// The tree as something that is true, false or unknown.
    pub fn condition(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        let typed = self.value(tree)?;
        match typed.class {
            Class::Boolean => Ok(typed),
            Class::Missing => Ok(Typed { expr: lit(false), class: Class::Boolean, ..typed }),
            _ => {
                let message = format!("{} is {}, not true or false", typed.label, typed.class.word());
                let fix = if typed.class.is_number() {
                    format!("compare it, such as {} <> 0", typed.label.trim_matches('`'))
                } else {
                    format!("compare it with something, such as {}", typed.class.example())
                };
                Err(Fault::new(typed.span, message, fix))
            }
        }
    }

    /// Any value.
    pub fn value(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        if self.depth >= DEEPEST {
            return Err(too_deep(Span::empty(), &CONDITION));
        }
        self.depth += 1;
        let typed = self.dispatch(tree);
        self.depth -= 1;
        typed
    }

    fn dispatch(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        use ast::Expr as E;
        match tree {
            E::Nested(inner) => self.value(inner),
            E::Value(value) => literal_value(&value.value, value.span),
            E::Identifier(name) => self.column(&name.value, name.quote_style, name.span),
            E::CompoundIdentifier(parts) => self.dotted(parts, tree.span()),
            E::TypedString(typed) => typed_string(typed),
            E::IsNull(inner) => self.is_null(inner, false),
            E::IsNotNull(inner) => self.is_null(inner, true),
            E::IsTrue(inner) => self.truth(inner, |expr| expr.fill_null(lit(false))),
            E::IsNotTrue(inner) => self.truth(inner, |expr| expr.fill_null(lit(false)).not()),
            E::IsFalse(inner) => self.truth(inner, |expr| expr.not().fill_null(lit(false))),
            E::IsNotFalse(inner) => self.truth(inner, |expr| expr.fill_null(lit(true))),
            E::IsUnknown(inner) => self.truth(inner, Expr::is_null),
            E::IsNotUnknown(inner) => self.truth(inner, Expr::is_not_null),
            E::IsDistinctFrom(a, b) => self.distinct(a, b, true),
            E::IsNotDistinctFrom(a, b) => self.distinct(a, b, false),
            E::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
                self.chain(left, op, right)
            }
            E::BinaryOp { left, op, right } => self.binary(left, op, right),
            E::UnaryOp { op, expr } => self.unary(op, expr, tree.span()),
            E::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            E::Between { expr, negated, low, high } => self.between(expr, low, high, *negated),
            E::Like { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_ref(), *negated, false)
            }
            E::ILike { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_ref(), *negated, true)
            }
            E::RLike { negated, expr, pattern, .. } => {
                let found = functions::regexp_like(self.value(expr)?, self.value(pattern)?)?;
                Ok(negate_if(found, *negated))
            }
            E::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), tree.span())
            }
            E::Cast { expr, data_type, .. } => self.cast(expr, data_type, tree.span()),
            E::Extract { field, expr, .. } => functions::date_part(&field.to_string(), self.value(expr)?, tree.span()),
            E::Ceil { expr, .. } => self.call("ceil", &[expr], tree.span()),
            E::Floor { expr, .. } => self.call("floor", &[expr], tree.span()),
            E::Trim { trim_where: None, trim_what: None, trim_characters: None, expr } => {
                self.call("trim", &[expr], tree.span())
            }
            E::Substring { expr, substring_from, substring_for, .. } => {
                let parts: Vec<&ast::Expr> = [Some(expr), substring_from.as_ref(), substring_for.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(Box::as_ref)
                    .collect();
                self.call("substr", &parts, tree.span())
            }
            E::Function(function) => self.function(function),
            E::InSubquery { .. } | E::Exists { .. } | E::Subquery(_) => Err(Fault::new(
                tree.span(),
                "a query inside a condition cannot be used",
                "a condition looks at one row of one table",
            )),
            _ => Err(Fault::new(
                tree.span(),
                format!("`{}` is not known here", short(&tree.to_string())),
                "use comparisons, AND OR NOT, IN, BETWEEN, LIKE, IS NULL, CASE, CAST and functions",
            )),
        }
    }

    fn column(&mut self, name: &str, quote: Option<char>, span: Span) -> Result<Typed, Fault> {
        let exact = self.columns.iter().position(|column| column.name == name);
        let found = exact.or_else(|| {
            let lower = name.to_lowercase();
            let mut same = self.columns.iter().enumerate().filter(|(_, column)| column.name.to_lowercase() == lower);
            same.next().map(|(at, _)| at)
        });
        let Some(at) = found else {
            let nearest = did_you_mean(name, self.columns.iter().map(|column| column.name.as_str()));
            let fix = match (nearest.is_empty(), quote) {
                (false, _) => nearest,
                (true, Some('"')) => format!("text stands in single quotes: '{name}'"),
                (true, _) => "`:columns` lists the names; text stands in single quotes".to_string(),
            };
            return Err(Fault::new(span, format!("unknown column {}", short(name)), fix));
        };
        let id = ColumnId(at as u32);
        if !self.columns_used.contains(&id) {
            self.columns_used.push(id);
        }
        let column = &self.columns[at];
        let expr = col(column_name(id).as_str());
        let class = class_of(column);
        let expr = if column.dtype.kind == TypeKind::Category { expr.cast(DataType::String) } else { expr };
        Ok(Typed::new(expr, class, span, format!("`{}`", short(&column.name))))
    }

    /// `a.b`: a name with a dot in it, or a column behind the table's name.
    fn dotted(&mut self, parts: &[Ident], span: Span) -> Result<Typed, Fault> {
        let joined: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let whole = joined.join(".");
        let known = |name: &str| self.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        match parts.last() {
            Some(last) if !known(&whole) && known(&last.value) => self.column(&last.value, last.quote_style, span),
            _ => self.column(&whole, None, span),
        }
    }

    fn is_null(&mut self, inner: &ast::Expr, negated: bool) -> Result<Typed, Fault> {
        let inner = self.value(inner)?;
        let expr = if negated { inner.expr.is_not_null() } else { inner.expr.is_null() };
        Ok(Typed::new(expr, Class::Boolean, inner.span, "the test"))
    }

    fn truth(&mut self, inner: &ast::Expr, test: impl FnOnce(Expr) -> Expr) -> Result<Typed, Fault> {
        let inner = self.value(inner)?;
        let expr = match inner.class {
            Class::Boolean => inner.expr,
            Class::Missing => lit(polars::prelude::NULL).cast(DataType::Boolean),
            _ => {
                return Err(Fault::new(
                    inner.span,
                    format!("{} is {}, not true or false", inner.label, inner.class.word()),
                    "IS TRUE works on conditions",
                ));
            }
        };
        Ok(Typed::new(test(expr), Class::Boolean, inner.span, "the test"))
    }

    fn distinct(&mut self, a: &ast::Expr, b: &ast::Expr, distinct: bool) -> Result<Typed, Fault> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        let (left, right) = common(&a, &b)?;
        let same = left.eq_missing(right);
        Ok(Typed::new(if distinct { same.not() } else { same }, Class::Boolean, a.span, "the test"))
    }

    /// A chain of ANDs or ORs, however long: gathered without recursion, joined as a balanced tree.
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
        let mut expressions = Vec::with_capacity(parts.len());
        let mut span = Span::empty();
        for part in parts.into_iter().rev() {
            let part = self.condition_or_null(part)?;
            span = part.span;
            expressions.push(part.expr);
        }
        let join = if *op == BinaryOperator::And { Expr::and } else { Expr::or };
        Ok(Typed::new(balanced(expressions, &join), Class::Boolean, span, "the condition"))
    }

    /// As [`Compiler::condition`], but NULL stays unknown: `NULL OR x` is `x`.
    fn condition_or_null(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        let typed = self.condition(tree)?;
        let is_null = matches!(tree, ast::Expr::Value(value) if value.value == Value::Null);
        Ok(if is_null { Typed { expr: lit(polars::prelude::NULL).cast(DataType::Boolean), ..typed } } else { typed })
    }

    fn binary(&mut self, left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr) -> Result<Typed, Fault> {
        use BinaryOperator as B;
        let (a, b) = (self.value(left)?, self.value(right)?);
        let span = Span { start: a.span.start, end: b.span.end };
        match op {
            B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq => {
                Ok(Typed::new(compare(&a, op, &b)?, Class::Boolean, span, "the comparison"))
            }
            B::Plus | B::Minus | B::Multiply | B::Divide | B::Modulo => functions::arithmetic(&a, op, &b, span),
            B::StringConcat => {
                Ok(Typed::new(functions::as_text(&a)? + functions::as_text(&b)?, Class::Text, span, "the joined text"))
            }
            B::Xor => Ok(Typed::new(
                self.condition(left)?.expr.xor(self.condition(right)?.expr),
                Class::Boolean,
                span,
                "the condition",
            )),
            other => {
                Err(Fault::new(span, format!("`{other}` is not known here"), "use = <> < <= > >= + - * / % || AND OR"))
            }
        }
    }

    fn unary(&mut self, op: &UnaryOperator, inner: &ast::Expr, span: Span) -> Result<Typed, Fault> {
        match op {
            UnaryOperator::Not => {
                let inner = self.condition_or_null(inner)?;
                Ok(Typed::new(inner.expr.not(), Class::Boolean, inner.span, "the condition"))
            }
            UnaryOperator::Plus => self.number(inner),
            UnaryOperator::Minus => {
                let inner = self.number(inner)?;
                Ok(match &inner.literal {
                    Some(Literal::Integer(value)) if *value != i64::MIN => {
                        number_literal(Literal::Integer(-value), inner.span)
                    }
                    Some(Literal::Float(value)) => number_literal(Literal::Float(-value), inner.span),
                    _ => functions::negated(&inner, span),
                })
            }
            other => Err(Fault::new(span, format!("`{other}` is not known here"), "use NOT, - or +")),
        }
    }

    fn number(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        let typed = self.value(tree)?;
        functions::expect_number(&typed)?;
        Ok(typed)
    }

    fn in_list(&mut self, tree: &ast::Expr, list: &[ast::Expr], negated: bool) -> Result<Typed, Fault> {
        let value = self.value(tree)?;
        let items = list.iter().map(|item| self.value(item)).collect::<Result<Vec<Typed>, Fault>>()?;
        let mut unknown = false;
        let mut tests = Vec::with_capacity(items.len());
        for item in &items {
            match item.class {
                Class::Missing => unknown = true,
                _ => tests.push(compare(&value, &BinaryOperator::Eq, item)?),
            }
        }
        // Many literals are looked up in a set instead of compared one after the other.
        let expr = match functions::literal_set(&value, &items) {
            Some(set) => set,
            None => balanced(tests, &Expr::or),
        };
        let expr = if unknown { expr.or(lit(polars::prelude::NULL).cast(DataType::Boolean)) } else { expr };
        Ok(negate_if(Typed::new(expr, Class::Boolean, value.span, "the test"), negated))
    }

    fn between(&mut self, tree: &ast::Expr, low: &ast::Expr, high: &ast::Expr, negated: bool) -> Result<Typed, Fault> {
        let (value, low, high) = (self.value(tree)?, self.value(low)?, self.value(high)?);
        let above = compare(&value, &BinaryOperator::GtEq, &low)?;
        let below = compare(&value, &BinaryOperator::LtEq, &high)?;
        Ok(negate_if(Typed::new(above.and(below), Class::Boolean, value.span, "the test"), negated))
    }

    fn like(
        &mut self,
        tree: &ast::Expr,
        pattern: &ast::Expr,
        escape: Option<&ast::ValueWithSpan>,
        negated: bool,
        ignore_case: bool,
    ) -> Result<Typed, Fault> {
        let (value, pattern) = (self.value(tree)?, self.value(pattern)?);
        let escape = match escape.map(|escape| &escape.value) {
            None => Some('\\'),
            Some(Value::SingleQuotedString(text)) if text.chars().count() <= 1 => text.chars().next(),
            Some(other) => {
                return Err(Fault::new(
                    pattern.span,
                    format!("{other} cannot be an escape character"),
                    "ESCAPE takes one character, such as ESCAPE '!'",
                ));
            }
        };
        Ok(negate_if(functions::like(&value, &pattern, escape, ignore_case)?, negated))
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
                None => self.condition(&arm.condition)?.expr,
                Some(operand) => compare(operand, &BinaryOperator::Eq, &self.value(&arm.condition)?)?,
            });
            results.push(self.value(&arm.result)?);
        }
        results.push(match otherwise {
            Some(tree) => self.value(tree)?,
            None => Typed::null(span),
        });
        let (class, mut expressions) = functions::unified(&results, "CASE")?;
        let mut expr = expressions.pop().expect("the ELSE part was pushed");
        for (test, result) in tests.into_iter().zip(expressions).rev() {
            expr = when(test).then(result).otherwise(expr);
        }
        Ok(Typed::new(expr, class, span, "the result of CASE"))
    }

    fn cast(&mut self, tree: &ast::Expr, target: &SqlType, span: Span) -> Result<Typed, Fault> {
        let value = self.value(tree)?;
        functions::cast(value, &target.to_string(), span)
    }

    fn call(&mut self, name: &str, arguments: &[&ast::Expr], span: Span) -> Result<Typed, Fault> {
        let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<Typed>, Fault>>()?;
        functions::call(name, arguments, span)
    }

    fn function(&mut self, function: &ast::Function) -> Result<Typed, Fault> {
        let span = function.name.span();
        let name = function.name.to_string().to_lowercase();
        if function.over.is_some() || function.filter.is_some() {
            return Err(Fault::new(span, "window functions look at many rows", "a condition looks at one row"));
        }
        functions::known(&name, span)?;
        let ast::FunctionArguments::List(list) = &function.args else {
            return Err(Fault::new(
                span,
                format!("`{name}` needs its values in parentheses"),
                format!("write {name}(…)"),
            ));
        };
        let mut arguments = Vec::new();
        for argument in &list.args {
            match argument {
                ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(ast::Expr::Identifier(part)))
                    if arguments.is_empty() && functions::takes_part(&name) =>
                {
                    // `date_part(year, x)`: the part may stand without quotes.
                    arguments.push(Typed {
                        literal: Some(Literal::Text(part.value.clone())),
                        ..Typed::new(lit(part.value.as_str()), Class::Text, part.span, part.value.clone())
                    });
                }
                ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(tree)) => arguments.push(self.value(tree)?),
                other => {
                    return Err(Fault::new(
                        span,
                        format!("`{}` cannot be given to `{name}`", short(&other.to_string())),
                        "give columns, values or expressions",
                    ));
                }
            }
        }
        functions::call(&name, arguments, span)
    }
}

fn balanced(mut parts: Vec<Expr>, join: &impl Fn(Expr, Expr) -> Expr) -> Expr {
    match parts.len() {
        0 => lit(false),
        1 => parts.pop().expect("one part"),
        n => {
            let rest = parts.split_off(n / 2);
            join(balanced(parts, join), balanced(rest, join))
        }
    }
}

fn negate_if(typed: Typed, negated: bool) -> Typed {
    if negated { Typed { expr: typed.expr.not(), ..typed } } else { typed }
}

fn literal_value(value: &Value, span: Span) -> Result<Typed, Fault> {
    match value {
        Value::Number(text, _) => Ok(number_literal(parse_number(text, span)?, span)),
        Value::SingleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::NationalStringLiteral(text)
        | Value::UnicodeStringLiteral(text) => Ok(Typed {
            literal: Some(Literal::Text(text.clone())),
            ..Typed::new(lit(text.as_str()), Class::Text, span, format!("'{}'", short(text)))
        }),
        Value::Boolean(value) => Ok(Typed::new(lit(*value), Class::Boolean, span, value.to_string())),
        Value::Null => Ok(Typed::null(span)),
        Value::Placeholder(text) => {
            Err(Fault::new(span, format!("`{text}` stands for a value that nobody gives"), "write the value itself"))
        }
        other => Err(Fault::new(
            span,
            format!("`{}` is not known here", short(&other.to_string())),
            "text stands in single quotes: 'master'",
        )),
    }
}

fn parse_number(text: &str, span: Span) -> Result<Literal, Fault> {
    if let Ok(value) = text.parse::<i64>() {
        return Ok(Literal::Integer(value));
    }
    let value = text.parse::<f64>().map_err(|_| {
        Fault::new(span, format!("`{}` is not a number", short(text)), "write numbers as 40, 0.5 or 1e6")
    })?;
    Ok(Literal::Float(value))
}

fn number_literal(literal: Literal, span: Span) -> Typed {
    let (expr, class, label) = match &literal {
        Literal::Integer(value) => (lit(*value), Class::Integer, value.to_string()),
        Literal::Float(value) => (lit(*value), Class::Float, value.to_string()),
        Literal::Text(text) => (lit(text.as_str()), Class::Text, text.clone()),
    };
    Typed { literal: Some(literal), ..Typed::new(expr, class, span, label) }
}

/// `DATE '2024-12-31'`, `TIMESTAMP '2024-12-31 10:00'`, `TIME '10:00'`.
fn typed_string(typed: &ast::TypedString) -> Result<Typed, Fault> {
    let span = typed.value.span;
    let text = match &typed.value.value {
        Value::SingleQuotedString(text) => text.clone(),
        other => return Err(Fault::new(span, format!("`{other}` is not a text"), "write DATE '2024-12-31'")),
    };
    let as_text = Typed {
        literal: Some(Literal::Text(text.clone())),
        ..Typed::new(lit(text.as_str()), Class::Text, span, format!("'{}'", short(&text)))
    };
    let class = match typed.data_type {
        SqlType::Date => Class::Date,
        SqlType::Timestamp(..) | SqlType::Datetime(_) => Class::Datetime { unit: TimeUnit::Microseconds, zone: None },
        SqlType::Time(..) => Class::Time,
        ref other => {
            return Err(Fault::new(
                span,
                format!("{other} literals are not known"),
                "write DATE '2024-12-31' or TIMESTAMP '2024-12-31 10:00:00'",
            ));
        }
    };
    if class == Class::Date {
        let date = literal::date(&text)
            .ok_or_else(|| Fault::new(span, format!("'{}' is not a date", short(&text)), "write DATE '2024-12-31'"))?;
        let expr = lit(super::compare::days(date)).cast(DataType::Date);
        return Ok(Typed::new(expr, class, span, format!("DATE '{text}'")));
    }
    let beside = Typed::new(lit(0), class.clone(), span, "the literal");
    let (_, expr) = common(&beside, &as_text)?;
    Ok(Typed::new(expr, class, span, format!("'{text}'")))
}

fn class_of(column: &Column) -> Class {
    let storage = column.dtype.storage.as_str();
    match column.dtype.kind {
        TypeKind::Boolean => Class::Boolean,
        TypeKind::Integer if matches!(storage, "u64" | "u128" | "i128") => Class::Unsigned,
        TypeKind::Integer => Class::Integer,
        TypeKind::Float if storage == "f32" => Class::Float32,
        TypeKind::Float => Class::Float,
        TypeKind::Decimal => Class::Decimal,
        TypeKind::Text | TypeKind::Category => Class::Text,
        TypeKind::Date => Class::Date,
        TypeKind::Datetime => {
            let inside = storage.split_once('[').map_or("", |(_, rest)| rest.trim_end_matches(']'));
            let (unit, zone) =
                inside.split_once(',').map_or((inside, None), |(unit, zone)| (unit, Some(zone.trim().to_string())));
            let unit = match unit.trim() {
                "ns" => TimeUnit::Nanoseconds,
                "ms" => TimeUnit::Milliseconds,
                _ => TimeUnit::Microseconds,
            };
            Class::Datetime { unit, zone }
        }
        TypeKind::Time => Class::Time,
        TypeKind::Duration => Class::Duration,
        TypeKind::Binary => Class::Other("binary"),
        TypeKind::List => Class::Other("a list"),
        TypeKind::Struct => Class::Other("a struct"),
        TypeKind::Nothing => Class::Missing,
    }
}

/// At most some 40 characters, for messages.
pub fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_string() } else { text.chars().take(39).chain(['…']).collect() }
}
