//! The figures of a number column.

use super::super::super::edges::{Grain, bin_of, edges};
use super::super::super::ranks::{self, Quantiles, Ranks};
use super::{Effort, WordColumn};
use ninefold_base::Figure;
use ninefold_base::explore::Bins;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{Histogram, NumberProfile, QUANTILES, Scale};
use ninefold_measure::quantile;
use rayon::prelude::*;

/// Values that a passing glance looks at.
const GLANCED: usize = 65_536;
const NONE: &str = "no values";

/// The spread of the values of a column, however they are held.
pub struct Spread {
    pub quantiles: Option<Quantiles>,
    pub histogram: Option<Histogram>,
}

impl WordColumn {
    pub(super) fn number(&self, counted: Option<&[(u64, u64)]>, effort: Effort) -> (NumberProfile, Option<Histogram>) {
        let grain = if self.whole { Grain::Whole } else { Grain::Real };
        let spread = self.spread(counted, effort, grain, Scale::Linear);
        let quantiles = spread.quantiles.as_ref();
        let at = |share: f64| {
            let place = QUANTILES.iter().position(|known| *known == share)?;
            quantiles.map(|quantiles| quantiles.at[place])
        };
        let iqr = match (at(0.25), at(0.75)) {
            (Some(low), Some(high)) => Figure::finite(high - low, "larger than a number can be"),
            _ => Figure::undefined(NONE),
        };
        let mad =
            quantiles.map_or(Figure::undefined(NONE), |found| Figure::finite(found.mad, "larger than a number can be"));
        let moments = &self.moments;
        let detail = NumberProfile {
            n: moments.n(),
            sum: moments.sum(),
            mean: moments.mean(),
            variance: moments.variance(),
            sd: moments.sd(),
            variation: moments.coefficient_of_variation(),
            skewness: moments.skewness(),
            kurtosis: moments.kurtosis(),
            min: moments.min(),
            max: moments.max(),
            quantiles: quantiles.map_or(Vec::new(), |quantiles| quantiles.at.clone()),
            iqr,
            mad,
            precision: quantiles.map_or(Precision::Exact, |quantiles| quantiles.precision),
            whole: self.whole && moments.n() > 0,
        };
        (detail, spread.histogram)
    }

    /// Quantiles and histogram of the finite values.
    pub(super) fn spread(&self, counted: Option<&[(u64, u64)]>, effort: Effort, grain: Grain, scale: Scale) -> Spread {
        let Some(beyond) = &self.beyond else {
            let values = counted.unwrap_or_default().iter().map(|(word, rows)| (self.form.float(*word), *rows));
            let values: Vec<(f64, u64)> = values.filter(|(value, _)| value.is_finite()).collect();
            return of_counted(&values, grain, scale);
        };
        match &beyond.ranks {
            Ranks::All { values, .. } => of_all(values, effort, grain, scale),
            Ranks::Summary { sketch, grid } => {
                let (mut quantiles, (edges, counts)) = (ranks::of_sketch(sketch, &QUANTILES), grid.bins(30));
                // The ends are known exactly.
                let ends = match self.form.is_time() {
                    true => self.order.extremes().map(|(low, high)| (self.form.float(low), self.form.float(high))),
                    false => self.moments.min().value().zip(self.moments.max().value()),
                };
                if let (Some(quantiles), Some((min, max))) = (&mut quantiles, ends) {
                    quantiles.at[0] = min;
                    quantiles.at[QUANTILES.len() - 1] = max;
                }
                let histogram = Histogram { scale, edges, counts, below: 0, above: 0, precision: Precision::Exact };
                Spread { quantiles, histogram: Some(histogram) }
            }
        }
    }
}

/// Edges for values from `min` to `max` that nobody asked a range of.
pub fn default_edges(min: f64, max: f64, grain: Grain, scale: Scale) -> Vec<f64> {
    // Of whole numbers the greatest has a bin like the others, instead of sharing that of its neighbour.
    let beyond = if grain == Grain::Whole { max + 0.5 } else { max };
    edges(min, beyond, &Bins { scale, ..Bins::default() }, grain)
}

fn of_counted(ascending: &[(f64, u64)], grain: Grain, scale: Scale) -> Spread {
    let (Some((min, _)), Some((max, _))) = (ascending.first(), ascending.last()) else {
        return Spread { quantiles: None, histogram: None };
    };
    let edges = default_edges(*min, *max, grain, scale);
    let mut counts = vec![0; edges.len().saturating_sub(1)];
    for (value, rows) in ascending {
        if let Some(bin) = bin_of(&edges, *value) {
            counts[bin] += rows;
        }
    }
    Spread {
        quantiles: ranks::of_counted(ascending, &QUANTILES),
        histogram: Some(Histogram { scale, edges, counts, below: 0, above: 0, precision: Precision::Exact }),
    }
}

/// Of values that are all held, in any order.
fn of_all(values: &[f64], effort: Effort, grain: Grain, scale: Scale) -> Spread {
    let step = if effort == Effort::Glance { values.len().div_ceil(GLANCED).max(1) } else { 1 };
    let mut sorted: Vec<f64> = values.iter().copied().step_by(step).collect();
    sorted.par_sort_unstable_by(f64::total_cmp);
    let (Some(min), Some(max)) = (sorted.first().copied(), sorted.last().copied()) else {
        return Spread { quantiles: None, histogram: None };
    };
    let at = QUANTILES.iter().map(|share| quantile::quantile(&sorted, *share).value().unwrap_or(f64::NAN)).collect();
    let mad = quantile::median_absolute_deviation(&sorted).value().unwrap_or(f64::NAN);
    let precision = if step == 1 { Precision::Exact } else { Precision::Sample(sorted.len() as u64) };
    let edges = default_edges(min, max, grain, scale);
    // Values are in order: a bin ends where the next begins.
    let bins = edges.len().saturating_sub(1);
    let mut ends: Vec<usize> = (1..bins).map(|bin| sorted.partition_point(|value| *value < edges[bin])).collect();
    ends.push(sorted.len());
    let mut begin = 0;
    let counts = ends.into_iter().map(|end| {
        let count = ((end - begin) * step) as u64;
        begin = end;
        count
    });
    let counts = counts.collect();
    Spread {
        quantiles: Some(Quantiles { at, mad, precision }),
        histogram: Some(Histogram { scale, edges, counts, below: 0, above: 0, precision }),
    }
}
