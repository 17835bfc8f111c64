//! Draws a list in a box in the upper middle.

use super::{Entry, ListState};
use crate::paint::{self, run};
use crate::state::State;
use crate::words;
use ninefold_base::command::{Context, command};
use ninefold_base::keys::Key;
use ninefold_base::profile::target::Task;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};

fn area(list: &ListState, body: Rect) -> Rect {
    let width = body.width.saturating_sub(4).min(100);
    // As high as the whole list, so that the box does not jump while one types.
    let height = (list.total().min(20) as u16 + 4).min(body.height.saturating_sub(1)).max(5.min(body.height));
    paint::centered(body, width, height)
}

/// Where the entries stand.
pub fn rows(list: &ListState, body: Rect) -> Rect {
    let area = area(list, body);
    Rect::new(area.x + 1, (area.y + 3).min(area.bottom()), area.width.saturating_sub(2), area.height.saturating_sub(4))
}

pub fn draw(state: &State, list: &ListState, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = &state.theme;
    let area = area(list, body);
    let inner = paint::boxed(buffer, area, &text::visible(&list.title), theme);
    if inner.height == 0 || inner.width < 8 {
        return None;
    }
    let count = if list.input.text.trim().is_empty() {
        list.total().to_string()
    } else {
        format!("{} of {}", list.len(), list.total())
    };
    paint::put_aligned(buffer, inner.x, inner.y, &count, inner.width, Alignment::Right, theme.raised.patch(theme.dim));
    paint::put(buffer, inner.x, inner.y, "›", 1, theme.raised.patch(theme.accent));
    let room = inner.width.saturating_sub(4 + count.len() as u16).max(1);
    let (shown, cursor) = list.input.window(usize::from(room));
    paint::put(buffer, inner.x + 2, inner.y, &shown, room, theme.raised);
    let rows = rows(list, body);
    if inner.height > 1 {
        paint::horizontal(
            buffer,
            Rect { x: inner.x, y: inner.y + 1, width: inner.width, height: 1 },
            theme.raised.patch(theme.line),
        );
    }
    let first = list.cursor.first(list.len(), rows.height);
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(entry) = list.entry(place) else { break };
        let y = rows.y + line;
        let selected = place == list.cursor.selected;
        draw_entry(state, entry, Rect { y, height: 1, ..rows }, selected, buffer);
    }
    if list.is_empty() && rows.height > 0 {
        paint::put_fit(
            buffer,
            rows.x + 1,
            rows.y,
            "nothing matches; Esc closes",
            rows.width.saturating_sub(1),
            theme.raised.patch(theme.dim),
        );
    }
    paint::scroll_bar(buffer, rows, first, list.len(), theme);
    Some(Position::new(inner.x + 2 + cursor as u16, inner.y))
}

/// Name, what it is, and a note at the right.
fn draw_entry(state: &State, entry: Entry, line: Rect, selected: bool, buffer: &mut Buffer) {
    let theme = &state.theme;
    let base = if selected { theme.raised.patch(theme.cursor_row) } else { theme.raised };
    paint::fill(buffer, line, base);
    let (name, detail, note, enabled) = texts(state, entry);
    let sign = if selected { "▸" } else { " " };
    paint::put(buffer, line.x, line.y, sign, 1, base.patch(theme.accent));
    let (name_style, detail_style) =
        if enabled { (base.patch(theme.heading), base) } else { (base.patch(theme.dim), base.patch(theme.dim)) };
    let name_room = (line.width / 3).clamp(10, 30);
    let note_width = (text::width(&note) as u16).min(line.width / 3);
    let parts = [run(pad(&name, name_room), name_style), run("  ", base), run(detail, detail_style)];
    paint::runs(buffer, line.x + 2, line.y, line.width.saturating_sub(note_width + 5), &parts);
    paint::put_aligned(
        buffer,
        line.right().saturating_sub(note_width + 2).max(line.x),
        line.y,
        &note,
        note_width,
        Alignment::Right,
        base.patch(theme.accent),
    );
}

fn pad(content: &str, room: u16) -> String {
    let content = text::fit(content, usize::from(room));
    let spare = usize::from(room).saturating_sub(text::width(&content));
    content + &" ".repeat(spare)
}

