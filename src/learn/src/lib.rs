//! Estimators: baselines, linear models, boosted trees, and what is asked of them. Matrices in, fitted models out.
//!
//! This room knows no tables, no files, no clock and no screen; it prints nothing. Parallel work runs on the rayon pool it
//! is called in and is put together in the order of the rows, so that a fit has the same bytes on any number of threads.
//!
//! Start at [`matrix`] for what goes in, at [`estimator`] for what a model is and how one is fitted, at [`recipe`] for the
//! list of all models. [`baseline`], [`linear`], [`boosted`] and [`glass_box`] are the models, [`saved`] their file,
//! [`importance`] what a fitted model pays attention to, [`folds`] and [`tuning`] how settings are chosen.

pub mod baseline;
pub mod boosted;
pub mod estimator;
pub mod folds;
pub mod glass_box;
pub mod importance;
pub mod linear;
pub mod loss;
pub mod matrix;
mod random;
pub mod recipe;
pub mod saved;
pub mod tuning;

#[cfg(test)]
mod tests;

pub use estimator::{Fit, FitError, Fitted, Round, Watch};
pub use matrix::{Column, Dataset, Matrix, Target, Task, Values};
pub use recipe::{Recipe, fit};
