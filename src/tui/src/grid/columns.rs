//! Which columns are on the screen and where. Looks only at columns near the edge of the screen, however many there are.

use crate::table::Table;
use ninefold_base::ColumnId;
use ratatui::layout::Rect;

/// Cells between columns.
pub const GAP: u16 = 2;

/// A column on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub id: ColumnId,
    /// Index into the shown columns.
    pub index: usize,
    pub x: u16,
    /// Cells that are seen; less than the column's width if it is cut at the edge.
    pub width: u16,
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridLayout {
    pub area: Rect,
    /// Width of the row numbers, with the cursor's sign.
    pub gutter: u16,
    /// Lines of the header: name, type, rule.
    pub header: u16,
    pub rows: Rect,
    pub columns: Vec<Placed>,
    /// Where the line right of the pinned columns stands.
    pub separator: Option<u16>,
    pub left_off: usize,
    pub right_off: usize,
}

impl GridLayout {
    pub fn column_at(&self, x: u16) -> Option<Placed> {
        self.columns.iter().copied().find(|column| x >= column.x && x < column.x + column.width + GAP)
    }
}

/// Lines of the header: less where there is little room.
fn header_height(area: Rect) -> u16 {
    match area.height {
        0..3 => area.height.min(1),
        3..8 => 2,
        _ => 3,
    }
}

pub fn rows_height(area: Rect) -> u16 {
    area.height - header_height(area)
}

pub fn gutter(table: &Table) -> u16 {
    let whole = table.info.rows.reachable().max(table.rows.reachable()).max(1);
    let digits = whole.ilog10() as u16 + 1;
    digits.max(3) + 2
}

pub fn layout(table: &Table, area: Rect) -> GridLayout {
    let header = header_height(area);
    let gutter = gutter(table).min(area.width);
    let rows = Rect { y: area.y + header, height: area.height - header, ..area };
    let mut grid =
        GridLayout { area, gutter, header, rows, columns: Vec::new(), separator: None, left_off: 0, right_off: 0 };
    let mut x = area.x + gutter + 1;
    let end = area.right();
    let pinned = 0..table.pinned;
    let free = table.cursor.left.max(table.pinned)..table.shown.len();
    for index in pinned.chain(free) {
        if index == table.pinned.max(table.cursor.left) && table.pinned > 0 && !grid.columns.is_empty() {
            grid.separator = Some(x.saturating_sub(1));
            x += 1;
        }
        if x >= end {
            break;
        }
        let id = table.shown[index];
        let full = table.width_of(id);
        let width = full.min(end - x);
        grid.columns.push(Placed { id, index, x, width, cut: width < full });
        x += width + GAP;
    }
    grid.left_off = table.cursor.left.saturating_sub(table.pinned);
    let last = grid.columns.last().map_or(0, |column| if column.cut { column.index } else { column.index + 1 });
    grid.right_off = table.shown.len().saturating_sub(last.max(table.pinned.min(table.shown.len())));
    grid
}

/// Moves the left edge so that the cursor's column is whole on the screen, if it fits at all.
pub fn bring_into_sight(table: &mut Table, area: Rect) {
    let column = table.cursor.column;
    if column < table.pinned {
        return;
    }
    if column < table.cursor.left {
        table.cursor.left = column;
        return;
    }
    let start = u32::from(area.x + gutter(table).min(area.width) + 1);
    let pinned: u32 = table.shown[..table.pinned].iter().take(200).map(|id| u32::from(table.width_of(*id) + GAP)).sum();
    let room = u32::from(area.right()).saturating_sub(start + pinned + u32::from(table.pinned > 0));
    let mut left = column;
    let mut used = table.shown.get(column).map_or(0, |id| u32::from(table.width_of(*id)));
    while left > table.cursor.left {
        used += u32::from(table.width_of(table.shown[left - 1]) + GAP);
        if used > room {
            break;
        }
        left -= 1;
    }
    table.cursor.left = left.max(table.pinned);
}

/// The columns on the screen and about as many on either side: what is worth fetching ahead.
pub fn around(table: &Table, grid: &GridLayout) -> Vec<ColumnId> {
    let count = grid.columns.len();
    let first = table.cursor.left.saturating_sub(count).max(table.pinned);
    let last = (table.cursor.left + 2 * count).min(table.shown.len());
    let mut ids: Vec<ColumnId> = table.shown[..table.pinned].iter().take(count).copied().collect();
    ids.extend(table.shown.get(first..last).unwrap_or_default());
    ids
}
