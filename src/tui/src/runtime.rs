//! Drives the terminal: input and engine events in, frames out. The only part of the screen with a clock, threads and
//! a terminal. It drains everything that waits, then draws, at most 60 times a second and only what changed.

mod clipboard;
mod input;
mod panics;
mod terminal;

use crate::msg::{Effect, Msg};
use crate::state::State;
use crate::table::Table;
use crate::theme::Theme;
use crate::update::update;
use crate::view::view;
use clipboard::Clipboard;
use crossbeam_channel::{Receiver, Sender, never};
use input::Input;
use ninefold_base::Problem;
use ninefold_base::keys::Keymap;
use ninefold_base::message::{Event, Request, Welcome};
use ninefold_base::read::{ReadOptions, Source};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use terminal::Screen;

/// Time between frames when only the engine has news.
const FRAME: Duration = Duration::from_micros(16_667);
/// A key does not wait for a whole frame.
const KEY_FRAME: Duration = Duration::from_millis(4);
/// Between ticks of the spinner.
const TICK: Duration = Duration::from_millis(120);
/// Draining stops after this long, so that a flood of events cannot hold up a frame.
const DRAIN: Duration = Duration::from_millis(6);

/// The wires to the engine.
#[derive(Debug)]
pub struct Port {
    pub requests: Sender<Request>,
    pub events: Receiver<Event>,
    pub welcome: Welcome,
}

/// What to open at the start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Start {
    pub source: Source,
    pub options: ReadOptions,
}

#[derive(Debug)]
pub struct Options {
    pub keymap: Keymap,
    pub theme: Theme,
    /// When the process started, for `first_data_ms`.
    pub started: Instant,
    pub open: Option<Start>,
    /// Folder for the report of a panic; none is written without it.
    pub report_folder: Option<PathBuf>,
    /// Problems to show at the start, such as those of the key file.
    pub problems: Vec<Problem>,
}

/// How the screen ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The user quit, or a signal asked to: the code for the shell.
    Quit { code: i32 },
    /// The terminal is gone; there is nobody to tell anything.
    TerminalGone,
}

/// Runs the screen until the user leaves it. The terminal is as it was before, however this ends.
///
/// # Errors
/// The terminal could not be set up, or drawing stopped on a fault of ours; the text names the report.
pub fn run(port: Port, options: Options) -> Result<Exit, Problem> {
    let (width, height) = crossterm::terminal::size().unwrap_or((80, 24));
    let mut state = State::new(width, height, options.keymap.clone(), options.theme.clone(), port.welcome.clone());
    state.problem = options.problems.first().cloned();
    let requests = port.requests.clone();
    // The engine reads the first rows while the terminal is set up.
    if let Some(start) = &options.open {
        let problem = state.problem.take();
        state.open(start.source.clone(), start.options.clone());
        state.problem = problem;
        send_all(&requests, std::mem::take(&mut state.outbox));
    }
    let guard = panics::Guard::install(options.report_folder.clone());
    let screen = match Screen::enter() {
        Ok(screen) => screen,
        Err(error) => {
            return Err(Problem::new(
                "could not set up the terminal",
                error.to_string(),
                "run it in a terminal, or use `ninefold head FILE` and the other headless commands",
            ));
        }
    };
    let mut driver = Driver::new(state, port, screen, options.started);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| driver.run()));
    driver.screen.leave();
    // The engine may be gone already; then there is nothing to stop.
    let _ = requests.send(Request::Shutdown);
    let report = guard.finish();
    outcome.map_err(|_| panics::problem(report))
}

fn send_all(requests: &Sender<Request>, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Send(request) = effect {
            // A dead engine is told by its event channel.
            let _ = requests.send(request);
        }
    }
}

struct Driver {
    state: State,
    requests: Sender<Request>,
    events: Receiver<Event>,
    input: Receiver<Input>,
    screen: Screen,
    clipboard: Clipboard,
    started: Instant,
    first_data_told: bool,
    dirty: bool,
    last_frame: Option<Instant>,
    last_tick: Instant,
    /// When the keys that no frame has answered yet were pressed.
    unanswered: Vec<Instant>,
    exit: Option<Exit>,
}

impl Driver {
    fn new(state: State, port: Port, screen: Screen, started: Instant) -> Self {
        Self {
            state,
            requests: port.requests,
            events: port.events,
            input: input::start(),
            screen,
            clipboard: Clipboard::default(),
            started,
            first_data_told: false,
            dirty: true,
            last_frame: None,
            last_tick: Instant::now(),
            unanswered: Vec::new(),
            exit: None,
        }
    }

