//! Numbers: every operation once, for both evaluators. `None` is missing.
//!
//! NaN equals NaN and is larger than every other number, 0 equals -0; a whole number that leaves 64 bits is missing.

use crate::ir::{Arithmetic, Comparison, Math, Wave};
use std::cmp::Ordering;

pub fn arithmetic_integer(op: Arithmetic, a: i64, b: i64) -> Option<i64> {
    match op {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Remainder if b == 0 => None,
        Arithmetic::Remainder => Some(a.wrapping_rem(b)),
        // The checker makes floats of the arguments of these.
        Arithmetic::Divide | Arithmetic::Power => None,
    }
}

pub fn arithmetic_float(op: Arithmetic, a: f64, b: f64) -> Option<f64> {
    match op {
        Arithmetic::Add => Some(a + b),
        Arithmetic::Subtract => Some(a - b),
        Arithmetic::Multiply => Some(a * b),
        Arithmetic::Divide if b == 0.0 => None,
        Arithmetic::Divide => Some(a / b),
        Arithmetic::Remainder if b == 0.0 => None,
        Arithmetic::Remainder => Some(a % b),
        Arithmetic::Power => Some(a.powf(b)),
    }
}

pub fn math(op: Math, x: f64) -> Option<f64> {
    match op {
        Math::Ceil => Some(x.ceil()),
        Math::Floor => Some(x.floor()),
        Math::Sqrt => (x >= 0.0 || x.is_nan()).then(|| x.sqrt()),
        Math::Exp => Some(x.exp()),
        Math::Ln => (x > 0.0 || x.is_nan()).then(|| x.ln()),
        Math::Log1p => (x > -1.0 || x.is_nan()).then(|| x.ln_1p()),
    }
}

/// Halves away from zero. Numbers too large to have such digits stay as they are.
pub fn round(x: f64, digits: u32) -> f64 {
    let scale = 10f64.powi(digits as i32);
    let scaled = x * scale;
    if scaled.is_finite() { scaled.round() / scale } else { x }
}

pub fn sign_float(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        // 0, -0 and NaN.
        x
    }
}

pub fn cycle(wave: Wave, x: f64, period: f64) -> Option<f64> {
    if period == 0.0 {
        return None;
    }
    let angle = std::f64::consts::TAU * x / period;
    Some(match wave {
        Wave::Sine => angle.sin(),
        Wave::Cosine => angle.cos(),
    })
}

pub fn compare_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

pub fn holds(comparison: Comparison, ordering: Ordering) -> bool {
    match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}

/// How many of the ascending edges are at most `x`; missing for NaN.
pub fn bin(edges: &[f64], x: f64) -> Option<i64> {
    if x.is_nan() { None } else { Some(edges.partition_point(|edge| *edge <= x) as i64) }
}

/// A float cut to a whole number; missing if there is none of 64 bits.
pub fn truncated(x: f64) -> Option<i64> {
    // 2^63 is a float, 2^63 - 1 is not.
    let whole = x.trunc();
    (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole).then_some(whole as i64)
}
