//! Against scipy and scikit-learn: `tests/golden/make_associations.py`.

use crate::profile::{Options, Profiled, profile};
use crate::{RowOrder, open};
use ninefold_base::explore::Target;
use ninefold_base::message::TableId;
use ninefold_base::profile::association::Measure;
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{ColumnId, Silent};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn golden() -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join("tests/golden/associations.json")).unwrap()).unwrap()
}

fn profiled(file: &str, target: Option<&str>) -> Profiled {
    let path = root().join("sample-data").join(file).to_string_lossy().into_owned();
    let options = ReadOptions { null_values: vec!["NA".into(), String::new()], ..ReadOptions::default() };
    let source = open::open(TableId(1), &Source { paths: vec![path], with_origin: false }, &options, &Silent).unwrap();
    source.wait_complete(&Silent).unwrap();
    let names: Vec<String> = source.info().columns.iter().map(|column| column.name.clone()).collect();
    let column = |name: &str| ColumnId(names.iter().position(|known| known == name).unwrap() as u32);
    let target = target.map(|name| Target { column: column(name), positive: None, task: None });
    profile(source.as_ref(), &RowOrder::All, &Options { target, ..Options::default() }, &Silent, &|_| {}).unwrap()
}

fn id(profiled: &Profiled, name: &Value) -> ColumnId {
    let name = name.as_str().unwrap();
    profiled.profile.columns.iter().find(|column| column.name == name).unwrap().column
}

fn close(what: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{what}: {found} is not {expected}");
}

#[test]
fn pairs_have_the_figures_of_scipy_and_scikit_learn() {
    let golden = golden();
    for file in ["penguins.csv", "census-employment.csv"] {
        let profiled = profiled(file, None);
        let associations = &profiled.profile.associations;
        for expected in golden[file]["pairs"].as_array().unwrap() {
            let (a, b) = (id(&profiled, &expected["a"]), id(&profiled, &expected["b"]));
            let what = format!("{file} {} {}", expected["a"], expected["b"]);
            let pair = associations.between(a, b).unwrap_or_else(|| panic!("{what}: {:?}", associations.left_out));
            assert_eq!(pair.n, expected["n"].as_u64().unwrap(), "{what}");
            let place = |column| associations.columns.iter().position(|known| *known == column).unwrap();
            // The first U is of the column that stands earlier.
            let us = if place(a) < place(b) { ["u_of_a", "u_of_b"] } else { ["u_of_b", "u_of_a"] };
            let mut us = us.into_iter();
            for (measure, figure) in &pair.measures {
                let name = match measure {
                    Measure::Pearson => "pearson",
                    Measure::Spearman => "spearman",
                    Measure::CramersV => "cramers_v",
                    Measure::TheilsU => us.next().unwrap(),
                    Measure::CorrelationRatio => "eta",
                    Measure::MutualInformation | Measure::Auc => panic!("no measure of a pair"),
                };
                close(&format!("{what} {name}"), figure.value().unwrap(), &expected[name]);
            }
        }
    }
}

#[test]
fn relations_to_a_target_have_the_figures_of_scikit_learn() {
    let golden = golden();
    for (file, key, figure) in [("census-employment.csv", "binary", "auc"), ("penguins.csv", "classes", "share")] {
        let expected = &golden[key];
        let mut found = profiled(file, expected["target"].as_str());
        let mut target = found.profile.target.take().unwrap();
        if let Some(positive) = expected["positive"].as_str()
            && target.positive.as_ref().map(|cell| cell.plain()).as_deref() != Some(positive)
        {
            // The rarer class is positive: AUC the other way round.
            for relation in &mut target.relations {
                relation.figure = relation.figure.map(|auc| 1.0 - auc);
            }
        }
        for (name, expected) in expected["columns"].as_object().unwrap() {
            let column = id(&found, &Value::from(name.as_str()));
            let relation = target.relations.iter().find(|relation| relation.column == column).unwrap();
            assert_eq!(relation.n, expected["n"].as_u64().unwrap(), "{name}");
            close(name, relation.figure.value().unwrap(), &expected[figure]);
        }
    }
}
