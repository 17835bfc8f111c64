//! What must hold for any table: parts merge to the whole, order and threads make no difference, estimates keep their word.

use super::{column, profile_of, table};
use crate::profile::column::{Budget, ColumnAccumulator, Effort, Piece, Scratch};
use crate::profile::distinct::Limits;
use crate::profile::hashing::mix;
use crate::profile::nulls::NullMask;
use crate::{RowOrder, RowSource};
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{ColumnProfile, Detail, QUANTILES};
use ninefold_base::{Column, ColumnId, Figure, TypeKind};
use polars::prelude::*;
use proptest::prelude::*;
use std::sync::Arc;

fn kind(dtype: &DataType) -> TypeKind {
    crate::columnar::types::kind(dtype)
}

fn accumulated(series: &Series, budget: Budget) -> ColumnAccumulator {
    let info = Column::bare("x", kind(series.dtype()), "", "");
    let mut accumulator = ColumnAccumulator::new(ColumnId(0), &info, series.dtype(), budget);
    let piece = Piece { series: series.clone(), nulls: NullMask::of(series), drawn: &[], invalid: Vec::new() };
    accumulator.add(&piece, &mut Scratch::default(), &mut vec![0; series.len()]).unwrap();
    accumulator
}

/// Merged in the order of the parts.
fn merged(parts: &[Series], budget: Budget) -> ColumnAccumulator {
    let mut parts = parts.iter().map(|part| accumulated(part, budget));
    let mut whole = parts.next().unwrap();
    parts.for_each(|part| whole.merge(&part));
    whole
}

fn cut(series: &Series, cuts: &[usize]) -> Vec<Series> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut % (series.len() + 1)).chain([0, series.len()]).collect();
    places.sort_unstable();
    places.windows(2).map(|ends| series.slice(ends[0] as i64, ends[1] - ends[0])).collect()
}

/// As text (NaN is a value), without what may depend on the order of the rows, or on the order of additions.
fn order_free(mut profile: ColumnProfile) -> String {
    profile.order = Default::default();
    let rounded =
        |figure: &Figure| figure.map(|value| if value == 0.0 { 0.0 } else { format!("{value:.9e}").parse().unwrap() });
    match &mut profile.detail {
        Detail::Number(number) => {
            for figure in
                [&mut number.sum, &mut number.mean, &mut number.variance, &mut number.sd, &mut number.variation]
            {
                *figure = rounded(figure);
            }
            for figure in [&mut number.skewness, &mut number.kurtosis] {
                *figure = figure.map(|value| (value * 1e6).round());
            }
        }
        Detail::Text(text) => {
            text.patterns.iter_mut().for_each(|pattern| pattern.example.clear());
        }
        Detail::Time(_) | Detail::Nested(_) | Detail::Plain => {}
    }
    format!("{profile:?}")
}

fn ample() -> Budget {
    Budget { distinct: Limits { values: 1 << 16, text: 1 << 22 }, frequent: 64, values: 1 << 16 }
}

/// Everything must be done without having all of it.
fn scarce() -> Budget {
    Budget { distinct: Limits { values: 32, text: 1 << 20 }, frequent: 8, values: 100 }
}

fn numbers() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        1 => Just(None),
        4 => (-20i32..20).prop_map(|value| Some(f64::from(value) / 4.0)),
        4 => (-1e6..1e6f64).prop_map(Some),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(-0.0)].prop_map(Some),
    ]
}

