use super::*;
use crate::association::ContingencyTable;
use crate::tests::{cases, close, counts, golden, number, value};

/// ydata-profiling, tests/unit/test_imbalance.py.
#[test]
fn imbalance_matches_ydata_profiling() {
    let check = |counts: &[u64], expected: f64| {
        let found = value(&imbalance(counts));
        assert!((found - expected).abs() < 5e-8, "{counts:?}: {found}");
    };
    check(&[10, 20, 60, 10], 0.2145247);
    check(&[90, 10], 0.5310044);
    check(&[99, 1], 0.9192069);
    check(&[7], 0.0);
    check(&[0, 7, 0], 0.0);
    check(&[5, 5, 5], 0.0);
    assert_eq!(imbalance(&[]).reason(), Some("no values"));
}

#[test]
fn entropy_matches_scipy() {
    for case in cases(&golden("measure_columns.json")["tables"]) {
        let table = ContingencyTable::new(case["columns"].as_u64().unwrap() as usize, counts(&case["counts"])).unwrap();
        close(value(&entropy(&table.row_totals(), LogBase::E)), number(&case["entropy_rows"]));
        close(value(&entropy(&table.row_totals(), LogBase::Two)), number(&case["entropy_rows_bits"]));
    }
    assert_eq!(entropy(&[4], LogBase::E), Figure::Value(0.0));
    assert_eq!(entropy(&[0], LogBase::E).reason(), Some("no values"));
}
