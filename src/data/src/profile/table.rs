//! Counts by hash, and the texts behind them: the tables under [`super::distinct`] and [`super::frequent`].
//!
//! Written for one thing: counting some millions of hashes a second, each already mixed. A slot takes 16 bytes and a
//! look-up mostly one line of the cache.

/// Bits of a slot that hold the number of a text.
const TEXT_BITS: u32 = 24;
const TEXT_MASK: u64 = (1 << TEXT_BITS) - 1;

/// A hash with its count (40 bits) and, behind it, one more than the number of its text (24 bits; 0: none).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slot {
    hash: u64,
    packed: u64,
}

/// One counted hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub hash: u64,
    pub count: u64,
    pub text: Option<u32>,
}

/// Open addressing with linear probing; at most five eighths full.
#[derive(Debug, Clone)]
pub struct CountTable {
    slots: Vec<Slot>,
    len: usize,
}

impl Default for CountTable {
    fn default() -> Self {
        Self::with_room(8)
    }
}

impl CountTable {
    /// A table that holds `entries` without growing.
    pub fn with_room(entries: usize) -> Self {
        Self { slots: vec![Slot::default(); (entries * 8 / 5 + 1).next_power_of_two()], len: 0 }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds `count` to the count of `hash`; gives the place of its slot, which is good until the next addition, and its
    /// count before.
    #[inline]
    pub fn add(&mut self, hash: u64, count: u64) -> (usize, u64) {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = &mut self.slots[place & mask];
            if slot.packed == 0 {
                return self.insert(place & mask, hash, count);
            }
            if slot.hash == hash {
                let before = slot.packed >> TEXT_BITS;
                slot.packed += count << TEXT_BITS;
                return (place & mask, before);
            }
            place += 1;
        }
    }

    #[cold]
    fn insert(&mut self, place: usize, hash: u64, count: u64) -> (usize, u64) {
        self.len += 1;
        if self.len * 8 <= self.slots.len() * 5 {
            self.slots[place] = Slot { hash, packed: count << TEXT_BITS };
            return (place, 0);
        }
        let larger = vec![Slot::default(); self.slots.len() * 2];
        let old = std::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.packed != 0) {
            self.put(slot);
        }
        (self.put(Slot { hash, packed: count << TEXT_BITS }), 0)
    }

    /// Puts a slot whose hash is not in the table into a free place.
    fn put(&mut self, slot: Slot) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = slot.hash as usize & mask;
        while self.slots[place].packed != 0 {
            place = (place + 1) & mask;
        }
        self.slots[place] = slot;
        place
    }

    /// The place of the slot of `hash`, if it is counted.
    pub fn find(&self, hash: u64) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        while self.slots[place].packed != 0 {
            if self.slots[place].hash == hash {
                return Some(place);
            }
            place = (place + 1) & mask;
        }
        None
    }

    pub fn text_at(&self, place: usize) -> Option<u32> {
        text_of(self.slots[place].packed)
    }

    /// Notes the number of the text of the slot at `place`, which has none yet.
    pub fn set_text(&mut self, place: usize, text: u32) {
        self.slots[place].packed |= (u64::from(text) + 1) & TEXT_MASK;
    }

    /// All entries, in an order that follows from the history of the table.
    pub fn iter(&self) -> impl Iterator<Item = Entry> + '_ {
        self.slots.iter().filter(|slot| slot.packed != 0).map(|slot| Entry {
            hash: slot.hash,
            count: slot.packed >> TEXT_BITS,
            text: text_of(slot.packed),
        })
    }

    /// Keeps what `change` gives, with the count and text that it gives.
    pub fn rebuild(&mut self, mut change: impl FnMut(Entry) -> Option<Entry>) {
        let kept: Vec<Entry> = self.iter().filter_map(&mut change).collect();
        self.slots.fill(Slot::default());
        self.len = kept.len();
        for entry in kept {
            let text = entry.text.map_or(0, |text| (u64::from(text) + 1) & TEXT_MASK);
            self.put(Slot { hash: entry.hash, packed: entry.count << TEXT_BITS | text });
        }
    }

    /// Bytes taken.
    pub fn size(&self) -> usize {
        self.slots.len() * size_of::<Slot>()
    }
}

fn text_of(packed: u64) -> Option<u32> {
    ((packed & TEXT_MASK) as u32).checked_sub(1)
}

/// Texts by number, each cut at [`TextArena::MOST`] bytes, with its whole length.
#[derive(Debug, Clone, Default)]
pub struct TextArena {
    bytes: Vec<u8>,
    /// Where each ends, and its whole length.
    ends: Vec<(u32, u32)>,
}

impl TextArena {
    /// Bytes kept of a text.
    pub const MOST: usize = 256;

    /// The number of the text added.
    pub fn push(&mut self, text: &[u8]) -> u32 {
        self.push_cut(&text[..text.len().min(Self::MOST)], text.len())
    }

    fn push_cut(&mut self, head: &[u8], length: usize) -> u32 {
        self.bytes.extend_from_slice(head);
        self.ends.push((self.bytes.len() as u32, u32::try_from(length).unwrap_or(u32::MAX)));
        self.ends.len() as u32 - 1
    }

    /// What was kept of text `number`, and how many bytes it has in all.
    pub fn text(&self, number: u32) -> (&[u8], usize) {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1].0 };
        let (end, length) = self.ends[number];
        (&self.bytes[start as usize..end as usize], length as usize)
    }

    /// Bytes taken.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.ends.len() * size_of::<(u32, u32)>()
    }

    /// Copies text `number` of `other`.
    pub fn copy(&mut self, other: &Self, number: u32) -> u32 {
        let (head, length) = other.text(number);
        self.push_cut(head, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::hashing::mix;
    use std::collections::BTreeMap;

    #[test]
    fn counts_as_a_map_does() {
        let mut table = CountTable::default();
        let mut arena = TextArena::default();
        let mut expected: BTreeMap<u64, u64> = BTreeMap::new();
        for i in 0..20_000u64 {
            let hash = mix(i * i % 7919);
            let (place, before) = table.add(hash, 1 + i % 3);
            if before == 0 {
                let text = arena.push(&hash.to_le_bytes());
                table.set_text(place, text);
            }
            *expected.entry(hash).or_default() += 1 + i % 3;
        }
        let found: BTreeMap<u64, u64> = table.iter().map(|entry| (entry.hash, entry.count)).collect();
        assert_eq!(found, expected);
        assert_eq!(table.len(), expected.len());
        for entry in table.iter() {
            assert_eq!(arena.text(entry.text.unwrap()).0, entry.hash.to_le_bytes());
        }
        table.rebuild(|entry| (entry.count > 4).then_some(entry));
        assert_eq!(table.len(), expected.values().filter(|count| **count > 4).count());
    }

    #[test]
    fn long_texts_are_cut_and_their_length_is_kept() {
        let mut arena = TextArena::default();
        arena.push(b"short");
        let number = arena.push(&[b'x'; 1000]);
        assert_eq!(arena.text(number), (&[b'x'; 256][..], 1000));
        assert_eq!(arena.text(0), (&b"short"[..], 5));
    }
}
