//! A fitted linear model: its coefficients with what is known of them, and what it predicts.

use super::outputs_of;
use crate::estimator::{Body, Bound, Contract, Fitted};
use crate::loss::{sigmoid, softmax};
use crate::matrix::Task;
use crate::saved::{read_json, write_json};
use ninefold_base::format::grouped;
use ninefold_base::{Figure, Problem};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::ops::Range;

/// A sentence tells at most this many coefficients.
const TOLD: usize = 12;

/// A coefficient on the scale of the data: what one more of the feature adds to the log odds, or to the number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    pub name: String,
    pub value: f64,
    pub standard_error: Figure,
    /// The ends of the 95 % Wald interval.
    pub low: Figure,
    pub high: Figure,
}

impl Coefficient {
    pub(super) fn new(name: &str, value: f64, standard_error: Figure, critical: f64) -> Self {
        let low = standard_error.map(|error| value - critical * error);
        let high = standard_error.map(|error| value + critical * error);
        Self { name: name.to_string(), value, standard_error, low, high }
    }

    pub(super) fn undefined(name: &str, value: f64, reason: &str) -> Self {
        Self::new(name, value, Figure::undefined(reason), 0.0)
    }
}

/// One linear predictor: of the log odds of the positive class, of one class, or of the number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The predictor where every feature is at its mean. Predictions are computed from here, which stays exact for features
    /// far from 0 (times, identifiers).
    pub at_means: f64,
    /// The predictor where every feature is 0.
    pub intercept: Coefficient,
    /// One per feature of the contract.
    pub coefficients: Vec<Coefficient>,
}

/// How a feature is read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Stands for a missing value.
    pub mean: f64,
}

/// What a fit learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub features: Vec<Scale>,
    /// One, or one per class if there are more than two.
    pub outputs: Vec<Output>,
}

/// Logistic or linear regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    task: Task,
    contract: Contract,
    learned: Learned,
}

impl LinearModel {
    pub(super) fn new(task: Task, contract: Contract, learned: Learned) -> Self {
        Self { task, contract, learned }
    }

    pub fn outputs(&self) -> &[Output] {
        &self.learned.outputs
    }

    pub(crate) fn from_body(task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let learned: Learned = read_json(body)?;
        let n = contract.features.len();
        let fits = learned.features.len() == n
            && learned.outputs.len() == outputs_of(&task)
            && learned.outputs.iter().all(|output| output.coefficients.len() == n);
        if fits { Ok(Self { task, contract, learned }) } else { Err("its coefficients do not fit its features".into()) }
    }

    /// From linear predictors to what the task answers, in place.
    fn answer(&self, out: &mut [f64]) {
        match &self.task {
            Task::Number => {}
            Task::Classes { names } if names.len() == 2 => out.iter_mut().for_each(|eta| *eta = sigmoid(*eta)),
            Task::Classes { names } => out.chunks_exact_mut(names.len()).for_each(softmax),
        }
    }
}

fn infinite(name: &str) -> Problem {
    Problem::new(
        "could not predict with the linear model",
        format!("`{name}` is infinite"),
        format!("use a feature such as `winsorize({name}, 0.01, 0.99)`, or make it missing"),
    )
}

impl Fitted for LinearModel {
    fn kind(&self) -> &'static str {
        match self.task {
            Task::Classes { .. } => "logistic",
            Task::Number => "linear",
        }
    }
    fn task(&self) -> &Task {
        &self.task
    }
    fn contract(&self) -> &Contract {
        &self.contract
    }
    fn predict_row_into(&self, row: &[f64], out: &mut [f64]) -> Result<(), Problem> {
        for (output, out) in self.learned.outputs.iter().zip(out.iter_mut()) {
            *out = output.at_means;
            for ((value, coefficient), scale) in row.iter().zip(&output.coefficients).zip(&self.learned.features) {
                if value.is_infinite() {
                    return Err(infinite(&coefficient.name));
                }
                *out += if value.is_nan() { 0.0 } else { coefficient.value * (value - scale.mean) };
            }
        }
        self.answer(out);
        Ok(())
    }

    /// Column after column, adding up in the same order as for one row, so with the same bits.
    fn predict_chunk(&self, columns: &[Bound<'_>], rows: Range<usize>, out: &mut [f64]) -> Result<(), Problem> {
        let width = self.task.width();
        for (at, output) in self.learned.outputs.iter().enumerate() {
            out.iter_mut().skip(at).step_by(width).for_each(|out| *out = output.at_means);
            for ((column, coefficient), scale) in columns.iter().zip(&output.coefficients).zip(&self.learned.features) {
                let places = out.iter_mut().skip(at).step_by(width);
                let mut bad = None;
                let mut add = |out: &mut f64, row: usize, value: f64| {
                    if value.is_infinite() {
                        bad.get_or_insert(row);
                    }
                    *out += if value.is_nan() { 0.0 } else { coefficient.value * (value - scale.mean) };
                };
                match column {
                    Bound::Number(values) => {
                        places.zip(rows.clone()).zip(&values[rows.clone()]).for_each(|((o, r), v)| add(o, r, *v));
                    }
                    Bound::Number32(values) => places
                        .zip(rows.clone())
                        .zip(&values[rows.clone()])
                        .for_each(|((o, r), v)| add(o, r, f64::from(*v))),
                    column @ Bound::Category { .. } => {
                        places.zip(rows.clone()).for_each(|(o, r)| add(o, r, column.number(r)));
                    }
                }
                if let Some(row) = bad {
                    let problem = infinite(&coefficient.name);
                    return Err(Problem {
                        why: format!("{} in row {}", problem.why, grouped(row as u64 + 1)),
                        ..problem
                    });
                }
            }
        }
        self.answer(out);
        Ok(())
    }

    fn sentences(&self) -> Vec<String> {
        let of = |at: usize| match &self.task {
            Task::Classes { names } if names.len() == 2 => format!("log odds of {}", names[1]),
            Task::Classes { names } => format!("score of {}", names[at]),
            Task::Number => "prediction".to_string(),
        };
        let mut sentences = Vec::new();
        for (at, output) in self.learned.outputs.iter().enumerate() {
            let mut terms: Vec<&Coefficient> = output.coefficients.iter().filter(|term| term.value != 0.0).collect();
            terms.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
            let more = terms.len().saturating_sub(TOLD);
            let mut text = format!("{} = {:.4}", of(at), output.intercept.value);
            for term in &terms[..terms.len() - more] {
                let sign = if term.value < 0.0 { '−' } else { '+' };
                text.push_str(&format!(" {sign} {:.4} `{}`", term.value.abs(), term.name));
            }
            if more > 0 {
                text.push_str(&format!(" and {more} more terms"));
            }
            sentences.push(text);
        }
        sentences
    }
    fn body(&self) -> Result<Body, Problem> {
        write_json(&self.learned)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How sure it is that the coefficient is not 0, where that is known; else its size.
fn strength(term: &Coefficient) -> f64 {
    match term.standard_error.value() {
        Some(error) if error > 0.0 => (term.value / error).abs(),
        Some(_) | None => term.value.abs(),
    }
}
