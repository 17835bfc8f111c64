//! Leaks that are known to be in real data are found, and columns that are none are not called so.

use crate::profile::{Options, profile};
use crate::{RowOrder, open};
use ninefold_base::explore::Target;
use ninefold_base::message::TableId;
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{ColumnId, Silent};
use std::path::{Path, PathBuf};

fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    if !path.exists() {
        println!("skipped: there is no ../shared/data/{file}");
        return None;
    }
    Some(path)
}

fn sample_data(file: &str) -> Option<PathBuf> {
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-data").join(file))
}

/// The names of the columns that look like leaks.
fn leaks(path: &Path, target: &str) -> Vec<String> {
    let source = Source { paths: vec![path.to_string_lossy().into_owned()], with_origin: false };
    let options = ReadOptions { null_values: vec![String::new()], ..ReadOptions::default() };
    let source = open::open(TableId(1), &source, &options, &Silent).unwrap();
    source.wait_complete(&Silent).unwrap();
    let columns = source.info().columns;
    let column = columns.iter().position(|column| column.name == target).unwrap_or(columns.len() - 1);
    let target = Some(Target { column: ColumnId(column as u32), positive: None, task: None });
    let found = profile(source.as_ref(), &RowOrder::All, &Options { target, ..Options::default() }, &Silent, &|_| {});
    let profile = found.unwrap().profile;
    let name = |id: ColumnId| profile.columns.iter().find(|column| column.column == id).unwrap().name.clone();
    let relations = &profile.target.as_ref().unwrap().relations;
    let leaks = relations.iter().filter(|relation| relation.leak.is_some()).map(|relation| name(relation.column));
    leaks.collect()
}

#[test]
fn compas_tells_what_happened_afterwards() {
    let Some(path) = shared("compas/compas-scores-two-years.csv") else { return };
    let leaks = leaks(&path, "two_year_recid");
    for expected in [
        "is_recid",
        "r_case_number",
        "r_charge_degree",
        "r_offense_date",
        "vr_case_number",
        "vr_charge_degree",
        "is_violent_recid",
    ] {
        assert!(leaks.iter().any(|leak| leak == expected), "{expected} not in {leaks:?}");
    }
    for innocent in ["age", "sex", "race", "priors_count", "decile_score", "c_charge_degree"] {
        assert!(!leaks.iter().any(|leak| leak == innocent), "{innocent} in {leaks:?}");
    }
}

#[test]
fn adult_has_no_leak() {
    let Some(path) = shared("adult/adult.data") else { return };
    let leaks = leaks(&path, "the last");
    assert!(leaks.is_empty(), "{leaks:?}");
}

#[test]
fn titanic_has_no_leak() {
    let Some(path) = shared("titanic/titanic.csv") else { return };
    let leaks = leaks(&path, "Survived");
    assert!(leaks.is_empty(), "{leaks:?}");
}

#[test]
fn flights_tell_by_what_is_known_after_departure() {
    let Some(path) = sample_data("flights-lga-2013.parquet") else { return };
    let leaks = leaks(&path, "very_late");
    for expected in ["dep_delay", "arr_delay"] {
        assert!(leaks.iter().any(|leak| leak == expected), "{expected} not in {leaks:?}");
    }
    assert!(!leaks.iter().any(|leak| leak == "carrier" || leak == "dest" || leak == "month"), "{leaks:?}");
}

#[test]
fn census_has_no_leak() {
    let Some(path) = sample_data("census-employment.csv") else { return };
    let leaks = leaks(&path, "employed");
    assert!(leaks.is_empty(), "{leaks:?}");
}
