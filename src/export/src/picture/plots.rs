//! Each kind of plot, in pixels: title, note, legend, axes, then the marks.

use super::pen::{Anchor, Ink, Pen};
use ninefold_base::axis::{Kind, Scale, numbers};
use ninefold_base::picture::{Axis, AxisScale, IntervalRow, Line, MatrixRange, Picture, Plot, Series};
use ninefold_base::{format, text};
use plotters::prelude::DrawingBackend;

const TITLE: f64 = 16.0;
const LABEL: f64 = 11.0;
const MARGIN: f64 = 14.0;
/// Pixels that a character of a label takes, about.
const CHARACTER: f64 = 6.2;
/// Labels of rows are cut at this many characters.
const LONGEST: usize = 28;

/// Where the marks go.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Frame {
    fn x(&self, place: f64) -> f64 {
        self.left + place * (self.right - self.left)
    }

    fn y(&self, place: f64) -> f64 {
        self.bottom - place * (self.bottom - self.top)
    }

    /// The band of row `row` of `rows`, from the top.
    fn band(&self, row: usize, rows: usize) -> (f64, f64) {
        let height = (self.bottom - self.top) / rows.max(1) as f64;
        (self.top + row as f64 * height, self.top + (row + 1) as f64 * height)
    }
}

pub fn draw<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture) {
    let top = heading(pen, picture);
    match &picture.plot {
        Plot::Histogram { edges, series } => histogram(pen, picture, top, edges, series),
        Plot::Bars { labels, series } => bars(pen, picture, top, labels, series),
        Plot::Lines { lines, reference } => lines_or_points(pen, picture, top, lines, *reference, Marks::Lines),
        Plot::Points { groups } => lines_or_points(pen, picture, top, groups, None, Marks::Points),
        Plot::Intervals { rows, reference } => intervals(pen, picture, top, rows, *reference),
        Plot::Matrix { rows, columns, values, range } => matrix(pen, top, rows, columns, values, *range),
        Plot::Boxes { rows } => boxes(pen, picture, top, rows),
    }
}

/// Title, note and legend; gives where the rest begins.
fn heading<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture) -> f64 {
    let mut y = MARGIN + TITLE / 2.0;
    pen.text((MARGIN, y), &text::fit(&text::visible(&picture.title), 80), TITLE, Anchor::Left, Ink::Text);
    if !picture.note.is_empty() {
        y += TITLE + 3.0;
        pen.text((MARGIN, y), &text::fit(&text::visible(&picture.note), 110), LABEL, Anchor::Left, Ink::Dim);
    }
    let names: Vec<&str> = match &picture.plot {
        Plot::Histogram { series, .. } | Plot::Bars { series, .. } => {
            series.iter().map(|one| one.name.as_str()).collect()
        }
        Plot::Lines { lines, .. } | Plot::Points { groups: lines } => {
            lines.iter().map(|one| one.name.as_str()).collect()
        }
        Plot::Intervals { .. } | Plot::Matrix { .. } | Plot::Boxes { .. } => Vec::new(),
    };
    if names.len() > 1 {
        y += TITLE + 3.0;
        let mut x = MARGIN;
        for (i, name) in names.iter().enumerate().take(8) {
            pen.fill((x, y - 5.0), (x + 10.0, y + 5.0), Ink::series(i), 1.0);
            let name = text::fit(&text::visible(name), 20);
            pen.text((x + 14.0, y), &name, LABEL, Anchor::Left, Ink::Text);
            x += 30.0 + CHARACTER * text::width(&name) as f64;
        }
    }
    y + TITLE / 2.0 + 10.0
}

fn kind_of(axis: &Axis) -> Kind {
    match axis.scale {
        AxisScale::Linear | AxisScale::Category => Kind::Linear,
        AxisScale::Log => Kind::Log,
        AxisScale::Time => Kind::Time,
    }
}

fn axis_title(axis: &Axis) -> String {
    let name = text::visible(&axis.name);
    if axis.unit.is_empty() { name } else { format!("{name} ({})", axis.unit) }
}

