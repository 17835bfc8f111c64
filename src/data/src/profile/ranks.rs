//! The values of a column for quantiles and the histogram: all of them while they fit, then a sketch and a fine grid.
//!
//! Only columns with very many different values come here: of the others the counts of the different values say all.

use super::grid::Grid;
use super::kll::Kll;
use ninefold_base::profile::Precision;

/// Values all kept, or summed up.
#[derive(Debug, Clone)]
pub enum Ranks {
    All { values: Vec<f64>, most: usize },
    Summary { sketch: Box<Kll>, grid: Grid },
}

/// The topmost level of a sketch is never larger: its error is below one in a thousand then.
const LARGEST_SKETCH: usize = 4096;
const SMALLEST_SKETCH: usize = 256;

impl Ranks {
    /// Keeps up to `most` values.
    pub fn new(most: usize) -> Self {
        Self::All { values: Vec::new(), most }
    }

    /// Adds values that are finite.
    pub fn add(&mut self, finite: &[f64]) {
        self.make_room(finite.len() as u64);
        match self {
            Self::All { values, .. } => values.extend_from_slice(finite),
            Self::Summary { sketch, grid } => {
                finite.iter().for_each(|value| sketch.add(*value));
                grid.add(finite);
            }
        }
    }

    /// Adds a finite value that stands `times` times.
    pub fn add_times(&mut self, value: f64, times: u64) {
        self.make_room(times);
        match self {
            Self::All { values, .. } => values.extend(std::iter::repeat_n(value, times as usize)),
            Self::Summary { sketch, grid } => {
                sketch.add_times(value, times);
                grid.add_times(value, times);
            }
        }
    }

    pub fn merge(&mut self, other: &Self) {
        match other {
            Self::All { values, .. } => self.add(values),
            Self::Summary { sketch: their_sketch, grid: their_grid } => {
                self.make_room(u64::MAX);
                if let Self::Summary { sketch, grid } = self {
                    sketch.merge(their_sketch);
                    grid.merge(their_grid);
                }
            }
        }
    }

    /// Sums up if `more` values would be too many to keep.
    fn make_room(&mut self, more: u64) {
        let Self::All { values, most } = self else { return };
        if (values.len() as u64).saturating_add(more) <= *most as u64 {
            return;
        }
        let mut sketch = Box::new(Kll::new((*most / 4).clamp(SMALLEST_SKETCH, LARGEST_SKETCH)));
        let mut grid = Grid::default();
        values.iter().for_each(|value| sketch.add(*value));
        grid.add(values);
        *self = Self::Summary { sketch, grid };
    }
}

/// Quantiles of values and what is known of their exactness.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantiles {
    /// At the shares asked for.
    pub at: Vec<f64>,
    /// Median |x − median|.
    pub mad: f64,
    pub precision: Precision,
}

/// Exact quantiles of ascending values that each stand some times (type 7, as of the values written out).
pub fn of_counted(ascending: &[(f64, u64)], shares: &[f64]) -> Option<Quantiles> {
    let ranks = Cumulative::new(ascending)?;
    let at = shares.iter().map(|share| ranks.quantile(*share)).collect();
    let median = ranks.quantile(0.5);
    let mut distances: Vec<(f64, u64)> = ascending.iter().map(|(value, n)| ((value - median).abs(), *n)).collect();
    distances.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mad = Cumulative::new(&distances)?.quantile(0.5);
    Some(Quantiles { at, mad, precision: Precision::Exact })
}

/// Quantiles from a sketch.
pub fn of_sketch(sketch: &Kll, shares: &[f64]) -> Option<Quantiles> {
    let weighted = sketch.weighted();
    let quantiles = of_weighted(&weighted, shares)?;
    // The distance from a median that is itself off adds its error.
    Some(Quantiles { precision: Precision::Rank(2.0 * sketch.rank_error()), ..quantiles })
}

