//! Decoded pieces, kept while there is room, so that paging up and down decodes nothing twice.

use ninefold_base::Problem;
use polars::prelude::Series;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of decoded values kept per table.
pub const CACHE_BYTES: usize = 96 << 20;

/// Group, column, first row of the piece.
pub type Key = (u32, u32, u64);

/// Least recently used pieces leave first. Two threads that want the same piece decode it once.
#[derive(Debug)]
pub struct Cache {
    limit: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    slots: HashMap<Key, Entry>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    slot: Arc<Mutex<Option<Series>>>,
    bytes: usize,
    used: u64,
}

impl Cache {
    pub fn new(limit: usize) -> Self {
        Self { limit, inner: Mutex::default() }
    }

    /// The piece under `key`, decoded now if it is not there. A failure is not kept: the next call tries again.
    pub fn get(&self, key: Key, decode: impl FnOnce() -> Result<Series, Problem>) -> Result<Series, Problem> {
        let slot = {
            let mut inner = self.lock();
            inner.clock += 1;
            let used = inner.clock;
            let entry = inner.slots.entry(key).or_insert_with(|| Entry { slot: Arc::default(), bytes: 0, used });
            entry.used = used;
            Arc::clone(&entry.slot)
        };
        // Held while decoding, so that a second thread waits instead of doing the same work.
        let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(series) = held.as_ref() {
            return Ok(series.clone());
        }
        let decoded = decode();
        match &decoded {
            Ok(series) => {
                *held = Some(series.clone());
                drop(held);
                self.account(key, &slot, series.estimated_size());
            }
            Err(_) => {
                drop(held);
                self.forget(key, &slot);
            }
        }
        decoded
    }

    /// The piece under `key` if it is there already.
    pub fn known(&self, key: Key) -> Option<Series> {
        let slot = self.lock().slots.get(&key).map(|entry| Arc::clone(&entry.slot))?;
        slot.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn account(&self, key: Key, slot: &Arc<Mutex<Option<Series>>>, bytes: usize) {
        let mut inner = self.lock();
        let Some(entry) = inner.slots.get_mut(&key).filter(|entry| Arc::ptr_eq(&entry.slot, slot)) else { return };
        entry.bytes = bytes;
        inner.bytes += bytes;
        while inner.bytes > self.limit {
            let oldest = inner
                .slots
                .iter()
                .filter(|(other, entry)| entry.bytes > 0 && **other != key)
                .min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else { break };
            if let Some(entry) = inner.slots.remove(&oldest) {
                inner.bytes -= entry.bytes;
            }
        }
        // A piece larger than the whole cache is handed out but not kept.
        if bytes > self.limit {
            inner.slots.remove(&key);
            inner.bytes -= bytes;
        }
    }

    fn forget(&self, key: Key, slot: &Arc<Mutex<Option<Series>>>) {
        let mut inner = self.lock();
        if inner.slots.get(&key).is_some_and(|entry| Arc::ptr_eq(&entry.slot, slot)) {
            inner.slots.remove(&key);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
