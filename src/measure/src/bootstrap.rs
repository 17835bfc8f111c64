//! How much a figure would vary on other rows like these: the seeded bootstrap, for any statistic that takes weights.
//!
//! A draw is not a list of rows but the number of times each row was drawn, so that a statistic sorts its rows once and
//! then costs one pass a draw. Draw i uses stream i of the seed: the result does not depend on threads. Start at
//! [`resample`].

use crate::quantile::{quantile, sort};
use crate::random::Random;
use ninefold_base::{Interval, Meter, Stopped};
use rayon::prelude::*;

/// Draws for every interval that is shown.
pub const DRAWS: u32 = 2_000;

/// What is drawn with replacement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Units<'a> {
    /// Rows.
    Rows,
    /// Rows within each stratum (a number `0..k` for each row, such as its class): every stratum keeps its size.
    Stratified(&'a [u32]),
    /// Whole groups (a number `0..k` for each row), where rows of one entity repeat.
    Groups(&'a [u32]),
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan<'a> {
    pub draws: u32,
    pub seed: u64,
    pub units: Units<'a>,
}

/// Calls `statistic` with the weights of each draw (one for each of `rows` rows, whole numbers) and a place for `width`
/// results; a result left NaN is undefined in that draw. Results of draw i are `[i * width..(i + 1) * width]`.
///
/// # Panics
/// If strata or groups are not one for each row.
pub fn resample(
    rows: usize,
    plan: &Plan,
    width: usize,
    meter: &dyn Meter,
    statistic: impl Fn(&[f64], &mut [f64]) + Sync,
) -> Result<Vec<f64>, Stopped> {
    let members = match plan.units {
        Units::Rows => Vec::new(),
        Units::Stratified(numbers) | Units::Groups(numbers) => {
            assert_eq!(numbers.len(), rows, "one number for each row");
            members(numbers)
        }
    };
    let mut results = vec![f64::NAN; plan.draws as usize * width];
    results.par_chunks_mut(width.max(1)).enumerate().try_for_each_init(
        || vec![0.0; rows],
        |weights, (draw, place)| {
            meter.check()?;
            let mut random = Random::new(plan.seed, draw as u64);
            weights.fill(0.0);
            draw_weights(plan.units, &members, &mut random, weights);
            statistic(weights, place);
            Ok(())
        },
    )?;
    Ok(results)
}

fn draw_weights(units: Units, members: &[Vec<u32>], random: &mut Random, weights: &mut [f64]) {
    match units {
        Units::Rows => {
            let n = weights.len() as u32;
            for _ in 0..n {
                weights[random.below(n) as usize] += 1.0;
            }
        }
        Units::Stratified(_) => {
            for rows in members.iter().filter(|rows| !rows.is_empty()) {
                for _ in 0..rows.len() {
                    weights[rows[random.below(rows.len() as u32) as usize] as usize] += 1.0;
                }
            }
        }
        Units::Groups(_) => {
            for _ in 0..members.len() {
                for &row in &members[random.below(members.len() as u32) as usize] {
                    weights[row as usize] += 1.0;
                }
            }
        }
    }
}

/// The rows of each number that occurs.
fn members(numbers: &[u32]) -> Vec<Vec<u32>> {
    let count = numbers.iter().max().map_or(0, |&largest| largest as usize + 1);
    let mut members = vec![Vec::new(); count];
    for (row, &number) in numbers.iter().enumerate() {
        members[number as usize].push(row as u32);
    }
    members.retain(|rows| !rows.is_empty());
    members
}

/// The percentile interval of resampled values, and how many draws were undefined (NaN) and are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    pub interval: Interval,
    /// Standard deviation over the draws: the standard error of the figure.
    pub standard_error: f64,
    pub undefined_draws: usize,
}

/// None where fewer than half the draws are defined: an interval of the rest would mislead.
pub fn spread(draws: impl Iterator<Item = f64>, level: f64) -> Option<Spread> {
    let all: Vec<f64> = draws.collect();
    let mut values: Vec<f64> = all.iter().copied().filter(|value| value.is_finite()).collect();
    if values.len() < 2 || values.len() * 2 < all.len() {
        return None;
    }
    sort(&mut values);
    let tail = (1.0 - level) / 2.0;
    let interval = Interval { low: quantile(&values, tail).value()?, high: quantile(&values, 1.0 - tail).value()? };
    let standard_error = crate::moments::Moments::of(&values).sd().value()?;
    Some(Spread { interval, standard_error, undefined_draws: all.len() - values.len() })
}

/// The column `index` of results of [`resample`].
pub fn column(results: &[f64], width: usize, index: usize) -> impl Iterator<Item = f64> + '_ {
    results.iter().skip(index).step_by(width.max(1)).copied()
}

#[cfg(test)]
mod tests;
