//! Two numbers against each other: a dot per row while they are few, shades by count when they are many, or straight
//! from counts on a grid.

use super::canvas::Canvas;
use super::frame::{Along, Frame, Plot, Titles};
use super::legend::Entry;
use super::lines::{Axis, Reference, draw_references};
use super::pen::{Pen, ink};
use super::scale::Scale;
use super::signs;
use crate::theme::{Ramp, Theme};
use ninefold_base::format;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Points of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group<'a> {
    pub name: &'a str,
    pub points: &'a [(f64, f64)],
}

/// Points in a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scatter<'a> {
    pub titles: Titles<'a>,
    pub x: Axis,
    pub y: Axis,
    pub groups: &'a [Group<'a>],
    pub references: &'a [Reference<'a>],
}

impl Scatter<'_> {
    /// One group with more points than half its dots is drawn as shades, several groups as dots with a marker at their
    /// centres of the cell that holds most of them.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        let pen = &mut Pen::new(buffer, area);
        let points = || self.groups.iter().flat_map(|group| group.points);
        let ticks = |cells: u16| usize::from(cells).clamp(2, 8);
        let x = self.x.scale(points().map(|point| point.0), ticks(pen.area.width / 10));
        let y = self.y.scale(points().map(|point| point.1), ticks(pen.area.height / 4));
        let many = points().count() > usize::from(pen.area.width) * usize::from(pen.area.height) * 2;
        if many && self.groups.len() == 1 {
            return self.draw_shades(pen, x, y, theme);
        }
        let mut legend = Vec::new();
        if self.groups.len() > 1 {
            for (place, group) in self.groups.iter().enumerate() {
                legend.push(Entry::new(signs::marker(place), group.name, theme.series(place)));
            }
        }
        let frame = Frame { titles: self.titles, x: Along::Dots(x), y: Along::Dots(y), legend: &legend, right: 0 };
        let plot = frame.draw(pen, theme);
        draw_references(pen, &plot, self.references, theme);
        let cells = usize::from(plot.area.width) * usize::from(plot.area.height);
        // Few points can each have the marker of their group; more are dots.
        if self.groups.len() > 1 && points().count() * 6 <= cells {
            self.draw_markers(pen, &plot, theme);
            return plot;
        }
        let mut canvas = Canvas::new(plot.area);
        for (place, group) in self.groups.iter().enumerate().rev() {
            for point in group.points {
                if let Some((x, y)) = plot.x.inside(point.0).zip(plot.y.inside(point.1)) {
                    canvas.set(canvas.dot(x, y), place);
                }
            }
        }
        canvas.draw(pen, |series| theme.series(series));
        if self.groups.len() > 1 {
            self.draw_centres(pen, &plot, theme);
        }
        plot
    }

    fn draw_markers(&self, pen: &mut Pen<'_>, plot: &Plot, theme: &Theme) {
        for (place, group) in self.groups.iter().enumerate().rev() {
            for point in group.points {
                if let Some((x, y)) = plot.column(point.0).zip(plot.row(point.1)) {
                    pen.put(x, y, signs::marker(place), 1, theme.series(place));
                }
            }
        }
    }

    /// The marker of each group at its median point, so that clouds can be told apart without colour.
    fn draw_centres(&self, pen: &mut Pen<'_>, plot: &Plot, theme: &Theme) {
        for (place, group) in self.groups.iter().enumerate() {
            let median = |axis: fn(&(f64, f64)) -> f64| {
                let mut values: Vec<f64> = group.points.iter().map(axis).filter(|value| value.is_finite()).collect();
                values.sort_by(f64::total_cmp);
                values.get(values.len() / 2).copied()
            };
            let centre = median(|point| point.0).zip(median(|point| point.1));
            if let Some((x, y)) = centre.and_then(|(x, y)| plot.column(x).zip(plot.row(y))) {
                pen.put(
                    x,
                    y,
                    signs::marker(place),
                    1,
                    theme.series(place).add_modifier(ratatui::style::Modifier::BOLD),
                );
            }
        }
    }

    fn draw_shades(&self, pen: &mut Pen<'_>, x: Scale, y: Scale, theme: &Theme) -> Plot {
        // Twice as many rows as cells: half blocks show them where there are colours.
        let frame = Frame { titles: self.titles, x: Along::Dots(x), y: Along::Dots(y), legend: &[], right: 0 };
        let stand_in = [Entry::new(" ", " ", theme.dim)];
        let plan = Frame { legend: &stand_in, ..frame }.plan(pen.area).area;
        let (columns, rows) = (usize::from(plan.width), usize::from(plan.height) * 2);
        let mut counts = vec![0u64; columns * rows];
        for point in self.groups.iter().flat_map(|group| group.points) {
            if let Some((x, y)) = x.inside(point.0).zip(y.inside(point.1)).filter(|_| columns > 0 && rows > 0) {
                let column = ((x * columns as f64) as usize).min(columns - 1);
                let row = ((y * rows as f64) as usize).min(rows - 1);
                counts[row * columns + column] += 1;
            }
        }
        let density = Density { titles: self.titles, x, y, counts: &counts, columns, references: self.references };
        density.draw_with(pen, theme)
    }
}

/// Counts on an even grid over two axes: rows from the bottom up, each of `columns` counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density<'a> {
    pub titles: Titles<'a>,
    pub x: Scale,
    pub y: Scale,
    pub counts: &'a [u64],
    pub columns: usize,
    pub references: &'a [Reference<'a>],
}

