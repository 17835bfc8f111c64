//! How much one column alone tells of the target.
//!
//! The figure is the field's own (AUC, mutual information, Spearman's ρ, η); the strength, by which columns are ranked,
//! is corrected for what many categories would seem to tell by chance.

use super::super::associations::{cross_table, grouped_moments};
use super::super::sample::{MISSING, Sample, SampleValues};
use super::outcome::{FOLDS, Outcome};
use crate::ops::sample::SplitMix64;
use ninefold_base::profile::association::Measure;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::TargetRelation;
use ninefold_base::{Figure, Interval};
use ninefold_measure::association::{
    AucEstimate, ClassCounts, ContingencyTable, Ranked, auc_from_counts, correlation_ratio, spearman_ranked,
};
use ninefold_measure::entropy::{LogBase, entropy};
use ninefold_measure::interval::{LEVEL, z_of};
use ninefold_measure::moments::Moments;

/// Bins of equal size into which a number goes for mutual information.
pub const INFORMATION_BINS: usize = 10;
/// Shuffles of the target whose mean information is what chance gives, where there are too many cells for the formula.
const SHUFFLES: u64 = 3;
const SHUFFLE_SEED: u64 = 11;
/// Rows of the average rate that each category is given, so that a category of one row does not tell the target.
const PRIOR_ROWS: f64 = 1.0;

/// The relation of one column, without a word on leaks.
pub fn relation(sample: &Sample, profile: &ColumnProfile, outcome: &Outcome) -> TargetRelation {
    let nothing = SampleValues::Nothing;
    let values = sample.column(profile.column).map_or(&nothing, |column| &column.values);
    let mut relation = match (outcome, values) {
        (Outcome::Binary { positive, .. }, SampleValues::Numbers(values)) => {
            from_auc(auc_of_numbers(values, positive), 2)
        }
        (Outcome::Binary { positive, folds, .. }, SampleValues::Categories { codes, labels }) => {
            from_auc(auc_of_categories(codes, labels.len(), positive, folds), 1)
        }
        (Outcome::Classes { codes, names }, SampleValues::Numbers(values)) => {
            information(&bins_of_equal_size(values), INFORMATION_BINS, codes, names.len())
        }
        (Outcome::Classes { codes, names }, SampleValues::Categories { codes: values, labels }) => {
            // Missing is a category of its own.
            let levels = labels.len() as u32;
            let values: Vec<u32> = values.iter().map(|code| (*code).min(levels)).collect();
            information(&values, labels.len() + 1, codes, names.len())
        }
        (Outcome::Numbers(target), SampleValues::Numbers(values)) => rank_correlation(values, target),
        (Outcome::Numbers(target), SampleValues::Categories { codes, labels }) => ratio(codes, labels.len(), target),
        (_, SampleValues::Nothing) => {
            bare(Measure::MutualInformation, Figure::undefined("only counted, not compared"), 0)
        }
    };
    relation.column = profile.column;
    relation
}

fn bare(measure: Measure, figure: Figure, n: u64) -> TargetRelation {
    TargetRelation { column: ninefold_base::ColumnId(0), measure, figure, interval: None, strength: 0.0, n, leak: None }
}

/// `sides` 2: the column may point either way; 1: it was oriented without looking at the rows scored.
fn from_auc(found: Result<AucEstimate, &'static str>, sides: u8) -> TargetRelation {
    match found {
        Err(reason) => bare(Measure::Auc, Figure::undefined(reason), 0),
        Ok(estimate) => {
            let lead = 2.0 * estimate.auc - 1.0;
            TargetRelation {
                interval: estimate.interval(LEVEL),
                strength: if sides == 2 { lead.abs() } else { lead.max(0.0) },
                ..bare(Measure::Auc, Figure::Value(estimate.auc), (estimate.positives + estimate.negatives) as u64)
            }
        }
    }
}

