//! Sorting millions of small keys so that it can be stopped at any moment: sorted runs, then one merge of all of them.
//!
//! Runs are sorted in parallel and in place; the merge is cut into key ranges that are merged in parallel straight into
//! the row numbers. Beyond the keys themselves this takes four bytes a row.

use ninefold_base::{Meter, Stopped};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// A run is sorted between two looks at the stop flag: about 10 ms.
const RUN: usize = 1 << 17;
/// Merged rows between two looks at the stop flag.
const STRIDE: usize = 1 << 16;
/// Key ranges merged independently.
const PARTS: usize = 16;

/// Sorts `keys` and gives `row_of` each in that order. Keys must be distinct (they hold the row as their last part), so
/// that the order is one and the sort is stable.
pub fn sorted_rows<K: Ord + Copy + Send + Sync>(
    mut keys: Vec<K>,
    row_of: impl Fn(K) -> u32 + Sync,
    meter: &dyn Meter,
) -> Result<Vec<u32>, Stopped> {
    keys.par_chunks_mut(RUN).try_for_each(|run| {
        meter.check()?;
        run.sort_unstable();
        Ok(())
    })?;
    let runs: Vec<&[K]> = keys.chunks(RUN).collect();
    if let [run] = runs.as_slice() {
        return Ok(run.iter().map(|key| row_of(*key)).collect());
    }
    let mut rows = vec![0; keys.len()];
    let mut left = rows.as_mut_slice();
    let mut work = Vec::new();
    for part in parts(&runs) {
        let length = part.iter().map(|run| run.len()).sum();
        let (here, rest) = left.split_at_mut(length);
        work.push((part, here));
        left = rest;
    }
    work.into_par_iter().try_for_each(|(part, rows)| merge(&part, rows, &row_of, meter))?;
    Ok(rows)
}

/// The runs cut at common keys into parts of about equal size; all keys of a part are below those of the next.
fn parts<'a, K: Ord + Copy>(runs: &[&'a [K]]) -> Vec<Vec<&'a [K]>> {
    let mut sample: Vec<K> = runs.iter().flat_map(|run| run.iter().step_by(run.len() / 64 + 1).copied()).collect();
    sample.sort_unstable();
    let mut rests: Vec<&[K]> = runs.to_vec();
    let mut parts = Vec::with_capacity(PARTS);
    for cut in 1..PARTS {
        let Some(splitter) = sample.get(cut * sample.len() / PARTS) else { continue };
        let part = rests.iter_mut().map(|rest| {
            let (below, above) = rest.split_at(rest.partition_point(|key| key < splitter));
            *rest = above;
            below
        });
        parts.push(part.collect());
    }
    parts.push(rests);
    parts
}

fn merge<K: Ord + Copy>(
    runs: &[&[K]],
    rows: &mut [u32],
    row_of: &impl Fn(K) -> u32,
    meter: &dyn Meter,
) -> Result<(), Stopped> {
    let heads = runs.iter().enumerate().filter_map(|(run, keys)| keys.first().map(|key| Reverse((*key, run, 1))));
    let mut heap: BinaryHeap<Reverse<(K, usize, usize)>> = heads.collect();
    for stretch in rows.chunks_mut(STRIDE) {
        meter.check()?;
        for row in stretch {
            let mut top = heap.peek_mut().expect("as many keys as rows");
            let Reverse((key, run, next)) = *top;
            *row = row_of(key);
            match runs[run].get(next) {
                Some(key) => *top = Reverse((*key, run, next + 1)),
                None => {
                    PeekMut::pop(top);
                }
            }
        }
    }
    Ok(())
}
