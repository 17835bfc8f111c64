//! `--fail-on missing>0.2,duplicates,leak`: which findings make a headless profile fail.

use super::Thresholds;
use ninefold_base::Problem;
use ninefold_base::names::did_you_mean;
use ninefold_base::profile::finding::{FindingKind, ProfileFinding};

/// One condition: any finding of the kind, or one whose evidence is beyond a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct FailOn {
    pub kind: FindingKind,
    /// The evidence must be above this (`>`), or at least this (`>=`).
    pub limit: Option<Limit>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    Above(f64),
    AtLeast(f64),
}

impl FailOn {
    /// Whether a finding that was not acknowledged fulfils it.
    pub fn holds(&self, finding: &ProfileFinding) -> bool {
        finding.kind == self.kind
            && finding.acknowledged.is_none()
            && match self.limit {
                None => true,
                Some(Limit::Above(limit)) => finding.evidence.abs() > limit,
                Some(Limit::AtLeast(limit)) => finding.evidence.abs() >= limit,
            }
    }

    /// Lowers the threshold of the kind, so that a limit below it finds what it asks for.
    pub fn widen(&self, thresholds: &mut Thresholds) {
        let Some(Limit::Above(limit) | Limit::AtLeast(limit)) = self.limit else { return };
        let lower = |threshold: &mut f64| *threshold = threshold.min(limit);
        match self.kind {
            FindingKind::Missing => lower(&mut thresholds.missing),
            FindingKind::Zeros => lower(&mut thresholds.zeros),
            FindingKind::Imbalance => lower(&mut thresholds.imbalance),
            FindingKind::Skewed => lower(&mut thresholds.skewness),
            FindingKind::Association => lower(&mut thresholds.association),
            FindingKind::MixedTypes => lower(&mut thresholds.mixed_types),
            FindingKind::MissingSignal => lower(&mut thresholds.missing_signal_effect),
            FindingKind::NearUnique => lower(&mut thresholds.near_unique),
            FindingKind::Leak => lower(&mut thresholds.leak.power),
            FindingKind::Outliers => lower(&mut thresholds.outlier_ranges),
            FindingKind::NumberAsText | FindingKind::DateAsText => lower(&mut thresholds.as_text),
            FindingKind::HighCardinality => {
                thresholds.high_cardinality = thresholds.high_cardinality.min(limit.max(0.0) as u64);
            }
            // Any evidence is found already.
            FindingKind::ConflictingLabels
            | FindingKind::Duplicates
            | FindingKind::Constant
            | FindingKind::AllMissing
            | FindingKind::MissingTarget
            | FindingKind::HiddenMissing
            | FindingKind::Empty
            | FindingKind::Invalid
            | FindingKind::NotANumber
            | FindingKind::Infinite
            | FindingKind::LeadingZeros
            | FindingKind::DateRange
            | FindingKind::TimeOrder
            | FindingKind::AllDistinct
            | FindingKind::RareCategories
            | FindingKind::Padded => {}
        }
    }
}

/// The findings that fulfil one of the conditions, in their order.
pub fn failing<'a>(conditions: &[FailOn], findings: &'a [ProfileFinding]) -> Vec<&'a ProfileFinding> {
    findings.iter().filter(|finding| conditions.iter().any(|condition| condition.holds(finding))).collect()
}

/// What the evidence of a kind is, for help and messages.
pub fn evidence_of(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Leak => "share of the target told, 0 to 1",
        FindingKind::Missing
        | FindingKind::AllMissing
        | FindingKind::MissingTarget
        | FindingKind::HiddenMissing
        | FindingKind::Empty
        | FindingKind::Invalid
        | FindingKind::NotANumber
        | FindingKind::Infinite
        | FindingKind::Zeros
        | FindingKind::Padded
        | FindingKind::ConflictingLabels => "share of the rows, 0 to 1",
        FindingKind::Duplicates => "rows to drop",
        FindingKind::Constant | FindingKind::AllDistinct => "always 1",
        FindingKind::MissingSignal => "Cramér's V, or |r| for a number, 0 to 1",
        FindingKind::MixedTypes | FindingKind::NumberAsText | FindingKind::DateAsText | FindingKind::LeadingZeros => {
            "share of the texts, 0 to 1"
        }
        FindingKind::DateRange => "the year furthest out",
        FindingKind::TimeOrder => "share of the steps, 0 to 1",
        FindingKind::NearUnique => "different values as a share of the rows, 0 to 1",
        FindingKind::HighCardinality | FindingKind::RareCategories => "number of categories",
        FindingKind::Imbalance => "1 - H / ln k, 0 to 1",
        FindingKind::Skewed => "|skewness|",
        FindingKind::Outliers => "distance from the quartiles in interquartile ranges",
        FindingKind::Association => "|association|, 0 to 1",
    }
}

/// Reads a list such as `missing>0.2,duplicates,leak`.
pub fn parse_fail_on(text: &str) -> Result<Vec<FailOn>, Problem> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err(Problem::new(
            "could not read what to fail on",
            "the list is empty",
            "write kinds of findings with commas between them, such as `missing>0.2,duplicates,leak`",
        ));
    }
    parts.into_iter().map(condition).collect()
}

fn condition(part: &str) -> Result<FailOn, Problem> {
    let what = || format!("could not read `{part}` as something to fail on");
    let (name, limit) = match part.find(['>', '<', '=']) {
        None => (part, None),
        Some(at) => {
            let (name, rest) = part.split_at(at);
            let (limit, number): (fn(f64) -> Limit, &str) = match (rest.strip_prefix(">="), rest.strip_prefix('>')) {
                (Some(number), _) => (Limit::AtLeast, number),
                (None, Some(number)) => (Limit::Above, number),
                (None, None) => {
                    let why = "a finding is there from a limit on: only `>` and `>=` can be written";
                    return Err(Problem::new(what(), why, format!("write `{}>NUMBER`", name.trim())));
                }
            };
            let number = number.trim();
            let value = number.strip_suffix('%').map_or(number, str::trim).parse::<f64>().ok();
            let value = value.filter(|value| value.is_finite()).ok_or_else(|| {
                Problem::new(what(), format!("`{number}` is not a number"), "write `missing>0.2`, or `missing>20%`")
            })?;
            let value = if number.ends_with('%') { value / 100.0 } else { value };
            (name.trim(), Some(limit(value)))
        }
    };
    let kind =
        FindingKind::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = || FindingKind::ALL.iter().map(|kind| kind.name());
            let nearest = did_you_mean(name, names());
            let all = format!("kinds of findings are {}", names().collect::<Vec<_>>().join(", "));
            Problem::new(
                what(),
                format!("there is no kind of finding `{name}`"),
                if nearest.is_empty() { all } else { nearest },
            )
        })?;
    Ok(FailOn { kind, limit })
}
