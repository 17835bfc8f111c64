//! What a fitted model is, and what surrounds a fit: progress, cancelling, the loss per round, notes for the user.
//!
//! A model answers for a batch ([`Fitted::predict_into`]) and for one row ([`Fitted::predict_row_into`]) with the same
//! bits. It knows the features it was fitted on ([`Contract`]) and refuses others with a sentence. The recipes that make
//! models are in [`crate::recipe`], so that another estimator is one more variant there and one more [`Fitted`].

use crate::matrix::{MISSING, Matrix, Task, Values, no_column};
use ninefold_base::format::grouped;
use ninefold_base::{Meter, Problem, Stopped};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// Rows that one task predicts at a time.
pub(crate) const CHUNK: usize = 4096;

/// One feature as a model knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    pub name: String,
    #[serde(flatten)]
    pub kind: FeatureKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FeatureKind {
    Number,
    /// The categories seen in training; a row's code is the position here.
    Category {
        levels: Vec<String>,
    },
}

/// The features of a model, in its order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contract {
    pub features: Vec<Feature>,
}

impl Contract {
    pub fn of(matrix: &Matrix) -> Self {
        let features = matrix
            .columns()
            .iter()
            .map(|column| Feature {
                name: column.name.clone(),
                kind: match &column.values {
                    Values::Number(_) | Values::Number32(_) => FeatureKind::Number,
                    Values::Category { levels, .. } => FeatureKind::Category { levels: levels.clone() },
                },
            })
            .collect();
        Self { features }
    }

    /// The columns of `matrix` in the order of the contract, found by name. Further columns are passed over. A category
    /// that was not seen in training gets the code after the last.
    pub fn bind<'m>(&self, matrix: &'m Matrix) -> Result<Vec<Bound<'m>>, Problem> {
        self.features
            .iter()
            .enumerate()
            .map(|(at, feature)| {
                // Nearly always the same order as in training.
                let same = matrix.columns().get(at).filter(|column| column.name == feature.name);
                let column = same
                    .or_else(|| matrix.columns().iter().find(|column| column.name == feature.name))
                    .ok_or_else(|| no_column(&feature.name))?;
                match (&feature.kind, &column.values) {
                    (FeatureKind::Number, Values::Number(values)) => Ok(Bound::Number(values)),
                    (FeatureKind::Number, Values::Number32(values)) => Ok(Bound::Number32(values)),
                    (FeatureKind::Category { levels: known }, Values::Category { codes, levels }) => {
                        Ok(Bound::Category { codes, map: code_map(known, levels) })
                    }
                    (FeatureKind::Number, Values::Category { .. }) => Err(kind_differs(&feature.name, "numbers")),
                    (FeatureKind::Category { .. }, Values::Number(_) | Values::Number32(_)) => {
                        Err(kind_differs(&feature.name, "categories"))
                    }
                }
            })
            .collect()
    }

    fn check_row(&self, row: &[f64]) -> Result<(), Problem> {
        if row.len() == self.features.len() {
            return Ok(());
        }
        let why = format!("the row has {} values, the model takes {}", row.len(), self.features.len());
        Err(Problem::fault("predicting one row", why))
    }
}

fn kind_differs(name: &str, expected: &str) -> Problem {
    Problem::new(
        "could not predict",
        format!("the model learned `{name}` as {expected}, and here it is not"),
        "give it the type it had in training, or train the model again",
    )
}

/// From codes of the batch's levels to codes of the model's: the same level, or the code after the last.
fn code_map(known: &[String], levels: &[String]) -> Vec<u32> {
    if known == levels {
        return (0..levels.len() as u32).collect();
    }
    let by_name: std::collections::HashMap<&str, u32> =
        known.iter().enumerate().map(|(code, level)| (level.as_str(), code as u32)).collect();
    levels.iter().map(|level| by_name.get(level.as_str()).copied().unwrap_or(known.len() as u32)).collect()
}

