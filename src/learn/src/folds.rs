//! Which rows a model is fitted on and which it is judged on: index lists for cross-validation.
//!
//! Rows of one class are spread evenly, rows of one group stay together, and where rows are ordered in time a model is only
//! judged on rows after those it has seen. All lists are ascending and seeded.

use crate::matrix::{Dataset, Target};
use crate::random::Random;
use ninefold_base::Problem;
use ninefold_base::format::grouped;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[cfg(test)]
mod tests;

/// How rows are parted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Folding {
    /// Every row is judged once; each fold has each class by its share (of a number: each range of it).
    Stratified { folds: u32, seed: u64 },
    /// The same, with all rows of a group in one fold.
    Grouped { folds: u32, seed: u64 },
    /// Fold i is fitted on the first i of `folds` + 1 stretches of time and judged on the next. Rows at the same time are
    /// never parted, and `gap` of time is left out before the rows judged.
    Forward { folds: u32, gap: f64 },
}

/// Rows to fit on and rows to judge on, ascending, without a row in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    pub train: Vec<u32>,
    pub test: Vec<u32>,
}

impl Folding {
    /// The folding that suits the rows: forward where they have times, grouped where they have groups.
    pub fn suited_to(data: &Dataset, folds: u32, seed: u64) -> Self {
        match (&data.extras().times, &data.extras().groups) {
            (Some(_), _) => Self::Forward { folds, gap: 0.0 },
            (None, Some(_)) => Self::Grouped { folds, seed },
            (None, None) => Self::Stratified { folds, seed },
        }
    }

    /// The folds of the rows. Refused where there are not enough rows, groups or times, and where a fold would be fitted on
    /// one class.
    pub fn of(&self, data: &Dataset) -> Result<Vec<Fold>, Problem> {
        let folds = match *self {
            Self::Stratified { folds, seed } => {
                check(folds, data.n_rows(), "rows")?;
                from_places(folds, &stratified(data, folds, seed))
            }
            Self::Grouped { folds, seed } => from_places(folds, &by_group(data, folds, seed)?),
            Self::Forward { folds, gap } => forward(data, folds, gap)?,
        };
        for fold in &folds {
            if fold.test.is_empty() || fold.train.is_empty() {
                return Err(refused("a fold would have no rows", "use fewer folds"));
            }
            data.select(&fold.train)?;
        }
        Ok(folds)
    }
}

fn refused(why: &str, fix: &str) -> Problem {
    Problem::new("could not part the rows for cross-validation", why, fix)
}

fn check(folds: u32, n: usize, what: &str) -> Result<(), Problem> {
    if folds < 2 {
        return Err(refused(&format!("{folds} folds were asked for"), "use 2 or more"));
    }
    if n < folds as usize {
        return Err(refused(&format!("there are {} {what} for {folds} folds", grouped(n as u64)), "use fewer folds"));
    }
    Ok(())
}

fn from_places(folds: u32, place: &[u32]) -> Vec<Fold> {
    (0..folds)
        .map(|fold| {
            let rows = 0..place.len() as u32;
            let (test, train) = rows.partition(|&row| place[row as usize] == fold);
            Fold { train, test }
        })
        .collect()
}

/// The stratum of each row: its class, or which tenth of the values its number is in.
fn strata(target: &Target) -> Vec<u32> {
    match target {
        Target::Classes { codes, .. } => codes.clone(),
        Target::Number(values) => {
            let mut order: Vec<u32> = (0..values.len() as u32).collect();
            order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
            let mut strata = vec![0; values.len()];
            let tenth = values.len().div_ceil(10);
            order.iter().enumerate().for_each(|(place, &row)| strata[row as usize] = (place / tenth) as u32);
            strata
        }
    }
}

/// Each stratum is shuffled and dealt out, the next where the last ended, so that folds differ by one row at most.
fn stratified(data: &Dataset, folds: u32, seed: u64) -> Vec<u32> {
    let strata = strata(data.target());
    let mut rows: Vec<u32> = (0..strata.len() as u32).collect();
    Random::new(seed).shuffle(&mut rows);
    rows.sort_by_key(|&row| strata[row as usize]);
    let mut place = vec![0; strata.len()];
    rows.iter().enumerate().for_each(|(at, &row)| place[row as usize] = at as u32 % folds);
    place
}

