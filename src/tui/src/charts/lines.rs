//! Lines over an axis: curves of a model, loss by round, calibration, counts over time. Several series are told apart by
//! a marker at a few of their points and, where there are no colours, by their strokes.

use super::canvas::{Canvas, Dot, Stroke};
use super::frame::{Along, Frame, Plot, Titles};
use super::legend::Entry;
use super::pen::{Pen, ink, width_of};
use super::scale::{Digits, Kind, Scale};
use super::signs;
use crate::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How the points of a series are joined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Straight,
    /// Level until the next point.
    Steps,
    /// A line with what lies below it filled.
    Area,
    /// Points only, each with its marker.
    Points,
}

/// One series, its points in order of x. A point that is not finite breaks the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line<'a> {
    pub name: &'a str,
    pub points: &'a [(f64, f64)],
    pub shape: Shape,
    /// (x, low, high): an interval around the line.
    pub band: &'a [(f64, f64, f64)],
}

impl<'a> Line<'a> {
    pub fn new(name: &'a str, points: &'a [(f64, f64)]) -> Self {
        Self { name, points, shape: Shape::Straight, band: &[] }
    }

    pub fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    pub fn banded(self, band: &'a [(f64, f64, f64)]) -> Self {
        Self { band, ..self }
    }
}

/// A line that is not data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reference<'a> {
    /// y = x: chance in a ROC curve, perfect calibration.
    Diagonal,
    Across {
        y: f64,
        name: &'a str,
    },
    Upright {
        x: f64,
        name: &'a str,
    },
}

/// What the ends of an axis are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ends {
    /// Those of the data, widened to round numbers.
    Data,
    /// As `Data`, with 0 in it.
    FromZero,
    Fixed(f64, f64),
}

/// The kind of an axis, its ends, how its numbers are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    pub kind: Kind,
    pub ends: Ends,
    pub digits: Digits,
}

impl Axis {
    pub const fn linear(ends: Ends) -> Self {
        Self { kind: Kind::Linear, ends, digits: Digits::Plain }
    }

    pub const fn log() -> Self {
        Self { kind: Kind::Log, ends: Ends::Data, digits: Digits::Plain }
    }

    pub const fn time() -> Self {
        Self { kind: Kind::Time, ends: Ends::Data, digits: Digits::Plain }
    }

    /// From 0 to 1.
    pub const fn unit() -> Self {
        Self::linear(Ends::Fixed(0.0, 1.0))
    }

    /// Shares from 0 to 1, written in percent.
    pub const fn in_percent(self) -> Self {
        Self { digits: Digits::Percent, ..self }
    }

    /// The scale for values.
    pub fn scale(&self, values: impl Iterator<Item = f64>, ticks: usize) -> Scale {
        let scale = match self.ends {
            Ends::Fixed(low, high) => Scale::new(self.kind, low, high),
            Ends::Data => Scale::fit(self.kind, values).nice(ticks),
            Ends::FromZero => Scale::fit(self.kind, values).with_zero().nice(ticks),
        };
        match self.digits {
            Digits::Percent => scale.in_percent(),
            Digits::Plain => scale,
        }
    }
}

/// Lines in a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineChart<'a> {
    pub titles: Titles<'a>,
    pub x: Axis,
    pub y: Axis,
    pub lines: &'a [Line<'a>],
    pub references: &'a [Reference<'a>],
    /// An upright line at this x, with each series' value there.
    pub cursor: Option<f64>,
}

