mod quality;

use crate::harness::Harness;
use crate::msg::{Mouse, MouseKind, Msg};
use crate::tests::fake::{Fake, Mood, failed};
use crate::theme::{Theme, ThemeName};
use ninefold_base::explore::{Decision, ExploreRequest};
use ninefold_base::message::{Event, Request, Slot, Welcome};
use ninefold_base::view::Filter;
use ninefold_base::{Cell, Problem, TypeKind};

fn opened(size: (u16, u16), mood: Mood, theme: ThemeName) -> Harness {
    let mut harness = Harness::with(size, Fake::penguins(mood).engine(), Theme::of(theme), Welcome::default());
    harness.open("sample-data/penguins.csv");
    harness
}

fn penguins() -> Harness {
    opened((140, 42), Mood::Normal, ThemeName::Dark)
}

/// Presses keys in stage 3 and looks for a text.
#[track_caller]
fn check(keys: &str, expected: &str) {
    let mut harness = penguins();
    harness.keys("3");
    harness.keys(keys);
    let screen = harness.screen();
    assert!(screen.contains(expected), "`{expected}` is not on the screen after `3 {keys}`:\n{screen}");
}

fn asked(harness: &Harness) -> Vec<ExploreRequest> {
    let asks = harness.sent.iter().filter_map(|request| match request {
        Request::Explore { ask, .. } => Some(ask.clone()),
        _ => None,
    });
    asks.collect()
}

#[test]
fn the_profile_is_asked_for_once_and_again_when_the_rows_change() {
    let mut harness = penguins();
    assert!(asked(&harness).is_empty(), "nothing is worked out before one looks");
    harness.keys("3 j j 2 3 T C");
    assert_eq!(asked(&harness), [ExploreRequest::Profile { target: None }]);
    harness.keys("w `year > 2007` enter");
    assert_eq!(asked(&harness).len(), 2);
    assert!(harness.screen().contains("172 rows"), "{}", harness.screen());
    harness.keys("U");
    assert_eq!(asked(&harness).len(), 3);
    harness.keys("2 x X 3");
    assert_eq!(asked(&harness).len(), 3, "hiding a column changes no figure");
}

#[test]
fn figures_of_the_view_before_say_so() {
    let mut harness = penguins();
    harness.keys("3");
    harness.state.explore.profile.as_mut().unwrap().0 = ninefold_base::message::ViewId(99);
    assert!(harness.screen().contains("figures of the view before"), "{}", harness.screen());
}

#[test]
fn the_list_is_ordered_and_narrowed() {
    let names = |keys: &str| {
        let mut harness = penguins();
        harness.keys("3");
        harness.keys(keys);
        let profile = harness.state.explore.known().unwrap();
        let listed = harness.state.explore.columns.shown.iter().map(|id| profile.columns[id.index()].name.as_str());
        listed.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names("/ `bill` enter"), "bill_length_mm bill_depth_mm");
    assert_eq!(names("/ `type:int mass` enter"), "body_mass_g");
    assert!(names("s `name` enter").starts_with("bill_depth_mm bill_length_mm"));
    assert!(names("s `name` enter s `name` enter").ends_with("bill_length_mm bill_depth_mm"));
    assert!(names("s `missing` enter").starts_with("bill_length_mm"));
    assert_eq!(names("/ `finding:missing` enter").split(' ').count(), 4);
    assert_eq!(names("/ `bill` enter esc").split(' ').count(), 8);
    check("/ `zebra` enter", "no column is left");
    check(": `sort-columns-by nme` enter", "did you mean `name`");
}

#[test]
fn the_picture_follows_bins_scale_and_range() {
    check("down down +", "about 50 bars");
    check("down down - -", "about 10 bars");
    check("down down L", "log scale");
    check("down down r `40 45` enter", "from 40 to 45");
    check("down down r `40 45` enter", "not drawn:");
    check("down down r `45 40` enter", "the smaller first");
    check("+", "only numbers and times are drawn in bins");
    let mut harness = penguins();
    harness.keys("3 down down + + - -");
    let bins = asked(&harness).iter().filter(|ask| matches!(ask, ExploreRequest::Histogram { .. })).count();
    assert_eq!(bins, 2, "what is known is not asked for again");
}

