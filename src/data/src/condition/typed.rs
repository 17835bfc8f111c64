//! An expression whose type is known.

use polars::prelude::{DataType, Expr, TimeUnit, lit};
use sqlparser::tokenizer::Span;

#[derive(Debug, Clone)]
pub struct Typed {
    pub expr: Expr,
    pub class: Class,
    /// Set for literals that are written out in the condition.
    pub literal: Option<Literal>,
    pub span: Span,
    /// How messages call it: "`age`", "'forty'", "the result of `lower`".
    pub label: String,
}

/// Families of types within which values compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    Boolean,
    Integer,
    /// Integers that use all 64 bits without a sign.
    Unsigned,
    Float,
    Float32,
    Decimal,
    Text,
    Date,
    /// With its zone, if it has one.
    Datetime {
        unit: TimeUnit,
        zone: Option<String>,
    },
    Time,
    Duration,
    /// NULL, or a column without any value.
    Missing,
    /// Binary, lists, structs: only IS NULL works on them.
    Other(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Integer(i64),
    Float(f64),
    Text(String),
}

impl Class {
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Unsigned | Self::Float | Self::Float32 | Self::Decimal)
    }

    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Integer | Self::Unsigned)
    }

    /// "a number", "text": for sentences.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Integer | Self::Unsigned | Self::Float | Self::Float32 | Self::Decimal => "a number",
            Self::Text => "text",
            Self::Date => "a date",
            Self::Datetime { .. } => "a date with time",
            Self::Time => "a time of day",
            Self::Duration => "a duration",
            Self::Missing => "missing",
            Self::Other(word) => word,
        }
    }

    /// What to compare it with, by example.
    pub fn example(&self) -> &'static str {
        match self {
            Self::Boolean => "true",
            Self::Integer | Self::Unsigned | Self::Decimal => "40",
            Self::Float | Self::Float32 => "0.5",
            Self::Text => "'master'",
            Self::Date => "'2024-12-31'",
            Self::Datetime { .. } => "'2024-12-31 23:59:59'",
            Self::Time => "'23:59'",
            Self::Duration | Self::Missing | Self::Other(_) => "NULL with IS",
        }
    }
}

impl Typed {
    pub fn new(expr: Expr, class: Class, span: Span, label: impl Into<String>) -> Self {
        Self { expr, class, literal: None, span, label: label.into() }
    }

    pub fn null(span: Span) -> Self {
        Self::new(lit(polars::prelude::NULL), Class::Missing, span, "NULL")
    }

    /// The value as 64-bit float.
    pub fn float(&self) -> Expr {
        match &self.literal {
            Some(Literal::Integer(value)) => lit(*value as f64),
            Some(Literal::Float(value)) => lit(*value),
            Some(Literal::Text(_)) | None => self.expr.clone().cast(DataType::Float64),
        }
    }
}
