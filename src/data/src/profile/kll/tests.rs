//! The sketch against sorted arrays, on input made to hurt it.

use super::*;
use crate::profile::hashing::mix;
use crate::profile::ranks::weighted_quantile;

/// Largest distance of the rank of a quantile from where it should be, as a share of the values.
fn worst(sketch: &Kll, values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let weighted = sketch.weighted();
    let n = sorted.len() as f64;
    let mut worst: f64 = 0.0;
    for share in 0..=200 {
        let share = f64::from(share) / 200.0;
        let found = weighted_quantile(&weighted, share);
        let low = sorted.partition_point(|value| *value < found) as f64 / n;
        let high = sorted.partition_point(|value| *value <= found) as f64 / n;
        worst = worst.max(low - share).max(share - high);
    }
    worst
}

fn uniform(i: u64) -> f64 {
    mix(i) as f64 / u64::MAX as f64
}

fn adversaries(n: u64) -> Vec<(&'static str, Vec<f64>)> {
    let heavy = |i| (1.0 - uniform(i)).powf(-3.0);
    vec![
        ("ascending", (0..n).map(|i| i as f64).collect()),
        ("descending", (0..n).rev().map(|i| i as f64).collect()),
        ("zigzag", (0..n).map(|i| if i % 2 == 0 { i as f64 } else { -(i as f64) }).collect()),
        ("random", (0..n).map(uniform).collect()),
        ("heavy tail", (0..n).map(heavy).collect()),
        ("constant", vec![7.0; n as usize]),
        ("few", (0..n).map(|i| (mix(i) % 5) as f64).collect()),
        ("huge", (0..n).map(|i| if i % 2 == 0 { 1e300 * uniform(i) } else { -1e300 * uniform(i) }).collect()),
        ("mostly one", (0..n).map(|i| if i % 100 == 0 { uniform(i) } else { 0.0 }).collect()),
        ("sawtooth", (0..n).map(|i| (i % 1000) as f64).collect()),
    ]
}

#[test]
fn ranks_stay_within_the_bound_on_adversarial_input() {
    for (name, values) in adversaries(300_000) {
        let mut sketch = Kll::new(512);
        values.iter().for_each(|value| sketch.add(*value));
        assert_eq!(sketch.n(), 300_000);
        assert!(worst(&sketch, &values) <= sketch.rank_error(), "{name}: {}", worst(&sketch, &values));
        let kept: u64 = sketch.weighted().iter().map(|(_, weight)| weight).sum();
        assert_eq!(kept, 300_000, "{name}: no value is lost");
        let sizes: usize = sketch.levels.iter().map(Vec::len).sum();
        assert!(sizes < 4 * 512, "{name}: {sizes}");
    }
}

#[test]
fn merged_sketches_stay_within_the_bound() {
    for (name, values) in adversaries(200_000) {
        let mut whole = Kll::new(512);
        for (i, part) in values.chunks(9_973).enumerate() {
            let mut sketch = Kll::new(512);
            part.iter().for_each(|value| sketch.add(*value));
            if i % 2 == 0 {
                whole.merge(&sketch);
            } else {
                sketch.merge(&whole);
                whole = sketch;
            }
        }
        assert!(worst(&whole, &values) <= whole.rank_error(), "{name}: {}", worst(&whole, &values));
    }
}

#[test]
fn a_value_many_times_is_as_many_values() {
    let mut sketch = Kll::new(256);
    let mut values = Vec::new();
    for i in 0..3000u64 {
        let times = 1 + mix(i) % 40;
        sketch.add_times(i as f64, times);
        values.extend(std::iter::repeat_n(i as f64, times as usize));
    }
    assert_eq!(sketch.n(), values.len() as u64);
    assert!(worst(&sketch, &values) <= sketch.rank_error());
}
