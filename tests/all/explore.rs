//! Stages 2 and 3 without a screen: profile, compare, check; gates, reports, schemas.

use crate::headless::{ninefold, output};
use crate::{root, shared_data};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn profile_json(args: &[&str]) -> Value {
    let mut all = vec!["profile"];
    all.extend(args);
    all.push("--json");
    serde_json::from_str(&output(&all)).unwrap()
}

fn column<'a>(profile: &'a Value, name: &str) -> &'a Value {
    profile["columns"].as_array().unwrap().iter().find(|column| column["name"] == name).unwrap()
}

/// Figures of the penguins as `skimr` and pandas give them.
#[test]
fn the_penguins_have_the_figures_that_others_publish() {
    let profile = profile_json(&["sample-data/penguins.csv", "--null-values", "NA"]);
    let mass = &column(&profile, "body_mass_g")["detail"]["number"];
    let near = |value: &Value, expected: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() <= 1e-9 * expected.abs(), "{value} is not {expected}");
    };
    near(&mass["mean"], 4201.754385964912);
    near(&mass["sd"], 801.9545356980956);
    assert_eq!(mass["n"], 342);
    assert_eq!(column(&profile, "species")["top"][0]["rows"], 152);
    assert_eq!(profile["missing"]["complete_rows"], 333);
    assert_eq!(profile["rows_read"], 344);
}

#[test]
fn the_same_table_in_another_form_has_the_same_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("census.parquet").display().to_string();
    output(&["convert", "sample-data/census-employment.csv", "-o", &path]);
    let csv = profile_json(&["sample-data/census-employment.csv", "--target", "employed"]);
    let parquet = profile_json(&[&path, "--target", "employed"]);
    for part in ["duplicates", "missing", "associations", "target"] {
        assert_eq!(csv[part], parquet[part], "{part}");
    }
    for (one, other) in csv["columns"].as_array().unwrap().iter().zip(parquet["columns"].as_array().unwrap()) {
        for part in ["name", "kind", "counts", "distinct", "top", "histogram"] {
            assert_eq!(one[part], other[part], "{} {part}", one["name"]);
        }
        // Moments are merged chunk by chunk, and the two forms are cut into other chunks.
        assert!(agree(&one["detail"], &other["detail"]), "{} {} {}", one["name"], one["detail"], other["detail"]);
    }
}

/// The same but for the last digits of fractions.
fn agree(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| agree(value, other)))
        }
        _ => one == other,
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let args = ["profile", "sample-data/flights-lga-2013.parquet", "--target", "very_late", "--json"];
    let one = ninefold(&args).env("RAYON_NUM_THREADS", "1").assert().success().get_output().stdout.clone();
    let three = ninefold(&args).env("RAYON_NUM_THREADS", "3").assert().success().get_output().stdout.clone();
    assert!(one == three, "one and three threads give different profiles");
}

#[test]
fn columns_known_only_afterwards_are_said_to_be_leaks() {
    let profile = profile_json(&["sample-data/flights-lga-2013.parquet", "--target", "very_late"]);
    let relations = profile["target"]["relations"].as_array().unwrap();
    let names: Vec<&str> = profile["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    let leaks: Vec<&str> = relations
        .iter()
        .filter(|relation| relation["leak"].is_string())
        .map(|relation| names[relation["column"].as_u64().unwrap() as usize])
        .collect();
    assert!(leaks.contains(&"arr_delay") && leaks.contains(&"dep_delay"), "{leaks:?}");
    ninefold(&["profile", "sample-data/flights-lga-2013.parquet", "--target", "very_late", "--fail-on", "leak"])
        .assert()
        .code(1);
}

#[test]
fn gates_fail_with_one_and_wrong_gates_with_two() {
    let penguins = ["profile", "sample-data/penguins.csv", "--null-values", "NA", "--fail-on"];
    let with = |gate: &str| ninefold(&[&penguins[..], &[gate]].concat());
    with("missing>0.02").assert().code(1);
    with("missing>0.2,duplicates,leak").assert().success();
    let assert = with("misssing>0.2").assert().code(2);
    let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(said.contains("did you mean `missing`?"), "{said}");
}

#[test]
fn an_accepted_finding_fails_no_gate() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("sample-data/penguins.csv"), folder.path().join("penguins.csv")).unwrap();
    let path = folder.path().join("penguins.csv").display().to_string();
    let args = ["profile", &path, "--null-values", "NA", "--fail-on", "missing"];
    ninefold(&args).assert().code(1);
    let project =
        "[data]\nsource = \"penguins.csv\"\n[findings]\n\"missing:sex\" = \"not every bird could be sexed\"\n";
    fs::write(folder.path().join("ninefold.toml"), project).unwrap();
    ninefold(&args).assert().success();
}

