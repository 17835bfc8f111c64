//! Counts of categories as level bars with their labels, counts and shares; whole or by class.

use super::frame::Titles;
use super::legend::{self, Entry};
use super::numbers;
use super::pen::{Pen, ink, width_of};
use super::signs;
use crate::paint;
use crate::theme::Theme;
use ninefold_base::format;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

/// One category. `parts` are its counts by class, empty if it is not split.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar<'a> {
    pub label: &'a str,
    pub count: u64,
    pub parts: &'a [u64],
}

/// Categories below each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bars<'a> {
    pub titles: Titles<'a>,
    pub bars: &'a [Bar<'a>],
    /// Names of the classes of `parts`.
    pub classes: &'a [&'a str],
    /// What shares are of; more than the sum of the bars if there are others.
    pub total: u64,
    pub cursor: Option<usize>,
    /// The first bar that is seen; moved so that the cursor is.
    pub first: usize,
}

/// Which lines of a list of rows are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    pub area: Rect,
    pub first: usize,
    /// Lines a row takes.
    pub each: u16,
    pub seen: usize,
}

impl Rows {
    /// `total` rows in `area`, at most `tallest` lines each.
    pub(super) fn of(area: Rect, total: usize, tallest: u16, first: usize, cursor: Option<usize>) -> Self {
        let fair = usize::from(area.height).checked_div(total).unwrap_or(1).max(1);
        let each = (fair as u16).min(tallest).max(1);
        let seen = usize::from(area.height / each).min(total);
        let first = match cursor {
            Some(cursor) => super::heatmap::scrolled(first, cursor.min(total.saturating_sub(1)), seen, total),
            None => first.min(total.saturating_sub(seen)),
        };
        Self { area, first, each, seen }
    }

    /// The line on which a row is drawn.
    pub(super) fn y(&self, line: usize) -> u16 {
        self.area.y + line as u16 * self.each + (self.each - 1) / 2
    }

    /// The row at a line of the screen: for the mouse.
    pub fn at(&self, y: u16) -> Option<usize> {
        let line = usize::from(y.checked_sub(self.area.y)? / self.each);
        (line < self.seen).then_some(self.first + line)
    }
}

impl Bars<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Rows {
        let pen = &mut Pen::new(buffer, area);
        let area = pen.area;
        let mut top = 0;
        if !self.titles.title.is_empty() && area.height >= 2 {
            draw_title(pen, self.titles, theme);
            top = 1;
        }
        if !self.classes.is_empty() && area.height >= top + 2 {
            let entries: Vec<Entry> = self
                .classes
                .iter()
                .enumerate()
                .map(|(place, class)| Entry::new(signs::texture(place).repeat(2), *class, theme.series(place)))
                .collect();
            legend::draw(&mut pen.within(Rect { y: area.y + top, height: 1, ..area }), &entries, theme);
            top += 1;
        }
        let body = Rect { y: area.y + top, height: area.height - top, ..area };
        let rows = Rows::of(body, self.bars.len(), 1, self.first, self.cursor);
        let widths = self.widths(body.width);
        let most = self.bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
        for line in 0..rows.seen {
            self.draw_bar(pen, &rows, line, widths, most, theme);
        }
        rows
    }

    /// Cells for label, bar, count, share; 0 for what has no room.
    fn widths(&self, width: u16) -> [u16; 4] {
        let label = self.bars.iter().map(|bar| width_of(bar.label)).max().unwrap_or(0);
        let count = self.bars.iter().map(|bar| width_of(&format::grouped(bar.count))).max().unwrap_or(0);
        let share = 7;
        let label = label.min((width / 3).max(8)).min(width);
        let mut left = width.saturating_sub(label);
        let mut grant = |cells: u16, keep: u16| {
            let granted = left >= cells + 1 + keep;
            left -= if granted { cells + 1 } else { 0 };
            if granted { cells } else { 0 }
        };
        let count = grant(count, 0);
        let share = grant(share, 10);
        [label, left.saturating_sub(2), count, share]
    }

    fn draw_bar(&self, pen: &mut Pen<'_>, rows: &Rows, line: usize, widths: [u16; 4], most: u64, theme: &Theme) {
        let place = rows.first + line;
        let bar = &self.bars[place];
        let [label, room, count, share] = widths;
        let (mut x, y) = (pen.area.x, rows.y(line));
        let selected = self.cursor == Some(place);
        if selected {
            pen.tint(Rect { y, height: 1, ..rows.area }, theme.cursor_row);
        }
        let style = if selected { ink(theme.heading) } else { ink(theme.text) };
        pen.text(x, y, bar.label, label, style);
        x += label + 1;
        if selected && label > 0 {
            pen.put(x.saturating_sub(1), y, "▸", 1, ink(theme.accent));
        }
        let length = bar.count as f64 / most as f64;
        if bar.parts.is_empty() {
            pen.put(x, y, &paint::low_bar(length, room), room, theme.series(0));
        } else {
            let cells = if bar.count == 0 { 0 } else { ((length * f64::from(room)).round() as u16).max(1) };
            let mut from = x;
            for (series, given) in signs::share_out(bar.parts, cells.min(room)).into_iter().enumerate() {
                let sign = signs::texture(series).repeat(usize::from(given));
                from += pen.put(from, y, &sign, given, theme.series(series));
            }
        }
        x += room + 1;
        if count > 0 {
            pen.text_aligned(x, y, &format::grouped(bar.count), count, Alignment::Right, ink(theme.text));
            x += count + 1;
        }
        if share > 0 {
            let of = self.total.max(1);
            pen.text_aligned(x, y, &format::percent(bar.count.min(of), of), share, Alignment::Right, theme.dim);
        }
    }
}

/// Title at the left, n at the right, axis names behind the title.
pub(super) fn draw_title(pen: &mut Pen<'_>, titles: Titles<'_>, theme: &Theme) {
    let area = pen.area;
    let mut used = pen.text(area.x, area.y, titles.title, area.width, ink(theme.heading));
    for name in [titles.x, titles.y].into_iter().filter(|name| !name.is_empty()) {
        if used + width_of(name) + 3 <= area.width {
            used += pen.put(area.x + used, area.y, " · ", 3, theme.dim);
            used += pen.text(area.x + used, area.y, name, area.width - used, theme.dim);
        }
    }
    let Some(n) = titles.n else { return };
    let n = format!("n = {}", numbers::fixed(n as f64, 0));
    let wide = width_of(&n);
    if used + wide + 2 <= area.width {
        pen.put(area.right() - wide, area.y, &n, wide, theme.dim);
    }
}