/// Two scaled axes with ticks, grid lines and titles.
fn axes<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture, top: f64, x: &Scale, y: &Scale) -> Frame {
    let (width, height) = pen.size();
    let y_ticks = y.ticks(6, 10);
    let widest = y_ticks.iter().map(|tick| text::width(&tick.label)).max().unwrap_or(1) as f64;
    let frame = Frame {
        left: MARGIN + 18.0 + widest * CHARACTER + 6.0,
        top,
        right: width - MARGIN - 10.0,
        bottom: height - MARGIN - 2.0 * LABEL - 12.0,
    };
    for tick in &y_ticks {
        if let Some(place) = y.inside(tick.value) {
            let at = frame.y(place);
            pen.line(&[(frame.left, at), (frame.right, at)], Ink::Grid, 1.0);
            pen.text((frame.left - 6.0, at), &tick.label, LABEL, Anchor::Right, Ink::Dim);
        }
    }
    x_axis(pen, picture, frame, x);
    let middle = (frame.top + frame.bottom) / 2.0;
    pen.text_upward((MARGIN + 4.0, middle), &axis_title(&picture.y), LABEL, Anchor::Center, Ink::Text);
    frame
}

fn x_axis<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture, frame: Frame, x: &Scale) {
    pen.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], Ink::Dim, 1.0);
    for tick in x.ticks(8, 11) {
        if let Some(place) = x.inside(tick.value) {
            let at = frame.x(place);
            pen.line(&[(at, frame.bottom), (at, frame.bottom + 4.0)], Ink::Dim, 1.0);
            pen.text((at, frame.bottom + 12.0), &tick.label, LABEL, Anchor::Center, Ink::Dim);
        }
    }
    let mut title = axis_title(&picture.x);
    if let Some(context) = x.context() {
        title.push_str(&format!("  {context}"));
    }
    pen.text(((frame.left + frame.right) / 2.0, frame.bottom + 30.0), &title, LABEL, Anchor::Center, Ink::Text);
}

fn histogram<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture, top: f64, edges: &[f64], series: &[Series]) {
    let bins = edges.len().saturating_sub(1);
    let sums: Vec<f64> = (0..bins).map(|bin| series.iter().filter_map(|one| one.values.get(bin)).sum()).collect();
    let x = Scale::fit(kind_of(&picture.x), edges.iter().copied());
    let y = Scale::linear(0.0, sums.iter().copied().fold(0.0, f64::max)).nice(6);
    let frame = axes(pen, picture, top, &x, &y);
    for (bin, pair) in edges.windows(2).enumerate() {
        let (Some(from), Some(to)) = (x.place(pair[0]), x.place(pair[1])) else { continue };
        let mut below = 0.0;
        for (i, one) in series.iter().enumerate() {
            let value = one.values.get(bin).copied().unwrap_or(0.0);
            let (Some(low), Some(high)) = (y.place(below), y.place(below + value)) else { continue };
            if value > 0.0 {
                // What is there is seen, however little: one pixel at least.
                let upper = frame.y(high).min(frame.y(low) - 1.0);
                let gap = if frame.x(to) - frame.x(from) > 3.0 { 1.0 } else { 0.0 };
                pen.fill((frame.x(from), upper), (frame.x(to) - gap, frame.y(low)), Ink::series(i), 1.0);
            }
            below += value;
        }
    }
}

/// Room for labels of rows at the left, an x axis below.
fn rows_frame<'l, B: DrawingBackend>(
    pen: &mut Pen<'_, B>,
    picture: &Picture,
    top: f64,
    labels: impl Iterator<Item = &'l str> + Clone,
    x: &Scale,
    right: f64,
) -> Frame {
    let (width, height) = pen.size();
    let shown = |label: &str| text::fit(&text::visible(label), LONGEST);
    let widest = labels.clone().map(|label| text::width(&shown(label))).max().unwrap_or(1) as f64;
    let frame = Frame {
        left: MARGIN + widest * CHARACTER + 10.0,
        top,
        right: width - MARGIN - right,
        bottom: height - MARGIN - 2.0 * LABEL - 12.0,
    };
    let rows = labels.clone().count();
    for (row, label) in labels.enumerate() {
        let (from, to) = frame.band(row, rows);
        pen.text((frame.left - 6.0, (from + to) / 2.0), &shown(label), LABEL, Anchor::Right, Ink::Text);
    }
    for tick in x.ticks(8, 11) {
        if let Some(place) = x.inside(tick.value) {
            pen.line(&[(frame.x(place), frame.top), (frame.x(place), frame.bottom)], Ink::Grid, 1.0);
        }
    }
    x_axis(pen, picture, frame, x);
    frame
}

