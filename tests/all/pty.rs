//! A pseudo-terminal with the real binary in it: waits for what the screen shows, never for time to pass.

use crate::root;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long a screen may take at most before a test fails; never how long one does take.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Box<dyn MasterPty + Send>,
    pub input: Box<dyn Write + Send>,
    pub output: Receiver<Vec<u8>>,
    pub screen: vt100::Parser,
    pub state: tempfile::TempDir,
}

impl Terminal {
    pub fn open(size: (u16, u16), args: &[&str]) -> Self {
        Self::start(size, assert_cmd::cargo::cargo_bin("ninefold").as_os_str(), args)
    }

    /// Runs a program in the root of the project, with settings and state of its own.
    pub fn start(size: (u16, u16), program: &OsStr, args: &[&str]) -> Self {
        Self::run(size, program, args, root(), &[])
    }

    /// Runs a program in a folder, with further variables.
    pub fn run(
        (columns, rows): (u16, u16),
        program: &OsStr,
        args: &[&str],
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let state = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program);
        command.cwd(folder);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.env("XDG_STATE_HOME", state.path());
        command.env("XDG_CONFIG_HOME", state.path());
        for (name, value) in variables {
            command.env(name, value);
        }
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
        Self { child, master: pair.master, input, output, screen: vt100::Parser::new(rows, columns, 0), state }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads on until the screen satisfies a condition.
    pub fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> String {
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

    pub fn feed(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        // A terminal answers the question for the cursor's position.
        if bytes.windows(4).any(|window| window == b"\x1b[6n") {
            self.send("\x1b[1;1R");
        }
    }

    pub fn wait(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    pub fn send(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.screen.screen_mut().set_size(rows, columns);
    }

    /// Sends a signal by name, such as `-STOP`.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for the end and gives the exit code and what was written until then.
    pub fn end(mut self) -> (u32, String) {
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
pub fn is_restored(written: &str) -> bool {
    ["\x1b[?1049l", "\x1b[?1000l", "\x1b[?25h"].iter().all(|sequence| written.contains(sequence))
}
