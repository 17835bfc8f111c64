//! Texts that may stand for "missing", per column, with counts. Nothing is missing before the user says so here.

use crate::grid;
use crate::layout;
use crate::list_cursor::{ListCursor, Motion};
use crate::paint::{self, run};
use crate::state::{Place, State};
use crate::table::Table;
use ninefold_base::view::View;
use ninefold_base::{ColumnId, TypeKind, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

#[derive(Debug, Clone, Default)]
pub struct MarkersState {
    pub cursor: ListCursor,
}

/// One marker in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub column: ColumnId,
    pub marker: String,
    pub cells: u64,
    pub would_become: Option<TypeKind>,
    pub accepted: bool,
}

/// All markers of all columns, in the order of the file.
pub fn proposals(table: &Table) -> Vec<Proposal> {
    let mut all = Vec::new();
    for (index, column) in table.info.columns.iter().enumerate() {
        let id = ColumnId(index as u32);
        let accepted = table.spec.interpretation.markers.get(&id);
        for marker in &column.markers {
            all.push(Proposal {
                column: id,
                marker: marker.marker.clone(),
                cells: marker.cells,
                would_become: marker.would_become,
                accepted: accepted.is_some_and(|accepted| accepted.contains(&marker.marker)),
            });
        }
    }
    all
}

pub fn open(state: &mut State) {
    state.places.push(Place::Markers(MarkersState::default()));
}

fn list_area(area: Rect) -> Rect {
    Rect { y: area.y + 4.min(area.height), height: area.height.saturating_sub(4), ..area }
}

pub fn moved(state: &mut State, motion: Motion) {
    let height = list_area(layout::body(state.width, state.height)).height;
    let Some(len) = state.table.as_ref().map(|table| proposals(table).len()) else { return };
    if let Some(Place::Markers(place)) = state.places.last_mut() {
        place.cursor.moved(motion, len, height);
    }
}

/// Selects the line under the mouse; true if it was selected already.
pub fn click(state: &mut State, y: u16) -> bool {
    let list = list_area(layout::body(state.width, state.height));
    let Some(len) = state.table.as_ref().map(|table| proposals(table).len()) else { return false };
    let Some(Place::Markers(place)) = state.places.last_mut() else { return false };
    let Some(line) = y.checked_sub(list.y).and_then(|offset| place.cursor.at(offset, len, list.height)) else {
        return false;
    };
    let again = place.cursor.selected == line;
    place.cursor.selected = line;
    again
}

fn set(spec: &mut View, column: ColumnId, marker: &str, accepted: bool) {
    let markers = spec.interpretation.markers.entry(column).or_default();
    if accepted {
        markers.insert(marker.to_string());
    } else {
        markers.remove(marker);
    }
    if markers.is_empty() {
        spec.interpretation.markers.remove(&column);
    }
}

/// Accepts or rejects the marker under the cursor, at once.
pub fn toggle(state: &mut State) {
    let (Some(table), Some(Place::Markers(place))) = (&state.table, state.places.last()) else { return };
    let Some(proposal) = proposals(table).into_iter().nth(place.cursor.selected) else { return };
    grid::change::change(state, |_, spec| set(spec, proposal.column, &proposal.marker, !proposal.accepted));
}

/// Accepts all, or none when all are accepted.
pub fn accept_all(state: &mut State) {
    let Some(table) = &state.table else { return };
    let all = proposals(table);
    if all.is_empty() {
        state.note("no marker was found: nothing to accept");
        return;
    }
    let accept = !all.iter().all(|proposal| proposal.accepted);
    let cells: u64 = all.iter().map(|proposal| proposal.cells).sum();
    grid::change::change(state, |_, spec| {
        all.iter().for_each(|proposal| set(spec, proposal.column, &proposal.marker, accept))
    });
    let count = format::counted(cells, "cell");
    state.note(if accept {
        format!("accepted: {count} are missing now; U takes it back")
    } else {
        "all markers are ordinary text again".to_string()
    });
}

