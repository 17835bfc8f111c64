use super::super::correlation::spearman;
use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn is_spearman_of_the_rows_that_both_have(pairs in prop::collection::vec((0..9, 0..9), 0..80)) {
        // 0 stands for missing, so that ties and gaps are frequent.
        let side = |value: i32| if value == 0 { f64::NAN } else { f64::from(value) };
        let x: Vec<f64> = pairs.iter().map(|pair| side(pair.0)).collect();
        let y: Vec<f64> = pairs.iter().map(|pair| side(pair.1)).collect();
        let (expected, n) = spearman(&x, &y);
        let (found, m) = spearman_ranked((&Ranked::new(&x), &x), (&Ranked::new(&y), &y));
        prop_assert_eq!(n, m);
        match (expected.value(), found.value()) {
            (Some(expected), Some(found)) => prop_assert!((expected - found).abs() < 1e-12),
            (expected, found) => prop_assert_eq!(expected, found),
        }
    }
}
