//! How far two columns are apart, and what that is called: `NUMBERS.md` section 8.
//!
//! Up to 1,000 rows of reference a test decides, above them a distance. Every distance carries what one needs to repeat
//! it.

use ninefold_base::Figure;
use ninefold_base::format::{grouped, percent};
use ninefold_base::profile::compare::{Distance, Drift};
use ninefold_measure::association::{ContingencyTable, Continuity};
use ninefold_measure::drift::{
    CategoricalChoice, DISTANCE_THRESHOLD, Method, NumericChoice, P_THRESHOLD, PSI_FLOOR, categorical_choice,
    chi_square_fit, jensen_shannon, kolmogorov_smirnov, largest_difference, numeric_choice, psi, psi_of_numbers,
    wasserstein_in_sd,
};
use ninefold_measure::entropy::LogBase;
use ninefold_measure::quantile;

/// From here on drift is called large: twice the distance that counts as drift.
pub const LARGE: f64 = 2.0 * DISTANCE_THRESHOLD;
/// Values of a side below which nothing is said.
const FEWEST: usize = 10;
/// A difference of the missing share that counts, if it is not chance.
const MISSING_SHARE: f64 = 0.05;
const MISSING_P: f64 = 0.001;
/// The share of rows with a value never seen before that counts, and that is large.
const UNSEEN: [f64; 2] = [0.01, 0.1];

/// Distances, the word, and why this word.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub distances: Vec<Distance>,
    pub drift: Drift,
    pub reason: String,
}

impl Judged {
    pub fn unknown(reason: &str) -> Self {
        Self { distances: Vec::new(), drift: Drift::Unknown, reason: reason.into() }
    }

    fn worse(&mut self, drift: Drift, reason: String) {
        if self.drift == Drift::Unknown || drift > self.drift {
            self.drift = drift;
            self.reason = reason;
        }
    }

    /// Drift of being missing: missing cells and rows of each side.
    pub fn with_missing(mut self, sides: [(u64, u64); 2]) -> Self {
        let [(a, n), (b, m)] = sides;
        if n == 0 || m == 0 || a + b == 0 {
            return self;
        }
        let difference = (b as f64 / m as f64 - a as f64 / n as f64).abs();
        let table = ContingencyTable::new(2, vec![a, n - a, b, m - b]);
        let p_value = table.and_then(|table| table.chi_square(Continuity::None).ok()).map(|chi| chi.p_value);
        self.distances.push(Distance {
            name: "missing".into(),
            value: Figure::Value(difference),
            p_value,
            settings: format!("difference of the shares {} and {}; p by χ²", percent(a, n), percent(b, m)),
        });
        if difference >= MISSING_SHARE && p_value.is_some_and(|p| p < MISSING_P) {
            let drift = if difference >= LARGE { Drift::Large } else { Drift::Small };
            let (before, now) = (percent(a, n), percent(b, m));
            self.worse(
                drift,
                format!(
                    "missing in {before} and in {now}: a difference of at least {} % (large from {} %), p below {MISSING_P}",
                    MISSING_SHARE * 100.0,
                    LARGE * 100.0
                ),
            );
        }
        self
    }

    /// Drift by values that the first side has never seen.
    pub fn with_unseen(mut self, unseen: u64, present: u64) -> Self {
        let share = unseen as f64 / present.max(1) as f64;
        if share >= UNSEEN[0] {
            let drift = if share >= UNSEEN[1] { Drift::Large } else { Drift::Small };
            let reason = format!(
                "{} of the second side's values were never seen on the first: at least {} % (large from {} %)",
                percent(unseen, present),
                UNSEEN[0] * 100.0,
                UNSEEN[1] * 100.0
            );
            self.worse(drift, reason);
        }
        self
    }
}

/// The reference first. NaN is missing; infinite values take no part.
pub fn of_numbers(reference: &[f64], current: &[f64]) -> Judged {
    let sorted = |values: &[f64]| {
        let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        quantile::sort(&mut finite);
        finite
    };
    let (a, b) = (sorted(reference), sorted(current));
    let sizes = format!("n {} and {}", grouped(a.len() as u64), grouped(b.len() as u64));
    let ks = kolmogorov_smirnov(&a, &b);
    let wasserstein = wasserstein_in_sd(&a, &b);
    let psi = psi_of_numbers(&a, &b, PSI_FLOOR);
    let distances = vec![
        match &ks {
            Ok(ks) => Distance {
                name: "Kolmogorov–Smirnov".into(),
                value: Figure::Value(ks.statistic),
                p_value: Some(ks.p_value),
                settings: match ks.method {
                    Method::Exact => format!("two-sided, exact p; {sizes}"),
                    Method::Asymptotic => format!("two-sided, p by the limit distribution; {sizes}"),
                },
            },
            Err(reason) => undefined("Kolmogorov–Smirnov", reason, &sizes),
        },
        Distance {
            name: "Wasserstein / σ".into(),
            value: wasserstein.clone(),
            p_value: None,
            settings: format!("in standard deviations (n - 1) of the first side; {sizes}"),
        },
        Distance {
            name: "PSI".into(),
            value: psi.value.clone(),
            p_value: None,
            settings: psi_settings(psi.bins, psi.floor, &psi.noise_level, "deciles of the first side"),
        },
    ];
    if a.len() < FEWEST || b.len() < FEWEST {
        let reason = format!("fewer than {FEWEST} values on a side");
        return Judged { distances, drift: Drift::Unknown, reason };
    }
    let (drift, reason) = match (numeric_choice(a.len() as u64), ks, wasserstein) {
        (NumericChoice::KolmogorovSmirnov, Ok(ks), _) => by_test("Kolmogorov–Smirnov", ks.p_value, "D", ks.statistic),
        (_, _, Figure::Value(distance)) => by_distance("Wasserstein / σ", distance),
        // A constant reference has no σ: any other value at all is drift.
        (_, Ok(ks), _) if ks.statistic >= DISTANCE_THRESHOLD => (
            Drift::Large,
            format!("the first side is constant, and {:.1} % of the second differ", ks.statistic * 100.0),
        ),
        (_, Ok(_), _) => (Drift::None, "both sides hold the same value, but for few rows".into()),
        (_, Err(reason), _) => (Drift::Unknown, reason.into()),
    };
    Judged { distances, drift, reason }
}

