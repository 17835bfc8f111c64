//! The laws of the house, checked on our own files.

use crate::root;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may see.
const ROOMS: [(&str, &[&str]); 9] = [
    ("base", &[]),
    ("measure", &["base"]),
    ("data", &["base", "measure"]),
    ("features", &["base", "data", "measure"]),
    ("learn", &["base", "measure"]),
    ("export", &["base"]),
    ("engine", &["base", "data", "export", "features", "learn", "measure"]),
    ("tui", &["base"]),
    ("cli", &["base", "engine"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "examples"] {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root()).unwrap().to_path_buf(), text));
        }
    }
}

/// `tests` and `hostile` are modules that exist only for testing.
fn is_test(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        matches!(name.trim_end_matches(".rs"), "tests" | "hostile")
    })
}

/// The lines of a file outside `#[cfg(test)] mod tests { … }`, with their numbers.
fn shipped_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].lines().enumerate().map(|(i, line)| (i + 1, line))
}

fn dependencies(manifest: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let after = text.split("[dependencies]").nth(1).unwrap_or_default();
    let section = after.split("\n[").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(str::to_string)
        .collect()
}

#[test]
fn rooms_see_only_the_rooms_they_may() {
    for (room, allowed) in ROOMS {
        let names = dependencies(&format!("src/{room}/Cargo.toml"));
        for name in names.iter().filter_map(|name| name.strip_prefix("ninefold-")) {
            assert!(allowed.contains(&name), "`{room}` must not see `{name}`");
        }
        let tables = matches!(room, "data" | "features");
        assert!(tables || !names.iter().any(|name| name.starts_with("polars")), "polars in `{room}`");
        assert_eq!(names.iter().any(|name| name == "ratatui"), room == "tui", "ratatui in `{room}`");
        assert_eq!(names.iter().any(|name| name == "clap"), room == "cli", "clap in `{room}`");
    }
    let members: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(
        members.iter().all(|member| ROOMS.iter().any(|(room, _)| room == member)),
        "a room without a law: {members:?}"
    );
}

#[test]
fn one_version_each_of_the_heavy_libraries() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for name in ["ratatui", "crossterm", "polars", "polars-core"] {
        assert_eq!(lock.matches(&format!("name = \"{name}\"\n")).count(), 1, "{name}");
    }
}

#[test]
fn only_the_engine_starts_threads_and_the_screen_its_input_thread() {
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src") && !is_test(path)) {
        let starts = shipped_lines(text)
            .filter(|(_, line)| line.contains("thread::spawn") || line.contains("thread::Builder"))
            .count();
        // Drivers of benchmarks are programs of their own.
        let allowed = path.starts_with("src/engine")
            || path.starts_with("examples")
            || path.starts_with("src/tui/src/runtime")
            || path.starts_with("src/tui/src/runtime.rs");
        assert!(starts == 0 || allowed, "{} starts a thread", path.display());
    }
}

#[test]
fn nothing_prints_but_the_output_of_the_command_line() {
    // Written in two parts so that this file does not find itself.
    let macros: Vec<String> = ["print", "println", "eprint", "eprintln", "dbg"].map(|name| format!("{name}!(")).into();
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src") && !is_test(path)) {
        if path == Path::new("src/cli/src/output.rs") {
            continue;
        }
        for (number, line) in shipped_lines(text) {
            let code = line.split("//").next().unwrap_or_default();
            assert!(!macros.iter().any(|name| code.contains(name.as_str())), "{}:{number} prints", path.display());
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources().iter().filter(|(path, _)| path.file_name().is_none_or(|name| name != "tests.rs")) {
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
    }
}

#[test]
fn no_unfinished_marks_and_no_unwrap_in_what_is_shipped() {
    let marks =
        ["TO", "FIX", "XX"].into_iter().zip(["DO", "ME", "X"]).map(|(a, b)| format!("{a}{b}")).collect::<Vec<_>>();
    let stubs = ["todo", "unimplemented"].map(|name| format!("{name}!"));
    for (path, text) in &sources() {
        for (number, line) in text.lines().enumerate() {
            assert!(
                !marks.iter().chain(&stubs).any(|mark| line.contains(mark.as_str())),
                "{}:{} is unfinished",
                path.display(),
                number + 1
            );
        }
        if path.starts_with("src") && !is_test(path) {
            for (number, line) in shipped_lines(text) {
                assert!(!line.contains(".unwrap()"), "{}:{number} unwraps", path.display());
            }
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    for (path, text) in &sources() {
        let lines = text.lines().count();
        // The command table is one list, and is read as one.
        let limit = if path.ends_with("command/table.rs") || is_test(path) { 900 } else { 650 };
        assert!(lines <= limit, "{} has {lines} lines: look for the second thing hiding in it", path.display());
    }
}

#[test]
fn the_command_reference_is_fresh() {
    let path = root().join("assets/commands.md");
    let fresh = ninefold_cli::reference::markdown();
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == fresh, "assets/commands.md is stale: run `cargo run --example write_assets`");
}

#[test]
fn the_architecture_fits_two_hundred_lines_and_names_every_room() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() < 200);
    for (room, _) in ROOMS {
        assert!(text.contains(&format!("src/{room}/")), "ARCHITECTURE.md does not name src/{room}/");
    }
}
