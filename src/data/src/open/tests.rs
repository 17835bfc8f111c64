//! Paths, folders and unions, on files made for the purpose.

use super::open;
use crate::{Interrupted, RowSource};
use ninefold_base::message::TableId;
use ninefold_base::read::{FileFormat, FindingKind, ReadOptions, Source};
use ninefold_base::view::{Interpretation, TypeChoice};
use ninefold_base::{Cell, ColumnId, Problem, Silent, TypeKind};
use polars::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn opened(paths: &[&Path], with_origin: bool) -> Result<Arc<dyn RowSource>, Problem> {
    let source = Source { paths: paths.iter().map(|path| path.display().to_string()).collect(), with_origin };
    open(TableId(1), &source, &ReadOptions::default(), &Silent).map_err(|error| match error {
        Interrupted::Failed(problem) => problem,
        Interrupted::Stopped => panic!("nobody stopped it"),
    })
}

fn problem(path: &Path) -> Problem {
    opened(&[path], false).err().unwrap()
}

fn parquet(path: &Path, mut frame: DataFrame) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    ParquetWriter::new(fs::File::create(path).unwrap()).with_row_group_size(Some(3)).finish(&mut frame).unwrap();
}

fn arrow(path: &Path, mut frame: DataFrame) {
    IpcWriter::new(fs::File::create(path).unwrap()).finish(&mut frame).unwrap();
}

/// All rows as plain text.
fn table(source: &dyn RowSource) -> Vec<Vec<String>> {
    source.complete(&Silent, &|| {}).unwrap();
    let info = source.info();
    let ids: Vec<ColumnId> = (0..info.columns.len() as u32).map(ColumnId).collect();
    let page =
        crate::ops::page(source, &crate::RowOrder::All, ninefold_base::message::ViewId(1), 0..1000, &ids).unwrap();
    let header = info.columns.iter().map(|column| column.name.clone()).collect();
    let rows = (0..page.row_ids.len()).map(|row| {
        page.cells
            .iter()
            .map(|column| if column[row] == Cell::Missing { "·".into() } else { column[row].plain() })
            .collect()
    });
    std::iter::once(header).chain(rows).collect()
}

#[test]
fn reads_parquet_and_arrow_files_and_streams_alike() {
    let folder = tempfile::tempdir().unwrap();
    let frame = df!("n" => [Some(1i64), None, Some(3), Some(4), Some(5)], "t" => ["a", "b", "", "d", "e"]).unwrap();
    let (p, a, s) = (folder.path().join("x.parquet"), folder.path().join("x.arrow"), folder.path().join("x.stream"));
    parquet(&p, frame.clone());
    arrow(&a, frame.clone());
    IpcStreamWriter::new(fs::File::create(&s).unwrap()).finish(&mut frame.clone()).unwrap();
    let expected = [["n", "t"], ["1", "a"], ["·", "b"], ["3", ""], ["4", "d"], ["5", "e"]];
    for path in [p, a, s] {
        let source = opened(&[&path], false).unwrap();
        assert_eq!(table(source.as_ref()), expected, "{}", path.display());
        assert_eq!(source.info().columns[0].missing, Some(1));
        assert!(source.info().complete);
    }
}

#[test]
fn unites_files_with_different_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    parquet(&path("b.parquet"), df!("x" => [1.5f64], "only_b" => [true]).unwrap());
    parquet(&path("a.parquet"), df!("x" => [1i64, 2], "y" => [7i64, 8]).unwrap());
    arrow(&path("c.arrow"), df!("y" => ["text"], "x" => [3i32]).unwrap());
    fs::write(path("_SUCCESS"), "").unwrap();
    fs::write(path("README.md"), "hello").unwrap();
    let source = opened(&[folder.path()], true).unwrap();
    let rows = table(source.as_ref());
    assert_eq!(rows[0], ["x", "y", "only_b", "file"]);
    assert_eq!(rows[1][..3], ["1.0", "7", "·"]);
    assert_eq!(rows[3][..3], ["1.5", "·", "true"]);
    assert_eq!(rows[4][..3], ["3.0", "text", "·"]);
    assert!(rows[4][3].ends_with("c.arrow"));
    let info = source.info();
    assert_eq!(info.title, format!("3 files in `{}/`", folder.path().display()));
    assert_eq!(
        info.columns.iter().map(|column| column.dtype.kind).collect::<Vec<_>>(),
        [TypeKind::Float, TypeKind::Text, TypeKind::Boolean, TypeKind::Text]
    );
    let differences: Vec<&str> = info
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::SchemaDifference)
        .map(|finding| finding.text.as_str())
        .collect();
    assert_eq!(differences.len(), 4, "{differences:#?}");
    assert_eq!(info.columns[2].missing, Some(3));
    assert_eq!(info.findings.iter().filter(|finding| finding.text.contains("left out")).count(), 2);
}

