//! What keys do in the pane Columns.

use super::{ColumnOrder, detail, view};
use crate::charts::Heights;
use crate::explore::{self, Pane, conditions, frame, profile_of};
use crate::layout;
use crate::list::ListState;
use crate::list_cursor::{Motion, scrolled};
use crate::state::{Overlay, State};
use ninefold_base::explore::{Bins, ExploreRequest};
use ninefold_base::profile::Role;
use ninefold_base::profile::column::{ColumnProfile, Histogram, Scale};
use ninefold_base::stage::Stage;
use ninefold_base::{ColumnId, Problem, names};
use ratatui::layout::Rect;

/// About how many bars one can choose from.
const LADDER: [u16; 8] = [5, 10, 20, 30, 50, 100, 200, 400];

/// The column under the cursor.
pub fn current(state: &State) -> Option<&ColumnProfile> {
    let id = state.explore.columns.current()?;
    profile_of(state)?.columns.get(id.index())
}

/// A newer profile came.
pub fn refresh(state: &mut State) {
    if let Some(profile) = state.explore.known().cloned() {
        state.explore.columns.refresh(&profile);
    }
}

/// The histogram on the screen: that of the bins the user chose, or until it comes the profile's own.
pub fn histogram<'a>(state: &'a State, column: &'a ColumnProfile) -> Option<&'a Histogram> {
    let chosen = state.explore.columns.bins_of(column.column);
    let found = chosen.and_then(|bins| state.explore.answers.histogram(column.column, bins));
    found.or(column.histogram.as_ref())
}

/// What is to be worked out for the column under the cursor.
pub fn wants(state: &State) -> Option<ExploreRequest> {
    let column = current(state)?;
    let bins = state.explore.columns.bins_of(column.column)?;
    Some(ExploreRequest::Histogram { column: column.column, bins })
}

pub fn moved(state: &mut State, motion: Motion) {
    match motion {
        Motion::Left | Motion::Right => return move_bar(state, motion == Motion::Right),
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::HalfUp
        | Motion::HalfDown
        | Motion::Top
        | Motion::Bottom => {}
    }
    let (_, area) = frame::areas(layout::body(state.width, state.height));
    let columns = &mut state.explore.columns;
    if columns.enlarged && matches!(motion, Motion::PageUp | Motion::PageDown | Motion::HalfUp | Motion::HalfDown) {
        let height = detail::statistics_height(area);
        let len = current(state)
            .zip(profile_of(state))
            .map_or(0, |(column, profile)| super::statistics::statistics(profile, column).len());
        state.explore.columns.scroll = scrolled(state.explore.columns.scroll, motion, len, height);
        return;
    }
    let len = columns.shown.len();
    let before = columns.cursor.selected;
    columns.cursor.moved(motion, len, view::list_rows(area).height);
    if columns.cursor.selected != before {
        columns.bar = None;
        columns.scroll = 0;
    }
}

/// Bars or values that the picture of a column has.
fn bars(state: &State, column: &ColumnProfile) -> usize {
    histogram(state, column).map_or(column.top.len(), |histogram| histogram.counts.len())
}

fn move_bar(state: &mut State, forward: bool) {
    let Some(column) = current(state) else { return };
    let count = bars(state, column);
    if count == 0 {
        return state.warn("this column has no picture to move in");
    }
    let columns = &mut state.explore.columns;
    columns.bar = Some(match (columns.bar, forward) {
        (None, true) => 0,
        (None, false) => count - 1,
        (Some(bar), true) => (bar + 1).min(count - 1),
        (Some(bar), false) => bar.min(count - 1).saturating_sub(1),
    });
}

