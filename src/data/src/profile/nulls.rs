//! Which rows of a chunk lack a value, as bits.

use polars::prelude::Series;
use polars_arrow::bitmap::Bitmap;

/// A set bit is a missing cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NullMask {
    bits: Vec<u64>,
    len: usize,
    missing: u64,
}

impl NullMask {
    /// `None` if nothing is missing.
    pub fn of(series: &Series) -> Option<Self> {
        if series.null_count() == 0 {
            return None;
        }
        let mut mask = Self { bits: Vec::with_capacity(series.len().div_ceil(64)), len: 0, missing: 0 };
        if series.null_count() == series.len() {
            mask.push_run(series.len(), u64::MAX);
        } else {
            for array in series.chunks() {
                match array.validity() {
                    Some(validity) => mask.push_inverted(validity),
                    None => mask.push_run(array.len(), 0),
                }
            }
        }
        mask.missing = mask.bits.iter().map(|word| u64::from(word.count_ones())).sum();
        Some(mask)
    }

    pub fn missing(&self) -> u64 {
        self.missing
    }

    #[inline]
    pub fn is_missing(&self, row: usize) -> bool {
        self.bits[row / 64] >> (row % 64) & 1 == 1
    }

    /// A cell that was noted as missing is not.
    pub fn clear(&mut self, row: usize) {
        if self.is_missing(row) {
            self.bits[row / 64] &= !(1 << (row % 64));
            self.missing -= 1;
        }
    }

    /// Missing rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.bits.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                Some(place * 64 + bit)
            })
        })
    }

    /// Rows missing in both.
    pub fn common(&self, other: &Self) -> u64 {
        self.bits.iter().zip(&other.bits).map(|(one, two)| u64::from((one & two).count_ones())).sum()
    }

    fn push_inverted(&mut self, validity: &Bitmap) {
        let mut words = validity.fast_iter_u64();
        for word in words.by_ref() {
            self.push_bits(!word, 64);
        }
        let ([first, second], len) = words.remainder();
        self.push_bits(!first, len.min(64));
        self.push_bits(!second, len.saturating_sub(64));
    }

    fn push_run(&mut self, len: usize, word: u64) {
        for _ in 0..len / 64 {
            self.push_bits(word, 64);
        }
        self.push_bits(word, len % 64);
    }

    /// Appends the lowest `len` bits of `word`.
    fn push_bits(&mut self, word: u64, len: usize) {
        if len == 0 {
            return;
        }
        let word = if len < 64 { word & ((1 << len) - 1) } else { word };
        let shift = self.len % 64;
        if shift == 0 {
            self.bits.push(word);
        } else {
            if let Some(last) = self.bits.last_mut() {
                *last |= word << shift;
            }
            if shift + len > 64 {
                self.bits.push(word >> (64 - shift));
            }
        }
        self.len += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::NamedFrom;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_those_of_the_series(parts in prop::collection::vec(prop::collection::vec(any::<Option<bool>>(), 0..150), 1..4)) {
            let mut series = Series::new("x".into(), &parts[0]);
            for part in &parts[1..] {
                series.append(&Series::new("x".into(), part)).unwrap();
            }
            let all: Vec<Option<bool>> = parts.concat();
            let missing: Vec<usize> = (0..all.len()).filter(|row| all[*row].is_none()).collect();
            match NullMask::of(&series) {
                None => prop_assert!(missing.is_empty()),
                Some(mask) => {
                    prop_assert_eq!(mask.rows().collect::<Vec<usize>>(), missing);
                    prop_assert_eq!(mask.missing(), series.null_count() as u64);
                    prop_assert!((0..all.len()).all(|row| mask.is_missing(row) == all[row].is_none()));
                }
            }
        }
    }
}
