//! What comes in and what goes out. [`crate::update::update`] turns one into the other and does nothing else.

use ninefold_base::keys::Key;
use ninefold_base::message::{Event, Request};

/// Input, engine events and ticks: all that can happen.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "messages are few and only ever moved")]
pub enum Msg {
    Key(Key),
    Mouse(Mouse),
    Paste(String),
    Resize {
        width: u16,
        height: u16,
    },
    Event(Event),
    /// Only while something animates.
    Tick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub x: u16,
    pub y: u16,
    pub kind: MouseKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
    WheelLeft,
    WheelRight,
}

/// What the runtime does for the state.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a handful live at a time, each for one turn of the loop")]
pub enum Effect {
    Send(Request),
    CopyToClipboard(String),
    Quit {
        code: i32,
    },
    /// Give the terminal back to the shell.
    Suspend,
    /// Clear and draw everything anew.
    Redraw,
}
