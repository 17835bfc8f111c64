//! One session: the open table, its views, and what each request does.

mod explore;
mod resolve;
mod tasks;

use crate::jobs::{Jobs, Lane, Workers};
use crate::project::{self, Project};
use crate::{complete_path, recent};
use crossbeam_channel::Sender;
use ninefold_base::explore::Decisions;
use ninefold_base::message::{Event, Request, Slot, TableId, ViewId};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::View;
use ninefold_base::{Problem, format};
use ninefold_data::RowSource;
use resolve::{Resolved, Views};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is open.
#[derive(Clone)]
pub(crate) struct OpenTable {
    pub(crate) id: TableId,
    pub(crate) source: Arc<dyn RowSource>,
}

/// What jobs and dispatcher share.
#[derive(Default)]
pub(crate) struct Shared {
    table: Option<OpenTable>,
    views: Views,
    profiles: explore::Profiles,
    /// What the user decided about the open table.
    decisions: Decisions,
}

pub struct Session {
    pub jobs: Jobs,
    events: Sender<Event>,
    shared: Arc<Mutex<Shared>>,
}

pub(crate) fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // Every change under the lock is a single assignment, so a panic cannot leave it half made.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub fn new(workers: Workers, events: Sender<Event>, bell: Sender<()>) -> Self {
        Self { jobs: Jobs::new(workers, events.clone(), bell), events, shared: Arc::default() }
    }

    /// Answers one request, at once or by starting a job.
    pub fn handle(&mut self, request: Request) {
        match request {
            Request::Open { table, source, options } => self.open(table, source, options),
            Request::Preview { source, options } => {
                self.jobs.submit(
                    Lane::Background,
                    Slot::Preview,
                    "trying read options",
                    tasks::preview(source, options),
                );
            }
            Request::SetView { view, spec } => self.set_view(view, spec),
            Request::Page { view, rows, columns } => self.page(view, rows, columns),
            Request::Record { view, row } => self.with_view(view, |session, resolved| {
                session.jobs.submit(
                    Lane::Interactive,
                    Slot::Record,
                    "fetching the row",
                    tasks::record(resolved, view, row),
                );
            }),
            Request::Search { view, search, from, direction } => self.with_view(view, |session, resolved| {
                let title = format!("searching for `{}`", search.pattern);
                session.jobs.submit(
                    Lane::Background,
                    Slot::Search,
                    title,
                    tasks::search(resolved, view, search, from, direction),
                );
            }),
            Request::Values { view, column } => self.with_view(view, |session, resolved| {
                let title = format!("counting {}", resolved.column_title(column));
                session.jobs.submit(Lane::Background, Slot::Values, title, tasks::values(resolved, view, column));
            }),
            Request::Write { view, path, columns, overwrite } => self.with_view(view, |session, resolved| {
                let title = format!("writing `{path}`");
                session.jobs.submit(
                    Lane::Background,
                    Slot::Write,
                    title,
                    tasks::write(resolved, path, columns, overwrite),
                );
            }),
            Request::CopyText { view, rows, columns, with_header } => self.with_view(view, |session, resolved| {
                session.jobs.submit(
                    Lane::Interactive,
                    Slot::Record,
                    "copying",
                    tasks::copy(resolved, rows, columns, with_header),
                );
            }),
            Request::Explore { view, ask } => {
                self.with_view(view, |session, resolved| session.explore(view, resolved, ask))
            }
            Request::CompletePath { prefix } => {
                let paths = complete_path::complete(&prefix);
                self.send(Event::PathCompletions { prefix, paths });
            }
            Request::Save { view } => self.save(&view),
            Request::Cancel(job) => self.jobs.cancel(job),
            Request::CancelForeground => self.cancel_foreground(),
            Request::Shutdown => self.jobs.stop_all(),
        }
    }

    fn send(&self, event: Event) {
        // The receiver is gone only when the program ends.
        let _ = self.events.send(event);
    }

    fn open(&mut self, table: TableId, source: Source, options: ReadOptions) {
        let project = match source.paths.as_slice() {
            [path] if project::is_project_path(Path::new(path)) => match project::load(Path::new(path)) {
                Ok(project) => Some(project),
                Err(problem) => {
                    self.send(Event::Notice(problem));
                    return;
                }
            },
            _ => None,
        };
        let (source, options) = match &project {
            Some(project) => (project.source.clone(), project.options.clone()),
            None => (source, options),
        };
        for slot in [Slot::Complete, Slot::View, Slot::Search, Slot::Values] {
            self.jobs.stop_slot(slot);
        }
        if let [path] = source.paths.as_slice() {
            recent::remember(Path::new(path));
        }
        let title = match source.paths.as_slice() {
            [path] => format!("opening `{path}`"),
            paths => format!("opening {}", format::counted(paths.len() as u64, "path")),
        };
        let opening = tasks::Opening {
            table,
            source,
            options,
            project,
            jobs: self.jobs.clone(),
            shared: Arc::clone(&self.shared),
        };
        self.jobs.submit(Lane::Background, Slot::Open, title, tasks::open(opening));
    }

    fn set_view(&mut self, view: ViewId, spec: View) {
        let known = {
            let mut shared = lock(&self.shared);
            shared.views.latest = view;
            let table = shared.table.clone();
            table.and_then(|table| shared.views.like(&table, &spec))
        };
        for slot in [Slot::Search, Slot::Values, Slot::View] {
            self.jobs.stop_slot(slot);
        }
        if let Some(resolved) = known {
            let again = resolved.renamed(spec);
            let event = Event::ViewRows { view, rows: again.rows(), columns: again.source.info().columns };
            lock(&self.shared).views.keep(view, again);
            self.send(event);
            return;
        }
        let title = tasks::view_title(&spec);
        self.jobs.submit_view(view, title, tasks::view(Arc::clone(&self.shared), view, spec));
    }

    /// Runs `then` with the rows of a view, or says that there is no table.
    fn with_view(&mut self, view: ViewId, then: impl FnOnce(&mut Self, Resolved)) {
        let resolved = lock(&self.shared).resolved(view);
        match resolved {
            Some(resolved) => then(self, resolved),
            None => self.send(Event::Notice(Problem::new(
                "there are no rows to work on",
                "no table is open, or its view is still being made",
                "open a file with `o`, or wait a moment",
            ))),
        }
    }

    fn page(&mut self, view: ViewId, rows: std::ops::Range<u64>, columns: Vec<ninefold_base::ColumnId>) {
        let (shared, events) = (Arc::clone(&self.shared), self.events.clone());
        let (late_events, late_rows) = (self.events.clone(), rows.clone());
        let work = move || {
            if let Some(event) = tasks::page(&shared, view, rows, &columns) {
                let _ = events.send(event);
            }
        };
        let dropped = move || {
            let _ = late_events.send(Event::PageDropped { view, rows: late_rows });
        };
        self.jobs.enqueue(Box::new(work), Box::new(dropped));
    }

    fn save(&self, view: &View) {
        let Some(info) = lock(&self.shared).table.as_ref().map(|table| table.source.info()) else {
            self.send(Event::Notice(Problem::new(
                "there is nothing to save",
                "no table is open",
                "open a file with `o`",
            )));
            return;
        };
        match project::save(&Project::of(&info.source, &info.options, &info.columns, view)) {
            Ok(path) => self.send(Event::Saved { path: path.display().to_string() }),
            Err(problem) => self.send(Event::Notice(problem)),
        }
    }

    /// What the user waits for is stopped, nearest first; looking at the whole file goes on.
    fn cancel_foreground(&self) {
        for slot in [Slot::Preview, Slot::Search, Slot::Values, Slot::Write, Slot::View, Slot::Open] {
            if self.jobs.stop_slot(slot) {
                return;
            }
        }
    }
}

impl Shared {
    /// The rows of a view: as found, or all rows for a view that was never set on this table.
    fn resolved(&self, view: ViewId) -> Option<Resolved> {
        let table = self.table.as_ref()?;
        if let Some(resolved) = self.views.get(view) {
            return Some(resolved);
        }
        // A view that has been asked for but not found yet has no rows to show.
        let never_set = view <= self.views.base || self.views.latest <= self.views.base;
        never_set.then(|| Resolved::all(table))
    }
}

#[cfg(test)]
mod tests;
