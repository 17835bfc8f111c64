//! For whom a model is right: every rate by group, the gaps between groups, how sure they are, and what can be done.
//!
//! Groups are numbers `0..k` for each row (a column, a binned number, a condition or an intersection: the caller knows;
//! missing is a group of its own). A figure whose denominator is empty is undefined, never 0, and a group of a few rows is
//! said to be too few and takes no part in gaps. [`table`] has the figures and their names, [`gaps`] the gaps, [`resample`]
//! the bootstrap under both, [`mitigation`] reweighing and thresholds by group. Start at [`audit`].

pub mod gaps;
pub mod mitigation;
pub mod resample;
pub mod table;

pub use gaps::{Gap, GapOf, GroupGap, Reference};
pub use mitigation::{FrontierPoint, FrontierRate, Reweighing, frontier, reweighing};
pub use table::{GroupMeasure, GroupRow, Measured};

use crate::bootstrap::DRAWS;
use ninefold_base::{Meter, Stopped};
use resample::Resampled;

/// The four-fifths rule: a ratio of selection rates below this is shown, and is never a verdict by itself.
pub const FOUR_FIFTHS: f64 = 0.8;

/// Rows that were judged, each with a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged<'a> {
    pub(crate) labels: &'a [bool],
    pub(crate) scores: &'a [f64],
    pub(crate) threshold: f64,
    pub(crate) groups: &'a [u32],
    pub(crate) group_count: usize,
    pub(crate) costs: Option<&'a [f64]>,
}

impl<'a> Judged<'a> {
    /// Decided positive iff score ≥ threshold; groups are numbers `0..group_count`. The reason in words if lengths differ, a
    /// score is NaN or a group number too large.
    pub fn new(
        labels: &'a [bool],
        scores: &'a [f64],
        threshold: f64,
        groups: &'a [u32],
        group_count: usize,
    ) -> Result<Self, &'static str> {
        if labels.len() != scores.len() || labels.len() != groups.len() {
            return Err("not one score and one group for each row");
        }
        if scores.iter().any(|score| score.is_nan()) {
            return Err("a row without a score");
        }
        if groups.iter().any(|&group| group as usize >= group_count) {
            return Err("a row with a group that does not exist");
        }
        Ok(Self { labels, scores, threshold, groups, group_count, costs: None })
    }

    /// With what each row's decision cost, in any one unit.
    pub fn with_costs(self, costs: &'a [f64]) -> Result<Self, &'static str> {
        if costs.len() != self.labels.len() || costs.iter().any(|cost| !cost.is_finite()) {
            return Err("not one cost for each row");
        }
        Ok(Self { costs: Some(costs), ..self })
    }

    /// The same rows decided at another threshold.
    pub fn at(self, threshold: f64) -> Self {
        Self { threshold, ..self }
    }
}

/// From which size on a group's figures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows of the group.
    pub rows: u32,
    /// Rows of the class (or decision) in the denominator.
    pub denominator: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 30, denominator: 10 }
    }
}

/// How an audit is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub limits: Limits,
    /// Draws of the bootstrap; 0 for none (then only rates and AUC have intervals).
    pub draws: u32,
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limits: Limits::default(), draws: DRAWS, seed: 7 }
    }
}

/// All figures of all groups, and what is needed for any gap between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    pub groups: Vec<GroupRow>,
    pub overall: GroupRow,
    pub settings: Settings,
    resampled: Resampled,
}

/// Works out the table of groups and resamples it. Rows are drawn with replacement from all rows, whatever their class and
/// group, because base rates and selection rates are among the figures.
pub fn audit(judged: &Judged, settings: Settings, meter: &dyn Meter) -> Result<Audit, Stopped> {
    let layout = resample::Layout::of(judged);
    let resampled = resample::resample(&layout, settings.draws, settings.seed, meter)?;
    let sums = layout.sums();
    let row = |index: usize| table::row(&sums[index], &layout, settings.limits, &resampled, index);
    Ok(Audit {
        groups: (0..judged.group_count).map(row).collect(),
        overall: row(judged.group_count),
        settings,
        resampled,
    })
}

#[cfg(test)]
mod tests;
