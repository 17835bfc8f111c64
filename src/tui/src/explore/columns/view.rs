//! Draws the pane Columns: the list, and the detail beside it, or below it where the screen is narrow.

use super::{ColumnOrder, detail, spark_counts, typical, worst};
use crate::charts::sparkline;
use crate::explore::{figures, profile_of};
use crate::paint::{self, Run, run};
use crate::reading::sign;
use crate::state::State;
use ninefold_base::profile::Profile;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

/// From this width on the detail stands beside the list.
const BESIDE: u16 = 110;
/// Lines above the list's rows: what is listed, names of the columns.
const HEAD: u16 = 2;

/// The list and the detail; one of them without room where the other has all of it.
fn areas(area: Rect, enlarged: bool) -> (Rect, Rect) {
    let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if enlarged {
        return (Rect { height: 0, ..inset }, inset);
    }
    if area.width >= BESIDE {
        let width = (inset.width * 45 / 100).clamp(56, 88);
        let list = Rect { width, ..inset };
        return (list, Rect { x: list.right() + 3, width: inset.width.saturating_sub(width + 3), ..inset });
    }
    let height = if area.height < 9 { area.height } else { (area.height * 2 / 5).max(HEAD + 3) };
    let list = Rect { height, ..inset };
    let rest = inset.height - height;
    (list, Rect { y: list.bottom() + rest.min(1), height: rest.saturating_sub(1), ..inset })
}

pub fn detail_area(state: &State, area: Rect) -> Rect {
    areas(area, state.explore.columns.enlarged).1
}

/// Where the rows of the list stand while it is seen.
pub fn list_rows(area: Rect) -> Rect {
    rows_of(areas(area, false).0)
}

fn rows_of(list: Rect) -> Rect {
    Rect { y: list.y + HEAD.min(list.height), height: list.height.saturating_sub(HEAD), ..list }
}

/// The place in the list under the mouse.
pub fn place_at(state: &State, area: Rect, x: u16, y: u16) -> Option<usize> {
    let columns = &state.explore.columns;
    let rows = rows_of(areas(area, columns.enlarged).0);
    if x >= rows.right() || y < rows.y {
        return None;
    }
    columns.cursor.at(y - rows.y, columns.shown.len(), rows.height)
}

/// A column's name as it is shown: safe, and never nothing.
pub fn title_of(column: &ColumnProfile) -> String {
    if column.name.is_empty() { "(no name)".into() } else { text::visible(&column.name) }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(profile) = profile_of(state) else { return };
    let (list, detail) = areas(area, state.explore.columns.enlarged);
    draw_list(state, profile, list, buffer);
    if detail.height > 0 && list.height > 0 {
        if detail.x > list.x {
            for y in area.top()..area.bottom() {
                paint::put(buffer, list.right() + 1, y, "│", 1, state.theme.line);
            }
        } else {
            paint::horizontal(buffer, Rect { y: list.bottom(), height: 1, ..area }, state.theme.line);
        }
    }
    detail::draw(state, detail, buffer);
}

/// What is listed, and in which order.
fn heading(state: &State, profile: &Profile) -> Vec<Run<'static>> {
    let theme = &state.theme;
    let columns = &state.explore.columns;
    let all = format::counted(profile.columns.len() as u64, "column");
    let mut parts = Vec::new();
    if columns.filter.is_empty() {
        parts.push(run(all, theme.heading));
    } else {
        parts.push(run(format!("{} of {all}", columns.shown.len()), theme.heading));
        parts.push(run(format!(" with `{}`", text::visible(&columns.filter)), theme.accent));
    }
    if columns.order != ColumnOrder::File || columns.reversed {
        let turned = if columns.reversed { ", turned round" } else { "" };
        parts.push(run(format!(" {}{turned}", columns.order.describe()), theme.accent));
    }
    let cells = profile.missing.cells;
    if cells > 0 {
        let all = profile.rows_read.saturating_mul(profile.columns.len() as u64);
        let share = format::percent(cells, all);
        parts
            .push(run(format!(" · {}{} missing ({share})", profile.mark(), format::counted(cells, "cell")), theme.dim));
    }
    let duplicates = &profile.duplicates;
    if duplicates.known && duplicates.rows_to_drop > 0 {
        let mark = profile.mark_of(duplicates.precision);
        parts.push(run(format!(" · {mark}{}", format::counted(duplicates.rows_to_drop, "duplicate")), theme.warning));
    }
    parts
}

/// Cells of each part of a line.
struct Widths {
    name: u16,
    /// 0 where there is no room for it.
    typical: u16,
    spark: u16,
}

const KIND: u16 = 8;
const MISSING: u16 = 8;
const DISTINCT: u16 = 9;
const MARK: u16 = 3;
const TYPICAL: u16 = 18;

