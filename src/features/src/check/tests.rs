//! What the checker takes and refuses, and that no text makes it stumble.

use super::{Context, check};
use ninefold_base::feature::ValueType;
use ninefold_base::{Column, TypeKind};
use proptest::prelude::*;

pub fn columns() -> Vec<Column> {
    let column = |name: &str, kind: TypeKind, storage: &str| Column::bare(name, kind, storage, "");
    vec![
        column("age", TypeKind::Integer, "i64"),
        column("score", TypeKind::Float, "f64"),
        column("education", TypeKind::Text, "text"),
        column("fit", TypeKind::Boolean, "bool"),
        column("born", TypeKind::Date, "date"),
        column("seen", TypeKind::Datetime, "datetime[μs]"),
        column("at", TypeKind::Time, "time[ns]"),
        column("Two Words", TypeKind::Integer, "i32"),
        column("half", TypeKind::Float, "f32"),
        column("tags", TypeKind::List, "list[text]"),
        column("nothing", TypeKind::Nothing, "null"),
        column("employed", TypeKind::Text, "text"),
    ]
}

fn context(columns: &[Column]) -> Context<'_> {
    Context { columns, distinct: &[None, None, Some(24)], target: Some(11) }
}

#[test]
fn features_have_the_type_that_they_say() {
    use ValueType as T;
    let expected: [(&str, ValueType); 62] = [
        ("age", T::Integer),
        ("AGE + 1", T::Integer),
        ("age / 2", T::Float),
        ("age % 2", T::Integer),
        ("power(age, 2)", T::Float),
        ("\"two words\" * 1.5", T::Float),
        ("-score", T::Float),
        ("age BETWEEN 25 AND 54", T::Boolean),
        ("education IN ('master', 'doctorate') AND NOT fit", T::Boolean),
        ("education LIKE 'm%' OR fit IS NULL", T::Boolean),
        ("CASE WHEN age > 40 THEN 'old' ELSE 'young' END", T::Text),
        ("CASE age WHEN 1 THEN 0.5 END", T::Float),
        ("COALESCE(age, score, 0)", T::Float),
        ("NULLIF(age, -1)", T::Integer),
        ("least(age, score)", T::Float),
        ("greatest(born, DATE '2024-01-01')", T::Date),
        ("log1p(age)", T::Float),
        ("round(score, 2)", T::Float),
        ("sign(age)", T::Integer),
        ("lower(education) || '!'", T::Text),
        ("substr(education, 1, 2)", T::Text),
        ("SUBSTRING(education FROM 2)", T::Text),
        ("length(education)", T::Integer),
        ("regexp_extract(education, '([a-z]+)', 1)", T::Text),
        ("regexp_like(education, '^m')", T::Boolean),
        ("contains(education, 'a')", T::Boolean),
        ("date_part('year', born)", T::Integer),
        ("date_part(month, seen)", T::Integer),
        ("EXTRACT(hour FROM seen)", T::Integer),
        ("dayofweek(born)", T::Integer),
        ("hour(at)", T::Integer),
        ("date_diff('day', born, seen)", T::Integer),
        ("date_diff(year, born, DATE '2024-01-01')", T::Integer),
        ("sin_cycle(month(born), 12)", T::Float),
        ("cos_cycle(hour(seen), 24)", T::Float),
        ("born < '2024-01-01'", T::Boolean),
        ("seen >= '2024-01-01 10:00:00'", T::Boolean),
        ("at > '12:00'", T::Boolean),
        ("CAST(age AS text)", T::Text),
        ("CAST(education AS float)", T::Float),
        ("CAST(fit AS int)", T::Integer),
        ("tags IS NULL", T::Boolean),
        ("is_missing(tags)", T::Boolean),
        ("nothing + 1", T::Float),
        ("half = 0.1", T::Boolean),
        ("bin(age, 18, 65)", T::Integer),
        ("hash_bin(education, 32)", T::Integer),
        ("cross(education, fit)", T::Text),
        ("impute(age, 'median')", T::Float),
        ("impute(age, 0)", T::Integer),
        ("impute(education, 'mode')", T::Text),
        ("impute(education, 'none')", T::Text),
        ("standardize(impute(age, 'mean'))", T::Float),
        ("winsorize(score, 0.01, 0.99)", T::Float),
        ("quantile_bin(age, 10)", T::Integer),
        ("one_hot(quantile_bin(age, 4))", T::Integer),
        ("one_hot(rare(education, 0.05), 20)", T::Integer),
        ("ordinal(education, 'none', 'master')", T::Integer),
        ("target_encode(cross(education, fit))", T::Float),
        ("group_mean(score, by education)", T::Float),
        ("group_rank(age, BY \"education\")", T::Float),
        ("group_mean(standardize(age), education) - 1", T::Float),
    ];
    let columns = columns();
    for (sql, kind) in expected {
        match check(sql, &context(&columns)) {
            Ok(checked) => assert_eq!(checked.root.kind, kind, "{sql}"),
            Err(problem) => panic!("{sql}: {problem}"),
        }
    }
}

