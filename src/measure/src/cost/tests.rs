use super::*;
use crate::classification::Ranking;
use crate::random::Random;
use crate::tests::close;

fn rows(n: usize) -> (Vec<bool>, Vec<f64>) {
    let mut random = Random::new(11, 0);
    (0..n)
        .map(|_| {
            let p = (random.uniform() * 40.0).round() / 40.0;
            (random.uniform() < p, p)
        })
        .unzip()
}

#[test]
fn thresholds_by_bayes() {
    let check = |costs: CostMatrix, expected: Option<f64>| {
        let found = costs.bayes_threshold().value();
        assert_eq!(found, expected, "{costs:?}");
    };
    // NUMBERS.md section 3: fp 1, fn 10.
    check(CostMatrix::of_mistakes(1.0, 10.0), Some(1.0 / 11.0));
    check(CostMatrix::of_mistakes(1.0, 1.0), Some(0.5));
    check(CostMatrix { true_positive: 1.0, false_positive: 1.0, false_negative: 5.0, true_negative: 0.0 }, Some(0.2));
    check(CostMatrix::of_mistakes(0.0, 0.0), None);
    check(CostMatrix::of_mistakes(-1.0, 1.0), None);
}

#[test]
fn the_least_cost_is_the_least_of_every_threshold() {
    let (y, p) = rows(300);
    let scored = Scored::new(&y, &p).unwrap();
    let costs = CostMatrix::of_mistakes(1.0, 4.0);
    let curve = cost_curve(&Ranking::of(&scored), &costs).unwrap();
    for point in &curve.points {
        let confusion = Confusion::at(&scored, point.threshold);
        assert_eq!(confusion, point.confusion);
        close(costs.mean(&confusion).value().unwrap(), point.mean_cost);
        assert!(point.low < point.threshold && point.threshold <= point.high);
    }
    let least = least_cost_threshold(&curve, 300, Some(0.2)).unwrap();
    assert!(curve.points.iter().all(|point| least.point.mean_cost <= point.mean_cost + 1e-12));
    assert!(least.flat_low <= least.point.threshold && least.point.threshold <= least.flat_high);
    assert!((least.point.threshold - 0.2).abs() < 0.15, "scores are calibrated here: {least:?}");
    let savings = costs.savings(&least.point.confusion).value().unwrap();
    close(savings, 1.0 - least.point.mean_cost / curve.trivial);
    assert!(least_cost_threshold(&curve, 49, None).is_err());

    let same = vec![costs; 300];
    let per_row = cost_curve_per_row(&scored, &same).unwrap();
    for (a, b) in per_row.points.iter().zip(&curve.points) {
        close(a.mean_cost, b.mean_cost);
    }
    close(mean_cost_by_bayes(&scored, &same).value().unwrap(), mean_cost_per_row(&scored, &same, 0.2).value().unwrap());
}

#[test]
fn ties_go_to_the_threshold_nearest_bayes() {
    // Perfectly separated with a wide gap above and below: three thresholds in a row cost nothing.
    let y: Vec<bool> = (0..60).map(|i| i >= 30).collect();
    let p: Vec<f64> = (0..60).map(|i| if i < 30 { 0.1 } else { 0.9 }).collect();
    let curve = cost_curve(&Ranking::of(&Scored::new(&y, &p).unwrap()), &CostMatrix::of_mistakes(1.0, 1.0)).unwrap();
    let least = least_cost_threshold(&curve, 60, Some(0.5)).unwrap();
    assert_eq!((least.point.threshold, least.point.mean_cost), (0.5, 0.0));
    let free = cost_curve(&Ranking::of(&Scored::new(&y, &p).unwrap()), &CostMatrix::default()).unwrap();
    assert_eq!(least_cost_threshold(&free, 60, Some(0.05)).unwrap().point.threshold, 0.1);
    assert_eq!(least_cost_threshold(&free, 60, None).unwrap().point.threshold, 0.9_f64.next_up());
}

#[test]
fn room_for_k_rows() {
    let scored = Scored::new(&[true, false, true, false, false], &[0.9, 0.8, 0.8, 0.3, 0.1]).unwrap();
    let ranking = Ranking::of(&scored);
    let check = |room: f64, threshold: f64, flagged: f64, tied_out: f64| {
        let found = capacity(&ranking, room).unwrap();
        assert_eq!((found.threshold, found.confusion.flagged(), found.tied_out), (threshold, flagged, tied_out));
        assert_eq!(Confusion::at(&scored, found.threshold), found.confusion);
    };
    check(0.0, 0.9_f64.next_up(), 0.0, 0.0);
    check(1.0, 0.9, 1.0, 0.0);
    check(2.0, 0.9, 1.0, 2.0);
    check(3.0, 0.8, 3.0, 0.0);
    check(99.0, 0.1, 5.0, 0.0);
    assert_eq!(capacity(&Ranking::of(&Scored::new(&[], &[]).unwrap()), 1.0), None);
}
