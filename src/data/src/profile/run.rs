//! The scan that makes a profile: a window of chunks is decoded while the one before it is taken in.

use super::associations::associations;
use super::column::Effort;
use super::findings::{Parts, Thresholds, findings};
use super::gather::{Gathered, Loaded, ViewRows};
use super::sample::Sample;
use super::target::target_profile;
use crate::ops::scan::{Task, tasks};
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::explore::Target;
use ninefold_base::message::TableInfo;
use ninefold_base::profile::association::Associations;
use ninefold_base::profile::missing::Duplicates;
use ninefold_base::profile::{FORMAT, Profile};
use ninefold_base::read::FileFormat;
use ninefold_base::{ColumnId, Meter, Problem, RowCount};
use rayon::prelude::*;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Rows of a window, about.
const WINDOW_ROWS: usize = 262_144;
/// Rows of a task at most: those of the spans of columnar files, which hold whole pages, so that none is decoded twice.
const TASK_ROWS: usize = 131_072;
/// Cells of a window at most, about: windows of wide tables have fewer rows.
const WINDOW_CELLS: usize = 16 << 20;
/// Rows that the first figures rest on.
const FIRST_ROWS: u64 = 16_384;
/// Columns that are decoded together where the file holds them apart: the rest of the rows need not be held meanwhile.
const BATCH: usize = 64;
/// News come no more often than this, and take no more than a twentieth of the time.
const NEWS_EVERY: Duration = Duration::from_millis(250);

/// What a profile depends on besides the rows.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub target: Option<Target>,
    pub thresholds: Thresholds,
    pub reach: Reach,
}

/// How much is read out of the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    #[default]
    Whole,
    /// No pairs of columns and no findings: who compares tables asks for neither.
    Columns,
}

/// A profile, and the rows that its pairs of columns were worked out on.
#[derive(Debug, Clone)]
pub struct Profiled {
    pub profile: Profile,
    pub sample: Sample,
}

/// Profiles the rows of a view. `news` gets what is known so far: from the first rows soon, even where types are not
/// settled yet, then now and then, without associations, target and findings.
///
/// # Errors
/// When stopped, or when a row cannot be read.
pub fn profile(
    source: &dyn RowSource,
    order: &RowOrder,
    options: &Options,
    meter: &dyn Meter,
    news: &dyn Fn(Profile),
) -> Result<Profiled, Interrupted> {
    let view = ViewRows::of(order);
    if !source.info().rows.is_exact() {
        news(first_look(source, &view, meter)?);
    }
    source.wait_complete(meter)?;
    let info = source.info();
    let rows = view.ascending.as_ref().map_or(info.rows.reachable(), |rows| rows.len() as u64);
    let mut gathered = begin(source, &info, rows)?;
    let mut tasks = tasks(source, view.ascending.as_deref());
    begin_small(&mut tasks);
    let columns = gathered.ids().len();
    let apart = matches!(info.dialect.format, FileFormat::Parquet | FileFormat::Arrow);
    let batch = if apart { columns.min(BATCH) } else { columns };
    let tasks = cut(tasks, batch);
    scan(source, &tasks, batch, &mut gathered, &view, meter, &mut |gathered| news(partial(gathered, rows)))?;
    finish(gathered, &view, &info, options, meter)
}

/// Figures of the first rows of a table of which not all is known.
fn first_look(source: &dyn RowSource, view: &ViewRows, meter: &dyn Meter) -> Result<Profile, Interrupted> {
    let info = source.info();
    let reachable = info.rows.reachable();
    let rows = match (&view.ascending, info.rows) {
        (Some(rows), _) => rows.len() as u64,
        (None, RowCount::Partial { guess: Some(guess), .. }) => guess.max(reachable + 1),
        (None, _) => reachable + 1,
    };
    let mut gathered = begin(source, &info, rows)?;
    let end = FIRST_ROWS.min(reachable);
    let picked = view.ascending.as_ref().map(|rows| &rows[..rows.partition_point(|row| u64::from(*row) < end)]);
    let task = Task { rows: 0..end, picked };
    if !task.is_empty() {
        meter.check()?;
        let chunk = source.read(task.rows.clone(), gathered.ids())?;
        gathered.add(&[Loaded { task, chunk }], view)?;
    }
    Ok(partial(&gathered, rows.max(gathered.rows_read + 1)))
}

