//! What keys do in the pane Target, and the decisions made there.

use super::{against, view};
use crate::charts::Split;
use crate::explore::{self, Pane, frame, profile_of, target_of};
use crate::layout;
use crate::list::ListState;
use crate::list_cursor::Motion;
use crate::state::{Overlay, State};
use ninefold_base::explore::{Decision, ExploreRequest};
use ninefold_base::message::Request;
use ninefold_base::profile::Role;
use ninefold_base::profile::column::Scale;
use ninefold_base::profile::target::{AgainstTarget, TargetProfile, Task};
use ninefold_base::view::sql_name;
use ninefold_base::{ColumnId, names};
use ratatui::layout::Rect;

/// The target's figures, if they are those of the target in force.
pub fn target(state: &State) -> Option<&TargetProfile> {
    let chosen = target_of(state)?.column;
    profile_of(state)?.target.as_ref().filter(|target| target.column == chosen)
}

/// The column that is open, or under the cursor of the ranking.
pub fn current(state: &State) -> Option<ColumnId> {
    let place = state.explore.target.cursor.selected;
    state.explore.target.open.or_else(|| Some(target(state)?.relations.get(place)?.column))
}

/// A newer profile came: the cursor stays in the list.
pub fn refresh(state: &mut State) {
    let len = target(state).map_or(0, |target| target.relations.len());
    let cursor = &mut state.explore.target.cursor;
    cursor.selected = cursor.selected.min(len.saturating_sub(1));
}

/// The question behind the column that is open.
fn question(state: &State) -> Option<ExploreRequest> {
    let column = state.explore.target.open?;
    let kind = profile_of(state)?.columns.get(column.index())?.role();
    let scale = if kind == Role::Time { Scale::Time } else { state.explore.target.bins.scale };
    let bins = ninefold_base::explore::Bins { scale, ..state.explore.target.bins };
    Some(ExploreRequest::AgainstTarget { column, target: target_of(state)?, bins })
}

pub fn wants(state: &State) -> Option<ExploreRequest> {
    question(state)
}

/// The answer on the screen, or why there is none.
pub fn answer(state: &State) -> Option<Result<&AgainstTarget, &ninefold_base::Problem>> {
    let question = question(state)?;
    let answers = &state.explore.answers;
    answers.against(&question).map(Ok).or_else(|| answers.problem_of(&question).map(Err))
}

pub fn moved(state: &mut State, motion: Motion) {
    let (_, area) = frame::areas(layout::body(state.width, state.height));
    if state.explore.target.open.is_some() {
        return against::moved(state, motion);
    }
    let len = target(state).map_or(0, |target| target.relations.len());
    let height = view::ranking_rows(state, area).height;
    state.explore.target.cursor.moved(motion, len, height);
}

/// Enter: opens the column under the cursor; in an open one, shows the rows of the group.
pub fn accept(state: &mut State) {
    if state.explore.target.open.is_some() {
        return against::accept(state);
    }
    if target_of(state).is_none() {
        return choose(state, None);
    }
    match current(state) {
        Some(column) => open(state, column),
        None => state.warn("there is no other column to look at"),
    }
}

fn open(state: &mut State, column: ColumnId) {
    let target = &mut state.explore.target;
    target.open = Some(column);
    target.group = 0;
    target.bins = super::TargetState::default().bins;
}

pub fn cancel(state: &mut State) -> bool {
    state.explore.target.open.take().is_some()
}

pub fn click(state: &mut State, area: Rect, x: u16, y: u16) -> bool {
    if state.explore.target.open.is_some() {
        return against::click(state, area, x, y);
    }
    let rows = view::ranking_rows(state, area);
    let len = target(state).map_or(0, |target| target.relations.len());
    if x < rows.x || y < rows.y {
        return false;
    }
    let cursor = &mut state.explore.target.cursor;
    let Some(place) = cursor.at(y - rows.y, len, rows.height) else { return false };
    let again = cursor.selected == place;
    cursor.selected = place;
    again
}

/// Opens a column against the target, from wherever one is.
pub fn against(state: &mut State, argument: Option<&str>) {
    let named = argument.map(|name| (name, state.table.as_ref().and_then(|table| table.find_column(name.trim()))));
    let column = match named {
        Some((name, None)) => return state.warn(explore::columns::update::unknown_column(state, name)),
        Some((_, found)) => found,
        None if state.explore.pane == Pane::Columns => state.explore.columns.current(),
        None => current(state),
    };
    let Some(column) = column else { return state.warn("there is no column here") };
    if target_of(state).is_some_and(|target| target.column == column) {
        return state.warn("this is the target itself: choose another column");
    }
    explore::to_pane(state, Pane::Target);
    open(state, column);
    let place = target(state).and_then(|target| target.relations.iter().position(|relation| relation.column == column));
    state.explore.target.cursor.selected = place.unwrap_or(0);
}

fn decide(state: &mut State, decision: Decision) {
    let Some(view) = state.table.as_ref().map(|table| table.view) else { return };
    state.send(Request::Explore { view, ask: ExploreRequest::Decide(decision) });
}

