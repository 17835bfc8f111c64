//! Coefficients and intervals equal scikit-learn's and statsmodels'; what has none says why.

use super::*;
use crate::matrix::{Column, RowExtras};
use crate::recipe::Recipe;
use crate::tests::*;
use serde_json::Value;

fn columns(value: &Value) -> Vec<Column> {
    let columns = value.as_array().unwrap().iter().enumerate();
    columns.map(|(at, column)| Column::number(format!("x{at}"), numbers(column))).collect()
}

fn labels(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|label| label.as_u64().unwrap() as u32).collect()
}

fn dataset(golden: &Value, target: Target, weighted: bool) -> Dataset {
    let weights = weighted.then(|| numbers(&golden["weights"]));
    Dataset::new(matrix(columns(&golden["x"])), target, RowExtras { weights, ..RowExtras::default() }).unwrap()
}

fn outputs(settings: LinearSettings, data: &Dataset) -> (Vec<Output>, Fit) {
    let recipe = if data.task() == Task::Number { Recipe::Linear(settings) } else { Recipe::Logistic(settings) };
    let fit = train(&recipe, data);
    let model: &LinearModel = fit.model.as_any().downcast_ref().unwrap();
    (model.outputs().to_vec(), fit)
}

fn unpenalised() -> LinearSettings {
    LinearSettings { penalty: 0.0, ..LinearSettings::default() }
}

type Figure = fn(&Coefficient) -> f64;

/// Values, errors and interval ends, the intercept last.
fn check_inference(output: &Output, expected: &Value, tolerance: f64) {
    let all: Vec<&Coefficient> = output.coefficients.iter().chain([&output.intercept]).collect();
    let figures: [(&str, Figure); 4] = [
        ("values", |coefficient| coefficient.value),
        ("standard_errors", |coefficient| coefficient.standard_error.value().unwrap()),
        ("low", |coefficient| coefficient.low.value().unwrap()),
        ("high", |coefficient| coefficient.high.value().unwrap()),
    ];
    for (name, figure) in figures {
        for (coefficient, expected) in all.iter().zip(numbers(&expected[name])) {
            close(figure(coefficient), expected, tolerance);
        }
    }
}

fn check_penalised(data: &Dataset, expected: &Value, tolerance: f64) {
    let settings = LinearSettings {
        penalty: expected["penalty"].as_f64().unwrap(),
        l1_share: expected["l1_share"].as_f64().unwrap(),
        ..LinearSettings::default()
    };
    let (outputs, fit) = outputs(settings, data);
    let coefficients: Vec<Vec<f64>> = expected["coefficients"].as_array().unwrap().iter().map(numbers).collect();
    assert_eq!(outputs.len(), coefficients.len());
    for (output, expected) in outputs.iter().zip(&coefficients) {
        for (coefficient, expected) in output.coefficients.iter().zip(expected) {
            close(coefficient.value, *expected, tolerance);
        }
    }
    // The intercept is far from the data here (50,000 times a coefficient), so predictions are compared instead.
    if let Some(probabilities) = expected["probabilities"].as_array() {
        let rows = data.features().select(&[0, 1, 2, 3, 4]);
        let width = data.task().width();
        for (found, expected) in fit.model.predict(&rows).unwrap().chunks_exact(width).zip(probabilities) {
            let expected = numbers(expected);
            let expected = if width == 1 { &expected[1..] } else { &expected[..] };
            found.iter().zip(expected).for_each(|(found, expected)| close(*found, *expected, tolerance));
        }
    }
}

#[test]
fn logistic_regression_of_two_classes_is_that_of_statsmodels_and_scikit_learn() {
    let golden = &golden("learn_linear.json")["binary"];
    let target = || Target::Classes { codes: labels(&golden["y"]), names: names(&["no", "yes"]) };
    let (plain, weighted) = (dataset(golden, target(), false), dataset(golden, target(), true));
    let (found, fit) = outputs(unpenalised(), &plain);
    check_inference(&found[0], &golden["plain"], 1e-6);
    assert_eq!(fit.notes, Vec::<String>::new());
    check_inference(&outputs(unpenalised(), &weighted).0[0], &golden["weighted"], 1e-6);
    check_penalised(&plain, &golden["ridge"], 1e-8);
    check_penalised(&weighted, &golden["ridge_weighted"], 1e-8);
    check_penalised(&plain, &golden["elastic"], 1e-6);
    check_penalised(&plain, &golden["lasso"], 1e-6);
}

