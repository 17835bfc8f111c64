//! How the file was read: what was decided and why, the rule behind each column's type, and what was found on the way.

use crate::dialog::view::{character, quote};
use crate::grid;
use crate::layout;
use crate::list_cursor::{ListCursor, Motion};
use crate::paint::{self, run};
use crate::state::{Place, State};
use crate::table::{Table, proposed};
use crate::theme::Theme;
use crate::words;
use ninefold_base::message::FileInfo;
use ninefold_base::read::{Compression, Severity};
use ninefold_base::view::Filter;
use ninefold_base::{ColumnId, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Decisions,
    Columns,
    Findings,
    Files,
}

impl Section {
    const ALL: [Section; 4] = [Section::Decisions, Section::Columns, Section::Findings, Section::Files];

    fn place(self) -> usize {
        self as usize
    }
}

#[derive(Debug, Clone)]
pub struct ReadingState {
    pub section: Section,
    cursors: [ListCursor; 4],
}

pub fn open(state: &mut State) {
    // What was found matters most where something is wrong.
    let wrong = state
        .table
        .as_ref()
        .is_some_and(|table| table.info.findings.iter().any(|finding| finding.severity == Severity::Error));
    let section = if wrong { Section::Findings } else { Section::Decisions };
    state.places.push(Place::Reading(ReadingState { section, cursors: [ListCursor::default(); 4] }));
}

pub fn next_section(state: &mut State, forward: bool) {
    let Some(Place::Reading(place)) = state.places.last_mut() else { return };
    let count = Section::ALL.len();
    let at = place.section.place();
    place.section = Section::ALL[if forward { (at + 1) % count } else { (at + count - 1) % count }];
}

fn len(table: &Table, section: Section) -> usize {
    match section {
        Section::Decisions => table.info.dialect.reasons.len(),
        Section::Columns => table.columns.len(),
        Section::Findings => table.info.findings.len(),
        Section::Files => table.info.files.len(),
    }
}

/// Lines of the list of a section.
fn list_area(area: Rect) -> Rect {
    Rect { y: area.y + 5.min(area.height), height: area.height.saturating_sub(5), ..area }
}

pub fn moved(state: &mut State, motion: Motion) {
    let forward = match motion {
        Motion::Left => Some(false),
        Motion::Right => Some(true),
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::HalfUp
        | Motion::HalfDown
        | Motion::Top
        | Motion::Bottom => None,
    };
    if let Some(forward) = forward {
        return next_section(state, forward);
    }
    let height = list_area(layout::body(state.width, state.height)).height;
    let Some(table) = &state.table else { return };
    if let Some(Place::Reading(place)) = state.places.last_mut() {
        place.cursors[place.section.place()].moved(motion, len(table, place.section), height);
    }
}

/// Selects the line under the mouse; true if it was selected already.
pub fn click(state: &mut State, y: u16) -> bool {
    let list = list_area(layout::body(state.width, state.height));
    let (Some(table), Some(Place::Reading(place))) = (&state.table, state.places.last_mut()) else { return false };
    let cursor = &mut place.cursors[place.section.place()];
    let Some(line) = y.checked_sub(list.y).and_then(|offset| cursor.at(offset, len(table, place.section), list.height))
    else {
        return false;
    };
    let again = cursor.selected == line;
    cursor.selected = line;
    again
}

/// Enter: to the column, or to the rows that a finding is about.
pub fn accept(state: &mut State) {
    let (Some(table), Some(Place::Reading(place))) = (&mut state.table, state.places.last()) else { return };
    let selected = place.cursors[place.section.place()].selected;
    match place.section {
        Section::Decisions | Section::Files => {}
        Section::Columns => {
            if table.move_to_column(ColumnId(selected as u32)) {
                state.places.clear();
            }
        }
        Section::Findings => {
            let Some(finding) = table.info.findings.get(selected).cloned() else { return };
            if finding.rows.is_empty() {
                state.warn("this finding is about no row in particular");
                return;
            }
            state.places.clear();
            if let Some(column) = finding.column
                && let Some(table) = &mut state.table
            {
                table.move_to_column(column);
            }
            let all = finding.count <= finding.rows.len() as u64;
            grid::change::change(state, |_, spec| {
                spec.filters = vec![Filter::Rows(finding.rows)];
                spec.sort.clear();
            });
            state.note(if all {
                "rows of the finding: U goes back to all rows"
            } else {
                "the first 1,000 rows of the finding: U goes back to all rows"
            });
        }
    }
}

