//! Fitted functions over columns.

use super::kernels::{floats, map, texts};
use super::{Rows, Steps};
use crate::prepared::{Place, Prepared};
use crate::scalar::numeric;
use crate::vector::{Builder, Column, Vector};
use ninefold_base::feature::{Fitted, Value, ValueType};

/// Column `column` of what step `at` gives.
pub fn column<'v>(
    steps: &'v Steps,
    at: usize,
    kind: ValueType,
    arguments: &[Vector<'v>],
    column: usize,
    rows: Rows<'_>,
) -> Vector<'v> {
    let step = &steps.whole[at];
    let folds = steps.folds.get(at).map_or(&[][..], Vec::as_slice);
    match (rows.folds, folds) {
        (Some(of_row), folds) if !folds.is_empty() => out_of_fold(step, folds, of_row, arguments, column, rows.count),
        _ => whole(step, kind, arguments, column, rows.count),
    }
}

/// All columns that step `at` gives; categories are looked up once.
pub fn columns<'v>(
    steps: &'v Steps,
    at: usize,
    kind: ValueType,
    arguments: &[Vector<'v>],
    width: usize,
    rows: Rows<'_>,
) -> Vec<Vector<'v>> {
    let step = &steps.whole[at];
    let has_folds = rows.folds.is_some() && steps.folds.get(at).is_some_and(|folds| !folds.is_empty());
    if has_folds || arguments.is_empty() {
        return (0..width).map(|index| column(steps, at, kind, arguments, index, rows)).collect();
    }
    let places = places(step, &arguments[0], rows.count);
    (0..width).map(|index| figures(step, kind, &places, index)).collect()
}

/// Training rows: each with what was learned without its fold.
fn out_of_fold(
    step: &Prepared,
    folds: &[Prepared],
    of_row: &[u8],
    arguments: &[Vector<'_>],
    column: usize,
    count: usize,
) -> Vector<'static> {
    let mut builder = Builder::new(ValueType::Float, count);
    for (row, fold) in of_row.iter().enumerate().take(count) {
        let learned = folds.get(usize::from(*fold)).unwrap_or(step);
        let place = learned.place(&arguments[0].get(row));
        builder.push(&learned.encoded(place, column).map_or(Value::Missing, Value::Float));
    }
    builder.finish()
}

fn whole<'v>(step: &'v Prepared, kind: ValueType, arguments: &[Vector<'v>], column: usize, count: usize) -> Vector<'v> {
    let Some(first) = arguments.first() else { return Vector::Constant(Value::Missing) };
    let fast = match &step.fitted {
        Fitted::Standardize { .. }
        | Fitted::MinMax { .. }
        | Fitted::RobustScale { .. }
        | Fitted::Winsorize { .. }
        | Fitted::YeoJohnson { .. } => floats(first).map(|x| Vector::Float(map(x, count, |x| step.number(x)))),
        Fitted::Bins { edges } => floats(first).map(|x| Vector::Integer(map(x, count, |x| numeric::bin(edges, x)))),
        Fitted::Impute { value: Value::Float(with) } => imputed(first, *with, count),
        Fitted::Ordinal { .. }
        | Fitted::OneHot { .. }
        | Fitted::FrequencyEncode { .. }
        | Fitted::TargetEncode { .. } => Some(figures(step, kind, &places(step, first, count), column)),
        Fitted::GroupMean { .. } => Some(figures(step, kind, &places(step, &arguments[1], count), column)),
        Fitted::Impute { .. } | Fitted::Rare { .. } | Fitted::GroupRank { .. } => None,
    };
    fast.unwrap_or_else(|| {
        let mut builder = Builder::new(kind, count);
        for row in 0..count {
            let values: Vec<Value<'_>> = arguments.iter().map(|argument| argument.get(row)).collect();
            builder.push(&step.value(&values, column));
        }
        builder.finish()
    })
}

fn imputed(x: &Vector<'_>, with: f64, count: usize) -> Option<Vector<'static>> {
    let Vector::Float(column) = x else { return None };
    let values = (0..count).map(|row| match column.get(row) {
        Some(x) if !x.is_nan() => x,
        _ => with,
    });
    Some(Vector::Float(Column { values: values.collect(), valid: None }))
}

fn places(step: &Prepared, x: &Vector<'_>, count: usize) -> Vec<Place> {
    match texts(x) {
        Some(texts) => {
            (0..count).map(|row| texts.get(row).map_or(Place::Missing, |text| step.place_text(text))).collect()
        }
        None => (0..count).map(|row| step.place(&x.get(row))).collect(),
    }
}

fn figures(step: &Prepared, kind: ValueType, places: &[Place], column: usize) -> Vector<'static> {
    if kind == ValueType::Float {
        let values: Vec<Option<f64>> = places.iter().map(|place| step.encoded(*place, column)).collect();
        let valid = values.iter().map(Option::is_some).collect();
        return Vector::Float(Column::owned(values.into_iter().map(Option::unwrap_or_default).collect(), valid));
    }
    let values: Vec<Option<i64>> = places.iter().map(|place| step.code(*place, column)).collect();
    let valid = values.iter().map(Option::is_some).collect();
    Vector::Integer(Column::owned(values.into_iter().map(Option::unwrap_or_default).collect(), valid))
}
