//! Axes: from values to places and back, and the ticks with their labels. The same on the screen and in files; no drawing.

pub mod numbers;
mod scale;
pub mod time;

pub use scale::{Digits, Kind, Scale, Tick};
