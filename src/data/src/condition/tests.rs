//! Conditions and the rows they keep; faults and the places they point at.

use super::check;
use crate::columnar::memory;
use crate::ops::rows;
use crate::{RowOrder, RowSource};
use ninefold_base::Silent;
use ninefold_base::message::TableId;
use ninefold_base::view::{Filter, View};
use polars::prelude::*;
use proptest::prelude::*;

fn people() -> impl RowSource {
    let frame = df!(
        "age" => [Some(41i64), Some(7), None, Some(-3), Some(40)],
        "name" => [Some("ann"), Some("Bob"), Some("a_b%"), None, Some("")],
        "score" => [Some(0.5f64), Some(f64::NAN), Some(2.5), Some(-1.5), None],
        "fit" => [Some(true), Some(false), None, Some(true), Some(false)],
        "Two Words" => [1i32, 2, 3, 4, 5],
        "born" => [Some("2024-01-01"), Some("1999-12-31"), Some("2000-02-29"), None, Some("2024-06-15")],
        "half" => [0.1f32, 0.2, 0.3, 0.4, 0.5],
        "big" => [u64::MAX, 1, 2, 3, 4],
    )
    .unwrap();
    let moment = frame.column("born").unwrap().cast(&DataType::Date).unwrap();
    let seen = Series::new("seen".into(), [Some(1_704_103_200_000_000i64), Some(0), None, Some(1), Some(2)]);
    let utc = seen
        .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
        .unwrap()
        .cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)))
        .unwrap();
    let mut frame = frame.clone();
    frame.with_column(moment).unwrap();
    frame.with_column(utc.into()).unwrap();
    memory::source("people", frame, 2, TableId(1))
}

fn kept(condition: &str) -> Result<Vec<u32>, String> {
    let view = View { filters: vec![Filter::Sql(condition.into())], ..View::default() };
    match rows(&people(), &view, &Silent, &|_| {}) {
        Ok(RowOrder::Picked(rows)) => Ok(rows.iter().map(|row| row + 1).collect()),
        Ok(RowOrder::All) => Ok(vec![]),
        Err(error) => Err(format!("{error:?}")),
    }
}

