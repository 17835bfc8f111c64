//! Stage 3: what is known of the rows of the view, and the panes that show it.
//!
//! One profile feeds every pane; what is worked out on demand (a histogram in other bins, a column against the target)
//! comes as an answer of its own. [`settle`] runs after every message and asks for whatever the pane on the screen needs
//! and does not have. To add a pane: a variant of [`Pane`], a state in [`ExploreState`], a folder with `update` and
//! `view`, and an arm in each match below. Panes know nothing of the engine but its answers.

pub mod answers;
pub mod columns;
pub mod commands;
pub mod conditions;
pub mod definitions;
pub mod figures;
pub mod findings;
pub mod frame;
pub mod missing;
pub mod picture;
pub mod sides;
pub mod target;

use crate::grid;
use crate::layout;
use crate::list_cursor::Motion;
use crate::prompt;
use crate::state::State;
use answers::Answers;
use columns::ColumnsState;
use findings::FindingsState;
use missing::MissingState;
use ninefold_base::command::Context;
use ninefold_base::explore::{Decisions, ExploreRequest, Explored, Target};
use ninefold_base::message::{Request, Slot, TableId, ViewId};
use ninefold_base::picture::Picture;
use ninefold_base::profile::Profile;
use ninefold_base::stage::Stage;
use ninefold_base::view::Filter;
use ninefold_base::{Cell, ColumnId, Problem};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use target::TargetState;

/// The panes, in the order of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    #[default]
    Columns,
    Target,
    Missing,
    Findings,
}

impl Pane {
    pub const ALL: [Pane; 4] = [Pane::Columns, Pane::Target, Pane::Missing, Pane::Findings];

    pub fn title(self) -> &'static str {
        match self {
            Pane::Columns => "Columns",
            Pane::Target => "Target",
            Pane::Missing => "Missing",
            Pane::Findings => "Findings",
        }
    }

    /// The command that goes there: its key stands in the bar.
    pub fn command(self) -> ninefold_base::command::CommandId {
        match self {
            Pane::Columns => ninefold_base::command::CommandId::ExploreColumns,
            Pane::Target => ninefold_base::command::CommandId::ExploreTarget,
            Pane::Missing => ninefold_base::command::CommandId::ExploreMissing,
            Pane::Findings => ninefold_base::command::CommandId::ExploreFindings,
        }
    }
}

/// What was asked of the profile: a profile of anything else is out of date.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    view: ViewId,
    target: Option<Target>,
}

/// Everything of stage 3.
#[derive(Debug, Clone, Default)]
pub struct ExploreState {
    pub pane: Pane,
    /// The newest profile and the view it is about; while a newer one is made, that of the view before.
    pub profile: Option<(ViewId, Arc<Profile>)>,
    pub decisions: Decisions,
    /// Why there is no newer profile.
    pub problem: Option<Problem>,
    pub answers: Answers,
    pub columns: ColumnsState,
    pub target: TargetState,
    pub missing: MissingState,
    pub findings: FindingsState,
    /// A picture on its way to a file, to ask whether to overwrite it.
    pub writing: Option<(Picture, String)>,
    table: Option<TableId>,
    asked: Option<Asked>,
}

impl ExploreState {
    pub fn known(&self) -> Option<&Arc<Profile>> {
        self.profile.as_ref().map(|(_, profile)| profile)
    }
}

/// The profile that is shown, if there is one.
pub fn profile_of(state: &State) -> Option<&Arc<Profile>> {
    state.explore.known()
}

/// True while the figures shown are those of an older view, target or table.
pub fn is_outdated(state: &State) -> bool {
    let (Some((view, profile)), Some(table)) = (&state.explore.profile, &state.table) else { return false };
    table.wanted.is_some()
        || *view != table.view
        || target_of(state).map(|target| target.column) != profile.target.as_ref().map(|target| target.column)
}

/// The target in force as it is asked about.
pub fn target_of(state: &State) -> Option<Target> {
    let table = state.table.as_ref()?;
    let decisions = &state.explore.decisions;
    let column = table.find_column(decisions.target.as_deref()?)?;
    let positive = decisions.positive.as_ref().map(|text| positive_cell(state, column, text));
    Some(Target { column, positive, task: decisions.task })
}

/// The class whose plain text was decided on: as it stands in the profile, where it is known.
fn positive_cell(state: &State, column: ColumnId, text: &str) -> Cell {
    let classes = profile_of(state).and_then(|profile| {
        let target = profile.target.as_ref().filter(|target| target.column == column);
        let top = profile.columns.get(column.index()).map(|column| &column.top);
        target.map(|target| &target.classes).or(top)
    });
    let known = classes.and_then(|classes| classes.iter().find(|class| class.value.plain() == text));
    known.map_or_else(|| Cell::Text(text.into()), |class| class.value.clone())
}

