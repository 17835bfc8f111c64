//! Cost at every threshold that decides differently, the cheapest, and how flat it is around it.

use super::CostMatrix;
use crate::classification::{Confusion, Ranking, Scored};

/// Thresholds are not tuned on fewer validation rows.
pub const THRESHOLD_LEAST_ROWS: usize = 50;

/// Thresholds whose cost is within this share of the cheaper trivial rule's cost from the least are as good.
pub const FLAT_SHARE: f64 = 0.01;

/// One way to decide all rows: every threshold in (low, high] decides the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostPoint {
    /// The midpoint of the two distinct scores that it lies between; beyond the lowest score that score itself, beyond the
    /// highest the next larger number.
    pub threshold: f64,
    pub low: f64,
    pub high: f64,
    pub mean_cost: f64,
    pub confusion: Confusion,
}

/// All ways to decide, from none positive to all positive: thresholds descend.
#[derive(Debug, Clone, PartialEq)]
pub struct CostCurve {
    pub points: Vec<CostPoint>,
    /// The mean cost of the cheaper of all no and all yes.
    pub trivial: f64,
}

/// The empirical threshold, and what surrounds it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastCost {
    pub point: CostPoint,
    /// Every threshold between these costs at most `slack` more: a choice in here is not worth an argument.
    pub flat_low: f64,
    pub flat_high: f64,
    pub slack: f64,
}

/// Deciding positive as many rows as there is room for.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The least threshold that decides at most `room` rows positive.
    pub threshold: f64,
    pub confusion: Confusion,
    /// Rows tied at the next score, which together would exceed the room; 0 if the room is used to the end.
    pub tied_out: f64,
}

/// Cost over thresholds, the same matrix for every row. The reason in words where there are no rows.
pub fn cost_curve(ranking: &Ranking, costs: &CostMatrix) -> Result<CostCurve, &'static str> {
    let steps = ranking.steps().len();
    let means = (0..=steps).map(|flagged| {
        let confusion = ranking.confusion_of_first(flagged);
        costs.total(&confusion) / confusion.n()
    });
    curve(ranking, &means.collect::<Vec<f64>>())
}

/// Cost over thresholds, a matrix for each row of `scored`.
///
/// # Panics
/// If there is not one matrix for each row.
pub fn cost_curve_per_row(scored: &Scored, costs: &[CostMatrix]) -> Result<CostCurve, &'static str> {
    assert_eq!(costs.len(), scored.n_rows(), "one cost matrix for each row");
    let ranking = Ranking::of(scored);
    // What changes at each distinct score when its rows become positive.
    let mut change = vec![0.0; ranking.steps().len()];
    let (mut all_no, mut total) = (0.0, 0.0);
    for (row, cost) in costs.iter().enumerate() {
        let (label, score, weight) = (scored.labels()[row], scored.scores()[row], scored.weight(row));
        if weight > 0.0 {
            let step = ranking.steps().partition_point(|step| step.score > score);
            change[step] += weight * (cost.of(label, true) - cost.of(label, false));
            all_no += weight * cost.of(label, false);
            total += weight;
        }
    }
    let mut sum = all_no;
    let mut means = vec![all_no / total];
    for change in change {
        sum += change;
        means.push(sum / total);
    }
    curve(&ranking, &means)
}

fn curve(ranking: &Ranking, means: &[f64]) -> Result<CostCurve, &'static str> {
    let steps = ranking.steps();
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return Err("no rows");
    };
    let point = |flagged: usize| {
        let low = steps.get(flagged).map_or(f64::NEG_INFINITY, |step| step.score);
        let high = flagged.checked_sub(1).map_or(f64::INFINITY, |above| steps[above].score);
        let threshold = if flagged == 0 {
            first.score.next_up()
        } else if flagged == steps.len() {
            last.score
        } else {
            between(low, high)
        };
        CostPoint { threshold, low, high, mean_cost: means[flagged], confusion: ranking.confusion_of_first(flagged) }
    };
    let points: Vec<CostPoint> = (0..=steps.len()).map(point).collect();
    let trivial = means[0].min(means[steps.len()]);
    Ok(CostCurve { points, trivial })
}

/// The midpoint of low < high, such that low < midpoint ≤ high whatever the rounding.
fn between(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) / 2.0;
    if middle > low && middle <= high { middle } else { high }
}

/// The cheapest point of a curve; of equal ones that nearest `bayes` (the Bayes threshold, if there is one), else the highest
/// threshold. The reason in words below [`THRESHOLD_LEAST_ROWS`] rows.
pub fn least_cost_threshold(curve: &CostCurve, rows: usize, bayes: Option<f64>) -> Result<LeastCost, &'static str> {
    if rows < THRESHOLD_LEAST_ROWS {
        return Err("a threshold is not tuned on fewer than 50 validation rows");
    }
    let points = &curve.points;
    let least = points.iter().map(|point| point.mean_cost).fold(f64::INFINITY, f64::min);
    // Sums of costs in another order differ in the last digits; that is no reason to move.
    let scale = points.iter().map(|point| point.mean_cost.abs()).fold(0.0, f64::max);
    let equal = |point: &CostPoint| point.mean_cost <= least + 1e-12 * scale;
    let distance = |point: &CostPoint| bayes.map_or(-point.threshold, |bayes| (point.threshold - bayes).abs());
    let chosen = (0..points.len())
        .filter(|&i| equal(&points[i]))
        .min_by(|&a, &b| distance(&points[a]).total_cmp(&distance(&points[b])))
        .ok_or("no rows")?;
    let slack = FLAT_SHARE * curve.trivial.abs();
    let good = |i: &usize| points[*i].mean_cost <= points[chosen].mean_cost + slack;
    let from = (0..=chosen).rev().take_while(good).last().unwrap_or(chosen);
    let to = (chosen..points.len()).take_while(good).last().unwrap_or(chosen);
    Ok(LeastCost { point: points[chosen], flat_low: points[to].threshold, flat_high: points[from].threshold, slack })
}

/// Decides at most `room` rows (or weight) positive, best first; rows with equal scores are decided alike. None where there are
/// no rows.
pub fn capacity(ranking: &Ranking, room: f64) -> Option<Capacity> {
    let steps = ranking.steps();
    let flagged = steps.partition_point(|step| step.true_positives + step.false_positives <= room);
    let threshold = match flagged.checked_sub(1) {
        Some(last) => steps[last].score,
        None => steps.first()?.score.next_up(),
    };
    let confusion = ranking.confusion_of_first(flagged);
    let spare = room - confusion.flagged();
    let tied_out = match steps.get(flagged) {
        Some(step) if spare > 0.0 => step.positives + step.negatives,
        _ => 0.0,
    };
    Some(Capacity { threshold, confusion, tied_out })
}
