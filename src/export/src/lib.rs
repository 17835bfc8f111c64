//! What leaves the workbench: reports with pictures, feature specs, model cards. Plain figures in, bytes out.
//!
//! This room knows no tables, opens no files and prints nothing.
