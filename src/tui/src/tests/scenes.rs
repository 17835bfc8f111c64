//! What each command does, as a user sees it.

use super::fake::{Fake, Mood, failed, running, welcome};
use crate::harness::Harness;
use crate::msg::{Mouse, MouseKind, Msg};
use crate::theme::{Theme, ThemeName};
use ninefold_base::command::{COMMANDS, Example};
use ninefold_base::message::{Event, Request, Slot};
use ninefold_base::{Cell, Problem, TypeKind};

pub fn penguins() -> Harness {
    let mut harness = Harness::new((140, 42), Fake::penguins(Mood::Normal).engine());
    harness.open("sample-data/penguins.csv");
    harness
}

/// Presses keys in the penguins and looks for a text.
#[track_caller]
fn check(keys: &str, expected: &str) {
    let mut harness = penguins();
    harness.keys(keys);
    let screen = harness.screen();
    assert!(screen.contains(expected), "`{expected}` is not on the screen after `{keys}`:\n{screen}");
}

/// The examples of the table run with the real engine too; those about the penguins must also hold with this one.
#[test]
fn examples_of_the_table_hold() {
    for row in COMMANDS {
        for example in row.examples {
            if let Example::Screen { open, keys, shows } = example
                && open.ends_with("penguins.csv")
            {
                let mut harness = penguins();
                harness.keys(keys);
                let screen = harness.screen();
                assert!(
                    screen.contains(shows),
                    "example of {}: `{shows}` is not on the screen after `{keys}`:\n{screen}",
                    row.name
                );
            }
        }
    }
}

#[test]
fn moving_about() {
    check("", "row 1 of 344");
    check("G", "row 344 of 344");
    check("g r `50%` enter", "row 172 of 344");
    check("g r `400` enter", "rows are numbered from 1 to 344");
    check("g r `x` enter", "`x` is no row");
    check("g", "first row");
    check("z", "does nothing here");
}

#[test]
fn filters_add_up_and_can_be_taken_back() {
    check(",", "152 of 344 rows");
    check(", right ,", "where species = 'Adelie'");
    check(", U", "344 rows");
    check(", U R", "152 of 344");
    check("w `year > 2007` enter", "172 of 344");
    check("w `nothing` enter", "No row meets these conditions");
    check("w `nothing` enter U", "row 1 of 344");
}

#[test]
fn a_condition_that_cannot_be_read_stays_to_be_mended() {
    let mut harness = penguins();
    harness.keys(", w `educaton = 'x'` enter");
    let screen = harness.screen();
    assert!(screen.contains("educaton = 'x'") && screen.contains("did you mean `education`?"), "{screen}");
    assert!(screen.contains("152 of 344 rows"), "the view before is still in force:\n{screen}");
    harness.keys("esc");
    assert_eq!(harness.state.table.as_ref().unwrap().spec.filters.len(), 1);
    assert_eq!(harness.state.table.as_ref().unwrap().undo.len(), 1);
    harness.keys("U");
    assert!(harness.screen().contains("344 rows"));
}

#[test]
fn a_search_goes_on_and_tells_the_hits() {
    check("/ `gentoo` enter", "row 153 of 344");
    check("/ `gentoo` enter", "124 hits");
    check("/ `gentoo` enter n N", "row 153 of 344");
    check("/ `(` enter", "a bracket is not closed");
    check("/ `zebra` enter", "no match for `zebra`");
    check("G / `adelie` enter", "went round the end");
}

#[test]
fn sorting_by_key_click_and_text() {
    check("[", "sort species ↑");
    check("[ [", "344 rows");
    check("s `island, body_mass_g desc` enter", "sort island ↑, body_mass_g ↓");
    check("s `islnd` enter", "did you mean `island`?");
    check("s `isl` tab enter", "sort island ↑");
    let mut harness = penguins();
    for expected in ["sort island ↑", "sort island ↓"] {
        let x = harness.screen().lines().nth(2).unwrap().find("island").unwrap() as u16;
        harness.send(Msg::Mouse(Mouse { x, y: 2, kind: MouseKind::Press }));
        harness.send(Msg::Mouse(Mouse { x, y: 2, kind: MouseKind::Release }));
        assert!(harness.screen().contains(expected), "{}", harness.screen());
    }
}

