//! The map of what is missing: blocks of rows down, columns across, each cell shaded by the share of its values that are
//! missing. A block with a single missing value is never drawn as whole.

use super::frame::Titles;
use super::heatmap::{Window, scrolled, upright};
use super::legend::{self, Entry};
use super::numbers;
use super::pen::{Pen, ink, width_of};
use super::signs;
use crate::theme::{Ramp, Theme, ThemeName};
use ninefold_base::format;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Color, Style};

/// Shares of missing values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MissingMap<'a> {
    /// `y` names the order of the rows: "rows in file order".
    pub titles: Titles<'a>,
    pub columns: &'a [String],
    /// Block by block, `blocks × columns`, each from 0 to 1.
    pub shares: &'a [f64],
    /// The number of the first row of each block, and one past the last row.
    pub rows: &'a [u64],
    /// The share of each whole column, written below it.
    pub totals: &'a [f64],
    /// The column under the cursor.
    pub cursor: Option<usize>,
    /// The first column that is seen.
    pub first: usize,
}

impl MissingMap<'_> {
    /// Returns where the columns are; the rows of the window are blocks drawn together.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Window {
        let pen = &mut Pen::new(buffer, area);
        let area = pen.area;
        let mut left = area.height;
        let mut grant = |wanted: u16, plot: u16| {
            let granted = if left >= wanted + plot { wanted } else { 0 };
            left -= granted;
            granted
        };
        let gutter = self.gutter(area.width);
        let (cell, seen) = self.cells(area.width - gutter);
        let label = self.columns.iter().map(|name| width_of(name)).max().unwrap_or(0);
        let head = if label < cell || seen == 0 { 1 } else { label.min(area.height * 2 / 5).clamp(1, 16) };
        let head = grant(head, 2);
        let title = grant(u16::from(!self.titles.title.is_empty()), 2);
        let totals = grant(u16::from(!self.totals.is_empty() && cell >= 4), 3);
        let legend = grant(1, 4);
        let first = match self.cursor {
            Some(cursor) => {
                scrolled(self.first, cursor.min(self.columns.len().saturating_sub(1)), seen, self.columns.len())
            }
            None => self.first.min(self.columns.len().saturating_sub(seen)),
        };
        let map = Rect::new(area.x + gutter, area.y + title + head, area.width - gutter, left);
        let window = Window { area: map, cell, first: (0, first), seen: (usize::from(map.height), seen) };
        if title > 0 {
            self.draw_title(pen, &window, theme);
        }
        self.draw_names(pen, &window, head, theme);
        self.draw_rows(pen, &window, gutter, theme);
        for column in 0..seen {
            self.draw_column(pen, &window, column, theme);
        }
        if totals > 0 {
            self.draw_totals(pen, &window, theme);
        }
        if legend > 0 {
            let row = Rect { y: area.bottom() - 1, height: 1, ..area };
            legend::draw(&mut pen.within(row), &legend_entries(theme), theme);
        }
        window
    }

    fn blocks(&self) -> usize {
        self.shares.len().checked_div(self.columns.len()).unwrap_or(0)
    }

    /// Cells of the row numbers.
    fn gutter(&self, width: u16) -> u16 {
        let widest = self.rows.last().map_or(0, |row| width_of(&format::grouped(*row)) + 1);
        if width >= widest + 8 { widest } else { 0 }
    }

    /// Cells of a column and how many are seen.
    fn cells(&self, room: u16) -> (u16, usize) {
        let columns = self.columns.len();
        let fair = usize::from(room).checked_div(columns).unwrap_or(1);
        let cell = fair.clamp(2, 14) as u16;
        (cell, usize::from(room / cell).min(columns))
    }

    /// Cells that are coloured: one stays free between columns.
    fn filled(&self, cell: u16) -> u16 {
        cell.saturating_sub(1).max(1)
    }

    fn draw_title(&self, pen: &mut Pen<'_>, window: &Window, theme: &Theme) {
        let (first, seen, all) = (window.first.1, window.seen.1, self.columns.len());
        let part = format!("columns {}–{} of {}", first + 1, first + seen, format::grouped(all as u64));
        let y = if seen < all { part.as_str() } else { "" };
        super::bars::draw_title(pen, Titles { x: self.titles.y, y, ..self.titles }, theme);
    }

    fn draw_names(&self, pen: &mut Pen<'_>, window: &Window, head: u16, theme: &Theme) {
        for column in 0..window.seen.1 {
            let place = window.first.1 + column;
            let selected = self.cursor == Some(place);
            let style = if selected { ink(theme.heading) } else { ink(theme.dim) };
            let (x, y) = (window.area.x + window.cell * column as u16, window.area.y - head);
            let filled = self.filled(window.cell);
            if head == 1 {
                pen.text(x, y, &self.columns[place], filled, style);
            } else if head > 1 {
                upright(pen, x + (filled - 1) / 2, y, &self.columns[place], head, style);
            }
        }
    }

    /// Row numbers at every third line or so.
    fn draw_rows(&self, pen: &mut Pen<'_>, window: &Window, gutter: u16, theme: &Theme) {
        let (height, blocks) = (usize::from(window.area.height), self.blocks());
        if gutter == 0 || height == 0 || blocks == 0 {
            return;
        }
        let every = (height / 6).clamp(2, 5);
        for line in (0..height).step_by(every) {
            let Some(row) = self.rows.get(line * blocks / height) else { continue };
            let text = format::grouped(*row);
            let x = window.area.x - gutter;
            pen.text_aligned(x, window.area.y + line as u16, &text, gutter - 1, Alignment::Right, theme.dim);
        }
    }

    /// The share of a column over `part` of `parts` of the rows. Blocks are taken as equally large.
    fn share(&self, column: usize, part: usize, parts: usize) -> f64 {
        let blocks = self.blocks();
        let from = part * blocks / parts;
        let to = ((part + 1) * blocks / parts).max(from + 1).min(blocks);
        let shares = (from..to).filter_map(|block| self.shares.get(block * self.columns.len() + column));
        let (sum, count) = shares.fold((0.0, 0.0), |(sum, count), share| (sum + share, count + 1.0));
        sum / count
    }

    fn draw_column(&self, pen: &mut Pen<'_>, window: &Window, column: usize, theme: &Theme) {
        let place = window.first.1 + column;
        let height = usize::from(window.area.height);
        let x = window.area.x + window.cell * column as u16;
        let filled = self.filled(window.cell);
        for line in 0..height {
            let y = window.area.y + line as u16;
            let halves = [self.share(place, line * 2, height * 2), self.share(place, line * 2 + 1, height * 2)];
            if let (Some(upper), Some(lower)) = (color(halves[0], theme), color(halves[1], theme)) {
                let style = Style::new().fg(upper).bg(lower);
                pen.put(x, y, &"▀".repeat(usize::from(filled)), filled, style);
                continue;
            }
            let share = self.share(place, line, height);
            let (sign, style) = match share {
                share if share.is_nan() => (" ", theme.dim),
                share if share <= 0.0 => ("·", theme.line),
                share => (signs::shade(share), shade_style(theme)),
            };
            pen.put(x, y, &sign.repeat(usize::from(filled)), filled, ink(style));
        }
    }

    fn draw_totals(&self, pen: &mut Pen<'_>, window: &Window, theme: &Theme) {
        for column in 0..window.seen.1 {
            let place = window.first.1 + column;
            let Some(total) = self.totals.get(place) else { continue };
            let text = match *total {
                0.0 => "0".to_string(),
                total if total < 0.01 => "<1%".to_string(),
                total => format!("{}%", numbers::fixed((total * 100.0).floor(), 0)),
            };
            let x = window.area.x + window.cell * column as u16;
            let selected = self.cursor == Some(place);
            let style = match (*total > 0.0, selected) {
                (_, true) => ink(theme.heading),
                (true, false) => ink(theme.text),
                (false, false) => ink(theme.dim),
            };
            let text = if selected { format!("▲{text}") } else { text };
            pen.text(x, window.area.bottom(), &text, window.cell.saturating_sub(1), style);
        }
    }
}

/// Something missing is at least a fifth up the ramp, so that it is seen.
fn color(share: f64, theme: &Theme) -> Option<Color> {
    let along = if share > 0.0 { 0.25 + 0.75 * share } else { share };
    theme.shade(Ramp::Missing, along)
}

/// The ink of shades where there is no ramp. Underlining, the warning of the theme without colour, would run into them.
fn shade_style(theme: &Theme) -> Style {
    match theme.name {
        ThemeName::None => theme.text,
        ThemeName::Dark | ThemeName::Light | ThemeName::Ansi => theme.warning,
    }
}

fn legend_entries(theme: &Theme) -> Vec<Entry> {
    [(0.0, "nothing missing"), (0.01, "up to 25 %"), (0.3, "50 %"), (0.6, "75 %"), (1.0, "all missing")]
        .into_iter()
        .map(|(share, name)| match color(share, theme) {
            Some(color) => Entry::new("██", name, Style::new().fg(color)),
            None if share == 0.0 => Entry::new("··", name, ink(theme.line)),
            None => Entry::new(signs::shade(share).repeat(2), name, ink(shade_style(theme))),
        })
        .collect()
}
