//! The work behind each request: takes what it needs, answers through its ticket.

use super::resolve::Resolved;
use super::{OpenTable, Shared, lock};
use crate::headless;
use crate::jobs::{Jobs, Lane, Work};
use crate::project::Project;
use ninefold_base::explore::Explored;
use ninefold_base::message::{Event, Search, Slot, TableId, Towards, ViewId};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::View;
use ninefold_base::{ColumnId, Meter, Problem, format};
use ninefold_data::write::{Existing, write_file};
use ninefold_data::{RowOrder, ops};
use std::cell::Cell;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Rows shown in the preview of read options.
const PREVIEW_ROWS: u64 = 50;
/// Rows found so far are told no more often than this.
const NEWS_EVERY: Duration = Duration::from_millis(150);
/// Values copied at most in one go.
const COPIED_ROWS: u64 = 100_000;

pub(super) struct Opening {
    pub(super) table: TableId,
    pub(super) source: Source,
    pub(super) options: ReadOptions,
    pub(super) project: Option<Project>,
    pub(super) jobs: Jobs,
    pub(super) shared: Arc<Mutex<Shared>>,
}

/// Reads the first rows, shows them, then looks at the rest as a job of its own: cancelling that or failing in it
/// leaves the table open as far as it is known.
pub(super) fn open(opening: Opening) -> Work {
    Box::new(move |ticket| {
        let Opening { table, source, options, project, jobs, shared } = opening;
        let opened = ninefold_data::open::open(table, &source, &options, &**ticket)?;
        let info = opened.info();
        let (decisions, unread) = match &project {
            Some(project) => (project.decisions.clone(), None),
            None => match crate::project::load_decisions(&info.source) {
                Ok(decisions) => (decisions, None),
                Err(problem) => (Default::default(), Some(problem)),
            },
        };
        {
            let mut shared = lock(&shared);
            ticket.check()?;
            shared.table = Some(OpenTable { id: table, source: opened });
            shared.views.clear();
            shared.decisions = decisions.clone();
        }
        ticket.send(Event::Opened(info.clone()));
        ticket.send(Event::Explored { view: ViewId(0), found: Explored::Decisions(decisions) });
        if let Some(problem) = unread {
            ticket.send(Event::Notice(problem));
        }
        let view = match project {
            Some(project) => project.view(&info.columns),
            None => {
                headless::named_types(&options, &info).map(|interpretation| View { interpretation, ..View::default() })
            }
        };
        match view {
            Ok(view) if view != View::default() => ticket.send(Event::Restored { view }),
            Ok(_) => {}
            Err(problem) => ticket.send(Event::Notice(problem)),
        }
        if !info.complete {
            jobs.submit(Lane::Background, Slot::Complete, "looking at every row", complete(shared));
        }
        Ok(())
    })
}

fn complete(shared: Arc<Mutex<Shared>>) -> Work {
    Box::new(move |ticket| {
        let Some(table) = lock(&shared).table.clone() else { return Ok(()) };
        let told = Arc::clone(&table.source);
        table.source.complete(&**ticket, &|| ticket.send(Event::Updated(told.info())))?;
        ticket.send(Event::Updated(table.source.info()));
        Ok(())
    })
}

pub(super) fn preview(source: Source, options: ReadOptions) -> Work {
    Box::new(move |ticket| {
        let view = ViewId(0);
        let opened = ninefold_data::open::open(TableId(0), &source, &options, &**ticket)?;
        let info = opened.info();
        let columns: Vec<ColumnId> = (0..info.columns.len().min(100)).map(|id| ColumnId(id as u32)).collect();
        let rows = 0..PREVIEW_ROWS.min(info.rows.reachable());
        let page = ops::page(&*opened, &RowOrder::All, view, rows, &columns)?;
        ticket.send(Event::Previewed { info, page });
        Ok(())
    })
}

/// What the progress line says while a view is made.
pub(super) fn view_title(spec: &View) -> String {
    match (spec.filters.is_empty(), spec.sort.is_empty()) {
        (true, true) => "reading values anew".into(),
        (false, true) => "finding rows".into(),
        (true, false) => "sorting".into(),
        (false, false) => "finding and sorting rows".into(),
    }
}

