//! What is missing where: patterns of rows, what goes missing together, the table seen from afar.
//!
//! A row's pattern is a sum of one random number for each column that lacks a value in it, so that any number of columns
//! takes part; two different patterns have the same sum by the chance of one in 2^64.

use super::hashing::{mix, salt};
use super::nulls::NullMask;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use ninefold_base::profile::missing::{BLOCKS, MissingMap, MissingPattern, MissingProfile, PATTERNS};
use ninefold_base::{ColumnId, Figure};
use ninefold_measure::linkage::leaf_order;
use rayon::prelude::*;

/// Columns whose co-missingness is counted: the first that lack a value anywhere.
pub const PAIRED: usize = 256;
/// Patterns counted; rows with further ones are only counted together.
const COUNTED_PATTERNS: usize = 65_536;

/// What a missing cell of a column adds to the pattern of its row.
pub fn pattern_salt(column: ColumnId) -> u64 {
    mix(salt(column.0))
}

/// Gathers what is missing, chunk by chunk in the order of the file.
#[derive(Debug, Clone)]
pub struct MissingAccumulator {
    columns: Vec<ColumnId>,
    rows: u64,
    /// By place in `columns`.
    cells: Vec<u64>,
    complete_rows: u64,
    /// Number of the first of them in the file, from 1.
    first_complete: u64,
    patterns: HashMap<u64, MissingPattern, FixedState>,
    /// Rows whose pattern came after [`COUNTED_PATTERNS`] others.
    uncounted: u64,
    /// Places of the columns that take part in pairs, in order of first missing cell.
    paired: Vec<usize>,
    /// Rows missing in both, by places in `paired`: `common[i][j]` for j ≤ i.
    common: Vec<Vec<u64>>,
    unpaired: bool,
    map: MissingMap,
}

/// What one chunk lacks.
pub struct ChunkNulls<'a> {
    /// Number of the first row among all rows of the scan, and its rows.
    pub first: u64,
    pub rows: usize,
    /// By place of column, ascending: only those that lack something.
    pub masks: Vec<(usize, NullMask)>,
    /// Pattern of each row.
    pub patterns: &'a [u64],
}

impl MissingAccumulator {
    /// For a view of `rows` rows.
    pub fn new(columns: Vec<ColumnId>, rows: u64) -> Self {
        let block_rows = rows.div_ceil(BLOCKS as u64).max(1);
        let blocks = usize::try_from(rows.div_ceil(block_rows)).expect("at most 512");
        let map = MissingMap {
            block_rows,
            rows,
            sorted_by: None,
            missing: vec![vec![0; blocks]; columns.len()],
            columns: columns.clone(),
        };
        Self {
            rows: 0,
            cells: vec![0; columns.len()],
            complete_rows: 0,
            first_complete: 0,
            patterns: HashMap::default(),
            uncounted: 0,
            paired: Vec::new(),
            common: Vec::new(),
            unpaired: false,
            map,
            columns,
        }
    }

    /// `position` gives the place of a row of the scan in the view, `number` its number in the file (both from 0).
    pub fn add(&mut self, chunk: &ChunkNulls<'_>, position: impl Fn(u64) -> u64, number: impl Fn(u64) -> u64) {
        self.rows += chunk.rows as u64;
        for (place, mask) in &chunk.masks {
            self.cells[*place] += mask.missing();
            let blocks = &mut self.map.missing[*place];
            for row in mask.rows() {
                let block = (position(chunk.first + row as u64) / self.map.block_rows) as usize;
                if let Some(cells) = blocks.get_mut(block) {
                    *cells += 1;
                }
            }
        }
        self.add_patterns(chunk, number);
        self.add_pairs(&chunk.masks);
    }

    fn add_patterns(&mut self, chunk: &ChunkNulls<'_>, number: impl Fn(u64) -> u64) {
        if self.complete_rows == 0 {
            let first = (0..chunk.rows).find(|row| chunk.masks.is_empty() || chunk.patterns[*row] == 0);
            self.first_complete = first.map_or(0, |row| number(chunk.first + row as u64) + 1);
        }
        if chunk.masks.is_empty() {
            self.complete_rows += chunk.rows as u64;
            return;
        }
        for (row, pattern) in chunk.patterns.iter().enumerate() {
            if *pattern == 0 {
                self.complete_rows += 1;
                continue;
            }
            if let Some(known) = self.patterns.get_mut(pattern) {
                known.rows += 1;
                continue;
            }
            if self.patterns.len() >= COUNTED_PATTERNS {
                self.uncounted += 1;
                continue;
            }
            let columns =
                chunk.masks.iter().filter(|(_, mask)| mask.is_missing(row)).map(|(place, _)| self.columns[*place]);
            let new =
                MissingPattern { columns: columns.collect(), rows: 1, first_row: number(chunk.first + row as u64) + 1 };
            self.patterns.insert(*pattern, new);
        }
    }

