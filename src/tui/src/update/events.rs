//! What the engine tells. Answers to old questions are recognised by their ids and dropped.

use crate::confirm::ConfirmState;
use crate::msg::Effect;
use crate::prompt;
use crate::state::{Overlay, Place, State};
use crate::table::Table;
use crate::table::shape::Shape;
use crate::{dialog, explore, grid, jobs, values};
use ninefold_base::Problem;
use ninefold_base::format;
use ninefold_base::message::{End, Event, Page, Record, Request, Slot, TableInfo, ViewId};
use ninefold_base::view::View;

pub fn update(state: &mut State, event: Event) {
    match event {
        Event::Opened(info) => opened(state, info),
        Event::Updated(info) => {
            if let Some(table) = state.table.as_mut().filter(|table| table.id == info.table) {
                table.updated(info);
            }
        }
        Event::Previewed { info, page } => dialog::previewed(state, info, page),
        Event::ViewRows { view, rows, columns } => {
            let shown = state.table.as_mut().is_some_and(|table| table.view_rows(view, rows, columns));
            if shown {
                prompt::done(state, Slot::View);
            }
        }
        Event::Page(page) => take_page(state, page),
        Event::PageFailed { view, rows, problem } => {
            if let Some(table) = state.table.as_mut().filter(|table| table.view == view) {
                table.cache.refuse(&rows);
                state.problem = Some(problem);
            }
        }
        Event::PageDropped { view, rows } => {
            if let Some(table) = state.table.as_mut().filter(|table| table.view == view) {
                table.cache.refuse(&rows);
            }
        }
        Event::Record(record) => take_record(state, record),
        Event::Found { view, search, row, towards } => grid::search::found(state, view, &search, row, towards),
        Event::Hits { view, search, hits, exact } => grid::search::hits(state, view, &search, hits, exact),
        Event::Values(counts) => values::counted(state, counts),
        Event::Explored { view, found } => explore::explored(state, view, found),
        Event::Written { path, rows, bytes } => {
            state.writing = None;
            prompt::done(state, Slot::Write);
            state.note(format!("wrote {} to `{path}` ({})", format::counted(rows, "row"), format::bytes(bytes)));
        }
        Event::Copied { text, what } => {
            state.note(format!("copied {what}"));
            state.outbox.push(Effect::CopyToClipboard(text));
        }
        Event::Saved { path } => state.note(format!("saved `{path}`")),
        Event::Restored { view } => restored(state, view),
        Event::PathCompletions { prefix, paths } => prompt::paths(state, &prefix, paths),
        Event::JobStarted(job) => state.jobs.started(job),
        Event::Progress(running) => {
            for job in &running {
                if job.elapsed_ms >= prompt::PATIENCE_MS {
                    prompt::done(state, job.slot);
                }
            }
            state.jobs.progressed(running);
        }
        Event::JobEnded { job, slot, view, title, end, elapsed_ms } => {
            job_ended(state, (slot, view), jobs::Ended { job, title, end, elapsed_ms });
        }
        Event::Notice(problem) => state.problem = Some(problem),
        Event::Terminate { signal } => state.outbox.push(Effect::Quit { code: 128 + signal }),
    }
}

fn opened(state: &mut State, info: TableInfo) {
    if state.opening.as_ref().is_none_or(|opening| opening.table != info.table) {
        return;
    }
    state.opening = None;
    state.problem = None;
    state.places.clear();
    prompt::done(state, Slot::Open);
    let view = state.ids.view();
    state.send(Request::SetView { view, spec: View::default() });
    state.table = Some(Table::new(info, view));
}

fn restored(state: &mut State, view: View) {
    let next = state.ids.view();
    let request = state.table.as_mut().and_then(|table| table.restore(view, next));
    state.send_some(request);
}

fn take_page(state: &mut State, page: Page) {
    let Some(table) = state.table.as_mut().filter(|table| table.view == page.view) else { return };
    for (column, cells) in page.columns.iter().zip(&page.cells) {
        table.shapes.entry(*column).or_insert_with(Shape::default).take(cells);
    }
    let reachable = table.rows.reachable();
    table.cache.take(page, reachable);
}

