//! A spec over data that keeps its contract, and over data that does not.

use super::{FeatureSource, Purpose, numbers, over};
use crate::check::{Context, check};
use crate::fit::Options;
use crate::spec::{Header, Loaded, learn, load, text};
use ninefold_base::feature::Definition;
use ninefold_base::feature::report::{Violation, ViolationKind};
use ninefold_base::message::TableId;
use ninefold_base::{Silent, TypeKind};
use ninefold_data::columnar::memory;
use ninefold_data::{RowOrder, RowSource};
use polars::prelude::*;
use std::sync::Arc;

fn training() -> DataFrame {
    let ages: Vec<i64> = (0..60).map(|row| 20 + row % 40).collect();
    let words: Vec<&str> = (0..60).map(|row| ["none", "master", "doctor"][row % 3]).collect();
    let pay: Vec<f64> = (0..60).map(|row| row as f64 * 1.5).collect();
    df!("id" => (0..60i64).collect::<Vec<i64>>(), "age" => ages, "edu" => words, "pay" => pay).unwrap()
}

fn source(frame: DataFrame) -> Arc<dyn RowSource> {
    Arc::new(memory::source("data", frame, 16, TableId(1)))
}

const FEATURES: [(&str, &str); 4] =
    [("age_bin", "quantile_bin(age, 4)"), ("edu", "one_hot(edu)"), ("pay", "standardize(pay)"), ("one", "1")];

fn loaded() -> Loaded {
    let source = source(training());
    let columns = source.info().columns;
    let features =
        FEATURES.map(|(name, sql)| (Definition::new(name, sql), check(sql, &Context::of(&columns)).unwrap()));
    let (_, spec) = learn(
        features.to_vec(),
        source.as_ref(),
        &RowOrder::All,
        None,
        &Options::default(),
        Header::default(),
        &Silent,
    )
    .unwrap();
    load(&text(&spec).unwrap()).unwrap()
}

fn read(features: &FeatureSource) -> DataFrame {
    let mut whole: Option<DataFrame> = None;
    for span in features.spans() {
        let chunk = features.read(span, &features.column_ids()).unwrap();
        match &mut whole {
            None => whole = Some(chunk.frame),
            Some(whole) => whole.vstack_mut(&chunk.frame).map(|_| ()).unwrap(),
        }
    }
    whole.unwrap()
}

fn found(features: &FeatureSource) -> Vec<(String, ViolationKind, u64)> {
    let report = features.report();
    report.violations.into_iter().map(|Violation { column, kind, count, .. }| (column, kind, count)).collect()
}

#[test]
fn data_that_keeps_the_contract_gives_a_clean_report() {
    let loaded = loaded();
    let features = over(&loaded, source(training()), &[ninefold_base::ColumnId(0)], &Silent).unwrap();
    let names: Vec<String> = features.info().columns.into_iter().map(|column| column.name).collect();
    assert_eq!(names, ["id", "age_bin", "edu__doctor", "edu__master", "edu__none", "pay", "one"]);
    assert_eq!(features.kind(ninefold_base::ColumnId(5)), Some(TypeKind::Float));
    let frame = read(&features);
    assert_eq!(frame.shape(), (60, 7));
    let report = features.report();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.rows, 60);
    // Any part of the columns gives the same.
    let part = features.read(20..30, &[ninefold_base::ColumnId(3), ninefold_base::ColumnId(6)]).unwrap();
    assert!(part.frame.equals(&frame.select(["c3", "c6"]).unwrap().slice(20, 10)));
    // And so do the numbers for a model.
    let all = numbers(
        &loaded.set,
        &memory::source("t", training().drop("id").unwrap(), 16, TableId(2)),
        &RowOrder::All,
        Purpose::New,
        &Silent,
    )
    .unwrap();
    let pay: Vec<f64> = frame.column("c5").unwrap().f64().unwrap().into_no_null_iter().collect();
    assert_eq!((all.names.len(), &all.columns[4]), (6, &pay));
}

#[test]
fn columns_in_another_order_and_of_wider_types_are_no_breach() {
    let loaded = loaded();
    let mut frame = training().select(["pay", "edu", "age"]).unwrap();
    let narrow = frame.column("age").unwrap().cast(&DataType::Int16).unwrap();
    frame.with_column(narrow).unwrap();
    let whole = frame.column("pay").unwrap().cast(&DataType::Int64).unwrap();
    frame.with_column(whole).unwrap();
    let features = over(&loaded, source(frame), &[], &Silent).unwrap();
    read(&features);
    let report = features.report();
    assert!(report.is_clean(), "{report:?}");
    assert!(report.notes.iter().any(|note| note.contains("another order")), "{report:?}");
    assert!(report.notes.iter().any(|note| note.contains("`pay` is i64 here")), "{report:?}");
}

#[test]
fn every_breach_is_counted_with_examples() {
    let loaded = loaded();
    let frame = df!(
        "edu" => [Some("none"), Some("wizard"), None, Some("witch"), Some("wizard")],
        "age" => ["20", "thirty", "40", "", "50"],
    )
    .unwrap();
    let features = over(&loaded, source(frame), &[], &Silent).unwrap();
    let frame = read(&features);
    assert_eq!(frame.height(), 5);
    let found = found(&features);
    let changed = ViolationKind::ChangedType { expected: "integer".into(), found: "text".into() };
    for expected in [
        ("pay", ViolationKind::MissingColumn, 5),
        ("age", changed, 5),
        ("age", ViolationKind::Unreadable, 1),
        ("age", ViolationKind::UnexpectedMissing, 1),
        ("edu", ViolationKind::NewCategory, 3),
        ("edu", ViolationKind::UnexpectedMissing, 1),
    ] {
        let expected = (expected.0.to_string(), expected.1, expected.2);
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    let report = features.report();
    let new = report.violations.iter().find(|violation| violation.kind == ViolationKind::NewCategory).unwrap();
    assert_eq!(new.examples[0], (2, "wizard".to_string()));
    let unreadable = report.violations.iter().find(|violation| violation.kind == ViolationKind::Unreadable).unwrap();
    assert_eq!(unreadable.examples, [(2, "thirty".to_string())]);
}

#[test]
fn a_contract_may_refuse() {
    let mut loaded = loaded();
    let pay = loaded.spec.columns.iter_mut().find(|column| column.name == "pay").unwrap();
    pay.on_violation = ninefold_base::feature::spec::OnViolation::Refuse;
    let frame = training().drop("pay").unwrap();
    let Err(ninefold_data::Interrupted::Failed(problem)) = over(&loaded, source(frame), &[], &Silent) else { panic!() };
    assert!(problem.why.contains("no column `pay`"), "{problem}");
}
