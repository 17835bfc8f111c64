//! Columns that tell the target so well that they are probably known only afterwards.

use super::super::sample::{MISSING, Sample, SampleValues};
use super::outcome::Outcome;
use super::relation::{auc_of_categories, auc_of_numbers};
use ninefold_base::format::{counted, percent};
use ninefold_base::profile::association::Measure;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::TargetRelation;
use serde::{Deserialize, Serialize};

/// From where on a column counts as a leak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeakRules {
    /// AUC of a column alone at or above this (or at or below 1 − this).
    pub auc: f64,
    /// Share of the target that a column alone tells: |2 AUC − 1|, mutual information as a share of the entropy, or the
    /// share of the variance.
    pub power: f64,
    /// Share of one class among the rows where a column is present (or missing, or has one of its two values).
    pub purity: f64,
    /// The odds of that class there are at least this many times its odds in all rows.
    pub purity_odds: f64,
    /// Rows with it at least.
    pub purity_rows: u64,
}

impl Default for LeakRules {
    fn default() -> Self {
        Self { auc: 0.99, power: 0.8, purity: 0.9, purity_odds: 10.0, purity_rows: 30 }
    }
}

/// How likely it may be at most that all rows of one kind are of one class by chance.
const BY_CHANCE: f64 = 1e-6;

/// Why this looks like a leak, as half a sentence; `None` if it does not.
pub fn reason(
    sample: &Sample,
    profile: &ColumnProfile,
    outcome: &Outcome,
    relation: &TargetRelation,
    rules: &LeakRules,
) -> Option<String> {
    let values = &sample.column(profile.column)?.values;
    if relation.n >= rules.purity_rows
        && let Some(reason) = of_strength(relation, rules)
    {
        return Some(reason);
    }
    of_presence(values, outcome, rules).or_else(|| of_two_values(values, outcome, rules))
}

fn of_strength(relation: &TargetRelation, rules: &LeakRules) -> Option<String> {
    let value = relation.figure.value()?;
    match relation.measure {
        Measure::Auc if value >= rules.auc || value <= 1.0 - rules.auc => Some(format!(
            "alone it orders the classes almost perfectly: AUC {value:.4} (at least {} or at most {:.2})",
            rules.auc,
            1.0 - rules.auc
        )),
        Measure::Auc if relation.strength >= rules.power => {
            Some(format!("alone it reaches AUC {value:.3}: |2 AUC - 1| is at least {}", rules.power))
        }
        Measure::MutualInformation if relation.strength >= rules.power => Some(format!(
            "alone it tells {:.0} % of the target's entropy (at least {:.0} %)",
            relation.strength * 100.0,
            rules.power * 100.0
        )),
        Measure::Spearman | Measure::CorrelationRatio if relation.strength.powi(2) >= rules.power => Some(format!(
            "alone it tells {:.0} % of the target's spread (at least {:.0} %)",
            relation.strength.powi(2) * 100.0,
            rules.power * 100.0
        )),
        _ => None,
    }
}

/// A column that is filled in only for one class, or only missing for one.
fn of_presence(values: &SampleValues, outcome: &Outcome, rules: &LeakRules) -> Option<String> {
    let present = presence(values)?;
    if let Outcome::Binary { positive, folds, .. } = outcome {
        let numbers: Vec<f64> = present.iter().map(|is| f64::from(u8::from(*is))).collect();
        let n = positive.iter().flatten().count() as u64;
        let auc = auc_of_numbers(&numbers, positive).ok()?.auc;
        let codes: Vec<u32> = present.iter().map(|is| u32::from(*is)).collect();
        let honest = auc_of_categories(&codes, 2, positive, folds).ok()?.auc;
        if n >= rules.purity_rows && (2.0 * honest - 1.0) >= rules.power {
            return Some(format!("whether it has a value already tells the target: AUC {auc:.3}"));
        }
    }
    let (present_is, missing_is) = ("where it has a value", "where it is missing");
    pure(&present, outcome, rules, [missing_is.into(), present_is.into()])
}

fn of_two_values(values: &SampleValues, outcome: &Outcome, rules: &LeakRules) -> Option<String> {
    let (codes, labels) = match values {
        SampleValues::Categories { codes, labels } if labels.len() == 2 => (codes.clone(), labels.clone()),
        SampleValues::Numbers(values) => {
            let first = *values.iter().find(|value| !value.is_nan())?;
            let second = *values.iter().find(|value| !value.is_nan() && **value != first)?;
            let code = |value: &f64| match *value {
                value if value == first => Some(0),
                value if value == second => Some(1),
                value => value.is_nan().then_some(MISSING),
            };
            let codes: Option<Vec<u32>> = values.iter().map(code).collect();
            (codes?, vec![format!("{first}"), format!("{second}")])
        }
        SampleValues::Categories { .. } | SampleValues::Nothing => return None,
    };
    // Missing is neither: it counts with the value that is not looked at, once for each of the two.
    (0..2_u32).find_map(|value| {
        let has: Vec<bool> = codes.iter().map(|code| *code == value).collect();
        let where_it_is = format!("where it is `{}`", labels[value as usize]);
        pure_side(&has, outcome, rules, &where_it_is)
    })
}

/// `None` for columns without missing or without present values in the sample.
fn presence(values: &SampleValues) -> Option<Vec<bool>> {
    let present: Vec<bool> = match values {
        SampleValues::Numbers(values) => values.iter().map(|value| !value.is_nan()).collect(),
        SampleValues::Categories { codes, .. } => codes.iter().map(|code| *code != MISSING).collect(),
        SampleValues::Nothing => return None,
    };
    (present.contains(&true) && present.contains(&false)).then_some(present)
}

fn pure(has: &[bool], outcome: &Outcome, rules: &LeakRules, words: [String; 2]) -> Option<String> {
    let lacks: Vec<bool> = has.iter().map(|has| !has).collect();
    pure_side(has, outcome, rules, &words[1]).or_else(|| pure_side(&lacks, outcome, rules, &words[0]))
}

/// Rows that are almost all of one class, though that class is not common and they are too many for chance.
fn pure_side(has: &[bool], outcome: &Outcome, rules: &LeakRules, words: &str) -> Option<String> {
    let (codes, names) = outcome.class_codes()?;
    let (mut all, mut here) = (vec![0_u64; names.len()], vec![0_u64; names.len()]);
    for (has, code) in has.iter().zip(&codes).filter(|(_, code)| **code != MISSING) {
        all[*code as usize] += 1;
        here[*code as usize] += u64::from(*has);
    }
    let (rows, total) = (here.iter().sum::<u64>(), all.iter().sum::<u64>());
    let class = (0..here.len()).max_by_key(|class| here[*class])?;
    let base = all[class] as f64 / total as f64;
    let share = here[class] as f64 / rows as f64;
    let odds = |share: f64| share / (1.0 - share);
    let is_pure = rows >= rules.purity_rows
        && share >= rules.purity
        && odds(share) >= rules.purity_odds * odds(base)
        && here[class] as f64 * base.ln() < BY_CHANCE.ln();
    is_pure.then(|| {
        format!(
            "{words} ({}), the target is `{}` in {} of them, against {} of all: it is probably filled in afterwards",
            counted(rows, "row"),
            names[class],
            percent(here[class], rows),
            percent(all[class], total)
        )
    })
}
