//! Signs that tell series apart without a colour: markers for points, textures for areas, letters.

/// A marker for points and line ends.
pub fn marker(series: usize) -> &'static str {
    ["●", "▲", "■", "◆", "○", "△", "□", "◇"][series % 8]
}

/// A filling for areas.
pub fn texture(series: usize) -> &'static str {
    ["█", "▒", "░", "╱", "▓", "╳", "▚", "·"][series % 8]
}

/// The part of a cell that is filled from below, in eighths (0 to 8).
pub(super) fn from_below(eighths: usize) -> &'static str {
    ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][eighths.min(8)]
}

/// A shade for a share from 0 to 1; only 0 itself is blank.
pub(super) fn shade(share: f64) -> &'static str {
    if share.is_nan() {
        "?"
    } else if share <= 0.0 {
        " "
    } else {
        ["░", "▒", "▓", "█"][((share * 4.0) as usize).min(3)]
    }
}

/// Cells, halves of cells or whatever they are counted in, shared out in proportion to `parts`, so that they sum to
/// `whole` and no part that is not empty vanishes while there is room.
pub(super) fn share_out(parts: &[u64], whole: u16) -> Vec<u16> {
    let total: f64 = parts.iter().map(|part| *part as f64).sum();
    if total <= 0.0 || whole == 0 {
        return vec![0; parts.len()];
    }
    let exact: Vec<f64> = parts.iter().map(|part| *part as f64 / total * f64::from(whole)).collect();
    let mut given: Vec<u16> =
        exact.iter().map(|exact| if *exact > 0.0 { (exact.floor() as u16).max(1) } else { 0 }).collect();
    loop {
        let sum: u32 = given.iter().map(|cells| u32::from(*cells)).sum();
        let surplus = sum as i64 - i64::from(whole);
        if surplus == 0 {
            return given;
        }
        // The one that is furthest from its due gives or takes a cell.
        let due = |place: &usize| (exact[*place] - f64::from(given[*place])) * if surplus > 0 { -1.0 } else { 1.0 };
        let able = |place: &usize| exact[*place] > 0.0 && (surplus < 0 || given[*place] > 0);
        let spare = |place: &usize| surplus < 0 || given[*place] > 1;
        let chosen = (0..parts.len())
            .filter(able)
            .max_by(|a, b| spare(a).cmp(&spare(b)).then(due(a).total_cmp(&due(b))).then(b.cmp(a)));
        let Some(chosen) = chosen else { return given };
        given[chosen] = if surplus > 0 { given[chosen] - 1 } else { given[chosen] + 1 };
    }
}
