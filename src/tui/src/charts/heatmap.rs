//! A matrix: a cell per pair, shaded by its value, with the number in it when there is room.
//!
//! Where there are no colours the number alone speaks, in digits or, one cell wide, in shades; a minus is always
//! written.

use super::legend::{self, Entry};
use super::numbers;
use super::pen::{Pen, ink, width_of};
use super::signs;
use crate::theme::{Ramp, Theme};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

/// What the shades of a heat map run over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// −1 to 1.
    Diverging,
    /// From the first to the second.
    Sequential(f64, f64),
}

/// A matrix with names. A value that is not finite is drawn as `·`: it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heatmap<'a> {
    pub title: &'a str,
    pub rows: &'a [String],
    pub columns: &'a [String],
    /// Row by row, `rows × columns`.
    pub values: &'a [f64],
    /// What is written in each cell instead of its value, if there is room.
    pub texts: &'a [String],
    pub range: Range,
    /// What the values are, for the legend: "Cramér's V, η, |r|".
    pub measure: &'a str,
    /// Row and column.
    pub cursor: Option<(usize, usize)>,
    /// The first row and column of the window.
    pub first: (usize, usize),
}

/// Which cells of a matrix are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub area: Rect,
    pub cell: u16,
    pub first: (usize, usize),
    /// Rows and columns that are seen.
    pub seen: (usize, usize),
}

impl Window {
    /// Row and column at a place of the screen: for the mouse.
    pub fn at(&self, x: u16, y: u16) -> Option<(usize, usize)> {
        let row = usize::from(y.checked_sub(self.area.y)?);
        let column = usize::from(x.checked_sub(self.area.x)?.checked_div(self.cell)?);
        (row < self.seen.0 && column < self.seen.1).then(|| (self.first.0 + row, self.first.1 + column))
    }
}

/// The first line of a window of `room` lines that holds `cursor`, moved as little as possible from `first`.
pub fn scrolled(first: usize, cursor: usize, room: usize, total: usize) -> usize {
    let first = if cursor < first { cursor } else { first.max((cursor + 1).saturating_sub(room)) };
    first.min(total.saturating_sub(room))
}

/// How the columns of a matrix are headed.
struct Head {
    /// Cells of the row names, with the space behind them.
    names: u16,
    cell: u16,
    /// Rows of the column names: 1 if they are written across.
    rows: u16,
}

