//! Dates and times as numbers: days since 1970-01-01, microseconds since then, nanoseconds since midnight.
//!
//! The proleptic Gregorian calendar without limits other than those of 64 bits (Howard Hinnant, "chrono-compatible
//! low-level date algorithms").

use crate::ir::Part;

pub const MICROS_PER_DAY: i64 = 86_400_000_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// Year, month 1 … 12 and day 1 … 31.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01 of a day of any year.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Monday 1 … Sunday 7; 1970-01-01 was a Thursday.
fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7) + 1
}

/// The ISO 8601 week: that of the Thursday of the same week.
fn iso_week(days: i64) -> i64 {
    let thursday = days + 4 - weekday(days);
    let (year, _, _) = civil(thursday);
    (thursday - days_from_civil(year, 1, 1)) / 7 + 1
}

/// A part of a date.
pub fn part_of_days(part: Part, days: i64) -> i64 {
    let (year, month, day) = civil(days);
    match part {
        Part::Year => year,
        Part::Quarter => (month - 1) / 3 + 1,
        Part::Month => month,
        Part::Week => iso_week(days),
        Part::Day => day,
        Part::DayOfWeek => weekday(days),
        Part::Dow => weekday(days) % 7,
        Part::DayOfYear => days - days_from_civil(year, 1, 1) + 1,
        Part::Hour | Part::Minute | Part::Second | Part::Millisecond | Part::Microsecond => 0,
    }
}

/// A part of a time of day.
pub fn part_of_nanos(part: Part, nanos: i64) -> i64 {
    let second = nanos.div_euclid(NANOS_PER_SECOND);
    match part {
        Part::Hour => second / 3600,
        Part::Minute => second / 60 % 60,
        Part::Second => second % 60,
        Part::Millisecond => nanos / 1_000_000 % 1_000,
        Part::Microsecond => nanos / 1_000 % 1_000_000,
        Part::Year | Part::Quarter | Part::Month | Part::Week | Part::Day => 0,
        Part::DayOfWeek | Part::Dow | Part::DayOfYear => 0,
    }
}

/// A part of a moment.
pub fn part_of_micros(part: Part, micros: i64) -> i64 {
    if part.needs_time() {
        part_of_nanos(part, micros.rem_euclid(MICROS_PER_DAY) * 1_000)
    } else {
        part_of_days(part, micros.div_euclid(MICROS_PER_DAY))
    }
}

/// The number of the unit that a day lies in, counted from some beginning.
pub fn unit_of_days(unit: Part, days: i64) -> i64 {
    let (year, month, _) = civil(days);
    match unit {
        Part::Year => year,
        Part::Quarter => year * 4 + (month - 1) / 3,
        Part::Month => year * 12 + month - 1,
        Part::Week => (days + 3).div_euclid(7),
        _ => days,
    }
}

/// As [`unit_of_days`], for a moment.
pub fn unit_of_micros(unit: Part, micros: i64) -> i64 {
    match unit {
        Part::Hour => micros.div_euclid(3_600_000_000),
        Part::Minute => micros.div_euclid(60_000_000),
        Part::Second => micros.div_euclid(1_000_000),
        _ => unit_of_days(unit, micros.div_euclid(MICROS_PER_DAY)),
    }
}

/// `2024-12-31`.
pub fn date_text(days: i64) -> String {
    let (year, month, day) = civil(days);
    if year < 0 { format!("-{:04}-{month:02}-{day:02}", -year) } else { format!("{year:04}-{month:02}-{day:02}") }
}

/// `23:59:59`, with as many digits of the fraction as are not zero.
pub fn time_text(nanos: i64) -> String {
    let second = nanos.div_euclid(NANOS_PER_SECOND);
    let fraction = nanos.rem_euclid(NANOS_PER_SECOND);
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if fraction == 0 { clock } else { format!("{clock}.{}", format!("{fraction:09}").trim_end_matches('0')) }
}

/// `2024-12-31 23:59:59`.
pub fn datetime_text(micros: i64) -> String {
    let day = micros.div_euclid(MICROS_PER_DAY);
    format!("{} {}", date_text(day), time_text(micros.rem_euclid(MICROS_PER_DAY) * 1_000))
}
