//! Whose turn it is to complete a table: one thread works, others wait until it is done and can be stopped meanwhile.

use ninefold_base::{Meter, Stopped};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long a waiting thread goes without looking at its stop flag.
const PATIENCE: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub struct Turn {
    taken: Mutex<bool>,
    free: Condvar,
}

/// Gives the turn back when dropped.
pub struct Taken<'a>(&'a Turn);

impl Turn {
    pub fn take(&self, meter: &dyn Meter) -> Result<Taken<'_>, Stopped> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken {
            meter.check()?;
            taken = self.free.wait_timeout(taken, PATIENCE).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken = true;
        Ok(Taken(self))
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.free.notify_all();
    }
}
