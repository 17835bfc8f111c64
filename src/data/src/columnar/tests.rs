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

/// What others read from the same files: every column as text.
#[test]
fn values_are_those_of_the_answer_files() {
    for path in suite("data").into_iter().filter(|path| path.to_string_lossy().ends_with("_expect.csv")) {
        let parquet = PathBuf::from(path.to_string_lossy().replace("_expect.csv", ".parquet"));
        let source = open(&parquet, FileFormat::Parquet).unwrap();
        let mut answers = csv::Reader::from_path(&path).unwrap();
        let names: Vec<String> =
            answers.headers().unwrap().iter().map(|name| name.trim_end_matches(':').to_string()).collect();
        let rows: Vec<csv::StringRecord> = answers.records().map(Result::unwrap).collect();
        let columns = source.info().columns;
        assert_eq!(columns.len(), names.len(), "{}", path.display());
        for (at, column) in columns.iter().enumerate() {
            let chunk = source.read(0..rows.len() as u64, &[ColumnId(at as u32)]).unwrap();
            let cells = crate::ops::page::cells_of(chunk.frame.columns()[0].as_materialized_series());
            let answer = names.iter().position(|name| *name == column.name).unwrap_or(at);
            for (row, cell) in cells.iter().enumerate() {
                assert_eq!(cell.plain(), rows[row][answer], "{}: row {row} of {}", path.display(), column.name);
            }
        }
    }
}

fn mixed() -> polars::prelude::DataFrame {
    use polars::prelude::*;
    let frame = df!(
        "i" => (0..300i64).map(|n| if n % 7 == 0 { None } else { Some(n * n) }).collect::<Vec<_>>(),
        "f" => (0..300).map(|n| f64::from(n) / 3.0).collect::<Vec<_>>(),
        "t" => (0..300).map(|n| format!("text {}", n % 11)).collect::<Vec<_>>(),
        "b" => (0..300).map(|n| n % 2 == 0).collect::<Vec<_>>(),
    )
    .unwrap();
    let mut frame = frame;
    let list = frame
        .column("i")
        .unwrap()
        .as_materialized_series()
        .clone()
        .reshape_list(&[ReshapeDimension::new(300), ReshapeDimension::new(1)])
        .unwrap();
    frame.with_column(list.with_name("l".into()).into()).unwrap();
    let category = frame.column("t").unwrap().cast(&DataType::from_categories(Categories::global())).unwrap();
    frame.with_column(category.with_name("c".into())).unwrap();
    frame
}

/// The same table as bytes in all forms: Parquet with and without compression, Arrow file and stream, packed and not.
fn images() -> Vec<(FileFormat, Vec<u8>)> {
    use polars::prelude::*;
    let mut images = Vec::new();
    for compression in [ParquetCompression::Uncompressed, ParquetCompression::Snappy, ParquetCompression::Zstd(None)] {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .with_compression(compression)
            .with_row_group_size(Some(100))
            .with_data_page_size(Some(200))
            .finish(&mut mixed())
            .unwrap();
        images.push((FileFormat::Parquet, bytes));
    }
    for compression in [None, Some(IpcCompression::LZ4), Some(IpcCompression::ZSTD(Default::default()))] {
        let mut bytes = Vec::new();
        IpcWriter::new(&mut bytes).with_compression(compression).finish(&mut mixed()).unwrap();
        images.push((FileFormat::Arrow, bytes));
        let mut bytes = Vec::new();
        IpcStreamWriter::new(&mut bytes).with_compression(compression).finish(&mut mixed()).unwrap();
        images.push((FileFormat::Arrow, bytes));
    }
    images
}

#[test]
fn damaged_files_never_end_the_process() {
    use crate::ops::sample::SplitMix64;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    let rounds = std::env::var("NINEFOLD_DAMAGE").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    for (kind, (format, image)) in images().into_iter().enumerate() {
        let mut random = SplitMix64::new(kind as u64);
        for round in 0..rounds {
            let mut bytes = image.clone();
            for _ in 0..=round % 4 {
                // Half of the damage in the last part, where the footer is.
                let at = if round % 2 == 0 {
                    random.below(bytes.len() as u64)
                } else {
                    bytes.len() as u64 * 3 / 4 + random.below(bytes.len() as u64 / 4)
                } as usize;
                bytes[at] = match random.below(4) {
                    0 => 0xff,
                    1 => 0,
                    2 => bytes[at] ^ 1 << random.below(8),
                    _ => random.next_u64() as u8,
                };
            }
            if round % 9 == 8 {
                bytes.truncate(random.below(bytes.len() as u64) as usize);
            }
            std::fs::write(&path, &bytes).unwrap();
            let started = std::time::Instant::now();
            if let Ok(source) = open(&path, format)
                && source.row_count().reachable() < 1_000_000
            {
                read_all(source.as_ref());
            }
            assert!(started.elapsed().as_secs() < 10, "{format:?} image {kind}, round {round}");
        }
    }
}

