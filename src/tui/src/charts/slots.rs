//! Bins along a width: how many cells each gets, which share a cell, and where a cell leads back to.

use super::scale::{Kind, Scale};
use std::ops::Range;

/// What the bins of a chart are called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bins<'a> {
    /// One more edge than bins, ascending.
    Edges(&'a [f64]),
    /// As `Edges`, in epoch microseconds.
    Times(&'a [f64]),
    /// A name for each bin.
    Names(&'a [String]),
}

impl Bins<'_> {
    /// The scale on which equally wide bins lie; none if they have names or differ in width.
    pub(super) fn scale(&self, bins: usize) -> Option<Scale> {
        let (edges, kind) = match self {
            Self::Edges(edges) => (edges, Kind::Linear),
            Self::Times(edges) => (edges, Kind::Time),
            Self::Names(_) => return None,
        };
        let (low, high) = (*edges.first()?, *edges.last()?);
        let width = (high - low) / bins as f64;
        let even = edges.len() == bins + 1
            && width.is_finite()
            && width > 0.0
            && edges.windows(2).all(|pair| ((pair[1] - pair[0]) - width).abs() <= width * 1e-6);
        even.then(|| Scale::new(kind, low, high))
    }

    fn named(&self) -> bool {
        matches!(self, Self::Names(_))
    }
}

/// `bins` laid out from `left`: each slot is `wide` cells and holds `merged` bins, the last perhaps fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    pub left: u16,
    pub wide: u16,
    /// Cells of a slot left empty at its right.
    pub gap: u16,
    pub bins: usize,
    pub merged: usize,
}

impl Slots {
    pub(super) fn of(names: Bins<'_>, bins: usize, left: u16, room: u16) -> Self {
        if bins == 0 || room == 0 {
            return Self { left, wide: 0, gap: 0, bins: 0, merged: 1 };
        }
        let merged = bins.div_ceil(usize::from(room));
        let slots = bins.div_ceil(merged);
        let wide = (usize::from(room) / slots) as u16;
        let wide = if names.named() { wide.min(24) } else { wide };
        let gap = u16::from(names.named() && wide >= 3);
        Self { left, wide, gap, bins, merged }
    }

    pub fn count(&self) -> usize {
        self.bins.div_ceil(self.merged)
    }

    /// Cells that all slots take.
    pub fn room(&self) -> u16 {
        self.wide * self.count() as u16
    }

    /// The first cell of a slot.
    pub fn x(&self, slot: usize) -> u16 {
        self.left + self.wide * slot as u16
    }

    /// The cell in the middle of a slot.
    pub fn middle(&self, slot: usize) -> u16 {
        self.x(slot) + self.wide.saturating_sub(self.gap).saturating_sub(1) / 2
    }

    pub fn bins_of(&self, slot: usize) -> Range<usize> {
        slot * self.merged..((slot + 1) * self.merged).min(self.bins)
    }

    pub fn slot_of(&self, bin: usize) -> Option<usize> {
        (bin < self.bins).then(|| bin / self.merged)
    }

    /// The first bin of the slot at a column of the screen: for the mouse.
    pub fn bin_at(&self, x: u16) -> Option<usize> {
        let slot = x.checked_sub(self.left)?.checked_div(self.wide)?;
        Some(usize::from(slot) * self.merged).filter(|bin| *bin < self.bins)
    }

    /// The sum of each slot.
    pub(super) fn sums(&self, counts: &[u64]) -> Vec<u64> {
        (0..self.count())
            .map(|slot| {
                self.bins_of(slot).filter_map(|bin| counts.get(bin)).fold(0u64, |sum, count| sum.saturating_add(*count))
            })
            .collect()
    }
}
