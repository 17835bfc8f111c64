//! Writes the table of the benchmarks: `cargo run --release --example generate_table -- FILE.csv [ROWS]`.
//!
//! 17 columns: ids, floats, integers, categories of 5 to 100,000 values, dates, text with quotes and newlines, and 10 %
//! missing cells in all but the id. 9,000,000 rows (the default) are about 1 GB. The same number of rows gives the same
//! bytes. A name that ends in `.gz` is compressed on the way.

use std::fs::File;
use std::io::{self, BufWriter, Write};

const HEADER: &str =
    "id,session,amount,score,latitude,ratio,age,visits,balance,plan,city,product,customer,day,seen_at,active,comment\n";
const WORDS: [&str; 16] = [
    "late", "blue", "second", "order", "refund", "asked", "again", "never", "works", "fine", "box", "café", "left",
    "door", "called", "ok",
];

/// SplitMix64 (Steele, Lea & Flood 2014): small, fast, and the same everywhere.
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

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(path), rows) = (args.next(), args.next().map_or(Ok(9_000_000), |rows| rows.parse())) else {
        return Err(io::Error::other("usage: generate_table FILE.csv [ROWS]"));
    };
    let rows: u64 = rows.map_err(io::Error::other)?;
    let file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    if path.ends_with(".gz") {
        let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        write_table(&mut out, rows)?;
        out.finish()?.flush()
    } else {
        let mut out = file;
        write_table(&mut out, rows)?;
        out.flush()
    }
}

fn write_table(out: &mut impl Write, rows: u64) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    let mut random = Random(7);
    let mut line = String::new();
    for id in 0..rows {
        line.clear();
        write_row(&mut line, id, &mut random).map_err(io::Error::other)?;
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn write_row(line: &mut String, id: u64, random: &mut Random) -> std::fmt::Result {
    use std::fmt::Write;
    write!(line, "{}", 1_000_000 + id)?;
    for column in 1..17 {
        line.push(',');
        if random.below(10) == 0 {
            continue;
        }
        match column {
            1 => write!(line, "{:08x}", random.below(1 << 32))?,
            2 => write!(line, "{:.2}", -(1.0 - random.unit()).ln() * 80.0)?,
            3 => write!(line, "{:.4}", random.unit())?,
            4 => write!(line, "{:.5}", 42.0 + random.unit() * 5.0)?,
            5 => write!(line, "{:e}", (random.unit() - 0.5) * 1e-3)?,
            6 => write!(line, "{}", 18 + random.below(70))?,
            7 => write!(line, "{}", random.below(1000) * random.below(1000) / 1000)?,
            8 => write!(line, "{}", random.below(200_000) as i64 - 50_000)?,
            9 => line.push_str(["free", "basic", "plus", "pro", "team"][random.below(5) as usize]),
            10 => write!(line, "city-{:03}", random.below(100))?,
            11 => write!(line, "P{:05}", random.below(10_000))?,
            12 => write!(line, "c{}", random.below(100_000))?,
            13 => {
                write!(line, "20{:02}-{:02}-{:02}", 10 + random.below(15), 1 + random.below(12), 1 + random.below(28))?
            }
            14 => write!(
                line,
                "2024-{:02}-{:02} {:02}:{:02}:{:02}",
                1 + random.below(12),
                1 + random.below(28),
                random.below(24),
                random.below(60),
                random.below(60)
            )?,
            15 => line.push_str(if random.below(3) == 0 { "true" } else { "false" }),
            _ => write_comment(line, random),
        }
    }
    line.push('\n');
    Ok(())
}

/// A few words; one in five is quoted for a comma, a quote or a newline within.
fn write_comment(line: &mut String, random: &mut Random) {
    let mut text = String::new();
    for _ in 0..1 + random.below(4) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(WORDS[random.below(16) as usize]);
    }
    match random.below(15) {
        0 => text.push_str(", thanks"),
        1 => text.insert(0, '"'),
        2 => text.push_str("\nsecond line"),
        _ => {
            line.push_str(&text);
            return;
        }
    }
    line.push('"');
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}
