//! Mean, variance, skewness and kurtosis of a column, in one pass, mergeable.
//!
//! [`Moments`] of any chunks merged in any order are the moments of the whole, to rounding. Values of any size are taken:
//! sums of powers are kept in units of a power of two that follows the largest value, so ±1e300 does not overflow and
//! 1e−200 does not vanish. Knows nothing of missing values: the caller leaves them out. Start at [`Moments::add_slice`].

use ninefold_base::Figure;

/// Rows in a block: large enough that merging is free, small enough to stay in the first cache.
const BLOCK: usize = 1024;
/// Independent sums, so that the compiler can use vector registers.
const LANES: usize = 8;
/// Units change in steps of this many bits.
const LEVEL_BITS: i32 = 200;

/// Count, sum, extremes and central sums of powers. Infinities and NaN are counted in `left_out` and nowhere else.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    n: u64,
    left_out: u64,
    min: f64,
    max: f64,
    /// Values are kept in units of 2^(200·level).
    level: i32,
    sum: f64,
    /// What rounding took from `sum` (Neumaier).
    sum_lost: f64,
    /// The mean as a sum of two numbers: one alone is too coarse where the spread is small beside it.
    mean: TwoSum,
    /// Σ(x − mean)², Σ(x − mean)³, Σ(x − mean)⁴.
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            n: 0,
            left_out: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            level: i32::MIN,
            sum: 0.0,
            sum_lost: 0.0,
            mean: TwoSum::default(),
            m2: 0.0,
            m3: 0.0,
            m4: 0.0,
        }
    }
}

impl Moments {
    pub fn new() -> Self {
        Self::default()
    }

