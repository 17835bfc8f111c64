//! The reader suites: every file of them is read or refused in a sentence, on both faces, and never with a panic.

use crate::pty::Terminal;
use crate::shared_data;
use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn suite() -> Vec<PathBuf> {
    ["csv", "parquet"].iter().filter_map(|name| shared_data(name)).flat_map(|folder| files(&folder)).collect()
}

#[test]
fn every_file_is_read_or_refused_without_a_screen() {
    for path in suite() {
        let output = Command::cargo_bin("ninefold")
            .unwrap()
            .args(["tail", "-n", "3", "--to", "csv", &path.display().to_string()])
            .timeout(std::time::Duration::from_secs(60))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        let refused = output.status.code() == Some(2) && told.contains("why:") && told.contains("fix:");
        assert!(output.status.code() == Some(0) || refused, "{}: {:?} {told}", path.display(), output.status);
        assert!(!told.contains("panicked"), "{}: {told}", path.display());
    }
}

#[test]
fn damaged_files_are_refused_on_the_screen_and_it_goes_on() {
    let damaged = suite().into_iter().filter(|path| {
        let path = path.display().to_string();
        path.contains("bad_data") || path.contains("messy") || path.contains("malformed")
    });
    for path in damaged {
        let mut terminal = Terminal::open((80, 24), &[&path.display().to_string()]);
        let what = format!("rows of {} or a refusal", path.display());
        terminal.until(&what, |text| text.contains('✗') || text.contains("row ") && text.contains(" of "));
        terminal.send("GQ");
        assert_eq!(terminal.end().0, 0, "{}", path.display());
    }
}
