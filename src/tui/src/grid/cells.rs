//! One value as it is written in a cell of the grid. At most six significant digits of a float; the record view and
//! the status line show all of them. Integers are not grouped: years and ids must look as they stand in the file.

use ninefold_base::text;
use ninefold_base::{Cell, TypeKind};

const SIGNIFICANT: i32 = 6;

/// What a cell is, for its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Value,
    /// `∅` or `""`.
    Absent,
    /// A text that does not fit the type: behind a `!`.
    Invalid,
}

/// Text and look of a cell in a column with that many decimals. Not cut, already safe to draw.
pub fn show(cell: &Cell, decimals: usize) -> (String, Look) {
    match cell {
        Cell::Missing => ("∅".into(), Look::Absent),
        Cell::Text(content) if content.is_empty() => ("\"\"".into(), Look::Absent),
        Cell::Text(content) => (safe(content), Look::Value),
        Cell::Invalid(content) => (format!("!{}", safe(content)), Look::Invalid),
        Cell::Float(value) => (float(*value, decimals), Look::Value),
        Cell::Float32(value) => (float(widened(*value), decimals), Look::Value),
        Cell::Long { head, .. } => (safe(&beginning(head)) + "…", Look::Value),
        Cell::Binary { head, .. } => (format!("0x{head}"), Look::Value),
        Cell::Boolean(_) | Cell::Integer(_) | Cell::Decimal(_) | Cell::Temporal(_) | Cell::Nested(_) => {
            (text::visible(&beginning(&cell.plain())), Look::Value)
        }
    }
}

/// Numbers stand at the right, so that their digits line up.
pub fn is_right(kind: TypeKind) -> bool {
    kind.is_number()
}

/// No cell shows more than this many characters; drawing must not depend on the length of a value.
fn beginning(content: &str) -> String {
    const SHOWN: usize = 400;
    if content.len() <= SHOWN { content.to_string() } else { content.chars().take(SHOWN).collect() }
}

/// Spaces at either end are made visible: they are the commonest reason why two values that look alike differ.
fn safe(content: &str) -> String {
    let shown = text::visible(&beginning(content));
    let inner = shown.trim_matches(' ');
    if inner.len() == shown.len() {
        return shown;
    }
    let leading = shown.len() - shown.trim_start_matches(' ').len();
    let trailing = shown.len() - leading - inner.len();
    format!("{}{inner}{}", "␣".repeat(leading), "␣".repeat(trailing))
}

/// As many cells as the value would like to have, up to a hundred or so.
pub fn natural_width(cell: &Cell) -> u16 {
    if let Cell::Text(content) = cell
        && content.is_ascii()
    {
        return content.len().clamp(2, 200) as u16;
    }
    text::width(&show(cell, 0).0).min(200) as u16
}

/// The 64-bit number with the shortest text of the 32-bit one, so that 0.1 stays 0.1.
pub fn widened(value: f32) -> f64 {
    ninefold_base::cell::float32_text(value).parse().unwrap_or(f64::from(value))
}

/// Too large or too small to stand among others with a point.
pub fn is_scientific(value: f64) -> bool {
    !value.is_finite() || value != 0.0 && !(1e-5..1e15).contains(&value.abs())
}

/// Decimals that bring out six significant digits at most.
fn most_decimals(value: f64) -> usize {
    if value == 0.0 {
        return 0;
    }
    let exponent = value.abs().log10().floor() as i32;
    (SIGNIFICANT - 1 - exponent).clamp(0, 10) as usize
}

/// Decimals without trailing zeros.
pub fn decimals_needed(value: f64) -> usize {
    let most = most_decimals(value);
    let text = format!("{value:.most$}");
    match text.split_once('.') {
        Some((_, fraction)) => fraction.trim_end_matches('0').len(),
        None => 0,
    }
}

/// A float with the column's decimals, padded so that the points of a right-aligned column line up.
pub fn float(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return ninefold_base::cell::float_text(value);
    }
    if is_scientific(value) {
        let text = format!("{value:.5e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
        return format!("{mantissa}e{exponent}");
    }
    let used = if value == 0.0 { decimals } else { decimals.min(most_decimals(value)) };
    let missing = decimals - used;
    let padding = if used == 0 && decimals > 0 { missing + 1 } else { missing };
    format!("{value:.used$}{}", " ".repeat(padding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, decimals: usize, expected: &str) {
        assert_eq!(float(value, decimals), expected);
    }

    #[test]
    fn floats_show_six_significant_digits_and_line_up() {
        check(39.1, 1, "39.1");
        check(18.0, 1, "18.0");
        check(1234.5678, 3, "1234.57 ");
        check(1_234_567.8, 3, "1234568    ");
        check(0.00012345678, 9, "0.000123457");
        check(1e-9, 3, "1e-9");
        check(-1.5e20, 3, "-1.5e20");
        check(0.0, 2, "0.00");
        check(f64::NAN, 2, "NaN");
        assert_eq!(decimals_needed(39.1), 1);
        assert_eq!(decimals_needed(1.0 / 3.0), 6);
        assert_eq!(decimals_needed(250.0), 0);
    }

    #[test]
    fn absent_empty_and_the_text_na_differ() {
        assert_eq!(show(&Cell::Missing, 0), ("∅".into(), Look::Absent));
        assert_eq!(show(&Cell::Text(String::new()), 0), ("\"\"".into(), Look::Absent));
        assert_eq!(show(&Cell::Text("NA".into()), 0), ("NA".into(), Look::Value));
        assert_eq!(show(&Cell::Text(" a b ".into()), 0).0, "␣a b␣");
        assert_eq!(show(&Cell::Invalid("x\n".into()), 0), ("!x⏎".into(), Look::Invalid));
        assert_eq!(show(&Cell::Float32(0.1), 1).0, "0.1");
    }
}
