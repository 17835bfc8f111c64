//! Draws the grid. Changes nothing.

use super::cells::{self, Look};
use super::columns::{self, GridLayout, Placed};
use crate::paint;
use crate::state::State;
use crate::table::Table;
use crate::theme::Theme;
use ninefold_base::TypeKind;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};

pub fn draw(state: &State, table: &Table, area: Rect, buffer: &mut Buffer) {
    let grid = columns::layout(table, area);
    let theme = &state.theme;
    if table.columns.is_empty() {
        return empty(theme, area, buffer, "This table has no columns.", "");
    }
    draw_header(table, &grid, theme, buffer);
    for line in 0..grid.rows.height {
        let row = table.cursor.top + u64::from(line);
        if row >= table.rows.reachable() {
            break;
        }
        draw_row(table, &grid, row, grid.rows.y + line, theme, buffer);
    }
    if let Some(x) = grid.separator {
        for y in grid.area.y..grid.rows.y + (table.rows.reachable().min(u64::from(grid.rows.height)) as u16) {
            let crosses_rule = grid.header > 2 && y == grid.area.y + 2;
            paint::put(buffer, x, y, if crosses_rule { "┼" } else { "│" }, 1, theme.line);
        }
    }
    draw_edges(&grid, theme, buffer);
    if table.rows.reachable() == 0 {
        draw_no_rows(state, table, &grid, buffer);
    }
}

fn draw_header(table: &Table, grid: &GridLayout, theme: &Theme, buffer: &mut Buffer) {
    for column in &grid.columns {
        let Some(about) = table.column(column.id) else { continue };
        let here = column.index == table.cursor.column;
        let alignment = alignment(about.dtype.kind, column);
        let name = table.title(column.id);
        let style = if here { theme.accent.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { theme.heading };
        paint::put_aligned(buffer, column.x, grid.area.y, &name, column.width, alignment, style);
        if grid.header > 1 {
            let style = if about.invalid > 0 || crate::table::proposed(about) > 0 { theme.warning } else { theme.dim };
            paint::put_aligned(
                buffer,
                column.x,
                grid.area.y + 1,
                &table.type_line(column.id),
                column.width,
                alignment,
                style,
            );
        }
    }
    if grid.header > 2 {
        paint::horizontal(buffer, Rect { y: grid.area.y + 2, height: 1, ..grid.area }, theme.line);
    }
}

/// A column cut at the edge shows its beginning, whatever its type.
fn alignment(kind: TypeKind, column: &Placed) -> Alignment {
    if cells::is_right(kind) && !column.cut { Alignment::Right } else { Alignment::Left }
}

fn draw_row(table: &Table, grid: &GridLayout, row: u64, y: u16, theme: &Theme, buffer: &mut Buffer) {
    let here = row == table.cursor.row;
    if here {
        paint::tint(buffer, Rect { y, height: 1, ..grid.area }, theme.cursor_row);
    }
    let number = if table.spec.needs_rows() || table.wanted.is_some() {
        table.cache.row_id(row)
    } else {
        Some(table.cache.row_id(row).unwrap_or(row))
    };
    let number = number.map_or_else(|| "·".to_string(), |id| (id + 1).to_string());
    let sign = if here { "▸" } else { " " };
    let style = if here { theme.accent } else { theme.dim };
    paint::put(buffer, grid.area.x, y, sign, grid.gutter, style);
    paint::put_aligned(buffer, grid.area.x + 1, y, &number, grid.gutter.saturating_sub(2), Alignment::Right, style);
    for column in &grid.columns {
        let under_cursor = here && column.index == table.cursor.column;
        draw_cell(table, column, row, y, under_cursor, theme, buffer);
    }
}

fn draw_cell(table: &Table, column: &Placed, row: u64, y: u16, under_cursor: bool, theme: &Theme, buffer: &mut Buffer) {
    let kind = table.column(column.id).map_or(TypeKind::Text, |about| about.dtype.kind);
    let decimals = table.shapes.get(&column.id).map_or(0, |shape| shape.decimals);
    let (content, style) = match table.cache.cell(row, column.id) {
        None => ("·····".to_string(), theme.line),
        Some(cell) => {
            let (content, look) = cells::show(cell, decimals);
            let style = match look {
                Look::Value => Style::new(),
                Look::Absent => theme.absent,
                Look::Invalid => theme.warning,
            };
            (content, style)
        }
    };
    let place = Rect { x: column.x, y, width: column.width, height: 1 };
    if under_cursor {
        paint::tint(buffer, place, theme.cursor);
    }
    let style = if under_cursor { theme.cursor } else { style };
    // A number that does not fit shows its first digits and `…`: never a wrong number.
    let content = if cells::is_right(kind) && text::width(&content) > usize::from(column.width) {
        content.trim_end().to_string()
    } else {
        content
    };
    paint::put_aligned(buffer, column.x, y, &content, column.width, alignment(kind, column), style);
}

/// How many columns lie off the screen to either side.
fn draw_edges(grid: &GridLayout, theme: &Theme, buffer: &mut Buffer) {
    if grid.header < 3 {
        return;
    }
    let y = grid.area.y + 2;
    if grid.left_off > 0 {
        paint::put(
            buffer,
            grid.area.x + 1,
            y,
            &format!(" ← {} more ", ninefold_base::format::grouped(grid.left_off as u64)),
            grid.area.width,
            theme.dim,
        );
    }
    if grid.right_off > 0 {
        let label = format!(" {} more → ", ninefold_base::format::grouped(grid.right_off as u64));
        let width = text::width(&label) as u16;
        paint::put(buffer, grid.area.right().saturating_sub(width + 1).max(grid.area.x), y, &label, width, theme.dim);
    }
}

fn draw_no_rows(state: &State, table: &Table, grid: &GridLayout, buffer: &mut Buffer) {
    let theme = &state.theme;
    if !table.rows.is_exact() {
        empty(theme, grid.rows, buffer, "Looking for rows …", "Esc stops");
    } else if table.spec.filters.is_empty() {
        empty(theme, grid.rows, buffer, "This table has no rows.", "i shows how it was read · O reads it differently");
    } else {
        empty(
            theme,
            grid.rows,
            buffer,
            "No row meets these conditions.",
            "U takes the last one back · W shows all rows",
        );
    }
}

/// A sentence in the middle of an empty place, and what to do about it.
pub fn empty(theme: &Theme, area: Rect, buffer: &mut Buffer, sentence: &str, hint: &str) {
    let y = area.y + area.height / 3;
    if area.height == 0 {
        return;
    }
    paint::put_aligned(buffer, area.x, y, sentence, area.width, Alignment::Center, theme.heading);
    if y + 2 < area.bottom() {
        paint::put_aligned(buffer, area.x, y + 2, hint, area.width, Alignment::Center, theme.dim);
    }
}
