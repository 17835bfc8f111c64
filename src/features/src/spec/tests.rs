//! Specs through JSON and back; faults are found; nobody's few rows are told.

use super::{Header, json, load, text, verify};
use crate::batch::tests::{hostile, target};
use crate::check::{Context, check};
use crate::fit::Options;
use ninefold_base::Silent;
use ninefold_base::feature::Definition;
use ninefold_base::feature::spec::{FeatureSpec, Plain, SpecProblem};
use ninefold_base::message::TableId;
use ninefold_data::columnar::memory;
use ninefold_data::{RowOrder, RowSource};
use proptest::prelude::*;
use std::sync::Arc;

const FEATURES: [&str; 16] = [
    "small + 0.5",
    "quantile_bin(g, 5)",
    "standardize(impute(g, 'median'))",
    "one_hot(u)",
    "one_hot(t, 2)",
    "ordinal(t)",
    "rare(t, 0.1)",
    "frequency_encode(t)",
    "target_encode(cross(u, b))",
    "group_mean(g, by u)",
    "group_rank(g, by small)",
    "yeo_johnson(g)",
    "date_part('year', d) + hour(n)",
    "CASE WHEN f > 1 THEN 'much' WHEN is_missing(f) THEN 'none' ELSE 'little' END",
    "m",
    "impute(f, 0)",
];

/// The text of a spec of these features; of [`FEATURES`] if there are none.
pub fn written(features: &[&str]) -> String {
    text(&spec_of(if features.is_empty() { &FEATURES } else { features })).unwrap()
}

fn spec() -> FeatureSpec {
    spec_of(&FEATURES)
}

fn spec_of(features: &[&str]) -> FeatureSpec {
    let source = memory::source("hostile", hostile(11), 32, TableId(1));
    let columns = source.info().columns;
    let features = features.iter().enumerate().map(|(number, sql)| {
        let checked = check(sql, &Context::of(&columns)).unwrap_or_else(|problem| panic!("{sql}: {problem}"));
        (Definition::new(format!("x{number}"), *sql), checked)
    });
    let train = RowOrder::Picked(Arc::new((0..100).collect()));
    let problem = SpecProblem {
        decision: Some("try".into()),
        target: target(),
        cost: [("false_positive".to_string(), "1.0".to_string())].into(),
        require: None,
        sensitive: vec!["u".into()],
    };
    let header = Header { problem: Some(problem), ..Header::default() };
    let options = Options::default();
    let (outcome, spec) =
        super::learn(features.collect(), &source, &train, Some(&target()), &options, header, &Silent).unwrap();
    assert_eq!(outcome.failed, []);
    spec
}

#[test]
fn a_spec_comes_back_as_it_was_and_proves_itself() {
    let spec = spec();
    let written = text(&spec).unwrap();
    let loaded = load(&written).unwrap();
    assert_eq!(loaded.spec, spec);
    assert_eq!(verify(&loaded).unwrap(), []);
    assert_eq!(text(&loaded.spec).unwrap(), written);
    assert_eq!(spec.statistics.len(), spec.output_order.len());
}

#[test]
fn what_was_changed_by_hand_is_found() {
    let spec = spec();
    let mut changed = spec.clone();
    changed.features[0].sql = "small + 0.25".into();
    let loaded = load(&text(&changed).unwrap()).unwrap();
    let problems = verify(&loaded).unwrap();
    assert!(problems[0].why.contains("definition hash"), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.why.contains("output `x0`")), "{problems:?}");

    let refused = |change: &dyn Fn(&mut FeatureSpec), part: &str| {
        let mut changed = spec.clone();
        change(&mut changed);
        let problem = load(&text(&changed).unwrap()).unwrap_err();
        assert!(problem.why.contains(part), "{problem}");
    };
    refused(&|spec| spec.features[0].sql = "nosuch + 1".into(), "unknown column nosuch");
    refused(&|spec| spec.features[1].steps.clear(), "it has 1 fitted function, its steps are 0");
    refused(&|spec| spec.features[1].steps = spec.features[2].steps[..1].to_vec(), "did not learn");
    refused(&|spec| spec.output_order.reverse(), "output_order");
    refused(&|spec| spec.features[3].outputs[0].name = "other name".into(), "its outputs");
    refused(&|spec| spec.spec_version = 99, "version 99");

    let mut changed = spec.clone();
    changed.golden_rows.features[3][0] = Plain::Float(77.0);
    let problems = verify(&load(&text(&changed).unwrap()).unwrap()).unwrap();
    assert!(problems.len() == 1 && problems[0].why.contains("row 4, output `x0`"), "{problems:?}");
    for broken in ["", "{", "[1]", "{\"spec_version\": 1}", "nul", "{\"a\": 1, \"a\": 2}", &"[".repeat(100_000)] {
        assert!(load(broken).is_err(), "{}", &broken[..broken.len().min(20)]);
    }
}

#[test]
fn categories_of_few_rows_stand_nowhere() {
    let written = text(&spec()).unwrap();
    let frame = hostile(11);
    let texts = frame.column("t").unwrap().str().unwrap().clone();
    let mut counts = std::collections::BTreeMap::new();
    texts.iter().take(100).flatten().for_each(|text| *counts.entry(text.to_string()).or_insert(0) += 1);
    // Dates are in made-up rows anyway.
    let rare: Vec<&String> = counts.iter().filter(|(_, count)| **count < 10).map(|(text, _)| text).collect();
    assert!(!rare.is_empty());
    // `other` is also our own word, and a few of the hostile words are parts of everything.
    for word in rare.into_iter().filter(|word| ["a_b%", "İ", "ß"].contains(&word.as_str())) {
        assert!(!written.contains(&format!("\"{word}\"")), "{word}");
    }
}

#[test]
fn canonical_json_is_that_of_the_rfc() {
    // The example of RFC 8785, section 3.2.2, and numbers of its appendix B.
    let value = json::read(
        r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0.0, 5e-324],
            "literals": [null, true, false], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#,
    )
    .unwrap();
    assert_eq!(
        json::canonical(&value),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,5e-324],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
}

proptest! {
    #[test]
    fn floats_come_back_to_the_last_bit(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(json::read(&text).unwrap().as_f64().unwrap().to_bits(), bits);
        // The canonical form is for hashes, but loses nothing either.
        prop_assert_eq!(json::ecmascript(value).parse::<f64>().unwrap(), value);
    }

    #[test]
    fn random_text_never_panics(text in "\\PC{0,80}") {
        let _ = load(&text);
    }
}
