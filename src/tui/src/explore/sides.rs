//! A pane of two parts, beside each other where the screen is wide, else below each other; and what is drawn in several
//! panes: sentences that wrap, a column's name, a column's own picture.

use super::columns::view::title_of;
use crate::charts::{Bar, Bars, Bins, Heights, Histogram, Titles};
use crate::paint;
use crate::state::State;
use crate::theme::Theme;
use crate::words;
use ninefold_base::profile::Profile;
use ninefold_base::profile::column::{ColumnProfile, Scale};
use ninefold_base::{ColumnId, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// From this width on the second part stands beside the first.
pub const BESIDE: u16 = 110;

/// The two parts of a pane; the first has `share` percent of the room.
pub fn split(area: Rect, share: u16) -> (Rect, Rect) {
    let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if area.width >= BESIDE {
        let width = (u32::from(inset.width) * u32::from(share) / 100) as u16;
        let first = Rect { width, ..inset };
        return (first, Rect { x: first.right() + 3, width: inset.width.saturating_sub(width + 3), ..inset });
    }
    let height = match area.height {
        height if height < 9 => height,
        height => (u32::from(height) * u32::from(share.min(55)) / 100) as u16,
    };
    let first = Rect { height, ..inset };
    let rest = inset.height - height;
    (first, Rect { y: first.bottom() + rest.min(1), height: rest.saturating_sub(1), ..inset })
}

/// The line between the two parts.
pub fn draw_border(area: Rect, first: Rect, second: Rect, theme: &Theme, buffer: &mut Buffer) {
    if second.height == 0 || second.width == 0 {
        return;
    }
    if second.x > first.x {
        for y in area.top()..area.bottom() {
            paint::put(buffer, first.right() + 1, y, "│", 1, theme.line);
        }
    } else {
        paint::horizontal(buffer, Rect { y: first.bottom(), height: 1, ..area }, theme.line);
    }
}

/// Writes sentences below each other, wrapped; returns the lines used.
pub fn sentences(buffer: &mut Buffer, area: Rect, content: &[(String, Style)]) -> u16 {
    let mut used = 0;
    for (sentence, style) in content {
        for line in text::wrap(sentence, usize::from(area.width).max(1)) {
            if used >= area.height {
                return used;
            }
            paint::put(buffer, area.x, area.y + used, &line, area.width, *style);
            used += 1;
        }
    }
    used
}

/// What is left of an area below its first `lines` lines and an empty one.
pub fn below(area: Rect, lines: u16) -> Rect {
    let used = (lines + 1).min(area.height);
    Rect { y: area.y + used, height: area.height - used, ..area }
}

/// A column's name as it is shown.
pub fn name_of(profile: &Profile, column: ColumnId) -> String {
    profile.columns.get(column.index()).map(title_of).unwrap_or_default()
}

/// A column's histogram or commonest values, as it is in the profile.
pub fn draw_column(state: &State, column: &ColumnProfile, area: Rect, buffer: &mut Buffer) {
    if area.height < 4 || area.width < 12 {
        return;
    }
    let name = title_of(column);
    if let Some(histogram) = column.histogram.as_ref().filter(|histogram| !histogram.counts.is_empty()) {
        let edges = &histogram.edges;
        Histogram {
            titles: Titles { title: "", x: &name, y: "rows", n: Some(histogram.total()) },
            bins: if histogram.scale == Scale::Time { Bins::Times(edges) } else { Bins::Edges(edges) },
            counts: &histogram.counts,
            heights: Heights::Linear,
            cursor: None,
            marks: &[],
        }
        .draw(buffer, area, &state.theme);
    } else if !column.top.is_empty() {
        let labels: Vec<String> = column.top.iter().map(|value| words::value_text(&value.value)).collect();
        let bars: Vec<Bar<'_>> =
            column.top.iter().zip(&labels).map(|(value, label)| Bar { label, count: value.rows, parts: &[] }).collect();
        Bars {
            titles: Titles { title: &name, x: "", y: "", n: None },
            bars: &bars,
            classes: &[],
            total: column.counts.rows,
            cursor: None,
            first: 0,
        }
        .draw(buffer, area, &state.theme);
    }
}
