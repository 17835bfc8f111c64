use super::*;
use polars::prelude::*;

fn check(series: Series, expected: &[Cell]) {
    assert_eq!(cells(&series, 20), expected);
}

fn name() -> PlSmallStr {
    PlSmallStr::from_static("c0")
}

#[test]
fn numbers_stay_numbers() {
    check(Series::new(name(), [Some(1i8), None]), &[Cell::Integer(1), Cell::Missing]);
    check(Series::new(name(), [u64::MAX]), &[Cell::Integer(i128::from(u64::MAX))]);
    check(Series::new(name(), [0.1f32]), &[Cell::Float32(0.1)]);
    check(Series::new(name(), [0.1f64]), &[Cell::Float(0.1)]);
    check(Series::new(name(), [true]), &[Cell::Boolean(true)]);
    assert_eq!(decimal_text(-5, 2), "-0.05");
    assert_eq!(decimal_text(12345, 0), "12345");
    assert_eq!(decimal_text(i128::MIN, 3).len(), 41);
}

#[test]
fn long_text_is_cut_between_characters() {
    let series = Series::new(name(), ["short", "", "nineteen bytes, hm ähnlich"]);
    let head = "nineteen bytes, hm ".to_string();
    check(series, &[Cell::Text("short".into()), Cell::Text(String::new()), Cell::Long { head, bytes: 27 }]);
}

#[test]
fn temporal_values_are_iso_text() {
    let text = |text: &str| Cell::Temporal(text.into());
    check(Series::new(name(), [19_723i32]).cast(&DataType::Date).unwrap(), &[text("2024-01-01")]);
    let ticks = Series::new(name(), [1_704_067_199_500_000i64, -1]);
    let naive = DataType::Datetime(TimeUnit::Microseconds, None);
    check(ticks.cast(&naive).unwrap(), &[text("2023-12-31T23:59:59.5"), text("1969-12-31T23:59:59.999999")]);
    let berlin = TimeZone::opt_try_new(Some("Europe/Berlin")).unwrap();
    let zoned = ticks.cast(&DataType::Datetime(TimeUnit::Microseconds, berlin)).unwrap();
    assert_eq!(cells(&zoned, 16)[0], text("2024-01-01T00:59:59.5+01:00"));
    let utc = ticks.cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))).unwrap();
    assert_eq!(cells(&utc, 16)[0], text("2023-12-31T23:59:59.5Z"));
    assert_eq!(time_text(86_399_000_001_000), "23:59:59.000001");
    assert_eq!(duration_text(90_061_500, TimeUnit::Milliseconds), "P1DT1H1M1.5S");
    assert_eq!(duration_text(0, TimeUnit::Milliseconds), "PT0S");
    assert_eq!(duration_text(-172_800, TimeUnit::Milliseconds), "-PT2M52.8S");
    assert_eq!(duration_text(i64::MIN, TimeUnit::Nanoseconds), "-P106751DT23H47M16.854775808S");
    assert_eq!(date_text(i32::MAX), "2147483647 days since 1970-01-01");
}

#[test]
fn nested_values_are_json() {
    let inner = Series::new(name(), ["a\"b", "c"]);
    check(Series::new(name(), [inner]), &[Cell::Nested(r#"["a\"b","c"]"#.into())]);
    let fields = [Series::new("x".into(), [1i64]), Series::new("y".into(), [f64::NAN])];
    let nested = StructChunked::from_series(name(), 1, fields.iter()).unwrap().into_series();
    check(nested, &[Cell::Nested(r#"{"x":1,"y":"NaN"}"#.into())]);
    let text = Series::new(name(), [Some("{}"), None]);
    assert_eq!(cells_of_kind(&text, TypeKind::Struct, 16), [Cell::Nested("{}".into()), Cell::Missing]);
}

#[test]
fn bytes_are_hexadecimal_digits() {
    let bytes: Vec<u8> = (0..40).collect();
    let series = Series::new(name(), [bytes.as_slice()]);
    let Cell::Binary { head, bytes } = &cells(&series, 16)[0] else { panic!("no binary cell") };
    assert_eq!((head.len(), *bytes), (64, 40));
    assert!(head.starts_with("000102"));
}
