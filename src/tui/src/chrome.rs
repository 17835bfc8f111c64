//! The frame around the panes: stages and title above, status and keys below.

pub mod footer;
pub mod message;
pub mod status;

use crate::paint::{self, Run, run};
use crate::state::State;
use crate::table::Table;
use crate::words;
use ninefold_base::command::{CommandId, Context};
use ninefold_base::keys::Key;
use ninefold_base::read::Severity;
use ninefold_base::stage::Stage;
use ninefold_base::{RowCount, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// Where each stage stands in the bar: with its name where there is room, else only the current one with its name.
pub fn stage_places(current: Stage, area: Rect) -> Vec<(Stage, String, Rect)> {
    let full: usize = Stage::ALL.iter().map(|stage| text::width(&stage_label(*stage, true))).sum();
    let all_named = full + 2 <= usize::from(area.width);
    let mut x = area.x + 1;
    let mut places = Vec::new();
    for stage in Stage::ALL {
        let label = stage_label(stage, all_named || stage == current);
        let width = (text::width(&label) as u16).min(area.right().saturating_sub(x));
        places.push((stage, label, Rect::new(x, area.y, width, 1)));
        x += width;
    }
    places
}

fn stage_label(stage: Stage, named: bool) -> String {
    let mark = if stage.is_built() { "" } else { "·" };
    if named { format!(" {} {}{mark} ", stage.number(), stage.title()) } else { format!(" {}{mark} ", stage.number()) }
}

pub fn draw_stages(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    paint::fill(buffer, area, theme.bar);
    let mut end = area.x;
    for (stage, label, place) in stage_places(state.stage, area) {
        let style = match (stage == state.stage, stage.is_built()) {
            (true, _) => theme.current,
            (false, true) => theme.bar,
            (false, false) => theme.bar.patch(theme.dim),
        };
        paint::put(buffer, place.x, place.y, &label, place.width, style);
        end = place.right();
    }
    if area.right().saturating_sub(end) > 12 {
        paint::put_aligned(
            buffer,
            end,
            area.y,
            "ninefold ",
            area.right() - end,
            Alignment::Right,
            theme.bar.patch(theme.dim),
        );
    }
}

/// `20,000 rows`, `~9,000,000 rows`, `152 of 344 rows`.
pub fn rows_text(table: &Table) -> String {
    let whole = table.info.rows;
    if table.spec.filters.is_empty() && table.wanted.is_none() || same_count(table) {
        return match table.info.rows {
            RowCount::Exact(rows) => format::counted(rows, "row"),
            RowCount::Partial { .. } => format!("{whole} rows"),
        };
    }
    format!("{} of {} rows", table.rows, whole)
}

/// While a condition is being worked out the old rows are still shown.
fn same_count(table: &Table) -> bool {
    table.wanted.as_ref().is_some_and(|wanted| wanted.before.spec.filters.is_empty())
}

pub fn draw_title(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let Some(table) = &state.table else {
        paint::put(
            buffer,
            area.x + 1,
            area.y,
            if state.opening.is_some() { "opening …" } else { "no table is open" },
            area.width,
            theme.dim,
        );
        return;
    };
    let title = text::fit_end(&text::visible(&table.info.title), usize::from(area.width / 3).max(12));
    let mut parts: Vec<Run<'_>> =
        vec![run(title, theme.heading), run("   ", theme.text), run(rows_text(table), theme.text)];
    let shown = table.columns.len() as u64;
    parts.push(run(" · ", theme.dim));
    parts.push(run(format::counted(shown, "column"), theme.text));
    let hidden = table.columns.len() - table.shown.len();
    if hidden > 0 {
        parts.push(run(format!(" · {hidden} hidden"), theme.warning));
    }
    if let Some(bytes) = table.info.bytes {
        parts.push(run(" · ", theme.dim));
        parts.push(run(format::bytes(bytes), theme.text));
    }
    let crumbs = words::breadcrumbs(table, &table.spec);
    for (i, (word, crumb)) in crumbs.iter().enumerate() {
        parts.push(run(if i == 0 { "   " } else { "  " }, theme.text));
        parts.push(run(*word, theme.dim));
        parts.push(run(crumb.as_str(), theme.accent));
    }
    if table.wanted.is_some() {
        parts.push(run(format!(" {}", crate::prompt::view::spinner(state.ticks)), theme.accent));
    }
    let used = paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &parts);
    if let Some((label, style)) = findings_label(state, table)
        && usize::from(area.width.saturating_sub(used + 4)) >= text::width(&label)
    {
        paint::put_aligned(buffer, area.x, area.y, &label, area.width - 1, Alignment::Right, style);
    }
}

/// What was found while reading, where there is room for it: `✗ 3 findings (i)`.
fn findings_label(state: &State, table: &Table) -> Option<(String, Style)> {
    let worst =
        table.info.findings.iter().map(|finding| finding.severity).max().filter(|worst| *worst > Severity::Note)?;
    let count = table.info.findings.iter().filter(|finding| finding.severity > Severity::Note).count() as u64;
    let (sign, style) = crate::reading::sign(worst, &state.theme);
    let key = state
        .keymap
        .keys_of(Context::Grid, CommandId::Reading)
        .first()
        .map(|keys| keys.iter().map(Key::symbol).collect::<Vec<_>>().join(" "));
    let key = key.map(|key| format!(" ({key})")).unwrap_or_default();
    Some((format!("{sign} {}{key}", format::counted(count, "finding")), style))
}
