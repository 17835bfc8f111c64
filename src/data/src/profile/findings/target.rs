//! Rules on the target: leaks, rows without a target, the same features with another label, missingness that depends on
//! the target.

use super::{About, Parts, Thresholds, rows_of};
use crate::profile::associations::{cross_table, grouped_moments};
use crate::profile::draw::CATEGORIES;
use crate::profile::sample::{MISSING, Sample, SampleValues};
use crate::profile::sql;
use crate::profile::target::outcome::Outcome;
use crate::profile::target::task::Decided;
use ninefold_base::format::{counted, percent};
use ninefold_base::profile::Precision;
use ninefold_base::profile::association::Measure;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::profile::target::TargetProfile;
use ninefold_base::read::Severity;
use ninefold_measure::association::{CoMoments, Continuity};
use ninefold_measure::special::student_t_two_sided;
use std::collections::HashMap;

/// Row numbers listed at most.
const LISTED: usize = 10_000;

pub fn add(parts: &Parts<'_>, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    let Some(target) = parts.target else { return };
    let Some(profile) = parts.column(target.column) else { return };
    found.extend(without_target(profile, target));
    found.extend(target.relations.iter().filter_map(|relation| {
        let column = parts.column(relation.column)?;
        let reason = relation.leak.as_ref()?;
        let perfect = relation.measure == Measure::Auc && relation.strength >= 2.0 * thresholds.leak.auc - 1.0;
        let mut leak = About {
            profile: column,
            kind: FindingKind::Leak,
            severity: if perfect { Severity::Error } else { Severity::Warning },
            evidence: relation.strength,
            text: format!("`{}` may be a leak of `{}`: {reason}", column.name, profile.name),
            rule: format!(
                "alone AUC at least {} or at most {:.2}, or {} of the target told, or {} % of one class (with {} times its \
                 odds elsewhere) where it is filled in, missing, or has one of its two values",
                thresholds.leak.auc,
                1.0 - thresholds.leak.auc,
                thresholds.leak.power,
                thresholds.leak.purity * 100.0,
                thresholds.leak.purity_odds
            ),
            advice: "find out when it becomes known: if only with or after the target, leave it out",
            rows: FindingRows::None,
        }
        .finding();
        leak.other = Some(target.column);
        Some(leak)
    }));
    let decided = Decided { task: target.task, reason: String::new(), positive: target.positive.clone() };
    let Ok(outcome) = Outcome::new(parts.sample, profile, &decided) else { return };
    found.extend(conflicting(parts, profile, &outcome, thresholds));
    found.extend(missing_signals(parts, profile, &outcome, thresholds));
}

fn without_target(profile: &ColumnProfile, target: &TargetProfile) -> Option<ProfileFinding> {
    (target.missing > 0).then(|| {
        About {
            profile,
            kind: FindingKind::MissingTarget,
            severity: Severity::Warning,
            evidence: target.missing as f64 / profile.counts.rows as f64,
            text: format!(
                "the target `{}` is missing in {}",
                profile.name,
                rows_of(target.missing, profile.counts.rows)
            ),
            rule: "any row without a target".into(),
            advice: "these rows take no part; find out whether they lack it by chance",
            rows: FindingRows::Where(sql::missing(&profile.name)),
        }
        .finding()
    })
}

/// Rows of the sample that agree in every feature and not in the class.
fn conflicting(
    parts: &Parts<'_>,
    profile: &ColumnProfile,
    outcome: &Outcome,
    thresholds: &Thresholds,
) -> Option<ProfileFinding> {
    let (classes, _) = outcome.class_codes()?;
    let rows = conflicting_rows(parts.sample, parts.columns, profile, &classes);
    if rows.len() as u64 <= thresholds.conflicting_labels {
        return None;
    }
    let labelled = classes.iter().filter(|class| **class != MISSING).count() as u64;
    let whole = parts.sample.precision() == Precision::Exact;
    let among = if whole { String::new() } else { " of the sample".into() };
    Some(
        About {
            profile,
            kind: FindingKind::ConflictingLabels,
            severity: Severity::Warning,
            evidence: rows.len() as f64 / labelled as f64,
            text: format!(
                "{}{among} ({}) agree in every other column with a row of another `{}`",
                counted(rows.len() as u64, "row"),
                percent(rows.len() as u64, labelled),
                profile.name
            ),
            rule: format!(
                "more than {} equal in all columns but `{}` and identifiers, with another label{}",
                counted(thresholds.conflicting_labels, "row"),
                profile.name,
                if whole { "" } else { ", found in a sample: there may be more" }
            ),
            advice: "no model can be right on both: look for a wrong label, or for a column that is missing; their share \
                     bounds what can be reached",
            rows: FindingRows::Numbers(rows.into_iter().take(LISTED).collect()),
        }
        .finding(),
    )
}