/// One line that says how the file is read.
pub fn summary(table: &Table) -> String {
    let dialect = &table.info.dialect;
    let mut parts = vec![dialect.format.label().to_string()];
    match dialect.compression {
        Some(Compression::Gzip) => parts.push("gzip".into()),
        Some(Compression::Zstd) => parts.push("zstd".into()),
        None => {}
    }
    if let Some(delimited) = &dialect.delimited {
        parts.push(format!("separator {}", character(delimited.separator)));
        parts.push(format!("quote {}", quote(delimited.quote)));
        parts.push(if delimited.header { "header row".into() } else { "no header row".into() });
        parts.push(format!(
            "{}{}",
            delimited.encoding.label(),
            if delimited.byte_order_mark { " with byte order mark" } else { "" }
        ));
        if delimited.decimal_comma {
            parts.push("decimal comma".into());
        }
        if delimited.skip_lines > 0 {
            parts.push(format!("{} left out above", format::counted(delimited.skip_lines, "line")));
        }
    }
    parts.join(" · ")
}

pub fn sign(severity: Severity, theme: &Theme) -> (&'static str, Style) {
    match severity {
        Severity::Note => ("i", theme.note),
        Severity::Warning => ("!", theme.warning),
        Severity::Error => ("✗", theme.error),
    }
}

pub fn draw(state: &State, place: &ReadingState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let Some(table) = &state.table else { return };
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    let title = if table.info.complete {
        "How this was read"
    } else {
        "How this is being read: not all rows have been looked at yet"
    };
    paint::put_fit(buffer, x, area.y, title, room, theme.heading);
    if area.height < 6 {
        return;
    }
    paint::put_fit(buffer, x, area.y + 1, &summary(table), room, theme.text);
    draw_tabs(theme, table, place.section, Rect { x, y: area.y + 3, width: room, height: 1 }, buffer);
    paint::horizontal(buffer, Rect { y: area.y + 4, height: 1, ..area }, theme.line);
    let list = list_area(area);
    let cursor = place.cursors[place.section.place()];
    let len = len(table, place.section);
    if len == 0 {
        let sentence = match place.section {
            Section::Decisions => "The file says itself how it is to be read.",
            Section::Columns => "There are no columns.",
            Section::Findings if table.info.complete => "Nothing was found that you should know of.",
            Section::Findings => "Nothing found so far.",
            Section::Files => "The table comes from no file.",
        };
        return grid::view::empty(theme, list, buffer, sentence, "");
    }
    let first = cursor.first(len, list.height);
    for offset in 0..list.height {
        let index = first + usize::from(offset);
        if index >= len {
            break;
        }
        let line = Rect { y: list.y + offset, height: 1, ..list };
        let selected = index == cursor.selected;
        if selected {
            paint::tint(buffer, line, theme.cursor_row);
            paint::put(buffer, line.x, line.y, "▸", 1, theme.accent);
        }
        draw_line(
            theme,
            table,
            place.section,
            index,
            Rect { x: line.x + 2, width: line.width.saturating_sub(3), ..line },
            buffer,
        );
    }
    paint::scroll_bar(buffer, list, first, len, theme);
}

