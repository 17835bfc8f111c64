//! What is worth a warning: every rule held against the figures of the profile, with the evidence, the rows and what to do.
//!
//! Rules on one column stand in [`columns`] (all types), [`numbers`], [`texts`], [`times`] and [`hidden`], those on the
//! target in [`target`], those on the table here. Thresholds are [`Thresholds`]; `--fail-on` is read by [`fail_on`]. Start
//! at [`findings`].

pub mod columns;
pub mod fail_on;
pub mod hidden;
pub mod numbers;
pub mod target;
pub mod texts;
pub mod thresholds;
pub mod times;

pub use fail_on::{FailOn, parse_fail_on};
pub use thresholds::Thresholds;

use super::sample::Sample;
use ninefold_base::format::{counted, grouped, percent};
use ninefold_base::profile::association::{Associations, Measure};
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::profile::missing::Duplicates;
use ninefold_base::profile::target::TargetProfile;
use ninefold_base::read::Severity;
use ninefold_base::{Column, ColumnId};

/// The parts of a profile that rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// As the source tells them: rows with values that do not fit are known there.
    pub schema: &'a [Column],
    pub columns: &'a [ColumnProfile],
    pub duplicates: &'a Duplicates,
    pub associations: &'a Associations,
    pub target: Option<&'a TargetProfile>,
    pub sample: &'a Sample,
}

impl Parts<'_> {
    pub fn name(&self, column: ColumnId) -> &str {
        self.columns.iter().find(|profile| profile.column == column).map_or("?", |profile| &profile.name)
    }

    fn column(&self, column: ColumnId) -> Option<&ColumnProfile> {
        self.columns.iter().find(|profile| profile.column == column)
    }
}

/// Everything found, worst first: by severity, then by kind in the order of [`FindingKind`], then by evidence.
pub fn findings(parts: &Parts<'_>, thresholds: &Thresholds) -> Vec<ProfileFinding> {
    let mut found = Vec::new();
    found.extend(duplicates(parts, thresholds));
    target::add(parts, thresholds, &mut found);
    for profile in parts.columns {
        columns::add(parts, profile, thresholds, &mut found);
    }
    associated(parts, thresholds, &mut found);
    found.sort_by(|a, b| {
        let by_evidence = b.evidence.abs().total_cmp(&a.evidence.abs());
        b.severity.cmp(&a.severity).then(a.kind.cmp(&b.kind)).then(by_evidence).then(a.column.cmp(&b.column))
    });
    found
}

/// A finding about one column.
pub(super) struct About<'a> {
    pub profile: &'a ColumnProfile,
    pub kind: FindingKind,
    pub severity: Severity,
    pub evidence: f64,
    pub text: String,
    pub rule: String,
    pub advice: &'a str,
    pub rows: FindingRows,
}

impl About<'_> {
    pub fn finding(self) -> ProfileFinding {
        ProfileFinding {
            kind: self.kind,
            severity: self.severity,
            column: Some(self.profile.column),
            other: None,
            text: self.text,
            rule: self.rule,
            advice: self.advice.into(),
            evidence: self.evidence,
            rows: self.rows,
            acknowledged: None,
        }
    }
}

/// "687 of 891 rows (77.1 %)".
pub(super) fn rows_of(part: u64, whole: u64) -> String {
    format!("{} of {} ({})", grouped(part), counted(whole, "row"), percent(part, whole))
}

fn duplicates(parts: &Parts<'_>, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let Duplicates { groups, rows_involved, rows_to_drop, rows, known, .. } = parts.duplicates;
    if !known || *rows_to_drop <= thresholds.duplicates {
        return None;
    }
    let all = parts.columns.first().map_or(0, |profile| profile.counts.rows);
    Some(ProfileFinding {
        kind: FindingKind::Duplicates,
        severity: Severity::Warning,
        column: None,
        other: None,
        text: format!(
            "{} in {} agree in every column; dropping {} leaves each once",
            counted(*rows_involved, "row"),
            counted(*groups, "group"),
            rows_of(*rows_to_drop, all)
        ),
        rule: format!("more than {} to drop so that each row remains once", counted(thresholds.duplicates, "row")),
        advice:
            "find out whether they are the same event twice or events that look alike; if the same, drop them before \
                 splitting, or they stand on both sides of the split"
                .into(),
        evidence: *rows_to_drop as f64,
        rows: FindingRows::Numbers(rows.clone()),
        acknowledged: None,
    })
}

/// Pairs of columns that say almost the same.
fn associated(parts: &Parts<'_>, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    let Associations { columns, pairs, .. } = parts.associations;
    for (i, row) in pairs.iter().enumerate() {
        for (j, pair) in row.iter().enumerate() {
            let strongest = pair.measures.iter().filter(|(measure, _)| *measure != Measure::TheilsU);
            let strongest = strongest.filter_map(|(measure, figure)| Some((*measure, figure.value()?)));
            let Some((measure, value)) = strongest.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())) else { continue };
            let (one, other) = (columns[i].min(columns[j]), columns[i].max(columns[j]));
            // Many categories on few rows tell a number by chance: ten rows for each are asked for.
            let categories = [one, other].into_iter().filter_map(|column| parts.column(column));
            let categories =
                categories.filter(|profile| profile.number().is_none()).map(|profile| profile.distinct.value);
            let needed = categories.max().map_or(0, |categories| 10 * categories).max(thresholds.association_rows);
            if value.abs() < thresholds.association || pair.n < needed {
                continue;
            }
            found.push(ProfileFinding {
                kind: FindingKind::Association,
                severity: Severity::Note,
                column: Some(one),
                other: Some(other),
                text: format!(
                    "`{}` and `{}` say almost the same: {} {value:.3} over {}",
                    parts.name(one),
                    parts.name(other),
                    measure.label(),
                    counted(pair.n, "row")
                ),
                rule: format!("an association of at least {} either way", thresholds.association),
                advice:
                    "one of them is enough for most models; of a linear model the coefficients of both cannot be read"
                        .into(),
                evidence: value,
                rows: FindingRows::None,
                acknowledged: None,
            });
        }
    }
}

#[cfg(test)]
mod tests;
