//! Distinct texts, each held once, one after the other in a single stretch of memory.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Texts by number, in the order of first sight.
#[derive(Debug, Default)]
pub struct Interner {
    bytes: Vec<u8>,
    /// Where each text ends.
    ends: Vec<u64>,
    places: HashTable<u32>,
    hasher: FixedState,
}

impl Interner {
    /// The number of a text, new or known.
    pub fn intern(&mut self, text: &[u8]) -> u32 {
        let Self { bytes, ends, places, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(known) = places.find(hash, |other| at(bytes, ends, *other) == text) {
            return *known;
        }
        let number = ends.len() as u32;
        bytes.extend_from_slice(text);
        ends.push(bytes.len() as u64);
        places.insert_unique(hash, number, |other| hasher.hash_one(at(bytes, ends, *other)));
        number
    }

    /// The number of a text that was interned before.
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.places.find(hash, |other| at(&self.bytes, &self.ends, *other) == text).copied()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all texts together.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    pub fn text(&self, number: u32) -> &[u8] {
        at(&self.bytes, &self.ends, number)
    }
}

fn at<'a>(bytes: &'a [u8], ends: &[u64], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &bytes[start as usize..ends[number] as usize]
}
