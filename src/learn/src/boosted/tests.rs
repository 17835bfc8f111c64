//! Trees on what real tables bring: missing values, categories, weights, few rows, infinities; and what can be asked of them.

use super::*;
use crate::matrix::{Column, MISSING, RowExtras, Target, Values};
use crate::recipe::Recipe;
use crate::tests::*;

fn settings(rounds: u32) -> BoostedSettings {
    BoostedSettings { rounds: Some(rounds), rate: 0.2, leaves: 8, ..BoostedSettings::default() }
}

fn boosted(settings: &BoostedSettings, data: &Dataset) -> (BoostedModel, Fit) {
    let fit = train(&Recipe::Boosted(settings.clone()), data);
    (fit.model.as_any().downcast_ref::<BoostedModel>().unwrap().clone(), fit)
}

#[test]
fn it_learns_classes_and_numbers_with_missing_values_and_categories() {
    let data = made(1500, 1).binary(1);
    let test = made(1500, 2).binary(2);
    let (model, _) = boosted(&settings(40), &data);
    let found = auc(codes(&test), &model.predict(test.features()).unwrap());
    assert!(found > 0.8, "{found}");
    let (data, test) = (made(1500, 3).numeric(3), made(1500, 4).numeric(4));
    let (model, _) = boosted(&settings(60), &data);
    let loss = |predictions: &[f64]| crate::loss::mean_loss(test.target(), None, predictions);
    let mean = crate::baseline::mean(&data).predict(test.features()).unwrap();
    assert!(loss(&model.predict(test.features()).unwrap()) < 0.5 * loss(&mean));
    let (data, test) = (made(1500, 5).classes(5), made(1500, 6).classes(6));
    let (model, _) = boosted(&settings(25), &data);
    let loss = |predictions: &[f64]| crate::loss::mean_loss(test.target(), None, predictions);
    let prior = crate::baseline::prior(&data).predict(test.features()).unwrap();
    assert!(loss(&model.predict(test.features()).unwrap()) < 0.8 * loss(&prior));
}

#[test]
fn early_stopping_keeps_the_best_round_and_no_more() {
    let (data, validation) = (made(400, 1).binary(1), made(300, 2).binary(2));
    let recipe = Recipe::Boosted(BoostedSettings { patience: 10, rounds: Some(500), ..settings(500) });
    let fit = train_watched(&recipe, &data, &validation);
    let best = fit.best_round.unwrap();
    let least = fit.curve.iter().min_by(|a, b| a.validation.unwrap().total_cmp(&b.validation.unwrap())).unwrap();
    assert_eq!(least.round, best);
    assert_eq!(fit.curve.len() as u32, best + 10);
    let model: &BoostedModel = fit.model.as_any().downcast_ref().unwrap();
    assert_eq!(model.n_trees() as u32, best);
    let loss = crate::loss::mean_loss(validation.target(), None, &fit.model.predict(validation.features()).unwrap());
    close(loss, least.validation.unwrap(), 1e-5);
}

#[test]
fn fifty_rows_constants_and_all_missing_train() {
    let mut columns = made(50, 1).features.columns().to_vec();
    columns.push(Column::number("same", vec![3.0; 50]));
    columns.push(Column::number("nothing", vec![f64::NAN; 50]));
    let labels: Vec<bool> = (0..50).map(|row| row % 3 == 0).collect();
    let data = plain(matrix(columns), Target::binary(&labels, ["no", "yes"]));
    let (model, _) = boosted(&settings(30), &data);
    assert!(model.predict(data.features()).unwrap().iter().all(|p| p.is_finite()));
    let gains = model.gains();
    assert!(gains.iter().filter(|gain| ["same", "nothing"].contains(&gain.name.as_str())).all(|gain| gain.splits == 0));
    // Nothing to split on, and two rows.
    let constant = plain(matrix(vec![Column::number("same", vec![3.0; 50])]), data.target().clone());
    let (model, _) = boosted(&settings(5), &constant);
    model.predict(constant.features()).unwrap().iter().for_each(|p| close(*p, 0.34, 1e-3));
    let two = data.select(&[0, 1]).unwrap();
    assert!(boosted(&settings(5), &two).0.predict(two.features()).unwrap().iter().all(|p| p.is_finite()));
}

