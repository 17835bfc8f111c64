//! Pictures: their text and style, and that they draw anything at any size within their area.

mod gallery;
mod laws;
mod numbers;
mod snapshots;
