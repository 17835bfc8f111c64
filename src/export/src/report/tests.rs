use super::*;
use ninefold_base::message::TableId;
use ninefold_base::profile::column::{ColumnProfile, Count, Counts, Histogram, NumberProfile, Scale, ValueCount};
use ninefold_base::profile::column::{Detail, Order, TextProfile};
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::profile::{FORMAT, Precision};
use ninefold_base::read::{Dialect, FileFormat, ReadOptions, Source};
use ninefold_base::{Cell, ColumnId, Figure, RowCount, TypeKind};

fn column(id: u32, name: &str, kind: TypeKind, detail: Detail) -> ColumnProfile {
    let numeric = kind.is_number();
    ColumnProfile {
        column: ColumnId(id),
        name: name.into(),
        kind,
        storage: "storage".into(),
        counts: Counts { rows: 100, missing: 7, ..Counts::default() },
        distinct: Count::exact(93),
        unique: Count { value: 90, precision: Precision::Relative(0.01) },
        entropy: Figure::undefined("not all values were counted"),
        imbalance: Figure::Value(0.1),
        top: vec![
            ValueCount { value: Cell::Text("<script>alert(1)</script>".into()), rows: 50 },
            ValueCount { value: Cell::Text(String::new()), rows: 3 },
        ],
        rare: vec![],
        top_precision: Precision::Exact,
        histogram: numeric.then(|| Histogram {
            scale: Scale::Linear,
            edges: vec![0.0, 1.0, 2.0],
            counts: vec![60, 33],
            below: 0,
            above: 0,
            precision: Precision::Exact,
        }),
        detail,
        memory: 800,
        order: Order::Unknown,
    }
}

fn number() -> Detail {
    Detail::Number(NumberProfile {
        n: 93,
        sum: Figure::Value(120.0),
        mean: Figure::Value(1.290_322_580_6),
        variance: Figure::Value(0.25),
        sd: Figure::Value(0.5),
        variation: Figure::Value(0.3875),
        skewness: Figure::undefined("fewer than 3 values"),
        kurtosis: Figure::undefined("fewer than 4 values"),
        min: Figure::Value(0.0),
        max: Figure::Value(2.0),
        quantiles: vec![0.0, 0.0, 0.1, 0.2, 0.5, 1.0, 1.5, 1.8, 1.9, 2.0, 2.0],
        iqr: Figure::Value(1.0),
        mad: Figure::Value(0.5),
        precision: Precision::Exact,
        whole: false,
    })
}

fn text() -> Detail {
    Detail::Text(TextProfile {
        min_length: 0,
        mean_length: Figure::Value(4.0),
        max_length: 25,
        longest: "x".into(),
        patterns: vec![],
        pattern_precision: Precision::Exact,
        numeric: 1,
        dates: 0,
        leading_zeros: 0,
        non_ascii: 0,
        padded: 0,
    })
}

fn profile(columns: Vec<ColumnProfile>) -> Profile {
    Profile {
        format: FORMAT.into(),
        rows_read: 100,
        rows: 100,
        columns,
        duplicates: Default::default(),
        missing: Default::default(),
        associations: Default::default(),
        target: None,
        findings: vec![ProfileFinding {
            kind: FindingKind::Missing,
            severity: Severity::Warning,
            column: Some(ColumnId(0)),
            other: None,
            text: "`a & b` is missing in 7 of 100 rows".into(),
            rule: "missing in more than 1 % of the rows".into(),
            advice: "find out why".into(),
            evidence: 0.07,
            rows: FindingRows::None,
            acknowledged: None,
        }],
        limits: vec![],
    }
}

fn info() -> TableInfo {
    TableInfo {
        table: TableId(0),
        title: "<i>.csv".into(),
        source: Source::default(),
        options: ReadOptions::default(),
        dialect: Dialect { format: FileFormat::Delimited, compression: None, delimited: None, reasons: vec![] },
        files: vec![],
        bytes: None,
        columns: vec![],
        rows: RowCount::Exact(100),
        findings: vec![],
        complete: true,
    }
}

#[test]
fn what_is_in_the_data_cannot_become_markup() {
    let columns = vec![column(0, "a & b", TypeKind::Text, text()), column(1, "<n>", TypeKind::Float, number())];
    let page = profile_html(&profile(columns), &info()).unwrap();
    assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<n>"));
    assert!(page.contains("&lt;script&gt;") && page.contains("a &amp; b"));
    assert!(!page.contains("http://") || page.matches("http://").all(|_| page.contains("http://www.w3.org/2000/svg")));
}

#[test]
fn figures_stand_with_their_state() {
    let columns = vec![column(0, "n", TypeKind::Float, number())];
    let page = profile_html(&profile(columns), &info()).unwrap();
    assert!(page.contains("1.29032"), "the mean");
    assert!(page.contains("undefined: fewer than 3 values"), "a figure without value says why");
    assert!(page.contains("~90"), "an estimate is marked");
    assert!(page.contains("7 (7.0 %)"), "count and share");
}

#[test]
fn a_wide_table_stays_below_the_limit_and_says_what_was_left_out() {
    let columns = (0..3000).map(|i| column(i, &format!("column {i}"), TypeKind::Float, number())).collect();
    let page = profile_html(&profile(columns), &info()).unwrap();
    assert!(page.len() < MOST_BYTES, "{}", page.len());
    assert!(page.contains("of 3,000 columns are shown"));
}
