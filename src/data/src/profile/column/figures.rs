//! Figures that columns of every type share: how evenly the values are spread, the commonest and the rarest.

use ninefold_base::profile::column::{ColumnProfile, RARE, TOP, ValueCount};
use ninefold_base::{Cell, Figure};
use ninefold_measure::entropy::{LogBase, entropy, imbalance};

/// Entropy and imbalance of the counts of all values.
pub fn spread(counts: &[u64], profile: &mut ColumnProfile) {
    // One value has an entropy of 0, not of −0.
    profile.entropy = entropy(counts, LogBase::E).map(|entropy| entropy + 0.0);
    profile.imbalance = imbalance(counts);
}

/// The same where not all values were counted.
pub fn unknown_spread(profile: &mut ColumnProfile) {
    let reason = "there are too many different values to count them all";
    profile.entropy = Figure::undefined(reason);
    profile.imbalance = Figure::undefined(reason);
}

/// The commonest and the rarest of all values, which come in order of value: ties stay in that order.
pub fn top_and_rare<V>(counted: Vec<(V, u64)>, cell: impl Fn(V) -> Cell) -> (Vec<ValueCount>, Vec<ValueCount>)
where
    V: Clone,
{
    let pick = |most: usize, key: &dyn Fn(usize) -> (u64, usize)| -> Vec<ValueCount> {
        let mut places: Vec<usize> = (0..counted.len()).collect();
        if places.len() > most {
            places.select_nth_unstable_by_key(most, |place| key(*place));
            places.truncate(most);
        }
        places.sort_unstable_by_key(|place| key(*place));
        let value = |place: usize| ValueCount { value: cell(counted[place].0.clone()), rows: counted[place].1 };
        places.into_iter().map(value).collect()
    };
    let top = pick(TOP, &|place| (u64::MAX - counted[place].1, place));
    let rare = pick(RARE, &|place| (counted[place].1, place));
    (top, rare)
}
