//! Gaps between groups: the largest difference and ratio, and the distance of each group from all rows or a chosen group.
//!
//! A gap over groups is never below 0 and grows by chance alone, so that its interval cannot hold 0: whether groups differ
//! at all is told by the p value (χ² for rates, Cochran's Q for other figures), adjusted by Holm over the measures asked for.

use super::Audit;
use super::table::{GroupMeasure, GroupRow};
use crate::association::{ContingencyTable, Continuity};
use crate::bootstrap::spread;
use crate::compare::holm;
use crate::interval::LEVEL;
use crate::special::chi_square_tail;
use ninefold_base::{Figure, Interval};

/// What a gap is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapOf {
    Measure(GroupMeasure),
    /// The larger of the gaps of true and false positive rate; of ratios, the smaller.
    EqualizedOdds,
}

/// The largest distance between two groups (Fairlearn's `between_groups`).
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    pub of: GapOf,
    /// max − min over groups.
    pub difference: Figure,
    /// Bootstrap, percentile, 95 %.
    pub difference_interval: Option<Interval>,
    /// min / max over groups.
    pub ratio: Figure,
    pub ratio_interval: Option<Interval>,
    /// The group with the least and the one with the greatest value; none for equalized odds.
    pub ends: Option<(usize, usize)>,
    /// Groups without a value, or with too few rows for one.
    pub left_out: Vec<usize>,
    /// Whether all groups could be alike.
    pub p_value: Figure,
    /// The same, adjusted by Holm over the gaps asked for together.
    pub p_adjusted: Figure,
}

/// What a group is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// All rows, the group among them.
    Overall,
    /// One group, by its number.
    Group(usize),
}

/// The distance of one group from the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupGap {
    pub group: usize,
    /// group − reference.
    pub difference: Figure,
    pub difference_interval: Option<Interval>,
    /// group / reference; Aequitas calls .8 to 1.25 fair.
    pub ratio: Figure,
    pub ratio_interval: Option<Interval>,
    pub too_few: Option<&'static str>,
}

const ONE_GROUP: &str = "fewer than two groups have a value from enough rows";
const BOTH_ZERO: &str = "the larger value is 0";

