//! Commands that change the view from the cell under the cursor. Each works out a new view and hands it to
//! [`crate::table::Table::change`], so that undo is the same for all of them.

use crate::list::ListState;
use crate::state::{Overlay, Place, State};
use crate::table::{LEAST_WIDTH, Table, USUAL_WIDTH};
use ninefold_base::view::{Direction, Filter, SortKey, TypeChoice, View};
use ninefold_base::{Cell, ColumnId};

/// The change made by `edit` of the view, with undo.
pub fn change(state: &mut State, edit: impl FnOnce(&Table, &mut View)) {
    let Some(table) = &mut state.table else { return };
    let mut spec = table.spec.clone();
    edit(table, &mut spec);
    let next = state.ids.view();
    let request = table.change(spec, next);
    state.send_some(request);
}

pub fn undo(state: &mut State) {
    let next = state.ids.view();
    let request = state.table.as_mut().and_then(|table| table.undo(next));
    state.send_some(request);
}

pub fn redo(state: &mut State) {
    let next = state.ids.view();
    let request = state.table.as_mut().and_then(|table| table.redo(next));
    state.send_some(request);
}

/// Column and value that `,`, `+`, `-` are about: of the list of values if it is open, else of the cell.
fn subject(state: &mut State) -> Option<(ColumnId, Cell)> {
    let subject = match state.places.last() {
        Some(Place::Values(values)) => values.selected().map(|cell| (values.column, cell)),
        _ => state.table.as_ref().and_then(|table| Some((table.current_column()?, table.current_cell()?.clone()))),
    };
    match subject {
        None => {
            state.warn("the value is not loaded yet: try again in a moment");
            None
        }
        Some((_, Cell::Long { .. } | Cell::Binary { .. })) => {
            state.warn("this value is too long to compare with: press `w` and write a condition");
            None
        }
        subject => subject,
    }
}

fn is_about(filter: &Filter, id: ColumnId) -> bool {
    matches!(filter, Filter::Keep { column, .. } | Filter::Drop { column, .. } if *column == id)
}

pub fn like_this(state: &mut State) {
    let Some((column, value)) = subject(state) else { return };
    only(state, column, value);
}

/// Rows with this value and no other condition on the column.
pub fn only(state: &mut State, column: ColumnId, value: Cell) {
    change(state, |_, spec| {
        spec.filters.retain(|filter| !is_about(filter, column));
        spec.filters.push(Filter::Keep { column, values: vec![value] });
    });
}

pub fn keep(state: &mut State) {
    let Some((column, value)) = subject(state) else { return };
    change(state, |_, spec| {
        for filter in &mut spec.filters {
            if let Filter::Keep { column: about, values } = filter
                && *about == column
            {
                if !values.contains(&value) {
                    values.push(value);
                }
                return;
            }
        }
        spec.filters.push(Filter::Keep { column, values: vec![value] });
    });
}

pub fn drop_value(state: &mut State) {
    let Some((column, value)) = subject(state) else { return };
    change(state, |_, spec| {
        for filter in &mut spec.filters {
            match filter {
                // Dropping a value that was kept only takes it out of those kept, as long as others remain.
                Filter::Keep { column: about, values }
                    if *about == column && values.contains(&value) && values.len() > 1 =>
                {
                    values.retain(|kept| *kept != value);
                    return;
                }
                Filter::Drop { column: about, values } if *about == column => {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                    return;
                }
                Filter::Keep { .. } | Filter::Drop { .. } | Filter::Sql(_) | Filter::Rows(_) => {}
            }
        }
        spec.filters.push(Filter::Drop { column, values: vec![value] });
    });
}

pub fn clear_filters(state: &mut State) {
    change(state, |_, spec| spec.filters.clear());
}

/// Sorts by the cursor's column; the same order again takes it away.
pub fn sort_by_cursor(state: &mut State, direction: Direction, further: bool) {
    let Some(column) = state.table.as_ref().and_then(Table::current_column) else { return };
    sort_by(state, column, direction, further);
}

pub fn sort_by(state: &mut State, column: ColumnId, direction: Direction, further: bool) {
    let key = SortKey { column, direction };
    change(state, |_, spec| {
        let again = if further { spec.sort.contains(&key) } else { spec.sort == [key] };
        if further {
            spec.sort.retain(|key| key.column != column);
        } else {
            spec.sort.clear();
        }
        if !again {
            spec.sort.push(key);
        }
    });
}

