//! How sure mutual information is, and what it would be by chance.

use super::contingency::ContingencyTable;
use crate::entropy::LogBase;
use ninefold_base::Figure;

impl ContingencyTable {
    /// Standard error of the mutual information in nats, by the delta method over the cells:
    /// √((Σ p(x, y) ln²(p(x, y) / (p(x) p(y))) − I²) / n). Undefined without rows. Rough near independence, where the
    /// information is distributed as a χ².
    pub fn mutual_information_standard_error(&self) -> Figure {
        let n = self.total() as f64;
        let information = match self.mutual_information(LogBase::E) {
            Figure::Value(information) => information,
            undefined => return undefined,
        };
        let (rows, columns) = (self.row_totals(), self.column_totals());
        let squares: f64 = self
            .cells()
            .filter(|(_, _, count)| *count > 0)
            .map(|(row, column, count)| {
                let count = count as f64;
                let log = (count * n / rows[row] as f64 / columns[column] as f64).ln();
                count / n * log * log
            })
            .sum();
        Figure::Value(((squares - information * information).max(0.0) / n).sqrt())
    }

    /// What the mutual information of as many independent rows is expected to be, in nats: (r − 1)(c − 1) / 2n (Miller
    /// 1955). Good while most expected counts are above 5; with more categories it is too high.
    pub fn mutual_information_by_chance(&self) -> Figure {
        let cells = (self.rows().max(1) - 1) as f64 * (self.columns().max(1) - 1) as f64;
        Figure::ratio(cells, 2.0 * self.total() as f64, "no values")
    }
}
