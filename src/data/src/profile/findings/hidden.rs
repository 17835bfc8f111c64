//! Values that may stand for "missing": words such as `?`, numbers such as -999 at the end of the scale, dates such as
//! 1900-01-01, each far more frequent than the values of its column are on average.

use super::columns::short;
use super::{About, Thresholds, rows_of};
use crate::profile::sql;
use crate::profile::target::outcome::value_of;
use ninefold_base::Cell;
use ninefold_base::profile::Role;
use ninefold_base::profile::column::{ColumnProfile, Detail, NumberProfile, ValueCount};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::read::Severity;

/// In lower case.
const WORDS: [&str; 32] = [
    "?",
    "??",
    "???",
    "-",
    "--",
    "---",
    ".",
    "..",
    "*",
    "_",
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "<na>",
    "nan",
    "null",
    "nil",
    "none",
    "(null)",
    "\\n",
    "missing",
    "unknown",
    "unk",
    "undefined",
    "not available",
    "not applicable",
    "tbd",
    "no data",
    "-999",
    "9999",
];
const NUMBERS: [f64; 17] = [
    -1.0,
    -9.0,
    -99.0,
    -999.0,
    -9999.0,
    -99999.0,
    -200.0,
    -888.0,
    -777.0,
    99.0,
    999.0,
    9999.0,
    99999.0,
    999999.0,
    9999999.0,
    99999999.0,
    999999999.0,
];
const DATES: [&str; 12] = [
    "0001-01-01",
    "1111-11-11",
    "1753-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1901-01-01",
    "1970-01-01",
    "1970-01-02",
    "2099-12-31",
    "2999-12-31",
    "9999-12-31",
];

pub fn add(profile: &ColumnProfile, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    let suspects: Vec<&ValueCount> = match (profile.role(), &profile.detail) {
        (Role::Category, _) => profile.top.iter().filter(|value| is_word(&value.value)).collect(),
        (Role::Number, Detail::Number(number)) => {
            let is =
                |value: &&ValueCount| is_sentinel(profile, number, value) && is_frequent(profile, value, thresholds);
            profile.top.iter().filter(is).collect()
        }
        (Role::Time, Detail::Time(time)) => {
            let is = |value: &&ValueCount| {
                let text = value.value.plain();
                let day = text.get(..10).unwrap_or_default();
                let at_an_end = text == time.min || text == time.max;
                DATES.contains(&day) && at_an_end && is_frequent(profile, value, thresholds)
            };
            profile.top.iter().filter(is).collect()
        }
        _ => Vec::new(),
    };
    if suspects.is_empty() {
        return;
    }
    let rows: u64 = suspects.iter().map(|value| value.rows).sum();
    let listed: Vec<String> = suspects.iter().take(3).map(|value| format!("`{}`", short(&value.value))).collect();
    let often = match profile.role() {
        Role::Category => "a text that usually stands for a missing value".to_string(),
        _ => format!(
            "a value that usually stands for missing, at an end of the scale, in at least {} rows and {} times as often \
             as other values",
            thresholds.hidden_rows, thresholds.hidden_factor
        ),
    };
    found.push(
        About {
            profile,
            kind: FindingKind::HiddenMissing,
            severity: Severity::Warning,
            evidence: rows as f64 / profile.counts.rows as f64,
            text: format!(
                "`{}` is {} in {}: this may mean missing",
                profile.name,
                listed.join(" or "),
                rows_of(rows, profile.counts.rows)
            ),
            rule: often,
            advice: "if it does, accept it as a missing marker of this column",
            rows: FindingRows::Where(sql::one_of(&profile.name, suspects.iter().map(|value| &value.value))),
        }
        .finding(),
    );
}

fn is_word(value: &Cell) -> bool {
    matches!(value, Cell::Text(text) if WORDS.contains(&text.trim().to_lowercase().as_str()))
}

/// One of the numbers that people put for nothing, beyond all others: the least or the largest of the column.
fn is_sentinel(profile: &ColumnProfile, number: &NumberProfile, value: &ValueCount) -> bool {
    let Some(at) = value_of(&value.value) else { return false };
    // -1 and -9 are common measurements among other negative numbers.
    let alone = !(-9.0..0.0).contains(&at) || profile.counts.negatives == value.rows;
    let at_an_end = number.min.value() == Some(at) || number.max.value() == Some(at);
    NUMBERS.contains(&at) && at_an_end && alone && profile.distinct.value > 2
}

/// Far more often than the column's other values on average; zeros, which are often frequent in themselves, left out.
fn is_frequent(profile: &ColumnProfile, value: &ValueCount, thresholds: &Thresholds) -> bool {
    let zeros = profile.counts.zeros;
    let others = profile.present().saturating_sub(value.rows + zeros) as f64;
    let distinct = profile.distinct.value.saturating_sub(1 + u64::from(zeros > 0)).max(1) as f64;
    value.rows >= thresholds.hidden_rows && value.rows as f64 >= thresholds.hidden_factor * others / distinct
}
