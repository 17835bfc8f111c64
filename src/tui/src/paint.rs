//! Small strokes that every pane draws with: clipped text, runs of styled text, lines, boxes, bars. Nothing here can
//! write outside its rectangle or split a wide character.

use crate::theme::Theme;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

/// Text in one style, for [`runs`].
pub type Run<'a> = (std::borrow::Cow<'a, str>, Style);

pub fn run<'a>(text: impl Into<std::borrow::Cow<'a, str>>, style: Style) -> Run<'a> {
    (text.into(), style)
}

/// Writes `content` at (x, y), cut cleanly at `room` cells and at the buffer's edge. Returns the cells used.
/// The caller has made data safe with [`text::visible`].
pub fn put(buffer: &mut Buffer, x: u16, y: u16, content: &str, room: u16, style: Style) -> u16 {
    let area = buffer.area;
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let room = room.min(area.right() - x);
    let mut used = 0;
    for grapheme in content.graphemes(true) {
        let wide = text::width(grapheme) as u16;
        if used + wide > room {
            break;
        }
        if wide == 0 {
            continue;
        }
        buffer[(x + used, y)].set_symbol(grapheme).set_style(style);
        for shadow in 1..wide {
            let cell = &mut buffer[(x + used + shadow, y)];
            cell.reset();
            cell.set_style(style);
        }
        used += wide;
    }
    used
}

/// As [`put`], with `…` in place of what does not fit.
pub fn put_fit(buffer: &mut Buffer, x: u16, y: u16, content: &str, room: u16, style: Style) -> u16 {
    put(buffer, x, y, &text::fit(content, usize::from(room)), room, style)
}

/// Writes `content` within a line of `room` cells, aligned.
pub fn put_aligned(buffer: &mut Buffer, x: u16, y: u16, content: &str, room: u16, alignment: Alignment, style: Style) {
    let content = text::fit(content, usize::from(room));
    let spare = room.saturating_sub(text::width(&content) as u16);
    let indent = match alignment {
        Alignment::Left => 0,
        Alignment::Center => spare / 2,
        Alignment::Right => spare,
    };
    put(buffer, x + indent, y, &content, room - indent, style);
}

/// Writes runs one after the other, the last that fits cut with `…`. Returns the cells used.
pub fn runs(buffer: &mut Buffer, x: u16, y: u16, room: u16, parts: &[Run<'_>]) -> u16 {
    let mut used = 0;
    for (content, style) in parts {
        let left = room.saturating_sub(used);
        if left == 0 {
            break;
        }
        let wide = text::width(content) as u16;
        used += put_fit(buffer, x + used, y, content, left, *style);
        if wide > left {
            break;
        }
    }
    used
}

pub fn runs_width(parts: &[Run<'_>]) -> u16 {
    parts.iter().map(|(content, _)| text::width(content) as u16).sum()
}

/// Clears an area to a style.
pub fn fill(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            let cell = &mut buffer[(x, y)];
            cell.reset();
            cell.set_style(style);
        }
    }
}

/// Lays a style over what stands there.
pub fn tint(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area.intersection(buffer.area), style);
}

pub fn horizontal(buffer: &mut Buffer, area: Rect, style: Style) {
    for x in area.left()..area.right() {
        put(buffer, x, area.y, "─", 1, style);
    }
}

/// A raised box with a title; returns the room inside (one cell of padding left and right).
pub fn boxed(buffer: &mut Buffer, area: Rect, title: &str, theme: &Theme) -> Rect {
    let area = area.intersection(buffer.area);
    fill(buffer, area, theme.raised);
    if area.width < 2 || area.height < 2 {
        return Rect::new(area.x, area.y, area.width, area.height);
    }
    let style = theme.raised.patch(theme.line);
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    horizontal(buffer, Rect { height: 1, ..area }, style);
    horizontal(buffer, Rect { y: bottom, height: 1, ..area }, style);
    for y in area.top()..area.bottom() {
        put(buffer, area.x, y, "│", 1, style);
        put(buffer, right, y, "│", 1, style);
    }
    for (x, y, corner) in [(area.x, area.y, "╭"), (right, area.y, "╮"), (area.x, bottom, "╰"), (right, bottom, "╯")]
    {
        put(buffer, x, y, corner, 1, style);
    }
    if !title.is_empty() && area.width > 6 {
        let title = format!(" {} ", text::fit(title, usize::from(area.width) - 6));
        put(buffer, area.x + 2, area.y, &title, area.width - 4, theme.raised.patch(theme.heading));
    }
    Rect::new(area.x + 2.min(area.width), area.y + 1, area.width.saturating_sub(4), area.height - 2)
}

/// A bar of `room` cells filled to `share` (0 to 1), in eighths of a cell.
pub fn bar(share: f64, room: u16) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * f64::from(room) * 8.0).round() as usize;
    // Something is never nothing.
    let eighths = if share > 0.0 && room > 0 { eighths.max(1) } else { eighths };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// As [`bar`] in whole cells, a little lower than its line, so that bars below each other stay apart.
pub fn low_bar(share: f64, room: u16) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let cells = (share * f64::from(room)).round() as usize;
    match cells {
        0 if share > 0.0 && room > 0 => "▏".into(),
        _ => "▆".repeat(cells),
    }
}

/// A scroll bar at the right edge: only where not everything is seen.
pub fn scroll_bar(buffer: &mut Buffer, area: Rect, first: usize, total: usize, theme: &Theme) {
    let height = usize::from(area.height);
    if height == 0 || area.width == 0 || total <= height {
        return;
    }
    let thumb = (height * height / total).max(1);
    let travel = height - thumb;
    let start = (first * travel + (total - height) / 2) / (total - height).max(1);
    for row in 0..height {
        let within = row >= start && row < start + thumb;
        let (sign, style) = if within { ("┃", theme.dim) } else { ("│", theme.line) };
        put(buffer, area.right() - 1, area.y + row as u16, sign, 1, style);
    }
}

/// A rectangle of at most `width` × `height` in the middle of `area`, a little above the centre.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_never_round_something_to_nothing() {
        assert_eq!(bar(0.0, 10), "");
        assert_eq!(bar(0.0001, 10), "▏");
        assert_eq!(bar(1.0, 3), "███");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(f64::NAN, 3), "");
        assert_eq!(bar(0.5, 0), "");
        assert_eq!(low_bar(0.001, 10), "▏");
        assert_eq!(low_bar(0.5, 10), "▆▆▆▆▆");
    }

    #[test]
    fn text_is_clipped_and_wide_characters_stay_whole() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        assert_eq!(put(&mut buffer, 1, 0, "日本語", 9, Style::new()), 2);
        assert_eq!(put(&mut buffer, 9, 9, "x", 9, Style::new()), 0);
        assert_eq!(put_fit(&mut buffer, 0, 0, "abcdef", 4, Style::new()), 4);
        assert_eq!(buffer[(3, 0)].symbol(), "…");
    }
}