/// Chooses the target, from a list unless it is named.
pub fn choose(state: &mut State, argument: Option<&str>) {
    let Some(table) = &state.table else { return };
    let Some(name) = argument else {
        state.overlay = Some(Overlay::List(ListState::targets(state)));
        return;
    };
    match table.find_column(name.trim()) {
        Some(column) => set_target(state, Some(column)),
        None if matches!(name.trim(), "none" | "-") => set_target(state, None),
        None => state.warn(explore::columns::update::unknown_column(state, name)),
    }
}

pub fn set_target(state: &mut State, column: Option<ColumnId>) {
    let name = column.and_then(|column| state.table.as_ref().map(|table| table.name(column)));
    explore::to_pane(state, Pane::Target);
    state.explore.target = super::TargetState { split: state.explore.target.split, ..super::TargetState::default() };
    match &name {
        Some(name) => state.note(format!("the target is `{}`", ninefold_base::text::visible(name))),
        None => state.note("no target any more"),
    }
    // A class or task of another column means nothing here.
    if state.explore.decisions.positive.is_some() {
        decide(state, Decision::Positive(None));
    }
    if state.explore.decisions.task.is_some() {
        decide(state, Decision::Task(None));
    }
    decide(state, Decision::Target(name));
}

/// Chooses the positive class, from a list unless it is named.
pub fn choose_positive(state: &mut State, argument: Option<&str>) {
    let Some(target) = target(state) else {
        return state.warn("the classes are not known yet: they come in a moment");
    };
    if target.task == Task::Regression {
        return state.warn("the target is a number: it has no classes");
    }
    let Some(name) = argument else {
        state.overlay = Some(Overlay::List(ListState::classes(target)));
        return;
    };
    let known = target.classes.iter().any(|class| class.value.plain() == name.trim());
    if known {
        set_positive(state, Some(name.trim().to_string()));
    } else {
        let plain: Vec<String> = target.classes.iter().map(|class| class.value.plain()).collect();
        let hint = names::did_you_mean(name.trim(), plain.iter().map(String::as_str));
        state.warn(format!("there is no class `{}`; {hint}", name.trim()).trim_end_matches("; "));
    }
}

pub fn set_positive(state: &mut State, class: Option<String>) {
    decide(state, Decision::Positive(class));
}

pub fn choose_task(state: &mut State, argument: Option<&str>) {
    let Some(name) = argument else {
        state.overlay = Some(Overlay::List(ListState::tasks(state)));
        return;
    };
    let tasks = [Task::Binary, Task::Multiclass, Task::Regression];
    match tasks.into_iter().find(|task| task.label() == name.trim()) {
        Some(task) => set_task(state, Some(task)),
        None if name.trim() == "inferred" => set_task(state, None),
        None => state
            .warn(format!("there is no task `{}`: tasks are inferred, binary, multiclass, regression", name.trim())),
    }
}

pub fn set_task(state: &mut State, task: Option<Task>) {
    decide(state, Decision::Task(task));
}

pub fn cycle_split(state: &mut State) {
    let target = &mut state.explore.target;
    target.split = match target.split {
        Split::Panels => Split::Stacked,
        Split::Stacked => Split::Shares,
        Split::Shares => Split::Panels,
    };
}

/// Changes the bins of the column that is open.
pub fn change_bins(state: &mut State, change: impl FnOnce(&mut ninefold_base::explore::Bins)) {
    let open = state.explore.target.open;
    let binned = open.zip(profile_of(state)).is_some_and(|(column, profile)| {
        profile.columns.get(column.index()).is_some_and(|column| matches!(column.role(), Role::Number | Role::Time))
    });
    if !binned {
        return state.warn("only numbers and times are put in bins");
    }
    change(&mut state.explore.target.bins);
    state.explore.target.group = 0;
}

pub fn log_scale(state: &mut State) {
    change_bins(state, |bins| bins.scale = if bins.scale == Scale::Log { Scale::Linear } else { Scale::Log });
}

/// What the group's condition leaves: rows with a target only.
pub fn condition(state: &State, group: &str) -> String {
    let name = target_of(state).and_then(|target| state.table.as_ref().map(|table| table.name(target.column)));
    match name {
        Some(name) => format!("{group} AND {} IS NOT NULL", sql_name(&name)),
        None => group.to_string(),
    }
}

/// Kinds of the column that is open, for ranges typed by hand.
pub fn open_kind(state: &State) -> Option<ninefold_base::TypeKind> {
    let column = state.explore.target.open?;
    Some(profile_of(state)?.columns.get(column.index())?.kind)
}

/// The range of bins as it was typed.
///
/// # Errors
/// It is no range.
pub fn set_range(state: &mut State, line: &str) -> Result<(), ninefold_base::Problem> {
    let Some(kind) = open_kind(state) else { return Ok(()) };
    let range = explore::columns::update::parse_range(kind, line)?;
    change_bins(state, |bins| bins.range = range);
    Ok(())
}