#[test]
fn folder_names_become_columns() {
    let folder = tempfile::tempdir().unwrap();
    for (partition, value) in [
        ("year=2023/city=S%C3%A3o%20Paulo", 1i64),
        ("year=2024/city=Rio", 2),
        ("year=2024/city=__HIVE_DEFAULT_PARTITION__", 3),
    ] {
        parquet(&folder.path().join(partition).join("part.parquet"), df!("v" => [value]).unwrap());
    }
    let source = opened(&[folder.path()], false).unwrap();
    let rows = table(source.as_ref());
    assert_eq!(rows, [["v", "year", "city"], ["1", "2023", "São Paulo"], ["2", "2024", "Rio"], ["3", "2024", "·"]]);
    assert_eq!(source.info().columns[1].dtype.kind, TypeKind::Integer);
    assert_eq!(source.info().columns[2].missing, Some(1));
    let pattern = format!("{}/year=2024/*/*.parquet", folder.path().display());
    let source = opened(&[Path::new(&pattern)], false).unwrap();
    assert_eq!(table(source.as_ref()).len(), 3);
}

#[test]
fn a_thousand_files_open_fast_and_complete() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..1000i64 {
        parquet(&folder.path().join(format!("f{n:04}.parquet")), df!("v" => [n, n + 1]).unwrap());
    }
    let started = std::time::Instant::now();
    let source = opened(&[folder.path()], false).unwrap();
    assert_eq!(source.row_count().reachable(), 128);
    eprintln!("opened in {:?}", started.elapsed());
    source.complete(&Silent, &|| {}).unwrap();
    eprintln!("complete in {:?}", started.elapsed());
    assert_eq!(source.info().rows, ninefold_base::RowCount::Exact(2000));
    let chunk = source.read(1998..2000, &[ColumnId(0)]).unwrap();
    assert_eq!(chunk.frame.column("c0").unwrap().i64().unwrap().to_vec(), [Some(999), Some(1000)]);
    assert!(source.spans().len() < 10);
    let descriptors = fs::read_dir("/proc/self/fd").map(Iterator::count).unwrap_or(0);
    assert!(descriptors < 400, "{descriptors} descriptors");
}

#[test]
fn says_what_is_wrong_with_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("sales.csv"), "a\n1\n").unwrap();
    assert!(problem(&path("slaes.csv")).fix.contains("sales.csv"), "{}", problem(&path("slaes.csv")));
    assert!(problem(&path("nowhere/x.csv")).why.contains("no folder"));
    assert!(problem(&path("*.parquet")).why.contains("no file matches"));
    fs::create_dir(path("empty")).unwrap();
    assert!(problem(&path("empty")).why.contains("empty"));
    for (name, bytes, word) in [
        ("p.csv", &b"\x89PNG\r\n\x1a\n0000"[..], "PNG"),
        ("z.xlsx", b"PK\x03\x04....", "Excel"),
        ("z.zip", b"PK\x03\x04....", "ZIP"),
        ("prog", b"\x7fELF\x02\x01\x01", "ELF"),
        ("d.db", b"SQLite format 3\0", "SQLite"),
        ("old.feather", b"FEA1\0\0\0\0\0\0\0\0\0\0\0\0FEA1", "Feather version 1"),
        ("cut.parquet", b"PAR1aaaaaaaaaaaaaaaaaaaaaa", "cut short"),
        ("cut.arrow", b"ARROW1\0\0aaaaaaaaaaaaaaaaaaaaaaaaaa", "cut short"),
    ] {
        fs::write(path(name), bytes).unwrap();
        let problem = problem(&path(name));
        assert!(problem.why.contains(word), "{name}: {problem}");
    }
    assert!(problem(Path::new("/dev/null")).why.contains("device"));
}

#[test]
fn a_file_that_changes_while_open_is_told_and_never_kills() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let numbers: Vec<i64> = (0..100_000).map(|n| n * 7919 % 100_003).collect();
    parquet(&path, df!("n" => &numbers[..10]).unwrap());
    ParquetWriter::new(fs::File::create(&path).unwrap()).finish(&mut df!("n" => numbers).unwrap()).unwrap();
    let source = opened(&[&path], false).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
    let problem = source.read(50_000..50_010, &[ColumnId(0)]).unwrap_err();
    assert!(problem.why.contains("changed"), "{problem}");
    assert!(source.info().findings.iter().any(|finding| finding.kind == FindingKind::Changed));
    fs::remove_file(&path).unwrap();
    assert!(source.read(0..10, &[ColumnId(0)]).is_err());
}

