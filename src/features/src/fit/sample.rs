//! A fixed number of values, chosen by the hash of their row: the same whatever the order of the parts.

/// The `limit` values whose rows have the smallest hashes; all values while they are fewer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    entries: Vec<(u64, f64)>,
}

/// A mix of seed and row (SplitMix64's finaliser).
pub fn hash_row(seed: u64, row: u64) -> u64 {
    let mut z = seed ^ row.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

impl Sample {
    pub fn add(&mut self, hash: u64, value: f64, limit: usize) {
        self.entries.push((hash, value));
        if self.entries.len() >= 2 * limit {
            self.cut(limit);
        }
    }

    pub fn merge(&mut self, other: Self, limit: usize) {
        self.entries.extend(other.entries);
        if self.entries.len() >= 2 * limit {
            self.cut(limit);
        }
    }

    fn cut(&mut self, limit: usize) {
        if self.entries.len() > limit {
            self.entries.select_nth_unstable_by(limit, order);
            self.entries.truncate(limit);
        }
    }

    /// Ascending.
    pub fn values(mut self, limit: usize) -> Vec<f64> {
        self.cut(limit);
        let mut values: Vec<f64> = self.entries.into_iter().map(|(_, value)| value).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }
}

fn order(a: &(u64, f64), b: &(u64, f64)) -> std::cmp::Ordering {
    a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
}
