//! From one state to the next. No clock, no files, no terminal: whatever must be done outside is an [`Effect`].

mod events;

use crate::commands::run_command;
use crate::msg::{Effect, Msg};
use crate::state::{Overlay, State};
use crate::{dialog, explore, grid, list, mouse, prompt};
use ninefold_base::command::CommandId;
use ninefold_base::keys::{Code, Key, Lookup};
use ninefold_base::message::Event;

/// Takes in one message and says what is to be done about it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let may_ask_again = !matches!(
        msg,
        Msg::Tick | Msg::Event(Event::PageDropped { .. } | Event::PageFailed { .. } | Event::Progress(_))
    );
    if may_ask_again && let Some(table) = &mut state.table {
        table.cache.retry();
    }
    match msg {
        Msg::Key(key) => pressed(state, key),
        Msg::Mouse(event) => mouse::update(state, event),
        Msg::Paste(text) => pasted(state, &text),
        Msg::Resize { width, height } => (state.width, state.height) = (width, height),
        Msg::Event(event) => events::update(state, event),
        Msg::Tick => state.ticks = state.ticks.wrapping_add(1),
    }
    grid::settle(state);
    explore::settle(state);
    std::mem::take(&mut state.outbox)
}

fn pressed(state: &mut State, key: Key) {
    state.notice = None;
    let context = state.context();
    if key == Key::plain(Code::Esc) && !state.pending.is_empty() {
        state.pending.clear();
        return;
    }
    state.pending.push(key);
    match state.keymap.lookup(context, &state.pending) {
        Lookup::Command(id) => {
            state.pending.clear();
            run_command(state, id, None);
        }
        Lookup::Prefix => {}
        Lookup::Nothing => {
            let sequence = std::mem::take(&mut state.pending);
            if !typed(state, key) {
                let keys: Vec<String> = sequence.iter().map(Key::symbol).collect();
                let help = state
                    .keymap
                    .keys_of(context, CommandId::Help)
                    .first()
                    .map(|keys| keys.iter().map(Key::symbol).collect::<String>());
                let hint = help.map(|key| format!(": {key} lists the keys")).unwrap_or_default();
                state.warn(format!("`{}` does nothing here{hint}", keys.join(" ")));
            }
        }
    }
}

/// Gives a key that is no command to whatever takes text. True if something was done with it.
fn typed(state: &mut State, key: Key) -> bool {
    match &state.overlay {
        Some(Overlay::List(_)) => list::typed(state, key),
        Some(Overlay::Prompt(_)) => prompt::typed(state, key),
        Some(Overlay::Dialog(_)) => dialog::typed(state, key),
        Some(Overlay::Confirm(_)) | None => false,
    }
}

fn pasted(state: &mut State, text: &str) {
    match &mut state.overlay {
        Some(Overlay::Prompt(prompt)) => {
            prompt.input.insert(text);
            prompt.problem = None;
        }
        Some(Overlay::List(list)) => {
            list.input.insert(text);
            list.refresh();
        }
        Some(Overlay::Dialog(_) | Overlay::Confirm(_)) => {}
        // Pasted text must never be taken for commands.
        None => state.warn("nothing here takes pasted text: press `/`, `w` or `o` first"),
    }
}
