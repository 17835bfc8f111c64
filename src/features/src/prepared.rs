//! Learned parameters made ready to compute with: lookups instead of lists.

use crate::HashMap;
use crate::scalar::{self, cast, numeric};
use ninefold_base::feature::{Categories, Fitted, Output, Value, ValueType};
use std::borrow::Cow;

/// What [`Fitted::Rare`] calls the categories that it does not keep.
pub const OTHER: &str = "other";
const MISSING: &str = "missing";

/// Where a value stands among listed categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Listed(usize),
    Unlisted,
    Missing,
}

#[derive(Debug, Clone)]
enum Lookup {
    Boolean([Option<usize>; 2]),
    Integer(HashMap<i64, usize>),
    Text(HashMap<String, usize>),
}

impl Lookup {
    fn new(categories: &Categories) -> Self {
        match categories {
            Categories::Boolean(values) => {
                let place = |wanted: bool| values.iter().position(|value| *value == wanted);
                Self::Boolean([place(false), place(true)])
            }
            Categories::Integer(values) => Self::Integer(values.iter().copied().zip(0..).collect()),
            Categories::Text(values) => Self::Text(values.iter().cloned().zip(0..).collect()),
        }
    }
}

/// One fitted function, ready.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub fitted: Fitted,
    lookup: Option<Lookup>,
}

impl Prepared {
    pub fn new(fitted: Fitted) -> Self {
        let lookup = match &fitted {
            Fitted::OneHot { categories, .. }
            | Fitted::Ordinal { categories }
            | Fitted::FrequencyEncode { categories, .. }
            | Fitted::TargetEncode { categories, .. } => Some(Lookup::new(categories)),
            Fitted::Rare { kept } => Some(Lookup::new(kept)),
            Fitted::GroupMean { groups, .. } | Fitted::GroupRank { groups, .. } => Some(Lookup::new(groups)),
            Fitted::Impute { .. }
            | Fitted::Standardize { .. }
            | Fitted::MinMax { .. }
            | Fitted::RobustScale { .. }
            | Fitted::Winsorize { .. }
            | Fitted::Bins { .. }
            | Fitted::YeoJohnson { .. } => None,
        };
        Self { fitted, lookup }
    }

    pub fn place_text(&self, text: &str) -> Place {
        match &self.lookup {
            Some(Lookup::Text(places)) => places.get(text).map_or(Place::Unlisted, |at| Place::Listed(*at)),
            _ => Place::Unlisted,
        }
    }

    pub fn place(&self, value: &Value<'_>) -> Place {
        let found = match (&self.lookup, value) {
            (_, value) if scalar::is_missing(value) => return Place::Missing,
            (Some(Lookup::Boolean(places)), Value::Boolean(x)) => places[usize::from(*x)],
            (Some(Lookup::Integer(places)), Value::Integer(x)) => places.get(x).copied(),
            (Some(Lookup::Text(places)), Value::Text(x)) => places.get(x.as_ref()).copied(),
            _ => None,
        };
        found.map_or(Place::Unlisted, Place::Listed)
    }

    /// How many columns it gives.
    pub fn width(&self) -> usize {
        match &self.fitted {
            Fitted::OneHot { categories, other, missing } => {
                categories.len() + usize::from(*other) + usize::from(*missing)
            }
            Fitted::TargetEncode { columns, .. } => columns.len(),
            _ => 1,
        }
    }

    /// The columns of a feature of this name whose outermost function this is.
    pub fn outputs(&self, name: &str, kind: ValueType) -> Vec<Output> {
        let labels: Vec<String> = match &self.fitted {
            Fitted::OneHot { categories, other, missing } => {
                let mut labels: Vec<String> = (0..categories.len()).map(|at| categories.label(at)).collect();
                labels.extend(other.then(|| OTHER.to_string()));
                labels.extend(missing.then(|| MISSING.to_string()));
                labels
            }
            Fitted::TargetEncode { columns, .. } if columns.iter().any(|column| column.class.is_some()) => {
                columns.iter().map(|column| column.class.clone().unwrap_or_default()).collect()
            }
            _ => return vec![Output { name: name.to_string(), dtype: kind }],
        };
        let mut names: Vec<String> = Vec::with_capacity(labels.len());
        for label in labels {
            let plain: String = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let base = format!("{name}__{plain}");
            // A category may be called `other` or differ only by characters that names cannot hold.
            let mut unique = base.clone();
            let mut number = 2;
            while names.contains(&unique) {
                unique = format!("{base}_{number}");
                number += 1;
            }
            names.push(unique);
        }
        names.into_iter().map(|name| Output { name, dtype: kind }).collect()
    }

