//! The figures of one column as lines: name, value, why there is none. Which figures, depends on what the values are.

use crate::explore::figures::{count, count_of, figure, number};
use ninefold_base::profile::column::{
    ColumnProfile, Detail, NestedProfile, NumberProfile, Order, TextProfile, TimeProfile,
};
use ninefold_base::profile::{Precision, Profile};
use ninefold_base::{Figure, TypeKind, format, text};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistic {
    pub name: &'static str,
    pub value: String,
    /// Why there is no value; shown in place of it where there is room.
    pub reason: Option<String>,
}

impl Statistic {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), reason: None }
    }
}

/// All lines of a column, the most telling first.
pub fn statistics(profile: &Profile, column: &ColumnProfile) -> Vec<Statistic> {
    let rows = column.counts.rows;
    let mut lines = vec![
        Statistic::new("values", format!("{}{}", profile.mark(), format::grouped(column.present()))),
        Statistic::new("missing", count_of(profile, column.counts.missing, rows)),
    ];
    if column.counts.invalid > 0 {
        lines.push(Statistic::new("invalid", count_of(profile, column.counts.invalid, rows)));
    }
    lines.push(Statistic::new("distinct", count(profile, column.distinct)));
    match &column.detail {
        Detail::Number(number) => push_number(&mut lines, profile, column, number),
        Detail::Text(text) => push_text(&mut lines, profile, column, text),
        Detail::Time(time) => push_time(&mut lines, profile, column, time),
        Detail::Nested(nested) => push_nested(&mut lines, profile, nested),
        Detail::Plain => {}
    }
    if column.kind == TypeKind::Boolean {
        lines.push(Statistic::new("true", count_of(profile, column.counts.trues, column.present())));
    }
    lines.push(Statistic::new("unique values", count(profile, column.unique)));
    push(&mut lines, profile, "imbalance", &column.imbalance, Precision::Exact);
    push(&mut lines, profile, "entropy (nats)", &column.entropy, Precision::Exact);
    if let Some(order) = order_text(column.order) {
        lines.push(Statistic::new("along the file", order));
    }
    lines.push(Statistic::new("memory", format::bytes(column.memory)));
    lines
}

fn push(lines: &mut Vec<Statistic>, profile: &Profile, name: &'static str, shown: &Figure, precision: Precision) {
    let reason = shown.reason().map(str::to_string);
    lines.push(Statistic { name, value: figure(profile, shown, precision), reason });
}

fn push_number(lines: &mut Vec<Statistic>, profile: &Profile, column: &ColumnProfile, numbers: &NumberProfile) {
    const EXACT: Precision = Precision::Exact;
    push(lines, profile, "mean", &numbers.mean, EXACT);
    push(lines, profile, "standard deviation", &numbers.sd, EXACT);
    let quantile = |lines: &mut Vec<Statistic>, name: &'static str, share: f64| {
        if let Some(value) = numbers.quantile(share) {
            let mark = profile.mark_of(numbers.precision);
            lines.push(Statistic::new(name, format!("{mark}{}", number(value))));
        }
    };
    push(lines, profile, "minimum", &numbers.min, EXACT);
    quantile(lines, "5 % quantile", 0.05);
    quantile(lines, "25 % quantile", 0.25);
    quantile(lines, "median", 0.5);
    quantile(lines, "75 % quantile", 0.75);
    quantile(lines, "95 % quantile", 0.95);
    push(lines, profile, "maximum", &numbers.max, EXACT);
    push(lines, profile, "interquartile range", &numbers.iqr, numbers.precision);
    push(lines, profile, "MAD", &numbers.mad, numbers.precision);
    push(lines, profile, "skewness", &numbers.skewness, EXACT);
    push(lines, profile, "kurtosis (excess)", &numbers.kurtosis, EXACT);
    push(lines, profile, "coefficient of variation", &numbers.variation, EXACT);
    let counts = &column.counts;
    lines.push(Statistic::new("zeros", count_of(profile, counts.zeros, counts.rows)));
    lines.push(Statistic::new("negative", count_of(profile, counts.negatives, counts.rows)));
    for (name, part) in [("infinite", counts.infinite()), ("NaN", counts.nan)] {
        if part > 0 {
            lines.push(Statistic::new(name, count_of(profile, part, counts.rows)));
        }
    }
    quantile(lines, "1 % quantile", 0.01);
    quantile(lines, "10 % quantile", 0.1);
    quantile(lines, "90 % quantile", 0.9);
    quantile(lines, "99 % quantile", 0.99);
    push(lines, profile, "variance", &numbers.variance, EXACT);
    push(lines, profile, "sum", &numbers.sum, EXACT);
}

