//! Draws the pane Target: the target above or at the left, the ranking of all other columns beside it.
//!
//! ```text
//!  employed  text · binary: text with 2 values       │ what each column tells of it
//!    yes  7,990  40.0 % ▆▆▆▆▆▆▆▆                      │ ▸ LEAK months_paid  AUC .99 [.99, 1.0]  ┊      ●┤
//!  + no  12,010  60.0 % ▆▆▆▆▆▆▆▆▆▆▆▆                  │   age          AUC .71 [.70, .72]  ┊  ├●┤
//! ```

use super::{against, update};
use crate::charts::numbers;
use crate::explore::figures::{self, Stretch, Whisker};
use crate::explore::{frame, profile_of, target_of};
use crate::paint::{self, Run, run};
use crate::state::State;
use crate::words;
use ninefold_base::profile::Profile;
use ninefold_base::profile::association::Measure;
use ninefold_base::profile::target::{TargetProfile, TargetRelation, Task};
use ninefold_base::{ColumnId, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

/// From this width on the ranking stands beside the target.
const BESIDE: u16 = 110;
/// Classes listed at most.
const CLASSES: usize = 12;

/// Lines of the target's own part: what it is, its classes, what to think of.
fn lines_of(state: &State, profile: &Profile, target: &TargetProfile, width: u16) -> Vec<Vec<Run<'static>>> {
    let theme = &state.theme;
    let name = title(profile, target.column);
    let mut lines = vec![vec![
        run(name.clone(), theme.heading),
        run(format!("  {}", target.task.label()), theme.accent),
        run(format!(" · {}", text::visible(&target.reason)), theme.dim),
    ]];
    if target.missing > 0 {
        let share = format::percent(target.missing, profile.rows_read);
        let rows = format::counted(target.missing, "row");
        lines.push(vec![run(format!("! {rows} without a target take no part ({share})"), theme.warning)]);
    }
    lines.extend(class_lines(state, profile, target, width));
    if let Some(accuracy) = target.majority_accuracy.value() {
        let commonest = target.classes.first().map(|class| words::value_text(&class.value)).unwrap_or_default();
        let share = numbers::percent(accuracy, 0.001);
        let mark = profile.mark_of(target.precision);
        let sentence = format!(
            "Always saying `{commonest}` is right in {mark}{share} of the rows. A model whose accuracy is not above that has learned nothing."
        );
        lines.extend(wrapped(&sentence, width, theme.text));
    }
    for advice in &target.advice {
        lines.extend(wrapped(&format!("! {}", text::visible(advice)), width, theme.warning));
    }
    lines
}

fn wrapped(sentence: &str, width: u16, style: Style) -> Vec<Vec<Run<'static>>> {
    text::wrap(sentence, usize::from(width).max(1)).into_iter().map(|line| vec![run(line, style)]).collect()
}

/// One line a class: mark of the positive one, name, rows, share, bar.
fn class_lines(state: &State, profile: &Profile, target: &TargetProfile, width: u16) -> Vec<Vec<Run<'static>>> {
    let theme = &state.theme;
    let total: u64 = target.classes.iter().map(|class| class.rows).sum();
    let most = target.classes.first().map_or(1, |class| class.rows.max(1));
    let names: Vec<String> = target.classes.iter().map(|class| words::value_text(&class.value)).collect();
    let longest = names.iter().take(CLASSES).map(|name| text::width(name)).max().unwrap_or(0).min(24);
    let mark = profile.mark_of(target.precision);
    let counts: Vec<String> =
        target.classes.iter().map(|class| format!("{mark}{}", format::grouped(class.rows))).collect();
    let wide = counts.iter().take(CLASSES).map(|count| text::width(count)).max().unwrap_or(0);
    let bar = width.saturating_sub((longest + wide + 2 + 2 + 8 + 2) as u16).min(40);
    let mut lines = Vec::new();
    for ((class, name), count) in target.classes.iter().zip(&names).zip(&counts).take(CLASSES) {
        let positive = target.task == Task::Binary && target.positive.as_ref() == Some(&class.value);
        let name = text::fit(name, longest);
        let pad = " ".repeat(longest.saturating_sub(text::width(&name)));
        let share = format::percent(class.rows, total);
        lines.push(vec![
            run(if positive { "+ " } else { "  " }, theme.note),
            run(format!("{name}{pad}"), if positive { theme.heading } else { theme.text }),
            run(format!("  {count:>wide$} {share:>8}  "), theme.text),
            run(paint::low_bar(class.rows as f64 / most as f64, bar), theme.series(0)),
        ]);
    }
    let hidden = target.classes.len().saturating_sub(CLASSES);
    if hidden > 0 {
        lines.push(vec![run(format!("  … and {hidden} more classes"), theme.dim)]);
    }
    if target.task == Task::Binary && target.positive.is_some() {
        lines.push(vec![run("+ positive: what rates and AUC are about", theme.dim)]);
    }
    lines
}

