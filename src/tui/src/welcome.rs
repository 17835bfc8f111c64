//! What one sees without a file: what this is, files to begin with, keys.

use crate::layout;
use crate::list_cursor::{ListCursor, Motion};
use crate::paint::{self, run};
use crate::prompt::view::spinner;
use crate::state::State;
use ninefold_base::message::{FileInfo, Welcome};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

#[derive(Debug, Clone, Default)]
pub struct WelcomeState {
    pub offers: Welcome,
    pub cursor: ListCursor,
}

/// A line of the list: a heading, a gap or a file.
enum Line<'a> {
    Gap,
    Heading(&'static str),
    File { index: usize, file: &'a FileInfo, about: &'a str },
}

impl WelcomeState {
    pub fn new(offers: Welcome) -> Self {
        Self { offers, cursor: ListCursor::default() }
    }

    fn files(&self) -> impl Iterator<Item = (&FileInfo, &str)> {
        let recent = self.offers.recent.iter().map(|file| (file, ""));
        let samples = self.offers.samples.iter().map(|(file, about)| (file, about.as_str()));
        recent.chain(samples)
    }

    fn len(&self) -> usize {
        self.offers.recent.len() + self.offers.samples.len()
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let recent = self.offers.recent.len();
        let mut lines = Vec::new();
        for (index, (file, about)) in self.files().enumerate() {
            if index == 0 && recent > 0 {
                lines.push(Line::Heading("Opened lately"));
            }
            if index == recent {
                if recent > 0 {
                    lines.push(Line::Gap);
                }
                lines.push(Line::Heading("Sample data"));
            }
            lines.push(Line::File { index, file, about });
        }
        lines
    }
}

pub fn moved(state: &mut State, motion: Motion) {
    let height = list_area(layout::body(state.width, state.height)).height;
    let len = state.welcome.len();
    state.welcome.cursor.moved(motion, len, height);
}

pub fn accept(state: &mut State) {
    let chosen = state.welcome.files().nth(state.welcome.cursor.selected).map(|(file, _)| file.path.clone());
    match chosen {
        Some(path) => state.open(Source { paths: vec![path], with_origin: false }, ReadOptions::default()),
        None => state.warn("there is nothing to choose from: press `o` and type a path"),
    }
}

/// Selects the line under the mouse; true if it was selected already.
pub fn click(state: &mut State, y: u16) -> bool {
    let list = list_area(layout::body(state.width, state.height));
    let top = top(&state.welcome, list.height);
    let index = y.checked_sub(list.y).and_then(|offset| match state.welcome.lines().get(top + usize::from(offset)) {
        Some(Line::File { index, .. }) => Some(*index),
        Some(Line::Gap | Line::Heading(_)) | None => None,
    });
    let Some(index) = index else { return false };
    let again = state.welcome.cursor.selected == index;
    state.welcome.cursor.selected = index;
    again
}

fn list_area(area: Rect) -> Rect {
    let above = match area.height {
        0..12 => 2,
        12..20 => 4,
        _ => 7,
    };
    let width = area.width.saturating_sub(4).min(100);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + above.min(area.height),
        width,
        height: area.height.saturating_sub(above + 1),
    }
}

/// First line of the list on the screen.
fn top(welcome: &WelcomeState, height: u16) -> usize {
    let lines = welcome.lines();
    let chosen = lines
        .iter()
        .position(|line| matches!(line, Line::File { index, .. } if *index == welcome.cursor.selected))
        .unwrap_or(0);
    (chosen + 2).saturating_sub(usize::from(height)).min(lines.len().saturating_sub(usize::from(height)))
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let list = list_area(area);
    if let Some(opening) = &state.opening {
        let paths = opening.source.paths.join(" ");
        let y = area.y + area.height / 3;
        let sentence = format!(
            "{} Opening {}",
            spinner(state.ticks),
            text::fit_end(&text::visible(&paths), usize::from(area.width).saturating_sub(14))
        );
        paint::put_aligned(buffer, area.x, y, &sentence, area.width, Alignment::Center, theme.heading);
        paint::put_aligned(buffer, area.x, y + 2, "Esc stops", area.width, Alignment::Center, theme.dim);
        return;
    }
    let y = if area.height < 20 { area.y } else { area.y + 2 };
    paint::runs(
        buffer,
        list.x,
        y,
        list.width,
        &[
            run("ninefold", theme.accent.patch(theme.heading)),
            run("   a terminal workbench that takes a table to an honest model", theme.text),
        ],
    );
    if list.y > y + 2 {
        let hints = [
            run("Enter", theme.accent),
            run(" opens   ", theme.dim),
            run("o", theme.accent),
            run(" another file   ", theme.dim),
            run("?", theme.accent),
            run(" help   ", theme.dim),
            run("q", theme.accent),
            run(" quit", theme.dim),
        ];
        paint::runs(buffer, list.x, y + 2, list.width, &hints);
    }
    if state.welcome.len() == 0 {
        paint::put_fit(
            buffer,
            list.x,
            list.y,
            "Press o and type the path of a CSV, Parquet, Arrow or JSON file.",
            list.width,
            theme.text,
        );
        return;
    }
    let lines = state.welcome.lines();
    let first = top(&state.welcome, list.height);
    for (i, line) in lines.iter().skip(first).take(usize::from(list.height)).enumerate() {
        let y = list.y + i as u16;
        match line {
            Line::Gap => {}
            Line::Heading(heading) => {
                paint::put(buffer, list.x, y, heading, list.width, theme.dim);
            }
            Line::File { index, file, about } => {
                draw_file(state, *index, file, about, Rect { y, height: 1, ..list }, buffer)
            }
        }
    }
}

fn draw_file(state: &State, index: usize, file: &FileInfo, about: &str, line: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let selected = index == state.welcome.cursor.selected;
    if selected {
        paint::tint(buffer, line, theme.cursor_row);
        paint::put(buffer, line.x, line.y, "▸", 1, theme.accent);
    }
    let size = file.bytes.map(format::bytes).unwrap_or_default();
    let path = text::visible(&file.path);
    let name_room = if about.is_empty() { line.width.saturating_sub(14) } else { (line.width / 2).min(44) };
    let name = text::fit_end(&path, usize::from(name_room));
    paint::put(
        buffer,
        line.x + 2,
        line.y,
        &name,
        name_room,
        if selected { theme.heading.patch(theme.cursor_row) } else { theme.text.patch(theme.heading) },
    );
    if !about.is_empty() {
        let x = line.x + 2 + name_room + 2;
        paint::put_fit(buffer, x, line.y, &text::visible(about), line.right().saturating_sub(x + 11), theme.dim);
    }
    paint::put_aligned(buffer, line.right().saturating_sub(10), line.y, &size, 10, Alignment::Right, theme.dim);
}
