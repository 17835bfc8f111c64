//! Short texts that several panes write.

use ninefold_base::view::{Direction, View, filter_text};
use ninefold_base::{Cell, format, text};

use crate::table::Table;

pub fn arrow(direction: Direction) -> char {
    match direction {
        Direction::Ascending => '↑',
        Direction::Descending => '↓',
    }
}

/// A share for a header: `12%`, `<1%`, or the bare count where the whole is not known.
pub fn short_share(part: u64, whole: u64) -> String {
    if whole == 0 || part > whole {
        return format::grouped(part);
    }
    let share = part as f64 / whole as f64 * 100.0;
    if share < 1.0 {
        "<1%".into()
    } else if part < whole && share > 99.0 {
        "99%".into()
    } else {
        format!("{share:.0}%")
    }
}

/// Breadcrumbs of a view: `where species = 'Adelie'`, `sort body_mass_g ↓`.
pub fn breadcrumbs(table: &Table, spec: &View) -> Vec<(&'static str, String)> {
    let name_of = |id| table.name(id);
    let mut crumbs: Vec<(&'static str, String)> = spec
        .filters
        .iter()
        .enumerate()
        .map(|(i, filter)| (if i == 0 { "where " } else { "and " }, text::visible(&filter_text(filter, &name_of))))
        .collect();
    if !spec.sort.is_empty() {
        let keys: Vec<String> =
            spec.sort.iter().map(|key| format!("{} {}", table.title(key.column), arrow(key.direction))).collect();
        crumbs.push(("sort ", keys.join(", ")));
    }
    crumbs
}

/// A value in a sentence or a list: signs for what has no text.
pub fn value_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "∅ missing".into(),
        Cell::Text(text) if text.is_empty() => "\"\" empty text".into(),
        Cell::Long { head, .. } => format!("{}…", text::visible(head)),
        Cell::Binary { head, bytes } => format!("0x{head} ({})", format::bytes(*bytes)),
        _ => text::visible(&cell.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_short_and_never_round_to_nothing_or_all() {
        assert_eq!(short_share(1, 1000), "<1%");
        assert_eq!(short_share(999, 1000), "99%");
        assert_eq!(short_share(1000, 1000), "100%");
        assert_eq!(short_share(12, 100), "12%");
        assert_eq!(short_share(1200, 0), "1,200");
    }
}