impl Widths {
    fn of(profile: &Profile, room: u16) -> Self {
        let longest =
            profile.columns.iter().take(500).map(|column| text::width(&column.name)).max().unwrap_or(0) as u16;
        let left = room.saturating_sub(2 + 1 + KIND + MISSING + 1 + DISTINCT + 2 + MARK);
        let spark = (left / 3).clamp(6.min(left), 24);
        let name = longest.clamp(8, 40).min(left.saturating_sub(spark));
        let rest = left - name;
        // A value in the middle and the space behind it.
        let typical = if rest >= TYPICAL + 14 { TYPICAL } else { 0 };
        Self { name, typical, spark: (rest - typical).min(24) }
    }
}

fn draw_list(state: &State, profile: &Profile, list: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    if list.height == 0 {
        return;
    }
    paint::runs(buffer, list.x, list.y, list.width, &heading(state, profile));
    let widths = Widths::of(profile, list.width);
    if list.height > 1 {
        let y = list.y + 1;
        let mut x = list.x + 2;
        paint::put_fit(buffer, x, y, "name", widths.name, theme.dim);
        x += widths.name + 1;
        paint::put(buffer, x, y, "type", KIND, theme.dim);
        x += KIND;
        paint::put_aligned(buffer, x, y, "missing", MISSING, Alignment::Right, theme.dim);
        x += MISSING + 1;
        paint::put_aligned(buffer, x, y, "distinct", DISTINCT, Alignment::Right, theme.dim);
        x += DISTINCT + 2;
        paint::put(buffer, x, y, "median, mode", widths.typical.saturating_sub(2), theme.dim);
        x += widths.typical;
        paint::put(buffer, x, y, "shape", widths.spark, theme.dim);
    }
    let rows = rows_of(list);
    let columns = &state.explore.columns;
    let first = columns.cursor.first(columns.shown.len(), rows.height);
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(column) = columns.shown.get(place).and_then(|id| profile.columns.get(id.index())) else { break };
        let selected = place == columns.cursor.selected;
        draw_line(state, profile, column, &widths, selected, Rect { y: rows.y + line, height: 1, ..rows }, buffer);
    }
    let bar = Rect { width: rows.width + 1, ..rows };
    paint::scroll_bar(buffer, bar, first, columns.shown.len(), theme);
}

fn draw_line(
    state: &State,
    profile: &Profile,
    column: &ColumnProfile,
    widths: &Widths,
    selected: bool,
    line: Rect,
    buffer: &mut Buffer,
) {
    let theme = &state.theme;
    let (mut x, y) = (line.x, line.y);
    if selected {
        paint::tint(buffer, line, theme.cursor_row);
        paint::put(buffer, x, y, "▸", 1, theme.accent);
    }
    x += 2;
    let name_style = if selected { theme.heading } else { ratatui::style::Style { bg: None, ..theme.text } };
    paint::put_fit(buffer, x, y, &title_of(column), widths.name, name_style);
    x += widths.name + 1;
    paint::put(buffer, x, y, column.kind.label(), KIND, theme.dim);
    x += KIND;
    let missing = column.counts.missing + column.counts.invalid;
    let (share, style) = match missing {
        0 => ("·".to_string(), theme.dim),
        _ => (format!("{}{}", profile.mark(), format::percent(missing, column.counts.rows)), theme.warning),
    };
    paint::put_aligned(buffer, x, y, &share, MISSING, Alignment::Right, style);
    x += MISSING + 1;
    let ink = ratatui::style::Style { bg: None, ..theme.text };
    paint::put_aligned(buffer, x, y, &figures::count(profile, column.distinct), DISTINCT, Alignment::Right, ink);
    x += DISTINCT + 2;
    paint::put_fit(buffer, x, y, &typical(profile, column), widths.typical.saturating_sub(2), ink);
    x += widths.typical;
    paint::put(buffer, x, y, &spark(column, widths.spark), widths.spark, theme.series(0));
    if let Some((severity, count)) = worst(profile, column.column) {
        let (mark, style) = sign(severity, theme);
        let label = if count > 1 { format!("{mark}{count}") } else { mark.to_string() };
        paint::put_aligned(buffer, line.right().saturating_sub(MARK), y, &label, MARK, Alignment::Right, style);
    }
}

/// Numbers and times as a closed shape, categories as bars that stand apart. The highest bar leaves an eighth of its
/// line free, so that it does not run into the line above.
fn spark(column: &ColumnProfile, width: u16) -> String {
    let counts = spark_counts(column);
    let signs = if column.histogram.is_some() {
        sparkline(&counts, usize::from(width))
    } else {
        let bars = counts.len().min(usize::from(width.div_ceil(2)));
        let signs = sparkline(&counts[..bars], bars);
        signs.chars().map(String::from).collect::<Vec<_>>().join(" ")
    };
    signs.replace('█', "▇")
}
