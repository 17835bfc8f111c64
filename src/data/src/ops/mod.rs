//! What a view asks of a table: which rows in which order, pages of them, search, value counts, samples.
//!
//! Everything works over any [`crate::RowSource`], span by span: spans are read in parallel on the rayon pool of the
//! caller and joined in order, so that results never depend on the number of threads. The meter is asked before each
//! span. [`page`] does not use the pool for rows in the order of the file, so that a long sort cannot delay them.

pub mod count;
pub mod filter;
pub mod interner;
pub mod merge;
pub mod order;
pub mod page;
pub mod sample;
pub mod scan;
pub mod search;
pub mod sort;
pub mod sort_keys;

pub use count::values;
pub use order::rows;
pub use page::{copy_text, page, record};
pub use sample::sample_rows;
pub use search::{count_hits, search};

#[cfg(test)]
mod tests;
