//! A histogram in one line of text, for lists.

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// `counts` resampled to `width` cells in eighths of a cell. An empty bin is a blank; one that is not never vanishes.
pub fn sparkline(counts: &[u64], width: usize) -> String {
    let values: Vec<f64> = resample(counts, width).into_iter().map(|count| count as f64).collect();
    levels(&values, values.iter().copied().fold(0.0, f64::max))
}

/// Two series below each other, each as shares of its own total and drawn to one height, so that shapes compare.
pub fn sparkline_pair(first: &[u64], second: &[u64], width: usize) -> [String; 2] {
    let shares = |counts: &[u64]| {
        let total = counts.iter().map(|count| *count as f64).sum::<f64>().max(1.0);
        resample(counts, width).into_iter().map(|count| count as f64 / total).collect::<Vec<f64>>()
    };
    let (first, second) = (shares(first), shares(second));
    let most = first.iter().chain(&second).copied().fold(0.0, f64::max);
    [levels(&first, most), levels(&second, most)]
}

/// Values from 0 up (a rate over time, say); those that are not finite are blanks.
pub fn sparkline_values(values: &[f64], width: usize) -> String {
    let bins = values.len();
    let picked: Vec<f64> = if bins == 0 {
        vec![0.0; width]
    } else if bins <= width {
        (0..width).map(|cell| values[cell * bins / width]).collect()
    } else {
        (0..width)
            .map(|cell| {
                let part: Vec<f64> = values[cell * bins / width..(cell + 1) * bins / width]
                    .iter()
                    .copied()
                    .filter(|value| value.is_finite())
                    .collect();
                part.iter().map(|value| value / part.len() as f64).sum()
            })
            .collect()
    };
    let most = picked.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    levels(&picked, most)
}

fn levels(values: &[f64], most: f64) -> String {
    let sign = |value: &f64| {
        if !value.is_finite() || *value <= 0.0 || most <= 0.0 {
            return ' ';
        }
        let level = (value / most * 8.0).round().clamp(1.0, 8.0) as usize;
        LEVELS[level - 1]
    };
    values.iter().map(sign).collect()
}

/// Sums of neighbours when there are more bins than cells; bins repeated when there are fewer.
fn resample(counts: &[u64], width: usize) -> Vec<u64> {
    let bins = counts.len();
    if bins == 0 {
        return vec![0; width];
    }
    if bins <= width {
        return (0..width).map(|cell| counts[cell * bins / width]).collect();
    }
    (0..width)
        .map(|cell| {
            counts[cell * bins / width..(cell + 1) * bins / width]
                .iter()
                .fold(0u64, |sum, count| sum.saturating_add(*count))
        })
        .collect()
}
