//! From values to places along an axis and back, and the ticks of an axis. No drawing.

use super::{numbers, time};

/// How values lie along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Linear,
    /// Base 10; only values above 0 have a place.
    Log,
    /// By log(1 + value): for counts, so that 0 has a place.
    LogCount,
    /// Epoch microseconds.
    Time,
}

/// How the numbers of an axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Digits {
    #[default]
    Plain,
    /// Shares from 0 to 1 in percent.
    Percent,
}

/// A kind of axis and its two ends, both finite, `low < high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    kind: Kind,
    digits: Digits,
    low: f64,
    high: f64,
}

/// A place on an axis with what is written there.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub value: f64,
    pub label: String,
}

/// Larger values have no place: differences between them would be infinite.
const LIMIT: f64 = 8e307;

impl Scale {
    /// Ends that are not finite, equal or out of order are mended, so that a scale is always usable.
    pub fn new(kind: Kind, low: f64, high: f64) -> Self {
        let (mut low, mut high) = match (low.is_finite(), high.is_finite()) {
            (true, true) => (low.min(high), low.max(high)),
            (true, false) => (low, low),
            (false, true) => (high, high),
            (false, false) => (0.0, 1.0),
        };
        (low, high) = (low.clamp(-LIMIT, LIMIT), high.clamp(-LIMIT, LIMIT));
        match kind {
            Kind::Log => {
                high = if high > 0.0 { high } else { 1.0 };
                low = if low > 0.0 { low } else { high / 1e3 }.max(1e-300);
                if low >= high {
                    (low, high) = (low / 10.0, (low.max(high) * 10.0).min(LIMIT));
                }
            }
            Kind::LogCount => {
                low = 0.0;
                high = high.max(1.0);
            }
            Kind::Linear | Kind::Time => {
                // Also ends so near that nothing lies between them.
                if high - low <= low.abs().max(high.abs()) * 1e-12 {
                    let pad = if low == 0.0 { 0.5 } else { low.abs() * if kind == Kind::Time { 1e-6 } else { 0.05 } };
                    (low, high) = (low - pad, high + pad);
                }
            }
        }
        Self { kind, digits: Digits::Plain, low, high }
    }

    pub fn linear(low: f64, high: f64) -> Self {
        Self::new(Kind::Linear, low, high)
    }

    /// From 0 to 1.
    pub fn unit() -> Self {
        Self::linear(0.0, 1.0)
    }

    pub fn log(low: f64, high: f64) -> Self {
        Self::new(Kind::Log, low, high)
    }

    /// Epoch microseconds.
    pub fn time(low: i64, high: i64) -> Self {
        Self::new(Kind::Time, low as f64, high as f64)
    }

