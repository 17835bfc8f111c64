//! Conditions in SQL for what a picture shows, so that its rows can be looked at in the grid.

use ninefold_base::TypeKind;
use ninefold_base::cell::float_text;
use ninefold_base::profile::column::Histogram;
use ninefold_base::view::sql_name;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// The rows of one bin: from its lower edge up to its upper one, which belongs to it only in the last bin.
pub fn bin(name: &str, kind: TypeKind, histogram: &Histogram, place: usize) -> Option<String> {
    let (low, high) = (*histogram.edges.get(place)?, *histogram.edges.get(place + 1)?);
    let name = sql_name(name);
    let last = place + 2 == histogram.edges.len();
    let below = if last { "<=" } else { "<" };
    Some(format!("{name} >= {} AND {name} {below} {}", literal(kind, low), literal(kind, high)))
}

/// An edge as a SQL literal of the column's type.
fn literal(kind: TypeKind, edge: f64) -> String {
    match kind {
        TypeKind::Date => format!("'{}'", date_text(edge)),
        TypeKind::Datetime => format!("'{}'", moment_text(edge)),
        TypeKind::Time => format!("'{}'", clock_text((edge as i64).rem_euclid(DAY))),
        _ => {
            let text = float_text(edge);
            text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
        }
    }
}

/// An edge of a histogram in the words of a sentence.
pub fn edge_text(kind: TypeKind, edge: f64) -> String {
    match kind {
        TypeKind::Date => date_text(edge),
        TypeKind::Datetime if (edge as i64).rem_euclid(DAY) == 0 => date_text(edge),
        TypeKind::Datetime => moment_text(edge),
        TypeKind::Time => clock_text((edge as i64).rem_euclid(DAY)),
        _ => super::figures::number(edge),
    }
}

/// `2013-01-31` of microseconds since 1970-01-01.
fn date_text(edge: f64) -> String {
    crate::charts::time::date(edge)
}

/// `2013-01-31 14:05:00`.
fn moment_text(edge: f64) -> String {
    format!("{} {}", date_text(edge), clock_text((edge as i64).rem_euclid(DAY)))
}

/// `14:05:00`, with a fraction only where there is one.
fn clock_text(within: i64) -> String {
    let seconds = within / SECOND;
    let fraction = within % SECOND;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { clock } else { format!("{clock}.{fraction:06}") }
}

/// Reads one end of a range as the histogram counts it: a number, or for times microseconds since 1970-01-01.
pub fn parse_edge(kind: TypeKind, text: &str) -> Option<f64> {
    match kind {
        TypeKind::Date | TypeKind::Datetime => parse_moment(text),
        TypeKind::Time => parse_clock(text).map(|within| within as f64),
        _ => text.replace(['_', ','], "").parse::<f64>().ok().filter(|value| value.is_finite()),
    }
}

/// `2013-01-31`, `2013-01`, `2013`, each perhaps with `T14:05` behind it.
fn parse_moment(text: &str) -> Option<f64> {
    let (date, clock) = text.split_once(['T', ' ']).map_or((text, None), |(date, clock)| (date, Some(clock)));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(-9999..=9999).contains(&year) {
        return None;
    }
    let within = clock.map_or(Some(0), parse_clock)?;
    Some((days_from_civil(year, month, day) * DAY + within) as f64)
}

fn parse_clock(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let hour = parts.next()??;
    let minute = parts.next().unwrap_or(Some(0))?;
    let second = parts.next().unwrap_or(Some(0))?;
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    fits.then_some(((hour * 60 + minute) * 60 + second) * SECOND)
}

/// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let of_day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * 146_097 + of_day - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_base::profile::Precision;
    use ninefold_base::profile::column::Scale;

    fn check(kind: TypeKind, edges: &[f64], place: usize, expected: &str) {
        let histogram = Histogram {
            scale: Scale::Linear,
            edges: edges.to_vec(),
            counts: vec![1; edges.len() - 1],
            below: 0,
            above: 0,
            precision: Precision::Exact,
        };
        assert_eq!(bin("my age", kind, &histogram, place).as_deref(), Some(expected));
    }

    #[test]
    fn a_bin_as_a_condition() {
        check(TypeKind::Integer, &[0.0, 10.0, 20.0], 0, "\"my age\" >= 0 AND \"my age\" < 10");
        check(TypeKind::Float, &[0.0, 0.5, 1.0], 1, "\"my age\" >= 0.5 AND \"my age\" <= 1");
        let day = DAY as f64;
        check(TypeKind::Date, &[0.0, day, 2.0 * day], 0, "\"my age\" >= '1970-01-01' AND \"my age\" < '1970-01-02'");
        let noon = day / 2.0;
        check(
            TypeKind::Datetime,
            &[0.0, noon, day],
            0,
            "\"my age\" >= '1970-01-01 00:00:00' AND \"my age\" < '1970-01-01 12:00:00'",
        );
    }

    #[test]
    fn ends_of_a_range_are_read_as_numbers_or_moments() {
        assert_eq!(parse_edge(TypeKind::Float, "1,200.5"), Some(1200.5));
        assert_eq!(parse_edge(TypeKind::Float, "x"), None);
        assert_eq!(parse_edge(TypeKind::Date, "1970-01-02"), Some(DAY as f64));
        assert_eq!(parse_edge(TypeKind::Date, "1971"), Some(365.0 * DAY as f64));
        assert_eq!(parse_edge(TypeKind::Datetime, "1970-01-01T01:30"), Some(5_400.0 * SECOND as f64));
        assert_eq!(parse_edge(TypeKind::Date, "1970-13"), None);
        assert_eq!(parse_edge(TypeKind::Time, "00:01"), Some(60.0 * SECOND as f64));
    }
}
