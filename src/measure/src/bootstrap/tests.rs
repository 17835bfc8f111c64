use super::*;
use ninefold_base::Silent;

fn mean(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().enumerate().map(|(row, weight)| row as f64 * weight).sum();
    sum / weights.iter().sum::<f64>()
}

fn draws(plan: &Plan, rows: usize) -> Vec<f64> {
    resample(rows, plan, 1, &Silent, |weights, place| place[0] = mean(weights)).unwrap()
}

#[test]
fn the_spread_of_a_mean_is_its_standard_error() {
    let plan = Plan { draws: 2_000, seed: 1, units: Units::Rows };
    let found = spread(draws(&plan, 100).into_iter(), 0.95).unwrap();
    // The standard deviation of 0..100 is 28.87.
    assert!((found.standard_error - 2.887).abs() < 0.15, "{found:?}");
    assert!((found.interval.low - 43.85).abs() < 0.7 && (found.interval.high - 55.15).abs() < 0.7);
}

#[test]
fn results_do_not_depend_on_threads() {
    let plan = Plan { draws: 64, seed: 3, units: Units::Rows };
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| draws(&plan, 50));
    let several = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| draws(&plan, 50));
    assert_eq!(alone, several);
    assert_ne!(alone, draws(&Plan { seed: 4, ..plan }, 50));
}

#[test]
fn strata_keep_their_size_and_groups_stay_together() {
    let strata = [0, 0, 0, 1, 1, 3, 3, 3, 3];
    let plan = Plan { draws: 50, seed: 1, units: Units::Stratified(&strata) };
    let share = |weights: &[f64], place: &mut [f64]| {
        place[0] = weights[..3].iter().sum();
        place[1] = weights[5..].iter().sum();
    };
    let results = resample(9, &plan, 2, &Silent, share).unwrap();
    assert!(results.chunks(2).all(|sums| sums == [3.0, 4.0]));
    let plan = Plan { units: Units::Groups(&strata), ..plan };
    let together = |weights: &[f64], place: &mut [f64]| {
        place[0] = if weights[3] == weights[4] && weights[0] == weights[2] { 1.0 } else { 0.0 };
    };
    assert!(resample(9, &plan, 1, &Silent, together).unwrap().iter().all(|same| *same == 1.0));
}

#[test]
fn undefined_draws_are_counted_and_too_many_give_no_interval() {
    let values = |undefined: usize| (0..100).map(move |i| if i < undefined { f64::NAN } else { f64::from(i as u32) });
    assert_eq!(spread(values(10), 0.95).unwrap().undefined_draws, 10);
    assert_eq!(spread(values(60), 0.95), None);
}

struct Stop;

impl Meter for Stop {
    fn report(&self, _done: u64, _total: u64) {}
    fn stopped(&self) -> bool {
        true
    }
}

#[test]
fn it_stops_when_asked() {
    let plan = Plan { draws: 10, seed: 1, units: Units::Rows };
    assert_eq!(resample(5, &plan, 1, &Stop, |_, _| {}), Err(Stopped));
}