impl LineChart<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        let pen = &mut Pen::new(buffer, area);
        let (x, y) = self.scales(pen.area);
        let legend = self.legend(theme);
        let frame = Frame { titles: self.titles, x: Along::Dots(x), y: Along::Dots(y), legend: &legend, right: 0 };
        let plot = frame.draw(pen, theme);
        draw_references(pen, &plot, self.references, theme);
        if let Some(column) = self.cursor.and_then(|cursor| plot.column(cursor)) {
            for row in plot.area.top()..plot.area.bottom() {
                pen.put(column, row, "│", 1, ink(theme.heading));
            }
            pen.put(column, plot.area.bottom(), "▲", 1, ink(theme.heading));
        }
        let mut canvas = Canvas::new(plot.area);
        let last = self.lines.len();
        for (place, line) in self.lines.iter().enumerate() {
            draw_band(&mut canvas, &plot, line, last + place);
        }
        // The first series is the one that matters: it is drawn last, above the others.
        for (place, line) in self.lines.iter().enumerate().rev() {
            draw_line(&mut canvas, &plot, line, place, stroke_of(place, theme));
        }
        canvas.draw(
            pen,
            |series| if series >= last { faint(theme.series(series - last), theme) } else { theme.series(series) },
        );
        for (place, line) in self.lines.iter().enumerate().rev() {
            if last > 1 || line.shape == Shape::Points {
                draw_markers(pen, &plot, line, place, last, theme);
            }
        }
        plot
    }

    fn scales(&self, area: Rect) -> (Scale, Scale) {
        let xs = self.lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
        let ys = self.lines.iter().flat_map(|line| {
            let band = line.band.iter().flat_map(|(_, low, high)| [*low, *high]);
            line.points.iter().map(|point| point.1).chain(band)
        });
        let ys = ys.chain(self.references.iter().filter_map(|reference| match reference {
            Reference::Across { y, .. } => Some(*y),
            Reference::Diagonal | Reference::Upright { .. } => None,
        }));
        let x = match self.x.ends {
            // Lines use the width they have; only the height is widened to round numbers.
            Ends::Data => Scale::fit(self.x.kind, xs),
            Ends::FromZero | Ends::Fixed(..) => self.x.scale(xs, usize::from(area.width / 10).clamp(2, 10)),
        };
        (x, self.y.scale(ys, usize::from(area.height / 4).clamp(2, 8)))
    }

    fn legend(&self, theme: &Theme) -> Vec<Entry> {
        let mut entries = Vec::new();
        if self.lines.len() > 1 {
            for (place, line) in self.lines.iter().enumerate() {
                let mark = match line.shape {
                    Shape::Points => signs::marker(place).to_string(),
                    Shape::Straight | Shape::Steps | Shape::Area => format!("─{}─", signs::marker(place)),
                };
                let value = self.cursor.and_then(|cursor| value_at(line, cursor));
                let name = match value {
                    Some(value) => format!("{} {}", line.name, super::numbers::plain(value)),
                    None => line.name.to_string(),
                };
                entries.push(Entry::new(mark, name, theme.series(place)));
            }
        }
        entries
    }
}

/// The y of a series at x: of its last point not beyond it.
pub fn value_at(line: &Line<'_>, x: f64) -> Option<f64> {
    let finite = line.points.iter().filter(|point| point.0.is_finite() && point.1.is_finite());
    let mut after = finite.skip_while(|point| point.0 < x).peekable();
    let next = after.peek().copied();
    let before = line.points.iter().rev().find(|point| point.0 <= x && point.1.is_finite());
    match (before, next, line.shape) {
        (Some(before), Some(next), Shape::Straight | Shape::Area) if next.0 > before.0 => {
            Some(before.1 + (next.1 - before.1) * (x - before.0) / (next.0 - before.0))
        }
        (Some(before), _, _) => Some(before.1),
        (None, _, _) => None,
    }
}

fn stroke_of(place: usize, theme: &Theme) -> Stroke {
    match theme.name {
        ThemeName::Dark | ThemeName::Light => Stroke::Solid,
        ThemeName::Ansi | ThemeName::None => {
            [Stroke::Solid, Stroke::Dashed, Stroke::Dotted, Stroke::DashDot][place % 4]
        }
    }
}

/// The style of what stands behind a line.
fn faint(style: Style, theme: &Theme) -> Style {
    match theme.name {
        ThemeName::Dark | ThemeName::Light => ink(theme.line),
        ThemeName::Ansi | ThemeName::None => style.add_modifier(ratatui::style::Modifier::DIM),
    }
}

fn dot_of(canvas: &Canvas, plot: &Plot, (x, y): (f64, f64)) -> Option<Dot> {
    // Far outside is as good as infinitely far, and keeps differences finite.
    let (x, y) = (plot.x.place(x)?.clamp(-1e6, 1e6), plot.y.place(y)?.clamp(-1e6, 1e6));
    Some(canvas.dot(x, y))
}

fn draw_line(canvas: &mut Canvas, plot: &Plot, line: &Line<'_>, series: usize, stroke: Stroke) {
    let mut along = 0;
    let mut before: Option<Dot> = None;
    if line.shape == Shape::Area {
        let floor = plot.y.place(0.0).unwrap_or(0.0).clamp(0.0, 1.0);
        fill_below(canvas, plot, line, floor, series);
    }
    for point in line.points {
        let Some(dot) = dot_of(canvas, plot, *point) else {
            before = None;
            continue;
        };
        match (before, line.shape) {
            (_, Shape::Points) | (None, _) => canvas.set(dot, series),
            (Some(from), Shape::Steps) => {
                let corner = Dot { x: dot.x, y: from.y };
                canvas.line(from, corner, series, stroke, &mut along);
                canvas.line(corner, dot, series, stroke, &mut along);
            }
            (Some(from), Shape::Straight | Shape::Area) => canvas.line(from, dot, series, stroke, &mut along),
        }
        before = Some(dot);
    }
}

