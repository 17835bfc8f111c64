//! A rate with its interval per bin: `●` at the rate, a whisker over the interval, a line at the rate of all.

use super::frame::{Along, Frame, Plot, Titles};
use super::histogram::draw_cursor;
use super::legend::Entry;
use super::pen::{Pen, ink};
use super::scale::Scale;
use super::slots::Bins;
use crate::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A share and its interval, all from 0 to 1, and the rows behind it. An undefined rate is not finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: u64,
}

/// Rates over bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates<'a> {
    pub titles: Titles<'a>,
    pub bins: Bins<'a>,
    pub rates: &'a [Rate],
    /// The rate of all rows.
    pub overall: Option<f64>,
    pub cursor: Option<usize>,
}

impl Rates<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        let pen = &mut Pen::new(buffer, area);
        let ends = self.rates.iter().flat_map(|rate| [rate.value, rate.low, rate.high]).chain(self.overall);
        let y = Scale::fit(super::scale::Kind::Linear, ends).with_zero().nice(4);
        let y = if y.high() > 1.0 && y.high() < 1.25 { Scale::linear(y.low(), 1.0) } else { y };
        let mut legend = vec![Entry::new("●", "rate with interval", theme.series(0))];
        if let Some(overall) = self.overall.filter(|overall| overall.is_finite()) {
            legend.push(Entry::new("╌╌", format!("all rows {}", y.in_percent().write(overall)), theme.series(1)));
        }
        let frame = Frame {
            titles: self.titles,
            x: Along::Bins(self.bins, self.rates.len()),
            y: Along::Dots(y.in_percent()),
            legend: &legend,
            right: 0,
        };
        let plot = frame.draw(pen, theme);
        if let Some(row) = self.overall.and_then(|overall| plot.row(overall)) {
            for x in plot.area.left()..plot.area.right() {
                pen.put(x, row, "╌", 1, theme.series(1));
            }
        }
        let Some(slots) = plot.slots else { return plot };
        for slot in 0..slots.count() {
            // Rates cannot be added up: of bins that share a cell the one with the most rows is drawn.
            let rate = slots.bins_of(slot).filter_map(|bin| self.rates.get(bin)).max_by_key(|rate| rate.n);
            if let Some(rate) = rate {
                self.draw_rate(pen, &plot, slots.middle(slot), rate, theme);
            }
        }
        draw_cursor(pen, &plot, self.cursor, theme);
        plot
    }

    fn draw_rate(&self, pen: &mut Pen<'_>, plot: &Plot, x: u16, rate: &Rate, theme: &Theme) {
        let Some(row) = plot.row(rate.value) else {
            pen.put(x, plot.area.bottom().saturating_sub(1), "–", 1, theme.dim);
            return;
        };
        if let (Some(top), Some(bottom)) = (plot.row(rate.high), plot.row(rate.low)) {
            for y in top..=bottom {
                let sign = match y {
                    _ if y == top && y < row => "┬",
                    _ if y == bottom && y > row => "┴",
                    _ => "│",
                };
                pen.put(x, y, sign, 1, ink(theme.dim));
            }
        }
        pen.put(x, row, "●", 1, theme.series(0));
    }
}
