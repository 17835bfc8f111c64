//! The target summed up per distinct value of a feature: what every search for a rule on one feature needs.

use crate::matrix::{Dataset, MISSING, Target, Values};

/// Sums of the target over rows: per class the weight, or weight, weight × y, weight × y² of a number. The loss of a group
/// that gets one answer follows from its sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums<'a> {
    pub target: &'a Target,
}

impl Sums<'_> {
    pub fn width(&self) -> usize {
        match self.target {
            Target::Classes { names, .. } => names.len(),
            Target::Number(_) => 3,
        }
    }

    pub fn add(&self, sums: &mut [f64], row: usize, weight: f64) {
        match self.target {
            Target::Classes { codes, .. } => sums[codes[row] as usize] += weight,
            Target::Number(values) => {
                let y = values[row];
                sums[0] += weight;
                sums[1] += weight * y;
                sums[2] += weight * y * y;
            }
        }
    }

    pub fn weight(&self, sums: &[f64]) -> f64 {
        match self.target {
            Target::Classes { .. } => sums.iter().sum(),
            Target::Number(_) => sums[0],
        }
    }

    /// The summed loss of answering every row with the group's own shares or mean: −Σ w ln(w/W), or Σ (y − mean)².
    pub fn loss(&self, sums: &[f64]) -> f64 {
        match self.target {
            Target::Classes { .. } => {
                let total: f64 = sums.iter().sum();
                sums.iter().filter(|&&w| w > 0.0).map(|&w| -w * (w / total).ln()).sum()
            }
            Target::Number(_) if sums[0] > 0.0 => (sums[2] - sums[1] * sums[1] / sums[0]).max(0.0),
            Target::Number(_) => 0.0,
        }
    }

    /// The mean of a number; of two classes the share of the positive; of more the share of `class`.
    pub fn rank(&self, sums: &[f64], class: usize) -> f64 {
        match self.target {
            Target::Classes { .. } => sums[class] / sums.iter().sum::<f64>(),
            Target::Number(_) => sums[1] / sums[0],
        }
    }

    /// The answer for the group: shares (drawn toward `overall` as if it held one more row of it), or the mean.
    pub fn answer(&self, sums: &[f64], overall: &[f64]) -> Vec<f64> {
        match self.target {
            Target::Classes { names, .. } => {
                let total: f64 = sums.iter().sum();
                let smoothed = |class: usize, overall: f64| (sums[class] + overall) / (total + 1.0);
                if names.len() == 2 {
                    vec![smoothed(1, overall[0])]
                } else {
                    (0..names.len()).map(|class| smoothed(class, overall[class])).collect()
                }
            }
            Target::Number(_) if sums[0] > 0.0 => vec![sums[1] / sums[0]],
            Target::Number(_) => overall.to_vec(),
        }
    }
}

/// The distinct values of a feature in ascending order, with the sums of the target for each, and for missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Numbers, or the codes of the categories that occur.
    pub keys: Vec<f64>,
    /// `keys.len()` × width.
    pub sums: Vec<f64>,
    pub missing: Vec<f64>,
}

impl Cells {
    /// Of one column. Rows of weight 0 are left out.
    pub fn of(values: &Values, data: &Dataset) -> Self {
        let sums = Sums { target: data.target() };
        let width = sums.width();
        let mut missing = vec![0.0; width];
        let (keys, sums) = match values {
            Values::Category { codes, levels } => {
                let mut by_code = vec![0.0; levels.len() * width];
                for (row, &code) in codes.iter().enumerate() {
                    let slot = match code {
                        MISSING => &mut missing[..],
                        code => &mut by_code[code as usize * width..][..width],
                    };
                    sums.add(slot, row, data.weight(row));
                }
                let seen: Vec<usize> =
                    (0..levels.len()).filter(|&code| sums.weight(&by_code[code * width..][..width]) > 0.0).collect();
                let kept = seen.iter().flat_map(|&code| by_code[code * width..][..width].iter().copied()).collect();
                (seen.into_iter().map(|code| code as f64).collect(), kept)
            }
            Values::Number(_) | Values::Number32(_) => {
                let mut order: Vec<(f64, u32)> = Vec::with_capacity(values.len());
                for row in (0..values.len()).filter(|&row| data.weight(row) > 0.0) {
                    match values.number(row) {
                        value if value.is_nan() => sums.add(&mut missing, row, data.weight(row)),
                        // 0 and −0 are one value.
                        value => order.push((value + 0.0, row as u32)),
                    }
                }
                order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let (mut keys, mut by_key): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
                for &(value, row) in &order {
                    if keys.last() != Some(&value) {
                        keys.push(value);
                        by_key.resize(keys.len() * width, 0.0);
                    }
                    let at = by_key.len() - width;
                    sums.add(&mut by_key[at..], row as usize, data.weight(row as usize));
                }
                (keys, by_key)
            }
        };
        Self { keys, sums, missing }
    }
}

/// The sum of sums.
pub fn plus(a: &mut [f64], b: &[f64]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
}
