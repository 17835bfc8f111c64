//! What can be done about a gap: weights for training, thresholds by group; and what it costs.

use super::Judged;
use crate::classification::{Ranking, Scored};
use crate::cost::CostMatrix;

/// Weights that make group and class independent (Kamiran & Calders 2012): w = n_y n_g / (n n_gy).
#[derive(Debug, Clone, PartialEq)]
pub struct Reweighing {
    /// By group: (weight of a negative row, weight of a positive row); none where there is no such row.
    pub by_group: Vec<(Option<f64>, Option<f64>)>,
    /// By row.
    pub weights: Vec<f64>,
}

/// Reweighing weights of rows with a class and a group `0..group_count`.
///
/// # Panics
/// If the slices differ in length or a group number is too large.
pub fn reweighing(labels: &[bool], groups: &[u32], group_count: usize) -> Reweighing {
    assert_eq!(labels.len(), groups.len(), "one group for each row");
    let mut counts = vec![[0_u64; 2]; group_count];
    for (&label, &group) in labels.iter().zip(groups) {
        counts[group as usize][usize::from(label)] += 1;
    }
    let n = labels.len() as f64;
    let of_class = [0, 1].map(|class| counts.iter().map(|group| group[class]).sum::<u64>() as f64);
    let weight = |group: &[u64; 2], class: usize| {
        let of_group = (group[0] + group[1]) as f64;
        (group[class] > 0).then(|| of_class[class] * of_group / (n * group[class] as f64))
    };
    let by_group: Vec<(Option<f64>, Option<f64>)> =
        counts.iter().map(|group| (weight(group, 0), weight(group, 1))).collect();
    let weights = labels.iter().zip(groups).map(|(&label, &group)| {
        let (negative, positive) = by_group[group as usize];
        if label { positive } else { negative }.unwrap_or(1.0)
    });
    Reweighing { weights: weights.collect(), by_group }
}

/// The rate that thresholds by group make alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontierRate {
    /// Demographic parity.
    SelectionRate,
    /// Equal opportunity.
    TruePositiveRate,
    FalsePositiveRate,
}

/// One choice of thresholds that no other beats in both gap and cost.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// By group.
    pub thresholds: Vec<f64>,
    /// The rate of each group.
    pub rates: Vec<f64>,
    /// max − min of the rates.
    pub gap: f64,
    pub mean_cost: f64,
    pub accuracy: f64,
}

/// Rates are told apart to half a percent.
const CELLS: usize = 200;

/// One threshold of one group.
#[derive(Debug, Clone, Copy)]
struct Choice {
    threshold: f64,
    rate: f64,
    cost: f64,
    correct: f64,
}

/// The frontier of gap against cost over thresholds by group, gap ascending, cost descending. Of the thresholds of a group whose
/// rates fall into the same half percent the cheapest is kept; over those the frontier is exact. With costs of 1 for
/// both mistakes it is the accuracy–gap frontier. Every group must have rows (of the class in the denominator): the reason in
/// words where one has none.
pub fn frontier(judged: &Judged, rate: FrontierRate, costs: &CostMatrix) -> Result<Vec<FrontierPoint>, &'static str> {
    let n = judged.labels.len() as f64;
    let cells = (0..judged.group_count).map(|group| cells(judged, group as u32, rate, costs));
    let cells = cells.collect::<Result<Vec<Vec<Option<Choice>>>, &'static str>>()?;
    if cells.is_empty() {
        return Err("no groups");
    }
    let mut found: Vec<FrontierPoint> = Vec::new();
    for start in 0..=CELLS {
        // The cheapest choice of each group within start..=end.
        let mut best: Vec<Option<Choice>> = vec![None; cells.len()];
        for end in start..=CELLS {
            let mut better = false;
            for (best, cells) in best.iter_mut().zip(&cells) {
                if let Some(choice) = cells[end]
                    && best.is_none_or(|best| choice.cost < best.cost)
                {
                    *best = Some(choice);
                    better = true;
                }
            }
            if better && let Some(choices) = best.iter().copied().collect::<Option<Vec<Choice>>>() {
                found.push(point(&choices, n));
            }
        }
    }
    Ok(undominated(found))
}

fn cells(
    judged: &Judged,
    group: u32,
    rate: FrontierRate,
    costs: &CostMatrix,
) -> Result<Vec<Option<Choice>>, &'static str> {
    let rows = (0..judged.labels.len()).filter(|&row| judged.groups[row] == group);
    let (labels, scores): (Vec<bool>, Vec<f64>) = rows.map(|row| (judged.labels[row], judged.scores[row])).unzip();
    let ranking = Ranking::of(&Scored::new(&labels, &scores)?);
    let steps = ranking.steps();
    let Some(highest) = steps.first() else {
        return Err("a group without rows");
    };
    let mut cells: Vec<Option<Choice>> = vec![None; CELLS + 1];
    for flagged in 0..=steps.len() {
        let counts = ranking.confusion_of_first(flagged);
        let figure = match rate {
            FrontierRate::SelectionRate => counts.selection_rate(),
            FrontierRate::TruePositiveRate => counts.recall(),
            FrontierRate::FalsePositiveRate => counts.false_positive_rate(),
        };
        let rate = figure.value().ok_or("a group without rows of the class")?;
        let threshold = match flagged.checked_sub(1) {
            Some(last) => steps[last].score,
            None => highest.score.next_up(),
        };
        let cost = costs.total(&counts);
        let cell = &mut cells[(rate * CELLS as f64).round() as usize];
        if cell.is_none_or(|best| cost < best.cost) {
            *cell = Some(Choice { threshold, rate, cost, correct: counts.true_positives + counts.true_negatives });
        }
    }
    Ok(cells)
}

fn point(choices: &[Choice], n: f64) -> FrontierPoint {
    let rates: Vec<f64> = choices.iter().map(|choice| choice.rate).collect();
    let high = rates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let low = rates.iter().copied().fold(f64::INFINITY, f64::min);
    FrontierPoint {
        thresholds: choices.iter().map(|choice| choice.threshold).collect(),
        rates,
        gap: high - low,
        mean_cost: choices.iter().map(|choice| choice.cost).sum::<f64>() / n,
        accuracy: choices.iter().map(|choice| choice.correct).sum::<f64>() / n,
    }
}

fn undominated(mut points: Vec<FrontierPoint>) -> Vec<FrontierPoint> {
    points.sort_by(|a, b| a.gap.total_cmp(&b.gap).then(a.mean_cost.total_cmp(&b.mean_cost)));
    let mut kept: Vec<FrontierPoint> = Vec::new();
    for point in points {
        if kept.last().is_none_or(|last| point.mean_cost < last.mean_cost) {
            kept.push(point);
        }
    }
    kept
}
