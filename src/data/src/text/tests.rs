use super::*;
use crate::{RowOrder, RowSource, ops};
use ninefold_base::message::{TableId, TableInfo, ViewId};
use ninefold_base::read::{FileFormat, FindingKind, ReadOptions};
use ninefold_base::view::{Interpretation, TypeChoice};
use ninefold_base::{Cell, ColumnId, RowCount, Silent, TypeKind};
use proptest::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn open_path(path: &Path, format: FileFormat) -> Arc<dyn RowSource> {
    let table = open(Input::File(path.to_path_buf()), format, &ReadOptions::default(), TableId(0), &Silent).unwrap();
    table.complete(&Silent, &|| {}).unwrap();
    table
}

fn open_bytes(bytes: &[u8]) -> (Arc<dyn RowSource>, tempfile::NamedTempFile) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let format = if matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
        FileFormat::Ndjson
    } else {
        FileFormat::Delimited
    };
    (open_path(file.path(), format), file)
}

fn cells(table: &dyn RowSource) -> Vec<Vec<Cell>> {
    let info = table.info();
    let columns: Vec<ColumnId> = (0..info.columns.len() as u32).map(ColumnId).collect();
    ops::page(table, &RowOrder::All, ViewId(0), 0..info.rows.reachable(), &columns).unwrap().cells
}

fn texts(table: &dyn RowSource) -> Vec<Vec<String>> {
    cells(table).iter().map(|column| column.iter().map(Cell::plain).collect()).collect()
}

fn kinds(info: &TableInfo) -> Vec<TypeKind> {
    info.columns.iter().map(|column| column.dtype.kind).collect()
}

fn finding(info: &TableInfo, kind: FindingKind) -> (u64, Vec<u64>) {
    info.findings
        .iter()
        .find(|finding| finding.kind == kind)
        .map(|finding| (finding.count, finding.rows.clone()))
        .unwrap_or_default()
}

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if !path.exists() {
        println!("skipped: there is no ../shared/data/{folder}");
        return None;
    }
    Some(path)
}

#[test]
fn malformed_rows_are_all_there_and_all_told() {
    let (table, _file) = open_bytes(b"a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n10,\"x\"y,11\n12,13,14\n");
    let info = table.info();
    assert_eq!(info.rows, RowCount::Exact(5));
    assert_eq!(finding(&info, FindingKind::ShortRow), (1, vec![2]));
    assert_eq!(finding(&info, FindingKind::LongRow), (1, vec![3]));
    assert_eq!(finding(&info, FindingKind::BadQuote), (1, vec![4]));
    assert_eq!(finding(&info, FindingKind::BlankLine).0, 1);
    assert_eq!(texts(&*table)[1], ["2", "5", "7", "xy", "13"]);
    assert_eq!(cells(&*table)[2][1], Cell::Missing);
    let raw = table.raw(2).unwrap().unwrap();
    assert_eq!((raw.surplus, raw.text.as_deref()), (vec!["9".to_string()], Some("6,7,8,9")));
}

#[test]
fn a_quote_that_never_closes_takes_one_row_not_the_rest() {
    let (table, _file) = open_bytes(b"a,b\n1,x\n2,\"open\n3,y\n4,z\n");
    let info = table.info();
    assert_eq!(info.rows, RowCount::Exact(4));
    assert_eq!(finding(&info, FindingKind::OpenQuote), (1, vec![2]));
    assert_eq!(texts(&*table)[1], ["x", "\"open", "y", "z"]);
}

#[test]
fn names_are_unique_and_never_empty() {
    let (table, _file) = open_bytes(b"a,,a,b\n1,2,3,4\n");
    let info = table.info();
    assert_eq!(
        info.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
        ["a", "column_2", "a_2", "b"]
    );
    assert_eq!(finding(&info, FindingKind::EmptyName).0, 1);
    assert_eq!(finding(&info, FindingKind::DuplicateName).0, 1);
}

