//! From what a column holds to what it is: the rules, in order.
//!
//! | the column holds (missing and empty cells apart) | it becomes |
//! |---|---|
//! | nothing | no type |
//! | only `true`/`false` | boolean |
//! | only whole numbers within 64 bits | integer |
//! | whole and decimal numbers, `inf`, NaN beside other numbers | float |
//! | digits with leading zeros, anywhere | text: a number would lose them |
//! | whole numbers beyond 64 bits, anywhere | text: no digit is lost |
//! | numbers, some with grouped thousands (`1,234`) | text, because elsewhere that is 1.234; `int` and `float` read them |
//! | only dates in one order (ambiguous ones follow the clear ones) | date |
//! | only ambiguous dates such as 01/02/2024 | text, and both readings are offered |
//! | only dates with time, likewise | datetime (UTC if they have offsets) |
//! | only times of day | time |
//! | anything else, or a mixture | text |
//!
//! An empty field is missing in a column that is not text, because it can be nothing else there; in a text column it is
//! an empty text until the user accepts it as a marker. A marker such as `NA` among numbers keeps the column text until
//! it is accepted; what it would become then is offered.

use super::classify::{Class, MARKERS};
use super::survey::ColumnSurvey;
use super::values::DateOrder;
use ninefold_base::TypeKind;
use ninefold_base::format::{counted, grouped};
use ninefold_base::schema::{ColumnType, MarkerCount};
use ninefold_base::view::TypeChoice;
use std::collections::BTreeSet;

/// How the texts of a column become values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Nothing,
    Text,
    /// `true` if the user chose it: yes/no and 1/0 count, too.
    Boolean(bool),
    Integer,
    Float,
    Date(DateOrder),
    /// With offsets from UTC, or as they stand.
    Datetime(DateOrder, bool),
    Time,
    List,
    Struct,
}

impl Reading {
    pub fn column_type(self) -> ColumnType {
        let (kind, storage) = match self {
            Self::Nothing => (TypeKind::Nothing, "null"),
            Self::Text => (TypeKind::Text, "str"),
            Self::Boolean(_) => (TypeKind::Boolean, "bool"),
            Self::Integer => (TypeKind::Integer, "i64"),
            Self::Float => (TypeKind::Float, "f64"),
            Self::Date(_) => (TypeKind::Date, "date"),
            Self::Datetime(_, true) => (TypeKind::Datetime, "datetime[μs, UTC]"),
            Self::Datetime(_, false) => (TypeKind::Datetime, "datetime[μs]"),
            Self::Time => (TypeKind::Time, "time"),
            Self::List => (TypeKind::List, "json"),
            Self::Struct => (TypeKind::Struct, "json"),
        };
        ColumnType { kind, storage: storage.into() }
    }

    /// The reading that a user's choice asks for.
    pub fn chosen(choice: TypeChoice, survey: &ColumnSurvey) -> Self {
        let zoned = survey.zoned > 0 && survey.naive == 0;
        match choice {
            TypeChoice::Text => Self::Text,
            TypeChoice::Boolean => Self::Boolean(true),
            TypeChoice::Integer => Self::Integer,
            TypeChoice::Float => Self::Float,
            TypeChoice::Date => Self::Date(DateOrder::YearFirst),
            TypeChoice::DateDayFirst => Self::Date(DateOrder::DayFirst),
            TypeChoice::DateMonthFirst => Self::Date(DateOrder::MonthFirst),
            TypeChoice::Datetime => Self::Datetime(DateOrder::YearFirst, zoned),
            TypeChoice::DatetimeDayFirst => Self::Datetime(DateOrder::DayFirst, zoned),
            TypeChoice::DatetimeMonthFirst => Self::Datetime(DateOrder::MonthFirst, zoned),
            TypeChoice::Time => Self::Time,
        }
    }

    /// True if an empty field can only mean that there is no value.
    pub fn empty_is_missing(self) -> bool {
        !matches!(self, Self::Text)
    }
}

/// A decision, with its reason and what the user may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub reading: Reading,
    pub reason: String,
    pub concern: Option<Concern>,
}

/// Why a column is text that might have been something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    LeadingZeros,
    BigIntegers,
    AmbiguousDates,
    /// Some classes of date order contradict each other.
    MixedDates,
    /// Mostly of one class, and these few are not.
    Mixed {
        mostly: Class,
        others: Vec<Class>,
    },
}

const VALUES: [Class; 17] = [
    Class::Boolean,
    Class::Integer,
    Class::LeadingZeros,
    Class::BigInteger,
    Class::Float,
    Class::CommaFloat,
    Class::Grouped,
    Class::DateYearFirst,
    Class::DateDayFirst,
    Class::DateMonthFirst,
    Class::DateAmbiguous,
    Class::DatetimeYearFirst,
    Class::DatetimeDayFirst,
    Class::DatetimeMonthFirst,
    Class::DatetimeAmbiguous,
    Class::Time,
    Class::Text,
];

