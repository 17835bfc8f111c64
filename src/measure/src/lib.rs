//! What numbers mean: summaries, associations, metrics, intervals, tests, thresholds, calibration, fairness, label noise,
//! drift. Arrays and counts in, figures out.
//!
//! Every statistic of ninefold has its one implementation here. This room knows no tables, no files, no threads of its own
//! (parallel work runs on the rayon pool it is called in) and prints nothing.
//!
//! Of a column: [`moments`], [`quantile`], [`entropy`]; of two columns: [`association`]; of two tables: [`drift`]. Of a model:
//! [`classification`], [`regression`], [`calibration`], [`cost`]; of two models: [`compare`]; for groups of people:
//! [`fairness`]; of the labels themselves: [`label_noise`]. Uncertainty: [`interval`], [`bootstrap`].

pub mod association;
pub mod bootstrap;
pub mod calibration;
pub mod classification;
pub mod compare;
pub mod cost;
pub mod drift;
pub mod entropy;
pub mod fairness;
pub mod interval;
pub mod label_noise;
pub mod linkage;
pub mod moments;
pub mod quantile;
pub mod random;
pub mod regression;
pub mod special;

#[cfg(test)]
mod tests;