/// The place that the keys belong to.
pub fn context(state: &State) -> Context {
    match state.explore.pane {
        _ if state.table.is_none() => Context::Explore,
        Pane::Columns => Context::Columns,
        Pane::Target if state.explore.target.open.is_some() => Context::AgainstTarget,
        Pane::Target => Context::Target,
        Pane::Missing => Context::Missing,
        Pane::Findings => Context::Findings,
    }
}

/// Goes to a pane of stage 3.
pub fn to_pane(state: &mut State, pane: Pane) {
    crate::commands::to_stage(state, Stage::Explore);
    if pane == state.explore.pane && pane == Pane::Target {
        state.explore.target.open = None;
    }
    state.explore.pane = pane;
}

/// Tab: the next pane of the bar, or the one before.
pub fn next_pane(state: &mut State, forward: bool) {
    let count = Pane::ALL.len();
    let at = Pane::ALL.iter().position(|pane| *pane == state.explore.pane).unwrap_or(0);
    let next = if forward { (at + 1) % count } else { (at + count - 1) % count };
    state.explore.pane = Pane::ALL[next];
}

/// Asks for the profile again after it failed or was stopped.
pub fn again(state: &mut State) {
    state.explore.asked = None;
    state.explore.problem = None;
    state.explore.answers.forget_failures();
    crate::commands::to_stage(state, Stage::Explore);
}

/// After every message: asks for what the pane on the screen needs.
pub fn settle(state: &mut State) {
    let Some(table) = &state.table else { return };
    if state.explore.table != Some(table.id) {
        // Of another table nothing holds; which decisions are in force, the engine says.
        let decisions = std::mem::take(&mut state.explore.decisions);
        let pane = state.explore.pane;
        state.explore = ExploreState { table: Some(table.id), decisions, pane, ..ExploreState::default() };
    }
    if state.stage != Stage::Explore || table.wanted.is_some() {
        return;
    }
    let view = table.view;
    let asked = Asked { view, target: target_of(state) };
    if state.explore.asked.as_ref() != Some(&asked) {
        if state.explore.asked.as_ref().is_none_or(|before| before.view != view) {
            state.explore.answers = Answers::default();
        }
        let target = asked.target.clone();
        state.explore.asked = Some(asked);
        state.explore.problem = None;
        state.send(Request::Explore { view, ask: ExploreRequest::Profile { target } });
    }
    let wanted = match state.explore.pane {
        Pane::Columns => columns::update::wants(state),
        Pane::Target => target::update::wants(state),
        Pane::Missing => missing::update::wants(state),
        Pane::Findings => None,
    };
    if let Some(ask) = wanted.filter(|ask| state.explore.answers.want(ask)) {
        state.send(Request::Explore { view, ask });
    }
}

/// Takes in an answer; one about an older view is dropped.
pub fn explored(state: &mut State, view: ViewId, found: Explored) {
    let current = state.table.as_ref().is_some_and(|table| table.view == view);
    match found {
        Explored::Decisions(decisions) => {
            state.explore.decisions = decisions;
            findings::update::mark(state);
        }
        Explored::Wrote { path, bytes } => {
            state.explore.writing = None;
            prompt::done(state, Slot::Write);
            state.note(format!("wrote `{path}` ({})", ninefold_base::format::bytes(bytes)));
        }
        Explored::Profile(profile) if current => {
            state.explore.problem = None;
            state.explore.profile = Some((view, profile));
            columns::update::refresh(state);
            target::update::refresh(state);
            findings::update::refresh(state);
        }
        Explored::Histogram { .. }
        | Explored::AgainstTarget { .. }
        | Explored::Pair(_)
        | Explored::MissingMap(_)
        | Explored::Comparison { .. }
            if current =>
        {
            state.explore.answers.take(found);
        }
        Explored::Profile(_)
        | Explored::Histogram { .. }
        | Explored::AgainstTarget { .. }
        | Explored::Pair(_)
        | Explored::MissingMap(_)
        | Explored::Comparison { .. }
        | Explored::Hashes(_)
        | Explored::Violations(_)
        | Explored::Contract(_) => {}
    }
}

/// The profile could not be made, or was stopped. Gives the problem back if the pane does not show it.
pub fn profile_ended(state: &mut State, failed: Option<Problem>, cancelled: bool) -> Option<Problem> {
    // A job that was replaced by a newer one ends as cancelled too; the newer one is still waited for.
    let replaced = cancelled && state.jobs.running.iter().any(|job| job.slot == Slot::Profile);
    let whole = profile_of(state).is_some_and(|profile| profile.is_whole());
    state.explore.problem = match failed {
        Some(problem) => Some(problem),
        None if cancelled && !replaced && (!whole || is_outdated(state)) => Some(Problem::new(
            "looking at the columns was stopped",
            "not all rows were read",
            "press `ctrl-r` to do it again",
        )),
        None => return None,
    };
    let shown = state.stage == Stage::Explore && state.explore.profile.is_none();
    if shown || cancelled { None } else { state.explore.problem.clone() }
}

