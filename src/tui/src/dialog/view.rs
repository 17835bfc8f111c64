//! Draws the read options: fields above, the beginning of the table under them below.

use super::{DialogState, Field};
use crate::grid::cells;
use crate::paint::{self, run};
use crate::prompt::view::{hint_runs, spinner};
use crate::state::State;
use crate::table::shape::Shape;
use crate::theme::Theme;
use ninefold_base::message::{Page, TableInfo};
use ninefold_base::read::{DelimitedDialect, Quote};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

pub fn draw(state: &State, dialog: &DialogState, body: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let area = paint::centered(body, body.width.saturating_sub(4).min(120), body.height.saturating_sub(1));
    let inner = paint::boxed(buffer, area, "Read it differently", theme);
    let fields = Field::ALL.len() as u16;
    for (i, field) in Field::ALL.into_iter().enumerate() {
        if (i as u16) < inner.height {
            draw_field(
                theme,
                dialog,
                field,
                i == dialog.field,
                Rect { y: inner.y + i as u16, height: 1, ..inner },
                buffer,
            );
        }
    }
    if inner.height < fields + 4 {
        return;
    }
    let pairs = [("↑↓", "field"), ("←→", "change"), ("Enter", "take it"), ("Esc", "leave it")];
    paint::runs(buffer, inner.x, inner.bottom() - 1, inner.width, &hint_runs(&pairs, theme));
    let preview = Rect { y: inner.y + fields + 1, height: inner.height - fields - 2, ..inner };
    draw_preview(state, dialog, preview, buffer);
}

fn draw_field(theme: &Theme, dialog: &DialogState, field: Field, selected: bool, line: Rect, buffer: &mut Buffer) {
    let base = if selected { theme.raised.patch(theme.cursor_row) } else { theme.raised };
    paint::fill(buffer, line, base);
    let chosen = chosen(dialog, field);
    let dialect = dialog.preview.as_ref().map_or(&dialog.detected, |(info, _)| &info.dialect);
    let detected = dialect.delimited.as_ref().map(|dialect| detected(dialect, field));
    let mut parts = vec![
        run(if selected { "▸ " } else { "  " }, base.patch(theme.accent)),
        run(format!("{:<16}", field.label()), base.patch(theme.heading)),
    ];
    match (chosen, detected) {
        (Some(chosen), _) => {
            parts.push(run(if selected { "‹ " } else { "  " }, base.patch(theme.accent)));
            parts.push(run(chosen, base.patch(theme.accent)));
            parts.push(run(if selected { " ›" } else { "" }, base.patch(theme.accent)));
            parts.push(run("  chosen", base.patch(theme.dim)));
        }
        (None, Some(detected)) => {
            parts.push(run(if selected { "‹ " } else { "  " }, base.patch(theme.accent)));
            parts.push(run(detected, base));
            parts.push(run(if selected { " ›" } else { "" }, base.patch(theme.accent)));
            parts.push(run("  detected", base.patch(theme.dim)));
        }
        (None, None) => parts.push(run("  does not apply to this kind of file", base.patch(theme.dim))),
    }
    paint::runs(buffer, line.x, line.y, line.width, &parts);
}

pub fn character(separator: char) -> String {
    match separator {
        '\t' => "tab".into(),
        ' ' => "space".into(),
        other => format!("`{}`", text::visible(&other.to_string())),
    }
}

pub fn quote(quote: Quote) -> String {
    match quote {
        Quote::Off => "none".into(),
        Quote::Char(sign) => character(sign),
    }
}

fn yes_no(value: bool) -> String {
    if value { "yes".into() } else { "no".into() }
}

fn chosen(dialog: &DialogState, field: Field) -> Option<String> {
    let options = &dialog.options;
    match field {
        Field::Separator => options.separator.map(character),
        Field::Quote => options.quote.map(quote),
        Field::Header => options.header.map(yes_no),
        Field::Encoding => options.encoding.map(|encoding| encoding.label().to_string()),
        Field::DecimalComma => options.decimal_comma.map(yes_no),
        Field::SkipLines => options.skip_lines.map(|lines| lines.to_string()),
    }
}

fn detected(dialect: &DelimitedDialect, field: Field) -> String {
    match field {
        Field::Separator => character(dialect.separator),
        Field::Quote => quote(dialect.quote),
        Field::Header => yes_no(dialect.header),
        Field::Encoding => dialect.encoding.label().to_string(),
        Field::DecimalComma => yes_no(dialect.decimal_comma),
        Field::SkipLines => dialect.skip_lines.to_string(),
    }
}

fn draw_preview(state: &State, dialog: &DialogState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    paint::horizontal(buffer, Rect { height: 1, ..area }, theme.raised.patch(theme.line));
    if let Some(problem) = &dialog.problem {
        let lines = [format!("✗ {}", problem.what), format!("  {}", problem.why), format!("→ {}", problem.fix)];
        for (i, line) in lines.iter().enumerate().take(usize::from(area.height.saturating_sub(1))) {
            let style = if i == 0 { theme.raised.patch(theme.error) } else { theme.raised };
            paint::put_fit(buffer, area.x, area.y + 1 + i as u16, &text::visible(line), area.width, style);
        }
        return;
    }
    let Some((info, page)) = &dialog.preview else {
        if area.height > 1 {
            paint::put(
                buffer,
                area.x,
                area.y + 1,
                &format!("{} trying …", spinner(state.ticks)),
                area.width,
                theme.raised.patch(theme.dim),
            );
        }
        return;
    };
    let summary = format!(
        " {}, first {} ",
        format::counted(info.columns.len() as u64, "column"),
        format::counted(page.row_ids.len() as u64, "row")
    );
    paint::put_fit(buffer, area.x + 2, area.y, &summary, area.width.saturating_sub(2), theme.raised.patch(theme.dim));
    draw_columns(theme, info, page, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, buffer);
}

fn draw_columns(theme: &Theme, info: &TableInfo, page: &Page, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x;
    for (id, column_cells) in page.columns.iter().zip(&page.cells) {
        let Some(column) = info.columns.get(id.index()) else { continue };
        if x >= area.right() || area.height < 2 {
            break;
        }
        let mut shape = Shape::default();
        shape.take(column_cells.iter().take(usize::from(area.height)));
        let name = text::visible(&column.name);
        let width = shape.width().max(text::width(&name) as u16).clamp(3, 24).min(area.right() - x);
        let alignment = if cells::is_right(column.dtype.kind) { Alignment::Right } else { Alignment::Left };
        paint::put_aligned(buffer, x, area.y, &name, width, alignment, theme.raised.patch(theme.heading));
        paint::put_aligned(
            buffer,
            x,
            area.y + 1,
            column.dtype.kind.label(),
            width,
            alignment,
            theme.raised.patch(theme.dim),
        );
        for (line, cell) in column_cells.iter().enumerate().take(usize::from(area.height - 2)) {
            let (content, look) = cells::show(cell, shape.decimals);
            let style = if look == cells::Look::Absent { theme.raised.patch(theme.absent) } else { theme.raised };
            paint::put_aligned(buffer, x, area.y + 2 + line as u16, &content, width, alignment, style);
        }
        x = x.saturating_add(width + 2);
    }
}
