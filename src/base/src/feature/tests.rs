//! Values and learned parameters through JSON, and the table of functions.

use super::functions::{FUNCTIONS, FunctionKind, function};
use super::{Categories, Fitted, Value};
use std::borrow::Cow;

#[test]
fn values_keep_type_and_bits_through_json() {
    let values = [
        Value::Missing,
        Value::Boolean(true),
        Value::Integer(i64::MIN),
        Value::Float(f64::NAN),
        Value::Float(f64::NEG_INFINITY),
        Value::Float(3.0),
        Value::Text(Cow::Borrowed("a \"b\"")),
        Value::Date(-719_162),
    ];
    let json = serde_json::to_string(&values).unwrap();
    assert!(json.contains(r#"{"float":"NaN"},{"float":"-inf"},{"float":3.0}"#), "{json}");
    let back: Vec<Value<'static>> = serde_json::from_str(&json).unwrap();
    assert!(values.iter().zip(&back).all(|(a, b)| a.same_bits(b)), "{back:?}");
    assert!(!Value::Float(0.0).same_bits(&Value::Float(-0.0)));
}

#[test]
fn fitted_parameters_name_their_function() {
    let fitted = Fitted::Ordinal { categories: Categories::Integer(vec![3, 7]) };
    let json = serde_json::to_string(&fitted).unwrap();
    assert_eq!(json, r#"{"function":"ordinal","categories":{"integer":[3,7]}}"#);
    assert_eq!(serde_json::from_str::<Fitted>(&json).unwrap(), fitted);
}

#[test]
fn functions_are_listed_once_and_in_order() {
    for kind in [FunctionKind::Row, FunctionKind::Fitted] {
        let names: Vec<&str> =
            FUNCTIONS.iter().filter(|function| function.kind == kind).map(|function| function.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
    for one in &FUNCTIONS {
        assert!(one.usage.starts_with(one.name), "{}", one.usage);
        assert_eq!(FUNCTIONS.iter().filter(|other| other.name == one.name).count(), 1, "{}", one.name);
    }
    assert_eq!(function("LN").map(|found| found.name), Some("ln"));
}
