//! Rows of a table in the order of one or several keys: stable, missing last, whatever the number of threads.

use super::merge::sorted_rows;
use super::scan::tasks;
use super::sort_keys::{Codes, codes, packed, tightened};
use crate::{Interrupted, RowSource};
use ninefold_base::view::SortKey;
use ninefold_base::{Meter, Stopped};
use rayon::prelude::*;

/// `rows` (ascending; `None`: all of the table) in the order of `keys`.
pub fn sorted(
    source: &dyn RowSource,
    rows: Option<Vec<u32>>,
    keys: &[SortKey],
    meter: &dyn Meter,
) -> Result<Vec<u32>, Interrupted> {
    let tasks = tasks(source, rows.as_deref());
    let mut joined: Option<Codes> = None;
    for key in keys {
        let codes = codes(source, &tasks, key.column, key.direction, meter)?;
        joined = Some(match joined {
            None => codes,
            Some(before) => join(before, codes, meter)?,
        });
    }
    let positions = match joined {
        Some(codes) => in_order(codes, meter)?,
        None => (0..tasks.iter().map(|task| task.len() as u32).sum()).collect(),
    };
    Ok(match rows {
        None => positions,
        Some(rows) => positions.into_par_iter().map(|position| rows[position as usize]).collect(),
    })
}

fn join(first: Codes, second: Codes, meter: &dyn Meter) -> Result<Codes, Stopped> {
    if let Some(codes) = packed(&first, &second) {
        return Ok(codes);
    }
    // Ranks take at most 32 bits, so that two of them always fit.
    let first = tightened(&first, meter)?;
    if let Some(codes) = packed(&first, &second) {
        return Ok(codes);
    }
    let second = tightened(&second, meter)?;
    Ok(packed(&first, &second).expect("two ranks of 32 bits fit 64"))
}

fn in_order(codes: Codes, meter: &dyn Meter) -> Result<Vec<u32>, Stopped> {
    let rows = codes.codes.len();
    let row_bits = 64 - (rows as u64).leading_zeros();
    // Code and row in one word halve memory and time; the row as last part makes the sort stable.
    if codes.bits + row_bits <= 64 {
        let mut keys = codes.codes;
        keys.par_iter_mut().enumerate().for_each(|(row, key)| *key = *key << row_bits | row as u64);
        let mask = (1 << row_bits) - 1;
        return sorted_rows(keys, |key| (key & mask) as u32, meter);
    }
    let keys: Vec<(u64, u32)> = codes.codes.into_par_iter().enumerate().map(|(row, code)| (code, row as u32)).collect();
    sorted_rows(keys, |key| key.1, meter)
}
