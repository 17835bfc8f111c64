//! What the tests of all modules share: golden numbers, and how close is close.

use ninefold_base::Figure;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A file of `tests/golden/`, made by `make_measure.py` beside it.
pub fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// A folder of the shared data, or none (with a line that says so) where it does not exist.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if !path.exists() {
        println!("skipped: there is no ../shared/data/{folder}");
        return None;
    }
    Some(path)
}

pub fn cases(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

pub fn numbers(value: &Value) -> Vec<f64> {
    cases(value).iter().map(number).collect()
}

pub fn counts(value: &Value) -> Vec<u64> {
    cases(value).iter().map(|count| count.as_u64().unwrap()).collect()
}

pub fn categories(value: &Value) -> Vec<u32> {
    counts(value).into_iter().map(|count| count as u32).collect()
}

pub fn labels(value: &Value) -> Vec<bool> {
    counts(value).into_iter().map(|count| count != 0).collect()
}

/// Equal to 1e-10, relative above 1 and below 1e-10.
#[track_caller]
pub fn close(found: f64, expected: f64) {
    within(found, expected, 1e-10);
}

#[track_caller]
pub fn within(found: f64, expected: f64, tolerance: f64) {
    let scale = if expected.abs() > 1.0 || expected.abs() < 1e-10 { expected.abs() } else { 1.0 };
    assert!((found - expected).abs() <= tolerance * scale, "found {found:e}, expected {expected:e}");
}

/// A figure against a golden value, where null means undefined.
#[track_caller]
pub fn figure(found: &Figure, expected: &Value) {
    match (found, expected.as_f64()) {
        (Figure::Value(found), Some(expected)) => close(*found, expected),
        (Figure::Undefined { .. }, None) => {}
        _ => panic!("found {found:?}, expected {expected}"),
    }
}

#[track_caller]
pub fn value(found: &Figure) -> f64 {
    found.value().unwrap_or_else(|| panic!("undefined: {found:?}"))
}
