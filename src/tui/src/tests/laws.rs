//! What holds whatever the user does.

use super::fake::{Fake, Mood, failed, running, welcome};
use crate::harness::Harness;
use crate::msg::{Mouse, MouseKind, Msg};
use crate::state::State;
use crate::theme::{Theme, ThemeName};
use ninefold_base::command::{COMMANDS, Context};
use ninefold_base::keys::{Code, Key};
use ninefold_base::message::{Event, Slot};
use ninefold_base::{Cell, Problem, TypeKind};
use proptest::prelude::*;

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = COMMANDS
        .iter()
        .flat_map(|row| row.keys.iter().flat_map(|(_, keys)| Key::parse_sequence(keys).unwrap()))
        // Those that leave the program only end the test early.
        .filter(|key| !matches!(key.code, Code::Char('Q')))
        .collect();
    prop_oneof![
        8 => proptest::sample::select(bound),
        2 => any::<char>().prop_map(|typed| Key::plain(Code::Char(typed))),
        1 => proptest::sample::select(vec!["backspace", "del", "home", "end", "left", "right", "ctrl-w", "ctrl-u"]).prop_map(|name| Key::parse(name).unwrap()),
    ]
}

fn any_msg() -> impl Strategy<Value = Msg> {
    let kinds = vec![
        MouseKind::Press,
        MouseKind::Drag,
        MouseKind::Release,
        MouseKind::WheelUp,
        MouseKind::WheelDown,
        MouseKind::WheelLeft,
    ];
    prop_oneof![
        20 => any_key().prop_map(Msg::Key),
        4 => (0u16..200, 0u16..70, proptest::sample::select(kinds)).prop_map(|(x, y, kind)| Msg::Mouse(Mouse { x, y, kind })),
        2 => (0u16..160, 0u16..50).prop_map(|(width, height)| Msg::Resize { width, height }),
        1 => ".{0,20}".prop_map(Msg::Paste),
        1 => Just(Msg::Tick),
        1 => (0u64..200).prop_map(|done| Msg::Event(running(Slot::View, "sorting", done, 100))),
        1 => Just(Msg::Event(failed(Slot::View, Problem::new("what", "why `x`", "fix")))),
        1 => Just(Msg::Event(Event::Notice(Problem::new("", "", "")))),
    ]
}

fn any_fake() -> impl Strategy<Value = usize> {
    0usize..7
}

fn fake(which: usize) -> Fake {
    match which {
        0 => Fake::penguins(Mood::Normal),
        1 => Fake::penguins(Mood::Partial),
        2 => Fake::penguins(Mood::Slow),
        3 => Fake::penguins(Mood::Silent),
        4 => Fake::made(0, 3, TypeKind::Text, |_, _| Cell::Missing),
        5 => Fake::made(5, 0, TypeKind::Text, |_, _| Cell::Missing),
        _ => Fake::made(1_000_000, 1, TypeKind::Float, |row, _| Cell::Float(1.0 / row as f64)),
    }
}

fn is_home(state: &State) -> bool {
    state.overlay.is_none() && state.places.is_empty() && matches!(state.context(), Context::Grid | Context::Welcome)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_monkey_breaks_nothing_and_esc_leads_home(which in any_fake(), size in (0u16..160, 0u16..50), msgs in proptest::collection::vec(any_msg(), 0..80)) {
        let mut harness = Harness::with(size, fake(which).engine(), Theme::of(ThemeName::Dark), welcome());
        harness.open("some/file.csv");
        for msg in msgs {
            harness.send(msg);
            harness.buffer();
        }
        for _ in 0..12 {
            harness.send(Msg::Key(Key::plain(Code::Esc)));
        }
        prop_assert!(is_home(&harness.state), "not home:\n{}", harness.screen());
    }
}

/// A case that the monkey found: a view that never comes, left for stage 3.
#[test]
fn an_engine_that_does_not_answer_keeps_nobody_in_stage_3() {
    let mut harness = Harness::new((100, 30), Fake::penguins(Mood::Slow).engine());
    harness.open("some/file.csv");
    harness.keys("{ 3 esc esc esc");
    assert!(is_home(&harness.state), "not home:\n{}", harness.screen());
}

#[test]
fn any_size_is_drawn_without_a_panic() {
    for keys in [
        "",
        "enter",
        "F",
        "i",
        "m",
        "J",
        "?",
        ":",
        "c",
        "/",
        "w `x",
        "O",
        "q",
        "3",
        "3 T t `spec` enter",
        "3 T t `spec` enter enter",
        "3 d",
        "3 space right",
        "3 F",
        "3 F a `x` enter",
        "3 M",
        "3 M v",
        "3 M v v",
        "3 M v v v",
    ] {
        let mut harness = Harness::new((140, 42), Fake::penguins(Mood::Normal).engine());
        harness.open("penguins.csv");
        harness.keys(&keys.replace("`x", "`x`"));
        for width in [0, 1, 2, 5, 20, 39, 40, 41, 60, 79, 80, 300] {
            for height in [0, 1, 2, 3, 5, 9, 10, 11, 12, 24, 100] {
                harness.resize(width, height);
                harness.buffer();
            }
        }
    }
}

#[test]
fn every_key_of_the_table_runs_in_every_place() {
    for row in COMMANDS {
        for (_, keys) in row.keys {
            for place in [
                "",
                "enter",
                "F",
                "i",
                "m",
                "J",
                "?",
                ":",
                "c",
                "t",
                "/",
                "O",
                "q",
                "4",
                "3",
                "3 T",
                "3 F",
                "3 F a",
                "3 M",
                "3 M v",
                "3 M v v",
                "3 M v v v",
                "3 T t `spec` enter enter",
            ] {
                let mut harness = Harness::new((100, 30), Fake::penguins(Mood::Normal).engine());
                harness.open("penguins.csv");
                harness.keys(place);
                harness.keys(keys);
                harness.buffer();
            }
        }
    }
}
