//! Learning on the training rows, and on nothing else.
//!
//! The rows come as a [`RowOrder`]; no other row is read into anything that is learned. Fitted functions inside others
//! are learned first, level by level; a level takes one pass over the rows, or some more where exact figures in bounded
//! memory need them. Parts of the rows are gathered in parallel and merged in the order of the rows, so that the same
//! rows and seed give the same bytes on any number of threads. Start at [`fit`].

pub mod accumulate;
pub mod grouped;
pub mod learned;
pub mod moments;
pub mod power;
pub mod quantiles;
pub mod sample;
pub mod statistics;
pub mod target;

use crate::batch::{self, Rows, Steps};
use crate::frames;
use crate::ir::Checked;
use crate::prepared::Prepared;
use crate::set::{Feature, FeatureSet, Input};
use crate::vector::Vector;
use accumulate::{Accumulator, Part};
use learned::Learned;
use ninefold_base::feature::{Definition, Target, TargetKind, Value, ValueType};
use ninefold_base::{ColumnId, Meter, Problem};
use ninefold_data::ops::scan::{Task, ascending, scan, tasks};
use ninefold_data::{Interrupted, RowOrder, RowSource};
use target::TargetRows;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Categories, groups and bins with fewer training rows are merged.
    pub smallest_group: u64,
    /// Folds for target encoding of training rows, 2 to 255.
    pub folds: u32,
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { smallest_group: 10, folds: 5, seed: 7 }
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub set: FeatureSet,
    /// Features that could not be learned, and why; they are not in the set.
    pub failed: Vec<(String, Problem)>,
    pub training_rows: u64,
}

/// The fold of a row, from its number in the source alone.
pub fn fold_of(options: &Options, row: u64) -> u8 {
    (sample::hash_row(options.seed, row) % u64::from(options.folds.clamp(2, 255))) as u8
}

/// A feature on its way.
struct Learner {
    definition: Definition,
    checked: Checked,
    ready: Steps,
    learned: Vec<Learned>,
    failure: Option<Problem>,
}

/// The training rows as this module reads them.
pub struct Training<'a> {
    pub source: &'a dyn RowSource,
    /// Ascending; `None`: all rows.
    pub rows: Option<Vec<u32>>,
    pub inputs: &'a [Input],
    /// The place of the target in the source, and what it is.
    pub target: Option<(ColumnId, &'a TargetKind)>,
    pub options: &'a Options,
}

