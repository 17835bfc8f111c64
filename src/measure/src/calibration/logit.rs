//! Logistic regression on one number, by Newton's method: calibration slope and intercept, and the core of Platt's method.

use crate::classification::Scored;
use ninefold_base::Figure;

/// The line logit P(y) = intercept + slope · logit(p).
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationLine {
    /// 1 is right; below 1 probabilities are too extreme, above 1 too timid.
    pub slope: Figure,
    pub intercept: Figure,
    pub slope_error: Figure,
    pub intercept_error: Figure,
    /// The intercept with the slope held at 1 (calibration in the large): 0 is right, above 0 probabilities are too low.
    pub in_the_large: Figure,
}

/// Probabilities nearer to 0 or 1 have no logit to speak of.
const CLIP: f64 = 1e-12;

/// Calibration slope and intercept (Cox 1958; Van Calster et al. 2016), weighted. Everything is undefined where scores are no
/// probabilities, only one class is there, or the classes are perfectly separated.
pub fn calibration_line(scored: &Scored) -> CalibrationLine {
    let lacking = |reason: &str| {
        let figure = Figure::undefined(reason);
        CalibrationLine {
            slope: figure.clone(),
            intercept: figure.clone(),
            slope_error: figure.clone(),
            intercept_error: figure.clone(),
            in_the_large: figure,
        }
    };
    if !scored.are_probabilities() {
        return lacking("scores outside 0 to 1 are not probabilities");
    }
    let (total, positives) = scored.totals();
    if positives == 0.0 || positives == total {
        return lacking("only one class");
    }
    if separated(scored) {
        return lacking("the classes are perfectly separated");
    }
    let x: Vec<f64> = scored.scores().iter().map(|&p| logit(p.clamp(CLIP, 1.0 - CLIP))).collect();
    let y: Vec<f64> = scored.labels().iter().map(|&label| if label { 1.0 } else { 0.0 }).collect();
    let weights: Vec<f64> = (0..x.len()).map(|row| scored.weight(row)).collect();
    let in_the_large = match fit_intercept(&x, &y, &weights) {
        Some(intercept) => Figure::Value(intercept),
        None => Figure::undefined("it does not converge"),
    };
    match fit(&x, &y, &weights, (0.0, 1.0)) {
        Ok(fit) => CalibrationLine {
            slope: Figure::Value(fit.slope),
            intercept: Figure::Value(fit.intercept),
            slope_error: Figure::finite(fit.slope_error, "not a finite number"),
            intercept_error: Figure::finite(fit.intercept_error, "not a finite number"),
            in_the_large,
        },
        Err(reason) => CalibrationLine { in_the_large, ..lacking(reason) },
    }
}

/// True if some score lies between the classes, or at the end of both: then no slope is too steep.
fn separated(scored: &Scored) -> bool {
    let nothing = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut negatives, mut positives) = (nothing, nothing);
    for (row, (&label, &score)) in scored.labels().iter().zip(scored.scores()).enumerate() {
        if scored.weight(row) > 0.0 {
            let ends = if label { &mut positives } else { &mut negatives };
            *ends = (ends.0.min(score), ends.1.max(score));
        }
    }
    let constant = negatives == positives && negatives.0 == negatives.1;
    !constant && (negatives.1 <= positives.0 || positives.1 <= negatives.0)
}

pub(crate) fn logit(p: f64) -> f64 {
    p.ln() - libm::log1p(-p)
}

/// 1 / (1 + e^−z), without overflow.
pub(crate) fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + (-z).exp())
    } else {
        let e = z.exp();
        e / (1.0 + e)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct LogisticFit {
    pub intercept: f64,
    pub slope: f64,
    pub intercept_error: f64,
    pub slope_error: f64,
}

/// The cross-entropy of targets in 0..=1, and its first and second derivatives.
fn state(x: &[f64], y: &[f64], w: &[f64], (a, b): (f64, f64)) -> (f64, [f64; 2], [f64; 3]) {
    let (mut loss, mut gradient, mut hessian) = (0.0, [0.0; 2], [0.0; 3]);
    for ((&x, &y), &w) in x.iter().zip(y).zip(w) {
        let z = a + b * x;
        let p = sigmoid(z);
        // ln(1 + e^z) − y z, without overflow.
        loss += w * (z.max(0.0) + libm::log1p((-z.abs()).exp()) - y * z);
        let (error, curve) = (w * (p - y), w * p * (1.0 - p));
        gradient[0] += error;
        gradient[1] += error * x;
        hessian[0] += curve;
        hessian[1] += curve * x;
        hessian[2] += curve * x * x;
    }
    (loss, gradient, hessian)
}

/// Maximum likelihood of targets in 0..=1 by Newton's method with halved steps.
pub(crate) fn fit(x: &[f64], y: &[f64], w: &[f64], start: (f64, f64)) -> Result<LogisticFit, &'static str> {
    if x.iter().all(|value| *value == x[0]) {
        return Err("every score is the same");
    }
    let mut at = start;
    let (mut loss, mut gradient, mut hessian) = state(x, y, w, at);
    for _ in 0..200 {
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        if determinant <= 1e-14 * hessian[0] * hessian[2] {
            return Err("the classes are perfectly separated");
        }
        let step = (
            (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant,
            (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant,
        );
        let mut length = 1.0;
        let mut next = state(x, y, w, (at.0 - step.0, at.1 - step.1));
        while next.0 > loss + 1e-12 * loss.abs() && length > 1e-10 {
            length /= 2.0;
            next = state(x, y, w, (at.0 - length * step.0, at.1 - length * step.1));
        }
        at = (at.0 - length * step.0, at.1 - length * step.1);
        (loss, gradient, hessian) = next;
        if at.1.abs() > 1e6 || at.0.abs() > 1e9 {
            return Err("the classes are perfectly separated");
        }
        let small = |step: f64, value: f64| (length * step).abs() <= 1e-13 * (1.0 + value.abs());
        if small(step.0, at.0) && small(step.1, at.1) {
            let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
            return Ok(LogisticFit {
                intercept: at.0,
                slope: at.1,
                intercept_error: (hessian[2] / determinant).sqrt(),
                slope_error: (hessian[0] / determinant).sqrt(),
            });
        }
    }
    // Rounding can keep the last digits moving; a flat gradient is an end too.
    if gradient[0].abs() + gradient[1].abs() < 1e-8 * (1.0 + loss) {
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        return Ok(LogisticFit {
            intercept: at.0,
            slope: at.1,
            intercept_error: (hessian[2] / determinant).sqrt(),
            slope_error: (hessian[0] / determinant).sqrt(),
        });
    }
    Err("the classes are perfectly separated")
}

/// The intercept alone, the slope held at 1.
fn fit_intercept(x: &[f64], y: &[f64], w: &[f64]) -> Option<f64> {
    let mut at = 0.0;
    for _ in 0..200 {
        let (_, gradient, hessian) = state(x, y, w, (at, 1.0));
        if hessian[0] <= 0.0 {
            return None;
        }
        // A step of at most 5 logits keeps far starts from overshooting.
        let step = (gradient[0] / hessian[0]).clamp(-5.0, 5.0);
        at -= step;
        if step.abs() < 1e-13 * (1.0 + at.abs()) {
            return Some(at);
        }
    }
    None
}
