//! Counts per bin as upright bars: plain, or split by class. Bars are drawn in eighths of a cell; a bin that is not
//! empty never vanishes. More bins than cells are drawn together, and the title says so.

use super::frame::{Along, Frame, Plot, Titles};
use super::legend::Entry;
use super::numbers;
use super::pen::{Pen, ink, width_of};
use super::scale::{Kind, Scale};
use super::signs;
use super::slots::Bins;
use crate::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How bar heights follow counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Heights {
    #[default]
    Linear,
    /// log(1 + count).
    Log,
}

/// A value marked by a line across the plot: a mean, a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark<'a> {
    pub value: f64,
    pub name: &'a str,
}

/// One histogram. `counts` has one entry per bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Histogram<'a> {
    pub titles: Titles<'a>,
    pub bins: Bins<'a>,
    pub counts: &'a [u64],
    pub heights: Heights,
    /// The bin under the cursor.
    pub cursor: Option<usize>,
    pub marks: &'a [Mark<'a>],
}

impl Histogram<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        let pen = &mut Pen::new(buffer, area);
        let Self { titles, bins, counts, heights, .. } = *self;
        let (plot, sums) = BarsFrame { titles, bins, counts, heights, legend: &[] }.draw(pen, theme);
        draw_mark_lines(pen, &plot, self.marks, theme);
        let style = theme.series(0);
        for (slot, sum) in sums.iter().enumerate() {
            column(pen, &plot, slot, plot.y.place(*sum as f64).unwrap_or(0.0), style);
        }
        draw_mark_names(pen, &plot, self.marks, theme);
        draw_cursor(pen, &plot, self.cursor, theme);
        plot
    }
}

/// How the classes of a [`SplitHistogram`] stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// On top of each other.
    Stacked,
    /// On top of each other, every bar as high as the plot: the make-up of each bin.
    Shares,
    /// A histogram each, below each other, over one x axis. Each as shares of its own class, to one height.
    Panels,
}

/// The counts of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class<'a> {
    pub name: &'a str,
    pub counts: &'a [u64],
}

/// Histograms of several classes over the same bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitHistogram<'a> {
    pub titles: Titles<'a>,
    pub bins: Bins<'a>,
    pub classes: &'a [Class<'a>],
    pub split: Split,
    pub heights: Heights,
    pub cursor: Option<usize>,
}

