//! Every type of column, empty tables, wide tables, other bins.

use super::{check, column, profile_of, table};
use crate::RowOrder;
use crate::profile::histogram;
use ninefold_base::explore::Bins;
use ninefold_base::profile::column::{Detail, Order, Scale};
use ninefold_base::{Cell, ColumnId, Figure, Silent};
use polars::prelude::*;

fn days(days: &[Option<i32>]) -> Series {
    Series::new("day".into(), days).cast(&DataType::Date).unwrap()
}

#[test]
fn times_have_range_step_gaps_and_midnights() {
    let hours: Vec<i64> = (0..48).filter(|hour| *hour != 30).map(|hour| hour * 3_600_000_000).collect();
    let at = Series::new("at".into(), &hours).cast(&DataType::Datetime(TimeUnit::Microseconds, None)).unwrap();
    let profile = profile_of(&table(DataFrame::new(47, vec![at.into()]).unwrap()), &RowOrder::All);
    let at = column(&profile, "at");
    let Detail::Time(time) = &at.detail else { panic!() };
    assert_eq!((time.min.as_str(), time.max.as_str()), ("1970-01-01T00:00:00", "1970-01-02T23:00:00"));
    assert_eq!(time.median.as_deref(), Some("1970-01-01T23:00:00"));
    assert_eq!(time.step.unwrap().seconds, 3600.0);
    assert!((time.step.unwrap().share - 45.0 / 46.0).abs() < 1e-12);
    assert_eq!((time.gaps[0].from.as_str(), time.gaps[0].seconds), ("1970-01-02T05:00:00", 7200.0));
    assert_eq!((time.n, time.midnight), (47, 2));
    assert_eq!(at.order, Order::StrictlyAscending);
    assert_eq!(at.histogram.as_ref().unwrap().total(), 47);
    assert_eq!(at.histogram.as_ref().unwrap().scale, Scale::Time);
}

#[test]
fn dates_missing_ones_passed_over() {
    let frame = DataFrame::new(5, vec![days(&[Some(0), None, Some(19_000), Some(1), Some(1)]).into()]).unwrap();
    let profile = profile_of(&table(frame), &RowOrder::All);
    let day = column(&profile, "day");
    let Detail::Time(time) = &day.detail else { panic!() };
    assert_eq!((time.min.as_str(), time.max.as_str(), time.n), ("1970-01-01", "2022-01-08", 4));
    assert_eq!(day.order, Order::Mixed { descents: 1, pairs: 3 });
    assert_eq!(day.top[0].value, Cell::Temporal("1970-01-02".into()));
    assert_eq!((day.distinct.value, day.unique.value, day.counts.missing), (3, 2, 1));
}

#[test]
fn kinds_of_nothing_are_counted_apart() {
    let frame = df!(
        "text" => [Some("a"), Some(""), Some("  "), None, Some("a"), Some("\t")],
        "number" => [Some(f64::NAN), Some(f64::INFINITY), Some(f64::NEG_INFINITY), None, Some(0.0), Some(-0.0)],
        "flag" => [Some(true), None, Some(true), Some(false), Some(true), None],
    )
    .unwrap();
    let profile = profile_of(&table(frame), &RowOrder::All);
    let text = column(&profile, "text");
    assert_eq!((text.counts.missing, text.counts.empty, text.counts.blank), (1, 1, 2));
    assert_eq!((text.distinct.value, text.top[0].rows), (4, 2));
    let number = column(&profile, "number");
    let counts = number.counts;
    assert_eq!((counts.nan, counts.positive_infinite, counts.negative_infinite, counts.zeros), (1, 1, 1, 2));
    assert_eq!((number.number().unwrap().n, number.distinct.value), (2, 4));
    let flag = column(&profile, "flag");
    assert_eq!((flag.counts.trues, flag.counts.missing, flag.distinct.value), (3, 2, 2));
    assert_eq!(flag.top[0].value, Cell::Boolean(true));
    assert_eq!(flag.detail, Detail::Plain);
    check("imbalance", &flag.imbalance, Some(1.0 - 0.811_278_124_459_132_8));
}

#[test]
fn imbalance_is_that_of_ydata() {
    for (counts, expected) in
        [(vec![10, 20, 60, 10], 0.214_524_7), (vec![90, 10], 0.531_004_4), (vec![99, 1], 0.919_206_9), (vec![5], 0.0)]
    {
        let values: Vec<i32> = (0..).zip(counts).flat_map(|(value, n)| vec![value; n]).collect();
        let profile = profile_of(&table(df!("x" => values).unwrap()), &RowOrder::All);
        let imbalance = profile.columns[0].imbalance.value().unwrap();
        assert!((imbalance - expected).abs() < 1e-7, "{imbalance}");
    }
}

