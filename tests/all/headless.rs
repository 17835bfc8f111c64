//! The headless commands, through the real binary.

use crate::{root, shared_data};
use assert_cmd::Command;
use std::io::Write;

pub fn ninefold(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("ninefold").unwrap();
    command.current_dir(root()).args(args).env("NO_COLOR", "1");
    command
}

pub fn output(args: &[&str]) -> String {
    let assert = ninefold(args).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn complaint(args: &[&str]) -> String {
    let assert = ninefold(args).assert().code(2);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn rows_go_round_through_every_form_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let csv = output(&["convert", "sample-data/penguins.csv", "--to", "csv"]);
    for name in ["p.csv", "p.tsv", "p.json", "p.ndjson", "p.parquet", "p.arrow", "p.csv.gz", "p.csv.zst", "p.ndjson.gz"]
    {
        let path = folder.path().join(name).display().to_string();
        output(&["convert", "sample-data/penguins.csv", "-o", &path]);
        assert_eq!(output(&["convert", &path, "--to", "csv"]), csv, "{name}");
    }
    assert_eq!(csv.lines().count(), 345);
}

#[test]
fn standard_input_is_a_table_too() {
    let bytes = std::fs::read(root().join("sample-data/penguins.csv")).unwrap();
    let assert = ninefold(&["count", "-"]).write_stdin(bytes).assert().success();
    assert_eq!(assert.get_output().stdout, b"344\n");
}

#[test]
fn several_files_are_one_table_and_differences_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "id,n\n1,2\n").unwrap();
    std::fs::write(folder.path().join("b.csv"), "id,n,extra\n2,x,9\n").unwrap();
    let glob = format!("{}/*.csv", folder.path().display());
    let assert = ninefold(&["convert", &glob, "--with-origin", "--to", "csv"]).assert().success();
    let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert_eq!(out.lines().count(), 3, "{out}");
    assert!(out.contains("a.csv") && out.contains("b.csv"), "{out}");
    let told = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(told.contains("extra") || told.contains('n'), "{told}");
}

#[test]
fn wrong_use_is_told_in_three_parts_with_code_2() {
    for (args, shows) in [
        (vec!["head", "sample-data/penguin.csv"], "penguins.csv"),
        (vec!["filter", "sample-data/penguins.csv", "--where", "body_mas_g > 1"], "did you mean"),
        (vec!["sort", "sample-data/penguins.csv", "--by", "specie"], "did you mean `species`?"),
        (vec!["values", "sample-data/penguins.csv", "--column", "iland"], "did you mean `island`?"),
        (vec!["convert", "sample-data/penguins.csv", "-o", "sample-data/penguins.csv"], "the file that is open"),
    ] {
        let told = complaint(&args);
        assert!(told.contains(shows) && told.contains("fix:"), "{args:?}: {told}");
    }
}

#[test]
fn nothing_is_lost_of_a_malformed_file_and_all_of_it_is_told() {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,\"x\"y,11\n").unwrap();
    let path = file.path().display().to_string();
    assert_eq!(output(&["count", &path]), "4\n");
    let text = output(&["schema", &path]);
    for shows in ["fewer", "more", "quote"] {
        assert!(text.contains(shows), "{shows} in {text}");
    }
}

#[test]
fn a_sample_is_the_same_for_the_same_seed() {
    let draw = |seed: &str| {
        output(&["sample", "sample-data/census-employment.csv", "-n", "20", "--seed", seed, "--to", "csv"])
    };
    assert_eq!(draw("3"), draw("3"));
    assert_ne!(draw("3"), draw("4"));
    assert_eq!(draw("3").lines().count(), 21);
}

#[test]
fn filter_and_count_agree_with_figures_from_elsewhere() {
    // wc -l, and the class balance that sample-data/SOURCES.md gives.
    assert_eq!(output(&["count", "sample-data/census-employment.csv"]), "20000\n");
    assert_eq!(output(&["count", "sample-data/flights-lga-2013.parquet"]), "101140\n");
    let Some(folder) = shared_data("adult") else { return };
    let adult = folder.join("adult.data").display().to_string();
    assert_eq!(output(&["count", &adult, "--no-header"]), "32561\n");
    // SOURCES.md: 24.08 % of 32,561.
    assert_eq!(output(&["count", &adult, "--no-header", "--where", "column_15 = '>50K'"]), "7841\n");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let program = assert_cmd::cargo::cargo_bin("ninefold");
    let mut child = std::process::Command::new(program)
        .current_dir(root())
        .args(["convert", "sample-data/census-employment.csv", "--to", "csv"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
}
