//! Quantiles, interquartile range and median absolute deviation of sorted values.
//!
//! Type 7 of Hyndman & Fan (1996): linear interpolation between order statistics, as numpy, pandas and R. Exact; knows no
//! sketches. Start at [`quantile`].

use ninefold_base::Figure;

/// Sorts values so that this room's functions can take them. NaN goes last; callers leave it out before.
pub fn sort(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// The `q`-quantile (0 ≤ q ≤ 1) of values sorted in ascending order: the value at position q (n − 1), interpolated.
/// Undefined for no values or a `q` outside 0..=1.
pub fn quantile(sorted: &[f64], q: f64) -> Figure {
    if sorted.is_empty() {
        return Figure::undefined("no values");
    }
    if !(0.0..=1.0).contains(&q) {
        return Figure::undefined("a quantile lies between 0 and 1");
    }
    Figure::finite(interpolate(sorted, q * (sorted.len() - 1) as f64), "falls on an infinite value")
}

fn interpolate(sorted: &[f64], position: f64) -> f64 {
    let low = position.floor() as usize;
    let share = position - low as f64;
    let a = sorted[low.min(sorted.len() - 1)];
    if share == 0.0 {
        return a;
    }
    let b = sorted[(low + 1).min(sorted.len() - 1)];
    let step = b - a;
    // From the nearer end, as numpy; in two products where the step itself is too large for a number.
    if !step.is_finite() {
        a * (1.0 - share) + b * share
    } else if share < 0.5 {
        a + step * share
    } else {
        b - step * (1.0 - share)
    }
}

pub fn median(sorted: &[f64]) -> Figure {
    quantile(sorted, 0.5)
}

/// q75 − q25.
pub fn interquartile_range(sorted: &[f64]) -> Figure {
    match (quantile(sorted, 0.25), quantile(sorted, 0.75)) {
        (Figure::Value(low), Figure::Value(high)) => Figure::finite(high - low, "larger than a number can be"),
        (undefined @ Figure::Undefined { .. }, _) | (_, undefined) => undefined,
    }
}

/// median |x − median|, not scaled by 1.4826. One walk outwards from the median, no copy.
pub fn median_absolute_deviation(sorted: &[f64]) -> Figure {
    let centre = match median(sorted) {
        Figure::Value(value) => value,
        undefined => return undefined,
    };
    let n = sorted.len();
    let mut right = sorted.partition_point(|&value| value < centre);
    let mut left = right;
    let (mut last, mut current) = (0.0, 0.0);
    // The distances in ascending order, up to the middle one.
    for _ in 0..=n / 2 {
        last = current;
        let below = if left > 0 { centre - sorted[left - 1] } else { f64::INFINITY };
        let above = if right < n { sorted[right] - centre } else { f64::INFINITY };
        if below <= above {
            current = below;
            left -= 1;
        } else {
            current = above;
            right += 1;
        }
    }
    let value = if n % 2 == 1 { current } else { last + 0.5 * (current - last) };
    Figure::finite(value, "larger than a number can be")
}

#[cfg(test)]
mod tests;