#[test]
fn columns_are_pinned_hidden_moved_and_resized() {
    check("x", "1 hidden");
    check("x X", "8 columns");
    check("x U", "species");
    let names = |keys: &str| {
        let mut harness = penguins();
        harness.keys(keys);
        harness.screen().lines().nth(2).unwrap().split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(")"), "island species bill_length_mm");
    assert_eq!(names("right ("), "island species bill_length_mm");
    assert_eq!(names("right right !"), "bill_length_mm │ species");
    assert_eq!(names("> > <"), "species island bill_length_mm");
}

#[test]
fn dragging_a_border_changes_the_width() {
    let mut harness = penguins();
    let x = harness.screen().lines().nth(2).unwrap().find("species").unwrap() as u16 + 6;
    harness.send(Msg::Mouse(Mouse { x, y: 2, kind: MouseKind::Press }));
    harness.send(Msg::Mouse(Mouse { x: x + 9, y: 2, kind: MouseKind::Drag }));
    harness.send(Msg::Mouse(Mouse { x: x + 9, y: 2, kind: MouseKind::Release }));
    let table = harness.state.table.as_ref().unwrap();
    assert_eq!(table.width_of(ninefold_base::ColumnId(0)), 16);
}

#[test]
fn panes_and_lists() {
    check("enter", "Row 1 of 344");
    check("enter right right right", "left over");
    check("F", "Chinstrap");
    check("F enter", "where species = 'Adelie'");
    check("F + down +", "+ Gentoo");
    check("i", "separator `,`");
    check("i tab enter", "row 1 of 344");
    check("right right F G", "∅ missing");
    check("m", "Missing markers");
    check("m space", "[✓]");
    check("m a", "accepted");
    check("c `mass` enter", "body_mass_g int");
    check("t", "date-day-first");
    check(": `goto-row 300` enter", "row 300 of 344");
    check(": `theme light` enter", "row 1 of 344");
    check(": `zebra`", "nothing matches");
    check("O", "Decimal comma");
    check("O down down down right", "utf-8");
    check("J", "Jobs");
    check("o `sample-data/` tab tab", "1 of 2");
    check("e `out.csv` enter", "wrote 344 rows");
    check("e `taken.csv` enter", "Overwrite the file?");
    check("e `taken.csv` enter enter", "wrote 344 rows");
    check("q", "Quit ninefold?");
    check("ctrl-s", "saved `ninefold.toml`");
}

#[test]
fn the_palette_puts_the_name_first() {
    for name in ["sort", "values", "filter", "type", "help", "theme", "pin", "open", "search"] {
        let mut harness = penguins();
        harness.keys(&format!(": `{name}`"));
        let screen = harness.screen();
        assert!(screen.contains(&format!("│▸ {name} ")), "{screen}");
    }
}

#[test]
fn a_finding_leads_to_its_rows() {
    // An error was found: the list of findings is what one sees first.
    check("i enter", "2 of 344 rows");
}

#[test]
fn copying_asks_for_whole_values() {
    let mut harness = penguins();
    harness.keys("y y");
    assert_eq!(harness.copied, ["copied text"]);
    assert!(
        matches!(harness.sent.last(), Some(Request::CopyText { rows, columns, .. }) if *rows == (0..1) && columns.len() == 1)
    );
}

#[test]
fn the_confirm_question_and_quit() {
    let mut harness = penguins();
    harness.keys("q n");
    assert_eq!(harness.quit, None);
    harness.keys("q y");
    assert_eq!(harness.quit, Some(0));
    let mut harness = penguins();
    harness.keys("Q");
    assert_eq!(harness.quit, Some(0));
    let mut harness = penguins();
    harness.send(Msg::Event(Event::Terminate { signal: 15 }));
    assert_eq!(harness.quit, Some(143));
}

