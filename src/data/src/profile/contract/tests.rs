use super::*;
use crate::columnar::memory;
use ninefold_base::Silent;
use ninefold_base::message::TableId;
use polars::prelude::*;
use std::sync::Arc;

fn rows() -> impl RowSource {
    let frame = df!(
        "age" => [Some(30i64), Some(-1), None, Some(200), Some(50)],
        "sex" => [Some("f"), Some("m"), Some("x"), None, Some("x")],
        "id" => ["a", "b", "a", "c", "a"],
        "big" => [9_007_199_254_740_993i64, 9_007_199_254_740_992, 1, 2, 1],
        "day" => [Some("2024-01-01"), Some("1999-12-31"), None, Some("2030-01-01"), Some("2024-06-15")],
        "extra" => [1.0, 2.0, f64::NAN, 4.0, 5.0],
    )
    .unwrap();
    let day = frame.column("day").unwrap().cast(&DataType::Date).unwrap();
    let mut frame = frame.clone();
    frame.with_column(day).unwrap();
    memory::source("rows", frame, 2, TableId(1))
}

fn contract(json: serde_json::Value) -> Contract {
    serde_json::from_value(json).unwrap()
}

fn broken(contract: &Contract, order: &RowOrder) -> Vec<(String, u64, Vec<u64>)> {
    let violations = check(&rows(), order, contract, &Silent).unwrap();
    violations.into_iter().map(|violation| (violation.rule, violation.cells, violation.rows)).collect()
}

#[test]
fn every_rule_names_its_cells() {
    let contract = contract(serde_json::json!({
        "age": {"type": "integer", "nullable": false, "min": 0, "max": 150},
        "sex": {"type": "text", "nullable": true, "values": ["f", "m"]},
        "id": {"type": "text", "unique": true},
        "big": {"type": "float", "unique": true},
        "day": {"type": "date", "from": "2000-01-01", "until": "2029-12-31"},
        "extra": {"type": "text"},
        "gone": {"type": "text"},
        "may_go": {"type": "text", "optional": true},
    }));
    let expected = [
        ("`age` must not be missing", 1, vec![3]),
        ("`age` must be at least 0", 1, vec![2]),
        ("`age` must be at most 150", 1, vec![4]),
        ("`sex` must be one of `f`, `m`", 2, vec![3, 5]),
        ("no value of `id` may stand twice", 2, vec![3, 5]),
        ("no value of `big` may stand twice", 1, vec![5]),
        ("`day` must not be before 2000-01-01", 1, vec![2]),
        ("`day` must not be after 2029-12-31", 1, vec![4]),
        ("`extra` must be text, and is float", 0, vec![]),
        ("`gone` must be there", 0, vec![]),
    ];
    let expected = expected.map(|(rule, cells, rows)| (rule.to_string(), cells, rows));
    assert_eq!(broken(&contract, &RowOrder::All), expected);
}

#[test]
fn only_the_rows_of_the_view_are_looked_at_and_columns_beyond_the_contract_are_told() {
    let contract = contract(serde_json::json!({"age": {"type": "float", "min": 0, "nullable": false}}));
    let found = broken(&contract, &RowOrder::Picked(Arc::new(vec![3, 1])));
    assert_eq!(found[0], ("`age` must be at least 0".into(), 1, vec![2]));
    assert_eq!(found[1].0, "`sex` is not in the contract");
    assert_eq!(found.len(), 6);
}

#[test]
fn nan_is_in_no_range() {
    let contract = contract(serde_json::json!({"extra": {"type": "float", "max": 10}}));
    assert!(broken(&contract, &RowOrder::All).contains(&("`extra` must be at most 10".into(), 1, vec![3])));
}

#[test]
fn a_bound_that_cannot_be_read_is_told() {
    let contract = contract(serde_json::json!({"day": {"type": "date", "from": "yesterday"}}));
    let Err(Interrupted::Failed(problem)) = check(&rows(), &RowOrder::All, &contract, &Silent) else { panic!() };
    assert!(problem.why.contains("yesterday"), "{problem}");
}

#[test]
fn a_contract_outlives_toml_and_json() {
    let contract = contract(serde_json::json!({"age": {"type": "integer", "nullable": false, "min": 0.5}}));
    let json = serde_json::to_string(&contract).unwrap();
    assert_eq!(serde_json::from_str::<Contract>(&json).unwrap(), contract);
}
