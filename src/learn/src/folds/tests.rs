//! Folds part rows as they should: evenly, by group, forward in time.

use super::*;
use crate::matrix::{Column, RowExtras};
use crate::tests::*;

fn data(n: usize, extras: RowExtras) -> Dataset {
    let labels: Vec<bool> = (0..n).map(|row| row % 5 == 0).collect();
    let x = Column::number("x", (0..n).map(|row| row as f64).collect());
    Dataset::new(matrix(vec![x]), Target::binary(&labels, ["no", "yes"]), extras).unwrap()
}

fn check_partition(folds: &[Fold], n: usize) {
    let mut seen = vec![0; n];
    for fold in folds {
        assert_eq!(fold.train.len() + fold.test.len(), n);
        assert!(fold.train.is_sorted() && fold.test.is_sorted());
        assert!(fold.test.iter().all(|row| fold.train.binary_search(row).is_err()));
        fold.test.iter().for_each(|&row| seen[row as usize] += 1);
    }
    assert!(seen.iter().all(|&times| times == 1));
}

#[test]
fn stratified_folds_hold_each_class_evenly() {
    let data = data(103, RowExtras::default());
    let folds = Folding::Stratified { folds: 4, seed: 1 }.of(&data).unwrap();
    check_partition(&folds, 103);
    for fold in &folds {
        let positive = fold.test.iter().filter(|&&row| row % 5 == 0).count();
        assert!((5..=6).contains(&positive) && (25..=26).contains(&fold.test.len()), "{positive}");
    }
    assert_eq!(folds, Folding::Stratified { folds: 4, seed: 1 }.of(&data).unwrap());
    assert_ne!(folds, Folding::Stratified { folds: 4, seed: 2 }.of(&data).unwrap());
}

#[test]
fn groups_are_never_parted() {
    let groups: Vec<u32> = (0..120u32).map(|row| row / 3 * 1000).collect();
    let data = data(120, RowExtras { groups: Some(groups.clone()), ..RowExtras::default() });
    let folding = Folding::suited_to(&data, 5, 7);
    assert_eq!(folding, Folding::Grouped { folds: 5, seed: 7 });
    let folds = folding.of(&data).unwrap();
    check_partition(&folds, 120);
    for fold in &folds {
        let test: std::collections::HashSet<u32> = fold.test.iter().map(|&row| groups[row as usize]).collect();
        assert!(fold.train.iter().all(|&row| !test.contains(&groups[row as usize])));
        let positive = fold.test.iter().filter(|&&row| row % 5 == 0).count();
        assert!((3..=7).contains(&positive) && (18..=30).contains(&fold.test.len()), "{positive} {}", fold.test.len());
    }
    let few = data.select(&[0, 1, 2, 3, 4, 5]).unwrap();
    assert!(Folding::Grouped { folds: 3, seed: 0 }.of(&few).unwrap_err().why.contains("2 groups for 3 folds"));
}

#[test]
fn forward_folds_never_look_ahead() {
    // Not in order, with ties.
    let times: Vec<f64> = (0..100).map(|row| f64::from(row * 37 % 100 / 2)).collect();
    let data = data(100, RowExtras { times: Some(times.clone()), ..RowExtras::default() });
    for gap in [0.0, 3.0] {
        let folds = Folding::Forward { folds: 4, gap }.of(&data).unwrap();
        assert_eq!(folds.len(), 4);
        let mut seen = 0.0f64;
        for fold in &folds {
            let last = fold.train.iter().map(|&row| times[row as usize]).fold(f64::MIN, f64::max);
            let first = fold.test.iter().map(|&row| times[row as usize]).fold(f64::MAX, f64::min);
            assert!(last < first - gap || (gap == 0.0 && last < first), "{last} {first}");
            assert!(first > seen || seen == 0.0);
            seen = first;
        }
    }
    let same = data_with_times(&[1.0; 20]);
    assert!(Folding::Forward { folds: 3, gap: 0.0 }.of(&same).unwrap_err().why.contains("share one time"));
}

fn data_with_times(times: &[f64]) -> Dataset {
    data(times.len(), RowExtras { times: Some(times.to_vec()), ..RowExtras::default() })
}

#[test]
fn what_cannot_be_parted_is_refused() {
    let data = data(20, RowExtras::default());
    assert!(Folding::Stratified { folds: 1, seed: 0 }.of(&data).unwrap_err().why.contains("1 folds"));
    assert!(Folding::Stratified { folds: 30, seed: 0 }.of(&data).unwrap_err().why.contains("20 rows for 30"));
    assert!(Folding::Grouped { folds: 3, seed: 0 }.of(&data).unwrap_err().why.contains("no groups"));
    assert!(Folding::Forward { folds: 3, gap: 0.0 }.of(&data).unwrap_err().why.contains("no order in time"));
    // The first stretches hold one class.
    let times: Vec<f64> = (0..20).map(|row| if row % 5 == 0 { 100.0 } else { f64::from(row) }).collect();
    let late = data_with_times(&times);
    assert!(Folding::Forward { folds: 3, gap: 0.0 }.of(&late).unwrap_err().what.contains("one class"));
}