/// Decides a column's type. `accepted` are the markers that count as missing.
pub fn decide(survey: &ColumnSurvey, accepted: &BTreeSet<String>, decimal_comma: bool) -> Decision {
    let waiting: u64 = MARKERS
        .iter()
        .filter(|marker| !accepted.contains(**marker) && !is_nan(marker))
        .map(|marker| survey.marker(marker))
        .sum();
    let nested = survey.sum(&[Class::List, Class::Struct]);
    let nan = survey.count(Class::NotANumber);
    let values = survey.sum(&VALUES);
    if waiting == 0 && nested == 0 && values > 0 {
        return typed(survey, decimal_comma);
    }
    if nested > 0 {
        return nested_type(survey, nested, values + waiting);
    }
    if waiting + nan == 0 {
        let blanks = survey.sum(&[Class::QuotedEmpty, Class::Whitespace]);
        if blanks > 0 {
            return plain(Reading::Text, "only empty texts and spaces".into());
        }
        return plain(Reading::Nothing, "every cell is empty".into());
    }
    if values == 0 {
        return plain(Reading::Text, "nothing but missing markers".into());
    }
    let without = typed(survey, decimal_comma);
    let reason = match without.reading {
        Reading::Text => without.reason,
        _ => format!(
            "{} beside {}: text until the markers are accepted as missing",
            counted(values, "value"),
            counted(waiting, "missing marker")
        ),
    };
    Decision { reading: Reading::Text, reason, concern: without.concern }
}

fn is_nan(marker: &str) -> bool {
    marker.trim_start_matches('-').eq_ignore_ascii_case("nan")
}

fn plain(reading: Reading, reason: String) -> Decision {
    Decision { reading, reason, concern: None }
}

fn nested_type(survey: &ColumnSurvey, nested: u64, others: u64) -> Decision {
    let lists = survey.count(Class::List);
    match (lists == nested, lists == 0, others == 0) {
        (true, _, true) => plain(Reading::List, format!("all {} are lists", counted(nested, "value"))),
        (_, true, true) => plain(Reading::Struct, format!("all {} are objects", counted(nested, "value"))),
        _ => plain(
            Reading::Text,
            format!("lists or objects ({}) beside other values: shown as JSON text", grouped(nested)),
        ),
    }
}