pub fn title(profile: &Profile, column: ColumnId) -> String {
    profile.columns.get(column.index()).map(crate::explore::columns::view::title_of).unwrap_or_default()
}

/// The target's part and the ranking's, each as large as it needs.
fn areas(state: &State, profile: &Profile, target: &TargetProfile, area: Rect) -> (Rect, Rect) {
    let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if area.width >= BESIDE {
        let width = (inset.width * 2 / 5).min(70);
        let left = Rect { width, ..inset };
        return (left, Rect { x: left.right() + 3, width: inset.width.saturating_sub(width + 3), ..inset });
    }
    let wanted = lines_of(state, profile, target, inset.width).len() as u16 + own_picture(target, inset.height);
    let height = wanted.min(inset.height.saturating_sub(6).max(inset.height / 2)).min(inset.height);
    let rest = inset.height - height;
    let above = Rect { height, ..inset };
    (above, Rect { y: above.bottom() + rest.min(1), height: rest.saturating_sub(1), ..inset })
}

/// Lines of the target's distribution, where it is a number.
fn own_picture(target: &TargetProfile, height: u16) -> u16 {
    if target.task == Task::Regression { (height / 3).max(5) } else { 0 }
}

/// Where the rows of the ranking stand.
pub fn ranking_rows(state: &State, area: Rect) -> Rect {
    match (profile_of(state), update::target(state)) {
        (Some(profile), Some(target)) => rows_of(areas(state, profile, target, area).1),
        _ => Rect { height: 0, ..area },
    }
}

fn rows_of(ranking: Rect) -> Rect {
    Rect { y: ranking.y + 2.min(ranking.height), height: ranking.height.saturating_sub(2), ..ranking }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(profile) = profile_of(state) else { return };
    if target_of(state).is_none() {
        return draw_none(state, area, buffer);
    }
    if state.explore.target.open.is_some() {
        return against::draw(state, area, buffer);
    }
    let Some(target) = update::target(state) else {
        let sentence = "Every column is held against the target in one pass over the rows.";
        return frame::page(state, area, buffer, "Looking at the target …", &[sentence]);
    };
    let (own, ranking) = areas(state, profile, target, area);
    draw_own(state, profile, target, own, buffer);
    if ranking.x > own.x {
        for y in area.top()..area.bottom() {
            paint::put(buffer, own.right() + 1, y, "│", 1, state.theme.line);
        }
    } else if ranking.height > 0 {
        paint::horizontal(buffer, Rect { y: own.bottom(), height: 1, ..area }, state.theme.line);
    }
    draw_ranking(state, profile, target, ranking, buffer);
}

fn draw_none(state: &State, area: Rect, buffer: &mut Buffer) {
    let wanted = state.explore.decisions.target.as_deref();
    let why = wanted.map(|name| format!("`{}` was chosen, but this table has no such column.", text::visible(name)));
    let sentences = [
        why.as_deref().unwrap_or("The target is the column to be predicted. Once it is chosen, every other column is ranked by what it tells of it, and columns that tell too much are marked."),
        "Press `t` or Enter to choose it. The choice is kept in the project file.",
    ];
    frame::page(state, area, buffer, "No target is chosen.", &sentences);
}

