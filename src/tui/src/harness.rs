//! Drives the screen without a terminal: keys in, text out. For tests, with an invented engine or the real one.

use crate::msg::{Effect, Msg};
use crate::state::{Overlay, Place, State};
use crate::theme::{Theme, ThemeName};
use crate::update::update;
use crate::view::draw;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use ninefold_base::keys::{Code, Key, Keymap};
use ninefold_base::message::{Event, Request, Welcome};
use ninefold_base::read::{ReadOptions, Source};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::{Duration, Instant};

/// Who answers requests: a closure that returns events at once, or channels to a real engine.
pub enum Engine {
    Closure(Box<dyn FnMut(Request) -> Vec<Event>>),
    Channels { requests: crossbeam_channel::Sender<Request>, events: Receiver<Event> },
}

pub struct Harness {
    pub state: State,
    engine: Engine,
    /// What was copied, newest last.
    pub copied: Vec<String>,
    /// The code of a quit, once there was one.
    pub quit: Option<i32>,
    /// Every request sent, oldest first.
    pub sent: Vec<Request>,
}

impl Harness {
    pub fn new(size: (u16, u16), engine: Engine) -> Self {
        Self::with(size, engine, Theme::of(ThemeName::Dark), Welcome::default())
    }

    pub fn with(size: (u16, u16), engine: Engine, theme: Theme, welcome: Welcome) -> Self {
        let state = State::new(size.0, size.1, Keymap::default(), theme, welcome);
        Self { state, engine, copied: Vec::new(), quit: None, sent: Vec::new() }
    }

    /// Opens a file as the command line would.
    pub fn open(&mut self, path: &str) {
        self.state.open(Source { paths: vec![path.to_string()], with_origin: false }, ReadOptions::default());
        let effects = std::mem::take(&mut self.state.outbox);
        self.carry_out(effects);
    }

