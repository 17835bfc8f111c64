//! Dots of braille: 2 × 4 to a cell. Places are dots from the upper left corner; what lies outside is clipped. Of series
//! that meet in a cell the later one gives its colour; all keep their dots.

use super::pen::Pen;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The bit of each dot of a cell, by row and column (Unicode, Braille Patterns).
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A grid of dots over an area of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Canvas {
    area: Rect,
    cells: Vec<(u8, u8)>,
}

/// A place on a canvas, in dots; fractions are rounded to the nearest dot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    pub x: f64,
    pub y: f64,
}

/// Which dots of a line are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stroke {
    #[default]
    Solid,
    Dashed,
    Dotted,
    DashDot,
}

impl Stroke {
    fn draws(self, along: usize) -> bool {
        match self {
            Self::Solid => true,
            Self::Dashed => along % 8 < 5,
            Self::Dotted => along.is_multiple_of(3),
            Self::DashDot => matches!(along % 10, 0..5 | 7),
        }
    }
}

impl Canvas {
    pub fn new(area: Rect) -> Self {
        Self { area, cells: vec![(0, 0); usize::from(area.width) * usize::from(area.height)] }
    }

    /// Dots from left to right.
    pub fn width(&self) -> usize {
        usize::from(self.area.width) * 2
    }

    /// Dots from top to bottom.
    pub fn height(&self) -> usize {
        usize::from(self.area.height) * 4
    }

    /// The dot of a place from 0 to 1 on both axes, 0 at the lower left.
    pub fn dot(&self, x: f64, y: f64) -> Dot {
        let last = |dots: usize| dots.saturating_sub(1) as f64;
        Dot { x: x * last(self.width()), y: (1.0 - y) * last(self.height()) }
    }

    pub fn set(&mut self, dot: Dot, series: usize) {
        let (x, y) = (dot.x.round(), dot.y.round());
        if x >= 0.0 && y >= 0.0 && x < self.width() as f64 && y < self.height() as f64 {
            let (x, y) = (x as usize, y as usize);
            let cell = &mut self.cells[y / 4 * usize::from(self.area.width) + x / 2];
            *cell = (cell.0 | BITS[y % 4][x % 2], series as u8);
        }
    }

    /// A straight line. `along` counts its dots and goes on from line to line, so that dashes stay even.
    pub fn line(&mut self, from: Dot, to: Dot, series: usize, stroke: Stroke, along: &mut usize) {
        let Some((from, to)) = self.clip(from, to) else { return };
        let steps = (to.x - from.x).abs().max((to.y - from.y).abs()).ceil().max(1.0) as usize;
        for step in 0..=steps {
            let part = step as f64 / steps as f64;
            if stroke.draws(*along) {
                let dot = Dot { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
                self.set(dot, series);
            }
            *along += usize::from(step > 0);
        }
    }

    /// Every dot from `dot` down to the row `floor`, or up to it; every other one, so that lines stay seen.
    pub fn fill_to(&mut self, dot: Dot, floor: f64, series: usize) {
        let last = self.height() as f64;
        let x = dot.x.round();
        let (from, to) = (dot.y.min(floor).clamp(-1.0, last).round(), dot.y.max(floor).clamp(-1.0, last).round());
        let mut y = from;
        while y <= to {
            if (x as i64 + y as i64) % 2 == 0 {
                self.set(Dot { x, y }, series);
            }
            y += 1.0;
        }
    }

    /// The part of a line within the canvas (Liang–Barsky).
    fn clip(&self, from: Dot, to: Dot) -> Option<(Dot, Dot)> {
        let (right, bottom) = (self.width() as f64 - 0.51, self.height() as f64 - 0.51);
        if !(from.x.is_finite() && from.y.is_finite() && to.x.is_finite() && to.y.is_finite()) || right < 0.0 {
            return None;
        }
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (mut start, mut end) = (0.0f64, 1.0f64);
        for (delta, inward) in [(-dx, from.x + 0.49), (dx, right - from.x), (-dy, from.y + 0.49), (dy, bottom - from.y)]
        {
            if delta == 0.0 {
                if inward < 0.0 {
                    return None;
                }
            } else if delta < 0.0 {
                start = start.max(inward / delta);
            } else {
                end = end.min(inward / delta);
            }
        }
        let at = |part: f64| Dot { x: from.x + dx * part, y: from.y + dy * part };
        (start <= end).then(|| (at(start), at(end)))
    }

    /// Writes the cells that have dots, each in the style of its series.
    pub fn draw(&self, pen: &mut Pen<'_>, style: impl Fn(usize) -> Style) {
        for (place, (bits, series)) in self.cells.iter().enumerate() {
            if *bits == 0 {
                continue;
            }
            let width = usize::from(self.area.width);
            let (x, y) = (self.area.x + (place % width) as u16, self.area.y + (place / width) as u16);
            let sign = char::from_u32(0x2800 + u32::from(*bits)).unwrap_or(' ');
            pen.put(x, y, sign.encode_utf8(&mut [0; 4]), 1, style(usize::from(*series)));
        }
    }

    /// Dots that are set.
    pub fn count(&self) -> u32 {
        self.cells.iter().map(|(bits, _)| bits.count_ones()).sum()
    }
}
