//! The integration tests: the laws of the house, headless commands, every example of the command table, the screen in a
//! pseudo-terminal, and what goes wrong in the world: signals, full disks, torn files, random keys.

mod examples;
mod explore;
mod hardship;
mod headless;
mod monkey;
mod pty;
mod suites;
mod terminal;
mod tidy;

use std::path::{Path, PathBuf};

/// The root of the project, where the sample data is.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the data for tests that may not be shipped; none where it is absent, and a line that says so.
fn shared_data(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no ../shared/data/{folder}");
    None
}
