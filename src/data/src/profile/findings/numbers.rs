//! Rules on numbers: NaN, infinities, zeros, skewness, outliers.

use super::{About, Parts, Thresholds, rows_of};
use crate::profile::sample::SampleValues;
use crate::profile::sql;
use ninefold_base::Cell;
use ninefold_base::format::percent;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, NumberProfile};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::read::Severity;
use ninefold_base::{Figure, TypeKind};

pub fn add(
    parts: &Parts<'_>,
    profile: &ColumnProfile,
    number: &NumberProfile,
    thresholds: &Thresholds,
    found: &mut Vec<ProfileFinding>,
) {
    found.extend(not_finite(profile));
    // Of two values zero is simply one of them.
    if profile.distinct.value > 2 {
        found.extend(zeros(profile, thresholds));
        found.extend(skewed(profile, number, thresholds));
        found.extend(outliers(parts, profile, number, thresholds));
    }
}

fn not_finite(profile: &ColumnProfile) -> Vec<ProfileFinding> {
    let (name, rows) = (&profile.name, profile.counts.rows);
    let about = |kind, cells: u64, word: &str, rule: &str, condition| {
        About {
            profile,
            kind,
            severity: Severity::Warning,
            evidence: cells as f64 / rows as f64,
            text: format!("`{name}` is {word} in {}", rows_of(cells, rows)),
            rule: rule.into(),
            advice: "no figure counts these values; find the division by zero or the overflow, or take them as missing",
            rows: FindingRows::Where(condition),
        }
        .finding()
    };
    let mut found = Vec::new();
    if profile.counts.nan > 0 {
        found.push(about(FindingKind::NotANumber, profile.counts.nan, "NaN", "any value is NaN", sql::nan(name)));
    }
    if profile.counts.infinite() > 0 {
        let (kind, cells) = (FindingKind::Infinite, profile.counts.infinite());
        found.push(about(kind, cells, "infinite", "any value is infinite", sql::infinite(name)));
    }
    found
}

fn zeros(profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let (zeros, rows) = (profile.counts.zeros, profile.counts.rows);
    let share = zeros as f64 / rows as f64;
    (share > thresholds.zeros).then(|| {
        About {
            profile,
            kind: FindingKind::Zeros,
            severity: Severity::Note,
            evidence: share,
            text: format!("`{}` is 0 in {}", profile.name, rows_of(zeros, rows)),
            rule: format!(
                "0 in more than {} % of the rows, with more than two different values",
                thresholds.zeros * 100.0
            ),
            advice: "find out whether 0 is measured or stands for nothing; \"is 0\" may be a feature of its own",
            rows: FindingRows::Where(format!("{} = 0", sql::name(&profile.name))),
        }
        .finding()
    })
}

fn skewed(profile: &ColumnProfile, number: &NumberProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let Figure::Value(skewness) = number.skewness else { return None };
    (skewness.abs() > thresholds.skewness).then(|| {
        About {
            profile,
            kind: FindingKind::Skewed,
            severity: if skewness.abs() > thresholds.skewness_large { Severity::Warning } else { Severity::Note },
            evidence: skewness,
            text: format!(
                "`{}` has a long tail to the {}: skewness {skewness:.1}",
                profile.name,
                if skewness > 0.0 { "right" } else { "left" }
            ),
            rule: format!("|skewness| above {}, a warning above {}", thresholds.skewness, thresholds.skewness_large),
            advice: "for linear models take the logarithm or bins; trees do not mind",
            rows: FindingRows::None,
        }
        .finding()
    })
}

fn outliers(
    parts: &Parts<'_>,
    profile: &ColumnProfile,
    number: &NumberProfile,
    thresholds: &Thresholds,
) -> Option<ProfileFinding> {
    let (low, high) = (number.quantile(0.25)?, number.quantile(0.75)?);
    let (Figure::Value(min), Figure::Value(max)) = (&number.min, &number.max) else { return None };
    let range = high - low;
    if range <= 0.0 || !range.is_finite() {
        return None;
    }
    let fence = |end: f64, sign: f64| rounded(end + sign * thresholds.outlier_ranges * range);
    let (from, to) = (fence(low, -1.0), fence(high, 1.0));
    let beyond = ((from - min) / range).max((max - to) / range);
    if beyond <= 0.0 || !beyond.is_finite() {
        return None;
    }
    let (low_end, high_end) = (literal(from, profile.kind, f64::ceil), literal(to, profile.kind, f64::floor));
    let (below, above) = (*min < from, *max > to);
    let name = sql::name(&profile.name);
    let condition = match (below, above) {
        (true, true) => format!("{name} < {low_end} OR {}", above_all(&name, &high_end)),
        (true, false) => format!("{name} < {low_end}"),
        (false, _) => above_all(&name, &high_end),
    };
    let furthest = if max - to >= from - min { max } else { min };
    let furthest = literal(*furthest, profile.kind, f64::trunc);
    Some(
        About {
            profile,
            kind: FindingKind::Outliers,
            severity: Severity::Note,
            evidence: beyond + thresholds.outlier_ranges,
            text: format!(
                "`{}` has values far outside {low_end} to {high_end}{}; the furthest is {furthest}",
                profile.name,
                share_outside(parts, profile, from, to)
            ),
            rule: format!(
                "further outside the quartiles {} and {} than {} times their distance (Tukey)",
                short(rounded(low)),
                short(rounded(high)),
                thresholds.outlier_ranges
            ),
            advice: "look at the rows: mistakes are mended, true extremes are kept; `winsorize(…)` or bins limit their pull",
            rows: FindingRows::Where(condition),
        }
        .finding(),
    )
}

/// To six significant digits, so that a fence can be read and typed.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// NaN is larger than every number, and is no outlier.
fn above_all(name: &str, high: &str) -> String {
    format!("({name} > {high} AND {name} <= 1.7976931348623157e308)")
}

fn literal(value: f64, kind: TypeKind, whole: fn(f64) -> f64) -> String {
    match kind {
        TypeKind::Integer if value.abs() < 9e15 => Cell::Integer(whole(value) as i128).sql(),
        _ => Cell::Float(value).sql(),
    }
}

fn short(value: f64) -> String {
    Cell::Float(value).plain().trim_end_matches(".0").to_string()
}

/// ", 2.5 % of the rows" from the sample; exact if it is all rows.
fn share_outside(parts: &Parts<'_>, profile: &ColumnProfile, from: f64, to: f64) -> String {
    let Some(SampleValues::Numbers(values)) = parts.sample.column(profile.column).map(|column| &column.values) else {
        return String::new();
    };
    let finite = || values.iter().filter(|value| value.is_finite());
    let (n, outside) = (finite().count(), finite().filter(|value| **value < from || **value > to).count());
    let about = if parts.sample.precision() == Precision::Exact { "" } else { "~" };
    if outside == 0 { String::new() } else { format!(" ({about}{} of the values)", percent(outside as u64, n as u64)) }
}
