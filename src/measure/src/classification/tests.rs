use super::multiclass::Averaging;
use super::*;
use crate::tests::{cases, categories, close, counts, figure, golden, labels, number, numbers};
use ninefold_base::Figure;
use proptest::prelude::*;

#[test]
fn two_classes_match_scikit_learn() {
    for case in cases(&golden("measure_classification.json")["binary"]) {
        let (y, p, w) = (labels(&case["y"]), numbers(&case["p"]), numbers(&case["w"]));
        let scored = Scored::weighted(&y, &p, &w).unwrap();
        let ranking = Ranking::of(&scored);
        close(ranking.auc().unwrap().auc, number(&case["auc"]));
        figure(&ranking.average_precision(), &case["average_precision"]);
        figure(&log_loss(&scored), &case["log_loss"]);
        figure(&brier(&scored), &case["brier"]);
        figure(&brier_skill(&scored), &case["brier_skill"]);
        let threshold = number(&case["threshold"]);
        let confusion = Confusion::at(&scored, threshold);
        let Confusion { true_positives, false_positives, false_negatives, true_negatives } = confusion;
        let found = [true_positives, false_positives, false_negatives, true_negatives];
        assert_eq!(found.to_vec(), numbers(&case["confusion"]), "{}", case["case"]);
        assert_eq!(ranking.confusion_at(threshold), confusion);
        figure(&confusion.accuracy(), &case["accuracy"]);
        figure(&confusion.balanced_accuracy(), &case["balanced_accuracy"]);
        figure(&confusion.recall(), &case["recall"]);
        if confusion.flagged() > 0.0 {
            figure(&confusion.precision(), &case["precision"]);
        }
        figure(&confusion.f1(), &case["f1"]);
        figure(&confusion.f_beta(2.0), &case["f2"]);
        figure(&confusion.matthews(), &case["mcc"]);
        figure(&confusion.kappa(), &case["kappa"]);
    }
}

#[test]
fn curves_match_scikit_learn() {
    for case in cases(&golden("measure_classification.json")["binary"]) {
        let (y, p, w) = (labels(&case["y"]), numbers(&case["p"]), numbers(&case["w"]));
        let ranking = Ranking::of(&Scored::weighted(&y, &p, &w).unwrap());
        let roc = ranking.roc().unwrap();
        let (fpr, tpr) = (numbers(&case["fpr"]), numbers(&case["tpr"]));
        // scikit-learn keeps thresholds that only rows of weight 0 have: points twice over.
        for point in &roc {
            let same = |i: usize| {
                (fpr[i] - point.false_positive_rate).abs() < 1e-12 && (tpr[i] - point.true_positive_rate).abs() < 1e-12
            };
            assert!((0..fpr.len()).any(same), "{point:?}");
        }
        let (recalls, precisions) = (numbers(&case["recalls"]), numbers(&case["precisions"]));
        for point in ranking.precision_recall().unwrap() {
            let same =
                |i: usize| (recalls[i] - point.recall).abs() < 1e-12 && (precisions[i] - point.precision).abs() < 1e-12;
            assert!((0..recalls.len()).any(same), "{point:?}");
        }
        let gains = ranking.gains().unwrap();
        let last = gains.last().unwrap();
        close(last.share_of_rows, 1.0);
        close(last.lift, 1.0);
    }
}

#[test]
fn more_classes_match_scikit_learn() {
    for case in cases(&golden("measure_classification.json")["multiclass"]) {
        let (y, p) = (categories(&case["y"]), numbers(&case["p"]));
        let rows = Multiclass::new(&y, &p, case["classes"].as_u64().unwrap() as usize).unwrap();
        assert_eq!(rows.confusion(), counts(&case["confusion"]));
        figure(&rows.accuracy(), &case["accuracy"]);
        figure(&rows.log_loss(), &case["log_loss"]);
        figure(&rows.matthews(), &case["mcc"]);
        for (class, f1) in rows.per_class().iter().zip(cases(&case["f1"])) {
            figure(&class.f1(), f1);
        }
        let average = |averaging, f: fn(&Confusion) -> Figure| rows.average(averaging, f).figure;
        figure(&average(Averaging::Macro, Confusion::f1), &case["f1_macro"]);
        figure(&average(Averaging::Weighted, Confusion::f1), &case["f1_weighted"]);
        figure(&average(Averaging::Macro, Confusion::precision), &case["precision_macro"]);
        figure(&average(Averaging::Weighted, Confusion::recall), &case["recall_weighted"]);
        for (found, expected) in rows.one_vs_rest_auc().iter().zip(cases(&case["auc"])) {
            figure(found, expected);
        }
        figure(&rows.average_auc(Averaging::Macro).figure, &case["auc_macro"]);
        figure(&rows.average_auc(Averaging::Weighted).figure, &case["auc_weighted"]);
    }
}

