//! What a table looks like: one scan's figures, and what is read out of them.
//!
//! Results are the plain types of `ninefold_base::profile`; accumulators and samples stay in this room.

pub mod advice;
pub mod against;
pub mod associations;
pub mod column;
pub mod compare;
pub mod contract;
pub mod distinct;
pub mod draw;
pub mod duplicates;
pub mod edges;
pub mod facts;
pub mod findings;
pub mod frequent;
pub mod gather;
pub mod grid;
pub mod hashing;
pub mod histogram;
pub mod kll;
pub mod missing;
pub mod missing_map;
pub mod nulls;
pub mod pair;
pub mod ranks;
pub mod run;
pub mod sample;
pub mod sql;
pub mod table;
pub mod target;
pub mod values;
pub mod words;

pub use histogram::histogram;
pub use run::{Options, Profiled, Reach, profile};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
