//! Separated text, JSON lines and JSON: tables that are text.
//!
//! [`opening`] reads the beginning and decides how to go on ([`detect`]); [`source::TextTable`] is the table: a sparse
//! row [`index`], a [`survey`] of all values from which [`decide`] tells types, and [`decode`] for reading rows. Records
//! are cut by [`split`] and [`json`] alone. The rules for types stand in [`decide`], those for rows in [`split`].

pub mod classify;
pub mod completion;
pub mod decide;
pub mod decode;
pub mod detect;
pub mod findings;
pub mod index;
pub mod json;
pub mod opening;
pub mod records;
pub mod scanner;
pub mod source;
pub mod split;
pub mod survey;
pub mod values;

pub use opening::{Input, open};

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