/// Row numbers (from 1) in order. Identifiers are passed over; a row with a category that the sample does not tell from
/// others is equal to none.
fn conflicting_rows(sample: &Sample, columns: &[ColumnProfile], target: &ColumnProfile, classes: &[u32]) -> Vec<u64> {
    let identifier = |profile: &ColumnProfile| {
        profile.distinct.value == profile.present() && profile.present() == profile.counts.rows
    };
    let features = columns.iter().filter(|profile| profile.column != target.column && !identifier(profile));
    let features: Vec<&SampleValues> =
        features.filter_map(|profile| Some(&sample.column(profile.column)?.values)).collect();
    if features.is_empty() || features.iter().any(|values| **values == SampleValues::Nothing) {
        // Lists and structs are not in the sample: rows that look equal may differ in them.
        return Vec::new();
    }
    let mut hashes = vec![Some(0_u128); sample.len()];
    for values in features {
        match values {
            SampleValues::Numbers(values) => hashes.iter_mut().zip(values).for_each(|(hash, value)| {
                let bits = if value.is_nan() { u64::MAX } else { (value + 0.0).to_bits() };
                *hash = hash.map(|hash| mixed(hash, bits));
            }),
            SampleValues::Categories { codes, .. } => hashes.iter_mut().zip(codes).for_each(|(hash, code)| {
                let lumped = *code != MISSING && *code as usize >= CATEGORIES;
                *hash = hash.filter(|_| !lumped).map(|hash| mixed(hash, u64::from(*code)));
            }),
            SampleValues::Nothing => {}
        }
    }
    // The first class seen with these features, and whether another one was.
    let mut seen: HashMap<u128, (u32, bool)> = HashMap::new();
    let labelled = || (0..sample.len()).filter(|row| classes[*row] != MISSING);
    for row in labelled() {
        if let Some(hash) = hashes[row] {
            let (class, conflict) = seen.entry(hash).or_insert((classes[row], false));
            *conflict |= *class != classes[row];
        }
    }
    let conflicts = labelled().filter(|row| hashes[*row].is_some_and(|hash| seen[&hash].1));
    let mut rows: Vec<u64> = conflicts.map(|row| sample.rows[row] + 1).collect();
    rows.sort_unstable();
    rows
}

/// 128 bits of the columns so far and the next: two rows that differ collide with probability 2⁻¹²⁸ for each pair.
fn mixed(hash: u128, next: u64) -> u128 {
    let mixed = (hash ^ u128::from(next)).wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645);
    (mixed ^ mixed >> 64).wrapping_mul(0x5851_f42d_4c95_7f2d_1405_7b7e_f767_814f).rotate_left(41).wrapping_add(1)
}

/// Whether a column is missing, held against the target.
#[derive(Debug, Clone, PartialEq)]
struct Signal {
    p_value: f64,
    /// Cramér's V, or |r| for a number.
    effect: f64,
    /// "`yes` in 80.0 % where it is missing, against 40.0 %".
    words: String,
}

