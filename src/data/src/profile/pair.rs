//! A picture of two columns: points or their density for numbers, a mosaic of counts for categories, boxes for a number by
//! category.
//!
//! Counts are of every row of the view; points, boxes and the association come from a sample where there are many rows,
//! and say so. Start at [`pair`].

use super::against::groups::Groups;
use super::against::look::{self, Look};
use super::associations::association_of;
use super::draw::Draw;
use super::edges::{Grain, bin_of, edges};
use super::sample::{MISSING, Sample, SampleColumn, SampleValues};
use super::values::{Values, fault, values};
use crate::ops::filter::picked;
use crate::ops::scan::{Task, ascending, scan, tasks};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::explore::Bins;
use ninefold_base::profile::association::{BoxOf, PairPicture, PairShape};
use ninefold_base::profile::column::{Histogram, Scale};
use ninefold_base::profile::{Precision, Role};
use ninefold_base::{Column, ColumnId, Meter, Problem, TypeKind};
use ninefold_measure::quantile;

/// Points drawn one by one up to here; more become a density.
pub const POINTS: usize = 4_000;
/// Bins of a density, across and up.
const DENSITY: [u16; 2] = [60, 40];
/// Categories with a box of their own.
const BOXES: usize = 20;
/// Bins of the histogram beside a box.
const BOX_BINS: u16 = 30;

/// The picture that suits the two types; times are drawn as numbers, booleans as categories.
pub fn pair(
    source: &dyn RowSource,
    order: &RowOrder,
    x: ColumnId,
    y: ColumnId,
    meter: &dyn Meter,
) -> Result<PairPicture, Interrupted> {
    source.wait_complete(meter)?;
    let schema = source.info().columns;
    let (x_column, y_column) = (drawable(&schema, x)?, drawable(&schema, y)?);
    let sample = drawn(source, order, [x, y], meter)?;
    let association = association_of(&sample.columns[0], &sample.columns[1]);
    let (shape, n, precision) = match (&sample.columns[0].values, &sample.columns[1].values) {
        (SampleValues::Numbers(xs), SampleValues::Numbers(ys)) => {
            let both = || xs.iter().zip(ys).filter(|(x, y)| x.is_finite() && y.is_finite());
            let whole = sample.precision() == Precision::Exact;
            if whole && both().count() <= POINTS {
                let points: Vec<(f64, f64)> = both().map(|(x, y)| (*x, *y)).collect();
                let n = points.len() as u64;
                (PairShape::Points(points), n, Precision::Exact)
            } else {
                let (shape, n) = density(source, order, [(x, x_column), (y, y_column)], meter)?;
                (shape, n, Precision::Exact)
            }
        }
        (SampleValues::Categories { .. }, SampleValues::Categories { .. }) => {
            let (shape, n) = mosaic(source, order, [(x, x_column), (y, y_column)], meter)?;
            (shape, n, Precision::Exact)
        }
        (SampleValues::Numbers(numbers), SampleValues::Categories { codes, labels }) => {
            boxes(numbers, codes, labels, x_column, &sample)
        }
        (SampleValues::Categories { codes, labels }, SampleValues::Numbers(numbers)) => {
            boxes(numbers, codes, labels, y_column, &sample)
        }
        (SampleValues::Nothing, _) | (_, SampleValues::Nothing) => {
            (PairShape::Points(Vec::new()), 0, sample.precision())
        }
    };
    Ok(PairPicture { x, y, n, precision, association, shape })
}

fn drawable(schema: &[Column], column: ColumnId) -> Result<&Column, Problem> {
    let what = "could not draw the picture";
    let unknown = || Problem::new(what, "the column is not in this table", "choose another");
    let column = schema.get(column.index()).ok_or_else(unknown)?;
    match Role::of(column.dtype.kind) {
        Role::Other => {
            let why = format!("`{}` is a {} column", column.name, column.dtype.kind.label());
            Err(Problem::new(what, why, "choose columns of numbers, times or categories"))
        }
        Role::Number | Role::Time | Role::Category => Ok(column),
    }
}

