//! The dispatcher: takes requests in order, answers with events, reports progress ten times a second while jobs run and
//! sleeps otherwise.

use crate::jobs::Workers;
use crate::session::Session;
use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use ninefold_base::message::{Event, Request};
use std::time::{Duration, Instant};

/// At most ten wake-ups a second.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// A running engine: where requests go and where events come from.
#[derive(Debug, Clone)]
pub struct Engine {
    pub requests: Sender<Request>,
    pub events: Receiver<Event>,
}

/// Starts the dispatcher on a thread of its own. It ends with [`Request::Shutdown`] or when all senders are gone.
///
/// # Errors
/// The system refuses a thread or a signal handler.
pub fn start() -> std::io::Result<Engine> {
    start_workers();
    let (requests, inbox) = unbounded();
    let (outbox, events) = unbounded();
    crate::signals::watch(outbox.clone())?;
    std::thread::Builder::new().name("dispatcher".into()).spawn(move || dispatch(&inbox, &outbox))?;
    Ok(Engine { requests, events })
}

/// The threads that scans are spread over. They give way to the screen and to paging when cores are few.
fn start_workers() {
    let pool = rayon::ThreadPoolBuilder::new().thread_name(|n| format!("scan-{n}")).start_handler(|_| {
        // On Linux this concerns the calling thread alone; where it is refused, scans just compete on equal terms.
        let _ = rustix::process::nice(10);
    });
    if let Err(error) = pool.build_global() {
        tracing::debug!(%error, "the scan pool was there before");
    }
}

fn dispatch(inbox: &Receiver<Request>, outbox: &Sender<Event>) {
    let (bell, rung) = bounded(1);
    let mut session = Session::new(Workers::Threads, outbox.clone(), bell);
    let mut next_report = Instant::now();
    loop {
        let wait = if session.jobs.any_running() {
            next_report.saturating_duration_since(Instant::now())
        } else {
            Duration::MAX
        };
        let ticks = if wait == Duration::MAX { crossbeam_channel::never() } else { crossbeam_channel::after(wait) };
        select! {
            recv(inbox) -> request => match request {
                Ok(Request::Shutdown) | Err(_) => break,
                Ok(request) => session.handle(request),
            },
            recv(rung) -> _ => {}
            recv(ticks) -> _ => {
                next_report = Instant::now() + PROGRESS_EVERY;
                let _ = outbox.send(Event::Progress(session.jobs.snapshots()));
            }
        }
    }
    session.jobs.stop_all();
}

/// An engine that answers each request before the next is taken: for tests.
pub struct InlineEngine {
    session: Session,
    pub events: Receiver<Event>,
}

impl Default for InlineEngine {
    fn default() -> Self {
        let (outbox, events) = unbounded();
        let (bell, _) = bounded(1);
        Self { session: Session::new(Workers::Inline, outbox, bell), events }
    }
}

impl InlineEngine {
    pub fn handle(&mut self, request: Request) {
        self.session.handle(request);
    }
}
