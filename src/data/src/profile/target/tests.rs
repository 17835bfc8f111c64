//! Tasks, relations and leaks of small tables; of real ones in [`real`].

mod real;

use super::super::sample::SampleValues;
use super::super::testing::{column_of, numbers, texts};
use super::*;
use crate::ops::sample::SplitMix64;
use ninefold_base::profile::association::Measure;
use ninefold_base::{Cell, ColumnId, Silent, TypeKind};

/// The target is column 0.
fn of(
    columns: Vec<(TypeKind, SampleValues)>,
    positive: Option<&str>,
    task: Option<Task>,
) -> Result<TargetProfile, Problem> {
    let sample = Sample::whole(columns);
    let profiles: Vec<ColumnProfile> = sample.columns.iter().map(column_of).collect();
    let positive = positive.map(|text| Cell::Text(text.into()));
    let target = Target { column: ColumnId(0), positive, task };
    target_profile(&sample, &profiles, &target, &LeakRules::default(), &Silent).map_err(|error| match error {
        Interrupted::Failed(problem) => problem,
        Interrupted::Stopped => panic!("nobody stopped it"),
    })
}

fn relation(profile: &TargetProfile, column: u32) -> &TargetRelation {
    profile.relations.iter().find(|relation| relation.column == ColumnId(column)).unwrap()
}

fn yes_no(n: usize, is: impl Fn(usize) -> bool) -> (TypeKind, SampleValues) {
    texts(&(0..n).map(|i| if is(i) { "yes" } else { "no" }).collect::<Vec<_>>())
}

#[test]
fn the_task_follows_from_the_values() {
    let task =
        |columns: (TypeKind, SampleValues)| of(vec![columns, numbers(&[0.0; 40])], None, None).map(|found| found.task);
    assert_eq!(task(yes_no(40, |i| i % 3 == 0)), Ok(Task::Binary));
    assert_eq!(task(texts(&["a", "b", "c", "a"].repeat(10))), Ok(Task::Multiclass));
    let real: Vec<f64> = (0..40).map(|i| f64::from(i) + 0.5).collect();
    assert_eq!(task(numbers(&real)), Ok(Task::Regression));
    assert_eq!(task(numbers(&[1.0, 0.0].repeat(20))), Ok(Task::Binary));
    assert!(task(texts(&["a"; 40])).unwrap_err().why.contains("same value"));
    assert!(task((TypeKind::List, SampleValues::Nothing)).is_err());
}

#[test]
fn the_rarer_class_is_positive_unless_one_is_chosen() {
    let columns = || vec![yes_no(40, |i| i % 4 == 0), numbers(&[0.0; 40])];
    assert_eq!(of(columns(), None, None).unwrap().positive, Some(Cell::Text("yes".into())));
    assert_eq!(of(columns(), Some("no"), None).unwrap().positive, Some(Cell::Text("no".into())));
    let wrong = of(columns(), Some("maybe"), None).unwrap_err();
    assert!(wrong.why.contains("`no`") && wrong.why.contains("`yes`"), "{wrong}");
    assert_eq!(of(columns(), None, None).unwrap().majority_accuracy, Figure::Value(0.75));
}

#[test]
fn one_class_against_all_others_needs_to_be_chosen() {
    let columns = || vec![texts(&["a", "b", "c", "b"].repeat(10)), numbers(&[0.0; 40])];
    assert!(of(columns(), None, Some(Task::Binary)).is_err());
    let found = of(columns(), Some("a"), None).unwrap();
    assert_eq!((found.task, found.majority_accuracy), (Task::Binary, Figure::Value(0.75)));
}

