//! Dates and times written in a condition.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

/// A date with time: as written, or as an instant where an offset was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Naive(NaiveDateTime),
    Instant(NaiveDateTime),
}

pub fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    // chrono takes `2024-1-5` too; a year of fewer than four digits is a slip.
    let year = text.split(['-', '/']).next()?;
    let year_digits = year.trim_start_matches('-').len();
    if year_digits < 4 {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%Y/%m/%d")).ok()
}

pub fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()
}

pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(date) = date(text) {
        return Some(Moment::Naive(date.and_time(NaiveTime::MIN)));
    }
    let spaced = text.replacen('T', " ", 1);
    for format in ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S%.f", "%Y/%m/%d %H:%M"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(&spaced, format) {
            return Some(Moment::Naive(moment));
        }
    }
    let zoned = spaced.strip_suffix(['Z', 'z']).map(|rest| format!("{rest}+00:00")).unwrap_or(spaced);
    for format in ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z", "%Y-%m-%d %H:%M:%S%.f %#z"] {
        if let Ok(moment) = DateTime::parse_from_str(&zoned, format) {
            return Some(Moment::Instant(moment.naive_utc()));
        }
    }
    None
}