/// The type of a column of which only values, empty cells and NaN count.
fn typed(survey: &ColumnSurvey, decimal_comma: bool) -> Decision {
    let values = survey.sum(&VALUES);
    let all = |classes: &[Class]| survey.sum(classes) == values;
    let has = |class: Class| survey.count(class) > 0;
    let nan = survey.count(Class::NotANumber);
    let every = |noun: &str| format!("all {} {noun}", counted(values, "value"));
    let text = |reason: String, concern: Concern| Decision { reading: Reading::Text, reason, concern: Some(concern) };
    let digits = [Class::Integer, Class::LeadingZeros, Class::BigInteger];
    if nan == 0 && all(&[Class::Boolean]) {
        return plain(Reading::Boolean(false), every("are true or false"));
    }
    if nan == 0 && all(&[Class::Integer]) {
        return plain(Reading::Integer, every("are whole numbers"));
    }
    // Numbers with a point beside numbers with a comma contradict each other: one of them would be misread.
    if all(&[Class::Integer, Class::Float]) || decimal_comma && all(&[Class::Integer, Class::CommaFloat]) {
        return plain(
            Reading::Float,
            every(if has(Class::Integer) { "are numbers, some with decimals" } else { "are decimal numbers" }),
        );
    }
    if has(Class::LeadingZeros) && all(&[Class::Integer, Class::LeadingZeros, Class::BigInteger, Class::Float]) {
        let zeros = survey.count(Class::LeadingZeros);
        return text(
            format!("{} begin with a zero that a number would lose: text", counted(zeros, "value")),
            Concern::LeadingZeros,
        );
    }
    if has(Class::BigInteger) && all(&[digits[0], digits[2], Class::Float]) {
        let big = survey.count(Class::BigInteger);
        return text(
            format!("{} do not fit 64 bits: text, so that no digit is lost", counted(big, "whole number")),
            Concern::BigIntegers,
        );
    }
    if has(Class::Grouped) && all(&[Class::Integer, Class::Float, Class::Grouped]) {
        let groups = survey.count(Class::Grouped);
        return text(
            format!(
                "{} of {} have grouped thousands, as in 1,234: text until you choose int or float",
                grouped(groups),
                counted(values, "number")
            ),
            Concern::Mixed { mostly: Class::Float, others: vec![Class::Grouped] },
        );
    }
    if nan == 0 && all(&[Class::Time]) {
        return plain(Reading::Time, every("are times of day"));
    }
    if nan == 0
        && let Some(decision) = dated(survey, values)
    {
        return decision;
    }
    let mostly = VALUES.into_iter().max_by_key(|class| survey.count(*class)).unwrap_or(Class::Text);
    if all(&[Class::Text]) || mostly == Class::Text {
        return plain(
            Reading::Text,
            if all(&[Class::Text]) {
                every("are text")
            } else {
                format!("{} of {} are text", grouped(survey.count(Class::Text)), counted(values, "value"))
            },
        );
    }
    let others: Vec<Class> = VALUES.into_iter().filter(|class| *class != mostly && has(*class)).collect();
    let few: u64 = survey.sum(&others);
    text(
        format!(
            "{} of {} are {}, {} not ({}): text",
            grouped(survey.count(mostly)),
            counted(values, "value"),
            mostly.noun(),
            grouped(few),
            others.iter().map(|class| class.noun()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
        ),
        Concern::Mixed { mostly, others },
    )
}

/// Dates and datetimes; ambiguous ones follow those that are clear.
fn dated(survey: &ColumnSurvey, values: u64) -> Option<Decision> {
    let dates = [Class::DateYearFirst, Class::DateDayFirst, Class::DateMonthFirst, Class::DateAmbiguous];
    let times =
        [Class::DatetimeYearFirst, Class::DatetimeDayFirst, Class::DatetimeMonthFirst, Class::DatetimeAmbiguous];
    let (classes, with_time) = if survey.sum(&dates) == values {
        (dates, false)
    } else if survey.sum(&times) == values {
        (times, true)
    } else {
        return None;
    };
    let [year, day, month, ambiguous] = classes.map(|class| survey.count(class));
    if with_time && survey.zoned > 0 && survey.naive > 0 {
        let reason =
            format!("{} have an offset from UTC and {} have none: text", grouped(survey.zoned), grouped(survey.naive));
        return Some(Decision { reading: Reading::Text, reason, concern: Some(Concern::MixedDates) });
    }
    let make = |order| if with_time { Reading::Datetime(order, survey.zoned > 0) } else { Reading::Date(order) };
    let clear = |order, count: u64, name: &str| {
        let follow = if ambiguous > 0 {
            format!(
                "; {} that could be either follow the {} that can only be {name}",
                grouped(ambiguous),
                grouped(count)
            )
        } else {
            String::new()
        };
        plain(make(order), format!("all {} are dates, {name}{follow}", counted(values, "value")))
    };
    Some(match (year > 0, day > 0, month > 0) {
        (true, false, false) if ambiguous == 0 => clear(DateOrder::YearFirst, year, "year first"),
        (false, true, false) => clear(DateOrder::DayFirst, day, "day first"),
        (false, false, true) => clear(DateOrder::MonthFirst, month, "month first"),
        (false, false, false) => Decision {
            reading: Reading::Text,
            reason: "dates that could be day first or month first: text until you choose".into(),
            concern: Some(Concern::AmbiguousDates),
        },
        _ => Decision {
            reading: Reading::Text,
            reason: "dates in several styles that contradict each other: text".into(),
            concern: Some(Concern::MixedDates),
        },
    })
}

/// The markers of a column with their counts, and what it would become without them.
pub fn proposals(survey: &ColumnSurvey, accepted: &BTreeSet<String>, decimal_comma: bool) -> Vec<MarkerCount> {
    let now = decide(survey, accepted, decimal_comma).reading.column_type().kind;
    let mut found = Vec::new();
    for marker in std::iter::once("").chain(MARKERS) {
        let cells = survey.marker(marker);
        // Empty fields of a column that is no text are missing already.
        if cells == 0 || accepted.contains(marker) || marker.is_empty() && now != TypeKind::Text {
            continue;
        }
        let mut with = accepted.clone();
        with.insert(marker.to_string());
        let then = decide(survey, &with, decimal_comma).reading.column_type().kind;
        found.push(MarkerCount { marker: marker.to_string(), cells, would_become: (then != now).then_some(then) });
    }
    found
}

/// Cells without a value, under a reading and accepted markers.
pub fn missing(survey: &ColumnSurvey, reading: Reading, accepted: &BTreeSet<String>) -> u64 {
    let mut missing = survey.sum(&[Class::Absent, Class::Declared]);
    if reading.empty_is_missing() {
        missing += survey.sum(&[Class::Empty, Class::QuotedEmpty, Class::Whitespace]);
    }
    for marker in accepted {
        if !marker.is_empty() || !reading.empty_is_missing() {
            missing += survey.marker(marker);
        }
    }
    missing
}

#[cfg(test)]
mod tests;
