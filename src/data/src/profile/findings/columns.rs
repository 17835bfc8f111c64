//! Rules on a single column of any type: missing, constant, distinct, categories.

use super::{About, Parts, Thresholds, hidden, numbers, rows_of, texts, times};
use crate::profile::sql;
use ninefold_base::Cell;
use ninefold_base::format::{counted, grouped, percent};
use ninefold_base::profile::column::{ColumnProfile, Detail};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::profile::{Precision, Role};
use ninefold_base::read::Severity;
use ninefold_base::{Figure, TypeKind};

pub fn add(parts: &Parts<'_>, profile: &ColumnProfile, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    if profile.counts.rows == 0 {
        return;
    }
    found.extend(missing(parts, profile, thresholds));
    found.extend(invalid(parts, profile));
    if profile.present() == 0 {
        return;
    }
    if let Some(constant) = constant(profile) {
        found.push(constant);
    } else {
        found.extend(distinct(profile, thresholds));
        found.extend(rare(profile, thresholds));
        found.extend(imbalanced(profile, thresholds));
    }
    hidden::add(profile, thresholds, found);
    match &profile.detail {
        Detail::Number(number) => numbers::add(parts, profile, number, thresholds, found),
        Detail::Text(text) => texts::add(profile, text, thresholds, found),
        Detail::Time(time) => times::add(profile, time, thresholds, found),
        Detail::Nested(_) | Detail::Plain => {}
    }
}

fn missing(parts: &Parts<'_>, profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let (name, rows) = (&profile.name, profile.counts.rows);
    let lacking = rows - profile.present();
    if lacking == rows {
        return Some(
            About {
                profile,
                kind: FindingKind::AllMissing,
                severity: Severity::Warning,
                evidence: 1.0,
                text: format!("`{name}` has no value in any of {}", counted(rows, "row")),
                rule: "no row has a value".into(),
                advice: "leave the column out, and find out why it is empty",
                rows: FindingRows::None,
            }
            .finding(),
        );
    }
    let is_target = parts.target.is_some_and(|target| target.column == profile.column);
    let share = profile.counts.missing as f64 / rows as f64;
    if is_target || share <= thresholds.missing {
        return None;
    }
    let much = share > thresholds.missing_much;
    Some(
        About {
            profile,
            kind: FindingKind::Missing,
            severity: if much { Severity::Warning } else { Severity::Note },
            evidence: share,
            text: format!("`{name}` is missing in {}", rows_of(profile.counts.missing, rows)),
            rule: format!("missing in more than {} % of the rows", thresholds.missing * 100.0),
            advice: if much {
                "find out why before filling it in; keep \"is missing\" as a feature, or leave the column out"
            } else {
                "fill it in on the training rows only, and keep \"is missing\" as a feature"
            },
            rows: FindingRows::Where(sql::missing(name)),
        }
        .finding(),
    )
}

fn invalid(parts: &Parts<'_>, profile: &ColumnProfile) -> Option<ProfileFinding> {
    let cells = profile.counts.invalid;
    let rows = parts.schema.get(profile.column.index()).map_or(&[][..], |column| &column.invalid_rows);
    (cells > 0).then(|| {
        About {
            profile,
            kind: FindingKind::Invalid,
            severity: Severity::Error,
            evidence: cells as f64 / profile.counts.rows as f64,
            text: format!(
                "`{}` does not fit its type {} in {}",
                profile.name,
                profile.kind.label(),
                rows_of(cells, profile.counts.rows)
            ),
            rule: "a text that does not fit the type".into(),
            advice: "mend the values, accept the text as a missing marker, or choose another type",
            rows: if rows.is_empty() { FindingRows::None } else { FindingRows::Numbers(rows.to_vec()) },
        }
        .finding()
    })
}

fn constant(profile: &ColumnProfile) -> Option<ProfileFinding> {
    let exact = profile.distinct.precision == Precision::Exact;
    (exact && profile.distinct.value == 1).then(|| {
        let value = profile.top.first().map_or_else(String::new, |top| short(&top.value));
        let all = profile.present() == profile.counts.rows;
        let where_it_is = if all { "every row" } else { "every row that has a value" };
        About {
            profile,
            kind: FindingKind::Constant,
            severity: Severity::Warning,
            evidence: 1.0,
            text: format!("`{}` is `{value}` in {where_it_is}", profile.name),
            rule: "one value in all rows".into(),
            advice: if all {
                "it tells nothing: leave it out"
            } else {
                "only whether it is missing can tell something: keep \"is missing\", leave out the value"
            },
            rows: FindingRows::None,
        }
        .finding()
    })
}

