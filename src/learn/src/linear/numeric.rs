//! Linear regression: the normal equations of standardised features, solved once.

use super::design::{BLOCK, Block, Design, Spread, padded};
use super::solve::{Cholesky, descend};
use super::{DECIDED, EachRound, HELD, LinearSettings, Solution, gram};
use crate::estimator::{FitError, Watch};
use crate::matrix::Target;
use ninefold_measure::interval::LEVEL;
use ninefold_measure::special::student_t_critical;

#[derive(Clone)]
struct Sums {
    gram: Vec<f64>,
    /// Σ w x (y − mean of y).
    product: Vec<f64>,
    scratch: Vec<f64>,
}

/// Intervals are those of weighted least squares: weights are taken as inverse variances, the scale is estimated with
/// n − rank degrees of freedom, n the rows of weight above 0.
pub fn fit(
    settings: &LinearSettings,
    design: &Design<'_>,
    target: &Target,
    watch: &mut Watch<'_>,
    each_round: &mut EachRound<'_>,
) -> Result<Solution, FitError> {
    let Target::Number(y) = target else {
        return Ok(Solution { outputs: Vec::new(), notes: Vec::new() });
    };
    let width = design.width();
    let side = padded(width);
    let (n_used, middle) = {
        let zero = (0u64, 0.0);
        let each = |sum: &mut (u64, f64), block: &Block| {
            for row in 0..block.n_rows {
                sum.0 += u64::from(block.weights[row] > 0.0);
                sum.1 += block.weights[row] * y[block.first_row + row];
            }
        };
        let (n, sum) = design.sum(watch.meter, 1, &zero, each, |sum, part| {
            sum.0 += part.0;
            sum.1 += part.1;
        })?;
        (n, sum / design.total_weight)
    };
    let zero = Sums { gram: vec![0.0; side * side], product: vec![0.0; width], scratch: Vec::new() };
    let each = |sum: &mut Sums, block: &Block| {
        let (mut curvature, mut weighted) = ([0.0; BLOCK], [0.0; BLOCK]);
        curvature.copy_from_slice(&block.weights);
        for row in 0..block.n_rows {
            weighted[row] = block.weights[row] * (y[block.first_row + row] - middle);
        }
        for (at, product) in sum.product.iter_mut().enumerate() {
            *product += block.column(at).iter().zip(&weighted).map(|(x, y)| x * y).sum::<f64>();
        }
        gram::add(&mut sum.gram, block, &curvature, width, &mut sum.scratch);
    };
    let sums = design.sum(watch.meter, 1, &zero, each, |sum, part| {
        sum.gram.iter_mut().zip(&part.gram).for_each(|(sum, part)| *sum += part);
        sum.product.iter_mut().zip(&part.product).for_each(|(sum, part)| *sum += part);
    })?;
    let plain = gram::complete(&sums.gram, width);
    let mut hessian = plain.clone();
    (0..width - 1).for_each(|i| hessian[i * width + i] += settings.l2());
    let factor = Cholesky::of(&hessian, width);
    let mut beta = if settings.l1() > 0.0 {
        let gradient: Vec<f64> = sums.product.iter().map(|product| -product).collect();
        descend(&plain, &gradient, &vec![0.0; width], settings.l1(), settings.l2())
    } else {
        factor.solve(&sums.product)
    };
    beta[width - 1] += middle;
    let squares = squared_error(design, y, &beta, watch)?;
    each_round(std::slice::from_ref(&beta), (squares / design.total_weight).sqrt(), watch)?;
    Ok(intervals(settings, design, &factor, beta, squares, n_used))
}

fn squared_error(design: &Design<'_>, y: &[f64], beta: &[f64], watch: &Watch<'_>) -> Result<f64, FitError> {
    let each = |sum: &mut f64, block: &Block| {
        let mut fitted = [0.0; BLOCK];
        for (at, &beta) in beta.iter().enumerate() {
            fitted.iter_mut().zip(block.column(at)).for_each(|(fitted, x)| *fitted += beta * x);
        }
        for row in 0..block.n_rows {
            *sum += block.weights[row] * (y[block.first_row + row] - fitted[row]).powi(2);
        }
    };
    Ok(design.sum(watch.meter, 1, &0.0, each, |sum, part| *sum += part)?)
}

fn intervals(
    settings: &LinearSettings,
    design: &Design<'_>,
    factor: &Cholesky,
    beta: Vec<f64>,
    squares: f64,
    n_used: u64,
) -> Solution {
    let width = design.width();
    let rank = (width - factor.aliased.len()) as u64;
    let mut notes = Vec::new();
    if settings.l1() > 0.0 {
        let spread = Spread::unknown("an L1 penalty chooses coefficients; Wald intervals do not hold after a choice");
        return Solution { outputs: vec![design.output(&beta, &spread)], notes };
    }
    if n_used <= rank {
        let spread = Spread::unknown("there are not more rows than coefficients");
        return Solution { outputs: vec![design.output(&beta, &spread)], notes };
    }
    let freedom = (n_used - rank) as f64;
    let inverse = factor.inverse();
    let variance: Vec<f64> = inverse.iter().map(|value| value * squares / freedom).collect();
    let mut undefined = vec![None; width];
    for (at, reason) in undefined.iter_mut().enumerate().take(width - 1) {
        if settings.l2() * inverse[at * width + at] > DECIDED {
            *reason = Some(HELD.to_string());
        }
    }
    notes.extend(design.left_out(&factor.aliased, &mut undefined));
    let spread = Spread { variance: Ok(&variance), undefined, critical: student_t_critical(1.0 - LEVEL, freedom) };
    Solution { outputs: vec![design.output(&beta, &spread)], notes }
}
