use super::*;
use crate::entropy::LogBase;
use crate::quantile::sort;
use crate::tests::{cases, close, figure, golden, number, numbers, value, within};

fn sorted(value: &serde_json::Value) -> Vec<f64> {
    let mut values = numbers(value);
    sort(&mut values);
    values
}

#[test]
fn numbers_match_scipy() {
    for case in cases(&golden("measure_columns.json")["drift"]) {
        let (reference, current) = (sorted(&case["reference"]), sorted(&case["current"]));
        let test = kolmogorov_smirnov(&reference, &current).unwrap();
        assert_eq!(test.method, Method::Exact);
        close(test.statistic, number(&case["ks"]));
        assert!((test.p_value - number(&case["p"])).abs() < 1e-10, "{} {}", test.p_value, case["p"]);
        figure(&wasserstein(&reference, &current), &case["wasserstein"]);
        figure(&wasserstein(&current, &reference), &case["wasserstein"]);
        let mut deciles = numbers(&case["deciles"]);
        deciles.dedup();
        for (a, b) in reference_deciles(&reference).iter().zip(deciles) {
            close(*a, b);
        }
    }
}

/// NUMBERS.md section 8: scipy's `chisquare` example, Evidently's formulas.
#[test]
fn counts_match_published_values() {
    let (reference, current) = ([16.0, 18.0, 16.0, 14.0, 12.0, 12.0], [16.0, 16.0, 16.0, 16.0, 16.0, 8.0]);
    within(chi_square_fit(&reference, &current).unwrap().p_value, 0.67309, 5e-6);
    within(value(&hellinger(&reference, &current)), 0.06812, 1e-5);
    let psi_found = psi(&reference, &current, PSI_FLOOR);
    within(value(&psi_found.value), 0.03721838, 5e-9);
    assert_eq!((psi_found.bins, psi_found.floor), (6, 1e-4));
    close(value(&psi_found.noise_level), 5.0 * 2.0 / 88.0);
    within(value(&jensen_shannon(&reference, &current, LogBase::E).distance), 0.06804820, 5e-9);
    within(value(&jensen_shannon(&reference, &current, LogBase::Two).distance), 0.08173421, 5e-9);
    within(value(&largest_difference(&reference, &current)), 0.045455, 5e-7);
    let (even, moved) = ([0.25; 4], [0.40, 0.35, 0.25, 0.0]);
    within(value(&psi(&even, &moved, 1e-4).value), 2.06, 5e-3);
    within(value(&psi(&even, &moved, 0.01).value), 0.877, 5e-4);
    for case in cases(&golden("measure_columns.json")["counts"]) {
        let (reference, current) = (numbers(&case["reference"]), numbers(&case["current"]));
        figure(&jensen_shannon(&reference, &current, LogBase::E).distance, &case["js"]);
        figure(&jensen_shannon(&reference, &current, LogBase::Two).distance, &case["js2"]);
        match chi_square_fit(&reference, &current) {
            Ok(fit) => close(fit.p_value, number(&case["p"])),
            Err(reason) => assert!(case["p"].is_null() && reason.contains("never seen")),
        }
    }
}

#[test]
fn empty_sides_and_constants_have_reasons() {
    assert_eq!(kolmogorov_smirnov(&[], &[1.0]), Err("one side has no rows"));
    assert_eq!(wasserstein(&[], &[1.0]).reason(), Some("one side has no rows"));
    assert_eq!(wasserstein_in_sd(&[1.0, 1.0], &[2.0]).reason(), Some("the reference is constant"));
    assert!(psi(&[0.0, 0.0], &[1.0, 2.0], 1e-4).value.reason().is_some());
    assert!(psi(&[0.0, 1.0], &[1.0, 2.0], 0.0).value.reason().is_some());
    assert!(hellinger(&[0.0], &[1.0]).reason().is_some());
    assert_eq!(chi_square_fit(&[3.0], &[4.0]), Err("only one category"));
}

#[test]
fn the_same_sample_has_not_moved() {
    let values: Vec<f64> = (0..500).map(|i| f64::from(i % 37)).collect();
    let mut values = values;
    sort(&mut values);
    assert_eq!(kolmogorov_smirnov(&values, &values).unwrap().p_value, 1.0);
    assert_eq!(wasserstein(&values, &values), ninefold_base::Figure::Value(0.0));
    let psi = psi_of_numbers(&values, &values, PSI_FLOOR);
    assert_eq!((psi.value, psi.bins), (ninefold_base::Figure::Value(0.0), 10));
}

#[test]
fn large_samples_use_the_limit_distribution() {
    let reference: Vec<f64> = (0..10_000).map(f64::from).collect();
    let current: Vec<f64> = (0..9_000).map(|i| f64::from(i) * 1.1 + 150.0).collect();
    let test = kolmogorov_smirnov(&reference, &current).unwrap();
    assert_eq!(test.method, Method::Asymptotic);
    assert!(test.p_value > 0.0 && test.p_value < 1.0);
    assert_eq!(bin_counts(&[1.0, 2.0, 2.5, 9.0, f64::NAN], &[2.0, 3.0]), vec![2.0, 1.0, 1.0]);
    assert_eq!(numeric_choice(1_000), NumericChoice::KolmogorovSmirnov);
    assert_eq!(categorical_choice(1_001), CategoricalChoice::JensenShannon);
}
