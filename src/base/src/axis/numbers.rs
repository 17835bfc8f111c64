//! How numbers stand at an axis: round steps, as few digits as tell them apart, grouped thousands, SI suffixes where it
//! is tight. Knows nothing of pictures.

use crate::format;

/// The smallest of 1, 2, 5 × 10ᵏ that cuts `span` into at most `at_most` steps (Heckbert's nice numbers).
pub fn nice_step(span: f64, at_most: usize) -> f64 {
    let raw = span / at_most.max(1) as f64;
    if raw.is_nan() || raw <= 0.0 || raw.is_infinite() {
        return 1.0;
    }
    let power = 10f64.powi(raw.log10().floor() as i32);
    if power == 0.0 || power.is_infinite() {
        return raw;
    }
    let enough = raw * (1.0 - 1e-9);
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= enough).unwrap_or(raw)
}

/// Multiples of a nice step within `low` and `high`, and the step. Never more than `at_most + 1`.
pub fn ticks(low: f64, high: f64, at_most: usize) -> (Vec<f64>, f64) {
    let step = nice_step(high - low, at_most);
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    let count = if (last - first).is_finite() { (last - first).clamp(-1.0, at_most as f64) + 1.0 } else { 0.0 };
    // Adding 0 makes −0 a 0.
    let mut values: Vec<f64> = (0..count as usize).map(|i| round_to((first + i as f64) * step, step) + 0.0).collect();
    values.dedup();
    (values, step)
}

/// Takes away what the multiplication left behind the last digit of the step: 3 × 0.1 is 0.3.
fn round_to(value: f64, step: f64) -> f64 {
    if !(1e-12..1.0).contains(&step) {
        return value;
    }
    let scale = 10f64.powi(decimals(step) as i32);
    (value * scale).round() / scale
}

/// Digits behind the point that tell multiples of `step` apart.
pub fn decimals(step: f64) -> usize {
    if step.is_finite() && step > 0.0 && step < 1.0 {
        (-step.log10() - 1e-9).ceil().clamp(0.0, 12.0) as usize
    } else {
        0
    }
}

/// `value` with the digits that multiples of `step` need: `12,500`, `0.25`, `-3`. Very large and very small ones as
/// [`short`].
pub fn label(value: f64, step: f64) -> String {
    let size = value.abs();
    if size >= 1e12 || (step < 1e-6 && step > 0.0) {
        return short(value);
    }
    fixed(value, decimals(step))
}

/// `value` with that many digits behind the point, its thousands grouped.
pub fn fixed(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "–".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".into() } else { "-∞".into() };
    }
    if value.abs() >= 1e15 {
        return short(value);
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits.split_once('.').map_or((digits.as_str(), ""), |(whole, rest)| (whole, rest));
    let whole = whole.parse::<u64>().map_or_else(|_| whole.to_string(), format::grouped);
    let nothing = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !nothing { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// At most three significant digits and an SI suffix: `950`, `1.25k`, `32.6k`, `1M`, `0.05`, `2e-7`.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        return fixed(value, 0);
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e15).contains(&size) {
        return trim(&format!("{value:.1e}"));
    }
    const SUFFIXES: [&str; 5] = ["", "k", "M", "G", "T"];
    let mut scaled = value;
    let mut suffix = 0;
    while scaled.abs() >= 999.5 && suffix + 1 < SUFFIXES.len() {
        scaled /= 1000.0;
        suffix += 1;
    }
    let decimals = (2 - scaled.abs().log10().floor() as i32).clamp(0, 7) as usize;
    format!("{}{}", trim(&format!("{scaled:.decimals$}")), SUFFIXES[suffix])
}

/// Zeros behind the point that say nothing are left out.
fn trim(digits: &str) -> String {
    let (number, exponent) = digits.find('e').map_or((digits, ""), |at| digits.split_at(at));
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{number}{exponent}")
}

/// A value as part of a text, when nothing tells how fine it must be: about four significant digits.
pub fn plain(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || size == 0.0 || !(1e-3..1e9).contains(&size) {
        return short(value);
    }
    let decimals = (3 - size.log10().floor() as i32).clamp(0, 6) as usize;
    let digits = fixed(value, decimals);
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_string() } else { digits }
}

/// A share from 0 to 1 in percent, with the digits that multiples of `step` need.
pub fn percent(share: f64, step: f64) -> String {
    if share.is_finite() { format!("{} %", fixed(share * 100.0, decimals(step * 100.0).min(3))) } else { "–".into() }
}

/// A share from −1 to 1 without its leading zero: `.83`, `-.07`, `1.0`.
pub fn coefficient(value: f64, decimals: usize) -> String {
    let digits = fixed(value, decimals);
    match digits.strip_prefix("-0.") {
        Some(rest) => format!("-.{rest}"),
        None => digits.strip_prefix("0.").map_or(digits.clone(), |rest| format!(".{rest}")),
    }
}
