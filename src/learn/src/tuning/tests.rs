//! A search is seeded, keeps what is done when it ends early, and finds what is better.

use super::*;
use crate::boosted::BoostedSettings;
use crate::folds::Folding;
use crate::linear::LinearSettings;
use crate::tests::*;
use ninefold_base::Silent;

fn space() -> Space {
    let settings = BoostedSettings { rounds: Some(12), leaves: 4, ..BoostedSettings::default() };
    let knob = |name: &str, range: Range| Knob { name: name.to_string(), range };
    Space {
        base: Recipe::Boosted(settings),
        knobs: vec![
            knob("rate", Range::Log { low: 0.001, high: 0.5 }),
            knob("leaves", Range::Whole { low: 2, high: 16 }),
            knob("row_share", Range::Even { low: 0.5, high: 1.0 }),
            knob("depth", Range::Choice { of: vec![serde_json::Value::Null, 2.into(), 3.into()] }),
        ],
    }
}

fn search(search: &Search, go_on: &mut dyn FnMut() -> bool) -> (Tuned, Vec<u32>) {
    let data = made(300, 1).binary(1);
    let folds = Folding::Stratified { folds: 2, seed: 1 }.of(&data).unwrap();
    let mut told = Vec::new();
    let tuned = tune(&space(), search, 5, &data, &folds, &Silent, go_on, &mut |trial| told.push(trial.number)).unwrap();
    (tuned, told)
}

#[test]
fn random_search_tries_the_base_first_and_finds_the_least_loss() {
    let (tuned, told) = search(&Search::Random { trials: 6 }, &mut || true);
    assert_eq!(told, [0, 1, 2, 3, 4, 5]);
    assert!(tuned.complete);
    assert_eq!(tuned.trials[0].recipe, space().base);
    let losses: Vec<f64> = tuned.trials.iter().map(|trial| trial.loss(2).unwrap()).collect();
    let best = tuned.best.unwrap();
    assert!(losses.iter().all(|loss| *loss >= losses[best]));
    assert!(losses[best] < losses[0]);
    assert_eq!(search(&Search::Random { trials: 6 }, &mut || true).0, tuned);
}

#[test]
fn draws_stay_in_their_ranges() {
    let trials = draw(&space(), 200, 9).unwrap();
    let mut leaves = std::collections::BTreeSet::new();
    for trial in &trials[1..] {
        let Recipe::Boosted(settings) = &trial.recipe else { panic!() };
        assert!((0.001..=0.5).contains(&settings.rate) && (2..=16).contains(&settings.leaves));
        assert!(
            (0.5..=1.0).contains(&settings.row_share) && settings.depth.is_none_or(|depth| depth == 2 || depth == 3)
        );
        leaves.insert(settings.leaves);
    }
    assert!(leaves.contains(&2) && leaves.contains(&16));
    let wrong =
        Space { knobs: vec![Knob { name: "leafs".into(), range: Range::Whole { low: 1, high: 2 } }], ..space() };
    assert!(draw(&wrong, 3, 0).unwrap_err().why.contains("no setting `leafs`"));
    let empty =
        Space { knobs: vec![Knob { name: "rate".into(), range: Range::Log { low: 0.0, high: 1.0 } }], ..space() };
    assert!(draw(&empty, 3, 0).unwrap_err().why.contains("range of `rate`"));
}

#[test]
fn halving_gives_more_rows_to_fewer() {
    let (tuned, told) = search(&Search::Halving { trials: 9, keep: 3 }, &mut || true);
    assert_eq!(told.len(), 9 + 3);
    let full: Vec<&Trial> = tuned.trials.iter().filter(|trial| trial.share == 1.0).collect();
    assert_eq!(full.len(), 3);
    assert_eq!(tuned.trials.iter().filter(|trial| (trial.share - 1.0 / 3.0).abs() < 1e-12).count(), 6);
    let best = &tuned.trials[tuned.best.unwrap()];
    assert!(full.iter().all(|trial| trial.loss(2) >= best.loss(2)));
}

#[test]
fn when_the_time_is_up_the_best_so_far_is_kept() {
    let mut left = 5;
    let (tuned, told) = search(&Search::Random { trials: 6 }, &mut || {
        left -= 1;
        left >= 0
    });
    // Two folds each: two trials and half of a third.
    assert_eq!(told, [0, 1]);
    assert!(!tuned.complete);
    assert!(tuned.best.unwrap() < 2);
    let (none, _) = search(&Search::Random { trials: 6 }, &mut || false);
    assert_eq!((none.best, none.complete), (None, false));
}

#[test]
fn settings_that_are_refused_fail_alone() {
    let data = numbers_only(&made(200, 1).binary(1));
    let folds = Folding::Stratified { folds: 2, seed: 1 }.of(&data).unwrap();
    let range = Range::Choice { of: vec![serde_json::json!(-1.0)] };
    let space = Space {
        base: Recipe::Logistic(LinearSettings::default()),
        knobs: vec![Knob { name: "penalty".to_string(), range }],
    };
    let tuned =
        tune(&space, &Search::Random { trials: 2 }, 1, &data, &folds, &Silent, &mut || true, &mut |_| ()).unwrap();
    assert_eq!(tuned.best, Some(0));
    assert!(tuned.trials[1].failed.as_ref().unwrap().why.contains("penalty is -1"));
}
