//! Figures against scikit-learn and scipy; nothing of the rows that are not for training; bounded memory without loss.

use super::quantiles::Quantiles;
use super::{Options, fit, fold_of};
use crate::batch::Rows;
use crate::check::{Context, check};
use crate::frames;
use crate::set::FeatureSet;
use crate::vector::Vector;
use ninefold_base::feature::{Categories, Definition, Fitted, Target, TargetKind, Value};
use ninefold_base::message::TableId;
use ninefold_base::{ColumnId, Silent};
use ninefold_data::columnar::memory;
use ninefold_data::{RowOrder, RowSource};
use polars::prelude::*;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::sync::Arc;

fn golden() -> Json {
    serde_json::from_str(include_str!("../../../../tests/golden/features.json")).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn texts(json: &Json) -> Vec<String> {
    json.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_string()).collect()
}

fn golden_frame(golden: &Json) -> DataFrame {
    let data = &golden["data"];
    let whole = |name: &str| numbers(&data[name]).into_iter().map(|value| value as i64).collect::<Vec<i64>>();
    df!(
        "skewed" => numbers(&data["skewed"]),
        "signed" => numbers(&data["signed"]),
        "ties" => numbers(&data["ties"]),
        "category" => texts(&data["category"]),
        "number" => whole("number"),
        "binary" => whole("binary"),
        "amount" => numbers(&data["amount"]),
        "grade" => texts(&data["grade"]),
    )
    .unwrap()
}

fn learn(
    source: &dyn RowSource,
    features: &[&str],
    train: &RowOrder,
    target: Option<&Target>,
    least: u64,
) -> FeatureSet {
    let columns = source.info().columns;
    let checked = features.iter().enumerate().map(|(number, sql)| {
        (Definition::new(format!("x{number}"), *sql), check(sql, &Context::of(&columns)).unwrap())
    });
    let options = Options { smallest_group: least, ..Options::default() };
    let outcome = fit(checked.collect(), source, train, target, &options, &Silent).unwrap();
    assert_eq!(outcome.failed, []);
    outcome.set
}

fn computed(set: &FeatureSet, source: &dyn RowSource, out_of_fold: bool) -> Vec<Vec<Value<'static>>> {
    let ids: Vec<ColumnId> = set.inputs.iter().map(|input| input.id).collect();
    let n = source.row_count().reachable();
    let chunk = source.read(0..n, &ids).unwrap();
    let series = chunk.frame.columns().iter().map(|column| column.as_materialized_series().clone()).collect();
    let series = frames::normal(series, &set.inputs).unwrap();
    let vectors: Vec<Vector<'_>> =
        series.iter().zip(&set.inputs).map(|(series, input)| frames::typed_vector(series, input.kind)).collect();
    let folds: Vec<u8> = (0..n).map(|row| fold_of(&Options::default(), row)).collect();
    let rows = Rows { count: n as usize, folds: out_of_fold.then_some(&folds[..]) };
    let columns = set.batch(&vectors, rows);
    columns.iter().map(|column| (0..n as usize).map(|row| column.get(row).into_owned()).collect()).collect()
}

