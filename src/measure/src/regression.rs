//! How far predicted numbers are from what happened.
//!
//! Rows with a true and a predicted number in one unit, checked once. Start at [`Predicted::new`].

use ninefold_base::Figure;

/// Rows with what was and what was predicted, each with a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predicted<'a> {
    truth: &'a [f64],
    predicted: &'a [f64],
    weights: Option<&'a [f64]>,
}

/// Mean absolute percentage error, and the rows it cannot count.
#[derive(Debug, Clone, PartialEq)]
pub struct PercentageError {
    /// As a share: .1 is 10 %.
    pub figure: Figure,
    /// Rows whose true value is 0.
    pub left_out: usize,
}

const NO_ROWS: &str = "no rows";
const LARGE: &str = "larger than a number can be";

impl<'a> Predicted<'a> {
    /// The reason in words if lengths differ or a number is NaN or infinite.
    pub fn new(truth: &'a [f64], predicted: &'a [f64]) -> Result<Self, &'static str> {
        if truth.len() != predicted.len() {
            return Err("not one prediction for each row");
        }
        if truth.iter().chain(predicted).any(|value| !value.is_finite()) {
            return Err("a value that is missing or infinite");
        }
        Ok(Self { truth, predicted, weights: None })
    }

    /// Rows with weights: finite, not negative.
    pub fn weighted(truth: &'a [f64], predicted: &'a [f64], weights: &'a [f64]) -> Result<Self, &'static str> {
        let rows = Self::new(truth, predicted)?;
        if weights.len() != truth.len() {
            return Err("not one weight for each row");
        }
        if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err("a weight that is negative or not a number");
        }
        Ok(Self { weights: Some(weights), ..rows })
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    fn total(&self) -> f64 {
        self.weights.map_or(self.truth.len() as f64, |weights| weights.iter().sum())
    }

    fn mean(&self, loss: impl Fn(f64, f64) -> f64) -> Figure {
        let total = self.total();
        if total == 0.0 {
            return Figure::undefined(NO_ROWS);
        }
        let rows = self.truth.iter().zip(self.predicted).enumerate();
        Figure::finite(rows.map(|(row, (&y, &p))| self.weight(row) * loss(y, p)).sum::<f64>() / total, LARGE)
    }

    /// Mean |y − ŷ|, in the unit of y.
    pub fn mean_absolute_error(&self) -> Figure {
        self.mean(|y, p| (y - p).abs())
    }

    /// Mean (y − ŷ)².
    pub fn mean_squared_error(&self) -> Figure {
        self.mean(|y, p| (y - p) * (y - p))
    }

    /// √ mean (y − ŷ)², in the unit of y.
    pub fn root_mean_squared_error(&self) -> Figure {
        // In units of the largest error, so that its square is a number.
        let largest = self.truth.iter().zip(self.predicted).map(|(y, p)| (y - p).abs()).fold(0.0, f64::max);
        if largest == 0.0 || !largest.is_finite() {
            return self.mean(|y, p| (y - p).abs());
        }
        self.mean(|y, p| ((y - p) / largest).powi(2)).map(|mean| mean.sqrt() * largest)
    }

    /// Median |y − ŷ|; with weights, the middle of the two values that half the weight can separate.
    pub fn median_absolute_error(&self) -> Figure {
        let errors: Vec<f64> = self.truth.iter().zip(self.predicted).map(|(y, p)| (y - p).abs()).collect();
        self.weighted_median(&errors)
    }

    /// Mean ŷ − y: above 0 predicts too much.
    pub fn bias(&self) -> Figure {
        self.mean(|y, p| p - y)
    }

    /// R² = 1 − Σ (y − ŷ)² / Σ (y − mean y)², against the mean of these rows. Undefined where y is constant.
    pub fn r_squared(&self) -> Figure {
        let mean = match self.mean(|y, _| y) {
            Figure::Value(mean) => mean,
            undefined => return undefined,
        };
        self.skill(&self.mean_squared_error(), &self.mean(|y, _| (y - mean) * (y - mean)))
    }

    /// Mean |y − ŷ| / |y| over the rows whose y is not 0. (scikit-learn divides by the machine epsilon instead.)
    pub fn mean_absolute_percentage_error(&self) -> PercentageError {
        let (mut sum, mut total, mut left_out) = (0.0, 0.0, 0);
        for (row, (&y, &p)) in self.truth.iter().zip(self.predicted).enumerate() {
            if y == 0.0 {
                left_out += 1;
                continue;
            }
            sum += self.weight(row) * ((y - p) / y).abs();
            total += self.weight(row);
        }
        let reason = if left_out > 0 { "every true value is 0" } else { NO_ROWS };
        PercentageError { figure: Figure::ratio(sum, total, reason), left_out }
    }

    /// Pinball loss of predictions of the `alpha` quantile: α (y − ŷ) above, (1 − α) (ŷ − y) below.
    pub fn pinball(&self, alpha: f64) -> Figure {
        self.mean(|y, p| if y >= p { alpha * (y - p) } else { (1.0 - alpha) * (p - y) })
    }

    /// D² of absolute errors: 1 − MAE / MAE of the median of y, as scikit-learn `d2_absolute_error_score`.
    pub fn d2_absolute(&self) -> Figure {
        match self.weighted_median(self.truth) {
            Figure::Value(median) => self.skill(&self.mean_absolute_error(), &self.mean(|y, _| (y - median).abs())),
            undefined => undefined,
        }
    }

    /// 1 − loss / loss of a baseline: D² against any competitor. Undefined where the baseline makes no error.
    pub fn skill(&self, loss: &Figure, of_baseline: &Figure) -> Figure {
        match (loss, of_baseline) {
            (Figure::Value(loss), Figure::Value(baseline)) => {
                Figure::ratio(*loss, *baseline, "the baseline makes no error").map(|share| 1.0 - share)
            }
            (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => undefined.clone(),
        }
    }

    fn weighted_median(&self, values: &[f64]) -> Figure {
        let mut rows: Vec<usize> = (0..values.len()).filter(|&row| self.weight(row) > 0.0).collect();
        rows.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
        let half = rows.iter().map(|&row| self.weight(row)).sum::<f64>() / 2.0;
        let mut below = 0.0;
        for (i, &row) in rows.iter().enumerate() {
            below += self.weight(row);
            if below > half {
                return Figure::finite(values[row], LARGE);
            }
            if below == half
                && let Some(&next) = rows.get(i + 1)
            {
                return Figure::finite(values[row] + (values[next] - values[row]) / 2.0, LARGE);
            }
        }
        Figure::undefined(NO_ROWS)
    }
}

#[cfg(test)]
mod tests;