fn texts() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        4 => "[a-c]{0,2}".prop_map(Some),
        4 => "[A-Z0-9 ]{0,20}".prop_map(Some),
        1 => Just(Some("long ".repeat(80))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn parts_of_numbers_in_any_order_merge_to_the_whole(
        values in prop::collection::vec(numbers(), 1..300), cuts in prop::collection::vec(any::<usize>(), 0..5), seed in any::<u64>()
    ) {
        let series = Series::new("x".into(), &values);
        let whole = order_free(accumulated(&series, ample()).profile(Effort::Full));
        let mut parts = cut(&series, &cuts);
        prop_assert_eq!(&order_free(merged(&parts, ample()).profile(Effort::Full)), &whole);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_unstable_by_key(|i| mix(*i as u64 ^ seed));
        parts = order.into_iter().map(|i| parts[i].clone()).collect();
        prop_assert_eq!(&order_free(merged(&parts, ample()).profile(Effort::Full)), &whole);
        let mut shuffled = values.clone();
        let mut keys: Vec<(u64, Option<f64>)> = shuffled.iter().enumerate().map(|(i, value)| (mix(i as u64 ^ seed), *value)).collect();
        keys.sort_unstable_by_key(|key| key.0);
        shuffled = keys.into_iter().map(|key| key.1).collect();
        let shuffled = accumulated(&Series::new("x".into(), &shuffled), ample()).profile(Effort::Full);
        prop_assert_eq!(&order_free(shuffled), &whole);
    }

    #[test]
    fn parts_of_texts_in_any_order_merge_to_the_whole(
        values in prop::collection::vec(texts(), 1..300), cuts in prop::collection::vec(any::<usize>(), 0..5)
    ) {
        let series = Series::new("x".into(), &values);
        let whole = order_free(accumulated(&series, ample()).profile(Effort::Full));
        let mut parts = cut(&series, &cuts);
        prop_assert_eq!(&order_free(merged(&parts, ample()).profile(Effort::Full)), &whole);
        parts.reverse();
        prop_assert_eq!(&order_free(merged(&parts, ample()).profile(Effort::Full)), &whole);
    }

    #[test]
    fn with_little_room_counts_stay_exact_and_estimates_keep_their_word(
        values in prop::collection::vec(numbers(), 1..2000), cuts in prop::collection::vec(any::<usize>(), 0..4)
    ) {
        let series = Series::new("x".into(), &values);
        let whole = accumulated(&series, ample()).profile(Effort::Full);
        let parts = cut(&series, &cuts);
        let little = merged(&parts, scarce()).profile(Effort::Full);
        prop_assert_eq!(little.counts, whole.counts);
        let (Detail::Number(all), Detail::Number(some)) = (&whole.detail, &little.detail) else { panic!() };
        prop_assert_eq!((all.n, &all.min, &all.max, all.whole), (some.n, &some.min, &some.max, some.whole));
        prop_assert_eq!(little.histogram.as_ref().map_or(0, |histogram| histogram.total()), all.n);
        let mut sorted: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        if let Precision::Rank(error) = some.precision {
            for (share, value) in QUANTILES.iter().zip(&some.quantiles) {
                let n = sorted.len() as f64;
                let low = sorted.partition_point(|other| other < value) as f64 / n;
                let high = sorted.partition_point(|other| other <= value) as f64 / n;
                prop_assert!(low - error <= *share && *share <= high + error, "{} {} {} {}", share, value, low, high);
            }
        }
        for top in &little.top {
            let truth = whole.top.iter().find(|known| known.value.plain() == top.value.plain());
            if let (Some(truth), Precision::AtMostLow(error)) = (truth, little.top_precision) {
                prop_assert!(top.rows <= truth.rows && truth.rows <= top.rows + error);
            }
        }
    }
}

fn mixed(rows: u64) -> DataFrame {
    let number = |i: u64| (!mix(i).is_multiple_of(11)).then(|| (mix(i ^ 1) % 1_000_000) as f64 / 64.0);
    let text = |i: u64| (!mix(i).is_multiple_of(7)).then(|| format!("{:x}", mix(i ^ 2) % 300_000));
    let few = |i: u64| (mix(i ^ 3) % 5) as i32;
    df!(
        "id" => (0..rows as i64).collect::<Vec<i64>>(),
        "number" => (0..rows).map(number).collect::<Vec<Option<f64>>>(),
        "text" => (0..rows).map(text).collect::<Vec<Option<String>>>(),
        "few" => (0..rows).map(few).collect::<Vec<i32>>(),
        "flag" => (0..rows).map(|i| mix(i ^ 4).is_multiple_of(3)).collect::<Vec<bool>>(),
    )
    .unwrap()
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let source = table(mixed(400_000));
    let profile = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| profile_of(&source, &RowOrder::All))
    };
    let one = profile(1);
    assert_eq!(one.rows_read, 400_000);
    assert_eq!(profile(3), one);
}

