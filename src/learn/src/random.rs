//! The random numbers of this room: PCG-XSH-RR 64/32 (O'Neill 2014), seeded, the same on every platform and thread.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
    increment: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self::stream(seed, 0)
    }

    /// An independent stream of the same seed, for one fold, trial or row.
    pub fn stream(seed: u64, stream: u64) -> Self {
        let mut random = Self { state: 0, increment: (mix(stream) << 1) | 1 };
        random.next_u32();
        random.state = random.state.wrapping_add(mix(seed));
        random.next_u32();
        random
    }

    pub fn next_u32(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(self.increment);
        let shifted = (((old >> 18) ^ old) >> 27) as u32;
        shifted.rotate_right((old >> 59) as u32)
    }

    pub fn next_u64(&mut self) -> u64 {
        (u64::from(self.next_u32()) << 32) | u64::from(self.next_u32())
    }

    /// Uniform in 0..1, 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `0..n`, without bias (Lemire's rejection). `n` is at least 1.
    pub fn below(&mut self, n: u32) -> u32 {
        let threshold = n.wrapping_neg() % n;
        loop {
            let product = u64::from(self.next_u32()) * u64::from(n);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }

    /// Fisher and Yates.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for i in (1..values.len()).rev() {
            values.swap(i, self.below(i as u32 + 1) as usize);
        }
    }
}

/// Murmur's finalizer: neighbouring seeds give unrelated streams.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