#[test]
fn a_perfect_number_is_a_leak_whichever_way_it_points() {
    let value = |i: usize| if i.is_multiple_of(3) { i as f64 } else { 1000.0 + i as f64 };
    let noise = |i: usize| (i * 7919 % 101) as f64;
    let found = of(
        vec![
            yes_no(300, |i| i % 3 == 0),
            numbers(&(0..300).map(noise).collect::<Vec<_>>()),
            numbers(&(0..300).map(value).collect::<Vec<_>>()),
        ],
        None,
        None,
    )
    .unwrap();
    assert_eq!(found.relations[0].column, ColumnId(2));
    assert_eq!(found.relations[0].figure, Figure::Value(0.0));
    assert_eq!(found.relations[0].strength, 1.0);
    assert!(found.relations[0].leak.as_ref().unwrap().contains("AUC 0.0000"));
    assert_eq!(relation(&found, 1).leak, None);
}

/// Categories that say nothing do not look like a leak, however many there are.
#[test]
fn many_categories_by_chance_are_no_relation() {
    let mut random = SplitMix64::new(3);
    let mut draw = |below: u64| random.below(below);
    for levels in [2, 20, 200, 1_900] {
        let labels: Vec<String> = (0..2_000).map(|_| format!("c{}", draw(levels))).collect();
        let answers: Vec<bool> = (0..2_000).map(|_| draw(3) == 0).collect();
        let classes: Vec<String> = (0..2_000).map(|_| format!("k{}", draw(3))).collect();
        let quantity: Vec<f64> = (0..2_000).map(|_| draw(1_000_000) as f64).collect();
        let labels = texts(&labels.iter().map(String::as_str).collect::<Vec<_>>());
        for target in [
            yes_no(2_000, |i| answers[i]),
            texts(&classes.iter().map(String::as_str).collect::<Vec<_>>()),
            numbers(&quantity),
        ] {
            let found = of(vec![target, labels.clone()], None, None).unwrap();
            let relation = relation(&found, 1);
            assert!(relation.strength < 0.35 && relation.leak.is_none(), "{levels} {relation:?}");
            if levels <= 200 && found.task != Task::Regression {
                assert!(relation.strength < 0.1, "{levels} {relation:?}");
            }
        }
    }
}

#[test]
fn a_category_that_tells_is_found_and_its_figure_is_out_of_fold() {
    let labels: Vec<String> = (0..1_000).map(|i| format!("c{}", i % 40)).collect();
    let labels = texts(&labels.iter().map(String::as_str).collect::<Vec<_>>());
    let found = of(vec![yes_no(1_000, |i| i % 40 < 10), labels], None, None).unwrap();
    let relation = relation(&found, 1);
    assert_eq!((relation.measure, relation.figure.clone()), (Measure::Auc, Figure::Value(1.0)));
    assert!(relation.leak.is_some());
}

#[test]
fn what_is_filled_in_only_for_one_class_is_a_leak() {
    // Present in a tenth of the rows, all of them positive: AUC alone would not show it.
    let report: Vec<String> =
        (0..1_000).map(|i| if i % 10 == 0 { format!("case {i}") } else { String::new() }).collect();
    let found = of(
        vec![
            yes_no(1_000, |i| i % 2 == 0),
            texts(&report.iter().map(String::as_str).collect::<Vec<_>>()),
            numbers(&(0..1_000).map(|i| if i % 10 == 0 { 1.0 } else { 0.0 }).collect::<Vec<_>>()),
            numbers(&(0..1_000).map(|i| if i % 7 == 0 { 1.0 } else { 0.0 }).collect::<Vec<_>>()),
        ],
        None,
        None,
    )
    .unwrap();
    assert!(relation(&found, 1).leak.as_ref().unwrap().contains("where it has a value (100 rows)"), "{found:?}");
    assert!(relation(&found, 2).leak.as_ref().unwrap().contains("where it is `1`"));
    assert_eq!(relation(&found, 3).leak, None);
}

#[test]
fn rows_without_a_target_take_no_part() {
    let found =
        of(vec![texts(&["a", "b", "", "a", ""]), numbers(&[1.0, 2.0, 3.0, f64::NAN, 5.0])], None, None).unwrap();
    assert_eq!((found.missing, relation(&found, 1).n), (2, 2));
}
