//! From a view to its rows.

use super::filter::Filters;
use super::scan::{scan, tasks};
use super::sort::sorted;
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::format::grouped;
use ninefold_base::view::View;
use ninefold_base::{Meter, Problem};
use std::sync::Arc;

/// The rows of a view in its order. `source` already reads values as the view's interpretation says.
///
/// `news` gets all rows found so far, in file order, after each few spans: the first matches can be shown while the
/// rest is being looked for. With a sort the final order replaces them.
pub fn rows(
    source: &dyn RowSource,
    view: &View,
    meter: &dyn Meter,
    news: &dyn Fn(&[u32]),
) -> Result<RowOrder, Interrupted> {
    if !view.needs_rows() {
        return Ok(RowOrder::All);
    }
    source.wait_complete(meter)?;
    let all = source.row_count().reachable();
    if all > u64::from(u32::MAX) {
        return Err(too_many(all).into());
    }
    let found = if view.filters.is_empty() { None } else { Some(filtered(source, view, meter, news)?) };
    if view.sort.is_empty() {
        return Ok(found.map_or(RowOrder::All, |rows| RowOrder::Picked(Arc::new(rows))));
    }
    let rows = sorted(source, found, &view.sort, meter)?;
    Ok(RowOrder::Picked(Arc::new(rows)))
}

fn filtered(
    source: &dyn RowSource,
    view: &View,
    meter: &dyn Meter,
    news: &dyn Fn(&[u32]),
) -> Result<Vec<u32>, Interrupted> {
    let filters = Filters::compile(source, &view.filters)?;
    let all = source.row_count().reachable();
    let only = filters
        .only
        .as_ref()
        .map(|rows| rows.iter().copied().filter(|row| u64::from(*row) < all).collect::<Vec<u32>>());
    if !filters.reads() {
        return Ok(only.unwrap_or_else(|| (0..all as u32).collect()));
    }
    let tasks = tasks(source, only.as_deref());
    let mut rows: Vec<u32> = Vec::new();
    scan(
        source,
        &tasks,
        &filters.columns,
        meter,
        |task, chunk| filters.passing(task, chunk),
        |_, passing| {
            rows.extend(passing);
            news(&rows);
            Ok(())
        },
    )?;
    Ok(rows)
}

fn too_many(rows: u64) -> Problem {
    Problem::new(
        "could not filter or sort",
        format!("the table has {} rows; a view can pick among at most {}", grouped(rows), grouped(u64::from(u32::MAX))),
        "open a part of the files, or look at the table unsorted and unfiltered",
    )
}
