//! Standard input, kept in an unnamed temporary file while it arrives, so that one can page back.

use super::RawBytes;
use crate::open::handle::plain_error;
use ninefold_base::{Meter, Problem};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How long a stalled pipe is waited for between two looks at the stop flag.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
const BLOCK: usize = 1 << 18;

pub struct Spool {
    kept: File,
    len: AtomicU64,
    ended: AtomicBool,
    /// Held while reading, so that two readers cannot mix up the order.
    reading: Mutex<Vec<u8>>,
}

impl Spool {
    /// Refuses a terminal: on the screen its keys are commands, not data.
    pub fn new() -> Result<Self, Problem> {
        if io::stdin().is_terminal() {
            return Err(Problem::new(
                "could not read standard input",
                "it is the terminal: nothing is piped into it",
                "send data to it when you start, as in `cat table.csv | ninefold -`, or open a file",
            ));
        }
        let kept = tempfile::tempfile().map_err(|error| no_room(&error))?;
        Ok(Self { kept, len: AtomicU64::new(0), ended: AtomicBool::new(false), reading: Mutex::new(vec![0; BLOCK]) })
    }
}

fn no_room(error: &io::Error) -> Problem {
    Problem::new(
        "could not keep what arrives on standard input",
        plain_error(error),
        "make room in the folder for temporary files (TMPDIR), or write the data to a file and open that",
    )
}

impl RawBytes for Spool {
    fn name(&self) -> String {
        "standard input".into()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
        let left = self.len().saturating_sub(offset);
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        self.kept.read_at(&mut buffer[..wanted], offset).map_err(|error| no_room(&error))
    }

    fn len(&self) -> u64 {
        self.len.load(Ordering::Acquire)
    }

    fn ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    fn wait_for_more(&self, meter: &dyn Meter) -> Result<bool, Problem> {
        let mut block = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let stdin = io::stdin();
        loop {
            if meter.stopped() || self.ended() {
                return Ok(false);
            }
            let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
            match poll(&mut waiting, Some(&PATIENCE)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => break,
                Err(error) => return Err(no_room(&error.into())),
            }
        }
        let read = match stdin.lock().read(&mut block) {
            Ok(0) => {
                self.ended.store(true, Ordering::Release);
                return Ok(false);
            }
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            Err(error) => {
                self.ended.store(true, Ordering::Release);
                return Err(Problem::new(
                    "standard input broke off",
                    plain_error(&error),
                    "what arrived before is shown",
                ));
            }
        };
        if let Err(error) = self.kept.write_all_at(&block[..read], self.len()) {
            self.ended.store(true, Ordering::Release);
            return Err(no_room(&error));
        }
        self.len.fetch_add(read as u64, Ordering::Release);
        Ok(true)
    }
}
