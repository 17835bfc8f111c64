//! What leaves the workbench: pictures and reports. Plain figures in, bytes out.
//!
//! This room knows no tables, opens no files and prints nothing. Start at [`picture`] for a single picture,
//! [`report`] for the page that holds all of a profile.

pub mod picture;
pub mod report;
