//! What stands around a plot: title, n, legend, axes with ticks, axis titles. What does not fit is left out in a fixed
//! order, so that the plot itself is the last to go.
//!
//! ```text
//! title                              n = 32,561
//! ● men   ▲ women
//! rows
//! 4,000 ┤▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
//! 2,000 ┤▔▔▔▔▔▔▔▔▔▔ plot ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
//!     0 └────────┬────────┬────────┬──────────
//!               40       60       80
//!                  age (years)
//! ```

use super::legend::{self, Entry};
use super::numbers;
use super::pen::{Pen, ink, width_of};
use super::scale::{Scale, Tick};
use super::slots::{Bins, Slots};
use crate::theme::{Theme, ThemeName};
use ninefold_base::format;
use ratatui::layout::{Alignment, Rect};

/// What is written around a chart. Units belong to the axis names: `age (years)`. Empty texts take no room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Titles<'a> {
    pub title: &'a str,
    pub x: &'a str,
    pub y: &'a str,
    /// Rows behind the picture.
    pub n: Option<u64>,
}

/// What lies along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Along<'a> {
    /// No line and no labels.
    Nothing,
    /// Values have a dot: the ends are the middles of the first and the last dot.
    Dots(Scale),
    /// Bars grow from an edge: the ends are the edges of the plot.
    Edges(Scale),
    /// `bins` side by side. For the x axis.
    Bins(Bins<'a>, usize),
    /// Labels of this many cells that the chart writes itself. For the y axis.
    Gutter(u16),
}

/// A frame to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame<'a> {
    pub titles: Titles<'a>,
    pub x: Along<'a>,
    pub y: Along<'a>,
    pub legend: &'a [Entry],
    /// Cells kept free at the right of the plot, for figures that the chart writes itself.
    pub right: u16,
}

/// The room for marks, and how values lie in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plot {
    pub area: Rect,
    pub x: Scale,
    pub y: Scale,
    /// Where the bins are, if the x axis has bins.
    pub slots: Option<Slots>,
    /// The labels of a [`Along::Gutter`].
    pub gutter: Rect,
    /// Whether the ends of x and y are edges of the plot.
    pub(super) edges: (bool, bool),
}

impl Plot {
    /// The column of a value, if it lies within the axis.
    pub fn column(&self, value: f64) -> Option<u16> {
        let place = self.x.inside(value)?;
        let room = self.area.width.checked_sub(1)?;
        Some(self.area.x + step(place, room, self.edges.0))
    }

    /// The row of a value, if it lies within the axis. On an axis of edges the row whose upper edge it is; 0 is then the
    /// row of the x axis, below the plot.
    pub fn row(&self, value: f64) -> Option<u16> {
        let place = self.y.inside(value)?;
        let room = self.area.height.checked_sub(1)?;
        if self.edges.1 {
            return Some(self.area.bottom() - (place * f64::from(self.area.height)).round() as u16);
        }
        let dots = f64::from(room) * 4.0 + 3.0;
        Some(self.area.y + (((1.0 - place) * dots).round() / 4.0).floor() as u16)
    }

    /// The value at a column of the screen: for the mouse.
    pub fn x_at(&self, column: u16) -> Option<f64> {
        let offset = column.checked_sub(self.area.x).filter(|offset| *offset < self.area.width)?;
        Some(self.x.value((f64::from(offset) + 0.5) / f64::from(self.area.width)))
    }

    /// The value at a row of the screen: for the mouse.
    pub fn y_at(&self, row: u16) -> Option<f64> {
        let offset = row.checked_sub(self.area.y).filter(|offset| *offset < self.area.height)?;
        Some(self.y.value(1.0 - (f64::from(offset) + 0.5) / f64::from(self.area.height)))
    }
}

/// The cell of a place from 0 to 1 among `last + 1` cells.
fn step(place: f64, last: u16, edges: bool) -> u16 {
    if edges {
        return ((place * f64::from(last + 1)).round() as u16).min(last);
    }
    ((place * (f64::from(last) * 2.0 + 1.0)).round() / 2.0).floor() as u16
}

/// Rows granted to each part.
#[derive(Default)]
struct Parts {
    title: u16,
    legend: u16,
    y_title: u16,
    axis: u16,
    x_title: u16,
}

