//! One column against the target: histograms split by class, and the target's rate in each bin or category with its
//! interval, missing values as a group of their own. A group's rows can be looked at in the grid.

use super::{update, view};
use crate::charts::{
    Axis, Bins as ChartBins, Class, Dumbbell, Ends, Heights, Interval, Reference, Rows, SplitHistogram, Titles,
};
use crate::explore::{self, frame, profile_of};
use crate::layout;
use crate::list_cursor::Motion;
use crate::paint::{self, run};
use crate::state::State;
use crate::words;
use ninefold_base::Figure;
use ninefold_base::profile::Profile;
use ninefold_base::profile::association::Measure;
use ninefold_base::profile::column::Scale;
use ninefold_base::profile::target::{AgainstTarget, TargetGroup, Task};
use ninefold_base::{format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this width on the groups stand beside the histograms.
const BESIDE: u16 = 110;
/// Groups smaller than this say so.
pub const FEW: u64 = 30;

/// Up and down choose a group; left and right go to the column before and after in the ranking.
pub fn moved(state: &mut State, motion: Motion) {
    if matches!(motion, Motion::Left | Motion::Right) {
        return next_column(state, motion == Motion::Right);
    }
    let len = shown(state).map_or(0, |against| against.groups.len()) as u64;
    let height = u64::from(frame::areas(layout::body(state.width, state.height)).1.height / 2);
    let target = &mut state.explore.target;
    target.group = motion.apply(target.group as u64, len, height) as usize;
}

fn shown(state: &State) -> Option<&AgainstTarget> {
    update::answer(state)?.ok()
}

fn next_column(state: &mut State, forward: bool) {
    let Some(target) = update::target(state) else { return };
    let open = state.explore.target.open;
    let at = target.relations.iter().position(|relation| Some(relation.column) == open);
    let next = match (at, forward) {
        (Some(at), true) => at + 1,
        (Some(0), false) => return,
        (Some(at), false) => at - 1,
        (None, _) => 0,
    };
    if let Some(column) = target.relations.get(next).map(|relation| relation.column) {
        let state = &mut state.explore.target;
        state.open = Some(column);
        state.cursor.selected = next;
        state.group = 0;
    }
}

/// Enter: the rows of the group.
pub fn accept(state: &mut State) {
    let group = state.explore.target.group;
    let Some(condition) =
        shown(state).and_then(|against| against.groups.get(group)).map(|group| group.condition.clone())
    else {
        return state.warn("the groups are not known yet: they come in a moment");
    };
    let condition = update::condition(state, &condition);
    explore::drill(state, condition);
}

pub fn click(state: &mut State, area: Rect, x: u16, y: u16) -> bool {
    let (Some(profile), Some(against)) = (profile_of(state), shown(state)) else { return false };
    let groups = areas(area, against).1;
    if x < groups.x {
        return false;
    }
    // Charts say where things are only while they draw.
    let mut canvas = Buffer::empty(Rect::new(0, 0, state.width, state.height));
    let Some(place) = draw_groups(state, profile, against, groups, &mut canvas).at(y) else { return false };
    let again = state.explore.target.group == place;
    state.explore.target.group = place;
    again
}

/// The histograms and the groups.
fn areas(area: Rect, against: &AgainstTarget) -> (Rect, Rect) {
    let body = Rect {
        x: area.x + 1,
        y: area.y + 2.min(area.height),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    if against.by_class.is_empty() {
        return (Rect { height: 0, ..body }, body);
    }
    if area.width >= BESIDE {
        let width = body.width / 2 - 1;
        let left = Rect { width, ..body };
        return (left, Rect { x: left.right() + 3, width: body.width.saturating_sub(width + 3), ..body });
    }
    let height = (body.height * 2 / 5).max(body.height.min(6));
    let above = Rect { height, ..body };
    (above, Rect { y: above.bottom(), height: body.height - height, ..body })
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let (Some(profile), Some(column)) = (profile_of(state), state.explore.target.open) else { return };
    let theme = &state.theme;
    let target = explore::target_of(state).map(|target| view::title(profile, target.column)).unwrap_or_default();
    let mut heading =
        vec![run(view::title(profile, column), theme.heading), run(" against ", theme.dim), run(target, theme.heading)];
    let against = match update::answer(state) {
        Some(Ok(against)) => against,
        Some(Err(problem)) => {
            paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &heading);
            let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
            return frame::draw_problem(state, problem, below, buffer);
        }
        None => {
            heading.push(run("   working out on all rows …", theme.note));
            paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &heading);
            return;
        }
    };
    heading.push(run(format!("   {}", what_is_drawn(against)), theme.dim));
    heading.push(run(format!("   n {}", format::grouped(against.n)), theme.dim));
    paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &heading);
    if let Some(sentence) = about_relation(state, column) {
        paint::put_fit(buffer, area.x + 1, area.y + 1, &sentence.0, area.width.saturating_sub(2), sentence.1);
    }
    let (pictures, groups) = areas(area, against);
    draw_classes(state, profile, against, pictures, buffer);
    draw_groups(state, profile, against, groups, buffer);
}

