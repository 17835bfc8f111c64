//! All fields of one row, one under the other, wrapped and whole.

use crate::layout;
use crate::list_cursor::{Motion, scrolled};
use crate::paint;
use crate::state::{Place, State};
use crate::table::Table;
use crate::words;
use ninefold_base::message::{Record, Request};
use ninefold_base::{Cell, ColumnId, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// Lines shown of one field at most: a field may hold a megabyte.
const MOST_LINES: usize = 2_000;

#[derive(Debug, Clone)]
pub struct RecordState {
    pub row: u64,
    /// `None` while it is fetched.
    pub record: Option<Record>,
    pub scroll: usize,
}

pub fn open(state: &mut State) {
    let Some(table) = &state.table else { return };
    let row = table.cursor.row;
    state.places.push(Place::Record(RecordState { row, record: None, scroll: 0 }));
    fetch(state, row);
}

fn fetch(state: &mut State, row: u64) {
    if let Some(view) = state.table.as_ref().map(|table| table.view) {
        state.send(Request::Record { view, row });
    }
}

/// Left and right go to the next row, the rest scrolls.
pub fn moved(state: &mut State, motion: Motion) {
    let body = layout::body(state.width, state.height);
    let lines = match (&state.table, state.places.last()) {
        (Some(table), Some(Place::Record(place))) => Content::new(state, table, place, body.width).len(),
        _ => return,
    };
    let Some(table) = state.table.as_mut() else { return };
    let Some(Place::Record(place)) = state.places.last_mut() else { return };
    let row = match motion {
        Motion::Left => place.row.saturating_sub(1),
        Motion::Right => (place.row + 1).min(table.last_row()),
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::HalfUp
        | Motion::HalfDown
        | Motion::Top
        | Motion::Bottom => {
            place.scroll = scrolled(place.scroll, motion, lines, body.height.saturating_sub(2));
            return;
        }
    };
    if row != place.row {
        place.row = row;
        place.record = None;
        table.move_to_row(row);
        fetch(state, row);
    }
}

struct Line {
    label: Option<(String, &'static str)>,
    text: String,
    style: Style,
    /// Part of the row as it stands in the file: over the whole width.
    raw: bool,
}

/// What the pane is made of, from the top: fields, surplus fields, the raw row. Tables may have 100,000 columns, so that
/// only what is on the screen is wrapped and only the long ones are measured.
struct Content<'a> {
    state: &'a State,
    table: &'a Table,
    place: &'a RecordState,
    columns: Vec<ColumnId>,
    room: usize,
    raw: Vec<String>,
}

impl<'a> Content<'a> {
    fn new(state: &'a State, table: &'a Table, place: &'a RecordState, width: u16) -> Self {
        let room = usize::from(width).saturating_sub(label_width(table, width) + 14).max(8);
        let wide = usize::from(width.saturating_sub(4)).max(8);
        let raw = place.record.as_ref().and_then(|record| record.raw.as_ref());
        let raw = raw
            .map(|raw| text::wrap(&text::visible(raw), wide).into_iter().take(MOST_LINES).collect())
            .unwrap_or_default();
        Self { state, table, place, columns: table.ordered(), room, raw }
    }

    fn surplus(&self) -> &[String] {
        self.place.record.as_ref().map_or(&[], |record| &record.surplus)
    }

    fn fields(&self) -> usize {
        self.columns.len() + self.surplus().len()
    }

    fn cell(&self, field: usize) -> Option<Cell> {
        match self.columns.get(field) {
            Some(id) => match &self.place.record {
                Some(record) => record.cells.get(id.index()).cloned(),
                None => self.table.cache.cell(self.place.row, *id).cloned(),
            },
            None => self.surplus().get(field - self.columns.len()).map(|text| Cell::Text(text.clone())),
        }
    }

    /// Lines of a field, without wrapping those that are short.
    fn height(&self, field: usize) -> usize {
        let Some(id) = self.columns.get(field) else { return self.parts(field).0.len() };
        let cell = match &self.place.record {
            Some(record) => record.cells.get(id.index()),
            None => self.table.cache.cell(self.place.row, *id),
        };
        match cell {
            Some(Cell::Text(content) | Cell::Temporal(content) | Cell::Nested(content) | Cell::Decimal(content))
                if content.len() <= self.room && self.room >= 16 && !content.contains('\n') =>
            {
                1
            }
            Some(Cell::Missing | Cell::Boolean(_) | Cell::Integer(_) | Cell::Float(_) | Cell::Float32(_))
                if self.room >= 40 =>
            {
                1
            }
            Some(_) => self.parts(field).0.len(),
            None => 1,
        }
    }

    fn parts(&self, field: usize) -> (Vec<String>, Style) {
        let (content, style) = shown(self.cell(field).as_ref(), self.state);
        let mut parts = text::wrap(&content, self.room);
        parts.truncate(MOST_LINES);
        (parts, style)
    }

    fn len(&self) -> usize {
        let fields: usize = (0..self.fields()).map(|field| self.height(field)).sum();
        fields + if self.raw.is_empty() { 0 } else { self.raw.len() + 2 }
    }

    /// Lines `first` and following, at most `count`.
    fn lines(&self, first: usize, count: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = 0;
        for field in 0..self.fields() {
            if at >= first + count {
                break;
            }
            let height = self.height(field);
            if at + height > first {
                let (parts, style) = self.parts(field);
                for (i, text) in parts.into_iter().enumerate().skip(first.saturating_sub(at)) {
                    lines.push(Line { label: (i == 0).then(|| self.label(field)), text, style, raw: false });
                }
            }
            at += height;
        }
        if !self.raw.is_empty() && at < first + count {
            let theme = &self.state.theme;
            let heading = Line {
                label: Some(("As it stands in the file".into(), "")),
                text: String::new(),
                style: theme.heading,
                raw: false,
            };
            let blank = Line { label: None, text: String::new(), style: theme.text, raw: false };
            let raw =
                self.raw.iter().map(|text| Line { label: None, text: text.clone(), style: theme.warning, raw: true });
            lines.extend([blank, heading].into_iter().chain(raw).skip(first.saturating_sub(at)));
        }
        lines.truncate(count);
        lines
    }

    fn label(&self, field: usize) -> (String, &'static str) {
        match self.columns.get(field) {
            Some(id) => (self.table.title(*id), self.table.column(*id).map_or("", |column| column.dtype.kind.label())),
            None => (format!("surplus {}", field - self.columns.len() + 1), "text"),
        }
    }
}

/// A value in full, and its style.
fn shown(cell: Option<&Cell>, state: &State) -> (String, Style) {
    let theme = &state.theme;
    match cell {
        None => ("·····".to_string(), theme.line),
        Some(Cell::Missing) => (words::value_text(&Cell::Missing), theme.absent),
        Some(cell @ Cell::Text(content)) if content.is_empty() => (words::value_text(cell), theme.absent),
        Some(Cell::Invalid(content)) => (format!("!{} (does not fit the type)", text::visible(content)), theme.warning),
        // Line ends in a text are followed here, and only here.
        Some(Cell::Text(content)) => {
            (content.split('\n').map(text::visible).collect::<Vec<_>>().join("\n"), Style::new())
        }
        Some(Cell::Long { head, bytes }) => {
            (format!("{}… ({} in all)", text::visible(head), format::bytes(*bytes)), Style::new())
        }
        Some(cell) => (words::value_text(cell), Style::new()),
    }
}

fn label_width(table: &Table, width: u16) -> usize {
    let widest = table
        .columns
        .iter()
        .take(500)
        .enumerate()
        .map(|(i, _)| text::width(&table.title(ColumnId(i as u32))))
        .max()
        .unwrap_or(0);
    widest.clamp(6, usize::from(width / 3).max(6))
}

pub fn draw(state: &State, place: &RecordState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let Some(table) = &state.table else { return };
    let id = place.record.as_ref().map(|record| record.row_id).or_else(|| table.cache.row_id(place.row));
    let mut title = format!("Row {} of {}", format::grouped(place.row + 1), table.rows);
    if let Some(id) = id.filter(|id| *id != place.row) {
        title.push_str(&format!(" · row {} in the file", format::grouped(id + 1)));
    }
    let used = paint::put_fit(buffer, area.x + 1, area.y, &title, area.width.saturating_sub(2), theme.heading);
    if area.width > used + 24 {
        paint::put_aligned(buffer, area.x, area.y, "← → other rows", area.width - 1, Alignment::Right, theme.dim);
    }
    if area.height < 3 {
        return;
    }
    paint::horizontal(buffer, Rect { y: area.y + 1, height: 1, ..area }, theme.line);
    let content = Content::new(state, table, place, area.width);
    let total = content.len();
    let shown = Rect { y: area.y + 2, height: area.height - 2, ..area };
    let scroll = place.scroll.min(total.saturating_sub(usize::from(shown.height)));
    let names = label_width(table, area.width) as u16;
    for (i, line) in content.lines(scroll, usize::from(shown.height)).iter().enumerate() {
        draw_line(state, line, names, Rect { y: shown.y + i as u16, height: 1, ..shown }, buffer);
    }
    paint::scroll_bar(buffer, shown, scroll, total, theme);
}

fn draw_line(state: &State, line: &Line, names: u16, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    match &line.label {
        Some((name, "")) => {
            paint::put_fit(buffer, area.x + 1, area.y, name, area.width.saturating_sub(2), theme.heading);
        }
        Some((name, kind)) => {
            paint::put_fit(buffer, area.x + 1, area.y, name, names, theme.heading);
            paint::put_fit(buffer, area.x + names + 3, area.y, kind, 8, theme.dim);
        }
        None => {}
    }
    let x = if line.raw { area.x + 2 } else { area.x + names + 12 };
    paint::put_fit(buffer, x, area.y, &line.text, area.right().saturating_sub(x + 1), line.style);
}
