//! What is written comes back as it was.

use super::file::Existing;
use super::*;
use crate::columnar::memory;
use crate::open::open;
use ninefold_base::message::{TableId, ViewId};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{Cell, Silent};
use polars::prelude::*;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

fn people() -> impl RowSource {
    let frame = df!(
        "name" => [Some("ann"), None, Some(""), Some("a,\"b\"\nc"), Some("Zoë")],
        "n" => [Some(41i64), Some(i64::MIN), None, Some(0), Some(7)],
        "x" => [Some(0.1f64), Some(f64::NAN), Some(1e300), None, Some(-0.0)],
        "ok" => [Some(true), None, Some(false), Some(true), Some(true)],
        "d" => [Some(19_000i32), None, Some(0), Some(-1), Some(1)],
    )
    .unwrap();
    let mut frame = frame;
    let date = frame.column("d").unwrap().cast(&DataType::Date).unwrap();
    frame.with_column(date).unwrap();
    memory::source("people", frame, 2, TableId(1))
}

fn all(source: &dyn RowSource) -> Vec<ColumnId> {
    (0..source.info().columns.len() as u32).map(ColumnId).collect()
}

fn text(form: Form, order: &RowOrder, columns: &[ColumnId]) -> (String, Written) {
    let mut out = Vec::new();
    let written = write(&people(), order, columns, Target { form, compression: None }, &mut out, &Silent).unwrap();
    assert_eq!(written.bytes, out.len() as u64);
    (String::from_utf8(out).unwrap(), written)
}

fn cells(source: &dyn RowSource) -> Vec<Vec<Cell>> {
    crate::ops::page(source, &RowOrder::All, ViewId(1), 0..100, &all(source)).unwrap().cells
}

fn reopened(path: &Path) -> Arc<dyn RowSource> {
    let source = Source { paths: vec![path.display().to_string()], with_origin: false };
    let source =
        open(TableId(2), &source, &ReadOptions::default(), &Silent).unwrap_or_else(|error| panic!("{error:?}"));
    source.complete(&Silent, &|| {}).unwrap();
    source
}

#[test]
fn separated_text_tells_missing_from_empty() {
    let (csv, written) = text(Form::Csv, &RowOrder::All, &all(&people()));
    assert_eq!(
        csv,
        "name,n,x,ok,d\nann,41,0.1,true,2022-01-08\n,-9223372036854775808,NaN,,\n\"\",,1e300,false,1970-01-01\n\"a,\"\"b\"\"\nc\",0,,true,1969-12-31\nZoë,7,-0.0,true,1970-01-02\n"
    );
    assert_eq!(written.rows, 5);
    let (tsv, _) = text(Form::Tsv, &RowOrder::Picked(Arc::new(vec![4, 0])), &[ColumnId(1), ColumnId(0)]);
    assert_eq!(tsv, "n\tname\n7\tZoë\n41\tann\n");
    let (alone, _) = text(Form::Csv, &RowOrder::Picked(Arc::new(vec![1, 2])), &[ColumnId(1)]);
    assert_eq!(alone, "n\n-9223372036854775808\n\"\"\n");
}

#[test]
fn json_numbers_are_exact_and_losses_counted() {
    let (lines, written) =
        text(Form::Ndjson, &RowOrder::Picked(Arc::new(vec![0, 1])), &[ColumnId(1), ColumnId(2), ColumnId(4)]);
    assert_eq!(
        lines,
        "{\"n\":41,\"x\":0.1,\"d\":\"2022-01-08\"}\n{\"n\":-9223372036854775808,\"x\":null,\"d\":null}\n"
    );
    assert_eq!(written.notes, ["1 value that JSON cannot hold (NaN, infinity) became null"]);
    let (array, _) = text(Form::Json, &RowOrder::All, &[ColumnId(0)]);
    let parsed: serde_json::Value = serde_json::from_str(&array).unwrap();
    assert_eq!(parsed.as_array().unwrap().len(), 5);
    assert_eq!(parsed[3]["name"], "a,\"b\"\nc");
    let (none, _) = text(Form::Json, &RowOrder::Picked(Arc::new(vec![])), &[ColumnId(0)]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&none).unwrap(), serde_json::json!([]));
    let mut shape = fields::Shape {
        ids: vec![],
        names: ["a", "a", "a_2", "a"].map(String::from).to_vec(),
        kinds: vec![],
        notes: vec![],
    };
    shape.make_unique();
    assert_eq!(shape.names, ["a", "a_3", "a_2", "a_4"]);
    assert_eq!(shape.notes.len(), 2);
}

