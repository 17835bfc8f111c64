//! Distribution functions: normal, χ², Student's t, binomial, Kolmogorov.
//!
//! Knows numbers only. Built on `erfc` and `lgamma` of the `libm` crate; the incomplete gamma and beta functions are the
//! usual series and continued fractions (modified Lentz; Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8). Start at
//! [`normal_quantile`].

use libm::{erfc, lgamma};

const TINY: f64 = 1e-300;
const CLOSE: f64 = 1e-16;

/// P(Z ≤ z) of the standard normal.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The two-sided tail P(|Z| ≥ |z|).
pub fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// z with P(Z ≤ z) = p; −∞ and ∞ at 0 and 1, NaN outside. Wichura's AS 241 (PPND16), about 16 digits.
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * rational(0.180625 - q * q, &CENTRE_TOP, &CENTRE_BOTTOM);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-tail.ln()).sqrt();
    let z = if r <= 5.0 {
        rational(r - 1.6, &MIDDLE_TOP, &MIDDLE_BOTTOM)
    } else {
        rational(r - 5.0, &FAR_TOP, &FAR_BOTTOM)
    };
    if q < 0.0 { -z } else { z }
}

fn rational(x: f64, top: &[f64; 8], bottom: &[f64; 8]) -> f64 {
    let horner = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    horner(top) / horner(bottom)
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// The regularised upper incomplete gamma function Q(a, x) for a > 0, x ≥ 0.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let front = (a * x.ln() - x - lgamma(a)).exp();
    if x < a + 1.0 { 1.0 - front * gamma_series(a, x) } else { front * gamma_fraction(a, x) }
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    for _ in 0..100_000 {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term.abs() < sum.abs() * CLOSE {
            break;
        }
    }
    sum
}

fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / away_from_zero(an * d + b);
        c = away_from_zero(b + an / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < CLOSE {
            break;
        }
    }
    h
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// P(X ≥ x) of a χ² with the given degrees of freedom (> 0).
pub fn chi_square_tail(x: f64, degrees_of_freedom: f64) -> f64 {
    gamma_q(degrees_of_freedom / 2.0, x / 2.0)
}

/// The regularised incomplete beta function I_x(a, b) for a, b > 0 and x in 0..=1.
pub fn beta_i(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (lgamma(a + b) - lgamma(a) - lgamma(b) + a * x.ln() + b * libm::log1p(-x)).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for i in 1..100_000 {
        let m = f64::from(i);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < CLOSE {
            break;
        }
    }
    h
}

/// The two-sided tail P(|T| ≥ |t|) of Student's t.
pub fn student_t_two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    let t2 = t * t;
    if t2.is_infinite() {
        return 0.0;
    }
    beta_i(degrees_of_freedom / 2.0, 0.5, degrees_of_freedom / (degrees_of_freedom + t2))
}

/// t > 0 with P(|T| ≥ t) = `two_sided` (in 0..1), by bisection: the half width of a confidence interval.
pub fn student_t_critical(two_sided: f64, degrees_of_freedom: f64) -> f64 {
    let mut high = 1.0;
    while student_t_two_sided(high, degrees_of_freedom) > two_sided && high < 1e300 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if student_t_two_sided(middle, degrees_of_freedom) > two_sided {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// P(X ≤ k) of a binomial with n trials of probability p.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_i((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// P(X = k) of a binomial with n trials of probability p in 0 < p < 1.
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    let (k, n) = (k as f64, n as f64);
    let choose = lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
    (choose + k * p.ln() + (n - k) * libm::log1p(-p)).exp()
}

/// The tail of Kolmogorov's limit distribution: P(√n D ≥ x) = 2 Σ (−1)^(j−1) exp(−2 j² x²), and its theta transform where
/// that converges slowly.
pub fn kolmogorov_tail(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 0.82 {
        let factor = -std::f64::consts::PI.powi(2) / (8.0 * x * x);
        let sum: f64 = [1.0, 3.0, 5.0, 7.0, 9.0].iter().map(|k: &f64| (k * k * factor).exp()).sum();
        return 1.0 - (2.0 * std::f64::consts::PI).sqrt() / x * sum;
    }
    let mut sum = 0.0;
    for j in 1..=100 {
        let j = f64::from(j);
        let term = (-2.0 * j * j * x * x).exp();
        sum += if j % 2.0 == 1.0 { term } else { -term };
        if term < 1e-20 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
