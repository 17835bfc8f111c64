use super::*;
use crate::tests::{cases, figure, golden, numbers};

#[test]
fn errors_match_scikit_learn() {
    for case in cases(&golden("measure_classification.json")["regression"]) {
        let (y, p, w) = (numbers(&case["y"]), numbers(&case["p"]), numbers(&case["w"]));
        let rows = Predicted::weighted(&y, &p, &w).unwrap();
        figure(&rows.mean_absolute_error(), &case["mae"]);
        figure(&rows.root_mean_squared_error(), &case["rmse"]);
        figure(&rows.median_absolute_error(), &case["median_ae"]);
        figure(&rows.r_squared(), &case["r2"]);
        let percentage = rows.mean_absolute_percentage_error();
        figure(&percentage.figure, &case["mape"]);
        assert_eq!(percentage.left_out, y.iter().filter(|y| **y == 0.0).count());
        figure(&rows.pinball(0.9), &case["pinball_90"]);
        figure(&rows.d2_absolute(), &case["d2_absolute"]);
    }
}

#[test]
fn edges() {
    let constant = Predicted::new(&[2.0, 2.0], &[1.0, 3.0]).unwrap();
    assert_eq!(constant.r_squared().reason(), Some("the baseline makes no error"));
    assert_eq!(constant.bias(), Figure::Value(0.0));
    let none = Predicted::new(&[], &[]).unwrap();
    assert_eq!(none.mean_absolute_error().reason(), Some("no rows"));
    assert_eq!(none.median_absolute_error().reason(), Some("no rows"));
    let zeros = Predicted::new(&[0.0], &[1.0]).unwrap().mean_absolute_percentage_error();
    assert_eq!((zeros.figure.reason(), zeros.left_out), (Some("every true value is 0"), 1));
    assert!(Predicted::new(&[1.0], &[f64::NAN]).is_err());
    let wide = Predicted::new(&[1e300, -1e300], &[0.0, 0.0]).unwrap();
    assert_eq!(wide.root_mean_squared_error(), Figure::Value(1e300));
    assert!(wide.mean_squared_error().reason().is_some());
}
