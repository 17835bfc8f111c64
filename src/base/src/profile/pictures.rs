//! The pictures of a profile as data, the same for screen, report and files.

use super::association::Associations;
use super::column::{ColumnProfile, Histogram, Scale, ValueCount};
use super::missing::MissingProfile;
use super::target::{AgainstTarget, TargetProfile, Task};
use super::{Profile, Role};
use crate::picture::{Axis, AxisScale, IntervalRow, MatrixRange, Picture, Plot, Series};
use crate::{Cell, ColumnId, format};

/// Rows of pictures that list something.
const LISTED: usize = 30;

/// `n 342, ~12 % of the rows read`.
pub fn note(profile: &Profile, n: u64) -> String {
    let mut note = format!("n {}", format::grouped(n));
    if !profile.is_whole() {
        note.push_str(&format!(", ~ {} of the rows read", format::percent(profile.rows_read, profile.rows)));
    }
    note
}

/// A column's values: bins of a number or time, bars of the commonest categories. None if there is nothing to draw.
pub fn values(profile: &Profile, column: &ColumnProfile) -> Option<Picture> {
    match (&column.histogram, column.role()) {
        (Some(histogram), _) if !histogram.counts.is_empty() => Some(histogram_of(profile, column, histogram)),
        (_, Role::Category) if !column.top.is_empty() => Some(bars_of(profile, column)),
        _ => None,
    }
}

/// A column's values in one line of at most `cells` blocks: bins, or the commonest categories; nothing for other types.
pub fn sparkline(column: &ColumnProfile, cells: usize) -> String {
    match (&column.histogram, column.role()) {
        (Some(histogram), _) => crate::spark::sparkline(&histogram.counts, cells),
        (None, Role::Category) => {
            let counts: Vec<u64> = column.top.iter().take(cells).map(|value| value.rows).collect();
            crate::spark::sparkline(&counts, counts.len())
        }
        (None, _) => String::new(),
    }
}

/// The histogram given, of this column.
pub fn histogram_of(profile: &Profile, column: &ColumnProfile, histogram: &Histogram) -> Picture {
    Picture {
        title: column.name.clone(),
        note: note(profile, histogram.total() + histogram.below + histogram.above),
        x: scaled(&column.name, histogram.scale),
        y: Axis { name: "rows".into(), ..Axis::default() },
        plot: Plot::Histogram {
            edges: histogram.edges.clone(),
            series: vec![Series { name: "rows".into(), values: as_floats(&histogram.counts) }],
        },
    }
}

fn scaled(name: &str, scale: Scale) -> Axis {
    let scale = match scale {
        Scale::Linear => AxisScale::Linear,
        Scale::Log => AxisScale::Log,
        Scale::Time => AxisScale::Time,
    };
    Axis { name: name.to_string(), unit: String::new(), scale }
}

fn categories(name: &str) -> Axis {
    Axis { name: name.to_string(), unit: String::new(), scale: AxisScale::Category }
}

fn as_floats(counts: &[u64]) -> Vec<f64> {
    counts.iter().map(|count| *count as f64).collect()
}

/// A value as a label: what has no text gets a sign.
pub fn label(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "∅ missing".into(),
        Cell::Text(text) if text.is_empty() => "\"\"".into(),
        Cell::Long { head, .. } => format!("{head}…"),
        _ => cell.plain(),
    }
}

fn bars_of(profile: &Profile, column: &ColumnProfile) -> Picture {
    let listed = &column.top[..column.top.len().min(LISTED)];
    let (mut labels, mut counts) = labelled(listed);
    let rest = column.present().saturating_sub(listed.iter().map(|value| value.rows).sum());
    if rest > 0 {
        labels.push("all others".into());
        counts.push(rest as f64);
    }
    Picture {
        title: column.name.clone(),
        note: note(profile, column.present()),
        x: categories(&column.name),
        y: Axis { name: "rows".into(), ..Axis::default() },
        plot: Plot::Bars { labels, series: vec![Series { name: "rows".into(), values: counts }] },
    }
}

fn labelled(values: &[ValueCount]) -> (Vec<String>, Vec<f64>) {
    values.iter().map(|value| (label(&value.value), value.rows as f64)).unzip()
}

/// Share missing of the columns that miss something, most first. None if nothing is missing.
pub fn missing_shares(profile: &Profile) -> Option<Picture> {
    let mut columns: Vec<&ColumnProfile> = profile.columns.iter().filter(|column| column.counts.missing > 0).collect();
    columns.sort_by_key(|column| std::cmp::Reverse(column.counts.missing));
    columns.truncate(LISTED);
    let share = |column: &ColumnProfile| column.counts.missing as f64 / column.counts.rows.max(1) as f64 * 100.0;
    (!columns.is_empty()).then(|| Picture {
        title: "Missing values by column".into(),
        note: note(profile, profile.rows_read),
        x: categories("column"),
        y: Axis { name: "missing".into(), unit: "%".into(), scale: AxisScale::Linear },
        plot: Plot::Bars {
            labels: columns.iter().map(|column| column.name.clone()).collect(),
            series: vec![Series {
                name: "missing".into(),
                values: columns.iter().map(|column| share(column)).collect(),
            }],
        },
    })
}