/// Enter: to the rows of the bar or value; the first press chooses the highest bar.
pub fn accept(state: &mut State) {
    let Some(column) = current(state) else { return };
    let (id, kind, name) = (column.column, column.kind, column.name.clone());
    let picked = histogram(state, column);
    let Some(bar) = state.explore.columns.bar else {
        let counts = super::spark_counts(column);
        let counts = picked.map_or(counts, |histogram| histogram.counts.clone());
        let highest = counts.iter().enumerate().max_by_key(|(place, count)| (**count, usize::MAX - place));
        state.explore.columns.bar = highest.map(|(place, _)| place);
        return match state.explore.columns.bar {
            Some(_) => state.note("left and right choose a bar, Enter shows its rows"),
            None => state.warn("this column has no picture to choose from"),
        };
    };
    match picked {
        Some(histogram) => {
            if let Some(condition) = conditions::bin(&name, kind, histogram, bar) {
                explore::drill(state, condition);
            }
        }
        None => {
            if let Some(value) = column.top.get(bar).map(|value| value.value.clone()) {
                explore::drill_value(state, id, value);
            }
        }
    }
}

pub fn cancel(state: &mut State) -> bool {
    let columns = &mut state.explore.columns;
    if columns.bar.take().is_some() {
        return true;
    }
    if std::mem::take(&mut columns.enlarged) {
        return true;
    }
    if !columns.filter.is_empty() {
        columns.filter.clear();
        refresh(state);
        return true;
    }
    false
}

pub fn click(state: &mut State, area: Rect, x: u16, y: u16) -> bool {
    let Some(place) = view::place_at(state, area, x, y) else {
        if let Some(bar) = detail::bar_at(state, area, x, y) {
            let again = state.explore.columns.bar == Some(bar);
            state.explore.columns.bar = Some(bar);
            return again;
        }
        return false;
    };
    let columns = &mut state.explore.columns;
    if columns.cursor.selected != place {
        columns.bar = None;
        columns.scroll = 0;
    }
    columns.cursor.selected = place;
    false
}

/// From the grid: to a column's detail.
pub fn describe(state: &mut State, argument: Option<&str>) {
    let Some(table) = &state.table else { return };
    let column = match argument.map(str::trim) {
        Some(name) => table.find_column(name),
        None if state.stage == Stage::Explore => match state.explore.pane {
            Pane::Target => explore::target::update::current(state),
            Pane::Missing => explore::missing::update::current(state),
            Pane::Findings => explore::findings::update::column(state),
            Pane::Columns => state.explore.columns.current(),
        },
        None => table.current_column(),
    };
    let Some(column) = column else {
        return state.warn(argument.map_or("there is no column here".into(), |name| unknown_column(state, name)));
    };
    explore::to_pane(state, Pane::Columns);
    show(state, column);
}

/// Puts the cursor on a column; a filter that hides it is taken away. Before the first profile the list is the table's.
pub fn show(state: &mut State, column: ColumnId) {
    let columns = &mut state.explore.columns;
    columns.bar = None;
    columns.scroll = 0;
    if columns.shown.is_empty() && state.explore.profile.is_none() {
        let count = state.table.as_ref().map_or(0, |table| table.columns.len()) as u32;
        columns.shown = (0..count).map(ColumnId).collect();
    }
    if !columns.shown.contains(&column) {
        columns.filter.clear();
        refresh(state);
    }
    let columns = &mut state.explore.columns;
    if let Some(place) = columns.shown.iter().position(|id| *id == column) {
        columns.cursor.selected = place;
    }
}

pub fn unknown_column(state: &State, name: &str) -> String {
    let names =
        state.table.iter().flat_map(|table| table.columns.iter().take(5_000)).map(|column| column.name.as_str());
    format!("there is no column `{}`; {}", name.trim(), names::did_you_mean(name.trim(), names))
        .trim_end_matches("; ")
        .into()
}

pub fn enlarge(state: &mut State) {
    explore::to_pane(state, Pane::Columns);
    let columns = &mut state.explore.columns;
    columns.enlarged = !columns.enlarged;
    columns.scroll = 0;
}