#[test]
fn the_report_is_one_page_that_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html").display().to_string();
    let args = ["profile", "sample-data/census-employment.csv", "--target", "employed", "--html", &path];
    ninefold(&args).assert().success();
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(page.matches("<svg").count() > 15, "pictures");
    for outside in ["src=\"http", "href=\"http", "url(http", "<script", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    ninefold(&args).assert().code(2);
}

#[test]
fn a_contract_is_inferred_kept_and_held_against_new_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    fs::write(file("t.csv"), "id,size\n1,small\n2,large\n3,small\n4,large\n5,small\n6,large\n").unwrap();
    let assert = ninefold(&["check", &file("t.csv")]).assert().code(2);
    assert!(String::from_utf8_lossy(&assert.get_output().stderr).contains("no contract"));
    ninefold(&["check", &file("t.csv"), "--infer"]).assert().success();
    ninefold(&["check", &file("t.csv")]).assert().success();
    fs::write(file("new.csv"), "id,size,extra\n1,small,x\n2,huge,y\n,small,z\n").unwrap();
    let assert = ninefold(&["check", &file("new.csv"), "--contract", &file("ninefold.toml")]).assert().code(1);
    let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    for said in ["huge", "extra", "id"] {
        assert!(out.contains(said), "{said}:\n{out}");
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    ninefold(&["compare", "sample-data/penguins.csv"]).assert().code(2);
    ninefold(&["compare", "sample-data/penguins.csv", "--time-cut", "year"]).assert().code(2);
    let out = output(&["compare", "sample-data/census-employment.csv", "sample-data/census-employment-2018.parquet"]);
    assert!(out.contains("existing_score") && out.contains("Wasserstein"), "{out}");
}

#[test]
fn schemas_are_fresh_and_a_profile_has_every_required_part() {
    for (name, text) in ninefold_cli::schema::schemas() {
        let kept = fs::read_to_string(root().join("assets").join(name)).unwrap_or_default();
        assert!(kept == text, "assets/{name} is stale: run `cargo run --example write_assets`");
    }
    let schema: Value = serde_json::from_str(&ninefold_cli::schema::schemas()[0].1).unwrap();
    let profile = profile_json(&["sample-data/penguins.csv"]);
    for part in schema["required"].as_array().unwrap() {
        assert!(!profile[part.as_str().unwrap()].is_null() || part == "target", "{part}");
    }
}

#[test]
fn compas_has_leaks_and_groups_of_equal_rows() {
    let Some(folder) = shared_data("compas") else { return };
    let path: &Path = &folder.join("compas-scores-two-years.csv");
    let profile = profile_json(&[&path.display().to_string(), "--target", "two_year_recid"]);
    let names: Vec<&str> = profile["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    let relations = profile["target"]["relations"].as_array().unwrap();
    let leak = |name: &str| {
        relations.iter().any(|relation| {
            names[relation["column"].as_u64().unwrap() as usize] == name && relation["leak"].is_string()
        })
    };
    assert!(leak("is_recid") && leak("event") && !leak("age"), "{relations:?}");
}
