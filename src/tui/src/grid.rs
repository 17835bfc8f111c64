//! The table itself: any number of rows and columns, of which only what is on the screen is looked at.
//!
//! ```text
//!        species   island      bill_length_mm   …      header: names
//!        text      text             float ○1%          types and signs
//!  ─────────────────────────────────────────────
//!     1  Adelie    Torgersen             39.1          rows
//! ▸   2  Adelie    Torgersen             39.5          the cursor's row
//! ```

pub mod cells;
pub mod change;
pub mod columns;
pub mod copy;
pub mod search;
pub mod view;

use crate::layout;
use crate::list_cursor::Motion;
use crate::state::State;
use columns::GridLayout;
use ninefold_base::ColumnId;

/// A column border that the mouse holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    pub column: ColumnId,
    /// Left edge of the column on the screen.
    pub x: u16,
    /// Where it was taken hold of.
    pub from: u16,
}

pub fn layout_of(state: &State) -> Option<GridLayout> {
    let table = state.table.as_ref()?;
    Some(columns::layout(table, layout::body(state.width, state.height)))
}

pub fn moved(state: &mut State, motion: Motion) {
    let height = layout_of(state).map_or(1, |layout| u64::from(layout.rows.height));
    let Some(table) = &mut state.table else { return };
    let columns = table.shown.len();
    match motion {
        Motion::Left => table.cursor.column = table.cursor.column.saturating_sub(1),
        Motion::Right => table.cursor.column = (table.cursor.column + 1).min(columns.saturating_sub(1)),
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::HalfUp
        | Motion::HalfDown
        | Motion::Top
        | Motion::Bottom => {
            let before = table.cursor.row;
            let row = motion.apply(before, table.rows.reachable(), height);
            table.move_to_row(row);
            // A page moves what is seen, not only the cursor.
            if matches!(motion, Motion::PageUp | Motion::PageDown | Motion::HalfUp | Motion::HalfDown) {
                let top = table.cursor.top;
                table.cursor.top =
                    if row >= before { top.saturating_add(row - before) } else { top.saturating_sub(before - row) };
            }
            table.cursor.follow = motion == Motion::Bottom && !table.rows.is_exact();
        }
    }
}

pub fn to_column(state: &mut State, index: usize) {
    if let Some(table) = &mut state.table {
        table.cursor.column = index.min(table.shown.len().saturating_sub(1));
    }
}

/// Scrolls without moving the cursor off the screen: the wheel.
pub fn wheel(state: &mut State, lines: i64) {
    let height = layout_of(state).map_or(1, |layout| u64::from(layout.rows.height.max(1)));
    let Some(table) = &mut state.table else { return };
    let most = table.rows.reachable().saturating_sub(height);
    let cursor = &mut table.cursor;
    cursor.top = cursor.top.saturating_add_signed(lines).min(most);
    cursor.row = cursor.row.clamp(cursor.top, cursor.top + height - 1);
    cursor.follow = false;
    table.clamp();
}

/// After every message: brings the cursor into sight and asks for the cells that are missing there.
pub fn settle(state: &mut State) {
    let Some(area) = state.table.as_ref().map(|_| layout::body(state.width, state.height)) else { return };
    let Some(table) = state.table.as_mut() else { return };
    table.clamp();
    let height = u64::from(columns::rows_height(area));
    if height > 0 {
        let most = table.rows.reachable().saturating_sub(height);
        let cursor = &mut table.cursor;
        cursor.top = cursor.top.max((cursor.row + 1).saturating_sub(height)).min(cursor.row).min(most);
    }
    columns::bring_into_sight(table, area);
    let placed = columns::layout(table, area);
    let seen: Vec<ColumnId> = placed.columns.iter().map(|column| column.id).collect();
    let around = columns::around(table, &placed);
    let request = table.fetch(height, &seen, &around);
    state.send_some(request);
}
