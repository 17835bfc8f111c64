//! What keys do in the pane Missing.

use super::{MissingView, by_share, patterns, view};
use crate::explore::{self, Pane, frame, profile_of};
use crate::layout;
use crate::list_cursor::Motion;
use crate::state::State;
use ninefold_base::ColumnId;
use ninefold_base::explore::ExploreRequest;
use ninefold_base::profile::missing::MissingMap;
use ninefold_base::view::sql_name;
use ratatui::layout::Rect;

/// The map on the screen: in the order asked for, or until that comes the profile's own.
pub fn map(state: &State) -> Option<&MissingMap> {
    let sorted = state.explore.missing.sorted_by.and_then(|column| state.explore.answers.missing_map(column));
    sorted.or_else(|| profile_of(state).map(|profile| &profile.missing.map))
}

pub fn wants(state: &State) -> Option<ExploreRequest> {
    let column = state.explore.missing.sorted_by?;
    Some(ExploreRequest::MissingMap { sorted_by: Some(column) })
}

/// The column under the cursor of the view in focus.
pub fn current(state: &State) -> Option<ColumnId> {
    let missing = &state.explore.missing;
    let profile = profile_of(state)?;
    match missing.view {
        MissingView::Map => map(state)?.columns.get(missing.column).copied(),
        MissingView::Shares => by_share(profile).get(missing.shares.selected).copied(),
        MissingView::Together => profile.missing.clustered.get(missing.cell.0).copied(),
        MissingView::Patterns => profile.missing.patterns.get(missing.patterns.selected)?.columns.first().copied(),
    }
}

pub fn moved(state: &mut State, motion: Motion) {
    let (_, area) = frame::areas(layout::body(state.width, state.height));
    let Some(profile) = profile_of(state) else { return };
    let columns = map(state).map_or(0, |map| map.columns.len());
    let (shares, clustered) = (by_share(profile).len(), profile.missing.clustered.len());
    let patterns = profile.missing.patterns.len();
    let height = view::list_rows(state, area).height;
    let missing = &mut state.explore.missing;
    match missing.view {
        MissingView::Map => missing.column = step(missing.column, motion, columns),
        MissingView::Shares => missing.shares.moved(motion, shares, height),
        MissingView::Together => missing.cell = cell_step(missing.cell, motion, clustered, height),
        MissingView::Patterns => missing.patterns.moved(motion, patterns, height),
    }
}

/// A cell of a square matrix after a motion.
fn cell_step(at: (usize, usize), motion: Motion, len: usize, height: u16) -> (usize, usize) {
    let last = len.saturating_sub(1);
    let (row, column) = (at.0.min(last), at.1.min(last));
    match motion {
        Motion::Left => (row, column.saturating_sub(1)),
        Motion::Right => (row, (column + 1).min(last)),
        other => (other.apply(row as u64, len as u64, u64::from(height)) as usize, column),
    }
}

/// In the map only columns are chosen: up and down go the same way as left and right.
fn step(at: usize, motion: Motion, len: usize) -> usize {
    let motion = match motion {
        Motion::Left => Motion::Up,
        Motion::Right => Motion::Down,
        other => other,
    };
    motion.apply(at as u64, len as u64, 10) as usize
}

/// Enter: to the rows in which what is under the cursor is missing.
pub fn accept(state: &mut State) {
    let Some(profile) = profile_of(state) else { return };
    let missing = &state.explore.missing;
    let name = |column: ColumnId| profile.columns.get(column.index()).map(|column| sql_name(&column.name));
    let condition = match missing.view {
        MissingView::Map | MissingView::Shares => {
            let column = current(state)
                .filter(|column| profile.columns.get(column.index()).is_some_and(|column| column.counts.missing > 0));
            column.and_then(name).map(|name| format!("{name} IS NULL"))
        }
        MissingView::Together => {
            let pair =
                [missing.cell.0, missing.cell.1].map(|at| profile.missing.clustered.get(at).copied().and_then(name));
            match pair {
                [Some(one), Some(other)] if one == other => Some(format!("{one} IS NULL")),
                [Some(one), Some(other)] => Some(format!("{one} IS NULL AND {other} IS NULL")),
                _ => None,
            }
        }
        MissingView::Patterns => profile
            .missing
            .patterns
            .get(missing.patterns.selected)
            .map(|pattern| patterns::condition(profile, pattern))
            .filter(|condition| !condition.is_empty()),
    };
    match condition {
        Some(condition) => explore::drill(state, condition),
        None => state.warn("nothing is missing here"),
    }
}

pub fn cancel(state: &mut State) -> bool {
    let missing = &mut state.explore.missing;
    if missing.sorted_by.take().is_some() {
        return true;
    }
    std::mem::take(&mut missing.view) != MissingView::Map
}

pub fn cycle(state: &mut State) {
    if state.explore.pane != Pane::Missing {
        explore::to_pane(state, Pane::Missing);
    }
    state.explore.missing.view = state.explore.missing.view.next();
}

/// Puts the rows of the map in the order of a column; the same again puts them back.
pub fn sort_map(state: &mut State, argument: Option<&str>) {
    let named = argument.map(|name| (name, state.table.as_ref().and_then(|table| table.find_column(name.trim()))));
    let column = match named {
        Some((name, None)) => return state.warn(explore::columns::update::unknown_column(state, name)),
        Some((_, found)) => found,
        None => current(state),
    };
    let Some(column) = column else { return state.warn("there is no column here") };
    explore::to_pane(state, Pane::Missing);
    let missing = &mut state.explore.missing;
    missing.view = MissingView::Map;
    missing.sorted_by = if missing.sorted_by == Some(column) { None } else { Some(column) };
}

pub fn click(state: &mut State, area: Rect, x: u16, y: u16) -> bool {
    if let Some(view) = view::view_at(area, x, y) {
        state.explore.missing.view = view;
        return false;
    }
    let Some(place) = view::place_at(state, area, x, y) else { return false };
    let missing = &mut state.explore.missing;
    match missing.view {
        MissingView::Map => std::mem::replace(&mut missing.column, place.1) == place.1,
        MissingView::Shares => std::mem::replace(&mut missing.shares.selected, place.0) == place.0,
        MissingView::Together => std::mem::replace(&mut missing.cell, place) == place,
        MissingView::Patterns => std::mem::replace(&mut missing.patterns.selected, place.0) == place.0,
    }
}
