//! A comparison as text: farthest apart first, each with its distances and the rule behind the word.

use ninefold_base::axis::numbers;
use ninefold_base::profile::compare::{ColumnComparison, Comparison, Drift};
use ninefold_base::{format, text};

pub fn comparison(comparison: &Comparison, room: usize) -> String {
    let [one, other] = [0, 1].map(|side| {
        format!("{} ({})", text::visible(&comparison.names[side]), format::counted(comparison.rows[side], "row"))
    });
    let mut lines = vec![format!("{one}  against  {other}"), format!("  {}", comparison.precision.sentence())];
    if let Some(shared) = comparison.shared_rows {
        lines.push(format!("  {} on both sides", format::counted(shared, "row")));
    }
    lines.extend(comparison.unmatched.iter().map(|problem| format!("  {}", text::visible(&problem.to_string()))));
    lines.push(String::new());
    let mut columns: Vec<&ColumnComparison> = comparison.columns.iter().collect();
    columns.sort_by_key(|column| std::cmp::Reverse(rank(column.drift)));
    for column in columns {
        lines.push(text::fit(
            &format!("  {:<7}  {}  {}", word(column.drift), text::visible(&column.name), text::visible(&column.reason)),
            room.max(60),
        ));
        for distance in &column.distances {
            let value = match (distance.value.value(), distance.value.reason()) {
                (Some(value), _) => numbers::plain(value),
                (None, reason) => format!("undefined: {}", reason.unwrap_or_default()),
            };
            let p = distance.p_value.map(|p| format!(", p {}", numbers::short(p))).unwrap_or_default();
            lines.push(format!("             {} {value}{p}  ({})", distance.name, distance.settings));
        }
        if column.unseen > 0 {
            lines.push(format!(
                "             {} with a value never seen on the first side",
                format::counted(column.unseen, "row")
            ));
        }
    }
    lines.join("\n") + "\n"
}

fn word(drift: Drift) -> &'static str {
    match drift {
        Drift::None => "same",
        Drift::Small => "small",
        Drift::Large => "LARGE",
        Drift::Unknown => "unknown",
    }
}

fn rank(drift: Drift) -> u8 {
    match drift {
        Drift::Large => 3,
        Drift::Small => 2,
        Drift::Unknown => 1,
        Drift::None => 0,
    }
}
