//! The trace: times of frames and jobs, written to the file that `NINEFOLD_TRACE` names, never to the screen.

use std::fs::OpenOptions;
use std::sync::Mutex;
use tracing_subscriber::fmt;

/// Starts tracing if the variable is set and the file can be opened; otherwise tracing costs nothing.
pub fn start() {
    let Some(path) = std::env::var_os("NINEFOLD_TRACE") else { return };
    match OpenOptions::new().create(true).append(true).open(&path) {
        Ok(file) => fmt().with_writer(Mutex::new(file)).with_ansi(false).with_max_level(tracing::Level::DEBUG).init(),
        Err(error) => crate::output::say(&format!("ninefold: no trace is written to `{}`: {error}", path.display())),
    }
}