#[test]
fn values_that_do_not_fit_a_chosen_type_are_counted_listed_and_shown() {
    let (table, _file) = open_bytes(b"n\n1\nx\n3\n\ny\n");
    assert_eq!(kinds(&table.info()), [TypeKind::Text]);
    let interpretation =
        Interpretation { types: [(ColumnId(0), TypeChoice::Integer)].into(), ..Interpretation::default() };
    let numbers = table.reinterpret(&interpretation, &Silent).unwrap();
    let column = &numbers.info().columns[0];
    assert_eq!(
        (column.dtype.kind, column.invalid, column.invalid_rows.as_slice()),
        (TypeKind::Integer, 2, [2, 5].as_slice())
    );
    assert_eq!(
        cells(&*numbers)[0],
        [Cell::Integer(1), Cell::Invalid("x".into()), Cell::Integer(3), Cell::Missing, Cell::Invalid("y".into())]
    );
}

#[test]
fn markers_mean_missing_only_once_accepted() {
    let (table, _file) = open_bytes(b"n,t\n1,a\nNA,\n3,b\n");
    assert_eq!(kinds(&table.info()), [TypeKind::Text, TypeKind::Text]);
    assert_eq!(cells(&*table)[1][1], Cell::Text(String::new()));
    let markers = [(ColumnId(0), ["NA".to_string()].into()), (ColumnId(1), [String::new()].into())].into();
    let read = table.reinterpret(&Interpretation { markers, ..Interpretation::default() }, &Silent).unwrap();
    assert_eq!(kinds(&read.info()), [TypeKind::Integer, TypeKind::Text]);
    assert_eq!(cells(&*read)[0][1], Cell::Missing);
    assert_eq!(cells(&*read)[1][1], Cell::Missing);
    assert_eq!(read.info().columns[1].missing, Some(1));
}

#[test]
fn encodings_give_the_same_table() {
    let text = "name,größe\nÆgir,1\nÖrn,2\n";
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|character| character as u8).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), utf16, utf16be, latin, marked] {
        let (table, _file) = open_bytes(&bytes);
        assert_eq!(table.info().columns[1].name, "größe", "{bytes:?}");
        assert_eq!(texts(&*table), [vec!["Ægir", "Örn"], vec!["1", "2"]]);
    }
}

