//! Random rows that are the same for the same seed, on every machine and in every version.

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixes; passes BigCrush; written out here because the
/// sequence is part of what we promise.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Uniform in `0..bound` without bias: Lemire's multiplication with rejection (2019). `bound` is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }
}

/// `n` distinct rows out of `n_rows`, ascending, each subset as likely as any other: Floyd's algorithm (Bentley and
/// Floyd, 1987), which draws exactly `n` numbers. All rows if there are fewer than `n`.
pub fn sample_rows(n_rows: u32, n: u32, seed: u64) -> Vec<u32> {
    if n >= n_rows {
        return (0..n_rows).collect();
    }
    let mut random = SplitMix64::new(seed);
    let mut chosen = std::collections::BTreeSet::new();
    for last in n_rows - n..n_rows {
        let draw = random.below(u64::from(last) + 1) as u32;
        if !chosen.insert(draw) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}
