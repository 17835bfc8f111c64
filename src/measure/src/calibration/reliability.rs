//! The reliability curve and the expected calibration error (ECE), with the error that perfect calibration would show.

use crate::classification::Scored;
use crate::interval::{LEVEL, wilson};
use crate::quantile::{quantile, sort};
use crate::random::Random;
use ninefold_base::{Figure, Interval, Meter, Stopped};
use rayon::prelude::*;

/// Bins of every ECE that is shown.
pub const ECE_BINS: usize = 15;

/// How probabilities are put into bins, all right-closed: (edge, next edge], the first with 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binning {
    /// This many bins of equal width over 0..=1.
    EqualWidth(usize),
    /// At most this many bins of equal weight of rows, cut at the type 7 quantiles; equal probabilities stay together.
    EqualMass(usize),
}

/// One bin that holds rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// The bin is (low, high].
    pub low: f64,
    pub high: f64,
    /// Rows, or their weight.
    pub n: f64,
    pub mean_probability: f64,
    /// The share of positives.
    pub rate: f64,
    /// Wilson's 95 % interval of the rate.
    pub interval: Option<Interval>,
}

/// The reliability curve, and its distance from the diagonal.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    pub binning: Binning,
    /// Bins without rows are not there.
    pub bins: Vec<Bin>,
    /// ECE = Σ (n_b / n) |mean p − mean y|.
    pub expected_error: Figure,
    /// The largest |mean p − mean y|.
    pub largest_error: Figure,
}

/// The ECE of a perfectly calibrated model with these very probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub mean: f64,
    /// 95 % of the draws lie at or below: a larger ECE is not chance.
    pub upper: f64,
    pub draws: u32,
    pub seed: u64,
}

impl Reliability {
    /// The reason in words where scores are no probabilities or there are no rows.
    pub fn of(scored: &Scored, binning: Binning) -> Result<Self, &'static str> {
        let edges = edges(scored, binning)?;
        let mut sums = vec![[0.0_f64; 3]; edges.len() + 1];
        for (row, (&label, &p)) in scored.labels().iter().zip(scored.scores()).enumerate() {
            let weight = scored.weight(row);
            let sum = &mut sums[bin_of(&edges, p)];
            sum[0] += weight;
            sum[1] += weight * p;
            sum[2] += if label { weight } else { 0.0 };
        }
        let total: f64 = sums.iter().map(|sum| sum[0]).sum();
        if total == 0.0 {
            return Err("no rows");
        }
        let (mut bins, mut expected, mut largest) = (Vec::new(), 0.0, 0.0_f64);
        for (i, [n, of_p, of_y]) in sums.into_iter().enumerate().filter(|(_, sum)| sum[0] > 0.0) {
            let low = if i == 0 { 0.0 } else { edges[i - 1] };
            let high = edges.get(i).copied().unwrap_or(1.0);
            let error = (of_p - of_y).abs();
            expected += error / total;
            largest = largest.max(error / n);
            let interval = wilson(of_y.min(n), n, LEVEL);
            bins.push(Bin { low, high, n, mean_probability: of_p / n, rate: of_y / n, interval });
        }
        Ok(Self { binning, bins, expected_error: Figure::Value(expected), largest_error: Figure::Value(largest) })
    }
}

/// The inner edges.
fn edges(scored: &Scored, binning: Binning) -> Result<Vec<f64>, &'static str> {
    if !scored.are_probabilities() {
        return Err("scores outside 0 to 1 are not probabilities");
    }
    match binning {
        Binning::EqualWidth(bins) => Ok((1..bins).map(|i| i as f64 / bins as f64).collect()),
        Binning::EqualMass(bins) => {
            let rows = (0..scored.n_rows()).filter(|&row| scored.weight(row) > 0.0);
            let mut sorted: Vec<f64> = rows.map(|row| scored.scores()[row]).collect();
            sort(&mut sorted);
            let mut edges: Vec<f64> =
                (1..bins).filter_map(|i| quantile(&sorted, i as f64 / bins as f64).value()).collect();
            edges.dedup();
            Ok(edges)
        }
    }
}

pub(crate) fn bin_of(edges: &[f64], p: f64) -> usize {
    edges.partition_point(|&edge| edge < p)
}

/// Draws y ~ Bernoulli(p) for every row, `draws` times, and takes the ECE of each: what a model whose probabilities are
/// exactly right would show. Weights do not enter. The reason in words inside, as for [`Reliability::of`].
pub fn perfect_calibration_band(
    scored: &Scored,
    binning: Binning,
    draws: u32,
    seed: u64,
    meter: &dyn Meter,
) -> Result<Result<Band, &'static str>, Stopped> {
    let edges = match edges(scored, binning) {
        Ok(edges) => edges,
        Err(reason) => return Ok(Err(reason)),
    };
    if scored.n_rows() == 0 || draws == 0 {
        return Ok(Err("no rows"));
    }
    // Rows by bin, so that a draw is a run over each bin.
    let mut by_bin = vec![Vec::new(); edges.len() + 1];
    for &p in scored.scores() {
        by_bin[bin_of(&edges, p)].push(p);
    }
    by_bin.iter_mut().for_each(|bin| sort(bin));
    let expected: Vec<f64> = by_bin.iter().map(|bin| bin.iter().sum()).collect();
    let n = scored.n_rows() as f64;
    let one = |draw: u32| -> Result<f64, Stopped> {
        meter.check()?;
        let mut random = Random::new(seed, u64::from(draw));
        let errors = by_bin.iter().zip(&expected).map(|(bin, expected)| {
            let positives = bin.iter().filter(|&&p| random.uniform() < p).count();
            (positives as f64 - expected).abs()
        });
        Ok(errors.sum::<f64>() / n)
    };
    let mut values = (0..draws).into_par_iter().map(one).collect::<Result<Vec<f64>, Stopped>>()?;
    sort(&mut values);
    let mean = values.iter().sum::<f64>() / f64::from(draws);
    let upper = quantile(&values, 0.95).value().unwrap_or(mean);
    Ok(Ok(Band { mean, upper, draws, seed }))
}
