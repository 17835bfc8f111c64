//! Hostile inputs against the whole of text tables: held to a reference that reads a byte at a time.

mod reference;
use super::{Input, open};
use crate::cells::cells;
use crate::{Interrupted, RowSource};
use ninefold_base::message::TableId;
use ninefold_base::read::*;
use ninefold_base::view::{Interpretation, TypeChoice};
use ninefold_base::*;
use proptest::prelude::*;
use std::io::Write;
use std::sync::Arc;

type Source = Arc<dyn RowSource>;

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn try_open(
    bytes: &[u8],
    format: FileFormat,
    options: &ReadOptions,
) -> (Result<Source, Interrupted>, tempfile::NamedTempFile) {
    let file = file(bytes);
    (open(Input::File(file.path().to_path_buf()), format, options, TableId(1), &Silent), file)
}

fn csv(bytes: &[u8]) -> Source {
    let (source, _keep) = try_open(bytes, FileFormat::Delimited, &ReadOptions::default());
    let source = source.unwrap();
    source.complete(&Silent, &|| {}).unwrap();
    source
}

fn as_text(source: &Source) -> Source {
    let types = (0..source.info().columns.len() as u32).map(|column| (ColumnId(column), TypeChoice::Text)).collect();
    source.reinterpret(&Interpretation { types, markers: Default::default() }, &Silent).unwrap()
}

fn rows_of(source: &Source, rows: std::ops::Range<u64>) -> Vec<Vec<Cell>> {
    let columns: Vec<ColumnId> = (0..source.info().columns.len() as u32).map(ColumnId).collect();
    let chunk = source.read(rows, &columns).unwrap();
    let by_column: Vec<Vec<Cell>> =
        chunk.frame.columns().iter().map(|column| cells(column.as_materialized_series(), 1 << 30)).collect();
    let mut rows: Vec<Vec<Cell>> =
        (0..chunk.frame.height()).map(|row| by_column.iter().map(|column| column[row].clone()).collect()).collect();
    for invalid in &chunk.invalid {
        rows[invalid.row as usize][invalid.column.index()] = Cell::Invalid(invalid.text.clone());
    }
    rows
}

fn all_rows(source: &Source) -> Vec<Vec<Cell>> {
    rows_of(source, 0..source.info().rows.reachable())
}

/// Fields of every row as text, surplus included.
fn fields(source: &Source) -> Vec<Vec<String>> {
    let text = as_text(source);
    all_rows(&text)
        .into_iter()
        .enumerate()
        .map(|(row, cells)| {
            let mut fields: Vec<String> =
                cells.into_iter().take_while(|cell| *cell != Cell::Missing).map(|cell| cell.plain()).collect();
            fields.extend(source.raw(row as u64).unwrap().map(|raw| raw.surplus).unwrap_or_default());
            fields
        })
        .collect()
}

fn pinned() -> ReadOptions {
    ReadOptions {
        separator: Some(','),
        quote: Some(Quote::Char('"')),
        header: Some(false),
        encoding: Some(Encoding::Utf8),
        decimal_comma: Some(false),
        skip_lines: Some(0),
        ..ReadOptions::default()
    }
}

fn finding(source: &Source, kind: FindingKind) -> Option<Finding> {
    source.info().findings.into_iter().find(|finding| finding.kind == kind)
}

