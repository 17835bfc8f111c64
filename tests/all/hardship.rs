//! What the world does to a program: signals at any moment, torn and vanished files, pipes that stall, disks that are
//! full, things that are no tables, tables of absurd shapes.

use crate::pty::{Terminal, is_restored};
use crate::root;
use assert_cmd::Command;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

fn program() -> std::path::PathBuf {
    assert_cmd::cargo::cargo_bin("ninefold")
}

/// 200,000 rows, about 6 MB.
fn long_table(folder: &Path) -> std::path::PathBuf {
    let mut text = String::from("id,name,value\n");
    for row in 0..200_000 {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{row},somebody {},{}", row % 977, f64::from(row) / 8.0);
    }
    let path = folder.join("long.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// A named pipe, and the program reading it as standard input.
fn with_pipe(folder: &Path, size: (u16, u16), arguments: &str) -> (Terminal, File) {
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let line = format!("exec '{}' {arguments} < '{}'", program().display(), pipe.display());
    let terminal = Terminal::start(size, OsStr::new("sh"), &["-c", &line]);
    // Opens once the other end does.
    let writer = OpenOptions::new().write(true).open(&pipe).unwrap();
    (terminal, writer)
}

#[test]
fn a_stopped_program_goes_on_where_it_was() {
    let mut terminal = Terminal::open((80, 24), &["sample-data/penguins.csv"]);
    terminal.wait("344 rows");
    terminal.signal("-STOP");
    terminal.resize(120, 30);
    terminal.send("jj");
    terminal.signal("-CONT");
    terminal.wait("row 3 of 344");
    terminal.send("Q");
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(is_restored(&written));
}

#[test]
fn a_file_that_is_cut_short_while_open_is_told_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = long_table(folder.path());
    let mut terminal = Terminal::open((120, 30), &[&path.display().to_string()]);
    terminal.wait("row 1 of 200,000");
    OpenOptions::new().write(true).open(&path).unwrap().set_len(1_000_000).unwrap();
    terminal.send("G");
    terminal.until("a word about the torn file", |text| text.contains("shorter now") || text.contains("cut short"));
    // Home: the message need not be put away first.
    terminal.send("\x1b[H");
    terminal.wait("row 1 of 200,000");
    terminal.wait("somebody 3");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_file_that_vanishes_is_shown_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = long_table(folder.path());
    let mut terminal = Terminal::open((120, 30), &[&path.display().to_string()]);
    terminal.wait("row 1 of 200,000");
    std::fs::remove_file(&path).unwrap();
    terminal.send("G");
    terminal.wait("row 200,000 of 200,000");
    terminal.wait("somebody 691");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_pipe_that_stalls_shows_what_came_and_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let (mut terminal, mut writer) = with_pipe(folder.path(), (80, 24), "-");
    writer.write_all(&std::fs::read(root().join("sample-data/penguins.csv")).unwrap()).unwrap();
    terminal.wait("Torgersen");
    // The pipe stays open: keys work all the same, and more rows are taken in when they come.
    terminal.send("jj");
    terminal.wait("row 3 of");
    writer.write_all(b"Gentoo,Torgersen,1,2,3,4,female,2030\n").unwrap();
    terminal.send("G");
    terminal.wait("row 345 of");
    terminal.send("Q");
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(is_restored(&written));
    drop(writer);
}

#[test]
fn killed_while_converting_leaves_nothing_under_the_name_of_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.csv");
    let mut child = std::process::Command::new(program())
        .args(["convert", "-", "-o", &target.display().to_string()])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a,b\n1,2\n3,4\n").unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!target.exists());
}