fn begin(source: &dyn RowSource, info: &TableInfo, rows: u64) -> Result<Gathered, Problem> {
    let ids: Vec<ColumnId> = (0..info.columns.len() as u32).map(ColumnId).collect();
    let types = source.read(0..0, &ids)?;
    Ok(Gathered::new(ids, &info.columns, &types.frame, rows))
}

/// Cuts the first task in two, so that the first figures come soon.
fn begin_small(tasks: &mut Vec<Task<'_>>) {
    let Some(first) = tasks.first().cloned() else { return };
    let end = first.rows.start + FIRST_ROWS;
    if first.rows.end > end + FIRST_ROWS {
        let [one, two] = halves(&first, end);
        tasks.splice(0..1, [one, two].into_iter().filter(|task| !task.is_empty()));
    }
}

fn halves<'a>(task: &Task<'a>, at: u64) -> [Task<'a>; 2] {
    let (before, after) = match task.picked {
        None => (None, None),
        Some(rows) => {
            let (before, after) = rows.split_at(rows.partition_point(|row| u64::from(*row) < at));
            (Some(before), Some(after))
        }
    };
    [Task { rows: task.rows.start..at, picked: before }, Task { rows: at..task.rows.end, picked: after }]
}

/// Tasks of no more than [`TASK_ROWS`] rows, of wide tables no more than fit a window.
fn cut(tasks: Vec<Task<'_>>, columns: usize) -> Vec<Task<'_>> {
    let most = (WINDOW_CELLS / columns.max(1)).clamp(1024, TASK_ROWS) as u64;
    let mut cut = Vec::with_capacity(tasks.len());
    for mut task in tasks {
        while task.rows.end - task.rows.start > most {
            let [one, two] = halves(&task, task.rows.start + most);
            cut.push(one);
            task = two;
        }
        cut.push(task);
    }
    cut.retain(|task| !task.is_empty());
    cut
}

/// Tasks that are decoded together.
fn windows<'t, 'a>(tasks: &'t [Task<'a>], columns: usize) -> Vec<&'t [Task<'a>]> {
    let most = (WINDOW_CELLS / columns.max(1)).clamp(1, WINDOW_ROWS);
    let mut windows = Vec::new();
    let (mut begin, mut rows) = (0, 0);
    for (place, task) in tasks.iter().enumerate() {
        let range = (task.rows.end - task.rows.start) as usize;
        // The first window is the small task alone.
        if place > begin && (begin == 0 || rows + range > most) {
            windows.push(&tasks[begin..place]);
            (begin, rows) = (place, 0);
        }
        rows += range;
    }
    if begin < tasks.len() {
        windows.push(&tasks[begin..]);
    }
    windows
}

/// Some columns, by their places, of the rows of a window.
#[derive(Clone)]
struct Step<'t, 'a> {
    tasks: &'t [Task<'a>],
    places: Range<usize>,
}

/// Windows one after the other, each with all its columns. `batch`: how many of them at a time.
fn steps<'t, 'a>(tasks: &'t [Task<'a>], columns: usize, batch: usize) -> Vec<Step<'t, 'a>> {
    let batches = (0..columns).step_by(batch.max(1)).map(|start| start..columns.min(start + batch));
    let batches: Vec<Range<usize>> = batches.collect();
    let of = |tasks: &'t [Task<'a>]| batches.iter().map(move |places| Step { tasks, places: places.clone() });
    windows(tasks, batch).into_iter().flat_map(of).collect()
}

