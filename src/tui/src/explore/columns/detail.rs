//! The detail of one column: what it is, what was found, its figures, its picture, its values and patterns.
//!
//! ```text
//!  bill_length_mm  float · f64                     1 finding
//!  ! `bill_length_mm` is missing in 2 of 344 rows (0.6 %)
//!  values                342 │ about 30 bars            n = 342
//!  missing         2 (0.6 %) │  40 ┤    ▂█▅
//!  mean              43.9219 │     └──┬────┬────
//! ```

use super::statistics::{Statistic, statistics};
use super::{update, view};
use crate::charts::{Bar, Bars, Bins as ChartBins, Histogram as HistogramChart, Mark, Plot, Rows, Titles};
use crate::explore::{conditions, profile_of};
use crate::paint::{self, Run, run};
use crate::reading::sign;
use crate::state::State;
use crate::words;
use ninefold_base::explore::{Bins, ExploreRequest};
use ninefold_base::profile::Profile;
use ninefold_base::profile::column::{ColumnProfile, Detail, Histogram, Scale};
use ninefold_base::profile::finding::ProfileFinding;
use ninefold_base::{TypeKind, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

/// Cells of the figures beside a picture.
const FIGURES: u16 = 37;
/// Below this width the picture stands above the figures.
const SIDE_BY_SIDE: u16 = 70;

/// Where the parts of a detail stand.
struct Parts {
    head: Rect,
    figures: Rect,
    picture: Rect,
    /// Patterns, gaps, rare values: only where there is room.
    more: Rect,
}

fn parts(area: Rect, findings: usize, column: &ColumnProfile) -> Parts {
    let most = if area.height >= 24 { 5 } else { 2 };
    let head_height = (1 + findings.min(most) as u16).min(area.height);
    let head = Rect { height: head_height, ..area };
    let gap = u16::from(area.height > head_height + 12);
    let body = Rect { y: area.y + head_height + gap, height: area.height - head_height - gap, ..area };
    if area.width >= SIDE_BY_SIDE {
        let width = (if area.width >= 120 { FIGURES + 6 } else { FIGURES }).min(area.width);
        let figures = Rect { width, ..body };
        let right = Rect { x: body.x + width + 3, width: area.width.saturating_sub(width + 3), ..body };
        let picture_height = if right.height >= 24 { picture_height(right.height, column) } else { right.height };
        let picture = Rect { height: picture_height, ..right };
        let below = right.height - picture_height;
        let more = Rect { y: right.y + picture_height + below.min(1), height: below.saturating_sub(1), ..right };
        return Parts { head, figures, picture, more };
    }
    let picture_height = if body.height >= 10 { (body.height / 2).min(18) } else { body.height.min(6) };
    let picture = Rect { height: picture_height, ..body };
    let gap = u16::from(body.height > picture_height);
    let figures = Rect { y: body.y + picture_height + gap, height: body.height - picture_height - gap, ..body };
    Parts { head, figures, picture, more: Rect { height: 0, ..figures } }
}

/// A list of values needs no more than its lines, a histogram no more than two thirds.
fn picture_height(height: u16, column: &ColumnProfile) -> u16 {
    match &column.histogram {
        Some(_) => (height * 3 / 5).max(14),
        None => (column.top.len() as u16 + 2).clamp(4, (height * 2 / 3).max(14)),
    }
}

/// Lines of figures that are seen while the detail has the whole pane.
pub fn statistics_height(area: Rect) -> u16 {
    area.height.saturating_sub(2).max(1)
}

fn findings_of<'a>(profile: &'a Profile, column: &ColumnProfile) -> Vec<&'a ProfileFinding> {
    let id = Some(column.column);
    profile.findings.iter().filter(|finding| finding.column == id || finding.other == id).collect()
}

/// Draws the detail of the column under the cursor.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let (Some(profile), Some(column)) = (profile_of(state), update::current(state)) else { return };
    let findings = findings_of(profile, column);
    let parts = parts(area, findings.len(), column);
    draw_head(state, profile, column, &findings, parts.head, buffer);
    draw_figures(state, &statistics(profile, column), parts.figures, buffer);
    draw_picture(state, profile, column, parts.picture, buffer);
    draw_more(state, profile, column, parts.more, buffer);
}

