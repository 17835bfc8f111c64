//! How two columns go together.
//!
//! Numbers with numbers in [`correlation`], categories with categories in [`contingency`], a number with two classes in
//! [`discrimination`]; categories with numbers here. Pairs with a missing side are left out by the caller, who shows how
//! many pairs remain. Start at [`CoMoments`] and [`ContingencyTable`].

pub mod contingency;
pub mod correlation;
pub mod discrimination;
pub mod information;
pub mod ranked;

pub use contingency::{ContingencyTable, Continuity, phi};
pub use correlation::{CoMoments, midranks, spearman};
pub use discrimination::{AucEstimate, ClassCounts, auc_from_counts};
pub use ranked::{Ranked, spearman_ranked};

use crate::moments::Moments;
use ninefold_base::Figure;

/// The correlation ratio η = √(between-group / total sum of squares) of a number over categories, from the moments of each
/// category. In 0..=1. Undefined with fewer than two categories or a constant number.
pub fn correlation_ratio(groups: &[Moments]) -> Figure {
    let present = groups.iter().filter(|group| group.n() > 0);
    if present.clone().count() < 2 {
        return Figure::undefined("needs two categories");
    }
    let mut whole = Moments::new();
    let mut within = 0.0;
    for group in present.clone() {
        whole.merge(group);
    }
    let total = match whole.population_variance() {
        Figure::Value(0.0) => return Figure::undefined("all values are equal"),
        Figure::Value(variance) => variance * whole.n() as f64,
        undefined => return undefined,
    };
    for group in present {
        within += group.population_variance().value().unwrap_or(0.0) * group.n() as f64;
    }
    Figure::Value((1.0 - within / total).clamp(0.0, 1.0).sqrt())
}

#[cfg(test)]
mod tests;
