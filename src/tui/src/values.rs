//! How often each value of a column occurs: value, count, share, bar.

use crate::grid;
use crate::layout;
use crate::list_cursor::{ListCursor, Motion};
use crate::paint::{self, run};
use crate::state::{Place, State};
use crate::table::Table;
use crate::words;
use ninefold_base::message::{Request, VALUES_SHOWN, ValueCounts, ViewId};
use ninefold_base::view::Filter;
use ninefold_base::{Cell, ColumnId, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

#[derive(Debug, Clone)]
pub struct ValuesState {
    /// The view whose rows are counted; keeping and dropping values here does not count again.
    pub view: ViewId,
    pub column: ColumnId,
    /// `None` until the first figures come.
    pub counts: Option<ValueCounts>,
    pub cursor: ListCursor,
}

impl ValuesState {
    /// The values in the order shown, missing as a line of its own at the end.
    pub fn len(&self) -> usize {
        self.counts.as_ref().map_or(0, |counts| counts.values.len() + usize::from(counts.missing > 0))
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn line(&self, place: usize) -> Option<(Cell, u64)> {
        let counts = self.counts.as_ref()?;
        match counts.values.get(place) {
            Some((cell, count)) => Some((cell.clone(), *count)),
            None if place == counts.values.len() && counts.missing > 0 => Some((Cell::Missing, counts.missing)),
            None => None,
        }
    }

    pub fn selected(&self) -> Option<Cell> {
        self.line(self.cursor.selected).map(|(cell, _)| cell)
    }
}

pub fn open(state: &mut State, argument: Option<&str>) {
    let Some(table) = &state.table else { return };
    let named = argument.map(str::trim);
    let column = match named {
        Some(name) => table.find_column(name),
        None => table.current_column(),
    };
    let Some(column) = column else {
        state.warn(named.map_or("there is no column here".to_string(), |name| format!("there is no column `{name}`")));
        return;
    };
    let view = table.view;
    state.places.push(Place::Values(ValuesState { view, column, counts: None, cursor: ListCursor::default() }));
    state.send(Request::Values { view, column });
}

pub fn counted(state: &mut State, mut counts: ValueCounts) {
    counts.values.retain(|(cell, _)| *cell != Cell::Missing);
    for place in &mut state.places {
        if let Place::Values(values) = place
            && values.view == counts.view
            && values.column == counts.column
        {
            let chosen = values.selected();
            values.counts = Some(counts);
            // While counting goes on the order changes; who has chosen a value stays on it.
            if values.cursor.selected > 0
                && let Some(place) = chosen.and_then(|chosen| {
                    (0..values.len()).find(|place| values.line(*place).is_some_and(|(cell, _)| cell == chosen))
                })
            {
                values.cursor.selected = place;
            }
            return;
        }
    }
}

fn rows_area(area: Rect) -> Rect {
    Rect { y: area.y + 3.min(area.height), height: area.height.saturating_sub(3), ..area }
}

pub fn moved(state: &mut State, motion: Motion) {
    let height = rows_area(layout::body(state.width, state.height)).height;
    if let Some(Place::Values(values)) = state.places.last_mut() {
        let len = values.len();
        values.cursor.moved(motion, len, height);
    }
}

/// Selects the line under the mouse; true if it was selected already.
pub fn click(state: &mut State, y: u16) -> bool {
    let rows = rows_area(layout::body(state.width, state.height));
    let Some(Place::Values(values)) = state.places.last_mut() else { return false };
    let Some(line) = y.checked_sub(rows.y).and_then(|offset| values.cursor.at(offset, values.len(), rows.height))
    else {
        return false;
    };
    let again = values.cursor.selected == line;
    values.cursor.selected = line;
    again
}

/// Enter: back to the table, with the rows of this value only.
pub fn accept(state: &mut State) {
    let Some(Place::Values(values)) = state.places.last() else { return };
    let Some(value) = values.selected() else { return };
    let column = values.column;
    if matches!(value, Cell::Long { .. } | Cell::Binary { .. }) {
        state.warn("this value is too long to compare with");
        return;
    }
    state.places.clear();
    grid::change::only(state, column, value);
    if let Some(table) = &mut state.table {
        table.move_to_column(column);
    }
}

pub fn draw(state: &State, values: &ValuesState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let Some(table) = &state.table else { return };
    let name = table.title(values.column);
    let Some(counts) = &values.counts else {
        paint::put_fit(
            buffer,
            area.x + 1,
            area.y,
            &format!("Values of {name}"),
            area.width.saturating_sub(2),
            theme.heading,
        );
        return grid::view::empty(theme, area, buffer, "Counting …", "Esc goes back");
    };
    let mark = if counts.exact { "" } else { "~" };
    let mut parts = vec![
        run(format!("Values of {name}"), theme.heading),
        run(format!("   {mark}{} distinct", format::grouped(counts.distinct)), theme.text),
        run(format!(" · {mark}{} missing", format::grouped(counts.missing)), theme.text),
        run(format!(" · {mark}{}", format::counted(counts.rows, "row")), theme.text),
    ];
    if counts.beyond > 0 {
        parts.push(run(format!(" · {} in values not kept", format::counted(counts.beyond, "row")), theme.warning));
    }
    if let Some(left_out) = left_out(counts) {
        parts.push(run(format!(" · {left_out}"), theme.dim));
    }
    if !counts.exact {
        parts.push(run("   counting …", theme.note));
    }
    paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &parts);
    if area.height < 4 {
        return;
    }
    let widths = Widths::of(values, area);
    widths.draw_header(buffer, area, theme);
    let rows = rows_area(area);
    let first = values.cursor.first(values.len(), rows.height);
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some((cell, count)) = values.line(place) else { break };
        let selected = place == values.cursor.selected;
        widths.draw_line(
            state,
            table,
            values,
            counts,
            (&cell, count),
            selected,
            Rect { y: rows.y + line, height: 1, ..rows },
            buffer,
        );
    }
    if values.is_empty() {
        grid::view::empty(
            theme,
            area,
            buffer,
            if counts.exact { "There are no rows to count." } else { "Counting …" },
            "Esc goes back",
        );
    }
    paint::scroll_bar(buffer, rows, first, values.len(), theme);
}