fn draw_tabs(theme: &Theme, table: &Table, current: Section, line: Rect, buffer: &mut Buffer) {
    let mut parts = Vec::new();
    for section in Section::ALL {
        let name = match section {
            Section::Decisions => "Decisions",
            Section::Columns => "Columns",
            Section::Findings => "Findings",
            Section::Files => "Files",
        };
        let label = format!(" {name} {} ", format::grouped(len(table, section) as u64));
        let here = section == current;
        parts.push(run(if here { "▸" } else { " " }, theme.accent));
        parts.push(run(label, if here { theme.current } else { theme.dim }));
        parts.push(run(" ", theme.text));
    }
    paint::runs(buffer, line.x, line.y, line.width, &parts);
}

fn draw_line(theme: &Theme, table: &Table, section: Section, index: usize, line: Rect, buffer: &mut Buffer) {
    match section {
        Section::Decisions => {
            paint::put_fit(
                buffer,
                line.x,
                line.y,
                &text::visible(&table.info.dialect.reasons[index]),
                line.width,
                Style::new(),
            );
        }
        Section::Columns => draw_column(theme, table, ColumnId(index as u32), line, buffer),
        Section::Findings => draw_finding(theme, table, index, line, buffer),
        Section::Files => draw_file(theme, &table.info.files[index], line, buffer),
    }
}

fn draw_column(theme: &Theme, table: &Table, id: ColumnId, line: Rect, buffer: &mut Buffer) {
    let Some(column) = table.column(id) else { return };
    let name_room = (line.width / 4).clamp(10, 28);
    let kind_room = 10;
    let missing_room = 9;
    let mut x = line.x;
    paint::put_fit(buffer, x, line.y, &table.title(id), name_room, theme.heading);
    x += name_room + 2;
    let kind = format!("{}{}", if column.provisional { "~" } else { "" }, column.dtype.kind.label());
    paint::put_fit(buffer, x, line.y, &kind, kind_room, theme.accent);
    x += kind_room + 1;
    let missing = match column.missing {
        None => String::new(),
        Some(0) => "○ none".into(),
        Some(missing) => format!("○ {}", words::short_share(missing, column.looked_at)),
    };
    paint::put_fit(buffer, x, line.y, &missing, missing_room, theme.dim);
    x += missing_room + 1;
    let mut parts = vec![run(text::visible(&column.reason), Style::new())];
    if proposed(column) > 0 {
        parts.push(run(
            format!("  ? {} may mean missing (m)", format::counted(proposed(column), "cell")),
            theme.warning,
        ));
    }
    if column.invalid > 0 {
        parts.push(run(
            format!(
                "  ! {} not fit",
                format::counted(column.invalid, "cell") + if column.invalid == 1 { " does" } else { " do" }
            ),
            theme.warning,
        ));
    }
    paint::runs(buffer, x, line.y, line.right().saturating_sub(x), &parts);
}

fn draw_finding(theme: &Theme, table: &Table, index: usize, line: Rect, buffer: &mut Buffer) {
    let finding = &table.info.findings[index];
    let (mark, style) = sign(finding.severity, theme);
    let mut parts = vec![run(mark, style), run(" ", Style::new()), run(text::visible(&finding.text), Style::new())];
    if let Some(first) = finding.rows.first() {
        let more = finding.rows.len() > 1;
        parts.push(run(
            format!(
                "  {} {}{}",
                if more { "rows" } else { "row" },
                format::grouped(*first),
                if more { " …" } else { "" }
            ),
            theme.dim,
        ));
    }
    paint::runs(buffer, line.x, line.y, line.width, &parts);
}

fn draw_file(theme: &Theme, file: &FileInfo, line: Rect, buffer: &mut Buffer) {
    let size = file.bytes.map(format::bytes).unwrap_or_default();
    let rows = file.rows.map(|rows| format::counted(rows, "row")).unwrap_or_default();
    let tail = format!("{rows:>16}  {size:>9}");
    let room = line.width.saturating_sub(28);
    paint::put(
        buffer,
        line.x,
        line.y,
        &text::fit_end(&text::visible(&file.path), usize::from(room)),
        room,
        theme.heading,
    );
    paint::put(buffer, line.x + room + 1, line.y, &tail, 27, theme.dim);
}