#[test]
fn infinities_are_the_ends_of_the_scale_and_told() {
    let x: Vec<f64> = (0..200)
        .map(|row| match row % 10 {
            0 => f64::INFINITY,
            1 => f64::NEG_INFINITY,
            2 => 1e300,
            other => f64::from(other),
        })
        .collect();
    let labels: Vec<bool> = x.iter().map(|x| *x > 8.5).collect();
    let data = plain(matrix(vec![Column::number("x", x)]), Target::binary(&labels, ["no", "yes"]));
    let (model, fit) = boosted(&settings(20), &data);
    assert!(fit.notes.iter().any(|note| note.contains("`x` is infinite (first in row 1)")), "{:?}", fit.notes);
    let p = model.predict(data.features()).unwrap();
    assert!(p.iter().zip(&labels).all(|(p, label)| (*p > 0.5) == *label), "{p:?}");
    check_rows_like_batch(&model, data.features());
}

#[test]
fn weights_of_0_are_no_rows() {
    let data = made(600, 1).binary(1);
    let rows: Vec<u32> = (0..300).collect();
    let weights = (0..600).map(|row| f64::from(u8::from(row < 300))).collect();
    let extras = RowExtras { weights: Some(weights), ..RowExtras::default() };
    let weighted = Dataset::new(data.features().clone(), data.target().clone(), extras).unwrap();
    let (a, _) = boosted(&settings(10), &weighted);
    let (b, _) = boosted(&settings(10), &data.select(&rows).unwrap());
    let (a, b) = (a.predict(data.features()).unwrap(), b.predict(data.features()).unwrap());
    // Bins may be cut a little differently, the trees are nearly the same.
    let far = a.iter().zip(&b).filter(|(a, b)| (**a - **b).abs() > 0.05).count();
    assert!(far < 30, "{far}");
}

#[test]
fn many_categories_are_refused_with_the_encoding_to_use() {
    let n = MOST_LEVELS as u32 + 1;
    let codes: Vec<u32> = (0..4 * n).map(|row| row % n).collect();
    let labels: Vec<bool> = codes.iter().map(|code| code % 2 == 0).collect();
    let levels = (0..n).map(|level| level.to_string()).collect();
    let data = plain(matrix(vec![Column::category("city", codes, levels)]), Target::binary(&labels, ["no", "yes"]));
    let problem = refusal(&Recipe::Boosted(settings(5)), &data);
    assert!(problem.fix.contains("target_encode(city)"), "{problem}");
}

#[test]
fn unseen_and_missing_categories_predict() {
    let data = made(500, 1).binary(1);
    let (model, _) = boosted(&settings(20), &data);
    let unseen = Values::Category { codes: vec![0; 500], levels: names(&["never seen"]) };
    let missing = Values::Category { codes: vec![MISSING; 500], levels: names(&["a"]) };
    for values in [unseen, missing] {
        let rows = with_column(&data, "group", values);
        check_rows_like_batch(&model, rows.features());
        assert!(model.predict(rows.features()).unwrap().iter().all(|p| p.is_finite()));
    }
}

