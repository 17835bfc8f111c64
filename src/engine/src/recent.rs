//! What the welcome screen offers: files opened lately and the sample data.

use crate::places;
use ninefold_base::message::{FileInfo, Welcome};
use std::path::{Path, PathBuf};

const KEPT: usize = 20;
const OFFERED: usize = 9;

/// The sample data and what each file shows.
const SAMPLES: [(&str, &str); 4] = [
    (
        "census-employment.csv",
        "20,000 people, are they employed? with a score in use, sensitive attributes, missing values",
    ),
    ("census-employment-2018.parquet", "the same survey three years later, for drift"),
    ("flights-lga-2013.parquet", "101,140 flights, 1.16 % very late, in time order, with leaks to find"),
    ("penguins.csv", "344 penguins of three species: small, with missing values"),
];

/// The recent files that still exist, newest first, and the sample data if it is found beside the program or here.
pub fn welcome() -> Welcome {
    let recent = read().iter().filter_map(|path| info(Path::new(path))).take(OFFERED).collect();
    let samples = sample_folder().map(|folder| {
        SAMPLES
            .iter()
            .filter_map(|(name, shows)| info(&folder.join(name)).map(|file| (file, (*shows).to_string())))
            .collect()
    });
    Welcome { recent, samples: samples.unwrap_or_default() }
}

/// Puts a file at the head of the list. Failing to is no reason to trouble anyone.
pub fn remember(path: &Path) {
    let Ok(path) = path.canonicalize() else { return };
    let Some(file) = list_path() else { return };
    let path = path.display().to_string();
    let mut paths = read();
    paths.retain(|old| *old != path);
    paths.insert(0, path);
    paths.truncate(KEPT);
    if let Err(error) = places::write_whole(&file, (paths.join("\n") + "\n").as_bytes()) {
        tracing::debug!(%error, "recent files were not written");
    }
}

fn list_path() -> Option<PathBuf> {
    places::state_dir().map(|folder| folder.join("recent"))
}

fn read() -> Vec<String> {
    let text = list_path().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(str::to_string).collect()
}

fn info(path: &Path) -> Option<FileInfo> {
    let metadata = path.metadata().ok()?;
    Some(FileInfo { path: path.display().to_string(), bytes: Some(metadata.len()), rows: None })
}

fn sample_folder() -> Option<PathBuf> {
    let here = PathBuf::from("sample-data");
    if here.join("penguins.csv").is_file() {
        return Some(here);
    }
    let program = std::env::current_exe().ok()?.canonicalize().ok()?;
    let mut folders = program
        .ancestors()
        .skip(1)
        .take(4)
        .flat_map(|folder| [folder.join("sample-data"), folder.join("share/ninefold/sample-data")]);
    folders.find(|folder| folder.join("penguins.csv").is_file())
}
