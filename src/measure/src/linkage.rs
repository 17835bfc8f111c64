//! Which things lie near each other: hierarchical clustering by average linkage, as an order of leaves.
//!
//! Distances in, an order out. Start at [`average_linkage`].

/// One merge: two clusters (leaves are `0..n`, the i-th merge makes cluster `n + i`), the smaller number first, and the
/// mean distance between their members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    pub left: usize,
    pub right: usize,
    pub distance: f64,
}

/// Average linkage (UPGMA, Sokal & Michener 1958; scipy `linkage(method="average")`) of a symmetric matrix of distances:
/// the n − 1 merges, nearest first. Of equal distances the pair with the smaller numbers merges first, so that the result
/// does not depend on anything but the distances. Works in n³ steps: meant for some hundred leaves.
///
/// # Panics
/// If a row of the matrix is shorter than the matrix.
pub fn average_linkage(distances: &[Vec<f64>]) -> Vec<Merge> {
    let n = distances.len();
    let mut between: Vec<Vec<f64>> = distances.to_vec();
    // Clusters alive: the place in the matrix, the number, the leaves.
    let mut alive: Vec<(usize, usize, f64)> = (0..n).map(|leaf| (leaf, leaf, 1.0)).collect();
    let mut merges = Vec::with_capacity(n.saturating_sub(1));
    while alive.len() > 1 {
        let (mut best, mut least) = ((0, 1), f64::INFINITY);
        for i in 0..alive.len() {
            for j in i + 1..alive.len() {
                let distance = between[alive[i].0][alive[j].0];
                if distance < least {
                    (best, least) = ((i, j), distance);
                }
            }
        }
        let (one, other) = (alive[best.0], alive[best.1]);
        let weight = one.2 + other.2;
        for &(place, _, _) in &alive {
            let mean = (between[one.0][place] * one.2 + between[other.0][place] * other.2) / weight;
            between[one.0][place] = mean;
            between[place][one.0] = mean;
        }
        merges.push(Merge { left: one.1.min(other.1), right: one.1.max(other.1), distance: least });
        alive.remove(best.1);
        alive.remove(best.0);
        // The new cluster has the largest number: at the end, so that pairs are tried in order of number.
        alive.push((one.0, n + merges.len() - 1, weight));
    }
    merges
}

/// The leaves in the order of the tree, left branch first (scipy `leaves_list`): near ones stand beside each other.
pub fn leaf_order(distances: &[Vec<f64>]) -> Vec<usize> {
    let n = distances.len();
    let merges = average_linkage(distances);
    let mut order = Vec::with_capacity(n);
    let mut waiting: Vec<usize> = match merges.len() {
        0 => (0..n).collect(),
        merged => vec![n + merged - 1],
    };
    while let Some(cluster) = waiting.pop() {
        match cluster.checked_sub(n).map(|merge| merges[merge]) {
            None => order.push(cluster),
            Some(Merge { left, right, .. }) => waiting.extend([right, left]),
        }
    }
    order
}

#[cfg(test)]
mod tests;
