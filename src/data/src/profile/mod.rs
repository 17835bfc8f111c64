//! What a table looks like: one scan's figures, and what is read out of them.
//!
//! Results are the plain types of `ninefold_base::profile`; accumulators and samples stay in this room.

pub mod sample;
