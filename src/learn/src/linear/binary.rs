//! Logistic regression of two classes: Newton's method, which is iteratively reweighted least squares.
//!
//! A large table is first fitted on blocks taken evenly from it; from there two or three passes over all rows suffice.

use super::design::{BLOCK, Block, Design, Spread, padded};
use super::solve::{Cholesky, descend};
use super::{DECIDED, EachRound, HELD, LinearSettings, Solution, gram};
use crate::estimator::{FitError, Watch};
use crate::matrix::Target;
use ninefold_base::{Meter, Stopped};
use ninefold_measure::interval::{LEVEL, z_of};

/// A step below this on the standardised scale is the last: the next would be about its square.
const LAST_STEP: f64 = 1e-6;
/// Steps that lower the loss by less than this share of it, and are still large, walk along a direction with no end.
const FLAT: f64 = 1e-10;
/// The fit on a part takes about this many blocks.
const PART: usize = 160;

/// Loss without penalty, gradient and curvature at a point.
#[derive(Clone)]
struct At {
    loss: f64,
    gradient: Vec<f64>,
    gram: Vec<f64>,
    scratch: Vec<f64>,
}

struct Newton<'p, 'd> {
    settings: &'p LinearSettings,
    design: &'p Design<'d>,
    codes: &'p [u32],
}

/// Where Newton's method ended.
struct End {
    beta: Vec<f64>,
    hessian: Vec<f64>,
    /// The likelihood has no maximum: some coefficients grow without end.
    separable: bool,
    converged: bool,
}

pub fn fit(
    settings: &LinearSettings,
    design: &Design<'_>,
    target: &Target,
    watch: &mut Watch<'_>,
    each_round: &mut EachRound<'_>,
) -> Result<Solution, FitError> {
    let Target::Classes { codes, .. } = target else {
        return Ok(Solution { outputs: Vec::new(), notes: Vec::new() });
    };
    let newton = Newton { settings, design, codes };
    let width = design.width();
    let mut start = vec![0.0; width];
    let stride = design.n_blocks() / PART;
    if stride > 1 {
        let part = newton.run(vec![0.0; width], stride, watch, &mut |_, _, _| Ok(()))?;
        if part.converged && !part.separable {
            start = part.beta;
        }
    }
    let end = newton.run(start, 1, watch, each_round)?;
    let mut notes = Vec::new();
    if end.separable {
        notes.push(
            "some features separate the classes without error, so their coefficients have no finite value; the fit \
             stopped where more made no difference (a penalty above 0 gives them one)"
                .to_string(),
        );
    } else if !end.converged {
        notes.push(format!("the fit had not settled after {} iterations", settings.most_iterations));
    }
    let output = newton.intervals(&end, &mut notes);
    Ok(Solution { outputs: vec![output], notes })
}

impl Newton<'_, '_> {
    fn run(
        &self,
        mut beta: Vec<f64>,
        stride: usize,
        watch: &mut Watch<'_>,
        each_round: &mut EachRound<'_>,
    ) -> Result<End, FitError> {
        let share = 1.0 / stride as f64;
        let (l1, l2) = (self.settings.l1() * share, self.settings.l2() * share);
        let total = self.design.total_weight * share;
        let mut at = self.at(&beta, stride, watch.meter)?;
        let (mut separable, mut converged) = (false, false);
        for _ in 0..self.settings.most_iterations {
            each_round(std::slice::from_ref(&beta), at.loss / total, watch)?;
            let (target, slope) = self.step(&at, &beta, l1, l2);
            let largest = beta.iter().zip(&target).map(|(old, new)| (new - old).abs()).fold(0.0, f64::max);
            if largest < LAST_STEP {
                beta = target;
                converged = true;
                break;
            }
            let before = at.loss + penalty(&beta, l1, l2);
            // A decrease that the loss cannot show any more, by a step that is still long.
            if slope.abs() < FLAT * (before.abs() + 1e-3 * total) && largest > 1e-3 {
                separable = true;
                break;
            }
            let mut length = 1.0;
            loop {
                let moved: Vec<f64> = beta.iter().zip(&target).map(|(old, new)| old + length * (new - old)).collect();
                let there = self.at(&moved, stride, watch.meter)?;
                let after = there.loss + penalty(&moved, l1, l2);
                if after <= before + 1e-12 * before.abs() || length < 1e-6 {
                    (beta, at) = (moved, there);
                    break;
                }
                length *= 0.5;
            }
        }
        let hessian = gram::complete(&at.gram, self.design.width());
        Ok(End { beta, hessian, separable, converged })
    }