/// A picture could not be made. Gives the problem back if no pane waits for it.
pub fn picture_ended(state: &mut State, failed: Option<Problem>) -> Option<Problem> {
    failed.and_then(|problem| state.explore.answers.failed(problem))
}

/// Moves in the pane.
pub fn moved(state: &mut State, motion: Motion) {
    match state.explore.pane {
        Pane::Columns => columns::update::moved(state, motion),
        Pane::Target => target::update::moved(state, motion),
        Pane::Missing => missing::update::moved(state, motion),
        Pane::Findings => findings::update::moved(state, motion),
    }
}

/// Enter.
pub fn accept(state: &mut State) {
    match state.explore.pane {
        Pane::Columns => columns::update::accept(state),
        Pane::Target => target::update::accept(state),
        Pane::Missing => missing::update::accept(state),
        Pane::Findings => findings::update::accept(state),
    }
}

/// Esc: steps back within the pane; false if there is nothing to step back from.
pub fn cancel(state: &mut State) -> bool {
    match state.explore.pane {
        Pane::Columns => columns::update::cancel(state),
        Pane::Target => target::update::cancel(state),
        Pane::Missing => missing::update::cancel(state),
        Pane::Findings => false,
    }
}

/// A click; true if it was on what is selected already.
pub fn click(state: &mut State, x: u16, y: u16) -> bool {
    let body = layout::body(state.width, state.height);
    let (bar, area) = frame::areas(body);
    if y == bar.y {
        if let Some(pane) = frame::pane_at(state, bar, x) {
            state.explore.pane = pane;
        }
        return false;
    }
    match state.explore.pane {
        Pane::Columns => columns::update::click(state, area, x, y),
        Pane::Target => target::update::click(state, area, x, y),
        Pane::Missing => missing::update::click(state, area, x, y),
        Pane::Findings => findings::update::click(state, area, x, y),
    }
}

/// To the rows for which a condition is true, in the grid.
pub fn drill(state: &mut State, condition: String) {
    leave_with(state, |state| {
        let filter = Filter::Sql(condition);
        grid::change::change(state, |_, spec| {
            spec.filters.retain(|old| *old != filter);
            spec.filters.push(filter);
        });
    });
}

/// To rows by their numbers, from 1, in the grid.
pub fn drill_rows(state: &mut State, rows: Vec<u64>) {
    leave_with(state, |state| {
        let filter = Filter::Rows(rows);
        grid::change::change(state, |_, spec| {
            spec.filters.retain(|old| *old != filter);
            spec.filters.push(filter);
        });
    });
}

/// To the rows with a value, in the grid.
pub fn drill_value(state: &mut State, column: ColumnId, value: Cell) {
    if matches!(value, Cell::Long { .. } | Cell::Binary { .. }) {
        state.warn("this value is too long to compare with");
        return;
    }
    leave_with(state, |state| {
        grid::change::only(state, column, value);
        if let Some(table) = &mut state.table {
            table.move_to_column(column);
        }
    });
}

fn leave_with(state: &mut State, change: impl FnOnce(&mut State)) {
    crate::commands::to_stage(state, Stage::Data);
    change(state);
    state.note("the rows behind it: U goes back to those before, 3 back to Explore");
}

/// Draws the stage.
pub fn draw(state: &State, body: Rect, buffer: &mut Buffer) {
    let (bar, area) = frame::areas(body);
    frame::draw_bar(state, bar, buffer);
    if area.height == 0 || frame::draw_instead(state, area, buffer) {
        return;
    }
    match state.explore.pane {
        Pane::Columns => columns::view::draw(state, area, buffer),
        Pane::Target => target::view::draw(state, area, buffer),
        Pane::Missing => missing::view::draw(state, area, buffer),
        Pane::Findings => findings::view::draw(state, area, buffer),
    }
}

/// What to do about the worst finding of the column under the cursor: for the status line.
pub fn advice(state: &State) -> Option<&str> {
    let here = state.stage == Stage::Explore && state.places.is_empty() && state.explore.pane == Pane::Columns;
    let column = if here { columns::update::current(state)?.column } else { return None };
    let findings = profile_of(state)?.findings.iter();
    let about = findings.filter(|finding| finding.column == Some(column) && finding.acknowledged.is_none());
    about.max_by_key(|finding| finding.severity).map(|finding| finding.advice.as_str())
}

/// True while the stage waits for something of its own.
pub fn animates(state: &State) -> bool {
    state.stage == Stage::Explore && state.table.is_some() && state.explore.problem.is_none() && waits(state)
}

fn waits(state: &State) -> bool {
    profile_of(state).is_none_or(|profile| !profile.is_whole()) || is_outdated(state)
}

/// True while an answer that the pane on the screen needs is under way: for tests that wait.
pub fn awaits(state: &State) -> bool {
    animates(state) || state.stage == Stage::Explore && state.explore.answers.waits() || state.explore.writing.is_some()
}

#[cfg(test)]
mod tests;
