//! Draws the whole screen from the state and changes nothing.

use crate::chrome::{self, footer, message, status};
use crate::layout::{self, LEAST_HEIGHT, LEAST_WIDTH};
use crate::paint;
use crate::state::{Overlay, Place, State};
use crate::{
    confirm, dialog, explore, grid, help, jobs, list, markers, prompt, reading, record, stages, values, welcome,
};
use ninefold_base::stage::Stage;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};

pub fn view(state: &State, frame: &mut Frame) {
    let area = frame.area();
    if let Some(cursor) = draw(state, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws into a buffer; the place of the terminal's cursor if text is being typed.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    paint::fill(buffer, area, state.theme.text);
    let Some(areas) = layout::areas(area.width, area.height) else {
        too_small(state, area, buffer);
        return None;
    };
    chrome::draw_stages(state, areas.stages, buffer);
    chrome::draw_title(state, areas.title, buffer);
    draw_body(state, areas.body, buffer);
    if let Some(problem) = &state.problem {
        message::draw(state, problem, areas.body, buffer);
    }
    status::draw(state, areas.status, buffer);
    footer::draw(state, areas.footer, buffer);
    match &state.overlay {
        Some(Overlay::List(list)) => list::view::draw(state, list, areas.body, buffer),
        Some(Overlay::Prompt(prompt)) => prompt::view::draw(state, prompt, areas.body, buffer),
        Some(Overlay::Dialog(dialog)) => {
            dialog::view::draw(state, dialog, areas.body, buffer);
            None
        }
        Some(Overlay::Confirm(question)) => {
            confirm::draw(state, question, areas.body, buffer);
            None
        }
        None => None,
    }
}

fn draw_body(state: &State, body: Rect, buffer: &mut Buffer) {
    match (state.places.last(), &state.table) {
        (Some(Place::Record(place)), _) => record::draw(state, place, body, buffer),
        (Some(Place::Values(place)), _) => values::draw(state, place, body, buffer),
        (Some(Place::Reading(place)), _) => reading::draw(state, place, body, buffer),
        (Some(Place::Markers(place)), _) => markers::draw(state, place, body, buffer),
        (Some(Place::Jobs(place)), _) => jobs::draw(state, place, body, buffer),
        (Some(Place::Help(place)), _) => help::draw(state, place, body, buffer),
        (None, _) if !state.stage.is_built() => stages::draw(state, body, buffer),
        (None, _) if state.stage == Stage::Explore => explore::draw(state, body, buffer),
        (None, Some(table)) => grid::view::draw(state, table, body, buffer),
        (None, None) => welcome::draw(state, body, buffer),
    }
}

fn too_small(state: &State, area: Rect, buffer: &mut Buffer) {
    let lines = [
        "A little more room, please.".to_string(),
        format!("{}×{} here, {LEAST_WIDTH}×{LEAST_HEIGHT} needed", area.width, area.height),
    ];
    let top = area.y + area.height.saturating_sub(2) / 2;
    for (i, line) in lines.iter().enumerate() {
        let y = top + i as u16;
        if y < area.bottom() {
            paint::put_aligned(
                buffer,
                area.x,
                y,
                line,
                area.width,
                Alignment::Center,
                if i == 0 { state.theme.heading } else { state.theme.dim },
            );
        }
    }
}
