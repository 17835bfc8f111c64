//! The map of missing values of a view, in its order or in that of a column.

use super::nulls::NullMask;
use crate::ops::scan::{ascending, scan, tasks};
use crate::ops::sort::sorted;
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::profile::missing::{BLOCKS, MissingMap};
use ninefold_base::view::{Direction, SortKey};
use ninefold_base::{ColumnId, Meter};

/// Missing cells of each column in at most [`BLOCKS`] blocks of rows. `sorted_by`: smallest first, missing last; else the
/// order of the view. Cells that do not fit their type are not missing.
///
/// # Errors
/// When stopped, or when a row cannot be read.
pub fn missing_map(
    source: &dyn RowSource,
    order: &RowOrder,
    sorted_by: Option<ColumnId>,
    meter: &dyn Meter,
) -> Result<MissingMap, Interrupted> {
    source.wait_complete(meter)?;
    let info = source.info();
    let columns: Vec<ColumnId> = (0..info.columns.len() as u32).map(ColumnId).collect();
    let all = info.rows.reachable();
    let rows = match order {
        RowOrder::All => all,
        RowOrder::Picked(rows) => rows.len() as u64,
    };
    let wanted = ascending(order);
    let shown: Option<Vec<u32>> = match (sorted_by, order) {
        (Some(column), _) => {
            let key = SortKey { column, direction: Direction::Ascending };
            Some(sorted(source, wanted.clone(), &[key], meter)?)
        }
        (None, RowOrder::Picked(rows)) => Some(rows.to_vec()),
        (None, RowOrder::All) => None,
    };
    let block_rows = rows.div_ceil(BLOCKS as u64).max(1);
    let blocks = rows.div_ceil(block_rows) as usize;
    // The block of each row of the table; two bytes are enough for their number.
    let block_of: Option<Vec<u16>> = shown.map(|shown| {
        let mut block_of = vec![0; all as usize];
        for (position, row) in (0u64..).zip(shown) {
            block_of[row as usize] = (position / block_rows) as u16;
        }
        block_of
    });
    let mut missing = vec![vec![0u64; blocks]; columns.len()];
    let tasks = tasks(source, wanted.as_deref());
    scan(
        source,
        &tasks,
        &columns,
        meter,
        |task, chunk| {
            let kept = |row: u64| task.picked.is_none_or(|rows| rows.binary_search(&(row as u32)).is_ok());
            let mut counts: Vec<Vec<(u16, u64)>> = Vec::with_capacity(columns.len());
            for (column, values) in columns.iter().zip(chunk.frame.columns()) {
                let Some(mut mask) = NullMask::of(values.as_materialized_series()) else {
                    counts.push(Vec::new());
                    continue;
                };
                for cell in chunk.invalid.iter().filter(|cell| cell.column == *column) {
                    mask.clear(cell.row as usize);
                }
                let mut runs: Vec<(u16, u64)> = Vec::new();
                for row in mask.rows().map(|place| task.rows.start + place as u64).filter(|row| kept(*row)) {
                    let block = block_of.as_ref().map_or((row / block_rows) as u16, |block_of| block_of[row as usize]);
                    match runs.last_mut() {
                        Some((last, count)) if *last == block => *count += 1,
                        _ => runs.push((block, 1)),
                    }
                }
                counts.push(runs);
            }
            Ok(counts)
        },
        |_, counts| {
            for (column, runs) in missing.iter_mut().zip(counts) {
                runs.into_iter().for_each(|(block, count)| column[usize::from(block)] += count);
            }
            Ok(())
        },
    )?;
    Ok(MissingMap { block_rows, rows, sorted_by, columns, missing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::open;
    use ninefold_base::Silent;
    use ninefold_base::message::TableId;
    use ninefold_base::read::{ReadOptions, Source};
    use std::sync::Arc;

    /// 1,500 rows: `n` counts down, `gap` is missing where `n` is below 300.
    fn map(order: &RowOrder, sorted_by: Option<ColumnId>) -> MissingMap {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let rows: String = (0..1500).rev().map(|n| format!("{n},{}\n", if n < 300 { "" } else { "1" })).collect();
        std::fs::write(&path, format!("n,gap\n{rows}")).unwrap();
        let source = Source { paths: vec![path.display().to_string()], with_origin: false };
        let table = open(TableId(1), &source, &ReadOptions::default(), &Silent).unwrap();
        missing_map(&*table, order, sorted_by, &Silent).unwrap()
    }

    #[test]
    fn blocks_hold_what_is_missing_in_the_order_asked_for() {
        let filed = map(&RowOrder::All, None);
        assert_eq!((filed.block_rows, filed.rows, filed.missing[0].len()), (3, 1500, 500));
        assert_eq!(filed.missing[1].iter().sum::<u64>(), 300);
        assert_eq!(filed.missing[1][..400].iter().sum::<u64>(), 0, "the gaps are at the end of the file");
        let sorted = map(&RowOrder::All, Some(ColumnId(0)));
        assert_eq!(sorted.missing[1][..100], [3; 100], "and at the beginning when sorted by n");
        assert_eq!(sorted.missing[1][100..].iter().sum::<u64>(), 0);
        // Of some rows in an order of their own.
        let picked = map(&RowOrder::Picked(Arc::new(vec![1499, 0, 1498])), None);
        assert_eq!((picked.rows, picked.missing[1].clone()), (3, vec![1, 0, 1]));
    }
}
