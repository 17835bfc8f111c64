//! Edges of bins where people expect them: on round numbers, on powers of ten, on the calendar.
//!
//! A range and a wish in, ascending edges out that hold the whole range. Start at [`edges`].

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime};
use ninefold_base::explore::Bins;
use ninefold_base::profile::column::Scale;

/// Bins at most, whatever is asked for.
const MOST: u16 = 1_000;
const DAY: f64 = 86_400e6;

/// What the values are, for steps that suit them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Any number.
    Real,
    /// Whole numbers: no bin is narrower than 1.
    Whole,
    /// Microseconds since 1970-01-01 of moments.
    Moment,
    /// The same of whole days: no bin is narrower than a day.
    Day,
    /// Microseconds since midnight.
    TimeOfDay,
}

/// About `bins.count` bins over `min..=max` (or the range asked for): at least two ascending edges, the first at or below
/// the least value and the last at or above the greatest. For a logarithmic scale `min` must be positive.
pub fn edges(min: f64, max: f64, bins: &Bins, grain: Grain) -> Vec<f64> {
    let (min, max) = bins.range.unwrap_or((min, max));
    let count = f64::from(bins.count.clamp(1, MOST));
    let edges = match (bins.scale, grain) {
        (Scale::Log, _) if min > 0.0 => powers(min, max, count),
        (_, Grain::Moment) => calendar(min, max, count, 1.0),
        (_, Grain::Day) => calendar(min, max, count, DAY),
        (_, Grain::TimeOfDay) => multiples(min, max, clock_step((max - min) / count)),
        (_, Grain::Whole) => multiples(min, max, round_step((max - min) / count).max(1.0)),
        (_, Grain::Real) => multiples(min, max, round_step((max - min) / count)),
    };
    match bins.range {
        // Just what was asked for: the ends stay where they are.
        Some((low, high)) if low < high => {
            let inner = edges.into_iter().filter(|edge| *edge > low && *edge < high);
            std::iter::once(low).chain(inner).chain([high]).collect()
        }
        _ => edges,
    }
}

/// The least of 1, 2, 5 times a power of ten that is at least `wanted`.
fn round_step(wanted: f64) -> f64 {
    if wanted <= 0.0 || !wanted.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powi(wanted.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= wanted * (1.0 - 1e-9));
    step.unwrap_or(10.0 * power)
}

/// Multiples of `step` from at or below `min` to at or above `max`.
fn multiples(min: f64, max: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((min / step).floor(), (max / step).ceil());
    if last - first > f64::from(MOST) * 10.0 || !first.is_finite() || !last.is_finite() || min + step == min {
        // Values too close together, or too far apart, for round numbers.
        return if min < max { vec![min, max] } else { vec![min, min + min.abs().max(1.0)] };
    }
    let last = last.max(first + 1.0);
    // Below 1 a step is 1/k: dividing gives 0.3, multiplying 0.30000000000000004.
    let inverse = (1.0 / step).round();
    let edge = |i: f64| if step < 1.0 { i / inverse } else { i * step };
    (0..=(last - first) as u32).map(|i| edge(first + f64::from(i))).collect()
}

/// Edges at equal steps of the logarithm, of which a power of ten is a whole number of steps.
fn powers(min: f64, max: f64, count: f64) -> Vec<f64> {
    let decades = (max / min).log10().max(1e-9);
    let per_decade = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().rfind(|n| n * decades <= count.max(1.0));
    let per_decade = per_decade.unwrap_or(1.0);
    let edge = |i: i64| 10_f64.powf(i as f64 / per_decade);
    let mut first = (min.log10() * per_decade).floor() as i64;
    let mut last = (max.log10() * per_decade).ceil() as i64;
    // The logarithm is rounded: the ends must hold the values.
    while edge(first) > min {
        first -= 1;
    }
    while edge(last) < max || last == first {
        last += 1;
    }
    (first..=last).map(edge).collect()
}

fn clock_step(wanted: f64) -> f64 {
    let seconds = [
        1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0,
        3600.0, 7200.0, 10800.0, 21600.0, 43200.0,
    ];
    seconds.into_iter().map(|s| s * 1e6).find(|step| *step >= wanted).unwrap_or(DAY)
}

/// Edges at midnight, on the first of a month or a year, or on round times of day.
fn calendar(min: f64, max: f64, count: f64, finest: f64) -> Vec<f64> {
    let wanted = ((max - min) / count).max(finest);
    let by_clock = clock_step(wanted);
    if wanted <= DAY / 2.0 {
        return multiples(min, max, by_clock);
    }
    for days in [1.0, 2.0, 7.0, 14.0] {
        if wanted <= days * DAY {
            // Weeks begin on Monday; 1970-01-01 was a Thursday.
            let shift = if days >= 7.0 { 4.0 * DAY } else { 0.0 };
            return multiples(min - shift, max - shift, days * DAY).into_iter().map(|edge| edge + shift).collect();
        }
    }
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000];
    let step = months.into_iter().find(|months| f64::from(*months) * 30.5 * DAY >= wanted).unwrap_or(120_000);
    months_between(min, max, step).unwrap_or_else(|| multiples(min, max, wanted))
}

fn months_between(min: f64, max: f64, step: i32) -> Option<Vec<f64>> {
    let moment = |at: f64| DateTime::from_timestamp_micros(at as i64).map(|at| at.naive_utc());
    let first: NaiveDateTime = moment(min)?;
    let since_zero = first.year() * 12 + first.month0() as i32;
    let start = since_zero.div_euclid(step) * step;
    let mut edge = NaiveDate::from_ymd_opt(start.div_euclid(12), start.rem_euclid(12) as u32 + 1, 1)?;
    let mut edges = Vec::new();
    loop {
        let at = edge.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros() as f64;
        edges.push(at);
        if at >= max && edges.len() > 1 {
            return Some(edges);
        }
        edge = edge.checked_add_months(Months::new(step as u32))?;
    }
}

/// The bin of a value: a bin holds its lower edge and not its upper, the last holds both. `None` outside.
pub fn bin_of(edges: &[f64], value: f64) -> Option<usize> {
    let (first, last) = (*edges.first()?, *edges.last()?);
    if !(first <= value && value <= last) {
        return None;
    }
    Some((edges.partition_point(|edge| *edge <= value) - 1).min(edges.len() - 2))
}

#[cfg(test)]
mod tests;