#[test]
fn constraints_hold_and_bad_ones_are_refused() {
    let data = made(800, 1).binary(1);
    let constrained = BoostedSettings { increasing: names(&["noise"]), decreasing: names(&["z"]), ..settings(30) };
    let (model, _) = boosted(&constrained, &data);
    let mut row: Vec<f64> = vec![0.3, 0.0, 0.0, 1.0];
    let mut sweep = |at: usize| -> Vec<f64> {
        (-30..30)
            .map(|step| {
                row[at] = f64::from(step) / 10.0;
                model.predict_row(&row).unwrap()[0]
            })
            .collect()
    };
    assert!(sweep(2).is_sorted());
    assert!(sweep(1).is_sorted_by(|a, b| a >= b));
    let wrong = |increasing: &[&str]| {
        refusal(&Recipe::Boosted(BoostedSettings { increasing: names(increasing), ..settings(5) }), &data).why
    };
    assert!(wrong(&["nobody"]).contains("no feature `nobody`"));
    assert!(wrong(&["group"]).contains("not a number"));
    let bad = Recipe::Boosted(BoostedSettings { rate: -1.0, ..settings(5) });
    assert!(refusal(&bad, &data).why.contains("eta"));
}

#[test]
fn contributions_sum_to_the_predictor_and_name_what_matters() {
    let data = made(800, 1).binary(1);
    let (model, _) = boosted(&settings(30), &data);
    let contributions = model.contributions(data.features()).unwrap();
    let predictions = model.predict(data.features()).unwrap();
    let mut sizes = [0.0f64; 4];
    for (row, p) in predictions.iter().enumerate() {
        let of = contributions.of(row, 0);
        assert_eq!(of.len(), 5);
        close(of.iter().sum::<f64>(), (p / (1.0 - p)).ln(), 1e-4);
        sizes.iter_mut().zip(of).for_each(|(size, value)| *size += value.abs());
    }
    assert!(sizes[2] < sizes[0] && sizes[2] < sizes[3], "{sizes:?}");
    let gains = model.gains();
    close(gains.iter().map(|gain| gain.share).sum(), 1.0, 1e-12);
    assert_eq!(gains.last().unwrap().name, "noise");
    let classes = made(300, 2).classes(2);
    let (model, _) = boosted(&settings(5), &classes);
    assert_eq!(model.contributions(classes.features()).unwrap().values.len(), 300 * 3 * 5);
}

#[test]
#[allow(clippy::needless_range_loop)]
fn the_file_for_xgboost_numbers_right_children_after_left() {
    let data = made(800, 1).binary(1);
    let (model, _) = boosted(&settings(20), &data);
    let document: serde_json::Value = serde_json::from_str(&model.xgboost_json().unwrap()).unwrap();
    let trees = document["learner"]["gradient_booster"]["model"]["trees"].as_array().unwrap();
    assert_eq!(trees.len(), 20);
    let mut categorical = 0;
    for tree in trees {
        let list = |key: &str| tree[key].as_array().unwrap().iter().map(|v| v.as_i64().unwrap()).collect::<Vec<_>>();
        let (left, right, parents) = (list("left_children"), list("right_children"), list("parents"));
        for node in 0..left.len() {
            if left[node] >= 0 {
                assert_eq!(right[node], left[node] + 1);
                assert_eq!(parents[left[node] as usize], node as i64);
                assert_eq!(parents[right[node] as usize], node as i64);
            }
        }
        let nodes = list("categories_nodes");
        assert!(nodes.is_sorted());
        let kinds = list("split_type");
        assert_eq!(
            nodes,
            (0..kinds.len() as i64).filter(|&n| kinds[n as usize] == 1 && left[n as usize] >= 0).collect::<Vec<_>>()
        );
        categorical += nodes.len();
    }
    assert!(categorical > 5);
    assert_eq!(document["learner"]["feature_types"][3], "c");
    // The crate reads it back and predicts the same.
    let back = Booster::decode(serde_json::to_vec(&document).unwrap(), ModelFormat::XgboostJson).unwrap();
    let again = BoostedModel { booster: back, ..model.clone() };
    let (a, b) = (model.predict(data.features()).unwrap(), again.predict(data.features()).unwrap());
    a.iter().zip(&b).for_each(|(a, b)| close(*a, *b, 1e-6));
}
