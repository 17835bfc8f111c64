//! Is the detector any good here? Flip known labels in a copy, and see which it finds.

use crate::classification::{Confusion, Ranking, Scored};
use crate::random::Random;
use ninefold_base::Figure;

/// How labels are flipped.
#[derive(Debug, Clone, PartialEq)]
pub enum Flips {
    /// Every row with the same probability, to any other class alike.
    Uniform { share: f64 },
    /// By class: `shares[class]` of its rows, to the next class (the other one, of two).
    ByClass { shares: Vec<f64> },
}

/// A copy of labels `0..classes` with some flipped, and which. Seeded; every row is decided by itself, so the share is met on
/// average.
pub fn inject(labels: &[u32], classes: usize, flips: &Flips, seed: u64) -> (Vec<u32>, Vec<bool>) {
    let mut random = Random::new(seed, 0);
    let classes = classes as u32;
    let flip = |&label: &u32| {
        // Both numbers are drawn for every row, so that another share flips a part or more of the same rows.
        let (chance, other) = (random.uniform(), random.below(classes.max(2) - 1));
        let (share, to) = match flips {
            Flips::Uniform { share } => (*share, (label + 1 + other) % classes.max(1)),
            Flips::ByClass { shares } => {
                (shares.get(label as usize).copied().unwrap_or(0.0), (label + 1) % classes.max(1))
            }
        };
        if chance < share && to != label { (to, true) } else { (label, false) }
    };
    labels.iter().map(flip).unzip()
}

/// How well flags find the flips: the confusion table (precision, recall, F1), and the AUC of a suspicion score (higher is
/// more suspicious).
///
/// # Panics
/// If the slices differ in length.
pub fn detection(flipped: &[bool], flagged: &[bool], suspicion: &[f64]) -> (Confusion, Figure) {
    let auc = match Scored::new(flipped, suspicion).and_then(|scored| Ranking::of(&scored).auc()) {
        Ok(estimate) => Figure::Value(estimate.auc),
        Err(reason) => Figure::undefined(reason),
    };
    (Confusion::of_decisions(flipped, flagged), auc)
}