fn texts(state: &State, entry: Entry) -> (String, String, String, bool) {
    match entry {
        Entry::Command(id) => {
            let row = command(id);
            let enabled = state.holds(row.when);
            let detail = if enabled { row.title.to_string() } else { format!("{} ({})", row.title, row.when.reason()) };
            (row.name.to_string(), detail, keys_of(state, id), enabled)
        }
        Entry::Column(id) => column_texts(state, id),
        Entry::Type(column, choice) => {
            let chosen =
                state.table.as_ref().and_then(|table| table.spec.interpretation.types.get(&column)) == Some(&choice);
            (choice.label().into(), choice.sample().into(), if chosen { "chosen".into() } else { String::new() }, true)
        }
        Entry::Theme(theme) => (
            theme.label().into(),
            theme.describe().into(),
            if theme == state.theme.name { "in use".into() } else { String::new() },
            true,
        ),
        Entry::ColumnOrder(order) => {
            let chosen = order == state.explore.columns.order;
            (
                order.label().into(),
                order.describe().into(),
                if chosen { "again turns it round".into() } else { String::new() },
                true,
            )
        }
        Entry::Target(Some(id)) => {
            let (name, detail, _, _) = column_texts(state, id);
            let chosen = crate::explore::target_of(state).is_some_and(|target| target.column == id);
            (name, detail, if chosen { "chosen".into() } else { String::new() }, true)
        }
        Entry::Target(None) => ("no target".into(), "nothing is predicted".into(), String::new(), true),
        Entry::Class(place) => class_texts(state, place),
        Entry::Task(None) => ("inferred".into(), "told from the target's type and values".into(), String::new(), true),
        Entry::Task(Some(task)) => (task.label().into(), task_meaning(task).into(), String::new(), true),
    }
}

fn task_meaning(task: Task) -> &'static str {
    match task {
        Task::Binary => "one of two classes",
        Task::Multiclass => "one of several classes",
        Task::Regression => "a number",
    }
}

fn class_texts(state: &State, place: Option<usize>) -> (String, String, String, bool) {
    let target = crate::explore::target::update::target(state);
    match (place, target) {
        (Some(place), Some(target)) => match target.classes.get(place) {
            Some(class) => {
                let chosen = target.positive.as_ref() == Some(&class.value);
                let rows = ninefold_base::format::counted(class.rows, "row");
                (words::value_text(&class.value), rows, if chosen { "positive".into() } else { String::new() }, true)
            }
            None => (String::new(), String::new(), String::new(), false),
        },
        (_, _) => ("the rarer class".into(), "as long as none is chosen".into(), String::new(), true),
    }
}

fn column_texts(state: &State, id: ninefold_base::ColumnId) -> (String, String, String, bool) {
    let Some(table) = &state.table else { return (String::new(), String::new(), String::new(), false) };
    let Some(column) = table.column(id) else { return (String::new(), String::new(), String::new(), false) };
    let mut marks = Vec::new();
    if table.spec.layout.hidden.contains(&id) {
        marks.push("hidden".to_string());
    }
    if table.spec.layout.pinned.contains(&id) {
        marks.push("pinned".to_string());
    }
    if let Some((_, key)) = table.sort_key(id) {
        marks.push(format!("sort {}", words::arrow(key.direction)));
    }
    let shown = !table.spec.layout.hidden.contains(&id);
    let missing = column
        .missing
        .filter(|missing| *missing > 0)
        .map(|missing| format!(", {} missing", words::short_share(missing, column.looked_at)))
        .unwrap_or_default();
    (table.title(id), format!("{}{missing}", column.dtype.kind.label()), marks.join(" "), shown)
}

/// The keys of a command where the list was opened from, or where it has some.
fn keys_of(state: &State, id: ninefold_base::command::CommandId) -> String {
    let here = state.place_context();
    for place in [here, Context::Grid] {
        let keys = state.keymap.keys_of(place, id);
        if let Some(keys) = keys.first() {
            return keys.iter().map(Key::symbol).collect::<Vec<_>>().join(" ");
        }
    }
    String::new()
}
