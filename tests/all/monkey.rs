//! Random keys on the real binary at random sizes. A second or two here; for minutes of it:
//! `NINEFOLD_MONKEY_SECONDS=300 NINEFOLD_MONKEY_SEED=1 cargo test --release monkey -- --nocapture`.

use crate::pty::{Terminal, is_restored};
use crate::root;
use std::io::Write;
use std::time::{Duration, Instant};

/// SplitMix64, as in `examples/generate_table.rs`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }
}

const KEYS: &[&str] = &[
    "j",
    "k",
    "h",
    "l",
    "G",
    "gg",
    "0",
    "$",
    "\x1b[5~",
    "\x1b[6~",
    "\x04",
    "\x15",
    "[",
    "]",
    "{",
    "}",
    "F",
    "\r",
    "\r",
    "\r",
    "\x1b",
    "\x1b",
    ",",
    "+",
    "-",
    "U",
    "R",
    "n",
    "N",
    "!",
    "<",
    ">",
    "_",
    "x",
    "(",
    ")",
    "i",
    "m",
    "t",
    "c",
    "?",
    ":",
    "yy",
    "yr",
    "yc",
    "\t",
    "\x1b[Z",
    " ",
    "O",
    "w",
    "W",
    "/",
    "e",
    "o",
    "\x0c",
    "\x7f",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[H",
    "\x1b[F",
    "\x1b[3~",
    "\x1bOP",
    "\x1b[<0;10;5M\x1b[<0;10;5m",
    "\x1b[<65;20;8M",
    "\x1b[<64;20;8M",
    "\x1b[<0;30;1M\x1b[<32;40;1M\x1b[<0;40;1m",
    "\x1b[200~pasted\ntext\x1b[201~",
    "\x1b[999;3~",
    "\u{fffd}",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "g",
    "z",
    "E",
    "T",
    "M",
    "I",
    "J",
    "S",
    "D",
    "A",
    "=",
    "\x13",
];
const TEXTS: &[&str] = &[
    "a",
    "1",
    "%",
    "(",
    "\"",
    "'",
    "age > 40",
    "sex = 'male'",
    "year IN (2007)",
    "\\d+",
    "[",
    "~",
    "/",
    "é",
    "日本",
    "body",
];

#[test]
fn random_keys_at_random_sizes_never_wreck_anything() {
    let variable = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let long = variable("NINEFOLD_MONKEY_SECONDS").map(Duration::from_secs);
    let mut random = Random(variable("NINEFOLD_MONKEY_SEED").unwrap_or(9));
    let begun = Instant::now();
    let mut pressed = 0;
    for round in 0.. {
        match long {
            Some(long) if begun.elapsed() > long => break,
            None if round == 2 => break,
            _ => {}
        }
        pressed += play(&mut random, if long.is_some() { 40 } else { 8 });
    }
    println!("{pressed} keys in {:?}", begun.elapsed());
}

/// One life of the program; the keys pressed.
fn play(random: &mut Random, bursts: u64) -> u64 {
    // Whatever it writes, it writes here.
    let folder = tempfile::tempdir().unwrap();
    for name in ["penguins.csv", "flights-lga-2013.parquet", "census-employment.csv"] {
        std::fs::copy(root().join("sample-data").join(name), folder.path().join(name)).unwrap();
    }
    let file = random.of(&["penguins.csv", "flights-lga-2013.parquet", "census-employment.csv"]);
    let program = assert_cmd::cargo::cargo_bin("ninefold");
    let mut terminal = Terminal::run((80, 24), program.as_os_str(), &[file], folder.path(), &[]);
    terminal.wait("row 1 of");
    let mut log: Vec<String> = Vec::new();
    let mut pressed = 0;
    for _ in 0..bursts {
        let (columns, rows) = match random.below(4) {
            0 => (1 + random.below(240) as u16, 1 + random.below(70) as u16),
            _ => (80, 24),
        };
        terminal.resize(columns, rows);
        for _ in 0..25 {
            let key = if random.below(8) == 0 { random.of(TEXTS) } else { random.of(KEYS) };
            log.push(key.escape_debug().to_string());
            pressed += 1;
            if terminal.input.write_all(key.as_bytes()).is_err() {
                break;
            }
        }
        answers(&mut terminal, &log);
    }
    // Out of everything, whatever it was, and to an ordinary end. Two escapes are one Esc, whatever follows.
    terminal.resize(80, 24);
    for _ in 0..12 {
        terminal.send("\x1b\x1b");
        answers(&mut terminal, &log);
    }
    terminal.send("\x11");
    let state = terminal.state.path().to_path_buf();
    let report = || {
        let reports = std::fs::read_dir(state.join("ninefold")).into_iter().flatten().flatten();
        reports.map(|entry| entry.path()).find(|path| path.display().to_string().contains("panic-"))
    };
    assert!(report().is_none(), "{:?}\n{}", report().map(std::fs::read_to_string), log.join(" "));
    let (code, written) = terminal.end();
    assert_eq!(code, 0, "{}", log.join(" "));
    assert!(is_restored(&written), "{}", log.join(" "));
    pressed
}

/// A redraw asked for is drawn: the program lives and listens.
fn answers(terminal: &mut Terminal, log: &[String]) {
    while let Ok(bytes) = terminal.output.try_recv() {
        terminal.feed(&bytes);
    }
    terminal.send("\x0c");
    match terminal.output.recv_timeout(Duration::from_secs(30)) {
        Ok(bytes) => terminal.feed(&bytes),
        Err(error) => panic!("{error}: no answer after {}\n{}", log.join(" "), terminal.text()),
    }
}
