//! Against pandas, scipy and numpy: `tests/golden/make_profile.py`.

use super::{check, column, profile_of, table};
use crate::RowOrder;
use ninefold_base::message::TableId;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Detail, NumberProfile, QUANTILES};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{Figure, Silent};
use polars::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn golden() -> Value {
    let text = std::fs::read_to_string(root().join("tests/golden/profile.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn value(value: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.parse().unwrap()),
        other => other.as_f64(),
    }
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn check_number(case: &str, column: &ColumnProfile, number: &NumberProfile, expected: &Value) {
    assert_eq!(number.n, count(&expected["n"]), "{case}");
    assert_eq!(column.counts.missing, count(&expected["missing"]), "{case}");
    assert_eq!(column.counts.infinite(), count(&expected["infinite"]), "{case}");
    assert_eq!(column.counts.zeros, count(&expected["zeros"]), "{case}");
    assert_eq!(column.counts.negatives, count(&expected["negatives"]), "{case}");
    for (name, figure) in [
        ("mean", &number.mean),
        ("variance", &number.variance),
        ("sd", &number.sd),
        ("variation", &number.variation),
        ("skewness", &number.skewness),
        ("kurtosis", &number.kurtosis),
        ("min", &number.min),
        ("max", &number.max),
        ("iqr", &number.iqr),
        ("mad", &number.mad),
        ("sum", &number.sum),
    ] {
        check(&format!("{case}, {name}"), figure, value(&expected[name]));
    }
    assert_eq!(number.precision, Precision::Exact);
    let quantiles = expected["quantiles"].as_array().unwrap();
    assert_eq!(number.quantiles.len(), quantiles.len(), "{case}");
    for ((share, found), expected) in QUANTILES.iter().zip(&number.quantiles).zip(quantiles) {
        check(&format!("{case}, quantile {share}"), &Figure::Value(*found), value(expected));
    }
    if let Some(histogram) = &column.histogram {
        assert_eq!(histogram.total(), number.n, "{case}: every value is in a bin");
        assert_eq!(histogram.edges.len(), histogram.counts.len() + 1);
        assert!(histogram.edges.is_sorted());
    } else {
        assert_eq!(number.n, 0);
    }
}

fn check_values(case: &str, column: &ColumnProfile, expected: &Value) {
    assert_eq!(column.distinct.value, count(&expected["distinct"]), "{case}");
    assert_eq!(column.unique.value, count(&expected["unique"]), "{case}");
    assert_eq!(column.distinct.precision, Precision::Exact);
    check(&format!("{case}, entropy"), &column.entropy, value(&expected["entropy"]));
    assert_eq!(column.top.first().map(|top| top.rows), expected["top"].as_u64(), "{case}");
}

#[test]
fn arrays_have_the_figures_of_pandas_and_scipy() {
    let golden = golden();
    for case in golden["arrays"].as_array().unwrap() {
        let name = case["case"].as_str().unwrap();
        let values: Vec<Option<f64>> = case["values"].as_array().unwrap().iter().map(value).collect();
        let profile = profile_of(&table(df!("x" => values).unwrap()), &RowOrder::All);
        let column = column(&profile, "x");
        let Detail::Number(number) = &column.detail else { panic!("{name}") };
        check_number(name, column, number, &case["figures"]);
        check_values(name, column, &case["figures"]);
    }
}

#[test]
fn the_sample_data_have_the_figures_of_pandas() {
    let golden = golden();
    for (file, expected) in golden["tables"].as_object().unwrap() {
        let path = root().join("sample-data").join(file).to_string_lossy().into_owned();
        let options = ReadOptions { null_values: vec!["NA".into()], ..ReadOptions::default() };
        let source = Source { paths: vec![path], with_origin: false };
        let source = crate::open::open(TableId(1), &source, &options, &Silent).unwrap();
        let profile = profile_of(source.as_ref(), &RowOrder::All);
        assert_eq!(profile.rows, count(&expected["rows"]));
        assert_eq!(profile.missing.complete_rows, count(&expected["complete_rows"]));
        assert_eq!(profile.missing.cells, count(&expected["missing_cells"]));
        assert_eq!(profile.duplicates.rows_to_drop, count(&expected["duplicate_rows_to_drop"]));
        assert_eq!(profile.duplicates.rows_involved, count(&expected["duplicate_rows_involved"]));
        assert_eq!(profile.duplicates.groups, count(&expected["duplicate_groups"]));
        for (name, expected) in expected["columns"].as_object().unwrap() {
            let column = column(&profile, name);
            check_values(name, column, expected);
            assert_eq!(column.counts.missing, count(&expected["missing"]), "{name}");
            match &column.detail {
                Detail::Number(number) => check_number(name, column, number, expected),
                Detail::Text(text) => {
                    assert_eq!(text.min_length, count(&expected["min_length"]), "{name}");
                    assert_eq!(text.max_length, count(&expected["max_length"]), "{name}");
                    check(name, &text.mean_length, value(&expected["mean_length"]));
                    assert_eq!(text.patterns.iter().map(|pattern| pattern.rows).sum::<u64>(), column.present());
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        if file == "penguins.csv" {
            let phi = &golden["penguins_phi"];
            let names: Vec<&str> =
                phi["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
            let place = |id: &ninefold_base::ColumnId| {
                names.iter().position(|name| *name == profile.columns[id.index()].name).unwrap()
            };
            assert_eq!(profile.missing.clustered.len(), names.len());
            for (i, one) in profile.missing.clustered.iter().enumerate() {
                for (j, other) in profile.missing.clustered.iter().enumerate() {
                    let expected = value(&phi["phi"][place(one)][place(other)]);
                    check("phi", &profile.missing.correlation[i][j], expected);
                }
            }
        }
    }
}
