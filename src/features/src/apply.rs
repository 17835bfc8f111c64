//! A feature set over a whole table: as a table of its own, and as numbers for a model.
//!
//! [`FeatureSource`] is a [`RowSource`] whose columns are the features, computed when they are read: whatever pages,
//! profiles or writes tables does so with features too, in bounded memory. Made from a spec by [`over`], it also keeps
//! account of where the data breaks the contract. [`numbers`] gives the columns that a model takes.

pub mod account;

use crate::batch::Rows;
use crate::fit::{Options, fold_of};
use crate::frames;
use crate::set::FeatureSet;
use crate::spec::Loaded;
use crate::vector::Vector;
use account::Account;
use ninefold_base::feature::report::ApplyReport;
use ninefold_base::feature::{Output, Value, ValueType};
use ninefold_base::message::TableInfo;
use ninefold_base::view::Interpretation;
use ninefold_base::{Column, ColumnId, Meter, Problem, RowCount, TypeKind};
use ninefold_data::ops::scan::{Task, scan, tasks};
use ninefold_data::source::{RawRow, column_name};
use ninefold_data::{Chunk, Interrupted, InvalidCell, RowOrder, RowSource};
use polars::prelude::{DataFrame, Series};
use std::ops::Range;
use std::sync::Arc;

/// Features as a table: first the columns that are kept as they are, then one column per output.
pub struct FeatureSource {
    inner: Arc<dyn RowSource>,
    set: FeatureSet,
    /// Where each input of the set is in the inner table; `None` if it is not there.
    places: Vec<Option<ColumnId>>,
    kept: Vec<ColumnId>,
    outputs: Vec<Output>,
    /// The feature that each output belongs to, and its place among that feature's.
    owners: Vec<(usize, usize)>,
    account: Option<Account>,
}

/// The features of a loaded spec over new data, found by the names of its columns. `kept` columns of the data stand
/// before the features.
///
/// Columns of another type are read anew, which takes a scan of them; cells that do not fit are missing. Reading the
/// result keeps the account: see [`FeatureSource::report`].
///
/// # Errors
/// When the data lacks or breaks a column that the contract refuses to go without, when it cannot be read, or when the
/// work is stopped.
pub fn over(
    loaded: &Loaded,
    source: Arc<dyn RowSource>,
    kept: &[ColumnId],
    meter: &dyn Meter,
) -> Result<FeatureSource, Interrupted> {
    source.wait_complete(meter)?;
    let opened = account::open(&loaded.spec, source, meter)?;
    let mut made = FeatureSource::new(loaded.set.clone(), opened.source, opened.places, kept.to_vec());
    made.account = Some(opened.account);
    Ok(made)
}

impl FeatureSource {
    /// `places` says where each input of the set is in `inner`.
    pub fn new(set: FeatureSet, inner: Arc<dyn RowSource>, places: Vec<Option<ColumnId>>, kept: Vec<ColumnId>) -> Self {
        let owners = set
            .features
            .iter()
            .enumerate()
            .flat_map(|(feature, of)| (0..of.outputs.len()).map(move |output| (feature, output)))
            .collect();
        Self { inner, outputs: set.outputs(), set, places, kept, owners, account: None }
    }

    /// The features over the table that they were learned from.
    pub fn of_training(set: FeatureSet, inner: Arc<dyn RowSource>) -> Self {
        let places = set.inputs.iter().map(|input| Some(input.id)).collect();
        Self::new(set, inner, places, Vec::new())
    }

    /// What was found in the rows read so far. Each row should have been read once.
    pub fn report(&self) -> ApplyReport {
        match &self.account {
            Some(account) => account.report(),
            None => ApplyReport::default(),
        }
    }

    /// All columns of this table.
    pub fn column_ids(&self) -> Vec<ColumnId> {
        (0..(self.kept.len() + self.outputs.len()) as u32).map(ColumnId).collect()
    }

