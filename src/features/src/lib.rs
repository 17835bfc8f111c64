//! The feature language: SQL expressions plus fitted functions. Parse, check, fit on the training rows, apply, explain.
//!
//! [`check::check`] turns text into a typed tree ([`ir`]); [`fit::fit`] learns what its fitted functions need from the
//! training rows alone; the result is a [`set::FeatureSet`], which computes features of one row ([`row`]) or of many
//! ([`batch`]), to the same bits, because both call the same small functions ([`scalar`], [`prepared`]). This room knows
//! no screen and no project file; it starts no threads and prints nothing.

pub mod apply;
pub mod batch;
pub mod check;
pub mod convert;
pub mod fit;
pub mod frames;
pub mod ir;
pub mod prepared;
pub mod row;
pub mod scalar;
pub mod set;
pub mod spec;
pub mod suggest;
pub mod vector;

pub use check::{Context, check};
pub use fit::{Options, fit};
pub use ir::Checked;
pub use set::FeatureSet;
pub use spec::{Header, Loaded, load, verify};

/// Maps by hash whose order nobody may look at.
type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::FixedState>;
