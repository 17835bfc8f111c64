//! The difference of a metric between two models on the same rows, by the paired bootstrap.

use crate::bootstrap::{Plan, column, resample, spread};
use crate::interval::LEVEL;
use crate::special::normal_quantile;
use ninefold_base::{Figure, Interval, Meter, Stopped};

/// Which way a metric is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    HigherIsBetter,
    LowerIsBetter,
}

/// What the rows say about a model against its baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Better,
    NoDetectableDifference,
    Worse,
}

/// Model minus baseline, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub model: Figure,
    pub baseline: Figure,
    pub difference: Figure,
    /// Percentile interval of the difference, 95 %.
    pub interval: Option<Interval>,
    /// Two-sided: twice the smaller share of draws on one side of 0, with one draw added to each.
    pub p_value: Figure,
    /// Undefined where there is no interval.
    pub verdict: Result<Verdict, String>,
    /// The difference that these rows would have shown in four of five cases: (z.975 + z.8) · standard error.
    pub smallest_detectable: Figure,
    pub undefined_draws: usize,
    pub draws: u32,
    pub seed: u64,
}

/// Compares two models by a metric over the rows. `metric(weights)` gives (model, baseline) on rows with these weights, NaN for
/// undefined; it is called once with all weights 1. The verdict is by the interval: better or worse only if it lies on one
/// side of 0.
pub fn difference(
    rows: usize,
    plan: &Plan,
    direction: Direction,
    meter: &dyn Meter,
    metric: impl Fn(&[f64]) -> (f64, f64) + Sync,
) -> Result<Comparison, Stopped> {
    let (model, baseline) = metric(&vec![1.0; rows]);
    let results = resample(rows, plan, 1, meter, |weights, place| {
        let (model, baseline) = metric(weights);
        place[0] = model - baseline;
    })?;
    let reason = "a metric is undefined on these rows";
    let found = spread(column(&results, 1, 0), LEVEL);
    let defined: Vec<f64> = results.iter().copied().filter(|value| value.is_finite()).collect();
    let (below, above) = (count(&defined, |d| d <= 0.0), count(&defined, |d| d >= 0.0));
    let p_value = (2.0 * (below.min(above) + 1.0) / (defined.len() as f64 + 1.0)).min(1.0);
    let unclear = "too few draws have a value";
    let difference = Figure::finite(model - baseline, reason);
    let verdict = match (&found, &difference) {
        (Some(spread), Figure::Value(_)) => Ok(verdict(&spread.interval, direction)),
        (None, _) | (_, Figure::Undefined { .. }) => Err(difference.reason().unwrap_or(unclear).to_string()),
    };
    let power = normal_quantile(0.975) + normal_quantile(0.8);
    Ok(Comparison {
        model: Figure::finite(model, reason),
        baseline: Figure::finite(baseline, reason),
        difference,
        interval: found.as_ref().map(|spread| spread.interval),
        p_value: if found.is_some() { Figure::Value(p_value) } else { Figure::undefined(unclear) },
        verdict,
        smallest_detectable: match &found {
            Some(spread) => Figure::Value(power * spread.standard_error),
            None => Figure::undefined(unclear),
        },
        undefined_draws: results.len() - defined.len(),
        draws: plan.draws,
        seed: plan.seed,
    })
}

/// The verdict of an interval of model − baseline.
pub fn verdict(interval: &Interval, direction: Direction) -> Verdict {
    let above = interval.low > 0.0;
    let below = interval.high < 0.0;
    match direction {
        Direction::HigherIsBetter if above => Verdict::Better,
        Direction::HigherIsBetter if below => Verdict::Worse,
        Direction::LowerIsBetter if below => Verdict::Better,
        Direction::LowerIsBetter if above => Verdict::Worse,
        Direction::HigherIsBetter | Direction::LowerIsBetter => Verdict::NoDetectableDifference,
    }
}

fn count(values: &[f64], condition: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| condition(**value)).count() as f64
}
