//! Features: what they are defined by, what was learned for them, what they give, and the spec that carries all of it.
//!
//! Plain data, so that screens can show and files can keep it. The language itself (parse, check, fit, apply) lives in
//! the features room. Start at [`definition`] for what a user writes, at [`spec`] for what leaves.

pub mod definition;
pub mod fitted;
pub mod functions;
pub mod report;
pub mod spec;
pub mod suggestion;
pub mod value;

pub use definition::{Definition, Output, Target, TargetKind};
pub use fitted::{Categories, Fitted, TargetColumn};
pub use value::{Value, ValueType};

#[cfg(test)]
mod tests;
