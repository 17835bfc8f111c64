//! Jobs: long work with a ticket, a slot, progress and exactly one end.
//!
//! Two lanes. The interactive lane is one thread that fetches what is on the screen, newest request first. Background
//! jobs have a thread each, so that a stalled one (a pipe that does not deliver) holds up nobody. A newer job in a slot
//! stops the older one; what the older one still says is dropped, because it speaks through its ticket.

mod lanes;

use crossbeam_channel::Sender;
use lanes::Interactive;
use ninefold_base::message::{End, Event, JobId, JobSnapshot, Slot, ViewId};
use ninefold_base::{Meter, Problem};
use ninefold_data::Interrupted;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Where a job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Interactive,
    Background,
}

/// Who runs jobs: threads, or the caller itself (for tests and headless commands, where each request is answered
/// before the next is taken).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workers {
    Threads,
    Inline,
}

/// What a job holds: the sign that it should stop, the meter, and its voice.
#[derive(Debug)]
pub struct Ticket {
    id: JobId,
    stop: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
    events: Sender<Event>,
}

impl Ticket {
    /// Says something, unless the job was stopped: a stale result reaches nobody.
    pub fn send(&self, event: Event) {
        if !self.stopped() {
            // The receiver is gone only when the program ends.
            let _ = self.events.send(event);
        }
    }
}

