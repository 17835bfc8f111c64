use super::super::sample::SampleValues;
use super::super::target::{leak::LeakRules, target_profile};
use super::super::testing::{column_of, numbers, texts};
use super::*;
use ninefold_base::explore::Target;
use ninefold_base::profile::column::{Detail, NumberProfile, Order, QUANTILES, TextProfile, TimeProfile};
use ninefold_base::{Cell, Figure, Silent, TypeKind};

struct Made {
    columns: Vec<ColumnProfile>,
    duplicates: Duplicates,
    associations: Associations,
    target: Option<TargetProfile>,
    sample: Sample,
}

impl Made {
    fn new(columns: Vec<(TypeKind, SampleValues)>) -> Self {
        let sample = Sample::whole(columns);
        let columns: Vec<ColumnProfile> = sample.columns.iter().map(column_of).collect();
        let associations = super::super::associations::associations(&sample, &columns, &Silent).unwrap();
        Self { columns, duplicates: Duplicates::default(), associations, target: None, sample }
    }

    fn with_target(mut self) -> Self {
        let target = Target { column: ColumnId(0), positive: None, task: None };
        let rules = LeakRules::default();
        self.target = Some(target_profile(&self.sample, &self.columns, &target, &rules, &Silent).unwrap());
        self
    }

    fn findings(&self) -> Vec<ProfileFinding> {
        let parts = Parts {
            schema: &[],
            columns: &self.columns,
            duplicates: &self.duplicates,
            associations: &self.associations,
            target: self.target.as_ref(),
            sample: &self.sample,
        };
        findings(&parts, &Thresholds::default())
    }

    fn kinds(&self) -> Vec<FindingKind> {
        self.findings().iter().map(|finding| finding.kind).collect()
    }
}

fn number_detail(values: &[f64]) -> Detail {
    let moments = ninefold_measure::moments::Moments::of(values);
    let mut sorted = values.to_vec();
    ninefold_measure::quantile::sort(&mut sorted);
    let quantile = |share: f64| ninefold_measure::quantile::quantile(&sorted, share).value().unwrap();
    Detail::Number(NumberProfile {
        n: moments.n(),
        sum: moments.sum(),
        mean: moments.mean(),
        variance: moments.variance(),
        sd: moments.sd(),
        variation: moments.coefficient_of_variation(),
        skewness: moments.skewness(),
        kurtosis: moments.kurtosis(),
        min: moments.min(),
        max: moments.max(),
        quantiles: QUANTILES.map(quantile).to_vec(),
        iqr: Figure::Value(quantile(0.75) - quantile(0.25)),
        mad: Figure::undefined("not needed"),
        precision: Precision::Exact,
        whole: values.iter().all(|value| value.fract() == 0.0),
    })
}

use ninefold_base::profile::Precision;

fn text_detail(change: impl FnOnce(&mut TextProfile)) -> Detail {
    let mut text = TextProfile {
        min_length: 1,
        mean_length: Figure::Value(1.0),
        max_length: 1,
        longest: String::new(),
        patterns: Vec::new(),
        pattern_precision: Precision::Exact,
        numeric: 0,
        dates: 0,
        leading_zeros: 0,
        non_ascii: 0,
        padded: 0,
    };
    change(&mut text);
    Detail::Text(text)
}

#[test]
fn a_plain_table_has_no_findings() {
    let made = Made::new(vec![
        numbers(&(0..200).map(|i| f64::from(i * 37 % 101)).collect::<Vec<_>>()),
        texts(&["a", "b"].repeat(100)),
    ]);
    assert_eq!(made.findings(), []);
}

#[test]
fn missing_constant_and_identifiers() {
    let ids: Vec<String> = (0..100).map(|i| format!("id{i}")).collect();
    let made = Made::new(vec![
        numbers(&(0..100).map(|i| if i < 5 { f64::NAN } else { f64::from(i) }).collect::<Vec<_>>()),
        numbers(&[3.0; 100]),
        numbers(&[f64::NAN; 100]),
        texts(&ids.iter().map(String::as_str).collect::<Vec<_>>()),
    ]);
    let found = made.findings();
    let kinds: Vec<FindingKind> = found.iter().map(|finding| finding.kind).collect();
    use FindingKind as K;
    assert_eq!(kinds, [K::Constant, K::AllMissing, K::AllDistinct, K::Missing]);
    assert_eq!(found[3].text, "`c0` is missing in 5 of 100 rows (5.0 %)");
    assert_eq!(found[3].rows, FindingRows::Where("c0 IS NULL".into()));
    assert_eq!(found[3].evidence, 0.05);
}

