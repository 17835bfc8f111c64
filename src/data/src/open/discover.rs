//! The files that paths, globs and folders stand for.

use super::kind::{self, by_magic, cannot_open, missing};
use crate::Interrupted;
use ninefold_base::format::counted;
use ninefold_base::read::ReadOptions;
use ninefold_base::{Meter, Problem};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders within folders that are followed.
const DEEPEST: usize = 32;

/// What was found, in the order of the rows to come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub files: Vec<FoundFile>,
    /// Files passed over, by reason.
    pub hidden: u64,
    pub not_tables: u64,
    /// For the title: the folder or pattern that was asked for, if it was one.
    pub asked: Option<String>,
}

/// One file, with the `key=value` folders it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    pub path: PathBuf,
    pub partitions: Vec<(String, String)>,
}

pub fn discover(paths: &[String], options: &ReadOptions, meter: &dyn Meter) -> Result<Found, Interrupted> {
    let mut found = Found::default();
    for given in paths {
        let path = Path::new(given);
        let before = found.files.len();
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                add_folder(path, path, options, meter, &mut found)?;
                if found.files.len() == before {
                    return Err(no_tables(given, &found).into());
                }
                found.asked = Some(format!("{}/", given.trim_end_matches('/')));
            }
            Ok(_) => found.files.push(FoundFile { path: path.to_path_buf(), partitions: Vec::new() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && given.contains(['*', '?', '[']) => {
                add_pattern(given, options, meter, &mut found)?;
                found.asked = Some(given.clone());
            }
            Err(error) => return Err(cannot_open(path, &error).into()),
        }
    }
    let mut seen = HashSet::new();
    found.files.retain(|file| seen.insert(file.path.clone()));
    if paths.len() > 1 {
        found.asked = None;
    }
    Ok(found)
}

fn add_pattern(pattern: &str, options: &ReadOptions, meter: &dyn Meter, found: &mut Found) -> Result<(), Interrupted> {
    let what = format!("could not open `{pattern}`");
    let matches = glob::glob(pattern).map_err(|error| {
        Problem::new(
            what.clone(),
            format!("the pattern cannot be read: {}", error.msg),
            "`*` stands for any characters, `?` for one, `**` for any folders",
        )
    })?;
    let root = pattern_root(pattern);
    let before = found.files.len();
    for path in matches {
        meter.check()?;
        let path = path.map_err(|error| cannot_open(error.path(), error.error()))?;
        if path.is_dir() {
            add_folder(&path, &root, options, meter, found)?;
        } else {
            let partitions = partitions(&path, &root);
            found.files.push(FoundFile { path, partitions });
        }
    }
    if found.files.len() == before {
        let fallback = missing(Path::new(pattern));
        return Err(Problem::new(what, "no file matches the pattern", fallback.fix).into());
    }
    found.files[before..].sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

/// The folders before the first wildcard: what partitions are counted from.
fn pattern_root(pattern: &str) -> PathBuf {
    Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '=']))
        .collect()
}

/// All tables in a folder and the folders in it, in the order of their paths.
fn add_folder(
    folder: &Path,
    root: &Path,
    options: &ReadOptions,
    meter: &dyn Meter,
    found: &mut Found,
) -> Result<(), Interrupted> {
    let mut seen = HashSet::new();
    let mut left = vec![(folder.to_path_buf(), 0)];
    let before = found.files.len();
    while let Some((folder, depth)) = left.pop() {
        meter.check()?;
        // A link may lead back to a folder above.
        if depth > DEEPEST || !seen.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())) {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(|error| cannot_open(&folder, &error))? {
            let path = entry.map_err(|error| cannot_open(&folder, &error))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() {
                if name.starts_with(['_', '.']) && !name.contains('=') {
                    found.hidden += 1;
                } else {
                    left.push((path, depth + 1));
                }
            } else if name.starts_with(['_', '.']) {
                found.hidden += 1;
            } else if !is_table(&path, &name, options) {
                found.not_tables += 1;
            } else {
                let partitions = partitions(&path, root);
                found.files.push(FoundFile { path, partitions });
            }
        }
    }
    found.files[before..].sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

/// By name; a file without a telling name by its first bytes. Empty files mark that a folder is complete.
fn is_table(path: &Path, name: &str, options: &ReadOptions) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    if !metadata.is_file() || metadata.len() == 0 {
        return false;
    }
    if kind::is_table_name(name) || options.format.is_some() && !name.contains('.') {
        return true;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(8).read_to_end(&mut head));
    read.is_ok() && by_magic(&head).is_some()
}

/// The `key=value` folders between `root` and the file.
fn partitions(path: &Path, root: &Path) -> Vec<(String, String)> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let folders = below.parent().into_iter().flat_map(Path::components);
    let pairs = folders.filter_map(|part| {
        let part = part.as_os_str().to_string_lossy();
        let (key, value) = part.split_once('=')?;
        (!key.is_empty()).then(|| (super::hive::decoded(key), super::hive::decoded(value)))
    });
    pairs.collect()
}

fn no_tables(folder: &str, found: &Found) -> Problem {
    let others = found.hidden + found.not_tables;
    let why = if others == 0 {
        "the folder is empty".to_string()
    } else {
        format!("the folder holds {}, but no table among them", counted(others, "other file"))
    };
    Problem::new(
        format!("could not open `{folder}`"),
        why,
        "tables are CSV, TSV, Parquet, Arrow, NDJSON and JSON files; name a file of another name itself",
    )
}
