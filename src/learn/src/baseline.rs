//! The models to beat: constants, chance, groups, the last value, and the best single rule.
//!
//! A model that is not better than these is not worth its upkeep. [`constant`] answers the same for every row, [`group`]
//! by one category, [`rule`] by one feature, found on the training rows and printed as a sentence.

mod cells;
pub mod constant;
pub mod group;
pub mod rule;

#[cfg(test)]
mod tests;

pub use constant::{
    CONSTANTS, ConstantModel, Costs, RandomModel, cheaper_constant, majority, mean, median, prior, stratified_random,
};
pub use group::{GroupModel, group_mean, last_value};
pub use rule::{RuleModel, one_rule, stump};

use crate::matrix::{Dataset, Target, Task};

/// The weighted share of each class, or the weighted mean: what is said where nothing is known. As wide as a task's
/// prediction.
fn overall(data: &Dataset) -> Vec<f64> {
    let total = data.total_weight();
    match data.target() {
        Target::Classes { codes, names } => {
            let mut shares = vec![0.0; names.len()];
            for (row, &code) in codes.iter().enumerate() {
                shares[code as usize] += data.weight(row);
            }
            shares.iter_mut().for_each(|share| *share /= total);
            narrowed(shares)
        }
        Target::Number(values) => {
            let sum: f64 = values.iter().enumerate().map(|(row, value)| data.weight(row) * value).sum();
            vec![sum / total]
        }
    }
}

/// Shares of all classes as a prediction: of two, only the positive.
fn narrowed(shares: Vec<f64>) -> Vec<f64> {
    if shares.len() == 2 { vec![shares[1]] } else { shares }
}

/// A prediction in words: "71.4 % yes", "a 20.0 %, b 80.0 %", "13.37".
fn said(task: &Task, prediction: &[f64]) -> String {
    match task {
        Task::Classes { names } if names.len() == 2 => format!("{:.1} % {}", 100.0 * prediction[0], names[1]),
        Task::Classes { names } => {
            let shares: Vec<_> =
                names.iter().zip(prediction).map(|(name, p)| format!("{name} {:.1} %", 100.0 * p)).collect();
            shares.join(", ")
        }
        Task::Number => short(prediction[0]),
    }
}

/// A number for a sentence: at most six digits behind the point, no trailing zeros.
fn short(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e15).contains(&value.abs()) {
        return format!("{value:e}");
    }
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