    /// A function of a number; `None` is missing. For the others, `None`.
    pub fn number(&self, x: f64) -> Option<f64> {
        match &self.fitted {
            Fitted::Standardize { mean, sd } => Some((x - mean) / sd),
            Fitted::MinMax { min, range } => Some((x - min) / range),
            Fitted::RobustScale { median, iqr } => Some((x - median) / iqr),
            // NaN stays NaN.
            Fitted::Winsorize { low, high } => Some(if x < *low {
                *low
            } else if x > *high {
                *high
            } else {
                x
            }),
            Fitted::YeoJohnson { lambda } => Some(yeo_johnson(x, *lambda)),
            _ => None,
        }
    }

    /// The figure for a category at `place`, in column `column`.
    pub fn encoded(&self, place: Place, column: usize) -> Option<f64> {
        match &self.fitted {
            Fitted::FrequencyEncode { shares, missing, unlisted, .. } => Some(match place {
                Place::Listed(at) => shares[at],
                Place::Unlisted => *unlisted,
                Place::Missing => *missing,
            }),
            Fitted::TargetEncode { columns, .. } => columns.get(column).map(|column| match place {
                Place::Listed(at) => column.encodings[at],
                Place::Unlisted => column.unlisted,
                Place::Missing => column.missing,
            }),
            Fitted::GroupMean { means, missing, overall, .. } => Some(match place {
                Place::Listed(at) => means[at],
                Place::Unlisted => *overall,
                Place::Missing => *missing,
            }),
            _ => None,
        }
    }

    /// The number for a category at `place`: ordinal and one-hot.
    pub fn code(&self, place: Place, column: usize) -> Option<i64> {
        match (&self.fitted, place) {
            (Fitted::Ordinal { .. }, Place::Listed(at)) => Some(at as i64),
            (Fitted::Ordinal { .. }, Place::Unlisted) => Some(-1),
            (Fitted::OneHot { categories, other, missing }, place) => {
                let hot = match place {
                    Place::Listed(at) => Some(at),
                    Place::Unlisted => other.then_some(categories.len()),
                    Place::Missing => missing.then_some(categories.len() + usize::from(*other)),
                };
                Some(i64::from(hot == Some(column)))
            }
            _ => None,
        }
    }

    /// Where a number lies in its group.
    pub fn rank(&self, x: f64, place: Place) -> Option<f64> {
        let Fitted::GroupRank { knots, missing, overall, .. } = &self.fitted else { return None };
        if x.is_nan() {
            return None;
        }
        let knots = match place {
            Place::Listed(at) => &knots[at],
            Place::Unlisted => overall,
            Place::Missing => missing,
        };
        if knots.is_empty() {
            return None;
        }
        let below = knots.partition_point(|knot| *knot < x);
        let equal = knots[below..].partition_point(|knot| *knot <= x);
        Some((below as f64 + equal as f64 / 2.0) / knots.len() as f64)
    }

    /// The value of column `column`.
    pub fn value<'a>(&self, arguments: &[Value<'a>], column: usize) -> Value<'a> {
        let float = |value: Option<f64>| value.map_or(Value::Missing, Value::Float);
        let Some(first) = arguments.first() else { return Value::Missing };
        match (&self.fitted, first) {
            (Fitted::Impute { value }, x) => {
                if scalar::is_missing(x) {
                    value.clone()
                } else {
                    x.clone()
                }
            }
            (Fitted::Bins { edges }, Value::Float(x)) => numeric::bin(edges, *x).map_or(Value::Missing, Value::Integer),
            (Fitted::OneHot { .. } | Fitted::Ordinal { .. }, x) => {
                self.code(self.place(x), column).map_or(Value::Missing, Value::Integer)
            }
            (Fitted::Rare { .. }, x) => self.rare(x),
            (Fitted::FrequencyEncode { .. } | Fitted::TargetEncode { .. }, x) => {
                float(self.encoded(self.place(x), column))
            }
            (Fitted::GroupMean { .. }, _) => float(self.encoded(self.place(&arguments[1]), column)),
            (Fitted::GroupRank { .. }, Value::Float(x)) => float(self.rank(*x, self.place(&arguments[1]))),
            (_, Value::Float(x)) => float(self.number(*x)),
            _ => Value::Missing,
        }
    }

    fn rare<'a>(&self, value: &Value<'a>) -> Value<'a> {
        match self.place(value) {
            Place::Listed(_) => cast::cast(value, ValueType::Text),
            Place::Unlisted => Value::Text(Cow::Borrowed(OTHER)),
            Place::Missing => Value::Missing,
        }
    }
}

/// Yeo and Johnson (2000), computed as scipy does: with `expm1` and `log1p`, which keep their digits near 0.
pub fn yeo_johnson(x: f64, lambda: f64) -> f64 {
    if x >= 0.0 {
        if lambda.abs() < f64::EPSILON { x.ln_1p() } else { (lambda * x.ln_1p()).exp_m1() / lambda }
    } else if (lambda - 2.0).abs() < f64::EPSILON {
        -(-x).ln_1p()
    } else {
        -((2.0 - lambda) * (-x).ln_1p()).exp_m1() / (2.0 - lambda)
    }
}
