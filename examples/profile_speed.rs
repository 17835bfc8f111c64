//! Profiles a file and prints what that took: `cargo run --release --example profile_speed -- FILE [RUNS]`.
//!
//! Wall time of opening and profiling (median and best of RUNS, 3 unless said otherwise), when the first figures came, and
//! the most memory held. Columns and their figures are not printed; `ninefold profile FILE` does that.

use ninefold_base::Silent;
use ninefold_base::message::TableId;
use ninefold_base::read::{ReadOptions, Source};
use ninefold_data::RowOrder;
use ninefold_data::profile::{Options, profile};
use std::cell::Cell;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("profile_speed FILE [RUNS]")?;
    let runs: usize = arguments.next().map_or(Ok(3), |runs| runs.parse())?;
    let mut times = Vec::new();
    for _ in 0..runs {
        times.push(run(&path)?);
    }
    times.sort();
    println!("median {:.2} s, best {:.2} s of {runs}", times[runs / 2].as_secs_f64(), times[0].as_secs_f64());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        println!("most memory: {}", peak.trim_start_matches("VmHWM:").trim());
    }
    Ok(())
}

fn run(path: &str) -> Result<Duration, Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let source = Source { paths: vec![path.to_string()], with_origin: false };
    let table = ninefold_data::open::open(TableId(1), &source, &ReadOptions::default(), &Silent).map_err(told)?;
    let opened = begun.elapsed();
    let first: Cell<Option<(Duration, u64)>> = Cell::new(None);
    let times = Cell::new(0);
    let found = profile(table.as_ref(), &RowOrder::All, &Options::default(), &Silent, &|news| {
        times.set(times.get() + 1);
        if first.get().is_none() {
            first.set(Some((begun.elapsed(), news.rows_read)));
        }
    })
    .map_err(told)?;
    let all = begun.elapsed();
    println!(
        "{} rows x {} columns in {:.2} s; open after {:.0} ms; first figures {}; {} snapshots; {} findings; {} limits",
        found.profile.rows,
        found.profile.columns.len(),
        all.as_secs_f64(),
        opened.as_secs_f64() * 1e3,
        first.get().map_or("none".into(), |(after, rows)| format!(
            "after {:.0} ms from {rows} rows",
            after.as_secs_f64() * 1e3
        )),
        times.get(),
        found.profile.findings.len(),
        found.profile.limits.len(),
    );
    Ok(all)
}

fn told(interrupted: ninefold_data::Interrupted) -> String {
    match interrupted {
        ninefold_data::Interrupted::Stopped => "stopped".into(),
        ninefold_data::Interrupted::Failed(problem) => problem.to_string(),
    }
}
