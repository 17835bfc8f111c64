//! What is missing where, by the invented engine.

use ninefold_base::profile::missing::{MissingMap, MissingPattern, MissingProfile};
use ninefold_base::{Cell, ColumnId, Figure};
use std::collections::BTreeMap;

/// `cells[column][row]` of the rows looked at.
pub fn profile(cells: &[Vec<Cell>]) -> MissingProfile {
    let rows = cells.first().map_or(0, Vec::len);
    let missing = |column: usize, row: usize| cells[column][row] == Cell::Missing;
    let mut patterns: BTreeMap<Vec<ColumnId>, MissingPattern> = BTreeMap::new();
    for row in 0..rows {
        let columns: Vec<ColumnId> = (0..cells.len()).filter(|column| missing(*column, row)).map(id).collect();
        let first_row = row as u64 + 1;
        patterns.entry(columns.clone()).or_insert(MissingPattern { columns, rows: 0, first_row }).rows += 1;
    }
    let mut patterns: Vec<MissingPattern> = patterns.into_values().collect();
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.rows));
    let count = |column: usize| (0..rows).filter(|row| missing(column, *row)).count();
    let some: Vec<usize> = (0..cells.len()).filter(|column| (1..rows).contains(&count(*column))).collect();
    let phi = |one: usize, other: usize| {
        let share = |holds: &dyn Fn(usize) -> bool| (0..rows).filter(|row| holds(*row)).count() as f64 / rows as f64;
        let (a, b) = (share(&|row| missing(one, row)), share(&|row| missing(other, row)));
        let both = share(&|row| missing(one, row) && missing(other, row));
        Figure::finite((both - a * b) / (a * (1.0 - a) * b * (1.0 - b)).sqrt(), "no value is missing")
    };
    MissingProfile {
        complete_rows: patterns.iter().find(|pattern| pattern.columns.is_empty()).map_or(0, |pattern| pattern.rows),
        cells: (0..cells.len()).map(|column| count(column) as u64).sum(),
        distinct_patterns: patterns.len() as u64,
        patterns,
        other_rows: 0,
        correlation: some.iter().map(|one| some.iter().map(|other| phi(*one, *other)).collect()).collect(),
        clustered: some.into_iter().map(id).collect(),
        map: map(cells, None),
    }
}

fn id(column: usize) -> ColumnId {
    ColumnId(column as u32)
}

/// The map in blocks of eight rows, in the order of a column's texts if one is given.
pub fn map(cells: &[Vec<Cell>], sorted_by: Option<ColumnId>) -> MissingMap {
    const BLOCK: usize = 8;
    let rows = cells.first().map_or(0, Vec::len);
    let mut order: Vec<usize> = (0..rows).collect();
    if let Some(column) = sorted_by {
        order.sort_by_key(|row| cells[column.index()][*row].plain());
    }
    let blocks = |column: &Vec<Cell>| {
        order
            .chunks(BLOCK)
            .map(|rows| rows.iter().filter(|row| column[**row] == Cell::Missing).count() as u64)
            .collect()
    };
    MissingMap {
        block_rows: BLOCK as u64,
        rows: rows as u64,
        sorted_by,
        columns: (0..cells.len()).map(id).collect(),
        missing: cells.iter().map(blocks).collect(),
    }
}
