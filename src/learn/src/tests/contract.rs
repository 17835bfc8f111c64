//! What goes in is checked; every recipe keeps the promises of a fitted model.

use super::*;
use crate::baseline::Costs;
use crate::boosted::BoostedSettings;
use crate::glass_box::GlassBoxSettings;
use crate::linear::LinearSettings;
use crate::matrix::Task;
use ninefold_base::Meter;
use std::sync::atomic::{AtomicU32, Ordering};

fn why(result: Result<Dataset, Problem>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn data_that_cannot_be_learned_from_are_refused_with_a_reason() {
    let x = || matrix(vec![Column::number("x", vec![1.0, 2.0, 3.0])]);
    let labels = |codes: &[u32]| Target::Classes { codes: codes.to_vec(), names: names(&["no", "yes"]) };
    let none = RowExtras::default;
    let weights = |weights: &[f64]| RowExtras { weights: Some(weights.to_vec()), ..none() };
    let times = |times: &[f64]| RowExtras { times: Some(times.to_vec()), ..none() };
    let empty = Matrix::new(0, vec![Column::number("x", vec![])]).unwrap();
    assert!(why(Dataset::new(empty, Target::Number(vec![]), none())).contains("no rows"));
    assert!(why(Dataset::new(x(), labels(&[0, 1]), none())).contains("`target` has 2 rows, the others have 3"));
    assert!(why(Dataset::new(x(), labels(&[1, 1, 1]), none())).contains("every training row has the label `yes`"));
    assert!(why(Dataset::new(x(), labels(&[0, 1, 9]), none())).contains("row 3 has no label"));
    assert!(why(Dataset::new(x(), Target::Number(vec![1.0, f64::NAN, 2.0]), none())).contains("row 2 has no label"));
    assert!(why(Dataset::new(x(), Target::Number(vec![1.0, f64::INFINITY, 2.0]), none())).contains("infinite label"));
    assert!(why(Dataset::new(x(), Target::Number(vec![4.0; 3]), none())).contains("value 4"));
    assert!(why(Dataset::new(x(), labels(&[0, 1, 1]), weights(&[1.0, -1.0, 1.0]))).contains("weight of row 2 is -1"));
    assert!(why(Dataset::new(x(), labels(&[0, 1, 1]), weights(&[0.0; 3]))).contains("the weight 0"));
    // One class has all the weight.
    assert!(why(Dataset::new(x(), labels(&[0, 1, 1]), weights(&[0.0, 1.0, 1.0]))).contains("`yes`"));
    assert!(why(Dataset::new(x(), labels(&[0, 1, 1]), times(&[0.0, f64::NAN, 1.0]))).contains("row 2 has no time"));
    let twice = Matrix::new(1, vec![Column::number("x", vec![1.0]), Column::number("x", vec![1.0])]);
    assert!(twice.unwrap_err().to_string().contains("two of them are named `x`"));
    let one = Target::Classes { codes: vec![0; 3], names: names(&["only"]) };
    assert!(why(Dataset::new(x(), one, none())).contains("no second value"));
    // Rows to be judged may be of one class.
    assert!(Dataset::for_scoring(x(), labels(&[1, 1, 1]), none()).is_ok());
}

fn small_boosted() -> Recipe {
    Recipe::Boosted(BoostedSettings { rounds: Some(15), leaves: 7, ..BoostedSettings::default() })
}

fn small_glass_box() -> Recipe {
    Recipe::GlassBox(GlassBoxSettings { rounds: 10, ..GlassBoxSettings::default() })
}

fn all() -> Vec<Recipe> {
    vec![
        Recipe::Prior,
        Recipe::Majority,
        Recipe::StratifiedRandom { seed: 3 },
        Recipe::CheaperConstant {
            costs: Costs { false_positive: 1.0, false_negative: 4.0, true_positive: 0.0, true_negative: 0.0 },
        },
        Recipe::Mean,
        Recipe::Median,
        Recipe::GroupMean { by: "group".to_string() },
        Recipe::LastValue { by: Some("group".to_string()) },
        Recipe::LastValue { by: None },
        Recipe::OneRule,
        Recipe::Stump,
        Recipe::Logistic(LinearSettings::default()),
        Recipe::Linear(LinearSettings::default()),
        small_boosted(),
        small_glass_box(),
    ]
}

fn with_times(data: Dataset) -> Dataset {
    let times = (0..data.n_rows()).map(|row| (row * 7 % 100) as f64).collect();
    let extras = RowExtras { times: Some(times), ..RowExtras::default() };
    Dataset::new(data.features().clone(), data.target().clone(), extras).unwrap()
}

#[test]
fn every_model_predicts_rows_like_batches_and_comes_back_from_its_file() {
    for data in [made(300, 1).binary(1), made(300, 2).classes(2), made(300, 3).numeric(3)] {
        let data = with_times(data);
        let mut tried = 0;
        for recipe in all().iter().filter(|recipe| recipe.fits(&data.task())) {
            let linear = matches!(recipe, Recipe::Logistic(_) | Recipe::Linear(_));
            let data = if linear { numbers_only(&data) } else { data.clone() };
            let fit = train(recipe, &data);
            assert_eq!(fit.model.kind(), recipe.kind());
            assert!(!fit.model.sentences().is_empty(), "{recipe:?} says nothing");
            check_rows_like_batch(fit.model.as_ref(), data.features());
            check_saved(fit.model.as_ref(), data.features());
            if let Task::Classes { names } = data.task() {
                for p in fit.model.predict(data.features()).unwrap().chunks_exact(data.task().width()) {
                    let sum: f64 = p.iter().sum();
                    assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{recipe:?}: {p:?}");
                    assert!(names.len() == 2 || (sum - 1.0).abs() < 1e-9, "{recipe:?}: {p:?}");
                }
            }
            tried += 1;
        }
        assert!(tried >= 8, "{tried}");
    }
}

#[test]
fn a_recipe_survives_json_and_names_its_kind() {
    for recipe in all() {
        let json = serde_json::to_value(&recipe).unwrap();
        assert_eq!(json["kind"], recipe.kind());
        assert_eq!(serde_json::from_value::<Recipe>(json).unwrap(), recipe);
    }
    let short: Recipe = serde_json::from_str(r#"{"kind":"boosted","rate":0.1}"#).unwrap();
    assert_eq!(short, Recipe::Boosted(BoostedSettings { rate: 0.1, ..BoostedSettings::default() }));
}

#[test]
fn a_model_refuses_rows_without_its_features() {
    let data = made(200, 4).binary(4);
    let model = train(&small_boosted(), &data).model;
    let without = data.features().project(&names(&["x", "z", "noise"])).unwrap();
    assert!(model.predict(&without).unwrap_err().to_string().contains("no feature `group`"));
    let mut columns = data.features().columns().to_vec();
    columns[3].values = Values::Number(vec![0.0; 200]);
    assert!(model.predict(&matrix(columns)).unwrap_err().to_string().contains("`group` as categories"));
    // More columns, in another order, are fine.
    let mut columns = data.features().columns().to_vec();
    columns.reverse();
    columns.insert(0, Column::number("other", vec![0.0; 200]));
    assert_eq!(model.predict(&matrix(columns)).unwrap(), model.predict(data.features()).unwrap());
    assert!(model.predict_row(&[1.0]).is_err());
}

#[test]
fn categories_are_found_by_name_not_by_code() {
    let data = made(300, 5).binary(5);
    for recipe in [small_boosted(), Recipe::OneRule, Recipe::Stump, Recipe::GroupMean { by: "group".to_string() }] {
        let model = train(&recipe, &data).model;
        let Values::Category { codes, levels } = &data.features().columns()[3].values else { panic!() };
        let turned = codes.iter().map(|&code| if code == MISSING { MISSING } else { 4 - code }).collect();
        let mut other: Vec<String> = vec!["never seen".to_string()];
        other.extend(levels.iter().rev().cloned());
        let again = with_column(&data, "group", Values::Category { codes: turned, levels: other });
        assert_eq!(model.predict(again.features()).unwrap(), model.predict(data.features()).unwrap(), "{recipe:?}");
    }
}

struct StopsAt(AtomicU32);

impl Meter for StopsAt {
    fn report(&self, _done: u64, _total: u64) {}
    fn stopped(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
}

#[test]
fn every_fit_that_takes_time_can_be_stopped() {
    let data = made(400, 6).binary(6);
    for recipe in [Recipe::OneRule, Recipe::Stump, small_boosted(), small_glass_box()] {
        for checks in [0, 2, 6] {
            let meter = StopsAt(AtomicU32::new(checks));
            let stopped = fit(&recipe, &data, None, &mut Watch::new(&meter));
            assert!(matches!(stopped, Err(FitError::Stopped)), "{recipe:?} after {checks} checks");
        }
    }
    let meter = StopsAt(AtomicU32::new(4));
    let recipe = Recipe::Logistic(LinearSettings::default());
    assert!(matches!(fit(&recipe, &numbers_only(&data), None, &mut Watch::new(&meter)), Err(FitError::Stopped)));
}

#[test]
fn the_curve_is_told_while_it_grows() {
    let data = made(600, 7).binary(7);
    let rows: Vec<u32> = (0..600).collect();
    let (training, validation) = (data.select(&rows[..400]).unwrap(), data.select(&rows[400..]).unwrap());
    for recipe in [small_boosted(), small_glass_box(), Recipe::Logistic(LinearSettings::default())] {
        let linear = matches!(recipe, Recipe::Logistic(_));
        let pick = |data: &Dataset| if linear { numbers_only(data) } else { data.clone() };
        let mut told = Vec::new();
        let fit = {
            let mut watch = Watch::with_curve(&Silent, |round| told.push(round));
            fit(&recipe, &pick(&training), Some(&pick(&validation)), &mut watch).unwrap()
        };
        assert_eq!(told, fit.curve);
        assert!(told.len() >= 3, "{recipe:?}");
        assert!(told[0].training > told.last().unwrap().training, "{recipe:?}: {told:?}");
        assert!(told.iter().all(|round| round.validation.is_some()));
        assert_eq!(
            told.iter().map(|round| round.round).collect::<Vec<_>>(),
            (1..=told.len() as u32).collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let data = made(5_000, 8).binary(8);
    let recipes = [
        small_boosted(),
        small_glass_box(),
        Recipe::Stump,
        Recipe::OneRule,
        Recipe::Logistic(LinearSettings::default()),
        Recipe::Logistic(LinearSettings { penalty: 5.0, l1_share: 0.5, ..LinearSettings::default() }),
    ];
    for recipe in recipes {
        let data = if matches!(recipe, Recipe::Logistic(_)) { numbers_only(&data) } else { data.clone() };
        let bytes: Vec<Vec<u8>> = [1, 2, 3]
            .into_iter()
            .map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| crate::saved::save(train(&recipe, &data).model.as_ref()).unwrap())
            })
            .collect();
        assert!(bytes.iter().all(|other| *other == bytes[0]), "{recipe:?}");
    }
}
