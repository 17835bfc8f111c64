//! Features that have learned: applied to rows, one or many.

use crate::batch::{self, Rows, Steps};
use crate::check::{column_type, is_opaque};
use crate::fit::learned::Learned;
use crate::ir::{Checked, Node, Op, Step};
use crate::prepared::Prepared;
use crate::row;
use crate::vector::Vector;
use ninefold_base::feature::{Definition, Output, Value, ValueType};
use ninefold_base::{Column, ColumnId};

/// A column that the features read.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub name: String,
    /// Its place in the source that the features were learned from.
    pub id: ColumnId,
    pub kind: ValueType,
    pub storage: String,
    /// True if the language only asks whether it is missing.
    pub opaque: bool,
}

impl Input {
    pub fn of(column: &Column, id: ColumnId) -> Self {
        Self {
            name: column.name.clone(),
            id,
            kind: column_type(column).0,
            storage: column.dtype.storage.clone(),
            opaque: is_opaque(column),
        }
    }
}

/// One feature that has learned.
#[derive(Debug, Clone)]
pub struct Feature {
    pub definition: Definition,
    /// Columns in it are places among the inputs of the set.
    pub root: Node,
    pub steps: Vec<Step>,
    pub learned: Vec<Learned>,
    pub outputs: Vec<Output>,
    ready: Steps,
}

impl Feature {
    /// `learned` holds one entry per step of `checked`.
    pub fn new(definition: Definition, checked: Checked, learned: Vec<Learned>) -> Self {
        let whole: Vec<Prepared> = learned.iter().map(|learned| Prepared::new(learned.fitted.clone())).collect();
        let folds = learned.iter().map(|learned| learned.folds.iter().cloned().map(Prepared::new).collect()).collect();
        let outputs = match checked.root.op {
            Op::Fitted(at) => whole[at].outputs(&definition.name, checked.root.kind),
            _ => vec![Output { name: definition.name.clone(), dtype: checked.root.kind }],
        };
        let ready = Steps { whole, folds };
        Self { definition, root: checked.root, steps: checked.steps, learned, outputs, ready }
    }

    /// Its columns for many rows: one vector per input of the set.
    pub fn batch<'v>(&'v self, inputs: &'v [Vector<'_>], rows: Rows<'_>) -> Vec<Vector<'v>> {
        batch::columns(&self.root, self.outputs.len(), inputs, &self.ready, rows)
    }

    /// Places of the inputs it reads, ascending.
    pub fn inputs(&self) -> Vec<usize> {
        let mut used = Vec::new();
        self.root.each(&mut |node| {
            if let Op::Column(at) = node.op {
                used.push(at);
            }
        });
        used.sort_unstable();
        used.dedup();
        used
    }
}

/// Features with the columns that they read.
#[derive(Debug, Clone, Default)]
pub struct FeatureSet {
    pub inputs: Vec<Input>,
    pub features: Vec<Feature>,
}

impl FeatureSet {
    pub fn new(inputs: Vec<Input>, features: Vec<Feature>) -> Self {
        Self { inputs, features }
    }

    /// All columns that the features give, in order.
    pub fn outputs(&self) -> Vec<Output> {
        self.features.iter().flat_map(|feature| feature.outputs.iter().cloned()).collect()
    }

    /// The features of one row: one value per input, of its type or missing. No polars on the way.
    pub fn row<'a>(&self, row: &[Value<'a>]) -> Vec<Value<'a>> {
        let mut values = Vec::with_capacity(self.features.len());
        for feature in &self.features {
            row::columns(&feature.root, feature.outputs.len(), row, &feature.ready.whole, &mut values);
        }
        values
    }

    /// The features of many rows: one vector per input, of its type.
    pub fn batch<'v>(&'v self, inputs: &'v [Vector<'_>], rows: Rows<'_>) -> Vec<Vector<'v>> {
        self.features.iter().flat_map(|feature| feature.batch(inputs, rows)).collect()
    }
}
