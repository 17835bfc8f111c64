//! The feature language: SQL expressions plus fitted functions. Parse, check, fit on the training rows, apply, explain.
//!
//! This room knows no screen and no project file; it prints nothing.
