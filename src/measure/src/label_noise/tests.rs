use super::*;
use crate::tests::{cases, categories, close, counts, golden, labels, numbers, value};

/// cleanlab, tests/test_filter_count.py (`labels_`, `pred_probs_`); thresholds and joint of NUMBERS.md section 7.
#[test]
fn ten_rows_of_cleanlab() {
    let given = [0, 0, 1, 1, 1, 1, 1, 1, 1, 2];
    let mut probabilities = vec![0.9, 0.1, 0.0, 0.6, 0.2, 0.2, 0.1, 0.0, 0.9];
    (0..6).for_each(|_| probabilities.extend([0.1, 0.8, 0.1]));
    probabilities.extend([0.1, 0.1, 0.8]);
    let found = ConfidentLearning::of(&given, &probabilities, 3).unwrap();
    for (threshold, expected) in found.thresholds.iter().zip([0.75, 4.8 / 7.0, 0.8]) {
        close(threshold.unwrap(), expected);
    }
    assert_eq!(found.calibrated_joint, vec![2, 0, 0, 0, 6, 1, 0, 0, 1]);
    let flagged: Vec<usize> = (0..10).filter(|&row| found.flagged[row]).collect();
    assert_eq!(flagged, vec![2]);
    let suspects = found.suspects(&given, &probabilities, RankBy::SelfConfidence);
    assert_eq!((suspects[0].given, suspects[0].likely, suspects[0].probability_given), (1, 2, 0.0));
    let rate = found.noise_rate();
    close(rate.high, 0.1);
    close(found.ceiling().low, 0.9);
    close(value(&found.noise_by_label()[1]), 1.0 / 7.0);
    close(found.joint().iter().sum(), 1.0);
}

#[test]
fn matches_cleanlab() {
    for case in cases(&golden("measure_label_noise.json")["cases"]) {
        let (given, p) = (categories(&case["labels"]), numbers(&case["p"]));
        let classes = case["classes"].as_u64().unwrap() as usize;
        let found = ConfidentLearning::of(&given, &p, classes).unwrap();
        for (threshold, expected) in found.thresholds.iter().zip(numbers(&case["thresholds"])) {
            close(threshold.unwrap(), expected);
        }
        assert_eq!(found.confident_joint, counts(&case["joint"]), "{}", case["case"]);
        assert_eq!(found.calibrated_joint, counts(&case["calibrated"]), "{}", case["case"]);
        let flagged: Vec<bool> = cases(&case["flagged"]).iter().map(|flag| flag.as_bool().unwrap()).collect();
        assert_eq!(found.flagged, flagged, "{}", case["case"]);
        let ranked: Vec<u64> =
            found.suspects(&given, &p, RankBy::SelfConfidence).iter().map(|suspect| suspect.row as u64).collect();
        assert_eq!(ranked, counts(&case["ranked"]));
        for (found, expected) in self_confidence(&given, &p, classes).iter().zip(numbers(&case["self_confidence"])) {
            close(*found, expected);
        }
        for (found, expected) in normalized_margin(&given, &p, classes).iter().zip(numbers(&case["normalized_margin"]))
        {
            close(*found, expected);
        }
        assert!(labels(&case["labels"]).len() == found.n_rows);
    }
}

#[test]
fn edges() {
    assert!(ConfidentLearning::of(&[], &[], 2).is_err());
    assert!(ConfidentLearning::of(&[5], &[0.5, 0.5], 2).is_err());
    // A class that no row has: no threshold, and nothing is flagged for it.
    let found =
        ConfidentLearning::of(&[0, 0, 1, 1], &[0.9, 0.1, 0.0, 0.8, 0.2, 0.0, 0.1, 0.9, 0.0, 0.2, 0.8, 0.0], 3).unwrap();
    assert_eq!(found.thresholds[2], None);
    assert!(found.flagged.iter().all(|flagged| !flagged));
    assert!(found.noise_by_label()[2].reason().is_some());
}

#[test]
fn injected_flips_are_counted_and_found() {
    let truth: Vec<u32> = (0..2_000).map(|i| i % 3).collect();
    let (given, flipped) = inject(&truth, 3, &Flips::Uniform { share: 0.2 }, 4);
    let share = flipped.iter().filter(|flipped| **flipped).count() as f64 / 2_000.0;
    assert!((share - 0.2).abs() < 0.03);
    assert!((0..2_000).all(|row| flipped[row] == (given[row] != truth[row]) && given[row] < 3));
    let p: Vec<f64> = truth.iter().flat_map(|&class| (0..3).map(move |j| if j == class { 0.8 } else { 0.1 })).collect();
    let found = ConfidentLearning::of(&given, &p, 3).unwrap();
    let suspicion: Vec<f64> = self_confidence(&given, &p, 3).iter().map(|confidence| 1.0 - confidence).collect();
    let (counts, auc) = detection(&flipped, &found.flagged, &suspicion);
    assert!(value(&counts.precision()) > 0.95 && value(&counts.recall()) > 0.9, "{counts:?}");
    assert_eq!(value(&auc), 1.0);
    let (_, by_class) = inject(&truth, 3, &Flips::ByClass { shares: vec![0.5, 0.0, 0.0] }, 4);
    assert!(by_class.iter().zip(&truth).all(|(flipped, class)| !flipped || *class == 0));
}