impl Parts {
    fn of(frame: &Frame<'_>, area: Rect, context: bool) -> Self {
        let titles = &frame.titles;
        let mut left = area.height;
        let mut grant = |wanted: u16, plot: u16| {
            let granted = if wanted > 0 && left >= wanted + plot { wanted } else { 0 };
            left -= granted;
            granted
        };
        let axis = grant(if frame.x == Along::Nothing { 0 } else { 2 }, 2);
        let title = grant(u16::from(!titles.title.is_empty() || titles.n.is_some()), 2);
        let rows = legend::rows(frame.legend, area.width);
        let legend = match grant(rows, 4) {
            0 => grant(rows.min(1), 3),
            granted => granted,
        };
        let x_title = grant(u16::from(axis > 0 && (!titles.x.is_empty() || context)), 5);
        let y_title = grant(u16::from(!titles.y.is_empty()), 5);
        Self { title, legend, y_title, axis, x_title }
    }
}

impl Frame<'_> {
    /// Where the plot will be, without drawing.
    pub fn plan(&self, area: Rect) -> Plot {
        self.arrange(area).1
    }

    fn arrange(&self, area: Rect) -> (Parts, Plot, Vec<Tick>) {
        let parts = Parts::of(self, area, self.context().is_some());
        let above = parts.title + parts.legend + parts.y_title;
        let height = area.height - above - parts.axis - parts.x_title;
        let y_ticks = self.y_ticks(area.width, height);
        let plot = self.plot(area, above, height, &y_ticks);
        (parts, plot, y_ticks)
    }

    fn context(&self) -> Option<String> {
        match self.x {
            Along::Dots(scale) | Along::Edges(scale) => scale.context(),
            Along::Bins(bins, count) => bins.scale(count).and_then(|scale| scale.context()),
            Along::Nothing | Along::Gutter(_) => None,
        }
    }

    /// Draws the frame and returns the room for marks.
    pub fn draw(&self, pen: &mut Pen<'_>, theme: &Theme) -> Plot {
        let area = pen.area;
        let (parts, plot, y_ticks) = self.arrange(area);
        if parts.title > 0 {
            self.draw_title(pen, &parts, theme);
        }
        let legend_area = Rect { y: area.y + parts.title, height: parts.legend, ..area };
        legend::draw(&mut pen.within(legend_area), self.legend, theme);
        if parts.y_title > 0 {
            pen.text(area.x, area.y + parts.title + parts.legend, self.titles.y, area.width, theme.dim);
        }
        self.draw_y(pen, &plot, &y_ticks, theme);
        if parts.axis > 0 {
            self.draw_x(pen, &plot, theme);
        }
        if parts.x_title > 0 {
            let title = match self.context() {
                Some(context) if self.titles.x.is_empty() => context,
                Some(context) => format!("{} ({context})", self.titles.x),
                None => self.titles.x.to_string(),
            };
            let (x, room) = (plot.area.x, plot.area.width);
            let (x, room) = if room < width_of(&title) { (area.x, area.width) } else { (x, room) };
            pen.text_aligned(x, plot.area.bottom() + 2, &title, room, Alignment::Center, theme.dim);
        }
        plot
    }

    fn draw_title(&self, pen: &mut Pen<'_>, parts: &Parts, theme: &Theme) {
        let area = pen.area;
        let mut used = pen.text(area.x, area.y, self.titles.title, area.width, ink(theme.heading));
        // Axis names without a row of their own follow the title.
        let missing = match (parts.y_title, parts.x_title) {
            (0, 0) if !self.titles.y.is_empty() && !self.titles.x.is_empty() => {
                format!("{} by {}", self.titles.y, self.titles.x)
            }
            (0, _) => self.titles.y.to_string(),
            (_, 0) => self.titles.x.to_string(),
            (_, _) => String::new(),
        };
        if !missing.is_empty() && used + width_of(&missing) + 3 <= area.width {
            used += pen.put(area.x + used, area.y, " · ", 3, theme.dim);
            used += pen.text(area.x + used, area.y, &missing, area.width - used, theme.dim);
        }
        let Some(n) = self.titles.n else { return };
        let n = format!("n = {}", format::grouped(n));
        let wide = n.len() as u16;
        if used + wide + 2 <= area.width {
            pen.put(area.right() - wide, area.y, &n, wide, theme.dim);
        }
    }

    fn y_ticks(&self, width: u16, height: u16) -> Vec<Tick> {
        let (Along::Dots(scale) | Along::Edges(scale)) = self.y else { return Vec::new() };
        let at_most = usize::from(height / 3).clamp(1, 8);
        for widest in [usize::from(width) / 5, 4] {
            let ticks = scale.ticks(at_most, widest);
            if gutter_of(&ticks) + 10 <= width {
                return ticks;
            }
        }
        Vec::new()
    }

    fn plot(&self, area: Rect, above: u16, height: u16, y_ticks: &[Tick]) -> Plot {
        let (gutter, line) = match self.y {
            Along::Gutter(wide) => (wide.min(area.width * 2 / 5), u16::from(area.width > 4)),
            _ if y_ticks.is_empty() => (0, 0),
            _ => (gutter_of(y_ticks), 1),
        };
        let right = self.right.min(area.width.saturating_sub(gutter + line) / 2);
        let left = area.x + gutter + line;
        let room = Rect::new(left, area.y + above, area.width.saturating_sub(gutter + line + right), height);
        let slots = match self.x {
            Along::Bins(bins, count) => Some(Slots::of(bins, count, left, room.width)),
            Along::Nothing | Along::Dots(_) | Along::Edges(_) | Along::Gutter(_) => None,
        };
        let scale_of = |along: &Along<'_>| match along {
            Along::Dots(scale) | Along::Edges(scale) => *scale,
            Along::Bins(bins, count) => bins.scale(*count).unwrap_or(Scale::linear(0.0, (*count).max(1) as f64)),
            Along::Nothing | Along::Gutter(_) => Scale::unit(),
        };
        let edged = |along: &Along<'_>| matches!(along, Along::Edges(_) | Along::Bins(..));
        Plot {
            area: Rect { width: slots.map_or(room.width, |slots| slots.room()), ..room },
            x: scale_of(&self.x),
            y: scale_of(&self.y),
            slots,
            gutter: Rect::new(area.x, room.y, gutter, height),
            edges: (edged(&self.x), edged(&self.y)),
        }
    }

    fn draw_y(&self, pen: &mut Pen<'_>, plot: &Plot, ticks: &[Tick], theme: &Theme) {
        let Some(line) = plot.area.x.checked_sub(1).filter(|line| *line >= pen.area.x) else { return };
        if plot.gutter.width == 0 && ticks.is_empty() {
            return;
        }
        for y in plot.area.top()..plot.area.bottom() {
            pen.put(line, y, "│", 1, theme.line);
        }
        // Grid lines need a colour that stands back.
        let grid = match (theme.name, plot.edges.1) {
            (ThemeName::Ansi | ThemeName::None, _) => None,
            (ThemeName::Dark | ThemeName::Light, true) => Some("▔"),
            (ThemeName::Dark | ThemeName::Light, false) => Some("┈"),
        };
        let mut last = None;
        for tick in ticks {
            let Some(row) = plot.row(tick.value).filter(|row| last != Some(*row)) else { continue };
            last = Some(row);
            pen.text_aligned(
                pen.area.x,
                row,
                &tick.label,
                plot.gutter.width.saturating_sub(1),
                Alignment::Right,
                theme.dim,
            );
            pen.put(line, row, "┤", 1, theme.line);
            if let Some(sign) = grid.filter(|_| row < plot.area.bottom()) {
                for x in plot.area.left()..plot.area.right() {
                    pen.put(x, row, sign, 1, theme.line);
                }
            }
        }
    }

    fn draw_x(&self, pen: &mut Pen<'_>, plot: &Plot, theme: &Theme) {
        let row = plot.area.bottom();
        for x in plot.area.left()..plot.area.right() {
            pen.put(x, row, "─", 1, theme.line);
        }
        if let Some(corner) = plot.area.x.checked_sub(1).filter(|x| *x >= pen.area.x && plot.gutter.width > 0) {
            pen.put(corner, row, "└", 1, theme.line);
        }
        let labels = match self.x {
            Along::Bins(Bins::Names(names), _) => return draw_names(pen, plot, names, theme),
            Along::Bins(bins, count) if bins.scale(count).is_none() => edge_labels(plot, bins, count),
            _ => fitting_labels(pen.area, plot),
        };
        for label in labels {
            pen.put(label.column, row, "┬", 1, theme.line);
            pen.text(label.x, row + 1, &label.text, label.width, theme.dim);
        }
    }
}

