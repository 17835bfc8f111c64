//! The answers of stage 3 by the invented engine: figures worked out plainly from its cells, without any sketch.

use super::fake_missing;
use ninefold_base::explore::{Bins, Target};
use ninefold_base::profile::association::{Associations, Measure};
use ninefold_base::profile::column::*;
use ninefold_base::profile::finding::{FindingKind, FindingRows, ProfileFinding};
use ninefold_base::profile::missing::Duplicates;
use ninefold_base::profile::target::{AgainstTarget, TargetGroup, TargetProfile, TargetRelation, Task};
use ninefold_base::profile::{FORMAT, Precision, Profile, Role};
use ninefold_base::read::Severity;
use ninefold_base::{Cell, Column, ColumnId, Figure, Interval, TypeKind, format};

/// `cells[column][row]` of the rows looked at.
pub fn profile(columns: &[Column], cells: &[Vec<Cell>], rows: u64, target: Option<&Target>) -> Profile {
    let rows_read = cells.first().map_or(rows, |cells| cells.len() as u64);
    let profiles: Vec<ColumnProfile> =
        columns.iter().zip(cells).enumerate().map(|(i, (column, cells))| of_column(i, column, cells)).collect();
    let findings = findings(&profiles, rows_read);
    Profile {
        format: FORMAT.into(),
        rows_read,
        rows,
        target: target.map(|target| of_target(&profiles, cells, target)),
        columns: profiles,
        duplicates: Duplicates { known: rows == rows_read, ..Duplicates::default() },
        missing: fake_missing::profile(cells),
        associations: Associations::default(),
        findings,
        limits: Vec::new(),
    }
}

fn of_column(place: usize, column: &Column, cells: &[Cell]) -> ColumnProfile {
    let top = counted(cells);
    let present: u64 = top.iter().map(|value| value.rows).sum();
    let entropy: f64 =
        top.iter().map(|value| value.rows as f64 / present.max(1) as f64).map(|share| -share * share.ln()).sum();
    let none = || Figure::undefined("no value");
    let imbalance = match top.len() {
        0 => none(),
        1 => Figure::Value(0.0),
        k => Figure::Value(1.0 - entropy / (k as f64).ln()),
    };
    let numbers = numbers_of(cells);
    let counts = Counts {
        rows: cells.len() as u64,
        missing: cells.len() as u64 - present,
        zeros: numbers.iter().filter(|value| **value == 0.0).count() as u64,
        negatives: numbers.iter().filter(|value| **value < 0.0).count() as u64,
        ..Counts::default()
    };
    let role = Role::of(column.dtype.kind);
    ColumnProfile {
        column: ColumnId(place as u32),
        name: column.name.clone(),
        kind: column.dtype.kind,
        storage: column.dtype.storage.clone(),
        counts,
        distinct: Count::exact(top.len() as u64),
        unique: Count::exact(top.iter().filter(|value| value.rows == 1).count() as u64),
        entropy: if present == 0 { none() } else { Figure::Value(entropy) },
        imbalance,
        histogram: (role == Role::Number && !numbers.is_empty()).then(|| histogram(&numbers, Bins::default())),
        rare: top.iter().rev().take(RARE).cloned().collect(),
        top: top.into_iter().take(TOP).collect(),
        top_precision: Precision::Exact,
        detail: match role {
            Role::Number => Detail::Number(of_numbers(numbers)),
            Role::Category if column.dtype.kind == TypeKind::Text => Detail::Text(of_texts(cells)),
            Role::Category | Role::Time | Role::Other => Detail::Plain,
        },
        memory: cells.len() as u64 * 8,
        order: Order::Unknown,
    }
}

/// Values but missing ones, most frequent first, ties in order of text.
fn counted(cells: &[Cell]) -> Vec<ValueCount> {
    let mut counts: std::collections::BTreeMap<String, ValueCount> = std::collections::BTreeMap::new();
    for cell in cells.iter().filter(|cell| **cell != Cell::Missing) {
        counts.entry(cell.plain()).or_insert_with(|| ValueCount { value: cell.clone(), rows: 0 }).rows += 1;
    }
    let mut values: Vec<ValueCount> = counts.into_values().collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.rows));
    values
}

fn number_of(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Integer(value) => Some(*value as f64),
        Cell::Float(value) => Some(*value).filter(|value| value.is_finite()),
        _ => None,
    }
}

