use super::*;
use crate::bootstrap::{Plan, Units};
use crate::classification::{Ranking, Scored};
use crate::tests::{cases, close, figure, golden, labels, number, numbers, value, within};
use ninefold_base::Silent;

#[test]
fn tests_match_scipy_and_statsmodels() {
    let golden = golden("measure_comparison.json");
    let (y, a, b) = (labels(&golden["y"]), numbers(&golden["a"]), numbers(&golden["b"]));
    let test = delong(&y, &a, &b).unwrap();
    close(test.difference, number(&golden["difference"]));
    close(test.standard_error, number(&golden["se"]));
    figure(&test.p_value, &golden["p"]);
    let alone = Ranking::of(&Scored::new(&y, &a).unwrap()).auc().unwrap();
    close(test.auc_a, alone.auc);
    for case in cases(&golden["mcnemar"]) {
        let case = numbers(case);
        let test = mcnemar(case[0] as u64, case[1] as u64);
        close(value(&test.exact), case[2]);
        close(value(&test.mid_p), case[3]);
        // statsmodels corrects even a difference of 0 by 1; R does not.
        let expected = if case[0] == case[1] { 1.0 } else { case[4] };
        close(value(&test.chi_square_p), expected);
    }
    let adjusted = holm(&numbers(&golden["holm"]["p"]));
    for (found, expected) in adjusted.iter().zip(numbers(&golden["holm"]["adjusted"])) {
        close(*found, expected);
    }
    let test = corrected_resampled_t(&numbers(&golden["folds"]["d"]), 450.0, 50.0).unwrap();
    figure(&test.t, &golden["folds"]["t"]);
    figure(&test.p_value, &golden["folds"]["p"]);
}

/// NUMBERS.md section 4.
#[test]
fn mcnemar_of_18_and_33() {
    let test = mcnemar(18, 33);
    within(value(&test.exact), 0.0489, 1e-4);
    within(value(&test.mid_p), 0.0365, 1e-4);
    let decided = mcnemar_of_decisions(&[true, false, true], &[true, true, true], &[false, true, true]);
    assert_eq!((decided.only_first_right, decided.only_second_right), (1, 0));
    assert!(mcnemar(0, 0).p_value().reason().is_some());
    assert_eq!(mcnemar(3, 9).p_value(), &mcnemar(3, 9).exact);
    assert_eq!(test.p_value(), &test.chi_square_p);
}

#[test]
fn edges() {
    assert_eq!(delong(&[true, false], &[0.1, 0.2], &[0.1, 0.2]), Err("needs two rows of each class"));
    let same = [0.1, 0.4, 0.3, 0.9];
    let test = delong(&[true, false, true, false], &same, &same).unwrap();
    assert_eq!((test.difference, test.p_value.reason()), (0.0, Some("both order the rows alike")));
    assert!(corrected_resampled_t(&[0.1], 9.0, 1.0).is_err());
    let adjusted = holm(&[0.02, f64::NAN, 0.9]);
    assert!(adjusted[1].is_nan());
    assert_eq!((adjusted[0], adjusted[2]), (0.04, 0.9));
}

#[test]
fn verdicts() {
    let n = 400;
    let y: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
    let strata: Vec<u32> = y.iter().map(|y| u32::from(*y)).collect();
    let noise: Vec<f64> = (0..n).map(|i| f64::from((i * 7919 % 1009) as u32) / 1009.0).collect();
    let good: Vec<f64> = (0..n).map(|i| noise[i] + if y[i] { 1.0 } else { 0.0 }).collect();
    let auc = |scores: &[f64], weights: &[f64]| {
        let scored = Scored::weighted(&y, scores, weights).unwrap();
        Ranking::of(&scored).auc().map_or(f64::NAN, |auc| auc.auc)
    };
    let plan = Plan { draws: 300, seed: 9, units: Units::Stratified(&strata) };
    let compare = |a: &[f64], b: &[f64], direction| {
        difference(n, &plan, direction, &Silent, |weights| (auc(a, weights), auc(b, weights))).unwrap()
    };
    let better = compare(&good, &noise, Direction::HigherIsBetter);
    assert_eq!(better.verdict, Ok(Verdict::Better));
    assert!(better.interval.unwrap().contains(value(&better.difference)));
    assert!(value(&better.p_value) < 0.01);
    assert_eq!(compare(&good, &noise, Direction::LowerIsBetter).verdict, Ok(Verdict::Worse));
    assert_eq!(compare(&noise, &good, Direction::HigherIsBetter).verdict, Ok(Verdict::Worse));
    let same = compare(&noise, &noise, Direction::HigherIsBetter);
    assert_eq!((same.verdict, value(&same.p_value)), (Ok(Verdict::NoDetectableDifference), 1.0));
    assert_eq!(value(&same.smallest_detectable), 0.0);
    // DeLong's standard error and the bootstrap's tell about the same.
    let (delong, found) = (delong(&y, &good, &noise).unwrap(), value(&better.smallest_detectable) / 2.801585);
    assert!((found / delong.standard_error - 1.0).abs() < 0.15, "{found} {}", delong.standard_error);
    let never =
        difference(10, &Plan { units: Units::Rows, ..plan }, Direction::HigherIsBetter, &Silent, |_| (f64::NAN, 1.0));
    assert!(never.unwrap().verdict.is_err());
}
