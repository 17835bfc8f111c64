//! Rows that stand on both sides, and values of the second side that the first has never seen: counted on every row.

use super::super::hashing::{MISSING, TextHasher, in_row, mix, salt};
use super::super::values::{Values, fault, values};
use super::Side;
use crate::Interrupted;
use crate::ops::filter::picked;
use crate::ops::scan::{ascending, scan, tasks};
use foldhash::fast::FixedState;
use hashbrown::HashSet;
use ninefold_base::profile::Role;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::{ColumnId, Meter, Problem};
use polars::prelude::Series;

/// Different values of a column that are remembered; of columns with more, unseen values are not counted.
const REMEMBERED: u64 = 100_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Rows of the second side that have an equal on the first. `None` where the sides have different columns.
    pub shared_rows: Option<u64>,
    /// For each pair of columns: rows of the second side whose category the first side has never seen.
    pub unseen: Vec<Option<u64>>,
}

type Hashes = HashSet<u64, FixedState>;

/// Two scans. Equal values have equal hashes; different ones by the chance of one in 2^64.
pub fn count(
    sides: [&Side<'_>; 2],
    columns: &[(&ColumnProfile, &ColumnProfile)],
    whole_rows: bool,
    meter: &dyn Meter,
) -> Result<Counted, Interrupted> {
    let remembered: Vec<bool> = columns
        .iter()
        .map(|(a, b)| a.role() == Role::Category && b.role() == Role::Category && a.distinct.value <= REMEMBERED)
        .collect();
    let nothing = Counted { shared_rows: None, unseen: remembered.iter().map(|is| is.then_some(0)).collect() };
    if columns.is_empty() || (!whole_rows && !remembered.contains(&true)) {
        return Ok(nothing);
    }
    let ids = |side: usize| -> Vec<ColumnId> {
        columns.iter().map(|(a, b)| if side == 0 { a.column } else { b.column }).collect()
    };
    let mut rows = Hashes::default();
    let mut seen: Vec<Hashes> = vec![Hashes::default(); columns.len()];
    each(sides[0], &ids(0), meter, |hashed| {
        rows.extend(hashed.rows);
        for ((seen, hashes), _) in seen.iter_mut().zip(hashed.columns).zip(&remembered).filter(|(_, is)| **is) {
            seen.extend(hashes.into_iter().filter(|hash| *hash != MISSING));
        }
    })?;
    let mut counted = Counted { shared_rows: whole_rows.then_some(0), ..nothing };
    each(sides[1], &ids(1), meter, |hashed| {
        if let Some(shared) = &mut counted.shared_rows {
            *shared += hashed.rows.iter().filter(|hash| rows.contains(*hash)).count() as u64;
        }
        for ((unseen, hashes), seen) in counted.unseen.iter_mut().zip(hashed.columns).zip(&seen) {
            if let Some(unseen) = unseen {
                *unseen += hashes.iter().filter(|hash| **hash != MISSING && !seen.contains(*hash)).count() as u64;
            }
        }
    })?;
    Ok(counted)
}

/// Some rows: a hash for each row, and for each column a hash for each cell.
struct Hashed {
    rows: Vec<u64>,
    columns: Vec<Vec<u64>>,
}

fn each(side: &Side<'_>, ids: &[ColumnId], meter: &dyn Meter, mut take: impl FnMut(Hashed)) -> Result<(), Interrupted> {
    let ascending = ascending(&side.order);
    let tasks = tasks(side.source, ascending.as_deref());
    scan(
        side.source,
        &tasks,
        ids,
        meter,
        |task, chunk| {
            let mut hashed = Hashed { rows: vec![0; task.len()], columns: Vec::with_capacity(ids.len()) };
            for (place, column) in (0..).zip(chunk.frame.columns()) {
                let hashes = hashes(&picked(column.as_materialized_series(), task)?)?;
                for (row, hash) in hashed.rows.iter_mut().zip(&hashes) {
                    *row = row.wrapping_add(in_row(*hash, salt(place)));
                }
                hashed.columns.push(hashes);
            }
            Ok(hashed)
        },
        |_, hashed| {
            take(hashed);
            Ok(())
        },
    )
}

/// Whole numbers and others of the same value hash alike, whatever their types.
fn hashes(series: &Series) -> Result<Vec<u64>, Problem> {
    let hasher = TextHasher::default();
    Ok(match values(series)? {
        Values::Numbers(numbers) => {
            let hash = |number: f64| mix(if number.is_nan() { u64::MAX } else { (number + 0.0).to_bits() });
            numbers.into_iter().map(|number| number.map_or(MISSING, hash)).collect()
        }
        Values::Texts(texts) => {
            let texts = texts.str().map_err(fault)?;
            texts.iter().map(|text| text.map_or(MISSING, |text| hasher.bytes(text.as_bytes()))).collect()
        }
        Values::Other(series) => crate::cells::cells(&series, usize::MAX)
            .iter()
            .map(|cell| match cell {
                ninefold_base::Cell::Missing => MISSING,
                cell => hasher.bytes(cell.plain().as_bytes()),
            })
            .collect(),
    })
}