/// A column of a batch as a model reads it.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound<'m> {
    Number(&'m [f64]),
    Number32(&'m [f32]),
    Category { codes: &'m [u32], map: Vec<u32> },
}

impl Bound<'_> {
    /// NaN is missing; a category is its code in the model's levels, or their number if it was not seen in training.
    #[inline]
    pub fn number(&self, row: usize) -> f64 {
        match self {
            Self::Number(values) => values[row],
            Self::Number32(values) => f64::from(values[row]),
            Self::Category { codes, .. } if codes[row] == MISSING => f64::NAN,
            Self::Category { codes, map } => f64::from(map[codes[row] as usize]),
        }
    }
}

/// A model that was fitted. It is not changed by anything it is asked.
pub trait Fitted: fmt::Debug + Send + Sync {
    /// Its name in saved files: `logistic`.
    fn kind(&self) -> &'static str;

    fn task(&self) -> &Task;

    fn contract(&self) -> &Contract;

    /// One row: a value per feature of the contract, NaN for missing, a category as its code in the contract's levels (any
    /// larger code is a category not seen in training). Writes [`Task::width`] numbers: a probability of the positive class,
    /// one of each class, or a number.
    fn predict_row_into(&self, row: &[f64], out: &mut [f64]) -> Result<(), Problem>;

    /// Rows of a batch, row after row into `out`. Models that gain from columns write their own.
    fn predict_chunk(&self, columns: &[Bound<'_>], rows: Range<usize>, out: &mut [f64]) -> Result<(), Problem> {
        let width = self.task().width();
        let mut row_values = vec![0.0; columns.len()];
        for (row, out) in rows.zip(out.chunks_exact_mut(width)) {
            for (value, column) in row_values.iter_mut().zip(columns) {
                *value = column.number(row);
            }
            self.predict_row_into(&row_values, out).map_err(|problem| in_row(problem, row))?;
        }
        Ok(())
    }

    /// What the model says, in sentences for the user.
    fn sentences(&self) -> Vec<String>;

    /// What [`crate::saved`] writes beside kind, task and contract.
    fn body(&self) -> Result<Body, Problem>;

    /// For questions that only one kind of model answers (coefficients, trees).
    fn as_any(&self) -> &dyn std::any::Any;

    /// All rows of `matrix`, whose columns are found by name, into `out`, which holds `n_rows` x [`Task::width`] numbers.
    fn predict_into(&self, matrix: &Matrix, out: &mut [f64]) -> Result<(), Problem> {
        let width = self.task().width();
        if out.len() != matrix.n_rows() * width {
            let why = format!("room for {} numbers, {} rows of {width}", out.len(), matrix.n_rows());
            return Err(Problem::fault("predicting", why));
        }
        let columns = self.contract().bind(matrix)?;
        out.par_chunks_mut(CHUNK * width)
            .enumerate()
            .map(|(chunk, out)| {
                let first = chunk * CHUNK;
                self.predict_chunk(&columns, first..first + out.len() / width, out)
            })
            // The first failure by row, whichever thread met it first.
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    }

    /// The same into a new buffer.
    fn predict(&self, matrix: &Matrix) -> Result<Vec<f64>, Problem> {
        let mut out = vec![0.0; matrix.n_rows() * self.task().width()];
        self.predict_into(matrix, &mut out)?;
        Ok(out)
    }

    /// One row, with the length checked.
    fn predict_row(&self, row: &[f64]) -> Result<Vec<f64>, Problem> {
        self.contract().check_row(row)?;
        let mut out = vec![0.0; self.task().width()];
        self.predict_row_into(row, &mut out)?;
        Ok(out)
    }
}

/// The problem of one row, with the row named.
pub(crate) fn in_row(problem: Problem, row: usize) -> Problem {
    Problem { why: format!("in row {}: {}", grouped(row as u64 + 1), problem.why), ..problem }
}

/// What a model writes of itself: text for people, bytes for what has a format of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    pub json: serde_json::Value,
    pub bytes: Vec<u8>,
}

/// The loss after a round (a tree, an iteration), lower is better: mean log loss, or root mean squared error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// From 1.
    pub round: u32,
    pub training: Option<f64>,
    pub validation: Option<f64>,
}

/// Who watches a fit: the meter is asked at every round and told how far it is; `on_round` gets the curve as it grows.
pub struct Watch<'a> {
    pub meter: &'a dyn Meter,
    on_round: Box<dyn FnMut(Round) + Send + 'a>,
}

impl<'a> Watch<'a> {
    /// Nobody looks at the curve.
    pub fn new(meter: &'a dyn Meter) -> Self {
        Self { meter, on_round: Box::new(|_| ()) }
    }

    pub fn with_curve(meter: &'a dyn Meter, on_round: impl FnMut(Round) + Send + 'a) -> Self {
        Self { meter, on_round: Box::new(on_round) }
    }

    /// Tells a round, and learns whether to go on.
    pub(crate) fn round(&mut self, round: Round, of: u64) -> Result<(), Stopped> {
        self.meter.report(u64::from(round.round), of);
        (self.on_round)(round);
        self.meter.check()
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Watch")
    }
}

/// What a fit gives.
#[derive(Debug)]
pub struct Fit {
    pub model: Box<dyn Fitted>,
    /// What the user should know about it: missing values that were filled, columns left out, rounds used.
    pub notes: Vec<String>,
    pub curve: Vec<Round>,
    /// The round of the curve whose model this is, where early stopping chose one.
    pub best_round: Option<u32>,
}

impl Fit {
    pub(crate) fn of(model: impl Fitted + 'static) -> Self {
        Self { model: Box::new(model), notes: Vec::new(), curve: Vec::new(), best_round: None }
    }
}

/// Why a fit gave nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum FitError {
    /// It was asked to stop.
    Stopped,
    Problem(Problem),
}

impl From<Stopped> for FitError {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Problem> for FitError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}
