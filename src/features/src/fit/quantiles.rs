//! Exact quantiles in bounded memory.
//!
//! Up to a limit the values are held and sorted. Beyond it they are counted by the first 24 bits of their order (sign,
//! exponent, 12 bits of the mantissa), and a second pass counts the distinct values of those buckets that hold a wanted
//! rank. The result is the same either way.

use crate::HashMap;
use std::collections::BTreeMap;

/// Values held before counting by buckets begins.
pub const HELD: usize = 1 << 22;
const BUCKET_SHIFT: u32 = 40;

#[derive(Debug, Clone)]
pub struct Quantiles {
    /// Wanted shares, 0 to 1.
    shares: Vec<f64>,
    limit: usize,
    n: u64,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    Held(Vec<f64>),
    Buckets(HashMap<u32, u64>),
    /// Wanted bucket → values below it, and the distinct values found in wanted buckets.
    Refined {
        below: BTreeMap<u32, u64>,
        found: HashMap<u64, u64>,
    },
}

/// A number whose order among others is that of the float. NaN must not come here.
fn key(value: f64) -> u64 {
    // -0 and 0 are one value.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn value_of(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

fn bucket(key: u64) -> u32 {
    (key >> BUCKET_SHIFT) as u32
}

impl Quantiles {
    pub fn new(shares: Vec<f64>, limit: usize) -> Self {
        Self { shares, limit, n: 0, stage: Stage::Held(Vec::new()) }
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// For one part of the rows of this pass.
    pub fn fresh(&self) -> Self {
        let stage = match &self.stage {
            Stage::Held(_) | Stage::Buckets(_) => Stage::Held(Vec::new()),
            Stage::Refined { below, .. } => Stage::Refined { below: below.clone(), found: HashMap::default() },
        };
        Self { shares: self.shares.clone(), limit: self.limit, n: 0, stage }
    }

    /// Values that are not NaN.
    pub fn add(&mut self, values: &[f64]) {
        match &mut self.stage {
            Stage::Held(held) => {
                self.n += values.len() as u64;
                held.extend_from_slice(values);
            }
            Stage::Buckets(counts) => {
                self.n += values.len() as u64;
                values.iter().for_each(|value| *counts.entry(bucket(key(*value))).or_default() += 1);
            }
            Stage::Refined { below, found } => {
                for key in values.iter().map(|value| key(*value)) {
                    if below.contains_key(&bucket(key)) {
                        *found.entry(key).or_default() += 1;
                    }
                }
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        match other.stage {
            Stage::Held(values) => self.add(&values),
            Stage::Refined { found: more, .. } => {
                if let Stage::Refined { found, .. } = &mut self.stage {
                    more.into_iter().for_each(|(key, count)| *found.entry(key).or_default() += count);
                }
            }
            Stage::Buckets(_) => {}
        }
        if let Stage::Held(held) = &mut self.stage
            && held.len() > self.limit
        {
            let held = std::mem::take(held);
            self.stage = Stage::Buckets(HashMap::default());
            self.n -= held.len() as u64;
            self.add(&held);
        }
    }

    /// Ends a pass; true if another one over the same rows is needed.
    pub fn end_pass(&mut self) -> bool {
        let Stage::Buckets(counts) = &self.stage else { return false };
        let sorted: BTreeMap<u32, u64> = counts.iter().map(|(bucket, count)| (*bucket, *count)).collect();
        let ranks = self.ranks();
        let mut below = BTreeMap::new();
        let mut before = 0;
        for (bucket, count) in sorted {
            if ranks.iter().any(|rank| (before..before + count).contains(rank)) {
                below.insert(bucket, before);
            }
            before += count;
        }
        self.stage = Stage::Refined { below, found: HashMap::default() };
        true
    }

    /// Ranks from 0 that the shares need: the one below and the one above each.
    fn ranks(&self) -> Vec<u64> {
        let last = self.n.saturating_sub(1);
        let mut ranks: Vec<u64> = self
            .shares
            .iter()
            .flat_map(|share| {
                let at = share * last as f64;
                [(at.floor() as u64).min(last), (at.ceil() as u64).min(last)]
            })
            .collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks
    }

    /// One figure per share, by linear interpolation (type 7), computed as numpy does. Empty without values.
    pub fn finish(self) -> Vec<f64> {
        if self.n == 0 {
            return Vec::new();
        }
        let at_rank: BTreeMap<u64, f64> = match &self.stage {
            Stage::Held(values) => {
                let mut values = values.clone();
                values.sort_unstable_by(f64::total_cmp);
                self.ranks().into_iter().map(|rank| (rank, values[rank as usize])).collect()
            }
            Stage::Buckets(_) => BTreeMap::new(),
            Stage::Refined { below, found } => refined(below, found, &self.ranks()),
        };
        let last = (self.n - 1) as f64;
        let value = |rank: f64| at_rank.get(&(rank as u64)).copied().unwrap_or(f64::NAN);
        self.shares
            .iter()
            .map(|share| {
                let at = share * last;
                interpolate(value(at.floor()), value(at.ceil().min(last)), at - at.floor())
            })
            .collect()
    }
}

fn refined(below: &BTreeMap<u32, u64>, found: &HashMap<u64, u64>, ranks: &[u64]) -> BTreeMap<u64, f64> {
    let mut values: Vec<(u64, u64)> = found.iter().map(|(key, count)| (*key, *count)).collect();
    values.sort_unstable();
    let mut at_rank = BTreeMap::new();
    let mut current = None;
    let mut before = 0;
    for (key, count) in values {
        if current != Some(bucket(key)) {
            current = Some(bucket(key));
            before = below.get(&bucket(key)).copied().unwrap_or(0);
        }
        let first = ranks.partition_point(|rank| *rank < before);
        for rank in ranks[first..].iter().take_while(|rank| **rank < before + count) {
            at_rank.insert(*rank, value_of(key));
        }
        before += count;
    }
    at_rank
}

/// As numpy's `_lerp`: from the nearer end.
fn interpolate(a: f64, b: f64, t: f64) -> f64 {
    if a == b {
        a
    } else if t >= 0.5 {
        b - (b - a) * (1.0 - t)
    } else {
        a + (b - a) * t
    }
}