#[test]
fn steps_stand_in_the_order_in_which_they_are_learned() {
    let columns = columns();
    let checked = check("standardize(impute(age, 'mean')) + min_max(score)", &context(&columns)).unwrap();
    let calls: Vec<(&str, usize)> = checked.steps.iter().map(|step| (step.call.as_str(), step.level)).collect();
    assert_eq!(calls, [("impute(age, 'mean')", 0), ("standardize(impute(age, 'mean'))", 1), ("min_max(score)", 0)]);
    assert_eq!(checked.columns, [0, 1]);
}

fn fault(sql: &str) -> (String, String) {
    let columns = columns();
    match check(sql, &context(&columns)) {
        Ok(_) => panic!("{sql} was taken"),
        Err(problem) => (problem.why, problem.fix),
    }
}

#[test]
fn faults_point_at_the_place_and_say_what_would_be_right() {
    let (why, fix) = fault("target_encode(educaton)");
    assert_eq!(why, "unknown column educaton\ntarget_encode(educaton)\n              ^^^^^^^^");
    assert_eq!(fix, "did you mean education?");
    let (why, fix) = fault("standardize(education)");
    assert_eq!(
        why,
        "standardize needs a number; education is text (24 categories)\nstandardize(education)\n            ^^^^^^^^^"
    );
    assert!(fix.contains("target_encode(education)"), "{fix}");
    let expected = [
        ("standardise(age)", "unknown function standardise", "did you mean `standardize`?"),
        ("avg(age)", "looks at many rows", "group_mean"),
        ("sum(age) OVER (PARTITION BY education)", "window functions", "group_mean"),
        ("employed = 'yes'", "employed is the target", "target_encode(x)"),
        ("quantile_bin(age)", "was given 1 value", "write quantile_bin(x, 10)"),
        ("quantile_bin(age, 1)", "from 2 to 1000", "quantile_bin(x, 10)"),
        ("bin(age, 65, 18)", "the edge 18 is not above", "ascending order"),
        ("winsorize(age, 0.9, 0.1)", "ascending", "winsorize(x, 0.01, 0.99)"),
        ("one_hot(score)", "one_hot needs categories; score is a number with decimals", "quantile_bin(score, 10)"),
        ("one_hot(born)", "one_hot needs categories; born is a date", "date_part('month', born)"),
        ("1 + one_hot(education)", "cannot stand inside", "the whole feature"),
        ("standardize(one_hot(education))", "cannot stand inside", "the whole feature"),
        ("impute(education, 'median', 1)", "was given 3 values", "impute(x, 'median')"),
        ("impute(born, 'median')", "needs a number; born is a date", "'mode'"),
        ("impute(age, 'medain')", "age is a number", "write 40"),
        ("education + 1", "education is text (24 categories), not a number", "CAST(education AS float)"),
        ("age = 'forty'", "compare with 40, not 'forty'", "write 40"),
        ("born > 'yesterday'", "'yesterday' is not one", "'2024-12-31'"),
        ("seen > '2024-01-01T10:00:00Z'", "is not one", "without an offset"),
        ("date_part('yaer', born)", "unknown part of a date: yaer", "did you mean `year`?"),
        ("hour(born)", "born is a date, not a time", "CAST(born AS timestamp)"),
        ("date_diff('dayofweek', born, seen)", "is no unit", "year quarter month"),
        ("CAST(born AS int)", "does not become a number", "year(x)"),
        ("CASE WHEN fit THEN 1 ELSE 'a' END", "the results of CASE differ", "CAST(x AS text)"),
        ("tags", "tags is a list", "IS NULL"),
        ("lower(tags)", "tags is a list", "IS NULL"),
        ("education = \"master\"", "unknown column master", "single quotes: 'master'"),
        ("regexp_like(education, '(')", "not a regular expression", "contains"),
        ("sin_cycle(age, 0)", "the period", "sin_cycle(month(date), 12)"),
        ("hash_bin(education, age)", "the number of bins", "hash_bin(x, 32)"),
        ("ordinal(education, 1)", "1 is no value of it", "'master'"),
        ("ordinal(education, 'a', 'a')", "twice", "once"),
        ("SELECT age FROM t", "begins a statement", "quantile_bin(age, 10)"),
        ("age + (SELECT 1)", "a query inside a feature", "one row"),
        ("age >", "ends too early", "complete it"),
        ("age; DROP TABLE x", "ends without `;`", "leave out"),
        ("", "the feature is empty", "quantile_bin(age, 10)"),
        ("1e999", "is not a number", "1.8e308"),
    ];
    for (sql, part, advice) in expected {
        let (why, fix) = fault(sql);
        assert!(why.contains(part), "{sql}: {why}");
        assert!(fix.contains(advice), "{sql}: {fix}");
    }
}