#[test]
fn the_footer_and_the_stage_bar_can_be_clicked() {
    let mut harness = penguins();
    let last = harness.screen().lines().nth(41).unwrap().to_string();
    let x = last[..last.find("search").unwrap()].chars().count() as u16;
    harness.send(Msg::Mouse(Mouse { x, y: 41, kind: MouseKind::Press }));
    assert!(harness.screen().contains("Search all columns"), "{}", harness.screen());
    harness.keys("esc");
    harness.send(Msg::Mouse(Mouse { x: 3, y: 0, kind: MouseKind::Press }));
    assert!(harness.screen().contains("what must be beaten"));
}

#[test]
fn only_one_page_is_under_way_and_what_is_dropped_is_asked_for_again() {
    let mut harness = Harness::new(
        (80, 24),
        Fake::made(1_000_000, 5, TypeKind::Integer, |row, _| Cell::Integer(row.into())).engine(),
    );
    harness.open("big.csv");
    let before = harness.sent.len();
    harness.keys("G");
    assert!(harness.screen().contains("999999"), "{}", harness.screen());
    let pages = harness.sent[before..].iter().filter(|request| matches!(request, Request::Page { .. })).count();
    assert!(pages <= 3, "{pages} pages for one jump");
}

#[test]
fn a_very_wide_table_asks_only_for_columns_near_the_screen() {
    let mut harness = Harness::new(
        (80, 24),
        Fake::made(100, 100_000, TypeKind::Integer, |row, column| Cell::Integer(i128::from(row) + i128::from(column)))
            .engine(),
    );
    harness.open("wide.csv");
    harness.keys("$");
    let screen = harness.screen();
    assert!(screen.contains("column_100000") && screen.contains("more"), "{screen}");
    for request in &harness.sent {
        if let Request::Page { columns, .. } = request {
            assert!(columns.len() < 60, "{} columns asked for", columns.len());
        }
    }
}

#[test]
fn following_the_end_of_a_growing_file() {
    let mut harness = Harness::new((80, 24), Fake::penguins(Mood::Partial).engine());
    harness.open("penguins.csv");
    harness.keys("G");
    assert!(harness.screen().contains("row 344 of ~9,000,000 (follows the end)"), "{}", harness.screen());
    let mut info = harness.state.table.as_ref().unwrap().info.clone();
    info.rows = ninefold_base::RowCount::Exact(500);
    harness.send(Msg::Event(Event::Updated(info)));
    assert!(harness.screen().contains("row 500 of 500"), "{}", harness.screen());
}

#[test]
fn a_view_that_takes_long_can_be_stopped() {
    let mut harness = Harness::new((100, 30), Fake::penguins(Mood::Slow).engine());
    harness.open("penguins.csv");
    harness.keys("[");
    harness.send(Msg::Event(running(Slot::View, "sorting", 43, 100)));
    assert!(harness.screen().contains("43 %") && harness.screen().contains("Esc stops"), "{}", harness.screen());
    harness.keys("esc");
    assert_eq!(harness.sent.last(), Some(&Request::CancelForeground));
    harness.send(Msg::Event(Event::JobEnded {
        job: ninefold_base::message::JobId(7),
        slot: Slot::View,
        view: None,
        title: "sorting".into(),
        end: ninefold_base::message::End::Cancelled,
        elapsed_ms: 10,
    }));
    assert!(harness.state.table.as_ref().unwrap().spec.sort.is_empty());
    assert!(harness.screen().contains("stopped"), "{}", harness.screen());
}