#[test]
fn conditions_keep_the_rows_that_sql_keeps() {
    let expected: [(&str, &[u32]); 81] = [
        ("age > 40", &[1]),
        ("age >= 40 AND age <= 41", &[1, 5]),
        ("AGE = 7 OR age = -3", &[2, 4]),
        ("NOT age > 40", &[2, 4, 5]),
        ("age <> 7", &[1, 4, 5]),
        ("age != 7", &[1, 4, 5]),
        ("age IN (7, 41)", &[1, 2]),
        ("age NOT IN (7, 41)", &[4, 5]),
        ("age IN (7, NULL)", &[2]),
        ("age NOT IN (7, NULL)", &[]),
        ("age IN (1,2,3,4,5,6,7,8,9,10,41)", &[1, 2]),
        ("age NOT IN (1,2,3,4,5,6,7,8,9,10,41)", &[4, 5]),
        ("age NOT IN (1,2,3,4,5,6,7,8,9,10,41,NULL)", &[]),
        ("name NOT IN ('a','b','c','d','e','f','g','h','ann')", &[2, 3, 5]),
        ("name IN ('a','b','c','d','e','f','g','h','ann')", &[1]),
        ("age BETWEEN 7 AND 40", &[2, 5]),
        ("age NOT BETWEEN 7 AND 40", &[1, 4]),
        ("age IS NULL", &[3]),
        ("age IS NOT NULL", &[1, 2, 4, 5]),
        ("age = NULL", &[]),
        ("name LIKE 'a%'", &[1, 3]),
        ("name NOT LIKE 'a%'", &[2, 5]),
        ("name LIKE 'a\\_%'", &[3]),
        ("name LIKE 'a!_b!%' ESCAPE '!'", &[3]),
        ("name LIKE '_nn'", &[1]),
        ("name ILIKE 'BOB'", &[2]),
        ("name LIKE 'bob'", &[]),
        ("name = ''", &[5]),
        ("fit", &[1, 4]),
        ("NOT fit", &[2, 5]),
        ("fit IS TRUE", &[1, 4]),
        ("fit IS NOT TRUE", &[2, 3, 5]),
        ("fit IS FALSE", &[2, 5]),
        ("fit IS NOT FALSE", &[1, 3, 4]),
        ("fit IS UNKNOWN", &[3]),
        ("fit OR age IS NULL", &[1, 3, 4]),
        ("fit = false", &[2, 5]),
        ("NULL", &[]),
        ("NULL OR age = 7", &[2]),
        ("1 = 1", &[1, 2, 3, 4, 5]),
        ("1 = 2", &[]),
        ("age / 2 = 20.5", &[1]),
        ("age / 0 IS NULL", &[1, 2, 3, 4, 5]),
        ("age % 2 = -1", &[4]),
        ("age % 2 = 1", &[1, 2]),
        ("mod(age, 4) = 3", &[2]),
        ("-age = 3", &[4]),
        ("age + 1 = 42", &[1]),
        ("age * 2 - 1 = 81", &[1]),
        ("score > 1", &[2, 3]),
        ("is_nan(score)", &[2]),
        ("round(score) = 3", &[3]),
        ("round(score) = -2", &[4]),
        ("abs(score) = 1.5", &[4]),
        ("floor(score) = 0", &[1]),
        ("ceil(score) = 3", &[3]),
        ("sqrt(age) > 6.3", &[1, 5]),
        ("power(age, 2) = 49", &[2]),
        ("exp(0) = 1 AND ln(1) = 0 AND age = 7", &[2]),
        ("\"Two Words\" = 3", &[3]),
        ("\"two words\" = 3", &[3]),
        ("lower(name) = 'bob'", &[2]),
        ("upper(name) = 'ANN'", &[1]),
        ("length(name) = 3", &[1, 2]),
        ("substr(name, 2, 1) = 'n'", &[1]),
        ("SUBSTRING(name FROM 1 FOR 2) = 'Bo'", &[2]),
        ("trim('  x ') = 'x' AND age = 7", &[2]),
        ("name || '!' = 'ann!'", &[1]),
        ("replace(name, 'n', 'm') = 'amm'", &[1]),
        ("contains(name, '_b')", &[3]),
        ("starts_with(name, 'a') AND ends_with(name, 'n')", &[1]),
        ("regexp_like(name, '^[A-Z]')", &[2]),
        ("COALESCE(age, 0) = 0", &[3]),
        ("NULLIF(age, 7) IS NULL", &[2, 3]),
        ("CASE WHEN age > 10 THEN 'old' ELSE 'young' END = 'old'", &[1, 5]),
        ("CASE age WHEN 7 THEN 1 END = 1", &[2]),
        ("CAST(age AS text) = '41'", &[1]),
        ("CAST('7' AS int) = age", &[2]),
        ("half = 0.1", &[1]),
        ("big = 18446744073709551615 OR big = 1", &[1, 2]),
        ("big > 3", &[1, 5]),
    ];
    for (condition, rows) in expected {
        assert_eq!(kept(condition).as_deref(), Ok(rows), "{condition}");
    }
}

#[test]
fn dates_compare_with_texts() {
    let expected: [(&str, &[u32]); 14] = [
        ("born >= '2024-01-01'", &[1, 5]),
        ("born = DATE '2000-02-29'", &[3]),
        ("born < TIMESTAMP '2024-01-01 12:00:00'", &[1, 2, 3]),
        ("born BETWEEN '2000-01-01' AND '2024-01-01'", &[1, 3]),
        ("EXTRACT(year FROM born) = 2024", &[1, 5]),
        ("date_part('month', born) = 2", &[3]),
        ("date_part(month, born) = 2", &[3]),
        ("dayofweek(born) = 1", &[1]),
        ("EXTRACT(dow FROM born) = 6", &[5]),
        ("year(born) IN (1999, 2000)", &[2, 3]),
        ("seen = '2024-01-01 10:00:00'", &[1]),
        ("seen = '2024-01-01T12:00:00+02:00'", &[1]),
        ("seen < '1970-01-01 00:00:00.000002'", &[2, 4]),
        ("EXTRACT(hour FROM seen) = 10", &[1]),
    ];
    for (condition, rows) in expected {
        assert_eq!(kept(condition).as_deref(), Ok(rows), "{condition}");
    }
}

fn fault(condition: &str) -> (String, String) {
    let problem = check(condition, &people().info().columns).unwrap_err();
    (problem.why, problem.fix)
}

