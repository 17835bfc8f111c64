//! An explainable boosting machine: a model that is the sum of one curve per feature (and of a few pairs), each of which can
//! be drawn and read. By the crate `hessboost`, see [`crate::boosted`] for what is known of it.
//!
//! The curves are plain data ([`Shape`]): the predictor of a row is the intercept plus the value of every shape at the row.

#[cfg(test)]
mod tests;

use crate::boosted::data::{self, from_crate};
use crate::boosted::{Gain, gains, predict_row, predict_rows, read_booster, write_booster};
use crate::estimator::{Body, Bound, Contract, FeatureKind, Fit, FitError, Fitted, Round, Watch};
use crate::matrix::{Dataset, Task};
use crate::random::Random;
use hessboost::config::{BoosterKind, Ebm, GrowPolicy, TrainingParams, TreeMethod};
use hessboost::ebm::{TermAxis, shape_functions};
use hessboost::metric::EvalMetric;
use hessboost::model::BoostedModel as Booster;
use hessboost::objective::{Objective, RegLoss};
use hessboost::training::Trainer;
use ninefold_base::format::{counted, grouped};
use ninefold_base::{Problem, Stopped};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::num::NonZeroUsize;
use std::ops::{ControlFlow, Range};

/// How the curves are grown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GlassBoxSettings {
    pub rate: f64,
    /// Rounds at most, each a small tree for every feature. With validation rows it stops earlier.
    pub rounds: u32,
    pub patience: u32,
    /// Leaves of a tree.
    pub leaves: u32,
    /// Pairs of features that get a surface, chosen by the crate (FAST).
    pub pairs: u32,
    pub bins: u32,
    /// Rows it is fitted on at most, drawn evenly: a round fits a tree per feature, and a curve of one feature does not need
    /// more to be smooth.
    pub most_rows: u32,
    pub seed: u64,
}

impl Default for GlassBoxSettings {
    fn default() -> Self {
        Self { rate: 0.05, rounds: 400, patience: 30, leaves: 3, pairs: 0, bins: 256, most_rows: 200_000, seed: 0 }
    }
}

/// The cells of one feature of a shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Axis {
    /// Cell i holds `edges[i − 1] <= x < edges[i]`; after the last comes missing.
    Number { edges: Vec<f64> },
    /// A cell per category, then any other, then missing.
    Category { levels: Vec<String> },
}

impl Axis {
    /// How many cells, with missing.
    pub fn n_cells(&self) -> usize {
        match self {
            Self::Number { edges } => edges.len() + 2,
            Self::Category { levels } => levels.len() + 2,
        }
    }
}

/// What one feature, or a pair, adds to the predictor (log odds, or the number). Its mean over the training rows is 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    pub features: Vec<String>,
    pub axes: Vec<Axis>,
    /// Of a pair: row after row of the first feature's cells.
    pub values: Vec<f64>,
}

impl Shape {
    /// How far the curve reaches from lowest to highest: a first measure of how much it matters.
    pub fn reach(&self) -> f64 {
        let low = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if high >= low { high - low } else { 0.0 }
    }
}

/// An explainable boosting machine.
#[derive(Debug, Clone)]
pub struct GlassBoxModel {
    task: Task,
    contract: Contract,
    booster: Booster,
}

/// Grows the curves in turn, a small step each.
pub fn fit(
    settings: &GlassBoxSettings,
    training: &Dataset,
    validation: Option<&Dataset>,
    watch: &mut Watch<'_>,
) -> Result<Fit, FitError> {
    let task = training.task();
    let contract = Contract::of(training.features());
    let params = params(settings, &task, &contract)?;
    let mut notes = data::notes(training);
    let all = data::matrix(training, &contract, watch.meter)?;
    let most = settings.most_rows.max(1) as usize;
    let train = if training.n_rows() > most {
        notes.push(format!(
            "fitted on {} of {}, drawn at random",
            grouped(most as u64),
            counted(training.n_rows() as u64, "row")
        ));
        let mut rows: Vec<usize> = (0..training.n_rows()).collect();
        Random::new(settings.seed).shuffle(&mut rows);
        rows.truncate(most);
        rows.sort_unstable();
        all.select_rows(&rows).map_err(from_crate)?
    } else {
        all
    };
    let watched = data::watched_rows(&train)?;
    let valid = validation.map(|validation| data::matrix(validation, &contract, watch.meter)).transpose()?;
    watch.meter.check()?;
    let mut curve: Vec<Round> = Vec::new();
    let mut stopped = false;
    let mut trainer = Trainer::new(&params, &train, settings.rounds as usize).eval(&watched, "training");
    if let Some(valid) = &valid {
        trainer = trainer.eval(valid, "validation");
        if let Some(patience) = NonZeroUsize::new(settings.patience as usize) {
            trainer = trainer.early_stopping_rounds(patience);
        }
    }
    let has_validation = valid.is_some();
    let stages = if settings.pairs > 0 { 2 } else { 1 };
    let trainer = trainer.on_round(|round| {
        let values = round.values();
        let round = Round {
            round: round.iteration() as u32 + 1,
            training: values.first().copied(),
            validation: if has_validation { values.last().copied() } else { None },
        };
        curve.push(round);
        match watch.round(round, u64::from(settings.rounds) * stages) {
            Ok(()) => ControlFlow::Continue(()),
            Err(Stopped) => {
                stopped = true;
                ControlFlow::Break(())
            }
        }
    });
    let result = trainer.train().map_err(from_crate)?;
    if stopped {
        return Err(FitError::Stopped);
    }
    let best = curve
        .iter()
        .filter(|_| has_validation)
        .filter_map(|round| round.validation.map(|loss| (loss, round.round)))
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map(|(_, round)| round);
    let model = GlassBoxModel { task, contract, booster: result.model };
    Ok(Fit { model: Box::new(model), notes, curve, best_round: best })
}

