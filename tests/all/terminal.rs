//! The screen of the real binary: opening, paging, signals, sizes.

use crate::pty::{Terminal, is_restored};
use portable_pty::PtySize;
use std::ffi::OsStr;

#[test]
fn opens_pages_and_quits() {
    for size in [(80, 24), (140, 42), (220, 60)] {
        let mut terminal = Terminal::open(size, &["sample-data/penguins.csv"]);
        terminal.wait("344 rows");
        terminal.wait("Torgersen");
        terminal.send("G");
        terminal.wait("row 344 of 344");
        terminal.send("Q");
        let (code, written) = terminal.end();
        assert_eq!(code, 0);
        assert!(is_restored(&written), "{written:?}");
    }
}

#[test]
fn standard_input_is_read_while_keys_come_from_the_terminal() {
    let program = assert_cmd::cargo::cargo_bin("ninefold").display().to_string();
    let line = format!("cat sample-data/penguins.csv | '{program}' -");
    let mut terminal = Terminal::start((80, 24), OsStr::new("sh"), &["-c", &line]);
    terminal.wait("344 rows");
    terminal.send("G");
    terminal.wait("row 344 of 344");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_hangup_or_termination_gives_the_terminal_back() {
    for signal in ["-HUP", "-TERM", "-QUIT"] {
        let mut terminal = Terminal::open((80, 24), &["sample-data/penguins.csv"]);
        terminal.wait("344 rows");
        terminal.signal(signal);
        let (code, written) = terminal.end();
        assert!(code != 0, "a terminated program says so in its exit code");
        assert!(is_restored(&written), "{signal}: {written:?}");
    }
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let mut terminal = Terminal::open((80, 24), &["sample-data/penguins.csv"]);
    terminal.wait("344 rows");
    let Terminal { mut child, master, input, output, .. } = terminal;
    drop((master, input, output));
    child.wait().unwrap();
}

#[test]
fn survives_a_storm_of_sizes() {
    let mut terminal = Terminal::open((80, 24), &["sample-data/census-employment.csv"]);
    terminal.wait("20,000 rows");
    for n in 0..200u16 {
        let (rows, cols) = (1 + n * 7 % 60, 1 + n * 13 % 200);
        terminal.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        terminal.send("j");
    }
    terminal.master.resize(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
    terminal.screen.screen_mut().set_size(24, 80);
    terminal.send("\x0cG");
    terminal.wait("row 20,000 of 20,000");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_program_goes_on() {
    let mut terminal = Terminal::open((80, 24), &["sample-data/no-such-file.csv"]);
    terminal.wait("no-such-file.csv");
    terminal.send("Q");
    assert_eq!(terminal.end().0, 0);
}