fn bars<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture, top: f64, labels: &[String], series: &[Series]) {
    let sum = |bar: usize| -> f64 { series.iter().filter_map(|one| one.values.get(bar)).sum() };
    let most = (0..labels.len()).map(sum).fold(0.0, f64::max);
    let x = Scale::linear(0.0, most).nice(6);
    // Bars lie: the axis of the values is below.
    let turned = Picture { x: picture.y.clone(), y: picture.x.clone(), ..picture.clone() };
    let frame = rows_frame(pen, &turned, top, labels.iter().map(String::as_str), &x, 60.0);
    for bar in 0..labels.len() {
        let (from, to) = frame.band(bar, labels.len());
        let mut before = 0.0;
        for (i, one) in series.iter().enumerate() {
            let value = one.values.get(bar).copied().unwrap_or(0.0);
            let (Some(low), Some(high)) = (x.place(before), x.place(before + value)) else { continue };
            if value > 0.0 {
                let end = frame.x(high).max(frame.x(low) + 1.0);
                pen.fill((frame.x(low), from + 2.0), (end, to - 2.0), Ink::series(i), 1.0);
            }
            before += value;
        }
        if let Some(place) = x.place(before) {
            let written = if before.fract() == 0.0 { format::grouped(before as u64) } else { numbers::plain(before) };
            pen.text((frame.x(place) + 5.0, (from + to) / 2.0), &written, LABEL, Anchor::Left, Ink::Dim);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    Lines,
    Points,
}

fn lines_or_points<B: DrawingBackend>(
    pen: &mut Pen<'_, B>,
    picture: &Picture,
    top: f64,
    lines: &[Line],
    reference: Option<f64>,
    marks: Marks,
) {
    let points = || lines.iter().flat_map(|line| line.points.iter());
    let x = Scale::fit(kind_of(&picture.x), points().map(|(x, _)| *x));
    let y = Scale::fit(kind_of(&picture.y), points().map(|(_, y)| *y).chain(reference)).nice(6);
    let frame = axes(pen, picture, top, &x, &y);
    if let Some(at) = reference.and_then(|value| y.inside(value)) {
        pen.line(&[(frame.left, frame.y(at)), (frame.right, frame.y(at))], Ink::Dim, 1.0);
    }
    for (i, line) in lines.iter().enumerate() {
        let placed: Vec<(f64, f64)> = line
            .points
            .iter()
            .filter_map(|(px, py)| Some((frame.x(x.inside(*px)?), frame.y(y.inside(*py)?))))
            .collect();
        match marks {
            Marks::Lines => pen.line(&placed, Ink::series(i), 2.0),
            Marks::Points => placed.iter().for_each(|at| pen.dot(*at, 2.0, Ink::series(i), 0.5)),
        }
    }
}

fn intervals<B: DrawingBackend>(
    pen: &mut Pen<'_, B>,
    picture: &Picture,
    top: f64,
    rows: &[IntervalRow],
    reference: Option<f64>,
) {
    let ends = rows.iter().flat_map(|row| [row.value, row.low, row.high]).flatten().chain(reference);
    let x = Scale::fit(kind_of(&picture.x), ends).nice(6);
    let frame = rows_frame(pen, picture, top, rows.iter().map(|row| row.label.as_str()), &x, 70.0);
    if let Some(at) = reference.and_then(|value| x.inside(value)) {
        pen.line(&[(frame.x(at), frame.top), (frame.x(at), frame.bottom)], Ink::Dim, 1.0);
    }
    for (i, row) in rows.iter().enumerate() {
        let (from, to) = frame.band(i, rows.len());
        let y = (from + to) / 2.0;
        if let (Some(low), Some(high)) =
            (row.low.and_then(|low| x.inside(low)), row.high.and_then(|high| x.inside(high)))
        {
            pen.line(&[(frame.x(low), y), (frame.x(high), y)], Ink::Series(0), 2.0);
            for end in [low, high] {
                pen.line(&[(frame.x(end), y - 4.0), (frame.x(end), y + 4.0)], Ink::Series(0), 2.0);
            }
        }
        match row.value.and_then(|value| x.inside(value)) {
            Some(place) => pen.dot((frame.x(place), y), 4.0, Ink::Series(0), 1.0),
            None => pen.text((frame.left + 6.0, y), "undefined", LABEL, Anchor::Left, Ink::Dim),
        }
        let n = format!("n {}", format::grouped(row.n));
        pen.text((frame.right + 6.0, y), &n, LABEL, Anchor::Left, Ink::Dim);
    }
}

fn boxes<B: DrawingBackend>(pen: &mut Pen<'_, B>, picture: &Picture, top: f64, rows: &[(String, [f64; 5])]) {
    let x = Scale::fit(kind_of(&picture.x), rows.iter().flat_map(|(_, five)| five.iter().copied())).nice(6);
    let frame = rows_frame(pen, picture, top, rows.iter().map(|(label, _)| label.as_str()), &x, 10.0);
    for (i, (_, five)) in rows.iter().enumerate() {
        let (from, to) = frame.band(i, rows.len());
        let y = (from + to) / 2.0;
        let places: Vec<f64> = five.iter().filter_map(|value| x.inside(*value)).map(|place| frame.x(place)).collect();
        let &[least, first, median, third, most] = places.as_slice() else { continue };
        pen.line(&[(least, y), (most, y)], Ink::Series(0), 1.0);
        pen.fill((first, from + 4.0), (third.max(first + 1.0), to - 4.0), Ink::Series(0), 0.35);
        pen.outline((first, from + 4.0), (third.max(first + 1.0), to - 4.0), Ink::Series(0));
        pen.line(&[(median, from + 3.0), (median, to - 3.0)], Ink::Text, 2.0);
    }
}

fn matrix<B: DrawingBackend>(
    pen: &mut Pen<'_, B>,
    top: f64,
    rows: &[String],
    columns: &[String],
    values: &[Vec<Option<f64>>],
    range: MatrixRange,
) {
    let (width, height) = pen.size();
    let shown = |label: &str| text::fit(&text::visible(label), 18);
    let widest = rows.iter().map(|label| text::width(&shown(label))).max().unwrap_or(1) as f64;
    let tallest = columns.iter().map(|label| text::width(&shown(label))).max().unwrap_or(1) as f64;
    let frame = Frame {
        left: MARGIN + widest * CHARACTER + 10.0,
        top: top + tallest * CHARACTER + 8.0,
        right: width - MARGIN,
        bottom: height - MARGIN,
    };
    let most = match range {
        MatrixRange::Diverging | MatrixRange::Share => 1.0,
        MatrixRange::Counts => values.iter().flatten().flatten().copied().fold(1.0, f64::max),
    };
    let cell = ((frame.right - frame.left) / columns.len().max(1) as f64).min(70.0);
    for (i, label) in columns.iter().enumerate() {
        let x = frame.left + (i as f64 + 0.5) * cell;
        pen.text_upward((x, frame.top - 6.0), &shown(label), LABEL, Anchor::Left, Ink::Text);
    }
    for (row, label) in rows.iter().enumerate() {
        let (from, to) = frame.band(row, rows.len());
        pen.text((frame.left - 6.0, (from + to) / 2.0), &shown(label), LABEL, Anchor::Right, Ink::Text);
        for (column, value) in values.get(row).into_iter().flatten().enumerate() {
            let x = frame.left + column as f64 * cell;
            let Some(value) = value else { continue };
            let ink = if *value < 0.0 { Ink::Series(4) } else { Ink::Series(0) };
            pen.fill((x, from), (x + cell - 1.0, to - 1.0), ink, 0.04 + 0.8 * (value.abs() / most));
            if cell >= 26.0 && to - from >= 12.0 {
                let written = match range {
                    MatrixRange::Diverging | MatrixRange::Share => numbers::coefficient(*value, 2),
                    MatrixRange::Counts => numbers::short(*value),
                };
                pen.text((x + cell / 2.0, (from + to) / 2.0), &written, 9.5, Anchor::Center, Ink::Text);
            }
        }
    }
}
