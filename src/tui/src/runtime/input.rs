//! The input thread: reads the terminal and hands on what the screen understands. It ends when the terminal is gone.

use crate::msg::{Mouse, MouseKind, Msg};
use crossbeam_channel::{Receiver, Sender, unbounded};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};
use ninefold_base::keys::{Code, Key};
use std::time::{Duration, Instant};

#[expect(clippy::large_enum_variant, reason = "there is only ever one that carries nothing")]
pub enum Input {
    /// With the moment it was read.
    Msg(Msg, Instant),
    Gone,
}

/// How often it is checked that the terminal is still there: a terminal that went away is always ready and never has
/// anything, so that waiting for it alone would never end.
const CHECK: Duration = Duration::from_secs(1);

pub fn start() -> Receiver<Input> {
    let (sender, receiver) = unbounded();
    // Without the thread there is no input at all, which the closed channel tells.
    let _ = std::thread::Builder::new().name("input".into()).spawn(move || read(&sender));
    receiver
}

fn read(sender: &Sender<Input>) {
    let has_tty = terminal_is_there();
    loop {
        let input = match event::poll(CHECK) {
            Ok(true) => match event::read() {
                Ok(event) => translate(event).map(|msg| Input::Msg(msg, Instant::now())),
                Err(_) => Some(Input::Gone),
            },
            Ok(false) if has_tty && !terminal_is_there() => Some(Input::Gone),
            Ok(false) => None,
            Err(_) => Some(Input::Gone),
        };
        let gone = matches!(input, Some(Input::Gone));
        if let Some(input) = input
            && sender.send(input).is_err()
        {
            return;
        }
        if gone {
            return;
        }
    }
}

/// `/dev/tty` cannot be opened any more once the terminal hung up.
#[cfg(unix)]
fn terminal_is_there() -> bool {
    std::fs::File::open("/dev/tty").is_ok()
}

#[cfg(not(unix))]
fn terminal_is_there() -> bool {
    true
}

fn translate(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => translate_key(key).map(Msg::Key),
        Event::Mouse(mouse) => translate_mouse(mouse).map(Msg::Mouse),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize { width, height }),
        Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn translate_key(event: KeyEvent) -> Option<Key> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let mut shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(character) => {
            // A letter's shift is in the letter; with ctrl there is no upper case.
            shift = false;
            Code::Char(if ctrl { character.to_ascii_lowercase() } else { character })
        }
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => {
            shift = true;
            Code::Tab
        }
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::Function(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt, shift })
}

fn translate_mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(event::MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(event::MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(event::MouseButton::Left) => MouseKind::Release,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        MouseEventKind::ScrollLeft => MouseKind::WheelLeft,
        MouseEventKind::ScrollRight => MouseKind::WheelRight,
        MouseEventKind::Down(_) | MouseEventKind::Drag(_) | MouseEventKind::Up(_) | MouseEventKind::Moved => {
            return None;
        }
    };
    Some(Mouse { x: event.column, y: event.row, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: KeyCode, modifiers: KeyModifiers, expected: &str) {
        let key = translate_key(KeyEvent::new(code, modifiers)).unwrap();
        assert_eq!(key.to_string(), expected);
    }

    #[test]
    fn keys_are_told_as_the_table_writes_them() {
        check(KeyCode::Char('G'), KeyModifiers::SHIFT, "G");
        check(KeyCode::Char('D'), KeyModifiers::CONTROL, "ctrl-d");
        check(KeyCode::BackTab, KeyModifiers::SHIFT, "shift-tab");
        check(KeyCode::Left, KeyModifiers::SHIFT, "shift-left");
        check(KeyCode::F(1), KeyModifiers::NONE, "f1");
        check(KeyCode::Char(' '), KeyModifiers::NONE, "space");
    }
}
