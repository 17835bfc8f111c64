//! How evenly counts are spread.
//!
//! Counts in, figures out; a count of 0 is a category that does not exist. Start at [`entropy`].

use ninefold_base::Figure;

/// The base of a logarithm: results in nats or bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogBase {
    /// Natural: nats.
    E,
    /// Bits.
    Two,
}

impl LogBase {
    /// The logarithm of `x` in this base.
    pub fn log(self, x: f64) -> f64 {
        match self {
            Self::E => x.ln(),
            Self::Two => x.log2(),
        }
    }

    /// What a number of nats is in this base.
    pub fn from_nats(self, nats: f64) -> f64 {
        match self {
            Self::E => nats,
            Self::Two => nats / std::f64::consts::LN_2,
        }
    }
}

/// Shannon entropy H = −Σ p log p of counts; undefined without rows.
pub fn entropy(counts: &[u64], base: LogBase) -> Figure {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return Figure::undefined("no values");
    }
    let n = total as f64;
    let sum: f64 = counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let p = count as f64 / n;
            -p * base.log(p)
        })
        .sum();
    // −1·log(1) is −0.
    Figure::Value(sum.max(0.0))
}

/// 1 − H / log₂ k over the k categories that occur: 0 for evenly spread, towards 1 for nearly all in one. A single
/// category: 0 (as ydata-profiling). Undefined without rows.
pub fn imbalance(counts: &[u64]) -> Figure {
    let categories = counts.iter().filter(|&&count| count > 0).count();
    if categories == 1 {
        return Figure::Value(0.0);
    }
    entropy(counts, LogBase::Two).map(|h| (1.0 - h / (categories as f64).log2()).max(0.0))
}

#[cfg(test)]
mod tests;