#[test]
fn types_and_markers_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    parquet(&path, df!("t" => [Some("1"), Some("NA"), Some(" 3 "), None, Some("x")], "d" => ["31/12/2024", "2024-01-01", "", "1.2.2024", "01/02/2024"], "f" => [1.0f64, 2.5, f64::NAN, -0.0, 1e300]).unwrap());
    let source = opened(&[&path], false).unwrap();
    let mut interpretation = Interpretation::default();
    interpretation.types.insert(ColumnId(0), TypeChoice::Integer);
    interpretation.markers.insert(ColumnId(0), ["NA".to_string()].into());
    interpretation.types.insert(ColumnId(1), TypeChoice::DateDayFirst);
    interpretation.types.insert(ColumnId(2), TypeChoice::Integer);
    let source = source.reinterpret(&interpretation, &Silent).unwrap();
    let info = source.info();
    assert_eq!(
        info.columns.iter().map(|column| (column.dtype.kind, column.invalid, column.missing)).collect::<Vec<_>>(),
        [(TypeKind::Integer, 1, Some(2)), (TypeKind::Date, 1, Some(1)), (TypeKind::Integer, 3, Some(0)),]
    );
    assert_eq!(info.columns[0].invalid_rows, [5]);
    let page = crate::ops::page(
        source.as_ref(),
        &crate::RowOrder::All,
        ninefold_base::message::ViewId(1),
        0..5,
        &[ColumnId(0), ColumnId(1)],
    )
    .unwrap();
    assert_eq!(
        page.cells[0],
        [Cell::Integer(1), Cell::Missing, Cell::Integer(3), Cell::Missing, Cell::Invalid("x".into())]
    );
    assert_eq!(page.cells[1][..2], [Cell::Temporal("2024-12-31".into()), Cell::Invalid("2024-01-01".into())]);
}

#[test]
fn text_files_join_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "n,t\n1,x\n2,y\n").unwrap();
    fs::write(folder.path().join("b.csv"), "n,t\n3.5,z\n").unwrap();
    let source = opened(&[&folder.path().join("a.csv"), &folder.path().join("b.csv")], false).unwrap();
    assert_eq!(table(source.as_ref()), [["n", "t"], ["1.0", "x"], ["2.0", "y"], ["3.5", "z"]]);
    assert_eq!(source.info().title, "2 files");
    assert_eq!(super::kind::by_name("x.tsv.gz"), Some(FileFormat::Delimited));
}

#[test]
fn the_sample_data_can_be_filtered_and_sorted() {
    use ninefold_base::view::{Direction, Filter, SortKey, View};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-data/census-employment.csv");
    let source = opened(&[&path], false).unwrap();
    let condition = "age > 40 AND education IN ('master', 'doctorate')";
    let mut view = View { filters: vec![Filter::Sql(condition.into())], ..View::default() };
    let seen = std::cell::Cell::new(0);
    let crate::RowOrder::Picked(rows) =
        crate::ops::rows(source.as_ref(), &view, &Silent, &|rows| seen.set(rows.len())).unwrap()
    else {
        panic!("a filter picks rows")
    };
    assert!(!rows.is_empty() && rows.is_sorted());
    assert_eq!(seen.get(), rows.len());
    let columns = source.info().columns;
    let id = |name: &str| ColumnId(columns.iter().position(|column| column.name == name).unwrap() as u32);
    view.sort = vec![SortKey { column: id("age"), direction: Direction::Descending }];
    let order = crate::ops::rows(source.as_ref(), &view, &Silent, &|_| {}).unwrap();
    let page = crate::ops::page(
        source.as_ref(),
        &order,
        ninefold_base::message::ViewId(1),
        0..10_000,
        &[id("age"), id("education")],
    )
    .unwrap();
    assert_eq!(page.row_ids.len(), rows.len());
    let ages: Vec<i128> =
        page.cells[0].iter().map(|cell| if let Cell::Integer(age) = cell { *age } else { 0 }).collect();
    assert!(ages.is_sorted_by(|a, b| a >= b) && ages.iter().all(|age| *age > 40));
    assert!(page.cells[1].iter().all(|cell| ["master", "doctorate"].contains(&cell.plain().as_str())));
}
