//! Rows of values with what is known of their spread, over one level axis: five numbers as boxes, and points with
//! intervals.

use super::bars::Rows;
use super::canvas::Canvas;
use super::frame::{Along, Frame, Plot, Titles};
use super::legend::Entry;
use super::lines::{Axis, Reference, draw_references};
use super::pen::{Pen, ink, width_of};
use crate::theme::{Theme, ThemeName};
use ninefold_base::format;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// The five numbers of a group, and some of its values for a strip below the box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Five<'a> {
    pub label: &'a str,
    pub n: u64,
    /// End of the lower whisker, first quartile, median, third quartile, end of the upper whisker.
    pub numbers: [f64; 5],
    /// Least and greatest value, if they lie beyond the whiskers.
    pub extremes: Option<(f64, f64)>,
    pub values: &'a [f64],
}

/// Boxes below each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoxPlot<'a> {
    pub titles: Titles<'a>,
    pub x: Axis,
    pub groups: &'a [Five<'a>],
    pub cursor: Option<usize>,
    pub first: usize,
}

impl BoxPlot<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> (Plot, Rows) {
        let pen = &mut Pen::new(buffer, area);
        let values = self.groups.iter().flat_map(|group| {
            let extremes = group.extremes.into_iter().flat_map(|(low, high)| [low, high]);
            group.numbers.into_iter().chain(extremes).chain(group.values.iter().copied())
        });
        let labels: Vec<&str> = self.groups.iter().map(|group| group.label).collect();
        let figures: Vec<String> = self.groups.iter().map(|group| format!("n {}", format::grouped(group.n))).collect();
        let legend = Vec::new();
        let list =
            List { titles: self.titles, x: self.x, labels, figures, legend, cursor: self.cursor, first: self.first };
        let tallest = if self.groups.iter().any(|group| !group.values.is_empty()) { 3 } else { 2 };
        let (plot, rows) = list.draw(pen, values, tallest, theme);
        for line in 0..rows.seen {
            let place = rows.first + line;
            let (group, y) = (&self.groups[place], rows.y(line));
            draw_box(pen, &plot, y, group, theme.series(0), theme);
            if rows.each > 1 && y + 1 < plot.area.bottom() {
                draw_strip(pen, &plot, y + 1, group.values, theme);
            }
        }
        (plot, rows)
    }
}

/// `·   ├────███┃█████──────┤   ·`
fn draw_box(pen: &mut Pen<'_>, plot: &Plot, y: u16, group: &Five<'_>, style: Style, theme: &Theme) {
    if let Some((low, high)) = group.extremes {
        for x in [low, high].into_iter().filter_map(|value| plot.column(value)) {
            pen.put(x, y, "·", 1, style);
        }
    }
    let columns = group.numbers.map(|value| plot.column(value));
    let [Some(low), Some(first), Some(median), Some(third), Some(high)] = columns else {
        let x = plot.area.x + plot.area.width / 2;
        pen.put(x, y, "–", 1, theme.dim);
        return;
    };
    for x in low..=high {
        pen.put(x, y, "─", 1, ink(theme.dim));
    }
    pen.put(low, y, "├", 1, ink(theme.dim));
    pen.put(high, y, "┤", 1, ink(theme.dim));
    for x in first..=third {
        pen.put(x, y, "█", 1, style);
    }
    let median_style = match (theme.name, style.fg) {
        // Ink of the ground on the box.
        (ThemeName::Dark | ThemeName::Light, Some(color)) => Style::new().fg(theme.ink_on(color)).bg(color),
        _ => ink(theme.heading),
    };
    pen.put(median, y, "┃", 1, median_style);
}

/// Values as dots, spread over the height of the line by their place in the list, so that equal ones are seen.
fn draw_strip(pen: &mut Pen<'_>, plot: &Plot, y: u16, values: &[f64], theme: &Theme) {
    let mut canvas = Canvas::new(Rect { y, height: 1, ..plot.area });
    for (place, value) in values.iter().enumerate() {
        if let Some(x) = plot.x.inside(*value) {
            // A fixed sequence of heights that does not follow the values: 0, 2, 1, 3.
            let height = [0.0, 2.0, 1.0, 3.0][(place * 7 / 3) % 4] / 3.0;
            canvas.set(canvas.dot(x, height), 0);
        }
    }
    canvas.draw(pen, |_| ink(theme.dim));
}

/// A group with a value and an interval. A value that is not finite is undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval<'a> {
    pub label: &'a str,
    pub n: u64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Said instead of a value that is undefined: "too few".
    pub reason: &'a str,
}

/// Groups below each other, a point and an interval each, and a line for all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dumbbell<'a> {
    pub titles: Titles<'a>,
    pub x: Axis,
    pub groups: &'a [Interval<'a>],
    pub references: &'a [Reference<'a>],
    pub cursor: Option<usize>,
    pub first: usize,
}