/// Learns what the features need from the rows `train` of `source`.
///
/// `features` are checked against the columns of `source`; those switched off are left out.
///
/// # Errors
/// When rows cannot be read, when the work is stopped, or when the target is no column. A feature that cannot be learned
/// is told in [`Outcome::failed`].
pub fn fit(
    features: Vec<(Definition, Checked)>,
    source: &dyn RowSource,
    train: &RowOrder,
    target: Option<&Target>,
    options: &Options,
    meter: &dyn Meter,
) -> Result<Outcome, Interrupted> {
    let columns = source.info().columns;
    let mut used: Vec<usize> = features.iter().flat_map(|(_, checked)| checked.columns.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    let inputs: Vec<Input> = used.iter().map(|at| Input::of(&columns[*at], ColumnId(*at as u32))).collect();
    let training = Training::new(source, train, &inputs, target, options)?;
    let place = |at: usize| used.partition_point(|other| *other < at);
    let mut learners: Vec<Learner> = features
        .into_iter()
        .filter(|(definition, _)| !definition.off)
        .map(|(definition, mut checked)| {
            checked.root.renumber(&place);
            for step in &mut checked.steps {
                step.arguments.iter_mut().for_each(|argument| argument.renumber(&place));
            }
            Learner { definition, checked, ready: Steps::default(), learned: Vec::new(), failure: None }
        })
        .collect();
    let levels = learners.iter().flat_map(|learner| &learner.checked.steps).map(|step| step.level + 1).max();
    for level in 0..levels.unwrap_or(0) {
        learn_level(&mut learners, level, &training, meter)?;
    }
    let training_rows = training.count();
    Ok(finished(learners, inputs, training_rows))
}

fn finished(learners: Vec<Learner>, inputs: Vec<Input>, training_rows: u64) -> Outcome {
    let mut features: Vec<Feature> = Vec::new();
    let mut failed = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for learner in learners {
        let name = learner.definition.name.clone();
        if let Some(problem) = learner.failure {
            failed.push((name, problem));
            continue;
        }
        let feature = Feature::new(learner.definition, learner.checked, learner.learned);
        match feature.outputs.iter().find(|output| names.contains(&output.name)) {
            Some(taken) => {
                let why = format!("another feature gives a column `{}`", taken.name);
                failed.push((name.clone(), Problem::new(format!("could not use `{name}`"), why, "rename one of them")));
            }
            None => {
                names.extend(feature.outputs.iter().map(|output| output.name.clone()));
                features.push(feature);
            }
        }
    }
    Outcome { set: FeatureSet::new(inputs, features), failed, training_rows }
}

/// One fitted function that is being learned: its feature, its number, what it gathered.
struct Active {
    feature: usize,
    step: usize,
    gathered: Accumulator,
    open: bool,
}

fn learn_level(
    learners: &mut [Learner],
    level: usize,
    training: &Training<'_>,
    meter: &dyn Meter,
) -> Result<(), Interrupted> {
    let classes = class_labels(training.target.map(|(_, kind)| kind));
    let mut active = Vec::new();
    for (feature, learner) in learners.iter_mut().enumerate() {
        if learner.failure.is_some() {
            continue;
        }
        for (number, step) in learner.checked.steps.iter().enumerate().filter(|(_, step)| step.level == level) {
            if matches!(step.rule, crate::ir::Rule::TargetEncode) && training.target.is_none() {
                learner.failure =
                    Some(failure(&learner.definition.name, &step.call, "no target is set", "set the target"));
                break;
            }
            let gathered = Accumulator::new(&step.rule, classes.len(), training.options);
            let open = !matches!(gathered, Accumulator::Nothing);
            active.push(Active { feature, step: number, gathered, open });
        }
    }
    active.retain(|one| learners[one.feature].failure.is_none());
    while active.iter().any(|one| one.open) {
        pass(learners, &mut active, training, meter)?;
    }
    // Steps of one feature are learned in their order; those of a level do not depend on each other.
    for one in active {
        let learner = &mut learners[one.feature];
        if learner.failure.is_some() {
            continue;
        }
        let step = &learner.checked.steps[one.step];
        let kind = |at: usize| step.arguments.get(at).map_or(ValueType::Float, |argument| argument.kind);
        match learned::learned(&step.rule, kind(0), kind(1), one.gathered, &classes, training.options) {
            Ok(learned) => learner.keep(one.step, learned),
            Err(reason) => {
                let fix = "switch the feature off, or look at the column's values in the training rows";
                learner.failure = Some(failure(&learner.definition.name, &step.call, &reason, fix));
            }
        }
    }
    Ok(())
}

impl Learner {
    /// Steps of a lower level stand before and after those of a higher one, so places are filled as they come.
    fn keep(&mut self, at: usize, learned: Learned) {
        let blank = || Learned {
            fitted: ninefold_base::feature::Fitted::Impute { value: Value::Missing },
            learned_from: 0,
            left_out: 0,
            merged: 0,
            folds: Vec::new(),
        };
        while self.learned.len() <= at {
            self.learned.push(blank());
            self.ready.whole.push(Prepared::new(blank().fitted));
            self.ready.folds.push(Vec::new());
        }
        self.ready.whole[at] = Prepared::new(learned.fitted.clone());
        self.ready.folds[at] = learned.folds.iter().cloned().map(Prepared::new).collect();
        self.learned[at] = learned;
    }
}

fn failure(feature: &str, call: &str, why: &str, fix: &str) -> Problem {
    Problem::new(format!("could not learn `{feature}`"), format!("{call}: {why}"), fix)
}

/// One label per column of a target encoding; none where there is only one.
fn class_labels(kind: Option<&TargetKind>) -> Vec<Option<String>> {
    match kind {
        Some(TargetKind::Multiclass { classes }) => classes.iter().map(|class| Some(label(class))).collect(),
        Some(TargetKind::Binary { .. } | TargetKind::Regression) | None => vec![None],
    }
}

fn label(value: &Value<'_>) -> String {
    match crate::scalar::cast::cast(value, ValueType::Text) {
        Value::Text(text) => text.into_owned(),
        _ => "missing".to_string(),
    }
}

fn pass(
    learners: &mut [Learner],
    active: &mut [Active],
    training: &Training<'_>,
    meter: &dyn Meter,
) -> Result<(), Interrupted> {
    let open: Vec<usize> = (0..active.len()).filter(|at| active[*at].open).collect();
    let templates: Vec<(usize, usize, Accumulator)> =
        open.iter().map(|at| (active[*at].feature, active[*at].step, active[*at].gathered.fresh())).collect();
    let view: &[Learner] = learners;
    let mut too_many = Vec::new();
    training.each(
        meter,
        |vectors, rows, part| {
            let gathered = templates.iter().map(|(feature, step, fresh)| {
                let learner = &view[*feature];
                let arguments: Vec<Vector<'_>> = learner.checked.steps[*step]
                    .arguments
                    .iter()
                    .map(|argument| batch::evaluate(argument, vectors, &learner.ready, rows))
                    .collect();
                let mut gathered = fresh.clone();
                gathered.add(&arguments, part);
                gathered
            });
            gathered.collect::<Vec<Accumulator>>()
        },
        |parts| {
            for (at, part) in open.iter().zip(parts) {
                if active[*at].gathered.merge(part).is_err() && !too_many.contains(at) {
                    too_many.push(*at);
                    active[*at].gathered = active[*at].gathered.fresh();
                }
            }
        },
    )?;
    for at in too_many {
        let one = &mut active[at];
        one.open = false;
        let learner = &mut learners[one.feature];
        let call = &learner.checked.steps[one.step].call;
        let why = "there are more than a million categories";
        learner.failure = Some(failure(&learner.definition.name, call, why, "use hash_bin(x, n), or a coarser column"));
    }
    for one in active.iter_mut().filter(|one| one.open) {
        let rule = &learners[one.feature].checked.steps[one.step].rule;
        one.open = one.gathered.end_pass(rule);
    }
    Ok(())
}

impl<'a> Training<'a> {
    /// The rows `train` of `source`, as far as `inputs` and the target are concerned.
    ///
    /// # Errors
    /// If the target is no column of the source.
    pub fn new(
        source: &'a dyn RowSource,
        train: &RowOrder,
        inputs: &'a [Input],
        target: Option<&'a Target>,
        options: &'a Options,
    ) -> Result<Self, Problem> {
        let target = match target {
            None => None,
            Some(target) => {
                let columns = source.info().columns;
                let at = columns.iter().position(|column| column.name == target.column).ok_or_else(|| {
                    Problem::new(
                        "could not fit the features",
                        format!("there is no column `{}`, which is the target", target.column),
                        "choose the target among the columns",
                    )
                })?;
                Some((ColumnId(at as u32), &target.kind))
            }
        };
        if let Some(input) = inputs.iter().find(|input| target.is_some_and(|(id, _)| id == input.id)) {
            return Err(Problem::new(
                "could not fit the features",
                format!("`{}` is the target, and a feature reads it", input.name),
                "leave the target out of the features: a model would be shown the answer",
            ));
        }
        Ok(Self { source, rows: ascending(train), inputs, target, options })
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.rows.as_ref().map_or_else(|| self.source.row_count().reachable(), |rows| rows.len() as u64)
    }

    /// Calls `work` for parts of the training rows in parallel, `join` for the results in order.
    pub fn each<T: Send>(
        &self,
        meter: &dyn Meter,
        work: impl Fn(&[Vector<'_>], Rows<'_>, Part<'_>) -> T + Sync,
        mut join: impl FnMut(T),
    ) -> Result<(), Interrupted> {
        let mut ids: Vec<ColumnId> = self.inputs.iter().map(|input| input.id).collect();
        ids.extend(self.target.map(|(id, _)| id));
        let tasks = tasks(self.source, self.rows.as_deref());
        scan(
            self.source,
            &tasks,
            &ids,
            meter,
            |task, chunk| {
                let rows = row_numbers(task);
                let mut series = frames::chosen(&chunk.frame, task)?;
                let target = match self.target {
                    None => None,
                    Some((_, kind)) => {
                        let column =
                            series.pop().ok_or_else(|| Problem::fault("fitting", "the target was not read"))?;
                        let column = frames::natural(&column)?;
                        Some(TargetRows::of(&frames::vector(&column), kind, rows.len()))
                    }
                };
                let series = frames::normal(series, self.inputs)?;
                let vectors: Vec<Vector<'_>> = series.iter().map(frames::vector).collect();
                let folds: Vec<u8> = rows.iter().map(|row| fold_of(self.options, *row)).collect();
                let part = Part {
                    count: rows.len(),
                    rows: &rows,
                    folds: &folds,
                    target: target.as_ref(),
                    seed: self.options.seed,
                };
                Ok(work(&vectors, Rows { count: rows.len(), folds: Some(&folds) }, part))
            },
            |_, result| {
                join(result);
                Ok(())
            },
        )
    }
}

fn row_numbers(task: &Task<'_>) -> Vec<u64> {
    match task.picked {
        Some(rows) => rows.iter().map(|row| u64::from(*row)).collect(),
        None => task.rows.clone().collect(),
    }
}

#[cfg(test)]
mod tests;
