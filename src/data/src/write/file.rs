//! To a path, whole or not at all.

use super::sink::interrupted;
use super::{Target, Written, write};
use crate::open::handle::plain_error;
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::{ColumnId, Meter, Problem};
use std::fs::{File, Permissions};
use std::io::BufWriter;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What to do with a file that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    Replace,
}

const BUFFER: usize = 1 << 20;

/// Writes to `path`; the kind of file is told from its name.
///
/// # Errors
/// A sentence if the file exists and may not be replaced, if it is one of the files that are being read, if the disk is
/// full. In every case the file at `path` is as it was.
pub fn write_file(
    source: &dyn RowSource,
    order: &RowOrder,
    columns: &[ColumnId],
    path: &str,
    existing: Existing,
    meter: &dyn Meter,
) -> Result<Written, Interrupted> {
    let target = Target::of_path(path)?;
    // A link is followed: what it points at is replaced, not the link.
    let place = Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    check(source, &place, path, existing)?;
    if place.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let mut device = File::options().write(true).open(&place).map_err(|error| interrupted(&error))?;
        return write(source, order, columns, target, &mut device, meter);
    }
    let folder = match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let made = tempfile::Builder::new()
        .prefix(".ninefold-")
        .suffix(".part")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder);
    let part = made.map_err(|error| cannot_write(path, &error))?;
    let mut sink = BufWriter::with_capacity(BUFFER, part);
    let written = write(source, order, columns, target, &mut sink, meter)?;
    let part = sink.into_inner().map_err(|error| interrupted(error.error()))?;
    part.as_file().sync_all().map_err(|error| interrupted(&error))?;
    let kept = match existing {
        Existing::Replace => part.persist(&place),
        Existing::Refuse => part.persist_noclobber(&place),
    };
    kept.map_err(|error| cannot_write(path, &error.error))?;
    // The name itself must survive a crash too; some file systems cannot promise it, which is no reason to fail.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(written)
}

fn check(source: &dyn RowSource, place: &Path, path: &str, existing: Existing) -> Result<(), Problem> {
    let what = format!("could not write `{path}`");
    let Ok(metadata) = place.metadata() else {
        let folder = place.parent().filter(|parent| !parent.as_os_str().is_empty());
        return match folder {
            Some(folder) if !folder.is_dir() => Err(Problem::new(
                what,
                format!("there is no folder `{}`", folder.display()),
                "create the folder first, or write to another one",
            )),
            _ => Ok(()),
        };
    };
    if metadata.is_dir() {
        return Err(Problem::new(what, "it is a folder", "name a file in it"));
    }
    let same = |file: &ninefold_base::message::FileInfo| {
        Path::new(&file.path)
            .metadata()
            .is_ok_and(|other| (other.dev(), other.ino()) == (metadata.dev(), metadata.ino()))
    };
    if metadata.is_file() && source.info().files.iter().any(same) {
        return Err(Problem::new(what, "it is the file that is open", "write to another name"));
    }
    if metadata.is_file() && existing == Existing::Refuse {
        return Err(Problem::new(
            what,
            "the file is already there",
            "write to another name, or say that it may be replaced",
        ));
    }
    Ok(())
}

fn cannot_write(path: &str, error: &std::io::Error) -> Problem {
    let what = format!("could not write `{path}`");
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Problem::new(what, "the file is already there", "write to another name, or say that it may be replaced")
        }
        std::io::ErrorKind::PermissionDenied => {
            Problem::new(what, "you may not write in that folder", "write to another folder")
        }
        _ => Problem::new(what, plain_error(error), "write to another place"),
    }
}
