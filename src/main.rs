//! Picks a front end: the screen, or one headless command.

use ninefold_base::read::{ReadOptions, Source};
use ninefold_cli::{Invocation, output};
use ninefold_engine::{keyfile, places, recent};
use ninefold_tui::{Environment, Exit, Options, Port, Start, Theme};
use std::process::ExitCode;
use std::time::Instant;

// Scans allocate and free column buffers on several threads: this allocator gives the memory back sooner.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let started = Instant::now();
    ninefold_cli::trace::start();
    match ninefold_cli::parse(std::env::args_os()) {
        Err(error) => error.exit(),
        Ok(Invocation::Headless { command, matches }) => ExitCode::from(ninefold_cli::run(command, &matches)),
        Ok(Invocation::Screen { source, options, theme }) => match screen(source, options, theme, started) {
            Ok(Exit::Quit { code }) => ExitCode::from(u8::try_from(code).unwrap_or(output::FAILED)),
            // As after a hang-up: there is nobody to tell anything.
            Ok(Exit::TerminalGone) => ExitCode::from(129),
            Err(error) => {
                output::say(&format!("ninefold: {error:#}"));
                ExitCode::from(output::FAILED)
            }
        },
    }
}

fn screen(source: Source, options: ReadOptions, theme: Option<String>, started: Instant) -> anyhow::Result<Exit> {
    let engine = ninefold_engine::start()?;
    let (keymap, problems) = match keyfile::load() {
        Ok(keymap) => (keymap, Vec::new()),
        Err(problems) => (ninefold_base::keys::Keymap::default(), problems),
    };
    let variable = |name: &str| std::env::var(name).ok();
    let environment = Environment {
        theme,
        no_color: variable("NO_COLOR"),
        colorterm: variable("COLORTERM"),
        term: variable("TERM"),
        colorfgbg: variable("COLORFGBG"),
    };
    let port = Port { requests: engine.requests, events: engine.events, welcome: recent::welcome() };
    let options = Options {
        keymap,
        theme: Theme::detect(&environment),
        started,
        open: (!source.paths.is_empty()).then_some(Start { source, options }),
        report_folder: places::state_dir(),
        problems,
    };
    Ok(ninefold_tui::run(port, options)?)
}
