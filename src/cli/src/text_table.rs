//! Rows as an aligned table for a terminal.

use ninefold_base::message::Page;
use ninefold_base::{Cell, Column, text};

/// Widest column, in terminal cells.
const WIDEST: usize = 40;

/// Lines with names, types and values. Numbers are right-aligned; missing is `∅`, an empty text `""`; what does not fit
/// its type has a `!`. Columns that do not fit `room` are named in a last line, not dropped in silence.
pub fn table(columns: &[&Column], page: &Page, room: usize) -> Vec<String> {
    let mut shown: Vec<(Vec<String>, bool, usize)> = Vec::new();
    let mut used = 0;
    for (column, cells) in columns.iter().zip(&page.cells) {
        let mut texts = vec![text::visible(&column.name), column.dtype.kind.label().to_string()];
        texts.extend(cells.iter().map(cell_text));
        let width = texts.iter().map(|text| text::width(text)).max().unwrap_or(0).min(WIDEST);
        let gap = if shown.is_empty() { 0 } else { 2 };
        if !shown.is_empty() && used + gap + width > room {
            break;
        }
        used += gap + width;
        shown.push((texts, column.dtype.kind.is_number(), width));
    }
    let rows = page.row_ids.len() + 2;
    let mut lines: Vec<String> = (0..rows)
        .map(|row| {
            let fields: Vec<String> =
                shown.iter().map(|(texts, right, width)| padded(&texts[row], *width, *right)).collect();
            fields.join("  ").trim_end().to_string()
        })
        .collect();
    if shown.len() < columns.len() {
        let rest: Vec<String> = columns[shown.len()..].iter().map(|column| text::visible(&column.name)).collect();
        lines.push(text::fit(&format!("… {} more: {}", rest.len(), rest.join(", ")), room.max(20)));
    }
    lines
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "∅".into(),
        Cell::Text(text) if text.is_empty() => "\"\"".into(),
        Cell::Invalid(text) => format!("!{}", text::visible(text)),
        Cell::Long { head, bytes } => format!(
            "{}… ({})",
            text::visible(&head.chars().take(WIDEST).collect::<String>()),
            ninefold_base::format::bytes(*bytes)
        ),
        other => text::visible(&other.plain()),
    }
}

fn padded(value: &str, width: usize, right: bool) -> String {
    let value = text::fit(value, width);
    let space = " ".repeat(width.saturating_sub(text::width(&value)));
    if right { space + &value } else { value + &space }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_base::message::ViewId;
    use ninefold_base::{ColumnId, TypeKind};

    #[test]
    fn aligns_and_tells_what_it_leaves_out() {
        let columns = [
            Column::bare("name", TypeKind::Text, "str", ""),
            Column::bare("n", TypeKind::Integer, "i64", ""),
            Column::bare("far", TypeKind::Text, "str", ""),
        ];
        let page = Page {
            view: ViewId(0),
            first: 0,
            row_ids: vec![0, 1],
            columns: vec![ColumnId(0), ColumnId(1), ColumnId(2)],
            cells: vec![
                vec![Cell::Text("日本".into()), Cell::Text(String::new())],
                vec![Cell::Integer(7), Cell::Missing],
                vec![Cell::Missing, Cell::Missing],
            ],
        };
        let all: Vec<&Column> = columns.iter().collect();
        assert_eq!(table(&all, &page, 10), ["name    n", "text  int", "日本    7", "\"\"      ∅", "… 1 more: far"]);
    }
}