/// Groups are shuffled, taken from the largest, and each goes where its classes are missed most (as scikit-learn's
/// `StratifiedGroupKFold` does: where the spread of class shares over folds is least afterwards; then the smallest fold).
fn by_group(data: &Dataset, folds: u32, seed: u64) -> Result<Vec<u32>, Problem> {
    let Some(groups) = &data.extras().groups else {
        return Err(refused("the rows have no groups", "name a group column in the split"));
    };
    let strata = strata(data.target());
    let n_strata = strata.iter().max().map_or(0, |&most| most as usize + 1);
    let mut index_of: HashMap<u32, usize> = HashMap::new();
    let mut counts: Vec<Vec<u32>> = Vec::new();
    let mut totals = vec![0u32; n_strata];
    for (row, &group) in groups.iter().enumerate() {
        let next = counts.len();
        let at = *index_of.entry(group).or_insert(next);
        if at == next {
            counts.push(vec![0; n_strata]);
        }
        counts[at][strata[row] as usize] += 1;
        totals[strata[row] as usize] += 1;
    }
    check(folds, counts.len(), "groups")?;
    let mut order: Vec<usize> = (0..counts.len()).collect();
    Random::new(seed).shuffle(&mut order);
    order.sort_by_key(|&group| std::cmp::Reverse(counts[group].iter().sum::<u32>()));
    let mut filled = vec![vec![0u32; n_strata]; folds as usize];
    let mut place_of = vec![0u32; counts.len()];
    for group in order {
        let unevenness = |fold: usize| -> f64 {
            // Only this fold changes, so the change of Σ (share of the class in the fold)² decides.
            (0..n_strata)
                .filter(|&stratum| totals[stratum] > 0)
                .map(|stratum| {
                    let (before, more) = (f64::from(filled[fold][stratum]), f64::from(counts[group][stratum]));
                    let total = f64::from(totals[stratum]);
                    ((before + more).powi(2) - before.powi(2)) / (total * total)
                })
                .sum()
        };
        let size = |fold: usize| filled[fold].iter().sum::<u32>();
        let fold = (0..folds as usize)
            .min_by(|&a, &b| unevenness(a).total_cmp(&unevenness(b)).then(size(a).cmp(&size(b))))
            .unwrap_or(0);
        filled[fold].iter_mut().zip(&counts[group]).for_each(|(filled, count)| *filled += count);
        place_of[group] = fold as u32;
    }
    Ok(groups.iter().map(|group| place_of[index_of[group]]).collect())
}

fn forward(data: &Dataset, folds: u32, gap: f64) -> Result<Vec<Fold>, Problem> {
    let Some(times) = &data.extras().times else {
        return Err(refused("the rows have no order in time", "name a time column in the split"));
    };
    if !(gap.is_finite() && gap >= 0.0) {
        return Err(refused(&format!("the gap is {gap}"), "set it to 0 or more"));
    }
    if folds == 0 {
        return Err(refused("0 folds were asked for", "use 1 or more"));
    }
    let mut order: Vec<u32> = (0..times.len() as u32).collect();
    order.sort_by(|&a, &b| times[a as usize].total_cmp(&times[b as usize]).then(a.cmp(&b)));
    let time = |place: usize| times[order[place] as usize];
    // Where each stretch begins, moved back to the first row of its time.
    let stretches = folds as usize + 1;
    let begins: Vec<usize> = (0..=stretches)
        .map(|stretch| {
            let place = stretch * order.len() / stretches;
            if place == order.len() { place } else { order.partition_point(|&row| times[row as usize] < time(place)) }
        })
        .collect();
    let mut made = Vec::with_capacity(folds as usize);
    for fold in 1..stretches {
        let (begin, end) = (begins[fold], begins[fold + 1]);
        if begin == end || begin == 0 {
            let why = "too many rows share one time for that many folds";
            return Err(refused(why, "use fewer folds, or a finer time"));
        }
        let first = time(begin);
        let mut train: Vec<u32> =
            order[..begin].iter().copied().filter(|&row| times[row as usize] < first - gap || gap == 0.0).collect();
        let mut test = order[begin..end].to_vec();
        train.sort_unstable();
        test.sort_unstable();
        made.push(Fold { train, test });
    }
    Ok(made)
}