/// Cells of labels and the space behind them.
fn gutter_of(ticks: &[Tick]) -> u16 {
    ticks.iter().map(|tick| width_of(&tick.label) + 1).max().unwrap_or(0)
}

/// A label below the x axis.
struct Label {
    column: u16,
    x: u16,
    width: u16,
    text: String,
}

impl Label {
    /// Below its column, moved so that it stays within `area`.
    fn below(column: u16, text: String, area: Rect) -> Self {
        let width = width_of(&text);
        let x = column.saturating_sub(width.saturating_sub(1) / 2).max(area.x);
        let x = x.min(area.right().saturating_sub(width).max(area.x));
        Self { column, x, width, text }
    }
}

/// As many ticks as have room beside each other; if no two have, the most that do not touch.
fn fitting_labels(area: Rect, plot: &Plot) -> Vec<Label> {
    let most = usize::from(plot.area.width / 4).clamp(1, 14);
    let mut best = Vec::new();
    for at_most in (1..=most).rev() {
        for widest in [usize::from(plot.area.width) / 6 + 4, 4] {
            let labels = plot
                .x
                .ticks(at_most, widest)
                .into_iter()
                .filter_map(|tick| Some(Label::below(plot.column(tick.value)?, tick.label, area)))
                .collect::<Vec<_>>();
            let apart = |pair: &[Label]| pair[0].x + pair[0].width < pair[1].x;
            if labels.len() > 1 && labels.windows(2).all(apart) {
                return labels;
            }
            let labels = greedy(labels);
            if labels.len() > best.len() {
                best = labels;
            }
        }
    }
    best
}