#[test]
fn logistic_regression_of_three_classes_is_that_of_scikit_learn() {
    let golden = &golden("learn_linear.json")["multiclass"];
    let target = Target::Classes { codes: labels(&golden["y"]), names: names(&["a", "b", "c"]) };
    let data = dataset(golden, target, false);
    check_penalised(&data, &golden["ridge"], 1e-5);
    check_penalised(&data, &golden["elastic"], 1e-5);
    let (found, _) = outputs(LinearSettings::default(), &data);
    assert!(found[0].coefficients[0].low.reason().unwrap().contains("two classes only"));
}

#[test]
fn linear_regression_is_that_of_statsmodels_and_scikit_learn() {
    let golden = &golden("learn_linear.json")["numeric"];
    let data = |weighted| dataset(golden, Target::Number(numbers(&golden["y"])), weighted);
    check_inference(&outputs(unpenalised(), &data(false)).0[0], &golden["plain"], 1e-8);
    check_inference(&outputs(unpenalised(), &data(true)).0[0], &golden["weighted"], 1e-8);
    check_penalised(&data(false), &golden["ridge"], 1e-10);
    check_penalised(&data(false), &golden["elastic"], 1e-8);
}

/// 40 rows of two columns that vary and labels that both say something about.
fn small() -> (Vec<f64>, Vec<f64>, Vec<bool>) {
    let x: Vec<f64> = (0..40).map(|row| f64::from(row % 8)).collect();
    let z: Vec<f64> = (0..40).map(|row| f64::from(row * row % 11)).collect();
    let y = (0..40).map(|row| (row * 5 + row / 8) % 13 < 4 + row % 8).collect();
    (x, z, y)
}

fn binary(columns: Vec<Column>, y: &[bool]) -> Dataset {
    plain(matrix(columns), Target::binary(y, ["no", "yes"]))
}

#[test]
fn constants_and_combinations_are_left_out_and_named() {
    let (x, z, y) = small();
    let both: Vec<f64> = x.iter().zip(&z).map(|(x, z)| 2.0 * x - z + 5.0).collect();
    let data = binary(
        vec![
            Column::number("x", x.clone()),
            Column::number("z", z.clone()),
            Column::number("same", vec![7.0; 40]),
            Column::number("both", both),
        ],
        &y,
    );
    let (found, fit) = outputs(unpenalised(), &data);
    let (alone, _) = outputs(unpenalised(), &binary(vec![Column::number("x", x), Column::number("z", z)], &y));
    let reasons: Vec<_> = found[0].coefficients.iter().map(|coefficient| coefficient.low.reason()).collect();
    assert_eq!(reasons[2], Some("the feature is constant in training"));
    assert_eq!(reasons.iter().flatten().filter(|reason| reason.contains("combination")).count(), 1, "{reasons:?}");
    assert!(fit.notes.iter().any(|note| note.contains("left out: `same`")), "{:?}", fit.notes);
    assert!(fit.notes.iter().any(|note| note.contains("a combination of other features")), "{:?}", fit.notes);
    // The same predictions as without the column that says nothing new.
    let full = fit.model.predict(data.features()).unwrap();
    let short = data.project(&names(&["x", "z"])).unwrap();
    let less = train(&Recipe::Logistic(unpenalised()), &short).model.predict(short.features()).unwrap();
    full.iter().zip(&less).for_each(|(full, less)| close(*full, *less, 1e-7));
    // With a penalty both share, and the penalty decides: no interval.
    let (ridge, _) = outputs(LinearSettings::default(), &data);
    assert!(ridge[0].coefficients[3].low.reason().unwrap().contains("penalty decides"));
    assert!(alone[0].coefficients.iter().all(|coefficient| coefficient.low.value().is_some()));
}

#[test]
fn separable_classes_end_with_a_note_or_with_a_penalty() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let y: Vec<bool> = (0..40).map(|row| row >= 17).collect();
    let data = binary(vec![Column::number("x", x)], &y);
    let (found, fit) = outputs(unpenalised(), &data);
    assert!(fit.notes[0].contains("separate the classes"), "{:?}", fit.notes);
    assert!(found[0].coefficients[0].low.reason().unwrap().contains("separable"));
    let predictions = fit.model.predict(data.features()).unwrap();
    assert!(predictions.iter().zip(&y).all(|(p, y)| (*p > 0.5) == *y && p.is_finite()));
    let (found, fit) = outputs(LinearSettings::default(), &data);
    assert!(fit.notes.is_empty());
    assert!(found[0].coefficients[0].value > 0.0 && found[0].coefficients[0].value < 2.0);
}