fn params(settings: &GlassBoxSettings, task: &Task, contract: &Contract) -> Result<TrainingParams, Problem> {
    let n = contract.features.len();
    if n == 0 || settings.rounds == 0 {
        let (why, fix) = if n == 0 {
            ("there are no features", "add a feature")
        } else {
            ("0 rounds were asked for", "set `rounds` to 1 or more")
        };
        return Err(Problem::new("could not train the glass box", why, fix));
    }
    let (objective, metric) = match task {
        Task::Number => (Objective::SquaredError(RegLoss::default()), EvalMetric::Rmse),
        Task::Classes { .. } => (Objective::BinaryLogistic(RegLoss::default()), EvalMetric::LogLoss),
    };
    let pairs = (settings.pairs as usize).min(n * (n - 1) / 2);
    let ebm = Ebm::builder().interactions(pairs).build().map_err(from_crate)?;
    TrainingParams::builder()
        .booster(BoosterKind::Ebm(ebm))
        .objective(objective)
        .eval_metric(metric)
        .tree_method(TreeMethod::Hist)
        .grow_policy(GrowPolicy::LossGuide)
        .max_leaves(settings.leaves as usize)
        .unlimited_depth()
        .eta(settings.rate)
        .max_bin(settings.bins as usize)
        .seed(settings.seed)
        .build()
        .map_err(from_crate)
}

impl GlassBoxModel {
    /// The predictor where every shape is 0.
    pub fn intercept(&self) -> Result<f64, Problem> {
        Ok(shape_functions(&self.booster).map_err(from_crate)?.intercept)
    }

    /// Every curve and surface, as data to draw.
    pub fn shapes(&self) -> Result<Vec<Shape>, Problem> {
        let found = shape_functions(&self.booster).map_err(from_crate)?;
        Ok(found
            .terms
            .iter()
            .map(|term| Shape {
                features: term.features().iter().map(|&at| self.contract.features[at as usize].name.clone()).collect(),
                axes: term.axes().iter().zip(term.features()).map(|(axis, &at)| self.axis(axis, at as usize)).collect(),
                values: term.values().to_vec(),
            })
            .collect())
    }

    fn axis(&self, axis: &TermAxis, feature: usize) -> Axis {
        match (axis, &self.contract.features[feature].kind) {
            (TermAxis::Categorical { categories, .. }, FeatureKind::Category { levels }) => {
                let name = |&code: &u32| levels.get(code as usize).cloned().unwrap_or_else(|| code.to_string());
                Axis::Category { levels: categories.iter().map(name).collect() }
            }
            (TermAxis::Categorical { categories, .. }, FeatureKind::Number) => {
                Axis::Category { levels: categories.iter().map(u32::to_string).collect() }
            }
            (TermAxis::Numeric { edges, .. }, _) => {
                Axis::Number { edges: edges.iter().map(|&edge| f64::from(edge)).collect() }
            }
            // The crate may grow kinds of axes; there is none today.
            (_, _) => Axis::Number { edges: Vec::new() },
        }
    }

    /// Gain of every feature, the largest first.
    pub fn gains(&self) -> Vec<Gain> {
        gains(&self.booster, &self.contract)
    }

    pub(crate) fn from_body(task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let booster = read_booster(&task, &contract, body)?;
        if booster.ebm().is_none() {
            return Err("its trees are not those of a glass box".to_string());
        }
        Ok(Self { task, contract, booster })
    }
}

impl Fitted for GlassBoxModel {
    fn kind(&self) -> &'static str {
        "glass_box"
    }
    fn task(&self) -> &Task {
        &self.task
    }
    fn contract(&self) -> &Contract {
        &self.contract
    }
    fn predict_row_into(&self, row: &[f64], out: &mut [f64]) -> Result<(), Problem> {
        predict_row(&self.booster, &self.task, row, out)
    }
    fn predict_chunk(&self, columns: &[Bound<'_>], rows: Range<usize>, out: &mut [f64]) -> Result<(), Problem> {
        predict_rows(&self.booster, &self.task, columns, rows, out)
    }
    fn sentences(&self) -> Vec<String> {
        let Ok(mut shapes) = self.shapes() else { return Vec::new() };
        shapes.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
        let curves = shapes.iter().filter(|shape| shape.features.len() == 1).count() as u64;
        let pairs = shapes.len() as u64 - curves;
        let of = match &self.task {
            Task::Classes { names } => format!("log odds of {}", names[1]),
            Task::Number => "prediction".to_string(),
        };
        let mut sentences =
            vec![format!("the {of} is the sum of {} and {}", counted(curves, "curve"), counted(pairs, "surface"))];
        let first: Vec<String> = shapes
            .iter()
            .filter(|shape| shape.reach() > 0.0)
            .take(5)
            .map(|shape| format!("`{}` ({:.2})", shape.features.join("` with `"), shape.reach()))
            .collect();
        if !first.is_empty() {
            sentences.push(format!("by the distance from lowest to highest point: {}", first.join(", ")));
        }
        sentences
    }
    fn body(&self) -> Result<Body, Problem> {
        write_booster(&self.booster)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