pub fn draw(state: &State, place: &MarkersState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let Some(table) = &state.table else { return };
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    paint::put(buffer, x, area.y, "Missing markers", room, theme.heading);
    if area.height < 5 {
        return;
    }
    let all = proposals(table);
    if all.is_empty() {
        let sentence = if table.info.complete {
            "No cell holds a text that usually means missing."
        } else {
            "None found so far; not all rows have been looked at."
        };
        return grid::view::empty(theme, area, buffer, sentence, "such as NA, ?, -, null or the empty field");
    }
    paint::put_fit(
        buffer,
        x,
        area.y + 1,
        "Texts that may stand for a missing value, and stay text until accepted.",
        room,
        theme.dim,
    );
    let columns = Columns::of(area);
    paint::put(buffer, columns.name, area.y + 2, "column", columns.name_room, theme.dim);
    paint::put(buffer, columns.marker, area.y + 2, "text", MARKER_ROOM, theme.dim);
    paint::put_aligned(buffer, columns.count, area.y + 2, "cells", COUNT_ROOM, Alignment::Right, theme.dim);
    paint::put(buffer, columns.becomes, area.y + 2, "then the column is", room, theme.dim);
    paint::horizontal(buffer, Rect { y: area.y + 3, height: 1, ..area }, theme.line);
    let list = list_area(area);
    let first = place.cursor.first(all.len(), list.height);
    for (offset, proposal) in all.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = Rect { y: list.y + (offset - first) as u16, height: 1, ..list };
        if offset == place.cursor.selected {
            paint::tint(buffer, line, theme.cursor_row);
            paint::put(buffer, line.x, line.y, "▸", 1, theme.accent);
        }
        draw_line(state, table, proposal, &columns, line, buffer);
    }
    paint::scroll_bar(buffer, list, first, all.len(), theme);
}

const MARKER_ROOM: u16 = 12;
const COUNT_ROOM: u16 = 11;

/// Where the parts of a line begin.
struct Columns {
    name: u16,
    name_room: u16,
    marker: u16,
    count: u16,
    becomes: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let name = area.x + 6;
        let name_room = (area.width / 4).clamp(8, 28);
        let marker = name + name_room + 2;
        let count = marker + MARKER_ROOM + 2;
        Self { name, name_room, marker, count, becomes: count + COUNT_ROOM + 3 }
    }
}

fn draw_line(state: &State, table: &Table, proposal: &Proposal, columns: &Columns, line: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let (sign, style) = if proposal.accepted { ("[✓]", theme.accent) } else { ("[ ]", theme.dim) };
    paint::put(buffer, line.x + 2, line.y, sign, 3, style);
    paint::put_fit(buffer, columns.name, line.y, &table.title(proposal.column), columns.name_room, theme.heading);
    let shown = if proposal.marker.is_empty() { "\"\" (empty)".to_string() } else { text::visible(&proposal.marker) };
    paint::put_fit(buffer, columns.marker, line.y, &shown, MARKER_ROOM, Style::new());
    let mark = if table.info.complete { "" } else { "~" };
    let cells = format!("{mark}{}", format::grouped(proposal.cells));
    paint::put_aligned(buffer, columns.count, line.y, &cells, COUNT_ROOM, Alignment::Right, Style::new());
    let kind = table.info.columns.get(proposal.column.index()).map_or("", |column| column.dtype.kind.label());
    let becomes = match proposal.would_become {
        Some(new) if new.label() != kind => {
            vec![run(format!("{kind} → "), theme.dim), run(new.label(), theme.accent)]
        }
        Some(_) | None => vec![run(format!("{kind}, as before"), theme.dim)],
    };
    paint::runs(buffer, columns.becomes, line.y, line.right().saturating_sub(columns.becomes + 1), &becomes);
}
