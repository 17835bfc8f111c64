//! One rule on one feature: 1R (Holte 1993), the feature cut into a few ranges or its categories, and the stump, one
//! question with two answers. Missing is an answer of its own in both.
//!
//! Both take the feature with the least loss on the training rows: log loss with each range's own shares, or squared error.
//! (Holte counted errors; with a rare class every feature makes the same, so the loss decides here.)

use super::cells::{Cells, Sums, plus};
use super::{overall, said, short};
use crate::estimator::{Body, Contract, Feature, FeatureKind, Fitted};
use crate::matrix::{Dataset, Target, Task};
use crate::saved::{read_json, write_json};
use ninefold_base::{Meter, Problem, Stopped};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// 1R cuts a number into at most this many ranges.
const MOST_RANGES: usize = 8;
/// A range or category of 1R holds at least this many rows' weight, else it joins its neighbour or "any other". Holte's 6.
const LEAST_WEIGHT: f64 = 6.0;
/// A sentence names at most this many categories.
const NAMED: usize = 12;

/// One feature, some branches, one answer each.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleModel {
    kind: &'static str,
    task: Task,
    contract: Contract,
    learned: Rule,
}

/// The rule itself: plain data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub test: Test,
    /// One answer per branch.
    pub answers: Vec<Vec<f64>>,
    /// Training rows' weight per branch.
    pub weights: Vec<f64>,
    pub missing: Vec<f64>,
    pub missing_weight: f64,
    /// For a category that no branch knows.
    pub otherwise: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Test {
    /// Branch i holds `edges[i − 1] <= x < edges[i]`.
    Ranges { edges: Vec<f64> },
    /// The branch of each category; none: any other.
    Categories { branches: Vec<Option<u32>> },
}

/// A candidate: its loss, and which keys fall in which branch.
struct Candidate {
    loss: f64,
    test: Test,
    sums: Vec<Vec<f64>>,
    missing: Vec<f64>,
}

/// The best rule on one feature with several branches. Refused where no feature tells anything.
pub fn one_rule(data: &Dataset, meter: &dyn Meter) -> Result<RuleModel, crate::FitError> {
    best(data, meter, "one_rule", several)
}

/// The best single question: a threshold, or a set of categories.
pub fn stump(data: &Dataset, meter: &dyn Meter) -> Result<RuleModel, crate::FitError> {
    best(data, meter, "stump", two)
}