fn close(values: &[Value<'_>], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(values.len(), expected.len(), "{what}");
    for (value, expected) in values.iter().zip(expected) {
        let Value::Float(value) = value else { panic!("{what}: {value:?}") };
        assert!((value - expected).abs() <= tolerance * expected.abs().max(1.0), "{what}: {value} {expected}");
    }
}

#[test]
fn scalers_and_bins_are_those_of_scikit_learn() {
    let golden = golden();
    let source = memory::source("golden", golden_frame(&golden), 32, TableId(1));
    for name in ["skewed", "signed", "ties"] {
        let call = |text: &str| text.replace("(x", &format!("({name}"));
        let features = [
            "standardize(x)",
            "min_max(x)",
            "robust_scale(x)",
            "yeo_johnson(x)",
            "quantile_bin(x, 10)",
            "width_bin(x, 5)",
        ]
        .map(call);
        let mut features: Vec<&str> = features.iter().map(String::as_str).collect();
        let (winsorize, impute) = (format!("winsorize({name}, 0.05, 0.95)"), format!("impute({name}, 'median')"));
        features.extend([winsorize.as_str(), impute.as_str()]);
        let set = learn(&source, &features, &RowOrder::All, None, 1);
        let columns = computed(&set, &source, false);
        let expected = &golden["columns"][name];
        close(&columns[0], &numbers(&expected["standardize"]), 1e-12, "standardize");
        close(&columns[1], &numbers(&expected["min_max"]), 1e-13, "min_max");
        close(&columns[2], &numbers(&expected["robust_scale"]), 1e-13, "robust_scale");
        close(&columns[3], &numbers(&expected["yeo_johnson"]), 1e-6, "yeo_johnson");
        close(&columns[6], &numbers(&expected["winsorize"]), 1e-13, "winsorize");
        let fitted = |at: usize| &set.features[at].learned[0].fitted;
        let Fitted::YeoJohnson { lambda } = fitted(3) else { panic!() };
        assert!((lambda - expected["yeo_johnson_lambda"].as_f64().unwrap()).abs() < 1e-6, "{lambda}");
        let mut deciles = numbers(&expected["deciles"]);
        deciles.dedup();
        for (at, wanted) in [(4, deciles), (5, numbers(&expected["width_edges"]))] {
            let Fitted::Bins { edges } = fitted(at) else { panic!() };
            assert_eq!(edges.len(), wanted.len());
            assert!(edges.iter().zip(&wanted).all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs().max(1.0)), "{edges:?}");
        }
        assert_eq!(*fitted(7), Fitted::Impute { value: Value::Float(expected["median"].as_f64().unwrap()) });
    }
}