    /// One series per input, stored as features take them.
    fn inputs(&self, chunk: &Chunk, rows: usize, read: &[ColumnId], wanted: &[bool]) -> Result<Vec<Series>, Problem> {
        let mut all = Vec::with_capacity(self.places.len());
        for ((place, input), wanted) in self.places.iter().zip(&self.set.inputs).zip(wanted) {
            let at = place.filter(|_| *wanted).and_then(|id| read.iter().position(|other| *other == id));
            let series = match at {
                Some(at) => chunk.frame.columns()[at].as_materialized_series().clone(),
                None => frames::missing(input.kind, rows),
            };
            all.push(series);
        }
        frames::normal(all, &self.set.inputs)
    }
}

impl RowSource for FeatureSource {
    fn info(&self) -> TableInfo {
        let mut info = self.inner.info();
        let kept = self.kept.iter().filter_map(|id| info.columns.get(id.index()).cloned());
        let outputs = self.outputs.iter().zip(&self.owners).map(|(output, (feature, _))| {
            let (kind, storage) = frames::stored_as(output.dtype);
            let sql = &self.set.features[*feature].definition.sql;
            Column::bare(output.name.clone(), kind, storage, format!("computed by {sql}"))
        });
        info.columns = kept.chain(outputs).collect();
        info
    }

    fn row_count(&self) -> RowCount {
        self.inner.row_count()
    }

    fn kind(&self, column: ColumnId) -> Option<TypeKind> {
        match column.index().checked_sub(self.kept.len()) {
            None => self.inner.kind(self.kept[column.index()]),
            Some(at) => self.outputs.get(at).map(|output| frames::stored_as(output.dtype).0),
        }
    }

    fn complete(&self, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
        self.inner.complete(meter, news)
    }

    fn wait_complete(&self, meter: &dyn Meter) -> Result<(), Interrupted> {
        self.inner.wait_complete(meter)
    }

    fn count(&self, meter: &dyn Meter) -> Result<u64, Interrupted> {
        self.inner.count(meter)
    }

    fn read(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Chunk, Problem> {
        let output = |id: &ColumnId| id.index().checked_sub(self.kept.len());
        let mut computed = vec![false; self.set.features.len()];
        for at in columns.iter().filter_map(output) {
            let (feature, _) = self.owners.get(at).ok_or_else(|| no_column(at))?;
            computed[*feature] = true;
        }
        let mut wanted = vec![false; self.places.len()];
        for (feature, _) in self.set.features.iter().zip(&computed).filter(|(_, computed)| **computed) {
            feature.inputs().into_iter().for_each(|at| wanted[at] = true);
        }
        let mut read: Vec<ColumnId> =
            columns.iter().filter(|id| output(id).is_none()).map(|id| self.kept[id.index()]).collect();
        read.extend(self.places.iter().zip(&wanted).filter(|(_, wanted)| **wanted).filter_map(|(place, _)| *place));
        read.sort_unstable();
        read.dedup();
        let start = rows.start;
        let reachable = self.inner.row_count().reachable();
        let asked = rows.end.min(reachable).saturating_sub(start) as usize;
        let chunk = self.inner.read(rows, &read)?;
        // Features of constants alone read no column.
        let count = if read.is_empty() { asked } else { chunk.frame.height() };
        let series = self.inputs(&chunk, count, &read, &wanted)?;
        let vectors: Vec<Vector<'_>> = series
            .iter()
            .zip(&self.set.inputs)
            .map(|(series, input)| frames::typed_vector(series, input.kind))
            .collect();
        if let Some(account) = &self.account {
            account.look(&vectors, &wanted, start, count, &chunk.invalid);
        }
        let mut results: Vec<Option<Vec<Vector<'_>>>> = (0..self.set.features.len()).map(|_| None).collect();
        let mut invalid = Vec::new();
        let mut made = Vec::with_capacity(columns.len());
        for id in columns {
            let name = column_name(*id);
            let Some(at) = output(id) else {
                let place = self.kept[id.index()];
                let at = read.binary_search(&place).map_err(|_| no_column(id.index()))?;
                let series = chunk.frame.columns()[at].as_materialized_series().clone();
                made.push(series.with_name(name.into()).into());
                invalid.extend(
                    chunk
                        .invalid
                        .iter()
                        .filter(|cell| cell.column == place)
                        .map(|cell| InvalidCell { column: *id, ..cell.clone() }),
                );
                continue;
            };
            let (feature, place) = self.owners[at];
            let vectors =
                results[feature].get_or_insert_with(|| self.set.features[feature].batch(&vectors, Rows::plain(count)));
            made.push(frames::series(vectors[place].borrowed(), &name, self.outputs[at].dtype)?.into());
        }
        let frame = DataFrame::new(count, made).map_err(|error| Problem::fault("computing features", error))?;
        Ok(Chunk { frame, invalid })
    }

    fn spans(&self) -> Vec<Range<u64>> {
        self.inner.spans()
    }

    fn raw(&self, row: u64) -> Result<Option<RawRow>, Problem> {
        self.inner.raw(row)
    }

    fn reinterpret(
        &self,
        _interpretation: &Interpretation,
        _meter: &dyn Meter,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        Err(Problem::new(
            "could not read the features in other types",
            "features have the types that their definitions give",
            "change the definition, such as CAST(x AS text)",
        )
        .into())
    }
}

fn no_column(at: usize) -> Problem {
    Problem::fault("computing features", format!("there is no output {at}"))
}

/// Whether rows are computed as new ones, or as training rows: then target encodings are those of other folds.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    New,
    Training(&'a Options),
}

/// Columns that a model takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numbers {
    pub names: Vec<String>,
    /// One per name; NaN is missing, truth values are 0 and 1.
    pub columns: Vec<Vec<f64>>,
    /// Outputs that are no numbers (text, dates): a model cannot take them.
    pub left_out: Vec<Output>,
}

