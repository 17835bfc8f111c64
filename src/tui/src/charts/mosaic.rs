//! Two categories against each other: a table of counts shaded by the share of its row, and areas in proportion.

use super::bars::draw_title;
use super::frame::Titles;
use super::heatmap::{Heatmap, Range, Window};
use super::legend::{self, Entry};
use super::pen::{Pen, ink, width_of};
use super::signs;
use crate::theme::Theme;
use ninefold_base::format;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

/// Counts of every pair of two categories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts<'a> {
    pub titles: Titles<'a>,
    pub rows: &'a [String],
    pub columns: &'a [String],
    /// Row by row, `rows × columns`.
    pub counts: &'a [u64],
    pub cursor: Option<(usize, usize)>,
    pub first: (usize, usize),
}

impl Counts<'_> {
    fn count(&self, row: usize, column: usize) -> u64 {
        self.counts.get(row * self.columns.len() + column).copied().unwrap_or(0)
    }

    fn row_total(&self, row: usize) -> u64 {
        (0..self.columns.len()).fold(0, |sum, column| sum.saturating_add(self.count(row, column)))
    }

    fn column_total(&self, column: usize) -> u64 {
        (0..self.rows.len()).fold(0, |sum, row| sum.saturating_add(self.count(row, column)))
    }

    /// The counts as a table, each shaded by its share of its row.
    pub fn draw_table(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Window {
        let pairs = || (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)));
        let values: Vec<f64> =
            pairs().map(|(row, column)| self.count(row, column) as f64 / self.row_total(row) as f64).collect();
        let texts: Vec<String> = pairs().map(|(row, column)| format::grouped(self.count(row, column))).collect();
        let rows: Vec<String> = self
            .rows
            .iter()
            .enumerate()
            .map(|(row, name)| format!("{name} {}", format::grouped(self.row_total(row))))
            .collect();
        let title = match (self.titles.y.is_empty(), self.titles.x.is_empty()) {
            (false, false) => format!("{} · {} by {}", self.titles.title, self.titles.y, self.titles.x),
            _ => self.titles.title.to_string(),
        };
        let heatmap = Heatmap {
            title: &title,
            rows: &rows,
            columns: self.columns,
            values: &values,
            texts: &texts,
            range: Range::Sequential(0.0, 1.0),
            measure: "share of its row",
            cursor: self.cursor,
            first: self.first,
        };
        heatmap.draw(buffer, area, theme)
    }

    /// A mosaic: each column as wide as its share of all, cut into the shares of the rows within it.
    pub fn draw_mosaic(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let pen = &mut Pen::new(buffer, area);
        let area = pen.area;
        let title = u16::from(!self.titles.title.is_empty() && area.height > 3);
        if title > 0 {
            draw_title(pen, self.titles, theme);
        }
        let entries: Vec<Entry> = self
            .rows
            .iter()
            .enumerate()
            .map(|(row, name)| Entry::new(signs::texture(row).repeat(2), name, theme.series(row)))
            .collect();
        let legend = if area.height > 4 { legend::rows(&entries, area.width).min(2) } else { 0 };
        legend::draw(&mut pen.within(Rect { y: area.y + title, height: legend, ..area }), &entries, theme);
        let foot = if area.height > title + legend + 4 { 2 } else { 0 };
        let plot = Rect { y: area.y + title + legend, height: area.height - title - legend - foot, ..area };
        let totals: Vec<u64> = (0..self.columns.len()).map(|column| self.column_total(column)).collect();
        let gaps = totals.iter().filter(|total| **total > 0).count().saturating_sub(1) as u16;
        let gaps = if plot.width > gaps * 4 { gaps } else { 0 };
        let widths = signs::share_out(&totals, plot.width - gaps);
        let mut x = plot.x;
        for (column, wide) in widths.into_iter().enumerate().filter(|(_, wide)| *wide > 0) {
            let parts: Vec<u64> = (0..self.rows.len()).map(|row| self.count(row, column)).collect();
            let mut y = plot.bottom();
            for (row, high) in signs::share_out(&parts, plot.height).into_iter().enumerate() {
                for _ in 0..high {
                    y = y.saturating_sub(1);
                    pen.put(x, y, &signs::texture(row).repeat(usize::from(wide)), wide, theme.series(row));
                }
            }
            if foot > 0 {
                let share =
                    format::percent(totals[column], totals.iter().fold(0, |sum, total| sum.saturating_add(*total)));
                pen.text_aligned(x, plot.bottom(), &self.columns[column], wide, Alignment::Center, ink(theme.text));
                if width_of(&share) <= wide {
                    pen.text_aligned(x, plot.bottom() + 1, &share, wide, Alignment::Center, theme.dim);
                }
            }
            x += wide + u16::from(gaps > 0);
        }
    }
}