fn take_record(state: &mut State, record: Record) {
    let view: Option<ViewId> = state.table.as_ref().map(|table| table.view);
    if let Some(Place::Record(place)) = state.places.last_mut()
        && view == Some(record.view)
        && place.row == record.row
    {
        place.record = Some(record);
    }
}

fn job_ended(state: &mut State, (slot, view): (Slot, Option<ViewId>), ended: jobs::Ended) {
    let failed = match &ended.end {
        End::Failed(problem) => Some(problem.clone()),
        End::Done | End::Cancelled => None,
    };
    let cancelled = ended.end == End::Cancelled;
    state.jobs.ended(ended);
    match slot {
        Slot::View => view_ended(state, view, failed, cancelled),
        Slot::Open => open_ended(state, failed, cancelled),
        Slot::Search => {
            if let Some(table) = &mut state.table
                && let Some(searched) = &mut table.searched
                && (failed.is_some() || cancelled)
            {
                searched.waiting = false;
                if failed.is_some() {
                    table.searched = None;
                }
            }
            // Also where the answer was to a view that is no longer shown.
            if failed.is_none() && !cancelled {
                prompt::done(state, slot);
            }
            tell(state, slot, failed);
        }
        Slot::Preview => dialog::failed(state, failed),
        Slot::Write => write_ended(state, failed, cancelled),
        Slot::Profile => {
            let untold = explore::profile_ended(state, failed, cancelled);
            tell(state, slot, untold);
        }
        Slot::Picture => {
            let untold = explore::picture_ended(state, failed);
            tell(state, slot, untold);
        }
        Slot::Page | Slot::Values | Slot::Record | Slot::Complete | Slot::Compare | Slot::Check => {
            tell(state, slot, failed);
        }
    }
}

/// Shows a failure where the user looks: in the prompt that asked for it, else as a message.
fn tell(state: &mut State, slot: Slot, failed: Option<Problem>) {
    let Some(problem) = failed else { return };
    if let Some(problem) = prompt::failed(state, slot, problem) {
        state.problem = Some(problem);
    }
}

/// A view that is wanted no longer ends without consequence: only the list of jobs tells of it.
fn view_ended(state: &mut State, view: Option<ViewId>, failed: Option<Problem>, cancelled: bool) {
    let wanted = state.table.as_ref().and_then(|table| table.wanted.as_ref());
    if let (Some(view), Some(wanted)) = (view, wanted)
        && wanted.view != view
    {
        return;
    }
    let stopped = cancelled && wanted.is_some_and(|wanted| wanted.cancelled);
    if failed.is_some() || stopped {
        let next = state.ids.view();
        let request = state.table.as_mut().and_then(|table| table.give_up(next));
        state.send_some(request);
    }
    if stopped {
        state.note("stopped: the view is as it was before");
    }
    tell(state, Slot::View, failed);
}

fn open_ended(state: &mut State, failed: Option<Problem>, cancelled: bool) {
    if failed.is_some() || cancelled {
        // A job that was replaced by a newer one ends as cancelled too; the newer one is still waited for.
        let replaced = cancelled && state.jobs.running.iter().any(|job| job.slot == Slot::Open);
        if !replaced {
            state.opening = None;
        }
        if cancelled && !replaced {
            state.note("opening was stopped");
        }
    }
    tell(state, Slot::Open, failed);
}

fn write_ended(state: &mut State, failed: Option<Problem>, cancelled: bool) {
    let path = if failed.is_some() || cancelled { state.writing.take() } else { None };
    if cancelled {
        state.note("writing was stopped; no file was made");
    }
    let picture = state.explore.writing.is_some();
    match (failed, path) {
        (Some(problem), _) if picture && problem.is_file_exists() => {
            prompt::done(state, Slot::Write);
            explore::picture::ask_to_overwrite(state);
        }
        (Some(problem), Some(path)) if problem.is_file_exists() => {
            state.overlay = Some(Overlay::Confirm(ConfirmState::overwrite(path)));
        }
        (failed, _) => {
            state.explore.writing = None;
            tell(state, Slot::Write, failed);
        }
    }
}
