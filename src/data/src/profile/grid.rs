//! Counts of numbers in fine bins whose edges are multiples of a power of two, for histograms of more values than are kept.
//!
//! When values outgrow the grid, neighbours are merged two by two: no value is lost, and the grid at the end depends on the
//! least and greatest value alone.

/// Bins at most.
const BINS: i64 = 4096;
/// A bin is never finer than the largest value can be told apart.
const DIGITS: i32 = 52;
const FINEST: i32 = -1000;
const COARSEST: i32 = 1015;

#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Bins are 2^exponent wide.
    exponent: i32,
    /// Number of the first bin: it begins at first · 2^exponent.
    first: i64,
    counts: Vec<u64>,
    min: f64,
    max: f64,
}

impl Default for Grid {
    fn default() -> Self {
        Self { exponent: FINEST, first: 0, counts: Vec::new(), min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Grid {
    /// Adds values that are finite.
    pub fn add(&mut self, values: &[f64]) {
        let (min, max) =
            values.iter().fold((self.min, self.max), |(min, max), value| (min.min(*value), max.max(*value)));
        if values.is_empty() {
            return;
        }
        self.reach(min, max);
        let scale = power_of_two(-self.exponent);
        for value in values {
            self.counts[(bin(*value, scale) - self.first) as usize] += 1;
        }
    }

    pub fn add_times(&mut self, value: f64, times: u64) {
        self.reach(self.min.min(value), self.max.max(value));
        let place = bin(value, power_of_two(-self.exponent)) - self.first;
        self.counts[place as usize] += times;
    }

    pub fn merge(&mut self, other: &Self) {
        if other.counts.is_empty() {
            return;
        }
        self.reach(self.min.min(other.min), self.max.max(other.max));
        let mut other = other.clone();
        other.reach(self.min, self.max);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Makes room for values from `min` to `max`, which include all seen before.
    fn reach(&mut self, min: f64, max: f64) {
        if min == self.min && max == self.max {
            return;
        }
        (self.min, self.max) = (min, max);
        let exponent = exponent_for(min, max);
        let scale = power_of_two(-exponent);
        let (first, last) = (bin(min, scale), bin(max, scale));
        let mut counts = vec![0; (last - first + 1) as usize];
        let shift = (exponent - self.exponent).min(63);
        for (place, count) in (self.first..).zip(&self.counts).filter(|(_, count)| **count > 0) {
            counts[((place >> shift) - first) as usize] += count;
        }
        (self.exponent, self.first, self.counts) = (exponent, first, counts);
    }

    /// About `bins` bins: their edges, which are edges of the grid, and counts. Nothing for no values.
    pub fn bins(&self, bins: usize) -> (Vec<f64>, Vec<u64>) {
        let Some(last) = (self.counts.len() as i64).checked_sub(1).filter(|last| *last >= 0) else {
            return (Vec::new(), Vec::new());
        };
        let group = self.counts.len().div_ceil(bins.max(1)) as i64;
        let start = self.first.div_euclid(group);
        let end = (self.first + last).div_euclid(group);
        let mut counts = vec![0; (end - start + 1) as usize];
        for (place, count) in (self.first..).zip(&self.counts) {
            counts[(place.div_euclid(group) - start) as usize] += count;
        }
        let width = power_of_two(self.exponent);
        let edge = |i: i64| ((i * group) as f64 * width).clamp(-f64::MAX, f64::MAX);
        ((start..=end + 1).map(edge).collect(), counts)
    }
}

/// The bin of a value on the grid of which `scale` is one over the width: ⌊value · scale⌋, also where the product is too small
/// for a number.
#[inline]
fn bin(value: f64, scale: f64) -> i64 {
    let scaled = value * scale;
    scaled.floor() as i64 - i64::from(scaled == 0.0 && value < 0.0)
}

/// The finest width, as an exponent, of which at most [`BINS`] reach from `min` to `max`.
fn exponent_for(min: f64, max: f64) -> i32 {
    let largest = min.abs().max(max.abs());
    let mut exponent = (exponent_of(largest) - DIGITS).clamp(FINEST, COARSEST);
    loop {
        let scale = power_of_two(-exponent);
        let bins = bin(max, scale) - bin(min, scale);
        if bins < BINS || exponent == COARSEST {
            return exponent;
        }
        // At least one step, and no more than surely needed.
        exponent += ((64 - (bins / BINS).leading_zeros()) as i32 - 1).max(1);
        exponent = exponent.min(COARSEST);
    }
}

/// e of 2^e ≤ |value| < 2^(e + 1); of zeros and subnormal numbers −1023.
fn exponent_of(value: f64) -> i32 {
    ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023
}

/// 2^exponent for −1022 ≤ exponent ≤ 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Grid {
        let mut grid = Grid::default();
        values.chunks(3).for_each(|chunk| grid.add(chunk));
        grid
    }

    fn numbers() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>().prop_filter("finite", |value| value.is_finite()),
            -1000.0..1000.0f64,
            (-50i32..50).prop_map(f64::from),
            Just(0.0),
            Just(5e-324),
            Just(f64::MAX),
            Just(f64::MIN),
        ]
    }

    proptest! {
        #[test]
        fn the_grid_depends_on_the_set_alone(values in prop::collection::vec(numbers(), 1..60), cut in 0usize..60) {
            let whole = of(&values);
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            prop_assert_eq!(&of(&sorted), &whole);
            let (first, second) = values.split_at(cut.min(values.len()));
            let mut merged = of(first);
            merged.merge(&of(second));
            prop_assert_eq!(&merged, &whole);
            prop_assert_eq!(whole.counts.iter().sum::<u64>(), values.len() as u64);
            prop_assert!(whole.counts.len() <= BINS as usize);
            let (edges, counts) = whole.bins(30);
            prop_assert!(counts.len() <= 31 && edges.len() == counts.len() + 1);
            for (i, count) in counts.iter().enumerate() {
                let (low, high) = (edges[i], edges[i + 1]);
                let inside = |value: &&f64| **value >= low && (**value < high || high == f64::MAX);
                prop_assert_eq!(values.iter().filter(inside).count() as u64, *count, "{} to {}", low, high);
            }
        }
    }

    #[test]
    fn a_constant_takes_one_bin() {
        let (edges, counts) = of(&[42.0; 9]).bins(30);
        assert_eq!((edges[0], counts), (42.0, vec![9]));
    }
}