#[test]
fn numbers_that_stand_for_missing() {
    let mut values: Vec<f64> = (0..400).map(|i| f64::from(i % 80)).collect();
    values.extend([-999.0; 60]);
    let mut made = Made::new(vec![numbers(&values)]);
    made.columns[0].counts.negatives = 60;
    made.columns[0].counts.zeros = 5;
    made.columns[0].detail = number_detail(&values);
    let found = made.findings();
    let hidden = found.iter().find(|finding| finding.kind == FindingKind::HiddenMissing).unwrap();
    assert!(hidden.text.contains("`-999.0` in 60 of 460 rows"), "{}", hidden.text);
    assert_eq!(hidden.rows, FindingRows::Where("c0 = -999.0".into()));
    // The same number as one of many is none.
    let values: Vec<f64> = (-1_000..0).map(f64::from).collect();
    let mut made = Made::new(vec![numbers(&values)]);
    made.columns[0].top.truncate(50);
    made.columns[0].detail = number_detail(&values);
    assert!(!made.kinds().contains(&FindingKind::HiddenMissing));
}

#[test]
fn words_that_stand_for_missing() {
    let made = Made::new(vec![texts(&["private", "?", "state", "N/A", "private", "state"].repeat(20))]);
    let found = made.findings();
    let hidden = found.iter().find(|finding| finding.kind == FindingKind::HiddenMissing).unwrap();
    assert_eq!(hidden.rows, FindingRows::Where("c0 IN ('?', 'N/A')".into()));
}

#[test]
fn texts_that_are_something_else() {
    let kinds = |change: fn(&mut TextProfile)| {
        let mut made = Made::new(vec![texts(&["1", "2"].repeat(50))]);
        made.columns[0].detail = text_detail(change);
        made.kinds()
    };
    assert_eq!(kinds(|text| text.numeric = 99), [FindingKind::NumberAsText]);
    assert_eq!(kinds(|text| text.numeric = 60), [FindingKind::MixedTypes]);
    assert_eq!(kinds(|text| text.dates = 100), [FindingKind::DateAsText]);
    assert_eq!(kinds(|text| (text.numeric, text.leading_zeros) = (100, 7)), [FindingKind::LeadingZeros]);
    assert_eq!(kinds(|text| text.padded = 1), [FindingKind::Padded]);
}

#[test]
fn times_out_of_range_and_out_of_order() {
    let mut made = Made::new(vec![(TypeKind::Date, SampleValues::Numbers((0..50).map(f64::from).collect()))]);
    made.columns[0].detail = Detail::Time(TimeProfile {
        n: 50,
        min: "1850-01-01".into(),
        max: "2024-01-01".into(),
        median: None,
        precision: Precision::Exact,
        step: None,
        gaps: Vec::new(),
        midnight: 0,
    });
    made.columns[0].order = Order::Mixed { descents: 2, pairs: 49 };
    assert_eq!(made.kinds(), [FindingKind::DateRange, FindingKind::TimeOrder]);
    let rows = &made.findings()[0].rows;
    assert_eq!(*rows, FindingRows::Where("c0 < '1900-01-01'".into()));
}

#[test]
fn far_values_are_told_with_their_fences() {
    let mut values: Vec<f64> = (0..99).map(f64::from).collect();
    values.push(10_000.0);
    let mut made = Made::new(vec![numbers(&values)]);
    made.columns[0].detail = number_detail(&values);
    let found = made.findings();
    let outlier = found.iter().find(|finding| finding.kind == FindingKind::Outliers).unwrap();
    assert!(outlier.text.contains("10000.0") && outlier.text.contains("1.0 % of the values"), "{}", outlier.text);
    assert!(matches!(&outlier.rows, FindingRows::Where(condition) if condition.contains("c0 > 222.75")));
    assert!(made.kinds().contains(&FindingKind::Skewed));
}

