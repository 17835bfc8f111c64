//! The columns as a solver reads them: standardised block by block, missing values at the mean, an intercept at the end.
//!
//! Standardising needs no copy of the data: a block of rows is made when it is used.

use crate::estimator::{Bound, Contract, FitError};
use crate::linear::model::{Coefficient, Output, Scale};
use crate::matrix::Dataset;
use ninefold_base::{Figure, Meter, Stopped};
use rayon::prelude::*;

/// Rows per block. A block of 28 features is 60 kB, which stays in the cache of a core.
pub const BLOCK: usize = 256;
/// Blocks that one task works through before its sums are put with the others', in the order of the rows.
const BLOCKS_PER_TASK: usize = 32;

/// One feature: how it is standardised.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureScale {
    pub name: String,
    /// The weighted mean of what is there.
    pub mean: f64,
    /// The weighted standard deviation (n) after filling; 1 for a column of only 0 and 1; 0 for a constant, which is left out.
    pub scale: f64,
    pub n_missing: u64,
}

/// Training rows as a solver reads them.
#[derive(Debug)]
pub struct Design<'d> {
    pub n_rows: usize,
    pub features: Vec<FeatureScale>,
    /// The features that vary: positions in `features`.
    pub active: Vec<usize>,
    pub total_weight: f64,
    columns: Vec<Bound<'d>>,
    weights: Option<&'d [f64]>,
}

/// A block of rows, column after column, each padded with zeros to [`BLOCK`] rows; zero columns pad to a multiple of four.
#[derive(Debug, Clone)]
pub struct Block {
    pub first_row: usize,
    pub n_rows: usize,
    /// `padded(width)` columns: the active features, then the intercept's ones.
    pub x: Vec<f64>,
    /// 0 in the padding.
    pub weights: Vec<f64>,
}

impl Block {
    pub fn column(&self, at: usize) -> &[f64] {
        &self.x[at * BLOCK..][..BLOCK]
    }
}

/// Widths are padded so that the kernel needs no case for what is left over.
pub fn padded(width: usize) -> usize {
    width.next_multiple_of(4)
}

impl<'d> Design<'d> {
    pub fn of(data: &'d Dataset, meter: &dyn Meter) -> Result<Self, FitError> {
        let contract = Contract::of(data.features());
        let columns = contract.bind(data.features())?;
        let weights = data.extras().weights.as_deref();
        let features = columns
            .par_iter()
            .zip(&contract.features)
            .map(|(column, feature)| {
                meter.check()?;
                Ok(scale_of(column, feature.name.clone(), data.n_rows(), weights))
            })
            .collect::<Result<Vec<_>, Stopped>>()?;
        let active = (0..features.len()).filter(|&at| features[at].scale > 0.0).collect();
        Ok(Self { n_rows: data.n_rows(), features, active, total_weight: data.total_weight(), columns, weights })
    }

    /// Active features and the intercept, which is the last.
    pub fn width(&self) -> usize {
        self.active.len() + 1
    }

    pub fn n_blocks(&self) -> usize {
        self.n_rows.div_ceil(BLOCK)
    }

    /// Sums something over blocks: `each` adds a block to a sum that begins as `zero` and `join` adds a later sum to an
    /// earlier one, always in the same order. `stride` takes every so-manieth block only.
    pub fn sum<S: Clone + Send + Sync>(
        &self,
        meter: &dyn Meter,
        stride: usize,
        zero: &S,
        each: impl Fn(&mut S, &Block) + Sync,
        join: impl Fn(&mut S, S),
    ) -> Result<S, Stopped> {
        let n_blocks = self.n_blocks().div_ceil(stride);
        let parts = (0..n_blocks.div_ceil(BLOCKS_PER_TASK))
            .into_par_iter()
            .map_init(
                || self.empty_block(),
                |block, task| {
                    meter.check()?;
                    let mut sum = zero.clone();
                    for at in task * BLOCKS_PER_TASK..((task + 1) * BLOCKS_PER_TASK).min(n_blocks) {
                        self.fill(at * stride, block);
                        each(&mut sum, block);
                    }
                    Ok(sum)
                },
            )
            .collect::<Result<Vec<S>, Stopped>>()?;
        let mut parts = parts.into_iter();
        let mut sum = parts.next().unwrap_or_else(|| zero.clone());
        parts.for_each(|part| join(&mut sum, part));
        Ok(sum)
    }

    fn empty_block(&self) -> Block {
        Block { first_row: 0, n_rows: 0, x: vec![0.0; padded(self.width()) * BLOCK], weights: vec![0.0; BLOCK] }
    }

    fn fill(&self, at: usize, block: &mut Block) {
        let first = at * BLOCK;
        let n = BLOCK.min(self.n_rows - first);
        block.first_row = first;
        block.n_rows = n;
        for (&feature, out) in self.active.iter().zip(block.x.chunks_exact_mut(BLOCK)) {
            let FeatureScale { mean, scale, .. } = self.features[feature];
            let inverse = 1.0 / scale;
            let standard = |value: f64| if value.is_nan() { 0.0 } else { (value - mean) * inverse };
            match &self.columns[feature] {
                Bound::Number(values) => {
                    out.iter_mut().zip(&values[first..first + n]).for_each(|(out, &value)| *out = standard(value));
                }
                Bound::Number32(values) => out
                    .iter_mut()
                    .zip(&values[first..first + n])
                    .for_each(|(out, &value)| *out = standard(f64::from(value))),
                column @ Bound::Category { .. } => {
                    out.iter_mut().zip(first..first + n).for_each(|(out, row)| *out = standard(column.number(row)));
                }
            }
            out[n..].fill(0.0);
        }
        let ones = &mut block.x[self.active.len() * BLOCK..][..BLOCK];
        ones[..n].fill(1.0);
        ones[n..].fill(0.0);
        match self.weights {
            Some(weights) => block.weights[..n].copy_from_slice(&weights[first..first + n]),
            None => block.weights[..n].fill(1.0),
        }
        block.weights[n..].fill(0.0);
    }