#[test]
fn a_bar_and_a_value_lead_to_their_rows() {
    let mut harness = penguins();
    harness.keys("3 down down right right enter");
    let table = harness.state.table.as_ref().unwrap();
    let [Filter::Sql(condition)] = table.spec.filters.as_slice() else { panic!("{:?}", table.spec.filters) };
    assert!(condition.starts_with("bill_length_mm >= ") && condition.contains(" AND bill_length_mm < "), "{condition}");
    assert!(harness.screen().contains("row 1 of"), "in the grid:\n{}", harness.screen());
    let mut harness = penguins();
    harness.keys("3 enter enter");
    let table = harness.state.table.as_ref().unwrap();
    let keep = Filter::Keep { column: ninefold_base::ColumnId(0), values: vec![Cell::Text("Adelie".into())] };
    assert_eq!(table.spec.filters, [keep]);
}

#[test]
fn describe_leads_from_a_cell_to_its_column() {
    let mut harness = penguins();
    harness.keys("c `mass` enter I");
    assert!(harness.screen().contains("▸ body_mass_g"), "{}", harness.screen());
    harness.keys(": `describe island` enter");
    assert!(harness.screen().contains("▸ island"), "{}", harness.screen());
    harness.keys(": `describe islnd` enter");
    assert!(harness.screen().contains("did you mean `island`"), "{}", harness.screen());
}

#[test]
fn the_target_is_chosen_and_every_column_ranked() {
    let mut harness = penguins();
    harness.keys("3 T t `spec` enter");
    assert!(asked(&harness).contains(&ExploreRequest::Decide(Decision::Target(Some("species".into())))));
    let screen = harness.screen();
    assert!(screen.contains("Always saying `Adelie` is right in 44.2 % of the rows"), "{screen}");
    assert!(screen.contains("LEAK") && screen.contains("mutual inf."), "{screen}");
    harness.keys("enter");
    assert!(harness.screen().contains("share of `Adelie`"), "{}", harness.screen());
    let first = harness.state.explore.target.open;
    harness.keys("right");
    assert_ne!(harness.state.explore.target.open, first);
    harness.keys("down enter");
    let filters = &harness.state.table.as_ref().unwrap().spec.filters;
    assert!(matches!(&filters[..], [Filter::Sql(text)] if text.ends_with("AND species IS NOT NULL")), "{filters:?}");
    harness.keys("U 3 esc T t `none` enter");
    assert!(harness.screen().contains("No target is chosen."), "{}", harness.screen());
}

#[test]
fn a_column_against_the_target_from_the_list() {
    let mut harness = penguins();
    harness.keys("3 : `choose-target sex` enter C down x");
    assert!(harness.screen().contains("island against sex"), "{}", harness.screen());
    harness.keys("C up x");
    assert!(harness.screen().contains("species against sex"), "{}", harness.screen());
    check(": `choose-target sex` enter C G up x", "this is the target itself");
    check("x", "no target is chosen");
}

#[test]
fn pictures_are_written_and_copied() {
    let mut harness = penguins();
    harness.keys("3 down down y");
    assert!(harness.copied[0].starts_with("from,to,rows\n32.1,"), "{:?}", harness.copied);
    harness.keys("e enter");
    assert!(harness.screen().contains("wrote `bill_length_mm.svg`"), "{}", harness.screen());
    harness.keys("e ctrl-u `taken.png` enter");
    assert!(harness.screen().contains("Overwrite the file?"), "{}", harness.screen());
    harness.keys("enter");
    assert!(harness.screen().contains("wrote `taken.png`"), "{}", harness.screen());
}

#[test]
fn esc_steps_back_and_then_leaves() {
    let mut harness = penguins();
    harness.keys("3 down down right space");
    for expected in [(true, false), (false, false)] {
        harness.keys("esc");
        let columns = &harness.state.explore.columns;
        assert_eq!((columns.enlarged, columns.bar.is_some()), expected);
    }
    harness.keys("esc");
    assert!(harness.screen().contains("row 1 of 344"));
}

#[test]
fn a_profile_that_fails_says_why_and_can_be_asked_for_again() {
    let mut harness = opened((100, 30), Mood::Slow, ThemeName::Dark);
    harness.keys("3");
    assert!(harness.screen().contains("Looking at every column"));
    harness.send(Msg::Event(failed(Slot::Profile, Problem::new("could not read on", "the disk is gone", "mend it"))));
    assert!(harness.screen().contains("the disk is gone"), "{}", harness.screen());
    assert_eq!(asked(&harness).len(), 1, "it is not asked for again by itself");
    harness.keys("ctrl-r");
    assert_eq!(asked(&harness).len(), 2);
}

