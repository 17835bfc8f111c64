//! The figures of a column of dates, datetimes or times of day.

use super::super::super::edges::Grain;
use super::super::super::words::Form;
use super::{Effort, WordColumn, is_midnight};
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{Gap, Histogram, QUANTILES, Scale, Step, TimeProfile};
use std::collections::HashMap;

/// Gaps listed.
const GAPS: usize = 5;

impl WordColumn {
    /// The median is a value of the column: of an even number of values the lower of the middle two.
    pub(super) fn time(&self, counted: Option<&[(u64, u64)]>, effort: Effort) -> (TimeProfile, Option<Histogram>) {
        let grain = match &self.form {
            Form::Date => Grain::Day,
            Form::Time => Grain::TimeOfDay,
            _ => Grain::Moment,
        };
        let spread = self.spread(counted, effort, grain, Scale::Time);
        let text = |word: u64| self.form.cell(word).plain();
        let n = self.order.values();
        let (min, max) = self.order.extremes().map_or_else(Default::default, |(low, high)| (text(low), text(high)));
        let (median, precision) = match (counted, &spread.quantiles) {
            (Some(counted), _) => (middle(counted, n).map(text), Precision::Exact),
            (None, Some(quantiles)) => {
                let median = QUANTILES.iter().position(|share| *share == 0.5).map(|place| quantiles.at[place]);
                (median.map(|micros| text(self.word_at(micros))), quantiles.precision)
            }
            (None, None) => (None, Precision::Exact),
        };
        let (step, gaps) = counted.map_or((None, Vec::new()), |counted| self.steps(counted));
        let midnight = match (&self.beyond, counted) {
            (Some(beyond), _) => beyond.midnight,
            (None, Some(counted)) => {
                counted.iter().filter(|(word, _)| is_midnight(&self.form, *word)).map(|(_, rows)| rows).sum()
            }
            (None, None) => 0,
        };
        (TimeProfile { n, min, max, median, precision, step, gaps, midnight }, spread.histogram)
    }

    /// The word nearest to a number of microseconds, rounded down.
    fn word_at(&self, micros: f64) -> u64 {
        let ticks = match &self.form {
            Form::Date => (micros / 86_400e6).floor() as i64,
            Form::Datetime(polars::prelude::TimeUnit::Milliseconds, _) => (micros / 1e3).floor() as i64,
            Form::Datetime(polars::prelude::TimeUnit::Nanoseconds, _) | Form::Time => {
                (micros as i64).saturating_mul(1_000)
            }
            _ => micros.floor() as i64,
        };
        ticks as u64 ^ 1 << 63
    }

    /// The commonest distance of neighbouring different values, and the largest distances.
    fn steps(&self, counted: &[(u64, u64)]) -> (Option<Step>, Vec<Gap>) {
        let mut distances: HashMap<i128, u64> = HashMap::new();
        let mut gaps: Vec<(i128, u64, u64)> = Vec::with_capacity(counted.len().saturating_sub(1));
        for pair in counted.windows(2) {
            let distance = self.form.nanoseconds(pair[1].0) - self.form.nanoseconds(pair[0].0);
            *distances.entry(distance).or_default() += 1;
            gaps.push((distance, pair[0].0, pair[1].0));
        }
        // Of equally common distances the shorter.
        let commonest = distances.into_iter().max_by_key(|(distance, times)| (*times, std::cmp::Reverse(*distance)));
        let total = gaps.len() as f64;
        let step = commonest.map(|(distance, times)| Step { seconds: seconds(distance), share: times as f64 / total });
        gaps.sort_unstable_by_key(|(distance, from, _)| (std::cmp::Reverse(*distance), *from));
        gaps.truncate(GAPS);
        let text = |word: u64| self.form.cell(word).plain();
        let gap = |(distance, from, to)| Gap { from: text(from), to: text(to), seconds: seconds(distance) };
        (step, gaps.into_iter().map(gap).collect())
    }
}

fn seconds(nanoseconds: i128) -> f64 {
    nanoseconds as f64 / 1e9
}

/// The lower middle one of `n` values.
fn middle(counted: &[(u64, u64)], n: u64) -> Option<u64> {
    let mut seen = 0;
    counted.iter().find_map(|(word, rows)| {
        seen += rows;
        (2 * seen >= n).then_some(*word)
    })
}
