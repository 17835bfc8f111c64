//! The threads that jobs run on.

use super::Dropped;
use ninefold_base::message::Slot;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Queued page requests beyond this many are dropped, oldest first: they were scrolled past.
const QUEUE: usize = 6;

struct Task {
    run: Box<dyn FnOnce() + Send>,
    /// Only tasks that may be dropped have one.
    dropped: Option<Dropped>,
}

#[derive(Default)]
struct Queue {
    tasks: VecDeque<Task>,
    closed: bool,
}

/// One thread, newest task first.
pub(super) struct Interactive {
    shared: Arc<(Mutex<Queue>, Condvar)>,
}

impl Interactive {
    pub(super) fn start() -> Self {
        let shared: Arc<(Mutex<Queue>, Condvar)> = Arc::default();
        let theirs = Arc::clone(&shared);
        let body = move || {
            while let Some(task) = next(&theirs) {
                (task.run)();
            }
        };
        thread::Builder::new().name("interactive".into()).spawn(body).expect("the system can start one thread");
        Self { shared }
    }

    pub(super) fn push(&self, run: Box<dyn FnOnce() + Send>, dropped: Option<Dropped>) {
        let mut overtaken = Vec::new();
        {
            let mut queue = lock(&self.shared.0);
            queue.tasks.push_back(Task { run, dropped });
            while queue.tasks.iter().filter(|task| task.dropped.is_some()).count() > QUEUE {
                let oldest = queue.tasks.iter().position(|task| task.dropped.is_some()).expect("some can be dropped");
                overtaken.extend(queue.tasks.remove(oldest).and_then(|task| task.dropped));
            }
        }
        self.shared.1.notify_one();
        for tell in overtaken {
            tell();
        }
    }
}

impl Drop for Interactive {
    fn drop(&mut self) {
        lock(&self.shared.0).closed = true;
        self.shared.1.notify_all();
    }
}

fn next(shared: &(Mutex<Queue>, Condvar)) -> Option<Task> {
    let mut queue = lock(&shared.0);
    loop {
        if queue.closed {
            return None;
        }
        if let Some(task) = queue.tasks.pop_back() {
            return Some(task);
        }
        queue = shared.1.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}

fn lock(mutex: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread of its own for a background job.
pub(super) fn spawn(slot: Slot, run: impl FnOnce() + Send + 'static) {
    let name = format!("{slot:?}").to_lowercase();
    thread::Builder::new().name(name).spawn(run).expect("the system can start one thread");
}