    /// Takes in one message and everything that the engine answers at once.
    pub fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.state, msg);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(request) => {
                    self.sent.push(request.clone());
                    match &mut self.engine {
                        Engine::Closure(answer) => {
                            for event in answer(request) {
                                self.send(Msg::Event(event));
                            }
                        }
                        Engine::Channels { requests, .. } => {
                            // A dead engine shows as a wait that runs out.
                            let _ = requests.send(request);
                        }
                    }
                }
                Effect::CopyToClipboard(text) => self.copied.push(text),
                Effect::Quit { code } => self.quit = Some(code),
                Effect::Suspend | Effect::Redraw => {}
            }
        }
    }

    /// Presses keys parted by spaces; text in backticks is typed letter by letter: ``g r `300` enter``.
    ///
    /// # Panics
    /// On a word that names no key: the test is wrong.
    pub fn keys(&mut self, script: &str) {
        for key in parse_script(script) {
            self.send(Msg::Key(key));
        }
    }

    /// As [`Harness::keys`], but lets the engine come to rest before each key that is not being typed, as a person would.
    ///
    /// # Errors
    /// The screen as it was when the engine did not come to rest in time.
    pub fn keys_patiently(&mut self, script: &str, timeout: Duration) -> Result<(), String> {
        for key in parse_script(script) {
            self.settle(timeout)?;
            self.send(Msg::Key(key));
        }
        self.settle(timeout)
    }

    /// Takes in events until nothing is awaited any more.
    ///
    /// # Errors
    /// The screen as it was when that took too long.
    pub fn settle(&mut self, timeout: Duration) -> Result<(), String> {
        let end = Instant::now() + timeout;
        while self.awaits_something() {
            if !self.take_event(end) {
                return Err(format!("the engine did not come to rest:\n{}", self.screen()));
            }
        }
        Ok(())
    }

    fn awaits_something(&self) -> bool {
        let state = &self.state;
        let table = state.table.as_ref();
        let view = table.is_some_and(|table| {
            table.wanted.is_some()
                || table.cache.is_waiting()
                || table.searched.as_ref().is_some_and(|searched| searched.waiting)
        });
        let foreground = state.jobs.foreground().is_some()
            || matches!(&state.overlay, Some(Overlay::Prompt(prompt)) if prompt.waiting);
        let place = match state.places.last() {
            Some(Place::Values(values)) => values.counts.is_none(),
            Some(Place::Record(record)) => record.record.is_none(),
            Some(Place::Reading(_) | Place::Markers(_) | Place::Jobs(_) | Place::Help(_)) | None => false,
        };
        let dialog = matches!(&state.overlay, Some(Overlay::Dialog(dialog)) if dialog.preview.is_none() && dialog.problem.is_none());
        matches!(self.engine, Engine::Channels { .. })
            && (crate::explore::awaits(state) || state.opening.is_some() || view || foreground || place || dialog)
    }

    /// Takes in one event; false if none came before `end`.
    fn take_event(&mut self, end: Instant) -> bool {
        let Engine::Channels { events, .. } = &self.engine else { return false };
        match events.recv_deadline(end) {
            Ok(event) => {
                self.send(Msg::Event(event));
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Takes in events until the screen shows `text`.
    ///
    /// # Errors
    /// The screen as it was when the time ran out.
    pub fn wait_until(&mut self, text: &str, timeout: Duration) -> Result<(), String> {
        let end = Instant::now() + timeout;
        while !self.screen().contains(text) {
            if !self.take_event(end) && !self.screen().contains(text) {
                return Err(format!("`{text}` did not appear:\n{}", self.screen()));
            }
        }
        Ok(())
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.send(Msg::Resize { width, height });
    }

    pub fn buffer(&self) -> Buffer {
        let area = Rect::new(0, 0, self.state.width, self.state.height);
        let mut buffer = Buffer::empty(area);
        draw(&self.state, area, &mut buffer);
        buffer
    }

    /// The screen as text, a line each, without blanks at the ends.
    pub fn screen(&self) -> String {
        text_of(&self.buffer())
    }

    /// Text and, below it, every run of cells with a style of its own: for snapshots.
    pub fn styled_screen(&self) -> String {
        let buffer = self.buffer();
        let mut out = self.screen();
        out.push_str("--- styles ---\n");
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let style = buffer[(x, y)].style();
                let from = x;
                while x < buffer.area.width && buffer[(x, y)].style() == style {
                    x += 1;
                }
                let plain = style == ratatui::style::Style::default().patch(self.state.theme.text);
                let ground = buffer[(from, y)].fg == self.state.theme.text.fg.unwrap_or_default()
                    && buffer[(from, y)].bg == self.state.theme.text.bg.unwrap_or_default()
                    && buffer[(from, y)].modifier.is_empty();
                if !plain && !ground {
                    let cell = &buffer[(from, y)];
                    out.push_str(&format!(
                        "{y:>3} {from:>3}-{:<3} {} on {}{}\n",
                        x - 1,
                        cell.fg,
                        cell.bg,
                        modifiers(cell.modifier)
                    ));
                }
            }
        }
        out
    }
}

/// A buffer as text, a line each, without blanks at the ends.
pub fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = ninefold_base::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn modifiers(modifier: ratatui::style::Modifier) -> String {
    if modifier.is_empty() { String::new() } else { format!(" {modifier:?}") }
}

/// Keys of a script as the examples of the command table write them.
///
/// # Panics
/// On a word that names no key.
pub fn parse_script(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    for (i, part) in script.split('`').enumerate() {
        if i % 2 == 1 {
            keys.extend(part.chars().map(|typed| Key::plain(Code::Char(typed))));
        } else {
            for word in part.split_whitespace() {
                match Key::parse(word) {
                    Ok(key) => keys.push(key),
                    Err(problem) => panic!("in the keys `{script}`: {problem}"),
                }
            }
        }
    }
    keys
}