/// Every label that does not touch the one kept before it.
fn greedy(labels: Vec<Label>) -> Vec<Label> {
    let mut end = 0;
    labels
        .into_iter()
        .filter(|label| {
            let keep = label.x >= end;
            if keep {
                end = label.x + label.width + 1;
            }
            keep
        })
        .collect()
}

/// The edges of unequal bins.
fn edge_labels(plot: &Plot, bins: Bins<'_>, count: usize) -> Vec<Label> {
    let (Some(slots), Bins::Edges(edges) | Bins::Times(edges)) = (plot.slots, bins) else { return Vec::new() };
    if edges.len() != count + 1 {
        return Vec::new();
    }
    let write = |edge: f64| match bins {
        Bins::Times(_) => super::time::date(edge),
        Bins::Edges(_) | Bins::Names(_) => numbers::plain(edge),
    };
    let labels = (0..=slots.count()).map(|slot| {
        let edge = edges[(slot * slots.merged).min(count)];
        Label::below(slots.x(slot).min(plot.area.right().saturating_sub(1)), write(edge), plot.area)
    });
    greedy(labels.collect())
}

/// Names in the middle of their slots, as many as fit.
fn draw_names(pen: &mut Pen<'_>, plot: &Plot, names: &[String], theme: &Theme) {
    let Some(slots) = plot.slots.filter(|slots| slots.wide > 0) else { return };
    let row = plot.area.bottom();
    // Below five cells a name says little: every other one gets the room of two, and so on.
    let every = 5u16.div_ceil(slots.wide).max(1);
    for slot in (0..slots.count()).step_by(usize::from(every)) {
        let Some(name) = names.get(slots.bins_of(slot).start) else { break };
        let room = (slots.wide * every).saturating_sub(1).max(1);
        if every > 1 {
            pen.put(slots.middle(slot), row, "┬", 1, theme.line);
            pen.text(slots.x(slot), row + 1, name, room, theme.dim);
        } else {
            pen.text_aligned(slots.x(slot), row + 1, name, room, Alignment::Center, theme.dim);
        }
    }
}