fn scan<'a>(
    source: &dyn RowSource,
    tasks: &[Task<'a>],
    batch: usize,
    gathered: &mut Gathered,
    view: &ViewRows,
    meter: &dyn Meter,
    news: &mut dyn FnMut(&Gathered),
) -> Result<(), Interrupted> {
    let ids = gathered.ids().to_vec();
    let load = |step: Option<&Step<'_, 'a>>| match step {
        Some(step) => load(source, step.tasks, &ids[step.places.clone()], meter),
        None => Ok(Vec::new()),
    };
    let rows = |tasks: &[Task<'_>]| -> u64 { tasks.iter().map(|task| task.rows.end - task.rows.start).sum() };
    let (mut done, total) = (0, rows(tasks));
    let steps = steps(tasks, ids.len(), batch);
    let mut pace = Pace::new();
    let mut loaded = load(steps.first())?;
    for (place, step) in steps.iter().enumerate() {
        meter.check()?;
        let now = std::mem::take(&mut loaded);
        let add = || {
            let added = gathered.add_columns(&now, step.places.clone(), view);
            drop(now);
            added
        };
        let (next, added) = rayon::join(|| load(steps.get(place + 1)), add);
        added?;
        loaded = next?;
        if step.places.end < ids.len() {
            continue;
        }
        done += rows(step.tasks);
        meter.report(done, total);
        if place + 1 < steps.len() && pace.is_due() {
            news(gathered);
            pace.told();
        }
    }
    Ok(())
}

/// When news are worth their time.
struct Pace {
    due: Instant,
    begun: Instant,
}

impl Pace {
    fn new() -> Self {
        let now = Instant::now();
        Self { due: now, begun: now }
    }

    fn is_due(&mut self) -> bool {
        self.begun = Instant::now();
        self.begun >= self.due
    }

    fn told(&mut self) {
        let now = Instant::now();
        self.due = now + NEWS_EVERY.max(20 * (now - self.begun));
    }
}

fn load<'a>(
    source: &dyn RowSource,
    window: &[Task<'a>],
    ids: &[ColumnId],
    meter: &dyn Meter,
) -> Result<Vec<Loaded<'a>>, Interrupted> {
    window
        .par_iter()
        .map(|task| {
            meter.check()?;
            let chunk = source.read(task.rows.clone(), ids)?;
            Ok(Loaded { task: task.clone(), chunk })
        })
        .collect()
}

/// What is known while rows are still being read.
fn partial(gathered: &Gathered, rows: u64) -> Profile {
    Profile {
        format: FORMAT.into(),
        rows_read: gathered.rows_read,
        rows,
        columns: gathered.columns(Effort::Glance),
        duplicates: Duplicates::default(),
        missing: gathered.missing(),
        associations: Associations::default(),
        target: None,
        findings: Vec::new(),
        limits: Vec::new(),
    }
}

fn finish(
    mut gathered: Gathered,
    view: &ViewRows,
    info: &TableInfo,
    options: &Options,
    meter: &dyn Meter,
) -> Result<Profiled, Interrupted> {
    meter.check()?;
    // What is done with is given back before the next thing takes its room.
    let duplicates = gathered.take_duplicates(view);
    meter.check()?;
    let columns = gathered.columns(Effort::Full);
    meter.check()?;
    let sample = gathered.take_sample();
    let (rows_read, missing, limits) = (gathered.rows_read, gathered.missing(), gathered.limits());
    drop(gathered);
    let associations = match options.reach {
        Reach::Whole => associations(&sample, &columns, meter)?,
        Reach::Columns => Associations::default(),
    };
    let target = match &options.target {
        Some(target) => Some(target_profile(&sample, &columns, target, &options.thresholds.leak, meter)?),
        None => None,
    };
    let parts = Parts {
        schema: &info.columns,
        columns: &columns,
        duplicates: &duplicates,
        associations: &associations,
        target: target.as_ref(),
        sample: &sample,
    };
    let findings = match options.reach {
        Reach::Whole => findings(&parts, &options.thresholds),
        Reach::Columns => Vec::new(),
    };
    let profile = Profile {
        format: FORMAT.into(),
        rows_read,
        rows: rows_read,
        missing,
        limits,
        columns,
        duplicates,
        associations,
        target,
        findings,
    };
    Ok(Profiled { profile, sample })
}
