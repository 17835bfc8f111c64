//! The one place that prints.

use ninefold_base::Problem;
use std::io::{self, IsTerminal, Write};

/// Exit codes: 0 done, 1 a check failed, 2 bad usage or failure, 130 interrupted. A reader that went away (broken pipe) is no failure.
pub const DONE: u8 = 0;
pub const CHECK_FAILED: u8 = 1;
pub const FAILED: u8 = 2;
pub const INTERRUPTED: u8 = 130;

/// Writes to standard output. Gives false if nobody reads any more.
pub fn print(text: &str) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// Standard output as a sink for rows.
pub fn sink() -> io::BufWriter<io::Stdout> {
    io::BufWriter::with_capacity(1 << 16, io::stdout())
}

/// True if standard output is a terminal, where rows are shown as a table.
pub fn to_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Says something on standard error. When that is closed there is nobody to tell.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A problem on standard error, in its three parts.
pub fn complain(problem: &Problem) {
    say(&format!(
        "ninefold: {}\n  why: {}\n  fix: {}",
        problem.what,
        problem.why.replace('\n', "\n       "),
        problem.fix
    ));
}
