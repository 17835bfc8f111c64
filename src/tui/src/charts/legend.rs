//! Which sign stands for what: entries side by side, as many rows as there are.

use super::pen::{Pen, ink, width_of};
use crate::theme::Theme;
use ninefold_base::text;
use ratatui::style::Style;

/// A sign, its style, its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub mark: String,
    pub name: String,
    pub style: Style,
}

impl Entry {
    pub fn new(mark: impl Into<String>, name: impl Into<String>, style: Style) -> Self {
        Self { mark: mark.into(), name: name.into(), style }
    }

    fn width(&self) -> u16 {
        width_of(&self.mark) + 1 + width_of(&self.name)
    }
}

/// Cells between two entries.
const GAP: u16 = 3;

/// Draws the entries into the pen's area, from the left, row by row. Those that have no room are counted: `+3`.
pub fn draw(pen: &mut Pen<'_>, entries: &[Entry], theme: &Theme) {
    let area = pen.area;
    let (mut x, mut y) = (area.x, area.y);
    for (place, entry) in entries.iter().enumerate() {
        let last_row = y + 1 >= area.bottom();
        let left = entries.len() - place - 1;
        // Room for the count of what is left out, unless this is the last one.
        let reserve = if last_row && left > 0 { 4 } else { 0 };
        if x > area.x && x + entry.width() + reserve > area.right() {
            if last_row {
                pen.put(x, y, &format!("+{}", left + 1), area.right() - x, theme.dim);
                return;
            }
            (x, y) = (area.x, y + 1);
        }
        let room = area.right().saturating_sub(x);
        x += pen.put(x, y, &text::visible(&entry.mark), room, entry.style) + 1;
        x += pen.text(x, y, &entry.name, area.right().saturating_sub(x), ink(theme.text)) + GAP;
        if y >= area.bottom() || x >= area.right() {
            (x, y) = (area.x, y + 1);
            if y >= area.bottom() {
                return;
            }
        }
    }
}

/// Rows that the entries take at a width.
pub fn rows(entries: &[Entry], width: u16) -> u16 {
    let (mut rows, mut used) = (0, 0);
    for entry in entries {
        let wide = entry.width();
        if rows == 0 || used + wide > width {
            rows += 1;
            used = 0;
        }
        used += wide + GAP;
    }
    rows
}
