//! Rules on texts: nothing in them, numbers and dates in them, leading zeros, white space.

use super::{About, Thresholds, rows_of};
use crate::profile::sql;
use ninefold_base::format::percent;
use ninefold_base::profile::column::{ColumnProfile, TextProfile};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::read::Severity;

pub fn add(profile: &ColumnProfile, text: &TextProfile, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    found.extend(empty(profile));
    found.extend(padded(profile, text));
    let written = profile.present() - profile.counts.empty - profile.counts.blank;
    if written > 0 {
        found.extend(another_type(profile, text, written, thresholds));
    }
}

fn empty(profile: &ColumnProfile) -> Option<ProfileFinding> {
    let (empty, blank, rows) = (profile.counts.empty, profile.counts.blank, profile.counts.rows);
    let word = match (empty, blank) {
        (0, 0) => return None,
        (_, 0) => "empty",
        (0, _) => "white space only",
        _ => "empty or white space only",
    };
    Some(
        About {
            profile,
            kind: FindingKind::Empty,
            severity: Severity::Note,
            evidence: (empty + blank) as f64 / rows as f64,
            text: format!("`{}` is {word} in {}", profile.name, rows_of(empty + blank, rows)),
            rule: "any text without a character that can be seen".into(),
            advice: "if it means missing, accept it as a missing marker",
            rows: FindingRows::Where(format!("trim({}) = ''", sql::name(&profile.name))),
        }
        .finding(),
    )
}

fn padded(profile: &ColumnProfile, text: &TextProfile) -> Option<ProfileFinding> {
    let padded = text.padded.saturating_sub(profile.counts.blank);
    let name = sql::name(&profile.name);
    (padded > 0).then(|| {
        About {
            profile,
            kind: FindingKind::Padded,
            severity: Severity::Note,
            evidence: padded as f64 / profile.counts.rows as f64,
            text: format!("`{}` has white space at an end in {}", profile.name, rows_of(padded, profile.counts.rows)),
            rule: "any text with white space at an end".into(),
            advice: "`a` and `a ` are two categories: use `trim(…)`",
            rows: FindingRows::Where(format!("{name} <> trim({name}) AND trim({name}) <> ''")),
        }
        .finding()
    })
}

/// Numbers, dates and codes in texts. `written` texts have a character that can be seen.
fn another_type(
    profile: &ColumnProfile,
    text: &TextProfile,
    written: u64,
    thresholds: &Thresholds,
) -> Option<ProfileFinding> {
    let share = |part: u64| part as f64 / written as f64;
    let (numeric, dates) = (share(text.numeric), share(text.dates));
    let (name, sql_name) = (&profile.name, sql::name(&profile.name));
    let percent_of = |part: u64| percent(part, written);
    let about = |kind, severity, evidence, text, rule, advice, rows| {
        Some(About { profile, kind, severity, evidence, text, rule, advice, rows }.finding())
    };
    if text.leading_zeros > 0 && numeric >= thresholds.as_text {
        return about(
            FindingKind::LeadingZeros,
            Severity::Note,
            share(text.leading_zeros),
            format!("`{name}` holds digits with a leading zero in {} of its texts", percent_of(text.leading_zeros)),
            "any text of digits that begins with 0, in a column of digits".into(),
            "these are codes: keep them as text, a number would lose the zeros",
            FindingRows::Where(format!("regexp_like({sql_name}, '^\\s*0[0-9]+\\s*$')")),
        );
    }
    if numeric >= thresholds.as_text {
        return about(
            FindingKind::NumberAsText,
            Severity::Warning,
            numeric,
            format!("`{name}` is text, and {} of its texts are numbers", percent_of(text.numeric)),
            format!("at least {} % of the texts read as numbers", thresholds.as_text * 100.0),
            "read it as a number; what does not fit then is shown as invalid, or is accepted as a missing marker",
            FindingRows::Where(format!("CAST({sql_name} AS float) IS NULL AND {sql_name} IS NOT NULL")),
        );
    }
    if dates >= thresholds.as_text {
        return about(
            FindingKind::DateAsText,
            Severity::Warning,
            dates,
            format!("`{name}` is text, and {} of its texts are dates", percent_of(text.dates)),
            format!("at least {} % of the texts read as dates", thresholds.as_text * 100.0),
            "read it as a date, saying whether the day or the month comes first",
            FindingRows::None,
        );
    }
    let least = numeric.min(1.0 - numeric);
    if least >= thresholds.mixed_types {
        return about(
            FindingKind::MixedTypes,
            Severity::Warning,
            least,
            format!("`{name}` holds numbers in {} of its texts, and other texts", percent_of(text.numeric)),
            format!("both numbers and other texts in at least {} % of the texts", thresholds.mixed_types * 100.0),
            "find out what the other texts mean; split the column, or take them as missing",
            FindingRows::Where(if numeric < 0.5 {
                format!("CAST({sql_name} AS float) IS NOT NULL")
            } else {
                format!("CAST({sql_name} AS float) IS NULL AND {sql_name} IS NOT NULL")
            }),
        );
    }
    None
}