/// Which columns go missing together. None with fewer than two such columns.
pub fn missing_together(profile: &Profile, missing: &MissingProfile) -> Option<Picture> {
    if missing.clustered.len() < 2 {
        return None;
    }
    let names: Vec<String> = missing.clustered.iter().map(|column| name(profile, *column)).collect();
    let values = missing.correlation.iter().map(|row| row.iter().map(crate::Figure::value).collect()).collect();
    Some(Picture {
        title: "Which columns go missing together".into(),
        note: format!("correlation φ of being missing, {}", note(profile, profile.rows_read)),
        x: categories("column"),
        y: categories("column"),
        plot: Plot::Matrix { rows: names.clone(), columns: names, values, range: MatrixRange::Diverging },
    })
}

fn name(profile: &Profile, column: ColumnId) -> String {
    profile.columns.get(column.index()).map(|column| column.name.clone()).unwrap_or_default()
}

/// The shown measure of every pair. None with fewer than two columns.
pub fn associations(profile: &Profile, associations: &Associations) -> Option<Picture> {
    let size = associations.columns.len();
    if size < 2 {
        return None;
    }
    let names: Vec<String> = associations.columns.iter().map(|column| name(profile, *column)).collect();
    let value = |i: usize, j: usize| {
        if i == j {
            return Some(1.0);
        }
        associations.pairs.get(i.max(j))?.get(i.min(j))?.shown().and_then(|(_, figure)| figure.value())
    };
    let values = (0..size).map(|i| (0..size).map(|j| value(i, j)).collect()).collect();
    Some(Picture {
        title: "How columns go together".into(),
        note: format!("Pearson r, Cramér's V (bias-corrected) or η, {}", associations.precision.sentence()),
        x: categories("column"),
        y: categories("column"),
        plot: Plot::Matrix { rows: names.clone(), columns: names, values, range: MatrixRange::Diverging },
    })
}

/// Rows per class. None for regression.
pub fn classes(profile: &Profile, target: &TargetProfile) -> Option<Picture> {
    if target.task == Task::Regression || target.classes.is_empty() {
        return None;
    }
    let (labels, counts) = labelled(&target.classes[..target.classes.len().min(LISTED)]);
    let n = target.classes.iter().map(|class| class.rows).sum();
    Some(Picture {
        title: format!("Classes of {}", name(profile, target.column)),
        note: note(profile, n),
        x: categories(&name(profile, target.column)),
        y: Axis { name: "rows".into(), ..Axis::default() },
        plot: Plot::Bars { labels, series: vec![Series { name: "rows".into(), values: counts }] },
    })
}

/// Every column's relation to the target with its interval, strongest first.
pub fn relations(profile: &Profile, target: &TargetProfile) -> Option<Picture> {
    let shown = &target.relations[..target.relations.len().min(LISTED)];
    let measure = shown.first()?.measure;
    let rows = shown
        .iter()
        .map(|relation| IntervalRow {
            label: name(profile, relation.column),
            value: relation.figure.value(),
            low: relation.interval.map(|interval| interval.low),
            high: relation.interval.map(|interval| interval.high),
            n: relation.n,
        })
        .collect();
    Some(Picture {
        title: format!("Each column alone against {}", name(profile, target.column)),
        note: format!("{} with 95 % interval, {}", measure.label(), target.precision.sentence()),
        x: Axis { name: measure.label().into(), ..Axis::default() },
        y: categories("column"),
        plot: Plot::Intervals {
            rows,
            reference: Some(if measure == super::association::Measure::Auc { 0.5 } else { 0.0 }),
        },
    })
}

/// Target rate (or mean) per bin or category with its interval.
pub fn target_rates(profile: &Profile, against: &AgainstTarget) -> Picture {
    let rows = against
        .groups
        .iter()
        .map(|group| IntervalRow {
            label: group.label.clone(),
            value: group.rate.value(),
            low: group.interval.map(|interval| interval.low),
            high: group.interval.map(|interval| interval.high),
            n: group.n,
        })
        .collect();
    let (column, target) = (name(profile, against.column), name(profile, against.target));
    let what = match (against.task, &against.positive) {
        (Task::Regression, _) => format!("mean {target}"),
        (_, Some(positive)) => format!("share of {target} = {}", label(positive)),
        (_, None) => format!("share of {target}"),
    };
    Picture {
        title: format!("{what} by {column}"),
        note: format!("95 % interval; n {}; line: over all rows", format::grouped(against.n)),
        x: Axis { name: what, ..Axis::default() },
        y: categories(&column),
        plot: Plot::Intervals { rows, reference: against.overall.value() },
    }
}

/// A number's histogram split by class. None for categories.
pub fn split_by_class(profile: &Profile, against: &AgainstTarget) -> Option<Picture> {
    let (_, first) = against.by_class.first()?;
    let column = name(profile, against.column);
    Some(Picture {
        title: format!("{column} by {}", name(profile, against.target)),
        note: format!("n {}", format::grouped(against.n)),
        x: scaled(&column, first.scale),
        y: Axis { name: "rows".into(), ..Axis::default() },
        plot: Plot::Histogram {
            edges: first.edges.clone(),
            series: against
                .by_class
                .iter()
                .map(|(class, histogram)| Series { name: class.clone(), values: as_floats(&histogram.counts) })
                .collect(),
        },
    })
}
