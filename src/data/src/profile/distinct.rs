//! The different values of a column with their counts: all of them while they are few, an even sample of them when not.
//!
//! Distinct sampling (Gibbons 2001): kept are the values whose hash begins with `level` zero bits, each with its exact
//! count from the beginning. Whenever more than the cap are kept, the level rises and about half of them go. What is
//! kept is a function of the set of values alone: not of their order, nor of how the rows were cut into parts. The number
//! of different values is estimated as kept · 2^level, with a relative standard error of 1/√kept.

use super::table::{CountTable, Entry, TextArena};
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::Count;

#[derive(Debug, Clone)]
pub struct Distinct {
    table: CountTable,
    texts: TextArena,
    level: u32,
    limits: Limits,
}

/// How much one column may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Values.
    pub values: usize,
    /// Bytes of text.
    pub text: usize,
}

impl Distinct {
    pub fn new(limits: Limits) -> Self {
        Self { table: CountTable::default(), texts: TextArena::default(), level: 0, limits }
    }

    /// All values are kept.
    pub fn is_complete(&self) -> bool {
        self.level == 0
    }

    pub fn kept(&self) -> usize {
        self.table.len()
    }

    /// Hashes above this are not kept.
    #[inline]
    pub fn bound(&self) -> u64 {
        u64::MAX.checked_shr(self.level).unwrap_or(0)
    }

    /// Counts a value without text, whose hash is not above [`Distinct::bound`].
    #[inline]
    pub fn add(&mut self, hash: u64, count: u64) {
        self.table.add(hash, count);
    }

    /// Counts a value whose text is asked for if it is new. The hash is not above [`Distinct::bound`].
    #[inline]
    pub fn add_text<'a>(&mut self, hash: u64, count: u64, text: impl FnOnce() -> &'a [u8]) {
        let (place, before) = self.table.add(hash, count);
        if before == 0 {
            let number = self.texts.push(text());
            self.table.set_text(place, number);
        }
    }

    /// More is kept than may be: [`Distinct::shrink`] is due.
    pub fn is_over(&self) -> bool {
        self.table.len() > self.limits.values || self.texts.size() > self.limits.text
    }

    /// Raises the level until no more is kept than may be.
    pub fn shrink(&mut self) {
        while self.is_over() && self.level < 64 {
            self.raise(self.level + 1);
        }
    }

    fn raise(&mut self, level: u32) {
        self.level = level;
        let bound = self.bound();
        let mut kept = TextArena::default();
        let texts = &self.texts;
        self.table.rebuild(|entry| {
            let text = |number| kept.copy(texts, number);
            (entry.hash <= bound).then(|| Entry { text: entry.text.map(text), ..entry })
        });
        self.texts = kept;
    }

    /// Adds what another has seen; what is kept may be too much afterwards.
    pub fn merge(&mut self, other: &Self) {
        if self.level < other.level {
            self.raise(other.level);
        }
        let bound = self.bound();
        for entry in other.table.iter().filter(|entry| entry.hash <= bound) {
            let (place, before) = self.table.add(entry.hash, entry.count);
            if let (0, Some(number)) = (before, entry.text) {
                let number = self.texts.copy(&other.texts, number);
                self.table.set_text(place, number);
            }
        }
    }

    /// Different values.
    pub fn distinct(&self) -> Count {
        self.estimate(self.table.len() as u64)
    }

    /// Values seen once.
    pub fn unique(&self) -> Count {
        self.estimate(self.table.iter().filter(|entry| entry.count == 1).count() as u64)
    }

    fn estimate(&self, kept: u64) -> Count {
        if self.is_complete() {
            return Count::exact(kept);
        }
        // For none kept the error is that of one.
        Count { value: kept << self.level.min(63), precision: Precision::Relative(1.0 / (kept.max(1) as f64).sqrt()) }
    }

    /// What is kept, in order of hash: a function of the set of values alone.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.table.iter().collect();
        entries.sort_unstable_by_key(|entry| entry.hash);
        entries
    }

    /// What is kept, in no order.
    pub fn iter(&self) -> impl Iterator<Item = Entry> + '_ {
        self.table.iter()
    }

    /// The text of an entry of this: what was kept of it and its whole length in bytes.
    pub fn text(&self, entry: &Entry) -> (&[u8], usize) {
        entry.text.map_or((&[], 0), |number| self.texts.text(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::hashing::mix;
    use proptest::prelude::*;

    fn small() -> Distinct {
        Distinct::new(Limits { values: 64, text: usize::MAX })
    }

    fn of(values: &[u64]) -> Distinct {
        let mut distinct = small();
        for value in values {
            if mix(*value) <= distinct.bound() {
                distinct.add(mix(*value), 1);
            }
            distinct.shrink();
        }
        distinct
    }

    proptest! {
        #[test]
        fn what_is_kept_depends_on_the_set_alone(
            values in prop::collection::vec(0u64..400, 0..600), cut in 0usize..600, seed in any::<u64>()
        ) {
            let whole = of(&values);
            let (first, second) = values.split_at(cut.min(values.len()));
            let mut merged = of(second);
            merged.merge(&of(first));
            merged.shrink();
            prop_assert_eq!(merged.entries(), whole.entries());
            let mut shuffled = values.clone();
            shuffled.sort_unstable_by_key(|value| mix(value ^ seed));
            prop_assert_eq!(of(&shuffled).entries(), whole.entries());
            let counts: std::collections::BTreeMap<u64, u64> =
                values.iter().fold(Default::default(), |mut counts, value| { *counts.entry(mix(*value)).or_insert(0) += 1; counts });
            for entry in whole.entries() {
                prop_assert_eq!(counts[&entry.hash], entry.count);
            }
        }
    }

    #[test]
    fn estimates_lie_within_four_standard_errors() {
        for n in [1_000u64, 50_000, 700_000] {
            let mut distinct = Distinct::new(Limits { values: 2048, text: usize::MAX });
            for value in 0..n {
                if mix(value) <= distinct.bound() {
                    distinct.add(mix(value), 1);
                }
                distinct.shrink();
            }
            let found = distinct.distinct();
            let error = (found.value as f64 / n as f64 - 1.0).abs();
            match found.precision {
                Precision::Exact => assert_eq!(found.value, n),
                Precision::Relative(sigma) => assert!(error < 4.0 * sigma && sigma < 0.04, "{n}: {found:?}"),
                other => panic!("{other:?}"),
            }
            assert_eq!(distinct.unique(), found);
        }
    }

    #[test]
    fn texts_follow_their_values() {
        let hasher = crate::profile::hashing::TextHasher::default();
        let mut distinct = small();
        for i in 0..1000u32 {
            let text = format!("value {}", i % 300);
            let hash = hasher.bytes(text.as_bytes());
            if hash <= distinct.bound() {
                distinct.add_text(hash, 1, || text.as_bytes());
            }
            distinct.shrink();
        }
        assert!(!distinct.is_complete() && distinct.kept() > 16);
        for entry in distinct.entries() {
            assert_eq!(hasher.bytes(distinct.text(&entry).0), entry.hash);
        }
    }
}
