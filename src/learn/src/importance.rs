//! What a fitted model pays attention to, of any kind of model: permutation importance, partial dependence, single curves.
//!
//! All of it is asked of predictions alone. Importance is measured on rows that the model was not fitted to.

use crate::estimator::{FitError, Fitted};
use crate::loss::row_loss;
use crate::matrix::{Dataset, MISSING, Matrix, Values};
use crate::random::Random;
use ninefold_base::{Figure, Meter, Problem};
use ninefold_measure::interval::{LEVEL, z_of};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// How much the loss rises when a feature's values are dealt out anew among the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    pub name: String,
    /// The mean rise of a row's loss (log loss, or squared error). Below 0 by chance where the feature says nothing.
    pub rise: Figure,
    /// The 95 % interval over rows: what another sample of rows could have shown of this model.
    pub low: Figure,
    pub high: Figure,
}

/// Permutation importance (Breiman 2001; Fisher, Rudin & Dominici 2019) of every feature of the model, the most important
/// first. Each feature is shuffled `repeats` times among rows of the data; a row's rise is its mean over the repeats, and
/// the interval is a normal one of the weighted mean over rows. Features that say the same share their importance: shuffling
/// one leaves the other.
pub fn permutation(
    model: &dyn Fitted,
    data: &Dataset,
    repeats: u32,
    seed: u64,
    meter: &dyn Meter,
) -> Result<Vec<Importance>, FitError> {
    let names: Vec<String> = model.contract().features.iter().map(|feature| feature.name.clone()).collect();
    let mut matrix = data.features().project(&names)?;
    let repeats = repeats.max(1);
    let base = losses(model, data, &matrix)?;
    let mut found = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let mut rises = vec![0.0; base.len()];
        for repeat in 0..repeats {
            meter.check()?;
            let stream = at as u64 * u64::from(repeats) + u64::from(repeat);
            let mut order: Vec<u32> = (0..base.len() as u32).collect();
            Random::stream(seed, stream).shuffle(&mut order);
            let shuffled = permuted(&matrix.columns()[at].values, &order);
            let kept = matrix.replace(at, shuffled);
            let losses = losses(model, data, &matrix);
            matrix.replace(at, kept);
            for ((rise, loss), base) in rises.iter_mut().zip(losses?).zip(&base) {
                *rise += (loss - base) / f64::from(repeats);
            }
            meter.report(stream + 1, model.contract().features.len() as u64 * u64::from(repeats));
        }
        found.push(mean_rise(name, &rises, data));
    }
    found.sort_by(|a, b| value(b).total_cmp(&value(a)));
    Ok(found)
}

fn value(importance: &Importance) -> f64 {
    importance.rise.value().unwrap_or(f64::NEG_INFINITY)
}

fn losses(model: &dyn Fitted, data: &Dataset, matrix: &Matrix) -> Result<Vec<f64>, Problem> {
    let width = model.task().width();
    if *model.task() != data.task() {
        return Err(Problem::fault("measuring importance", "the rows have another target than the model"));
    }
    let predictions = model.predict(matrix)?;
    Ok(predictions.chunks_exact(width).enumerate().map(|(row, p)| row_loss(data.target(), row, p)).collect())
}

fn permuted(values: &Values, order: &[u32]) -> Values {
    fn pick<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
        order.iter().map(|&row| values[row as usize]).collect()
    }
    match values {
        Values::Number(values) => Values::Number(pick(values, order)),
        Values::Number32(values) => Values::Number32(pick(values, order)),
        Values::Category { codes, levels } => Values::Category { codes: pick(codes, order), levels: levels.clone() },
    }
}

fn mean_rise(name: String, rises: &[f64], data: &Dataset) -> Importance {
    let total = data.total_weight();
    let mean = rises.iter().enumerate().map(|(row, rise)| data.weight(row) * rise).sum::<f64>() / total;
    // The variance of a weighted mean: Σ w² (x − mean)² / (Σ w)², with n / (n − 1).
    let n = rises.len() as f64;
    let squares: f64 =
        rises.iter().enumerate().map(|(row, rise)| (data.weight(row) * (rise - mean)).powi(2)).sum::<f64>();
    let error = (squares / (total * total) * n / (n - 1.0)).sqrt();
    let end = |sign: f64| Figure::finite(mean + sign * z_of(LEVEL) * error, "one row has no spread");
    Importance { name, rise: Figure::finite(mean, "the predictions are not finite"), low: end(-1.0), high: end(1.0) }
}

