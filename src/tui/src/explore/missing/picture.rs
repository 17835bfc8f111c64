//! The view of missing values in focus as data.

use super::{MissingView, patterns, update};
use crate::explore::profile_of;
use crate::explore::sides::name_of;
use crate::state::State;
use ninefold_base::picture::{Axis, AxisScale, MatrixRange, Picture, Plot, Series};
use ninefold_base::profile::Profile;
use ninefold_base::profile::missing::MissingMap;
use ninefold_base::profile::pictures;

pub fn in_focus(state: &State) -> Option<Picture> {
    let profile = profile_of(state)?;
    match state.explore.missing.view {
        MissingView::Map => map(profile, update::map(state)?),
        MissingView::Shares => pictures::missing_shares(profile),
        MissingView::Together => pictures::missing_together(profile, &profile.missing),
        MissingView::Patterns => pattern_counts(profile),
    }
}

fn categories(name: &str) -> Axis {
    Axis { name: name.into(), unit: String::new(), scale: AxisScale::Category }
}

/// Shares of missing cells, a row of the matrix per block of rows.
fn map(profile: &Profile, map: &MissingMap) -> Option<Picture> {
    let blocks = map.missing.first()?.len();
    let ends = |block: usize| {
        let from = block as u64 * map.block_rows;
        (from, (from + map.block_rows).min(map.rows))
    };
    let share = |column: &[u64], block: usize| {
        let (from, until) = ends(block);
        (until > from).then(|| column.get(block).copied().unwrap_or(0) as f64 / (until - from) as f64)
    };
    let order = match map.sorted_by {
        Some(column) => format!("sorted by {}", name_of(profile, column)),
        None => "in the order of the view".into(),
    };
    Some(Picture {
        title: "Map of missing values".into(),
        note: format!(
            "share of missing cells per block of {} rows, {order}, {}",
            map.block_rows,
            pictures::note(profile, map.rows)
        ),
        x: categories("column"),
        y: categories("rows"),
        plot: Plot::Matrix {
            rows: (0..blocks).map(ends).map(|(from, until)| format!("{}–{until}", from + 1)).collect(),
            columns: map.columns.iter().map(|column| name_of(profile, *column)).collect(),
            values: (0..blocks).map(|block| map.missing.iter().map(|column| share(column, block)).collect()).collect(),
            range: MatrixRange::Share,
        },
    })
}

fn pattern_counts(profile: &Profile) -> Option<Picture> {
    let missing = &profile.missing;
    (!missing.patterns.is_empty()).then(|| Picture {
        title: MissingView::Patterns.title().into(),
        note: pictures::note(profile, profile.rows_read),
        x: categories("missing together"),
        y: Axis { name: "rows".into(), ..Axis::default() },
        plot: Plot::Bars {
            labels: missing.patterns.iter().map(|pattern| patterns::words(profile, pattern)).collect(),
            series: vec![Series {
                name: "rows".into(),
                values: missing.patterns.iter().map(|pattern| pattern.rows as f64).collect(),
            }],
        },
    })
}
