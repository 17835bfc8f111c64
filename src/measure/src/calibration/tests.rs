use super::*;
use crate::classification::Scored;
use crate::random::Random;
use crate::tests::{cases, close, figure, golden, labels, number, numbers, within};
use ninefold_base::{Figure, Silent};

#[test]
fn errors_and_lines_match_statsmodels() {
    for case in cases(&golden("measure_calibration.json")["cases"]) {
        let (y, p) = (labels(&case["y"]), numbers(&case["p"]));
        let scored = Scored::new(&y, &p).unwrap();
        let reliability = Reliability::of(&scored, Binning::EqualWidth(ECE_BINS)).unwrap();
        figure(&reliability.expected_error, &case["ece"]);
        figure(&Reliability::of(&scored, Binning::EqualMass(ECE_BINS)).unwrap().expected_error, &case["ece_mass"]);
        close(reliability.bins.iter().map(|bin| bin.n).sum(), y.len() as f64);
        if case["line"] == true {
            let line = calibration_line(&scored);
            for (found, name) in
                [(&line.slope, "slope"), (&line.intercept, "intercept"), (&line.in_the_large, "in_the_large")]
            {
                within(found.value().unwrap(), number(&case[name]), 1e-8);
            }
            within(line.slope_error.value().unwrap(), number(&case["slope_se"]), 1e-6);
            within(line.intercept_error.value().unwrap(), number(&case["intercept_se"]), 1e-6);
        }
        let score = numbers(&case["score"]);
        let platt = Platt::fit(&Scored::new(&y, &score).unwrap()).unwrap();
        within(platt.slope, number(&case["platt_slope"]), 1e-8);
        within(platt.intercept, number(&case["platt_intercept"]), 1e-8);
    }
}

#[test]
fn isotonic_matches_scikit_learn() {
    let golden = golden("measure_calibration.json");
    let golden = &golden["isotonic"];
    let (x, y) = (numbers(&golden["x"]), labels(&golden["y"]));
    let map = Isotonic::fit(&Scored::new(&y, &x).unwrap()).unwrap();
    for (at, value) in numbers(&golden["at"]).into_iter().zip(numbers(&golden["value"])) {
        within(map.apply(at), value, 1e-10);
    }
    assert!(map.points().windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
    assert_eq!(Isotonic::fit(&Scored::new(&y[..999], &x[..999]).unwrap()), Err("fewer than 1,000 rows"));
}

#[test]
fn what_cannot_be_fitted_has_a_reason() {
    let separated = Scored::new(&[false, false, true, true], &[0.1, 0.2, 0.8, 0.9]).unwrap();
    assert_eq!(calibration_line(&separated).slope.reason(), Some("the classes are perfectly separated"));
    let platt = Platt::fit(&separated).unwrap();
    assert!(platt.apply(0.9) > platt.apply(0.1) && platt.apply(1e9) <= 1.0);
    let one_class = Scored::new(&[true, true], &[0.1, 0.2]).unwrap();
    assert_eq!(Platt::fit(&one_class), Err("only one class"));
    assert_eq!(calibration_line(&one_class).slope.reason(), Some("only one class"));
    let constant = Scored::new(&[true, false], &[0.3, 0.3]).unwrap();
    assert_eq!(Platt::fit(&constant), Err("every score is the same"));
    let odds = Scored::new(&[true, false], &[3.0, 0.3]).unwrap();
    assert!(Reliability::of(&odds, Binning::EqualWidth(15)).is_err());
    let edges = Scored::new(&[true, false, true], &[0.0, 1.0, 1.0 / 15.0]).unwrap();
    let bins = Reliability::of(&edges, Binning::EqualWidth(15)).unwrap().bins;
    // Right-closed: 1/15 is in the first bin, with 0.
    assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<f64>>(), vec![2.0, 1.0]);
}

/// NUMBERS.md section 3: about .056 at n = 500 and .007 at n = 20,000.
#[test]
fn perfect_calibration_is_not_an_error_of_zero() {
    let check = |n: usize, low: f64, high: f64| {
        let mut random = Random::new(5, 0);
        let p: Vec<f64> = (0..n).map(|_| random.uniform()).collect();
        let y: Vec<bool> = p.iter().map(|p| random.uniform() < *p).collect();
        let scored = Scored::new(&y, &p).unwrap();
        let binning = Binning::EqualWidth(ECE_BINS);
        let band = perfect_calibration_band(&scored, binning, 200, 1, &Silent).unwrap().unwrap();
        assert!((low..high).contains(&band.mean), "{band:?}");
        assert!(band.upper > band.mean);
        assert!(
            matches!(Reliability::of(&scored, binning).unwrap().expected_error, Figure::Value(ece) if ece < 2.0 * band.mean)
        );
        assert_eq!(band, perfect_calibration_band(&scored, binning, 200, 1, &Silent).unwrap().unwrap());
    };
    check(500, 0.048, 0.064);
    check(20_000, 0.006, 0.010);
}
