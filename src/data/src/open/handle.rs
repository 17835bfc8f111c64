//! A file that is read by position and may change, shrink or vanish at any moment.
//!
//! Nothing is mapped into memory, so a file that is cut short gives an error instead of a signal. Descriptors are
//! opened when they are needed and at most [`OPEN_AT_ONCE`] of them are kept, so that a table of a thousand files does
//! not use up the process's share. A reopened file must still be the file that was opened first.

use ninefold_base::Problem;
use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Descriptors kept open for all columnar files together; the usual limit of a process is 1,024.
const OPEN_AT_ONCE: usize = 64;

static NEXT_ID: AtomicU64 = AtomicU64::new(0);
/// Most recently used last.
static OPEN: Mutex<VecDeque<(u64, Arc<File>)>> = Mutex::new(VecDeque::new());

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    device: u64,
    inode: u64,
    modified: (i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            device: metadata.dev(),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

/// See the module's text.
#[derive(Debug)]
pub struct FileHandle {
    id: u64,
    place: Place,
    stamp: Stamp,
    changed: AtomicBool,
}

#[derive(Debug)]
enum Place {
    Path(PathBuf),
    /// An unnamed temporary file: standard input that had to be kept.
    Unnamed(File),
}

impl FileHandle {
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let stamp = Stamp::of(&file.metadata()?);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        keep(id, Arc::new(file));
        Ok(Self { id, place: Place::Path(path.to_path_buf()), stamp, changed: AtomicBool::new(false) })
    }

    pub fn unnamed(file: File) -> std::io::Result<Self> {
        let stamp = Stamp::of(&file.metadata()?);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Ok(Self { id, place: Place::Unnamed(file), stamp, changed: AtomicBool::new(false) })
    }

    /// For messages: the path as it was given.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Path(path) => path.display().to_string(),
            Place::Unnamed(_) => "standard input".into(),
        }
    }

    pub fn bytes(&self) -> u64 {
        self.stamp.bytes
    }

    /// True once a read found that the file is no longer what was opened.
    pub fn changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// The bytes of `range`. Fails in a sentence if the file changed since it was opened.
    pub fn read(&self, start: u64, length: usize) -> Result<Vec<u8>, Problem> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.stamp.bytes);
        if end.is_none() {
            return Err(Problem::new(
                format!("could not read `{}`", self.name()),
                format!(
                    "it points at byte {start} with length {length}, beyond its own end at byte {}",
                    self.stamp.bytes
                ),
                "the file is damaged or was cut short; get it again from where it came",
            ));
        }
        let mut bytes = vec![0; length];
        self.with_file(|file| file.read_exact_at(&mut bytes, start))?;
        Ok(bytes)
    }

    /// As [`FileHandle::read`], but for readers that want a stream with seek.
    pub fn cursor(self: &Arc<Self>) -> HandleCursor {
        HandleCursor { handle: Arc::clone(self), position: 0 }
    }

    fn with_file<T>(&self, work: impl FnOnce(&File) -> std::io::Result<T>) -> Result<T, Problem> {
        let file = match &self.place {
            Place::Unnamed(file) => return work(file).map_err(|error| self.unreadable(&error)),
            Place::Path(path) => self.reopen(path)?,
        };
        let result = work(&file);
        let now = file.metadata().map(|metadata| Stamp::of(&metadata));
        if now.is_ok_and(|now| now != self.stamp) {
            return Err(self.is_changed());
        }
        result.map_err(|error| self.unreadable(&error))
    }

    fn reopen(&self, path: &Path) -> Result<Arc<File>, Problem> {
        if let Some(file) = kept(self.id) {
            return Ok(file);
        }
        let file = File::open(path).map_err(|error| {
            self.changed.store(true, Ordering::Relaxed);
            self.unreadable(&error)
        })?;
        let stamp = file.metadata().map(|metadata| Stamp::of(&metadata)).map_err(|error| self.unreadable(&error))?;
        if stamp != self.stamp {
            return Err(self.is_changed());
        }
        let file = Arc::new(file);
        keep(self.id, Arc::clone(&file));
        Ok(file)
    }

    fn is_changed(&self) -> Problem {
        self.changed.store(true, Ordering::Relaxed);
        Problem::new(
            format!("could not read `{}`", self.name()),
            "the file changed while it was open, so what is shown and what would be read now do not belong together",
            "open it again to see it as it is now",
        )
    }

    fn unreadable(&self, error: &std::io::Error) -> Problem {
        Problem::new(
            format!("could not read `{}`", self.name()),
            plain_error(error),
            "check that the file is still there and may be read, then open it again",
        )
    }
}

impl Drop for FileHandle {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(id, _)| *id != self.id);
    }
}

/// An operating system's message without its error number.
pub fn plain_error(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}

fn kept(id: u64) -> Option<Arc<File>> {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let at = open.iter().position(|(other, _)| *other == id)?;
    let entry = open.remove(at)?;
    let file = Arc::clone(&entry.1);
    open.push_back(entry);
    Some(file)
}

fn keep(id: u64, file: Arc<File>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if open.len() >= OPEN_AT_ONCE {
        open.pop_front();
    }
    open.push_back((id, file));
}

/// A reader with its own position over a shared handle.
#[derive(Debug, Clone)]
pub struct HandleCursor {
    handle: Arc<FileHandle>,
    position: u64,
}

impl Read for HandleCursor {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.handle.bytes().saturating_sub(self.position);
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if length == 0 {
            return Ok(0);
        }
        let position = self.position;
        let read = self.handle.with_file(|file| file.read_at(&mut buffer[..length], position));
        let read = read.map_err(std::io::Error::other)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for HandleCursor {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.handle.bytes().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| std::io::Error::other("seek before the beginning of the file"))?;
        Ok(self.position)
    }
}
