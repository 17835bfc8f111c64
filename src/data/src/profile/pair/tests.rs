use super::*;
use crate::columnar::memory;
use ninefold_base::Silent;
use ninefold_base::message::TableId;
use ninefold_base::profile::association::Measure;
use polars::prelude::*;
use std::sync::Arc;

fn picture(frame: DataFrame, order: &RowOrder) -> PairPicture {
    pair(&memory::source("t", frame, 500, TableId(1)), order, ColumnId(0), ColumnId(1), &Silent).unwrap()
}

#[test]
fn few_numbers_are_points_and_many_a_density() {
    let points = |n: i32| {
        df!("x" => (0..n).collect::<Vec<_>>(), "y" => (0..n).map(|i| f64::from(i % 50)).collect::<Vec<_>>()).unwrap()
    };
    let few = picture(points(100), &RowOrder::All);
    assert!(matches!(&few.shape, PairShape::Points(points) if points.len() == 100 && points[7] == (7.0, 7.0)));
    assert_eq!(few.association.unwrap().shown().unwrap().0, Measure::Pearson);
    let many = picture(points(5_000), &RowOrder::All);
    let PairShape::Density { x_edges, y_edges, counts } = &many.shape else { panic!() };
    assert_eq!((counts.len(), counts[0].len()), (y_edges.len() - 1, x_edges.len() - 1));
    assert_eq!(counts.iter().flatten().sum::<u64>(), 5_000);
    let some = picture(points(5_000), &RowOrder::Picked(Arc::new(vec![4_999, 3, 10])));
    assert!(matches!(some.shape, PairShape::Points(points) if points.len() == 3));
}

#[test]
fn categories_are_counted_in_a_mosaic() {
    let x: Vec<Option<String>> = (0..600).map(|i| (i % 7 != 0).then(|| format!("x{}", i % 30))).collect();
    let y: Vec<bool> = (0..600).map(|i| i % 2 == 0).collect();
    let found = picture(df!("x" => x, "y" => y).unwrap(), &RowOrder::All);
    let PairShape::Mosaic { x_labels, y_labels, counts } = &found.shape else { panic!() };
    assert_eq!(y_labels, &["false", "true"]);
    assert_eq!((x_labels.len(), x_labels[20].as_str()), (21, "10 others"));
    assert_eq!(counts.iter().flatten().sum::<u64>(), found.n);
    assert_eq!(found.n, 600 - 86);
}

#[test]
fn a_number_by_category_has_boxes() {
    let x = ["a", "b", "a", "b", "a"];
    let y = [Some(1.0), Some(10.0), Some(2.0), None, Some(3.0)];
    let found = picture(df!("x" => x, "y" => y).unwrap(), &RowOrder::All);
    let PairShape::Boxes(boxes) = &found.shape else { panic!() };
    assert_eq!((boxes[0].label.as_str(), boxes[0].n, boxes[0].five), ("a", 3, [1.0, 1.5, 2.0, 2.5, 3.0]));
    assert_eq!((boxes[1].label.as_str(), boxes[1].n), ("b", 1));
    assert_eq!(found.n, 4);
}
