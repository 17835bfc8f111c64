//! What a single text looks like, without regard to its column.

use super::split::Written;
use super::values::{self, DateOrder};

/// Texts that often stand for a missing value. They are proposed with their counts, never acted upon.
pub const MARKERS: [&str; 30] = [
    "NA", "N/A", "n/a", "na", "#N/A", "<NA>", "NaN", "nan", "-nan", "null", "NULL", "Null", "#NULL!", "None", "none",
    "nil", "\\N", "-", "--", "---", "?", "??", ".", "..", "*", "missing", "Missing", "unknown", "Unknown", "#DIV/0!",
];

/// What a text looks like. Every cell has exactly one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// JSON null, an absent key, a field beyond the end of a short row.
    Absent,
    /// A text that the user declared missing (`--null-values`).
    Declared,
    /// Nothing between two separators.
    Empty,
    /// Nothing between quotes.
    QuotedEmpty,
    /// Only spaces and tabs.
    Whitespace,
    /// One of [`MARKERS`] other than NaN.
    Marker,
    /// NaN in any spelling: a float that is no number, and a marker.
    NotANumber,
    Boolean,
    Integer,
    /// Digits that begin with a zero: a number would lose it.
    LeadingZeros,
    /// A whole number that does not fit 64 bits.
    BigInteger,
    Float,
    /// A number with a decimal comma.
    CommaFloat,
    /// A number with thousands grouped.
    Grouped,
    DateYearFirst,
    /// Only day-month-year is possible.
    DateDayFirst,
    /// Only month-day-year is possible.
    DateMonthFirst,
    /// Both are possible.
    DateAmbiguous,
    DatetimeYearFirst,
    DatetimeDayFirst,
    DatetimeMonthFirst,
    DatetimeAmbiguous,
    Time,
    List,
    Struct,
    Text,
}

pub const CLASSES: usize = Class::Text as usize + 1;

impl Class {
    pub const ALL: [Class; CLASSES] = [
        Class::Absent,
        Class::Declared,
        Class::Empty,
        Class::QuotedEmpty,
        Class::Whitespace,
        Class::Marker,
        Class::NotANumber,
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
        Class::List,
        Class::Struct,
        Class::Text,
    ];

    /// What such values are called, in the plural.
    pub fn noun(self) -> &'static str {
        match self {
            Class::Absent | Class::Declared => "missing",
            Class::Empty | Class::QuotedEmpty => "empty",
            Class::Whitespace => "spaces only",
            Class::Marker => "missing markers",
            Class::NotANumber => "NaN",
            Class::Boolean => "booleans",
            Class::Integer => "whole numbers",
            Class::LeadingZeros => "digits with leading zeros",
            Class::BigInteger => "whole numbers beyond 64 bits",
            Class::Float => "decimal numbers",
            Class::CommaFloat => "numbers with a decimal comma",
            Class::Grouped => "numbers with grouped thousands",
            Class::DateYearFirst | Class::DateDayFirst | Class::DateMonthFirst | Class::DateAmbiguous => "dates",
            Class::DatetimeYearFirst
            | Class::DatetimeDayFirst
            | Class::DatetimeMonthFirst
            | Class::DatetimeAmbiguous => "dates with time",
            Class::Time => "times of day",
            Class::List => "lists",
            Class::Struct => "structs",
            Class::Text => "text",
        }
    }
}

/// The class of a text, and which of [`MARKERS`] it is.
pub fn classify(text: &[u8], written: Written, decimal_comma: bool) -> (Class, Option<u8>) {
    match written {
        Written::Absent => return (Class::Absent, None),
        Written::JsonText | Written::JsonEscaped => return (json_text(text), None),
        Written::JsonValue => return (json_value(text), None),
        Written::Bare | Written::Quoted | Written::QuotedSpecial => {}
    }
    let Some(&first) = text.first() else {
        return (if written == Written::Bare { Class::Empty } else { Class::QuotedEmpty }, None);
    };
    if first == b' ' || first == b'\t' || matches!(text.last(), Some(b' ' | b'\t')) {
        let inner = values::trimmed(text);
        if inner.is_empty() {
            return (Class::Whitespace, None);
        }
        // A marker with spaces around it is the text it is; a value is the value.
        let (class, marker) = classify(inner, Written::Bare, decimal_comma);
        return (if marker.is_some() { Class::Text } else { class }, None);
    }
    if text.len() <= 8
        && matches!(first, b'N' | b'n' | b'#' | b'<' | b'-' | b'\\' | b'?' | b'.' | b'*' | b'm' | b'M' | b'u' | b'U')
        && let Some(marker) = MARKERS.iter().position(|marker| marker.as_bytes() == text)
    {
        let nan = values::float(text, false).is_some();
        return (if nan { Class::NotANumber } else { Class::Marker }, Some(marker as u8));
    }
    (value_class(text, first, decimal_comma), None)
}

/// Texts of JSON are texts, whatever they look like; only dates, which JSON has no way to write, are recognised.
fn json_text(text: &[u8]) -> Class {
    if text.is_empty() {
        return Class::QuotedEmpty;
    }
    if text.first().is_some_and(u8::is_ascii_digit) {
        if values::date(text, DateOrder::YearFirst).is_some() {
            return Class::DateYearFirst;
        }
        if values::datetime(text, DateOrder::YearFirst).is_some() {
            return Class::DatetimeYearFirst;
        }
    }
    Class::Text
}

