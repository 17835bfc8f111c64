//! Rows, pages, counts and searches over a small table in memory.

use super::*;
use crate::columnar::memory;
use crate::{RowOrder, RowSource};
use ninefold_base::message::{Search, TableId, Towards, ViewId};
use ninefold_base::view::{Direction, Filter, SortKey, View};
use ninefold_base::{Cell, ColumnId, Silent};
use polars::prelude::*;
use proptest::prelude::*;
use std::sync::Arc;

fn people() -> impl RowSource {
    let frame = df!(
        "name" => [Some("ann"), Some("Bob"), None, Some(""), Some("ann"), Some("Zoë")],
        "age" => [Some(41i64), Some(7), Some(41), None, Some(-3), Some(i64::MAX)],
        "score" => [Some(0.5f64), Some(f64::NAN), Some(-0.0), Some(0.0), None, Some(f64::INFINITY)],
        "fit" => [Some(true), Some(false), None, Some(true), Some(false), Some(true)],
    )
    .unwrap();
    memory::source("people", frame, 2, TableId(1))
}

fn found(source: &dyn RowSource, view: &View) -> Vec<u32> {
    match rows(source, view, &Silent, &|_| {}).unwrap() {
        RowOrder::All => (0..source.info().rows.reachable() as u32).collect(),
        RowOrder::Picked(rows) => rows.to_vec(),
    }
}

fn keep(column: u32, values: &[Cell]) -> View {
    View { filters: vec![Filter::Keep { column: ColumnId(column), values: values.to_vec() }], ..View::default() }
}

fn drop_values(column: u32, values: &[Cell]) -> View {
    View { filters: vec![Filter::Drop { column: ColumnId(column), values: values.to_vec() }], ..View::default() }
}

fn sort_by(keys: &[(u32, Direction)]) -> View {
    View {
        sort: keys
            .iter()
            .map(|(column, direction)| SortKey { column: ColumnId(*column), direction: *direction })
            .collect(),
        ..View::default()
    }
}

#[test]
fn keeps_and_drops_by_value() {
    let table = people();
    assert_eq!(found(&table, &keep(0, &[Cell::Text("ann".into())])), [0, 4]);
    assert_eq!(found(&table, &keep(0, &[Cell::Missing, Cell::Text(String::new())])), [2, 3]);
    assert_eq!(found(&table, &drop_values(0, &[Cell::Text("ann".into())])), [1, 2, 3, 5]);
    assert_eq!(found(&table, &drop_values(0, &[Cell::Missing])), [0, 1, 3, 4, 5]);
    assert_eq!(found(&table, &keep(1, &[Cell::Integer(i64::MAX.into())])), [5]);
    assert_eq!(found(&table, &keep(2, &[Cell::Float(0.0)])), [2, 3]);
    assert_eq!(found(&table, &keep(2, &[Cell::Float(-f64::NAN)])), [1]);
    assert_eq!(found(&table, &keep(3, &[Cell::Boolean(false)])), [1, 4]);
    let both = View {
        filters: vec![
            Filter::Rows(vec![6, 1, 2, 99]),
            Filter::Drop { column: ColumnId(1), values: vec![Cell::Integer(7)] },
        ],
        ..View::default()
    };
    assert_eq!(found(&table, &both), [0, 5]);
}

#[test]
fn sorts_with_missing_last_in_both_directions() {
    use Direction::{Ascending, Descending};
    let table = people();
    assert_eq!(found(&table, &sort_by(&[(1, Ascending)])), [4, 1, 0, 2, 5, 3]);
    assert_eq!(found(&table, &sort_by(&[(1, Descending)])), [5, 0, 2, 1, 4, 3]);
    assert_eq!(found(&table, &sort_by(&[(2, Ascending)])), [2, 3, 0, 5, 1, 4]);
    assert_eq!(found(&table, &sort_by(&[(2, Descending)])), [5, 0, 2, 3, 1, 4]);
    assert_eq!(found(&table, &sort_by(&[(0, Ascending)])), [3, 1, 5, 0, 4, 2]);
    assert_eq!(found(&table, &sort_by(&[(3, Descending), (1, Ascending)])), [0, 5, 3, 4, 1, 2]);
    let filtered = View {
        filters: vec![Filter::Drop { column: ColumnId(1), values: vec![Cell::Missing] }],
        ..sort_by(&[(1, Descending)])
    };
    assert_eq!(found(&table, &filtered), [5, 0, 2, 1, 4]);
}

