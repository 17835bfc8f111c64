//! Tables: open, read, order, filter, search, count, write. Polars lives here.
//!
//! A table is a [`RowSource`]: rows by number, read in any range, from a file that is never held in memory as a whole.
//! [`open::open`] makes one from paths. [`ops`] finds and orders rows of a view over any source. This room knows no
//! screen, starts no threads (parallel work runs on the rayon pool it is called in) and prints nothing.

pub mod bytes;
pub mod cells;
pub mod columnar;
pub mod condition;
pub mod open;
pub mod ops;
pub mod profile;
pub mod source;
pub mod text;
pub mod write;

pub use source::{Chunk, Interrupted, InvalidCell, RowOrder, RowSource};
