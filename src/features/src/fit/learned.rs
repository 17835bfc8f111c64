//! From what was gathered to the parameters of a fitted function.

use super::Options;
use super::accumulate::{Accumulator, GROUP_VALUES, GroupSample};
use super::grouped::{Grouped, Key, categories, value};
use super::moments::Moments;
use super::power::{MOST_VALUES, best_lambda};
use super::target::{PerFold, TargetCounts, encoding};
use crate::ir::Rule;
use ninefold_base::feature::{Fitted, TargetColumn, Value, ValueType};

/// Knots of a group's ranks.
const KNOTS: usize = 101;

/// What one fitted function learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    pub fitted: Fitted,
    pub learned_from: u64,
    /// Training rows left out: missing, or not finite.
    pub left_out: u64,
    /// Categories or bins with too few rows.
    pub merged: u64,
    /// Learned without the rows of each fold, where the target was looked at.
    pub folds: Vec<Fitted>,
}

/// Why nothing was learned, as half a sentence.
pub type Reason = String;

fn nothing() -> Reason {
    "no training row has a value".to_string()
}

/// The parameters of `rule`. `kind` is the type of the first argument, `group_kind` that of the second.
pub fn learned(
    rule: &Rule,
    kind: ValueType,
    group_kind: ValueType,
    gathered: Accumulator,
    classes: &[Option<String>],
    options: &Options,
) -> Result<Learned, Reason> {
    let plain = |fitted: Fitted, learned_from: u64, left_out: u64| {
        Ok(Learned { fitted, learned_from, left_out, merged: 0, folds: Vec::new() })
    };
    match (rule, gathered) {
        (Rule::ImputeConstant(value), _) => plain(Fitted::Impute { value: value.clone() }, 0, 0),
        (Rule::OrdinalOf(categories), _) => plain(Fitted::Ordinal { categories: categories.clone() }, 0, 0),
        (rule, Accumulator::Moments { moments, left_out }) => {
            if moments.n == 0 {
                return Err(nothing());
            }
            let sd = if moments.m2 > 0.0 && moments.sd().is_finite() { moments.sd() } else { 1.0 };
            let fitted = match rule {
                Rule::ImputeMean => Fitted::Impute { value: Value::Float(moments.mean) },
                _ => Fitted::Standardize { mean: moments.mean, sd },
            };
            plain(fitted, moments.n, left_out)
        }
        (_, Accumulator::Extent { min, max, n, left_out }) => {
            if n == 0 {
                return Err(nothing());
            }
            let range = max - min;
            let range = if range > 0.0 && range.is_finite() { range } else { 1.0 };
            plain(Fitted::MinMax { min, range }, n, left_out)
        }
        (rule, Accumulator::Quantiles { quantiles, left_out }) => {
            let n = quantiles.n();
            plain(of_quantiles(rule, &quantiles.finish())?, n, left_out)
        }
        (_, Accumulator::Bins { edges, counts, left_out }) => {
            let n = counts.iter().sum();
            if n == 0 {
                return Err(nothing());
            }
            let (kept, _) = merged_bins(&edges, &counts, options.smallest_group);
            let merged = (edges.len() - kept.len()) as u64;
            Ok(Learned { fitted: Fitted::Bins { edges: kept }, learned_from: n, left_out, merged, folds: Vec::new() })
        }
        (_, Accumulator::Sample { sample, n, left_out }) => {
            let values = sample.values(MOST_VALUES);
            let lambda = best_lambda(&values).ok_or("all training values are the same".to_string())?;
            plain(Fitted::YeoJohnson { lambda }, n, left_out)
        }
        (rule, Accumulator::Counts(counts)) => counted(rule, kind, counts, options),
        (_, Accumulator::Target(counts)) => target(kind, *counts, classes, options),
        (_, Accumulator::GroupMoments { groups, overall, left_out }) => {
            group_mean(group_kind, groups, overall, left_out, options)
        }
        (_, Accumulator::GroupValues { groups, overall, n, left_out }) => {
            if n == 0 {
                return Err(nothing());
            }
            let mut learned = group_rank(group_kind, groups, knots(overall.values(GROUP_VALUES)), options);
            (learned.learned_from, learned.left_out) = (n, left_out);
            Ok(learned)
        }
        (_, Accumulator::Nothing) => Err(nothing()),
    }
}

