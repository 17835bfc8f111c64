//! A number as it is shown: its value, or the reason why there is none; and what is known of its uncertainty.
//!
//! A measure that has no value on some data (a precision without a single alarm, a correlation with a constant) is never
//! 0 and never NaN: it is [`Figure::Undefined`] with a sentence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value, or the reason why it has none. In JSON a number, or `{"undefined": "…"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Figure {
    /// Finite.
    Value(f64),
    Undefined {
        /// Half a sentence: "no row of the positive class".
        undefined: String,
    },
}

impl Figure {
    /// The value if it is finite, else undefined for the reason given.
    pub fn finite(value: f64, otherwise: &str) -> Self {
        if value.is_finite() { Self::Value(value) } else { Self::undefined(otherwise) }
    }

    pub fn undefined(reason: impl Into<String>) -> Self {
        Self::Undefined { undefined: reason.into() }
    }

    /// `numerator / denominator`, undefined for the reason given if the denominator is 0.
    pub fn ratio(numerator: f64, denominator: f64, otherwise: &str) -> Self {
        if denominator == 0.0 { Self::undefined(otherwise) } else { Self::finite(numerator / denominator, otherwise) }
    }

    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Undefined { .. } => None,
        }
    }

    /// Why there is no value.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Value(_) => None,
            Self::Undefined { undefined } => Some(undefined),
        }
    }

    /// The same figure under a function of its value.
    pub fn map(&self, f: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Value(value) => Self::finite(f(*value), "the result is not a finite number"),
            Self::Undefined { .. } => self.clone(),
        }
    }
}

/// Two ends of an interval, `low <= high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_value_keeps_its_reason_through_json() {
        let figures = [Figure::Value(0.5), Figure::ratio(1.0, 0.0, "no row")];
        let json = serde_json::to_string(&figures).unwrap();
        assert_eq!(json, r#"[0.5,{"undefined":"no row"}]"#);
        assert_eq!(serde_json::from_str::<Vec<Figure>>(&json).unwrap(), figures);
        assert_eq!(Figure::finite(f64::NAN, "not a number").value(), None);
        assert_eq!(figures[1].map(|value| value * 2.0).reason(), Some("no row"));
    }
}
