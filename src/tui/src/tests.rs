//! The whole screen with an invented engine: keys in, screen out.

mod fake;
mod laws;
mod scenes;
mod snapshots;
