//! How far a table has moved from a reference: distances between two samples, with what they depend on.
//!
//! Categories and bins as counts in [`counts`], numbers as sorted values in [`numbers`]. Every result carries its bins,
//! floor and logarithm. Missingness and unseen categories are categories of their own: the caller counts them. Which
//! distance decides at which size is [`numeric_choice`] and [`categorical_choice`].

pub mod counts;
pub mod numbers;

pub use counts::{
    ChiSquareFit, JensenShannon, Psi, chi_square_fit, hellinger, jensen_shannon, largest_difference, psi,
};
pub use numbers::{
    KolmogorovSmirnov, Method, bin_counts, kolmogorov_smirnov, psi_of_numbers, reference_deciles, wasserstein,
    wasserstein_in_sd,
};

/// Rows of reference up to which a test decides; above it every trifle is significant, and a distance decides.
pub const TEST_UP_TO: u64 = 1_000;
/// The distance that counts as drift: Wasserstein in reference sd, or Jensen–Shannon distance in nats.
pub const DISTANCE_THRESHOLD: f64 = 0.1;
/// The p value below which a test calls drift.
pub const P_THRESHOLD: f64 = 0.05;
/// The least share that PSI takes a bin to have.
pub const PSI_FLOOR: f64 = 1e-4;

/// What judges a numeric column (as Evidently).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumericChoice {
    KolmogorovSmirnov,
    Wasserstein,
}

/// What judges a category column (as Evidently).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoricalChoice {
    ChiSquare,
    JensenShannon,
}

/// Kolmogorov–Smirnov up to 1,000 reference rows, Wasserstein above.
pub fn numeric_choice(reference_rows: u64) -> NumericChoice {
    if reference_rows <= TEST_UP_TO { NumericChoice::KolmogorovSmirnov } else { NumericChoice::Wasserstein }
}

/// χ² up to 1,000 reference rows, Jensen–Shannon above.
pub fn categorical_choice(reference_rows: u64) -> CategoricalChoice {
    if reference_rows <= TEST_UP_TO { CategoricalChoice::ChiSquare } else { CategoricalChoice::JensenShannon }
}

#[cfg(test)]
mod tests;