/// AUC of a number as a score, over the rows in which it has a value.
pub fn auc_of_numbers(values: &[f64], positive: &[Option<bool>]) -> Result<AucEstimate, &'static str> {
    let pairs = values.iter().zip(positive).filter(|(value, _)| !value.is_nan());
    let mut scored: Vec<(f64, bool)> = pairs.filter_map(|(value, is)| is.map(|is| (*value + 0.0, is))).collect();
    scored.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    auc_of_sorted(&scored)
}

fn auc_of_sorted(scored: &[(f64, bool)]) -> Result<AucEstimate, &'static str> {
    let counts: Vec<ClassCounts> = scored
        .chunk_by(|a, b| a.0 == b.0)
        .map(|equal| {
            let positives = equal.iter().filter(|(_, is)| *is).count() as f64;
            ClassCounts { positives, negatives: equal.len() as f64 - positives }
        })
        .collect();
    auc_from_counts(&counts)
}

/// AUC of the target rate of each category as a score, missing being a category too. The rate that scores a row comes
/// from the other folds: with the row itself in it, many categories would seem to tell everything; with only this row
/// out of it, a category would point the wrong way.
pub fn auc_of_categories(
    codes: &[u32],
    levels: usize,
    positive: &[Option<bool>],
    folds: &[u8],
) -> Result<AucEstimate, &'static str> {
    let place = |code: u32| (code as usize).min(levels);
    // [fold][category]: rows and positives.
    let mut counts = vec![[0.0_f64; 2]; FOLDS * (levels + 1)];
    let known =
        || codes.iter().zip(positive).zip(folds).filter_map(|((code, is), fold)| is.map(|is| (*code, is, *fold)));
    for (code, is, fold) in known() {
        let cell = &mut counts[usize::from(fold) * (levels + 1) + place(code)];
        cell[0] += 1.0;
        cell[1] += f64::from(u8::from(is));
    }
    let sum = |cells: &mut dyn Iterator<Item = &[f64; 2]>| {
        cells.fold([0.0, 0.0], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1]])
    };
    let all = sum(&mut counts.iter());
    if all[0] == 0.0 {
        return Err("no row has a target");
    }
    let overall = all[1] / all[0];
    let mut cells: Vec<(f64, ClassCounts)> = Vec::with_capacity(counts.len());
    for level in 0..=levels {
        let whole = sum(&mut (0..FOLDS).map(|fold| &counts[fold * (levels + 1) + level]));
        for fold in 0..FOLDS {
            let [rows, positives] = counts[fold * (levels + 1) + level];
            if rows > 0.0 {
                let rate = (whole[1] - positives + PRIOR_ROWS * overall) / (whole[0] - rows + PRIOR_ROWS);
                cells.push((rate, ClassCounts { positives, negatives: rows - positives }));
            }
        }
    }
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let merged: Vec<ClassCounts> = cells
        .chunk_by(|a, b| a.0 == b.0)
        .map(|equal| ClassCounts {
            positives: equal.iter().map(|(_, counts)| counts.positives).sum(),
            negatives: equal.iter().map(|(_, counts)| counts.negatives).sum(),
        })
        .collect();
    auc_from_counts(&merged)
}

/// Ten bins of about equal size; equal values share one. [`MISSING`] where there is no finite value.
fn bins_of_equal_size(values: &[f64]) -> Vec<u32> {
    let ranked = Ranked::new(values);
    let n = ranked.len() as f64;
    let bin = |rank: f64| if rank.is_nan() { MISSING } else { ((rank - 0.5) / n * INFORMATION_BINS as f64) as u32 };
    ranked.midranks(values, |_| true).into_iter().map(bin).collect()
}

