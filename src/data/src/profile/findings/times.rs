//! Rules on dates and times: out of range, out of order.

use super::{About, Thresholds};
use crate::profile::sql;
use ninefold_base::TypeKind;
use ninefold_base::format::{counted, percent};
use ninefold_base::profile::column::{ColumnProfile, Order, TimeProfile};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::read::Severity;

pub fn add(profile: &ColumnProfile, time: &TimeProfile, thresholds: &Thresholds, found: &mut Vec<ProfileFinding>) {
    if profile.kind != TypeKind::Time {
        found.extend(out_of_range(profile, time, thresholds));
        found.extend(out_of_order(profile, thresholds));
    }
}

fn out_of_range(profile: &ColumnProfile, time: &TimeProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let Thresholds { earliest, latest, .. } = thresholds;
    // ISO texts of years of four digits are in the order of time; before year 0 there is a sign, beyond 9999 a plus.
    let before = |text: &str, limit: &str| text.starts_with('-') || (!text.starts_with('+') && text < limit);
    let (early, late) = (before(&time.min, earliest), !before(&time.max, latest));
    let name = sql::name(&profile.name);
    let (what, condition, extreme) = match (early, late) {
        (false, false) => return None,
        (true, false) => (format!("before {earliest}"), format!("{name} < '{earliest}'"), &time.min),
        (false, true) => (format!("on or after {latest}"), format!("{name} >= '{latest}'"), &time.max),
        (true, true) => (
            format!("before {earliest} and after {latest}"),
            format!("{name} < '{earliest}' OR {name} >= '{latest}'"),
            &time.min,
        ),
    };
    Some(
        About {
            profile,
            kind: FindingKind::DateRange,
            severity: Severity::Warning,
            evidence: extreme.get(..4).and_then(|year| year.parse().ok()).unwrap_or(f64::from(u8::from(late)) * 1e4),
            text: format!("`{}` lies {what} in some rows: it goes from {} to {}", profile.name, time.min, time.max),
            rule: format!("before {earliest}, or on or after {latest}"),
            advice: "often a stand-in for missing, or a year of two digits: take it as missing, or mend it",
            rows: FindingRows::Where(condition),
        }
        .finding(),
    )
}

fn out_of_order(profile: &ColumnProfile, thresholds: &Thresholds) -> Option<ProfileFinding> {
    let Order::Mixed { descents, pairs } = profile.order else { return None };
    let share = descents as f64 / pairs as f64;
    (descents > 0 && share <= thresholds.time_order).then(|| {
        About {
            profile,
            kind: FindingKind::TimeOrder,
            severity: Severity::Note,
            evidence: share,
            text: format!(
                "`{}` rises along the file but for {} back ({})",
                profile.name,
                counted(descents, "step"),
                percent(descents, pairs)
            ),
            rule: format!("steps back in at most {} % of all steps, and in some", thresholds.time_order * 100.0),
            advice: "sort by it before a split by time, and before features that look back",
            rows: FindingRows::None,
        }
        .finding()
    })
}
