//! Strokes in pixels with colours by name. The first fault is kept and told at the end, so that drawing reads as drawing.

use super::fault;
use ninefold_base::Problem;
use plotters::coord::Shift;
use plotters::prelude::{Circle, DrawingArea, DrawingBackend, IntoFont, PathElement, RGBColor, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, ShapeStyle, TextStyle};

/// What a stroke is for; the palette says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Paper,
    Text,
    Dim,
    Grid,
    Series(u8),
}

impl Ink {
    pub const ALL: [Ink; 12] = [
        Ink::Paper,
        Ink::Text,
        Ink::Dim,
        Ink::Grid,
        Ink::Series(0),
        Ink::Series(1),
        Ink::Series(2),
        Ink::Series(3),
        Ink::Series(4),
        Ink::Series(5),
        Ink::Series(6),
        Ink::Series(7),
    ];

    pub fn series(number: usize) -> Self {
        Self::Series((number % 8) as u8)
    }

    /// The variable of a page's style sheet.
    pub fn variable(self) -> String {
        match self {
            Self::Paper => "--paper".into(),
            Self::Text => "--ink".into(),
            Self::Dim => "--dim".into(),
            Self::Grid => "--grid".into(),
            Self::Series(number) => format!("--series-{number}"),
        }
    }
}

/// Okabe and Ito's colours, told apart by people with any kind of colour vision.
pub const SERIES: [(u8, u8, u8); 8] = [
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (213, 94, 0),
    (86, 180, 233),
    (153, 133, 30),
    (90, 90, 90),
];

#[derive(Debug, Clone)]
pub struct Palette(Vec<(Ink, RGBColor)>);

impl Palette {
    pub fn light() -> Self {
        let rgb = |(r, g, b)| RGBColor(r, g, b);
        Self(
            Ink::ALL
                .into_iter()
                .map(|ink| {
                    let colour = match ink {
                        Ink::Paper => RGBColor(255, 255, 255),
                        Ink::Text => RGBColor(26, 26, 30),
                        Ink::Dim => RGBColor(105, 105, 115),
                        Ink::Grid => RGBColor(222, 222, 228),
                        Ink::Series(number) => rgb(SERIES[usize::from(number)]),
                    };
                    (ink, colour)
                })
                .collect(),
        )
    }

    /// Colours that stand for variables: each ink another near-black one, never seen.
    pub fn marked() -> Self {
        Self(Ink::ALL.into_iter().zip(1..).map(|(ink, mark)| (ink, RGBColor(1, 2, mark))).collect())
    }

    pub fn of(&self, ink: Ink) -> RGBColor {
        self.0.iter().find(|(known, _)| *known == ink).map_or(RGBColor(0, 0, 0), |(_, colour)| *colour)
    }

    /// As the SVG writes it.
    pub fn hex(&self, ink: Ink) -> String {
        let RGBColor(r, g, b) = self.of(ink);
        format!("#{r:02X}{g:02X}{b:02X}")
    }
}

/// Where a text stands about its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Left,
    Center,
    Right,
}

pub struct Pen<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    palette: &'a Palette,
    scale: f64,
    fault: Option<Problem>,
}

impl<'a, B: DrawingBackend> Pen<'a, B> {
    pub fn new(area: &'a DrawingArea<B, Shift>, palette: &'a Palette, scale: u32) -> Self {
        let mut pen = Self { area, palette, scale: f64::from(scale), fault: None };
        if let Err(error) = area.fill(&palette.of(Ink::Paper)) {
            pen.fault = Some(fault(error));
        }
        pen
    }

    /// Size in the pixels that drawing counts in.
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = self.area.dim_in_pixel();
        (f64::from(width) / self.scale, f64::from(height) / self.scale)
    }

    pub fn finish(self) -> Result<(), Problem> {
        self.fault.map_or(Ok(()), Err)
    }

    fn at(&self, x: f64, y: f64) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    fn stroke(&self, ink: Ink, width: f64) -> ShapeStyle {
        self.palette.of(ink).stroke_width((width * self.scale).round().max(1.0) as u32)
    }

    fn keep<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let (Err(error), None) = (result, &self.fault) {
            self.fault = Some(fault(error));
        }
    }

    pub fn fill(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), ink: Ink, opacity: f64) {
        let style = self.palette.of(ink).mix(opacity.clamp(0.0, 1.0)).filled();
        let result = self.area.draw(&Rectangle::new([self.at(x0, y0), self.at(x1, y1)], style));
        self.keep(result);
    }

    pub fn outline(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), ink: Ink) {
        let style = self.stroke(ink, 1.0);
        let result = self.area.draw(&Rectangle::new([self.at(x0, y0), self.at(x1, y1)], style));
        self.keep(result);
    }

    pub fn line(&mut self, points: &[(f64, f64)], ink: Ink, width: f64) {
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        let result = self.area.draw(&PathElement::new(points, self.stroke(ink, width)));
        self.keep(result);
    }

    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, ink: Ink, opacity: f64) {
        let style = self.palette.of(ink).mix(opacity).filled();
        let result = self.area.draw(&Circle::new(self.at(x, y), (radius * self.scale).round() as i32, style));
        self.keep(result);
    }

    /// Text whose middle line is at `y`.
    pub fn text(&mut self, (x, y): (f64, f64), content: &str, size: f64, anchor: Anchor, ink: Ink) {
        self.write((x, y), content, size, anchor, ink, FontTransform::None);
    }

    /// Text read from bottom to top.
    pub fn text_upward(&mut self, (x, y): (f64, f64), content: &str, size: f64, anchor: Anchor, ink: Ink) {
        self.write((x, y), content, size, anchor, ink, FontTransform::Rotate270);
    }

    fn write(&mut self, at: (f64, f64), content: &str, size: f64, anchor: Anchor, ink: Ink, turn: FontTransform) {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Center => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let font = ("sans-serif", size * self.scale).into_font().transform(turn);
        let colour = self.palette.of(ink);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        let result = self.area.draw(&Text::new(content.to_string(), self.at(at.0, at.1), style));
        self.keep(result);
    }
}