fn numbers_of(cells: &[Cell]) -> Vec<f64> {
    let mut numbers: Vec<f64> = cells.iter().filter_map(number_of).collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn of_numbers(numbers: Vec<f64>) -> NumberProfile {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let central = |power: i32| numbers.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
    let (m2, m3, m4) = (central(2), central(3), central(4));
    let variance = m2 * n / (n - 1.0);
    let quantile = |share: f64| {
        let at = share * (n - 1.0);
        let low = numbers[at.floor() as usize];
        low + (numbers[at.ceil() as usize] - low) * at.fract()
    };
    let quantiles: Vec<f64> = if numbers.is_empty() { Vec::new() } else { QUANTILES.map(quantile).to_vec() };
    let at = |place: usize| Figure::finite(quantiles.get(place).copied().unwrap_or(f64::NAN), "no value");
    let excess = m4 / (m2 * m2) - 3.0;
    let skewness = (n * (n - 1.0)).sqrt() / (n - 2.0) * m3 / m2.powf(1.5);
    let median = quantiles.get(5).copied().unwrap_or(f64::NAN);
    let mut deviations: Vec<f64> = numbers.iter().map(|value| (value - median).abs()).collect();
    deviations.sort_by(f64::total_cmp);
    NumberProfile {
        n: numbers.len() as u64,
        sum: Figure::Value(numbers.iter().sum()),
        mean: Figure::finite(mean, "no value"),
        variance: Figure::finite(variance, "needs two values"),
        sd: Figure::finite(variance.sqrt(), "needs two values"),
        variation: Figure::finite(variance.sqrt() / mean, "the mean is 0"),
        skewness: Figure::finite(skewness, "all values are the same"),
        kurtosis: Figure::finite(
            (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * excess + 6.0),
            "all values are the same",
        ),
        min: at(0),
        max: at(10),
        iqr: Figure::finite(quantiles.get(6).zip(quantiles.get(4)).map_or(f64::NAN, |(a, b)| a - b), "no value"),
        mad: Figure::finite(deviations.get(deviations.len() / 2).copied().unwrap_or(f64::NAN), "no value"),
        quantiles,
        precision: Precision::Exact,
        whole: numbers.iter().all(|value| value.fract() == 0.0),
    }
}

fn of_texts(cells: &[Cell]) -> TextProfile {
    let texts: Vec<String> = cells.iter().filter(|cell| **cell != Cell::Missing).map(Cell::plain).collect();
    let lengths: Vec<u64> = texts.iter().map(|text| text.chars().count() as u64).collect();
    let longest = texts.iter().max_by_key(|text| text.chars().count()).cloned().unwrap_or_default();
    TextProfile {
        min_length: lengths.iter().copied().min().unwrap_or(0),
        mean_length: Figure::ratio(lengths.iter().sum::<u64>() as f64, lengths.len() as f64, "no value"),
        max_length: lengths.iter().copied().max().unwrap_or(0),
        longest: longest.clone(),
        patterns: vec![PatternCount { pattern: "Aa+".into(), example: longest, rows: texts.len() as u64 }],
        pattern_precision: Precision::Exact,
        numeric: 0,
        dates: 0,
        leading_zeros: 0,
        non_ascii: 0,
        padded: 0,
    }
}

/// Bins of equal width over the numbers, or over the range asked for.
pub fn histogram(numbers: &[f64], bins: Bins) -> Histogram {
    let positive = |value: &&f64| bins.scale != Scale::Log || **value > 0.0;
    let log = |value: f64| if bins.scale == Scale::Log { value.log10() } else { value };
    let back = |value: f64| if bins.scale == Scale::Log { 10f64.powf(value) } else { value };
    let used: Vec<f64> = numbers.iter().filter(positive).map(|value| log(*value)).collect();
    let ends = bins.range.map(|(low, high)| (log(low), log(high)));
    let fold = |pick: fn(f64, f64) -> f64| used.iter().copied().reduce(pick).unwrap_or(0.0);
    let (low, high) = ends.unwrap_or((fold(f64::min), fold(f64::max)));
    let high = if high > low { high } else { low + 1.0 };
    let count = usize::from(bins.count.clamp(1, 400));
    let width = (high - low) / count as f64;
    let mut counts = vec![0; count];
    let (mut below, mut above) = (numbers.len() as u64 - used.len() as u64, 0);
    for value in used {
        match value {
            value if value < low => below += 1,
            value if value > high => above += 1,
            value => counts[(((value - low) / width) as usize).min(count - 1)] += 1,
        }
    }
    let edges = (0..=count).map(|place| back(low + place as f64 * width)).collect();
    Histogram { scale: bins.scale, edges, counts, below, above, precision: Precision::Exact }
}

pub fn histogram_of(cells: &[Cell], bins: Bins) -> Histogram {
    histogram(&numbers_of(cells), bins)
}

fn findings(columns: &[ColumnProfile], rows: u64) -> Vec<ProfileFinding> {
    let missing = columns.iter().filter(|column| column.counts.missing > 0).map(|column| ProfileFinding {
        kind: FindingKind::Missing,
        severity: Severity::Warning,
        column: Some(column.column),
        other: None,
        text: format!(
            "`{}` is missing in {} of {rows} rows ({})",
            column.name,
            column.counts.missing,
            format::percent(column.counts.missing, rows)
        ),
        rule: "missing in more than 0 % of the rows".into(),
        advice: "see whether the missing rows differ from the others".into(),
        evidence: column.counts.missing as f64 / rows.max(1) as f64,
        rows: FindingRows::Where(format!("{} IS NULL", column.name)),
        acknowledged: None,
    });
    missing.collect()
}

fn of_target(columns: &[ColumnProfile], cells: &[Vec<Cell>], target: &Target) -> TargetProfile {
    let column = &columns[target.column.index()];
    let classes = column.top.clone();
    let regression = column.role() == Role::Number && classes.len() > 10;
    let inferred = match classes.len() {
        _ if regression => Task::Regression,
        2 => Task::Binary,
        _ => Task::Multiclass,
    };
    let task = target.task.unwrap_or(inferred);
    let total: u64 = classes.iter().map(|class| class.rows).sum();
    let majority = classes.first().map_or(0, |class| class.rows);
    let mut relations: Vec<TargetRelation> = columns
        .iter()
        .filter(|other| other.column != target.column)
        .map(|other| relation(&cells[target.column.index()], &cells[other.column.index()], other.column))
        .collect();
    relations.sort_by(|one, other| other.strength.total_cmp(&one.strength));
    if let Some(first) = relations.first_mut() {
        first.leak = Some("it alone tells the target almost perfectly: see when it is written down".into());
    }
    let classes = if task == Task::Regression { Vec::new() } else { classes };
    TargetProfile {
        column: target.column,
        task,
        reason: format!("`{}` has {} values", column.name, column.distinct.value),
        missing: column.counts.missing,
        positive: (task == Task::Binary)
            .then(|| target.positive.clone().or(classes.last().map(|class| class.value.clone())))
            .flatten(),
        classes,
        majority_accuracy: match task {
            Task::Regression => Figure::undefined("the target is a number"),
            Task::Binary | Task::Multiclass => Figure::ratio(majority as f64, total as f64, "no row"),
        },
        advice: match task {
            Task::Regression => Vec::new(),
            Task::Binary | Task::Multiclass => {
                vec!["accuracy hides which class is missed: look at recall of each".into()]
            }
        },
        relations,
        precision: Precision::Exact,
    }
}

/// Groups of rows: ten bins of a number, or each value.
fn group_of(cell: &Cell, numbers: &[f64]) -> Option<usize> {
    let value = number_of(cell)?;
    let (low, high) = (*numbers.first()?, *numbers.last()?);
    Some((((value - low) / (high - low).max(1e-9)) * 10.0) as usize)
}

/// Mutual information as a share of the target's entropy, over ten bins of a number or the values of another column.
fn relation(target: &[Cell], other: &[Cell], column: ColumnId) -> TargetRelation {
    let numbers = numbers_of(other);
    let key = |cell: &Cell| group_of(cell, &numbers).map_or_else(|| cell.plain(), |bin| bin.to_string());
    let pairs: Vec<(String, String)> = target
        .iter()
        .zip(other)
        .filter(|(target, other)| **target != Cell::Missing && **other != Cell::Missing)
        .map(|(target, other)| (target.plain(), key(other)))
        .collect();
    let n = pairs.len() as f64;
    let entropy = |keys: &mut dyn Iterator<Item = String>| {
        let mut counts: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
        keys.for_each(|key| *counts.entry(key).or_default() += 1.0);
        counts.values().map(|count| -(count / n) * (count / n).ln()).sum::<f64>()
    };
    let of_target = entropy(&mut pairs.iter().map(|pair| pair.0.clone()));
    let of_other = entropy(&mut pairs.iter().map(|pair| pair.1.clone()));
    let of_both = entropy(&mut pairs.iter().map(|pair| format!("{}\t{}", pair.0, pair.1)));
    let share = (of_target + of_other - of_both) / of_target;
    let figure = Figure::finite(share, "the target has one class");
    let strength = figure.value().unwrap_or(0.0);
    let half = 1.96 * (strength * (1.0 - strength) / n.max(1.0)).max(0.0).sqrt();
    let interval = figure.value().map(|value| Interval { low: (value - half).max(0.0), high: (value + half).min(1.0) });
    TargetRelation { column, measure: Measure::MutualInformation, figure, interval, strength, n: n as u64, leak: None }
}

/// One column against the target: bins or categories, then missing.
pub fn against(
    columns: &[Column],
    cells: &[Vec<Cell>],
    column: ColumnId,
    target: &Target,
    bins: Bins,
) -> AgainstTarget {
    let (xs, ys) = (&cells[column.index()], &cells[target.column.index()]);
    let classes = counted(ys);
    let task = if classes.len() == 2 { Task::Binary } else { Task::Multiclass };
    let positive = target.positive.clone().or(classes.first().map(|class| class.value.clone()));
    let name = &columns[column.index()].name;
    let is_number = Role::of(columns[column.index()].dtype.kind) == Role::Number;
    let group = |label: String, condition: String, is_missing: bool, holds: &dyn Fn(&Cell) -> bool| {
        let rows: Vec<&Cell> =
            xs.iter().zip(ys).filter(|(x, y)| holds(x) && **y != Cell::Missing).map(|(_, y)| y).collect();
        let hits = rows.iter().filter(|y| Some(**y) == positive.as_ref()).count();
        let n = rows.len() as u64;
        let rate = Figure::ratio(hits as f64, n as f64, "no row");
        TargetGroup { label, condition, n, interval: rate.value().map(|rate| wilson(rate, n as f64)), rate, is_missing }
    };
    let mut groups = Vec::new();
    let mut by_class = Vec::new();
    if is_number {
        let whole = histogram_of(xs, bins);
        for pair in whole.edges.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            let condition = format!("{name} >= {low} AND {name} < {high}");
            let label = format!("{} to {}", crate::charts::numbers::plain(low), crate::charts::numbers::plain(high));
            groups.push(group(label, condition, false, &|cell| number_of(cell).is_some_and(|x| x >= low && x < high)));
        }
        let ends = whole.edges.first().copied().zip(whole.edges.last().copied());
        for class in classes.iter().take(3) {
            let of_class: Vec<f64> =
                xs.iter().zip(ys).filter(|(_, y)| **y == class.value).filter_map(|(x, _)| number_of(x)).collect();
            by_class.push((class.value.plain(), histogram(&of_class, Bins { range: ends, count: 30, ..bins })));
        }
    } else {
        for value in counted(xs).into_iter().take(10) {
            let condition = format!("{name} = {}", value.value.sql());
            groups.push(group(value.value.plain(), condition, false, &|cell| *cell == value.value));
        }
    }
    if xs.contains(&Cell::Missing) {
        groups.push(group("missing".into(), format!("{name} IS NULL"), true, &|cell| *cell == Cell::Missing));
    }
    let n = ys.iter().filter(|y| **y != Cell::Missing).count() as u64;
    let hits = ys.iter().filter(|y| Some(*y) == positive.as_ref()).count();
    let overall = Figure::ratio(hits as f64, n as f64, "no row");
    AgainstTarget {
        column,
        target: target.column,
        task,
        positive,
        n,
        overall,
        groups,
        by_class,
        precision: Precision::Exact,
    }
}

/// Wilson 95 % (Wilson 1927).
fn wilson(rate: f64, n: f64) -> Interval {
    const Z: f64 = 1.959_963_984_540_054;
    let middle = (rate + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
    Interval { low: middle - half, high: middle + half }
}