impl SplitHistogram<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        let pen = &mut Pen::new(buffer, area);
        match self.split {
            Split::Stacked | Split::Shares => self.draw_stacked(pen, theme),
            Split::Panels => self.draw_panels(pen, theme),
        }
    }

    fn bins(&self) -> usize {
        self.classes.iter().map(|class| class.counts.len()).max().unwrap_or(0)
    }

    fn totals(&self) -> Vec<u64> {
        let of =
            |bin| self.classes.iter().filter_map(|class| class.counts.get(bin)).fold(0u64, |a, b| a.saturating_add(*b));
        (0..self.bins()).map(of).collect()
    }

    fn draw_stacked(&self, pen: &mut Pen<'_>, theme: &Theme) -> Plot {
        let entries: Vec<Entry> = self
            .classes
            .iter()
            .enumerate()
            .map(|(place, class)| Entry::new(signs::texture(place).repeat(2), class.name, theme.series(place)))
            .collect();
        let totals = self.totals();
        let plot = if self.split == Split::Shares {
            let frame = Frame {
                titles: self.titles,
                x: Along::Bins(self.bins, totals.len()),
                y: Along::Edges(Scale::unit().in_percent()),
                legend: &entries,
                right: 0,
            };
            frame.draw(pen, theme)
        } else {
            let Self { titles, bins, heights, .. } = *self;
            BarsFrame { titles, bins, counts: &totals, heights, legend: &entries }.draw(pen, theme).0
        };
        let Some(slots) = plot.slots else { return plot };
        let sums: Vec<Vec<u64>> = self.classes.iter().map(|class| slots.sums(class.counts)).collect();
        for slot in 0..slots.count() {
            let parts: Vec<u64> = sums.iter().map(|class| class[slot]).collect();
            let total: u64 = parts.iter().fold(0, |sum, part| sum.saturating_add(*part));
            let share = match self.split {
                Split::Shares => f64::from(u8::from(total > 0)),
                Split::Stacked | Split::Panels => plot.y.place(total as f64).unwrap_or(0.0),
            };
            stacked_column(pen, &plot, slot, share, &parts, theme);
        }
        draw_cursor(pen, &plot, self.cursor, theme);
        plot
    }

    fn draw_panels(&self, pen: &mut Pen<'_>, theme: &Theme) -> Plot {
        // The frame is that of the last panel; those above have only their bars.
        let area = pen.area;
        let bins = self.bins();
        let panels = self.classes.len().max(1) as u16;
        let frame = Frame {
            titles: Titles { y: "", ..self.titles },
            x: Along::Bins(self.bins, bins),
            y: Along::Gutter(self.names_width(area.width)),
            legend: &[],
            right: 0,
        };
        let plot = frame.draw(pen, theme);
        let Some(slots) = plot.slots else { return plot };
        let shares: Vec<Vec<f64>> = self.classes.iter().map(|class| class_shares(&slots.sums(class.counts))).collect();
        let most = shares.iter().flatten().copied().fold(0.0, f64::max);
        let each = (plot.area.height / panels).max(1);
        for (place, class) in self.classes.iter().enumerate() {
            let y = plot.area.y + each * place as u16;
            if y >= plot.area.bottom() {
                break;
            }
            let strip = Plot { area: Rect { y, height: each.min(plot.area.bottom() - y), ..plot.area }, ..plot };
            let style = theme.series(place);
            for (slot, share) in shares[place].iter().enumerate() {
                column(pen, &strip, slot, share / most.max(f64::MIN_POSITIVE), style);
            }
            let gutter = plot.gutter;
            let last = strip.area.bottom() - 1;
            pen.text(gutter.x, last, class.name, gutter.width.saturating_sub(1), style);
            let n: u64 = class.counts.iter().fold(0, |sum, count| sum.saturating_add(*count));
            if each >= 2 {
                let n = format!("n {}", ninefold_base::format::grouped(n));
                pen.text(gutter.x, last - 1, &n, gutter.width.saturating_sub(1), theme.dim);
            }
        }
        draw_cursor(pen, &plot, self.cursor, theme);
        plot
    }

    fn names_width(&self, width: u16) -> u16 {
        let widest = self.classes.iter().map(|class| width_of(class.name)).max().unwrap_or(0);
        (widest.max(9) + 1).min(width / 4)
    }
}

fn class_shares(sums: &[u64]) -> Vec<f64> {
    let total = sums.iter().map(|sum| *sum as f64).sum::<f64>().max(1.0);
    sums.iter().map(|sum| *sum as f64 / total).collect()
}

/// What a frame of bars is made of.
struct BarsFrame<'a> {
    titles: Titles<'a>,
    bins: Bins<'a>,
    counts: &'a [u64],
    heights: Heights,
    legend: &'a [Entry],
}

impl BarsFrame<'_> {
    /// Draws the frame, its y axis fitted to the highest bar, and returns the sum of each slot.
    fn draw(&self, pen: &mut Pen<'_>, theme: &Theme) -> (Plot, Vec<u64>) {
        // The y axis depends on how many bins share a bar, that on the room beside its labels. A few rounds agree.
        let mut merged = 1;
        for _ in 0..4 {
            let planned = self.frame(merged, "").plan(pen.area).slots.map_or(1, |slots| slots.merged);
            if planned == merged {
                break;
            }
            merged = merged.max(planned);
        }
        let mut y_title = self.titles.y.to_string();
        if self.heights == Heights::Log {
            y_title.push_str(" (log)");
        }
        if merged > 1 {
            y_title.push_str(&format!(" · {merged} bins a bar"));
        }
        let plot = self.frame(merged, &y_title).draw(pen, theme);
        (plot, plot.slots.map(|slots| slots.sums(self.counts)).unwrap_or_default())
    }

    fn frame<'a>(&'a self, merged: usize, y_title: &'a str) -> Frame<'a> {
        let sums =
            self.counts.chunks(merged).map(|bins| bins.iter().fold(0u64, |sum, count| sum.saturating_add(*count)));
        let most = sums.max().unwrap_or(0).max(1) as f64;
        let y = match self.heights {
            Heights::Linear => Scale::linear(0.0, most),
            Heights::Log => Scale::new(Kind::LogCount, 0.0, most),
        };
        Frame {
            titles: Titles { y: if y_title.is_empty() { self.titles.y } else { y_title }, ..self.titles },
            x: Along::Bins(self.bins, self.counts.len()),
            y: Along::Edges(y),
            legend: self.legend,
            right: 0,
        }
    }
}

