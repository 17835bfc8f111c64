//! What a fitted function learned on the training rows: plain figures, enough to compute it anywhere.
//!
//! Every variant says the formula. Categories that few training rows have are not listed (see `smallest_group` of the
//! fit); what holds for "unlisted" values holds for them and for values never seen.

use super::value::Value;
use serde::{Deserialize, Serialize};

/// Distinct values of one type, in the order that their positions count in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Categories {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Text(Vec<String>),
}

impl Categories {
    pub fn len(&self) -> usize {
        match self {
            Self::Boolean(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The category at a position as text: in names of outputs and messages.
    pub fn label(&self, at: usize) -> String {
        match self {
            Self::Boolean(values) => values[at].to_string(),
            Self::Integer(values) => values[at].to_string(),
            Self::Text(values) => values[at].clone(),
        }
    }
}

/// One column of a target encoding: the only one, or that of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetColumn {
    /// The class, if the target has more than two.
    pub class: Option<String>,
    /// One figure per category.
    pub encodings: Vec<f64>,
    /// For a missing value.
    pub missing: f64,
    /// For an unlisted value.
    pub unlisted: f64,
}

/// Learned parameters. `x` is the argument, missing is no value, NaN counts as missing in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "function", rename_all = "snake_case")]
pub enum Fitted {
    /// `x`, or `value` where `x` is missing (or NaN).
    Impute { value: Value<'static> },
    /// `(x - mean) / sd`; `sd` is that of the population, 1 for a constant, as scikit-learn's StandardScaler.
    Standardize { mean: f64, sd: f64 },
    /// `(x - min) / range`; `range` is 1 for a constant, as scikit-learn's MinMaxScaler without clipping.
    MinMax { min: f64, range: f64 },
    /// `(x - median) / iqr`; quartiles by linear interpolation; 1 for an interquartile range of 0, as RobustScaler.
    RobustScale { median: f64, iqr: f64 },
    /// `x` moved into `low..=high`.
    Winsorize { low: f64, high: f64 },
    /// How many of the ascending inner edges are `<= x`: 0 for the lowest bin. As numpy's `searchsorted(side='right')`.
    Bins { edges: Vec<f64> },
    /// Yeo and Johnson (2000) with this `lambda`.
    YeoJohnson { lambda: f64 },
    /// One 0/1 column per category, then one for unlisted values (`other`), then one for missing ones, where training
    /// had such. Otherwise all columns are 0.
    OneHot { categories: Categories, other: bool, missing: bool },
    /// The position of the category; -1 for an unlisted value; missing stays missing.
    Ordinal { categories: Categories },
    /// `x` as text if its share of the training rows was large enough, else `other`; missing stays missing.
    Rare { kept: Categories },
    /// The share of the training rows that had this value; missing has its share too.
    FrequencyEncode { categories: Categories, shares: Vec<f64>, missing: f64, unlisted: f64 },
    /// The smoothed mean of the target among training rows with this value, one per class beyond two: with the empirical
    /// Bayes weights of scikit-learn's TargetEncoder (`smooth='auto'`). Training rows get it out of fold.
    TargetEncode { categories: Categories, columns: Vec<TargetColumn> },
    /// The mean of `x` among training rows of the same group; `overall` where the group is unlisted or had no value.
    GroupMean { groups: Categories, means: Vec<f64>, missing: f64, overall: f64 },
    /// Where `x` lies in its group: `(below + equal / 2) / knots`, over the group's ascending knots (at most 101
    /// quantiles of the training values; the values themselves if they are fewer). `overall` for unlisted groups.
    GroupRank { groups: Categories, knots: Vec<Vec<f64>>, missing: Vec<f64>, overall: Vec<f64> },
}
