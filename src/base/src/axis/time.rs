//! Ticks of time: whole years, months, days, hours, minutes, seconds, labelled with no more than what changes between
//! them. Proleptic Gregorian calendar, no time zone: the caller has already shifted the epoch microseconds.

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps that people count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Microseconds(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [Step; 27] = [
    Step::Microseconds(SECOND),
    Step::Microseconds(5 * SECOND),
    Step::Microseconds(15 * SECOND),
    Step::Microseconds(30 * SECOND),
    Step::Microseconds(MINUTE),
    Step::Microseconds(5 * MINUTE),
    Step::Microseconds(15 * MINUTE),
    Step::Microseconds(30 * MINUTE),
    Step::Microseconds(HOUR),
    Step::Microseconds(3 * HOUR),
    Step::Microseconds(6 * HOUR),
    Step::Microseconds(12 * HOUR),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
    Step::Years(1000),
];

impl Step {
    /// About how long, in microseconds.
    fn length(self) -> f64 {
        match self {
            Self::Microseconds(length) => length as f64,
            Self::Days(days) => (days * DAY) as f64,
            Self::Months(months) => months as f64 * 30.44 * DAY as f64,
            Self::Years(years) => years as f64 * 365.2425 * DAY as f64,
        }
    }
}

/// Moments in `low ..= high` (epoch microseconds) at a whole step, at most about `at_most`, with their labels.
pub fn ticks(low: f64, high: f64, at_most: usize) -> Vec<(f64, String)> {
    let span = high - low;
    let at_most = at_most.max(1);
    if span.is_nan() || span < SECOND as f64 || low.abs() > 9e18 || high.abs() > 9e18 {
        return Vec::new();
    }
    let step = STEPS.into_iter().find(|step| span / step.length() <= at_most as f64).unwrap_or(STEPS[26]);
    let (low, high) = (low as i64, high as i64);
    let mut found = Vec::new();
    let mut place = first(step, low);
    // The cap only matters beyond the longest step.
    while found.len() <= at_most.max(2) * 2 {
        let Some(moment) = moment(step, place) else { break };
        if moment > high {
            break;
        }
        if moment >= low {
            found.push((moment as f64, label(step, moment)));
        }
        place += 1;
    }
    found
}

/// The number of the first step that may not lie before `low`.
fn first(step: Step, low: i64) -> i64 {
    let (year, month, _) = civil(low.div_euclid(DAY));
    match step {
        Step::Microseconds(length) => low.div_euclid(length),
        Step::Days(days) => low.div_euclid(DAY).div_euclid(days),
        Step::Months(months) => (year * 12 + i64::from(month) - 1).div_euclid(months),
        Step::Years(years) => year.div_euclid(years),
    }
}

fn moment(step: Step, place: i64) -> Option<i64> {
    match step {
        Step::Microseconds(length) => place.checked_mul(length),
        // Weeks begin on Mondays; day 4 of the epoch was one.
        Step::Days(7) => place.checked_mul(7)?.checked_add(4)?.checked_mul(DAY),
        Step::Days(days) => place.checked_mul(days)?.checked_mul(DAY),
        Step::Months(months) => {
            let months = place.checked_mul(months)?;
            days_from_civil(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).checked_mul(DAY)
        }
        Step::Years(years) => days_from_civil(place.checked_mul(years)?, 1, 1).checked_mul(DAY),
    }
}

fn label(step: Step, moment: i64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(moment.div_euclid(DAY));
    let name = MONTHS[month as usize - 1];
    let within = moment.rem_euclid(DAY);
    let (hour, minute, second) = (within / HOUR, within / MINUTE % 60, within / SECOND % 60);
    match step {
        Step::Years(_) => year.to_string(),
        Step::Months(_) if month == 1 => year.to_string(),
        Step::Months(_) => name.into(),
        Step::Days(_) => format!("{name} {day}"),
        Step::Microseconds(_) if within == 0 => format!("{name} {day}"),
        Step::Microseconds(length) if length < MINUTE => format!("{hour:02}:{minute:02}:{second:02}"),
        Step::Microseconds(_) => format!("{hour:02}:{minute:02}"),
    }
}

/// What the labels of a span leave out (its end belongs to what comes after): `2013`, `2013–2014`, `2013-02-03`; nothing when they are years.
pub fn context(low: f64, high: f64) -> Option<String> {
    if !(low.is_finite() && high.is_finite()) || low.abs() > 9e18 || high.abs() > 9e18 {
        return None;
    }
    let ((from, _, _), (to, _, _)) = (day_of(low), day_of(high - SECOND as f64));
    if high - low < DAY as f64 {
        return Some(date(low));
    }
    if to - from > 2 {
        return None;
    }
    Some(if from == to { from.to_string() } else { format!("{from}–{to}") })
}

fn day_of(moment: f64) -> (i64, u32, u32) {
    civil((moment as i64).div_euclid(DAY))
}

/// `2013-02-03`.
pub fn date(moment: f64) -> String {
    let (year, month, day) = day_of(moment);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month, day of a day of the epoch (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil`].
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_goes_there_and_back() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(19_782), (2024, 2, 29));
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = civil(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }

    fn check(from: (i64, u32, u32), days: f64, at_most: usize, expected: &[&str]) {
        let low = (days_from_civil(from.0, from.1, from.2) * DAY) as f64;
        let labels: Vec<String> = ticks(low, low + days * DAY as f64, at_most).into_iter().map(|tick| tick.1).collect();
        assert_eq!(labels, expected);
    }

    #[test]
    fn ticks_stand_at_whole_steps() {
        check(
            (2013, 1, 1),
            365.0,
            13,
            &["2013", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "2014"],
        );
        check((2013, 2, 3), 365.0, 5, &["Apr", "Jul", "Oct", "2014"]);
        check((2013, 2, 3), 1.0, 4, &["Feb 3", "06:00", "12:00", "18:00", "Feb 4"]);
        check((1900, 1, 1), 36_524.0, 5, &["1900", "1920", "1940", "1960", "1980", "2000"]);
        check((2024, 2, 27), 4.0, 5, &["Feb 27", "Feb 28", "Feb 29", "Mar 1", "Mar 2"]);
        // Mondays.
        check((2024, 1, 1), 30.0, 5, &["Jan 1", "Jan 8", "Jan 15", "Jan 22", "Jan 29"]);
    }

    #[test]
    fn nothing_breaks_at_the_ends_of_time() {
        for (low, high) in [(f64::MIN, f64::MAX), (-9e18, 9e18), (f64::NAN, 0.0), (0.0, 0.0), (9e18, -9e18)] {
            let _ = (ticks(low, high, 6), context(low, high));
        }
        assert_eq!(context(0.0, 3600e6).as_deref(), Some("1970-01-01"));
    }
}
