use super::*;
use crate::tests::{cases, close, golden, number, numbers};

#[test]
fn distributions_match_scipy() {
    let golden = golden("measure_columns.json");
    let golden = &golden["special"];
    let check = |name: &str, f: &dyn Fn(&[f64]) -> f64| {
        for case in cases(&golden[name]) {
            let case = numbers(case);
            let (arguments, expected) = case.split_at(case.len() - 1);
            let found = f(arguments);
            let scale = expected[0].abs().max(1e-300);
            let absolute = (found - expected[0]).abs();
            assert!(absolute <= 1e-10 * scale || absolute < 1e-13, "{name} {arguments:?}: {found:e} {:e}", expected[0]);
        }
    };
    check("normal_quantile", &|a| normal_quantile(a[0]));
    check("normal_cdf", &|a| normal_cdf(a[0]));
    check("chi_square_tail", &|a| chi_square_tail(a[0], a[1]));
    check("student_t", &|a| student_t_two_sided(a[0], a[1]));
    check("student_t_critical", &|a| student_t_critical(a[0], a[1]));
    check("binomial_cdf", &|a| binomial_cdf(a[0] as u64, a[1] as u64, a[2]));
    check("kolmogorov", &|a| kolmogorov_tail(a[0]));
    assert!(number(&golden["normal_cdf"][3][1]) == 0.5);
}

#[test]
fn ends_of_the_range_have_values() {
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert!(normal_quantile(1.5).is_nan());
    assert_eq!(gamma_q(2.0, 0.0), 1.0);
    assert_eq!(gamma_q(2.0, f64::INFINITY), 0.0);
    assert_eq!(student_t_two_sided(f64::INFINITY, 3.0), 0.0);
    close((0..=9).map(|k| binomial_pmf(k, 9, 0.3)).sum(), 1.0);
}
