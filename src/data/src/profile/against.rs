//! One column against the target, on every row of the view.
//!
//! Two scans: [`look`] finds the classes, the range and the commonest categories, [`count`] counts the target in each
//! group. Each group carries the SQL condition of its rows: see [`groups`]. Start at [`against_target`].

pub mod count;
pub mod groups;
pub mod look;

use super::sql;
use super::target::task::{Decided, Facts, decide};
use crate::{Interrupted, RowOrder, RowSource};
use count::{Answers, Sums};
use groups::Groups;
use look::Look;
use ninefold_base::explore::{Bins, Target};
use ninefold_base::profile::column::Histogram;
use ninefold_base::profile::target::{AgainstTarget, TargetGroup, Task};
use ninefold_base::profile::{Precision, Role};
use ninefold_base::{Cell, Column, ColumnId, Figure, Interval, Meter, Problem, TypeKind};
use ninefold_measure::interval::{LEVEL, wilson, z_of};
use ninefold_measure::moments::Moments;

/// Classes drawn apart; the others share one histogram.
const CLASSES_SHOWN: usize = 8;

/// The target in each bin or category of `column`: its rate (of positives; for more than two classes of the commonest) with
/// Wilson's interval, or its mean with ± 1.96 standard errors. Rows without a target take no part; missing values of the
/// column are a group of their own at the end.
pub fn against_target(
    source: &dyn RowSource,
    order: &RowOrder,
    column: ColumnId,
    target: &Target,
    bins: &Bins,
    meter: &dyn Meter,
) -> Result<AgainstTarget, Interrupted> {
    source.wait_complete(meter)?;
    let schema = source.info().columns;
    let (of, by) = (known(&schema, column)?, known(&schema, target.column)?);
    if Role::of(of.dtype.kind) == Role::Other || of.dtype.kind == TypeKind::Duration {
        let why = format!("a {} column cannot be grouped by a condition", of.dtype.kind.label());
        return Err(Problem::new(format!("could not look at `{}`", of.name), why, "choose another column").into());
    }
    let [mut column_look, mut target_look] = look::look(source, order, [column, target.column], meter)?;
    look::complete(source, order, column, of.dtype.kind, &mut column_look, meter)?;
    look::complete(source, order, target.column, by.dtype.kind, &mut target_look, meter)?;
    let facts = facts(by, &target_look);
    let decided = decide(&facts, target)?;
    let answers = Answers::new(&decided, &facts);
    let rest = without_target(by, &target_look, &decided);
    let groups = Groups::new(of, &column_look, bins, rest);
    let sums = count::count(source, order, [column, target.column], &groups, &answers, meter)?;
    Ok(assemble(column, target.column, &decided, &groups, &answers, &sums))
}

fn known(schema: &[Column], column: ColumnId) -> Result<&Column, Problem> {
    let unknown = || Problem::new("could not draw the picture", "the column is not in this table", "choose another");
    schema.get(column.index()).ok_or_else(unknown)
}

fn facts(column: &Column, look: &Look) -> Facts {
    let role = Role::of(column.dtype.kind);
    let mut classes: Vec<(Cell, u64)> = match role {
        Role::Category => look.texts.iter().map(|(text, rows)| (text_cell(column.dtype.kind, text), *rows)).collect(),
        _ => look.numbers().map(|(value, rows)| (groups::number_cell(column, value), rows)).collect(),
    };
    classes.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    Facts {
        name: column.name.clone(),
        kind: column.dtype.kind,
        distinct: look.distinct,
        whole: look.whole && role == Role::Number,
        classes,
    }
}

fn text_cell(kind: TypeKind, text: &str) -> Cell {
    if kind == TypeKind::Boolean { Cell::Boolean(text == "true") } else { Cell::Text(text.into()) }
}

