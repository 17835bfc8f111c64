//! Importance and dependence of models whose answer is known.

use super::*;
use crate::linear::LinearSettings;
use crate::matrix::{Column, Target};
use crate::recipe::Recipe;
use crate::tests::*;
use ninefold_base::Silent;

#[test]
fn shuffling_what_matters_hurts_and_noise_does_not() {
    let model = train(
        &Recipe::Boosted(crate::boosted::BoostedSettings { rounds: Some(30), ..Default::default() }),
        &made(1000, 1).binary(1),
    )
    .model;
    let test = made(1000, 2).binary(2);
    let found = permutation(model.as_ref(), &test, 3, 1, &Silent).unwrap();
    assert_eq!(found.len(), 4);
    assert_eq!(found[3].name, "noise");
    for importance in &found[..3] {
        assert!(importance.low.value().unwrap() > 0.0, "{importance:?}");
    }
    assert!(found[3].low.value().unwrap() < 0.02);
    assert_eq!(found, permutation(model.as_ref(), &test, 3, 1, &Silent).unwrap());
}

#[test]
fn the_rise_of_a_linear_model_is_twice_its_variance() {
    // y = 3 x exactly: shuffled, the squared error is 9 E (x − x')² = 18 var x on average.
    let x: Vec<f64> = (0..500).map(|row| f64::from(row % 50)).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 * x).collect();
    let data = plain(matrix(vec![Column::number("x", x)]), Target::Number(y));
    let model = train(&Recipe::Linear(LinearSettings { penalty: 0.0, ..Default::default() }), &data).model;
    let found = permutation(model.as_ref(), &data, 20, 1, &Silent).unwrap();
    let variance = (50.0 * 50.0 - 1.0) / 12.0;
    let rise = found[0].rise.value().unwrap();
    assert!((rise / (18.0 * variance) - 1.0).abs() < 0.05, "{rise}");
    assert!(found[0].low.value().unwrap() < rise && found[0].high.value().unwrap() > rise);
}

#[test]
fn dependence_of_a_linear_model_is_its_line() {
    let data = numbers_only(&made(300, 1).numeric(1));
    let fit = train(&Recipe::Linear(LinearSettings::default()), &data);
    let model: &crate::linear::LinearModel = fit.model.as_any().downcast_ref().unwrap();
    let slope = model.outputs()[0].coefficients[0].value;
    let size = DependenceSize { points: 9, rows: 100, curves: 5 };
    let found = dependence(model, data.features(), "x", 0, size, 1, &Silent).unwrap();
    let Grid::Number { at } = &found.grid else { panic!() };
    assert_eq!((at.len(), found.mean.len(), found.curves.len(), found.n_rows), (9, 9, 5, 100));
    for point in 1..9 {
        let run = at[point] - at[point - 1];
        close((found.mean[point] - found.mean[point - 1]) / run, slope, 1e-6);
        found.curves.iter().for_each(|curve| close((curve[point] - curve[point - 1]) / run, slope, 1e-6));
    }
    assert!(dependence(model, data.features(), "none", 0, size, 1, &Silent).is_err());
    assert!(dependence(model, data.features(), "x", 1, size, 1, &Silent).is_err());
}

#[test]
fn dependence_on_a_category_goes_through_its_levels() {
    let data = made(300, 1).binary(1);
    let model = train(&Recipe::GroupMean { by: "group".to_string() }, &data).model;
    let size = DependenceSize { points: 9, rows: 50, curves: 2 };
    let found = dependence(model.as_ref(), data.features(), "group", 0, size, 1, &Silent).unwrap();
    assert_eq!(found.grid, Grid::Category { levels: names(&["a", "b", "c", "d"]) });
    assert!(found.mean[1] > found.mean[0] && found.mean[0] > found.mean[2]);
    found.curves[0].iter().zip(&found.mean).for_each(|(curve, mean)| close(*curve, *mean, 1e-12));
}
