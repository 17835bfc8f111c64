//! A profile as text for a terminal: one line a column, then what was found.

use ninefold_base::axis::numbers;
use ninefold_base::message::TableInfo;
use ninefold_base::profile::column::{ColumnProfile, Detail};
use ninefold_base::profile::{Profile, Role, pictures};
use ninefold_base::read::Severity;
use ninefold_base::{ColumnId, format, text};

/// Cells of a sparkline.
const SPARK: usize = 12;
/// Cells of a bar in a plot.
const BAR: usize = 40;
/// Longest name of a column.
const NAME: usize = 28;
/// Findings listed.
const FINDINGS: usize = 40;

/// The whole summary. `plots`: bars of a histogram for each column, 0 for none.
pub fn profile(profile: &Profile, info: &TableInfo, plots: u64, room: usize) -> String {
    let mut lines = heading(profile, info);
    lines.push(String::new());
    lines.extend(columns(profile, room));
    if plots > 0 {
        for column in &profile.columns {
            lines.extend(plot(profile, column, plots));
        }
    }
    lines.extend(target(profile));
    lines.extend(strongest(profile));
    lines.extend(findings(profile));
    if !profile.limits.is_empty() {
        lines.push(String::new());
        lines.extend(profile.limits.iter().map(|limit| format!("note: {}", text::visible(limit))));
    }
    lines.join("\n") + "\n"
}

fn heading(profile: &Profile, info: &TableInfo) -> Vec<String> {
    let size = info.bytes.map(|bytes| format!(", {}", format::bytes(bytes))).unwrap_or_default();
    let cells = profile.rows * profile.columns.len() as u64;
    let duplicates = &profile.duplicates;
    vec![
        format!(
            "{}: {} × {}{size}",
            text::visible(&info.title),
            format::counted(profile.rows, "row"),
            format::counted(profile.columns.len() as u64, "column")
        ),
        format!(
            "  {} missing ({}), {} complete ({}), {}{} to drop",
            format::counted(profile.missing.cells, "cell"),
            format::percent(profile.missing.cells, cells),
            format::counted(profile.missing.complete_rows, "row"),
            format::percent(profile.missing.complete_rows, profile.rows),
            profile.mark_of(duplicates.precision),
            format::counted(duplicates.rows_to_drop, "duplicate row"),
        ),
    ]
}

/// The name as it is shown, for every list.
fn name(profile: &Profile, column: ColumnId) -> String {
    profile.columns.get(column.index()).map(|column| text::visible(&column.name)).unwrap_or_default()
}

fn columns(profile: &Profile, room: usize) -> Vec<String> {
    let widest = profile.columns.iter().map(|column| text::width(&text::visible(&column.name)));
    let width = widest.max().unwrap_or(6).clamp(6, NAME);
    let mut lines = vec![format!(
        "  {}  {:<8}  {:>8}  {:>12}  {:<SPARK$}  in short",
        padded("column", width),
        "type",
        "missing",
        "distinct",
        "shape"
    )];
    for column in &profile.columns {
        let missing = match column.counts.missing {
            0 => "–".to_string(),
            missing => format::percent(missing, column.counts.rows),
        };
        let distinct =
            format!("{}{}", profile.mark_of(column.distinct.precision), format::grouped(column.distinct.value));
        let line = format!(
            "  {}  {:<8}  {missing:>8}  {distinct:>12}  {}  {}",
            padded(&text::visible(&column.name), width),
            column.kind.label(),
            padded(&pictures::sparkline(column, SPARK), SPARK),
            in_short(profile, column)
        );
        lines.push(text::fit(line.trim_end(), room.max(60)));
    }
    lines
}

fn padded(content: &str, room: usize) -> String {
    let content = text::fit(content, room);
    let space = room.saturating_sub(text::width(&content));
    content + &" ".repeat(space)
}

/// The figures one looks for first.
fn in_short(profile: &Profile, column: &ColumnProfile) -> String {
    match &column.detail {
        Detail::Number(number) => {
            let mark = profile.mark_of(number.precision);
            let plain = |value: Option<f64>| value.map(numbers::plain).unwrap_or_else(|| "–".into());
            format!(
                "{} … {mark}{} … {}   mean {} sd {}",
                plain(number.min.value()),
                plain(number.quantile(0.5)),
                plain(number.max.value()),
                plain(number.mean.value()),
                plain(number.sd.value())
            )
        }
        Detail::Time(time) => format!("{} … {}", time.min, time.max),
        Detail::Text(_) | Detail::Plain => {
            let values = column.top.iter().take(4);
            let parts: Vec<String> = values
                .map(|value| {
                    format!(
                        "{} {}",
                        text::fit(&text::visible(&pictures::label(&value.value)), 20),
                        format::grouped(value.rows)
                    )
                })
                .collect();
            parts.join(" · ")
        }
        Detail::Nested(nested) => format!("{} to {} entries", nested.min_length, nested.max_length),
    }
}

