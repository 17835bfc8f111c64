//! How figures are written in the panes: six significant digits, grouped thousands, `~` before what is an estimate, and
//! a dash with its reason where there is none.

use crate::charts::numbers;
use crate::paint;
use crate::theme::Theme;
use ninefold_base::profile::column::Count;
use ninefold_base::profile::{Precision, Profile};
use ninefold_base::{Figure, Interval, format};
use ratatui::buffer::Buffer;

/// `43.9219`, `1,200`, `2.5e-7`.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || size == 0.0 {
        return numbers::fixed(value, 0);
    }
    if !(1e-4..1e15).contains(&size) {
        let digits = format!("{value:.4e}");
        let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
        return format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'));
    }
    let decimals = (5 - size.log10().floor() as i32).clamp(0, 9) as usize;
    let digits = numbers::fixed(value, decimals);
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_string() } else { digits }
}

/// As [`number`], with the mark of the profile; a dash where there is none.
pub fn figure(profile: &Profile, figure: &Figure, precision: Precision) -> String {
    match figure {
        Figure::Value(value) => format!("{}{}", profile.mark_of(precision), number(*value)),
        Figure::Undefined { .. } => "–".into(),
    }
}

/// A count with its share of the rows: `11 (3.2 %)`.
pub fn count_of(profile: &Profile, part: u64, whole: u64) -> String {
    let mark = profile.mark();
    if part == 0 {
        return format!("{mark}0");
    }
    format!("{mark}{} ({})", format::grouped(part), format::percent(part, whole))
}

pub fn count(profile: &Profile, count: Count) -> String {
    format!("{}{}", profile.mark_of(count.precision), format::grouped(count.value))
}

/// `.93 [.91, .95]`.
pub fn with_interval(value: f64, interval: Option<&Interval>) -> String {
    let short = |value: f64| numbers::coefficient(value, 3);
    match interval {
        Some(interval) => format!("{} [{}, {}]", short(value), short(interval.low), short(interval.high)),
        None => short(value),
    }
}

/// A stretch of a scale, both ends of which are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub low: f64,
    pub high: f64,
}

impl Stretch {
    /// From the least to the largest of the values, a little wider; `None` if there are none.
    pub fn around(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return None;
        }
        let room = if high > low { (high - low) * 0.04 } else { low.abs().max(1.0) * 0.5 };
        Some(Self { low: low - room, high: high + room })
    }

    /// The cell of a value among `width`.
    fn cell(self, value: f64, width: u16) -> Option<u16> {
        let share = (value - self.low) / (self.high - self.low);
        (share.is_finite() && width > 0).then(|| (share.clamp(0.0, 1.0) * f64::from(width - 1)).round() as u16)
    }
}

/// A value with its interval as a line of signs: `├──●──┤`, and a `┊` where the reference lies.
pub struct Whisker<'a> {
    pub value: f64,
    pub interval: Option<&'a Interval>,
    pub reference: Option<f64>,
    pub stretch: Stretch,
}

impl Whisker<'_> {
    pub fn draw(&self, buffer: &mut Buffer, x: u16, y: u16, width: u16, theme: &Theme) {
        if let Some(cell) = self.reference.and_then(|reference| self.stretch.cell(reference, width)) {
            paint::put(buffer, x + cell, y, "┊", 1, theme.dim);
        }
        let ends = self.interval.and_then(|interval| {
            Some((self.stretch.cell(interval.low, width)?, self.stretch.cell(interval.high, width)?))
        });
        let ink = theme.series(0);
        if let Some((low, high)) = ends {
            for cell in low..=high {
                let sign = match cell {
                    _ if cell == low && low < high => "├",
                    _ if cell == high && low < high => "┤",
                    _ => "─",
                };
                paint::put(buffer, x + cell, y, sign, 1, ink);
            }
        }
        if let Some(cell) = self.stretch.cell(self.value, width) {
            paint::put(buffer, x + cell, y, "●", 1, ink);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_and_no_more() {
        assert_eq!(number(43.921_929_8), "43.9219");
        assert_eq!(number(4_201.754_386), "4,201.75");
        assert_eq!(number(1_437_000.0), "1,437,000");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(-0.000_012_345_6), "-1.2346e-5");
        assert_eq!(number(2e300), "2e300");
        assert_eq!(number(0.053_118_1), "0.0531181");
    }

    #[test]
    fn an_interval_is_drawn_within_its_room() {
        let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 1));
        let interval = Interval { low: 0.2, high: 0.6 };
        let whisker = Whisker {
            value: 0.4,
            interval: Some(&interval),
            reference: Some(1.0),
            stretch: Stretch { low: 0.0, high: 1.0 },
        };
        whisker.draw(&mut buffer, 1, 0, 11, &Theme::of(crate::theme::ThemeName::None));
        let line: String = (0..12).map(|x| buffer[(x, 0)].symbol()).collect();
        assert_eq!(line, "   ├─●─┤   ┊");
    }
}