    /// How the model reads each feature.
    pub fn scales(&self) -> Vec<Scale> {
        self.features.iter().map(|feature| Scale { mean: feature.mean }).collect()
    }

    /// A solution of the standardised problem (active features, then the intercept) on the scale of the data. `variance`
    /// is its covariance, row after row; without one every interval is undefined for the reason it gives, and `reason` may
    /// undefine single coefficients.
    pub fn output(&self, beta: &[f64], spread: &Spread<'_>) -> Output {
        let mut coefficients: Vec<Coefficient> = self
            .features
            .iter()
            .map(|feature| Coefficient::undefined(&feature.name, 0.0, "the feature is constant in training"))
            .collect();
        let width = self.width();
        for (at, &feature) in self.active.iter().enumerate() {
            let FeatureScale { scale, .. } = self.features[feature];
            let error = spread.error(at, width).map(|error| error / scale);
            coefficients[feature] =
                Coefficient::new(&self.features[feature].name, beta[at] / scale, error, spread.critical);
        }
        // The model keeps the intercept at the mean of every feature; for people it is told at 0.
        let at_zero = |values: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..width).map(values).collect() };
        let contrast = at_zero(&|at| match self.active.get(at) {
            Some(&feature) => -self.features[feature].mean / self.features[feature].scale,
            None => 1.0,
        });
        let value = contrast.iter().zip(beta).map(|(c, b)| c * b).sum();
        let error = spread.contrast_error(&contrast);
        let intercept = Coefficient::new("intercept", value, error, spread.critical);
        Output { at_means: beta[width - 1], intercept, coefficients }
    }

    /// The same without intervals, while the fit is under way.
    pub fn plain_outputs(&self, betas: &[Vec<f64>]) -> Vec<Output> {
        let spread = Spread::unknown("the fit is not done");
        betas.iter().map(|beta| self.output(beta, &spread)).collect()
    }
}

/// What is known of the uncertainty of a solution.
#[derive(Debug, Clone)]
pub struct Spread<'s> {
    /// Row after row, of width²; or why there is none.
    pub variance: Result<&'s [f64], &'s str>,
    /// Per coefficient: a reason why it has no interval.
    pub undefined: Vec<Option<String>>,
    /// How many standard errors the interval reaches.
    pub critical: f64,
}

impl<'s> Spread<'s> {
    pub fn unknown(reason: &'s str) -> Self {
        Self { variance: Err(reason), undefined: Vec::new(), critical: 0.0 }
    }

    fn error(&self, at: usize, width: usize) -> Figure {
        match (self.undefined.get(at), self.variance) {
            (Some(Some(reason)), _) => Figure::undefined(reason.clone()),
            (_, Err(reason)) => Figure::undefined(reason),
            (_, Ok(variance)) => Figure::finite(variance[at * width + at].sqrt(), "its variance is not a number"),
        }
    }

    fn contrast_error(&self, contrast: &[f64]) -> Figure {
        let width = contrast.len();
        match self.variance {
            Err(reason) => Figure::undefined(reason),
            Ok(_) if self.undefined.iter().any(Option::is_some) => {
                Figure::undefined("a coefficient it is told with has no interval")
            }
            Ok(variance) => {
                let sum: f64 = contrast
                    .iter()
                    .enumerate()
                    .map(|(i, a)| {
                        a * contrast.iter().zip(&variance[i * width..][..width]).map(|(b, v)| b * v).sum::<f64>()
                    })
                    .sum();
                Figure::finite(sum.sqrt(), "its variance is not a number")
            }
        }
    }
}

/// Mean and deviation in two passes, in the order of the rows. A column of only 0 and 1 keeps its scale: divided by its
/// deviation, a rare category would be penalised less than a common one, the wrong way round (Gelman 2008 does the same;
/// on the adult census it is worth .001 of AUC).
fn scale_of(column: &Bound<'_>, name: String, n_rows: usize, weights: Option<&[f64]>) -> FeatureScale {
    let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let (mut sum, mut present, mut total, mut n_missing, mut largest) = (0.0, 0.0, 0.0, 0, 0.0f64);
    let mut indicator = true;
    for row in 0..n_rows {
        let (value, weight) = (column.number(row), weight(row));
        total += weight;
        if value.is_nan() {
            n_missing += 1;
        } else if weight > 0.0 {
            sum += weight * value;
            present += weight;
            largest = largest.max(value.abs());
            indicator &= value == 0.0 || value == 1.0;
        }
    }
    let mean = if present > 0.0 { sum / present } else { 0.0 };
    let mut squares = 0.0;
    for row in 0..n_rows {
        let value = column.number(row);
        if !value.is_nan() {
            squares += weight(row) * (value - mean) * (value - mean);
        }
    }
    let deviation = (squares / total).sqrt();
    // Below this the deviation is rounding of the mean.
    let varies = deviation.is_finite() && deviation > 1e-13 * largest;
    let scale = match (varies, indicator) {
        (false, _) => 0.0,
        (true, true) => 1.0,
        (true, false) => deviation,
    };
    FeatureScale { name, mean, scale, n_missing }
}
