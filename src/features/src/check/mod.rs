//! From text to a checked feature: names, types and fixed values, each fault with its place and what to write instead.
//!
//! The syntax, its limits and the wording of faults are shared with the conditions of [`ninefold_data::condition`]; the
//! meaning of operators and functions is the same wherever both have them. [`check`] is the way in; [`operators`] knows
//! operators, [`functions`] those of the row, [`fitted`] those that learn.

pub mod conversion;
pub mod fitted;
pub mod functions;
pub mod operators;
pub mod typed;

use crate::ir::{Checked, Node, Op, Step};
use ninefold_base::feature::ValueType;
use ninefold_base::names::did_you_mean;
use ninefold_base::{Column, Problem, TypeKind};
use ninefold_data::condition::compile::short;
use ninefold_data::condition::fault::Fault;
use ninefold_data::condition::parse::{self, Subject};
use sqlparser::ast::{self, Ident, Spanned};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};
use typed::{Class, Typed};

/// Levels of nesting; each takes some kilobytes of stack.
const DEEPEST: usize = 100;

const FEATURE: Subject = Subject {
    noun: "feature",
    example: "quantile_bin(age, 10)",
    several: "several features",
    advice: "a feature is one expression; put texts in single quotes",
};

/// What a feature may speak of.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub columns: &'a [Column],
    /// Distinct values per column where known, for messages; may be shorter than `columns`.
    pub distinct: &'a [Option<u64>],
    /// The place of the target, if one is set.
    pub target: Option<usize>,
}

impl<'a> Context<'a> {
    pub fn of(columns: &'a [Column]) -> Self {
        Self { columns, distinct: &[], target: None }
    }
}

/// Checks one feature.
///
/// # Errors
/// The first fault, with a caret into `sql`.
pub fn check(sql: &str, context: &Context<'_>) -> Result<Checked, Problem> {
    let faulty = |fault: Fault| fault.into_problem_with("could not use the feature", sql);
    let tree = syntax(sql).map_err(faulty)?;
    let mut checker = Checker { context, columns: Vec::new(), steps: Vec::new(), depth: 0, sql };
    let typed = checker.value(&tree).and_then(|typed| checker.finish(typed)).map_err(faulty)?;
    Ok(Checked { root: typed.node, steps: checker.steps, columns: checker.columns })
}

fn syntax(sql: &str) -> Result<ast::Expr, Fault> {
    let tokens = parse::tokens(sql, &FEATURE)?;
    parse::tree(without_by(tokens), &FEATURE)
}

/// `group_mean(x, by g)` as `group_mean(x, g)`: the word may stand after a comma in front of a name.
fn without_by(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let solid: Vec<usize> = (0..tokens.len()).filter(|at| !matches!(tokens[*at].token, Token::Whitespace(_))).collect();
    let is_by = |token: &Token| match token {
        Token::Word(word) => word.quote_style.is_none() && word.value.eq_ignore_ascii_case("by"),
        _ => false,
    };
    let dropped: Vec<usize> = solid
        .windows(3)
        .filter(|three| {
            matches!(tokens[three[0]].token, Token::Comma)
                && is_by(&tokens[three[1]].token)
                && begins_value(&tokens[three[2]].token)
        })
        .map(|three| three[1])
        .collect();
    tokens.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at)).map(|(_, token)| token).collect()
}

/// True if a value may begin here: then a word before it is no column.
fn begins_value(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            let operators = ["AND", "OR", "XOR", "IS", "IN", "LIKE", "ILIKE", "BETWEEN", "NOT", "RLIKE", "REGEXP"];
            word.quote_style.is_some() || !operators.iter().any(|operator| word.value.eq_ignore_ascii_case(operator))
        }
        token => matches!(token, Token::LParen | Token::SingleQuotedString(_) | Token::Number(..)),
    }
}

pub struct Checker<'a> {
    pub context: &'a Context<'a>,
    pub columns: Vec<usize>,
    pub steps: Vec<Step>,
    depth: usize,
    sql: &'a str,
}

