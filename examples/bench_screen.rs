//! Drives the real program in a pseudo-terminal and measures what a user feels:
//! `cargo run --release --example bench_screen -- PROGRAM FILE [RUNS]`, with the table of `generate_table` as FILE.
//!
//! It prints, as Markdown: time and memory of the first frame with data (median of RUNS starts, 5 unless said
//! otherwise), times from a key to its frame while the file is being indexed, sorted, filtered, searched and counted,
//! how soon Esc stops each of these, and the most memory held. "Inside" is what the program logs (`key_to_frame_us`:
//! from reading the key to the frame written); "outside" runs from the byte sent to the new row number on the screen,
//! a terminal emulator's work included.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (140, 42);
/// Between keys: somewhat faster than a keyboard repeats.
const KEY_EVERY: Duration = Duration::from_millis(25);
/// Work is stopped after it has run this long.
const STOP_AFTER: Duration = Duration::from_millis(700);
/// A key that moves nothing for so long (the last row was reached, a prompt is open) is not counted outside.
const UNANSWERED: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(300);

struct Screen {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    input: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    trace: PathBuf,
    /// Bytes of the trace that were read already.
    read: u64,
    _state: tempfile::TempDir,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

impl Screen {
    fn start(program: &str, file: &str) -> Outcome<Self> {
        let pair =
            native_pty_system().openpty(PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 })?;
        let state = tempfile::tempdir()?;
        let trace = state.path().join("trace.log");
        let mut command = CommandBuilder::new(program);
        command.cwd(std::env::current_dir()?);
        command.arg(file);
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", state.path());
        command.env("XDG_CONFIG_HOME", state.path());
        command.env("NINEFOLD_TRACE", &trace);
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader()?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || sender.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let input = pair.master.take_writer()?;
        let screen = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        Ok(Self { child, _master: pair.master, input, output, screen, trace, read: 0, _state: state })
    }

    fn send(&mut self, keys: &str) -> io::Result<()> {
        self.input.write_all(keys.as_bytes())?;
        self.input.flush()
    }

    /// Takes in what the program writes for that long; false once it has ended.
    fn pump(&mut self, how_long: Duration) -> Outcome<bool> {
        match self.output.recv_timeout(how_long) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                if bytes.windows(4).any(|window| window == b"\x1b[6n") {
                    self.send("\x1b[1;1R")?;
                }
                Ok(true)
            }
            Err(RecvTimeoutError::Timeout) => Ok(true),
            Err(RecvTimeoutError::Disconnected) => Ok(false),
        }
    }

    fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> Outcome<()> {
        let begun = Instant::now();
        while !holds(&self.screen.screen().contents()) {
            if !self.pump(Duration::from_millis(50))? || begun.elapsed() > PATIENCE {
                return Err(format!("never came: {what}\n{}", self.screen.screen().contents()).into());
            }
        }
        Ok(())
    }

    /// Types what starts some work, and lets it begin: a prompt closes once the work has lasted a moment.
    fn work(&mut self, keys: &str) -> Outcome<()> {
        self.send(keys)?;
        let begun = Instant::now();
        while begun.elapsed() < STOP_AFTER {
            self.pump(Duration::from_millis(10))?;
        }
        Ok(())
    }

    /// `1,234` of `row 1,234 of 9,000,000`.
    fn row(&self) -> Option<String> {
        let text = self.screen.screen().contents();
        let line = text.lines().rev().find(|line| line.contains("row ") && line.contains(" of "))?;
        Some(line.split("row ").nth(1)?.split(" of ").next()?.to_string())
    }

    /// Lines of the trace since the last call.
    fn news(&mut self) -> Vec<String> {
        let text = std::fs::read(&self.trace).unwrap_or_default();
        let fresh = text.get(self.read as usize..).unwrap_or_default();
        let whole = fresh.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.read += whole as u64;
        String::from_utf8_lossy(&fresh[..whole]).lines().map(str::to_string).collect()
    }

    /// A line of `/proc/PID/status` in MB.
    fn memory(&self, name: &str) -> f64 {
        let id = self.child.process_id().unwrap_or_default();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1024.0
    }

    fn quit(mut self) -> Outcome<()> {
        self.send("Q")?;
        while self.pump(Duration::from_millis(200))? {}
        self.child.wait()?;
        Ok(())
    }
}

