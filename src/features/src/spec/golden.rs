//! Made-up rows that try out every feature: nothing in them is anybody's.

use super::cells::plain;
use crate::set::FeatureSet;
use ninefold_base::feature::spec::{ColumnContract, GoldenRows};
use ninefold_base::feature::{Fitted, Value, ValueType};

const ROWS: usize = 32;
/// No training data has this category.
const UNSEEN: &str = "a category that training did not have";

/// Rows that walk through what each column may hold: missing, listed, unlisted and extreme values, and values around
/// the figures that were learned.
pub fn rows(set: &FeatureSet, contracts: &[ColumnContract]) -> GoldenRows {
    let choices: Vec<Vec<Value<'static>>> = set
        .inputs
        .iter()
        .zip(contracts)
        .enumerate()
        .map(|(at, (input, contract))| {
            if input.opaque {
                vec![Value::Missing, Value::Boolean(true)]
            } else {
                choices(input.kind, contract, &figures(set, at))
            }
        })
        .collect();
    let mut golden = GoldenRows::default();
    for row in 0..ROWS {
        // Columns step through their choices at their own pace, so that combinations differ.
        let values: Vec<Value<'static>> = choices
            .iter()
            .enumerate()
            .map(|(column, choices)| choices[(row * (1 + column % 3) + column * 5) % choices.len()].clone())
            .collect();
        golden.raw.push(values.iter().map(plain).collect());
        golden.features.push(set.row(&values).iter().map(plain).collect());
    }
    golden
}

/// Some figures that features on this column learned.
fn figures(set: &FeatureSet, column: usize) -> Vec<f64> {
    let mut figures = Vec::new();
    for feature in set.features.iter().filter(|feature| feature.inputs().contains(&column)) {
        for learned in &feature.learned {
            match &learned.fitted {
                Fitted::Bins { edges } => figures.extend(edges.iter().take(4)),
                Fitted::Standardize { mean, .. } => figures.push(mean.round()),
                Fitted::MinMax { min, range } => figures.push((min + range / 2.0).round()),
                Fitted::RobustScale { median, .. } => figures.push(*median),
                Fitted::Winsorize { low, high } => figures.extend([low - 1.0, high + 1.0]),
                Fitted::Impute { .. }
                | Fitted::YeoJohnson { .. }
                | Fitted::OneHot { .. }
                | Fitted::Ordinal { .. }
                | Fitted::Rare { .. }
                | Fitted::FrequencyEncode { .. }
                | Fitted::TargetEncode { .. }
                | Fitted::GroupMean { .. }
                | Fitted::GroupRank { .. } => {}
            }
        }
    }
    figures.retain(|figure| figure.is_finite());
    figures.truncate(12);
    figures
}

fn choices(kind: ValueType, contract: &ColumnContract, figures: &[f64]) -> Vec<Value<'static>> {
    let mut choices = vec![Value::Missing];
    match kind {
        ValueType::Boolean => choices.extend([Value::Boolean(true), Value::Boolean(false)]),
        ValueType::Integer => {
            choices.extend([0, 1, -1, 7, 18, 40, 65, 1_000_000].map(Value::Integer));
            choices.extend(
                figures.iter().filter(|figure| figure.abs() < 1e15).map(|figure| Value::Integer(*figure as i64)),
            );
        }
        ValueType::Float => {
            choices.extend([0.0, 1.0, -1.0, 0.1, 2.5, 40.0, 1e6, f64::NAN, f64::INFINITY].map(Value::Float));
            choices.extend(figures.iter().map(|figure| Value::Float(*figure)));
        }
        ValueType::Text => {
            let listed = contract.domain.iter().flat_map(|domain| domain.values.iter().take(12).cloned());
            choices.extend(listed.map(|text| Value::Text(text.into())));
            choices.extend([UNSEEN, "", "A b-12"].map(|text| Value::Text(text.into())));
        }
        ValueType::Date => choices.extend([0, 19_782, 18_627, -719_162, 2_932_896].map(Value::Date)),
        ValueType::Datetime => {
            choices.extend([0, 1_704_103_199_500_000, -1, 951_782_400_000_000].map(Value::Datetime));
        }
        ValueType::Time => choices.extend([0, 45_296_000_000_000, 86_399_999_000_000].map(Value::Time)),
    }
    choices
}