#[test]
fn faults_point_at_the_place_and_say_what_to_do() {
    let (why, fix) = fault("agee > 40");
    assert_eq!(why, "unknown column agee\nagee > 40\n^^^^");
    assert_eq!(fix, "did you mean `age`?");
    let (why, _) = fault("age > 'forty'");
    assert!(why.starts_with("`age` is a number; compare with 40, not 'forty'\nage > 'forty'\n      ^"), "{why}");
    let (why, fix) = fault("name > 40");
    assert!(why.contains("`name` is text; compare with '40', not 40"), "{why}");
    assert!(fix.contains("CAST(name AS float)"), "{fix}");
    let (why, fix) = fault("lenght(name) > 1");
    assert!(why.starts_with("unknown function lenght\nlenght(name) > 1\n^^^^^^"), "{why}");
    assert_eq!(fix, "did you mean `length`?");
    let (_, fix) = fault("name = \"ann\"");
    assert!(fix.contains("single quotes: 'ann'"), "{fix}");
    let (why, _) = fault("SELECT * FROM t WHERE age > 1");
    assert!(why.contains("begins a statement"), "{why}");
    let (why, _) = fault("name = 'ann");
    assert!(why.contains("never closed"), "{why}");
    let (why, _) = fault("age > ");
    assert!(why.contains("ends too early"), "{why}");
    let (why, _) = fault("age");
    assert!(why.contains("`age` is a number, not true or false"), "{why}");
    let (why, _) = fault("born > 'yesterday'");
    assert!(why.contains("'yesterday' is not one"), "{why}");
    let (why, _) = fault("sum(age) > 3");
    assert!(why.contains("looks at many rows"), "{why}");
    let (why, _) = fault("regexp_like(name, '(')");
    assert!(why.contains("not a regular expression"), "{why}");
    for condition in [
        "",
        "   ",
        "age >",
        "age > 1;",
        "age == 1 1",
        "(age > 1",
        "age IN ()",
        "CASE WHEN END",
        "age > ?",
        "x.y.z = 1",
        "age::text = 'x' AND",
        "EXISTS (SELECT 1)",
        "age IN (SELECT 1)",
        "{}",
        "\u{0}",
        "é = 1",
    ] {
        let _ = check(condition, &people().info().columns);
    }
}

#[test]
fn hostile_texts_are_refused_without_overflowing() {
    let columns = people().info().columns;
    let deep = |open: &str, close: &str, n: usize| format!("{}age = 1{}", open.repeat(n), close.repeat(n));
    for text in [
        deep("(", ")", 100_000),
        deep("NOT ", "", 50_000),
        deep("-(", ")", 10_000),
        format!("age = 1{}", "+1".repeat(100_000)),
        format!("age = 1{}", " OR age = 1".repeat(1_000)),
        format!("age IN ({})", "1,".repeat(50_000) + "1"),
        "a".repeat(3_000_000),
        "'".repeat(100_001),
        "CASE WHEN ".repeat(5_000),
        "abs(".repeat(5_000),
    ] {
        if let Err(problem) = check(&text, &columns) {
            assert!(problem.why.len() < 1_000, "{}", problem.why);
        }
    }
    let many = format!("age = 7{}", " OR age = 41".repeat(400));
    assert_eq!(kept(&many).as_deref(), Ok(&[1, 2][..]));
    let values: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
    assert_eq!(kept(&format!("age IN ({})", values.join(", "))).as_deref(), Ok(&[1, 2, 5][..]));
}

proptest! {
    #[test]
    fn random_text_never_panics(text in "\\PC{0,60}") {
        let _ = check(&text, &people().info().columns);
    }

    #[test]
    fn random_words_never_panic(words in proptest::collection::vec(prop_oneof![
        Just("age"), Just("name"), Just("born"), Just("fit"), Just("("), Just(")"), Just("AND"), Just("OR"), Just("NOT"), Just("="), Just("<"), Just("'x'"), Just("'2024-01-01'"),
        Just("1"), Just("0.5"), Just("IN"), Just(","), Just("LIKE"), Just("BETWEEN"), Just("IS"), Just("NULL"), Just("CASE"), Just("WHEN"), Just("THEN"), Just("END"), Just("+"), Just("-"),
        Just("/"), Just("%"), Just("||"), Just("CAST"), Just("AS"), Just("int"), Just("lower"), Just("substr"), Just("coalesce"), Just("TRUE"), Just("DATE"),
    ], 0..14)) {
        let text = words.join(" ");
        if check(&text, &people().info().columns).is_ok() {
            kept(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        }
    }
}
