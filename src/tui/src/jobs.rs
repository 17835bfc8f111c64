//! What is running and what ended lately, and the pane that lists it.

use crate::grid;
use crate::layout;
use crate::list_cursor::{ListCursor, Motion};
use crate::paint::{self, run};
use crate::state::{Place, State};
use crate::theme::Theme;
use ninefold_base::message::{End, JobId, JobSnapshot, Request, Slot};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::collections::VecDeque;

const KEPT: usize = 50;
/// What a user waits for, in the order in which Esc stops it.
const WAITED_FOR: [Slot; 6] = [Slot::Preview, Slot::Search, Slot::Values, Slot::Write, Slot::View, Slot::Open];

/// True if Esc stops a job of this slot; all others go on in the background.
pub fn is_waited_for(slot: Slot) -> bool {
    WAITED_FOR.contains(&slot)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    pub job: JobId,
    pub title: String,
    pub end: End,
    pub elapsed_ms: u64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct JobsState {
    pub running: Vec<JobSnapshot>,
    /// Newest first.
    pub ended: VecDeque<Ended>,
}

impl JobsState {
    pub fn started(&mut self, job: JobSnapshot) {
        self.running.retain(|running| running.job != job.job);
        self.running.push(job);
    }

    pub fn progressed(&mut self, running: Vec<JobSnapshot>) {
        // News of a job may cross its end on the way.
        self.running = running;
        self.running.retain(|job| !self.ended.iter().any(|ended| ended.job == job.job));
    }

    pub fn ended(&mut self, ended: Ended) {
        self.running.retain(|running| running.job != ended.job);
        self.ended.push_front(ended);
        self.ended.truncate(KEPT);
    }

    /// The job that the user waits for, in the order in which Esc stops them.
    pub fn foreground(&self) -> Option<&JobSnapshot> {
        WAITED_FOR.into_iter().find_map(|slot| self.running.iter().find(|job| job.slot == slot))
    }

    /// What the progress line shows: what is waited for, else what goes on in the background.
    pub fn shown(&self) -> Option<&JobSnapshot> {
        let background = [Slot::Picture, Slot::Compare, Slot::Profile, Slot::Check, Slot::Complete];
        let of = |slot: Slot| self.running.iter().find(move |job| job.slot == slot);
        self.foreground().or_else(|| background.into_iter().find_map(of))
    }
}

#[derive(Debug, Clone, Default)]
pub struct JobsPane {
    pub cursor: ListCursor,
}

pub fn open(state: &mut State) {
    state.places.push(Place::Jobs(JobsPane::default()));
}

fn list_area(area: Rect) -> Rect {
    Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area }
}

pub fn moved(state: &mut State, motion: Motion) {
    let height = list_area(layout::body(state.width, state.height)).height;
    let len = state.jobs.running.len() + state.jobs.ended.len();
    if let Some(Place::Jobs(pane)) = state.places.last_mut() {
        pane.cursor.moved(motion, len, height);
    }
}

/// Stops the job under the cursor.
pub fn accept(state: &mut State) {
    let Some(Place::Jobs(pane)) = state.places.last() else { return };
    match state.jobs.running.get(pane.cursor.selected) {
        Some(job) => {
            let (id, title) = (job.job, job.title.clone());
            if let Some(wanted) = state.table.as_mut().and_then(|table| table.wanted.as_mut())
                && job.slot == Slot::View
            {
                wanted.cancelled = true;
            }
            state.note(format!("stopping: {title}"));
            state.send(Request::Cancel(id));
        }
        None => state.warn("this one has ended"),
    }
}

/// `sorting ▓▓▓░░ 43 %  3.2 s`.
pub fn progress_runs(job: &JobSnapshot, room: u16, theme: &Theme, ticks: u64) -> Vec<paint::Run<'static>> {
    let elapsed = format!("  {}", format::duration(job.elapsed_ms));
    let title = text::visible(&job.title);
    if job.total == 0 {
        let done = if job.done > 0 { format!("  {}", format::grouped(job.done)) } else { String::new() };
        return vec![
            run(format!("{} ", crate::prompt::view::spinner(ticks)), theme.accent),
            run(title, theme.text),
            run(done, theme.text),
            run(elapsed, theme.dim),
        ];
    }
    let share = (job.done as f64 / job.total as f64).clamp(0.0, 1.0);
    let bar_room = if room > 50 { 14 } else { 6 };
    let bar = paint::bar(share, bar_room);
    let rest = "·".repeat(usize::from(bar_room).saturating_sub(text::width(&bar)));
    vec![
        run(title, theme.text),
        run("  ", theme.text),
        run(bar, theme.accent),
        run(rest, theme.line),
        run(format!(" {:3.0} %", (share * 100.0).floor()), theme.text),
        run(elapsed, theme.dim),
    ]
}

pub fn draw(state: &State, pane: &JobsPane, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let running = state.jobs.running.len();
    let title = match running {
        0 => "Jobs: nothing is running".to_string(),
        n => format!("Jobs: {} running", n),
    };
    paint::put(buffer, area.x + 1, area.y, &title, area.width.saturating_sub(2), theme.heading);
    if area.height < 4 {
        return;
    }
    paint::horizontal(buffer, Rect { y: area.y + 1, height: 1, ..area }, theme.line);
    let list = list_area(area);
    let len = running + state.jobs.ended.len();
    if len == 0 {
        return grid::view::empty(
            theme,
            area,
            buffer,
            "Nothing runs, nothing has run.",
            "Sorting, counting and indexing are listed here while they last.",
        );
    }
    let first = pane.cursor.first(len, list.height);
    for offset in 0..list.height {
        let index = first + usize::from(offset);
        let y = list.y + offset;
        let parts =
            match (state.jobs.running.get(index), index.checked_sub(running).and_then(|at| state.jobs.ended.get(at))) {
                (Some(job), _) => {
                    let mut parts = vec![run("▶ ", theme.accent)];
                    parts.extend(progress_runs(job, area.width, theme, state.ticks));
                    parts.push(run("   Enter stops it", theme.dim));
                    parts
                }
                (None, Some(ended)) => ended_runs(ended, theme),
                (None, None) => break,
            };
        if index == pane.cursor.selected {
            paint::tint(buffer, Rect { y, height: 1, ..list }, theme.cursor_row);
            paint::put(buffer, list.x, y, "▸", 1, theme.accent);
        }
        paint::runs(buffer, list.x + 2, y, list.width.saturating_sub(3), &parts);
    }
    paint::scroll_bar(buffer, list, first, len, theme);
}

fn ended_runs(ended: &Ended, theme: &Theme) -> Vec<paint::Run<'static>> {
    let (sign, style, word) = match &ended.end {
        End::Done => ("✓ ", theme.dim, String::new()),
        End::Cancelled => ("– ", theme.dim, "  stopped".to_string()),
        End::Failed(problem) => ("✗ ", theme.error, format!("  {}: {}", problem.what, problem.why)),
    };
    vec![
        run(sign, style),
        run(text::visible(&ended.title), Style::new()),
        run(format!("  {}", format::duration(ended.elapsed_ms)), theme.dim),
        run(text::visible(&word), theme.warning),
    ]
}