fn draw_head(
    state: &State,
    profile: &Profile,
    column: &ColumnProfile,
    findings: &[&ProfileFinding],
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &state.theme;
    if area.height == 0 {
        return;
    }
    let mut heading: Vec<Run<'_>> =
        vec![run(view::title_of(column), theme.heading), run(format!("  {}", column.kind.label()), theme.accent)];
    if column.storage != column.kind.label() {
        heading.push(run(format!(" · {}", text::visible(&column.storage)), theme.dim));
    }
    if profile.target.as_ref().is_some_and(|target| target.column == column.column) {
        heading.push(run("  the target", theme.note));
    }
    let used = paint::runs(buffer, area.x, area.y, area.width, &heading);
    let label = match findings.len() {
        0 if profile.is_whole() => "nothing to warn of".into(),
        0 => String::new(),
        many => format::counted(many as u64, "finding"),
    };
    if usize::from(area.width.saturating_sub(used + 2)) >= text::width(&label) {
        paint::put_aligned(buffer, area.x, area.y, &label, area.width, Alignment::Right, theme.dim);
    }
    for (line, finding) in findings.iter().take(usize::from(area.height) - 1).enumerate() {
        let (mark, style) = match &finding.acknowledged {
            Some(_) => ("✓", theme.dim),
            None => sign(finding.severity, theme),
        };
        let y = area.y + 1 + line as u16;
        paint::put(buffer, area.x, y, mark, 1, style);
        paint::put_fit(buffer, area.x + 2, y, &text::visible(&finding.text), area.width.saturating_sub(2), theme.text);
    }
}

fn draw_figures(state: &State, lines: &[Statistic], area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let height = usize::from(area.height);
    let scroll = if state.explore.columns.enlarged { state.explore.columns.scroll } else { 0 };
    let first = scroll.min(lines.len().saturating_sub(height));
    let cut = lines.len() > height;
    for (line, statistic) in lines.iter().skip(first).take(height).enumerate() {
        let y = area.y + line as u16;
        if cut && !state.explore.columns.enlarged && line + 1 == height && height > 2 {
            let left = lines.len() - height + 1;
            paint::put_fit(buffer, area.x, y, &format!("… {left} more: Space enlarges"), area.width, theme.dim);
            return;
        }
        draw_statistic(state, statistic, Rect { y, height: 1, ..area }, buffer);
    }
    if state.explore.columns.enlarged {
        paint::scroll_bar(buffer, Rect { width: area.width + 2, ..area }, first, lines.len(), theme);
    }
}

fn draw_statistic(state: &State, statistic: &Statistic, line: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let used = paint::put_fit(buffer, line.x, line.y, statistic.name, line.width, theme.dim);
    let room = line.width.saturating_sub(used + 1);
    let (value, style) = match &statistic.reason {
        Some(reason) => (format!("– {}", text::visible(reason)), theme.dim),
        None => (statistic.value.clone(), theme.text),
    };
    paint::put_aligned(buffer, line.x + used + 1, line.y, &value, room, Alignment::Right, style);
}

/// A histogram with axes, or the commonest values as bars.
fn draw_picture(state: &State, profile: &Profile, column: &ColumnProfile, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 || area.width < 8 {
        return;
    }
    match update::histogram(state, column) {
        Some(histogram) if !histogram.counts.is_empty() => {
            draw_histogram(state, column, histogram, area, buffer);
        }
        _ if !column.top.is_empty() => {
            draw_values(state, profile, column, area, buffer);
        }
        _ => {
            paint::put_fit(buffer, area.x, area.y, nothing_to_draw(column), area.width, state.theme.dim);
        }
    }
}

fn nothing_to_draw(column: &ColumnProfile) -> &'static str {
    if column.present() == 0 { "no value to draw" } else { "values of this type are only counted" }
}