/// Cells for each part of a line.
struct Widths {
    value: u16,
    count: u16,
    bar: u16,
}

const SHARE: u16 = 8;

impl Widths {
    fn of(values: &ValuesState, area: Rect) -> Self {
        let lines = values.counts.iter().flat_map(|counts| counts.values.iter());
        let widest =
            lines.take(500).map(|(cell, _)| text::width(&words::value_text(cell)).min(400)).max().unwrap_or(0) as u16;
        let most = values.counts.as_ref().map_or(0, |counts| counts.rows);
        let count = (format::grouped(most).len() as u16).max(6);
        let value = widest.clamp(11, (area.width / 2).saturating_sub(6).max(11));
        let bar = area.width.saturating_sub(value + count + SHARE + 12).min(60);
        Self { value, count, bar }
    }

    fn draw_header(&self, buffer: &mut Buffer, area: Rect, theme: &crate::theme::Theme) {
        let y = area.y + 1;
        let x = area.x + 4;
        paint::put(buffer, x, y, "value", self.value, theme.dim);
        paint::put_aligned(buffer, x + self.value + 2, y, "rows", self.count, Alignment::Right, theme.dim);
        paint::put_aligned(buffer, x + self.value + self.count + 4, y, "share", SHARE, Alignment::Right, theme.dim);
        paint::horizontal(buffer, Rect { y: y + 1, height: 1, ..area }, theme.line);
    }

    #[expect(clippy::too_many_arguments, reason = "a line of the list is drawn from all of them, once")]
    fn draw_line(
        &self,
        state: &State,
        table: &Table,
        values: &ValuesState,
        counts: &ValueCounts,
        (cell, count): (&Cell, u64),
        selected: bool,
        line: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = &state.theme;
        if selected {
            paint::tint(buffer, line, theme.cursor_row);
            paint::put(buffer, line.x, line.y, "▸", 1, theme.accent);
        }
        let (mark, style) = mark_of(table, values.column, cell, theme);
        paint::put(buffer, line.x + 2, line.y, mark, 1, style);
        let absent = matches!(cell, Cell::Missing) || matches!(cell, Cell::Text(text) if text.is_empty());
        let style = match (selected, absent) {
            (true, _) => theme.heading,
            (false, true) => theme.absent,
            (false, false) => theme.text,
        };
        let x = line.x + 4;
        let style = if selected { style.patch(theme.cursor_row) } else { style };
        paint::put_fit(buffer, x, line.y, &words::value_text(cell), self.value, style);
        let x = x + self.value + 2;
        paint::put_aligned(
            buffer,
            x,
            line.y,
            &format::grouped(count),
            self.count,
            Alignment::Right,
            ratatui::style::Style::new(),
        );
        let x = x + self.count + 2;
        paint::put_aligned(buffer, x, line.y, &format::percent(count, counts.rows), SHARE, Alignment::Right, theme.dim);
        let x = x + SHARE + 2;
        // Bars are drawn against the most frequent value: shapes are compared, shares are read.
        let most = counts.values.first().map_or(counts.missing, |(_, count)| (*count).max(counts.missing)).max(1);
        let bar = paint::low_bar(count as f64 / most as f64, self.bar);
        paint::put(buffer, x, line.y, &bar, self.bar, if absent { theme.absent } else { theme.accent });
    }
}

/// Whether the view keeps or drops the value.
fn mark_of(
    table: &Table,
    column: ColumnId,
    cell: &Cell,
    theme: &crate::theme::Theme,
) -> (&'static str, ratatui::style::Style) {
    for filter in &table.spec.filters {
        match filter {
            Filter::Keep { column: about, values } if *about == column && values.contains(cell) => {
                return ("+", theme.note);
            }
            Filter::Drop { column: about, values } if *about == column && values.contains(cell) => {
                return ("-", theme.warning);
            }
            Filter::Keep { .. } | Filter::Drop { .. } | Filter::Sql(_) | Filter::Rows(_) => {}
        }
    }
    (" ", theme.dim)
}

/// Said above the list when not all values are in it.
fn left_out(counts: &ValueCounts) -> Option<String> {
    (counts.distinct > counts.values.len() as u64 && counts.values.len() >= VALUES_SHOWN).then(|| {
        format!("the {} most frequent of {}", format::grouped(VALUES_SHOWN as u64), format::grouped(counts.distinct))
    })
}
