use super::*;
use crate::columnar::{memory, source::ColumnarSource};
use crate::{RowOrder, RowSource};
use ninefold_base::message::TableId;
use ninefold_base::profile::compare::{CompareWith, Drift};
use ninefold_base::{ColumnId, Silent};
use polars::prelude::*;

fn source(frame: DataFrame) -> ColumnarSource {
    memory::source("t", frame, 100, TableId(1))
}

fn table(n: i32, shift: f64) -> DataFrame {
    df!(
        "x" => (0..n).map(|i| f64::from(i * 37 % 101) + shift).collect::<Vec<_>>(),
        "c" => (0..n).map(|i| ["a", "b", "c"][(i % 3) as usize]).collect::<Vec<_>>(),
        "day" => (0..n).collect::<Vec<_>>(),
    )
    .unwrap()
}

fn column<'a>(comparison: &'a Comparison, name: &str) -> &'a ColumnComparison {
    comparison.columns.iter().find(|column| column.name == name).unwrap()
}

fn of(a: &dyn RowSource, b: &dyn RowSource) -> Comparison {
    let side = |source| Side { source, order: RowOrder::All, name: "t".into() };
    compare(&side(a), &side(b), &Silent).unwrap()
}

#[test]
fn a_table_is_no_distance_from_itself() {
    let found = of(&source(table(3_000, 0.0)), &source(table(3_000, 0.0)));
    assert_eq!((found.shared_rows, found.rows), (Some(3_000), [3_000, 3_000]));
    for column in &found.columns {
        assert_eq!((column.drift, column.unseen), (Drift::None, 0), "{}", column.reason);
        let zero = |distance: &ninefold_base::profile::compare::Distance| {
            distance.value.value().is_none_or(|v| v.abs() < 1e-12)
        };
        assert!(column.distances.iter().all(zero), "{column:?}");
    }
}

#[test]
fn shifted_numbers_and_new_categories_are_drift_with_a_reason() {
    let mut other = table(3_000, 40.0);
    let labels: Vec<&str> = (0..3_000).map(|i| if i % 5 == 0 { "new" } else { "a" }).collect();
    other.with_column(Column::new("c".into(), labels)).unwrap();
    let found = of(&source(table(3_000, 0.0)), &source(other));
    let x = column(&found, "x");
    assert_eq!(x.drift, Drift::Large);
    assert!(x.reason.contains("Wasserstein") && x.reason.contains("0.1"), "{}", x.reason);
    assert!(x.distances.iter().all(|distance| !distance.settings.is_empty()));
    let histograms = x.histograms.as_ref().unwrap();
    assert_eq!(histograms[0].edges, histograms[1].edges);
    assert_eq!(histograms[1].total(), 3_000);
    let c = column(&found, "c");
    assert_eq!((c.drift, c.unseen), (Drift::Large, 600));
    assert_eq!(c.categories[0], ("a".into(), [1_000, 2_400]));
    assert_eq!(found.shared_rows, Some(0));
}

#[test]
fn up_to_a_thousand_rows_a_test_decides() {
    let found = of(&source(table(300, 0.0)), &source(table(300, 30.0)));
    let reason = &column(&found, "x").reason;
    assert!(reason.contains("Kolmogorov") && reason.contains("drift below 0.05"), "{reason}");
}

#[test]
fn missing_values_drift_on_their_own() {
    let mut other = table(2_000, 0.0);
    let x: Vec<Option<f64>> = (0..2_000).map(|i| (i % 4 != 0).then_some(f64::from(i * 37 % 101))).collect();
    other.with_column(Column::new("x".into(), x)).unwrap();
    let found = of(&source(table(2_000, 0.0)), &source(other));
    let x = column(&found, "x");
    assert_eq!(x.drift, Drift::Large);
    assert!(x.reason.contains("missing in 0 % and in 25.0 %"), "{}", x.reason);
}

#[test]
fn columns_that_do_not_match_are_told() {
    let mut other = table(50, 0.0);
    other.rename("x", "y".into()).unwrap();
    other.with_column(Column::new("c".into(), (0..50).collect::<Vec<i32>>())).unwrap();
    let found = of(&source(table(50, 0.0)), &source(other));
    let told: Vec<&str> = found.unmatched.iter().map(|problem| problem.what.as_str()).collect();
    assert_eq!(told, ["`x` was not compared", "`c` was not compared", "`y` was not compared"]);
    assert!(found.unmatched[1].why.contains("text on one side and int on the other"));
    assert_eq!(found.shared_rows, None);
}

#[test]
fn parts_of_one_table_keep_every_row() {
    let mut frame = table(100, 0.0);
    let day = frame.column("day").unwrap().cast(&DataType::Date).unwrap();
    frame.with_column(day).unwrap();
    let x: Vec<Option<f64>> = (0..100).map(|i| (i != 7).then_some(f64::from(i))).collect();
    frame.with_column(Column::new("x".into(), x)).unwrap();
    let source = source(frame);
    let sizes = |with: CompareWith, order: RowOrder| {
        parts(&source, &order, &with, &Silent).unwrap().map(|side| match side.order {
            RowOrder::Picked(rows) => rows.len(),
            RowOrder::All => panic!("a part is not all"),
        })
    };
    assert_eq!(sizes(CompareWith::Condition("x >= 90".into()), RowOrder::All), [10, 90]);
    assert_eq!(sizes(CompareWith::Halves, RowOrder::Picked(std::sync::Arc::new(vec![5, 3, 9]))), [1, 2]);
    let cut = CompareWith::TimeCut { column: ColumnId(2), moment: "1970-01-31".into() };
    assert_eq!(sizes(cut, RowOrder::All), [30, 70]);
    let nothing = parts(&source, &RowOrder::All, &CompareWith::Condition("x > 900".into()), &Silent);
    assert!(nothing.is_err());
}
