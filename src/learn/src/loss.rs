//! The loss that fits are watched and compared by: mean log loss for classes, root mean squared error for numbers.
//!
//! The measures shown to users live in `ninefold-measure`; this is what training curves, early stopping and tuning need.

use crate::matrix::Target;

/// The loss of one row: −ln p of its class, with p clipped at machine epsilon as scikit-learn does, or the squared error.
/// `prediction` has the width of the task.
pub fn row_loss(target: &Target, row: usize, prediction: &[f64]) -> f64 {
    match target {
        Target::Classes { codes, names } if names.len() == 2 => {
            let p = if codes[row] == 1 { prediction[0] } else { 1.0 - prediction[0] };
            -p.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
        }
        Target::Classes { codes, .. } => -prediction[codes[row] as usize].clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln(),
        Target::Number(values) => (values[row] - prediction[0]).powi(2),
    }
}

/// The weighted mean log loss, or the root of the weighted mean squared error. NaN without rows.
pub fn mean_loss(target: &Target, weights: Option<&[f64]>, predictions: &[f64]) -> f64 {
    let width = target.task().width();
    let (mut sum, mut total) = (0.0, 0.0);
    for (row, prediction) in predictions.chunks_exact(width).enumerate() {
        let weight = weights.map_or(1.0, |weights| weights[row]);
        sum += weight * row_loss(target, row, prediction);
        total += weight;
    }
    match target {
        Target::Classes { .. } => sum / total,
        Target::Number(_) => (sum / total).sqrt(),
    }
}

/// 1 / (1 + e^−η), without overflow.
pub(crate) fn sigmoid(eta: f64) -> f64 {
    let small = (-eta.abs()).exp();
    if eta >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}

/// Scores of all classes to probabilities, in place.
pub(crate) fn softmax(scores: &mut [f64]) {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let total: f64 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= total);
}
