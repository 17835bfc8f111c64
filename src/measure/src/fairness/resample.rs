//! Every figure of every group, over and over on rows drawn with replacement, fast.
//!
//! Rows are laid out once by group, then by score. A draw is then one run over memory, in which every sum a figure needs
//! is kept in registers: the four counts, sums of scores, squared errors, costs, the ranks for AUC, and the errors of the
//! calibration bins. Nothing is sorted or searched in a draw.

use super::Judged;
use super::table::{GroupMeasure, value};
use crate::calibration::ECE_BINS;
use crate::classification::Confusion;
use crate::random::Random;
use ninefold_base::{Meter, Stopped};
use rayon::prelude::*;

/// What the figures of one group are made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sums {
    pub confusion: Confusion,
    pub scores: f64,
    pub squared_errors: f64,
    pub costs: f64,
    /// Σ over positives of the negatives below, ties half.
    pub ranked: f64,
    /// Σ over bins |Σ (p − y)|.
    pub bin_errors: f64,
    /// For DeLong's error of the AUC; only in the sums of the rows as they are.
    pub auc_error: Option<f64>,
}

/// Rows of one group with one decision in one calibration bin: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    group: u32,
    bin: u32,
    selected: bool,
    start: u32,
    end: u32,
}

/// Rows by group, then by score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    labels: Vec<f64>,
    scores: Vec<f64>,
    squared_errors: Vec<f64>,
    costs: Vec<f64>,
    /// The last row of its group with this score.
    tie_ends: Vec<bool>,
    runs: Vec<Run>,
    /// All rows by score alone, for the AUC over all groups; the last row with a score is marked in the highest bit.
    by_score: Vec<u32>,
    pub group_count: usize,
    pub probabilities: bool,
    pub with_costs: bool,
}

const LAST: u32 = 1 << 31;

