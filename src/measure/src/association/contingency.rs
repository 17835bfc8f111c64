//! Tables of counts: χ², Cramér's V, Theil's U, mutual information, φ.
//!
//! Counts in, figures out; rows and columns without a single count do not exist for any figure.

use crate::entropy::{LogBase, entropy};
use crate::special::chi_square_tail;
use ninefold_base::Figure;

/// How often each pair of categories occurs: `counts[row * columns + column]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ContingencyTable {
    rows: usize,
    columns: usize,
    counts: Vec<u64>,
}

/// Whether the χ² of a 2 × 2 table is corrected by Yates (each difference drawn half a count towards 0, as scipy).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuity {
    None,
    Yates,
}

/// χ² of independence.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquare {
    pub statistic: f64,
    pub degrees_of_freedom: u64,
    pub p_value: f64,
    /// The least expected count; below 5 the p value is rough.
    pub least_expected: f64,
}

impl ContingencyTable {
    /// Counts row by row; none if their number is not a multiple of `columns`.
    pub fn new(columns: usize, counts: Vec<u64>) -> Option<Self> {
        if columns == 0 || !counts.len().is_multiple_of(columns) {
            return None;
        }
        let rows = counts.len() / columns;
        let keep_row: Vec<bool> =
            (0..rows).map(|row| counts[row * columns..(row + 1) * columns].iter().any(|&c| c > 0)).collect();
        let keep_column: Vec<bool> =
            (0..columns).map(|column| (0..rows).any(|row| counts[row * columns + column] > 0)).collect();
        let kept = counts
            .iter()
            .enumerate()
            .filter(|(i, _)| keep_row[i / columns] && keep_column[i % columns])
            .map(|(_, &count)| count)
            .collect();
        let number = |keep: &[bool]| keep.iter().filter(|&&keep| keep).count();
        Some(Self { rows: number(&keep_row), columns: number(&keep_column), counts: kept })
    }

    /// Counts of pairs of category numbers. Rows of the table are the categories of `x` (`0..x_categories`).
    ///
    /// # Panics
    /// If the slices differ in length or hold a number that is not a category.
    pub fn of_pairs(x: &[u32], y: &[u32], x_categories: usize, y_categories: usize) -> Self {
        assert_eq!(x.len(), y.len(), "pairs have two sides");
        let mut counts = vec![0; x_categories * y_categories];
        for (&x, &y) in x.iter().zip(y) {
            counts[x as usize * y_categories + y as usize] += 1;
        }
        Self::new(y_categories.max(1), counts).expect("the number of cells is a multiple of the columns")
    }