type Search = fn(&Cells, &Sums<'_>, bool) -> Option<Candidate>;

fn best(data: &Dataset, meter: &dyn Meter, kind: &'static str, search: Search) -> Result<RuleModel, crate::FitError> {
    let columns = data.features().columns();
    let sums = Sums { target: data.target() };
    let found: Vec<Option<Candidate>> = columns
        .par_iter()
        .map(|column| {
            meter.check()?;
            let cells = Cells::of(&column.values, data);
            meter.check()?;
            let numeric = !matches!(column.values, crate::matrix::Values::Category { .. });
            Ok(search(&cells, &sums, numeric))
        })
        .collect::<Result<_, Stopped>>()?;
    let mut best: Option<(usize, Candidate)> = None;
    for (at, candidate) in found.into_iter().enumerate() {
        if let Some(candidate) = candidate
            && best.as_ref().is_none_or(|(_, best)| candidate.loss < best.loss)
        {
            best = Some((at, candidate));
        }
    }
    let (at, candidate) = best.ok_or_else(|| {
        Problem::new(
            "could not find a rule on one feature",
            "no feature has two different values among the training rows",
            "add features, or take this model out of the line-up",
        )
    })?;
    let overall = overall(data);
    let n_levels = match &columns[at].values {
        crate::matrix::Values::Category { levels, .. } => levels.len(),
        crate::matrix::Values::Number(_) | crate::matrix::Values::Number32(_) => 0,
    };
    let test = match candidate.test {
        Test::Categories { mut branches } => {
            branches.resize(n_levels, None);
            Test::Categories { branches }
        }
        ranges @ Test::Ranges { .. } => ranges,
    };
    let learned = Rule {
        test,
        answers: candidate.sums.iter().map(|group| sums.answer(group, &overall)).collect(),
        weights: candidate.sums.iter().map(|group| sums.weight(group)).collect(),
        missing: sums.answer(&candidate.missing, &overall),
        missing_weight: sums.weight(&candidate.missing),
        otherwise: overall,
    };
    let contract = Contract::of(&data.features().project(&[columns[at].name.clone()])?);
    Ok(RuleModel { kind, task: data.task(), contract, learned })
}

/// 1R: ranges of about equal weight, merged until each holds enough; or the categories that hold enough.
fn several(cells: &Cells, sums: &Sums<'_>, numeric: bool) -> Option<Candidate> {
    let width = sums.width();
    if cells.keys.len() < 2 {
        return None;
    }
    let groups = cells.sums.chunks_exact(width);
    let total: f64 = groups.clone().map(|group| sums.weight(group)).sum();
    let (mut edges, mut branches) = (Vec::new(), Vec::new());
    let mut merged: Vec<Vec<f64>> = Vec::new();
    if numeric {
        let share = (total / MOST_RANGES as f64).max(LEAST_WEIGHT);
        for (at, group) in groups.enumerate() {
            match merged.last_mut() {
                Some(last) if sums.weight(last) < share => plus(last, group),
                Some(_) | None => {
                    if at > 0 {
                        edges.push(between(cells.keys[at - 1], cells.keys[at]));
                    }
                    merged.push(group.to_vec());
                }
            }
        }
        // What is left over at the top may be too little for a range of its own.
        if merged.len() > 1 && merged.last().is_some_and(|last| sums.weight(last) < LEAST_WEIGHT) {
            let last = merged.pop().expect("there are two or more");
            edges.pop();
            plus(merged.last_mut().expect("one is left"), &last);
        }
    } else {
        for (&key, group) in cells.keys.iter().zip(groups) {
            branches.resize(key as usize + 1, None);
            if sums.weight(group) >= LEAST_WEIGHT {
                branches[key as usize] = Some(merged.len() as u32);
                merged.push(group.to_vec());
            }
        }
    }
    if merged.len() < 2 {
        return None;
    }
    // Categories too rare for a branch are answered like any other, so they count with the answer of all rows.
    let rest = rest_of(cells, &merged, width);
    let loss = merged.iter().chain([&cells.missing, &rest]).map(|group| sums.loss(group)).sum();
    let loss = charged(sums, loss, merged.len());
    let test = if numeric { Test::Ranges { edges } } else { Test::Categories { branches } };
    Some(Candidate { loss, test, sums: merged, missing: cells.missing.clone() })
}

/// What the branches leave out: all cells minus the branches.
fn rest_of(cells: &Cells, merged: &[Vec<f64>], width: usize) -> Vec<f64> {
    let mut rest = vec![0.0; width];
    cells.sums.chunks_exact(width).for_each(|group| plus(&mut rest, group));
    for group in merged {
        rest.iter_mut().zip(group).for_each(|(rest, part)| *rest = (*rest - part).max(0.0));
    }
    rest
}

/// The loss with what the branches cost, as BIC charges it: half the logarithm of the rows per free number, so that 600
/// categories do not win by their number. A squared error counts as that of a normal with its own variance.
fn charged(sums: &Sums<'_>, loss: f64, branches: usize) -> f64 {
    let n = sums.target.len() as f64;
    let charge = |free: usize| 0.5 * n.ln() * free as f64;
    match sums.target {
        Target::Classes { names, .. } => loss + charge((names.len() - 1) * branches),
        Target::Number(_) => 0.5 * n * (loss / n).ln() + charge(branches),
    }
}

/// The stump: the cut with the least loss. Categories are put in the order of their mean first, which finds the best set
/// for a number and for two classes (Fisher 1958; Breiman et al. 1984, 4.2); with more classes each class's order is tried.
fn two(cells: &Cells, sums: &Sums<'_>, numeric: bool) -> Option<Candidate> {
    let width = sums.width();
    let group = |at: usize| &cells.sums[at * width..][..width];
    // Categories too rare to be sure of are answered like any other.
    let kept: Vec<usize> =
        (0..cells.keys.len()).filter(|&at| numeric || sums.weight(group(at)) >= LEAST_WEIGHT).collect();
    let n = kept.len();
    if n < 2 {
        return None;
    }
    let followed = match sums.target {
        Target::Classes { names, .. } if !numeric && names.len() > 2 => 0..names.len(),
        Target::Classes { .. } | Target::Number(_) => 1..2,
    };
    let mut all = vec![0.0; width];
    kept.iter().for_each(|&at| plus(&mut all, group(at)));
    let ordered = |class: usize| {
        let mut order = kept.clone();
        if !numeric {
            order.sort_by(|&a, &b| sums.rank(group(a), class).total_cmp(&sums.rank(group(b), class)).then(a.cmp(&b)));
        }
        order
    };
    let mut best: Option<(f64, usize, usize)> = None;
    for class in followed {
        let order = ordered(class);
        let (mut low, mut high) = (vec![0.0; width], vec![0.0; width]);
        for cut in 1..n {
            plus(&mut low, group(order[cut - 1]));
            high.iter_mut().zip(&all).zip(&low).for_each(|((high, all), low)| *high = (all - low).max(0.0));
            let loss = sums.loss(&low) + sums.loss(&high);
            if best.as_ref().is_none_or(|(least, ..)| loss < *least) {
                best = Some((loss, class, cut));
            }
        }
    }
    let (loss, class, cut) = best?;
    let order = ordered(class);
    let (mut low, mut high) = (vec![0.0; width], vec![0.0; width]);
    order[..cut].iter().for_each(|&at| plus(&mut low, group(at)));
    order[cut..].iter().for_each(|&at| plus(&mut high, group(at)));
    let test = if numeric {
        Test::Ranges { edges: vec![between(cells.keys[cut - 1], cells.keys[cut])] }
    } else {
        let mut branches = vec![None; cells.keys.last().map_or(0, |&key| key as usize + 1)];
        for (place, &at) in order.iter().enumerate() {
            branches[cells.keys[at] as usize] = Some(u32::from(place >= cut));
        }
        Test::Categories { branches }
    };
    let merged = vec![low, high];
    let loss = loss + sums.loss(&cells.missing) + sums.loss(&rest_of(cells, &merged, width));
    // What it takes to say which of the possible questions it is: of n numbers n − 1, of n categories 2^(n − 1) − 1.
    let questions = if numeric { ((n - 1) as f64).ln() } else { (n - 1) as f64 * std::f64::consts::LN_2 };
    let loss = charged(sums, loss, 2) + questions;
    Some(Candidate { loss, test, sums: merged, missing: cells.missing.clone() })
}

/// A finite edge with `low < edge <= high`, in the middle where there is one.
fn between(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) / 2.0;
    if middle > low && middle.is_finite() { middle } else { high.min(f64::MAX) }
}