/// A click on a header: ascending, then descending, then the order of the file.
pub fn sort_by_click(state: &mut State, column: ColumnId) {
    let now = state.table.as_ref().and_then(|table| table.sort_key(column)).map(|(_, key)| key.direction);
    let direction = if now.is_none() { Direction::Ascending } else { Direction::Descending };
    sort_by(state, column, direction, false);
}

fn with_column(state: &mut State, edit: impl FnOnce(&Table, &mut View, ColumnId)) {
    let Some(column) = state.table.as_ref().and_then(Table::current_column) else {
        state.warn("there is no column here");
        return;
    };
    change(state, |table, spec| edit(table, spec, column));
}

pub fn pin(state: &mut State) {
    with_column(state, |_, spec, column| {
        if !spec.layout.pinned.remove(&column) {
            spec.layout.pinned.insert(column);
        }
    });
}

pub fn hide(state: &mut State) {
    if state.table.as_ref().is_some_and(|table| table.shown.len() == 1) {
        state.warn("this is the last column that is shown");
        return;
    }
    with_column(state, |_, spec, column| {
        spec.layout.hidden.insert(column);
    });
}

pub fn show_all(state: &mut State) {
    change(state, |_, spec| spec.layout.hidden.clear());
}

pub fn set_width(state: &mut State, column: ColumnId, width: u16) {
    change(state, |_, spec| {
        spec.layout.widths.insert(column, width.max(LEAST_WIDTH));
    });
}

pub fn resize(state: &mut State, by: i16) {
    let Some((column, width)) =
        state.table.as_ref().and_then(|table| table.current_column().map(|column| (column, table.width_of(column))))
    else {
        return;
    };
    set_width(state, column, width.saturating_add_signed(by).min(500));
}

/// As wide as the loaded content, or back to the usual width.
pub fn fit_width(state: &mut State) {
    let most = state.width.saturating_sub(10).max(LEAST_WIDTH);
    with_column(state, |table, spec, column| {
        if spec.layout.widths.remove(&column).is_none() {
            let content = table.shapes.get(&column).map_or(0, |shape| shape.width());
            let name = ninefold_base::text::width(&table.title(column)) as u16;
            let width = content.max(name).clamp(LEAST_WIDTH, most);
            if width <= USUAL_WIDTH && width == table.width_of(column) {
                return;
            }
            spec.layout.widths.insert(column, width);
        }
    });
}

/// Moves the column one place, past hidden ones, within the pinned or the other columns.
pub fn shift(state: &mut State, by: isize) {
    with_column(state, |table, spec, column| {
        let at = table.cursor.column;
        let Some(other) = at
            .checked_add_signed(by)
            .filter(|other| *other < table.shown.len() && (*other < table.pinned) == (at < table.pinned))
        else {
            return;
        };
        let neighbour = table.shown[other];
        let mut order = table.ordered();
        let place = |id: ColumnId| order.iter().position(|listed| *listed == id);
        if let (Some(one), Some(two)) = (place(column), place(neighbour)) {
            order.remove(one);
            order.insert(two, column);
            spec.layout.order = order;
        }
    });
}

pub fn choose_type(state: &mut State, argument: Option<&str>) {
    let Some(table) = &state.table else { return };
    let Some(column) = table.current_column() else { return };
    match argument {
        None => state.overlay = Some(Overlay::List(ListState::types(table, column))),
        Some(name) => match TypeChoice::parse(name) {
            Some(choice) => set_type(state, column, choice),
            None => {
                let hint =
                    ninefold_base::names::did_you_mean(name, TypeChoice::ALL.iter().map(|choice| choice.label()));
                state.warn(format!(
                    "there is no type `{name}`; {}",
                    if hint.is_empty() { "press `t` for the list" } else { &hint }
                ));
            }
        },
    }
}

pub fn set_type(state: &mut State, column: ColumnId, choice: TypeChoice) {
    change(state, |_, spec| {
        spec.interpretation.types.insert(column, choice);
    });
    if let Some(name) = state.table.as_ref().map(|table| table.title(column)) {
        state.note(format!("`{name}` is now read as {}: U takes it back", choice.label()));
    }
}