#[test]
fn pages_follow_the_order() {
    let table = people();
    let order = RowOrder::Picked(Arc::new(vec![5, 0, 3]));
    let page = page(&table, &order, ViewId(1), 1..9, &[ColumnId(1), ColumnId(0)]).unwrap();
    assert_eq!(page.row_ids, [0, 3]);
    assert_eq!(page.cells, [[Cell::Integer(41), Cell::Missing], [Cell::Text("ann".into()), Cell::Text("".into())]]);
    let text = copy_text(&table, &RowOrder::All, 0..2, &[ColumnId(0), ColumnId(1)], true).unwrap();
    assert_eq!(text, "name\tage\nann\t41\nBob\t7");
    let record = record(&table, &order, ViewId(1), 0).unwrap();
    assert_eq!((record.row_id, record.cells.len()), (5, 4));
}

#[test]
fn counts_values() {
    let table = people();
    let counts = values(&table, &RowOrder::All, ViewId(1), ColumnId(0), &Silent, &|_| {}).unwrap();
    assert_eq!(counts.values[..2], [(Cell::Text("ann".into()), 2), (Cell::Text("".into()), 1)]);
    assert_eq!((counts.distinct, counts.missing, counts.rows, counts.exact), (4, 1, 6, true));
    let counts = values(&table, &RowOrder::All, ViewId(1), ColumnId(2), &Silent, &|_| {}).unwrap();
    assert_eq!(counts.values[0], (Cell::Float(0.0), 2));
    assert_eq!(counts.values[1..3], [(Cell::Float(0.5), 1), (Cell::Float(f64::INFINITY), 1)]);
    let counts =
        values(&table, &RowOrder::Picked(Arc::new(vec![3, 1])), ViewId(1), ColumnId(3), &Silent, &|_| {}).unwrap();
    assert_eq!(counts.values, [(Cell::Boolean(false), 1), (Cell::Boolean(true), 1)]);
}

#[test]
fn searches_both_ways_in_any_order() {
    let table = people();
    let look = |pattern: &str| Search { pattern: pattern.into(), columns: vec![ColumnId(0), ColumnId(1)] };
    let next = |pattern: &str, order: &RowOrder, from, towards| {
        search::search(&table, order, &look(pattern), from, towards, &Silent).unwrap()
    };
    assert_eq!(next("ann", &RowOrder::All, 0, Towards::Forward), Some((0, ColumnId(0))));
    assert_eq!(next("ann", &RowOrder::All, 1, Towards::Forward), Some((4, ColumnId(0))));
    assert_eq!(next("ann", &RowOrder::All, 3, Towards::Backward), Some((0, ColumnId(0))));
    assert_eq!(next("^41$", &RowOrder::All, 1, Towards::Forward), Some((2, ColumnId(1))));
    assert_eq!(next("ANN", &RowOrder::All, 0, Towards::Forward), None);
    assert_eq!(next("bob", &RowOrder::All, 0, Towards::Forward), Some((1, ColumnId(0))));
    let filtered = RowOrder::Picked(Arc::new(vec![1, 2, 4]));
    assert_eq!(next("ann", &filtered, 0, Towards::Forward), Some((2, ColumnId(0))));
    let sorted = RowOrder::Picked(Arc::new(vec![5, 4, 0, 1]));
    assert_eq!(next("ann", &sorted, 2, Towards::Forward), Some((2, ColumnId(0))));
    assert_eq!(next("ann", &sorted, 3, Towards::Backward), Some((2, ColumnId(0))));
    assert_eq!(count_hits(&table, &RowOrder::All, &look("a"), &Silent, &|_| {}).unwrap(), 2);
    let problem = search::compile("a(b").unwrap_err();
    assert!(problem.why.ends_with("a(b\n ^"), "{}", problem.why);
}

#[test]
fn columns_that_cannot_hold_a_text_are_left_out_and_no_hit_is_lost() {
    let table = people();
    let columns = [ColumnId(1), ColumnId(2)];
    let hits = |pattern: &str| {
        let search = Search { pattern: pattern.into(), columns: columns.to_vec() };
        count_hits(&table, &RowOrder::All, &search, &Silent, &|_| {}).unwrap()
    };
    // 41, 7, 41, -3, 9223372036854775807; 0.5, NaN, 0, 0, inf.
    for (pattern, expected) in [
        ("ann", 0),
        ("nan", 1),
        ("inf", 1),
        ("NaN", 1),
        ("an", 1),
        ("41", 2),
        ("-3", 1),
        ("0.5", 1),
        ("0", 4),
        ("[a-z]+", 2),
    ] {
        assert_eq!(hits(pattern), expected, "{pattern}");
    }
}

#[test]
fn wide_tables_are_read_in_fewer_rows_at_once() {
    let frame = df!("n" => (0..10_000i64).collect::<Vec<_>>()).unwrap();
    let source = memory::source("n", frame, 131_072, TableId(1));
    let longest = |columns| scan::tasks_of(&source, None, columns).iter().map(scan::Task::len).max();
    assert_eq!((longest(1), longest(4096), longest(100_000)), (Some(10_000), Some(1024), Some(1024)));
    let whole: usize = scan::tasks_of(&source, None, 4096).iter().map(scan::Task::len).sum();
    assert_eq!(whole, 10_000);
}

