//! Constants, groups and rules answer what can be counted by hand.

use super::*;
use crate::matrix::{Column, MISSING, RowExtras};
use crate::recipe::Recipe;
use crate::tests::*;
use ninefold_base::Silent;

fn binary(labels: &[u32], weights: Option<Vec<f64>>) -> Dataset {
    let x = Column::number("x", (0..labels.len()).map(|row| row as f64).collect());
    let target = Target::Classes { codes: labels.to_vec(), names: names(&["no", "yes"]) };
    Dataset::new(matrix(vec![x]), target, RowExtras { weights, ..RowExtras::default() }).unwrap()
}

fn costs(false_positive: f64, false_negative: f64) -> Costs {
    Costs { false_positive, false_negative, true_positive: 0.0, true_negative: 0.0 }
}

#[test]
fn constants_are_shares_means_and_medians() {
    let data = binary(&[1, 0, 0, 0], None);
    assert_eq!(prior(&data).prediction(), [0.25]);
    assert_eq!(majority(&data).prediction(), [0.0]);
    assert_eq!(prior(&binary(&[1, 0, 0, 0], Some(vec![3.0, 1.0, 0.0, 0.0]))).prediction(), [0.75]);
    assert_eq!(majority(&binary(&[1, 0, 0, 0], Some(vec![3.0, 1.0, 0.0, 0.0]))).prediction(), [1.0]);
    let x = || matrix(vec![Column::number("x", vec![0.0; 4])]);
    let number = |values: &[f64], weights: &[f64]| {
        let extras = RowExtras { weights: Some(weights.to_vec()), ..RowExtras::default() };
        Dataset::new(x(), Target::Number(values.to_vec()), extras).unwrap()
    };
    let values = [1.0, 2.0, 10.0, 3.0];
    assert_eq!(mean(&number(&values, &[1.0; 4])).prediction(), [4.0]);
    assert_eq!(median(&number(&values, &[1.0; 4])).prediction(), [2.5]);
    assert_eq!(median(&number(&values, &[1.0, 1.0, 0.0, 1.0])).prediction(), [2.0]);
    assert_eq!(median(&number(&values, &[1.0, 1.0, 5.0, 1.0])).prediction(), [10.0]);
    let classes = Target::Classes { codes: vec![2, 2, 0, 2], names: names(&["a", "b", "c"]) };
    assert_eq!(prior(&plain(x(), classes.clone())).prediction(), [0.25, 0.0, 0.75]);
    assert_eq!(majority(&plain(x(), classes)).prediction(), [0.0, 0.0, 1.0]);
}

#[test]
fn always_yes_or_always_no_by_what_they_cost() {
    // One yes in four: always no costs 1/4 of a false negative, always yes 3/4 of a false positive.
    let data = binary(&[1, 0, 0, 0], None);
    assert_eq!(cheaper_constant(&data, costs(1.0, 2.0)).unwrap().prediction(), [0.0]);
    assert_eq!(cheaper_constant(&data, costs(1.0, 4.0)).unwrap().prediction(), [1.0]);
    assert_eq!(cheaper_constant(&data, costs(1.0, 3.0)).unwrap().prediction(), [0.0]);
    let fit = train(&Recipe::CheaperConstant { costs: costs(1.0, 4.0) }, &data);
    assert_eq!(fit.model.sentences(), ["always yes costs 750.0 per 1,000 training rows, the opposite 1000.0"]);
    assert!(cheaper_constant(&data, costs(f64::NAN, 1.0)).is_err());
}

#[test]
fn chance_is_seeded_and_keeps_the_shares() {
    let labels: Vec<u32> = (0..2000).map(|row| u32::from(row % 4 == 0)).collect();
    let data = binary(&labels, None);
    let predict = |seed| train(&Recipe::StratifiedRandom { seed }, &data).model.predict(data.features()).unwrap();
    let share = predict(1).iter().sum::<f64>() / 2000.0;
    assert!((share - 0.25).abs() < 0.04, "{share}");
    assert_eq!(predict(1), predict(1));
    assert_ne!(predict(1), predict(2));
}

#[test]
fn groups_and_last_values_by_category() {
    let group = Column::category("g", vec![0, 0, 1, MISSING, 1], names(&["a", "b", "unused"]));
    let extras = RowExtras { times: Some(vec![2.0, 1.0, 5.0, 9.0, 5.0]), ..RowExtras::default() };
    let target = Target::Number(vec![1.0, 2.0, 10.0, 7.0, 20.0]);
    let data = Dataset::new(matrix(vec![group]), target, extras).unwrap();
    let rows = Column::category("g", vec![0, 1, 2, MISSING, 3], names(&["a", "b", "unused", "new"]));
    let predict = |recipe: Recipe| train(&recipe, &data).model.predict(&matrix(vec![rows.clone()])).unwrap();
    let by = "g".to_string();
    assert_eq!(predict(Recipe::GroupMean { by: by.clone() }), [1.5, 15.0, 8.0, 7.0, 8.0]);
    assert_eq!(predict(Recipe::LastValue { by: Some(by) }), [1.0, 20.0, 7.0, 7.0, 7.0]);
    assert_eq!(predict(Recipe::LastValue { by: None }), [7.0; 5]);
    let untimed = plain(data.features().clone(), data.target().clone());
    assert!(refusal(&Recipe::LastValue { by: None }, &untimed).why.contains("no order in time"));
    assert!(refusal(&Recipe::GroupMean { by: "h".to_string() }, &data).why.contains("no feature `h`"));
}

