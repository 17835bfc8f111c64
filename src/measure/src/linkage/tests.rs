use super::*;

/// `scipy.cluster.hierarchy` 1.17 on the distances between 1, 2, 4, 7, 11, 5.5: `linkage(squareform(d), "average")`.
#[test]
fn merges_as_scipy() {
    let at: [f64; 6] = [1.0, 2.0, 4.0, 7.0, 11.0, 5.4];
    let distances: Vec<Vec<f64>> = at.iter().map(|a| at.iter().map(|b| (a - b).abs()).collect()).collect();
    let merges: Vec<(usize, usize)> = average_linkage(&distances).iter().map(|m| (m.left, m.right)).collect();
    assert_eq!(merges, [(0, 1), (2, 5), (3, 7), (6, 8), (4, 9)]);
    assert_eq!(leaf_order(&distances), [4, 0, 1, 3, 2, 5]);
    let heights: Vec<f64> = average_linkage(&distances).iter().map(|m| m.distance).collect();
    for (height, expected) in heights.iter().zip([1.0, 1.4, 2.3, 3.966_666_666_666_667, 7.12]) {
        assert!((height - expected).abs() < 1e-12, "{height} {expected}");
    }
}

#[test]
fn no_leaf_and_one_leaf_have_an_order() {
    assert!(leaf_order(&[]).is_empty());
    assert_eq!(leaf_order(&[vec![0.0]]), [0]);
    assert_eq!(leaf_order(&[vec![0.0, 1.0], vec![1.0, 0.0]]), [0, 1]);
}
