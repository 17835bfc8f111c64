//! Booleans: two counts.

use super::super::hashing::{MISSING, mix};
use super::super::sample;
use super::super::words::fault;
use super::figures;
use ninefold_base::profile::column::{ColumnProfile, Count};
use ninefold_base::{Cell, Problem};
use polars::prelude::Series;

#[derive(Debug, Clone, Default)]
pub struct FlagColumn {
    falses: u64,
    trues: u64,
}

impl FlagColumn {
    /// Counts a chunk and gives the hash of each of its cells.
    pub fn add(&mut self, series: &Series, hashes: &mut Vec<u64>) -> Result<(), Problem> {
        let codes = [mix(0), mix(1)];
        hashes.clear();
        for array in series.bool().map_err(fault)?.downcast_iter() {
            match array.validity() {
                None => hashes.extend(array.values().iter().map(|value| codes[usize::from(value)])),
                Some(validity) => hashes.extend(
                    array
                        .values()
                        .iter()
                        .zip(validity.iter())
                        .map(|(value, valid)| if valid { codes[usize::from(value)] } else { MISSING }),
                ),
            }
        }
        let trues = hashes.iter().filter(|hash| **hash == codes[1]).count() as u64;
        self.trues += trues;
        self.falses += hashes.len() as u64 - series.null_count() as u64 - trues;
        Ok(())
    }

    /// 0 false, 1 true, or [`sample::MISSING`], of a hash that [`FlagColumn::add`] gave.
    pub fn code(hash: u64) -> u32 {
        match hash {
            hash if hash == mix(0) => 0,
            hash if hash == mix(1) => 1,
            _ => sample::MISSING,
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.falses += other.falses;
        self.trues += other.trues;
    }

    pub fn fill(&self, profile: &mut ColumnProfile) {
        profile.counts.trues = self.trues;
        let counts: Vec<(Cell, u64)> = [(Cell::Boolean(false), self.falses), (Cell::Boolean(true), self.trues)]
            .into_iter()
            .filter(|(_, rows)| *rows > 0)
            .collect();
        profile.distinct = Count::exact(counts.len() as u64);
        profile.unique = Count::exact(counts.iter().filter(|(_, rows)| *rows == 1).count() as u64);
        figures::spread(&counts.iter().map(|(_, rows)| *rows).collect::<Vec<u64>>(), profile);
        (profile.top, profile.rare) = figures::top_and_rare(counts, |cell| cell);
    }
}
