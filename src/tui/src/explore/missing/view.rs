//! Draws the pane Missing: a line that names the views, the one in focus, and two others where there is room.

use super::{MissingView, by_share, patterns, update};
use crate::charts::heatmap::Window;
use crate::charts::{Heatmap, MissingMap as MapChart, Range, Titles, numbers};
use crate::explore::sides::{self, name_of};
use crate::explore::{figures, frame, profile_of};
use crate::paint::{self, Run, run};
use crate::state::State;
use ninefold_base::explore::ExploreRequest;
use ninefold_base::profile::Profile;
use ninefold_base::profile::missing::MissingMap;
use ninefold_base::{ColumnId, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// Percent of the room that the view in focus has where two others stand beside it.
const SHARE: u16 = 62;

/// The line of views, the view in focus, and the room of the others (empty where the screen is narrow).
fn areas(area: Rect) -> (Rect, Rect, Rect) {
    let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    let body = Rect { y: area.y + line.height, height: area.height - line.height, ..area };
    if area.width >= sides::BESIDE && area.height >= 16 {
        let (focus, others) = sides::split(body, SHARE);
        return (line, focus, others);
    }
    let focus = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    (line, focus, Rect { height: 0, ..focus })
}

/// Where the lines of a list stand, or the heat map.
fn rows_of(focus: Rect) -> Rect {
    Rect { y: focus.y + 2.min(focus.height), height: focus.height.saturating_sub(2), ..focus }
}

pub fn list_rows(_state: &State, area: Rect) -> Rect {
    rows_of(areas(area).1)
}

fn view_places(line: Rect) -> Vec<(MissingView, Rect)> {
    let mut x = line.x;
    let mut places = Vec::new();
    for view in MissingView::ALL {
        let width = (text::width(view.label()) as u16).min(line.right().saturating_sub(x));
        places.push((view, Rect { x, width, ..line }));
        x += width + 3;
    }
    places
}

pub fn view_at(area: Rect, x: u16, y: u16) -> Option<MissingView> {
    let line = areas(area).0;
    view_places(line)
        .into_iter()
        .find(|(_, place)| y == place.y && x >= place.x && x < place.right() && place.height > 0)
        .map(|(view, _)| view)
}

/// Row and column under the mouse in the view in focus.
pub fn place_at(state: &State, area: Rect, x: u16, y: u16) -> Option<(usize, usize)> {
    let profile = profile_of(state)?;
    let (_, focus, _) = areas(area);
    if x < focus.x || x >= focus.right() || y < focus.y || y >= focus.bottom() {
        return None;
    }
    // Charts say where things are only while they draw.
    let mut canvas = Buffer::empty(Rect::new(0, 0, state.width, state.height));
    let missing = &state.explore.missing;
    let rows = rows_of(focus);
    match missing.view {
        MissingView::Map => draw_map(state, profile, focus, &mut canvas)?.at(x, y).map(|(_, column)| (0, column)),
        MissingView::Together => draw_together(state, profile, focus, &mut canvas)?.at(x, y),
        MissingView::Shares => {
            let place = missing.shares.at(y.checked_sub(rows.y)?, by_share(profile).len(), rows.height)?;
            Some((place, 0))
        }
        MissingView::Patterns => {
            let place = missing.patterns.at(y.checked_sub(rows.y)?, profile.missing.patterns.len(), rows.height)?;
            Some((place, 0))
        }
    }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(profile) = profile_of(state) else { return };
    if profile.missing.cells == 0 {
        let (heading, sentence) = if profile.is_whole() {
            ("Nothing is missing.", "Every cell of every row has a value.")
        } else {
            ("Nothing is missing so far …", "Rows are still being read.")
        };
        let hint = "Texts such as NA, ? or -999 may still mean missing: `F` lists what looks like it, `m` in the grid accepts markers.";
        return frame::page(state, area, buffer, heading, &[sentence, hint]);
    }
    let (line, focus, others) = areas(area);
    draw_views(state, profile, line, buffer);
    let shown = state.explore.missing.view;
    draw_view(state, profile, shown, focus, buffer);
    if others.height == 0 {
        return;
    }
    let body = Rect { y: line.bottom(), height: area.height - line.height, ..area };
    sides::draw_border(body, focus, others, &state.theme, buffer);
    let companions = match shown {
        MissingView::Map => [MissingView::Shares, MissingView::Patterns],
        MissingView::Shares | MissingView::Patterns => [MissingView::Map, MissingView::Together],
        MissingView::Together => [MissingView::Shares, MissingView::Patterns],
    };
    let half = others.height / 2;
    draw_view(state, profile, companions[0], Rect { height: half.saturating_sub(1), ..others }, buffer);
    draw_view(
        state,
        profile,
        companions[1],
        Rect { y: others.y + half, height: others.height - half, ..others },
        buffer,
    );
}

fn draw_view(state: &State, profile: &Profile, view: MissingView, area: Rect, buffer: &mut Buffer) {
    match view {
        MissingView::Map => {
            draw_map(state, profile, area, buffer);
        }
        MissingView::Shares => draw_shares(state, profile, area, buffer),
        MissingView::Together => {
            draw_together(state, profile, area, buffer);
        }
        MissingView::Patterns => draw_patterns(state, profile, area, buffer),
    }
}

/// `map   by column   together   patterns        ~ 19 cells missing (0.7 %) · 333 complete rows (96.8 %)`
fn draw_views(state: &State, profile: &Profile, line: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let mut end = line.x;
    for (view, place) in view_places(line) {
        let current = view == state.explore.missing.view;
        let style = if current { theme.cursor_row.patch(theme.heading) } else { theme.dim };
        paint::put(buffer, place.x, place.y, view.label(), place.width, style);
        if current && place.x > 0 {
            paint::put(buffer, place.x - 1, place.y, "▸", 1, theme.accent);
        }
        end = place.right();
    }
    let all = profile.rows_read.saturating_mul(profile.columns.len() as u64);
    let cells = figures::count_of(profile, profile.missing.cells, all);
    let complete = figures::count_of(profile, profile.missing.complete_rows, profile.rows_read);
    let long = format!("{cells} cells missing · {complete} rows without any");
    let short = format!("{cells} cells");
    for content in [long, short] {
        if usize::from(line.right().saturating_sub(end + 2)) >= text::width(&content) {
            paint::put_aligned(buffer, line.x, line.y, &content, line.width, Alignment::Right, theme.dim);
            return;
        }
    }
}

/// The heading of a view that draws none itself.
fn draw_heading(state: &State, view: MissingView, note: &str, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    if area.height > 0 {
        let parts: [Run<'_>; 2] = [run(view.title(), theme.heading), run(format!("  {note}"), theme.dim)];
        paint::runs(buffer, area.x, area.y, area.width, &parts);
    }
}

fn draw_map(state: &State, profile: &Profile, area: Rect, buffer: &mut Buffer) -> Option<Window> {
    let map = update::map(state)?;
    let wanted = state.explore.missing.sorted_by;
    let failed = wanted
        .and_then(|column| state.explore.answers.problem_of(&ExploreRequest::MissingMap { sorted_by: Some(column) }));
    let order = match (map.sorted_by, wanted, failed) {
        (_, _, Some(problem)) => format!("! {}: {}", text::visible(&problem.what), text::visible(&problem.why)),
        (Some(column), Some(_), None) => format!("rows sorted by {}", name_of(profile, column)),
        (None, Some(column), None) => format!("sorting by {} …", name_of(profile, column)),
        _ => "rows in their own order".into(),
    };
    let blocks = map.missing.first().map_or(0, Vec::len);
    if blocks == 0 {
        draw_heading(state, MissingView::Map, "comes when all rows are read", area, buffer);
        return None;
    }
    let names: Vec<String> = map.columns.iter().map(|column| name_of(profile, *column)).collect();
    let shares = shares_of(profile, map, blocks);
    let rows: Vec<u64> = (0..=blocks as u64).map(|block| (block * map.block_rows).min(map.rows) + 1).collect();
    let totals: Vec<f64> = map.columns.iter().map(|column| share_of(profile, *column)).collect();
    let chart = MapChart {
        titles: Titles { title: MissingView::Map.title(), x: "", y: &order, n: None },
        columns: &names,
        shares: &shares,
        rows: &rows,
        totals: &totals,
        cursor: (state.explore.missing.view == MissingView::Map).then_some(state.explore.missing.column),
        first: 0,
    };
    let under = (state.explore.missing.view == MissingView::Map).then(|| about_column(state, profile)).flatten();
    let chart_area = Rect { height: area.height - u16::from(under.is_some() && area.height > 8), ..area };
    let window = chart.draw(buffer, chart_area, &state.theme);
    if let Some(under) = under.filter(|_| area.height > 8) {
        paint::put_fit(buffer, area.x, area.bottom() - 1, &under, area.width, state.theme.text);
    }
    Some(window)
}

/// Shares block by block. Blocks that were not read yet have none.
fn shares_of(profile: &Profile, map: &MissingMap, blocks: usize) -> Vec<f64> {
    let read = if profile.is_whole() || map.sorted_by.is_some() { map.rows } else { profile.rows_read };
    let mut shares = Vec::with_capacity(blocks * map.columns.len());
    for block in 0..blocks {
        let from = block as u64 * map.block_rows;
        let rows = (from + map.block_rows).min(read).saturating_sub(from);
        for column in &map.missing {
            let missing = column.get(block).copied().unwrap_or(0);
            shares.push(if rows == 0 { f64::NAN } else { (missing as f64 / rows as f64).min(1.0) });
        }
    }
    shares
}

fn share_of(profile: &Profile, column: ColumnId) -> f64 {
    profile
        .columns
        .get(column.index())
        .map_or(0.0, |column| column.counts.missing as f64 / column.counts.rows.max(1) as f64)
}

/// The column under the cursor in a sentence.
fn about_column(state: &State, profile: &Profile) -> Option<String> {
    let column = profile.columns.get(update::current(state)?.index())?;
    let count = figures::count_of(profile, column.counts.missing, column.counts.rows);
    let hint = if column.counts.missing > 0 { " · Enter shows its rows" } else { "" };
    Some(format!(
        "▲ {}: {count} of {} missing{hint}",
        name_of(profile, column.column),
        format::counted(column.counts.rows, "row")
    ))
}

fn draw_shares(state: &State, profile: &Profile, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let columns = by_share(profile);
    let note = format!("{} of {}", columns.len(), format::counted(profile.columns.len() as u64, "column"));
    draw_heading(state, MissingView::Shares, &note, area, buffer);
    let rows = rows_of(area);
    let cursor = &state.explore.missing.shares;
    let focused = state.explore.missing.view == MissingView::Shares;
    let first = if focused { cursor.first(columns.len(), rows.height) } else { 0 };
    let longest = columns.iter().take(500).map(|column| text::width(&name_of(profile, *column))).max().unwrap_or(0);
    let name_room = (longest as u16).clamp(4, (rows.width / 3).max(4));
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(column) = columns.get(place).and_then(|column| profile.columns.get(column.index())) else { break };
        let at = Rect { y: rows.y + line, height: 1, ..rows };
        let style = draw_cursor(state, focused && place == cursor.selected, at, buffer);
        paint::put_fit(buffer, at.x + 2, at.y, &name_of(profile, column.column), name_room, style);
        let figure = figures::count_of(profile, column.counts.missing, column.counts.rows);
        let x = at.x + 2 + name_room + 1;
        let room = at.right().saturating_sub(x);
        let figure_room = 20.min(room);
        paint::put_aligned(buffer, x, at.y, &figure, figure_room, Alignment::Right, style);
        let bar_room = room.saturating_sub(figure_room + 1);
        let bar = paint::low_bar(share_of(profile, column.column), bar_room);
        paint::put(buffer, x + figure_room + 1, at.y, &bar, bar_room, theme.series(0));
    }
    if focused {
        paint::scroll_bar(buffer, Rect { width: rows.width + 1, ..rows }, first, columns.len(), theme);
    }
}

/// Marks the line of the cursor; returns the ink of its text.
fn draw_cursor(state: &State, selected: bool, line: Rect, buffer: &mut Buffer) -> Style {
    let theme = &state.theme;
    if !selected {
        return Style { bg: None, ..theme.text };
    }
    paint::tint(buffer, line, theme.cursor_row);
    paint::put(buffer, line.x, line.y, "▸", 1, theme.accent);
    theme.heading
}

fn draw_together(state: &State, profile: &Profile, area: Rect, buffer: &mut Buffer) -> Option<Window> {
    let missing = &profile.missing;
    let focused = state.explore.missing.view == MissingView::Together;
    if missing.clustered.len() < 2 {
        let note = if profile.is_whole() {
            "needs two columns with some, but not only, missing values"
        } else {
            "comes when all rows are read"
        };
        draw_heading(state, MissingView::Together, note, area, buffer);
        return None;
    }
    let names: Vec<String> = missing.clustered.iter().map(|column| name_of(profile, *column)).collect();
    let values: Vec<f64> =
        missing.correlation.iter().flatten().map(|figure| figure.value().unwrap_or(f64::NAN)).collect();
    let last = names.len() - 1;
    let (row, column) = state.explore.missing.cell;
    let (row, column) = (row.min(last), column.min(last));
    let under = focused && area.height > 8;
    let window = Heatmap {
        title: MissingView::Together.title(),
        rows: &names,
        columns: &names,
        values: &values,
        texts: &[],
        range: Range::Diverging,
        measure: "φ of being missing",
        cursor: focused.then_some((row, column)),
        first: (0, 0),
    }
    .draw(buffer, Rect { height: area.height - if under { 2 } else { 0 }, ..area }, &state.theme);
    if under {
        let figure = missing.correlation.get(row).and_then(|line| line.get(column));
        let shown = match figure {
            Some(figure) => match figure.value() {
                Some(value) => format!("φ {}{}", profile.mark(), numbers::coefficient(value, 3)),
                None => format!("– {}", text::visible(figure.reason().unwrap_or_default())),
            },
            None => "–".into(),
        };
        let sentence = format!(
            "{} and {}: {shown}. 1: always missing in the same rows, 0: unrelated, -1: never both. Enter shows the rows in which both are missing.",
            names[row], names[column]
        );
        let line = Rect { y: area.bottom() - 2, height: 2, ..area };
        sides::sentences(buffer, line, &[(sentence, state.theme.text)]);
    }
    Some(window)
}

fn draw_patterns(state: &State, profile: &Profile, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let missing = &profile.missing;
    let mut note = format!("{}{} different", profile.mark(), format::grouped(missing.distinct_patterns));
    if missing.other_rows > 0 {
        let rows = format::counted(missing.other_rows, "row");
        note.push_str(&format!(", the {} commonest listed; {rows} have another", missing.patterns.len()));
    }
    draw_heading(state, MissingView::Patterns, &note, area, buffer);
    let mut incomplete = by_share(profile);
    incomplete.sort();
    let rows = rows_of(area);
    // One sign a column, only while that leaves room for the names.
    let marks = if incomplete.len() as u16 + 40 <= rows.width { incomplete.len() as u16 + 2 } else { 0 };
    if area.height > 1 {
        let y = area.y + 1;
        paint::put_aligned(buffer, area.x + 2, y, "rows", 10.min(area.width), Alignment::Right, theme.dim);
        paint::put_fit(buffer, area.x + 23 + marks, y, "missing", area.width.saturating_sub(23 + marks), theme.dim);
    }
    let focused = state.explore.missing.view == MissingView::Patterns;
    let cursor = &state.explore.missing.patterns;
    let first = if focused { cursor.first(missing.patterns.len(), rows.height) } else { 0 };
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(pattern) = missing.patterns.get(place) else { break };
        let at = Rect { y: rows.y + line, height: 1, ..rows };
        let style = draw_cursor(state, focused && place == cursor.selected, at, buffer);
        let count = format!("{}{}", profile.mark(), format::grouped(pattern.rows));
        paint::put_aligned(buffer, at.x + 2, at.y, &count, 10, Alignment::Right, style);
        let share = format::percent(pattern.rows, profile.rows_read);
        paint::put_aligned(buffer, at.x + 12, at.y, &share, 9, Alignment::Right, theme.dim);
        if marks > 0 {
            paint::put(buffer, at.x + 23, at.y, &patterns::marks(&incomplete, pattern), marks, theme.warning);
        }
        let words = patterns::words(profile, pattern);
        paint::put_fit(buffer, at.x + 23 + marks, at.y, &words, at.width.saturating_sub(23 + marks), style);
    }
    if focused {
        paint::scroll_bar(buffer, Rect { width: rows.width + 1, ..rows }, first, missing.patterns.len(), theme);
    }
}