fn field(line: &str, name: &str) -> Option<f64> {
    line.split(name).nth(1)?.split_whitespace().next()?.parse().ok()
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        n => sorted[((n as f64 * share).ceil() as usize).clamp(1, n) - 1],
    }
}

/// Times of one phase, in milliseconds.
#[derive(Default)]
struct Times {
    inside: Vec<f64>,
    outside: Vec<f64>,
    lasted: Duration,
}

impl Times {
    fn print(mut self, what: &str) {
        self.inside.sort_by(f64::total_cmp);
        self.outside.sort_by(f64::total_cmp);
        let of = |times: &[f64]| {
            format!("{:.1} / {:.1} / {:.1}", quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1.0))
        };
        println!(
            "| {what} | {:.1} s | {} | {} | {} |",
            self.lasted.as_secs_f64(),
            self.inside.len(),
            of(&self.inside),
            of(&self.outside)
        );
    }
}

/// Presses keys until a job of that slot has ended (or for `most`, if it never does).
fn under_load(screen: &mut Screen, slot: &str, most: Duration) -> Outcome<Times> {
    let mut times = Times::default();
    let begun = Instant::now();
    let mut unanswered = 0;
    let keys = ["j", "j", "\x1b[6~", "j", "k", "j", "\x1b[6~", "\x1b[5~"];
    let mark = format!("slot={slot} ");
    let mut ended = false;
    for key in keys.iter().cycle() {
        let before = screen.row();
        let sent = Instant::now();
        screen.send(key)?;
        let mut answered = false;
        while sent.elapsed() < KEY_EVERY || !answered && sent.elapsed() < UNANSWERED {
            screen.pump(KEY_EVERY.saturating_sub(sent.elapsed()).max(Duration::from_millis(1)))?;
            if !answered && screen.row() != before {
                answered = true;
                times.outside.push(sent.elapsed().as_secs_f64() * 1e3);
            }
        }
        unanswered += usize::from(!answered);
        if unanswered > 20 {
            return Err(format!("keys move nothing:\n{}", screen.screen.screen().contents()).into());
        }
        for line in screen.news() {
            times.inside.extend(field(&line, "key_to_frame_us=").map(|us| us / 1e3));
            ended |= line.contains("ninefold::job") && line.contains(&mark);
        }
        if ended || begun.elapsed() > most {
            break;
        }
    }
    times.lasted = begun.elapsed();
    Ok(times)
}

/// Starts work, stops it with Esc, and gives the milliseconds until the screen says that nothing runs any more.
fn stopping(screen: &mut Screen, keys: &str) -> Outcome<Option<f64>> {
    screen.work(keys)?;
    if !screen.screen.screen().contents().contains("Esc stops") {
        return Ok(None);
    }
    let sent = Instant::now();
    screen.send("\x1b")?;
    screen.until("the end of a stopped job", |text| !text.contains("Esc stops"))?;
    let took = sent.elapsed().as_secs_f64() * 1e3;
    // Leave whatever pane the work opened.
    screen.send("\x1b")?;
    for _ in 0..20 {
        screen.pump(Duration::from_millis(20))?;
    }
    Ok(Some(took))
}

/// Milliseconds from keys that move to a place to all its cells on the screen.
fn filled(screen: &mut Screen, keys: &str) -> Outcome<f64> {
    let before = screen.row();
    let sent = Instant::now();
    screen.send(keys)?;
    while screen.row() == before || screen.screen.screen().contents().contains("\u{b7}\u{b7}\u{b7}\u{b7}\u{b7}") {
        if !screen.pump(Duration::from_millis(1))? || sent.elapsed() > PATIENCE {
            return Err("the cells never came".into());
        }
    }
    Ok(sent.elapsed().as_secs_f64() * 1e3)
}

