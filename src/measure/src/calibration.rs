//! Whether probabilities mean what they say, and how to mend them.
//!
//! Reliability, expected calibration error and its band in [`reliability`]; slope and intercept here; Platt and isotonic
//! recalibration in [`recalibrate`], to be fitted on rows used neither for training nor for early stopping. Start at
//! [`Reliability::of`].

pub mod logit;
pub mod recalibrate;
pub mod reliability;

pub use logit::{CalibrationLine, calibration_line};
pub use recalibrate::{ISOTONIC_LEAST_ROWS, Isotonic, Platt};
pub use reliability::{Band, Bin, Binning, ECE_BINS, Reliability, perfect_calibration_band};

#[cfg(test)]
mod tests;