/// The line below a histogram: what is left out, what is under the cursor.
fn under_histogram(state: &State, column: &ColumnProfile, histogram: &Histogram) -> Option<String> {
    let bins = state.explore.columns.bins_of(column.column);
    if let Some(problem) = bins
        .and_then(|bins| state.explore.answers.problem_of(&ExploreRequest::Histogram { column: column.column, bins }))
    {
        return Some(format!("! {}: {}", text::visible(&problem.what), text::visible(&problem.why)));
    }
    if let Some(bar) = state.explore.columns.bar.filter(|bar| *bar < histogram.counts.len()) {
        let edge = |place: usize| conditions::edge_text(column.kind, histogram.edges[place]);
        let closing = if bar + 1 == histogram.counts.len() { "]" } else { ")" };
        let count = histogram.counts[bar];
        let share = format::percent(count, column.present());
        return Some(format!(
            "▲ {} ({share}) in [{}, {}{closing}",
            format::counted(count, "row"),
            edge(bar),
            edge(bar + 1)
        ));
    }
    let log = histogram.scale == Scale::Log;
    let below = if log { "not positive or below" } else { "below" };
    let left_out: Vec<String> = [(histogram.below, below), (histogram.above, "above")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, where_to)| format!("{} {where_to}", format::grouped(count)))
        .collect();
    (!left_out.is_empty()).then(|| format!("not drawn: {}", left_out.join(", ")))
}

/// What the bins are, where the user changed them: `about 50 bars · log scale · from 40 to 50`.
pub fn bins_text(kind: TypeKind, bins: Option<Bins>) -> String {
    let Some(bins) = bins else { return String::new() };
    let mut words = vec![format!("about {} bars", bins.count)];
    if bins.scale == Scale::Log {
        words.push("log scale".into());
    }
    if let Some((low, high)) = bins.range {
        words.push(format!("from {} to {}", conditions::edge_text(kind, low), conditions::edge_text(kind, high)));
    }
    words.join(" · ")
}

fn draw_histogram(
    state: &State,
    column: &ColumnProfile,
    histogram: &Histogram,
    area: Rect,
    buffer: &mut Buffer,
) -> Plot {
    let bins = state.explore.columns.bins_of(column.column);
    let under = under_histogram(state, column, histogram).filter(|_| area.height > 5);
    let chart = Rect { height: area.height - u16::from(under.is_some()), ..area };
    let waits = bins.is_some_and(|bins| state.explore.answers.histogram(column.column, bins).is_none());
    let mut title = bins_text(column.kind, bins);
    if waits {
        title.push_str(" …");
    }
    let name = view::title_of(column);
    let mean = column.number().and_then(|number| number.mean.value());
    let median = column.number().and_then(|number| number.quantile(0.5));
    // Lines that stand side by side say nothing; over a few cells they hide the bars.
    let span = histogram.edges.last().zip(histogram.edges.first()).map_or(0.0, |(last, first)| last - first);
    let apart = mean.zip(median).is_some_and(|(mean, median)| (mean - median).abs() > span * 0.08);
    let marks: Vec<Mark<'_>> = [(median, "median"), (mean.filter(|_| apart), "mean")]
        .into_iter()
        .filter_map(|(value, name)| Some(Mark { value: value?, name }))
        .filter(|_| histogram.scale != Scale::Log && chart.height >= 12 && chart.width >= 30)
        .collect();
    let time = histogram.scale == Scale::Time;
    let plot = HistogramChart {
        titles: Titles { title: &title, x: &name, y: "rows", n: Some(histogram.total()) },
        bins: if time { ChartBins::Times(&histogram.edges) } else { ChartBins::Edges(&histogram.edges) },
        counts: &histogram.counts,
        heights: state.explore.columns.heights,
        cursor: state.explore.columns.bar,
        marks: &marks,
    }
    .draw(buffer, chart, &state.theme);
    if let Some(under) = under {
        paint::put_fit(buffer, area.x, area.bottom() - 1, &under, area.width, state.theme.dim);
    }
    plot
}

fn draw_values(state: &State, profile: &Profile, column: &ColumnProfile, area: Rect, buffer: &mut Buffer) -> Rows {
    let labels: Vec<String> = column.top.iter().map(|value| words::value_text(&value.value)).collect();
    let bars: Vec<Bar<'_>> =
        column.top.iter().zip(&labels).map(|(value, label)| Bar { label, count: value.rows, parts: &[] }).collect();
    let listed = column.top.len() as u64;
    let mark = profile.mark_of(column.top_precision);
    let title = match column.distinct.value > listed {
        true => {
            format!("{mark}the {listed} commonest of {} values", super::super::figures::count(profile, column.distinct))
        }
        false => format!("{mark}all values"),
    };
    let cursor = state.explore.columns.bar;
    let hint = cursor.filter(|_| area.height > 4).map(|_| "▸ Enter shows the rows of this value");
    let chart = Rect { height: area.height - u16::from(hint.is_some()), ..area };
    let rows = Bars {
        titles: Titles { title: &title, x: "", y: "", n: None },
        bars: &bars,
        classes: &[],
        total: column.counts.rows,
        cursor,
        first: 0,
    }
    .draw(buffer, chart, &state.theme);
    if let Some(hint) = hint {
        paint::put_fit(buffer, area.x, area.bottom() - 1, hint, area.width, state.theme.dim);
    }
    rows
}