/// Mutual information as a share of the target's entropy.
fn information(values: &[u32], levels: usize, target: &[u32], classes: usize) -> TargetRelation {
    let table = cross_table(values, target, levels, classes);
    let n = table.total();
    let entropy = entropy(&table.column_totals(), LogBase::E);
    let (Figure::Value(found), Figure::Value(entropy)) = (table.mutual_information(LogBase::E), entropy) else {
        return bare(Measure::MutualInformation, Figure::undefined("no row has both"), 0);
    };
    let share = Figure::ratio(found, entropy, "only one class has rows with a value").map(|share| share.min(1.0));
    let Some(value) = share.value() else { return bare(Measure::MutualInformation, share, n) };
    let half = table.mutual_information_standard_error().value().map(|error| z_of(LEVEL) * error / entropy);
    let chance = by_chance(&table, values, target, levels, classes);
    TargetRelation {
        interval: half.map(|half| Interval { low: (value - half).max(0.0), high: (value + half).min(1.0) }),
        strength: if entropy > chance { ((found - chance) / (entropy - chance)).clamp(0.0, 1.0) } else { 0.0 },
        ..bare(Measure::MutualInformation, share, n)
    }
}

/// The information, in nats, that as many unrelated rows would seem to hold.
fn by_chance(table: &ContingencyTable, values: &[u32], target: &[u32], levels: usize, classes: usize) -> f64 {
    let crowded = table.total() >= 5 * (table.rows() * table.columns()) as u64;
    if crowded {
        return table.mutual_information_by_chance().value().unwrap_or(0.0);
    }
    let pairs = values.iter().zip(target).filter(|(value, class)| **value != MISSING && **class != MISSING);
    let (values, mut target): (Vec<u32>, Vec<u32>) = pairs.map(|(value, class)| (*value, *class)).unzip();
    let mut random = SplitMix64::new(SHUFFLE_SEED);
    let mut sum = 0.0;
    for _ in 0..SHUFFLES {
        for last in (1..target.len()).rev() {
            target.swap(last, random.below(last as u64 + 1) as usize);
        }
        let shuffled = cross_table(&values, &target, levels, classes);
        sum += shuffled.mutual_information(LogBase::E).value().unwrap_or(0.0);
    }
    sum / SHUFFLES as f64
}

/// |Spearman's ρ| with the interval of Fisher's z, standard error √((1 + ρ²/2) / (n − 3)) (Bonett & Wright 2000).
fn rank_correlation(values: &[f64], target: &[f64]) -> TargetRelation {
    let (rho, n) = spearman_ranked((&Ranked::new(values), values), (&Ranked::new(target), target));
    let Figure::Value(rho) = rho else { return bare(Measure::Spearman, rho, n) };
    let strength = rho.abs();
    let interval = (n > 3 && strength < 1.0).then(|| {
        let half = z_of(LEVEL) * ((1.0 + strength * strength / 2.0) / (n as f64 - 3.0)).sqrt();
        let end = |z: f64| z.tanh();
        Interval { low: end(strength.atanh() - half).max(0.0), high: end(strength.atanh() + half) }
    });
    TargetRelation { interval, strength, ..bare(Measure::Spearman, Figure::Value(strength), n) }
}

/// η, missing being a category too; its strength is the root of ε² = 1 − (1 − η²)(n − 1)/(n − k) (Kelley 1935), which is
/// 0 on average where the k categories say nothing.
fn ratio(codes: &[u32], levels: usize, target: &[f64]) -> TargetRelation {
    let codes: Vec<u32> = codes.iter().map(|code| (*code).min(levels as u32)).collect();
    let groups = grouped_moments(target, &codes, levels + 1);
    let n: u64 = groups.iter().map(Moments::n).sum();
    let filled = groups.iter().filter(|group| group.n() > 0).count() as f64;
    let eta = correlation_ratio(&groups);
    let strength = eta.value().map_or(0.0, |eta| {
        let n = n as f64;
        let share = if n > filled { 1.0 - (1.0 - eta * eta) * (n - 1.0) / (n - filled) } else { 0.0 };
        share.max(0.0).sqrt()
    });
    TargetRelation { strength, ..bare(Measure::CorrelationRatio, eta, n) }
}