#[test]
fn the_mouse_chooses_panes_columns_and_bars() {
    let mut harness = penguins();
    harness.keys("3");
    let click = |harness: &mut Harness, x: u16, y: u16| {
        harness.send(Msg::Mouse(Mouse { x, y, kind: MouseKind::Press }));
        harness.send(Msg::Mouse(Mouse { x, y, kind: MouseKind::Release }));
    };
    click(&mut harness, 5, 8);
    assert_eq!(harness.state.explore.columns.cursor.selected, 3);
    click(&mut harness, 120, 14);
    assert!(harness.state.explore.columns.bar.is_some(), "{}", harness.screen());
    let x = harness.screen().lines().nth(2).unwrap().find("T Target").unwrap() as u16;
    click(&mut harness, x, 2);
    assert!(harness.screen().contains("No target is chosen"), "{}", harness.screen());
}

#[test]
fn tables_without_rows_or_columns_or_with_one_value() {
    for (rows, columns, expected) in [(0, 3, "No row is left"), (4, 0, "no columns"), (3, 1, "column_1")] {
        let fake = Fake::made(rows, columns, TypeKind::Integer, |_, _| Cell::Integer(7));
        let mut harness = Harness::new((80, 24), fake.engine());
        harness.open("small.csv");
        harness.keys("3");
        assert!(harness.screen().contains(expected), "{}", harness.screen());
    }
    let mut harness = Harness::new((80, 24), Fake::penguins(Mood::Normal).engine());
    harness.keys("3");
    assert!(harness.screen().contains("No table is open"), "{}", harness.screen());
}

const SIZES: [(u16, u16); 3] = [(80, 24), (140, 42), (220, 60)];

fn snapshots(name: &str, mood: Mood, keys: &str) {
    for (width, height) in SIZES {
        let mut harness = opened((width, height), mood, ThemeName::Dark);
        harness.keys(keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), harness.screen());
    }
    for theme in [ThemeName::Dark, ThemeName::None] {
        let mut harness = opened((80, 24), mood, theme);
        harness.keys(keys);
        insta::assert_snapshot!(format!("styles-{name}-{}", theme.label()), harness.styled_screen());
    }
}

#[test]
fn looks() {
    for (name, mood, keys) in [
        ("columns-number", Mood::Normal, "3 down down down right right right"),
        ("columns-category", Mood::Normal, "3 right"),
        ("columns-enlarged", Mood::Normal, "3 down down space"),
        ("columns-narrowed", Mood::Normal, "3 / `type:int` enter s `skew` enter"),
        ("columns-partial", Mood::Partial, "3 down down"),
        ("columns-loading", Mood::Slow, "3"),
        ("columns-empty", Mood::Normal, "3 w `nothing` enter"),
        ("columns-definitions", Mood::Normal, "3 d"),
        ("target-none", Mood::Normal, "3 T"),
        ("target-list", Mood::Normal, "3 T t"),
        ("target-normal", Mood::Normal, "3 T t `spec` enter down"),
        ("target-number", Mood::Normal, "3 T t `body` enter"),
        ("target-partial", Mood::Partial, "3 T t `spec` enter"),
        ("against-number", Mood::Normal, "3 T t `spec` enter : `against-target bill_length_mm` enter down"),
        ("against-category", Mood::Normal, "3 T t `spec` enter : `against-target island` enter"),
    ] {
        snapshots(name, mood, keys);
    }
}

#[test]
fn looks_of_what_went_wrong() {
    for (width, height) in SIZES {
        let mut harness = opened((width, height), Mood::Slow, ThemeName::Dark);
        harness.keys("3");
        let problem =
            Problem::new("could not read `penguins.csv`", "the file changed while it was read", "press `ctrl-r`");
        harness.send(Msg::Event(failed(Slot::Profile, problem.clone())));
        insta::assert_snapshot!(format!("columns-error-{width}x{height}"), harness.screen());
        let mut harness = opened((width, height), Mood::Normal, ThemeName::Dark);
        harness.keys("3 T t `spec` enter");
        harness.state.explore.target.open = Some(ninefold_base::ColumnId(2));
        harness.state.explore.target.bins.count = 7;
        let ask = super::target::update::wants(&harness.state).unwrap();
        harness.state.explore.answers.want(&ask);
        harness.send(Msg::Event(failed(Slot::Picture, problem)));
        insta::assert_snapshot!(format!("against-error-{width}x{height}"), harness.screen());
    }
}

#[test]
fn an_event_for_an_older_view_is_dropped() {
    let mut harness = penguins();
    harness.keys("3");
    let before = harness.state.explore.known().cloned();
    let profile = crate::tests::fake_profile::profile(&[], &[], 5, None);
    let found = ninefold_base::explore::Explored::Profile(std::sync::Arc::new(profile));
    harness.send(Msg::Event(Event::Explored { view: ninefold_base::message::ViewId(77), found }));
    assert_eq!(harness.state.explore.known().cloned(), before);
}
