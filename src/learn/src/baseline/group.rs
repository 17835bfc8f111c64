//! Models that look at one category only: the mean of a group, the last value of a group.

use super::{narrowed, overall, said};
use crate::estimator::{Body, Contract, Fitted};
use crate::matrix::{Dataset, Target, Task, Values, no_column};
use crate::saved::{read_json, write_json};
use ninefold_base::Problem;
use ninefold_base::format::counted;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// A prediction per category of one feature; one for all rows where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupModel {
    kind: &'static str,
    task: Task,
    contract: Contract,
    learned: Groups,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Groups {
    /// Per category of the feature; none where training had no row of it.
    by_level: Vec<Option<Vec<f64>>>,
    missing: Option<Vec<f64>>,
    /// For a category without a row in training, and for all rows if there is no feature.
    otherwise: Vec<f64>,
}

/// The mean of the target (the shares of the classes) among the training rows of the same category. A category without a
/// row in training gets the overall mean; missing is a category.
pub fn group_mean(data: &Dataset, by: &str) -> Result<GroupModel, Problem> {
    let (codes, n_levels) = category(data, by)?;
    let width = match data.target() {
        Target::Classes { names, .. } => names.len(),
        Target::Number(_) => 1,
    };
    // One more for missing.
    let mut sums = vec![0.0; (n_levels + 1) * width];
    let mut weights = vec![0.0; n_levels + 1];
    for (row, &code) in codes.iter().enumerate() {
        let group = (code as usize).min(n_levels);
        let weight = data.weight(row);
        weights[group] += weight;
        match data.target() {
            Target::Classes { codes, .. } => sums[group * width + codes[row] as usize] += weight,
            Target::Number(values) => sums[group * width] += weight * values[row],
        }
    }
    let mut groups: Vec<Option<Vec<f64>>> = sums
        .chunks_exact(width)
        .zip(&weights)
        .map(|(sums, &weight)| (weight > 0.0).then(|| narrowed(sums.iter().map(|sum| sum / weight).collect())))
        .collect();
    let missing = groups.pop().flatten();
    let learned = Groups { by_level: groups, missing, otherwise: overall(data) };
    Ok(GroupModel { kind: "group_mean", task: data.task(), contract: only(data, by)?, learned })
}

/// The target of the latest training row, overall or of the same category; of rows at the same time the last one given. A
/// class is said with certainty. A category without a row in training gets the latest of all.
pub fn last_value(data: &Dataset, by: Option<&str>) -> Result<GroupModel, Problem> {
    let Some(times) = &data.extras().times else {
        return Err(Problem::new(
            "could not take the last value",
            "the rows have no order in time",
            "name a time column in the split, or take this model out of the line-up",
        ));
    };
    let (codes, n_levels) = match by {
        Some(by) => category(data, by)?,
        None => (&[][..], 0),
    };
    let mut latest: Vec<Option<usize>> = vec![None; n_levels + 1];
    let mut overall = 0;
    let later = |row: usize, than: usize| times[row] >= times[than];
    for row in (0..data.n_rows()).filter(|&row| data.weight(row) > 0.0) {
        if later(row, overall) || data.weight(overall) == 0.0 {
            overall = row;
        }
        if let Some(&code) = codes.get(row) {
            let slot = &mut latest[(code as usize).min(n_levels)];
            if slot.is_none_or(|than| later(row, than)) {
                *slot = Some(row);
            }
        }
    }
    let mut groups: Vec<_> = latest.iter().map(|row| row.map(|row| certain(data.target(), row))).collect();
    let missing = groups.pop().flatten();
    let learned = Groups { by_level: groups, missing, otherwise: certain(data.target(), overall) };
    let contract = by.map_or(Ok(Contract::default()), |by| only(data, by))?;
    Ok(GroupModel { kind: "last_value", task: data.task(), contract, learned })
}

fn certain(target: &Target, row: usize) -> Vec<f64> {
    match target {
        Target::Classes { codes, names } => {
            let mut certain = vec![0.0; names.len()];
            certain[codes[row] as usize] = 1.0;
            narrowed(certain)
        }
        Target::Number(values) => vec![values[row]],
    }
}

fn category<'d>(data: &'d Dataset, by: &str) -> Result<(&'d [u32], usize), Problem> {
    let at = data.features().position(by).ok_or_else(|| no_column(by))?;
    match &data.features().columns()[at].values {
        Values::Category { codes, levels } => Ok((codes, levels.len())),
        Values::Number(_) | Values::Number32(_) => Err(Problem::new(
            format!("could not group by `{by}`"),
            "it holds numbers, not categories",
            "group by a category, or by a feature such as `quantile_bin`",
        )),
    }
}

/// A contract of one feature.
fn only(data: &Dataset, name: &str) -> Result<Contract, Problem> {
    Ok(Contract::of(&data.features().project(&[name.to_string()])?))
}

impl GroupModel {
    pub(crate) fn from_body(kind: &str, task: Task, contract: Contract, body: &Body) -> Result<Self, String> {
        let learned: Groups = read_json(body)?;
        let kind = if kind == "group_mean" { "group_mean" } else { "last_value" };
        let all = learned.by_level.iter().chain([&learned.missing]).flatten().chain([&learned.otherwise]);
        if contract.features.len() > 1 || all.into_iter().any(|prediction| prediction.len() != task.width()) {
            return Err("its groups do not fit its target".to_string());
        }
        Ok(Self { kind, task, contract, learned })
    }
}

impl Fitted for GroupModel {
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
        let group = match row.first() {
            Some(code) if code.is_nan() => self.learned.missing.as_ref(),
            Some(&code) => self.learned.by_level.get(code as usize).and_then(Option::as_ref),
            None => None,
        };
        out.copy_from_slice(group.unwrap_or(&self.learned.otherwise));
        Ok(())
    }
    fn sentences(&self) -> Vec<String> {
        let what = if self.kind == "group_mean" { "mean" } else { "last value" };
        let otherwise = said(&self.task, &self.learned.otherwise);
        match self.contract.features.first() {
            Some(feature) => {
                let groups = self.learned.by_level.iter().flatten().count() as u64;
                let name = &feature.name;
                vec![format!(
                    "the {what} of the rows with the same `{name}` ({}), {otherwise} where training had none",
                    counted(groups, "group")
                )]
            }
            None => vec![format!("every row is {otherwise}, the {what} in time")],
        }
    }
    fn body(&self) -> Result<Body, Problem> {
        write_json(&self.learned)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}