#[test]
fn samples_are_the_same_for_the_same_seed() {
    assert_eq!(sample_rows(10, 3, 7), sample_rows(10, 3, 7));
    assert_eq!(sample_rows(3, 5, 1), [0, 1, 2]);
    let mut hits = [0; 10];
    for seed in 0..10_000 {
        sample_rows(10, 3, seed).into_iter().for_each(|row| hits[row as usize] += 1);
    }
    assert!(hits.iter().all(|hits| (2_850..3_150).contains(hits)), "{hits:?}");
    let mut random = sample::SplitMix64::new(1234567);
    assert_eq!(random.next_u64(), 6457827717110365317);
}

/// Rank of a value as the rules have it: numbers, NaN, missing.
fn rank(value: Option<f64>, direction: Direction) -> (u8, f64) {
    match value {
        None => (2, 0.0),
        Some(value) if value.is_nan() => (1, 0.0),
        Some(value) => (0, if direction == Direction::Ascending { value + 0.0 } else { -value + 0.0 }),
    }
}

proptest! {
    #[test]
    fn sorting_equals_a_stable_sort(
        table in proptest::collection::vec((
            proptest::option::of(prop_oneof![Just(f64::NAN), Just(-0.0), Just(0.0), -3.0..3.0f64, Just(f64::NEG_INFINITY)]),
            proptest::option::of(prop_oneof![Just(i64::MIN), Just(i64::MAX), -2i64..3]),
            proptest::option::of("[ab]{0,2}"),
        ), 0..60),
        descending: [bool; 3],
        group in 1u64..20,
    ) {
        let direction = |at: usize| if descending[at] { Direction::Descending } else { Direction::Ascending };
        let frame = df!(
            "x" => table.iter().map(|row| row.0).collect::<Vec<_>>(),
            "n" => table.iter().map(|row| row.1).collect::<Vec<_>>(),
            "t" => table.iter().map(|row| row.2.clone()).collect::<Vec<_>>(),
        ).unwrap();
        let source = memory::source("random", frame, group, TableId(1));
        let mut expected: Vec<u32> = (0..table.len() as u32).collect();
        expected.sort_by(|a, b| {
            let (a, b) = (&table[*a as usize], &table[*b as usize]);
            let turn = |at: usize, ordering: std::cmp::Ordering| if descending[at] { ordering.reverse() } else { ordering };
            let option = |at: usize, a: Option<&dyn std::any::Any>, b: Option<&dyn std::any::Any>, ordering: std::cmp::Ordering| match (a, b) {
                (None, None) => std::cmp::Ordering::Equal,
                (None, _) => std::cmp::Ordering::Greater,
                (_, None) => std::cmp::Ordering::Less,
                _ => turn(at, ordering),
            };
            let any = |value: bool| if value { Some(&() as &dyn std::any::Any) } else { None };
            let text = option(0, any(a.2.is_some()), any(b.2.is_some()), a.2.cmp(&b.2));
            let number = option(1, any(a.1.is_some()), any(b.1.is_some()), a.1.cmp(&b.1));
            let float = rank(a.0, direction(2)).partial_cmp(&rank(b.0, direction(2))).unwrap();
            text.then(number).then(float)
        });
        let view = sort_by(&[(2, direction(0)), (1, direction(1)), (0, direction(2))]);
        prop_assert_eq!(found(&source, &view), expected);
    }
}

/// `cargo test --release -p ninefold-data ops::tests::sorting_nine_million -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn sorting_nine_million_integers_takes_less_than_two_seconds() {
    let mut random = sample::SplitMix64::new(1);
    let numbers: Vec<i64> = (0..9_000_000).map(|_| random.next_u64() as i64).collect();
    let small: Vec<i64> = numbers.iter().map(|number| number % 100_000).collect();
    let texts: Vec<String> = numbers.iter().map(|number| format!("name {}", number % 100_000)).collect();
    let unique: Vec<String> = numbers.iter().map(|number| format!("{number}")).collect();
    let frame = df!("wide" => numbers, "small" => small, "text" => texts, "unique" => unique).unwrap();
    let source = memory::source("random", frame, 131_072, TableId(1));
    for column in 0..4 {
        let started = std::time::Instant::now();
        let rows = found(&source, &sort_by(&[(column, Direction::Ascending)]));
        eprintln!("column {column}: {} rows in {:?}", rows.len(), started.elapsed());
    }
    let started = std::time::Instant::now();
    found(&source, &sort_by(&[(1, Direction::Ascending), (0, Direction::Descending)]));
    eprintln!("two keys: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    values(&source, &RowOrder::All, ViewId(1), ColumnId(2), &Silent, &|_| {}).unwrap();
    eprintln!("values: {:?}", started.elapsed());
}
