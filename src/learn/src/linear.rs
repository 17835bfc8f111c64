//! Logistic and linear regression: fitted on standardised features, told on the scale of the data.
//!
//! What is minimised: Σ wᵢ lossᵢ + λ (α ‖β‖₁ + (1 − α)/2 ‖β‖²) over the coefficients β of the standardised features, never
//! the intercept; the loss is the log loss, or half the squared error. Columns of only 0 and 1 (one-hot) keep their scale.
//! With scikit-learn's names on such data:
//! λ = 1/C of `LogisticRegression`, `alpha` of `Ridge`, n·`alpha` of `ElasticNet`; α = `l1_ratio`.
//!
//! Two classes are fitted by Newton's method ([`binary`]), more by majorisation ([`multinomial`]), numbers by one solve
//! ([`numeric`]); an L1 penalty turns each step into coordinate descent ([`solve`]). [`design`] reads the columns, [`model`]
//! is the result. Categories are not taken: one-hot columns are made by a feature, where they are seen and named.

// Sums over rows and matrices read better by index.
#[allow(clippy::needless_range_loop)]
mod binary;
mod design;
#[allow(clippy::needless_range_loop)]
mod gram;
pub mod model;
#[allow(clippy::needless_range_loop)]
mod multinomial;
#[allow(clippy::needless_range_loop)]
mod numeric;
#[allow(clippy::needless_range_loop)]
mod solve;

#[cfg(test)]
mod tests;

pub use model::{Coefficient, LinearModel};

use crate::estimator::{Contract, Fit, FitError, Watch};
use crate::matrix::{Dataset, Target, Task, Values};
use design::Design;
use model::{Learned, Output};
use ninefold_base::Problem;
use ninefold_base::format::{grouped, percent};
use serde::{Deserialize, Serialize};

/// A coefficient has no interval if the penalty decides it by more than this: λ times its variance, which is the share by
/// which it is drawn to 0. Below, the bias is small beside the interval.
const DECIDED: f64 = 0.05;

/// How a linear model is fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinearSettings {
    /// λ, 0 or more. 1 is so little that it only shows where the data say nothing.
    pub penalty: f64,
    /// α, from 0 (ridge) to 1 (lasso).
    pub l1_share: f64,
    /// Newton steps, or a hundredth of the majorisation steps, at most.
    pub most_iterations: u32,
}

impl Default for LinearSettings {
    fn default() -> Self {
        Self { penalty: 1.0, l1_share: 0.0, most_iterations: 60 }
    }
}

impl LinearSettings {
    fn l1(&self) -> f64 {
        self.penalty * self.l1_share
    }

    fn l2(&self) -> f64 {
        self.penalty * (1.0 - self.l1_share)
    }

    fn check(&self) -> Result<(), Problem> {
        let refuse = |why: String, fix: &str| Err(Problem::new("could not train the linear model", why, fix));
        if !(self.penalty.is_finite() && self.penalty >= 0.0) {
            return refuse(format!("the penalty is {}", self.penalty), "set it to 0 or more");
        }
        if !(0.0..=1.0).contains(&self.l1_share) {
            return refuse(format!("the share of L1 is {}", self.l1_share), "set it between 0 and 1");
        }
        Ok(())
    }
}

