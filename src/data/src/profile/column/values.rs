//! Numbers and times: values that are words in an order.

use super::super::distinct::Distinct;
use super::super::frequent::Frequent;
use super::super::hashing::unmix;
use super::super::nulls::NullMask;
use super::super::ranks::Ranks;
use super::super::words::Form;
use super::{Budget, Effort, Scratch, figures};
use ninefold_base::format::counted;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Count, Counts, Detail, Order, TOP, ValueCount};
use ninefold_measure::moments::Moments;

mod number;
pub mod order;
mod time;

pub use number::default_edges;
use order::OrderSeen;

/// Values counted before a look at whether they are too many.
const BLOCK: usize = 4096;
const DAY_NANOSECONDS: i128 = 86_400_000_000_000;

#[derive(Debug, Clone)]
pub struct WordColumn {
    form: Form,
    budget: Budget,
    distinct: Distinct,
    beyond: Option<Box<Beyond>>,
    order: OrderSeen,
    /// Of numbers; of times only the number of values is used.
    moments: Moments,
    /// All finite values so far are whole numbers.
    whole: bool,
    clipped: u64,
    /// Integers that a float cannot tell apart from their neighbours.
    beyond_floats: u64,
}

/// What is gathered value by value once there are too many different ones.
#[derive(Debug, Clone)]
struct Beyond {
    frequent: Frequent,
    /// Values passed over by `frequent`, because each is known to be seen once.
    skipping: bool,
    ranks: Ranks,
    midnight: u64,
}

/// Different values in order, each with its count.
type Counted = Vec<(u64, u64)>;

