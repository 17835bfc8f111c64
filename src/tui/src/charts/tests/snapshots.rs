//! How each chart looks: its text at three sizes, its styles at one.

use super::gallery;
use crate::harness::text_of;
use crate::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt::Write;

fn drawn(scene: &str, theme: &Theme, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    buffer.set_style(buffer.area, theme.text);
    let area = buffer.area;
    gallery::draw(scene, &mut buffer, area, theme);
    buffer
}

/// Every run of cells whose style is not that of plain text.
fn styles(buffer: &Buffer, theme: &Theme) -> String {
    let mut out = String::new();
    let plain = ratatui::buffer::Cell::default().set_style(theme.text).style();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let from = x;
            while x < buffer.area.width && buffer[(x, y)].style() == style {
                x += 1;
            }
            if style != plain {
                let cell = &buffer[(from, y)];
                let _ = write!(out, "{y:>3} {from:>3}-{:<3} {} on {}", x - 1, cell.fg, cell.bg);
                out.push_str(&if cell.modifier.is_empty() { String::new() } else { format!(" {:?}", cell.modifier) });
                out.push('\n');
            }
        }
    }
    out
}

#[test]
fn charts_in_text() {
    for scene in gallery::SCENES {
        let theme = Theme::of(ThemeName::Dark);
        let mut out = String::new();
        for (width, height) in [(36, 9), (78, 20), (120, 32)] {
            let _ = writeln!(out, "--- {width} × {height}");
            out.push_str(&text_of(&drawn(scene, &theme, width, height)));
        }
        insta::assert_snapshot!(scene, out);
    }
}

#[test]
fn charts_in_style() {
    for scene in gallery::SCENES {
        let mut out = String::new();
        for name in [ThemeName::Dark, ThemeName::Ansi] {
            let theme = Theme::of(name);
            let _ = writeln!(out, "--- {}", name.label());
            out.push_str(&styles(&drawn(scene, &theme, 36, 9), &theme));
        }
        insta::assert_snapshot!(format!("styles-{scene}"), out);
    }
}

#[test]
fn charts_without_colour_have_none_and_lose_nothing() {
    for scene in gallery::SCENES {
        let theme = Theme::of(ThemeName::None);
        let buffer = drawn(scene, &theme, 78, 20);
        let colours = buffer.content.iter().filter(|cell| {
            let reset = ratatui::style::Color::Reset;
            cell.fg != reset || cell.bg != reset
        });
        assert_eq!(colours.count(), 0, "{scene}");
        insta::assert_snapshot!(format!("none-{scene}"), text_of(&buffer));
    }
}