impl Layout {
    /// Of at most 2,147,483,647 rows.
    pub fn of(judged: &Judged) -> Self {
        let n = judged.labels.len();
        let scores = judged.scores;
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            let key = |row: u32| judged.groups[row as usize];
            key(a).cmp(&key(b)).then(scores[a as usize].total_cmp(&scores[b as usize])).then(a.cmp(&b))
        });
        let take = |f: &dyn Fn(usize) -> f64| order.iter().map(|&row| f(row as usize)).collect::<Vec<f64>>();
        let label = |row: usize| if judged.labels[row] { 1.0 } else { 0.0 };
        let laid_scores = take(&|row| scores[row]);
        let groups: Vec<u32> = order.iter().map(|&row| judged.groups[row as usize]).collect();
        let probabilities = scores.iter().all(|score| (0.0..=1.0).contains(score));
        let tie_ends =
            (0..n).map(|i| i + 1 == n || groups[i] != groups[i + 1] || laid_scores[i] != laid_scores[i + 1]).collect();
        let mut by_score: Vec<u32> = (0..n as u32).collect();
        by_score.sort_unstable_by(|&a, &b| laid_scores[a as usize].total_cmp(&laid_scores[b as usize]).then(a.cmp(&b)));
        for i in 0..n {
            let same = |j: usize| laid_scores[(by_score[j] & !LAST) as usize];
            if i + 1 == n || same(i) != same(i + 1) {
                by_score[i] |= LAST;
            }
        }
        Self {
            labels: take(&label),
            squared_errors: take(&|row| (scores[row] - label(row)).powi(2)),
            costs: judged.costs.map_or(Vec::new(), |costs| take(&|row| costs[row])),
            tie_ends,
            runs: runs(&groups, &laid_scores, judged.threshold, probabilities),
            scores: laid_scores,
            by_score,
            group_count: judged.group_count,
            probabilities,
            with_costs: judged.costs.is_some(),
        }
    }

    /// The sums of every group, then of all rows, with the standard errors of the AUC.
    pub fn sums(&self) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); self.group_count + 1];
        let weights = vec![1_u32; self.labels.len()];
        self.tally(&weights, &mut sums, &mut vec![0.0; (self.group_count + 1) * ECE_BINS]);
        for (index, sums) in sums.iter_mut().enumerate() {
            sums.auc_error = self.auc_error(index);
        }
        sums
    }

    fn auc_error(&self, index: usize) -> Option<f64> {
        use crate::association::{ClassCounts, auc_from_counts};
        let mut counts: Vec<ClassCounts> = Vec::new();
        let mut fresh = true;
        let mut add = |row: usize, last: bool| {
            if fresh {
                counts.push(ClassCounts::default());
            }
            if let Some(at) = counts.last_mut() {
                at.positives += self.labels[row];
                at.negatives += 1.0 - self.labels[row];
            }
            fresh = last;
        };
        if index == self.group_count {
            self.by_score.iter().for_each(|&entry| add((entry & !LAST) as usize, entry & LAST != 0));
        } else {
            let rows = self.runs.iter().filter(|run| run.group as usize == index).flat_map(|run| run.start..run.end);
            rows.for_each(|row| add(row as usize, self.tie_ends[row as usize]));
        }
        auc_from_counts(&counts).ok()?.standard_error.value()
    }

    /// One pass: fills `sums` (one for each group, then all) for rows with these weights. `bins` is scratch.
    fn tally(&self, weights: &[u32], sums: &mut [Sums], bins: &mut [f64]) {
        sums.fill(Sums::default());
        bins.fill(0.0);
        let (mut group, mut negatives_below) = (u32::MAX, 0.0);
        for run in &self.runs {
            if run.group != group {
                (group, negatives_below) = (run.group, 0.0);
            }
            let range = run.start as usize..run.end as usize;
            let (mut n, mut positives, mut scores, mut squares, mut ranked) = (0.0, 0.0, 0.0, 0.0, 0.0);
            let (mut tied, mut tied_positives) = (0.0, 0.0);
            let rows = weights[range.clone()]
                .iter()
                .zip(&self.labels[range.clone()])
                .zip(&self.scores[range.clone()])
                .zip(&self.squared_errors[range.clone()])
                .zip(&self.tie_ends[range.clone()]);
            for ((((&weight, &label), &score), &square), &tie_end) in rows {
                let weight = f64::from(weight);
                let positive = weight * label;
                n += weight;
                positives += positive;
                scores += weight * score;
                squares += weight * square;
                tied += weight;
                tied_positives += positive;
                if tie_end {
                    let tied_negatives = tied - tied_positives;
                    ranked += tied_positives * (negatives_below + 0.5 * tied_negatives);
                    negatives_below += tied_negatives;
                    (tied, tied_positives) = (0.0, 0.0);
                }
            }
            let sum = &mut sums[run.group as usize];
            let counts = &mut sum.confusion;
            if run.selected {
                counts.true_positives += positives;
                counts.false_positives += n - positives;
            } else {
                counts.false_negatives += positives;
                counts.true_negatives += n - positives;
            }
            sum.scores += scores;
            sum.squared_errors += squares;
            sum.ranked += ranked;
            if self.with_costs {
                let costs = weights[range.clone()].iter().zip(&self.costs[range]);
                sum.costs += costs.map(|(&weight, cost)| f64::from(weight) * cost).sum::<f64>();
            }
            bins[run.group as usize * ECE_BINS + run.bin as usize] += scores - positives;
        }
        self.finish(weights, sums, bins);
    }

    /// Errors of the bins, and everything over all groups.
    fn finish(&self, weights: &[u32], sums: &mut [Sums], bins: &mut [f64]) {
        let (of_groups, of_all) = bins.split_at_mut(self.group_count * ECE_BINS);
        let (groups, all) = sums.split_at_mut(self.group_count);
        let all = &mut all[0];
        for (sum, bins) in groups.iter_mut().zip(of_groups.chunks(ECE_BINS)) {
            sum.bin_errors = bins.iter().map(|error| error.abs()).sum();
            for (all, bin) in of_all.iter_mut().zip(bins) {
                *all += bin;
            }
            all.confusion.true_positives += sum.confusion.true_positives;
            all.confusion.false_positives += sum.confusion.false_positives;
            all.confusion.false_negatives += sum.confusion.false_negatives;
            all.confusion.true_negatives += sum.confusion.true_negatives;
            all.scores += sum.scores;
            all.squared_errors += sum.squared_errors;
            all.costs += sum.costs;
        }
        all.bin_errors = of_all.iter().map(|error| error.abs()).sum();
        let (mut below, mut tied, mut tied_positives) = (0.0, 0.0, 0.0);
        for &entry in &self.by_score {
            let row = (entry & !LAST) as usize;
            let weight = f64::from(weights[row]);
            tied += weight;
            tied_positives += weight * self.labels[row];
            if entry & LAST != 0 {
                all.ranked += tied_positives * (below + 0.5 * (tied - tied_positives));
                below += tied - tied_positives;
                (tied, tied_positives) = (0.0, 0.0);
            }
        }
    }
}