fn draw_own(state: &State, profile: &Profile, target: &TargetProfile, area: Rect, buffer: &mut Buffer) {
    let lines = lines_of(state, profile, target, area.width);
    for (line, parts) in lines.iter().take(usize::from(area.height)).enumerate() {
        paint::runs(buffer, area.x, area.y + line as u16, area.width, parts);
    }
    let used = (lines.len() as u16 + 1).min(area.height);
    let rest = Rect { y: area.y + used, height: (area.height - used).min(24), ..area };
    if target.task != Task::Regression || rest.height < 4 {
        return;
    }
    let Some(histogram) = profile.columns.get(target.column.index()).and_then(|column| column.histogram.as_ref())
    else {
        return;
    };
    let name = title(profile, target.column);
    crate::charts::Histogram {
        titles: crate::charts::Titles { title: "", x: &name, y: "rows", n: Some(histogram.total()) },
        bins: crate::charts::Bins::Edges(&histogram.edges),
        counts: &histogram.counts,
        heights: crate::charts::Heights::Linear,
        cursor: None,
        marks: &[],
    }
    .draw(buffer, rest, &state.theme);
}

/// The scale on which the whiskers of the ranking are drawn, and where "says nothing" lies.
fn stretch_of(target: &TargetProfile) -> (Stretch, f64) {
    let measures = || target.relations.iter().map(|relation| relation.measure);
    let auc = measures().any(|measure| measure == Measure::Auc);
    let signed = measures().any(|measure| matches!(measure, Measure::Pearson | Measure::Spearman));
    let low =
        if signed && target.relations.iter().any(|relation| relation.figure.value().is_some_and(|value| value < 0.0)) {
            -1.0
        } else {
            0.0
        };
    (Stretch { low, high: 1.0 }, if auc { 0.5 } else { 0.0 })
}

fn draw_ranking(state: &State, profile: &Profile, target: &TargetProfile, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    if area.height == 0 {
        return;
    }
    let leaks = target.relations.iter().filter(|relation| relation.leak.is_some()).count() as u64;
    let mut heading =
        vec![run(format!("What each column alone tells of {}", title(profile, target.column)), theme.heading)];
    if leaks > 0 {
        heading.push(run(format!("  ✗ {}", format::counted(leaks, "possible leak")), theme.error));
    }
    paint::runs(buffer, area.x, area.y, area.width, &heading);
    let rows = rows_of(area);
    let widths = RankWidths::of(profile, target, area.width);
    if area.height > 1 {
        widths.draw_header(state, target, area.x, area.y + 1, buffer);
    }
    let cursor = &state.explore.target.cursor;
    let first = cursor.first(target.relations.len(), rows.height);
    for line in 0..rows.height {
        let place = first + usize::from(line);
        let Some(relation) = target.relations.get(place) else { break };
        let at = Rect { y: rows.y + line, height: 1, ..rows };
        draw_relation(state, profile, target, relation, &widths, place == cursor.selected, at, buffer);
    }
    if target.relations.is_empty() && rows.height > 0 {
        paint::put_fit(buffer, rows.x, rows.y, "there is no other column", rows.width, theme.dim);
    }
    paint::scroll_bar(buffer, Rect { width: rows.width + 1, ..rows }, first, target.relations.len(), theme);
}

/// Cells of each part of a line of the ranking.
struct RankWidths {
    name: u16,
    measure: u16,
    figure: u16,
    bar: u16,
    n: u16,
}

