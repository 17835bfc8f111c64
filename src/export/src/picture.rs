//! Pictures as SVG and PNG, drawn by plotters from [`ninefold_base::picture::Picture`].
//!
//! ```text
//!  title
//!  note
//!  ■ series  ■ series              (only with several)
//!  y ┤▇▇
//!    ┤▇▇▇▇
//!    └┬──┬──┬─
//!        x (unit)
//! ```
//! One drawing for both forms: [`plots`] draws on a [`pen::Pen`], which knows only pixels.

mod pen;
mod plots;

use ninefold_base::Problem;
use ninefold_base::picture::{Picture, Plot};
use pen::{Ink, Palette, Pen};
use plotters::prelude::{BitMapBackend, DrawingBackend, IntoDrawingArea, SVGBackend};
use plotters::style::FontStyle;
use std::sync::OnceLock;

/// Width of a picture in pixels; its height follows from what is drawn.
pub const WIDTH: u32 = 720;
/// A PNG has this many pixels for each of an SVG's, so that it is sharp on dense screens and in print.
const PNG_SCALE: u32 = 2;
/// The text of PNGs: DejaVu Sans, cut down to Latin, Greek and signs; its licence lies beside it.
const FONT: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans-subset.ttf");

/// The picture as an SVG document with light colours on white.
///
/// # Errors
/// A fault of the drawing library.
pub fn svg(picture: &Picture) -> Result<String, Problem> {
    draw_svg(picture, &Palette::light())
}

/// The picture as an SVG element for a page whose style sheet sets `--paper`, `--ink`, `--dim`, `--grid` and
/// `--series-0` … `--series-7`: so it follows the page into the dark.
///
/// # Errors
/// A fault of the drawing library.
pub fn svg_for_page(picture: &Picture) -> Result<String, Problem> {
    let palette = Palette::marked();
    let mut text = draw_svg(picture, &palette)?;
    for ink in Ink::ALL {
        let marked = palette.hex(ink);
        text = text.replace(&format!("\"{marked}\""), &format!("\"var({})\"", ink.variable()));
    }
    // The page is as wide as it is: height follows.
    let size = format!("width=\"{WIDTH}\" height=\"{}\"", height(picture));
    let label = escaped(&picture.title);
    Ok(text.replacen(&size, &format!("role=\"img\" aria-label=\"{label}\""), 1))
}

/// The picture as a PNG file.
///
/// # Errors
/// A fault of the drawing library or the encoder.
pub fn png(picture: &Picture) -> Result<Vec<u8>, Problem> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    if !REGISTERED.get_or_init(|| plotters::style::register_font("sans-serif", FontStyle::Normal, FONT).is_ok()) {
        return Err(fault("the font cannot be read"));
    }
    let (width, height) = (WIDTH * PNG_SCALE, height(picture) * PNG_SCALE);
    let mut pixels = vec![0; width as usize * height as usize * 3];
    {
        let backend = BitMapBackend::with_buffer(&mut pixels, (width, height));
        draw(backend, picture, &Palette::light(), PNG_SCALE)?;
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(fault)?;
    writer.write_image_data(&pixels).map_err(fault)?;
    writer.finish().map_err(fault)?;
    Ok(file)
}

fn draw_svg(picture: &Picture, palette: &Palette) -> Result<String, Problem> {
    let mut text = String::new();
    draw(SVGBackend::with_string(&mut text, (WIDTH, height(picture))), picture, palette, 1)?;
    Ok(text)
}

fn draw<B: DrawingBackend>(backend: B, picture: &Picture, palette: &Palette, scale: u32) -> Result<(), Problem> {
    let area = backend.into_drawing_area();
    let mut pen = Pen::new(&area, palette, scale);
    plots::draw(&mut pen, picture);
    pen.finish()?;
    area.present().map_err(fault)
}

/// Lines of labels need room of their own; everything else has one height.
fn height(picture: &Picture) -> u32 {
    let rows = match &picture.plot {
        Plot::Bars { labels, .. } => labels.len(),
        Plot::Intervals { rows, .. } => rows.len(),
        Plot::Boxes { rows } => rows.len(),
        Plot::Matrix { rows, .. } => rows.len(),
        Plot::Histogram { .. } | Plot::Lines { .. } | Plot::Points { .. } => return 360,
    };
    let legend = match &picture.plot {
        Plot::Matrix { .. } => 90,
        _ => 0,
    };
    (110 + legend + rows.clamp(1, 200) as u32 * 20).max(180)
}

fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::fault("drawing a picture", error)
}

/// Text safe between the tags and quotes of HTML and SVG.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
