//! The panes Missing and Findings, as a user sees them.

use super::{asked, check, opened, penguins, snapshots};
use crate::msg::{Mouse, MouseKind, Msg};
use crate::tests::fake::{Fake, Mood};
use crate::theme::ThemeName;
use ninefold_base::explore::{Decision, ExploreRequest};
use ninefold_base::view::Filter;
use ninefold_base::{Cell, ColumnId, TypeKind};

fn click(harness: &mut crate::harness::Harness, x: u16, y: u16) {
    harness.send(Msg::Mouse(Mouse { x, y, kind: MouseKind::Press }));
    harness.send(Msg::Mouse(Mouse { x, y, kind: MouseKind::Release }));
}

fn conditions(harness: &crate::harness::Harness) -> Vec<Filter> {
    harness.state.table.as_ref().unwrap().spec.filters.clone()
}

#[test]
fn a_finding_leads_to_its_rows() {
    let mut harness = penguins();
    harness.keys("3 F down enter");
    assert_eq!(conditions(&harness), [Filter::Sql("bill_depth_mm IS NULL".into())]);
    assert!(harness.screen().contains("row 1 of"), "{}", harness.screen());
    harness.keys("U 3");
    assert!(harness.screen().contains("2 of 4"), "the cursor stays:\n{}", harness.screen());
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_counts_again() {
    let mut harness = penguins();
    harness.keys("3 F a `two birds got away` enter");
    let decision =
        Decision::Acknowledge { finding: "missing:bill_length_mm".into(), reason: "two birds got away".into() };
    assert!(asked(&harness).contains(&ExploreRequest::Decide(decision)));
    let screen = harness.screen();
    assert!(screen.contains("3 findings, worst first · 1 accepted"), "{screen}");
    assert!(screen.contains("accepted: two birds got away"), "{screen}");
    harness.keys("G a");
    let reopened = Decision::Reopen { finding: "missing:bill_length_mm".into() };
    assert!(asked(&harness).contains(&ExploreRequest::Decide(reopened)));
    assert!(harness.screen().contains("4 findings, worst first"), "{}", harness.screen());
    check("F a esc", "4 findings");
    check(": `accept-finding known` enter", "1 accepted");
}

#[test]
fn what_is_missing_leads_to_its_rows() {
    for (keys, expected) in [
        ("3 M right right enter", "bill_length_mm IS NULL"),
        ("3 M v enter", "bill_length_mm IS NULL"),
        ("3 M v v right enter", "bill_length_mm IS NULL AND bill_depth_mm IS NULL"),
        (
            "3 M v v v enter",
            "bill_length_mm IS NOT NULL AND bill_depth_mm IS NOT NULL AND flipper_length_mm IS NOT NULL AND body_mass_g IS NOT NULL",
        ),
        (
            "3 M v v v down enter",
            "bill_length_mm IS NULL AND bill_depth_mm IS NULL AND flipper_length_mm IS NULL AND body_mass_g IS NULL",
        ),
    ] {
        let mut harness = penguins();
        harness.keys(keys);
        assert_eq!(conditions(&harness), [Filter::Sql(expected.into())], "{keys}");
    }
    check("M enter", "nothing is missing here");
}

#[test]
fn the_map_is_sorted_by_a_column_and_back() {
    let mut harness = penguins();
    harness.keys("3 M right right s");
    let ask = ExploreRequest::MissingMap { sorted_by: Some(ColumnId(2)) };
    assert!(asked(&harness).contains(&ask));
    assert!(harness.screen().contains("rows sorted by bill_length_mm"), "{}", harness.screen());
    harness.keys("s");
    assert!(harness.screen().contains("rows in their own order"), "{}", harness.screen());
    harness.keys("s esc v v esc");
    assert_eq!(harness.state.explore.missing.view, crate::explore::missing::MissingView::Map);
    check(": `sort-map zebra` enter", "there is no column `zebra`");
}

#[test]
fn the_mouse_chooses_findings_views_and_columns() {
    let mut harness = penguins();
    harness.keys("3 F");
    click(&mut harness, 20, 6);
    assert_eq!(harness.state.explore.findings.cursor.selected, 2);
    harness.keys("M");
    let line = harness.screen().lines().nth(3).unwrap().to_string();
    let x = line.chars().take_while(|sign| *sign != 'b').count() as u16;
    click(&mut harness, x, 3);
    assert_eq!(harness.state.explore.missing.view, crate::explore::missing::MissingView::Shares);
    click(&mut harness, 10, 8);
    assert_eq!(harness.state.explore.missing.shares.selected, 2, "{}", harness.screen());
}

#[test]
fn numbers_of_the_views_are_copied() {
    for (keys, expected) in [
        ("3 M y", ",species,island,"),
        ("3 M v y", "column,missing\nbill_length_mm,0.58"),
        ("3 M v v y", ",bill_length_mm,bill_depth_mm,"),
        ("3 M v v v y", "missing together,rows\nnothing missing,342\n"),
    ] {
        let mut harness = penguins();
        harness.keys(keys);
        assert!(harness.copied[0].starts_with(expected), "{keys}: {:?}", harness.copied);
    }
    check("F y", "there is no picture here");
}

#[test]
fn a_table_without_gaps_says_so() {
    let fake = Fake::made(20, 2, TypeKind::Integer, |row, _| Cell::Integer(i128::from(row)));
    let mut harness = crate::harness::Harness::new((80, 24), fake.engine());
    harness.open("whole.csv");
    harness.keys("3 M");
    assert!(harness.screen().contains("Nothing is missing."), "{}", harness.screen());
    harness.keys("enter v s");
    harness.keys("F");
    assert!(harness.screen().contains("Nothing to warn of."), "{}", harness.screen());
    harness.keys("enter a");
    assert!(harness.screen().contains("there is no finding to accept"), "{}", harness.screen());
}

#[test]
fn looks_of_missing_and_findings() {
    for (name, mood, keys) in [
        ("missing-map", Mood::Normal, "3 M right right"),
        ("missing-shares", Mood::Normal, "3 M v down"),
        ("missing-together", Mood::Normal, "3 M v v right"),
        ("missing-patterns", Mood::Normal, "3 M v v v down"),
        ("missing-partial", Mood::Partial, "3 M"),
        ("missing-loading", Mood::Slow, "3 M"),
        ("missing-empty", Mood::Normal, "3 M w `nothing` enter"),
        ("findings-normal", Mood::Normal, "3 F down"),
        ("findings-accepted", Mood::Normal, "3 F a `two birds got away` enter G"),
        ("findings-partial", Mood::Partial, "3 F"),
        ("findings-loading", Mood::Slow, "3 F"),
        ("findings-empty", Mood::Normal, "3 F w `nothing` enter"),
    ] {
        snapshots(name, mood, keys);
    }
    let mut harness = opened((80, 24), Mood::Normal, ThemeName::Dark);
    harness.keys("3 M d");
    assert!(harness.screen().contains("nullity correlation"), "{}", harness.screen());
}
