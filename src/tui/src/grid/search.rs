//! Searching in the rows of the view: the next hit at once, the count of all in the background.

use crate::prompt;
use crate::state::State;
use crate::table::Searched;
use ninefold_base::ColumnId;
use ninefold_base::message::{Request, Search, Slot, Towards, ViewId};

/// Looks for a pattern from the cursor on.
pub fn start(state: &mut State, pattern: &str, everywhere: bool) {
    let Some(table) = &mut state.table else { return };
    let columns = if everywhere { table.shown.clone() } else { table.current_column().into_iter().collect() };
    let search = Search { pattern: pattern.to_string(), columns };
    let from = table.cursor.row;
    table.searched =
        Some(Searched { search: search.clone(), everywhere, hits: None, waiting: true, from, wrapped: false });
    let view = table.view;
    state.send(Request::Search { view, search, from, direction: Towards::Forward });
}

pub fn again(state: &mut State, towards: Towards) {
    let Some(table) = &mut state.table else { return };
    let last = table.last_row();
    let row = table.cursor.row;
    let from = match towards {
        Towards::Forward => {
            if row >= last {
                0
            } else {
                row + 1
            }
        }
        Towards::Backward => {
            if row == 0 {
                last
            } else {
                row - 1
            }
        }
    };
    let Some(searched) = &mut table.searched else { return };
    searched.waiting = true;
    searched.from = row;
    let (view, search) = (table.view, searched.search.clone());
    state.send(Request::Search { view, search, from, direction: towards });
}

pub fn found(state: &mut State, view: ViewId, search: &Search, row: Option<(u64, ColumnId)>, towards: Towards) {
    let Some(table) = state.table.as_mut().filter(|table| table.view == view) else { return };
    let Some(searched) = table.searched.as_mut().filter(|searched| searched.search == *search) else { return };
    searched.waiting = false;
    match row {
        Some((row, column)) => {
            searched.wrapped = match towards {
                Towards::Forward => row < searched.from,
                Towards::Backward => row > searched.from,
            };
            table.move_to_row(row);
            table.move_to_column(column);
        }
        None => {
            let text = format!("no match for `{}`", ninefold_base::text::visible(&search.pattern));
            state.warn(text);
        }
    }
    prompt::done(state, Slot::Search);
}

pub fn hits(state: &mut State, view: ViewId, search: &Search, hits: u64, exact: bool) {
    let Some(table) = state.table.as_mut().filter(|table| table.view == view) else { return };
    if let Some(searched) = table.searched.as_mut().filter(|searched| searched.search == *search) {
        searched.hits = Some((hits, exact));
    }
}