#[test]
fn conflicting_labels_and_signals_of_missing() {
    let n = 400;
    let answer = |i: usize| if i.is_multiple_of(2) { "yes" } else { "no" };
    // Missing for most of the positives and few of the negatives.
    let lacks = |i: usize| if i.is_multiple_of(2) { !i.is_multiple_of(10) } else { i.is_multiple_of(7) };
    let made = Made::new(vec![
        texts(&(0..n).map(answer).collect::<Vec<_>>()),
        numbers(&(0..n).map(|i| if lacks(i) { f64::NAN } else { (i / 4) as f64 }).collect::<Vec<_>>()),
        numbers(&(0..n).map(|i| (i / 4 * 7919 % 1013) as f64).collect::<Vec<_>>()),
    ])
    .with_target();
    let found = made.findings();
    let of = |kind| found.iter().find(|finding| finding.kind == kind).unwrap_or_else(|| panic!("{kind:?} {found:?}"));
    let signal = of(FindingKind::MissingSignal);
    assert_eq!((signal.column, &signal.rows), (Some(ColumnId(1)), &FindingRows::Where("c1 IS NULL".into())));
    let conflicts = of(FindingKind::ConflictingLabels);
    let FindingRows::Numbers(rows) = &conflicts.rows else { panic!() };
    // By hand for rows 1 to 4: 0 and 2 lack c1 (even), 1 and 3 have it (odd): no conflict but where an odd one lacks it.
    let mut expected = Vec::new();
    for block in 0..n / 4 {
        let group: Vec<usize> = (block * 4..block * 4 + 4).collect();
        for &row in &group {
            if group.iter().any(|other| lacks(*other) == lacks(row) && answer(*other) != answer(row)) {
                expected.push(row as u64 + 1);
            }
        }
    }
    assert_eq!(rows, &expected);
}

#[test]
fn what_to_fail_on_is_read_and_mistakes_are_named() {
    let conditions = parse_fail_on("missing>0.2, duplicates,leak, zeros>=5%").unwrap();
    assert_eq!(conditions.len(), 4);
    assert_eq!(conditions[0], FailOn { kind: FindingKind::Missing, limit: Some(fail_on::Limit::Above(0.2)) });
    assert_eq!(conditions[3].limit, Some(fail_on::Limit::AtLeast(0.05)));
    assert_eq!(parse_fail_on("mising>0.2").unwrap_err().fix, "did you mean `missing`?");
    assert!(parse_fail_on("missing>much").unwrap_err().why.contains("`much`"));
    assert!(parse_fail_on("missing<0.2").is_err());
    assert!(parse_fail_on(" ,").is_err());
    for kind in FindingKind::ALL {
        assert_eq!(parse_fail_on(kind.name()).unwrap()[0].kind, *kind);
        assert!(!fail_on::evidence_of(*kind).is_empty());
    }
}

#[test]
fn findings_fail_by_their_evidence_unless_acknowledged() {
    let values: Vec<f64> = (0..100).map(|i| if i < 25 { f64::NAN } else { f64::from(i) }).collect();
    let made = Made::new(vec![numbers(&values)]);
    let mut found = made.findings();
    let failing = |text: &str, found: &[ProfileFinding]| fail_on::failing(&parse_fail_on(text).unwrap(), found).len();
    assert_eq!(failing("missing>0.2", &found), 1);
    assert_eq!(failing("missing>0.25", &found), 0);
    assert_eq!(failing("missing>=0.25", &found), 1);
    found[0].acknowledged = Some("known".into());
    assert_eq!(failing("missing", &found), 0);
    let mut thresholds = Thresholds::default();
    parse_fail_on("missing>0.001").unwrap()[0].widen(&mut thresholds);
    assert_eq!(thresholds.missing, 0.001);
}

#[test]
fn thresholds_are_set_one_by_one_and_slips_are_refused() {
    let some: Thresholds = serde_json::from_str(r#"{"missing": 0.1, "leak": {"auc": 0.95}}"#).unwrap();
    assert_eq!((some.missing, some.leak.auc, some.zeros), (0.1, 0.95, 0.01));
    assert!(serde_json::from_str::<Thresholds>(r#"{"mising": 0.1}"#).is_err());
}

#[test]
fn rare_categories_and_imbalance() {
    let mut values = vec!["a"; 5_000];
    values.extend(["b"; 12]);
    values.extend(["c"; 3]);
    let mut made = Made::new(vec![texts(&values)]);
    made.columns[0].imbalance = Figure::Value(0.95);
    let found = made.findings();
    let rare = found.iter().find(|finding| finding.kind == FindingKind::RareCategories).unwrap();
    assert!(rare.text.contains("2 categories with few rows (`c`, `b`), 15 rows together"), "{}", rare.text);
    assert_eq!(rare.rows, FindingRows::Where("c0 IN ('b', 'c')".into()));
    assert!(found.iter().any(|finding| finding.kind == FindingKind::Imbalance));
    assert_eq!(made.columns[0].top[0].value, Cell::Text("a".into()));
}