fn of_weighted(weighted: &[(f64, u64)], shares: &[f64]) -> Option<Quantiles> {
    if weighted.is_empty() {
        return None;
    }
    let at = shares.iter().map(|share| weighted_quantile(weighted, *share)).collect();
    let median = weighted_quantile(weighted, 0.5);
    let mut distances: Vec<(f64, u64)> = weighted.iter().map(|(value, n)| ((value - median).abs(), *n)).collect();
    distances.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Some(Quantiles { at, mad: weighted_quantile(&distances, 0.5), precision: Precision::Exact })
}

/// The first of ascending weighted values up to which `share` of the weight lies.
pub fn weighted_quantile(weighted: &[(f64, u64)], share: f64) -> f64 {
    let total: u64 = weighted.iter().map(|(_, weight)| weight).sum();
    let wanted = share * total as f64;
    let mut seen = 0;
    for (value, weight) in weighted {
        seen += weight;
        if seen as f64 >= wanted {
            return *value;
        }
    }
    weighted.last().map_or(f64::NAN, |(value, _)| *value)
}

/// Counted values and, for each, how many come up to and with it.
struct Cumulative<'a> {
    values: &'a [(f64, u64)],
    ends: Vec<u64>,
}

impl<'a> Cumulative<'a> {
    /// Nothing for no values.
    fn new(values: &'a [(f64, u64)]) -> Option<Self> {
        let mut seen = 0;
        let ends = values.iter().map(|(_, n)| {
            seen += n;
            seen
        });
        let ends: Vec<u64> = ends.collect();
        (seen > 0).then_some(Self { values, ends })
    }

    fn at(&self, rank: u64) -> f64 {
        self.values[self.ends.partition_point(|end| *end <= rank)].0
    }

    /// As [`ninefold_measure::quantile::quantile`] of the values written out: the two values around the position are looked
    /// up and handed to it.
    fn quantile(&self, share: f64) -> f64 {
        let last = self.ends[self.ends.len() - 1] - 1;
        let position = share * last as f64;
        let low = position.floor() as u64;
        let pair = [self.at(low.min(last)), self.at((low + 1).min(last))];
        let between = position - position.floor();
        ninefold_measure::quantile::quantile(&pair, between).value().unwrap_or(pair[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counted_values_have_the_quantiles_of_the_values_written_out(
            counts in prop::collection::vec((-100i32..100, 1u64..5), 1..40)
        ) {
            let mut counts: std::collections::BTreeMap<i32, u64> = counts.into_iter().collect();
            counts.retain(|_, n| *n > 0);
            let counted: Vec<(f64, u64)> = counts.iter().map(|(value, n)| (f64::from(*value) / 7.0, *n)).collect();
            let written: Vec<f64> = counted.iter().flat_map(|(value, n)| std::iter::repeat_n(*value, *n as usize)).collect();
            let shares = [0.0, 0.01, 0.25, 0.5, 0.9, 1.0];
            let found = of_counted(&counted, &shares).unwrap();
            for (share, value) in shares.iter().zip(&found.at) {
                let expected = ninefold_measure::quantile::quantile(&written, *share).value().unwrap();
                prop_assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{} {} {}", share, value, expected);
            }
            let mad = ninefold_measure::quantile::median_absolute_deviation(&written).value().unwrap();
            prop_assert!((found.mad - mad).abs() <= 1e-12 * mad.abs());
        }
    }

    #[test]
    fn too_many_values_are_summed_up_without_losing_one() {
        let mut ranks = Ranks::new(1000);
        ranks.add(&(0..900).map(f64::from).collect::<Vec<f64>>());
        assert!(matches!(ranks, Ranks::All { .. }));
        ranks.add_times(3.0, 500);
        let mut other = Ranks::new(1000);
        other.add(&[1.0, 2.0]);
        other.merge(&ranks);
        let Ranks::Summary { sketch, grid } = other else { panic!("summed up") };
        assert_eq!(sketch.n(), 1402);
        assert_eq!(grid.bins(30).1.iter().sum::<u64>(), 1402);
    }
}