    /// Rows that have a count.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns that have a count.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Row, column and count of every cell.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, u64)> + '_ {
        self.counts.iter().enumerate().map(|(i, &count)| (i / self.columns, i % self.columns, count))
    }

    pub fn row_totals(&self) -> Vec<u64> {
        self.counts.chunks(self.columns.max(1)).map(|row| row.iter().sum()).collect()
    }

    pub fn column_totals(&self) -> Vec<u64> {
        let mut totals = vec![0; self.columns];
        for row in self.counts.chunks(self.columns.max(1)) {
            for (total, count) in totals.iter_mut().zip(row) {
                *total += count;
            }
        }
        totals
    }

    /// χ² of independence. Undefined (the reason in words) with fewer than two rows or columns.
    pub fn chi_square(&self, continuity: Continuity) -> Result<ChiSquare, &'static str> {
        if self.rows < 2 || self.columns < 2 {
            return Err("one side is constant");
        }
        let (row_totals, column_totals, n) = (self.row_totals(), self.column_totals(), self.total() as f64);
        let corrected = continuity == Continuity::Yates && self.rows == 2 && self.columns == 2;
        let (mut statistic, mut least_expected) = (0.0, f64::INFINITY);
        for (i, &count) in self.counts.iter().enumerate() {
            let expected = row_totals[i / self.columns] as f64 * column_totals[i % self.columns] as f64 / n;
            let distance = (count as f64 - expected).abs();
            let distance = if corrected { distance - distance.min(0.5) } else { distance };
            statistic += distance * distance / expected;
            least_expected = least_expected.min(expected);
        }
        let degrees_of_freedom = ((self.rows - 1) * (self.columns - 1)) as u64;
        let p_value = chi_square_tail(statistic, degrees_of_freedom as f64);
        Ok(ChiSquare { statistic, degrees_of_freedom, p_value, least_expected })
    }

    /// Cramér's V = √(χ² / (n · min(r − 1, c − 1))), biased upwards in small tables; in 0..=1.
    pub fn cramers_v_raw(&self, continuity: Continuity) -> Figure {
        match self.chi_square(continuity) {
            Err(reason) => Figure::undefined(reason),
            Ok(chi) => {
                let smaller = self.rows.min(self.columns) as f64 - 1.0;
                Figure::Value((chi.statistic / self.total() as f64 / smaller).sqrt().min(1.0))
            }
        }
    }

    /// Cramér's V with Bergsma's correction (2013): φ² less (r−1)(c−1)/(n−1), r and c shrunk likewise; in 0..=1. The one
    /// shown is without Yates; ydata-profiling uses scipy's default, which corrects 2 × 2 tables.
    pub fn cramers_v(&self, continuity: Continuity) -> Figure {
        let chi = match self.chi_square(continuity) {
            Ok(chi) => chi,
            Err(reason) => return Figure::undefined(reason),
        };
        let (n, r, c) = (self.total() as f64, self.rows as f64, self.columns as f64);
        let phi2 = (chi.statistic / n - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
        let r = r - (r - 1.0) * (r - 1.0) / (n - 1.0);
        let c = c - (c - 1.0) * (c - 1.0) / (n - 1.0);
        let smaller = r.min(c) - 1.0;
        if smaller <= 0.0 {
            return Figure::undefined("too few rows for so many categories");
        }
        Figure::finite((phi2 / smaller).sqrt().min(1.0), "not a finite number")
    }

    /// Mutual information Σ p(x, y) log(p(x, y) / (p(x) p(y))), at least 0. Undefined without rows.
    pub fn mutual_information(&self, base: LogBase) -> Figure {
        let n = self.total() as f64;
        if n == 0.0 {
            return Figure::undefined("no values");
        }
        let (row_totals, column_totals) = (self.row_totals(), self.column_totals());
        let nats: f64 = self
            .counts
            .iter()
            .enumerate()
            .filter(|&(_, &count)| count > 0)
            .map(|(i, &count)| {
                let (row, column) = (row_totals[i / self.columns] as f64, column_totals[i % self.columns] as f64);
                let count = count as f64;
                count / n * (count * n / row / column).ln()
            })
            .sum();
        Figure::Value(base.from_nats(nats.max(0.0)))
    }

    /// Theil's U of the columns given the rows: the share of the columns' entropy that knowing the row takes away, in
    /// 0..=1. Undefined where the columns are constant (dython and others say 1).
    pub fn theils_u_of_columns(&self) -> Figure {
        self.uncertainty(&self.column_totals())
    }

    /// Theil's U of the rows given the columns.
    pub fn theils_u_of_rows(&self) -> Figure {
        self.uncertainty(&self.row_totals())
    }

    fn uncertainty(&self, totals: &[u64]) -> Figure {
        match (self.mutual_information(LogBase::E), entropy(totals, LogBase::E)) {
            (Figure::Value(information), Figure::Value(entropy)) => {
                Figure::ratio(information, entropy, "what is to be told is constant").map(|u| u.min(1.0))
            }
            (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => undefined,
        }
    }
}

/// Pearson's correlation of two yes/no columns, from the counts of (yes, yes), (yes, no), (no, yes), (no, no): φ. Of two
/// missing/present columns it is the nullity correlation of missingno. Undefined where one column is constant.
pub fn phi(both: u64, first_only: u64, second_only: u64, neither: u64) -> Figure {
    let [a, b, c, d] = [both, first_only, second_only, neither].map(|count| count as f64);
    let product = ((a + b) * (c + d) * (a + c) * (b + d)).sqrt();
    Figure::ratio(a * d - b * c, product, "one side is constant").map(|phi| phi.clamp(-1.0, 1.0))
}