/// One bar, `share` of the plot high.
fn column(pen: &mut Pen<'_>, plot: &Plot, slot: usize, share: f64, style: Style) {
    let Some(slots) = plot.slots else { return };
    let room = slots.wide - slots.gap;
    let eighths = eighths(share, plot.area.height);
    for cell in 0..eighths.div_ceil(8) {
        let sign = signs::from_below((eighths - cell * 8).min(8));
        let Some(y) = (plot.area.bottom() - 1).checked_sub(cell as u16) else { break };
        pen.put(slots.x(slot), y, &sign.repeat(usize::from(room)), room, style);
    }
}

fn eighths(share: f64, height: u16) -> usize {
    if share.is_nan() || share <= 0.0 || height == 0 {
        return 0;
    }
    // Something is never nothing.
    ((share.min(1.0) * f64::from(height) * 8.0).round() as usize).max(1)
}

/// One bar of several textures; its solid top is drawn to an eighth, all other borders to a cell.
fn stacked_column(pen: &mut Pen<'_>, plot: &Plot, slot: usize, share: f64, parts: &[u64], theme: &Theme) {
    let Some(slots) = plot.slots else { return };
    let room = slots.wide - slots.gap;
    let eighths = eighths(share, plot.area.height);
    let cells = eighths.div_ceil(8) as u16;
    let mut y = plot.area.bottom();
    for (place, given) in signs::share_out(parts, cells).into_iter().enumerate() {
        for _ in 0..given {
            y = y.saturating_sub(1);
            let top = plot.area.bottom() - y == cells;
            let sign = match eighths % 8 {
                part if top && part > 0 && place == 0 => signs::from_below(part),
                // Eighths are solid and would not look like the texture: its last cell is all or nothing.
                part if top && (1..4).contains(&part) && given > 1 => " ",
                _ => signs::texture(place),
            };
            pen.put(slots.x(slot), y, &sign.repeat(usize::from(room)), room, theme.series(place));
        }
    }
}

/// A tinted column with a `▲` below it, so that it is seen without colour too.
pub(super) fn draw_cursor(pen: &mut Pen<'_>, plot: &Plot, cursor: Option<usize>, theme: &Theme) {
    let Some((slots, slot)) = plot.slots.and_then(|slots| Some((slots, slots.slot_of(cursor?)?))) else { return };
    let area = Rect { x: slots.x(slot), width: slots.wide - slots.gap, ..plot.area };
    pen.tint(area, theme.cursor_row);
    pen.put(slots.middle(slot), plot.area.bottom(), "▲", 1, ink(theme.heading));
}

/// Upright lines, to stand behind the bars, and a stroke through the axis.
fn draw_mark_lines(pen: &mut Pen<'_>, plot: &Plot, marks: &[Mark<'_>], theme: &Theme) {
    for x in marks.iter().filter_map(|mark| plot.column(mark.value)) {
        for y in plot.area.top()..plot.area.bottom() {
            pen.put(x, y, "╎", 1, ink(theme.heading));
        }
        pen.put(x, plot.area.bottom(), "╂", 1, ink(theme.heading));
    }
}

/// The names of the lines, one below the other from the top.
fn draw_mark_names(pen: &mut Pen<'_>, plot: &Plot, marks: &[Mark<'_>], theme: &Theme) {
    for (place, mark) in marks.iter().enumerate() {
        let Some(x) = plot.column(mark.value) else { continue };
        let label = format!(" {} {} ", mark.name, numbers::plain(mark.value));
        let wide = width_of(&label);
        let y = plot.area.y + place as u16;
        if plot.area.width <= wide || y >= plot.area.bottom() {
            continue;
        }
        let x = if x + 1 + wide <= plot.area.right() { x + 1 } else { x.saturating_sub(wide).max(plot.area.x) };
        pen.text(x, y, &label, wide, theme.text);
    }
}