pub(super) fn view(shared: Arc<Mutex<Shared>>, view: ViewId, spec: View) -> Work {
    Box::new(move |ticket| {
        let Some(table) = lock(&shared).table.clone() else {
            return Err(Problem::new("there is no table", "nothing is open", "open a file with `o`").into());
        };
        let plain = spec.interpretation == Default::default();
        let source = if plain {
            Arc::clone(&table.source)
        } else {
            table.source.reinterpret(&spec.interpretation, &**ticket)?
        };
        let base = Resolved { table: table.id, spec: spec.clone(), source, order: RowOrder::All, whole: true };
        let tell = |resolved: &Resolved| {
            let mut shared = lock(&shared);
            // Under the lock, so that a newer view or table cannot slip in between.
            if !ticket.stopped() && shared.table.as_ref().is_some_and(|now| now.id == table.id) {
                shared.views.keep(view, resolved.clone());
                ticket.send(Event::ViewRows { view, rows: resolved.rows(), columns: resolved.source.info().columns });
            }
        };
        if !spec.needs_rows() {
            tell(&base);
            return Ok(());
        }
        let told = Cell::new(None::<Instant>);
        let found_so_far = |rows: &[u32]| {
            // Each telling copies all rows found so far.
            if !rows.is_empty() && told.get().is_none_or(|told| told.elapsed() >= NEWS_EVERY) {
                tell(&Resolved { order: RowOrder::Picked(Arc::new(rows.to_vec())), whole: false, ..base.clone() });
                told.set(Some(Instant::now()));
            }
        };
        let order = ops::rows(&*base.source, &spec, &**ticket, &found_so_far)?;
        tell(&Resolved { order, ..base.clone() });
        Ok(())
    })
}

/// Rows for the screen: answered on the interactive lane, where it is the newest request that counts.
pub(super) fn page(shared: &Mutex<Shared>, view: ViewId, rows: Range<u64>, columns: &[ColumnId]) -> Option<Event> {
    // An older view stays on the screen while a newer one is being made.
    let resolved = lock(shared).resolved(view);
    let Some(resolved) = resolved else { return Some(Event::PageDropped { view, rows }) };
    match ops::page(&*resolved.source, &resolved.order, view, rows.clone(), columns) {
        Ok(page) => Some(Event::Page(page)),
        Err(problem) => Some(Event::PageFailed { view, rows, problem }),
    }
}

pub(super) fn record(resolved: Resolved, view: ViewId, row: u64) -> Work {
    Box::new(move |ticket| {
        ticket.send(Event::Record(ops::record(&*resolved.source, &resolved.order, view, row)?));
        Ok(())
    })
}

/// Nearest hit first, then from the other end; then the count of all.
pub(super) fn search(resolved: Resolved, view: ViewId, search: Search, from: u64, towards: Towards) -> Work {
    Box::new(move |ticket| {
        let find = |from: u64| ops::search(&*resolved.source, &resolved.order, &search, from, towards, &**ticket);
        let rows = resolved.rows().reachable();
        let mut row = if from < rows { find(from)? } else { None };
        let other_end = match towards {
            Towards::Forward => 0,
            Towards::Backward => rows.saturating_sub(1),
        };
        if row.is_none() && from != other_end && rows > 0 {
            row = find(other_end)?;
        }
        let none = row.is_none();
        ticket.send(Event::Found { view, search: search.clone(), row, towards });
        let told = |hits: u64| ticket.send(Event::Hits { view, search: search.clone(), hits, exact: false });
        let hits =
            if none { 0 } else { ops::count_hits(&*resolved.source, &resolved.order, &search, &**ticket, &told)? };
        ticket.send(Event::Hits { view, search: search.clone(), hits, exact: true });
        Ok(())
    })
}

pub(super) fn values(resolved: Resolved, view: ViewId, column: ColumnId) -> Work {
    Box::new(move |ticket| {
        let counts = ops::values(&*resolved.source, &resolved.order, view, column, &**ticket, &|counts| {
            ticket.send(Event::Values(counts))
        })?;
        ticket.send(Event::Values(counts));
        Ok(())
    })
}

pub(super) fn write(resolved: Resolved, path: String, columns: Vec<ColumnId>, overwrite: bool) -> Work {
    Box::new(move |ticket| {
        resolved.source.wait_complete(&**ticket)?;
        let existing = if overwrite { Existing::Replace } else { Existing::Refuse };
        let written = write_file(&*resolved.source, &resolved.order, &columns, &path, existing, &**ticket)?;
        ticket.send(Event::Written { path, rows: written.rows, bytes: written.bytes });
        Ok(())
    })
}

pub(super) fn copy(resolved: Resolved, rows: Range<u64>, columns: Vec<ColumnId>, with_header: bool) -> Work {
    Box::new(move |ticket| {
        let end = rows.end.min(rows.start.saturating_add(COPIED_ROWS)).min(resolved.rows().reachable());
        let taken = rows.start..end;
        let text = ops::copy_text(&*resolved.source, &resolved.order, taken.clone(), &columns, with_header)?;
        let count = taken.end.saturating_sub(taken.start);
        let left = rows.end.min(resolved.rows().reachable()).saturating_sub(end);
        let mut what = match (count, columns.as_slice()) {
            (1, [_]) => "one cell".to_string(),
            (_, [_]) => format!("{} of {}", format::counted(count, "value"), resolved.column_title(columns[0])),
            _ => format!("{} of {}", format::counted(count, "row"), format::counted(columns.len() as u64, "column")),
        };
        if left > 0 {
            what.push_str(&format!(", {} left out", format::grouped(left)));
        }
        ticket.send(Event::Copied { text, what });
        Ok(())
    })
}
