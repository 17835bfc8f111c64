//! A column put in order once, so that its ranks among any part of the rows cost one pass.
//!
//! Spearman's ρ of many pairs of columns with missing values needs the ranks of each column among the rows of each pair.

use super::correlation::CoMoments;
use ninefold_base::Figure;

/// The finite values of a column in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Rows with a finite value, ascending by value.
    order: Vec<u32>,
    rows: usize,
}

impl Ranked {
    /// Of at most 4,294,967,295 values; NaN and infinities take no part.
    pub fn new(values: &[f64]) -> Self {
        let mut order: Vec<u32> = (0..values.len() as u32).filter(|row| values[*row as usize].is_finite()).collect();
        // By row among equals: the order is the same on any machine.
        order.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
        Self { order, rows: values.len() }
    }

    /// Rows with a finite value.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Midranks from 1 among the rows that `keep` holds, by row; NaN for all other rows. `values` as in [`Ranked::new`].
    pub fn midranks(&self, values: &[f64], keep: impl Fn(usize) -> bool) -> Vec<f64> {
        let mut ranks = vec![f64::NAN; self.rows];
        let mut tied: Vec<u32> = Vec::new();
        let (mut before, mut value) = (0_usize, f64::NAN);
        let mut settle = |tied: &mut Vec<u32>, before: &mut usize| {
            let rank = *before as f64 + (tied.len() + 1) as f64 / 2.0;
            *before += tied.len();
            tied.drain(..).for_each(|row| ranks[row as usize] = rank);
        };
        for &row in self.order.iter().filter(|row| keep(**row as usize)) {
            if values[row as usize] != value {
                settle(&mut tied, &mut before);
                value = values[row as usize];
            }
            tied.push(row);
        }
        settle(&mut tied, &mut before);
        ranks
    }
}

/// Spearman's ρ over the rows in which both have a finite value, and how many those are. Equal to
/// [`super::correlation::spearman`] on such rows.
pub fn spearman_ranked(x: (&Ranked, &[f64]), y: (&Ranked, &[f64])) -> (Figure, u64) {
    let x_ranks = x.0.midranks(x.1, |row| y.1[row].is_finite());
    let y_ranks = y.0.midranks(y.1, |row| x.1[row].is_finite());
    let moments = CoMoments::of(&x_ranks, &y_ranks);
    (moments.pearson(), moments.n())
}

#[cfg(test)]
mod tests;