/// A sample of two columns alone, with all their categories told apart.
fn drawn(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [ColumnId; 2],
    meter: &dyn Meter,
) -> Result<Sample, Interrupted> {
    let ascending = ascending(order);
    let tasks = tasks(source, ascending.as_deref());
    let rows_in_view: u64 = tasks.iter().map(|task| task.len() as u64).sum();
    let draw = Draw::new(rows_in_view, columns.len());
    let mut rows: Vec<u64> = Vec::new();
    let mut gathered: [Vec<Values>; 2] = [Vec::new(), Vec::new()];
    scan(
        source,
        &tasks,
        &columns,
        meter,
        |task, chunk| draw_chunk(task, chunk, draw),
        |_, (numbers, parts)| {
            rows.extend(numbers);
            gathered.iter_mut().zip(parts).for_each(|(all, part)| all.push(part));
            Ok(())
        },
    )?;
    let schema = source.info().columns;
    let columns = columns.into_iter().zip(gathered).map(|(column, parts)| {
        Ok(SampleColumn { column, kind: schema[column.index()].dtype.kind, values: joined(&parts)? })
    });
    Ok(Sample { rows, rows_in_view, columns: columns.collect::<Result<_, Problem>>()? })
}

fn draw_chunk(task: &Task<'_>, chunk: &Chunk, draw: Draw) -> Result<(Vec<u64>, [Values; 2]), Problem> {
    let row = |place: usize| match task.picked {
        None => task.rows.start + place as u64,
        Some(rows) => u64::from(rows[place]),
    };
    let places: Vec<usize> = (0..task.len()).filter(|place| draw.takes(row(*place))).collect();
    let index = polars::prelude::IdxCa::from_vec("".into(), places.iter().map(|place| *place as u32).collect());
    let take = |at: usize| {
        let series = picked(chunk.frame.columns()[at].as_materialized_series(), task)?;
        values(&series.take(&index).map_err(fault)?)
    };
    let parts = [take(0)?, take(1)?];
    Ok((places.into_iter().map(row).collect(), parts))
}

fn joined(parts: &[Values]) -> Result<SampleValues, Problem> {
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Values::Numbers(values) => numbers.extend(values.iter().map(|value| value.unwrap_or(f64::NAN))),
            Values::Texts(series) => texts.extend(series.str().map_err(fault)?.iter()),
            Values::Other(_) => return Ok(SampleValues::Nothing),
        }
    }
    Ok(if texts.is_empty() { SampleValues::Numbers(numbers) } else { SampleValues::of_texts(texts) })
}

fn density(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [(ColumnId, &Column); 2],
    meter: &dyn Meter,
) -> Result<(PairShape, u64), Interrupted> {
    let ids = columns.map(|(id, _)| id);
    let looks = look::look(source, order, ids, meter)?;
    let axis = |at: usize| axis_edges(columns[at].1, &looks[at], DENSITY[at]);
    let (x_edges, y_edges) = (axis(0), axis(1));
    let (across, up) = (x_edges.len() - 1, y_edges.len() - 1);
    let counts = cross_counts(source, order, ids, [across, up], meter, |values, at| {
        let edges = if at == 0 { &x_edges } else { &y_edges };
        let Values::Numbers(numbers) = values else { return Ok(Vec::new()) };
        Ok(numbers.iter().map(|number| number.and_then(|number| bin_of(edges, number))).collect())
    })?;
    let n = counts.iter().flatten().sum();
    Ok((PairShape::Density { x_edges, y_edges, counts }, n))
}

fn axis_edges(column: &Column, look: &Look, count: u16) -> Vec<f64> {
    let (min, max) = if look.min <= look.max { (look.min, look.max) } else { (0.0, 1.0) };
    edges(min, max, &Bins { count, ..Bins::default() }, grain(column.dtype.kind, look.whole))
}

fn grain(kind: TypeKind, whole: bool) -> Grain {
    match kind {
        TypeKind::Date => Grain::Day,
        TypeKind::Datetime => Grain::Moment,
        TypeKind::Time => Grain::TimeOfDay,
        _ if whole => Grain::Whole,
        _ => Grain::Real,
    }
}

/// `counts[y][x]` of every row in which both have a place.
fn cross_counts(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [ColumnId; 2],
    size: [usize; 2],
    meter: &dyn Meter,
    places: impl Fn(&Values, usize) -> Result<Vec<Option<usize>>, Problem> + Sync,
) -> Result<Vec<Vec<u64>>, Interrupted> {
    let mut whole = vec![vec![0_u64; size[0]]; size[1]];
    let ascending = ascending(order);
    let tasks = tasks(source, ascending.as_deref());
    scan(
        source,
        &tasks,
        &columns,
        meter,
        |task, chunk| {
            let of = |at: usize| {
                let series = picked(chunk.frame.columns()[at].as_materialized_series(), task)?;
                places(&values(&series)?, at)
            };
            let mut counts = vec![0_u64; size[0] * size[1]];
            for (x, y) in of(0)?.into_iter().zip(of(1)?) {
                if let (Some(x), Some(y)) = (x, y) {
                    counts[y * size[0] + x] += 1;
                }
            }
            Ok(counts)
        },
        |_, counts| {
            for (row, part) in whole.iter_mut().zip(counts.chunks(size[0].max(1))) {
                row.iter_mut().zip(part).for_each(|(sum, count)| *sum += count);
            }
            Ok(())
        },
    )?;
    Ok(whole)
}

