//! Values of single operations, as other systems give them.

use super::{calendar, numeric, text};
use crate::ir::Part;

#[test]
fn dates_have_the_parts_that_python_gives() {
    // datetime.date(…).isocalendar(), .timetuple(), .isoweekday()
    for (days, year, month, day, week, weekday, ordinal) in [
        (0, 1970, 1, 1, 1, 4, 1),
        (19_782, 2024, 2, 29, 9, 4, 60),
        (20_453, 2025, 12, 31, 1, 3, 365),
        (18_627, 2020, 12, 31, 53, 4, 366),
        (-719_162, 1, 1, 1, 1, 1, 1),
        (2_932_896, 9999, 12, 31, 52, 5, 365),
    ] {
        let part = |part| calendar::part_of_days(part, days);
        assert_eq!((part(Part::Year), part(Part::Month), part(Part::Day)), (year, month, day), "{days}");
        assert_eq!(
            (part(Part::Week), part(Part::DayOfWeek), part(Part::DayOfYear)),
            (week, weekday, ordinal),
            "{days}"
        );
        assert_eq!(calendar::days_from_civil(year, month, day), days);
    }
    assert_eq!(calendar::date_text(19_782), "2024-02-29");
    assert_eq!(calendar::datetime_text(-1), "1969-12-31 23:59:59.999999");
    assert_eq!(calendar::time_text(1_500_000_000), "00:00:01.5");
    // Further than any calendar of a library reaches.
    for days in [i64::from(i32::MIN), i64::from(i32::MAX)] {
        let (year, month, day) = calendar::civil(days);
        assert_eq!(calendar::days_from_civil(year, month, day), days);
    }
}

#[test]
fn hashes_are_those_of_sha256() {
    // int(hashlib.sha256(b'master').hexdigest()[:15], 16) % 32 and so on
    for (word, n, expected) in [("master", 32, 10), ("", 1000, 353), ("é", 7, 0)] {
        assert_eq!(text::hash_bin(word, n), expected, "{word}");
    }
}

#[test]
fn parts_of_texts_are_counted_from_one() {
    for (start, length, expected) in [
        (1, None, "grün"),
        (3, None, "ün"),
        (3, Some(1), "ü"),
        (0, Some(2), "g"),
        (-1, Some(2), ""),
        (9, Some(2), ""),
        (2, Some(-1), ""),
        (2, Some(i64::MAX), "rün"),
        (i64::MIN, None, "grün"),
    ] {
        assert_eq!(text::substr("grün", start, length), expected, "{start} {length:?}");
    }
}

#[test]
fn numbers_keep_to_their_bounds() {
    assert_eq!(numeric::round(2.5, 0), 3.0);
    assert_eq!(numeric::round(-0.125, 2), -0.13);
    assert_eq!(numeric::round(1e300, 10), 1e300);
    assert_eq!(numeric::truncated(9.3e18), None);
    assert_eq!(numeric::truncated(-9_223_372_036_854_775_808.0), Some(i64::MIN));
    assert_eq!(numeric::bin(&[1.0, 2.0], 2.0), Some(2));
    assert_eq!(numeric::bin(&[1.0, 2.0], f64::INFINITY), Some(2));
    assert_eq!(numeric::bin(&[1.0, 2.0], f64::NAN), None);
    assert!(numeric::compare_floats(f64::NAN, f64::INFINITY).is_gt());
    assert!(numeric::compare_floats(0.0, -0.0).is_eq());
}
