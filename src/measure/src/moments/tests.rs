use super::*;
use crate::tests::{cases, close, figure, golden, number, numbers, value, within};
use proptest::prelude::*;

/// ydata-profiling, tests/unit/test_describe.py.
#[test]
fn matches_the_columns_of_ydata_profiling() {
    let x = Moments::of(&[50.0, 50.0, -10.0, 0.0, 0.0, 5.0, 15.0, -3.0]);
    assert_eq!(x.n(), 8);
    assert_eq!(x.mean(), Figure::Value(13.375));
    assert_eq!(x.sum(), Figure::Value(107.0));
    assert_eq!((x.min(), x.max()), (Figure::Value(-10.0), Figure::Value(50.0)));
    close(value(&x.sd()), 23.68807716974934);
    close(value(&x.coefficient_of_variation()), 1.771071190261633);
    close(value(&x.skewness()), 1.0851622393567653);
    close(value(&x.kurtosis()), -0.502928589290038);
    let y = Moments::of(&[1e-6, 654.152, 15.984512, 3122.0, -31415926535.0 / 1e10, 111.0, 15.9, 13.5]);
    close(value(&y.mean()), 491.1743650433125);
    close(value(&y.sd()), 1086.1335236468506);
    close(value(&y.skewness()), 2.61565911357292);
}

#[test]
fn matches_pandas() {
    for case in cases(&golden("measure_columns.json")["moments"]) {
        let x = numbers(&case["x"]);
        let moments = Moments::of(&x);
        let unit = number(&case["unit"]);
        within(value(&moments.mean()) / unit, number(&case["mean"]) / unit, 1e-12);
        close(value(&moments.sd()) / unit, number(&case["sd"]) / unit);
        figure(&moments.skewness(), &case["skewness"]);
        figure(&moments.kurtosis(), &case["kurtosis"]);
        let mut one_by_one = Moments::new();
        x.iter().for_each(|&value| one_by_one.add(value));
        close(value(&one_by_one.sd()) / unit, number(&case["sd"]) / unit);
        figure(&one_by_one.kurtosis(), &case["kurtosis"]);
    }
}

#[test]
fn figures_are_undefined_with_a_reason() {
    let none = Moments::new();
    assert_eq!(none.mean().reason(), Some("no values"));
    assert_eq!(none.sum(), Figure::Value(0.0));
    assert_eq!(Moments::of(&[1.0]).sd().reason(), Some("needs two values"));
    assert_eq!(Moments::of(&[1.0, 2.0]).skewness().reason(), Some("needs three values"));
    assert_eq!(Moments::of(&[1.0, 2.0, 4.0]).kurtosis().reason(), Some("needs four values"));
    let constant = Moments::of(&[0.1; 3000]);
    assert_eq!(constant.sd(), Figure::Value(0.0));
    assert_eq!(constant.mean(), Figure::Value(0.1));
    assert_eq!(constant.skewness().reason(), Some("all values are equal"));
    assert_eq!(Moments::of(&[-1.0, 1.0]).coefficient_of_variation().reason(), Some("the mean is 0"));
}

#[test]
fn extreme_values_neither_overflow_nor_vanish() {
    let wide = Moments::of(&[1e300, -1e300, 0.0, 5.0]);
    assert_eq!(wide.mean(), Figure::Value(1.25));
    close(value(&wide.sd()) / 1e300, (2.0_f64 / 3.0).sqrt());
    assert_eq!(wide.variance().reason(), Some("the variance is larger than a number can be"));
    close(value(&wide.kurtosis()), value(&Moments::of(&[1.0, -1.0, 0.0, 0.0]).kurtosis()));
    assert!(Moments::of(&[f64::MAX, f64::MAX]).sum().reason().is_some());
    assert_eq!(Moments::of(&[f64::MAX, f64::MAX]).mean(), Figure::Value(f64::MAX));
    let zeros = Moments::of(&[0.0; 9]);
    assert_eq!((zeros.mean(), zeros.sd()), (Figure::Value(0.0), Figure::Value(0.0)));
    let mut mixed = Moments::of(&[0.0, 0.0]);
    mixed.merge(&Moments::of(&[2.0, 2.0]));
    assert_eq!(mixed.population_variance(), Figure::Value(1.0));
}

#[test]
fn what_is_not_finite_is_left_out_and_counted() {
    let moments = Moments::of(&[1.0, f64::NAN, 3.0, f64::INFINITY, f64::NEG_INFINITY]);
    assert_eq!((moments.n(), moments.left_out()), (2, 3));
    assert_eq!(moments.mean(), Figure::Value(2.0));
    let mut more = Moments::of(&[f64::NAN]);
    more.merge(&moments);
    assert_eq!((more.n(), more.left_out()), (2, 4));
}

proptest! {
    #[test]
    fn chunks_merged_in_any_order_are_the_whole(
        values in prop::collection::vec(prop_oneof![-100.0..100.0_f64, -1e300..1e300_f64, Just(7.0)], 1..300),
        cuts in prop::collection::vec(0usize..300, 0..5),
        backwards: bool,
    ) {
        let whole = Moments::of(&values);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % values.len()).chain([0, values.len()]).collect();
        cuts.sort_unstable();
        let mut parts: Vec<Moments> = cuts.windows(2).map(|cut| Moments::of(&values[cut[0]..cut[1]])).collect();
        if backwards {
            parts.reverse();
        }
        let mut merged = Moments::new();
        parts.iter().for_each(|part| merged.merge(part));
        prop_assert_eq!(merged.n(), whole.n());
        prop_assert_eq!((merged.min(), merged.max()), (whole.min(), whole.max()));
        for (a, b) in [
            (merged.sd(), whole.sd()), (merged.skewness(), whole.skewness()), (merged.kurtosis(), whole.kurtosis()),
        ] {
            match (a.value(), b.value()) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() <= 1e-8 * (1.0 + b.abs()), "{} {}", a, b),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
