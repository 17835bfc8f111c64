//! How each pane looks, in text and style, in each state it can be in.

use super::fake::{Fake, Mood, failed, running, welcome};
use crate::harness::Harness;
use crate::msg::Msg;
use crate::theme::{Theme, ThemeName};
use ninefold_base::message::Slot;
use ninefold_base::{Cell, Problem, TypeKind};

const SIZES: [(u16, u16); 3] = [(80, 24), (140, 42), (220, 60)];

/// A snapshot of the text at each size.
fn texts(name: &str, mood: Mood, keys: &str) {
    for (width, height) in SIZES {
        let mut harness =
            Harness::with((width, height), Fake::penguins(mood).engine(), Theme::of(ThemeName::Dark), welcome());
        harness.open("sample-data/penguins.csv");
        harness.keys(keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), harness.screen());
    }
}

/// Text and style at the smallest size, in a theme.
fn styles(name: &str, mood: Mood, theme: ThemeName, keys: &str) {
    let mut harness = Harness::with((80, 24), Fake::penguins(mood).engine(), Theme::of(theme), welcome());
    harness.open("sample-data/penguins.csv");
    harness.keys(keys);
    insta::assert_snapshot!(format!("styles-{name}-{}", theme.label()), harness.styled_screen());
}

macro_rules! scenes {
    ($($name:ident: $mood:expr, $keys:expr;)*) => {
        $(#[test] fn $name() { texts(stringify!($name), $mood, $keys); })*
    };
}

scenes! {
    grid_normal: Mood::Normal, "down right right";
    grid_partial: Mood::Partial, "G";
    grid_loading: Mood::Slow, "";
    grid_filtered_and_sorted: Mood::Normal, ", s `body_mass_g desc, island` enter";
    grid_no_rows: Mood::Normal, "w `nothing` enter";
    grid_pinned: Mood::Normal, "right ! right x $";
    opening: Mood::Silent, "";
    record_normal: Mood::Normal, "enter";
    record_malformed: Mood::Normal, "g r `4` enter enter";
    record_loading: Mood::Slow, "enter";
    values_normal: Mood::Normal, "F down +";
    values_partial: Mood::Partial, "right right F";
    values_loading: Mood::Slow, "F";
    reading_findings: Mood::Normal, "i";
    reading_columns: Mood::Normal, "i shift-tab";
    reading_decisions: Mood::Partial, "i tab tab";
    markers_normal: Mood::Normal, "m space";
    markers_partial: Mood::Partial, "m";
    jobs_empty: Mood::Normal, "J";
    help_of_the_grid: Mood::Normal, "?";
    palette: Mood::Normal, ": `sort`";
    columns_list: Mood::Normal, "x c";
    types_list: Mood::Normal, "t";
    read_options: Mood::Normal, "O right down";
    read_options_loading: Mood::Slow, "O";
    prompt_search: Mood::Normal, "/ `gen`";
    prompt_filter_completion: Mood::Normal, "w `bill` tab";
    prompt_filter_error: Mood::Normal, "w `age > 40 AND educaton = 'master'` enter";
    prompt_write: Mood::Normal, "e";
    confirm_quit: Mood::Normal, "q";
    stage_to_come: Mood::Normal, "7";
}

#[test]
fn styles_of_the_grid_in_each_theme() {
    for theme in ThemeName::ALL {
        styles("grid", Mood::Normal, theme, "down down down right right");
    }
}

#[test]
fn styles_of_the_panes() {
    for (name, keys) in [
        ("record", "enter"),
        ("values", "F + down"),
        ("reading", "i"),
        ("markers", "m space"),
        ("help", "?"),
        ("palette", ":"),
        ("prompt-error", "w `educaton` enter"),
        ("dialog", "O"),
        ("confirm", "q"),
        ("stage", "5"),
    ] {
        styles(name, Mood::Normal, ThemeName::Dark, keys);
    }
}

#[test]
fn welcome_screen() {
    for (width, height) in SIZES {
        let harness = Harness::with(
            (width, height),
            Fake::penguins(Mood::Normal).engine(),
            Theme::of(ThemeName::Dark),
            welcome(),
        );
        insta::assert_snapshot!(format!("welcome-{width}x{height}"), harness.screen());
    }
    let empty = Harness::new((80, 24), Fake::penguins(Mood::Normal).engine());
    insta::assert_snapshot!("welcome-empty", empty.screen());
}

#[test]
fn jobs_that_run_and_that_ended() {
    for (width, height) in SIZES {
        let mut harness = Harness::new((width, height), Fake::penguins(Mood::Slow).engine());
        harness.open("penguins.csv");
        harness.send(Msg::Event(failed(
            Slot::Values,
            Problem::new("could not count", "the file changed", "open it again"),
        )));
        harness.keys("esc [");
        harness.send(Msg::Event(running(Slot::View, "sorting", 43, 100)));
        insta::assert_snapshot!(format!("progress-{width}x{height}"), harness.screen());
        harness.keys("J");
        insta::assert_snapshot!(format!("jobs-{width}x{height}"), harness.screen());
    }
}

#[test]
fn a_problem() {
    for (width, height) in SIZES {
        let mut harness = Harness::new((width, height), Fake::penguins(Mood::Normal).engine());
        harness.open("penguins.csv");
        let problem = Problem::new(
            "could not read `sales.csv`",
            "row 1,204 has 9 fields, the header has 8",
            "press `O` to choose another separator, or mend the row",
        );
        harness.send(Msg::Event(ninefold_base::message::Event::Notice(problem)));
        insta::assert_snapshot!(format!("problem-{width}x{height}"), harness.screen());
    }
}

#[test]
fn tables_without_rows_or_columns() {
    for (name, rows, columns) in [("no-rows", 0, 3), ("no-columns", 4, 0), ("one-column", 3, 1)] {
        let mut harness = Harness::new(
            (80, 24),
            Fake::made(rows, columns, TypeKind::Integer, |row, _| Cell::Integer(row.into())).engine(),
        );
        harness.open("small.csv");
        insta::assert_snapshot!(name, harness.screen());
    }
}

#[test]
fn too_small() {
    let mut harness = Harness::new((30, 6), Fake::penguins(Mood::Normal).engine());
    harness.open("penguins.csv");
    insta::assert_snapshot!(harness.screen());
}