/// A big file, its first page and a jump: `cargo test --release -p ninefold-data columnar::tests::big -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn big_files_open_at_once() {
    use crate::RowOrder;
    use crate::ops::sample::SplitMix64;
    use ninefold_base::message::{Search, Towards, ViewId};
    use ninefold_base::view::{Direction, Filter, SortKey, View};
    use polars::prelude::*;
    let folder = tempfile::tempdir().unwrap();
    let rows = 2_000_000usize;
    let mut random = SplitMix64::new(1);
    let mut columns: Vec<Column> = Vec::new();
    for at in 0..17 {
        let name: PlSmallStr = format!("column {at}").into();
        let numbers: Vec<u64> = (0..rows).map(|_| random.next_u64()).collect();
        columns.push(match at % 5 {
            0 => Column::new(name, (0..rows as i64).collect::<Vec<_>>()),
            1 => Column::new(
                name,
                numbers.iter().map(|n| if n % 10 == 0 { None } else { Some(*n as f64 / 1e12) }).collect::<Vec<_>>(),
            ),
            2 => Column::new(name, numbers.iter().map(|n| (n % 1000) as i64).collect::<Vec<_>>()),
            3 => Column::new(name, numbers.iter().map(|n| format!("category {}", n % 5000)).collect::<Vec<_>>()),
            _ => Column::new(name, numbers.iter().map(|n| format!("some \"text\" number {n}")).collect::<Vec<_>>()),
        });
    }
    let mut frame = DataFrame::new(rows, columns).unwrap();
    for group in [131_072, 1_000_000] {
        let path = folder.path().join(format!("{group}.parquet"));
        ParquetWriter::new(std::fs::File::create(&path).unwrap())
            .with_row_group_size(Some(group))
            .finish(&mut frame)
            .unwrap();
        let ids: Vec<ColumnId> = (0..17).map(ColumnId).collect();
        let started = std::time::Instant::now();
        let time =
            |what: &str, started: std::time::Instant| eprintln!("groups of {group}: {what}: {:?}", started.elapsed());
        let source = open(&path, FileFormat::Parquet).unwrap();
        time("open", started);
        crate::ops::page(source.as_ref(), &RowOrder::All, ViewId(1), 0..100, &ids).unwrap();
        time("first page", started);
        let started = std::time::Instant::now();
        crate::ops::page(source.as_ref(), &RowOrder::All, ViewId(1), rows as u64 - 100..rows as u64, &ids).unwrap();
        time("jump to the end", started);
        let started = std::time::Instant::now();
        crate::ops::page(source.as_ref(), &RowOrder::All, ViewId(1), rows as u64 - 200..rows as u64 - 100, &ids)
            .unwrap();
        time("page up", started);
        let started = std::time::Instant::now();
        let filter = View {
            filters: vec![Filter::Sql("\"column 2\" = 7 AND \"column 3\" LIKE '%42%'".into())],
            ..View::default()
        };
        crate::ops::rows(source.as_ref(), &filter, &Silent, &|_| {}).unwrap();
        time("filter", started);
        let started = std::time::Instant::now();
        let sort =
            View { sort: vec![SortKey { column: ColumnId(1), direction: Direction::Descending }], ..View::default() };
        let order = crate::ops::rows(source.as_ref(), &sort, &Silent, &|_| {}).unwrap();
        time("sort by a float", started);
        let started = std::time::Instant::now();
        crate::ops::page(source.as_ref(), &order, ViewId(1), 0..50, &ids).unwrap();
        time("50 rows of the sorted view", started);
        let started = std::time::Instant::now();
        crate::ops::page(source.as_ref(), &order, ViewId(1), 1000..1500, &ids).unwrap();
        time("500 rows of the sorted view", started);
        let started = std::time::Instant::now();
        let search = Search { pattern: "number 99999".into(), columns: ids.clone() };
        crate::ops::search(source.as_ref(), &RowOrder::All, &search, 0, Towards::Forward, &Silent).unwrap();
        crate::ops::count_hits(source.as_ref(), &RowOrder::All, &search, &Silent, &|_| {}).unwrap();
        time("count hits in all columns", started);
        let started = std::time::Instant::now();
        crate::ops::values(source.as_ref(), &RowOrder::All, ViewId(1), ColumnId(3), &Silent, &|_| {}).unwrap();
        time("values of a category", started);
        let started = std::time::Instant::now();
        let target = folder.path().join("out.csv");
        crate::write::write_file(
            source.as_ref(),
            &RowOrder::All,
            &ids,
            target.to_str().unwrap(),
            crate::write::file::Existing::Replace,
            &Silent,
        )
        .unwrap();
        time("to CSV", started);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    eprintln!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}