/// y is yes from 30 on, missing is yes too; a second column says nothing.
fn threshold() -> Dataset {
    let x: Vec<f64> = (0..100).map(|row| if row % 10 == 3 { f64::NAN } else { f64::from(row) }).collect();
    let labels: Vec<bool> = x.iter().map(|x| x.is_nan() || *x >= 30.0).collect();
    let noise = Column::number("noise", (0..100).map(|row| f64::from(row * 37 % 101)).collect());
    plain(matrix(vec![noise, Column::number("x", x)]), Target::binary(&labels, ["no", "yes"]))
}

#[test]
fn the_stump_finds_the_threshold_and_says_it() {
    let model = stump(&threshold(), &Silent).unwrap();
    assert_eq!(model.feature().name, "x");
    assert_eq!(model.rule().test, rule::Test::Ranges { edges: vec![29.5] });
    assert_eq!(model.rule().weights, [27.0, 63.0]);
    assert_eq!(
        crate::Fitted::sentences(&model),
        [
            "by `x`: 2.6 % yes where it is below 29.5; 99.6 % yes where it is 29.5 or more; 97.5 % yes where it is missing"
        ]
    );
}

#[test]
fn the_stump_finds_the_best_set_of_categories() {
    // d and b are yes; a and c are no.
    let codes: Vec<u32> = (0..80).map(|row| row % 4).collect();
    let labels: Vec<bool> = codes.iter().enumerate().map(|(row, code)| (code % 2 == 1) != (row % 17 == 0)).collect();
    let group = Column::category("g", codes, names(&["a", "b", "c", "d"]));
    let data = plain(matrix(vec![group]), Target::binary(&labels, ["no", "yes"]));
    let model = stump(&data, &Silent).unwrap();
    let rule::Test::Categories { branches } = &model.rule().test else { panic!() };
    assert_eq!(branches, &[Some(0), Some(1), Some(0), Some(1)]);
    assert!(crate::Fitted::sentences(&model)[0].contains("where it is b, d"));
    // A category never seen gets what all rows got.
    let new = matrix(vec![Column::category("g", vec![0, 1], names(&["new", "b"]))]);
    let p = crate::Fitted::predict(&model, &new).unwrap();
    assert_eq!(p[0], prior(&data).prediction()[0]);
    assert!(p[1] > 0.9);
}

#[test]
fn one_rule_cuts_a_number_into_ranges_and_takes_the_telling_feature() {
    let model = one_rule(&threshold(), &Silent).unwrap();
    assert_eq!(model.feature().name, "x");
    let rule::Test::Ranges { edges } = &model.rule().test else { panic!() };
    assert!(edges.len() >= 4 && edges.is_sorted(), "{edges:?}");
    assert!(model.rule().weights.iter().all(|weight| *weight >= 6.0));
    // An identifier does not win by having many values.
    let mut columns = threshold().features().columns().to_vec();
    let ids = (0..100).map(|row| format!("id {row}")).collect();
    columns.insert(0, Column::category("id", (0..100).collect(), ids));
    let data = plain(matrix(columns), threshold().target().clone());
    assert_eq!(one_rule(&data, &Silent).unwrap().feature().name, "x");
    assert_eq!(stump(&data, &Silent).unwrap().feature().name, "x");
}

#[test]
fn rules_for_numbers_take_the_mean_of_each_side() {
    let x = vec![1.0, 2.0, 3.0, f64::INFINITY, f64::NEG_INFINITY, 4.0];
    let data = plain(matrix(vec![Column::number("x", x)]), Target::Number(vec![0.0, 0.0, 0.0, 9.0, 0.0, 9.0]));
    let model = stump(&data, &Silent).unwrap();
    assert_eq!(model.rule().test, rule::Test::Ranges { edges: vec![3.5] });
    assert_eq!(crate::Fitted::predict(&model, data.features()).unwrap(), [0.0, 0.0, 0.0, 9.0, 0.0, 9.0]);
    let constant = plain(matrix(vec![Column::number("x", vec![1.0; 3])]), Target::Number(vec![0.0, 1.0, 2.0]));
    assert!(refusal(&Recipe::Stump, &constant).why.contains("two different values"));
}
