//! All models there are, as plain data that a project file can hold, and the one door to fitting them.
//!
//! The user's rule and the system in use are not here: they are expressions over the table, scored elsewhere.

use crate::baseline::{self, Costs};
use crate::boosted::{self, BoostedSettings};
use crate::estimator::{Fit, FitError, Watch};
use crate::glass_box::{self, GlassBoxSettings};
use crate::linear::{self, LinearSettings};
use crate::matrix::{Dataset, Task};
use ninefold_base::Problem;
use serde::{Deserialize, Serialize};

/// A model to fit and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recipe {
    /// Each class by its share in training.
    Prior,
    /// The commonest class, always.
    Majority,
    /// A class drawn by the shares in training.
    StratifiedRandom { seed: u64 },
    /// Always yes or always no, whichever costs less on the training rows. Two classes.
    CheaperConstant { costs: Costs },
    /// The mean of the target.
    Mean,
    /// The median of the target.
    Median,
    /// The mean (or the shares of the classes) of the rows with the same category of a feature.
    GroupMean { by: String },
    /// The latest target in time, of all rows or of the same category of a feature.
    LastValue {
        #[serde(default)]
        by: Option<String>,
    },
    /// The best single feature, cut into a few ranges or its categories (1R).
    OneRule,
    /// The best single question with two answers.
    Stump,
    /// Logistic regression.
    Logistic(LinearSettings),
    /// Linear regression.
    Linear(LinearSettings),
    /// Gradient-boosted trees.
    Boosted(BoostedSettings),
    /// An explainable boosting machine.
    GlassBox(GlassBoxSettings),
}

impl Recipe {
    /// The name in project files and saved models.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Majority => "majority",
            Self::StratifiedRandom { .. } => "stratified_random",
            Self::CheaperConstant { .. } => "cheaper_constant",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::GroupMean { .. } => "group_mean",
            Self::LastValue { .. } => "last_value",
            Self::OneRule => "one_rule",
            Self::Stump => "stump",
            Self::Logistic(_) => "logistic",
            Self::Linear(_) => "linear",
            Self::Boosted(_) => "boosted",
            Self::GlassBox(_) => "glass_box",
        }
    }

    /// Whether the model can answer a task of this kind.
    pub fn fits(&self, task: &Task) -> bool {
        match self {
            Self::Prior | Self::Majority | Self::StratifiedRandom { .. } | Self::Logistic(_) => {
                matches!(task, Task::Classes { .. })
            }
            Self::CheaperConstant { .. } => task.is_binary(),
            Self::Mean | Self::Median | Self::Linear(_) => matches!(task, Task::Number),
            Self::GlassBox(_) => task.width() == 1,
            Self::GroupMean { .. } | Self::LastValue { .. } | Self::OneRule | Self::Stump | Self::Boosted(_) => true,
        }
    }
}

/// Fits a model on the training rows. `validation` chooses the number of rounds where a model is grown in rounds, and gives
/// the second curve; it must have the same features and target.
pub fn fit(
    recipe: &Recipe,
    training: &Dataset,
    validation: Option<&Dataset>,
    watch: &mut Watch<'_>,
) -> Result<Fit, FitError> {
    watch.meter.check()?;
    let task = training.task();
    if !recipe.fits(&task) {
        let target = match &task {
            Task::Number => "a number".to_string(),
            Task::Classes { names } => format!("one of {} classes", names.len()),
        };
        return Err(FitError::Problem(Problem::new(
            format!("could not train `{}`", recipe.kind()),
            format!("the target is {target}, which this model does not predict"),
            "take the model out of the line-up, or choose another target",
        )));
    }
    if let Some(validation) = validation.filter(|validation| validation.task() != task) {
        let why = format!("training predicts {task:?}, validation {:?}", validation.task());
        return Err(FitError::Problem(Problem::fault("comparing training and validation rows", why)));
    }
    match recipe {
        Recipe::Prior => Ok(Fit::of(baseline::prior(training))),
        Recipe::Majority => Ok(Fit::of(baseline::majority(training))),
        Recipe::StratifiedRandom { seed } => Ok(Fit::of(baseline::stratified_random(training, *seed))),
        Recipe::CheaperConstant { costs } => Ok(Fit::of(baseline::cheaper_constant(training, *costs)?)),
        Recipe::Mean => Ok(Fit::of(baseline::mean(training))),
        Recipe::Median => Ok(Fit::of(baseline::median(training))),
        Recipe::GroupMean { by } => Ok(Fit::of(baseline::group_mean(training, by)?)),
        Recipe::LastValue { by } => Ok(Fit::of(baseline::last_value(training, by.as_deref())?)),
        Recipe::OneRule => Ok(Fit::of(baseline::one_rule(training, watch.meter)?)),
        Recipe::Stump => Ok(Fit::of(baseline::stump(training, watch.meter)?)),
        Recipe::Logistic(settings) | Recipe::Linear(settings) => linear::fit(settings, training, validation, watch),
        Recipe::Boosted(settings) => boosted::fit(settings, training, validation, watch),
        Recipe::GlassBox(settings) => glass_box::fit(settings, training, validation, watch),
    }
}