    fn add_pairs(&mut self, masks: &[(usize, NullMask)]) {
        let mut found: Vec<(usize, &NullMask)> = Vec::with_capacity(masks.len().min(PAIRED));
        for (place, mask) in masks {
            let at = match self.paired.iter().position(|known| known == place) {
                Some(at) => at,
                None if self.paired.len() < PAIRED => {
                    self.paired.push(*place);
                    self.common.push(vec![0; self.paired.len()]);
                    self.paired.len() - 1
                }
                None => {
                    self.unpaired = true;
                    continue;
                }
            };
            found.push((at, mask));
        }
        found.sort_unstable_by_key(|(at, _)| *at);
        let counts: Vec<Vec<(usize, u64)>> = found
            .par_iter()
            .map(|(at, mask)| {
                let below = found.iter().take_while(|(other, _)| other <= at);
                below.map(|(other, theirs)| (*other, mask.common(theirs))).collect()
            })
            .collect();
        for ((at, _), counts) in found.iter().zip(counts) {
            counts.into_iter().for_each(|(other, rows)| self.common[*at][other] += rows);
        }
    }

    pub fn profile(&self) -> MissingProfile {
        let mut patterns: Vec<MissingPattern> = self.patterns.values().cloned().collect();
        let distinct = patterns.len() as u64 + u64::from(self.complete_rows > 0) + u64::from(self.uncounted > 0);
        if self.complete_rows > 0 {
            patterns.push(MissingPattern {
                columns: Vec::new(),
                rows: self.complete_rows,
                first_row: self.first_complete,
            });
        }
        patterns.sort_unstable_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.columns.cmp(&b.columns)));
        patterns.truncate(PATTERNS);
        let listed: u64 = patterns.iter().map(|pattern| pattern.rows).sum();
        let (clustered, correlation) = self.correlation();
        MissingProfile {
            complete_rows: self.complete_rows,
            cells: self.cells.iter().sum(),
            patterns,
            distinct_patterns: distinct,
            other_rows: self.rows - listed,
            clustered,
            correlation,
            map: self.map.clone(),
        }
    }

    /// φ of "is missing" of every two columns that lack some but not all values, in the order of clustering.
    fn correlation(&self) -> (Vec<ColumnId>, Vec<Vec<Figure>>) {
        let mut chosen: Vec<usize> = (0..self.paired.len()).filter(|at| self.common[*at][*at] < self.rows).collect();
        chosen.sort_unstable_by_key(|at| self.paired[*at]);
        let phi = |i: usize, j: usize| {
            let both = self.common[i.max(j)][i.min(j)];
            phi(both, self.common[i][i], self.common[j][j], self.rows)
        };
        let distance = |i: &usize, j: &usize| 1.0 - phi(*i, *j).value().unwrap_or(0.0).abs();
        let distances: Vec<Vec<f64>> = chosen.iter().map(|i| chosen.iter().map(|j| distance(i, j)).collect()).collect();
        let order: Vec<usize> = leaf_order(&distances).into_iter().map(|leaf| chosen[leaf]).collect();
        let correlation = order.iter().map(|i| order.iter().map(|j| phi(*i, *j)).collect()).collect();
        (order.iter().map(|at| self.columns[self.paired[*at]]).collect(), correlation)
    }

    pub fn limits(&self) -> Vec<String> {
        let mut limits = Vec::new();
        if self.unpaired {
            limits.push(format!(
                "what goes missing together was counted for the first {PAIRED} columns with missing values; hide columns to \
                 see others"
            ));
        }
        if self.uncounted > 0 {
            limits.push(format!(
                "the first {} patterns of missing values were counted; {} have others",
                ninefold_base::format::grouped(COUNTED_PATTERNS as u64),
                ninefold_base::format::counted(self.uncounted, "row")
            ));
        }
        limits
    }
}

/// φ, which is Pearson's r of two indicators: rows where both, the first, the second are set, of all rows.
fn phi(both: u64, first: u64, second: u64, rows: u64) -> Figure {
    let (a, b, n) = (first as f64, second as f64, rows as f64);
    let (one, other) = (a * (n - a), b * (n - b));
    if one == 0.0 || other == 0.0 {
        return Figure::undefined("a column is missing in every row or in none");
    }
    // Of two columns that are missing in the same rows the root of a square is exact.
    let spread = if one == other { one } else { one.sqrt() * other.sqrt() };
    Figure::Value(((n * both as f64 - a * b) / spread).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phi_is_pearson_of_the_indicators() {
        // numpy.corrcoef([1,1,1,0,0,0,0,0], [1,1,0,0,0,0,0,1])[0, 1]
        assert!((phi(2, 3, 3, 8).value().unwrap() - 0.466_666_666_666_666_7).abs() < 1e-15);
        assert_eq!(phi(3, 3, 3, 8), Figure::Value(1.0));
        assert_eq!(phi(0, 4, 4, 8), Figure::Value(-1.0));
        assert!(phi(8, 8, 4, 8).value().is_none());
    }
}