    /// From the least to the greatest value that has a place.
    pub fn fit(kind: Kind, values: impl IntoIterator<Item = f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            if value.is_finite() && (kind != Kind::Log || value > 0.0) {
                (low, high) = (low.min(value), high.max(value));
            }
        }
        Self::new(kind, low, high)
    }

    pub fn in_percent(self) -> Self {
        Self { digits: Digits::Percent, ..self }
    }

    /// Widened to the next ticks outside, when numbers are linear.
    pub fn nice(self, at_most: usize) -> Self {
        if self.kind != Kind::Linear {
            return self;
        }
        let step = numbers::nice_step(self.high - self.low, at_most);
        let low = (self.low / step + 1e-9).floor() * step;
        let high = (self.high / step - 1e-9).ceil() * step;
        Self { low, high, ..self }.mended()
    }

    /// With 0 in it, when numbers are linear.
    pub fn with_zero(self) -> Self {
        if self.kind != Kind::Linear {
            return self;
        }
        Self { low: self.low.min(0.0), high: self.high.max(0.0), ..self }
    }

    fn mended(self) -> Self {
        Self { digits: self.digits, ..Self::new(self.kind, self.low, self.high) }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn low(&self) -> f64 {
        self.low
    }

    pub fn high(&self) -> f64 {
        self.high
    }

    fn forward(&self, value: f64) -> f64 {
        match self.kind {
            Kind::Linear | Kind::Time => value,
            Kind::Log => value.log10(),
            Kind::LogCount => value.max(0.0).ln_1p(),
        }
    }

    /// Where a value stands: 0 at the low end, 1 at the high, beyond outside. None if it has no place.
    pub fn place(&self, value: f64) -> Option<f64> {
        if !value.is_finite() || (self.kind == Kind::Log && value <= 0.0) {
            return None;
        }
        let (low, high) = (self.forward(self.low), self.forward(self.high));
        // A little further than the limit: the ends of a single value were moved apart.
        let place = (self.forward(value.clamp(-LIMIT * 1.06, LIMIT * 1.06)) - low) / (high - low);
        place.is_finite().then_some(place)
    }

    /// As [`place`](Self::place), only within the axis.
    pub fn inside(&self, value: f64) -> Option<f64> {
        self.place(value).filter(|place| (-1e-9..=1.0 + 1e-9).contains(place)).map(|place| place.clamp(0.0, 1.0))
    }

    /// The inverse of [`place`](Self::place).
    pub fn value(&self, place: f64) -> f64 {
        let (low, high) = (self.forward(self.low), self.forward(self.high));
        let forward = low + (high - low) * place;
        match self.kind {
            Kind::Linear | Kind::Time => forward,
            Kind::Log => 10f64.powf(forward),
            Kind::LogCount => forward.exp_m1(),
        }
    }

    /// At most about `at_most` ticks, their labels in full or, beyond `widest` characters, with SI suffixes.
    pub fn ticks(&self, at_most: usize, widest: usize) -> Vec<Tick> {
        let (values, step) = match self.kind {
            Kind::Time => {
                return time::ticks(self.low, self.high, at_most)
                    .into_iter()
                    .map(|(value, label)| Tick { value, label })
                    .collect();
            }
            Kind::Linear => numbers::ticks(self.low, self.high, at_most),
            Kind::Log => decades(self.low, self.high, at_most),
            Kind::LogCount => {
                let (mut values, step) = decades(1.0, self.high, at_most.saturating_sub(1).max(1));
                values.insert(0, 0.0);
                (values, step)
            }
        };
        let write = |value: f64| match (self.digits, self.kind) {
            (Digits::Percent, _) => numbers::percent(value, step),
            (Digits::Plain, Kind::Linear) => numbers::label(value, step),
            (Digits::Plain, Kind::Log | Kind::LogCount | Kind::Time) => numbers::plain(value),
        };
        let mut labels: Vec<String> = values.iter().map(|value| write(*value)).collect();
        if labels.iter().any(|label| label.len() > widest) {
            let short: Vec<String> = values.iter().map(|value| numbers::short(*value)).collect();
            // Only when they still tell the ticks apart.
            if short.windows(2).all(|pair| pair[0] != pair[1]) {
                labels = short;
            }
        }
        values.into_iter().zip(labels).map(|(value, label)| Tick { value, label }).collect()
    }

    /// One value as the ticks would write it, a little finer.
    pub fn write(&self, value: f64) -> String {
        match (self.kind, self.digits) {
            (Kind::Time, _) => time::date(value),
            (_, Digits::Percent) => numbers::percent(value, 0.001),
            (_, Digits::Plain) => numbers::plain(value),
        }
    }

    /// What all labels have in common and leave out (the year of months).
    pub fn context(&self) -> Option<String> {
        match self.kind {
            Kind::Time => time::context(self.low, self.high),
            Kind::Linear | Kind::Log | Kind::LogCount => None,
        }
    }
}

/// Powers of ten, every so many; within less than two decades also 2 and 5 times them.
fn decades(low: f64, high: f64, at_most: usize) -> (Vec<f64>, f64) {
    let at_most = at_most.max(1);
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let every = ((last - first) as usize).div_ceil(at_most).max(1) as i32;
    let inside = |value: &f64| *value >= low * (1.0 - 1e-9) && *value <= high * (1.0 + 1e-9);
    let tens: Vec<f64> = (first..=last)
        .filter(|power| power.rem_euclid(every) == 0)
        .map(|power| 10f64.powi(power))
        .filter(inside)
        .collect();
    let fine: Vec<f64> = (first..=last)
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10f64.powi(power)))
        .filter(inside)
        .collect();
    let values = if every == 1 && fine.len() <= at_most + 1 { fine } else { tens };
    if values.is_empty() {
        return numbers::ticks(low, high, at_most);
    }
    (values, 0.0)
}