impl WordColumn {
    pub fn new(form: Form, budget: Budget) -> Self {
        Self {
            form,
            budget,
            distinct: Distinct::new(budget.distinct),
            beyond: None,
            order: OrderSeen::default(),
            moments: Moments::new(),
            whole: true,
            clipped: 0,
            beyond_floats: 0,
        }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Adds the chunk that was read into `scratch`, which is used up.
    pub fn add(&mut self, scratch: &mut Scratch, nulls: Option<&NullMask>, counts: &mut Counts) {
        self.clipped += scratch.words.clipped;
        if let Some(nulls) = nulls {
            squeeze(scratch, nulls);
        }
        let Scratch { words, hashes, finite } = scratch;
        let (words, floats) = (&words.words, &words.floats);
        let all_finite = self.count_special(floats, counts);
        let finite: &[f64] = if all_finite {
            floats
        } else {
            finite.clear();
            finite.extend(floats.iter().copied().filter(|value| value.is_finite()));
            finite
        };
        let strictly = self.order.add(words);
        if !self.form.is_time() {
            self.moments.add_slice(finite);
            self.whole = self.whole && (self.form.is_whole() || finite.iter().all(|value| value.trunc() == *value));
            if self.form.is_whole() {
                self.beyond_floats +=
                    finite.iter().filter(|value| value.abs() > 9_007_199_254_740_992.0).count() as u64;
            }
        }
        let mut rest = 0;
        while self.beyond.is_none() && rest < hashes.len() {
            let end = hashes.len().min(rest + BLOCK);
            hashes[rest..end].iter().for_each(|hash| self.distinct.add(*hash, 1));
            rest = end;
            if self.distinct.is_over() {
                self.go_beyond();
            }
        }
        if rest < hashes.len() {
            // Up to `rest` the values were counted, hence are among those that `ranks` was begun with.
            let finite = if all_finite { &finite[rest..] } else { finite_from(floats, rest, finite) };
            self.add_beyond(&hashes[rest..], &words[rest..], finite, strictly);
        }
    }

    fn add_beyond(&mut self, hashes: &[u64], words: &[u64], finite: &[f64], strictly: bool) {
        for block in hashes.chunks(BLOCK) {
            let bound = self.distinct.bound();
            for hash in block {
                if *hash <= bound {
                    self.distinct.add(*hash, 1);
                }
            }
            if self.distinct.is_over() {
                self.distinct.shrink();
            }
        }
        let form = &self.form;
        let Some(beyond) = &mut self.beyond else { return };
        if strictly {
            beyond.skipping = true;
        } else {
            if std::mem::take(&mut beyond.skipping) {
                beyond.frequent.skipped();
            }
            hashes.iter().for_each(|hash| beyond.frequent.add(*hash, 1));
        }
        beyond.ranks.add(finite);
        if matches!(form, Form::Datetime(..)) {
            beyond.midnight += words.iter().filter(|word| is_midnight(form, **word)).count() as u64;
        }
    }

    /// From now on values are gathered one by one; so far their counts say all.
    fn go_beyond(&mut self) {
        if self.beyond.is_none() && self.distinct.is_complete() {
            let counted = self.counted();
            let mut ranks = Ranks::new(self.budget.values);
            let mut midnight = 0;
            for (word, rows) in &counted {
                let float = self.form.float(*word);
                if float.is_finite() {
                    ranks.add_times(float, *rows);
                }
                if is_midnight(&self.form, *word) {
                    midnight += rows;
                }
            }
            let frequent = Frequent::of(self.budget.frequent, self.distinct.entries(), |_| &[]);
            self.beyond = Some(Box::new(Beyond { frequent, skipping: false, ranks, midnight }));
        }
        self.distinct.shrink();
    }

    /// Adds what the accumulator of later rows has seen.
    pub fn merge(&mut self, other: &Self) {
        self.order.merge(&other.order);
        self.moments.merge(&other.moments);
        self.whole = self.whole && other.whole;
        self.clipped += other.clipped;
        self.beyond_floats += other.beyond_floats;
        if self.beyond.is_none() && other.beyond.is_none() {
            self.distinct.merge(&other.distinct);
            if self.distinct.is_over() {
                self.go_beyond();
            }
            return;
        }
        self.go_beyond();
        let mut other = other.clone();
        other.go_beyond();
        self.distinct.merge(&other.distinct);
        self.distinct.shrink();
        if let (Some(mine), Some(theirs)) = (&mut self.beyond, &other.beyond) {
            for _ in 0..u8::from(mine.skipping) + u8::from(theirs.skipping) {
                mine.frequent.skipped();
            }
            mine.skipping = false;
            mine.frequent.merge(&theirs.frequent);
            mine.ranks.merge(&theirs.ranks);
            mine.midnight += theirs.midnight;
        }
    }

    /// Notes NaN, infinities, zeros and negative numbers; true if all values are finite.
    fn count_special(&self, floats: &[f64], counts: &mut Counts) -> bool {
        if self.form.is_time() {
            return true;
        }
        counts.zeros += floats.iter().filter(|value| **value == 0.0).count() as u64;
        counts.negatives += floats.iter().filter(|value| **value < 0.0).count() as u64;
        if !self.form.is_float() || floats.iter().map(|value| value * 0.0).sum::<f64>() == 0.0 {
            return true;
        }
        for value in floats.iter().filter(|value| !value.is_finite()) {
            if value.is_nan() {
                counts.nan += 1;
            } else if *value > 0.0 {
                counts.positive_infinite += 1;
            } else {
                counts.negative_infinite += 1;
            }
        }
        false
    }

    /// All different values in order; only while they are all counted.
    fn counted(&self) -> Counted {
        let mut counted: Counted = self.distinct.iter().map(|entry| (unmix(entry.hash), entry.count)).collect();
        counted.sort_unstable();
        counted
    }

    pub fn fill(&self, profile: &mut ColumnProfile, effort: Effort) {
        profile.order = self.order.order();
        profile.distinct = self.distinct.distinct();
        profile.unique = self.distinct.unique();
        if matches!(profile.order, Order::StrictlyAscending | Order::StrictlyDescending) {
            profile.distinct = Count::exact(self.order.values());
            profile.unique = profile.distinct;
        }
        let counted = match &self.beyond {
            None => {
                let counted = self.counted();
                figures::spread(&counted.iter().map(|(_, rows)| *rows).collect::<Vec<u64>>(), profile);
                (profile.top, profile.rare) = figures::top_and_rare(counted.clone(), |word| self.form.cell(word));
                Some(counted)
            }
            Some(beyond) => {
                figures::unknown_spread(profile);
                self.fill_top(beyond, profile);
                None
            }
        };
        if self.form.is_time() {
            let (detail, histogram) = self.time(counted.as_deref(), effort);
            profile.detail = Detail::Time(detail);
            profile.histogram = histogram;
        } else {
            let (detail, histogram) = self.number(counted.as_deref(), effort);
            profile.detail = Detail::Number(detail);
            profile.histogram = histogram;
        }
    }

    fn fill_top(&self, beyond: &Beyond, profile: &mut ColumnProfile) {
        let mut top: Vec<(u64, u64)> =
            beyond.frequent.commonest(TOP).iter().map(|entry| (entry.count, unmix(entry.hash))).collect();
        top.sort_unstable_by_key(|(rows, word)| (std::cmp::Reverse(*rows), *word));
        let value = |(rows, word): (u64, u64)| ValueCount { value: self.form.cell(word), rows };
        profile.top = top.into_iter().map(value).collect();
        let error = beyond.frequent.error() + u64::from(beyond.skipping);
        profile.top_precision = if error == 0 { Precision::Exact } else { Precision::AtMostLow(error) };
    }

    pub fn limits(&self, name: &str) -> Vec<String> {
        let mut limits = Vec::new();
        if self.clipped > 0 {
            limits.push(format!(
                "`{name}` has {} beyond 64 bits: mean and quantiles use them rounded, different values and the commonest ones \
                 take them for the largest of 64 bits",
                counted(self.clipped, "value")
            ));
        }
        if self.beyond_floats > 0 {
            limits.push(format!(
                "`{name}` has {} beyond ±2^53: mean, quantiles and extremes use them rounded to 53 bits, different \
                 values and the commonest ones are exact",
                counted(self.beyond_floats, "whole number")
            ));
        }
        limits
    }
}

/// Removes the places of missing values.
fn squeeze(scratch: &mut Scratch, nulls: &NullMask) {
    let Scratch { words, hashes, .. } = scratch;
    let (words, floats) = (&mut words.words, &mut words.floats);
    let mut kept = 0;
    for row in 0..words.len() {
        words[kept] = words[row];
        floats[kept] = floats[row];
        hashes[kept] = hashes[row];
        kept += usize::from(!nulls.is_missing(row));
    }
    words.truncate(kept);
    floats.truncate(kept);
    hashes.truncate(kept);
}

/// The finite values among `floats[from..]`, which are the last of `finite`.
fn finite_from<'a>(floats: &[f64], from: usize, finite: &'a [f64]) -> &'a [f64] {
    let before = floats[..from].iter().filter(|value| value.is_finite()).count();
    &finite[before..]
}

/// A datetime without time of day.
fn is_midnight(form: &Form, word: u64) -> bool {
    matches!(form, Form::Datetime(..)) && form.nanoseconds(word).rem_euclid(DAY_NANOSECONDS) == 0
}