#[test]
fn bytes_that_are_no_text_are_shown_and_told() {
    let (table, _file) = open_bytes("é,ü,b\n1,ä,ok\n2,b\u{7}d,x\n".replace('\u{7}', "\u{8}").as_bytes());
    assert_eq!(table.info().rows, RowCount::Exact(2));
    let (table, _file) = open_bytes(b"\xc3\xa9,\xc3\xa4\n1,\xc3\xbc\n2,a\xffb\n");
    let info = table.info();
    assert_eq!(finding(&info, FindingKind::BadBytes), (1, vec![2]));
    assert_eq!(texts(&*table)[1], ["ü", "a\u{fffd}b"]);
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn long_csv(rows: usize) -> Vec<u8> {
    let mut text = b"id,name,note\n".to_vec();
    for row in 0..rows {
        writeln!(text, "{row},name {},\"a \"\"note\"\"\nof two lines {row}\"", row % 100).unwrap();
    }
    text
}

#[test]
fn compressed_text_is_the_same_table_and_can_be_read_anywhere() {
    let plain = long_csv(60_000);
    let (expected, _file) = open_bytes(&plain);
    let (half, rest) = plain.split_at(plain.len() / 2);
    let many = [gz(half), gz(rest)].concat();
    let zst = zstd::encode_all(plain.as_slice(), 1).unwrap();
    let frames = [zstd::encode_all(half, 1).unwrap(), zstd::encode_all(rest, 1).unwrap()].concat();
    for bytes in [gz(&plain), many, zst, frames] {
        let (table, _file) = open_bytes(&bytes);
        let info = table.info();
        assert_eq!(info.rows, RowCount::Exact(60_000));
        assert!(info.findings.is_empty(), "{:?}", info.findings);
        for start in [59_990, 5, 30_000, 0] {
            let columns = [ColumnId(0), ColumnId(2)];
            let ours = table.read(start..start + 10, &columns).unwrap();
            assert!(ours.frame.equals_missing(&expected.read(start..start + 10, &columns).unwrap().frame));
        }
    }
}

#[test]
fn a_compressed_file_cut_off_shows_what_is_there() {
    for bytes in [gz(&long_csv(20_000)), zstd::encode_all(long_csv(20_000).as_slice(), 1).unwrap()] {
        let (table, _file) = open_bytes(&bytes[..bytes.len() * 2 / 3]);
        let info = table.info();
        assert!(info.rows.is_exact() && info.rows.reachable() > 100, "{:?}", info.rows);
        assert_eq!(finding(&info, FindingKind::Truncated).0, 1);
        let last = info.rows.reachable() - 1;
        assert_eq!(table.read(last..last + 1, &[ColumnId(0)]).unwrap().frame.height(), 1);
    }
    let (table, _file) = open_bytes(&[gz(b"a,b\n1,2\n"), vec![0; 7]].concat());
    assert_eq!(finding(&table.info(), FindingKind::Unreadable).0, 7);
}

#[test]
fn json_lines_and_arrays_are_tables() {
    let lines = b"{\"a\": 1, \"b\": \"x\\ny\"}\n{\"a\": null, \"c\": [1, {\"d\": \"]\"}]}\nnot json\n{\"b\":\"z\", \"a\": 2.5}\n";
    let (table, _file) = open_bytes(lines);
    let info = table.info();
    assert_eq!(info.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(kinds(&info), [TypeKind::Float, TypeKind::Text, TypeKind::List]);
    assert_eq!(info.rows, RowCount::Exact(4));
    assert_eq!(finding(&info, FindingKind::Unreadable), (1, vec![3]));
    assert_eq!(texts(&*table)[1], ["x\ny", "", "", "z"]);
    assert_eq!(table.raw(2).unwrap().unwrap().text.as_deref(), Some("not json"));
    let (table, _file) = open_bytes(b"[\n  {\"a\": 1},\n  {\"a\": 2, \"b\": {\"c\": \"}\"}}\n]\n");
    assert_eq!(table.info().rows, RowCount::Exact(2));
    assert_eq!(kinds(&table.info()), [TypeKind::Integer, TypeKind::Struct]);
    assert_eq!(texts(&*table)[1], ["", "{\"c\": \"}\"}"]);
}

#[test]
fn what_is_no_table_is_refused_in_a_sentence() {
    for bytes in [b"".as_slice(), b"\xef\xbb\xbf", &[0u8, 1, 2, 3, 0, 0, 9, 200, 1, 1, 2, 2, 0, 0, 0, 0]] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let result = open(
            Input::File(file.path().to_path_buf()),
            FileFormat::Delimited,
            &ReadOptions::default(),
            TableId(0),
            &Silent,
        );
        assert!(matches!(result, Err(crate::Interrupted::Failed(_))), "{bytes:?}");
    }
}

#[test]
fn a_file_that_shrinks_while_open_is_told() {
    let (table, file) = open_bytes(&long_csv(60_000));
    file.as_file().set_len(1000).unwrap();
    let problem = table.read(59_000..59_010, &[ColumnId(0)]).unwrap_err();
    assert!(problem.to_string().contains("shorter"), "{problem}");
    assert_eq!(finding(&table.info(), FindingKind::Changed).0, 1);
}

#[test]
fn csv_spectrum_reads_as_its_answers_say() {
    let Some(folder) = shared("csv/csv-spectrum") else { return };
    for entry in std::fs::read_dir(folder.join("csvs")).unwrap().flatten() {
        let name = entry.path().file_stem().unwrap().to_string_lossy().into_owned();
        let answer = std::fs::read_to_string(folder.join("json").join(format!("{name}.json"))).unwrap();
        let answer: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&answer).unwrap();
        let options = ReadOptions { header: Some(true), ..ReadOptions::default() };
        let table = open(Input::File(entry.path()), FileFormat::Delimited, &options, TableId(0), &Silent).unwrap();
        table.complete(&Silent, &|| {}).unwrap();
        let info = table.info();
        let columns = texts(&*table);
        assert_eq!(info.rows.reachable(), answer.len() as u64, "{name}");
        for (row, expected) in answer.iter().enumerate() {
            for (column, texts) in info.columns.iter().zip(&columns) {
                assert_eq!(
                    texts[row].replace("\r\n", "\n"),
                    expected[&column.name].as_str().unwrap().replace("\r\n", "\n"),
                    "{name}"
                );
            }
        }
    }
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-c]{0,3}", 1 => "[\",\n a]{0,4}", 1 => Just("\"".to_string())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// What the `csv` crate writes, we read as it was.
    #[test]
    fn reads_what_the_csv_crate_writes(rows in proptest::collection::vec(proptest::collection::vec(field(), 3), 1..12)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let cut = super::split::Cut { separator: b',', quote: Some(b'"'), carriage_returns: false, skip_space: false, blank_is_record: false };
        prop_assert_eq!(split_all(&bytes, cut), rows);
    }

    /// On any text in which every quoted field closes, fields and records are those of the `csv` crate.
    #[test]
    fn agrees_with_the_csv_crate_on_any_text(text in "[a,\"\n]{0,24}") {
        let cut = super::split::Cut { separator: b',', quote: Some(b'"'), carriage_returns: false, skip_space: false, blank_is_record: false };
        let mut fields = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let Ok(ended) = cut.record(text.as_bytes(), at, true, false, &mut fields) else { return Ok(()) };
            at = ended.next;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect()).collect();
        prop_assert_eq!(split_all(text.as_bytes(), cut), theirs, "{:?}", text);
    }

    /// Any bytes at all open or are refused; every row can then be read.
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        for format in [FileFormat::Delimited, FileFormat::Ndjson, FileFormat::Json] {
            let Ok(table) = open(Input::File(file.path().to_path_buf()), format, &ReadOptions::default(), TableId(0), &Silent) else { continue };
            table.complete(&Silent, &|| {}).unwrap();
            cells(&*table);
        }
    }

    /// The survey of a text in any pieces is that of the whole.
    #[test]
    fn surveys_merge(values in proptest::collection::vec("[0-9a.,NA?/: -]{0,6}", 1..60), cut in 0usize..60) {
        use super::survey::{Survey, SurveyOptions};
        use super::split::{Field, Oddity, Written};
        let of = |part: &[String], first: usize| {
            let mut survey = Survey::of(1);
            for (i, value) in part.iter().enumerate() {
                let field = Field { start: 0, end: value.len(), written: Written::Bare };
                survey.add((first + i) as u64, value.as_bytes(), &[field], Oddity::default(), &SurveyOptions::default());
            }
            survey
        };
        let cut = cut.min(values.len());
        let whole = of(&values, 0);
        let (left, right) = (of(&values[..cut], 0), of(&values[cut..], cut));
        let mut forward = left.clone();
        forward.merge(&right);
        prop_assert_eq!(&forward, &whole);
        let mut backward = right;
        backward.merge(&left);
        prop_assert_eq!(&backward, &whole);
    }
}

fn split_all(text: &[u8], cut: super::split::Cut) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let ended = cut.record(text, at, true, false, &mut fields).unwrap();
        if !ended.oddity.blank {
            let mut scratch = Vec::new();
            rows.push(
                fields
                    .iter()
                    .map(|field| {
                        String::from_utf8_lossy(super::split::meant(field, text, cut.quote, &mut scratch)).into_owned()
                    })
                    .collect(),
            );
        }
        at = ended.next;
    }
    rows
}
