//! One column's figures.

use super::{Precision, Role};
use crate::{Cell, ColumnId, Figure, TypeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Values listed at most in [`ColumnProfile::top`].
pub const TOP: usize = 50;
/// Values listed at most in [`ColumnProfile::rare`].
pub const RARE: usize = 10;
/// Shares of the rows at which quantiles are given.
pub const QUANTILES: [f64; 11] = [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];

/// Everything about one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnProfile {
    pub column: ColumnId,
    pub name: String,
    pub kind: TypeKind,
    pub storage: String,
    pub counts: Counts,
    /// Different values; missing is not a value.
    pub distinct: Count,
    /// Values seen exactly once.
    pub unique: Count,
    /// Of the values' shares, in nats; undefined when they were not all counted.
    pub entropy: Figure,
    /// 1 − H / ln k over the k values: 0 evenly spread, near 1 almost all the same; one value: 0 by definition.
    pub imbalance: Figure,
    /// Most frequent first; ties in order of value. At most [`TOP`].
    pub top: Vec<ValueCount>,
    /// Least frequent first, only when all values were counted. At most [`RARE`].
    pub rare: Vec<ValueCount>,
    /// How exact the counts of `top` are.
    pub top_precision: Precision,
    /// For the sparkline and the picture: numbers and times in bins; empty for categories, whose bars are `top`.
    pub histogram: Option<Histogram>,
    pub detail: Detail,
    /// Bytes that the values take as polars columns in memory.
    pub memory: u64,
    pub order: Order,
}

impl ColumnProfile {
    pub fn role(&self) -> Role {
        Role::of(self.kind)
    }

    /// Rows with a value: neither missing nor invalid.
    pub fn present(&self) -> u64 {
        self.counts.rows - self.counts.missing - self.counts.invalid
    }

    pub fn number(&self) -> Option<&NumberProfile> {
        match &self.detail {
            Detail::Number(number) => Some(number),
            Detail::Text(_) | Detail::Time(_) | Detail::Nested(_) | Detail::Plain => None,
        }
    }
}

/// A count with what is known of its exactness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    pub value: u64,
    pub precision: Precision,
}

impl Count {
    pub fn exact(value: u64) -> Self {
        Self { value, precision: Precision::Exact }
    }
}

/// Kinds of nothing and of odd values, each counted on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    pub rows: u64,
    /// Null, absent, or an accepted missing marker. Not counting `invalid`.
    pub missing: u64,
    /// Texts that do not fit the chosen type.
    pub invalid: u64,
    /// Texts of no characters.
    pub empty: u64,
    /// Texts of white space only, at least one character.
    pub blank: u64,
    pub nan: u64,
    pub positive_infinite: u64,
    pub negative_infinite: u64,
    pub zeros: u64,
    pub negatives: u64,
    /// Of booleans.
    pub trues: u64,
}

impl Counts {
    pub fn infinite(&self) -> u64 {
        self.positive_infinite + self.negative_infinite
    }
}

/// A value and in how many rows it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueCount {
    pub value: Cell,
    pub rows: u64,
}

/// What only one family of types has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    Number(NumberProfile),
    Text(TextProfile),
    Time(TimeProfile),
    Nested(NestedProfile),
    /// Booleans, bytes, columns without a value: the counts say all.
    Plain,
}

/// Figures of the finite values. Definitions: `NUMBERS.md` section 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberProfile {
    /// Finite values; infinities and NaN are left out of every figure here.
    pub n: u64,
    pub sum: Figure,
    pub mean: Figure,
    /// n − 1 in the denominator.
    pub variance: Figure,
    pub sd: Figure,
    /// sd / mean.
    pub variation: Figure,
    /// Bias-corrected (scipy `bias=False`).
    pub skewness: Figure,
    /// Excess, bias-corrected.
    pub kurtosis: Figure,
    pub min: Figure,
    pub max: Figure,
    /// At [`QUANTILES`], linear interpolation (type 7). Empty when there is no value.
    pub quantiles: Vec<f64>,
    pub iqr: Figure,
    /// Median of |x − median|.
    pub mad: Figure,
    /// Of `quantiles`, `iqr` and `mad`.
    pub precision: Precision,
    /// All finite values are whole numbers.
    pub whole: bool,
}

impl NumberProfile {
    /// The quantile at one of [`QUANTILES`].
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let at = QUANTILES.iter().position(|known| *known == share)?;
        self.quantiles.get(at).copied()
    }
}

/// Figures of texts. Lengths are in characters (Unicode scalar values).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextProfile {
    pub min_length: u64,
    pub mean_length: Figure,
    pub max_length: u64,
    /// Longest text, cut.
    pub longest: String,
    /// Shapes of the texts: letters `A` and `a`, digits `9`, runs shortened (`Aa+ 9+`); most frequent first, at most 20.
    pub patterns: Vec<PatternCount>,
    pub pattern_precision: Precision,
    /// Texts that read as a number, as a date; texts of digits with a leading zero.
    pub numeric: u64,
    pub dates: u64,
    pub leading_zeros: u64,
    /// Texts with a character outside ASCII.
    pub non_ascii: u64,
    /// Texts with white space at an end.
    pub padded: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PatternCount {
    pub pattern: String,
    pub example: String,
    pub rows: u64,
}

/// Figures of dates, datetimes and times; all as ISO text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeProfile {
    pub n: u64,
    pub min: String,
    pub max: String,
    pub median: Option<String>,
    pub precision: Precision,
    /// The commonest distance between neighbouring different values, in seconds, and its share of all distances; only
    /// when all values were counted.
    pub step: Option<Step>,
    /// The largest distances between neighbouring different values, largest first, at most 5.
    pub gaps: Vec<Gap>,
    /// Values at midnight exactly (datetimes): all of them means that the time of day is not recorded.
    pub midnight: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    pub seconds: f64,
    pub share: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// ISO text of the value before and after.
    pub from: String,
    pub to: String,
    pub seconds: f64,
}

/// Figures of lists, structs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NestedProfile {
    /// Entries of a list, fields of a struct.
    pub min_length: u64,
    pub mean_length: Figure,
    pub max_length: u64,
}

/// Values in bins of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Histogram {
    pub scale: Scale,
    /// `bins + 1` ascending edges; for times microseconds since 1970-01-01 (of a time of day: since midnight).
    /// A bin holds its lower edge and not its upper; the last holds both.
    pub edges: Vec<f64>,
    pub counts: Vec<u64>,
    /// Finite values below the first and above the last edge: only when a range was asked for.
    pub below: u64,
    pub above: u64,
    pub precision: Precision,
}

impl Histogram {
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    Linear,
    /// Bins of equal width in log10; values that are not positive count as below.
    Log,
    Time,
}

/// Whether the values of a column rise or fall along the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    StrictlyAscending,
    Ascending,
    StrictlyDescending,
    Descending,
    Constant,
    /// In how many rows the value is smaller than the one before it, missing ones passed over.
    Mixed {
        descents: u64,
        pairs: u64,
    },
    /// Types without an order, or fewer than two values.
    #[default]
    Unknown,
}
