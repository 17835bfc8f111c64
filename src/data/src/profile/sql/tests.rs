use super::*;
use crate::RowOrder;
use crate::columnar::memory;
use crate::ops::rows;
use ninefold_base::Silent;
use ninefold_base::message::TableId;
use ninefold_base::view::{Filter, View};
use polars::prelude::*;

#[test]
fn names_are_quoted_where_they_would_be_read_as_something_else() {
    assert_eq!(name("age"), "age");
    assert_eq!(name("Two Words"), "\"Two Words\"");
    assert_eq!(name("a\"b"), "\"a\"\"b\"");
    assert_eq!(name("7up"), "\"7up\"");
    for word in ["select", "null", "true", "case", "not", "interval", "date", "order", "exists", "time"] {
        let condition = format!("{} IS NOT NULL", name(word));
        let column = ninefold_base::Column::bare(word, ninefold_base::TypeKind::Integer, "i64", "");
        crate::condition::check(&condition, &[column]).unwrap_or_else(|problem| panic!("{word}: {problem}"));
    }
}

#[test]
fn conditions_on_odd_numbers_select_them() {
    let x = [Some(1.0), Some(f64::NAN), Some(f64::INFINITY), None, Some(f64::NEG_INFINITY), Some(f64::MAX)];
    let source = memory::source("odd", df!("x" => x).unwrap(), 4, TableId(1));
    let check = |condition: String, expected: &[u32]| {
        let view = View { filters: vec![Filter::Sql(condition.clone())], ..View::default() };
        match rows(&source, &view, &Silent, &|_| {}) {
            Ok(RowOrder::Picked(rows)) => assert_eq!(rows.as_slice(), expected, "{condition}"),
            other => panic!("{condition}: {other:?}"),
        }
    };
    check(nan("x"), &[1]);
    check(infinite("x"), &[2, 4]);
    check(not_finite("x"), &[1, 2, 4]);
    check(finite("x"), &[0, 5]);
    check(missing("x"), &[3]);
}
