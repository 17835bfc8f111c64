//! A column's figures as markup, and how numbers are written in the page.

use super::page::table;
use crate::picture::escaped;
use ninefold_base::axis::numbers;
use ninefold_base::profile::column::{
    ColumnProfile, Detail, NumberProfile, Order, QUANTILES, TextProfile, TimeProfile,
};
use ninefold_base::profile::{Precision, Profile, pictures};
use ninefold_base::{Figure, format};

/// Values listed of a column.
const LISTED: usize = 10;

/// A figure with about six significant digits.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !(1e-4..1e12).contains(&size) {
        return numbers::short(value);
    }
    let decimals = (5 - size.log10().floor() as i32).clamp(0, 8) as usize;
    let digits = numbers::fixed(value, decimals);
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_string() } else { digits }
}

/// Part and whole as `12 (3.4 %)`.
pub fn share(part: u64, whole: u64) -> String {
    if part == 0 { "0".into() } else { format!("{} ({})", format::grouped(part), format::percent(part, whole)) }
}

pub fn percent(value: f64) -> String {
    numbers::percent(value, 0.001)
}

/// Name and value pairs, then the commonest values.
struct Figures(Vec<(String, String)>);

impl Figures {
    fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    fn figure(&mut self, name: &str, figure: &Figure, mark: &str) {
        let value = match figure {
            Figure::Value(value) => format!("{mark}{}", number(*value)),
            Figure::Undefined { undefined } => format!("undefined: {undefined}"),
        };
        self.add(name, value);
    }

    fn some(&mut self, name: &str, count: u64, whole: u64) {
        if count > 0 {
            self.add(name, share(count, whole));
        }
    }

    fn html(&self) -> String {
        let pairs: String = self
            .0
            .iter()
            .map(|(name, value)| format!("<div><span>{}</span><b>{}</b></div>", escaped(name), escaped(value)))
            .collect();
        format!("<div class=\"figures\">{pairs}</div>")
    }
}

pub fn column_figures(profile: &Profile, column: &ColumnProfile) -> String {
    let mut figures = Figures(Vec::new());
    let counts = &column.counts;
    let mark = |precision: Precision| profile.mark_of(precision);
    figures.add("rows", format!("{}{}", profile.mark(), format::grouped(counts.rows)));
    figures.add("missing", share(counts.missing, counts.rows));
    figures.add("distinct", format!("{}{}", mark(column.distinct.precision), format::grouped(column.distinct.value)));
    figures.add("seen once", format!("{}{}", mark(column.unique.precision), format::grouped(column.unique.value)));
    for (name, count) in [
        ("do not fit the type", counts.invalid),
        ("empty", counts.empty),
        ("white space only", counts.blank),
        ("NaN", counts.nan),
        ("+∞", counts.positive_infinite),
        ("−∞", counts.negative_infinite),
        ("zeros", counts.zeros),
        ("negative", counts.negatives),
        ("true", counts.trues),
    ] {
        figures.some(name, count, counts.rows);
    }
    match &column.detail {
        Detail::Number(number) => number_figures(&mut figures, number, mark(number.precision), profile.mark()),
        Detail::Text(text) => text_figures(&mut figures, text, counts.rows),
        Detail::Time(time) => time_figures(&mut figures, time, mark(time.precision)),
        Detail::Nested(nested) => {
            figures.add("shortest", format::grouped(nested.min_length));
            figures.figure("mean length", &nested.mean_length, profile.mark());
            figures.add("longest", format::grouped(nested.max_length));
        }
        Detail::Plain => {}
    }
    if let Figure::Value(value) = column.entropy {
        figures.add("entropy (nats)", number(value));
    }
    if let Figure::Value(value) = column.imbalance {
        figures.add("imbalance", number(value));
    }
    figures.add("order in the file", order(column.order));
    figures.add("in memory", format::bytes(column.memory));
    let mut html = figures.html();
    if column.histogram.is_some() && column.distinct.value > 20 {
        return html;
    }
    let rows = column
        .top
        .iter()
        .take(LISTED)
        .map(|value| vec![escaped(&pictures::label(&value.value)), share(value.rows, counts.rows)]);
    if column.top.len() > 1 {
        html.push_str(&table(&["commonest values", "rows"], rows, ""));
    }
    if let Detail::Text(text) = &column.detail
        && !text.patterns.is_empty()
    {
        let rows = text.patterns.iter().take(5).map(|pattern| {
            vec![escaped(&pattern.pattern), escaped(&pattern.example), share(pattern.rows, counts.rows)]
        });
        html.push_str(&table(&["pattern", "such as", "rows"], rows, ""));
    }
    html
}

fn number_figures(figures: &mut Figures, profile: &NumberProfile, mark: &str, partial: &str) {
    figures.figure("mean", &profile.mean, partial);
    figures.figure("standard deviation (n − 1)", &profile.sd, partial);
    figures.figure("sum", &profile.sum, partial);
    figures.figure("coefficient of variation", &profile.variation, partial);
    figures.figure("skewness", &profile.skewness, partial);
    figures.figure("excess kurtosis", &profile.kurtosis, partial);
    for (share, value) in QUANTILES.iter().zip(&profile.quantiles) {
        let name = match *share {
            0.0 => "minimum".to_string(),
            0.5 => "median".into(),
            1.0 => "maximum".into(),
            share => format!("{} % quantile", number(share * 100.0)),
        };
        let mark = if matches!(*share, 0.0 | 1.0) { partial } else { mark };
        figures.add(name, format!("{mark}{}", number(*value)));
    }
    figures.figure("interquartile range", &profile.iqr, mark);
    figures.figure("median absolute deviation", &profile.mad, mark);
}

fn text_figures(figures: &mut Figures, text: &TextProfile, rows: u64) {
    figures.add("shortest", format!("{} characters", format::grouped(text.min_length)));
    figures.figure("mean length", &text.mean_length, "");
    figures.add("longest", format!("{} characters", format::grouped(text.max_length)));
    figures.some("read as a number", text.numeric, rows);
    figures.some("read as a date", text.dates, rows);
    figures.some("leading zeros", text.leading_zeros, rows);
    figures.some("beyond ASCII", text.non_ascii, rows);
    figures.some("space at an end", text.padded, rows);
}

fn time_figures(figures: &mut Figures, time: &TimeProfile, mark: &str) {
    figures.add("first", time.min.clone());
    figures.add("last", time.max.clone());
    if let Some(median) = &time.median {
        figures.add("median", format!("{mark}{median}"));
    }
    if let Some(step) = time.step {
        figures.add("usual step", format!("{} s ({} of all)", number(step.seconds), percent(step.share)));
    }
    for gap in time.gaps.iter().take(3) {
        figures.add("gap", format!("{} … {}", gap.from, gap.to));
    }
}

fn order(order: Order) -> String {
    match order {
        Order::StrictlyAscending => "strictly ascending".into(),
        Order::Ascending => "ascending".into(),
        Order::StrictlyDescending => "strictly descending".into(),
        Order::Descending => "descending".into(),
        Order::Constant => "constant".into(),
        Order::Mixed { descents, pairs } => format!("mixed: falls in {}", share(descents, pairs)),
        Order::Unknown => "none".into(),
    }
}