fn of_quantiles(rule: &Rule, at: &[f64]) -> Result<Fitted, Reason> {
    Ok(match (rule, at) {
        (Rule::ImputeMedian, [median]) => Fitted::Impute { value: Value::Float(*median) },
        (Rule::RobustScale, [low, median, high]) => {
            let iqr = if high > low && (high - low).is_finite() { high - low } else { 1.0 };
            Fitted::RobustScale { median: *median, iqr }
        }
        (_, [low, high]) => Fitted::Winsorize { low: *low, high: *high },
        _ => return Err(nothing()),
    })
}

/// Inner edges such that no bin has fewer than `least` rows, and the rows of the bins between them: an edge is left out
/// as long as the bin below it is too small; a last bin that is too small joins the one before.
pub fn merged_bins(edges: &[f64], counts: &[u64], least: u64) -> (Vec<f64>, Vec<u64>) {
    let mut kept = Vec::new();
    let mut rows = Vec::new();
    let mut open = 0;
    for (edge, count) in edges.iter().zip(counts) {
        open += count;
        if open >= least.max(1) {
            kept.push(*edge);
            rows.push(open);
            open = 0;
        }
    }
    open += counts.last().copied().unwrap_or(0);
    if open < least.max(1)
        && let Some(before) = rows.last_mut()
    {
        *before += open;
        kept.pop();
    } else {
        rows.push(open);
    }
    (kept, rows)
}

fn counted(rule: &Rule, kind: ValueType, counts: Grouped<u64>, options: &Options) -> Result<Learned, Reason> {
    let (all, missing) = counts.sorted();
    let present: u64 = all.iter().map(|(_, count)| count).sum();
    if present == 0 {
        return Err(nothing());
    }
    let rows = present + missing;
    if matches!(rule, Rule::ImputeMode) {
        // The first of the most frequent in the order of the values.
        let mut values: Vec<_> = all.iter().map(|(key, count)| (value(kind, key), *count)).collect();
        values.sort_by(|a, b| crate::scalar::order(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal));
        let most = values.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let mode = values.into_iter().find(|(_, count)| *count == most).map(|(value, _)| value).unwrap_or_default();
        let fitted = Fitted::Impute { value: mode };
        return Ok(Learned { fitted, learned_from: present, left_out: missing, merged: 0, folds: Vec::new() });
    }
    let least = match rule {
        Rule::Rare { share } => (share * rows as f64).ceil().max(options.smallest_group as f64) as u64,
        _ => options.smallest_group,
    };
    let total = all.len();
    let mut kept: Vec<(Key, u64)> = all.into_iter().filter(|(_, count)| *count >= least).collect();
    if let Rule::OneHot { most } = rule
        && kept.len() > *most
    {
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        kept.truncate(*most);
        kept.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let merged = (total - kept.len()) as u64;
    let listed: u64 = kept.iter().map(|(_, count)| count).sum();
    let share = |count: u64| count as f64 / rows as f64;
    let enough = |count: u64| count > 0 && count >= options.smallest_group;
    let shares: Vec<f64> = kept.iter().map(|(_, count)| share(*count)).collect();
    let categories = categories(kind, kept.into_iter().map(|(key, _)| key));
    let fitted = match rule {
        Rule::OneHot { .. } => Fitted::OneHot { categories, other: merged > 0, missing: enough(missing) },
        Rule::Ordinal => Fitted::Ordinal { categories },
        Rule::Rare { .. } => Fitted::Rare { kept: categories },
        _ => Fitted::FrequencyEncode {
            categories,
            shares,
            missing: if enough(missing) { share(missing) } else { 0.0 },
            // Categories that were merged share what they had; without them, an unlisted value was never seen.
            unlisted: if merged == 0 { 0.0 } else { share(present - listed) / merged as f64 },
        },
    };
    Ok(Learned { fitted, learned_from: present, left_out: missing, merged, folds: Vec::new() })
}

fn target(
    kind: ValueType,
    counts: TargetCounts,
    classes: &[Option<String>],
    options: &Options,
) -> Result<Learned, Reason> {
    let (n_classes, n_folds) = (counts.classes, counts.folds);
    let rows = counts.overall.n(n_classes);
    if rows == 0 {
        return Err("no training row has a target".to_string());
    }
    let left_out = counts.left_out;
    let (all, missing) = counts.groups.sorted();
    let (kept, rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, part)| part.n(n_classes) >= options.smallest_group);
    let merged = rest.len() as u64;
    let mut pooled = PerFold::default();
    for (_, part) in rest {
        super::grouped::Gather::merge(&mut pooled, part);
    }
    let categories = categories(kind, kept.iter().map(|(key, _)| key.clone()));
    let fitted = |without: Option<usize>| {
        let columns = classes.iter().enumerate().map(|(class, label)| {
            let all = counts.overall.class(class, n_classes, without);
            let of = |part: &PerFold| encoding(&part.class(class, n_classes, without), &all);
            let enough = |part: &PerFold| if part.n(n_classes) >= options.smallest_group { of(part) } else { all.mean };
            TargetColumn {
                class: label.clone(),
                encodings: kept.iter().map(|(_, part)| of(part)).collect(),
                missing: enough(&missing),
                unlisted: enough(&pooled),
            }
        });
        Fitted::TargetEncode { categories: categories.clone(), columns: columns.collect() }
    };
    let folds = (0..n_folds).map(|fold| fitted(Some(fold))).collect();
    Ok(Learned { fitted: fitted(None), learned_from: rows, left_out, merged, folds })
}