    fn run(&mut self) -> Exit {
        loop {
            self.draw_if_due();
            if let Some(exit) = self.exit {
                return exit;
            }
            self.wait();
            self.drain();
            if let Some(exit) = self.exit {
                return exit;
            }
        }
    }

    /// Time until something must be done without being woken.
    fn patience(&self) -> Option<Duration> {
        let frame = self.dirty.then(|| self.frame_due());
        let tick = self.state.animates().then(|| TICK.saturating_sub(self.last_tick.elapsed()));
        match (frame, tick) {
            (Some(frame), Some(tick)) => Some(frame.min(tick)),
            (frame, tick) => frame.or(tick),
        }
    }

    fn frame_due(&self) -> Duration {
        let interval = if self.unanswered.is_empty() { FRAME } else { KEY_FRAME };
        self.last_frame.map_or(Duration::ZERO, |last| interval.saturating_sub(last.elapsed()))
    }

    fn wait(&mut self) {
        let timeout = self.patience().map_or_else(never, crossbeam_channel::after);
        crossbeam_channel::select! {
            recv(self.input) -> input => match input {
                Ok(input) => self.take_input(input),
                Err(_) => self.exit = Some(Exit::TerminalGone),
            },
            recv(self.events) -> event => match event {
                Ok(event) => self.take(Msg::Event(event)),
                Err(_) => self.engine_gone(),
            },
            recv(timeout) -> _ => {}
        }
    }

    fn drain(&mut self) {
        let begun = Instant::now();
        // Keys first: they must not queue behind a flood of events.
        while let Ok(input) = self.input.try_recv() {
            self.take_input(input);
        }
        while begun.elapsed() < DRAIN && self.exit.is_none() {
            match self.events.try_recv() {
                Ok(event) => self.take(Msg::Event(event)),
                Err(_) => break,
            }
        }
        if self.state.animates() && self.last_tick.elapsed() >= TICK {
            self.last_tick = Instant::now();
            self.take(Msg::Tick);
        }
    }

    fn engine_gone(&mut self) {
        self.events = never();
        self.state.problem = Some(Problem::new(
            "the engine has stopped",
            "its thread ended before the screen did",
            "quit with `Q` and start again; please report it",
        ));
        self.dirty = true;
    }

    fn take_input(&mut self, input: Input) {
        match input {
            Input::Msg(msg, at) => {
                if matches!(msg, Msg::Key(_)) {
                    self.unanswered.push(at);
                }
                if matches!(msg, Msg::Resize { .. }) {
                    self.screen.resized();
                }
                self.take(msg);
            }
            Input::Gone => self.exit = Some(Exit::TerminalGone),
        }
    }

    fn take(&mut self, msg: Msg) {
        self.dirty = true;
        for effect in update(&mut self.state, msg) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Send(request) => {
                // A dead engine is told by its event channel.
                let _ = self.requests.send(request);
            }
            Effect::CopyToClipboard(text) => {
                if let Some(note) = self.clipboard.copy(&text, &mut self.screen) {
                    self.state.warn(note);
                }
            }
            Effect::Quit { code } => self.exit = Some(Exit::Quit { code }),
            Effect::Suspend => {
                if self.screen.suspend().is_err() {
                    self.exit = Some(Exit::TerminalGone);
                }
                let (width, height) = crossterm::terminal::size().unwrap_or((self.state.width, self.state.height));
                (self.state.width, self.state.height) = (width, height);
            }
            Effect::Redraw => self.screen.forget(),
        }
    }

    fn draw_if_due(&mut self) {
        if !self.dirty || !self.frame_due().is_zero() {
            return;
        }
        let state = &self.state;
        if self.screen.draw(|frame| view(state, frame)).is_err() {
            self.exit = Some(Exit::TerminalGone);
            return;
        }
        self.dirty = false;
        let now = Instant::now();
        self.last_frame = Some(now);
        for pressed in self.unanswered.drain(..) {
            tracing::info!(target: "ninefold::frame", key_to_frame_us = now.duration_since(pressed).as_micros() as u64);
        }
        if !self.first_data_told && shows_data(self.state.table.as_ref()) {
            self.first_data_told = true;
            tracing::info!(target: "ninefold::frame", first_data_ms = now.duration_since(self.started).as_micros() as f64 / 1000.0);
        }
    }
}

fn shows_data(table: Option<&Table>) -> bool {
    table.is_some_and(|table| {
        table.current_column().is_some_and(|column| table.cache.cell(table.cursor.top, column).is_some())
    })
}
