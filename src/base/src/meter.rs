//! How long work reports progress and learns that it should stop. The engine's ticket implements it; work checks it at
//! every batch.

/// The work was asked to stop and did. Not a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Progress out, stop flag in. Cheap enough to be called for every batch from any thread.
pub trait Meter: Sync {
    /// `done` of `total` units are finished; `total` 0 means unknown.
    fn report(&self, done: u64, total: u64);
    /// True once the user cancelled or a newer job took the slot.
    fn stopped(&self) -> bool;

    /// `Err(Stopped)` once the work should end; for `?` in loops.
    fn check(&self) -> Result<(), Stopped> {
        if self.stopped() { Err(Stopped) } else { Ok(()) }
    }
}

/// A meter that nobody watches and nobody stops: headless commands and tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Meter for Silent {
    fn report(&self, _done: u64, _total: u64) {}
    fn stopped(&self) -> bool {
        false
    }
}