fn missing_signals(
    parts: &Parts<'_>,
    target: &ColumnProfile,
    outcome: &Outcome,
    thresholds: &Thresholds,
) -> Vec<ProfileFinding> {
    let tried: Vec<(&ColumnProfile, Signal)> = parts
        .columns
        .iter()
        .filter(|profile| profile.column != target.column)
        .filter_map(|profile| Some((profile, signal(&parts.sample.column(profile.column)?.values, outcome)?)))
        .collect();
    let comparisons = tried.len() as f64;
    let depends = |signal: &Signal| {
        signal.p_value * comparisons < thresholds.missing_signal_p && signal.effect >= thresholds.missing_signal_effect
    };
    tried
        .iter()
        .filter(|(_, signal)| depends(signal))
        .map(|(profile, signal)| {
            About {
                profile,
                kind: FindingKind::MissingSignal,
                severity: Severity::Warning,
                evidence: signal.effect,
                text: format!("whether `{}` is missing depends on `{}`: {}", profile.name, target.name, signal.words),
                rule: format!(
                    "p below {} (times {comparisons} columns tried; here p {}) and an effect of at least {} (here {:.2})",
                    thresholds.missing_signal_p,
                    p_text(signal.p_value),
                    thresholds.missing_signal_effect,
                    signal.effect
                ),
                advice: "keep \"is missing\" as a feature if it is known in time; if it is missing because of the outcome, it \
                         is a leak",
                rows: FindingRows::Where(sql::missing(&profile.name)),
            }
            .finding()
        })
        .collect()
}

fn p_text(p: f64) -> String {
    if p < 1e-4 { "< 0.0001".into() } else { format!("{p:.4}") }
}

/// `None` where no row of the sample is missing, or none is present.
fn signal(values: &SampleValues, outcome: &Outcome) -> Option<Signal> {
    let missing: Vec<u32> = match values {
        SampleValues::Numbers(values) => values.iter().map(|value| u32::from(value.is_nan())).collect(),
        SampleValues::Categories { codes, .. } => codes.iter().map(|code| u32::from(*code == MISSING)).collect(),
        SampleValues::Nothing => return None,
    };
    if let Outcome::Numbers(target) = outcome {
        return number_signal(&missing, target);
    }
    let (classes, names) = outcome.class_codes()?;
    let table = cross_table(&missing, &classes, 2, names.len());
    let p_value = table.chi_square(Continuity::None).ok()?.p_value;
    let effect = table.cramers_v_raw(Continuity::None).value()?;
    let mut counts = [vec![0_u64; names.len()], vec![0_u64; names.len()]];
    for (missing, class) in missing.iter().zip(&classes).filter(|(_, class)| **class != MISSING) {
        counts[*missing as usize][*class as usize] += 1;
    }
    let totals = [counts[0].iter().sum::<u64>(), counts[1].iter().sum::<u64>()];
    let share = |side: usize, class: usize| counts[side][class] as f64 / totals[side].max(1) as f64;
    // Of two classes the positive; of more the one whose share changes most.
    let class = match outcome {
        Outcome::Binary { .. } => 1,
        _ => (0..names.len())
            .max_by(|a, b| (share(1, *a) - share(0, *a)).abs().total_cmp(&(share(1, *b) - share(0, *b)).abs()))?,
    };
    let words = format!(
        "`{}` in {} where it is missing, in {} where not",
        names[class],
        percent(counts[1][class], totals[1]),
        percent(counts[0][class], totals[0])
    );
    Some(Signal { p_value, effect, words })
}

/// Student's t of the difference of two means, through the correlation with "is missing" (the same test).
fn number_signal(missing: &[u32], target: &[f64]) -> Option<Signal> {
    let indicator: Vec<f64> = missing.iter().map(|is| f64::from(*is)).collect();
    let moments = CoMoments::of(&indicator, target);
    let (r, n) = (moments.pearson().value()?, moments.n() as f64);
    if n <= 2.0 {
        return None;
    }
    let t = r * ((n - 2.0) / (1.0 - r * r).max(f64::MIN_POSITIVE)).sqrt();
    let groups = grouped_moments(target, missing, 2);
    let mean = |group: usize| groups[group].mean().value().unwrap_or_default();
    let words = format!("its mean is {:.4} where it is missing, {:.4} where not", mean(1), mean(0));
    Some(Signal { p_value: student_t_two_sided(t, n - 2.0), effect: r.abs(), words })
}