/// Identifiers, almost identifiers, many categories.
fn distinct(profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let (present, distinct) = (profile.present(), profile.distinct.value);
    let category = profile.role() == Role::Category;
    // Measured numbers and moments may well all differ; whole numbers and texts that do are names of rows.
    let names_rows = category || profile.kind == TypeKind::Integer;
    let exact = profile.distinct.precision == Precision::Exact;
    let about = |kind, severity, evidence, text, rule, advice| {
        Some(About { profile, kind, severity, evidence, text, rule, advice, rows: FindingRows::None }.finding())
    };
    let name = &profile.name;
    if present >= thresholds.identifier_rows && names_rows && exact && distinct == present {
        return about(
            FindingKind::AllDistinct,
            Severity::Warning,
            1.0,
            format!("`{name}` has another value in each of {}", counted(present, "row")),
            format!("all values differ, in at least {}", counted(thresholds.identifier_rows, "row")),
            "an identifier tells nothing about new rows: leave it out; use it to join, or to group a split",
        );
    }
    let share = distinct as f64 / present as f64;
    if !category {
        return None;
    }
    if present >= thresholds.identifier_rows && share >= thresholds.near_unique {
        return about(
            FindingKind::NearUnique,
            Severity::Warning,
            share.min(1.0),
            format!("`{name}` has {} different values in {}", grouped(distinct), counted(present, "row")),
            format!("different values in at least {} % of the rows", thresholds.near_unique * 100.0),
            "too many values for categories: take parts out of the text (length, a code, a word), or leave it out",
        );
    }
    if distinct > thresholds.high_cardinality {
        return about(
            FindingKind::HighCardinality,
            Severity::Note,
            distinct as f64,
            format!("`{name}` has {} categories", grouped(distinct)),
            format!("more than {} categories", thresholds.high_cardinality),
            "join the rare ones, or encode by target or frequency; one column for each would be too many",
        );
    }
    None
}

/// Every category is known: their counts are in `top`.
fn all_counted(profile: &ColumnProfile) -> bool {
    profile.role() == Role::Category
        && profile.top_precision == Precision::Exact
        && profile.distinct.value == profile.top.len() as u64
}

fn rare(profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    if !all_counted(profile) {
        return None;
    }
    let present = profile.present();
    let most = (thresholds.rare_share * present as f64).ceil() as u64;
    let rare: Vec<&Cell> = profile
        .top
        .iter()
        .filter(|value| value.rows < thresholds.rare_rows && value.rows < most)
        .map(|value| &value.value)
        .collect();
    let rows: u64 = profile.top.iter().rev().take(rare.len()).map(|value| value.rows).sum();
    let listed: Vec<String> = rare.iter().rev().take(3).map(|value| format!("`{}`", short(value))).collect();
    let more = if rare.len() > 3 { ", …" } else { "" };
    (!rare.is_empty()).then(|| {
        About {
            profile,
            kind: FindingKind::RareCategories,
            severity: Severity::Note,
            evidence: rare.len() as f64,
            text: format!(
                "`{}` has {} with few rows ({}{more}), {} together",
                profile.name,
                if rare.len() == 1 {
                    "1 category".into()
                } else {
                    format!("{} categories", grouped(rare.len() as u64))
                },
                listed.join(", "),
                counted(rows, "row")
            ),
            rule: format!(
                "in fewer than {} rows and in less than {} % of them",
                thresholds.rare_rows,
                thresholds.rare_share * 100.0
            ),
            advice: "join them into one category: `rare(…)`; their own rates are noise",
            rows: where_one_of(profile, &rare),
        }
        .finding()
    })
}

/// A text that is cut cannot be compared with.
fn where_one_of(profile: &ColumnProfile, values: &[&Cell]) -> FindingRows {
    if values.iter().any(|value| matches!(value, Cell::Long { .. } | Cell::Binary { .. } | Cell::Nested(_))) {
        return FindingRows::None;
    }
    FindingRows::Where(sql::one_of(&profile.name, values.iter().copied()))
}

fn imbalanced(profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let Figure::Value(imbalance) = profile.imbalance else { return None };
    let first = profile.top.first()?;
    let many = profile.distinct.value > thresholds.high_cardinality;
    (profile.role() == Role::Category && !many && imbalance > thresholds.imbalance).then(|| {
        About {
            profile,
            kind: FindingKind::Imbalance,
            severity: Severity::Note,
            evidence: imbalance,
            text: format!(
                "`{}` is `{}` in {} of the rows that have a value (imbalance {imbalance:.2})",
                profile.name,
                short(&first.value),
                percent(first.rows, profile.present())
            ),
            rule: format!("imbalance 1 - H / ln k above {}", thresholds.imbalance),
            advice: "as a feature it can tell little; as the target, look at other measures than accuracy",
            rows: FindingRows::Where(sql::none_of(&profile.name, [&first.value])),
        }
        .finding()
    })
}

/// A value for a sentence.
pub(super) fn short(value: &Cell) -> String {
    let text = value.plain();
    match text.char_indices().nth(32) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
