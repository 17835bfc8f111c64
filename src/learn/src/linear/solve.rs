//! Solving for a step: Cholesky with pivoting, which finds columns that others already say, and coordinate descent for L1.

/// The factor of a symmetric positive semidefinite matrix, with the columns that add nothing left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    width: usize,
    /// Lower triangle, row after row, in the order of `order`.
    factor: Vec<f64>,
    /// The columns that stand on their own, the most telling first.
    order: Vec<usize>,
    /// The columns that are combinations of those.
    pub aliased: Vec<usize>,
}

/// A pivot below this share of its column's own size is rounding: the column is a combination of others.
const TOLERANCE: f64 = 1e-11;

impl Cholesky {
    /// Of `matrix`, of side `width`. The last column (the intercept) is taken first, so that it is never the one left out.
    pub fn of(matrix: &[f64], width: usize) -> Self {
        let mut a = matrix.to_vec();
        let own: Vec<f64> = (0..width).map(|at| matrix[at * width + at]).collect();
        let mut left: Vec<usize> = (0..width).collect();
        let mut order: Vec<usize> = Vec::with_capacity(width);
        let mut columns: Vec<Vec<f64>> = Vec::with_capacity(width);
        while !left.is_empty() {
            let share = |at: usize| if own[at] > 0.0 { a[at * width + at] / own[at] } else { 0.0 };
            let place = if order.is_empty() {
                left.len() - 1
            } else {
                // The largest share of its own size left; of equals the first.
                (0..left.len()).fold(0, |best, place| if share(left[place]) > share(left[best]) { place } else { best })
            };
            let pivot = left[place];
            if share(pivot) <= TOLERANCE {
                break;
            }
            left.remove(place);
            order.push(pivot);
            let root = a[pivot * width + pivot].sqrt();
            let column: Vec<f64> = (0..width).map(|at| a[at * width + pivot] / root).collect();
            for &i in &left {
                for &j in &left {
                    a[i * width + j] -= column[i] * column[j];
                }
            }
            columns.push(column);
        }
        let rank = order.len();
        let mut factor = vec![0.0; rank * rank];
        for (j, column) in columns.iter().enumerate() {
            for i in j..rank {
                factor[i * rank + j] = column[order[i]];
            }
        }
        Self { width, factor, order, aliased: left }
    }

    /// x with A x = b; 0 for the columns left out.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let rank = self.order.len();
        let mut y: Vec<f64> = self.order.iter().map(|&at| b[at]).collect();
        for i in 0..rank {
            let known: f64 = (0..i).map(|j| self.factor[i * rank + j] * y[j]).sum();
            y[i] = (y[i] - known) / self.factor[i * rank + i];
        }
        for i in (0..rank).rev() {
            let known: f64 = (i + 1..rank).map(|j| self.factor[j * rank + i] * y[j]).sum();
            y[i] = (y[i] - known) / self.factor[i * rank + i];
        }
        let mut x = vec![0.0; self.width];
        self.order.iter().zip(y).for_each(|(&at, y)| x[at] = y);
        x
    }

    /// A⁻¹, with zeros for the columns left out.
    pub fn inverse(&self) -> Vec<f64> {
        let width = self.width;
        let mut inverse = vec![0.0; width * width];
        let mut unit = vec![0.0; width];
        for &at in &self.order {
            unit[at] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[row * width + at] = value;
            }
            unit[at] = 0.0;
        }
        inverse
    }
}

/// Minimises ½ δᵀ H δ + gᵀ δ + Σ penalties of (β + δ) over δ by cyclic coordinate descent (Friedman, Hastie & Tibshirani
/// 2010, with covariance updates). The last coordinate, the intercept, is not penalised. Gives β + δ.
pub fn descend(hessian: &[f64], gradient: &[f64], beta: &[f64], l1: f64, l2: f64) -> Vec<f64> {
    let width = beta.len();
    let mut moved = beta.to_vec();
    // The gradient of the quadratic at the current point.
    let mut slope = gradient.to_vec();
    for _ in 0..10_000 {
        let mut largest = 0.0f64;
        for at in 0..width {
            let curvature = hessian[at * width + at];
            if curvature <= 0.0 {
                continue;
            }
            let (l1, l2) = if at + 1 == width { (0.0, 0.0) } else { (l1, l2) };
            let pull = curvature * moved[at] - slope[at];
            let new = pull.signum() * (pull.abs() - l1).max(0.0) / (curvature + l2);
            let change = new - moved[at];
            if change != 0.0 {
                moved[at] = new;
                let row = &hessian[at * width..][..width];
                slope.iter_mut().zip(row).for_each(|(slope, h)| *slope += h * change);
                largest = largest.max(change.abs());
            }
        }
        if largest < 1e-12 {
            break;
        }
    }
    moved
}