#[test]
fn files_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let people = people();
    for name in ["x.parquet", "x.arrow"] {
        let path = folder.path().join(name);
        let written =
            write_file(&people, &RowOrder::All, &all(&people), path.to_str().unwrap(), Existing::Refuse, &Silent)
                .unwrap();
        assert_eq!((written.rows, written.bytes), (5, path.metadata().unwrap().len()), "{name}");
        let (back, there) = (cells(reopened(&path).as_ref()), cells(&people));
        assert_eq!(format!("{back:?}"), format!("{there:?}"), "{name}");
    }
    for name in ["x.csv", "x.csv.gz", "x.tsv.zst", "x.ndjson", "x.json"] {
        let path = folder.path().join(name);
        write_file(&people, &RowOrder::All, &all(&people), path.to_str().unwrap(), Existing::Refuse, &Silent).unwrap();
        let back = reopened(&path);
        eprintln!(
            "{name}: {:?} {:?}",
            back.info().columns.iter().map(|c| (&c.name, c.dtype.kind)).collect::<Vec<_>>(),
            back.spans()
        );
        assert_eq!(back.info().rows.reachable(), 5, "{name}");
        assert_eq!(
            back.info().columns.len(),
            5,
            "{name}: {} {:?}",
            String::from_utf8_lossy(&std::fs::read(&path).unwrap()),
            back.info().findings
        );
        assert_eq!(cells(back.as_ref())[1][1], Cell::Integer(i64::MIN.into()), "{name}");
    }
}

#[test]
fn a_sorted_view_is_written_in_its_order() {
    let rows: Vec<u32> = vec![3, 0, 4, 1, 2];
    let (csv, _) = text(Form::Csv, &RowOrder::Picked(Arc::new(rows)), &[ColumnId(1)]);
    assert_eq!(csv, "n\n0\n41\n7\n-9223372036854775808\n\"\"\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let people = people();
    write_file(
        &people,
        &RowOrder::Picked(Arc::new(vec![4, 3])),
        &[ColumnId(1)],
        path.to_str().unwrap(),
        Existing::Refuse,
        &Silent,
    )
    .unwrap();
    assert_eq!(cells(reopened(&path).as_ref()), [[Cell::Integer(7), Cell::Integer(0)]]);
}

fn failed(result: Result<Written, Interrupted>) -> Problem {
    match result {
        Err(Interrupted::Failed(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_overwritten_or_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let people = people();
    let path = folder.path().join("x.parquet");
    let name = path.to_str().unwrap();
    write_file(&people, &RowOrder::All, &all(&people), name, Existing::Refuse, &Silent).unwrap();
    assert!(
        failed(write_file(&people, &RowOrder::All, &all(&people), name, Existing::Refuse, &Silent))
            .why
            .contains("already there")
    );
    write_file(&people, &RowOrder::All, &[ColumnId(0)], name, Existing::Replace, &Silent).unwrap();
    let open = reopened(&path);
    let csv = folder.path().join("y.csv");
    std::os::unix::fs::symlink(&path, folder.path().join("link.parquet")).unwrap();
    let link = folder.path().join("link.parquet");
    assert!(
        failed(write_file(
            open.as_ref(),
            &RowOrder::All,
            &[ColumnId(0)],
            link.to_str().unwrap(),
            Existing::Replace,
            &Silent
        ))
        .why
        .contains("is open")
    );
    assert!(
        failed(write_file(
            &people,
            &RowOrder::All,
            &[ColumnId(0)],
            folder.path().join("no/x.csv").to_str().unwrap(),
            Existing::Refuse,
            &Silent
        ))
        .why
        .contains("no folder")
    );
    assert!(
        failed(write_file(&people, &RowOrder::All, &[ColumnId(0)], "x.docx", Existing::Refuse, &Silent))
            .why
            .contains("docx")
    );
    assert!(
        failed(write_file(&people, &RowOrder::All, &[ColumnId(0)], "x.parquet.gz", Existing::Refuse, &Silent))
            .fix
            .contains(".gz")
    );
    struct Stop;
    impl Meter for Stop {
        fn report(&self, _: u64, _: u64) {}
        fn stopped(&self) -> bool {
            true
        }
    }
    assert_eq!(
        write_file(&people, &RowOrder::All, &[ColumnId(0)], csv.to_str().unwrap(), Existing::Refuse, &Stop),
        Err(Interrupted::Stopped)
    );
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("part") || name.contains("csv"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

struct Broken(ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_and_a_closed_pipe_is_no_fault() {
    let people = people();
    for form in [Form::Csv, Form::Ndjson, Form::Parquet, Form::Arrow] {
        let target = Target { form, compression: None };
        let full = failed(write(
            &people,
            &RowOrder::All,
            &[ColumnId(0)],
            target,
            &mut Broken(ErrorKind::StorageFull),
            &Silent,
        ));
        assert!(full.fix.contains("make room"), "{form:?}: {full}");
        assert_eq!(
            write(&people, &RowOrder::All, &[ColumnId(0)], target, &mut Broken(ErrorKind::BrokenPipe), &Silent),
            Err(Interrupted::Stopped),
            "{form:?}"
        );
    }
}

#[test]
fn work_gets_no_more_rows_at_once_than_asked_for() {
    let people = people();
    for order in [RowOrder::All, RowOrder::Picked(Arc::new(vec![4, 0, 2, 1, 3]))] {
        let mut rows = Vec::new();
        batches::each_of(
            &people,
            &order,
            &all(&people),
            1,
            &Silent,
            |chunk| Ok(chunk.frame.height()),
            |height| {
                rows.push(height);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(rows, [1; 5]);
    }
}