/// Counts of the reference and of the current side by category.
pub fn of_categories(counts: &[(String, [u64; 2])]) -> Judged {
    let side = |at: usize| counts.iter().map(|(_, both)| both[at] as f64).collect::<Vec<f64>>();
    let (a, b) = (side(0), side(1));
    let totals = [a.iter().sum::<f64>(), b.iter().sum::<f64>()];
    let sizes =
        format!("{} categories; n {} and {}", counts.len(), grouped(totals[0] as u64), grouped(totals[1] as u64));
    let chi = chi_square_fit(&a, &b);
    let js = jensen_shannon(&a, &b, LogBase::E);
    let psi = psi(&a, &b, PSI_FLOOR);
    let distances = vec![
        match &chi {
            Ok(chi) => Distance {
                name: "χ²".into(),
                value: Figure::Value(chi.statistic),
                p_value: Some(chi.p_value),
                settings: format!(
                    "against the shares of the first side, {} degrees of freedom, least expected {:.1}; {sizes}",
                    chi.degrees_of_freedom, chi.least_expected
                ),
            },
            Err(reason) => undefined("χ²", reason, &sizes),
        },
        Distance {
            name: "Jensen–Shannon".into(),
            value: js.distance.clone(),
            p_value: None,
            settings: format!("distance (root of the divergence), natural logarithm; {sizes}"),
        },
        Distance {
            name: "PSI".into(),
            value: psi.value.clone(),
            p_value: None,
            settings: psi_settings(psi.bins, psi.floor, &psi.noise_level, "categories"),
        },
        Distance {
            name: "largest difference".into(),
            value: largest_difference(&a, &b),
            p_value: None,
            settings: format!("of a category's share (L∞); {sizes}"),
        },
    ];
    if totals[0] < FEWEST as f64 || totals[1] < FEWEST as f64 {
        let reason = format!("fewer than {FEWEST} values on a side");
        return Judged { distances, drift: Drift::Unknown, reason };
    }
    let distance = js.distance.value().unwrap_or(0.0);
    let (drift, reason) = match (categorical_choice(totals[0] as u64), chi) {
        (CategoricalChoice::ChiSquare, Ok(chi)) => by_test("χ²", chi.p_value, "Jensen–Shannon", distance),
        // A category the reference has never seen, or a single one: the distance still has a value.
        _ => by_distance("Jensen–Shannon", distance),
    };
    Judged { distances, drift, reason }
}

fn undefined(name: &str, reason: &str, sizes: &str) -> Distance {
    Distance { name: name.into(), value: Figure::undefined(reason), p_value: None, settings: sizes.into() }
}

fn psi_settings(bins: usize, floor: f64, noise: &Figure, of: &str) -> String {
    let noise = noise.value().map_or_else(|| "unknown".into(), |noise| format!("{noise:.4}"));
    format!("{bins} bins ({of}), floor {floor}, natural logarithm; {noise} is expected without any drift")
}

fn by_test(test: &str, p: f64, size_name: &str, size: f64) -> (Drift, String) {
    let p_text = if p < 1e-4 { "p < 0.0001".into() } else { format!("p {p:.4}") };
    let rule = format!("up to 1,000 rows of reference {test} decides: {p_text}, drift below {P_THRESHOLD}");
    if p >= P_THRESHOLD {
        return (Drift::None, rule);
    }
    let drift = if size >= LARGE { Drift::Large } else { Drift::Small };
    (drift, format!("{rule}; {size_name} {size:.3}, large from {LARGE}"))
}

fn by_distance(name: &str, distance: f64) -> (Drift, String) {
    let drift = match distance {
        d if d >= LARGE => Drift::Large,
        d if d >= DISTANCE_THRESHOLD => Drift::Small,
        _ => Drift::None,
    };
    (drift, format!("{name} {distance:.3}: drift from {DISTANCE_THRESHOLD}, large from {LARGE}"))
}
