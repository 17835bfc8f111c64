//! The whole screen with an invented engine: keys in, screen out.

pub mod fake;
pub mod fake_missing;
pub mod fake_profile;
mod laws;
mod scenes;
mod snapshots;