/// Without `\r` on its own and without spaces after separators, which are rules of detection.
fn nasty() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => Just("a"), 4 => Just(","), 6 => Just("\""), 4 => Just("\n"), 2 => Just("\r\n"), 2 => Just("\"\""),
        1 => Just("ä"), 3 => Just("12"), 1 => Just(";"), 1 => Just("'"), 1 => Just("bc"), 1 => Just("a long field of some forty characters or more")
    ];
    proptest::collection::vec(piece, 1..80).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nasty_text_is_cut_by_the_rules(text in nasty()) {
        let (source, _keep) = try_open(&text, FileFormat::Delimited, &pinned());
        let Ok(source) = source else { return Ok(()) };
        source.complete(&Silent, &|| {}).unwrap();
        let info = source.info();
        let expected = reference::records(&text, b',', b'"', info.columns.len() <= 1);
        prop_assert_eq!(info.rows, RowCount::Exact(expected.len() as u64));
        let expected: Vec<Vec<String>> = expected.into_iter().map(|row| row.into_iter().map(|field| String::from_utf8(field).unwrap()).collect()).collect();
        prop_assert_eq!(fields(&source), expected);
    }

    #[test]
    fn passing_over_fields_changes_nothing(text in nasty(), skip_space: bool, last: bool) {
        let cut = super::split::Cut { separator: b',', quote: Some(b'"'), carriage_returns: false, skip_space, blank_is_record: false };
        let (mut all, mut some) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < text.len() {
            let whole = cut.record(&text, at, last, false, &mut all);
            for wanted in 0..all.len() + 2 {
                let part = cut.record_up_to(wanted, &text, at, last, false, &mut some);
                prop_assert_eq!(part.map(|ended| (ended.next, ended.oddity.blank)), whole.map(|ended| (ended.next, ended.oddity.blank)));
                if whole.is_ok() {
                    // The last field lost the `\r` of its line end, if it was seen.
                    prop_assert_eq!(&some[..], &all[..wanted.min(all.len())]);
                }
            }
            let Ok(ended) = whole else { break };
            at = ended.next;
        }
    }

    #[test]
    fn well_formed_text_comes_back(rows in proptest::collection::vec(proptest::collection::vec("[a-z\"\n,;ä0-9 ]{0,6}", 3), 1..30)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let (source, _keep) = try_open(&text, FileFormat::Delimited, &pinned());
        let source = source.unwrap();
        source.complete(&Silent, &|| {}).unwrap();
        prop_assert_eq!(fields(&source), rows);
        prop_assert!(source.info().findings.iter().all(|finding| finding.severity != Severity::Error), "{:?}", source.info().findings);
    }

    #[test]
    fn anything_opens_or_is_refused(text in proptest::collection::vec(prop_oneof![4 => Just(b','), 4 => Just(b'\n'), 3 => Just(b'"'), 2 => Just(b'\r'), 3 => Just(b'1'), 3 => Just(b' '), 2 => Just(b';'), 2 => Just(b'{'), 2 => Just(b'}'), 2=> Just(b'['), 2=> Just(b']'), 2 => Just(b':'), 8 => any::<u8>()], 0..200)) {
        for format in [FileFormat::Delimited, FileFormat::Ndjson, FileFormat::Json] {
            let (source, _keep) = try_open(&text, format, &ReadOptions::default());
            let Ok(source) = source else { continue };
            let _ = source.info();
            let before = source.info().rows.reachable();
            let _ = rows_of(&source, 0..before);
            source.complete(&Silent, &|| {}).unwrap();
            let info = source.info();
            prop_assert!(info.rows.is_exact() && info.complete);
            prop_assert_eq!(all_rows(&source).len() as u64, info.rows.reachable());
            for row in 0..info.rows.reachable() {
                source.raw(row).unwrap();
            }
            let invalid = rows_of(&source, 0..info.rows.reachable()).iter().flatten().filter(|cell| matches!(cell, Cell::Invalid(_))).count();
            prop_assert_eq!(invalid, 0);
        }
    }
}

fn kinds(source: &Source) -> Vec<TypeKind> {
    source.info().columns.iter().map(|column| column.dtype.kind).collect()
}

fn kind_of(values: &[&str]) -> TypeKind {
    let mut text = String::from("name;value\n");
    for value in values {
        text.push_str(&format!("row;{value}\n"));
    }
    let options = ReadOptions { separator: Some(';'), header: Some(true), ..ReadOptions::default() };
    let (source, _keep) = try_open(text.as_bytes(), FileFormat::Delimited, &options);
    let source = source.unwrap();
    source.complete(&Silent, &|| {}).unwrap();
    let rows = all_rows(&source);
    assert_eq!(rows.len(), values.len());
    assert!(!rows.iter().flatten().any(|cell| matches!(cell, Cell::Invalid(_))), "{rows:?}");
    eprintln!(
        "{values:?} -> {:?} {} | {:?}",
        kinds(&source)[1],
        source.info().columns[1].reason,
        source.info().findings.iter().map(|f| (f.kind, &f.text, &f.rows)).collect::<Vec<_>>()
    );
    kinds(&source)[1]
}

