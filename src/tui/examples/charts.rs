//! All charts in the terminal, for looking at them: `cargo run -p ninefold-tui --example charts -- dark 140x42 roc loss`.
//! Scenes named are tiled; without any, all are. Writes one screen and ends.

#[path = "../src/charts/tests/gallery.rs"]
mod gallery;

use crossterm::QueueableCommand;
use crossterm::cursor::MoveTo;
use crossterm::style::{Attribute, Color, Print, SetAttribute, SetBackgroundColor, SetForegroundColor};
use ninefold_tui::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::io::{self, Write};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let theme = Theme::of(arguments.first().and_then(|name| ThemeName::parse(name)).unwrap_or(ThemeName::Dark));
    let size = arguments.get(1).and_then(|size| size.split_once('x'));
    let size = size.and_then(|(width, height)| Some((width.parse::<u16>().ok()?, height.parse::<u16>().ok()?)));
    let (width, height) = size.unwrap_or((140, 42));
    let named: Vec<&str> = arguments.iter().skip(2).map(String::as_str).collect();
    let scenes: Vec<&str> = if named.is_empty() { gallery::SCENES.to_vec() } else { named };

    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    buffer.set_style(buffer.area, theme.text);
    for (scene, area) in scenes.iter().zip(tiles(scenes.len() as u16, width, height)) {
        gallery::draw(scene, &mut buffer, area, &theme);
    }
    write(&buffer)
}

/// Areas side by side, two cells apart, for `count` scenes.
fn tiles(count: u16, width: u16, height: u16) -> impl Iterator<Item = Rect> {
    let columns = (1..=count).find(|columns| columns * columns >= count).unwrap_or(1);
    let rows = count.div_ceil(columns);
    let (wide, high) = (width / columns, height / rows);
    (0..count).map(move |place| {
        let (column, row) = (place % columns, place / columns);
        Rect::new(column * wide + 1, row * high, wide.saturating_sub(2), high.saturating_sub(u16::from(rows > 1)))
    })
}

fn write(buffer: &Buffer) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for y in 0..buffer.area.height {
        out.queue(MoveTo(0, y))?;
        let mut skip = 0usize;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let cell = &buffer[(x, y)];
            skip = ninefold_base::text::width(cell.symbol()).saturating_sub(1);
            out.queue(SetAttribute(Attribute::Reset))?;
            for (modifier, attribute) in [
                (Modifier::BOLD, Attribute::Bold),
                (Modifier::DIM, Attribute::Dim),
                (Modifier::UNDERLINED, Attribute::Underlined),
                (Modifier::REVERSED, Attribute::Reverse),
            ] {
                if cell.modifier.contains(modifier) {
                    out.queue(SetAttribute(attribute))?;
                }
            }
            out.queue(SetForegroundColor(color(cell.fg)))?;
            out.queue(SetBackgroundColor(color(cell.bg)))?;
            out.queue(Print(cell.symbol()))?;
        }
    }
    out.queue(SetAttribute(Attribute::Reset))?;
    out.flush()
}

fn color(color: ratatui::style::Color) -> Color {
    use ratatui::style::Color as From;
    match color {
        From::Rgb(r, g, b) => Color::Rgb { r, g, b },
        From::Red => Color::DarkRed,
        From::Green => Color::DarkGreen,
        From::Yellow => Color::DarkYellow,
        From::Magenta => Color::DarkMagenta,
        From::Cyan => Color::DarkCyan,
        From::Gray => Color::Grey,
        From::DarkGray => Color::DarkGrey,
        From::LightBlue => Color::Blue,
        From::LightCyan => Color::Cyan,
        _ => Color::Reset,
    }
}
