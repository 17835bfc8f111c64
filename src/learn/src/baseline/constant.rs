//! Models that look at no feature: prior, majority, mean, median, the cheaper of always-yes and always-no, and chance.

use super::{narrowed, overall, said};
use crate::estimator::{Body, Contract, Fitted};
use crate::matrix::{Dataset, Target, Task};
use crate::random::Random;
use crate::saved::{read_json, write_json};
use ninefold_base::Problem;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// The kinds that are a [`ConstantModel`].
pub const CONSTANTS: [&str; 5] = ["prior", "majority", "cheaper_constant", "mean", "median"];

/// What an outcome costs in any one unit; a right answer may cost too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    pub false_positive: f64,
    pub false_negative: f64,
    #[serde(default)]
    pub true_positive: f64,
    #[serde(default)]
    pub true_negative: f64,
}

/// Says the same of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstantModel {
    kind: &'static str,
    task: Task,
    contract: Contract,
    learned: Constant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Constant {
    prediction: Vec<f64>,
    sentence: String,
}

impl ConstantModel {
    fn new(kind: &'static str, data: &Dataset, prediction: Vec<f64>, sentence: String) -> Self {
        // It needs no feature, so it demands none.
        Self { kind, task: data.task(), contract: Contract::default(), learned: Constant { prediction, sentence } }
    }

    /// What it says.
    pub fn prediction(&self) -> &[f64] {
        &self.learned.prediction
    }

    pub(crate) fn from_body(kind: &str, task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let learned: Constant = read_json(body)?;
        let kind = CONSTANTS.into_iter().find(|&known| known == kind).ok_or("its kind is not a constant")?;
        if learned.prediction.len() != task.width() {
            return Err("its prediction does not fit its target".to_string());
        }
        Ok(Self { kind, task, contract, learned })
    }
}

impl Fitted for ConstantModel {
    fn kind(&self) -> &'static str {
        self.kind
    }
    fn task(&self) -> &Task {
        &self.task
    }
    fn contract(&self) -> &Contract {
        &self.contract
    }
    fn predict_row_into(&self, _row: &[f64], out: &mut [f64]) -> Result<(), Problem> {
        out.copy_from_slice(&self.learned.prediction);
        Ok(())
    }
    fn sentences(&self) -> Vec<String> {
        vec![self.learned.sentence.clone()]
    }
    fn body(&self) -> Result<Body, Problem> {
        write_json(&self.learned)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Each class by its weighted share in training.
pub fn prior(data: &Dataset) -> ConstantModel {
    let shares = overall(data);
    let sentence = format!("every row is {}, as in training", said(&data.task(), &shares));
    ConstantModel::new("prior", data, shares, sentence)
}

/// The class with the largest weight, with certainty; of equals the first.
pub fn majority(data: &Dataset) -> ConstantModel {
    let shares = full_shares(data);
    let mut best = 0;
    for (class, &share) in shares.iter().enumerate() {
        if share > shares[best] {
            best = class;
        }
    }
    let mut certain = vec![0.0; shares.len()];
    certain[best] = 1.0;
    let name = match data.target() {
        Target::Classes { names, .. } => names[best].clone(),
        Target::Number(_) => String::new(),
    };
    let sentence = format!("every row is {name}, the commonest class ({:.1} % in training)", 100.0 * shares[best]);
    ConstantModel::new("majority", data, narrowed(certain), sentence)
}

/// Always yes or always no, whichever costs less on the training rows; no if they cost the same.
pub fn cheaper_constant(data: &Dataset, costs: Costs) -> Result<ConstantModel, Problem> {
    let all = [costs.false_positive, costs.false_negative, costs.true_positive, costs.true_negative];
    if all.iter().any(|cost| !cost.is_finite()) {
        return Err(Problem::new(
            "could not compare the costs of always yes and always no",
            "a cost is not a finite number",
            "give false positives and false negatives a cost each",
        ));
    }
    let share = overall(data)[0];
    let always_yes = share * costs.true_positive + (1.0 - share) * costs.false_positive;
    let always_no = share * costs.false_negative + (1.0 - share) * costs.true_negative;
    let (yes, cost, other) =
        if always_yes < always_no { (1.0, always_yes, always_no) } else { (0.0, always_no, always_yes) };
    let answer = if yes == 1.0 { "yes" } else { "no" };
    let sentence = format!(
        "always {answer} costs {:.1} per 1,000 training rows, the opposite {:.1}",
        1000.0 * cost,
        1000.0 * other
    );
    Ok(ConstantModel::new("cheaper_constant", data, vec![yes], sentence))
}

/// The weighted mean of a numeric target.
pub fn mean(data: &Dataset) -> ConstantModel {
    let mean = overall(data);
    let sentence = format!("every row is {}, the mean in training", said(&data.task(), &mean));
    ConstantModel::new("mean", data, mean, sentence)
}

/// The weighted median of a numeric target: the middle of the values at which half the weight is reached from below and
/// from above (the usual median where all weights are 1).
pub fn median(data: &Dataset) -> ConstantModel {
    let mut pairs: Vec<(f64, f64)> = match data.target() {
        Target::Number(values) => values.iter().enumerate().map(|(row, &value)| (value, data.weight(row))).collect(),
        Target::Classes { .. } => Vec::new(),
    };
    pairs.retain(|(_, weight)| *weight > 0.0);
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = pairs.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let reached = |mut pairs: Box<dyn Iterator<Item = &(f64, f64)> + '_>| {
        let mut sum = 0.0;
        pairs
            .find(|(_, weight)| {
                sum += weight;
                sum >= half
            })
            .map_or(0.0, |(value, _)| *value)
    };
    let (low, high) = (reached(Box::new(pairs.iter())), reached(Box::new(pairs.iter().rev())));
    let median = vec![low + (high - low) / 2.0];
    let sentence = format!("every row is {}, the median in training", said(&data.task(), &median));
    ConstantModel::new("median", data, median, sentence)
}

