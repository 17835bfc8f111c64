mod golden;

use super::super::sample::SampleValues;
use super::super::testing::{column_of, numbers, texts};
use super::*;
use ninefold_base::{Silent, TypeKind};
use proptest::prelude::*;

fn of(columns: Vec<(TypeKind, SampleValues)>) -> Associations {
    let sample = Sample::whole(columns);
    let profiles: Vec<ColumnProfile> = sample.columns.iter().map(column_of).collect();
    associations(&sample, &profiles, &Silent).unwrap()
}

fn shown(associations: &Associations, one: u32, other: u32) -> (Measure, Figure) {
    let (measure, figure) = associations.between(ColumnId(one), ColumnId(other)).unwrap().shown().unwrap();
    (measure, figure.clone())
}

#[test]
fn each_pair_of_kinds_has_its_measure() {
    let found = of(vec![
        numbers(&[1.0, 2.0, 3.0, f64::NAN, 5.0]),
        numbers(&[2.0, 4.0, 6.0, 8.0, 10.0]),
        texts(&["a", "a", "b", "b", ""]),
        texts(&["u", "u", "v", "v", "v"]),
    ]);
    let (measure, figure) = shown(&found, 0, 1);
    assert_eq!((measure, found.between(ColumnId(0), ColumnId(1)).unwrap().n), (Measure::Pearson, 4));
    assert!((figure.value().unwrap() - 1.0).abs() < 1e-12);
    assert_eq!(shown(&found, 2, 3).0, Measure::CramersV);
    assert_eq!(found.between(ColumnId(2), ColumnId(3)).unwrap().n, 4);
    assert_eq!(found.between(ColumnId(2), ColumnId(3)).unwrap().measures.len(), 3);
    assert_eq!(shown(&found, 1, 3).0, Measure::CorrelationRatio);
    assert_eq!(found.precision, Precision::Exact);
}

#[test]
fn theils_u_keeps_its_direction_whatever_the_order() {
    // Knowing `fine` tells `coarse`, not the other way.
    let fine = texts(&["a", "b", "c", "d", "a", "b", "c", "d"]);
    let coarse = texts(&["x", "x", "y", "y", "x", "x", "y", "y"]);
    for columns in [vec![fine.clone(), coarse.clone()], vec![coarse, fine]] {
        let fine_id = if columns[0].1 == texts(&["a", "b", "c", "d", "a", "b", "c", "d"]).1 { 0 } else { 1 };
        let found = of(columns);
        let measures = &found.pairs[1][0].measures;
        let second_given_first = measures[1].1.value().unwrap();
        let first_is_fine = found.columns[1] == ColumnId(fine_id);
        assert_eq!((second_given_first - 1.0).abs() < 1e-12, first_is_fine, "{found:?}");
    }
}

#[test]
fn what_cannot_be_compared_is_left_out_with_the_reason() {
    let many: Vec<String> = (0..300).map(|i| format!("v{i}")).collect();
    let repeated: Vec<&str> = many.iter().chain(&many).map(String::as_str).collect();
    let distinct: Vec<String> = (0..600).map(|i| format!("id{i}")).collect();
    let distinct: Vec<&str> = distinct.iter().map(String::as_str).collect();
    let found = of(vec![
        numbers(&vec![7.0; 600]),
        numbers(&vec![f64::NAN; 600]),
        texts(&distinct),
        texts(&repeated),
        (TypeKind::List, SampleValues::Nothing),
        numbers(&(0..600).map(f64::from).collect::<Vec<f64>>()),
    ]);
    let reasons: Vec<&str> = found.left_out.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "the same value in every row",
            "no row has a value",
            "another value in every row",
            "300 different values; categories are compared up to 255",
            "a list column is only counted",
        ]
    );
    assert_eq!(found.columns, [ColumnId(5)]);
    assert_eq!(found.pairs, [Vec::new()]);
}

#[test]
fn at_most_a_hundred_columns_by_the_rule() {
    let mut columns: Vec<_> = (0..104).map(|i| numbers(&[f64::from(i), 1.0, 2.0, f64::from(i % 7)])).collect();
    columns[3] = numbers(&[1.0, f64::NAN, 2.0, 3.0]);
    let found = of(columns);
    assert_eq!(found.columns.len(), 100);
    let left_out: Vec<u32> = found.left_out.iter().map(|(column, _)| column.0).collect();
    assert_eq!(left_out, [3, 101, 102, 103]);
    assert!(found.left_out[0].1.contains("fewest missing"), "{:?}", found.left_out[0]);
}

#[test]
fn a_constant_pair_is_undefined_with_a_reason() {
    let found = of(vec![numbers(&[1.0, 1.0, 2.0]), numbers(&[3.0, 4.0, f64::NAN])]);
    assert_eq!(shown(&found, 0, 1).1.reason(), Some("one side is constant"));
}

type Row = (i32, u32, u32, i32);

proptest! {
    #[test]
    fn strengths_lie_in_their_ranges_and_the_order_is_a_permutation(
        rows in prop::collection::vec((-3..4_i32, 0..5_u32, 0..3_u32, -9..9_i32), 2..60)
    ) {
        let number = |f: &dyn Fn(&Row) -> i32| {
            numbers(&rows.iter().map(|row| if f(row) == -3 { f64::NAN } else { f64::from(f(row)) }).collect::<Vec<_>>())
        };
        let text = |f: &dyn Fn(&Row) -> u32| {
            let labels = ["", "a", "b", "c", "d"];
            texts(&rows.iter().map(|row| labels[f(row) as usize]).collect::<Vec<_>>())
        };
        let found = of(vec![number(&|row| row.0), text(&|row| row.1), text(&|row| row.2), number(&|row| row.3)]);
        let mut all: Vec<u32> = found.columns.iter().map(|c| c.0).chain(found.left_out.iter().map(|c| c.0.0)).collect();
        all.sort_unstable();
        prop_assert_eq!(all, [0, 1, 2, 3]);
        for pair in found.pairs.iter().flatten() {
            for (measure, figure) in &pair.measures {
                let low = if matches!(measure, Measure::Pearson | Measure::Spearman) { -1.0 } else { 0.0 };
                prop_assert!(figure.value().is_none_or(|value| (low..=1.0).contains(&value)), "{:?}", pair);
            }
        }
    }
}