fn runs(groups: &[u32], scores: &[f64], threshold: f64, probabilities: bool) -> Vec<Run> {
    let edges: Vec<f64> = (1..ECE_BINS).map(|i| i as f64 / ECE_BINS as f64).collect();
    let mut runs: Vec<Run> = Vec::new();
    for (i, (&group, &score)) in groups.iter().zip(scores).enumerate() {
        let bin = if probabilities { crate::calibration::reliability::bin_of(&edges, score) as u32 } else { 0 };
        let selected = score >= threshold;
        match runs.last_mut() {
            Some(run) if run.group == group && run.bin == bin && run.selected == selected => run.end = i as u32 + 1,
            _ => runs.push(Run { group, bin, selected, start: i as u32, end: i as u32 + 1 }),
        }
    }
    runs
}

/// Figures of every draw: `values[(draw * (groups + 1) + group) * measures + measure]`, NaN where undefined; the last group
/// is all rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resampled {
    values: Vec<f64>,
    draws: usize,
    groups: usize,
}

impl Resampled {
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// In one draw.
    pub fn at(&self, draw: usize, group: usize, measure: GroupMeasure) -> f64 {
        self.values[(draw * self.groups + group) * GroupMeasure::ALL.len() + measure as usize]
    }

    /// Over all draws.
    pub fn of(&self, group: usize, measure: GroupMeasure) -> impl Iterator<Item = f64> + '_ {
        (0..self.draws).map(move |draw| self.at(draw, group, measure))
    }
}

pub(crate) fn resample(layout: &Layout, draws: u32, seed: u64, meter: &dyn Meter) -> Result<Resampled, Stopped> {
    let groups = layout.group_count + 1;
    let width = groups * GroupMeasure::ALL.len();
    let n = layout.labels.len();
    let mut values = vec![f64::NAN; draws as usize * width];
    let scratch = || (vec![0_u32; n], vec![Sums::default(); groups], vec![0.0; groups * ECE_BINS]);
    values.par_chunks_mut(width).enumerate().try_for_each_init(scratch, |(weights, sums, bins), (draw, place)| {
        meter.check()?;
        let mut random = Random::new(seed, draw as u64);
        weights.fill(0);
        for _ in 0..n {
            weights[random.below(n as u32) as usize] += 1;
        }
        layout.tally(weights, sums, bins);
        for (sums, place) in sums.iter().zip(place.chunks_mut(GroupMeasure::ALL.len())) {
            for (measure, place) in GroupMeasure::ALL.into_iter().zip(place) {
                *place = value(measure, sums, layout).unwrap_or(f64::NAN);
            }
        }
        Ok(())
    })?;
    Ok(Resampled { values, draws: draws as usize, groups })
}