#[test]
fn types_follow_the_rules() {
    use TypeKind::*;
    for (values, kind) in [
        (&["1", "2", "-3", "+4"] as &[&str], Integer),
        (&["1", "", "3"], Integer),
        (&["1", "\"\"", "3"], Integer),
        (&["1", "2.5"], Float),
        (&["1", "1e5", ".5", "5.", "-.5", "+1.5"], Float),
        (&["1.5", "inf", "-inf"], Float),
        (&["1e999", "1"], Text),
        (&["00123", "45"], Text),
        (&["0", "10", "-5"], Integer),
        (&["99999999999999999999", "1"], Text),
        (&["9223372036854775807", "-9223372036854775808"], Integer),
        (&["9223372036854775808", "1"], Text),
        (&["true", "False", "TRUE"], Boolean),
        (&["0", "1"], Integer),
        (&["yes", "no"], Text),
        (&["2024-01-31", "2024-02-29"], Date),
        (&["2023-02-29"], Text),
        (&["31/12/2024", "01/02/2024"], Date),
        (&["12/31/2024", "01/02/2024"], Date),
        (&["01/02/2024", "03/04/2024"], Text),
        (&["31/12/2024", "12/31/2024"], Text),
        (&["31.12.2024", "01.02.2024"], Date),
        (&["2024-01-01T10:00:00Z", "2024-01-01T10:00:00+02:00"], Datetime),
        (&["2024-01-01 10:00:00", "2024-01-01 10:00:00.123456"], Datetime),
        (&["2024-01-01 10:00", "2024-01-02 10:00"], Datetime),
        (&["10:00", "23:59:59.5"], Time),
        (&["24:00"], Text),
        (&["NA", "1"], Text),
        (&["", ""], Nothing),
        (&["a", "b"], Text),
        (&["1", "x"], Text),
        (&["1.5", "x"], Text),
        (&["1,234.5", "2"], Text),
        (&["2024-1-1 1:00+02:00", "2024-1-1 1:00-02"], Datetime),
        (&["1_000"], Text),
        (&["0x10"], Text),
        (&["1 2"], Text),
        (&["-", "1"], Text),
        (&["--1"], Text),
        (&["1-2"], Text),
        (&["1e"], Text),
        (&["e5"], Text),
        (&["."], Text),
    ] {
        assert_eq!(kind_of(values), kind, "{values:?}");
    }
}

#[test]
fn values_are_exact() {
    let source = csv(b"id,f,d,t,z\n1,0.1,2024-02-29,23:59:59.5,2024-01-01T10:00:00+02:00\n-9223372036854775808,1.7976931348623157e308,0001-01-01,00:00,1969-12-31T23:59:59.000001Z\n,,,,\n");
    let rows = all_rows(&source);
    let text = |text: &str| Cell::Temporal(text.into());
    assert_eq!(
        rows[0],
        [Cell::Integer(1), Cell::Float(0.1), text("2024-02-29"), text("23:59:59.5"), text("2024-01-01T08:00:00Z")]
    );
    assert_eq!(
        rows[1],
        [
            Cell::Integer(i64::MIN.into()),
            Cell::Float(f64::MAX),
            text("0001-01-01"),
            text("00:00:00"),
            text("1969-12-31T23:59:59.000001Z")
        ]
    );
    assert_eq!(rows[2], vec![Cell::Missing; 5]);
}

#[test]
fn markers_are_proposed_and_accepted() {
    let source = csv(b"n,s\n1,a\nNA,\nNA,b\n4,NA\n");
    let info = source.info();
    assert_eq!(kinds(&source), [TypeKind::Text, TypeKind::Text]);
    let marker = info.columns[0].markers.iter().find(|marker| marker.marker == "NA").unwrap();
    assert_eq!((marker.cells, marker.would_become), (2, Some(TypeKind::Integer)));
    let empty = info.columns[1].markers.iter().find(|marker| marker.marker.is_empty()).unwrap();
    assert_eq!((empty.cells, empty.would_become), (1, None));
    let markers =
        [(ColumnId(0), ["NA".to_string()].into()), (ColumnId(1), ["NA".to_string(), String::new()].into())].into();
    let other = source.reinterpret(&Interpretation { types: Default::default(), markers }, &Silent).unwrap();
    assert_eq!(kinds(&other), [TypeKind::Integer, TypeKind::Text]);
    assert_eq!(all_rows(&other)[1], [Cell::Missing, Cell::Missing]);
    assert_eq!(all_rows(&other)[3], [Cell::Integer(4), Cell::Missing]);
    assert_eq!(other.info().columns[0].missing, Some(2));
    assert_eq!(other.info().columns[1].missing, Some(2));
    assert_eq!(all_rows(&source)[1], [Cell::Text("NA".into()), Cell::Text("".into())]);
}

