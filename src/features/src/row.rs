//! One row at a time, without polars: for scoring.

use crate::ir::{Node, Op};
use crate::prepared::Prepared;
use crate::scalar;
use ninefold_base::feature::Value;

/// The value of a node. `row` holds one value per input column, of the type that the contract says.
pub fn evaluate<'a>(node: &Node, row: &[Value<'a>], steps: &[Prepared]) -> Value<'a> {
    match &node.op {
        // A row that is too short lacks its last values.
        Op::Column(at) => row.get(*at).cloned().unwrap_or_default(),
        Op::Literal(value) => value.clone(),
        Op::Fitted(at) => {
            let arguments = arguments(node, row, steps);
            steps[*at].value(&arguments, 0)
        }
        // Only the branch that is taken is computed; nothing else can tell.
        Op::Case => {
            for arm in node.arguments.chunks_exact(2) {
                if evaluate(&arm[0], row, steps) == Value::Boolean(true) {
                    return evaluate(&arm[1], row, steps);
                }
            }
            node.arguments.last().map(|otherwise| evaluate(otherwise, row, steps)).unwrap_or_default()
        }
        op => match node.arguments.as_slice() {
            [one] => scalar::apply(op, node.kind, &[evaluate(one, row, steps)]),
            [one, two] => scalar::apply(op, node.kind, &[evaluate(one, row, steps), evaluate(two, row, steps)]),
            _ => scalar::apply(op, node.kind, &arguments(node, row, steps)),
        },
    }
}

fn arguments<'a>(node: &Node, row: &[Value<'a>], steps: &[Prepared]) -> Vec<Value<'a>> {
    node.arguments.iter().map(|argument| evaluate(argument, row, steps)).collect()
}

/// The values of all columns that a feature gives.
pub fn columns<'a>(root: &Node, width: usize, row: &[Value<'a>], steps: &[Prepared], into: &mut Vec<Value<'a>>) {
    match &root.op {
        Op::Fitted(at) if width > 1 => {
            let arguments = arguments(root, row, steps);
            into.extend((0..width).map(|column| canonical(steps[*at].value(&arguments, column))));
        }
        _ => into.push(canonical(evaluate(root, row, steps))),
    }
}

/// NaN has many bit patterns, and which of them arithmetic gives is not defined; features give one.
fn canonical(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Float(x) if x.is_nan() => Value::Float(f64::NAN),
        other => other,
    }
}
