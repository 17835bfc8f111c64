//! The one expensive sum of linear models: Σ wᵢ xᵢ xᵢᵀ, the weighted Gram matrix, one block of rows at a time.

use super::design::{BLOCK, Block, padded};

/// Adds the block's Σ curvatureᵢ xᵢ xᵢᵀ to `gram`, whose side is `padded(width)`; only the part on and right of the
/// diagonal's tiles is written ([`complete`] mirrors it). `scratch` holds as much as `block.x`.
///
/// Two rows by four columns of the result are summed at a time from registers, in two lanes: the fastest of the shapes
/// tried that needs nothing but SSE2.
pub fn add(gram: &mut [f64], block: &Block, curvature: &[f64; BLOCK], width: usize, scratch: &mut Vec<f64>) {
    let side = padded(width);
    scratch.resize(side * BLOCK, 0.0);
    let mut root = [0.0; BLOCK];
    root.iter_mut().zip(curvature).for_each(|(root, curvature)| *root = curvature.sqrt());
    for (out, x) in scratch.chunks_exact_mut(BLOCK).zip(block.x.chunks_exact(BLOCK)) {
        out.iter_mut().zip(x).zip(&root).for_each(|((out, x), root)| *out = x * root);
    }
    let column = |at: usize| &scratch[at * BLOCK..][..BLOCK];
    for i in (0..side).step_by(2) {
        for j in ((i & !3)..side).step_by(4) {
            let sums = tile([column(i), column(i + 1)], [column(j), column(j + 1), column(j + 2), column(j + 3)]);
            for (row, sums) in sums.iter().enumerate() {
                let out = &mut gram[(i + row) * side + j..][..4];
                out.iter_mut().zip(sums).for_each(|(out, sum)| *out += sum);
            }
        }
    }
}

fn tile(a: [&[f64]; 2], b: [&[f64]; 4]) -> [[f64; 4]; 2] {
    let a = a.map(|column| column.as_chunks::<2>().0);
    let b = b.map(|column| column.as_chunks::<2>().0);
    let n = BLOCK / 2;
    let a = a.map(|column| &column[..n]);
    let b = b.map(|column| &column[..n]);
    let mut sums = [[[0.0f64; 2]; 4]; 2];
    for at in 0..n {
        for (sums, a) in sums.iter_mut().zip(&a) {
            for (sum, b) in sums.iter_mut().zip(&b) {
                sum[0] += a[at][0] * b[at][0];
                sum[1] += a[at][1] * b[at][1];
            }
        }
    }
    sums.map(|sums| sums.map(|[even, odd]| even + odd))
}

/// The full symmetric matrix of side `width` from the padded one.
pub fn complete(padded_gram: &[f64], width: usize) -> Vec<f64> {
    let side = padded(width);
    let mut full = vec![0.0; width * width];
    for i in 0..width {
        for j in i..width {
            full[i * width + j] = padded_gram[i * side + j];
            full[j * width + i] = padded_gram[i * side + j];
        }
    }
    full
}
