//! Pearson's and Spearman's correlation.
//!
//! [`CoMoments`] of any chunks merged in any order are those of the whole; like [`crate::moments::Moments`] it takes
//! values of any size. Knows slices only.

use crate::moments::{TwoSum, lane_sum, level_of, rescale};
use ninefold_base::Figure;

const BLOCK: usize = 1024;
const LANES: usize = 4;

/// Counts and central sums of two columns: what Pearson's correlation and a regression line need.
#[derive(Debug, Clone, PartialEq)]
pub struct CoMoments {
    n: u64,
    left_out: u64,
    x: Axis,
    y: Axis,
    /// Σ(x − mean x)(y − mean y), in the units of both axes.
    xy: f64,
}

/// One side: everything in units of 2^(200·level).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Axis {
    level: i32,
    mean: TwoSum,
    m2: f64,
    min: f64,
    max: f64,
}

impl Default for CoMoments {
    fn default() -> Self {
        let axis =
            Axis { level: i32::MIN / 2, mean: TwoSum::default(), m2: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };
        Self { n: 0, left_out: 0, x: axis, y: axis, xy: 0.0 }
    }
}

impl CoMoments {
    pub fn new() -> Self {
        Self::default()
    }

    /// The co-moments of two slices of equal length.
    pub fn of(x: &[f64], y: &[f64]) -> Self {
        let mut moments = Self::new();
        moments.add_slices(x, y);
        moments
    }

    /// Adds pairs `(x[i], y[i])`. A pair with an infinite or NaN side is only counted in [`Self::left_out`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn add_slices(&mut self, x: &[f64], y: &[f64]) {
        assert_eq!(x.len(), y.len(), "pairs have two sides");
        for (x, y) in x.chunks(BLOCK).zip(y.chunks(BLOCK)) {
            let check: f64 = x.iter().zip(y).map(|(x, y)| x * 0.0 + y * 0.0).sum();
            if check == 0.0 {
                self.merge(&block(x, y));
                continue;
            }
            let kept = x.iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite());
            let (xs, ys): (Vec<f64>, Vec<f64>) = kept.map(|(x, y)| (*x, *y)).unzip();
            self.left_out += (x.len() - xs.len()) as u64;
            if !xs.is_empty() {
                self.merge(&block(&xs, &ys));
            }
        }
    }

    pub fn add(&mut self, x: f64, y: f64) {
        self.add_slices(&[x], &[y]);
    }

    /// Adds what another accumulator has seen (Pébay 2008, equation 3.5).
    pub fn merge(&mut self, other: &Self) {
        self.left_out += other.left_out;
        if other.n == 0 {
            return;
        }
        let mut other = other.clone();
        if self.n == 0 {
            other.left_out = self.left_out;
            *self = other;
            return;
        }
        let levels = (self.x.level.max(other.x.level), self.y.level.max(other.y.level));
        self.change_levels(levels);
        other.change_levels(levels);
        let (na, nb) = (self.n as f64, other.n as f64);
        let share = nb / (na + nb);
        let (dx, dy) = (other.x.mean.minus(self.x.mean), other.y.mean.minus(self.y.mean));
        let weight = na * share;
        self.xy += other.xy + dx * dy * weight;
        self.x.merge(&other.x, dx, share, weight);
        self.y.merge(&other.y, dy, share, weight);
        self.n += other.n;
    }

    /// Pairs seen, without those left out.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Pairs with an infinite or NaN side.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Pearson's r, in −1..=1. Undefined below two pairs and where one side is constant.
    pub fn pearson(&self) -> Figure {
        if let Some(reason) = self.lacking() {
            return Figure::undefined(reason);
        }
        let r = self.xy / (self.x.m2.sqrt() * self.y.m2.sqrt());
        Figure::finite(r.clamp(-1.0, 1.0), "one side varies too little to tell")
    }

    /// Σ(x − mean x)(y − mean y) / (n − 1).
    pub fn covariance(&self) -> Figure {
        if self.n < 2 {
            return Figure::undefined("needs two pairs");
        }
        let scaled = self.xy / (self.n - 1) as f64;
        Figure::finite(rescale(rescale(scaled, self.x.level), self.y.level), "larger than a number can be")
    }

    /// The least-squares line `y = intercept + slope · x`.
    pub fn line(&self) -> (Figure, Figure) {
        if self.n < 2 || self.x.min == self.x.max {
            let figure = Figure::undefined(if self.n < 2 { "needs two pairs" } else { "x is constant" });
            return (figure.clone(), figure);
        }
        let slope = self.xy / self.x.m2;
        let intercept = rescale(self.y.mean.high - slope * self.x.mean.high, self.y.level);
        let slope = rescale(slope, self.y.level - self.x.level);
        (Figure::finite(intercept, "not a finite number"), Figure::finite(slope, "not a finite number"))
    }

    fn lacking(&self) -> Option<&'static str> {
        if self.n < 2 {
            Some("needs two pairs")
        } else if self.x.min == self.x.max || self.y.min == self.y.max {
            Some("one side is constant")
        } else {
            None
        }
    }

    fn change_levels(&mut self, (x, y): (i32, i32)) {
        self.xy = rescale(rescale(self.xy, self.x.level - x), self.y.level - y);
        self.x.change_level(x);
        self.y.change_level(y);
    }
}

