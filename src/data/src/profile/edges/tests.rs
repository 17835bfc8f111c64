use super::*;
use proptest::prelude::*;

fn linear(min: f64, max: f64, count: u16, grain: Grain) -> Vec<f64> {
    edges(min, max, &Bins { count, ..Bins::default() }, grain)
}

#[test]
fn edges_fall_on_round_numbers() {
    assert_eq!(linear(0.13, 0.98, 10, Grain::Real), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]);
    assert_eq!(linear(17.0, 90.0, 8, Grain::Whole), [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]);
    assert_eq!(linear(1.0, 3.0, 30, Grain::Whole), [1.0, 2.0, 3.0]);
    assert_eq!(linear(5.0, 5.0, 30, Grain::Real), [5.0, 6.0]);
    let log = Bins { count: 4, scale: Scale::Log, range: None };
    assert_eq!(edges(0.5, 2000.0, &log, Grain::Real), [0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0]);
}

#[test]
fn edges_of_times_fall_on_the_calendar() {
    let at = |text: &str| crate::profile::target::outcome::microseconds(text).unwrap();
    let months = linear(at("2013-01-03"), at("2013-04-20"), 4, Grain::Day);
    assert_eq!(months, ["2013-01-01", "2013-02-01", "2013-03-01", "2013-04-01", "2013-05-01"].map(at));
    let mondays = linear(at("2024-01-02"), at("2024-01-16"), 2, Grain::Moment);
    assert_eq!(mondays, ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"].map(at));
    let hours = linear(at("08:10"), at("11:50"), 4, Grain::TimeOfDay);
    assert_eq!(hours, ["08:00", "09:00", "10:00", "11:00", "12:00"].map(at));
}

#[test]
fn a_range_is_kept_as_it_was_asked_for() {
    let bins = Bins { count: 5, scale: Scale::Linear, range: Some((3.0, 17.5)) };
    assert_eq!(edges(0.0, 100.0, &bins, Grain::Real), [3.0, 5.0, 10.0, 15.0, 17.5]);
}

proptest! {
    #[test]
    fn every_value_has_a_bin(a in -1e12..1e12f64, b in -1e12..1e12f64, count in 1..200u16, share in 0.0..=1.0f64,
                             grain in prop::sample::select(vec![Grain::Real, Grain::Whole, Grain::Moment, Grain::Day]),
                             log in any::<bool>()) {
        let (mut min, mut max) = (a.min(b), a.max(b));
        if log { (min, max) = (min.abs().max(1e-9), max.abs().max(1e-9)); }
        let (min, max) = (min.min(max), min.max(max));
        let bins = Bins { count, scale: if log { Scale::Log } else { Scale::Linear }, range: None };
        let edges = edges(min, max, &bins, grain);
        prop_assert!(edges.len() >= 2 && edges.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", edges);
        let value = (min + (max - min) * share).clamp(min, max);
        let bin = bin_of(&edges, value).unwrap();
        prop_assert!(edges[bin] <= value && value <= edges[bin + 1]);
        prop_assert!(edges.len() <= usize::from(count) * 3 + 12, "{} {}", edges.len(), count);
    }
}