fn full_shares(data: &Dataset) -> Vec<f64> {
    let shares = overall(data);
    if data.task().is_binary() { vec![1.0 - shares[0], shares[0]] } else { shares }
}

/// Draws a class by the shares in training. The draw of a row depends on the seed and the row's values alone, so that a row
/// gets the same answer by itself and in any batch.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomModel {
    task: Task,
    contract: Contract,
    learned: Shares,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Shares {
    seed: u64,
    shares: Vec<f64>,
}

/// A class drawn by the weighted shares in training.
pub fn stratified_random(data: &Dataset, seed: u64) -> RandomModel {
    let contract = Contract::of(data.features());
    RandomModel { task: data.task(), contract, learned: Shares { seed, shares: full_shares(data) } }
}

impl RandomModel {
    pub(crate) fn from_body(task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let learned: Shares = read_json(body)?;
        match &task {
            Task::Classes { names } if names.len() == learned.shares.len() => Ok(Self { task, contract, learned }),
            Task::Classes { .. } | Task::Number => Err("its shares do not fit its classes".to_string()),
        }
    }
}

impl Fitted for RandomModel {
    fn kind(&self) -> &'static str {
        "stratified_random"
    }
    fn task(&self) -> &Task {
        &self.task
    }
    fn contract(&self) -> &Contract {
        &self.contract
    }
    fn predict_row_into(&self, row: &[f64], out: &mut [f64]) -> Result<(), Problem> {
        let hash = row.iter().fold(0u64, |hash, value| {
            // All missing values are one value, as are 0 and −0.
            let bits = if value.is_nan() { u64::MAX } else { (value + 0.0).to_bits() };
            hash.rotate_left(5).wrapping_add(bits).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        let mut left = Random::stream(self.learned.seed, hash).unit();
        let last = self.learned.shares.len() - 1;
        let class = self.learned.shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        let class = class.unwrap_or(last);
        if out.len() == 1 {
            out[0] = class as f64;
        } else {
            out.fill(0.0);
            out[class] = 1.0;
        }
        Ok(())
    }
    fn sentences(&self) -> Vec<String> {
        let shares = narrowed(self.learned.shares.clone());
        vec![format!("a class drawn at random, {}, seed {}", said(&self.task, &shares), self.learned.seed)]
    }
    fn body(&self) -> Result<Body, Problem> {
        write_json(&self.learned)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
