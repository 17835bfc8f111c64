use super::*;
use crate::columnar::memory;
use crate::ops::rows;
use ninefold_base::Silent;
use ninefold_base::message::TableId;
use ninefold_base::view::{Filter, View};
use polars::prelude::*;

fn table() -> impl RowSource {
    let n = 97_i64;
    let some = |i: i64, every: i64| i % every != 0;
    let x: Vec<Option<f64>> = (0..n)
        .map(|i| {
            some(i, 11).then(|| {
                if i == 5 {
                    f64::NAN
                } else if i == 6 {
                    f64::NEG_INFINITY
                } else {
                    (i * 37 % n) as f64 / 7.0
                }
            })
        })
        .collect();
    let half: Vec<f32> = (0..n).map(|i| (i % 13) as f32 / 10.0).collect();
    let few: Vec<i64> = (0..n).map(|i| i % 3 + 1).collect();
    let name: Vec<Option<String>> = (0..n).map(|i| some(i, 9).then(|| format!("it's {}", i * i % 41))).collect();
    let flag: Vec<Option<bool>> = (0..n).map(|i| some(i, 10).then_some(i % 4 == 0)).collect();
    let day: Vec<Option<i32>> = (0..n as i32).map(|i| some(i64::from(i), 8).then_some(15_000 + i * 3)).collect();
    let at: Vec<Option<i64>> = (0..n).map(|i| Some(1_700_000_000_123_456_789 + i * 3_601_000_000_001)).collect();
    let clock: Vec<i64> = (0..n).map(|i| i * 890_000_000_001 % 86_400_000_000_000).collect();
    let y: Vec<Option<&str>> =
        (0..n).map(|i| some(i, 12).then_some(if i * 7 % 10 < 3 { "yes" } else { "no" })).collect();
    let z: Vec<Option<f64>> =
        (0..n).map(|i| some(i, 13).then(|| if i == 40 { f64::INFINITY } else { (i * 29 % 31) as f64 - 0.5 })).collect();
    let class: Vec<String> = (0..n).map(|i| format!("k{}", i * i % 12)).collect();
    let mut frame =
        df!("x" => x, "half" => half, "few" => few, "a name" => name, "flag" => flag, "day" => day, "at" => at,
                        "clock" => clock, "y" => y, "z" => z, "class" => class)
        .unwrap();
    for (name, dtype) in [
        ("day", DataType::Date),
        ("at", DataType::Datetime(TimeUnit::Nanoseconds, Some(TimeZone::UTC))),
        ("clock", DataType::Time),
    ] {
        let cast = frame.column(name).unwrap().cast(&dtype).unwrap();
        frame.with_column(cast).unwrap();
    }
    memory::source("t", frame, 10, TableId(1))
}

fn column(source: &dyn RowSource, name: &str) -> ColumnId {
    ColumnId(source.info().columns.iter().position(|column| column.name == name).unwrap() as u32)
}

fn against(of: &str, by: &str, bins: Bins) -> AgainstTarget {
    let source = table();
    let target = Target { column: column(&source, by), positive: None, task: None };
    against_target(&source, &RowOrder::All, column(&source, of), &target, &bins, &Silent).unwrap()
}

fn selected(condition: &str) -> u64 {
    let view = View { filters: vec![Filter::Sql(condition.into())], ..View::default() };
    match rows(&table(), &view, &Silent, &|_| {}).unwrap_or_else(|error| panic!("{condition}: {error:?}")) {
        RowOrder::Picked(rows) => rows.len() as u64,
        RowOrder::All => 97,
    }
}

#[test]
fn every_condition_selects_the_rows_of_its_group() {
    let ranged = Bins { range: Some((2.0, 9.3)), count: 5, ..Bins::default() };
    let log = Bins { scale: ninefold_base::profile::column::Scale::Log, ..Bins::default() };
    for of in ["x", "half", "few", "a name", "flag", "day", "at", "clock"] {
        for by in ["y", "z", "class", "few", "flag"] {
            for bins in [Bins::default(), Bins { count: 7, ..Bins::default() }, log, ranged] {
                if of == by || (bins == ranged && of != "x") {
                    continue;
                }
                let found = against(of, by, bins);
                assert_eq!(found.groups.iter().map(|group| group.n).sum::<u64>(), found.n, "{of} {by}");
                for group in &found.groups {
                    assert_eq!(selected(&group.condition), group.n, "{of} by {by}: {group:?}");
                }
            }
        }
    }
}

#[test]
fn rates_have_wilson_bands_and_missing_is_a_group() {
    let found = against("flag", "y", Bins::default());
    assert_eq!((found.task, found.positive.clone()), (Task::Binary, Some(Cell::Text("yes".into()))));
    let labels: Vec<&str> = found.groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(labels, ["false", "true", "missing"]);
    let missing = &found.groups[2];
    assert!(missing.is_missing);
    let hits = selected("flag IS NULL AND y = 'yes'") as f64;
    assert_eq!(missing.rate, Figure::Value(hits / missing.n as f64));
    assert_eq!(missing.interval, wilson(hits, missing.n as f64, LEVEL));
    assert_eq!(found.overall, Figure::Value(selected("y = 'yes'") as f64 / selected("y IS NOT NULL") as f64));
}

#[test]
fn histograms_are_split_by_class() {
    let found = against("x", "y", Bins::default());
    let names: Vec<&str> = found.by_class.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["yes", "no"]);
    let in_bins: u64 = found.by_class.iter().map(|(_, histogram)| histogram.total()).sum();
    assert_eq!(in_bins, selected(&format!("y IS NOT NULL AND {}", sql::finite("x"))));
    assert_eq!(against("x", "class", Bins::default()).by_class.len(), 4);
}

#[test]
fn a_number_as_target_has_means() {
    let found = against("few", "z", Bins::default());
    assert_eq!(found.task, Task::Regression);
    assert_eq!(found.n, selected("z IS NOT NULL") - 1);
    assert!(found.by_class.is_empty());
    let group = &found.groups[0];
    let (mean, interval) = (group.rate.value().unwrap(), group.interval.unwrap());
    assert!(interval.low < mean && mean < interval.high);
}

#[test]
fn lists_and_durations_are_refused_in_a_sentence() {
    let frame = df!("d" => [1i64, 2], "y" => ["a", "b"]).unwrap();
    let mut frame = frame.clone();
    let duration = frame.column("d").unwrap().cast(&DataType::Duration(TimeUnit::Microseconds)).unwrap();
    frame.with_column(duration).unwrap();
    let source = memory::source("t", frame, 10, TableId(1));
    let target = Target { column: ColumnId(1), positive: None, task: None };
    let found = against_target(&source, &RowOrder::All, ColumnId(0), &target, &Bins::default(), &Silent);
    assert!(matches!(found, Err(Interrupted::Failed(problem)) if problem.why.contains("duration")));
}
