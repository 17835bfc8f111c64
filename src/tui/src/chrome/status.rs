//! The line above the footer: where one stands, what the column is and why, what happened, what is running.

use crate::paint::{self, Run, run};
use crate::state::{Place, State, Tone};
use crate::table::Table;
use crate::words;
use crate::{explore, jobs};
use ninefold_base::command::Context;
use ninefold_base::stage::Stage;
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Work shorter than this is not worth a progress bar.
const WORTH_SHOWING_MS: u64 = 150;

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let mut right: Vec<Run<'static>> = progress(state, area.width);
    let right_width = paint::runs_width(&right).min(area.width * 2 / 3);
    let mut left_room = area.width.saturating_sub(2);
    if right_width > 0 {
        let x = area.right().saturating_sub(right_width + 1);
        paint::runs(buffer, x, area.y, right_width, &std::mem::take(&mut right));
        left_room = left_room.saturating_sub(right_width + 2);
    }
    let mut parts = Vec::new();
    if let Some(table) = &state.table
        && !matches!(state.place_context(), Context::Stage | Context::Welcome)
        && state.stage != Stage::Explore
    {
        parts.push(run(position(state, table), theme.heading));
    }
    if let Some(notice) = &state.notice {
        if !parts.is_empty() {
            parts.push(run("  ", theme.text));
        }
        match notice.tone {
            Tone::Note => parts.push(run(text::visible(&notice.text), theme.note)),
            Tone::Warning => {
                parts.push(run("! ", theme.warning));
                parts.push(run(text::visible(&notice.text), theme.warning));
            }
        }
    } else if let Some(table) = &state.table
        && state.place_context() == Context::Grid
    {
        parts.extend(about_search(state, table));
        parts.extend(about_column(state, table));
    } else if let Some(advice) = explore::advice(state) {
        parts.push(run("→ ", theme.accent));
        parts.push(run(text::visible(advice), theme.dim));
    }
    paint::runs(buffer, area.x + 1, area.y, left_room, &parts);
}

/// `row 153 of 344`; with `+` while the end is followed.
fn position(state: &State, table: &Table) -> String {
    let row = match state.places.last() {
        Some(Place::Record(place)) => place.row,
        _ => table.cursor.row,
    };
    if table.rows.reachable() == 0 {
        return format!("row 0 of {}", table.rows);
    }
    let follow = if table.cursor.follow { " (follows the end)" } else { "" };
    format!("row {} of {}{follow}", format::grouped(row + 1), table.rows)
}

fn about_search(state: &State, table: &Table) -> Vec<Run<'static>> {
    let theme = &state.theme;
    let Some(searched) = &table.searched else { return Vec::new() };
    let mut parts =
        vec![run("  /", theme.dim), run(text::fit(&text::visible(&searched.search.pattern), 30), theme.hit)];
    match searched.hits {
        _ if searched.waiting => parts.push(run(" searching …", theme.dim)),
        Some((hits, exact)) => parts
            .push(run(format!(" {}{}", format::counted(hits, "hit"), if exact { "" } else { " so far" }), theme.note)),
        None => {}
    }
    if searched.wrapped {
        parts.push(run(" (went round the end)", theme.dim));
    }
    parts
}

fn about_column(state: &State, table: &Table) -> Vec<Run<'static>> {
    let theme = &state.theme;
    let Some((id, column)) = table.current_column().and_then(|id| table.column(id).map(|column| (id, column))) else {
        return Vec::new();
    };
    let mut parts = vec![
        run("  ", theme.text),
        run(table.title(id), theme.accent),
        run(format!(" {}", column.dtype.kind.label()), theme.dim),
    ];
    if let Some(cell) = table.current_cell() {
        parts.push(run("  ", theme.text));
        parts.push(run(text::fit(&words::value_text(cell), 60), theme.text));
    }
    if !column.reason.is_empty() {
        parts.push(run("  · ", theme.dim));
        parts.push(run(text::visible(&column.reason), theme.dim));
    }
    parts
}

fn progress(state: &State, width: u16) -> Vec<Run<'static>> {
    let theme = &state.theme;
    let Some(job) = state.jobs.shown().filter(|job| job.elapsed_ms >= WORTH_SHOWING_MS) else { return Vec::new() };
    let mut parts = jobs::progress_runs(job, width, theme, state.ticks);
    if jobs::is_waited_for(job.slot) {
        parts.push(run("  Esc stops", theme.dim));
    }
    parts
}