#[test]
fn target_encodings_are_those_of_scikit_learn() {
    let golden = golden();
    let source = memory::source("golden", golden_frame(&golden), 32, TableId(1));
    let classes = ["high", "low", "mid"].map(|class| Value::Text(class.into())).to_vec();
    for (name, sql, target, kind) in [
        ("binary_by_category", "target_encode(category)", "binary", TargetKind::Binary { positive: Value::Integer(1) }),
        ("regression_by_number", "target_encode(number)", "amount", TargetKind::Regression),
        ("multiclass_by_category", "target_encode(category)", "grade", TargetKind::Multiclass { classes }),
    ] {
        let target = Target { column: target.into(), kind };
        let set = learn(&source, &[sql], &RowOrder::All, Some(&target), 1);
        let Fitted::TargetEncode { columns, .. } = &set.features[0].learned[0].fitted else { panic!() };
        let expected = &golden["target_encode"][name];
        for (at, column) in columns.iter().enumerate() {
            let wanted = numbers(&expected["encodings"][at]);
            assert!(column.encodings.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{name} {column:?}");
            assert!((column.unlisted - numbers(&expected["prior"])[at]).abs() < 1e-12);
        }
        if columns.len() == 3 {
            let names: Vec<String> = set.outputs().into_iter().map(|output| output.name).collect();
            assert_eq!(names, ["x0__high", "x0__low", "x0__mid"]);
        }
    }
}

#[test]
fn training_rows_never_meet_their_own_target() {
    let golden = golden();
    let frame = golden_frame(&golden);
    let target = Target { column: "binary".into(), kind: TargetKind::Binary { positive: Value::Integer(1) } };
    let source = memory::source("golden", frame.clone(), 32, TableId(1));
    let before =
        computed(&learn(&source, &["target_encode(category)"], &RowOrder::All, Some(&target), 1), &source, true);
    // Turn the target of one row around: its own encoding must not move, others of its category in other folds must.
    let row = 17;
    let mut binary: Vec<i64> = frame.column("binary").unwrap().i64().unwrap().into_no_null_iter().collect();
    binary[row] = 1 - binary[row];
    let mut changed = frame.clone();
    changed.with_column(Column::new("binary".into(), binary)).unwrap();
    let source = memory::source("golden", changed, 32, TableId(1));
    let after =
        computed(&learn(&source, &["target_encode(category)"], &RowOrder::All, Some(&target), 1), &source, true);
    assert_eq!(before[0][row], after[0][row]);
    let options = Options::default();
    let is_same = |other: usize| before[0][other] == after[0][other];
    let (of_fold, others): (Vec<usize>, Vec<usize>) =
        (0..before[0].len()).partition(|other| fold_of(&options, *other as u64) == fold_of(&options, row as u64));
    assert!(of_fold.into_iter().all(is_same));
    let moved = others.iter().filter(|other| !is_same(**other)).count();
    assert!(moved * 2 > others.len(), "{moved} of {}", others.len());
}

const ALL_RULES: [&str; 20] = [
    "impute(signed, 'median')",
    "impute(signed, 'mean')",
    "impute(category, 'mode')",
    "standardize(signed)",
    "min_max(signed)",
    "robust_scale(signed)",
    "winsorize(signed, 0.01, 0.99)",
    "quantile_bin(signed, 4)",
    "width_bin(signed, 4)",
    "yeo_johnson(signed)",
    "one_hot(category)",
    "ordinal(category)",
    "rare(category, 0.05)",
    "frequency_encode(category)",
    "target_encode(category)",
    "target_encode(number)",
    "group_mean(signed, by category)",
    "group_rank(signed, by category)",
    "standardize(yeo_johnson(impute(signed, 'median')))",
    "quantile_bin(target_encode(category), 3)",
];

#[test]
fn nothing_of_other_rows_is_in_what_was_learned() {
    let golden = golden();
    let frame = golden_frame(&golden);
    let train: Vec<u32> = (0..200).filter(|row| row % 5 != 3).collect();
    let train = RowOrder::Picked(Arc::new(train));
    let target = Target { column: "binary".into(), kind: TargetKind::Binary { positive: Value::Integer(1) } };
    let plain = memory::source("plain", frame.clone(), 64, TableId(1));
    let before = learn(&plain, &ALL_RULES, &train, Some(&target), 5);
    // Every row that is not for training gets values that would move every figure.
    let spoil = |row: usize| row % 5 == 3;
    let signed = frame.column("signed").unwrap().f64().unwrap().clone();
    let signed: Vec<f64> =
        signed.into_no_null_iter().enumerate().map(|(row, x)| if spoil(row) { 1e12 } else { x }).collect();
    let category = frame.column("category").unwrap().str().unwrap().clone();
    let category: Vec<String> = category
        .iter()
        .flatten()
        .enumerate()
        .map(|(row, x)| if spoil(row) { "planted".to_string() } else { x.to_string() })
        .collect();
    let binary = frame.column("binary").unwrap().i64().unwrap().clone();
    let binary: Vec<i64> =
        binary.into_no_null_iter().enumerate().map(|(row, x)| if spoil(row) { 1 - x } else { x }).collect();
    let mut spoiled = frame.clone();
    spoiled.with_column(Column::new("signed".into(), signed)).unwrap();
    spoiled.with_column(Column::new("category".into(), category)).unwrap();
    spoiled.with_column(Column::new("binary".into(), binary)).unwrap();
    let spoiled = memory::source("spoiled", spoiled, 64, TableId(1));
    let after = learn(&spoiled, &ALL_RULES, &train, Some(&target), 5);
    for (before, after) in before.features.iter().zip(&after.features) {
        assert_eq!(before.learned, after.learned, "{}", before.definition.sql);
    }
    let text = format!("{:?}", after.features.iter().map(|feature| &feature.learned).collect::<Vec<_>>());
    assert!(!text.contains("planted") && !text.contains("1e12") && !text.contains("1000000000000"));
}

#[test]
fn groups_of_few_rows_are_merged() {
    let golden = golden();
    let source = memory::source("golden", golden_frame(&golden), 32, TableId(1));
    let set =
        learn(&source, &["one_hot(category)", "ordinal(category)", "width_bin(skewed, 20)"], &RowOrder::All, None, 20);
    let Fitted::OneHot { categories: Categories::Text(listed), other: true, missing: false } =
        &set.features[0].learned[0].fitted
    else {
        panic!("{:?}", set.features[0].learned)
    };
    assert!(!listed.contains(&"é".to_string()) && listed.contains(&"a".to_string()), "{listed:?}");
    assert_eq!(set.features[0].outputs.last().map(|output| output.name.as_str()), Some("x0__other"));
    assert!(set.features[0].learned[0].merged > 0);
    let columns = computed(&set, &source, false);
    let bins = columns.last().unwrap();
    let most = bins.iter().map(|bin| if let Value::Integer(bin) = bin { *bin } else { 0 }).max().unwrap();
    for bin in 0..=most {
        assert!(bins.iter().filter(|value| **value == Value::Integer(bin)).count() >= 20, "bin {bin}");
    }
    assert!(
        columns.iter().take(listed.len() + 1).flatten().filter(|value| **value == Value::Integer(1)).count() == 200
    );
}

#[test]
fn parts_of_any_size_give_the_same() {
    let golden = golden();
    let target = Target { column: "binary".into(), kind: TargetKind::Binary { positive: Value::Integer(1) } };
    let one = memory::source("golden", golden_frame(&golden), 1_000, TableId(1));
    let many = memory::source("golden", golden_frame(&golden), 7, TableId(1));
    let one = computed(&learn(&one, &ALL_RULES, &RowOrder::All, Some(&target), 5), &one, true);
    let many = computed(&learn(&many, &ALL_RULES, &RowOrder::All, Some(&target), 5), &many, true);
    for (one, many) in one.iter().zip(&many) {
        for (one, many) in one.iter().zip(many) {
            match (one, many) {
                (Value::Float(a), Value::Float(b)) => assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} {b}"),
                (a, b) => assert_eq!(a, b),
            }
        }
    }
}