#[test]
fn chosen_types_count_what_does_not_fit() {
    let source = csv(b"n,s\n1,a\nx,b\n3,c\n?,d\n");
    let types = [(ColumnId(0), TypeChoice::Integer), (ColumnId(1), TypeChoice::Date)].into();
    let other = source.reinterpret(&Interpretation { types, markers: Default::default() }, &Silent).unwrap();
    let info = other.info();
    assert_eq!((info.columns[0].invalid, info.columns[0].invalid_rows.clone()), (2, vec![2, 4]));
    assert_eq!(info.columns[1].invalid, 4);
    assert_eq!(all_rows(&other)[1][0], Cell::Invalid("x".into()));
    let source = csv(b"n;s\n1,234.50;a\n12;b\n1,2;c\n");
    let types = [(ColumnId(0), TypeChoice::Float)].into();
    let other = source.reinterpret(&Interpretation { types, markers: Default::default() }, &Silent).unwrap();
    assert_eq!(
        all_rows(&other).iter().map(|row| row[0].clone()).collect::<Vec<_>>(),
        [Cell::Float(1234.5), Cell::Float(12.0), Cell::Invalid("1,2".into())]
    );
    let source = csv(b"n,s\n1,a\nx,b\n3,c\n?,d\n");
    let unknown = [(ColumnId(0), ["x".to_string(), "?".to_string()].into())].into();
    let other = source.reinterpret(&Interpretation { types: Default::default(), markers: unknown }, &Silent).unwrap();
    assert_eq!(kinds(&other)[0], TypeKind::Integer);
    assert_eq!(all_rows(&other)[1][0], Cell::Missing);
}

#[test]
fn ragged_rows_are_found_and_kept() {
    let source = csv(b"a,b,c\n1,2,3\n4,5\n\n6,7,8,9,\"1\"\"0\"\n7,\"x\"y,z\n1,2,3\n");
    assert_eq!(source.info().rows, RowCount::Exact(5));
    assert_eq!(finding(&source, FindingKind::ShortRow).unwrap().rows, [2]);
    assert_eq!(finding(&source, FindingKind::LongRow).unwrap().rows, [3]);
    assert_eq!(finding(&source, FindingKind::BadQuote).unwrap().rows, [4]);
    assert_eq!(finding(&source, FindingKind::BlankLine).unwrap().count, 1);
    assert_eq!(source.raw(2).unwrap().unwrap().surplus, ["9", "1\"0"]);
    assert_eq!(source.raw(2).unwrap().unwrap().text.unwrap(), "6,7,8,9,\"1\"\"0\"");
    assert_eq!(
        all_rows(&source)[1],
        [Cell::Integer(4), Cell::Integer(5), Cell::Missing].map(|cell| if let Cell::Integer(5) = cell {
            Cell::Text("5".into())
        } else {
            cell
        })
    );
    assert_eq!(all_rows(&source)[3][1], Cell::Text("xy".into()));
}

#[test]
fn open_quote_is_read_as_a_character() {
    let mut text = String::from("a,b\n1,x\n2,\"never closed\n");
    for row in 0..5000 {
        text.push_str(&format!("{row},y\n"));
    }
    let source = csv(text.as_bytes());
    assert_eq!(source.info().rows, RowCount::Exact(5002));
    assert_eq!(finding(&source, FindingKind::OpenQuote).unwrap().rows, [2]);
    assert_eq!(all_rows(&source)[1][1], Cell::Text("\"never closed".into()));
    // In the very first record, too.
    let source = csv(b"a,b\n\"1,2\n3,4\n5,6\n");
    assert_eq!(source.info().rows, RowCount::Exact(3));
    assert_eq!(fields(&source)[0], ["\"1", "2"]);
}

#[test]
fn encodings_are_told_apart() {
    let text = "name;value\nMüller;1\nŁódź 😀;2\n".to_string();
    let units: Vec<u16> = text.encode_utf16().collect();
    let le: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let be: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for (bytes, encoding) in [
        (text.clone().into_bytes(), Encoding::Utf8),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
        (le.clone(), Encoding::Utf16Le),
        (be.clone(), Encoding::Utf16Be),
        ([b"\xff\xfe".as_slice(), &le].concat(), Encoding::Utf16Le),
        ([b"\xfe\xff".as_slice(), &be].concat(), Encoding::Utf16Be),
    ] {
        let source = csv(&bytes);
        let info = source.info();
        assert_eq!(info.dialect.delimited.as_ref().unwrap().encoding, encoding);
        assert_eq!(info.columns[0].name, "name");
        assert_eq!(
            all_rows(&source),
            [[Cell::Text("Müller".into()), Cell::Integer(1)], [Cell::Text("Łódź 😀".into()), Cell::Integer(2)]]
        );
    }
    let source = csv(b"name;value\nM\xfcller \x80;1\nx;2\n");
    assert_eq!(source.info().dialect.delimited.unwrap().encoding, Encoding::Windows1252);
    assert_eq!(all_rows(&source)[0][0], Cell::Text("Müller €".into()));
    let options = ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() };
    let (source, _keep) = try_open(b"name;value\nM\xfcller;1\nx;2\n", FileFormat::Delimited, &options);
    let source = source.unwrap();
    source.complete(&Silent, &|| {}).unwrap();
    assert_eq!(all_rows(&source)[0][0], Cell::Text("M\u{fffd}ller".into()));
    assert_eq!(finding(&source, FindingKind::BadBytes).unwrap().rows, [1]);
}

