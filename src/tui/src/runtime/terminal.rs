//! The terminal: taken over on entering, given back on leaving, whatever happens in between.

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Press, release, wheel and drag with coordinates beyond 223; not every motion, which would wake us for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// True while the terminal is ours, so that it is given back once, by whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);

pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    pub fn enter() -> io::Result<Self> {
        take_over()?;
        // A frame is written in one go.
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        match Terminal::new(backend) {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(render).map(|_| ());
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Write::flush(self.terminal.backend_mut())?;
        drawn
    }

    /// Everything is drawn anew with the next frame.
    pub fn forget(&mut self) {
        // A terminal that cannot be cleared is found out by the next frame.
        let _ = self.terminal.clear();
    }

    pub fn resized(&mut self) {
        let _ = self.terminal.autoresize();
    }

    /// Stops the process until the shell continues it.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        take_over()?;
        self.terminal.clear()
    }

    /// Bytes that are no drawing: the clipboard.
    pub fn write(&mut self, bytes: &str) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), Print(bytes))?;
        Write::flush(self.terminal.backend_mut())
    }

    pub fn leave(&mut self) {
        give_back();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    let set_up = queue!(out, EnterAlternateScreen, EnableBracketedPaste, Print(MOUSE_ON), cursor::Hide)
        .and_then(|()| out.flush());
    if set_up.is_err() {
        give_back();
    }
    set_up
}

/// Also called by the panic hook. Errors are of no use here: the terminal may be gone.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ =
        queue!(out, EndSynchronizedUpdate, Print(MOUSE_OFF), DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
    let _ = out.flush();
    let _ = disable_raw_mode();
}
