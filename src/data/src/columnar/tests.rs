//! Every file of the Parquet suite is opened and read whole, and compared with what others read from it.

use crate::RowSource;
use crate::open::handle::FileHandle;
use ninefold_base::message::TableId;
use ninefold_base::read::{FileFormat, ReadOptions};
use ninefold_base::{ColumnId, Problem, Silent};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn suite(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/parquet").join(folder);
    if !root.exists() {
        eprintln!("skipped: {} is not there", root.display());
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn open(path: &Path, format: FileFormat) -> Result<Arc<dyn RowSource>, Problem> {
    super::open(FileHandle::open(path).unwrap(), format, &ReadOptions::default(), TableId(1))
}

/// Rows that could be read in every column, and the problems met.
fn read_all(source: &dyn RowSource) -> (u64, Vec<Problem>) {
    let columns = source.info().columns.len() as u32;
    let mut problems = Vec::new();
    let mut rows = 0;
    for span in source.spans() {
        let mut whole = true;
        for column in 0..columns {
            match source.read(span.clone(), &[ColumnId(column)]) {
                Ok(chunk) => {
                    assert_eq!(chunk.frame.height() as u64, span.end - span.start);
                    crate::ops::page::cells_of(chunk.frame.columns()[0].as_materialized_series());
                }
                Err(problem) => {
                    whole = false;
                    problems.push(problem);
                }
            }
        }
        rows += if whole { span.end - span.start } else { 0 };
    }
    (rows, problems)
}

#[test]
fn every_file_of_the_suite_is_read_or_refused_in_a_sentence() {
    let files: Vec<PathBuf> = suite("data").into_iter().chain(suite("bad_data")).collect();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let started = std::time::Instant::now();
        match open(&path, FileFormat::Parquet) {
            Err(problem) => eprintln!("{name}: refused: {}", problem.why),
            Ok(source) => {
                let (rows, problems) = read_all(source.as_ref());
                source.complete(&Silent, &|| {}).unwrap();
                let all = source.info().rows;
                let first = problems.first().map(|problem| problem.why.clone()).unwrap_or_default();
                eprintln!("{name}: {rows} of {all} rows {first}");
                assert!(problems.iter().all(|problem| !problem.why.is_empty() && !problem.fix.is_empty()));
            }
        }
        assert!(started.elapsed().as_secs() < 20, "{name} took too long");
    }
}
