//! Quantiles of more values than are kept: the sketch of Karnin, Lang and Liberty (2016).
//!
//! Level h holds values that each stand for 2^h; a level that is full is sorted and every other value moves up, beginning
//! with the first or the second by a coin with a fixed seed. Levels shrink by a third downwards. The rank of a value found
//! is off by at most [`Kll::rank_error`] of the rows (99 % sure).

use crate::ops::sample::SplitMix64;

/// No level is smaller than this.
const SMALLEST: usize = 8;

#[derive(Debug, Clone)]
pub struct Kll {
    k: usize,
    levels: Vec<Vec<f64>>,
    capacities: Vec<usize>,
    n: u64,
    coin: SplitMix64,
}

impl Kll {
    /// `k`: values of the topmost level; the sketch takes about three times as many.
    pub fn new(k: usize) -> Self {
        Self { k, levels: vec![Vec::new()], capacities: vec![k], n: 0, coin: SplitMix64::new(0x9c30_d539_2af2_6013) }
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// Share of the rows by which the rank of a quantile is off at most, 99 % sure. The variance of a rank is at most
    /// that of all compactions, Σ_h 4^h/4 · n/(2^h · capacity(h)) with capacity(h) = k (2/3)^(H−h), hence below n²/k² ·
    /// 3/2 for 2^H ≤ 2n/k; 2.58 of its roots make 3.2 / k.
    pub fn rank_error(&self) -> f64 {
        3.2 / self.k as f64
    }

    /// Adds a value that is finite.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        self.levels[0].push(value);
        if self.levels[0].len() >= self.capacities[0] {
            self.compress();
        }
    }

    /// Adds a value that stands `times` times.
    pub fn add_times(&mut self, value: f64, times: u64) {
        if times == 0 {
            return;
        }
        self.n += times;
        for level in 0..64 - times.leading_zeros() as usize {
            if times >> level & 1 == 1 {
                self.need(level);
                self.levels[level].push(value);
            }
        }
        self.compress();
    }

    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.need(other.levels.len() - 1);
        for (mine, theirs) in self.levels.iter_mut().zip(&other.levels) {
            mine.extend_from_slice(theirs);
        }
        self.compress();
    }

    /// Makes sure that there is a level `level`.
    fn need(&mut self, level: usize) {
        while self.levels.len() <= level {
            self.levels.push(Vec::new());
        }
        let top = self.levels.len() - 1;
        self.capacities = (0..=top)
            .map(|level| ((self.k as f64 * (2.0f64 / 3.0).powi((top - level) as i32)) as usize).max(SMALLEST))
            .collect();
    }

    /// Compacts every level that is full, from below.
    fn compress(&mut self) {
        let mut level = 0;
        while level < self.levels.len() {
            if self.levels[level].len() >= self.capacities[level] {
                if level + 1 == self.levels.len() {
                    self.need(level + 1);
                }
                let (below, above) = self.levels.split_at_mut(level + 1);
                let values = &mut below[level];
                values.sort_unstable_by(f64::total_cmp);
                let coins = self.coin.next_u64();
                // One that is left over stays.
                let stays = match (values.len() % 2, coins & 2) {
                    (1, 0) => Some(values.remove(0)),
                    (1, _) => values.pop(),
                    _ => None,
                };
                above[0].extend(values.iter().skip((coins & 1) as usize).step_by(2));
                values.clear();
                values.extend(stays);
            }
            level += 1;
        }
    }

    /// The values kept, ascending, each with how many it stands for.
    pub fn weighted(&self) -> Vec<(f64, u64)> {
        let mut weighted: Vec<(f64, u64)> = Vec::with_capacity(self.levels.iter().map(Vec::len).sum());
        for (level, values) in self.levels.iter().enumerate() {
            weighted.extend(values.iter().map(|value| (*value, 1u64 << level)));
        }
        weighted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        weighted
    }
}

#[cfg(test)]
mod tests;
