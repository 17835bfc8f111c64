//! The scan that makes a profile: a window of chunks is decoded while the one before it is taken in.

use super::associations::associations;
use super::column::Effort;
use super::findings::{Parts, Thresholds, findings};
use super::gather::{Gathered, Loaded, ViewRows};
use super::sample::Sample;
use super::target::target_profile;
use crate::ops::scan::{Task, tasks};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::explore::Target;
use ninefold_base::message::TableInfo;
use ninefold_base::profile::association::Associations;
use ninefold_base::profile::missing::Duplicates;
use ninefold_base::profile::{FORMAT, Profile};
use ninefold_base::{ColumnId, Meter, Problem, RowCount};
use polars::prelude::DataFrame;
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Rows of a window, about.
const WINDOW_ROWS: usize = 131_072;
/// Rows of a task at most, so that a window has some for every thread.
const TASK_ROWS: usize = 65_536;
/// Cells of a window at most, about: windows of wide tables have fewer rows.
const WINDOW_CELLS: usize = 16 << 20;
/// Rows that the first figures rest on.
const FIRST_ROWS: u64 = 16_384;
/// From so many columns on, a chunk that comes alone is decoded by several threads, each some columns.
const WIDE: usize = 64;
/// News come no more often than this, and take no more than a twentieth of the time.
const NEWS_EVERY: Duration = Duration::from_millis(250);

/// What a profile depends on besides the rows.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub target: Option<Target>,
    pub thresholds: Thresholds,
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
    let tasks = cut(tasks, gathered.ids().len());
    scan(source, &tasks, &mut gathered, &view, meter, &mut |gathered| news(partial(gathered, rows)))?;
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

fn scan(
    source: &dyn RowSource,
    tasks: &[Task<'_>],
    gathered: &mut Gathered,
    view: &ViewRows,
    meter: &dyn Meter,
    news: &mut dyn FnMut(&Gathered),
) -> Result<(), Interrupted> {
    let ids = gathered.ids().to_vec();
    let total: u64 = tasks.iter().map(|task| task.rows.end - task.rows.start).sum();
    let windows = windows(tasks, ids.len());
    let mut done = 0;
    let mut pace = Pace::new();
    let mut loaded = match windows.first() {
        Some(window) => load(source, window, &ids, meter)?,
        None => Vec::new(),
    };
    for (place, window) in windows.iter().enumerate() {
        meter.check()?;
        let next = windows.get(place + 1).copied().unwrap_or_default();
        let (next, added) =
            rayon::join(|| load(source, next, &ids, meter), || gathered.add(&std::mem::take(&mut loaded), view));
        added?;
        done += window.iter().map(|task| task.rows.end - task.rows.start).sum::<u64>();
        meter.report(done, total);
        if place + 1 < windows.len() && pace.is_due() {
            news(gathered);
            pace.told();
        }
        loaded = next?;
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
    let threads = rayon::current_num_threads();
    let parts = if ids.len() >= WIDE && window.len() < threads { threads } else { 1 };
    window
        .par_iter()
        .map(|task| {
            meter.check()?;
            let chunk = match parts {
                1 => source.read(task.rows.clone(), ids)?,
                _ => read_by_columns(source, task, ids, parts)?,
            };
            Ok(Loaded { task: task.clone(), chunk })
        })
        .collect()
}

/// As one read of all columns, done by several threads.
fn read_by_columns(source: &dyn RowSource, task: &Task<'_>, ids: &[ColumnId], parts: usize) -> Result<Chunk, Problem> {
    let chunks: Vec<Chunk> = ids
        .par_chunks(ids.len().div_ceil(parts))
        .map(|ids| source.read(task.rows.clone(), ids))
        .collect::<Result<_, Problem>>()?;
    let mut columns = Vec::with_capacity(ids.len());
    let mut invalid = Vec::new();
    let height = chunks.first().map_or(0, |chunk| chunk.frame.height());
    for chunk in chunks {
        columns.extend_from_slice(chunk.frame.columns());
        invalid.extend(chunk.invalid);
    }
    let frame = DataFrame::new(height, columns).map_err(super::words::fault)?;
    Ok(Chunk { frame, invalid })
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
    let associations = associations(&sample, &columns, meter)?;
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
    let findings = findings(&parts, &options.thresholds);
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