/// What the points are: "share of employed = yes", "mean of price".
fn what_is_drawn(against: &AgainstTarget) -> String {
    match (against.task, &against.positive) {
        (Task::Regression, _) => "mean of the target".into(),
        (Task::Binary | Task::Multiclass, Some(positive)) => format!("share of `{}`", words::value_text(positive)),
        (Task::Binary | Task::Multiclass, None) => "share of the commonest class".into(),
    }
}

/// The column's place in the ranking in a sentence; a leak is told first.
fn about_relation(state: &State, column: ninefold_base::ColumnId) -> Option<(String, ratatui::style::Style)> {
    let theme = &state.theme;
    let relation = update::target(state)?.relations.iter().find(|relation| relation.column == column)?;
    if let Some(leak) = &relation.leak {
        return Some((format!("✗ LEAK: {}", text::visible(leak)), theme.error));
    }
    let value = relation.figure.value()?;
    let figure = explore::figures::with_interval(value, relation.interval.as_ref());
    let meaning = match relation.measure {
        // Of the target's entropy: a share, where the measure itself is in nats.
        Measure::MutualInformation => "share of the target's uncertainty that the column takes away: 0 nothing, 1 all",
        measure => measure.meaning(),
    };
    Some((format!("{} {figure}: {meaning}", relation.measure.label()), theme.dim))
}

fn draw_classes(state: &State, profile: &Profile, against: &AgainstTarget, area: Rect, buffer: &mut Buffer) {
    let Some((_, first)) = against.by_class.first() else { return };
    if area.height < 3 {
        return;
    }
    let classes: Vec<Class<'_>> =
        against.by_class.iter().map(|(name, histogram)| Class { name, counts: &histogram.counts }).collect();
    let name = view::title(profile, against.column);
    let n = classes.iter().flat_map(|class| class.counts).sum();
    SplitHistogram {
        titles: Titles { title: "", x: &name, y: "rows", n: Some(n) },
        bins: if first.scale == Scale::Time { ChartBins::Times(&first.edges) } else { ChartBins::Edges(&first.edges) },
        classes: &classes,
        split: state.explore.target.split,
        heights: Heights::Linear,
        cursor: None,
    }
    .draw(buffer, area, &state.theme);
}

fn reason_of(group: &TargetGroup) -> &str {
    match &group.rate {
        Figure::Value(_) => "",
        Figure::Undefined { undefined } => undefined,
    }
}

fn draw_groups(state: &State, profile: &Profile, against: &AgainstTarget, area: Rect, buffer: &mut Buffer) -> Rows {
    let labels: Vec<String> = against
        .groups
        .iter()
        .map(|group| {
            let label = if group.is_missing { "∅ missing".to_string() } else { text::visible(&group.label) };
            if group.n < FEW { format!("{label} (few)") } else { label }
        })
        .collect();
    let groups: Vec<Interval<'_>> = against
        .groups
        .iter()
        .zip(&labels)
        .map(|(group, label)| {
            let value = group.rate.value().unwrap_or(f64::NAN);
            Interval {
                label,
                n: group.n,
                value,
                low: group.interval.map_or(value, |interval| interval.low),
                high: group.interval.map_or(value, |interval| interval.high),
                reason: reason_of(group),
            }
        })
        .collect();
    let axis = match against.task {
        Task::Regression => Axis::linear(Ends::Data),
        Task::Binary | Task::Multiclass => Axis::linear(Ends::FromZero).in_percent(),
    };
    let references: Vec<Reference<'_>> =
        against.overall.value().into_iter().map(|x| Reference::Upright { x, name: "all rows" }).collect();
    let name = view::title(profile, against.column);
    let what = what_is_drawn(against);
    Dumbbell {
        titles: Titles { title: &name, x: &what, y: "", n: None },
        x: axis,
        groups: &groups,
        references: &references,
        cursor: Some(state.explore.target.group.min(groups.len().saturating_sub(1))).filter(|_| !groups.is_empty()),
        first: 0,
    }
    .draw(buffer, area, &state.theme)
    .1
}
