use super::*;
use crate::entropy::LogBase;
use crate::interval::LEVEL;
use crate::tests::{cases, categories, close, counts, figure, golden, labels, number, numbers, value};
use proptest::prelude::*;

/// Counts of the classes at each distinct value, ascending.
fn class_counts(x: &[f64], positive: &[bool]) -> Vec<ClassCounts> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let mut found: Vec<ClassCounts> = Vec::new();
    let mut last = f64::NAN;
    for row in order {
        if x[row] != last {
            found.push(ClassCounts::default());
            last = x[row];
        }
        let at = found.last_mut().unwrap();
        if positive[row] { at.positives += 1.0 } else { at.negatives += 1.0 }
    }
    found
}

#[test]
fn pairs_match_scipy() {
    for case in cases(&golden("measure_columns.json")["pairs"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let moments = CoMoments::of(&x, &y);
        figure(&moments.pearson(), &case["pearson"]);
        figure(&moments.covariance(), &case["covariance"]);
        figure(&moments.line().0, &case["intercept"]);
        figure(&moments.line().1, &case["slope"]);
        assert_eq!(midranks(&x), numbers(&case["ranks"]));
        figure(&spearman(&x, &y).0, &case["spearman"]);

        let groups = categories(&case["groups"]);
        let mut by_group = vec![Moments::new(); 5];
        for (x, group) in x.iter().zip(groups) {
            by_group[group as usize].add(x + f64::from(group));
        }
        figure(&correlation_ratio(&by_group), &case["eta"]);

        let estimate = auc_from_counts(&class_counts(&x, &labels(&case["positive"]))).unwrap();
        close(estimate.auc, number(&case["auc"]));
        figure(&estimate.standard_error, &case["auc_se"]);
        let interval = estimate.interval(LEVEL).unwrap();
        assert!(interval.contains(estimate.auc));
        assert!((estimate.standard_error_hanley / value(&estimate.standard_error) - 1.0).abs() < 0.3);
    }
}

/// NUMBERS.md section 2, computed with scipy and Bergsma's formula.
#[test]
fn tables_match_published_values() {
    let check = |columns: usize, counts: &[u64], none: f64, yates: f64, raw: f64| {
        let table = ContingencyTable::new(columns, counts.to_vec()).unwrap();
        close(value(&table.cramers_v(Continuity::None)), none);
        close(value(&table.cramers_v(Continuity::Yates)), yates);
        close(value(&table.cramers_v_raw(Continuity::None)), raw);
    };
    check(2, &[30, 10, 10, 30], 0.4902903378, 0.4644320353, 0.5);
    check(3, &[20, 15, 5, 5, 15, 20], 0.4497150095, 0.4497150095, 0.4743416490);
    for case in cases(&golden("measure_columns.json")["tables"]) {
        let table = ContingencyTable::new(case["columns"].as_u64().unwrap() as usize, counts(&case["counts"])).unwrap();
        let chi = table.chi_square(Continuity::None).unwrap();
        close(chi.statistic, number(&case["chi2"]));
        close(chi.p_value, number(&case["p"]));
        close(table.chi_square(Continuity::Yates).unwrap().statistic, number(&case["chi2_yates"]));
        figure(&table.mutual_information(LogBase::E), &case["mutual_information"]);
        figure(&table.theils_u_of_columns(), &case["u_columns"]);
        figure(&table.theils_u_of_rows(), &case["u_rows"]);
        figure(&table.cramers_v_raw(Continuity::None), &case["raw_v"]);
    }
}

#[test]
fn what_cannot_be_told_has_a_reason() {
    assert_eq!(CoMoments::of(&[1.0], &[1.0]).pearson().reason(), Some("needs two pairs"));
    assert_eq!(CoMoments::of(&[0.1; 50], &[1.0; 50]).pearson().reason(), Some("one side is constant"));
    let one_column = ContingencyTable::new(2, vec![3, 0, 4, 0]).unwrap();
    assert_eq!((one_column.rows(), one_column.columns()), (2, 1));
    assert_eq!(one_column.cramers_v(Continuity::None).reason(), Some("one side is constant"));
    assert_eq!(one_column.theils_u_of_columns().reason(), Some("what is to be told is constant"));
    assert_eq!(one_column.theils_u_of_rows(), Figure::Value(0.0));
    assert_eq!(ContingencyTable::new(3, vec![1, 2]), None);
    let nothing = ContingencyTable::of_pairs(&[], &[], 2, 2);
    assert_eq!(nothing.mutual_information(LogBase::E).reason(), Some("no values"));
    assert_eq!(phi(3, 0, 2, 0).reason(), Some("one side is constant"));
    assert_eq!(phi(3, 0, 0, 2), Figure::Value(1.0));
    assert_eq!(phi(0, 3, 2, 0), Figure::Value(-1.0));
    assert!(correlation_ratio(&[Moments::of(&[1.0, 2.0])]).reason().is_some());
    assert_eq!(correlation_ratio(&[Moments::of(&[1.0]), Moments::of(&[1.0])]).reason(), Some("all values are equal"));
    let positives = [ClassCounts { positives: 3.0, negatives: 0.0 }];
    assert_eq!(auc_from_counts(&positives), Err("no row of the negative class"));
    let constant = [ClassCounts { positives: 3.0, negatives: 4.0 }];
    assert_eq!(auc_from_counts(&constant).unwrap().auc, 0.5);
}

#[test]
fn correlation_takes_values_of_any_size() {
    let x = [1e300, -1e300, 5e299, 0.0];
    let y = [2e-200, -2e-200, 1e-200, 0.0];
    close(value(&CoMoments::of(&x, &y).pearson()), 1.0);
    close(value(&CoMoments::of(&x, &y).covariance()) / 1e100, 4.375 / 3.0);
    let odd = CoMoments::of(&[1.0, f64::NAN, 2.0, 3.0], &[1.0, 1.0, f64::INFINITY, 3.0]);
    assert_eq!((odd.n(), odd.left_out()), (2, 2));
}

proptest! {
    #[test]
    fn co_moments_of_chunks_are_those_of_the_whole(
        pairs in prop::collection::vec((prop_oneof![-50.0..50.0_f64, -1e200..1e200_f64], -3i32..3), 2..80), cut in 0usize..80,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(x, y)| (*x, f64::from(*y))).unzip();
        let cut = cut % x.len();
        let mut merged = CoMoments::of(&x[cut..], &y[cut..]);
        merged.merge(&CoMoments::of(&x[..cut], &y[..cut]));
        let whole = CoMoments::of(&x, &y);
        match (merged.pearson().value(), whole.pearson().value()) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn auc_turns_round_with_the_classes(rows in prop::collection::vec((0i32..6, any::<bool>()), 2..60)) {
        let x: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let positive: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let negative: Vec<bool> = rows.iter().map(|row| !row.1).collect();
        match (auc_from_counts(&class_counts(&x, &positive)), auc_from_counts(&class_counts(&x, &negative))) {
            (Ok(a), Ok(b)) => {
                prop_assert!((a.auc + b.auc - 1.0).abs() < 1e-12);
                if let (Some(a), Some(b)) = (a.standard_error.value(), b.standard_error.value()) {
                    prop_assert!((a - b).abs() < 1e-7);
                }
            }
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
    }
}