impl Axis {
    fn merge(&mut self, other: &Self, delta: f64, share: f64, weight: f64) {
        self.mean.add(delta * share);
        self.m2 += other.m2 + delta * delta * weight;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    fn change_level(&mut self, level: i32) {
        let down = self.level - level;
        if down != 0 {
            self.mean = self.mean.rescaled(down);
            self.m2 = rescale(rescale(self.m2, down), down);
            self.level = level;
        }
    }
}

/// Finite pairs, at most a block of them: two passes.
fn block(x: &[f64], y: &[f64]) -> CoMoments {
    let (x_axis, y_axis) = (axis(x), axis(y));
    let plain = |axis: &Axis| axis.level == 0 || axis.level < -6;
    if plain(&x_axis) && plain(&y_axis) {
        return block_in_units(x, y, x_axis, y_axis);
    }
    let scale = |values: &[f64], level: i32| values.iter().map(|&v| rescale(v, -level)).collect::<Vec<f64>>();
    block_in_units(&scale(x, x_axis.level), &scale(y, y_axis.level), x_axis, y_axis)
}

fn axis(values: &[f64]) -> Axis {
    let min = values.iter().copied().fold(f64::INFINITY, f64::min);
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Axis { level: level_of(max.abs().max(min.abs())), mean: TwoSum::default(), m2: 0.0, min, max }
}

fn block_in_units(x: &[f64], y: &[f64], mut x_axis: Axis, mut y_axis: Axis) -> CoMoments {
    let n = x.len() as f64;
    let (mean_x, mean_y) = (lane_sum(x, |value| value) / n, lane_sum(y, |value| value) / n);
    let mut sums = [[0.0; LANES]; 5];
    let mut add = |lane: usize, x: f64, y: f64| {
        let (dx, dy) = (x - mean_x, y - mean_y);
        sums[0][lane] += dx;
        sums[1][lane] += dy;
        sums[2][lane] += dx * dx;
        sums[3][lane] += dy * dy;
        sums[4][lane] += dx * dy;
    };
    let (mut xs, mut ys) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    for (x, y) in (&mut xs).zip(&mut ys) {
        for lane in 0..LANES {
            add(lane, x[lane], y[lane]);
        }
    }
    for (lane, (x, y)) in xs.remainder().iter().zip(ys.remainder()).enumerate() {
        add(lane, *x, *y);
    }
    let [ex, ey, xx, yy, xy] = sums.map(|lanes| lanes.iter().sum::<f64>());
    // What rounding took from the means, as in `Moments`.
    let (ex, ey) = (ex / n, ey / n);
    x_axis.mean = TwoSum { high: mean_x, low: ex };
    y_axis.mean = TwoSum { high: mean_y, low: ey };
    x_axis.m2 = (xx - n * ex * ex).max(0.0);
    y_axis.m2 = (yy - n * ey * ey).max(0.0);
    CoMoments { n: x.len() as u64, left_out: 0, x: x_axis, y: y_axis, xy: xy - n * ex * ey }
}

/// Ranks from 1, ties sharing the mean of their ranks, as scipy `rankdata`. NaN ranks last; leave it out before.
pub fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let value = values[order[start]];
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == value {
            end += 1;
        }
        // Ranks start + 1 ..= end.
        let rank = (start + 1 + end) as f64 / 2.0;
        for &row in &order[start..end] {
            ranks[row] = rank;
        }
        start = end;
    }
    ranks
}

/// Spearman's ρ: Pearson's r of the midranks, with the number of pairs it rests on. Pairs with a NaN side are left out;
/// infinities have a rank like any other value.
///
/// # Panics
/// If the slices differ in length.
pub fn spearman(x: &[f64], y: &[f64]) -> (Figure, u64) {
    assert_eq!(x.len(), y.len(), "pairs have two sides");
    let kept = x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (xs, ys): (Vec<f64>, Vec<f64>) = kept.map(|(x, y)| (*x, *y)).unzip();
    let moments = CoMoments::of(&midranks(&xs), &midranks(&ys));
    (moments.pearson(), moments.n())
}