    /// The moments of a slice.
    pub fn of(values: &[f64]) -> Self {
        let mut moments = Self::new();
        moments.add_slice(values);
        moments
    }

    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            self.left_out += 1;
            return;
        }
        let level = level_of(value.abs());
        let sum = rescale(value, -level);
        self.merge(&Self {
            n: 1,
            min: value,
            max: value,
            level,
            sum,
            mean: TwoSum { high: sum, low: 0.0 },
            ..Self::default()
        });
    }

    /// Adds every value; those that are not finite only to [`Self::left_out`].
    pub fn add_slice(&mut self, values: &[f64]) {
        for block in values.chunks(BLOCK) {
            let (min, max, finite) = extremes(block);
            if finite {
                self.merge(&block_moments(block, min, max));
            } else {
                let kept: Vec<f64> = block.iter().copied().filter(|value| value.is_finite()).collect();
                self.left_out += (block.len() - kept.len()) as u64;
                if !kept.is_empty() {
                    let (min, max, _) = extremes(&kept);
                    self.merge(&block_moments(&kept, min, max));
                }
            }
        }
    }

    /// Adds what another accumulator has seen. Formulas of Pébay (2008), SAND2008-6212, equations 2.1, 3.1.
    pub fn merge(&mut self, other: &Self) {
        self.left_out += other.left_out;
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            let left_out = self.left_out;
            *self = other.clone();
            self.left_out = left_out;
            return;
        }
        let mut other = other.clone();
        let level = self.level.max(other.level);
        self.change_level(level);
        other.change_level(level);

        let (na, nb) = (self.n as f64, other.n as f64);
        let n = na + nb;
        let delta = other.mean.minus(self.mean);
        let d_n = delta / n;
        let d_n2 = d_n * d_n;
        let cross = delta * d_n * na * nb;
        self.m4 += other.m4
            + cross * d_n2 * (na * na - na * nb + nb * nb)
            + 6.0 * d_n2 * (na * na * other.m2 + nb * nb * self.m2)
            + 4.0 * d_n * (na * other.m3 - nb * self.m3);
        self.m3 += other.m3 + cross * d_n * (na - nb) + 3.0 * d_n * (na * other.m2 - nb * self.m2);
        self.m2 += other.m2 + cross;
        self.mean.add(d_n * nb);
        self.add_to_sum(other.sum);
        self.sum_lost += other.sum_lost;
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Values seen, without those left out.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Values that were infinite or NaN.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    pub fn min(&self) -> Figure {
        if self.n == 0 { no_values() } else { Figure::Value(self.min) }
    }

    pub fn max(&self) -> Figure {
        if self.n == 0 { no_values() } else { Figure::Value(self.max) }
    }

    /// max − min.
    pub fn range(&self) -> Figure {
        if self.n == 0 { no_values() } else { Figure::finite(self.max - self.min, "larger than a number can be") }
    }

    /// 0 for no values.
    pub fn sum(&self) -> Figure {
        if self.n == 0 {
            return Figure::Value(0.0);
        }
        Figure::finite(rescale(self.sum + self.sum_lost, self.level), "the sum is larger than a number can be")
    }

    pub fn mean(&self) -> Figure {
        if self.n == 0 { no_values() } else { Figure::Value(self.mean_value()) }
    }

    /// Σ(x − mean)² / (n − 1).
    pub fn variance(&self) -> Figure {
        if self.n < 2 {
            return Figure::undefined("needs two values");
        }
        let scaled = self.central().0 / (self.n - 1) as f64;
        Figure::finite(rescale(rescale(scaled, self.level), self.level), "the variance is larger than a number can be")
    }

    /// The root of the variance (n − 1).
    pub fn sd(&self) -> Figure {
        if self.n < 2 {
            return Figure::undefined("needs two values");
        }
        let scaled = self.central().0 / (self.n - 1) as f64;
        Figure::finite(rescale(scaled.sqrt(), self.level), "larger than a number can be")
    }

    /// Σ(x − mean)² / n, for formulas over a whole population.
    pub fn population_variance(&self) -> Figure {
        if self.n == 0 {
            return no_values();
        }
        let scaled = self.central().0 / self.n as f64;
        Figure::finite(rescale(rescale(scaled, self.level), self.level), "the variance is larger than a number can be")
    }

    /// sd / mean.
    pub fn coefficient_of_variation(&self) -> Figure {
        let mean = self.mean().value().unwrap_or(0.0);
        match self.sd() {
            Figure::Value(sd) => Figure::ratio(sd, mean, "the mean is 0"),
            undefined => undefined,
        }
    }

    /// Adjusted Fisher–Pearson G₁ = √(n(n−1))/(n−2) · m₃/m₂^1.5, as pandas `skew` and scipy `skew(bias=False)`.
    /// Undefined below three values and where all are equal (pandas says 0).
    pub fn skewness(&self) -> Figure {
        if self.n < 3 {
            return Figure::undefined("needs three values");
        }
        let (m2, m3, _) = self.central();
        if m2 == 0.0 {
            return Figure::undefined("all values are equal");
        }
        let n = self.n as f64;
        Figure::finite(n * (n - 1.0).sqrt() / (n - 2.0) * (m3 / m2) / m2.sqrt(), "not a finite number")
    }

    /// Excess kurtosis G₂, as pandas `kurt` and scipy `kurtosis(bias=False)`. Undefined below four values and where all are
    /// equal (pandas says 0).
    pub fn kurtosis(&self) -> Figure {
        if self.n < 4 {
            return Figure::undefined("needs four values");
        }
        let (m2, _, m4) = self.central();
        if m2 == 0.0 {
            return Figure::undefined("all values are equal");
        }
        let n = self.n as f64;
        let first = n * (n + 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)) * (m4 / m2) / m2;
        let second = 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
        Figure::finite(first - second, "not a finite number")
    }

    /// The mean as a plain number, within min..=max; 0 for no values.
    pub fn mean_value(&self) -> f64 {
        if self.n == 0 {
            return 0.0;
        }
        rescale((self.sum + self.sum_lost) / self.n as f64, self.level).clamp(self.min, self.max)
    }

    /// Central sums, exactly 0 for a constant (rounding of the mean would leave a trace).
    fn central(&self) -> (f64, f64, f64) {
        if self.min == self.max { (0.0, 0.0, 0.0) } else { (self.m2, self.m3, self.m4) }
    }

    fn add_to_sum(&mut self, value: f64) {
        let sum = self.sum + value;
        self.sum_lost +=
            if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
    }

    fn change_level(&mut self, level: i32) {
        if level == self.level {
            return;
        }
        if self.level != i32::MIN {
            let factor = |x: f64, times: i32| (0..times).fold(x, |x, _| rescale(x, self.level - level));
            self.sum = factor(self.sum, 1);
            self.sum_lost = factor(self.sum_lost, 1);
            self.mean = self.mean.rescaled(self.level - level);
            (self.m2, self.m3, self.m4) = (factor(self.m2, 2), factor(self.m3, 3), factor(self.m4, 4));
        }
        self.level = level;
    }
}

fn no_values() -> Figure {
    Figure::undefined("no values")
}