impl Audit {
    /// The gaps of several measures, their p values adjusted together.
    pub fn gaps(&self, of: &[GapOf]) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = of.iter().map(|&of| self.gap(of)).collect();
        let p_values: Vec<f64> = gaps.iter().map(|gap| gap.p_value.value().unwrap_or(f64::NAN)).collect();
        for (gap, adjusted) in gaps.iter_mut().zip(holm(&p_values)) {
            gap.p_adjusted = match &gap.p_value {
                Figure::Value(_) => Figure::finite(adjusted, "no p value"),
                undefined => undefined.clone(),
            };
        }
        gaps
    }

    /// One gap. Its `p_adjusted` is the plain p value.
    pub fn gap(&self, of: GapOf) -> Gap {
        match of {
            GapOf::Measure(measure) => self.gap_of_measure(measure),
            GapOf::EqualizedOdds => self.equalized_odds(),
        }
    }

    /// The groups that take part in gaps of a measure.
    fn taking_part(&self, measure: GroupMeasure) -> Vec<usize> {
        let counts = |row: &GroupRow| {
            let measured = row.measure(measure);
            measured.too_few.is_none() && measured.figure.value().is_some()
        };
        (0..self.groups.len()).filter(|&group| counts(&self.groups[group])).collect()
    }

    fn gap_of_measure(&self, measure: GroupMeasure) -> Gap {
        let groups = self.taking_part(measure);
        let left_out = (0..self.groups.len()).filter(|group| !groups.contains(group)).collect();
        let of = GapOf::Measure(measure);
        if groups.len() < 2 {
            return undefined_gap(of, left_out);
        }
        let value = |group: usize| self.groups[group].measure(measure).figure.value().unwrap_or(f64::NAN);
        let mut ends = (groups[0], groups[0]);
        for &group in &groups {
            if value(group) < value(ends.0) {
                ends.0 = group;
            }
            if value(group) > value(ends.1) {
                ends.1 = group;
            }
        }
        let draws = (0..self.resampled.draws()).map(|draw| self.ends_in_draw(draw, measure, &groups));
        let (differences, ratios): (Vec<f64>, Vec<f64>) =
            draws.map(|(low, high)| (high - low, ratio(low, high))).unzip();
        let p_value = self.p_value(measure, &groups);
        Gap {
            of,
            difference: Figure::Value(value(ends.1) - value(ends.0)),
            difference_interval: interval(differences.into_iter()),
            ratio: ratio_figure(measure, value(ends.0), value(ends.1)),
            ratio_interval: if signed(measure) { None } else { interval(ratios.into_iter()) },
            ends: Some(ends),
            left_out,
            p_adjusted: p_value.clone(),
            p_value,
        }
    }

    /// Least and greatest value in a draw; NaN if a group has none there.
    fn ends_in_draw(&self, draw: usize, measure: GroupMeasure, groups: &[usize]) -> (f64, f64) {
        let mut ends = (f64::INFINITY, f64::NEG_INFINITY);
        for &group in groups {
            let value = self.resampled.at(draw, group, measure);
            if value.is_nan() {
                return (f64::NAN, f64::NAN);
            }
            ends = (ends.0.min(value), ends.1.max(value));
        }
        ends
    }

    fn equalized_odds(&self) -> Gap {
        let rates = [GroupMeasure::TruePositiveRate, GroupMeasure::FalsePositiveRate];
        let [first, second] = rates.map(|measure| self.gap_of_measure(measure));
        let mut left_out = first.left_out.clone();
        left_out.extend(second.left_out.iter().filter(|group| !first.left_out.contains(group)));
        let (Figure::Value(a), Figure::Value(b)) = (&first.difference, &second.difference) else {
            return undefined_gap(GapOf::EqualizedOdds, left_out);
        };
        let groups = rates.map(|measure| self.taking_part(measure));
        let draws = (0..self.resampled.draws()).map(|draw| {
            let ends = [0, 1].map(|i| self.ends_in_draw(draw, rates[i], &groups[i]));
            let [a, b] = ends.map(|(low, high)| (high - low, ratio(low, high)));
            let both =
                |a: f64, b: f64, f: fn(f64, f64) -> f64| if a.is_nan() || b.is_nan() { f64::NAN } else { f(a, b) };
            (both(a.0, b.0, f64::max), both(a.1, b.1, f64::min))
        });
        let (differences, ratios): (Vec<f64>, Vec<f64>) = draws.unzip();
        let ratio = match (&first.ratio, &second.ratio) {
            (Figure::Value(a), Figure::Value(b)) => Figure::Value(a.min(*b)),
            (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => undefined.clone(),
        };
        // Both rates are tested; either is a difference.
        let p_value = match (first.p_value.value(), second.p_value.value()) {
            (Some(a), Some(b)) => Figure::Value((2.0 * a.min(b)).min(1.0)),
            _ => Figure::undefined("no p value"),
        };
        Gap {
            of: GapOf::EqualizedOdds,
            difference: Figure::Value(a.max(*b)),
            difference_interval: interval(differences.into_iter()),
            ratio,
            ratio_interval: interval(ratios.into_iter()),
            ends: None,
            left_out,
            p_adjusted: p_value.clone(),
            p_value,
        }
    }

    /// The distance of every group from a reference.
    pub fn against(&self, measure: GroupMeasure, reference: Reference) -> Vec<GroupGap> {
        let (row, index) = match reference {
            Reference::Overall => (&self.overall, self.groups.len()),
            Reference::Group(group) => (&self.groups[group], group),
        };
        let base = &row.measure(measure).figure;
        let gap = |(group, row): (usize, &GroupRow)| {
            let measured = row.measure(measure);
            let draws = || {
                let of_group = self.resampled.of(group, measure);
                of_group.zip(self.resampled.of(index, measure))
            };
            let (difference, of_ratio) = match (&measured.figure, base) {
                (Figure::Value(value), Figure::Value(base)) => {
                    let reason = "the reference is 0";
                    let of_ratio = if signed(measure) { signed_ratio() } else { Figure::ratio(*value, *base, reason) };
                    (Figure::Value(value - base), of_ratio)
                }
                (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => (undefined.clone(), undefined.clone()),
            };
            let defined = difference.value().is_some();
            GroupGap {
                group,
                difference_interval: if defined { interval(draws().map(|(a, b)| a - b)) } else { None },
                ratio_interval: if of_ratio.value().is_some() { interval(draws().map(|(a, b)| a / b)) } else { None },
                difference,
                ratio: of_ratio,
                too_few: measured.too_few,
            }
        };
        self.groups.iter().enumerate().map(gap).collect()
    }

    /// Whether the groups could all have the same value.
    fn p_value(&self, measure: GroupMeasure, groups: &[usize]) -> Figure {
        let mut counts = Vec::new();
        for &group in groups {
            if let Some((numerator, denominator)) = measure.rate(&self.groups[group].counts) {
                counts.extend([numerator as u64, (denominator - numerator) as u64]);
            }
        }
        if !counts.is_empty() {
            let Some(table) = ContingencyTable::new(2, counts) else {
                return Figure::undefined("no rows");
            };
            return match table.chi_square(Continuity::None) {
                Ok(chi) => Figure::Value(chi.p_value),
                // All groups at 0 or all at 1: nothing could differ less.
                Err(_) => Figure::Value(1.0),
            };
        }
        self.cochran(measure, groups)
    }

    /// Cochran's Q: Σ (x − x̄)² / se², weights 1 / se², k − 1 degrees of freedom; standard errors from the bootstrap.
    fn cochran(&self, measure: GroupMeasure, groups: &[usize]) -> Figure {
        let mut values = Vec::new();
        for &group in groups {
            let spread = spread(self.resampled.of(group, measure), LEVEL);
            match (self.groups[group].measure(measure).figure.value(), spread) {
                (Some(value), Some(spread)) if spread.standard_error > 0.0 => {
                    values.push((value, spread.standard_error.powi(-2)));
                }
                _ => return Figure::undefined("a group without a standard error"),
            }
        }
        let total: f64 = values.iter().map(|(_, weight)| weight).sum();
        let mean = values.iter().map(|(value, weight)| value * weight).sum::<f64>() / total;
        let q: f64 = values.iter().map(|(value, weight)| weight * (value - mean) * (value - mean)).sum();
        Figure::Value(chi_square_tail(q, values.len() as f64 - 1.0))
    }
}

fn interval(draws: impl Iterator<Item = f64>) -> Option<Interval> {
    spread(draws, LEVEL).map(|spread| spread.interval)
}

fn ratio(low: f64, high: f64) -> f64 {
    if high == 0.0 { f64::NAN } else { low / high }
}

/// Figures that can be negative have no meaningful ratio.
fn signed(measure: GroupMeasure) -> bool {
    matches!(measure, GroupMeasure::CalibrationGap | GroupMeasure::Cost)
}

fn signed_ratio() -> Figure {
    Figure::undefined("a ratio of figures that can be negative says nothing")
}

fn ratio_figure(measure: GroupMeasure, low: f64, high: f64) -> Figure {
    if signed(measure) { signed_ratio() } else { Figure::ratio(low, high, BOTH_ZERO) }
}

fn undefined_gap(of: GapOf, left_out: Vec<usize>) -> Gap {
    let figure = Figure::undefined(ONE_GROUP);
    Gap {
        of,
        difference: figure.clone(),
        difference_interval: None,
        ratio: figure.clone(),
        ratio_interval: None,
        ends: None,
        left_out,
        p_value: figure.clone(),
        p_adjusted: figure,
    }
}
