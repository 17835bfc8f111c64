//! Where bytes go: counted, compressed on the way, with faults that can be told.

use crate::Interrupted;
use crate::open::handle::plain_error;
use flate2::write::GzEncoder;
use ninefold_base::Problem;
use ninefold_base::read::Compression;
use std::io::{self, ErrorKind, Write};

/// A writer that remembers what went wrong: polars passes errors on as text only.
pub struct Sink<'a> {
    inner: Inner<'a>,
    fault: Option<io::Error>,
}

enum Inner<'a> {
    Plain(Counted<'a>),
    Gzip(GzEncoder<Counted<'a>>),
    Zstd(zstd::stream::write::Encoder<'static, Counted<'a>>),
}

struct Counted<'a> {
    sink: &'a mut (dyn Write + Send),
    bytes: u64,
}

impl<'a> Sink<'a> {
    pub fn new(sink: &'a mut (dyn Write + Send), compression: Option<Compression>) -> Result<Self, Interrupted> {
        let counted = Counted { sink, bytes: 0 };
        let inner = match compression {
            None => Inner::Plain(counted),
            Some(Compression::Gzip) => Inner::Gzip(GzEncoder::new(counted, flate2::Compression::default())),
            Some(Compression::Zstd) => {
                Inner::Zstd(zstd::stream::write::Encoder::new(counted, 3).map_err(|error| interrupted(&error))?)
            }
        };
        Ok(Self { inner, fault: None })
    }

    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Interrupted> {
        self.write_all(bytes).map_err(|error| interrupted(&error))
    }

    /// Ends the stream; the bytes that reached the sink.
    pub fn finish(self) -> Result<u64, Interrupted> {
        let counted = match self.inner {
            Inner::Plain(counted) => Ok(counted),
            Inner::Gzip(encoder) => encoder.finish(),
            Inner::Zstd(encoder) => encoder.finish(),
        };
        let counted = counted.map_err(|error| interrupted(&error))?;
        counted.sink.flush().map_err(|error| interrupted(&error))?;
        Ok(counted.bytes)
    }

    /// Why polars could not write: the writer's own fault if there was one.
    pub fn explain(&mut self, error: &polars::prelude::PolarsError) -> Interrupted {
        match self.fault.take() {
            Some(fault) => interrupted(&fault),
            None => {
                Problem::new("could not write the table", error.to_string(), "write it in another form, such as .csv")
                    .into()
            }
        }
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = match &mut self.inner {
            Inner::Plain(sink) => sink.write(bytes),
            Inner::Gzip(sink) => sink.write(bytes),
            Inner::Zstd(sink) => sink.write(bytes),
        };
        result.map_err(|error| self.remember(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = match &mut self.inner {
            Inner::Plain(sink) => sink.flush(),
            Inner::Gzip(sink) => sink.flush(),
            Inner::Zstd(sink) => sink.flush(),
        };
        result.map_err(|error| self.remember(error))
    }
}

impl Sink<'_> {
    fn remember(&mut self, error: io::Error) -> io::Error {
        if error.kind() == ErrorKind::Interrupted {
            return error;
        }
        let copy = match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(error.kind(), error.to_string()),
        };
        self.fault = Some(copy);
        error
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// A fault of writing as the user should see it. A pipe that nobody reads any more is no fault.
pub fn interrupted(error: &io::Error) -> Interrupted {
    let fix = match error.kind() {
        ErrorKind::BrokenPipe => return Interrupted::Stopped,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room on the disk, or write to another place; nothing was left behind"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "write to a folder where you may",
        _ => "try again, or write to another place",
    };
    Problem::new("could not write the table", plain_error(error), fix).into()
}