/// What a condition must add so that rows without a target are not selected; empty where there are none.
fn without_target(target: &Column, look: &Look, decided: &Decided) -> String {
    let mut rest = String::new();
    let of_numbers = Role::of(target.dtype.kind) == Role::Number;
    if look.not_finite > 0 && of_numbers {
        rest = match decided.task {
            Task::Regression => format!(" AND {}", sql::finite(&target.name)),
            // An infinite number is a class like any other, NaN is missing.
            Task::Binary | Task::Multiclass => format!(" AND NOT {}", sql::nan(&target.name)),
        };
    }
    if look.missing > 0 {
        rest += &format!(" AND {} IS NOT NULL", sql::name(&target.name));
    }
    rest
}

fn assemble(
    column: ColumnId,
    target: ColumnId,
    decided: &Decided,
    groups: &Groups,
    answers: &Answers,
    sums: &[Sums],
) -> AgainstTarget {
    let mut whole = sums[0].clone();
    sums[1..].iter().for_each(|sums| whole.merge(sums));
    let shown = answers.shown_class(&whole);
    let listed: Vec<TargetGroup> = groups
        .described()
        .zip(sums)
        .filter(|(group, sums)| sums.n() > 0 || !group.only_if_filled)
        .map(|(group, sums)| {
            let (rate, interval) = rate(sums, shown);
            let (label, condition) = (group.label.clone(), group.condition.clone());
            TargetGroup { label, condition, n: sums.n(), rate, interval, is_missing: group.is_missing }
        })
        .collect();
    AgainstTarget {
        column,
        target,
        task: decided.task,
        positive: decided.positive.clone(),
        n: whole.n(),
        overall: rate(&whole, shown).0,
        groups: listed,
        by_class: by_class(groups, answers, sums, &whole),
        precision: Precision::Exact,
    }
}

fn rate(sums: &Sums, shown: usize) -> (Figure, Option<Interval>) {
    const EMPTY: &str = "no row";
    match sums {
        Sums::Classes(counts) => {
            let (n, hits) = (sums.n() as f64, counts.get(shown).copied().unwrap_or(0) as f64);
            (Figure::ratio(hits, n, EMPTY), wilson(hits, n, LEVEL))
        }
        Sums::Numbers(moments) => (moments.mean(), mean_interval(moments)),
    }
}

fn mean_interval(moments: &Moments) -> Option<Interval> {
    let (mean, sd) = (moments.mean().value()?, moments.sd().value()?);
    let half = z_of(LEVEL) * sd / (moments.n() as f64).sqrt();
    Some(Interval { low: mean - half, high: mean + half })
}

/// One histogram for each class over the same edges; nothing for categories and for regression.
fn by_class(groups: &Groups, answers: &Answers, sums: &[Sums], whole: &Sums) -> Vec<(String, Histogram)> {
    let (Some(edges), Sums::Classes(totals)) = (groups.edges(), whole) else { return Vec::new() };
    let mut order: Vec<usize> = (0..totals.len()).filter(|class| totals[*class] > 0).collect();
    // Positive first in binary tasks, else the commonest.
    match answers {
        Answers::Positive { .. } => order.reverse(),
        _ => order.sort_by_key(|class| std::cmp::Reverse(totals[*class])),
    }
    let bins = edges.len() - 1;
    let (below, above) = groups.outside();
    let at = |class: usize, place: Option<usize>| match place.map(|place| &sums[place]) {
        Some(Sums::Classes(counts)) => counts[class],
        _ => 0,
    };
    let histogram = |classes: &[usize]| {
        let sum = |place: Option<usize>| classes.iter().map(|class| at(*class, place)).sum();
        Histogram {
            scale: groups.scale(),
            edges: edges.to_vec(),
            counts: (0..bins).map(|bin| sum(Some(groups.first_bin() + bin))).collect(),
            below: sum(below),
            above: sum(above),
            precision: Precision::Exact,
        }
    };
    let (apart, together) = order.split_at(order.len().min(CLASSES_SHOWN));
    let mut split: Vec<(String, Histogram)> =
        apart.iter().map(|class| (answers.name(*class), histogram(&[*class]))).collect();
    if !together.is_empty() {
        split.push(("all others".into(), histogram(together)));
    }
    split
}

#[cfg(test)]
mod tests;