/// The numeric outputs of the rows `order` of the table that the set was learned from, in the order of the file.
pub fn numbers(
    set: &FeatureSet,
    source: &dyn RowSource,
    order: &RowOrder,
    purpose: Purpose<'_>,
    meter: &dyn Meter,
) -> Result<Numbers, Interrupted> {
    let is_number = |output: &Output| output.dtype.is_number() || output.dtype == ValueType::Boolean;
    let outputs = set.outputs();
    let taken: Vec<usize> = (0..outputs.len()).filter(|at| is_number(&outputs[*at])).collect();
    let mut all = Numbers {
        names: taken.iter().map(|at| outputs[*at].name.clone()).collect(),
        columns: vec![Vec::new(); taken.len()],
        left_out: outputs.iter().filter(|output| !is_number(output)).cloned().collect(),
    };
    let rows = ninefold_data::ops::scan::ascending(order);
    let ids: Vec<ColumnId> = set.inputs.iter().map(|input| input.id).collect();
    let tasks = tasks(source, rows.as_deref());
    scan(
        source,
        &tasks,
        &ids,
        meter,
        |task, chunk| part(set, &taken, task, chunk, purpose),
        |_, part| {
            all.columns.iter_mut().zip(part).for_each(|(column, part)| column.extend(part));
            Ok(())
        },
    )?;
    Ok(all)
}

fn part(
    set: &FeatureSet,
    taken: &[usize],
    task: &Task<'_>,
    chunk: &Chunk,
    purpose: Purpose<'_>,
) -> Result<Vec<Vec<f64>>, Problem> {
    let count = task.len();
    let series = frames::normal(frames::chosen(&chunk.frame, task)?, &set.inputs)?;
    let vectors: Vec<Vector<'_>> =
        series.iter().zip(&set.inputs).map(|(series, input)| frames::typed_vector(series, input.kind)).collect();
    let folds: Option<Vec<u8>> = match purpose {
        Purpose::New => None,
        Purpose::Training(options) => Some(match task.picked {
            Some(rows) => rows.iter().map(|row| fold_of(options, u64::from(*row))).collect(),
            None => task.rows.clone().map(|row| fold_of(options, row)).collect(),
        }),
    };
    let columns = set.batch(&vectors, Rows { count, folds: folds.as_deref() });
    let number = |value: Value<'_>| match value {
        Value::Float(x) => x,
        Value::Integer(x) => x as f64,
        Value::Boolean(x) => f64::from(u8::from(x)),
        _ => f64::NAN,
    };
    Ok(taken.iter().map(|at| (0..count).map(|row| number(columns[*at].get(row))).collect()).collect())
}

#[cfg(test)]
mod tests;
