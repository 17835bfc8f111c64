//! The screen: state, update, view.
//!
//! [`update::update`] turns a message into a new state and effects; [`view::view`] draws the state and changes nothing;
//! [`layout`] says where things stand and is shared by both. None of them reads a clock, a file or the terminal: that is
//! [`runtime`]. All that is known of tables comes as plain data from `base`. Start at [`state::State`].
//!
//! ```text
//!  terminal ──key──▶ runtime ──Msg──▶ update ──Effect──▶ runtime ──Request──▶ engine
//!      ▲                │                                    ▲                  │
//!      └─────frame── view(State)                             └───────Event──────┘
//! ```

// The gallery of charts is shared with an example, which knows this crate by its name.
#[cfg(test)]
extern crate self as ninefold_tui;

pub mod charts;
pub mod chrome;
pub mod commands;
pub mod confirm;
pub mod dialog;
pub mod explore;
pub mod grid;
pub mod harness;
pub mod help;
pub mod jobs;
pub mod layout;
pub mod line_edit;
pub mod list;
pub mod list_cursor;
pub mod markers;
pub mod mouse;
pub mod msg;
pub mod paint;
pub mod prompt;
pub mod reading;
pub mod record;
pub mod runtime;
pub mod stages;
pub mod state;
pub mod table;
pub mod theme;
pub mod update;
pub mod values;
pub mod view;
pub mod welcome;
pub mod words;

pub use runtime::{Exit, Options, Port, Start, run};
pub use theme::{Environment, Theme, ThemeName};

#[cfg(test)]
mod tests;