#[test]
fn what_cannot_be_told_is_undefined() {
    let one_class = Scored::new(&[true, true], &[0.2, 0.9]).unwrap();
    let ranking = Ranking::of(&one_class);
    assert_eq!(ranking.auc().unwrap_err(), "no row of the negative class");
    assert_eq!(ranking.average_precision(), Figure::Value(1.0));
    assert!(brier_skill(&one_class).reason().is_some());
    assert!(log_loss(&one_class).value().is_some());
    let none = Ranking::of(&Scored::new(&[false], &[0.2]).unwrap());
    assert_eq!(none.average_precision().reason(), Some("no row of the positive class"));
    let quiet = Confusion::at(&one_class, 2.0);
    assert_eq!(quiet.precision().reason(), Some("no row is decided positive"));
    assert_eq!(quiet.recall(), Figure::Value(0.0));
    assert!(quiet.matthews().reason().is_some());
    assert!(quiet.specificity().reason().is_some());
    assert!(Confusion::default().f1().reason().is_some());
    assert!(Confusion::default().kappa().reason().is_some());
    assert_eq!(Scored::new(&[true], &[f64::NAN]), Err("a row without a score"));
    assert!(Scored::weighted(&[true], &[0.1], &[-1.0]).is_err());
    let odds = Scored::new(&[true, false], &[3.0, -2.0]).unwrap();
    assert!(log_loss(&odds).reason().is_some() && brier(&odds).reason().is_some());
    // The average leaves out the class that no row has and none is decided to be.
    let rows = Multiclass::new(&[0, 1], &[0.9, 0.1, 0.0, 0.2, 0.8, 0.0], 3).unwrap();
    let average = rows.average(Averaging::Macro, Confusion::f1);
    assert_eq!((average.figure, average.left_out), (Figure::Value(1.0), 1));
}

#[test]
fn constant_scores_know_nothing() {
    let scored = Scored::new(&[true, false, false, false], &[0.3; 4]).unwrap();
    let ranking = Ranking::of(&scored);
    assert_eq!(ranking.auc().unwrap().auc, 0.5);
    assert_eq!(ranking.average_precision(), Figure::Value(0.25));
    assert_eq!(Confusion::at(&scored, 0.3).flagged(), 4.0);
    assert_eq!(ranking.largest_youden().unwrap(), (0.0, f64::INFINITY));
}

proptest! {
    #[test]
    fn weights_are_rows_repeated_and_order_does_not_matter(
        rows in prop::collection::vec((any::<bool>(), 0u32..8, 0usize..4), 1..40),
    ) {
        let (mut y, mut p, mut w) = (Vec::new(), Vec::new(), Vec::new());
        let (mut repeated_y, mut repeated_p) = (Vec::new(), Vec::new());
        for (label, score, weight) in &rows {
            let score = f64::from(*score) / 8.0;
            y.push(*label);
            p.push(score);
            w.push(*weight as f64);
            repeated_y.extend(std::iter::repeat_n(*label, *weight));
            repeated_p.extend(std::iter::repeat_n(score, *weight));
        }
        repeated_y.reverse();
        repeated_p.reverse();
        let weighted = Scored::weighted(&y, &p, &w).unwrap();
        let repeated = Scored::new(&repeated_y, &repeated_p).unwrap();
        prop_assert_eq!(Ranking::of(&weighted), Ranking::of(&repeated));
        let (ordered, ranking) = (Ordered::of(&Scored::new(&y, &p).unwrap()), Ranking::of(&weighted));
        let same = |found: f64, expected: Option<f64>| match expected {
            Some(expected) => (found - expected).abs() < 1e-12,
            None => found.is_nan(),
        };
        prop_assert!(same(ordered.auc(&w), ranking.auc().ok().map(|auc| auc.auc)));
        prop_assert!(same(ordered.average_precision(&w), ranking.average_precision().value()));
        prop_assert_eq!(Confusion::at(&weighted, 0.5), Confusion::at(&repeated, 0.5));
        for (a, b) in [(log_loss(&weighted), log_loss(&repeated)), (brier(&weighted), brier(&repeated))] {
            match (a.value(), b.value()) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-12),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