impl Checker<'_> {
    /// What may stand at the top.
    fn finish(&self, typed: Typed) -> Result<Typed, Fault> {
        if let Class::Opaque(word) = typed.class {
            let message = format!("{} is {word}, which a feature cannot be", typed.label);
            return Err(Fault::new(typed.span, message, "only IS NULL and IS NOT NULL work on it"));
        }
        for step in &self.steps {
            let inner = |node: &Node| matches!(node.op, Op::Fitted(at) if self.steps[at].rule.gives_several());
            let mut found = false;
            for argument in &step.arguments {
                argument.each(&mut |node| found |= inner(node) && self.is_one_hot(node));
            }
            if found {
                return Err(self.several(&step.call));
            }
        }
        let mut below = false;
        for argument in &typed.node.arguments {
            argument.each(&mut |node| below |= self.is_one_hot(node));
        }
        if below { Err(self.several(self.sql)) } else { Ok(typed) }
    }

    fn is_one_hot(&self, node: &Node) -> bool {
        matches!(node.op, Op::Fitted(at) if matches!(self.steps[at].rule, crate::ir::Rule::OneHot { .. }))
    }

    fn several(&self, inside: &str) -> Fault {
        Fault::new(
            Span::empty(),
            format!("one_hot gives several columns and cannot stand inside `{}`", short(inside)),
            "let one_hot be the whole feature: one_hot(…)",
        )
    }

    /// Any value.
    pub fn value(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        if self.depth >= DEEPEST {
            return Err(parse::too_deep(Span::empty(), &FEATURE));
        }
        self.depth += 1;
        let typed = self.dispatch(tree);
        self.depth -= 1;
        typed
    }

    fn dispatch(&mut self, tree: &ast::Expr) -> Result<Typed, Fault> {
        use ast::Expr as E;
        let span = tree.span();
        match tree {
            E::Nested(inner) => self.value(inner),
            E::Value(value) => conversion::literal_value(&value.value, value.span),
            E::Identifier(name) => self.column(&name.value, name.quote_style, name.span),
            E::CompoundIdentifier(parts) => self.dotted(parts, span),
            E::TypedString(typed) => conversion::typed_string(typed),
            E::Function(function) => self.function(function),
            E::Cast { expr, data_type, .. } => {
                let value = self.value(expr)?;
                conversion::cast(value, &data_type.to_string(), span)
            }
            E::Extract { field, expr, .. } => {
                let value = self.value(expr)?;
                functions::date_part(&field.to_string(), value, span)
            }
            E::Ceil { expr, .. } => self.call("ceil", &[expr], span),
            E::Floor { expr, .. } => self.call("floor", &[expr], span),
            E::Trim { trim_where: None, trim_what: None, trim_characters: None, expr } => {
                self.call("trim", &[expr], span)
            }
            E::Substring { expr, substring_from, substring_for, .. } => {
                let parts: Vec<&ast::Expr> = [Some(expr), substring_from.as_ref(), substring_for.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(Box::as_ref)
                    .collect();
                self.call("substr", &parts, span)
            }
            E::InSubquery { .. } | E::Exists { .. } | E::Subquery(_) => Err(Fault::new(
                span,
                "a query inside a feature cannot be used",
                "a feature looks at one row of one table",
            )),
            other => self.operator(other, span),
        }
    }

    fn column(&mut self, name: &str, quote: Option<char>, span: Span) -> Result<Typed, Fault> {
        let columns = self.context.columns;
        let exact = columns.iter().position(|column| column.name == name);
        let found = exact.or_else(|| {
            let lower = name.to_lowercase();
            columns.iter().position(|column| column.name.to_lowercase() == lower)
        });
        let Some(at) = found else {
            let nearest = did_you_mean(name, columns.iter().map(|column| column.name.as_str()));
            let fix = match (nearest.is_empty(), quote) {
                (false, _) => nearest.replace('`', ""),
                (true, Some('"')) => format!("text stands in single quotes: '{}'", short(name)),
                (true, _) => "`:columns` lists the names; text stands in single quotes".to_string(),
            };
            return Err(Fault::new(span, format!("unknown column {}", short(name)), fix));
        };
        if self.context.target == Some(at) {
            let message = format!("{} is the target: a model would be shown the answer", short(&columns[at].name));
            return Err(Fault::new(span, message, "use other columns; target_encode(x) learns from the target safely"));
        }
        if !self.columns.contains(&at) {
            self.columns.push(at);
        }
        let column = &columns[at];
        let (kind, class) = column_type(column);
        let typed = Typed::new(Node::new(Op::Column(at), kind, Vec::new()), span, short(&column.name));
        Ok(Typed { class, distinct: self.context.distinct.get(at).copied().flatten(), ..typed })
    }

    /// `a.b`: a name with a dot in it, or a column behind the table's name.
    fn dotted(&mut self, parts: &[Ident], span: Span) -> Result<Typed, Fault> {
        let joined: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let whole = joined.join(".");
        let known = |name: &str| self.context.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        match parts.last() {
            Some(last) if !known(&whole) && known(&last.value) => self.column(&last.value, last.quote_style, span),
            _ => self.column(&whole, None, span),
        }
    }

    pub fn call(&mut self, name: &str, arguments: &[&ast::Expr], span: Span) -> Result<Typed, Fault> {
        let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<Typed>, Fault>>()?;
        functions::call(name, arguments, span)
    }
}

/// How the language reads a column.
pub fn column_type(column: &Column) -> (ValueType, Class) {
    let plain = |kind| (kind, Class::Plain);
    let storage = column.dtype.storage.as_str();
    match column.dtype.kind {
        TypeKind::Boolean => plain(ValueType::Boolean),
        // What may not fit 64 bits with a sign is read as float.
        TypeKind::Integer if matches!(storage, "u64" | "u128" | "i128") => plain(ValueType::Float),
        TypeKind::Integer => plain(ValueType::Integer),
        TypeKind::Float if storage == "f32" || storage == "f16" => (ValueType::Float, Class::Single),
        TypeKind::Float | TypeKind::Decimal => plain(ValueType::Float),
        TypeKind::Text | TypeKind::Category => plain(ValueType::Text),
        TypeKind::Date => plain(ValueType::Date),
        TypeKind::Datetime => plain(ValueType::Datetime),
        TypeKind::Time => plain(ValueType::Time),
        TypeKind::Duration => (ValueType::Boolean, Class::Opaque("a duration")),
        TypeKind::Binary => (ValueType::Boolean, Class::Opaque("binary")),
        TypeKind::List => (ValueType::Boolean, Class::Opaque("a list")),
        TypeKind::Struct => (ValueType::Boolean, Class::Opaque("a struct")),
        TypeKind::Nothing => (ValueType::Float, Class::Missing),
    }
}

/// True if the column is read as `true` wherever it has a value.
pub fn is_opaque(column: &Column) -> bool {
    matches!(column_type(column).1, Class::Opaque(_))
}

#[cfg(test)]
mod tests;