#[test]
fn missing_values_are_read_as_the_mean_and_told() {
    let (x, z, y) = small();
    let mut holes = x.clone();
    (0..10).for_each(|row| holes[row * 4] = f64::NAN);
    let present: Vec<f64> = holes.iter().copied().filter(|value| !value.is_nan()).collect();
    let mean = present.iter().sum::<f64>() / present.len() as f64;
    let filled: Vec<f64> = holes.iter().map(|value| if value.is_nan() { mean } else { *value }).collect();
    let with = binary(vec![Column::number("x", holes), Column::number("z", z.clone())], &y);
    let without = binary(vec![Column::number("x", filled), Column::number("z", z)], &y);
    let (found, fit) = outputs(LinearSettings::default(), &with);
    let (expected, _) = outputs(LinearSettings::default(), &without);
    close(found[0].coefficients[0].value, expected[0].coefficients[0].value, 1e-9);
    assert_eq!(fit.notes, ["missing values are read as the mean: `x` (25.0 %)"]);
    let p =
        fit.model.predict(&matrix(vec![Column::number("x", vec![f64::NAN, mean]), Column::number("z", vec![1.0; 2])]));
    assert_eq!(p.as_ref().unwrap()[0].to_bits(), p.unwrap()[1].to_bits());
}

#[test]
fn categories_and_infinities_are_refused_with_what_to_do() {
    let data = made(50, 1).binary(1);
    let problem = refusal(&Recipe::Logistic(LinearSettings::default()), &data);
    assert!(problem.fix.contains("one_hot(group)"), "{problem}");
    let (mut x, z, y) = small();
    let good = binary(vec![Column::number("x", x.clone()), Column::number("z", z.clone())], &y);
    let model = train(&Recipe::Logistic(LinearSettings::default()), &good).model;
    x[12] = f64::NEG_INFINITY;
    let data = binary(vec![Column::number("x", x), Column::number("z", z)], &y);
    let problem = refusal(&Recipe::Logistic(LinearSettings::default()), &data);
    assert!(problem.why.contains("infinite in row 13"), "{problem}");
    let problem = model.predict(data.features()).unwrap_err();
    assert!(problem.why.contains("infinite in row 13"), "{problem}");
    let bad = LinearSettings { l1_share: 1.5, ..LinearSettings::default() };
    assert!(refusal(&Recipe::Logistic(bad), &good).why.contains("share of L1"));
}

#[test]
fn weights_count_like_repeated_rows_and_0_like_no_row() {
    let (x, z, y) = small();
    let weights: Vec<f64> = (0..40).map(|row| f64::from(row % 3)).collect();
    let rows: Vec<u32> = (0..40u32).flat_map(|row| (0..row % 3).map(move |_| row)).collect();
    let data = binary(vec![Column::number("x", x), Column::number("z", z)], &y);
    let repeated = data.select(&rows).unwrap();
    let extras = RowExtras { weights: Some(weights), ..RowExtras::default() };
    let weighted = Dataset::new(data.features().clone(), data.target().clone(), extras).unwrap();
    let (a, _) = outputs(unpenalised(), &weighted);
    let (b, _) = outputs(unpenalised(), &repeated);
    for (a, b) in a[0].coefficients.iter().zip(&b[0].coefficients) {
        close(a.value, b.value, 1e-9);
        close(a.standard_error.value().unwrap(), b.standard_error.value().unwrap(), 1e-7);
    }
}

#[test]
fn more_columns_than_rows_still_fit() {
    let columns: Vec<Column> = (0..20)
        .map(|at| {
            Column::number(
                format!("x{at}"),
                (0..8).map(|row| f64::from(row * row * 7 % (at + 9) + at * row % 5)).collect(),
            )
        })
        .collect();
    let y = [true, false, true, true, false, false, true, false];
    let (_, fit) = outputs(LinearSettings::default(), &binary(columns.clone(), &y));
    assert!(fit.model.predict(&matrix(columns.clone())).unwrap().iter().all(|p| p.is_finite()));
    let target = Target::Number((0..8).map(|row| f64::from(row * row)).collect());
    let (found, _) = outputs(unpenalised(), &plain(matrix(columns), target));
    assert!(found[0].coefficients[0].low.reason().unwrap().contains("not more rows"));
}

#[test]
fn a_large_table_starts_from_a_part_and_ends_at_the_same_place() {
    // More blocks than the part takes; the part is 1 in 2.
    let data = numbers_only(&made(100_000, 11).binary(11));
    let (found, fit) = outputs(unpenalised(), &data);
    let half: Vec<u32> = (0..50_000).collect();
    assert!(fit.curve.len() <= 4, "{:?}", fit.curve);
    let output = &found[0];
    let (other, _) = outputs(unpenalised(), &data.select(&half).unwrap());
    let (a, b) = (&output.coefficients[0], &other[0].coefficients[0]);
    assert!((a.value - b.value).abs() < 4.0 * b.standard_error.value().unwrap());
    assert!(output.coefficients[2].low.value().unwrap() < 0.0 && output.coefficients[2].high.value().unwrap() > 0.0);
}