fn group_mean(
    kind: ValueType,
    groups: Grouped<Moments>,
    overall: Moments,
    left_out: u64,
    options: &Options,
) -> Result<Learned, Reason> {
    if overall.n == 0 {
        return Err(nothing());
    }
    let (all, missing) = groups.sorted();
    let total = all.len();
    let enough = |part: &Moments| part.n > 0 && part.n >= options.smallest_group;
    let kept: Vec<(Key, Moments)> = all.into_iter().filter(|(_, part)| enough(part)).collect();
    let fitted = Fitted::GroupMean {
        means: kept.iter().map(|(_, part)| part.mean).collect(),
        missing: if enough(&missing) { missing.mean } else { overall.mean },
        overall: overall.mean,
        groups: categories(kind, kept.iter().map(|(key, _)| key.clone())),
    };
    let merged = (total - kept.len()) as u64;
    Ok(Learned { fitted, learned_from: overall.n, left_out, merged, folds: Vec::new() })
}

fn group_rank(kind: ValueType, groups: Grouped<GroupSample>, overall: Vec<f64>, options: &Options) -> Learned {
    let (all, missing) = groups.sorted();
    let total = all.len();
    let enough = |part: &GroupSample| part.n > 0 && part.n >= options.smallest_group;
    let kept: Vec<(Key, GroupSample)> = all.into_iter().filter(|(_, part)| enough(part)).collect();
    let merged = (total - kept.len()) as u64;
    let groups = categories(kind, kept.iter().map(|(key, _)| key.clone()));
    let missing = if enough(&missing) { knots(missing.sample.values(GROUP_VALUES)) } else { overall.clone() };
    let knots = kept.into_iter().map(|(_, part)| knots(part.sample.values(GROUP_VALUES))).collect();
    Learned {
        fitted: Fitted::GroupRank { groups, knots, missing, overall },
        learned_from: 0,
        left_out: 0,
        merged,
        folds: Vec::new(),
    }
}

/// At most [`KNOTS`] quantiles of ascending values; the values themselves if they are fewer.
fn knots(values: Vec<f64>) -> Vec<f64> {
    if values.len() <= KNOTS {
        return values;
    }
    let last = (values.len() - 1) as f64;
    (0..KNOTS)
        .map(|knot| {
            let at = knot as f64 / (KNOTS - 1) as f64 * last;
            let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
            low + (high - low) * (at - at.floor())
        })
        .collect()
}
