//! The shapes are the model: they sum to what it predicts.

use super::*;
use crate::matrix::Values;
use crate::recipe::Recipe;
use crate::tests::*;

fn settings() -> GlassBoxSettings {
    GlassBoxSettings { rounds: 40, rate: 0.2, ..GlassBoxSettings::default() }
}

fn cell(axis: &Axis, values: &Values, row: usize) -> usize {
    match (axis, values) {
        (Axis::Number { edges }, _) => match values.number(row) {
            value if value.is_nan() => axis.n_cells() - 1,
            // Trees read f32.
            value => edges.partition_point(|&edge| edge <= f64::from(value as f32)),
        },
        (Axis::Category { levels }, Values::Category { codes, levels: names }) => {
            match names.get(codes[row] as usize) {
                None => axis.n_cells() - 1,
                Some(name) => levels.iter().position(|level| level == name).unwrap_or(levels.len()),
            }
        }
        (Axis::Category { .. }, Values::Number(_) | Values::Number32(_)) => panic!(),
    }
}

#[test]
fn shapes_sum_to_the_prediction() {
    for pairs in [0, 2] {
        let data = made(600, 1).binary(1);
        let fit = train(&Recipe::GlassBox(GlassBoxSettings { pairs, ..settings() }), &data);
        let model: &GlassBoxModel = fit.model.as_any().downcast_ref().unwrap();
        let (shapes, intercept) = (model.shapes().unwrap(), model.intercept().unwrap());
        assert_eq!(shapes.len(), 4 + pairs as usize);
        for (row, p) in model.predict(data.features()).unwrap().iter().enumerate() {
            let sum: f64 = shapes
                .iter()
                .map(|shape| {
                    let cell = shape.axes.iter().zip(&shape.features).fold(0, |at, (axis, name)| {
                        let column = &data.features().columns()[data.features().position(name).unwrap()];
                        at * axis.n_cells() + cell(axis, &column.values, row)
                    });
                    shape.values[cell]
                })
                .sum();
            close(1.0 / (1.0 + (-(intercept + sum)).exp()), *p, 1e-5);
        }
    }
}

#[test]
fn it_stops_early_and_is_close_to_trees() {
    let (data, validation, test) = (made(900, 1).binary(1), made(500, 2).binary(2), made(1500, 3).binary(3));
    let recipe = Recipe::GlassBox(GlassBoxSettings { rounds: 300, patience: 10, ..settings() });
    let fit = train_watched(&recipe, &data, &validation);
    let best = fit.best_round.unwrap();
    assert!(best < 300 && (fit.curve.len() as u32) < 300);
    let found = auc(codes(&test), &fit.model.predict(test.features()).unwrap());
    assert!(found > 0.8, "{found}");
    let loss = crate::loss::mean_loss(validation.target(), None, &fit.model.predict(validation.features()).unwrap());
    close(loss, fit.curve[best as usize - 1].validation.unwrap(), 1e-5);
}

#[test]
fn many_rows_are_fitted_on_a_part_of_them() {
    let data = made(600, 1).binary(1);
    let part = GlassBoxSettings { rounds: 5, most_rows: 200, ..settings() };
    let fit = train(&Recipe::GlassBox(part), &data);
    assert_eq!(fit.notes, ["fitted on 200 of 600 rows, drawn at random"]);
    assert_eq!(fit.model.predict(data.features()).unwrap().len(), 600);
}
