//! Random numbers that are the same on every machine and any number of threads.
//!
//! xoshiro256++ (Blackman & Vigna 2019), seeded by SplitMix64 from a seed and a stream: parallel work takes one stream for
//! each piece, whoever works on it. Not for secrets.

/// A generator of one stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// Streams of one seed are unrelated; so are equal streams of different seeds.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut from = seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03).rotate_left(31);
        let mut split_mix = || {
            from = from.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (from ^ (from >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self { state: [split_mix(), split_mix(), split_mix(), split_mix()] }
    }

    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// Uniform in 0..1, with 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in `0..n`, without bias (Lemire 2019). `n` > 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let mut product = (self.next_u64() >> 32) * u64::from(n);
        if (product as u32) < n {
            let least = n.wrapping_neg() % n;
            while (product as u32) < least {
                product = (self.next_u64() >> 32) * u64::from(n);
            }
        }
        (product >> 32) as u32
    }

    /// Puts items in a random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i as u32 + 1) as usize;
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_even_and_repeatable() {
        let mut counts = [0_u32; 7];
        let mut random = Random::new(7, 3);
        (0..70_000).for_each(|_| counts[random.below(7) as usize] += 1);
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
        let mean = (0..10_000).map(|_| random.uniform()).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.01);
        assert_eq!(Random::new(1, 2).next_u64(), Random::new(1, 2).next_u64());
        assert_ne!(Random::new(1, 2).next_u64(), Random::new(1, 3).next_u64());
        let mut items: Vec<u32> = (0..50).collect();
        random.shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<u32>>());
    }
}
