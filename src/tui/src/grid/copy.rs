//! Copying: the engine brings the whole values, however much of them is on the screen.

use crate::msg::Effect;
use crate::state::{Place, State};
use ninefold_base::ColumnId;
use ninefold_base::message::Request;

/// Values of a column copied at most.
const MOST_ROWS: u64 = 100_000;

pub fn cell(state: &mut State) {
    if let Some(Place::Values(values)) = state.places.last() {
        if let Some(value) = values.selected() {
            state.outbox.push(Effect::CopyToClipboard(value.plain()));
            state.note("copied one value");
        }
        return;
    }
    let Some(table) = &state.table else { return };
    let Some(column) = table.current_column() else { return };
    let row = table.cursor.row;
    ask(state, row..row + 1, vec![column]);
}

pub fn row(state: &mut State) {
    let Some(table) = &state.table else { return };
    let row = table.cursor.row;
    let columns = table.shown.clone();
    ask(state, row..row + 1, columns);
}

pub fn column(state: &mut State) {
    let Some(table) = &state.table else { return };
    let Some(column) = table.current_column() else { return };
    let rows = table.rows.reachable();
    if rows > MOST_ROWS {
        state.note("copying the first 100,000 values");
    }
    // The engine takes the first 100,000 and says what it left out.
    ask(state, 0..rows, vec![column]);
}

fn ask(state: &mut State, rows: std::ops::Range<u64>, columns: Vec<ColumnId>) {
    let Some(view) = state.table.as_ref().map(|table| table.view) else { return };
    state.send(Request::CopyText { view, rows, columns, with_header: false });
}