impl Meter for Ticket {
    fn report(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The work of a job.
pub type Work = Box<dyn FnOnce(&Arc<Ticket>) -> Result<(), Interrupted> + Send>;

/// What to do with work that was dropped from the queue before it began.
pub type Dropped = Box<dyn FnOnce() + Send>;

/// What a job is about.
struct Subject {
    slot: Slot,
    view: Option<ViewId>,
    title: String,
}

struct Entry {
    slot: Slot,
    title: String,
    ticket: Arc<Ticket>,
    since: Instant,
}

/// All jobs of a session. A clone speaks of the same jobs.
#[derive(Clone)]
pub struct Jobs {
    shared: Arc<Shared>,
    interactive: Option<Arc<Interactive>>,
}

struct Shared {
    events: Sender<Event>,
    /// Rung when a job begins or ends, so that whoever reports progress knows when to.
    bell: Sender<()>,
    running: Mutex<BTreeMap<JobId, Entry>>,
    next: AtomicU64,
}

impl Jobs {
    pub fn new(workers: Workers, events: Sender<Event>, bell: Sender<()>) -> Self {
        let shared = Arc::new(Shared { events, bell, running: Mutex::default(), next: AtomicU64::new(1) });
        let interactive = match workers {
            Workers::Threads => Some(Arc::new(Interactive::start())),
            Workers::Inline => None,
        };
        Self { shared, interactive }
    }

    /// Starts work in a slot; a job that is there already is stopped. The start and the one end are told as events,
    /// except for [`is_quiet`] slots, whose answer is event enough.
    pub fn submit(&self, lane: Lane, slot: Slot, title: impl Into<String>, work: Work) -> JobId {
        self.begin(lane, Subject { slot, view: None, title: title.into() }, work)
    }

    /// As [`Jobs::submit`], for the making of a view, whose end names it.
    pub fn submit_view(&self, view: ViewId, title: impl Into<String>, work: Work) -> JobId {
        self.begin(Lane::Background, Subject { slot: Slot::View, view: Some(view), title: title.into() }, work)
    }

    fn begin(&self, lane: Lane, subject: Subject, work: Work) -> JobId {
        let slot = subject.slot;
        self.stop_slot(slot);
        let ticket = self.shared.enter(&subject);
        let id = ticket.id;
        let shared = Arc::clone(&self.shared);
        let run = move || shared.run(&ticket, subject, work);
        match (&self.interactive, lane) {
            (None, _) => run(),
            (Some(interactive), Lane::Interactive) => interactive.push(Box::new(run), None),
            (Some(_), Lane::Background) => lanes::spawn(slot, run),
        }
        id
    }

    /// Work for the interactive lane that stands in a queue with others of its kind: the newest is served first, and
    /// those that were overtaken by many are dropped.
    pub fn enqueue(&self, work: Box<dyn FnOnce() + Send>, dropped: Dropped) {
        let guarded = {
            let shared = Arc::clone(&self.shared);
            move || {
                if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
                    let _ = shared.events.send(Event::Notice(Problem::fault("fetching rows", panic_text(&*panic))));
                }
            }
        };
        match &self.interactive {
            None => guarded(),
            Some(interactive) => interactive.push(Box::new(guarded), Some(dropped)),
        }
    }

    /// Asks a job to stop. Its end follows as soon as it notices.
    pub fn cancel(&self, id: JobId) {
        if let Some(entry) = self.shared.lock().get(&id) {
            entry.ticket.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Asks whatever runs in a slot to stop; true if there was something.
    pub fn stop_slot(&self, slot: Slot) -> bool {
        let running = self.shared.lock();
        let mut any = false;
        for entry in running.values().filter(|entry| entry.slot == slot && !entry.ticket.stopped()) {
            entry.ticket.stop.store(true, Ordering::Relaxed);
            any = true;
        }
        any
    }

    pub fn stop_all(&self) {
        for entry in self.shared.lock().values() {
            entry.ticket.stop.store(true, Ordering::Relaxed);
        }
    }

    /// True while a job runs that reports progress.
    pub fn any_running(&self) -> bool {
        self.shared.lock().values().any(|entry| !is_quiet(entry.slot))
    }

    /// The running jobs, oldest first.
    pub fn snapshots(&self) -> Vec<JobSnapshot> {
        self.shared.lock().values().filter(|entry| !is_quiet(entry.slot)).map(Entry::snapshot).collect()
    }
}

impl Entry {
    fn snapshot(&self) -> JobSnapshot {
        JobSnapshot {
            job: self.ticket.id,
            slot: self.slot,
            title: self.title.clone(),
            done: self.ticket.done.load(Ordering::Relaxed),
            total: self.ticket.total.load(Ordering::Relaxed),
            elapsed_ms: elapsed_ms(self.since),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<JobId, Entry>> {
        // A panic while the lock is held cannot leave the map half changed: each change is one insert or remove.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, subject: &Subject) -> Arc<Ticket> {
        let slot = subject.slot;
        let id = JobId(self.next.fetch_add(1, Ordering::Relaxed));
        let ticket = Arc::new(Ticket {
            id,
            stop: AtomicBool::new(false),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            events: self.events.clone(),
        });
        let entry = Entry { slot, title: subject.title.clone(), ticket: Arc::clone(&ticket), since: Instant::now() };
        let snapshot = entry.snapshot();
        self.lock().insert(id, entry);
        if !is_quiet(slot) {
            let _ = self.events.send(Event::JobStarted(snapshot));
            let _ = self.bell.try_send(());
        }
        ticket
    }

    fn run(&self, ticket: &Arc<Ticket>, subject: Subject, work: Work) {
        let Subject { slot, view, title } = subject;
        let guarded = || catch_unwind(AssertUnwindSafe(|| work(ticket)));
        let result = if ticket.stopped() { Ok(Err(Interrupted::Stopped)) } else { guarded() };
        let result = result.unwrap_or_else(|panic| Err(Problem::fault(&title, panic_text(&*panic)).into()));
        let end = match result {
            Ok(()) => End::Done,
            Err(Interrupted::Stopped) => End::Cancelled,
            // A failure of what nobody waits for any more is as stale as its result would be.
            Err(Interrupted::Failed(_)) if ticket.stopped() => End::Cancelled,
            Err(Interrupted::Failed(problem)) => End::Failed(problem),
        };
        let since = self.lock().remove(&ticket.id).map(|entry| entry.since);
        let _ = self.bell.try_send(());
        if is_quiet(slot) {
            if let End::Failed(problem) = end {
                ticket.send(Event::Notice(problem));
            }
            return;
        }
        let elapsed_ms = since.map(elapsed_ms).unwrap_or_default();
        let how = match &end {
            End::Done => "done",
            End::Cancelled => "stopped",
            End::Failed(_) => "failed",
        };
        tracing::info!(target: "ninefold::job", ?slot, elapsed_ms, how, title);
        let _ = self.events.send(Event::JobEnded { job: ticket.id, slot, view, title, end, elapsed_ms });
    }
}

/// Slots whose jobs are so short and so many that only their answer is told, or the problem in place of it.
pub fn is_quiet(slot: Slot) -> bool {
    match slot {
        Slot::Page | Slot::Record | Slot::Preview => true,
        Slot::Open
        | Slot::Complete
        | Slot::View
        | Slot::Search
        | Slot::Values
        | Slot::Write
        | Slot::Profile
        | Slot::Picture
        | Slot::Compare
        | Slot::Check => false,
    }
}

fn elapsed_ms(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The message of a panic, where it has one.
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message was left".into())
}

#[cfg(test)]
mod tests;