/// How predictions change with one feature, all else as it is in the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    pub name: String,
    pub grid: Grid,
    /// Which output is followed: 0 for two classes and numbers, else the class.
    pub output: usize,
    /// The mean prediction at each point of the grid: partial dependence (Friedman 2001).
    pub mean: Vec<f64>,
    /// Single rows' predictions at each point (Goldstein et al. 2015): row after row.
    pub curves: Vec<Vec<f64>>,
    /// How many rows the mean is over.
    pub n_rows: u64,
}

/// The values a feature is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Grid {
    /// Ascending.
    Number {
        at: Vec<f64>,
    },
    Category {
        levels: Vec<String>,
    },
}

impl Grid {
    pub fn len(&self) -> usize {
        match self {
            Self::Number { at } => at.len(),
            Self::Category { levels } => levels.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How much is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DependenceSize {
    /// Points of a number's grid at most: quantiles of its values.
    pub points: usize,
    /// Rows that the mean is over at most, drawn at random.
    pub rows: usize,
    /// Single curves at most: the first of these rows.
    pub curves: usize,
}

/// Partial dependence and single curves of one feature of the model.
pub fn dependence(
    model: &dyn Fitted,
    matrix: &Matrix,
    name: &str,
    output: usize,
    size: DependenceSize,
    seed: u64,
    meter: &dyn Meter,
) -> Result<Dependence, FitError> {
    let width = model.task().width();
    let names: Vec<String> = model.contract().features.iter().map(|feature| feature.name.clone()).collect();
    let at = names.iter().position(|other| other == name).ok_or_else(|| crate::matrix::no_column(name))?;
    if output >= width {
        return Err(Problem::fault("following a feature", format!("output {output} of {width}")).into());
    }
    let matrix = matrix.project(&names)?;
    let grid = grid(&matrix.columns()[at].values, size.points);
    let mut rows: Vec<u32> = (0..matrix.n_rows() as u32).collect();
    if rows.len() > size.rows {
        Random::new(seed).shuffle(&mut rows);
        rows.truncate(size.rows);
    }
    let mut sample = matrix.select(&rows);
    let n = rows.len();
    let mut curves = vec![Vec::with_capacity(grid.len()); size.curves.min(n)];
    let mut mean = Vec::with_capacity(grid.len());
    for point in 0..grid.len() {
        meter.check()?;
        sample.replace(at, constant(&grid, point, n));
        let predictions = model.predict(&sample)?;
        let followed = predictions.chunks_exact(width).map(|prediction| prediction[output]);
        mean.push(followed.clone().sum::<f64>() / n as f64);
        curves.iter_mut().zip(followed).for_each(|(curve, prediction)| curve.push(prediction));
        meter.report(point as u64 + 1, grid.len() as u64);
    }
    Ok(Dependence { name: name.to_string(), grid, output, mean, curves, n_rows: n as u64 })
}

fn grid(values: &Values, points: usize) -> Grid {
    if let Values::Category { codes, levels } = values {
        let mut seen = vec![false; levels.len()];
        codes.iter().filter(|&&code| code != MISSING).for_each(|&code| seen[code as usize] = true);
        let levels = levels.iter().zip(seen).filter(|(_, seen)| *seen).map(|(level, _)| level.clone()).collect();
        return Grid::Category { levels };
    }
    let mut sorted: Vec<f64> =
        (0..values.len()).map(|row| values.number(row)).filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    if distinct.len() <= points || points < 2 {
        return Grid::Number { at: distinct };
    }
    // Quantiles that are values, from least to greatest.
    let mut at: Vec<f64> = (0..points).map(|point| sorted[point * (sorted.len() - 1) / (points - 1)]).collect();
    at.dedup();
    Grid::Number { at }
}

fn constant(grid: &Grid, point: usize, n: usize) -> Values {
    match grid {
        Grid::Number { at } => Values::Number(vec![at[point]; n]),
        Grid::Category { levels } => Values::Category { codes: vec![point as u32; n], levels: levels.clone() },
    }
}
