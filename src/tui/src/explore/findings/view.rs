//! Draws the pane Findings.
//!
//! ```text
//!  12 findings, worst first · 2 accepted       │ ! missing                      1 of 12
//!  ▸ ! missing      `cabin` is missing in 687  │ `cabin` is missing in 687 of 891 rows (77.1 %)
//!    i skewed       `fare` has a long tail     │ rule  missing in more than 1 % of the rows
//!    ✓ constant     accepted: a constant of …  │ →     see whether the missing rows differ
//! ```

use super::{listed, update};
use crate::explore::sides::{self, name_of};
use crate::explore::{figures, profile_of};
use crate::paint::{self, run};
use crate::reading::sign;
use crate::state::State;
use ninefold_base::profile::Profile;
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// Percent of the room that the list has.
const SHARE: u16 = 50;
/// Cells of the kind of a finding.
const KIND: u16 = 19;

/// Where the rows of the list stand.
pub fn list_rows(area: Rect) -> Rect {
    rows_of(sides::split(area, SHARE).0)
}

fn rows_of(list: Rect) -> Rect {
    Rect { y: list.y + list.height.min(1), height: list.height.saturating_sub(1), ..list }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(profile) = profile_of(state) else { return };
    let (list, detail) = sides::split(area, SHARE);
    let findings = listed(profile);
    if findings.is_empty() {
        return draw_none(state, profile, area, buffer);
    }
    draw_list(state, profile, &findings, list, buffer);
    sides::draw_border(area, list, detail, &state.theme, buffer);
    if let Some(finding) = update::current(state) {
        draw_detail(state, profile, finding, findings.len(), detail, buffer);
    }
}

fn draw_none(state: &State, profile: &Profile, area: Rect, buffer: &mut Buffer) {
    let looked = format!(
        "{} kinds of trouble are looked for: missing and hidden missing values, duplicates, constants, identifiers, leaks, outliers and others.",
        FindingKind::ALL.len()
    );
    let heading = if profile.is_whole() { "Nothing to warn of." } else { "Nothing to warn of so far …" };
    crate::explore::frame::page(state, area, buffer, heading, &[&looked, "`?` says how findings are read."]);
}

fn draw_list(state: &State, profile: &Profile, findings: &[&ProfileFinding], list: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    if list.height == 0 {
        return;
    }
    let accepted = findings.iter().filter(|finding| finding.acknowledged.is_some()).count() as u64;
    let open = findings.len() as u64 - accepted;
    let mut heading = vec![
        run(format!("{}{}", profile.mark(), format::counted(open, "finding")), theme.heading),
        run(", worst first", theme.dim),
    ];
    if accepted > 0 {
        heading.push(run(format!(" · {} accepted", format::grouped(accepted)), theme.dim));
    }
    paint::runs(buffer, list.x, list.y, list.width, &heading);
    let rows = rows_of(list);
    let cursor = &state.explore.findings.cursor;
    let first = cursor.first(findings.len(), rows.height);
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(finding) = findings.get(place) else { break };
        let at = Rect { y: rows.y + line, height: 1, ..rows };
        if place == cursor.selected {
            paint::tint(buffer, at, theme.cursor_row);
            paint::put(buffer, at.x, at.y, "▸", 1, theme.accent);
        }
        draw_line(state, finding, place == cursor.selected, at, buffer);
    }
    paint::scroll_bar(buffer, Rect { width: rows.width + 1, ..rows }, first, findings.len(), theme);
}

fn draw_line(state: &State, finding: &ProfileFinding, selected: bool, line: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let (mark, mark_style) = mark_of(state, finding);
    paint::put(buffer, line.x + 2, line.y, mark, 1, mark_style);
    let plain = Style { bg: None, ..theme.text };
    let style = match (&finding.acknowledged, selected) {
        (Some(_), _) => theme.dim,
        (None, true) => theme.heading,
        (None, false) => plain,
    };
    let kind = KIND.min(line.width.saturating_sub(4));
    paint::put_fit(buffer, line.x + 4, line.y, finding.kind.name(), kind.saturating_sub(1), theme.dim);
    let content = match &finding.acknowledged {
        Some(reason) => format!("accepted: {reason} · {}", finding.text),
        None => finding.text.clone(),
    };
    let x = line.x + 4 + kind;
    paint::put_fit(buffer, x, line.y, &text::visible(&content), line.width.saturating_sub(4 + kind), style);
}

fn mark_of(state: &State, finding: &ProfileFinding) -> (&'static str, Style) {
    match &finding.acknowledged {
        Some(_) => ("✓", state.theme.dim),
        None => sign(finding.severity, &state.theme),
    }
}

/// What Enter leads to.
fn rows_sentence(finding: &ProfileFinding) -> String {
    match &finding.rows {
        FindingRows::Where(condition) => format!("Enter shows the rows where {}", text::visible(condition)),
        FindingRows::Numbers(rows) if !rows.is_empty() => {
            let count = format::counted(rows.len() as u64, "row");
            let first: Vec<String> = rows.iter().take(6).map(|row| format::grouped(*row)).collect();
            let more = if rows.len() > first.len() { ", …" } else { "" };
            format!("Enter shows {count}: {}{more}", first.join(", "))
        }
        FindingRows::Numbers(_) | FindingRows::None if finding.column.is_some() => {
            "it is about the column as a whole: Enter shows it".into()
        }
        FindingRows::Numbers(_) | FindingRows::None => "it is about the table as a whole".into(),
    }
}

fn draw_detail(
    state: &State,
    profile: &Profile,
    finding: &ProfileFinding,
    all: usize,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &state.theme;
    if area.height == 0 {
        return;
    }
    let (mark, style) = mark_of(state, finding);
    let names: Vec<String> =
        [finding.column, finding.other].into_iter().flatten().map(|column| name_of(profile, column)).collect();
    let heading = [
        run(format!("{mark} "), style),
        run(finding.kind.name(), theme.heading),
        run(format!("  {}", names.join(" and ")), theme.accent),
    ];
    let used = paint::runs(buffer, area.x, area.y, area.width, &heading);
    let place = format!("{} of {all}", state.explore.findings.cursor.selected + 1);
    if usize::from(area.width.saturating_sub(used + 2)) >= text::width(&place) {
        paint::put_aligned(buffer, area.x, area.y, &place, area.width, Alignment::Right, theme.dim);
    }
    let mark = profile.mark();
    let mut lines = vec![(text::visible(&finding.text), theme.text)];
    if let Some(reason) = &finding.acknowledged {
        lines.push((format!("✓ accepted: {}", text::visible(reason)), theme.note));
    }
    lines.push((format!("→ {}", text::visible(&finding.advice)), theme.accent));
    lines.push((
        format!("rule: {} · measured: {mark}{}", text::visible(&finding.rule), figures::number(finding.evidence)),
        theme.dim,
    ));
    lines.push((format!("looked for: {}", finding.kind.meaning()), theme.dim));
    lines.push((rows_sentence(finding), theme.dim));
    let text_area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let used = sides::sentences(buffer, text_area, &lines);
    let column = finding.column.and_then(|column| profile.columns.get(column.index()));
    if let Some(column) = column {
        let room = sides::below(text_area, used);
        let picture = Rect { height: room.height.min(22), ..room };
        sides::draw_column(state, column, picture, buffer);
    }
}
