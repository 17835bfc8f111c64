//! From our columns to the matrix of the crate: rows of f32, NaN for missing, categories as codes.

use crate::estimator::{Bound, Contract, FeatureKind, FitError};
use crate::matrix::{Dataset, Target};
use hessboost::data::{DMatrix, FeatureType};
use hessboost::error::HessboostError;
use ninefold_base::format::grouped;
use ninefold_base::{Meter, Problem, Stopped};
use rayon::prelude::*;
use std::ops::Range;

/// A category with more levels than this is not given to trees: they search its levels one after another (3 µs a row at
/// few, 275 µs at 15,000), and a split on a set of many levels fits noise.
pub const MOST_LEVELS: usize = 64;
/// Infinite and larger numbers are read as this: the crate refuses infinity, and adds to the largest number to find the
/// end of its bins.
const LARGEST: f32 = 1e37;
/// The training curve is measured on at most about this many rows, evenly taken.
const WATCHED: usize = 50_000;
const ROWS_PER_TASK: usize = 16_384;
/// Rows by columns that are turned at a time, small enough for the fastest cache.
const TURNED: usize = 64;

/// A number as trees read it.
#[inline]
pub fn to_f32(value: f64) -> f32 {
    // NaN stays NaN.
    (value as f32).clamp(-LARGEST, LARGEST)
}

/// Rows of the columns, row after row.
pub fn gather(columns: &[Bound<'_>], rows: Range<usize>, out: &mut [f32]) {
    let n = columns.len();
    for (block, out) in out.chunks_mut(TURNED * n).enumerate() {
        let first = rows.start + block * TURNED;
        let in_block = out.len() / n;
        for (at, column) in columns.iter().enumerate() {
            let places = out[at..].iter_mut().step_by(n);
            match column {
                Bound::Number(values) => {
                    places.zip(&values[first..first + in_block]).for_each(|(out, &value)| *out = to_f32(value));
                }
                Bound::Number32(values) => places
                    .zip(&values[first..first + in_block])
                    .for_each(|(out, &value)| *out = value.clamp(-LARGEST, LARGEST)),
                column @ Bound::Category { .. } => {
                    places.zip(first..first + in_block).for_each(|(out, row)| *out = to_f32(column.number(row)));
                }
            }
        }
    }
}

/// The crate's matrix of a data set, with labels, weights and kinds of features.
pub fn matrix(data: &Dataset, contract: &Contract, meter: &dyn Meter) -> Result<DMatrix, FitError> {
    check_levels(contract)?;
    let columns = contract.bind(data.features())?;
    let (n_rows, n_columns) = (data.n_rows(), columns.len());
    let mut rows = vec![0.0f32; n_rows * n_columns];
    rows.par_chunks_mut(ROWS_PER_TASK * n_columns)
        .enumerate()
        .map(|(task, out)| {
            meter.check()?;
            let first = task * ROWS_PER_TASK;
            gather(&columns, first..first + out.len() / n_columns, out);
            Ok(())
        })
        .collect::<Result<(), Stopped>>()?;
    let labels: Vec<f32> = match data.target() {
        Target::Classes { codes, .. } => codes.iter().map(|&code| code as f32).collect(),
        Target::Number(values) => values.iter().map(|&value| to_f32(value)).collect(),
    };
    let mut matrix = DMatrix::from_dense_vec(rows, n_rows, n_columns)
        .and_then(|matrix| matrix.with_labels(&labels))
        .map_err(from_crate)?;
    if let Some(weights) = &data.extras().weights {
        let weights: Vec<f32> = weights.iter().map(|&weight| to_f32(weight)).collect();
        matrix = matrix.with_weights(&weights).map_err(from_crate)?;
    }
    let kinds: Vec<FeatureType> = contract
        .features
        .iter()
        .map(|feature| match feature.kind {
            FeatureKind::Number => FeatureType::Numerical,
            FeatureKind::Category { .. } => FeatureType::Categorical,
        })
        .collect();
    if kinds.contains(&FeatureType::Categorical) {
        matrix = matrix.with_feature_types(&kinds).map_err(from_crate)?;
    }
    Ok(matrix)
}

fn check_levels(contract: &Contract) -> Result<(), Problem> {
    for feature in &contract.features {
        if let FeatureKind::Category { levels } = &feature.kind
            && levels.len() > MOST_LEVELS
        {
            let name = &feature.name;
            return Err(Problem::new(
                "could not train boosted trees",
                format!("`{name}` has {} categories; trees take at most {MOST_LEVELS}", grouped(levels.len() as u64)),
                format!("use the feature `target_encode({name})` in its place"),
            ));
        }
    }
    Ok(())
}

/// The rows that the training curve is measured on: all, or evenly taken ones.
pub fn watched_rows(matrix: &DMatrix) -> Result<DMatrix, Problem> {
    let step = matrix.n_rows().div_ceil(WATCHED);
    if step <= 1 {
        return Ok(matrix.clone());
    }
    let weight = |row: usize| matrix.weights().is_none_or(|weights| weights[row] > 0.0);
    let rows: Vec<usize> = (0..matrix.n_rows()).step_by(step).collect();
    // A mean over rows that all have the weight 0 is none.
    if rows.iter().any(|&row| weight(row)) { matrix.select_rows(&rows).map_err(from_crate) } else { Ok(matrix.clone()) }
}

/// What the user should know of how the features were read.
pub fn notes(data: &Dataset) -> Vec<String> {
    match data.features().first_infinite() {
        Some((name, row)) => {
            let row = grouped(row as u64 + 1);
            vec![format!("`{name}` is infinite (first in row {row}); trees read it as a number beyond all others")]
        }
        None => Vec::new(),
    }
}

/// What the crate refuses, as a sentence of ours.
pub fn from_crate(error: HessboostError) -> Problem {
    Problem::new("the boosted trees were refused", error.to_string(), "correct the settings or the data it names")
}