/// The level at which a largest absolute value of this size is near 1: values lie in 2^(200·level ± 100).
pub(crate) fn level_of(largest: f64) -> i32 {
    if largest == 0.0 {
        return i32::MIN / 2;
    }
    let exponent = ((largest.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    (exponent + LEVEL_BITS / 2).div_euclid(LEVEL_BITS)
}

/// `x` · 2^(200·level), in one step that neither overflows nor underflows early.
pub(crate) fn rescale(x: f64, level: i32) -> f64 {
    if x == 0.0 || level == 0 { x } else { libm::scalbn(x, level.clamp(-20, 20) * LEVEL_BITS) }
}

/// An unevaluated sum of two numbers, the second far smaller.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct TwoSum {
    pub high: f64,
    pub low: f64,
}

impl TwoSum {
    pub fn add(&mut self, value: f64) {
        let value = value + self.low;
        let sum = self.high + value;
        // Knuth's two-sum: what rounding took.
        let part = sum - self.high;
        self.low = (self.high - (sum - part)) + (value - part);
        self.high = sum;
    }

    pub fn minus(self, other: Self) -> f64 {
        (self.high - other.high) + (self.low - other.low)
    }

    pub fn rescaled(self, level: i32) -> Self {
        Self { high: rescale(self.high, level), low: rescale(self.low, level) }
    }
}

/// Least and greatest value, and whether all are finite.
fn extremes(values: &[f64]) -> (f64, f64, bool) {
    let (mut min, mut max) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let mut check = [0.0; LANES];
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for lane in 0..LANES {
            let value = chunk[lane];
            min[lane] = if value < min[lane] { value } else { min[lane] };
            max[lane] = if value > max[lane] { value } else { max[lane] };
            // 0 for a finite value, NaN for any other.
            check[lane] += value * 0.0;
        }
    }
    for (lane, &value) in chunks.remainder().iter().enumerate() {
        min[lane] = if value < min[lane] { value } else { min[lane] };
        max[lane] = if value > max[lane] { value } else { max[lane] };
        check[lane] += value * 0.0;
    }
    let min = min.into_iter().fold(f64::INFINITY, f64::min);
    let max = max.into_iter().fold(f64::NEG_INFINITY, f64::max);
    (min, max, check.iter().sum::<f64>() == 0.0)
}

/// Two passes over a block of finite values: its mean, then the powers of the distances from it.
fn block_moments(block: &[f64], min: f64, max: f64) -> Moments {
    let level = level_of(max.abs().max(min.abs()));
    if level == 0 || level < -6 {
        return block_in_units(block, min, max, level);
    }
    let scaled: Vec<f64> = block.iter().map(|&value| rescale(value, -level)).collect();
    block_in_units(&scaled, min, max, level)
}

fn block_in_units(block: &[f64], min: f64, max: f64, level: i32) -> Moments {
    let sum = lane_sum(block, |value| value);
    let n = block.len() as f64;
    let mean = sum / n;
    let (mut one, mut two, mut three, mut four) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let mut add = |lane: usize, value: f64| {
        let d = value - mean;
        let d2 = d * d;
        one[lane] += d;
        two[lane] += d2;
        three[lane] += d2 * d;
        four[lane] += d2 * d2;
    };
    let mut chunks = block.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &value) in chunk.iter().enumerate() {
            add(lane, value);
        }
    }
    for (lane, &value) in chunks.remainder().iter().enumerate() {
        add(lane, value);
    }
    let [one, two, three, four] = [one, two, three, four].map(|sums| sums.iter().sum::<f64>());
    // The true mean is `mean + e`: the sums around it follow from those around `mean` by the binomial formula.
    let e = one / n;
    Moments {
        n: block.len() as u64,
        left_out: 0,
        min,
        max,
        level,
        sum,
        sum_lost: 0.0,
        mean: TwoSum { high: mean, low: e },
        m2: (two - n * e * e).max(0.0),
        m3: three - 3.0 * e * two + 2.0 * n * e * e * e,
        m4: (four - 4.0 * e * three + 6.0 * e * e * two - 3.0 * n * e * e * e * e).max(0.0),
    }
}

pub(crate) fn lane_sum(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for lane in 0..LANES {
            sums[lane] += f(chunk[lane]);
        }
    }
    for (lane, &value) in chunks.remainder().iter().enumerate() {
        sums[lane] += f(value);
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests;
