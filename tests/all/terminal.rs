//! The real binary in a pseudo-terminal: waits for what the screen shows, never for time to pass.

use crate::root;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long a screen may take at most before a test fails; never how long one does take.
const PATIENCE: Duration = Duration::from_secs(60);

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    input: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    _state: tempfile::TempDir,
}

impl Terminal {
    fn open(size: (u16, u16), args: &[&str]) -> Self {
        Self::start(size, assert_cmd::cargo::cargo_bin("ninefold").as_os_str(), args)
    }

    /// Runs a program with settings and state of its own.
    fn start((columns, rows): (u16, u16), program: &OsStr, args: &[&str]) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let state = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program);
        command.cwd(root());
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", state.path());
        command.env("XDG_CONFIG_HOME", state.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || sender.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let input = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, input, output, screen: vt100::Parser::new(rows, columns, 0), _state: state }
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads on until the screen satisfies a condition.
    fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        loop {
            let text = self.text();
            if holds(&text) {
                return text;
            }
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.feed(&bytes),
                Err(RecvTimeoutError::Timeout) => panic!("never came: {what}\n{text}"),
                Err(RecvTimeoutError::Disconnected) => panic!("ended before: {what}\n{text}"),
            }
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        // A terminal answers the question for the cursor's position.
        if bytes.windows(4).any(|window| window == b"\x1b[6n") {
            self.send("\x1b[1;1R");
        }
    }

    fn wait(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    fn send(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits for the end and gives the exit code and what was written until then.
    fn end(mut self) -> (u32, String) {
        let mut rest = Vec::new();
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => {
                    self.feed(&bytes);
                    rest.extend(bytes);
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("did not end:\n{}", self.text()),
            }
        }
        (self.child.wait().unwrap().exit_code(), String::from_utf8_lossy(&rest).into_owned())
    }
}

/// The sequences that give the terminal back: alternate screen left, mouse off, cursor shown.
fn is_restored(written: &str) -> bool {
    ["\x1b[?1049l", "\x1b[?1000l", "\x1b[?25h"].iter().all(|sequence| written.contains(sequence))
}

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
    for signal in ["-HUP", "-TERM"] {
        let mut terminal = Terminal::open((80, 24), &["sample-data/penguins.csv"]);
        terminal.wait("344 rows");
        let id = terminal.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
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
