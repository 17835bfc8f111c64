//! The wall between us and decoders that panic on damaged files.
//!
//! A panic behind the wall is an answer, told as a problem; the panic hook (which would print it, too, and in the middle
//! of whatever a headless command writes) hears of panics in front of the wall only.

use ninefold_base::Problem;
use polars::prelude::PolarsResult;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// How many guards the thread is inside of.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

static QUIET: Once = Once::new();

/// Inside the wall for as long as it lives.
struct Inside;

impl Inside {
    fn enter() -> Self {
        QUIET.call_once(|| {
            let previous = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if DEPTH.get() == 0 {
                    previous(info);
                }
            }));
        });
        DEPTH.set(DEPTH.get() + 1);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

fn caught<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    let _inside = Inside::enter();
    catch_unwind(AssertUnwindSafe(work))
}

/// Runs a decoder; its error or panic becomes a sentence about `name`.
pub fn guarded<T>(name: &str, work: impl FnOnce() -> PolarsResult<T>) -> Result<T, Problem> {
    match caught(work) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(refused(name, &error.to_string())),
        Err(payload) => Err(refused(name, &panic_text(payload.as_ref()))),
    }
}

/// As [`guarded`], for work that already speaks in problems.
pub fn guarded_problem<T>(name: &str, work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    caught(work).unwrap_or_else(|payload| Err(refused(name, &panic_text(payload.as_ref()))))
}

/// The problem for a file that the decoder does not take.
pub fn refused(name: &str, detail: &str) -> Problem {
    let first_line = detail.lines().next().unwrap_or_default().trim();
    let detail: String = first_line.chars().take(300).collect();
    let lower = detail.to_lowercase();
    let beyond_us = [
        "not supported",
        "not yet supported",
        "not implemented",
        "unsupported",
        "logicaltype",
        "operator does not support",
        "not expected",
    ];
    let (why, fix) = if lower.contains("encrypt") {
        ("it is encrypted".to_string(), "write it again without encryption; ninefold holds no keys")
    } else if lower.contains("feather v1") {
        (
            "it is Feather version 1, which was replaced in 2020".to_string(),
            "write it again as Feather version 2 or Parquet",
        )
    } else if beyond_us.iter().any(|word| lower.contains(word)) {
        (
            format!("it uses something that cannot be read: {detail}"),
            "write it again with common settings, or convert it with the program that made it",
        )
    } else {
        (
            format!("it cannot be decoded: {detail}"),
            "if it is damaged, get it again from where it came; if other programs read it, write it again with common settings",
        )
    };
    Problem::new(format!("could not read `{name}`"), why, fix)
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the decoder gave up without a word".into())
}
