//! A file read by position, that may grow, shrink or vanish while it is open.

use super::RawBytes;
use crate::open::handle::plain_error;
use ninefold_base::{Problem, format};
use std::fs::{File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::SystemTime;

/// Descriptors kept open by all files of this kind together; beyond that a file is opened for each read, so that a
/// table of a thousand files does not use up the process's share.
const KEPT_OPEN: usize = 200;
static OPEN: AtomicUsize = AtomicUsize::new(0);

pub struct RawFile {
    path: PathBuf,
    kept: Option<File>,
    /// Length when it was opened: what lies beyond is not part of the table.
    len: u64,
    inode: (u64, u64),
    modified: Option<SystemTime>,
    cut_short: AtomicBool,
}

impl RawFile {
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let file = File::open(path).map_err(|error| unreadable(path, &plain_error(&error)))?;
        let metadata = file.metadata().map_err(|error| unreadable(path, &plain_error(&error)))?;
        let keep = OPEN.fetch_add(1, Ordering::Relaxed) < KEPT_OPEN;
        if !keep {
            OPEN.fetch_sub(1, Ordering::Relaxed);
        }
        Ok(Self {
            path: path.to_path_buf(),
            kept: keep.then_some(file),
            len: metadata.len(),
            inode: inode(&metadata),
            modified: metadata.modified().ok(),
            cut_short: AtomicBool::new(false),
        })
    }

    fn cut(&self) -> Problem {
        self.cut_short.store(true, Ordering::Relaxed);
        Problem::new(
            format!("could not read `{}`", self.path.display()),
            format!("it was {} long when it was opened and is shorter now", format::bytes(self.len)),
            "open it again to see it as it is now",
        )
    }
}

impl Drop for RawFile {
    fn drop(&mut self) {
        if self.kept.is_some() {
            OPEN.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl RawBytes for RawFile {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
        let left = self.len.saturating_sub(offset);
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        let opened;
        let file = match &self.kept {
            Some(file) => file,
            None => {
                opened = File::open(&self.path).map_err(|error| unreadable(&self.path, &plain_error(&error)))?;
                &opened
            }
        };
        loop {
            match file.read_at(&mut buffer[..wanted], offset) {
                Ok(0) => return Err(self.cut()),
                Ok(n) => return Ok(n),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.path, &plain_error(&error))),
            }
        }
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn ended(&self) -> bool {
        true
    }

    fn changed(&self) -> Option<String> {
        let name = self.path.display();
        let Ok(now) = self.path.metadata() else {
            return Some(format!("`{name}` is gone since it was opened; what was open is still shown"));
        };
        if inode(&now) != self.inode {
            return Some(format!("`{name}` was replaced since it was opened; what was opened is still shown"));
        }
        if self.cut_short.load(Ordering::Relaxed) || now.len() < self.len {
            return Some(format!(
                "`{name}` was cut short since it was opened; rows beyond its end cannot be read any more"
            ));
        }
        if now.len() > self.len {
            return Some(format!(
                "`{name}` grew by {} since it was opened; the new rows are not shown",
                format::bytes(now.len() - self.len)
            ));
        }
        (now.modified().ok() != self.modified)
            .then(|| format!("`{name}` was changed since it was opened; what is shown may be old or mixed"))
    }
}

fn inode(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

fn unreadable(path: &Path, why: &str) -> Problem {
    Problem::new(
        format!("could not read `{}`", path.display()),
        why,
        "check that the file is still there and may be read",
    )
}
