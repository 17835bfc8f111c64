//! A problem as a box above the status line: what, why, what to do. Esc puts it away.

use crate::paint;
use crate::state::State;
use ninefold_base::{Problem, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub fn draw(state: &State, problem: &Problem, body: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = body.width.saturating_sub(2).min(100);
    let room = usize::from(width.saturating_sub(6)).max(4);
    let what = text::wrap(&text::visible(&problem.what), room);
    let why: Vec<String> = problem.why.lines().flat_map(|line| text::wrap(&text::visible(line), room)).collect();
    let fix = text::wrap(&text::visible(&problem.fix), room);
    let mut lines = Vec::new();
    for (sign, part, style) in [
        ("✗ ", what, theme.raised.patch(theme.error)),
        ("  ", why, theme.raised),
        ("→ ", fix, theme.raised.patch(theme.accent)),
    ] {
        for (i, line) in part.into_iter().enumerate().take(6) {
            lines.push((if i == 0 { sign } else { "  " }, line, style));
        }
    }
    let height = (lines.len() as u16 + 2).min(body.height);
    let area = Rect { x: body.x + (body.width - width) / 2, y: body.bottom() - height, width, height };
    let inner = paint::boxed(buffer, area, "Esc closes this", theme);
    for (i, (sign, line, style)) in lines.iter().enumerate().take(usize::from(inner.height)) {
        let y = inner.y + i as u16;
        paint::put(buffer, inner.x, y, sign, 2, *style);
        paint::put(buffer, inner.x + 2, y, line, inner.width.saturating_sub(2), *style);
    }
}
