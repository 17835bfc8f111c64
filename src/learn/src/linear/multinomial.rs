//! Logistic regression of three or more classes, one set of coefficients per class.
//!
//! Every step minimises a quadratic that lies above the loss everywhere: the curvature of the multinomial log loss is at
//! most ½ XᵀWX per class (Böhning 1992), which is factored once. The steps are accelerated (Nesterov; Beck & Teboulle 2009)
//! and begin anew when the loss rises (O'Donoghue & Candès 2015). With a penalty the solution is the only one; without,
//! the classes' coefficients are told with a sum of 0.

use super::binary::penalty;
use super::design::{BLOCK, Block, Design, Spread, padded};
use super::solve::{Cholesky, descend};
use super::{EachRound, LinearSettings, Solution, gram};
use crate::estimator::{FitError, Watch};
use crate::matrix::Target;
use ninefold_base::{Meter, Stopped};

/// A step below this on the standardised scale, for all coefficients, is the last.
const LAST_STEP: f64 = 1e-7;
/// The curve is told every so many steps: a step is cheap.
const STEPS_PER_ROUND: usize = 10;

#[derive(Clone)]
struct At {
    loss: f64,
    /// Class after class.
    gradient: Vec<f64>,
}

pub fn fit(
    settings: &LinearSettings,
    design: &Design<'_>,
    target: &Target,
    watch: &mut Watch<'_>,
    each_round: &mut EachRound<'_>,
) -> Result<Solution, FitError> {
    let Target::Classes { codes, names } = target else {
        return Ok(Solution { outputs: Vec::new(), notes: Vec::new() });
    };
    let (n_classes, width) = (names.len(), design.width());
    let (l1, l2) = (settings.l1(), settings.l2());
    let bound = half_gram(design, watch.meter)?;
    let mut penalised = bound.clone();
    (0..width - 1).for_each(|i| penalised[i * width + i] += l2);
    let factor = Cholesky::of(&penalised, width);

    let mut betas = vec![0.0; n_classes * width];
    let mut ahead = betas.clone();
    let mut momentum = 1.0f64;
    let mut before = f64::INFINITY;
    let mut settled = false;
    let most = settings.most_iterations as usize * 100;
    for iteration in 0..most {
        let at = at(design, codes, n_classes, &ahead, watch.meter)?;
        let loss = at.loss + ahead.chunks_exact(width).map(|beta| penalty(beta, l1, l2)).sum::<f64>();
        if iteration % STEPS_PER_ROUND == 0 {
            let classes: Vec<Vec<f64>> = betas.chunks_exact(width).map(<[f64]>::to_vec).collect();
            each_round(&classes, at.loss / design.total_weight, watch)?;
        }
        if loss > before && momentum > 1.0 {
            ahead.copy_from_slice(&betas);
            momentum = 1.0;
            before = f64::INFINITY;
            continue;
        }
        before = loss;
        let mut moved = Vec::with_capacity(betas.len());
        for (beta, gradient) in ahead.chunks_exact(width).zip(at.gradient.chunks_exact(width)) {
            if l1 > 0.0 {
                moved.extend(descend(&bound, gradient, beta, l1, l2));
            } else {
                let mut slope = gradient.to_vec();
                (0..width - 1).for_each(|i| slope[i] += l2 * beta[i]);
                moved.extend(beta.iter().zip(factor.solve(&slope)).map(|(beta, step)| beta - step));
            }
        }
        let step = moved.iter().zip(&ahead).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
        let next = 0.5 * (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt());
        let carry = (momentum - 1.0) / next;
        ahead = moved.iter().zip(&betas).map(|(new, old)| new + carry * (new - old)).collect();
        (betas, momentum) = (moved, next);
        if step < LAST_STEP {
            settled = true;
            break;
        }
    }
    centre(&mut betas, width, l1 == 0.0 && l2 == 0.0);
    let mut notes = Vec::new();
    if !settled {
        notes.push(format!("the fit had not settled after {most} steps"));
    }
    notes.extend(design.left_out(&factor.aliased, &mut vec![None; width]));
    let spread = Spread::unknown("intervals are computed for two classes only");
    let outputs = betas.chunks_exact(width).map(|beta| design.output(beta, &spread)).collect();
    Ok(Solution { outputs, notes })
}

/// Adding the same to all classes changes no prediction: the intercepts get the sum 0, without a penalty all coefficients.
fn centre(betas: &mut [f64], width: usize, all: bool) {
    let n_classes = betas.len() / width;
    for at in if all { 0 } else { width - 1 }..width {
        let mean = (0..n_classes).map(|class| betas[class * width + at]).sum::<f64>() / n_classes as f64;
        (0..n_classes).for_each(|class| betas[class * width + at] -= mean);
    }
}

fn half_gram(design: &Design<'_>, meter: &dyn Meter) -> Result<Vec<f64>, Stopped> {
    let width = design.width();
    let side = padded(width);
    let each = |sum: &mut (Vec<f64>, Vec<f64>), block: &Block| {
        let mut curvature = [0.0; BLOCK];
        curvature.iter_mut().zip(&block.weights).for_each(|(curvature, weight)| *curvature = 0.5 * weight);
        gram::add(&mut sum.0, block, &curvature, width, &mut sum.1);
    };
    let zero = (vec![0.0; side * side], Vec::new());
    let (sum, _) = design.sum(meter, 1, &zero, each, |sum, part| {
        sum.0.iter_mut().zip(&part.0).for_each(|(sum, part)| *sum += part);
    })?;
    Ok(gram::complete(&sum, width))
}

fn at(design: &Design<'_>, codes: &[u32], n_classes: usize, betas: &[f64], meter: &dyn Meter) -> Result<At, Stopped> {
    let width = design.width();
    let zero = At { loss: 0.0, gradient: vec![0.0; n_classes * width] };
    let each = |sum: &mut At, block: &Block| {
        let mut eta = vec![0.0; n_classes * BLOCK];
        for (class, eta) in eta.chunks_exact_mut(BLOCK).enumerate() {
            for (at, &beta) in betas[class * width..][..width].iter().enumerate() {
                eta.iter_mut().zip(block.column(at)).for_each(|(eta, x)| *eta += beta * x);
            }
        }
        for row in 0..BLOCK {
            if row >= block.n_rows {
                (0..n_classes).for_each(|class| eta[class * BLOCK + row] = 0.0);
                continue;
            }
            let weight = block.weights[row];
            let label = codes[block.first_row + row] as usize;
            let top = (0..n_classes).map(|class| eta[class * BLOCK + row]).fold(f64::NEG_INFINITY, f64::max);
            let own = eta[label * BLOCK + row];
            let mut total = 0.0;
            for class in 0..n_classes {
                let e = (eta[class * BLOCK + row] - top).exp();
                eta[class * BLOCK + row] = e;
                total += e;
            }
            sum.loss += weight * (total.ln() + top - own);
            for class in 0..n_classes {
                let p = eta[class * BLOCK + row] / total;
                eta[class * BLOCK + row] = weight * (p - f64::from(u8::from(class == label)));
            }
        }
        for (residual, gradient) in eta.chunks_exact(BLOCK).zip(sum.gradient.chunks_exact_mut(width)) {
            for (at, gradient) in gradient.iter_mut().enumerate() {
                *gradient += block.column(at).iter().zip(residual).map(|(x, r)| x * r).sum::<f64>();
            }
        }
    };
    design.sum(meter, 1, &zero, each, |sum, part| {
        sum.loss += part.loss;
        sum.gradient.iter_mut().zip(&part.gradient).for_each(|(sum, part)| *sum += part);
    })
}