fn json_value(text: &[u8]) -> Class {
    match text.first() {
        Some(b'[') => Class::List,
        Some(b'{') => Class::Struct,
        Some(b't' | b'f') => Class::Boolean,
        _ => match number_class(text, false) {
            Class::LeadingZeros => Class::Text,
            class => class,
        },
    }
}

fn value_class(text: &[u8], first: u8, decimal_comma: bool) -> Class {
    match first {
        b'0'..=b'9' => match number_class(text, decimal_comma) {
            Class::Text => time_class(text),
            class => class,
        },
        b'-' | b'+' | b'.' => number_class(text, decimal_comma),
        b't' | b'T' | b'f' | b'F' if values::boolean(text, false).is_some() => Class::Boolean,
        b'i' | b'I' if values::is_infinity(text) => Class::Float,
        _ => Class::Text,
    }
}

fn number_class(text: &[u8], decimal_comma: bool) -> Class {
    let digits = match text {
        [b'-' | b'+', rest @ ..] => rest,
        rest => rest,
    };
    if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
        return if digits.len() > 1 && digits[0] == b'0' {
            Class::LeadingZeros
        } else if text == b"-0" {
            Class::Float
        } else if values::integer(text).is_some() {
            Class::Integer
        } else {
            Class::BigInteger
        };
    }
    if values::float(text, false).is_some() {
        return Class::Float;
    }
    if !digits.contains(&b',') {
        return Class::Text;
    }
    if values::is_grouped(digits) && !decimal_comma {
        return Class::Grouped;
    }
    if values::float(text, true).is_some() { Class::CommaFloat } else { Class::Text }
}

fn time_class(text: &[u8]) -> Class {
    // The shortest date is 8 characters (2024-1-2), the shortest time 4 (7:05).
    if text.len() >= 4 && (text[1] == b':' || text[2] == b':') {
        return if values::time(text).is_some() { Class::Time } else { Class::Text };
    }
    if text.len() < 8 || text.len() > 40 {
        return Class::Text;
    }
    if text[..4].iter().all(u8::is_ascii_digit) {
        return if values::date(text, DateOrder::YearFirst).is_some() {
            Class::DateYearFirst
        } else if values::datetime(text, DateOrder::YearFirst).is_some() {
            Class::DatetimeYearFirst
        } else {
            Class::Text
        };
    }
    let either = |day: bool, month: bool, classes: [Class; 3]| match (day, month) {
        (true, true) => Some(classes[2]),
        (true, false) => Some(classes[0]),
        (false, true) => Some(classes[1]),
        (false, false) => None,
    };
    let date = |order| values::date(text, order).is_some();
    let datetime = |order| values::datetime(text, order).is_some();
    let (day, month) = (DateOrder::DayFirst, DateOrder::MonthFirst);
    either(date(day), date(month), [Class::DateDayFirst, Class::DateMonthFirst, Class::DateAmbiguous])
        .or_else(|| {
            either(
                datetime(day),
                datetime(month),
                [Class::DatetimeDayFirst, Class::DatetimeMonthFirst, Class::DatetimeAmbiguous],
            )
        })
        .unwrap_or(Class::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_the_class_a_person_would_give_it() {
        for (text, expected) in [
            ("", Class::Empty),
            ("  ", Class::Whitespace),
            ("NA", Class::Marker),
            ("nan", Class::NotANumber),
            ("true", Class::Boolean),
            ("42", Class::Integer),
            (" 42", Class::Integer),
            ("00123", Class::LeadingZeros),
            ("0", Class::Integer),
            ("0.5", Class::Float),
            ("99999999999999999999", Class::BigInteger),
            ("-0", Class::Float),
            ("1,5", Class::CommaFloat),
            ("1,234", Class::Grouped),
            ("1,234,567.89", Class::Grouped),
            ("1,23,4", Class::Text),
            ("2024-12-31", Class::DateYearFirst),
            ("31/12/2024", Class::DateDayFirst),
            ("12/31/2024", Class::DateMonthFirst),
            ("01/02/2024", Class::DateAmbiguous),
            ("2024-12-31T10:00:00Z", Class::DatetimeYearFirst),
            ("31.12.2024 10:00", Class::DatetimeDayFirst),
            ("10:30", Class::Time),
            ("10:75", Class::Text),
            ("-inf", Class::Float),
            ("infinite", Class::Text),
            ("1.2.3", Class::Text),
            ("2024-02-30", Class::Text),
            ("hello", Class::Text),
        ] {
            assert_eq!(classify(text.as_bytes(), Written::Bare, false).0, expected, "{text}");
        }
        assert_eq!(classify(b"", Written::Quoted, false).0, Class::QuotedEmpty);
        assert_eq!(classify(b"42", Written::JsonText, false).0, Class::Text);
        assert_eq!(classify(b"1,234", Written::Bare, true).0, Class::CommaFloat);
    }

    #[test]
    fn every_class_stands_at_its_number() {
        assert!(Class::ALL.iter().enumerate().all(|(i, class)| *class as usize == i));
    }
}
