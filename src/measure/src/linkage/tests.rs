use super::*;
use serde_json::Value;

#[test]
fn merges_as_scipy_on_a_line() {
    let at: [f64; 6] = [1.0, 2.0, 4.0, 7.0, 11.0, 5.4];
    let distances: Vec<Vec<f64>> = at.iter().map(|a| at.iter().map(|b| (a - b).abs()).collect()).collect();
    let merges: Vec<(usize, usize)> = average_linkage(&distances).iter().map(|m| (m.left, m.right)).collect();
    assert_eq!(merges, [(0, 1), (2, 5), (3, 7), (6, 8), (4, 9)]);
    assert_eq!(leaf_order(&distances), [4, 0, 1, 3, 2, 5]);
}

/// `tests/golden/make_associations.py`: `scipy.cluster.hierarchy` on random points.
#[test]
fn merges_and_leaves_are_those_of_scipy() {
    let golden: Value = crate::tests::golden("associations.json");
    let row = |row: &Value| row.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect::<Vec<f64>>();
    let distances: Vec<Vec<f64>> = golden["order"]["distances"].as_array().unwrap().iter().map(row).collect();
    for (merge, height) in average_linkage(&distances).iter().zip(row(&golden["order"]["heights"])) {
        assert!((merge.distance - height).abs() <= 1e-9 * height, "{merge:?} {height}");
    }
    let leaves: Vec<f64> = leaf_order(&distances).into_iter().map(|leaf| leaf as f64).collect();
    assert_eq!(leaves, row(&golden["order"]["leaves"]));
}

#[test]
fn no_leaf_and_one_leaf_have_an_order() {
    assert!(leaf_order(&[]).is_empty());
    assert_eq!(leaf_order(&[vec![0.0]]), [0]);
    assert_eq!(leaf_order(&[vec![0.0, 1.0], vec![1.0, 0.0]]), [0, 1]);
}
