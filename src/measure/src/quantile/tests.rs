use super::*;
use crate::tests::{cases, close, golden, number, numbers, value, within};
use proptest::prelude::*;

/// ydata-profiling, tests/unit/test_describe.py.
#[test]
fn matches_the_columns_of_ydata_profiling() {
    let mut x = [50.0, 50.0, -10.0, 0.0, 0.0, 5.0, 15.0, -3.0];
    sort(&mut x);
    for (q, expected) in [(0.05, -7.55), (0.25, -0.75), (0.5, 2.5), (0.75, 23.75), (0.95, 50.0)] {
        close(value(&quantile(&x, q)), expected);
    }
    assert_eq!(interquartile_range(&x), Figure::Value(24.5));
    assert_eq!(median_absolute_deviation(&x), Figure::Value(9.0));
    let mut y = [1e-6, 654.152, 15.984512, 3122.0, -31415926535.0 / 1e10, 111.0, 15.9, 13.5];
    sort(&mut y);
    let quantiles = [
        (0.05, -2.0420348747749997),
        (0.25, 10.12500025),
        (0.5, 15.942256),
        (0.75, 246.788),
        (0.95, 2258.2531999999987),
    ];
    for (q, expected) in quantiles {
        close(value(&quantile(&y, q)), expected);
    }
    close(value(&median_absolute_deviation(&y)), 17.51305182675);
}

#[test]
fn matches_pandas() {
    for case in cases(&golden("measure_columns.json")["moments"]) {
        let mut x = numbers(&case["x"]);
        sort(&mut x);
        let unit = number(&case["unit"]);
        for pair in cases(&case["quantiles"]) {
            let pair = numbers(pair);
            close(value(&quantile(&x, pair[0])) / unit, pair[1] / unit);
        }
        // The median of values around 1e9 is rounded to 1e-7.
        let tolerance = if case["case"] == "shifted" { 1e-6 } else { 1e-10 };
        within(value(&median_absolute_deviation(&x)) / unit, number(&case["mad"]) / unit, tolerance);
    }
}

#[test]
fn edges() {
    assert_eq!(quantile(&[], 0.5).reason(), Some("no values"));
    assert_eq!(quantile(&[1.0], 1.5).reason(), Some("a quantile lies between 0 and 1"));
    assert_eq!(quantile(&[3.0], 0.3), Figure::Value(3.0));
    assert_eq!(median(&[-f64::MAX, f64::MAX]), Figure::Value(0.0));
    assert_eq!(median_absolute_deviation(&[4.0]), Figure::Value(0.0));
    assert!(interquartile_range(&[]).reason().is_some());
}

proptest! {
    #[test]
    fn the_median_absolute_deviation_is_the_median_of_the_distances(mut values in prop::collection::vec(-9i32..9, 1..40)) {
        values.sort_unstable();
        let sorted: Vec<f64> = values.into_iter().map(f64::from).collect();
        let centre = value(&median(&sorted));
        let mut distances: Vec<f64> = sorted.iter().map(|x| (x - centre).abs()).collect();
        sort(&mut distances);
        prop_assert_eq!(median_absolute_deviation(&sorted), median(&distances));
    }
}