/// Below the picture: patterns of texts, gaps of times, rare values.
fn draw_more(state: &State, profile: &Profile, column: &ColumnProfile, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let mut lines: Vec<(String, ratatui::style::Style)> = Vec::new();
    let names = usize::from(area.width.saturating_sub(21)).clamp(6, 24);
    match &column.detail {
        Detail::Text(texts) if !texts.patterns.is_empty() => {
            let mark = profile.mark_of(texts.pattern_precision);
            lines.push((format!("{mark}patterns (A a letters, 9 digits, + a run)"), theme.heading));
            for pattern in texts.patterns.iter().take(8) {
                let share = format::percent(pattern.rows, column.present());
                let shown = padded(&text::visible(&pattern.pattern), names);
                let example = text::visible(&pattern.example);
                lines.push((
                    format!("  {shown} {:>9} {share:>7}  {example}", format::grouped(pattern.rows)),
                    theme.text,
                ));
            }
        }
        Detail::Time(times) if !times.gaps.is_empty() => {
            lines.push(("largest gaps".into(), theme.heading));
            for gap in &times.gaps {
                let length = super::statistics::duration(gap.seconds);
                lines.push((
                    format!("  {length:>9}  {} → {}", text::visible(&gap.from), text::visible(&gap.to)),
                    theme.text,
                ));
            }
        }
        Detail::Number(_) if column.histogram.is_some() && !column.top.is_empty() => {
            let mark = profile.mark_of(column.top_precision);
            lines.push((format!("{mark}commonest values"), theme.heading));
            for value in column.top.iter().take(6) {
                let share = format::percent(value.rows, column.counts.rows);
                let shown = padded(&words::value_text(&value.value), names);
                lines.push((format!("  {shown} {:>9} {share:>7}", format::grouped(value.rows)), theme.text));
            }
        }
        Detail::Text(_) | Detail::Time(_) | Detail::Number(_) | Detail::Nested(_) | Detail::Plain => {}
    }
    if !column.rare.is_empty() && column.distinct.value > column.top.len() as u64 {
        lines.push(("rarest values".into(), theme.heading));
        let rare: Vec<String> = column.rare.iter().map(|value| words::value_text(&value.value)).collect();
        lines.push((format!("  {}", rare.join(", ")), theme.text));
    }
    for (line, (content, style)) in lines.iter().take(usize::from(area.height)).enumerate() {
        paint::put_fit(buffer, area.x, area.y + line as u16, content, area.width, *style);
    }
}

/// Exactly `room` cells of a text.
fn padded(content: &str, room: usize) -> String {
    let content = text::fit(content, room);
    let spare = room.saturating_sub(text::width(&content));
    content + &" ".repeat(spare)
}

/// The bar or value at a place of the screen: for the mouse.
pub fn bar_at(state: &State, area: Rect, x: u16, y: u16) -> Option<usize> {
    let (profile, column) = (profile_of(state)?, update::current(state)?);
    let area = view::detail_area(state, area);
    let picture = parts(area, findings_of(profile, column).len(), column).picture;
    if x < picture.x || x >= picture.right() || y < picture.y || y >= picture.bottom() || picture.width < 8 {
        return None;
    }
    // Charts say where things are only while they draw.
    let mut canvas = Buffer::empty(Rect::new(0, 0, state.width, state.height));
    match update::histogram(state, column) {
        Some(histogram) if !histogram.counts.is_empty() => {
            draw_histogram(state, column, histogram, picture, &mut canvas).slots.and_then(|slots| slots.bin_at(x))
        }
        _ if !column.top.is_empty() => draw_values(state, profile, column, picture, &mut canvas).at(y),
        _ => None,
    }
}
