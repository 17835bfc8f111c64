//! Rows that stand in the table more than once, by the hash of the whole row.
//!
//! Two different rows have the same 64-bit hash by the chance of one in 2^64; among 9 million different rows the chance that
//! any two have it is 2 in a million. Up to [`ALL_ROWS`] rows every hash is kept; of more, those that begin with some
//! zero bits, so that all copies of a row are kept or none is: counts are then scaled up and said to be estimates.

use ninefold_base::profile::Precision;
use ninefold_base::profile::missing::Duplicates;
use rayon::prelude::*;

/// Rows whose hashes are all kept: 128 MB of them.
pub const ALL_ROWS: usize = 16 << 20;
/// Row numbers listed.
const LISTED: usize = 10_000;

#[derive(Debug, Clone)]
pub struct RowHashes {
    most: usize,
    level: u32,
    /// In the order of the rows, all of them while `level` is 0.
    hashes: Vec<u64>,
    /// Their numbers, from 0; empty while they follow from the places.
    numbers: Vec<u64>,
}

impl Default for RowHashes {
    fn default() -> Self {
        Self::new(ALL_ROWS)
    }
}

impl RowHashes {
    pub fn new(most: usize) -> Self {
        Self { most, level: 0, hashes: Vec::new(), numbers: Vec::new() }
    }

    /// With room for so many rows.
    pub fn for_rows(rows: u64) -> Self {
        let mut hashes = Self::default();
        // A guess may be far too high: what is reserved is not touched before it is used.
        hashes.hashes.reserve_exact(usize::try_from(rows).unwrap_or(ALL_ROWS).min(ALL_ROWS));
        hashes
    }

    /// Adds the hashes of rows, the first of which has the number `first` among all rows of the scan.
    pub fn add(&mut self, hashes: &[u64], first: u64) {
        if self.level == 0 {
            self.hashes.extend_from_slice(hashes);
        } else {
            self.add_some(hashes, first);
        }
        while self.hashes.len() > if self.level == 0 { self.most } else { self.most / 2 } {
            self.raise();
        }
    }

    fn bound(&self) -> u64 {
        u64::MAX.checked_shr(self.level).unwrap_or(0)
    }

    fn add_some(&mut self, hashes: &[u64], first: u64) {
        let bound = self.bound();
        for (number, hash) in (first..).zip(hashes) {
            if *hash <= bound {
                self.hashes.push(*hash);
                self.numbers.push(number);
            }
        }
    }

    fn raise(&mut self) {
        if self.level == 0 {
            self.numbers = (0..self.hashes.len() as u64).collect();
        }
        self.level += 1;
        let bound = self.bound();
        let mut hashes = self.hashes.iter();
        self.numbers.retain(|_| hashes.next().is_some_and(|hash| *hash <= bound));
        self.hashes.retain(|hash| *hash <= bound);
    }

    /// The three numbers, and the numbers of the rows by `number` (from 0 in, from 0 out).
    pub fn duplicates(&self, number: impl Fn(u64) -> u64) -> Duplicates {
        let mut sorted = self.hashes.clone();
        sorted.par_sort_unstable();
        let mut repeated: Vec<u64> = Vec::new();
        let mut involved = 0;
        for run in sorted.chunk_by(|a, b| a == b).filter(|run| run.len() > 1) {
            repeated.push(run[0]);
            involved += run.len() as u64;
        }
        drop(sorted);
        let groups = repeated.len() as u64;
        let mut rows = Vec::new();
        if groups > 0 {
            let is_repeated = |hash: &u64| repeated.binary_search(hash).is_ok();
            let places = self.hashes.iter().enumerate().filter(|(_, hash)| is_repeated(hash)).map(|(place, _)| place);
            rows.extend(
                places.take(LISTED).map(|place| number(self.numbers.get(place).copied().unwrap_or(place as u64)) + 1),
            );
            rows.sort_unstable();
        }
        let factor = 1u64 << self.level.min(63);
        let precision = match self.level {
            0 => Precision::Exact,
            _ => Precision::Relative(1.0 / (groups.max(1) as f64).sqrt()),
        };
        Duplicates {
            groups: groups * factor,
            rows_involved: involved * factor,
            rows_to_drop: (involved - groups) * factor,
            precision,
            rows,
            known: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::hashing::mix;

    #[test]
    fn three_numbers_and_which_rows() {
        let mut rows = RowHashes::default();
        rows.add(&[7, 1, 7, 2].map(mix), 0);
        rows.add(&[1, 7, 3].map(mix), 4);
        let found = rows.duplicates(|row| row);
        assert_eq!((found.groups, found.rows_involved, found.rows_to_drop), (2, 5, 3));
        assert_eq!(found.rows, [1, 2, 3, 5, 6]);
        assert_eq!((found.precision, found.known), (Precision::Exact, true));
    }

    #[test]
    fn more_rows_than_are_kept_give_an_estimate() {
        let mut rows = RowHashes::new(1 << 12);
        // 40,000 rows of which every fourth stands twice.
        let all: Vec<u64> = (0..32_000u64).chain((0..32_000).step_by(4)).map(mix).collect();
        for (i, part) in all.chunks(1000).enumerate() {
            rows.add(part, i as u64 * 1000);
        }
        let found = rows.duplicates(|row| row);
        let Precision::Relative(sigma) = found.precision else { panic!("an estimate") };
        assert!((found.groups as f64 / 8000.0 - 1.0).abs() < 4.0 * sigma, "{found:?}");
        assert_eq!(found.rows_involved, 2 * found.groups);
        assert!(found.rows.iter().all(|row| *row > 32_000 || (row - 1) % 4 == 0));
    }
}