/// Fits a logistic regression on classes, a linear regression on a number.
pub fn fit(
    settings: &LinearSettings,
    training: &Dataset,
    validation: Option<&Dataset>,
    watch: &mut Watch<'_>,
) -> Result<Fit, FitError> {
    settings.check()?;
    check_columns(training)?;
    let design = Design::of(training, watch.meter)?;
    let task = training.task();
    let contract = Contract::of(training.features());
    let mut curve = Vec::new();
    let mut each_round = |outputs: &[Vec<f64>], training_loss: f64, watch: &mut Watch<'_>| -> Result<(), FitError> {
        let validation = match validation {
            Some(validation) => {
                let learned = Learned { features: design.scales(), outputs: design.plain_outputs(outputs) };
                let model = LinearModel::new(task.clone(), contract.clone(), learned);
                let predictions = crate::Fitted::predict(&model, validation.features())?;
                Some(crate::loss::mean_loss(validation.target(), validation.extras().weights.as_deref(), &predictions))
            }
            None => None,
        };
        let round = crate::Round { round: curve.len() as u32 + 1, training: Some(training_loss), validation };
        curve.push(round);
        Ok(watch.round(round, 0)?)
    };
    let solution = match training.target() {
        Target::Classes { names, .. } if names.len() == 2 => {
            binary::fit(settings, &design, training.target(), watch, &mut each_round)?
        }
        Target::Classes { .. } => multinomial::fit(settings, &design, training.target(), watch, &mut each_round)?,
        Target::Number(_) => numeric::fit(settings, &design, training.target(), watch, &mut each_round)?,
    };
    let mut notes = design.notes();
    notes.extend(solution.notes);
    let learned = Learned { features: design.scales(), outputs: solution.outputs };
    let model = LinearModel::new(task, contract, learned);
    Ok(Fit { model: Box::new(model), notes, curve, best_round: None })
}

/// What is called after every iteration: the coefficients so far, the training loss.
type EachRound<'f> = dyn FnMut(&[Vec<f64>], f64, &mut Watch<'_>) -> Result<(), FitError> + 'f;

/// What a solver gives.
struct Solution {
    outputs: Vec<Output>,
    notes: Vec<String>,
}

/// Categories and infinite numbers are refused.
fn check_columns(data: &Dataset) -> Result<(), Problem> {
    let category = data.features().columns().iter().find(|column| matches!(column.values, Values::Category { .. }));
    if let Some(column) = category {
        let name = &column.name;
        return Err(Problem::new(
            "could not train the linear model",
            format!("`{name}` holds categories, and a linear model takes numbers"),
            format!("use a feature such as `one_hot({name})` or `target_encode({name})`"),
        ));
    }
    if let Some((name, row)) = data.features().first_infinite() {
        return Err(Problem::new(
            "could not train the linear model",
            format!("`{name}` is infinite in row {}", grouped(row as u64 + 1)),
            format!("use a feature such as `winsorize({name}, 0.01, 0.99)`, or make it missing"),
        ));
    }
    Ok(())
}

/// A note names at most this many features.
const NAMED: usize = 6;

impl Design<'_> {
    /// What was filled in and what was left out.
    fn notes(&self) -> Vec<String> {
        let missing = self.features.iter().filter(|feature| feature.n_missing > 0);
        let missing = missing
            .map(|feature| format!("`{}` ({})", feature.name, percent(feature.n_missing, self.n_rows as u64)))
            .collect();
        let constant = self.features.iter().filter(|feature| feature.scale == 0.0);
        let constant = constant.map(|feature| format!("`{}`", feature.name)).collect();
        [("missing values are read as the mean", missing), ("constant in training, so left out", constant)]
            .into_iter()
            .filter_map(|(what, features): (&str, Vec<String>)| listed(what, &features))
            .collect()
    }
}

/// "what: a, b and 3 more", or nothing for none.
fn listed(what: &str, features: &[String]) -> Option<String> {
    let more = features.len().saturating_sub(NAMED);
    let named = features[..features.len() - more].join(", ");
    match (features.len(), more) {
        (0, _) => None,
        (_, 0) => Some(format!("{what}: {named}")),
        (_, more) => Some(format!("{what}: {named} and {more} more")),
    }
}

/// Why a coefficient has no interval where the penalty holds it.
const HELD: &str = "the penalty decides it: the data say too little, or other features say the same";

impl Design<'_> {
    /// The features left out because others say the same: a reason for each, and a note.
    fn left_out(&self, aliased: &[usize], undefined: &mut [Option<String>]) -> Option<String> {
        let name = |&at: &usize| format!("`{}`", self.features[self.active[at]].name);
        aliased.iter().for_each(|&at| undefined[at] = Some("the feature is a combination of others".to_string()));
        let names: Vec<String> = aliased.iter().map(name).collect();
        listed("a combination of other features, so left out", &names)
    }
}

/// Whether the task of a saved model is one a linear model has.
fn outputs_of(task: &Task) -> usize {
    task.width()
}