impl Dumbbell<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> (Plot, Rows) {
        let pen = &mut Pen::new(buffer, area);
        let uprights = self.references.iter().filter_map(|reference| match reference {
            Reference::Upright { x, .. } => Some(*x),
            Reference::Diagonal | Reference::Across { .. } => None,
        });
        let values = self.groups.iter().flat_map(|group| [group.value, group.low, group.high]).chain(uprights);
        let scale = self.x.scale(values.clone(), 6);
        let labels: Vec<&str> = self.groups.iter().map(|group| group.label).collect();
        let figures: Vec<String> = self
            .groups
            .iter()
            .map(|group| {
                let value = if group.value.is_finite() { scale.write(group.value) } else { "–".into() };
                format!("{value}  n {}", format::grouped(group.n))
            })
            .collect();
        // Named in the legend: beside the line the names would be in the way of the rows.
        let named = self.references.iter().filter_map(|reference| match reference {
            Reference::Upright { name, .. } if !name.is_empty() => Some(Entry::new("╎", *name, ink(theme.heading))),
            Reference::Upright { .. } | Reference::Diagonal | Reference::Across { .. } => None,
        });
        let legend = named.collect();
        let list =
            List { titles: self.titles, x: self.x, labels, figures, legend, cursor: self.cursor, first: self.first };
        let (plot, rows) = list.draw(pen, values, 2, theme);
        let nameless: Vec<Reference<'_>> = self
            .references
            .iter()
            .map(|reference| match reference {
                Reference::Upright { x, .. } => Reference::Upright { x: *x, name: "" },
                Reference::Diagonal | Reference::Across { .. } => *reference,
            })
            .collect();
        draw_references(pen, &plot, &nameless, theme);
        for line in 0..rows.seen {
            let place = rows.first + line;
            let (group, y) = (&self.groups[place], rows.y(line));
            let Some(point) = plot.column(group.value) else {
                let reason = if group.reason.is_empty() { "–" } else { group.reason };
                pen.text(plot.area.x + 1, y, reason, plot.area.width.saturating_sub(1), theme.dim);
                continue;
            };
            // An interval that leaves the axis goes to its edge.
            let end = |value: f64| plot.column(value.clamp(plot.x.low(), plot.x.high()));
            if let (Some(low), Some(high)) = (end(group.low), end(group.high)) {
                for x in low..=high {
                    pen.put(x, y, "─", 1, theme.series(0));
                }
                pen.put(low, y, "├", 1, theme.series(0));
                pen.put(high, y, "┤", 1, theme.series(0));
            }
            pen.put(point, y, "●", 1, theme.series(0));
        }
        (plot, rows)
    }
}

/// What both have: labels at the left, an axis below, figures at the right.
struct List<'a> {
    titles: Titles<'a>,
    x: Axis,
    labels: Vec<&'a str>,
    figures: Vec<String>,
    legend: Vec<Entry>,
    cursor: Option<usize>,
    first: usize,
}

impl List<'_> {
    fn draw(&self, pen: &mut Pen<'_>, values: impl Iterator<Item = f64>, tallest: u16, theme: &Theme) -> (Plot, Rows) {
        let area = pen.area;
        let label = self.labels.iter().map(|label| width_of(label)).max().unwrap_or(0).min(area.width / 3);
        let figure = self.figures.iter().map(|figure| width_of(figure)).max().unwrap_or(0);
        let right = if area.width > label + figure + 24 { figure + 2 } else { 0 };
        let scale = self.x.scale(values, usize::from(area.width / 12).clamp(2, 8));
        let frame = Frame {
            titles: self.titles,
            x: Along::Dots(scale),
            y: Along::Gutter(label + 2),
            legend: &self.legend,
            right,
        };
        let plot = frame.draw(pen, theme);
        let rows = Rows::of(plot.area, self.labels.len(), tallest, self.first, self.cursor);
        for line in 0..rows.seen {
            let (place, y) = (rows.first + line, rows.y(line));
            let selected = self.cursor == Some(place);
            if selected {
                pen.tint(Rect { x: area.x, y, width: area.width, height: 1 }, theme.cursor_row);
                pen.put(area.x, y, "▸", 1, ink(theme.accent));
            }
            let style = if selected { ink(theme.heading) } else { ink(theme.text) };
            pen.text_aligned(
                area.x + 1,
                y,
                self.labels[place],
                plot.gutter.width.saturating_sub(2),
                Alignment::Right,
                style,
            );
            if right > 0 {
                pen.text_aligned(plot.area.right(), y, &self.figures[place], right, Alignment::Right, theme.dim);
            }
        }
        (plot, rows)
    }
}