/// Fills every column of dots between the line and `floor` (a place from 0 to 1).
fn fill_below(canvas: &mut Canvas, plot: &Plot, line: &Line<'_>, floor: f64, series: usize) {
    let floor = canvas.dot(0.0, floor).y;
    let mut before: Option<Dot> = None;
    for point in line.points {
        let Some(dot) = dot_of(canvas, plot, *point) else {
            before = None;
            continue;
        };
        let from = before.unwrap_or(dot);
        let last = canvas.width() as f64;
        let (start, end) = (from.x.min(dot.x).clamp(-1.0, last), from.x.max(dot.x).clamp(-1.0, last));
        let mut x = start.round();
        while x <= end.round() {
            let part = if dot.x == from.x { 1.0 } else { ((x - from.x) / (dot.x - from.x)).clamp(0.0, 1.0) };
            canvas.fill_to(Dot { x, y: from.y + (dot.y - from.y) * part }, floor, series);
            x += 1.0;
        }
        before = Some(dot);
    }
}

fn draw_band(canvas: &mut Canvas, plot: &Plot, line: &Line<'_>, series: usize) {
    let mut before: Option<(Dot, Dot)> = None;
    for (x, low, high) in line.band {
        let ends = dot_of(canvas, plot, (*x, *low)).zip(dot_of(canvas, plot, (*x, *high)));
        let Some((low, high)) = ends else {
            before = None;
            continue;
        };
        let (from_low, from_high) = before.unwrap_or((low, high));
        let last = canvas.width() as f64;
        let mut column = from_low.x.min(low.x).clamp(-1.0, last).round();
        while column <= low.x.max(from_low.x).clamp(-1.0, last).round() {
            let part =
                if low.x == from_low.x { 1.0 } else { ((column - from_low.x) / (low.x - from_low.x)).clamp(0.0, 1.0) };
            let top = from_high.y + (high.y - from_high.y) * part;
            canvas.fill_to(Dot { x: column, y: top }, from_low.y + (low.y - from_low.y) * part, series);
            column += 1.0;
        }
        before = Some((low, high));
    }
}

/// Markers at a few places of each series, at other columns than those of the others.
fn draw_markers(pen: &mut Pen<'_>, plot: &Plot, line: &Line<'_>, place: usize, series: usize, theme: &Theme) {
    let style = theme.series(place);
    if line.shape == Shape::Points {
        for point in line.points {
            if let Some((x, y)) = plot.column(point.0).zip(plot.row(point.1)) {
                pen.put(x, y, signs::marker(place), 1, style);
            }
        }
        return;
    }
    let times = (plot.area.width / 24).clamp(1, 5);
    for time in 0..times {
        let share = (f64::from(time) + (place as f64 + 0.5) / series as f64) / f64::from(times);
        let column = plot.area.x + (share * f64::from(plot.area.width)) as u16;
        let Some(x) = plot.x_at(column) else { continue };
        if let Some(y) = value_at(line, x).filter(|_| covers(line, x)).and_then(|y| plot.row(y)) {
            pen.put(column, y, signs::marker(place), 1, style);
        }
    }
}

fn covers(line: &Line<'_>, x: f64) -> bool {
    let ends = line.points.first().zip(line.points.last());
    ends.is_some_and(|(first, last)| first.0 <= x && x <= last.0)
}

/// Lines behind the data, with their names at the edge.
pub(super) fn draw_references(pen: &mut Pen<'_>, plot: &Plot, references: &[Reference<'_>], theme: &Theme) {
    let mut canvas = Canvas::new(plot.area);
    for reference in references {
        match reference {
            Reference::Diagonal => {
                let ends = [plot.x.low().max(plot.y.low()), plot.x.high().min(plot.y.high())];
                let dots = dot_of(&canvas, plot, (ends[0], ends[0])).zip(dot_of(&canvas, plot, (ends[1], ends[1])));
                if let Some((from, to)) = dots {
                    canvas.line(from, to, 0, Stroke::Dotted, &mut 0);
                }
            }
            Reference::Across { .. } | Reference::Upright { .. } => {}
        }
    }
    canvas.draw(pen, |_| ink(theme.dim));
    for reference in references {
        match reference {
            Reference::Diagonal => {}
            Reference::Across { y, name } => {
                let Some(row) = plot.row(*y) else { continue };
                for x in plot.area.left()..plot.area.right() {
                    pen.put(x, row, "╌", 1, ink(theme.dim));
                }
                let wide = width_of(name) + 1;
                if !name.is_empty() && wide < plot.area.width {
                    pen.text(plot.area.right() - wide, row, &format!(" {name}"), wide, ink(theme.dim));
                }
            }
            Reference::Upright { x, name } => {
                let Some(column) = plot.column(*x) else { continue };
                for y in plot.area.top()..plot.area.bottom() {
                    pen.put(column, y, "╎", 1, ink(theme.dim));
                }
                let wide = width_of(name) + 2;
                if name.is_empty() || wide > plot.area.width {
                    continue;
                }
                let x = if column + wide <= plot.area.right() {
                    column + 1
                } else {
                    column.saturating_sub(wide).max(plot.area.x)
                };
                pen.text(x, plot.area.y, &format!(" {name} "), wide, ink(theme.dim));
            }
        }
    }
}
