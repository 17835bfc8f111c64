//! From where on something is worth a warning.

use super::super::target::leak::LeakRules;
use serde::{Deserialize, Serialize};

/// Every threshold, with the defaults of `NUMBERS.md` section 1. Shares are of the rows unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    pub leak: LeakRules,
    /// Missing in more than this share.
    pub missing: f64,
    /// From this share on missing is a warning, not a note.
    pub missing_much: f64,
    /// Zeros in more than this share.
    pub zeros: f64,
    /// More categories than this.
    pub high_cardinality: u64,
    /// 1 − H / ln k above this.
    pub imbalance: f64,
    /// |skewness| above this is noted, above the second a warning.
    pub skewness: f64,
    pub skewness_large: f64,
    /// |association| at or above this, on at least `association_rows` rows.
    pub association: f64,
    pub association_rows: u64,
    /// Rows to drop above this.
    pub duplicates: u64,
    /// Rows with conflicting labels above this.
    pub conflicting_labels: u64,
    /// Both numbers and other texts in at least this share of the texts.
    pub mixed_types: f64,
    /// Texts that read as numbers or dates in at least this share of them.
    pub as_text: f64,
    /// A marker in at least this many rows, and this many times as often as the column's values are on average.
    pub hidden_rows: u64,
    pub hidden_factor: f64,
    /// Dates before the first or from the second on, as ISO text.
    pub earliest: String,
    pub latest: String,
    /// Steps back in at most this share of all steps: more is no order at all.
    pub time_order: f64,
    /// Different texts in at least this share of those present, in columns of at least `identifier_rows` values.
    pub near_unique: f64,
    pub identifier_rows: u64,
    /// A category in fewer rows than this, and in less than this share.
    pub rare_rows: u64,
    pub rare_share: f64,
    /// Further outside the quartiles than this many interquartile ranges (Tukey: 3 is far out).
    pub outlier_ranges: f64,
    /// Missingness depends on the target: p below this, after Bonferroni over the columns tried, and Cramér's V (η for
    /// numbers) at or above the second.
    pub missing_signal_p: f64,
    pub missing_signal_effect: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            leak: LeakRules::default(),
            missing: 0.01,
            missing_much: 0.2,
            zeros: 0.01,
            high_cardinality: 50,
            imbalance: 0.5,
            skewness: 2.0,
            skewness_large: 20.0,
            association: 0.9,
            association_rows: 30,
            duplicates: 0,
            conflicting_labels: 0,
            mixed_types: 0.01,
            as_text: 0.95,
            hidden_rows: 5,
            hidden_factor: 5.0,
            earliest: "1900-01-01".into(),
            latest: "2100-01-01".into(),
            time_order: 0.1,
            near_unique: 0.95,
            identifier_rows: 20,
            rare_rows: 30,
            rare_share: 0.01,
            outlier_ranges: 3.0,
            missing_signal_p: 0.001,
            missing_signal_effect: 0.1,
        }
    }
}
