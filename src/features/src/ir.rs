//! A checked feature: a tree of typed operations.
//!
//! Every conversion is an operation of its own, so that evaluators and converters never decide about types. Start at
//! [`Op`]. What the operations compute stands in [`crate::scalar`].

use ninefold_base::feature::{Categories, Value, ValueType};
use regex::Regex;

/// One operation with its arguments. `kind` is the type of what it gives; NULL has the type that its place wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub op: Op,
    pub kind: ValueType,
    pub arguments: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A column by its place among the inputs.
    Column(usize),
    Literal(Value<'static>),
    /// An integer as float.
    ToFloat,
    /// A date as the moment at which it begins.
    ToDatetime,
    /// On two integers or two floats.
    Arithmetic(Arithmetic),
    Negate,
    Abs,
    Sign,
    /// On a float.
    Math(Math),
    /// To so many digits, halves away from zero.
    Round(u32),
    IsNan,
    /// On two values of one type.
    Compare(Comparison),
    /// Whether it is one of these, which ascend; unknown instead of false if `or_null`.
    In {
        values: Categories,
        or_null: bool,
    },
    /// IS NOT DISTINCT FROM: missing is the same as missing.
    Same,
    /// Of any number of conditions, three-valued.
    And,
    Or,
    Xor,
    Not,
    IsNull,
    /// Missing or NaN.
    IsMissing,
    /// Condition, result, condition, result, …, otherwise.
    Case,
    Coalesce,
    NullIf,
    Least,
    Greatest,
    /// Sine or cosine of the share of a period, on floats.
    Cycle(Wave),
    Lower,
    Upper,
    Trim,
    Length,
    Substr,
    Replace,
    Concat,
    Contains,
    StartsWith,
    EndsWith,
    Matches(Pattern),
    /// The group of this number.
    Extract(Pattern, usize),
    DatePart(Part),
    DateDiff(Part),
    /// To the type of the node.
    Cast,
    /// How many of the ascending edges are at most the value.
    Bin(Vec<f64>),
    HashBin(u64),
    /// The step of this number among those of the feature; its arguments are those of the node.
    Fitted(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// Of floats; missing at a zero divisor.
    Divide,
    /// With the sign of the dividend; missing at a zero divisor.
    Remainder,
    /// Of floats.
    Power,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Math {
    Ceil,
    Floor,
    Sqrt,
    Exp,
    Ln,
    Log1p,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wave {
    Sine,
    Cosine,
}

/// Parts of dates and times, and units of their differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    /// Monday 1 … Sunday 7.
    DayOfWeek,
    /// Sunday 0 … Saturday 6.
    Dow,
    DayOfYear,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Part {
    pub const ALL: [(&'static str, Part); 19] = [
        ("year", Part::Year),
        ("quarter", Part::Quarter),
        ("month", Part::Month),
        ("week", Part::Week),
        ("day", Part::Day),
        ("dayofweek", Part::DayOfWeek),
        ("dayofyear", Part::DayOfYear),
        ("hour", Part::Hour),
        ("minute", Part::Minute),
        ("second", Part::Second),
        ("millisecond", Part::Millisecond),
        ("microsecond", Part::Microsecond),
        ("isoweek", Part::Week),
        ("isodow", Part::DayOfWeek),
        ("weekday", Part::DayOfWeek),
        ("dow", Part::Dow),
        ("doy", Part::DayOfYear),
        ("milliseconds", Part::Millisecond),
        ("microseconds", Part::Microsecond),
    ];

    pub fn parse(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        Self::ALL.into_iter().find(|(known, _)| *known == lower).map(|(_, part)| part)
    }

    pub fn label(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, part)| *part == self).map_or("", |(name, _)| name)
    }

    pub fn needs_time(self) -> bool {
        matches!(self, Self::Hour | Self::Minute | Self::Second | Self::Millisecond | Self::Microsecond)
    }
}

/// A regular expression with the text it was made of.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub regex: Regex,
    pub source: PatternSource,
}

/// How a pattern was written, for converters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternSource {
    Regex(String),
    Like { pattern: String, escape: Option<char>, ignore_case: bool },
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Node {
    pub fn new(op: Op, kind: ValueType, arguments: Vec<Node>) -> Self {
        Self { op, kind, arguments }
    }

    pub fn literal(value: Value<'static>, kind: ValueType) -> Self {
        Self::new(Op::Literal(value), kind, Vec::new())
    }

    /// NULL where a value of this type is wanted.
    pub fn null(kind: ValueType) -> Self {
        Self::literal(Value::Missing, kind)
    }

    pub fn text(text: &str) -> Self {
        Self::literal(Value::Text(text.to_string().into()), ValueType::Text)
    }

    /// Calls `visit` for this node and all below it, arguments first.
    pub fn each(&self, visit: &mut impl FnMut(&Node)) {
        for argument in &self.arguments {
            argument.each(visit);
        }
        visit(self);
    }

    /// Puts `place(i)` for every column `i`.
    pub fn renumber(&mut self, place: &impl Fn(usize) -> usize) {
        if let Op::Column(at) = &mut self.op {
            *at = place(*at);
        }
        for argument in &mut self.arguments {
            argument.renumber(place);
        }
    }
}

/// A fitted function as it stands in a definition, not yet learned.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    ImputeMedian,
    ImputeMean,
    ImputeMode,
    ImputeConstant(Value<'static>),
    Standardize,
    MinMax,
    RobustScale,
    Winsorize {
        low: f64,
        high: f64,
    },
    QuantileBin(usize),
    WidthBin(usize),
    YeoJohnson,
    OneHot {
        most: usize,
    },
    Ordinal,
    /// In the order given.
    OrdinalOf(Categories),
    Rare {
        share: f64,
    },
    FrequencyEncode,
    TargetEncode,
    /// Arguments: value, group.
    GroupMean,
    GroupRank,
}

impl Rule {
    /// True if the function gives several columns, or may.
    pub fn gives_several(&self) -> bool {
        matches!(self, Self::OneHot { .. } | Self::TargetEncode)
    }
}

/// One fitted function of a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub rule: Rule,
    /// As it stands in the definition.
    pub call: String,
    pub arguments: Vec<Node>,
    /// 0 if no argument holds a fitted function, else one more than the deepest.
    pub level: usize,
}

/// A feature that holds water. Columns in it are places in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub root: Node,
    /// In the order in which they are computed: inner ones first.
    pub steps: Vec<Step>,
    /// Places of the columns it reads, in order of first mention.
    pub columns: Vec<usize>,
}