#[test]
fn more_values_than_are_counted_are_estimated_and_say_so() {
    let profile = profile_of(&table(mixed(400_000)), &RowOrder::All);
    let id = column(&profile, "id");
    assert_eq!((id.distinct.value, id.distinct.precision), (400_000, Precision::Exact));
    let text = column(&profile, "text");
    let Precision::Relative(sigma) = text.distinct.precision else { panic!("an estimate") };
    // 400,000 · 6/7 draws from 300,000: 300,000 (1 − (1 − 1/300,000)^n) different ones.
    let expected = 300_000.0 * (1.0 - (-(400_000.0 * 6.0 / 7.0) / 300_000.0f64).exp());
    assert!((text.distinct.value as f64 / expected - 1.0).abs() < 4.0 * sigma + 0.005, "{:?}", text.distinct);
    assert!(text.entropy.value().is_none());
    let Detail::Text(detail) = &text.detail else { panic!() };
    assert_eq!((detail.min_length, detail.max_length), (1, 5));
    let few = column(&profile, "few");
    assert_eq!(few.top.iter().map(|top| top.rows).sum::<u64>(), 400_000);
    assert_eq!(few.histogram.as_ref().unwrap().counts.len(), 5);
    assert!(!profile.associations.columns.is_empty());
}

#[test]
fn picked_rows_are_profiled_alone_and_in_the_order_of_the_view() {
    let source = table(mixed(3000));
    let picked: Vec<u32> = (0..3000).rev().step_by(3).collect();
    let profile = profile_of(&source, &RowOrder::Picked(Arc::new(picked.clone())));
    assert_eq!((profile.rows, profile.rows_read), (1000, 1000));
    let frame = mixed(3000);
    let index = IdxCa::from_vec("".into(), picked.iter().rev().copied().collect());
    let alone = profile_of(&table(frame.take(&index).unwrap()), &RowOrder::All);
    for (one, other) in profile.columns.iter().zip(&alone.columns) {
        assert_eq!(one, other);
    }
    let missing: Vec<u64> = profile.missing.map.missing[1].iter().rev().copied().collect();
    assert_eq!(missing, alone.missing.map.missing[1]);
    // Columns in the same order, first rows as the grid numbers them.
    let first = profile.missing.patterns.iter().map(|pattern| pattern.first_row).min().unwrap();
    assert_eq!(first, 3);
}

#[test]
fn first_figures_come_before_the_last() {
    let source = table(mixed(600_000));
    let seen = std::cell::RefCell::new(Vec::new());
    let news =
        |profile: ninefold_base::profile::Profile| seen.borrow_mut().push((profile.rows_read, profile.is_whole()));
    super::super::profile(&source, &RowOrder::All, &Default::default(), &ninefold_base::Silent, &news).unwrap();
    let seen = seen.into_inner();
    assert!(seen.first().is_some_and(|(rows, whole)| *rows > 0 && *rows < 600_000 && !whole), "{seen:?}");
}

#[test]
fn a_stopped_profile_ends() {
    struct Stop;
    impl ninefold_base::Meter for Stop {
        fn report(&self, _done: u64, _total: u64) {}
        fn stopped(&self) -> bool {
            true
        }
    }
    let source = table(mixed(5000));
    let found = super::super::profile(&source, &RowOrder::All, &Default::default(), &Stop, &|_| {});
    assert!(matches!(found, Err(crate::Interrupted::Stopped)));
    assert!(source.info().complete);
}
