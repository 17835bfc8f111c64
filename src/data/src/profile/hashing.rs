//! Hashes of values: the same on every machine and in every version, since results (which values are kept of many, which
//! rows make the sample) depend on them.
//!
//! Not keyed: whoever wants to can make values that collide, and gets figures about those values that are off.

use foldhash::quality::FixedState;
use polars_arrow::array::View;
use std::hash::BuildHasher;

/// The hash of a missing cell. No other cell has it, except by the chance of one in 2^64.
pub const MISSING: u64 = 0x6a09_e667_f3bc_c909;

/// Bytes of a text that stands inside its view.
const INLINE: u32 = 12;

/// A bijection on 64 bits whose every output bit depends on every input bit (the finalizer of SplitMix64, Steele, Lea,
/// Flood 2014): different numbers have different hashes, and a hash can be turned back.
#[inline]
pub fn mix(word: u64) -> u64 {
    let z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// The inverse of [`mix`].
pub fn unmix(hash: u64) -> u64 {
    let z = hash ^ hash >> 31 ^ hash >> 62;
    let z = z.wrapping_mul(0x3196_42b2_d24d_8ec3);
    let z = z ^ z >> 27 ^ z >> 54;
    let z = z.wrapping_mul(0x96de_1b17_3f11_9089);
    let z = z ^ z >> 30 ^ z >> 60;
    z.wrapping_sub(0x9e37_79b9_7f4a_7c15)
}

/// The hash of a text or of bytes. Two different texts have the same hash by the chance of one in 2^64; among 131,072
/// different texts the chance that any two have it is 5 in 10^10.
#[derive(Debug, Clone)]
pub struct TextHasher(FixedState);

impl Default for TextHasher {
    fn default() -> Self {
        Self(FixedState::with_seed(0x243f_6a88_85a3_08d3))
    }
}

impl TextHasher {
    #[inline]
    pub fn bytes(&self, bytes: &[u8]) -> u64 {
        if bytes.len() <= INLINE as usize {
            let mut padded = [0u8; 16];
            padded[..4].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
            padded[4..4 + bytes.len()].copy_from_slice(bytes);
            return short(u128::from_le_bytes(padded));
        }
        self.0.hash_one(bytes)
    }

    /// As [`TextHasher::bytes`] of the text that a view stands for; `long` gives it where it is not in the view itself.
    #[inline]
    pub fn view<'a>(&self, view: &View, long: impl FnOnce() -> &'a [u8]) -> u64 {
        if view.length <= INLINE {
            return short(
                u128::from(view.length)
                    | u128::from(view.prefix) << 32
                    | u128::from(view.buffer_idx) << 64
                    | u128::from(view.offset) << 96,
            );
        }
        self.0.hash_one(long())
    }
}

/// The hash of a text of at most twelve bytes behind its length: its two halves, mixed one after the other.
#[inline]
fn short(padded: u128) -> u64 {
    mix(mix(padded as u64) ^ (padded >> 64) as u64)
}

/// What a cell adds to the hash of its row: wrapping sums over the columns do not depend on their order.
#[inline]
pub fn in_row(hash: u64, salt: u64) -> u64 {
    let z = (hash ^ salt).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ z >> 32
}

/// A number of its own for each column.
pub fn salt(column: u32) -> u64 {
    mix(u64::from(column) ^ 0xa5a5_5a5a_0f0f_f0f0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_can_be_undone() {
        for word in [0, 1, u64::MAX, 0x8000_0000_0000_0000, 12_345_678_901_234_567_890] {
            assert_eq!(unmix(mix(word)), word);
        }
    }

    #[test]
    fn a_view_hashes_as_its_text() {
        let hasher = TextHasher::default();
        for text in ["", "a", "twelve bytes", "thirteen byte", "a text that is longer than a view can hold"] {
            let view = View::new_from_bytes(text.as_bytes(), 0, 0);
            assert_eq!(hasher.view(&view, || text.as_bytes()), hasher.bytes(text.as_bytes()), "{text}");
        }
    }
}