#[test]
fn a_late_failure_of_an_older_view_leaves_the_newer_one_alone() {
    let mut harness = Harness::new((100, 30), Fake::penguins(Mood::Slow).engine());
    harness.open("penguins.csv");
    harness.keys("[");
    let first = harness.state.table.as_ref().unwrap().wanted.as_ref().unwrap().view;
    harness.keys("right [");
    let second = harness.state.table.as_ref().unwrap().wanted.clone().unwrap();
    assert_ne!(second.view, first);
    let end = |view| Event::JobEnded {
        job: ninefold_base::message::JobId(7),
        slot: Slot::View,
        view: Some(view),
        title: "sorting".into(),
        end: ninefold_base::message::End::Failed(Problem::new("could not sort", "it is torn", "mend it")),
        elapsed_ms: 10,
    };
    harness.send(Msg::Event(end(first)));
    let table = harness.state.table.as_ref().unwrap();
    assert_eq!(table.wanted.as_ref(), Some(&second));
    assert_eq!(table.spec.sort.len(), 1);
    assert!(!harness.screen().contains("it is torn"), "{}", harness.screen());
    harness.send(Msg::Event(end(second.view)));
    assert!(harness.state.table.as_ref().unwrap().spec.sort.is_empty());
    assert!(harness.screen().contains("it is torn"), "{}", harness.screen());
}

#[test]
fn problems_are_told_and_put_away() {
    let mut harness = penguins();
    harness.send(Msg::Event(Event::Notice(Problem::new("could not read `x.csv`", "the disk is gone", "plug it in"))));
    assert!(harness.screen().contains("✗ could not read `x.csv`") && harness.screen().contains("→ plug it in"));
    harness.keys("esc");
    assert!(!harness.screen().contains("could not read"));
    let mut harness =
        Harness::with((80, 24), Fake::penguins(Mood::Silent).engine(), Theme::of(ThemeName::Dark), welcome());
    harness.keys("down down enter");
    assert!(harness.screen().contains("Opening sample-data/penguins.csv"), "{}", harness.screen());
    harness.send(Msg::Event(failed(Slot::Open, Problem::new("could not open it", "it is a folder", "choose a file"))));
    assert!(
        harness.screen().contains("it is a folder") && harness.screen().contains("Sample data"),
        "{}",
        harness.screen()
    );
}

#[test]
fn pasted_text_is_never_taken_for_commands() {
    let mut harness = penguins();
    harness.send(Msg::Paste("Qxq".into()));
    assert_eq!(harness.quit, None);
    harness.keys("/");
    harness.send(Msg::Paste("gen\ntoo".into()));
    assert!(harness.screen().contains("gen too"));
}

#[test]
fn cells_with_wide_and_hostile_text_stay_in_their_place() {
    let texts = [
        "日本語テキスト",
        "a\tb\nc",
        "\x1b[31mred",
        "e\u{301}\u{301}",
        "\u{202e}txt.exe",
        "👩‍👩‍👧‍👦 family",
        "",
        "  padded ",
    ];
    let data = vec![texts.iter().map(|text| Cell::Text((*text).into())).collect(), (0..8).map(Cell::Integer).collect()];
    let columns = vec![
        ninefold_base::Column::bare("wide 日本", TypeKind::Text, "str", ""),
        ninefold_base::Column::bare("n", TypeKind::Integer, "i64", ""),
    ];
    let mut harness = Harness::new((60, 16), Fake::new(Mood::Normal, columns, data).engine());
    harness.open("wide.csv");
    insta::assert_snapshot!(harness.screen());
}

#[test]
fn a_row_of_many_long_fields_scrolls_to_its_end() {
    let data = vec![
        vec![Cell::Text("one two three four five ".repeat(40))],
        vec![Cell::Text("line one\nline two".into())],
        vec![Cell::Integer(7)],
    ];
    let columns = ["long", "lines", "last"]
        .iter()
        .map(|name| ninefold_base::Column::bare(*name, TypeKind::Text, "str", ""))
        .collect();
    let mut harness = Harness::new((60, 16), Fake::new(Mood::Normal, columns, data).engine());
    harness.open("long.csv");
    harness.keys("enter");
    assert!(harness.screen().contains("one two three") && !harness.screen().contains("line two"));
    harness.keys("G");
    let screen = harness.screen();
    assert!(screen.contains("line one") && screen.contains("line two") && screen.contains(" last "), "{screen}");
}
