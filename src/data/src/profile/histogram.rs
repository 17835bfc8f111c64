//! One column in other bins, exactly, by reading it again.

use super::column::values::default_edges;
use super::edges::{Grain, bin_of, edges};
use super::words::{Form, Words};
use crate::ops::filter::picked;
use crate::ops::scan::{Task, ascending, scan, tasks};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::explore::Bins;
use ninefold_base::profile::Precision;
use ninefold_base::profile::column::{Histogram, Scale};
use ninefold_base::{ColumnId, Meter, Problem};

/// The finite values of a number or time column over the rows of a view, in the bins asked for. Without a range the column
/// is read twice: first for its ends.
///
/// # Errors
/// When stopped, when a row cannot be read, when the column has neither numbers nor times.
pub fn histogram(
    source: &dyn RowSource,
    order: &RowOrder,
    column: ColumnId,
    bins: &Bins,
    meter: &dyn Meter,
) -> Result<Histogram, Interrupted> {
    source.wait_complete(meter)?;
    let frame = source.read(0..0, &[column])?.frame;
    let Some(form) = frame.columns().first().and_then(|column| Form::of(column.dtype())) else {
        return Err(Problem::new(
            "could not draw a histogram",
            "the column holds neither numbers nor times",
            "look at its commonest values instead",
        )
        .into());
    };
    let rows = ascending(order);
    let tasks = tasks(source, rows.as_deref());
    let bins = if form.is_time() { Bins { scale: Scale::Time, ..*bins } } else { *bins };
    let extremes = extremes(source, &tasks, column, &form, &bins, meter)?;
    let Some((min, max, whole)) = extremes else {
        return Ok(Histogram {
            scale: bins.scale,
            edges: Vec::new(),
            counts: Vec::new(),
            below: 0,
            above: 0,
            precision: Precision::Exact,
        });
    };
    let edges = edges_for(min, max, whole, &form, &bins);
    let width = edges.len().saturating_sub(1);
    let mut histogram =
        Histogram { scale: bins.scale, counts: vec![0; width], edges, below: 0, above: 0, precision: Precision::Exact };
    let edges = histogram.edges.clone();
    let count = |task: &Task<'_>, chunk: &Chunk| {
        let mut counts = vec![0u64; width + 2];
        each_finite(task, chunk, &form, |value| {
            let place = match bin_of(&edges, value) {
                Some(bin) => bin,
                None if value < edges[0] => width,
                None => width + 1,
            };
            counts[place] += 1;
        })?;
        Ok(counts)
    };
    scan(source, &tasks, &[column], meter, count, |_, counts| {
        histogram.counts.iter_mut().zip(&counts).for_each(|(sum, count)| *sum += count);
        histogram.below += counts[width];
        histogram.above += counts[width + 1];
        Ok(())
    })?;
    Ok(histogram)
}

fn edges_for(min: f64, max: f64, whole: bool, form: &Form, bins: &Bins) -> Vec<f64> {
    let grain = match form {
        Form::Date => Grain::Day,
        Form::Time => Grain::TimeOfDay,
        Form::Datetime(..) => Grain::Moment,
        _ if whole => Grain::Whole,
        _ => Grain::Real,
    };
    match (bins.range, bins.scale) {
        (None, Scale::Linear) if bins.count == Bins::default().count => default_edges(min, max, grain, bins.scale),
        (None, Scale::Linear) if grain == Grain::Whole => edges(min, max + 0.5, bins, grain),
        _ => edges(min, max, bins, grain),
    }
}

/// Least and greatest of the values that will be in bins, and whether all are whole; nothing if there are none.
fn extremes(
    source: &dyn RowSource,
    tasks: &[Task<'_>],
    column: ColumnId,
    form: &Form,
    bins: &Bins,
    meter: &dyn Meter,
) -> Result<Option<(f64, f64, bool)>, Interrupted> {
    if let Some((low, high)) = bins.range {
        return Ok((low < high).then_some((low, high, form.is_whole())));
    }
    let look = |task: &Task<'_>, chunk: &Chunk| {
        let mut found: Option<(f64, f64, bool)> = None;
        each_finite(task, chunk, form, |value| {
            if bins.scale != Scale::Log || value > 0.0 {
                let whole = value.trunc() == value;
                found =
                    Some(found.map_or((value, value, whole), |(low, high, all)| {
                        (low.min(value), high.max(value), all && whole)
                    }));
            }
        })?;
        Ok(found)
    };
    let mut all: Option<(f64, f64, bool)> = None;
    scan(source, tasks, &[column], meter, look, |_, found| {
        all = match (all, found) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1), one.2 && two.2)),
            (one, two) => one.or(two),
        };
        Ok(())
    })?;
    Ok(all)
}

fn each_finite(task: &Task<'_>, chunk: &Chunk, form: &Form, mut each: impl FnMut(f64)) -> Result<(), Problem> {
    let series = picked(chunk.frame.columns()[0].as_materialized_series(), task)?;
    let nulls = super::nulls::NullMask::of(&series);
    let mut words = Words::default();
    words.read(&series, form)?;
    for (row, value) in words.floats.iter().enumerate() {
        if value.is_finite() && !nulls.as_ref().is_some_and(|nulls| nulls.is_missing(row)) {
            each(*value);
        }
    }
    Ok(())
}