/// A histogram with a bar a line, or the commonest values.
fn plot(profile: &Profile, column: &ColumnProfile, plots: u64) -> Vec<String> {
    let mut lines = vec![String::new(), format!("  {}", text::visible(&column.name))];
    let entries: Vec<(String, u64)> = match (&column.histogram, column.role()) {
        (Some(histogram), _) => {
            let step = histogram.counts.len().div_ceil(plots.max(1) as usize).max(1);
            let ends = histogram.edges.chunks(step).map(|edges| edges[0]);
            let label = |from: f64| match column.role() {
                Role::Time => ninefold_base::axis::time::date(from),
                Role::Number | Role::Category | Role::Other => numbers::plain(from),
            };
            ends.zip(histogram.counts.chunks(step)).map(|(from, counts)| (label(from), counts.iter().sum())).collect()
        }
        (None, Role::Category) => column
            .top
            .iter()
            .take(plots as usize)
            .map(|value| (text::visible(&pictures::label(&value.value)), value.rows))
            .collect(),
        (None, _) => Vec::new(),
    };
    let most = entries.iter().map(|(_, rows)| *rows).max().unwrap_or(0).max(1);
    for (label, rows) in entries {
        let bar = "█".repeat((rows as u128 * BAR as u128).div_ceil(u128::from(most)) as usize);
        let share = format::percent(rows, profile.rows_read);
        lines.push(format!("    {}  {bar} {} {share}", right(&label, 20), format::grouped(rows)));
    }
    lines
}

fn right(content: &str, room: usize) -> String {
    let content = text::fit(content, room);
    " ".repeat(room.saturating_sub(text::width(&content))) + &content
}

fn target(profile: &Profile) -> Vec<String> {
    let Some(target) = &profile.target else { return Vec::new() };
    let mut lines = vec![
        String::new(),
        format!("Target {}: {} ({})", name(profile, target.column), target.task.label(), text::visible(&target.reason)),
    ];
    for class in target.classes.iter().take(10) {
        let rows: u64 = target.classes.iter().map(|class| class.rows).sum();
        lines.push(format!(
            "  {}  {:>12}  {:>7}",
            padded(&text::visible(&pictures::label(&class.value)), 24),
            format::grouped(class.rows),
            format::percent(class.rows, rows)
        ));
    }
    if let Some(accuracy) = target.majority_accuracy.value() {
        lines.push(format!("  always saying the commonest class is right in {}", numbers::percent(accuracy, 0.001)));
    }
    lines.extend(target.advice.iter().map(|advice| format!("  {}", text::visible(advice))));
    lines.push(String::new());
    lines.push(format!("  each column alone against the target ({}):", target.precision.sentence()));
    for relation in target.relations.iter().take(20) {
        let interval = relation
            .interval
            .map(|interval| {
                format!(" [{}, {}]", numbers::coefficient(interval.low, 3), numbers::coefficient(interval.high, 3))
            })
            .unwrap_or_default();
        let value = match (&relation.figure.value(), relation.figure.reason()) {
            (Some(value), _) => format!("{} {}{interval}", relation.measure.label(), numbers::coefficient(*value, 3)),
            (None, reason) => format!("undefined: {}", reason.unwrap_or_default()),
        };
        let leak = relation.leak.as_ref().map(|leak| format!("   LEAK? {}", text::visible(leak))).unwrap_or_default();
        lines.push(format!("  {}  {value}{leak}", padded(&name(profile, relation.column), NAME)));
    }
    if target.relations.len() > 20 {
        lines.push(format!("  … {} more: see --json", target.relations.len() - 20));
    }
    lines
}

fn strongest(profile: &Profile) -> Vec<String> {
    let associations = &profile.associations;
    let mut pairs: Vec<(f64, String)> = associations
        .strongest()
        .into_iter()
        .map(|pair| {
            let (one, other) = (name(profile, pair.other), name(profile, pair.one));
            let value = numbers::coefficient(pair.value, 2);
            (pair.value, format!("{value} {}  {one} · {other}", pair.measure.label()))
        })
        .collect();
    pairs.retain(|(value, _)| value.abs() >= 0.3);
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("Strongest pairs ({})", associations.precision.sentence())];
    lines.extend(pairs.into_iter().take(10).map(|(_, line)| {
        format!("  {}", line.strip_prefix('-').map_or(format!(" {line}"), |rest| format!("-{rest}")))
    }));
    lines
}

fn findings(profile: &Profile) -> Vec<String> {
    if profile.findings.is_empty() {
        return vec![String::new(), "Nothing was found that needs a decision.".into()];
    }
    let mut lines = vec![String::new(), format::counted(profile.findings.len() as u64, "finding")];
    for finding in profile.findings.iter().take(FINDINGS) {
        let word = match (&finding.acknowledged, finding.severity) {
            (Some(_), _) => "accepted",
            (None, Severity::Error) => "error",
            (None, Severity::Warning) => "warning",
            (None, Severity::Note) => "note",
        };
        lines.push(format!("  {word:<8}  {}", text::visible(&finding.text)));
        let advice = finding.acknowledged.as_ref().unwrap_or(&finding.advice);
        lines.push(format!("            {}", text::visible(advice)));
    }
    if profile.findings.len() > FINDINGS {
        lines.push(format!("  … {} more: see --json", profile.findings.len() - FINDINGS));
    }
    lines
}