impl Density<'_> {
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Plot {
        self.draw_with(&mut Pen::new(buffer, area), theme)
    }

    fn frame<'f>(&'f self, legend: &'f [Entry]) -> Frame<'f> {
        Frame { titles: self.titles, x: Along::Dots(self.x), y: Along::Dots(self.y), legend, right: 0 }
    }

    fn draw_with(&self, pen: &mut Pen<'_>, theme: &Theme) -> Plot {
        let halves = if theme.shade(Ramp::Sequential, 0.0).is_some() { 2 } else { 1 };
        let grid_of =
            |area: Rect| regrid(self.counts, self.columns, usize::from(area.width), usize::from(area.height) * halves);
        let most_of = |grid: &[f64]| grid.iter().copied().fold(0.0, f64::max);
        // The legend tells of the cells that are drawn, and takes a line from them.
        let stand_in = [Entry::new(" ", " ", theme.dim)];
        let planned = self.frame(&stand_in).plan(pen.area).area;
        let legend = scale_legend(most_of(&grid_of(planned)), theme);
        let plot = self.frame(&legend).draw(pen, theme);
        draw_references(pen, &plot, self.references, theme);
        let grid = grid_of(plot.area);
        let most = most_of(&grid);
        let (wide, high) = (usize::from(plot.area.width), usize::from(plot.area.height) * halves);
        for y in 0..plot.area.height {
            for x in 0..plot.area.width {
                let at = |row: usize| grid[(high - 1 - row) * wide + usize::from(x)];
                let (column, row) = (plot.area.x + x, plot.area.y + y);
                if halves == 2 {
                    let (upper, lower) = (at(usize::from(y) * 2), at(usize::from(y) * 2 + 1));
                    draw_halves(pen, column, row, upper, lower, most, theme);
                } else if at(usize::from(y)) > 0.0 {
                    pen.put(column, row, signs::shade(log_share(at(usize::from(y)), most)), 1, theme.series(0));
                }
            }
        }
        plot
    }
}

/// Counts on a grid of another size, each shared out over the cells that its own cell covers. The sum stays.
fn regrid(counts: &[u64], columns: usize, wide: usize, high: usize) -> Vec<f64> {
    let mut grid = vec![0.0; wide * high];
    let rows = counts.len().checked_div(columns).unwrap_or(0);
    if grid.is_empty() || rows == 0 {
        return grid;
    }
    // The cells that cell `place` of `from` covers among `to`, and how much of it lies in each.
    let cover = |place: usize, from: usize, to: usize| {
        let (start, end) = (place * to, (place + 1) * to);
        (start / from..end.div_ceil(from))
            .map(move |cell| (cell, (end.min((cell + 1) * from) - start.max(cell * from)) as f64 / to as f64))
    };
    for (place, count) in counts.iter().take(rows * columns).enumerate().filter(|(_, count)| **count > 0) {
        for (y, part_y) in cover(place / columns, rows, high) {
            for (x, part_x) in cover(place % columns, columns, wide) {
                grid[y * wide + x] += *count as f64 * part_y * part_x;
            }
        }
    }
    grid
}

/// Where a count stands between 0 and the greatest, by log(1 + count): a few rows among many are still seen.
fn log_share(count: f64, most: f64) -> f64 {
    if count <= 0.0 { 0.0 } else { count.ln_1p() / most.ln_1p() }
}

fn draw_halves(pen: &mut Pen<'_>, x: u16, y: u16, upper: f64, lower: f64, most: f64, theme: &Theme) {
    // From a tenth up, so that a single row stands out from the ground.
    let color = |count: f64| theme.shade(Ramp::Sequential, 0.2 + 0.8 * log_share(count, most)).unwrap_or_default();
    match (upper > 0.0, lower > 0.0) {
        (false, false) => {}
        (true, false) => {
            pen.put(x, y, "▀", 1, Style::new().fg(color(upper)));
        }
        (false, true) => {
            pen.put(x, y, "▄", 1, Style::new().fg(color(lower)));
        }
        (true, true) => {
            pen.put(x, y, "▀", 1, Style::new().fg(color(upper)).bg(color(lower)));
        }
    }
}

/// What the shades stand for.
fn scale_legend(most: f64, theme: &Theme) -> Vec<Entry> {
    let most = most.ceil() as u64;
    if most == 0 {
        return Vec::new();
    }
    let mut entries = Vec::new();
    let bound = |share: f64| ((most as f64).ln_1p() * share).exp_m1().round().max(1.0) as u64;
    let steps: [f64; 4] = [0.0, 0.25, 0.5, 0.75];
    let mut from = 1;
    for (place, step) in steps.into_iter().enumerate() {
        let to = if place == 3 { most } else { bound(step + 0.25).min(most) };
        if to < from {
            continue;
        }
        let name = if from == to {
            format::grouped(from)
        } else {
            format!("{}–{}", format::grouped(from), format::grouped(to))
        };
        let entry = match theme.shade(Ramp::Sequential, 0.2 + 0.8 * (step + 0.125)) {
            Some(color) => Entry::new("██", name, Style::new().fg(color)),
            None => Entry::new(signs::shade(step + 0.125).repeat(2), name, ink(theme.series(0))),
        };
        entries.push(entry);
        from = to.saturating_add(1);
    }
    if let Some(last) = entries.last_mut() {
        last.name.push_str(" rows a cell");
    }
    entries
}
