//! What stands around the panes of stage 3: the bar with their names, how much of the table the figures rest on, and the
//! pages shown instead of a pane while there is nothing to show.

use super::{Pane, is_outdated, profile_of};
use crate::paint::{self, Run, run};
use crate::prompt::view::spinner;
use crate::state::State;
use ninefold_base::keys::Key;
use ninefold_base::message::Slot;
use ninefold_base::{Problem, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

/// The line of the bar and the room of the pane.
pub fn areas(body: Rect) -> (Rect, Rect) {
    let bar = Rect { height: body.height.min(1), ..body };
    (bar, Rect { y: body.y + bar.height, height: body.height - bar.height, ..body })
}

/// Where each pane's name stands: key and title.
fn places(state: &State, bar: Rect) -> Vec<(Pane, String, Rect)> {
    let context = super::context(state);
    let mut x = bar.x + 1;
    let mut places = Vec::new();
    for pane in Pane::ALL {
        let key = state.keymap.keys_of(context, pane.command()).first().map(|keys| symbols(keys)).unwrap_or_default();
        let label = format!(" {key} {} ", pane.title());
        let width = (text::width(&label) as u16).min(bar.right().saturating_sub(x));
        places.push((pane, label, Rect::new(x, bar.y, width, bar.height)));
        x += width + 1;
    }
    places
}

/// Keys as they are shown.
pub fn symbols(keys: &[Key]) -> String {
    keys.iter().map(Key::symbol).collect::<Vec<_>>().join(" ")
}

pub fn pane_at(state: &State, bar: Rect, x: u16) -> Option<Pane> {
    places(state, bar).into_iter().find(|(_, _, place)| x >= place.x && x < place.right()).map(|(pane, ..)| pane)
}

pub fn draw_bar(state: &State, bar: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    if bar.height == 0 {
        return;
    }
    let mut end = bar.x;
    for (pane, label, place) in places(state, bar) {
        let style = if pane == state.explore.pane { theme.cursor_row.patch(theme.heading) } else { theme.dim };
        paint::put(buffer, place.x, place.y, &label, place.width, style);
        // Without colour the current pane is told by brackets.
        if pane == state.explore.pane && place.width > 1 {
            paint::put(buffer, place.x, place.y, "▐", 1, theme.accent);
        }
        end = place.right();
    }
    for parts in [read_so_far(state), read_in_short(state)] {
        let width = paint::runs_width(&parts);
        if width > 0 && end + 2 + width <= bar.right() {
            paint::runs(buffer, bar.right() - width - 1, bar.y, width, &parts);
            return;
        }
    }
}

/// What the figures rest on: `344 rows`, `~ 12 % of 9,000,000 rows read`, `of the view before`.
fn read_so_far(state: &State) -> Vec<Run<'static>> {
    let theme = &state.theme;
    let Some(profile) = profile_of(state) else { return Vec::new() };
    let failed = state.explore.problem.is_some();
    if is_outdated(state) {
        let sign = if failed { "!" } else { spinner(state.ticks) };
        return vec![run(format!("{sign} figures of the view before"), theme.warning)];
    }
    if profile.is_whole() {
        return vec![run(format::counted(profile.rows, "row"), theme.dim)];
    }
    let share = format::percent(profile.rows_read, profile.rows);
    let end = if failed { " · stopped".to_string() } else { format!(" {}", spinner(state.ticks)) };
    vec![run(format!("~ {share} of {} read{end}", format::counted(profile.rows, "row")), theme.note)]
}

/// As [`read_so_far`], where the bar has little room: `~ 12 % read`.
fn read_in_short(state: &State) -> Vec<Run<'static>> {
    let theme = &state.theme;
    match profile_of(state) {
        Some(_) if is_outdated(state) => vec![run("of the view before", theme.warning)],
        Some(profile) if !profile.is_whole() => {
            vec![run(format!("~ {} read", format::percent(profile.rows_read, profile.rows)), theme.note)]
        }
        _ => Vec::new(),
    }
}

/// Draws a page instead of the pane while there is nothing to show in it. False if there is.
pub fn draw_instead(state: &State, area: Rect, buffer: &mut Buffer) -> bool {
    if state.table.is_none() {
        page(
            state,
            area,
            buffer,
            "No table is open.",
            &["Press `o` to open one: stage 3 shows what its columns look like."],
        );
        return true;
    }
    let Some(profile) = profile_of(state) else {
        match &state.explore.problem {
            Some(problem) => draw_problem(state, problem, area, buffer),
            None => draw_loading(state, area, buffer),
        }
        return true;
    };
    if profile.columns.is_empty() {
        page(state, area, buffer, "This table has no columns.", &["There is nothing to look at."]);
        return true;
    }
    if profile.rows == 0 {
        page(
            state,
            area,
            buffer,
            "No row is left to look at.",
            &["No row meets the conditions: `U` takes the last one back, `W` all of them."],
        );
        return true;
    }
    false
}

fn draw_loading(state: &State, area: Rect, buffer: &mut Buffer) {
    let job = state.jobs.running.iter().find(|job| job.slot == Slot::Profile);
    let progress = job.filter(|job| job.total > 0).map(|job| {
        let share = job.done as f64 / job.total as f64;
        format!("{:<30} {}", paint::low_bar(share, 30), format::percent(job.done, job.total))
    });
    let title = format!("{} Looking at every column …", spinner(state.ticks));
    let hint = "One pass over the rows feeds all panes; the first figures come in a moment.".to_string();
    let lines: Vec<String> = progress.into_iter().chain([hint]).collect();
    page(state, area, buffer, &title, &lines.iter().map(String::as_str).collect::<Vec<_>>());
}

pub fn draw_problem(state: &State, problem: &Problem, area: Rect, buffer: &mut Buffer) {
    let why = text::visible(&problem.why);
    let fix = format!("→ {}", text::visible(&problem.fix));
    page(state, area, buffer, &format!("✗ {}", text::visible(&problem.what)), &[&why, &fix]);
}

/// A heading with sentences below it, in the upper middle.
pub fn page(state: &State, area: Rect, buffer: &mut Buffer, heading: &str, sentences: &[&str]) {
    let theme = &state.theme;
    let width = area.width.saturating_sub(4).min(76);
    let x = area.x + (area.width - width) / 2;
    let mut y = area.y + area.height / 4;
    let mut write = |content: &str, style| {
        for line in text::wrap(content, usize::from(width).max(1)) {
            if y < area.bottom() {
                paint::put_aligned(buffer, x, y, &line, width, Alignment::Center, style);
            }
            y += 1;
        }
        y += 1;
    };
    write(heading, theme.heading);
    for sentence in sentences {
        write(sentence, theme.dim);
    }
}