#[test]
fn decimals_lists_structs_and_bytes() {
    let decimal = Series::new("decimal".into(), [Some(125i128), Some(-50), None]);
    let decimal = decimal.cast(&DataType::Decimal(20, 0)).unwrap();
    let list = Series::new(
        "list".into(),
        [Series::new("".into(), [1i64, 2]), Series::new("".into(), [3i64]), Series::new("".into(), [1i64, 2])],
    );
    let bytes = Series::new("bytes".into(), ["ab", "cd", "ab"]).cast(&DataType::Binary).unwrap();
    let pair = df!("a" => [1, 2, 1], "b" => ["x", "y", "x"]).unwrap().into_struct("pair".into()).into_series();
    let columns = [decimal, list, bytes, pair].into_iter().map(polars::prelude::Column::from).collect();
    let profile = profile_of(&table(DataFrame::new(3, columns).unwrap()), &RowOrder::All);
    let decimal = column(&profile, "decimal");
    check("mean", &decimal.number().unwrap().mean, Some(37.5));
    assert_eq!(decimal.counts.missing, 1);
    let list = column(&profile, "list");
    let Detail::Nested(nested) = &list.detail else { panic!() };
    assert_eq!((nested.min_length, nested.max_length, nested.mean_length.clone()), (1, 2, Figure::Value(5.0 / 3.0)));
    assert_eq!(list.top[0].value, Cell::Nested("[1,2]".into()));
    let pair = column(&profile, "pair");
    assert_eq!((pair.distinct.value, pair.top[0].rows), (2, 2));
    let bytes = column(&profile, "bytes");
    assert_eq!(bytes.top[0].value, Cell::Binary { head: "6162".into(), bytes: 2 });
    assert_eq!(profile.duplicates.groups, 0);
}

#[test]
fn a_table_without_rows_has_a_profile() {
    let frame = df!("x" => Vec::<f64>::new(), "t" => Vec::<String>::new()).unwrap();
    let profile = profile_of(&table(frame), &RowOrder::All);
    assert!(profile.is_whole());
    assert_eq!((profile.rows, profile.columns.len()), (0, 2));
    let x = column(&profile, "x");
    assert!(x.number().unwrap().mean.value().is_none());
    assert!(x.histogram.is_none() && x.top.is_empty());
    assert!(profile.duplicates.known);
}

#[test]
fn hundreds_of_columns_are_profiled() {
    let columns = (0..400).map(|i| {
        let values: Vec<Option<f64>> =
            (0..500).map(|row| (row % 97 != i % 97).then_some(f64::from(row * (i % 13 + 1) % 101))).collect();
        polars::prelude::Column::new(format!("c{i}").into(), values)
    });
    let profile = profile_of(&table(DataFrame::new(500, columns.collect()).unwrap()), &RowOrder::All);
    assert_eq!(profile.columns.len(), 400);
    assert!(profile.columns.iter().all(|column| column.counts.missing >= 5));
    assert_eq!(profile.missing.clustered.len(), 256);
    assert!(profile.limits.iter().any(|limit| limit.contains("256")), "{:?}", profile.limits);
}

#[test]
fn other_bins_are_exact() {
    let values: Vec<f64> = (1..=1000).map(f64::from).collect();
    let source = table(df!("x" => &values).unwrap());
    let ask = |bins: Bins| histogram(&source, &RowOrder::All, ColumnId(0), &bins, &Silent).unwrap();
    let default = ask(Bins::default());
    assert_eq!(default.total(), 1000);
    let ten = ask(Bins { count: 10, ..Bins::default() });
    assert_eq!((ten.edges[0], ten.edges[1], ten.counts[1]), (0.0, 100.0, 100));
    let log = ask(Bins { count: 3, scale: Scale::Log, range: None });
    assert_eq!(log.edges, [1.0, 10.0, 100.0, 1000.0]);
    assert_eq!(log.counts, [9, 90, 901]);
    let range = ask(Bins { count: 4, scale: Scale::Linear, range: Some((100.0, 300.0)) });
    assert_eq!((range.below, range.above), (99, 700));
    assert_eq!(range.total() + range.below + range.above, 1000);
}