fn first_frames(program: &str, file: &str, runs: usize) -> Outcome<()> {
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let mut screen = Screen::start(program, file)?;
        let begun = Instant::now();
        let mut found = None;
        while found.is_none() && begun.elapsed() < PATIENCE {
            screen.pump(Duration::from_millis(2))?;
            found = screen.news().iter().find_map(|line| field(line, "first_data_ms="));
        }
        memory.push(screen.memory("VmHWM"));
        times.push(found.ok_or("the program never showed data")?);
        screen.quit()?;
    }
    times.sort_by(f64::total_cmp);
    memory.sort_by(f64::total_cmp);
    let of =
        |values: &[f64]| format!("{:.0} ({:.0} to {:.0})", quantile(values, 0.5), values[0], values[values.len() - 1]);
    println!("first frame with data: {} ms; resident then: {} MB; {runs} starts\n", of(&times), of(&memory));
    Ok(())
}

fn main() -> Outcome<()> {
    let mut args = std::env::args().skip(1);
    let (Some(program), Some(file)) = (args.next(), args.next()) else {
        return Err("usage: bench_screen PROGRAM FILE [RUNS]".into());
    };
    let program = Path::new(&program).canonicalize()?.display().to_string();
    let runs = args.next().map_or(Ok(5), |runs| runs.parse())?;
    println!("`{file}`, {} x {} cells\n", SIZE.0, SIZE.1);
    first_frames(&program, &file, runs)?;

    let mut screen = Screen::start(&program, &file)?;
    screen.until("the first rows", |text| text.contains("row 1 of"))?;
    println!("| while | for | keys | inside, ms: median / p99 / most | outside |\n|---|---|---|---|---|");
    let long = Duration::from_secs(120);
    if !screen.screen.screen().contents().contains("of 9,000,000") {
        under_load(&mut screen, "Complete", long)?.print("index and survey");
    }
    let after = screen.memory("VmHWM");
    under_load(&mut screen, "none", Duration::from_secs(3))?.print("nothing runs");
    // Column by name, then the work; `c` opens the fuzzy list of columns.
    screen.work("csession\r[")?;
    under_load(&mut screen, "View", long)?.print("sort by `session`, 9 million texts");
    under_load(&mut screen, "none", Duration::from_secs(3))?.print("pages of the sorted rows");
    let jumps: Outcome<Vec<String>> =
        ["G", "\x1b[5~", "gg", "\x1b[6~"].iter().map(|keys| Ok(format!("{:.0}", filled(&mut screen, keys)?))).collect();
    let jumps = jumps?.join(", ");
    screen.work("U")?;
    screen.work("camount\r[")?;
    under_load(&mut screen, "View", long)?.print("sort by `amount`, floats");
    screen.work("U")?;
    screen.work("wcomment LIKE '%refund%' AND amount > 100\r")?;
    under_load(&mut screen, "View", long)?.print("filter by a condition on text and number");
    screen.work("U")?;
    screen.work("/no such text\r")?;
    under_load(&mut screen, "Search", long)?.print("search in all columns");
    screen.work("camount\r")?;

    println!("\nall cells of a page of the rows sorted by `session`, ms after G, PgUp, gg, PgDn: {jumps}");
    println!("\n| Esc stops | after, ms |\n|---|---|");
    for (what, keys) in [
        ("sort by `customer`", "ccustomer\r["),
        ("filter", "wcomment LIKE '%refund%' AND session LIKE 'f%'\r"),
        ("search", "/no such text at all\r"),
        ("values of `session`", "csession\rF"),
    ] {
        match stopping(&mut screen, keys)? {
            Some(took) => println!("| {what} | {took:.0} |"),
            None => println!("| {what} | had ended before |"),
        }
    }

    let mut screen = Screen::start(&program, &file)?;
    screen.until("the first rows", |text| text.contains("row 1 of"))?;
    screen.send("G")?;
    screen.until("the last row", |text| text.contains("row 9,000,000 of 9,000,000"))?;
    screen.send("gg")?;
    screen.until("the first row", |text| text.contains("row 1 of 9,000,000"))?;
    println!(
        "\nmost resident memory: {after:.0} MB after index and survey; {:.0} MB after opening, `G` and `gg`",
        screen.memory("VmHWM")
    );
    screen.quit()
}