impl RankWidths {
    fn of(profile: &Profile, target: &TargetProfile, room: u16) -> Self {
        let longest = target
            .relations
            .iter()
            .take(500)
            .map(|relation| text::width(&title(profile, relation.column)))
            .max()
            .unwrap_or(0) as u16;
        let labels =
            target.relations.iter().map(|relation| text::width(short(relation.measure)) as u16).max().unwrap_or(0);
        let n = if room >= 70 { 10 } else { 0 };
        let fixed = 2 + 1 + labels + 1 + 18 + 1 + n;
        let left = room.saturating_sub(fixed);
        let name = longest.clamp(8, 34).min(left.saturating_sub(10).max(8));
        Self { name, measure: labels, figure: 18, bar: left.saturating_sub(name + 1).min(60), n }
    }

    fn draw_header(&self, state: &State, target: &TargetProfile, x: u16, y: u16, buffer: &mut Buffer) {
        let theme = &state.theme;
        let mut x = x + 2;
        paint::put(buffer, x, y, "column", self.name, theme.dim);
        x += self.name + 1;
        paint::put(buffer, x, y, "measure, 95 % interval", self.measure + 1 + self.figure, theme.dim);
        x += self.measure + 1;
        x += self.figure + 1;
        let (stretch, _) = stretch_of(target);
        paint::put(buffer, x, y, &numbers::plain(stretch.low), self.bar, theme.dim);
        paint::put_aligned(buffer, x, y, "1", self.bar, Alignment::Right, theme.dim);
        x += self.bar + 1;
        paint::put_aligned(buffer, x, y, "n", self.n.saturating_sub(1), Alignment::Right, theme.dim);
    }
}

fn short(measure: Measure) -> &'static str {
    match measure {
        Measure::Auc => "AUC",
        Measure::MutualInformation => "mutual inf.",
        Measure::Pearson | Measure::Spearman | Measure::CramersV | Measure::TheilsU | Measure::CorrelationRatio => {
            measure.label()
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a line of the ranking is drawn from all of them, once")]
fn draw_relation(
    state: &State,
    profile: &Profile,
    target: &TargetProfile,
    relation: &TargetRelation,
    widths: &RankWidths,
    selected: bool,
    line: Rect,
    buffer: &mut Buffer,
) {
    let theme = &state.theme;
    let (mut x, y) = (line.x, line.y);
    let plain = Style { bg: None, ..theme.text };
    if selected {
        paint::tint(buffer, line, theme.cursor_row);
        paint::put(buffer, x, y, "▸", 1, theme.accent);
    }
    x += 2;
    let mut name_room = widths.name;
    if relation.leak.is_some() {
        let used = paint::put(buffer, x, y, "LEAK ", name_room, theme.error);
        paint::put_fit(
            buffer,
            x + used,
            y,
            &title(profile, relation.column),
            name_room - used,
            if selected { theme.heading } else { plain },
        );
        name_room = 0;
    }
    if name_room > 0 {
        let style = if selected { theme.heading } else { plain };
        paint::put_fit(buffer, x, y, &title(profile, relation.column), name_room, style);
    }
    x += widths.name + 1;
    paint::put(buffer, x, y, short(relation.measure), widths.measure, theme.dim);
    x += widths.measure + 1;
    let (value, style) = match &relation.figure {
        ninefold_base::Figure::Value(value) => {
            let mark = profile.mark_of(target.precision);
            (format!("{mark}{}", figures::with_interval(*value, relation.interval.as_ref())), plain)
        }
        ninefold_base::Figure::Undefined { undefined } => (format!("– {}", text::visible(undefined)), theme.dim),
    };
    let whole = if relation.figure.value().is_some() { widths.figure } else { widths.figure + 1 + widths.bar };
    paint::put_fit(buffer, x, y, &value, whole, style);
    x += widths.figure + 1;
    if let Some(value) = relation.figure.value() {
        let (stretch, reference) = stretch_of(target);
        let whisker = Whisker { value, interval: relation.interval.as_ref(), reference: Some(reference), stretch };
        whisker.draw(buffer, x, y, widths.bar, theme);
    }
    x += widths.bar + 1;
    paint::put_aligned(
        buffer,
        x,
        y,
        &format::grouped(relation.n),
        widths.n.saturating_sub(1),
        Alignment::Right,
        theme.dim,
    );
}