#[test]
fn an_interrupted_conversion_leaves_nothing_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.csv");
    let line = format!("convert - -o '{}'", target.display());
    let (terminal, mut writer) = with_pipe(folder.path(), (80, 24), &line);
    writer.write_all(b"a,b\n1,2\n3,4\n").unwrap();
    terminal.signal("-TERM");
    let (code, _) = terminal.end();
    assert!(code != 0);
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "pipe")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_in_a_sentence() {
    for form in ["csv", "tsv", "json", "ndjson", "parquet", "arrow"] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = std::process::Command::new(program())
            .current_dir(root())
            .args(["convert", "sample-data/census-employment.csv", "--to", form])
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap();
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{form}: {told}");
        assert!(told.contains("no space left") && told.contains("fix:"), "{form}: {told}");
    }
}

#[test]
fn what_is_no_table_is_refused_in_a_sentence_on_both_faces() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let nothing = folder.path().join("nothing");
    std::fs::create_dir(&nothing).unwrap();
    let elf: Vec<u8> =
        [b"\x7fELF\x02\x01\x01\0".as_slice(), &(0..=255u8).cycle().take(20_000).collect::<Vec<_>>()].concat();
    for path in [
        file("empty.csv", b""),
        file("program.csv", &elf),
        file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        file("torn.parquet", b"PAR1 and then nothing PAR1"),
        file("torn.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0"),
        nothing.display().to_string(),
    ] {
        let told = Command::new(program()).args(["head", &path]).assert().code(2);
        let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
        assert!(told.contains("why:") && told.contains("fix:") && !told.contains("panicked"), "{path}: {told}");
        let mut terminal = Terminal::open((80, 24), &[&path]);
        terminal.until(&format!("a refusal of {path}"), |text| text.contains('✗'));
        terminal.send("Q");
        assert_eq!(terminal.end().0, 0, "{path}");
    }
}

#[test]
fn twenty_thousand_columns_can_be_walked_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wide.csv");
    let mut text = (1..=20_000).map(|column| format!("field {column}")).collect::<Vec<_>>().join(",");
    for row in 0..50 {
        text.push('\n');
        text.push_str(&(0..20_000).map(|column| (row * column).to_string()).collect::<Vec<_>>().join(","));
    }
    std::fs::write(&path, text).unwrap();
    let mut terminal = Terminal::open((120, 30), &[&path.display().to_string()]);
    terminal.wait("row 1 of 50");
    terminal.send("$");
    terminal.wait("field 20000");
    terminal.send("G");
    terminal.wait("979951");
    terminal.send("0gg");
    terminal.wait("field 1 ");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_line_of_ten_million_characters_is_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("line.csv");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"a,b\n1,").unwrap();
    file.write_all(&vec![b'x'; 10_000_000]).unwrap();
    file.write_all(b"\n2,y\n").unwrap();
    drop(file);
    let mut terminal = Terminal::open((80, 24), &[&path.display().to_string()]);
    terminal.wait("row 1 of 2");
    terminal.send("j");
    terminal.wait("row 2 of 2");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn without_colour_no_colour_is_written() {
    let terminal = {
        let arguments = ["sample-data/penguins.csv"];
        let mut terminal = Terminal::run((80, 24), program().as_os_str(), &arguments, root(), &[("NO_COLOR", "1")]);
        terminal.wait("344 rows");
        terminal.send("jFQ");
        terminal
    };
    let screen = terminal.screen.screen();
    let coloured = (0..24u16).flat_map(|row| (0..80u16).map(move |column| (row, column))).any(|(row, column)| {
        screen
            .cell(row, column)
            .is_some_and(|cell| cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default)
    });
    assert!(!coloured);
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(!written.contains("\x1b[38;") && !written.contains("\x1b[48;"), "{written:?}");
}

#[test]
fn the_terminal_itself_is_no_table() {
    let mut terminal = Terminal::open((80, 24), &["sample-data/penguins.csv"]);
    terminal.wait("344 rows");
    terminal.send("o");
    terminal.wait("Esc cancel");
    terminal.send("\x15-\r");
    terminal.wait("it is the terminal");
    terminal.send("\x1b");
    // An escape followed at once by another key would be read as Alt and that key.
    terminal.until("the grid", |text| !text.contains("it is the terminal") && text.contains("/ search"));
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}