impl Rule {
    fn answer(&self, value: f64) -> &[f64] {
        if value.is_nan() {
            return &self.missing;
        }
        match &self.test {
            Test::Ranges { edges } => &self.answers[edges.partition_point(|&edge| edge <= value)],
            Test::Categories { branches } => match branches.get(value as usize) {
                Some(Some(branch)) => &self.answers[*branch as usize],
                Some(None) | None => &self.otherwise,
            },
        }
    }

    fn is_sound(&self, width: usize) -> bool {
        let branches = match &self.test {
            Test::Ranges { edges } => edges.is_sorted() && edges.len() + 1 == self.answers.len(),
            Test::Categories { branches } => {
                branches.iter().flatten().all(|&branch| (branch as usize) < self.answers.len())
            }
        };
        let mut answers = self.answers.iter().chain([&self.missing, &self.otherwise]);
        branches && self.weights.len() == self.answers.len() && answers.all(|answer| answer.len() == width)
    }
}

impl RuleModel {
    pub fn rule(&self) -> &Rule {
        &self.learned
    }

    /// The feature it looks at.
    pub fn feature(&self) -> &Feature {
        &self.contract.features[0]
    }

    pub(crate) fn from_body(kind: &str, task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let learned: Rule = read_json(body)?;
        let kind = if kind == "stump" { "stump" } else { "one_rule" };
        if contract.features.len() != 1 || !learned.is_sound(task.width()) {
            return Err("its branches do not fit together".to_string());
        }
        Ok(Self { kind, task, contract, learned })
    }

    fn branch(&self, at: usize) -> String {
        let feature = self.feature();
        match (&self.learned.test, &feature.kind) {
            (Test::Ranges { edges }, _) => match (at.checked_sub(1).map(|low| edges[low]), edges.get(at)) {
                (None, Some(&high)) => format!("below {}", short(high)),
                (Some(low), Some(&high)) => format!("from {} to below {}", short(low), short(high)),
                (Some(low), None) => format!("{} or more", short(low)),
                (None, None) => "any".to_string(),
            },
            (Test::Categories { branches }, FeatureKind::Category { levels }) => {
                let names: Vec<&str> = branches
                    .iter()
                    .zip(levels)
                    .filter(|(branch, _)| **branch == Some(at as u32))
                    .map(|(_, level)| level.as_str())
                    .collect();
                let more = names.len().saturating_sub(NAMED);
                let named = names[..names.len() - more].join(", ");
                if more > 0 { format!("{named} or {more} more") } else { named }
            }
            (Test::Categories { .. }, FeatureKind::Number) => "any".to_string(),
        }
    }
}

impl Fitted for RuleModel {
    fn kind(&self) -> &'static str {
        self.kind
    }
    fn task(&self) -> &Task {
        &self.task
    }
    fn contract(&self) -> &Contract {
        &self.contract
    }
    fn predict_row_into(&self, row: &[f64], out: &mut [f64]) -> Result<(), Problem> {
        out.copy_from_slice(self.learned.answer(row[0]));
        Ok(())
    }
    fn sentences(&self) -> Vec<String> {
        let rule = &self.learned;
        let mut parts: Vec<String> = (0..rule.answers.len())
            .map(|at| format!("{} where it is {}", said(&self.task, &rule.answers[at]), self.branch(at)))
            .collect();
        if matches!(&rule.test, Test::Categories { branches } if branches.contains(&None)) {
            parts.push(format!("{} where it is any other", said(&self.task, &rule.otherwise)));
        }
        if rule.missing_weight > 0.0 {
            parts.push(format!("{} where it is missing", said(&self.task, &rule.missing)));
        }
        vec![format!("by `{}`: {}", self.feature().name, parts.join("; "))]
    }
    fn body(&self) -> Result<Body, Problem> {
        write_json(&self.learned)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