#[test]
fn a_feature_without_values_says_so_and_the_others_go_on() {
    let frame = df!("x" => [None::<f64>, None, None], "z" => [1.0, 2.0, 3.0]).unwrap();
    let source = memory::source("few", frame, 8, TableId(1));
    let columns = source.info().columns;
    let features = ["standardize(x)", "standardize(z)", "target_encode(cross(1, 2))"]
        .map(|sql| (Definition::new(sql, sql), check(sql, &Context::of(&columns)).unwrap()));
    let outcome = fit(features.to_vec(), &source, &RowOrder::All, None, &Options::default(), &Silent).unwrap();
    assert_eq!(outcome.set.features.len(), 1);
    let reasons: Vec<&str> = outcome.failed.iter().map(|(_, problem)| problem.why.as_str()).collect();
    assert!(reasons.iter().any(|why| why.contains("no training row has a value")), "{reasons:?}");
    assert!(reasons.iter().any(|why| why.contains("no target is set")), "{reasons:?}");
}

#[test]
fn two_features_cannot_give_one_column() {
    let golden = golden();
    let source = memory::source("golden", golden_frame(&golden), 32, TableId(1));
    let columns = source.info().columns;
    let features = [("x", "one_hot(category)"), ("x__a", "ties"), ("x", "ties")]
        .map(|(name, sql)| (Definition::new(name, sql), check(sql, &Context::of(&columns)).unwrap()));
    let outcome = fit(features.to_vec(), &source, &RowOrder::All, None, &Options::default(), &Silent).unwrap();
    assert_eq!(outcome.failed.len(), 1);
    assert_eq!(outcome.failed[0].0, "x__a");
    assert!(outcome.failed[0].1.why.contains("another feature gives a column `x__a`"), "{:?}", outcome.failed);
    let names: Vec<String> = outcome.set.outputs().into_iter().map(|output| output.name).collect();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
}

proptest! {
    #[test]
    fn quantiles_are_the_same_held_or_counted(
        parts in proptest::collection::vec(proptest::collection::vec(-1e6f64..1e6, 0..50), 1..8),
        shares in proptest::collection::vec(0.0f64..=1.0, 1..6),
    ) {
        let gather = |limit: usize| {
            let mut all = Quantiles::new(shares.clone(), limit);
            loop {
                for part in &parts {
                    let mut fresh = all.fresh();
                    fresh.add(part);
                    all.merge(fresh);
                }
                if !all.end_pass() {
                    return all.finish();
                }
            }
        };
        prop_assert_eq!(gather(usize::MAX), gather(10));
    }
}
