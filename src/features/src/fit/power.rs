//! The exponent of a power transform by maximum likelihood.

use crate::prepared::yeo_johnson;

/// Values that the likelihood is computed on; beyond, a seeded sample of as many.
pub const MOST_VALUES: usize = 1_000_000;
/// Where the exponent is looked for; scikit-learn's optimiser begins with the same bracket, and may leave it.
const BRACKET: (f64, f64) = (-2.0, 2.0);
const WIDEST: f64 = 20.0;
/// Of the exponent.
const TOLERANCE: f64 = 1e-9;

/// The lambda under which the transformed values are most like a normal distribution: the maximum of
/// `-n/2 ln(var) + (lambda - 1) sum(sign(x) ln(1 + |x|))` (Yeo and Johnson 2000), as scipy's `yeojohnson_normmax`.
/// `None` if all values are the same.
pub fn best_lambda(values: &[f64]) -> Option<f64> {
    let first = values.first()?;
    if values.iter().all(|value| value == first) {
        return None;
    }
    let jacobian: f64 = values.iter().map(|x| x.signum() * x.abs().ln_1p()).sum();
    let loss = |lambda: f64| {
        let transformed: Vec<f64> = values.iter().map(|x| yeo_johnson(*x, lambda)).collect();
        let variance = super::moments::Moments::of(&transformed).variance();
        let likelihood = -(values.len() as f64) / 2.0 * variance.ln() + (lambda - 1.0) * jacobian;
        if likelihood.is_nan() { f64::INFINITY } else { -likelihood }
    };
    let (mut low, mut high) = BRACKET;
    loop {
        let best = minimum(&loss, low, high);
        // A minimum at the border of the bracket lies beyond it.
        if best - low < 1e-3 && low > -WIDEST {
            (low, high) = (low - 4.0, low + 1.0);
        } else if high - best < 1e-3 && high < WIDEST {
            (low, high) = (high - 1.0, high + 4.0);
        } else {
            return Some(best);
        }
    }
}

/// Brent's method without derivatives (1973, chapter 5): golden sections with parabolic steps.
fn minimum(f: &impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    const GOLDEN: f64 = 0.381_966_011_250_105;
    let (mut a, mut b) = (low, high);
    let mut x = a + GOLDEN * (b - a);
    let (mut w, mut v) = (x, x);
    let mut fx = f(x);
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut before) = (0.0f64, 0.0f64);
    for _ in 0..200 {
        let middle = (a + b) / 2.0;
        let tolerance = TOLERANCE * x.abs() + 1e-10;
        if (x - middle).abs() <= 2.0 * tolerance - (b - a) / 2.0 {
            break;
        }
        let mut golden = true;
        if before.abs() > tolerance {
            let r = (x - w) * (fx - fv);
            let q = (x - v) * (fx - fw);
            let mut p = (x - v) * q - (x - w) * r;
            let mut q = 2.0 * (q - r);
            if q > 0.0 {
                p = -p;
            }
            q = q.abs();
            let older = before;
            before = step;
            if p.abs() < (0.5 * q * older).abs() && p > q * (a - x) && p < q * (b - x) {
                step = p / q;
                let u = x + step;
                if u - a < 2.0 * tolerance || b - u < 2.0 * tolerance {
                    step = tolerance.copysign(middle - x);
                }
                golden = false;
            }
        }
        if golden {
            before = if x < middle { b - x } else { a - x };
            step = GOLDEN * before;
        }
        let u = x + if step.abs() >= tolerance { step } else { tolerance.copysign(step) };
        let fu = f(u);
        if fu <= fx {
            if u < x {
                b = x
            } else {
                a = x
            }
            (v, fv, w, fw) = (w, fw, x, fx);
            (x, fx) = (u, fu);
        } else {
            if u < x {
                a = u
            } else {
                b = u
            }
            if fu <= fw || w == x {
                (v, fv, w, fw) = (w, fw, u, fu);
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
    x
}
