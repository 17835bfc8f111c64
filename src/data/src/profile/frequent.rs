//! The commonest of very many different values: Misra and Gries (1982), as a table that is thinned out when it is full.
//!
//! Every value is counted when it comes; when twice the wanted number of values are counted, the middle count is taken from
//! all and what falls to nothing is forgotten (Anderson et al. 2017, "A high-performance algorithm for identifying
//! frequent items in data streams"). A count is never too high, and too low by at most [`Frequent::error`], which never
//! exceeds rows / wanted.

use super::table::{CountTable, Entry, TextArena};

#[derive(Debug, Clone)]
pub struct Frequent {
    table: CountTable,
    texts: TextArena,
    /// Bytes of texts that belong to no entry any more are cleared away above this.
    text_limit: usize,
    wanted: usize,
    error: u64,
}

impl Frequent {
    pub fn new(wanted: usize) -> Self {
        Self {
            table: CountTable::with_room(2 * wanted + 1),
            texts: TextArena::default(),
            text_limit: 64 * wanted,
            wanted,
            error: 0,
        }
    }

    /// Begins with values counted exactly so far, in any order; of too many the commonest.
    pub fn of<'a>(wanted: usize, mut entries: Vec<Entry>, text: impl Fn(&Entry) -> &'a [u8]) -> Self {
        let mut frequent = Self::new(wanted);
        let order = |a: &Entry, b: &Entry| b.count.cmp(&a.count).then(a.hash.cmp(&b.hash));
        if entries.len() > wanted {
            entries.select_nth_unstable_by(wanted, order);
            frequent.error = entries[wanted].count;
            entries.truncate(wanted);
        }
        entries.sort_unstable_by(order);
        for entry in entries {
            let (place, _) = frequent.table.add(entry.hash, entry.count);
            if entry.text.is_some() {
                let number = frequent.texts.push(text(&entry));
                frequent.table.set_text(place, number);
            }
        }
        frequent
    }

    /// Values that were not counted at all, each seen once at most before they are counted from now on.
    pub fn skipped(&mut self) {
        self.error += 1;
    }

    /// Counts may be too low by this many rows.
    pub fn error(&self) -> u64 {
        self.error
    }

    #[inline]
    pub fn add(&mut self, hash: u64, count: u64) {
        self.table.add(hash, count);
        if self.table.len() > 2 * self.wanted {
            self.thin();
        }
    }

    /// Counts a value whose text is asked for when it is seen for the second time.
    #[inline]
    pub fn add_text<'a>(&mut self, hash: u64, count: u64, text: impl FnOnce() -> &'a [u8]) {
        let (place, before) = self.table.add(hash, count);
        if (before > 0 || count > 1) && self.table.text_at(place).is_none() {
            let number = self.texts.push(text());
            self.table.set_text(place, number);
        }
        if self.table.len() > 2 * self.wanted {
            self.thin();
        }
    }

    fn thin(&mut self) {
        let mut counts: Vec<u64> = self.table.iter().map(|entry| entry.count).collect();
        let middle = counts.len().saturating_sub(self.wanted + 1);
        let taken = *counts.select_nth_unstable(middle).1;
        self.error += taken;
        let clear = self.texts.size() > self.text_limit;
        let mut kept = TextArena::default();
        let texts = &self.texts;
        self.table.rebuild(|entry| {
            let count = entry.count.checked_sub(taken).filter(|count| *count > 0)?;
            let text = if clear { entry.text.map(|number| kept.copy(texts, number)) } else { entry.text };
            Some(Entry { count, text, ..entry })
        });
        if clear {
            self.text_limit = (2 * kept.size()).max(64 * self.wanted);
            self.texts = kept;
        }
    }

    /// Adds what another has seen: its counts, and its error.
    pub fn merge(&mut self, other: &Self) {
        self.error += other.error;
        let mut entries: Vec<Entry> = other.table.iter().collect();
        entries.sort_unstable_by_key(|entry| entry.hash);
        for entry in entries {
            let (place, _) = self.table.add(entry.hash, entry.count);
            if let (Some(number), None) = (entry.text, self.table.text_at(place)) {
                let number = self.texts.copy(&other.texts, number);
                self.table.set_text(place, number);
            }
            if self.table.len() > 2 * self.wanted {
                self.thin();
            }
        }
    }

    /// Values counted more often than they may be undercounted, or at least twice: commonest first, ties in order of hash.
    pub fn commonest(&self, most: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.table.iter().filter(|entry| entry.count > 1).collect();
        let order = |a: &Entry, b: &Entry| b.count.cmp(&a.count).then(a.hash.cmp(&b.hash));
        if entries.len() > most {
            entries.select_nth_unstable_by(most, order);
            entries.truncate(most);
        }
        entries.sort_unstable_by(order);
        entries
    }

    /// The text of an entry of this: what was kept of it and its whole length in bytes.
    pub fn text(&self, entry: &Entry) -> Option<(&[u8], usize)> {
        entry.text.map(|number| self.texts.text(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::hashing::mix;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn counted(values: &[u64]) -> BTreeMap<u64, u64> {
        values.iter().fold(BTreeMap::new(), |mut counts, value| {
            *counts.entry(mix(*value)).or_default() += 1;
            counts
        })
    }

    fn of(values: &[u64]) -> Frequent {
        let mut frequent = Frequent::new(8);
        values.iter().for_each(|value| frequent.add(mix(*value), 1));
        frequent
    }

    fn check(frequent: &Frequent, values: &[u64]) -> Result<(), TestCaseError> {
        let truth = counted(values);
        prop_assert!(frequent.error() <= values.len() as u64 / 8);
        let found: BTreeMap<u64, u64> = frequent.table.iter().map(|entry| (entry.hash, entry.count)).collect();
        for (hash, count) in &truth {
            let seen = found.get(hash).copied().unwrap_or(0);
            prop_assert!(seen <= *count && *count <= seen + frequent.error());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn counts_are_too_low_by_at_most_the_error(
            values in prop::collection::vec(prop_oneof![0u64..6, 0u64..1000], 0..500), cut in 0usize..500
        ) {
            check(&of(&values), &values)?;
            let (first, second) = values.split_at(cut.min(values.len()));
            let mut merged = of(first);
            merged.merge(&of(second));
            check(&merged, &values)?;
        }
    }

    #[test]
    fn a_text_seen_twice_is_known() {
        let mut frequent = Frequent::new(4);
        for i in 0..1000u64 {
            let text = if i % 2 == 0 { "often".to_string() } else { format!("once {i}") };
            frequent.add_text(mix(if i % 2 == 0 { 1 << 40 } else { i }), 1, || text.as_bytes());
        }
        let commonest = frequent.commonest(10);
        assert_eq!(frequent.text(&commonest[0]).unwrap().0, b"often");
        assert!(commonest[0].count + frequent.error() >= 500);
    }
}
