//! Every example of the command table is run.

use crate::root;
use assert_cmd::Command;
use ninefold_base::command::{COMMANDS, Example};
use ninefold_tui::harness::{Engine, Harness};
use std::time::Duration;

/// The size at which the screen examples are written.
const SIZE: (u16, u16) = (140, 42);
/// How long an example may take at most before it fails; never how long one does take.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn headless_examples_do_what_they_say() {
    for command in COMMANDS {
        for example in command.examples {
            let Example::Headless { line, shows } = example else { continue };
            let assert =
                Command::cargo_bin("ninefold").unwrap().current_dir(root()).args(words(line)).assert().success();
            let out = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
            assert!(out.contains(shows), "`ninefold {line}` does not show `{shows}`:\n{out}");
        }
    }
}

#[test]
fn screen_examples_show_what_they_say() {
    let mut failed = Vec::new();
    // The sample-data is copied: what is decided on the screen is written beside the data.
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sample-data")).unwrap();
    for entry in std::fs::read_dir(root().join("sample-data")).unwrap().flatten() {
        std::fs::copy(entry.path(), folder.path().join("sample-data").join(entry.file_name())).unwrap();
    }
    for command in COMMANDS {
        for example in command.examples {
            let Example::Screen { open, keys, shows } = example else { continue };
            let engine = ninefold_engine::start().unwrap();
            let mut harness = Harness::new(SIZE, Engine::Channels { requests: engine.requests, events: engine.events });
            for project in std::fs::read_dir(folder.path().join("sample-data")).unwrap().flatten() {
                if project.path().extension().is_some_and(|ending| ending == "toml") {
                    std::fs::remove_file(project.path()).unwrap();
                }
            }
            harness.open(&folder.path().join(open).display().to_string());
            let shown = harness
                .wait_until(" of ", PATIENCE)
                .and_then(|()| harness.keys_patiently(keys, PATIENCE))
                .and_then(|()| harness.wait_until(shows, PATIENCE));
            if let Err(why) = shown {
                failed.push(format!("{}: `{keys}` should show `{shows}`: {why}", command.name));
            }
        }
    }
    assert!(failed.is_empty(), "{} examples fail:\n{}", failed.len(), failed.join("\n\n"));
}

/// Splits at spaces outside double quotes, as a shell would.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}
