//! The column to be predicted: its task, its classes, and how much each other column alone tells of it.
//!
//! Works on a sample and on the exact counts of the profile. What a task is and which class is positive is decided in
//! [`task`], how strong a relation is in [`relation`], what looks like a leak in [`leak`], what accuracy and the number of
//! rows cannot tell in [`advice`]. Start at [`target_profile`].

pub mod leak;
pub mod outcome;
pub mod relation;
pub mod task;

use super::advice;
use super::sample::Sample;
use crate::Interrupted;
use leak::LeakRules;
use ninefold_base::explore::Target;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::{TargetProfile, TargetRelation, Task};
use ninefold_base::{Figure, Meter, Problem, Stopped};
use outcome::Outcome;
use rayon::prelude::*;
use task::{Facts, decide};

/// Every column's relation to the target, leaks first, then strongest first.
///
/// `columns` are the profiles of all columns of the sample. Fails in a sentence if the target cannot be one.
pub fn target_profile(
    sample: &Sample,
    columns: &[ColumnProfile],
    target: &Target,
    rules: &LeakRules,
    meter: &dyn Meter,
) -> Result<TargetProfile, Interrupted> {
    let unknown = || Problem::new("could not look at the target", "the column is not in this table", "choose another");
    let profile = columns.iter().find(|profile| profile.column == target.column).ok_or_else(unknown)?;
    let decided = decide(&Facts::of(profile), target)?;
    let outcome = Outcome::new(sample, profile, &decided)?;
    let mut relations: Vec<TargetRelation> = columns
        .par_iter()
        .filter(|other| other.column != target.column)
        .map(|other| {
            meter.check()?;
            let mut relation = relation::relation(sample, other, &outcome);
            relation.leak = leak::reason(sample, other, &outcome, &relation, rules);
            Ok(relation)
        })
        .collect::<Result<_, Stopped>>()?;
    relations.sort_by(|a, b| {
        let leaks = b.leak.is_some().cmp(&a.leak.is_some());
        leaks.then(b.strength.total_cmp(&a.strength)).then(a.column.cmp(&b.column))
    });
    let classes = match decided.task {
        Task::Binary | Task::Multiclass => profile.top.clone(),
        Task::Regression => Vec::new(),
    };
    let majority_accuracy = match decided.task {
        Task::Binary | Task::Multiclass => majority(profile, &decided),
        Task::Regression => Figure::undefined("a number has no commonest class"),
    };
    Ok(TargetProfile {
        column: target.column,
        task: decided.task,
        advice: advice::about_target(profile, &decided, &majority_accuracy, columns.len() - 1),
        reason: decided.reason,
        missing: profile.counts.rows - profile.present(),
        classes,
        positive: decided.positive,
        majority_accuracy,
        relations,
        precision: sample.precision(),
    })
}

/// Accuracy of always saying the commonest class; of one class against all others, the larger side.
fn majority(profile: &ColumnProfile, decided: &task::Decided) -> Figure {
    let present = profile.present();
    let most = match &decided.positive {
        Some(positive) => {
            let rows = profile.top.iter().find(|class| class.value == *positive).map_or(0, |class| class.rows);
            rows.max(present - rows)
        }
        None => profile.top.first().map_or(0, |class| class.rows),
    };
    Figure::ratio(most as f64, present as f64, "no row has a target")
}

#[cfg(test)]
mod tests;
