//! The mouse: click, wheel, drag. Everything it does a key does too.

use crate::chrome::{footer, stage_places};
use crate::commands::{moved, run_command, to_stage};
use crate::grid::{self, Drag};
use crate::layout;
use crate::list_cursor::Motion;
use crate::msg::{Mouse, MouseKind};
use crate::state::{Overlay, Place, State};
use crate::{explore, list, reading, values, welcome};
use ninefold_base::command::{CommandId, Context};
use ninefold_base::stage::Stage;
use ratatui::layout::Position;

/// Lines of the wheel.
const WHEEL: i64 = 3;

pub fn update(state: &mut State, mouse: Mouse) {
    match mouse.kind {
        MouseKind::Press => pressed(state, mouse),
        MouseKind::Drag => dragged(state, mouse.x),
        MouseKind::Release => released(state, mouse.x),
        MouseKind::WheelUp => wheel(state, -WHEEL),
        MouseKind::WheelDown => wheel(state, WHEEL),
        MouseKind::WheelLeft => moved(state, Motion::Left),
        MouseKind::WheelRight => moved(state, Motion::Right),
    }
}

fn wheel(state: &mut State, lines: i64) {
    if state.overlay.is_none() && state.context() == Context::Grid {
        return grid::wheel(state, lines);
    }
    for _ in 0..lines.unsigned_abs() {
        moved(state, if lines < 0 { Motion::Up } else { Motion::Down });
    }
}

fn pressed(state: &mut State, mouse: Mouse) {
    state.notice = None;
    state.pending.clear();
    let Some(areas) = layout::areas(state.width, state.height) else { return };
    let at = Position::new(mouse.x, mouse.y);
    if areas.footer.contains(at) {
        let hint = footer::hints(state, areas.footer)
            .into_iter()
            .find(|hint| mouse.x >= hint.x && mouse.x < hint.x + hint.width + 1);
        if let Some(hint) = hint {
            run_command(state, hint.id, None);
        }
        return;
    }
    if let Some(overlay) = &state.overlay {
        if let Overlay::List(open) = overlay {
            let rows = list::view::rows(open, areas.body);
            let place =
                if rows.contains(at) { open.cursor.at(mouse.y - rows.y, open.len(), rows.height) } else { None };
            if let (Some(place), Some(Overlay::List(open))) = (place, &mut state.overlay) {
                open.cursor.selected = place;
                list::accept(state);
            }
        }
        return;
    }
    if areas.stages.contains(at) {
        let stage = stage_places(state.stage, areas.stages)
            .into_iter()
            .find(|(_, _, place)| place.contains(at))
            .map(|(stage, ..)| stage);
        if let Some(stage) = stage {
            to_stage(state, stage);
        }
        return;
    }
    if areas.body.contains(at) {
        body(state, mouse);
    }
}

/// A click selects; a click on what is selected opens it.
fn body(state: &mut State, mouse: Mouse) {
    let again = match state.places.last() {
        Some(Place::Values(_)) => values::click(state, mouse.y),
        Some(Place::Reading(_)) => reading::click(state, mouse.y),
        Some(Place::Markers(_)) => crate::markers::click(state, mouse.y),
        Some(Place::Record(_) | Place::Jobs(_) | Place::Help(_)) => false,
        None if state.context() == Context::Grid => return click_grid(state, mouse),
        None if state.stage == Stage::Explore => explore::click(state, mouse.x, mouse.y),
        None => state.context() == Context::Welcome && welcome::click(state, mouse.y),
    };
    if again {
        run_command(state, CommandId::Accept, None);
    }
}

fn click_grid(state: &mut State, mouse: Mouse) {
    let Some(layout) = grid::layout_of(state) else { return };
    let column = layout.column_at(mouse.x);
    if mouse.y < layout.rows.y {
        let Some(column) = column else { return };
        // The cells right of a name belong to its border: holding them changes the width.
        if mouse.x >= column.x + column.width.saturating_sub(1) && !column.cut {
            state.dragging = Some(Drag { column: column.id, x: column.x, from: mouse.x });
        } else {
            grid::to_column(state, column.index);
            grid::change::sort_by_click(state, column.id);
        }
        return;
    }
    let Some(table) = &mut state.table else { return };
    let row = table.cursor.top + u64::from(mouse.y - layout.rows.y);
    if row < table.rows.reachable() {
        table.move_to_row(row);
    }
    if let Some(column) = column {
        grid::to_column(state, column.index);
    }
}

/// The border is seen to move; only letting go of it is a change that can be undone.
fn dragged(state: &mut State, x: u16) {
    let Some(drag) = state.dragging else { return };
    let width = (x + 1).saturating_sub(drag.x);
    state.note(format!("width {width}"));
}

fn released(state: &mut State, x: u16) {
    let Some(drag) = state.dragging.take() else { return };
    if x == drag.from {
        // Not moved: an ordinary click on the name.
        grid::change::sort_by_click(state, drag.column);
        return;
    }
    let width = (x + 1).saturating_sub(drag.x);
    grid::change::set_width(state, drag.column, width);
}