#[test]
fn hostile_texts_are_refused_without_overflowing() {
    let columns = columns();
    let deep = |open: &str, close: &str, n: usize| format!("{}age{}", open.repeat(n), close.repeat(n));
    for text in [
        deep("(", ")", 100_000),
        deep("NOT ", "", 50_000),
        deep("-(", ")", 10_000),
        deep("standardize(", ")", 90),
        deep("standardize(", ")", 5_000),
        format!("age{}", "+1".repeat(100_000)),
        format!("fit{}", " OR fit".repeat(900)),
        format!("age IN ({}1)", "1,".repeat(50_000)),
        "CASE WHEN ".repeat(5_000),
        "a".repeat(3_000_000),
        format!("group_mean(age{})", ", by by".repeat(300)),
    ] {
        if let Err(problem) = check(&text, &context(&columns)) {
            assert!(problem.why.len() < 1_000, "{}", problem.why);
        }
    }
}

const WORDS: [&str; 60] = [
    "age",
    "score",
    "education",
    "fit",
    "born",
    "seen",
    "at",
    "tags",
    "nothing",
    "(",
    ")",
    "(",
    ")",
    ",",
    ",",
    "AND",
    "OR",
    "NOT",
    "=",
    "<",
    "'x'",
    "'mode'",
    "'2024-01-01'",
    "1",
    "0.5",
    "IN",
    "LIKE",
    "BETWEEN",
    "IS",
    "NULL",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "+",
    "-",
    "/",
    "%",
    "||",
    "CAST",
    "AS",
    "int",
    "lower",
    "substr",
    "coalesce",
    "TRUE",
    "DATE",
    "by",
    "impute",
    "standardize",
    "one_hot",
    "quantile_bin",
    "target_encode",
    "group_mean",
    "bin",
    "cross",
    "hash_bin",
    "ordinal",
    "rare",
    "date_diff",
];

proptest! {
    #[test]
    fn random_text_never_panics(text in "\\PC{0,60}") {
        let columns = columns();
        let _ = check(&text, &context(&columns));
    }

    #[test]
    fn random_words_never_panic(words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..16)) {
        let columns = columns();
        let _ = check(&words.join(" "), &context(&columns));
    }
}