fn push_text(lines: &mut Vec<Statistic>, profile: &Profile, column: &ColumnProfile, texts: &TextProfile) {
    let counts = &column.counts;
    let mark = profile.mark();
    if column.present() > 0 {
        lines.push(Statistic::new("shortest (characters)", format!("{mark}{}", format::grouped(texts.min_length))));
        push(lines, profile, "mean length", &texts.mean_length, Precision::Exact);
        lines.push(Statistic::new("longest (characters)", format!("{mark}{}", format::grouped(texts.max_length))));
    }
    let kinds = [
        ("empty", counts.empty),
        ("blank", counts.blank),
        ("read as numbers", texts.numeric),
        ("read as dates", texts.dates),
        ("leading zeros", texts.leading_zeros),
        ("blanks at an end", texts.padded),
        ("beyond ASCII", texts.non_ascii),
    ];
    for (name, part) in kinds {
        if part > 0 {
            lines.push(Statistic::new(name, count_of(profile, part, counts.rows)));
        }
    }
}

fn push_time(lines: &mut Vec<Statistic>, profile: &Profile, column: &ColumnProfile, times: &TimeProfile) {
    if times.n == 0 {
        return;
    }
    let mark = profile.mark();
    lines.push(Statistic::new("first", format!("{mark}{}", text::visible(&times.min))));
    if let Some(median) = &times.median {
        lines.push(Statistic::new("median", format!("{}{}", profile.mark_of(times.precision), text::visible(median))));
    }
    lines.push(Statistic::new("last", format!("{mark}{}", text::visible(&times.max))));
    if let Some(step) = times.step {
        let share = crate::charts::numbers::percent(step.share, 0.01);
        lines.push(Statistic::new("step", format!("{mark}{} ({share})", duration(step.seconds))));
    }
    if let Some(gap) = times.gaps.first() {
        lines.push(Statistic::new("largest gap", format!("{mark}{}", duration(gap.seconds))));
    }
    if column.kind == TypeKind::Datetime {
        lines.push(Statistic::new("at midnight", count_of(profile, times.midnight, column.counts.rows)));
    }
}

fn push_nested(lines: &mut Vec<Statistic>, profile: &Profile, nested: &NestedProfile) {
    let mark = profile.mark();
    lines.push(Statistic::new("fewest entries", format!("{mark}{}", format::grouped(nested.min_length))));
    push(lines, profile, "mean entries", &nested.mean_length, Precision::Exact);
    lines.push(Statistic::new("most entries", format!("{mark}{}", format::grouped(nested.max_length))));
}

fn order_text(order: Order) -> Option<String> {
    match order {
        Order::StrictlyAscending => Some("always rises".into()),
        Order::Ascending => Some("never falls".into()),
        Order::StrictlyDescending => Some("always falls".into()),
        Order::Descending => Some("never rises".into()),
        Order::Constant => Some("constant".into()),
        Order::Mixed { descents, pairs } => Some(format!("falls in {}", format::percent(descents, pairs))),
        Order::Unknown => None,
    }
}

/// Seconds in the unit that people would use: `1 day`, `2.5 h`.
pub fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s")];
    let (size, unit) = UNITS.into_iter().find(|(size, _)| seconds.abs() >= *size).unwrap_or((1.0, "s"));
    format!("{} {unit}", crate::charts::numbers::plain(seconds / size))
}
