//! Many rows at a time: the same operations as [`crate::row`], column by column.
//!
//! [`evaluate`] walks the tree. What occurs often runs in loops over slices ([`kernels`], [`learned`]); everything else
//! goes through [`crate::scalar::apply`] row by row. Either way each value comes from the same small function.

pub mod kernels;
pub mod learned;

use crate::ir::{Node, Op};
use crate::prepared::Prepared;
use crate::scalar;
use crate::vector::{Builder, Vector};
use ninefold_base::feature::{Value, ValueType};

/// The fitted functions of one feature, and for training rows those of each fold.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    pub whole: Vec<Prepared>,
    /// `folds[step][fold]`: learned without the rows of that fold; empty for steps that do not look at the target.
    pub folds: Vec<Vec<Prepared>>,
}

/// Which rows are computed, and whether training rows must not see their own target.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    pub count: usize,
    /// The fold of each row, for training rows.
    pub folds: Option<&'a [u8]>,
}

impl Rows<'_> {
    pub fn plain(count: usize) -> Self {
        Self { count, folds: None }
    }
}

/// The values of a node for all rows. `inputs` holds one vector per input column.
pub fn evaluate<'v>(node: &Node, inputs: &'v [Vector<'_>], steps: &'v Steps, rows: Rows<'_>) -> Vector<'v> {
    match &node.op {
        Op::Column(at) => return inputs[*at].borrowed(),
        Op::Literal(value) => return Vector::Constant(value.clone()),
        _ => {}
    }
    let arguments: Vec<Vector<'v>> =
        node.arguments.iter().map(|argument| evaluate(argument, inputs, steps, rows)).collect();
    if let Op::Fitted(at) = node.op {
        return learned::column(steps, at, node.kind, &arguments, 0, rows);
    }
    if !arguments.is_empty() && arguments.iter().all(|argument| matches!(argument, Vector::Constant(_))) {
        return Vector::Constant(scalar::apply(&node.op, node.kind, &row_of(&arguments, 0)).into_owned());
    }
    match kernels::fast(&node.op, node.kind, &arguments, rows.count) {
        Some(vector) => vector,
        None => row_by_row(&node.op, node.kind, &arguments, rows.count),
    }
}

fn row_of<'v>(arguments: &'v [Vector<'_>], row: usize) -> Vec<Value<'v>> {
    arguments.iter().map(|argument| argument.get(row)).collect()
}

fn row_by_row(op: &Op, kind: ValueType, arguments: &[Vector<'_>], count: usize) -> Vector<'static> {
    let mut builder = Builder::new(kind, count);
    let mut row: Vec<Value<'_>> = Vec::with_capacity(arguments.len());
    for at in 0..count {
        row.clear();
        row.extend(arguments.iter().map(|argument| argument.get(at)));
        builder.push(&scalar::apply(op, kind, &row));
    }
    builder.finish()
}

/// All columns that a feature gives, materialised: no constants, and one kind of NaN.
pub fn columns<'v>(
    root: &Node,
    width: usize,
    inputs: &'v [Vector<'_>],
    steps: &'v Steps,
    rows: Rows<'_>,
) -> Vec<Vector<'v>> {
    let vectors = match &root.op {
        Op::Fitted(at) if width > 1 => {
            let arguments: Vec<Vector<'v>> =
                root.arguments.iter().map(|argument| evaluate(argument, inputs, steps, rows)).collect();
            learned::columns(steps, *at, root.kind, &arguments, width, rows)
        }
        _ => vec![evaluate(root, inputs, steps, rows)],
    };
    vectors.into_iter().map(|vector| finished(vector, root.kind, rows.count)).collect()
}

fn finished(vector: Vector<'_>, kind: ValueType, count: usize) -> Vector<'_> {
    match vector {
        Vector::Constant(value) => {
            let mut builder = Builder::new(kind, count);
            (0..count).for_each(|_| builder.push(&value));
            finished(builder.finish(), kind, count)
        }
        Vector::Float(mut column) => {
            if column.values.iter().any(|x| x.is_nan()) {
                for x in column.values.to_mut() {
                    if x.is_nan() {
                        *x = f64::NAN;
                    }
                }
            }
            Vector::Float(column)
        }
        other => other,
    }
}

#[cfg(test)]
pub(crate) mod tests;