fn mosaic(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: [(ColumnId, &Column); 2],
    meter: &dyn Meter,
) -> Result<(PairShape, u64), Interrupted> {
    let ids = columns.map(|(id, _)| id);
    let mut looks = look::look(source, order, ids, meter)?;
    for (look, (id, column)) in looks.iter_mut().zip(columns) {
        look::complete(source, order, id, column.dtype.kind, look, meter)?;
    }
    let groups = [0, 1].map(|at| Groups::new(columns[at].1, &looks[at], &Bins::default(), String::new()));
    // The last group is the missing values, which have no place here.
    let size = [0, 1].map(|at| groups[at].len() - 1);
    let mut counts = cross_counts(source, order, ids, size, meter, |values, at| {
        let places = groups[at].places(values).map_err(fault)?;
        let present = |place: u32| (place as usize) < size[at];
        Ok(places.into_iter().map(|place| present(place).then_some(place as usize)).collect())
    })?;
    let labels = |at: usize| groups[at].described().take(size[at]).map(|group| group.label.clone()).collect::<Vec<_>>();
    let (mut x_labels, mut y_labels) = (labels(0), labels(1));
    // "All others" only where there are any.
    if counts.iter().all(|row| row.last() == Some(&0)) {
        counts.iter_mut().for_each(|row| row.truncate(size[0] - 1));
        x_labels.pop();
    }
    if counts.last().is_some_and(|row| row.iter().all(|count| *count == 0)) {
        counts.pop();
        y_labels.pop();
    }
    let n = counts.iter().flatten().sum();
    Ok((PairShape::Mosaic { x_labels, y_labels, counts }, n))
}

/// By category, commonest first, the rarer ones together at the end.
fn boxes(
    numbers: &[f64],
    codes: &[u32],
    labels: &[String],
    of: &Column,
    sample: &Sample,
) -> (PairShape, u64, Precision) {
    let mut apart: Vec<(String, Vec<f64>)> = labels.iter().map(|label| (label.clone(), Vec::new())).collect();
    for (number, code) in numbers.iter().zip(codes).filter(|(number, code)| number.is_finite() && **code != MISSING) {
        apart[*code as usize].1.push(*number);
    }
    apart.retain(|(_, values)| !values.is_empty());
    apart.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    let n = apart.iter().map(|(_, values)| values.len() as u64).sum();
    if apart.len() > BOXES {
        let rest: Vec<f64> = apart.drain(BOXES..).flat_map(|(_, values)| values).collect();
        apart.push(("all others".into(), rest));
    }
    let finite = || apart.iter().flat_map(|(_, values)| values).copied();
    let (min, max) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let whole = finite().all(|value| value == value.trunc());
    let shared = if min <= max {
        edges(min, max, &Bins { count: BOX_BINS, ..Bins::default() }, grain(of.dtype.kind, whole))
    } else {
        vec![0.0, 1.0]
    };
    let scale = if Role::of(of.dtype.kind) == Role::Time { Scale::Time } else { Scale::Linear };
    let precision = sample.precision();
    let boxes = apart.into_iter().map(|(label, values)| box_of(label, values, &shared, scale, precision)).collect();
    (PairShape::Boxes(boxes), n, precision)
}

fn box_of(label: String, mut values: Vec<f64>, edges: &[f64], scale: Scale, precision: Precision) -> BoxOf {
    quantile::sort(&mut values);
    let at = |share: f64| quantile::quantile(&values, share).value().unwrap_or_default();
    let mut counts = vec![0; edges.len() - 1];
    values.iter().filter_map(|value| bin_of(edges, *value)).for_each(|bin| counts[bin] += 1);
    BoxOf {
        label,
        n: values.len() as u64,
        five: [0.0, 0.25, 0.5, 0.75, 1.0].map(at),
        histogram: Some(Histogram { scale, edges: edges.to_vec(), counts, below: 0, above: 0, precision }),
    }
}

#[cfg(test)]
mod tests;
