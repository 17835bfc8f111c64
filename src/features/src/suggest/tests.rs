//! What is suggested for which column; and that every suggestion is a feature.

use super::{default_set, sql_name, suggest};
use crate::check::{Context, check};
use ninefold_base::feature::suggestion::ColumnFacts;
use ninefold_base::{Column, TypeKind};

fn table() -> (Vec<Column>, Vec<ColumnFacts>) {
    let column = |name: &str, kind: TypeKind, storage: &str| Column::bare(name, kind, storage, "");
    let facts = |distinct: u64| ColumnFacts { rows: 1_000, distinct: Some(distinct), ..ColumnFacts::default() };
    let skewed = ColumnFacts { skewness: Some(5.0), min: Some(0.0), missing: 50, ..facts(400) };
    let signed = ColumnFacts { skewness: Some(-3.0), min: Some(-9.0), ..facts(400) };
    let table = vec![
        (column("id", TypeKind::Integer, "i64"), facts(1_000)),
        (column("pay", TypeKind::Float, "f64"), skewed),
        (column("signed", TypeKind::Float, "f64"), signed),
        (column("education", TypeKind::Text, "text"), facts(24)),
        (column("sex", TypeKind::Text, "text"), facts(2)),
        (column("city", TypeKind::Text, "text"), facts(300)),
        (column("note", TypeKind::Text, "text"), facts(990)),
        (column("born", TypeKind::Date, "date"), facts(900)),
        (column("seen at", TypeKind::Datetime, "datetime[μs]"), facts(900)),
        (
            column("order", TypeKind::Integer, "i64"),
            ColumnFacts { missing: 400, missing_depends_on_target: true, ..facts(5) },
        ),
        (column("tags", TypeKind::List, "list[text]"), facts(5)),
        (column("constant", TypeKind::Text, "text"), facts(1)),
        (column("nothing", TypeKind::Nothing, "null"), ColumnFacts { rows: 1_000, missing: 1_000, ..facts(0) }),
        (column("target", TypeKind::Text, "text"), facts(2)),
    ];
    table.into_iter().unzip()
}

#[test]
fn every_suggestion_is_a_feature_with_a_reason() {
    let (columns, facts) = table();
    for has_target in [true, false] {
        let all = suggest(&columns, &facts, &[13], has_target);
        for suggestion in &all {
            check(&suggestion.sql, &Context::of(&columns))
                .unwrap_or_else(|problem| panic!("{}: {problem}", suggestion.sql));
            assert!(suggestion.reason.len() > 8, "{suggestion:?}");
            assert_ne!(suggestion.column, "target");
        }
        let mut names: Vec<&str> = all.iter().map(|suggestion| suggestion.name.as_str()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
    }
}

#[test]
fn columns_get_what_their_figures_call_for() {
    let (columns, facts) = table();
    let all = suggest(&columns, &facts, &[13], true);
    let has = |sql: &str| all.iter().any(|suggestion| suggestion.sql == sql);
    for sql in [
        "log1p(pay)",
        "impute(pay, 'median')",
        "is_missing(pay)",
        "yeo_johnson(signed)",
        "target_encode(education)",
        "one_hot(sex)",
        "hash_bin(city, 64)",
        "length(note)",
        "sin_cycle(month(born), 12)",
        "hour(\"seen at\")",
        "is_missing(\"order\")",
        "one_hot(\"order\")",
    ] {
        assert!(has(sql), "{sql}: {:?}", all.iter().map(|suggestion| &suggestion.sql).collect::<Vec<_>>());
    }
    assert!(!all.iter().any(|suggestion| ["constant", "nothing"].contains(&suggestion.column.as_str())));
    let default = default_set(&all);
    assert!(
        !default.iter().any(|suggestion| ["id", "note", "tags"].contains(&suggestion.column.as_str())),
        "{default:?}"
    );
    assert!(
        default.iter().any(|suggestion| suggestion.name == "education" && suggestion.sql.starts_with("target_encode"))
    );
    assert!(default.iter().any(|suggestion| suggestion.sql == "is_missing(\"order\")"));
    assert_eq!(sql_name("a\"b"), "\"a\"\"b\"");
}
