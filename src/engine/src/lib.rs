//! The session: requests in, events out.
//!
//! Ties the rooms together. [`engine::start`] runs a dispatcher that owns the session and answers each
//! [`ninefold_base::message::Request`]; all long work is a job of [`jobs`]. This is the only room that starts threads.
//! It knows no screen and prints nothing.

pub mod complete_path;
pub mod engine;
pub mod explore;
pub mod headless;
pub mod jobs;
pub mod keyfile;
pub mod places;
pub mod project;
pub mod recent;
pub mod session;
pub mod signals;

pub use engine::{Engine, start};