impl Heatmap<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Window {
        let pen = &mut Pen::new(buffer, area);
        let area = pen.area;
        let title = u16::from(!self.title.is_empty() && area.height > 3);
        let legend = u16::from(area.height > 5);
        let body = Rect { y: area.y + title, height: area.height - title - legend, ..area };
        let head = self.head(body);
        let window = self.window(body, &head);
        if title > 0 {
            self.draw_title(pen, &window, theme);
        }
        self.draw_names(pen, body, &head, &window, theme);
        for row in 0..window.seen.0 {
            for column in 0..window.seen.1 {
                self.draw_cell(pen, &window, row, column, theme);
            }
        }
        if legend > 0 {
            let y = body.y + head.rows + window.seen.0 as u16;
            let area = Rect { y: y.min(area.bottom() - 1), height: 1, ..area };
            legend::draw(&mut pen.within(area), &self.legend(theme), theme);
        }
        window
    }

    fn head(&self, body: Rect) -> Head {
        let widest = |names: &[String], most: u16| names.iter().map(|name| width_of(name)).max().unwrap_or(0).min(most);
        let names = match self.rows.is_empty() {
            true => 0,
            false => widest(self.rows, (body.width / 3).min(24)) + 1,
        };
        let room = body.width.saturating_sub(names);
        let columns = self.columns.len().max(1) as u16;
        let texts = self.texts.iter().map(|content| width_of(content)).max().unwrap_or(0).min(12);
        let number = texts.max(self.number_width());
        let label = widest(self.columns, 16);
        // Names across if they fit as they are; else cells as wide as their numbers, names upright or cut.
        let across = label.max(number) + 2;
        if u32::from(across) * u32::from(columns) <= u32::from(room) {
            return Head { names, cell: across, rows: u16::from(!self.columns.is_empty()) };
        }
        let cell = [number + 2, number + 1, 3, 2]
            .into_iter()
            .find(|cell| u32::from(*cell) * u32::from(columns) <= u32::from(room));
        // What does not fit even so is scrolled, in cells that can be read.
        let cell = cell.unwrap_or(if room >= 24 { number + 1 } else { 2 });
        let spare = body.height.saturating_sub(self.rows.len().min(usize::from(body.height)) as u16);
        let upright = label.min((body.height / 3).max(spare));
        Head { names, cell, rows: upright }
    }

    fn number_width(&self) -> u16 {
        match self.range {
            Range::Diverging => 4,
            Range::Sequential(low, high) if low >= 0.0 && high <= 1.0 => 3,
            Range::Sequential(..) => 5,
        }
    }

    fn window(&self, body: Rect, head: &Head) -> Window {
        let area = Rect::new(
            body.x + head.names.min(body.width),
            body.y + head.rows.min(body.height),
            body.width.saturating_sub(head.names),
            body.height.saturating_sub(head.rows),
        );
        let columns = usize::from(area.width / head.cell.max(1)).min(self.columns.len());
        let rows = usize::from(area.height).min(self.rows.len());
        let first = |place: usize, total: usize, room: usize, cursor: Option<usize>| match cursor {
            Some(cursor) => scrolled(place, cursor.min(total.saturating_sub(1)), room, total),
            None => place.min(total.saturating_sub(room)),
        };
        let cursor = self.cursor;
        let first = (
            first(self.first.0, self.rows.len(), rows, cursor.map(|cursor| cursor.0)),
            first(self.first.1, self.columns.len(), columns, cursor.map(|cursor| cursor.1)),
        );
        Window { area, cell: head.cell, first, seen: (rows, columns) }
    }

    fn draw_title(&self, pen: &mut Pen<'_>, window: &Window, theme: &Theme) {
        let area = pen.area;
        let used = pen.text(area.x, area.y, self.title, area.width, ink(theme.heading));
        let (rows, columns) = (self.rows.len(), self.columns.len());
        if window.seen.0 >= rows && window.seen.1 >= columns {
            return;
        }
        let part = |first: usize, seen: usize, total: usize, noun: &str| {
            format!("{noun} {}–{} of {}", first + 1, first + seen, format::grouped(total as u64))
        };
        let note = format!(
            "{} · {}",
            part(window.first.0, window.seen.0, rows, "rows"),
            part(window.first.1, window.seen.1, columns, "columns"),
        );
        let wide = width_of(&note);
        if used + wide + 2 <= area.width {
            pen.text(area.right() - wide, area.y, &note, wide, theme.dim);
        }
    }

    fn draw_names(&self, pen: &mut Pen<'_>, body: Rect, head: &Head, window: &Window, theme: &Theme) {
        let style =
            |place, cursor: Option<usize>| if cursor == Some(place) { ink(theme.heading) } else { ink(theme.dim) };
        for row in 0..window.seen.0 {
            let place = window.first.0 + row;
            let (y, room) = (window.area.y + row as u16, head.names.saturating_sub(1));
            let style = style(place, self.cursor.map(|cursor| cursor.0));
            pen.text_aligned(body.x, y, &self.rows[place], room, Alignment::Right, style);
        }
        for column in 0..window.seen.1 {
            let place = window.first.1 + column;
            let x = window.area.x + window.cell * column as u16;
            let style = style(place, self.cursor.map(|cursor| cursor.1));
            let name = &self.columns[place];
            if head.rows <= 1 {
                pen.text_aligned(x, body.y, name, window.cell.saturating_sub(1), Alignment::Center, style);
            } else {
                upright(pen, x + (window.cell - 1) / 2, body.y, name, head.rows, style);
            }
        }
    }

    /// The share of a value on the ramp.
    fn share(&self, value: f64) -> f64 {
        match self.range {
            Range::Diverging => (value.clamp(-1.0, 1.0) + 1.0) / 2.0,
            Range::Sequential(low, high) if high > low => ((value - low) / (high - low)).clamp(0.0, 1.0),
            Range::Sequential(..) => 0.5,
        }
    }

    fn ramp(&self) -> Ramp {
        match self.range {
            Range::Diverging => Ramp::Diverging,
            Range::Sequential(..) => Ramp::Sequential,
        }
    }

    fn draw_cell(&self, pen: &mut Pen<'_>, window: &Window, row: usize, column: usize, theme: &Theme) {
        let (row_place, column_place) = (window.first.0 + row, window.first.1 + column);
        let place = row_place * self.columns.len() + column_place;
        let value = self.values.get(place).copied().unwrap_or(f64::NAN);
        let (x, y) = (window.area.x + window.cell * column as u16, window.area.y + row as u16);
        let area = Rect::new(x, y, window.cell, 1);
        let selected = self.cursor == Some((row_place, column_place));
        let ground = theme.shade(self.ramp(), self.share(value));
        let style = match ground {
            Some(ground) if !selected => {
                pen.tint(area, Style::new().bg(ground));
                Style::new().fg(theme.ink_on(ground))
            }
            _ => self.plain_style(value, theme),
        };
        if !value.is_finite() && self.texts.get(place).is_none_or(String::is_empty) {
            pen.text_aligned(x, y, "·", window.cell, Alignment::Center, theme.dim);
        } else {
            let content = self.content(place, value, window.cell);
            let style = if selected { theme.cursor } else { style };
            pen.text_aligned(
                x,
                y,
                &content,
                window.cell.saturating_sub(u16::from(window.cell > 3)),
                Alignment::Right,
                style,
            );
        }
        if selected {
            pen.tint(area, theme.cursor);
        }
    }

    /// Where there are no colours, strong values are bold and weak ones dim.
    fn plain_style(&self, value: f64, theme: &Theme) -> Style {
        let strength = match self.range {
            Range::Diverging => value.abs(),
            Range::Sequential(..) => self.share(value),
        };
        if strength >= 0.66 {
            ink(theme.text).add_modifier(Modifier::BOLD)
        } else if strength < 0.2 {
            ink(theme.dim)
        } else {
            ink(theme.text)
        }
    }

    /// What is written in a cell: the text or number if it has room, else tenths, else a shade.
    fn content(&self, place: usize, value: f64, cell: u16) -> String {
        if let Some(content) = self.texts.get(place).filter(|content| width_of(content) <= cell) {
            return content.clone();
        }
        let unit = matches!(self.range, Range::Diverging)
            || matches!(self.range, Range::Sequential(low, high) if low >= 0.0 && high <= 1.0);
        let number = if unit { numbers::coefficient(value, 2) } else { numbers::short(value) };
        if width_of(&number) <= cell {
            return number;
        }
        // Tenths, rounded towards 0; 9 also stands for 1.
        if unit && cell >= 2 {
            let digit = (value.abs() * 10.0).floor().clamp(0.0, 9.0) as u8;
            return match (value < 0.0, cell) {
                (true, 2) => format!("-{digit}"),
                (true, _) => format!("-.{digit}"),
                (false, _) => format!(".{digit}"),
            };
        }
        if matches!(self.range, Range::Diverging) && value < 0.0 {
            return "-".into();
        }
        signs::shade(self.share(value)).to_string()
    }

    fn legend(&self, theme: &Theme) -> Vec<Entry> {
        let ends = match self.range {
            Range::Diverging => [(-1.0, "-1"), (-0.5, "-.5"), (0.0, "0"), (0.5, ".5"), (1.0, "1")]
                .map(|(value, name)| (value, name.to_string()))
                .to_vec(),
            Range::Sequential(low, high) => [0.0, 0.25, 0.5, 0.75, 1.0]
                .map(|share| low + (high - low) * share)
                .map(|value| (value, numbers::plain(value)))
                .to_vec(),
        };
        let mut entries: Vec<Entry> = Vec::new();
        if theme.shade(self.ramp(), 0.5).is_some() {
            for (value, name) in ends {
                let color = theme.shade(self.ramp(), self.share(value)).unwrap_or_default();
                entries.push(Entry::new("██", name, Style::new().fg(color)));
            }
        }
        entries.push(Entry::new("·", "no value", theme.dim));
        if !self.measure.is_empty() {
            entries.insert(0, Entry::new("", self.measure, theme.dim));
        }
        entries
    }
}

/// A name downwards, a grapheme a row, standing on the last row.
pub(super) fn upright(pen: &mut Pen<'_>, x: u16, y: u16, name: &str, rows: u16, style: Style) {
    let name = text::visible(name);
    let mut signs: Vec<&str> = name.graphemes(true).collect();
    if signs.len() > usize::from(rows) {
        signs.truncate(usize::from(rows).saturating_sub(1));
        signs.push("…");
    }
    let from = y + rows - signs.len() as u16;
    for (row, sign) in signs.into_iter().enumerate() {
        pen.put(x, from + row as u16, sign, 2, style);
    }
}