    /// Where the quadratic at `beta` has its least value, and how steeply it falls on the way.
    fn step(&self, at: &At, beta: &[f64], l1: f64, l2: f64) -> (Vec<f64>, f64) {
        let width = beta.len();
        let mut hessian = gram::complete(&at.gram, width);
        let target = if l1 > 0.0 {
            descend(&hessian, &at.gradient, beta, l1, l2)
        } else {
            let mut slope = at.gradient.clone();
            for i in 0..width - 1 {
                hessian[i * width + i] += l2;
                slope[i] += l2 * beta[i];
            }
            let step = Cholesky::of(&hessian, width).solve(&slope);
            beta.iter().zip(step).map(|(beta, step)| beta - step).collect()
        };
        let fall = at.gradient.iter().zip(target.iter().zip(beta)).map(|(g, (new, old))| g * (new - old)).sum::<f64>();
        (target.clone(), fall + penalty(&target, l1, l2) - penalty(beta, l1, l2))
    }

    fn at(&self, beta: &[f64], stride: usize, meter: &dyn Meter) -> Result<At, Stopped> {
        let width = self.design.width();
        let side = padded(width);
        let zero = At { loss: 0.0, gradient: vec![0.0; width], gram: vec![0.0; side * side], scratch: Vec::new() };
        let each = |sum: &mut At, block: &Block| {
            let (mut residual, mut curvature) = ([0.0; BLOCK], [0.0; BLOCK]);
            let mut eta = [0.0; BLOCK];
            for (at, &beta) in beta.iter().enumerate() {
                eta.iter_mut().zip(block.column(at)).for_each(|(eta, x)| *eta += beta * x);
            }
            for row in 0..block.n_rows {
                let (weight, eta) = (block.weights[row], eta[row]);
                let y = f64::from(self.codes[block.first_row + row]);
                let small = (-eta.abs()).exp();
                // ln(1 + e^η) − y η, without overflow.
                sum.loss += weight * (eta.max(0.0) + small.ln_1p() - y * eta);
                let p = if eta >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
                residual[row] = weight * (p - y);
                curvature[row] = weight * small / ((1.0 + small) * (1.0 + small));
            }
            for (at, gradient) in sum.gradient.iter_mut().enumerate() {
                *gradient += block.column(at).iter().zip(&residual).map(|(x, r)| x * r).sum::<f64>();
            }
            gram::add(&mut sum.gram, block, &curvature, width, &mut sum.scratch);
        };
        self.design.sum(meter, stride, &zero, each, |sum, part| {
            sum.loss += part.loss;
            sum.gradient.iter_mut().zip(&part.gradient).for_each(|(sum, part)| *sum += part);
            sum.gram.iter_mut().zip(&part.gram).for_each(|(sum, part)| *sum += part);
        })
    }

    /// Wald intervals from the curvature with the penalty's.
    fn intervals(&self, end: &End, notes: &mut Vec<String>) -> super::model::Output {
        let settings = self.settings;
        let width = self.design.width();
        if settings.l1() > 0.0 {
            let spread =
                Spread::unknown("an L1 penalty chooses coefficients; Wald intervals do not hold after a choice");
            return self.design.output(&end.beta, &spread);
        }
        if end.separable {
            return self
                .design
                .output(&end.beta, &Spread::unknown("the classes are separable; the likelihood has no maximum"));
        }
        let mut hessian = end.hessian.clone();
        (0..width - 1).for_each(|i| hessian[i * width + i] += settings.l2());
        let factor = Cholesky::of(&hessian, width);
        let variance = factor.inverse();
        let mut undefined = vec![None; width];
        for (at, reason) in undefined.iter_mut().enumerate().take(width - 1) {
            if settings.l2() * variance[at * width + at] > DECIDED {
                *reason = Some(HELD.to_string());
            }
        }
        notes.extend(self.design.left_out(&factor.aliased, &mut undefined));
        let spread = Spread { variance: Ok(&variance), undefined, critical: z_of(LEVEL) };
        self.design.output(&end.beta, &spread)
    }
}

/// Of all coefficients but the intercept, which is the last.
pub fn penalty(beta: &[f64], l1: f64, l2: f64) -> f64 {
    beta[..beta.len() - 1].iter().map(|beta| l1 * beta.abs() + 0.5 * l2 * beta * beta).sum()
}
