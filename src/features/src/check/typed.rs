//! An expression whose type is known, with what messages need.

use crate::ir::Node;
use ninefold_base::feature::{Value, ValueType};
use sqlparser::tokenizer::Span;

#[derive(Debug, Clone)]
pub struct Typed {
    pub node: Node,
    pub class: Class,
    pub span: Span,
    /// How messages call it: "age", "'forty'", "the result of `lower`".
    pub label: String,
    /// Distinct values, if it is a column of which that is known.
    pub distinct: Option<u64>,
}

/// What the type alone does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Plain,
    /// Written out in the text.
    Literal,
    /// A column of 32-bit floats: literals beside it are rounded to 32 bits, so that `x = 0.1` finds what is shown as 0.1.
    Single,
    /// NULL, or a column without any value.
    Missing,
    /// A column of a type that the language does not know; only whether it is missing can be asked.
    Opaque(&'static str),
}

impl Typed {
    pub fn new(node: Node, span: Span, label: impl Into<String>) -> Self {
        Self { node, class: Class::Plain, span, label: label.into(), distinct: None }
    }

    pub fn literal(value: Value<'static>, kind: ValueType, span: Span, label: impl Into<String>) -> Self {
        Self { class: Class::Literal, ..Self::new(Node::literal(value, kind), span, label) }
    }

    pub fn null(span: Span) -> Self {
        Self { class: Class::Missing, ..Self::new(Node::null(ValueType::Float), span, "NULL") }
    }

    pub fn kind(&self) -> ValueType {
        self.node.kind
    }

    pub fn is_missing(&self) -> bool {
        self.class == Class::Missing
    }

    /// The value that is written out here.
    pub fn written(&self) -> Option<&Value<'static>> {
        match (&self.class, &self.node.op) {
            (Class::Literal, crate::ir::Op::Literal(value)) => Some(value),
            _ => None,
        }
    }

    pub fn written_text(&self) -> Option<&str> {
        match self.written() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn written_number(&self) -> Option<f64> {
        match self.written() {
            Some(Value::Integer(value)) => Some(*value as f64),
            Some(Value::Float(value)) => Some(*value),
            _ => None,
        }
    }

    /// "a number", "text (24 categories)": for sentences.
    pub fn words(&self) -> String {
        let word = match self.class {
            Class::Opaque(word) => word,
            Class::Missing => "missing",
            Class::Plain | Class::Literal | Class::Single => self.kind().word(),
        };
        match self.distinct {
            Some(n) if self.kind() == ValueType::Text => {
                let noun = if n == 1 { "category" } else { "categories" };
                format!("{word} ({} {noun})", ninefold_base::format::grouped(n))
            }
            _ => word.to_string(),
        }
    }

    pub fn example(&self) -> &'static str {
        match self.kind() {
            ValueType::Boolean => "true",
            ValueType::Integer => "40",
            ValueType::Float => "0.5",
            ValueType::Text => "'master'",
            ValueType::Date => "'2024-12-31'",
            ValueType::Datetime => "'2024-12-31 23:59:59'",
            ValueType::Time => "'23:59'",
        }
    }
}