fn big_csv(rows: usize) -> Vec<u8> {
    let mut text = String::from("id,name,value,note\n");
    for row in 0..rows {
        let note = if row % 7 == 0 { format!("\"line one {row}\nline, \"\"two\"\"\"") } else { format!("plain {row}") };
        text.push_str(&format!("{row},name {},{},{note}\n", row % 100, row as f64 / 8.0));
    }
    text.into_bytes()
}

fn check_big(source: &Source, rows: u64) {
    assert_eq!(source.info().rows, RowCount::Exact(rows));
    assert_eq!(kinds(source), [TypeKind::Integer, TypeKind::Text, TypeKind::Float, TypeKind::Text]);
    for row in [0, 1, rows / 2, rows - 1, 7, rows / 3, rows - 2] {
        let cells = rows_of(source, row..row + 1);
        assert_eq!(cells.len(), 1, "row {row}");
        assert_eq!(cells[0][0], Cell::Integer(i128::from(row)));
        let note = if row % 7 == 0 { format!("line one {row}\nline, \"two\"") } else { format!("plain {row}") };
        assert_eq!(cells[0][3], Cell::Text(note));
    }
    let spans = source.spans();
    assert_eq!(spans.first().unwrap().start, 0);
    assert_eq!(spans.last().unwrap().end, rows);
    assert!(spans.windows(2).all(|pair| pair[0].end == pair[1].start));
    use rayon::prelude::*;
    let sum: i128 = spans
        .par_iter()
        .map(|span| {
            let chunk = source.read(span.clone(), &[ColumnId(0)]).unwrap();
            assert_eq!(chunk.frame.height() as u64, span.end - span.start);
            cells(chunk.frame.columns()[0].as_materialized_series(), 100)
                .iter()
                .map(|cell| if let Cell::Integer(n) = cell { *n } else { panic!() })
                .sum::<i128>()
        })
        .sum();
    assert_eq!(sum, i128::from(rows * (rows - 1) / 2));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn big_files_plain_and_packed() {
    // Three blocks of the parallel index, and more than is gathered before it is surveyed.
    let rows = 300_000;
    let text = big_csv(rows);
    assert!(text.len() > 10 << 20, "{}", text.len());
    check_big(&csv(&text), rows as u64);
    let packed = gzip(&text);
    check_big(&csv(&packed), rows as u64);
    let (a, b) = text.split_at(text.len() / 3);
    check_big(&csv(&[gzip(a), gzip(b"").clone(), gzip(b)].concat()), rows as u64);
    let source = csv(&[packed.as_slice(), b"garbage behind"].concat());
    check_big(&source, rows as u64);
    assert!(!source.info().findings.is_empty());
    check_big(&csv(&[packed.as_slice(), &[0; 100]].concat()), rows as u64);
    let zst = zstd::encode_all(text.as_slice(), 1).unwrap();
    check_big(&csv(&zst), rows as u64);
    check_big(&csv(&[zstd::encode_all(a, 1).unwrap(), zstd::encode_all(b, 1).unwrap()].concat()), rows as u64);
    for packed in [&packed, &zst] {
        let source = csv(&packed[..packed.len() / 2]);
        let kept = source.info().rows.reachable();
        assert!(kept > 90_000, "{kept}");
        assert!(finding(&source, FindingKind::Truncated).is_some(), "{:?}", source.info().findings);
        assert_eq!(rows_of(&source, 1000..1001)[0][0], Cell::Integer(1000));
        let mut damaged = packed.to_vec();
        let middle = damaged.len() / 2;
        damaged[middle..middle + 16].fill(0x55);
        let source = csv(&damaged);
        assert!(source.info().rows.reachable() > 30_000);
        assert!(
            source.info().findings.iter().any(|finding| finding.severity == Severity::Error),
            "{:?}",
            source.info().findings
        );
    }
    let units: Vec<u8> = String::from_utf8(text).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_big(&csv(&[b"\xff\xfe".as_slice(), &units].concat()), rows as u64);
    check_big(&csv(&gzip(&units)), rows as u64);
}

#[test]
fn refusals_are_sentences() {
    for bytes in [
        b"".as_slice(),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0b\xee\x9dh^\x01\0\0\x90\x04\0\0\x13\0\x08\x02[Content_Types].xml \xa2\x04\x02(\xa0\0\x02",
        &[0; 4096],
        &gzip(b""),
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ] {
        match try_open(bytes, FileFormat::Delimited, &ReadOptions::default()).0 {
            Err(Interrupted::Failed(problem)) => eprintln!("{problem}"),
            Err(Interrupted::Stopped) => panic!("stopped"),
            Ok(source) => panic!("opened {bytes:?}: {:?}", source.info()),
        }
    }
    assert!(
        open(Input::File("/tmp".into()), FileFormat::Delimited, &ReadOptions::default(), TableId(1), &Silent).is_err()
    );
    assert!(
        open(
            Input::File("/nonexistent/x.csv".into()),
            FileFormat::Delimited,
            &ReadOptions::default(),
            TableId(1),
            &Silent
        )
        .is_err()
    );
    for bytes in [
        "just one line".as_bytes(),
        b"\n\n\n",
        b"a",
        b"\n",
        b"\"",
        b"\"\n",
        b",",
        b",,,\n",
        b"a,b\n",
        b"\r",
        b"a\r\rb\r",
        b"a,a,,\n1,2,3,4\n",
    ] {
        let source = csv(bytes);
        let info = source.info();
        eprintln!(
            "{:?}: {} columns {:?} rows {} {:?}",
            String::from_utf8_lossy(bytes),
            info.columns.len(),
            info.columns.iter().map(|c| &c.name).collect::<Vec<_>>(),
            info.rows,
            info.findings.iter().map(|f| &f.text).collect::<Vec<_>>()
        );
        let _ = all_rows(&source);
    }
}

#[test]
fn json_in_all_shapes() {
    let json = |bytes: &[u8], format| {
        let (source, _keep) = try_open(bytes, format, &ReadOptions::default());
        let source = source.unwrap();
        source.complete(&Silent, &|| {}).unwrap();
        source
    };
    let text = |text: &str| Cell::Text(text.into());
    let lines = b"{\"a\":1,\"b\":\"x\\n\\u00e4\"}\n\n{\"a\":null,\"c\":[1, 2]}\nnot json\n{\"a\":2.5,\"b\":\"y\",\"d\":{\"e\":true}}\n[1]\n{\"a\":3";
    let source = json(lines, FileFormat::Ndjson);
    let info = source.info();
    assert_eq!(info.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert_eq!(kinds(&source), [TypeKind::Float, TypeKind::Text, TypeKind::List, TypeKind::Struct]);
    assert_eq!(info.rows, RowCount::Exact(6));
    let rows = all_rows(&source);
    assert_eq!(rows[0], [Cell::Float(1.0), text("x\nä"), Cell::Missing, Cell::Missing]);
    assert_eq!(rows[1][0], Cell::Missing);
    assert_eq!(rows[2], vec![Cell::Missing; 4]);
    assert_eq!(finding(&source, FindingKind::Unreadable).unwrap().rows, [3, 5, 6]);
    assert_eq!(source.raw(2).unwrap().unwrap().text.unwrap(), "not json");
    for array in [
        "[{\"a\":1,\"b\":\"]}\\\"\"},\n {\"a\":2,\"b\":\"{\"}]".as_bytes(),
        b"{\"a\":1,\"b\":\"]}\\\"\"}{\"a\":2,\"b\":\"{\"}",
        b"  [ {\"a\":1,\"b\":\"]}\\\"\"} , {\"a\":2,\"b\":\"{\"} ] ",
        b"\xef\xbb\xbf[{\"a\":1,\"b\":\"]}\\\"\"},{\"a\":2,\"b\":\"{\"}]",
    ] {
        let source = json(array, FileFormat::Json);
        assert_eq!(
            all_rows(&source),
            [[Cell::Integer(1), text("]}\"")], [Cell::Integer(2), text("{")]],
            "{}",
            String::from_utf8_lossy(array)
        );
    }
    let source = json(b"[{\"a\":1},{\"a\":2},{\"a\":", FileFormat::Json);
    assert!(source.info().rows.reachable() >= 2);
    assert!(source.info().findings.iter().any(|finding| finding.severity == Severity::Error));
    for empty in [b"[]".as_slice(), b"[ ]\n"] {
        let (source, _keep) = try_open(empty, FileFormat::Json, &ReadOptions::default());
        if let Ok(source) = source {
            source.complete(&Silent, &|| {}).unwrap();
            assert_eq!(source.info().rows, RowCount::Exact(0));
        }
    }
    // A key that comes late, beyond the first block.
    let mut text = String::new();
    for row in 0..20_000 {
        text.push_str(&format!("{{\"id\":{row},\"name\":\"somebody {row}\"}}\n"));
    }
    text.push_str("{\"id\":20000,\"late\":true}\n");
    let source = json(text.as_bytes(), FileFormat::Ndjson);
    assert_eq!(source.info().columns.last().unwrap().name, "late");
    assert_eq!(rows_of(&source, 20_000..20_001)[0], [Cell::Integer(20_000), Cell::Missing, Cell::Boolean(true)]);
    let wrapped = format!("[{}]", text.trim_end().replace('\n', ","));
    let source = json(wrapped.as_bytes(), FileFormat::Json);
    assert_eq!(source.info().rows, RowCount::Exact(20_001));
    assert_eq!(rows_of(&source, 20_000..20_001)[0], [Cell::Integer(20_000), Cell::Missing, Cell::Boolean(true)]);
    let source = json(&gzip(wrapped.as_bytes()), FileFormat::Json);
    assert_eq!(source.info().rows, RowCount::Exact(20_001));
}

#[test]
fn extreme_shapes_open() {
    let started = std::time::Instant::now();
    let header: Vec<String> = (0..100_000).map(|column| format!("column {column}")).collect();
    let row = vec!["1"; 100_000].join(",");
    let text = format!("{}\n{row}\n{row}\n", header.join(","));
    let source = csv(text.as_bytes());
    assert_eq!((source.info().columns.len(), source.info().rows), (100_000, RowCount::Exact(2)));
    let _ = source.read(0..2, &[ColumnId(99_999)]).unwrap();
    eprintln!("100,000 columns: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let mut text = b"a,b\n1,".to_vec();
    text.extend(std::iter::repeat_n(b'x', 40_000_000));
    text.extend(b"\n2,y\n");
    let source = csv(&text);
    assert_eq!(source.info().rows, RowCount::Exact(2));
    assert_eq!(rows_of(&source, 1..2)[0][1], Cell::Text("y".into()));
    let (source, _keep) = try_open(&vec![b'x'; 40_000_000], FileFormat::Delimited, &ReadOptions::default());
    if let Ok(source) = source {
        source.complete(&Silent, &|| {}).unwrap();
    }
    eprintln!("lines of 40 MB: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let wide = vec![b','; 1_500_000];
    assert!(try_open(&wide, FileFormat::Delimited, &ReadOptions::default()).0.is_err());
    eprintln!("1.5 million fields: {:?}", started.elapsed());
    // Every line begins with an unclosed quote: must not be quadratic.
    let started = std::time::Instant::now();
    let mut text = b"a,b\n".to_vec();
    for _ in 0..60_000 {
        text.extend(b"1,\"open and \"\"more\"\" text\n");
    }
    let source = csv(&text);
    eprintln!(
        "{} rows of open quotes: {:?} {:?}",
        source.info().rows,
        started.elapsed(),
        source.info().findings.iter().map(|f| (&f.text, f.count)).collect::<Vec<_>>()
    );
    let started = std::time::Instant::now();
    let source = csv(&vec![b'"'; 3_000_001]);
    eprintln!("{} rows of quotes: {:?}", source.info().rows, started.elapsed());
    let started = std::time::Instant::now();
    let source = csv(&b"\"\n".repeat(600_000));
    eprintln!("{} rows of lone quotes: {:?}", source.info().rows, started.elapsed());
    let started = std::time::Instant::now();
    let source = csv(&b"\n".repeat(3_000_000));
    eprintln!("{} rows of nothing: {:?}", source.info().rows, started.elapsed());
}

#[test]
fn a_file_that_changes_is_told() {
    let text = big_csv(100_000);
    let file = file(&text);
    let source = open(
        Input::File(file.path().to_path_buf()),
        FileFormat::Delimited,
        &ReadOptions::default(),
        TableId(1),
        &Silent,
    )
    .unwrap();
    file.as_file().set_len(1_000_000).unwrap();
    let result = source.complete(&Silent, &|| {});
    eprintln!("{result:?} {:?}", source.info().findings);
    let told = matches!(result, Err(Interrupted::Failed(_)))
        || source.info().findings.iter().any(|finding| finding.kind == FindingKind::Changed);
    assert!(told);
    let _ = source.read(0..source.info().rows.reachable(), &[ColumnId(0)]);
    let file = self::file(&text);
    let source = open(
        Input::File(file.path().to_path_buf()),
        FileFormat::Delimited,
        &ReadOptions::default(),
        TableId(1),
        &Silent,
    )
    .unwrap();
    source.complete(&Silent, &|| {}).unwrap();
    std::fs::remove_file(file.path()).unwrap();
    assert_eq!(rows_of(&source, 5..6)[0][0], Cell::Integer(5));
}

#[test]
fn cancelled_completion_can_be_taken_up_again() {
    struct After(std::sync::atomic::AtomicI64);
    impl Meter for After {
        fn report(&self, _: u64, _: u64) {}
        fn stopped(&self) -> bool {
            self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) <= 0
        }
    }
    let rows = 200_000;
    let text = big_csv(rows as usize);
    for bytes in [text.clone(), gzip(&text)] {
        let (source, _keep) = try_open(&bytes, FileFormat::Delimited, &ReadOptions::default());
        let source = source.unwrap();
        for n in [0, 1, 2, 3, 5, 8, 13, 21] {
            let _ = source.complete(&After(n.into()), &|| {});
            let rows = source.info().rows.reachable();
            assert_eq!(rows_of(&source, rows - 1..rows)[0][0], Cell::Integer(i128::from(rows - 1)));
        }
        source.complete(&Silent, &|| {}).unwrap();
        check_big(&source, rows);
    }
}

#[test]
fn real_files() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    for (path, columns, rows, header) in [
        ("adult/adult.data", 15, 32_561, false),
        ("adult/adult.test", 15, 16_281, false),
        ("compas/compas-scores-two-years.csv", 53, 7_214, true),
        ("titanic/titanic.csv", 12, 891, true),
        ("nycflights13/flights.csv.gz", 19, 336_776, true),
        ("csv/messy/airedale.csv", 8, 0, true),
        ("csv/messy/imdb.csv", 44, 0, true),
        ("csv/messy/milk.csv", 0, 0, true),
        ("csv/reader-fixtures/follows.csv", 3, 4, false),
        ("csv/reader-fixtures/only_header.csv", 2, 0, true),
        ("csv/reader-fixtures/zstd_compressed.csv.zst", 3, 3, true),
        ("csv/reader-fixtures/gzipped.csv.gz", 3, 3, true),
        ("csv/csv-spectrum/csvs/newlines.csv", 3, 3, true),
    ] {
        let path = data.join(path);
        if !path.exists() {
            eprintln!("skipped: there is no {}", path.display());
            continue;
        }
        let source =
            open(Input::File(path.clone()), FileFormat::Delimited, &ReadOptions::default(), TableId(1), &Silent)
                .unwrap();
        source.complete(&Silent, &|| {}).unwrap();
        let info = source.info();
        eprintln!("\n== {path:?} {} columns, {} rows", info.columns.len(), info.rows);
        info.dialect.reasons.iter().for_each(|reason| eprintln!("   {reason}"));
        info.findings.iter().for_each(|finding| {
            eprintln!(
                "   ! {:?} {:?} {} {:?}",
                finding.severity,
                finding.kind,
                finding.text,
                &finding.rows[..finding.rows.len().min(5)]
            )
        });
        info.columns.iter().take(20).for_each(|column| {
            eprintln!(
                "   {} {:?} {} missing {:?} markers {:?}",
                column.name, column.dtype.kind, column.reason, column.missing, column.markers
            )
        });
        if columns > 0 {
            assert_eq!(info.columns.len(), columns);
            assert_eq!(info.dialect.delimited.as_ref().unwrap().header, header);
        }
        if rows > 0 {
            assert_eq!(info.rows, RowCount::Exact(rows));
        }
        assert_eq!(all_rows(&source).len() as u64, info.rows.reachable());
    }
}

#[test]
fn inputs_that_once_failed() {
    for text in [
        b"\",,1E1\r,,;".as_slice(),
        b"\"",
        b"}",
        b"\na\"a\"\"",
        b"{}\n \n",
        b"{}\r\n\r\n\n{}\r",
        b"#]\t \\\x1b\t     \x1b \t  ",
    ] {
        for format in [FileFormat::Delimited, FileFormat::Ndjson, FileFormat::Json] {
            let (source, _keep) = try_open(text, format, &ReadOptions::default());
            let Ok(source) = source else { continue };
            source.complete(&Silent, &|| {}).unwrap();
            let rows = source.info().rows.reachable();
            let columns: Vec<ColumnId> = (0..source.info().columns.len() as u32).map(ColumnId).collect();
            let read = source.read(0..rows, &columns).map(|chunk| (chunk.frame.height() as u64, chunk.invalid));
            assert_eq!(
                read,
                Ok((rows, vec![])),
                "{:?} as {format:?}: {:?}",
                text.escape_ascii().to_string(),
                source.info()
            );
        }
    }
}
