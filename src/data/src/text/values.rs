//! Texts as values: one parser per type, used to recognise a type and to read it, so that both agree.
//!
//! Spaces and tabs around a value are not part of it. Nothing is rounded: an integer that does not fit 64 bits or a date
//! that does not exist is no value of that type.

/// Which part of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// `2024-12-31`, `2024/12/31`, `2024.12.31`
    YearFirst,
    /// `31.12.2024`, `31/12/2024`, `31-12-2024`
    DayFirst,
    /// `12/31/2024`
    MonthFirst,
}

/// Without spaces and tabs at both ends.
pub fn trimmed(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(start, |last| last + 1);
    &text[start..end]
}

/// `true`, `True`, `TRUE` and their opposites; when the user chose the type, also yes and no, t and f, 1 and 0.
pub fn boolean(text: &[u8], chosen: bool) -> Option<bool> {
    match trimmed(text) {
        b"true" | b"True" | b"TRUE" => Some(true),
        b"false" | b"False" | b"FALSE" => Some(false),
        other if chosen && other.len() <= 3 => match other.to_ascii_lowercase().as_slice() {
            b"yes" | b"y" | b"t" | b"1" | b"on" => Some(true),
            b"no" | b"n" | b"f" | b"0" | b"off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Sign and digits that fit 64 bits.
pub fn integer(text: &[u8]) -> Option<i64> {
    let text = trimmed(text);
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty()
        || digits.len() > 19 && digits.iter().take_while(|digit| **digit == b'0').count() + 19 < digits.len()
    {
        return None;
    }
    let mut value: i64 = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Gathered as a negative number, whose range is the larger one.
        value = value.checked_mul(10)?.checked_sub(i64::from(digit))?;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

/// A decimal number with `.` (or `,` when `decimal_comma`), an exponent, `inf`, `NaN`.
pub fn float(text: &[u8], decimal_comma: bool) -> Option<f64> {
    let text = trimmed(text);
    if !looks_numeric(text) {
        return None;
    }
    if decimal_comma && text.contains(&b',') {
        if text.contains(&b'.') {
            return None;
        }
        let with_point: Vec<u8> = text.iter().map(|byte| if *byte == b',' { b'.' } else { *byte }).collect();
        return finite(text, fast_float2::parse(with_point).ok());
    }
    finite(text, fast_float2::parse(text).ok())
}

/// A number too large for 64 bits would become infinite: it is no float, so that no digit is lost.
fn finite(text: &[u8], value: Option<f64>) -> Option<f64> {
    value.filter(|value| !value.is_infinite() || !text.iter().any(u8::is_ascii_digit))
}

fn looks_numeric(text: &[u8]) -> bool {
    let unsigned = match text {
        [b'-' | b'+', rest @ ..] => rest,
        rest => rest,
    };
    match unsigned.first() {
        Some(b'0'..=b'9') => true,
        Some(b'.' | b',') => unsigned.get(1).is_some_and(u8::is_ascii_digit),
        Some(b'i' | b'I' | b'n' | b'N') => is_infinity(unsigned) || unsigned.eq_ignore_ascii_case(b"nan"),
        _ => false,
    }
}

/// A whole number with its thousands grouped: `1,234,567`.
pub fn grouped_integer(text: &[u8]) -> Option<i64> {
    integer(&without_groups(text)?)
}

/// As [`grouped_integer`], with decimals: `1,234.5`.
pub fn grouped_float(text: &[u8]) -> Option<f64> {
    float(&without_groups(text)?, false)
}

fn without_groups(text: &[u8]) -> Option<Vec<u8>> {
    let text = trimmed(text);
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    is_grouped(digits).then(|| text.iter().copied().filter(|byte| *byte != b',').collect())
}

/// `1,234,567` with an optional decimal part, without a sign.
pub fn is_grouped(digits: &[u8]) -> bool {
    let whole = digits.split(|byte| *byte == b'.').next().unwrap_or_default();
    let fraction = &digits[whole.len()..];
    let mut groups = whole.split(|byte| *byte == b',');
    let all_digits = |group: &[u8]| group.iter().all(u8::is_ascii_digit);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && all_digits(group));
    first
        && groups.all(|group| group.len() == 3 && all_digits(group))
        && fraction.iter().skip(1).all(u8::is_ascii_digit)
}

pub fn is_infinity(unsigned: &[u8]) -> bool {
    unsigned.eq_ignore_ascii_case(b"inf") || unsigned.eq_ignore_ascii_case(b"infinity")
}

/// Days since 1970-01-01.
pub fn date(text: &[u8], order: DateOrder) -> Option<i32> {
    let (day, rest) = date_prefix(trimmed(text), order)?;
    rest.is_empty().then_some(day)
}

/// A date with a time of day, in microseconds since 1970-01-01 00:00; `true` if it had an offset from UTC, which is then
/// taken into account. Digits beyond microseconds are refused unless zero.
pub fn datetime(text: &[u8], order: DateOrder) -> Option<(i64, bool)> {
    let (day, rest) = date_prefix(trimmed(text), order)?;
    let rest = match rest {
        [b' ' | b'T' | b't', rest @ ..] => rest,
        _ => return None,
    };
    let (nanos, rest) = time_prefix(rest)?;
    if nanos % 1000 != 0 {
        return None;
    }
    let offset_minutes = offset(rest)?;
    let micros = i64::from(day) * 86_400_000_000 + nanos / 1000;
    Some((micros - offset_minutes.unwrap_or(0) * 60_000_000, offset_minutes.is_some()))
}

/// Nanoseconds since midnight.
pub fn time(text: &[u8]) -> Option<i64> {
    let (nanos, rest) = time_prefix(trimmed(text))?;
    rest.is_empty().then_some(nanos)
}

/// A number of `1..=most` digits and what follows.
fn number(text: &[u8], least: usize, most: usize) -> Option<(u32, &[u8])> {
    let digits = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    if digits < least {
        return None;
    }
    Some((text[..digits].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')), &text[digits..]))
}

fn date_prefix(text: &[u8], order: DateOrder) -> Option<(i32, &[u8])> {
    let (first_least, first_most) = if order == DateOrder::YearFirst { (4, 4) } else { (1, 2) };
    let (first, rest) = number(text, first_least, first_most)?;
    let (&separator, rest) = rest.split_first()?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let (second, rest) = number(rest, 1, 2)?;
    let rest = rest.strip_prefix(&[separator])?;
    let (third_least, third_most) = if order == DateOrder::YearFirst { (1, 2) } else { (4, 4) };
    let (third, rest) = number(rest, third_least, third_most)?;
    let (year, month, day) = match order {
        DateOrder::YearFirst => (first, second, third),
        DateOrder::DayFirst => (third, second, first),
        DateOrder::MonthFirst => (third, first, second),
    };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((days_from_civil(year, month, day)?, rest))
}

fn time_prefix(text: &[u8]) -> Option<(i64, &[u8])> {
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix(b":")?, 2, 2)?;
    let (mut second, mut nanos) = (0, 0);
    if let Some(after) = rest.strip_prefix(b":") {
        (second, rest) = number(after, 2, 2)?;
        if let Some(after) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
            let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || digits > 9 {
                return None;
            }
            nanos = after[..digits].iter().fold(0i64, |value, digit| value * 10 + i64::from(digit - b'0'))
                * 10i64.pow(9 - digits as u32);
            rest = &after[digits..];
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((i64::from(hour * 3600 + minute * 60 + second) * 1_000_000_000 + nanos, rest))
}

/// Minutes east of UTC: `Z`, `+02:00`, `+0200`, `+02`, or nothing.
fn offset(text: &[u8]) -> Option<Option<i64>> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let (sign, rest) = match text {
        [] => return Some(None),
        b"Z" | b"z" | b"UTC" => return Some(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = number(rest, 2, 2)?;
    let (minutes, rest) = match rest {
        [] => (0, rest),
        [b':', rest @ ..] => number(rest, 2, 2)?,
        rest => number(rest, 2, 2)?,
    };
    (rest.is_empty() && hours <= 18 && minutes <= 59).then_some(Some(sign * i64::from(hours * 60 + minutes)))
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
/// algorithms"); none if there is no such day.
pub fn days_from_civil(year: u32, month: u32, day: u32) -> Option<i32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > last {
        return None;
    }
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact_or_none() {
        for (text, expected) in [
            ("0", Some(0)),
            (" -7 ", Some(-7)),
            ("+3", Some(3)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("99999999999999999999999", None),
            ("1.0", None),
            ("", None),
            ("-", None),
            ("1e3", None),
        ] {
            assert_eq!(integer(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn floats_are_what_rust_reads() {
        for text in ["0.1", "-1e-300", "5e-324", ".5", "1.", "123456789012345678901234567890", "inf", "-Infinity"] {
            assert_eq!(
                float(text.as_bytes(), false).map(f64::to_bits),
                text.parse::<f64>().ok().map(f64::to_bits),
                "{text}"
            );
        }
        assert_eq!(float(b"1,5", true), Some(1.5));
        assert_eq!(float(b"1,5", false), None);
        for text in ["", "e5", "0x10", "1_000", "--1", "1.2.3", "abc", "infinite", "1e400"] {
            assert_eq!(float(text.as_bytes(), false), None, "{text}");
        }
    }

    #[test]
    fn dates_exist_or_are_none() {
        // Day numbers from Python: (date(y, m, d) - date(1970, 1, 1)).days
        for (text, order, expected) in [
            ("1970-01-01", DateOrder::YearFirst, Some(0)),
            ("2024-02-29", DateOrder::YearFirst, Some(19782)),
            ("2023-02-29", DateOrder::YearFirst, None),
            ("1900-02-29", DateOrder::YearFirst, None),
            ("0001-01-01", DateOrder::YearFirst, Some(-719_162)),
            ("9999-12-31", DateOrder::YearFirst, Some(2_932_896)),
            ("31.12.2024", DateOrder::DayFirst, Some(20088)),
            ("12/31/2024", DateOrder::MonthFirst, Some(20088)),
            ("12/31/2024", DateOrder::DayFirst, None),
            ("2024-13-01", DateOrder::YearFirst, None),
            ("2024-1-2", DateOrder::YearFirst, Some(19724)),
            ("2024-01/02", DateOrder::YearFirst, None),
            ("2024-01-021", DateOrder::YearFirst, None),
        ] {
            assert_eq!(date(text.as_bytes(), order), expected, "{text}");
        }
    }

    #[test]
    fn times_take_offsets_into_account() {
        let at = |text: &str| datetime(text.as_bytes(), DateOrder::YearFirst);
        assert_eq!(at("1970-01-01 00:00:01"), Some((1_000_000, false)));
        assert_eq!(at("1970-01-01T01:00:00.5+01:00"), Some((500_000, true)));
        assert_eq!(at("1970-01-01T00:00Z"), Some((0, true)));
        assert_eq!(at("1970-01-01T00:00:00.123456789"), None);
        assert_eq!(at("1970-01-01T24:00"), None);
        assert_eq!(at("1970-01-01"), None);
        assert_eq!(time(b"23:59:59.999"), Some(86_399_999_000_000));
        assert_eq!(time(b"7:05"), Some(25_500_000_000_000));
        assert_eq!(time(b"705"), None);
    }
}