/// Orders the list; the same order again turns it round.
pub fn sort_by(state: &mut State, argument: Option<&str>) {
    let Some(name) = argument else {
        state.overlay = Some(Overlay::List(ListState::column_orders(state)));
        return;
    };
    match ColumnOrder::parse(name) {
        Some(order) => set_order(state, order),
        None => {
            let hint = names::did_you_mean(name, ColumnOrder::ALL.map(ColumnOrder::label));
            let all = ColumnOrder::ALL.map(ColumnOrder::label).join(", ");
            state.warn(format!(
                "there is no order `{name}`; {}",
                if hint.is_empty() { format!("orders are {all}") } else { hint }
            ));
        }
    }
}

pub fn set_order(state: &mut State, order: ColumnOrder) {
    explore::to_pane(state, Pane::Columns);
    let columns = &mut state.explore.columns;
    columns.reversed = columns.order == order && !columns.reversed;
    columns.order = order;
    refresh(state);
}

/// Narrows the list to the columns for which all words hold.
///
/// # Errors
/// No column is left: the words stay as they were.
pub fn set_filter(state: &mut State, words: &str) -> Result<(), Problem> {
    let before = std::mem::replace(&mut state.explore.columns.filter, words.trim().to_string());
    refresh(state);
    let none =
        state.explore.columns.shown.is_empty() && state.explore.known().is_some_and(|known| !known.columns.is_empty());
    if none {
        state.explore.columns.filter = before;
        refresh(state);
        return Err(Problem::new(
            format!("no column is left by `{}`", words.trim()),
            "words are parts of names, `type:int`, `finding:missing`; all must hold",
            "mend the words, or leave the line empty to list all columns",
        ));
    }
    explore::to_pane(state, Pane::Columns);
    Ok(())
}

/// Changes the bins of the picture in focus.
pub fn change_bins(state: &mut State, change: impl FnOnce(&mut Bins)) {
    let Some(column) = current(state) else { return };
    if !matches!(column.role(), Role::Number | Role::Time) {
        return state.warn("only numbers and times are drawn in bins");
    }
    let (id, time) = (column.column, column.role() == Role::Time);
    let usual = Bins { scale: if time { Scale::Time } else { Scale::Linear }, ..Bins::default() };
    let columns = &mut state.explore.columns;
    let bins = columns.bins.entry(id).or_insert(usual);
    change(bins);
    if *bins == usual {
        columns.bins.remove(&id);
    }
    columns.bar = None;
}

/// The next number of bars up or down the ladder.
pub fn step_bins(bins: &mut Bins, more: bool) {
    let next = if more {
        LADDER.into_iter().find(|count| *count > bins.count)
    } else {
        LADDER.into_iter().rev().find(|count| *count < bins.count)
    };
    bins.count = next.unwrap_or(bins.count);
}

pub fn log_scale(state: &mut State) {
    if current(state).is_some_and(|column| column.role() == Role::Time) {
        return state.warn("times have no logarithm");
    }
    change_bins(state, |bins| bins.scale = if bins.scale == Scale::Log { Scale::Linear } else { Scale::Log });
}

pub fn log_heights(state: &mut State) {
    let columns = &mut state.explore.columns;
    columns.heights = match columns.heights {
        Heights::Linear => Heights::Log,
        Heights::Log => Heights::Linear,
    };
}

/// Reads `0 100`, `0..100`, `2024-01-01 2024-06-30`, or nothing.
///
/// # Errors
/// It is not two ends, the first below the second.
pub fn parse_range(kind: ninefold_base::TypeKind, line: &str) -> Result<Option<(f64, f64)>, Problem> {
    let spaced = line.replace("..", " ");
    let ends: Vec<&str> = spaced.split_whitespace().filter(|word| !matches!(*word, "to" | "-" | "–")).collect();
    let parsed: Vec<Option<f64>> = ends.iter().map(|end| conditions::parse_edge(kind, end)).collect();
    match parsed.as_slice() {
        [] => Ok(None),
        [Some(low), Some(high)] if low < high => Ok(Some((*low, *high))),
        _ => Err(Problem::new(
            format!("`{line}` is no range"),
            "a range is two ends, the smaller first",
            "type two numbers such as `0 100`, or two dates such as `2024-01-01 2024-06-30`; nothing draws all values",
        )),
    }
}
