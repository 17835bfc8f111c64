//! What the keys do here, best first, as much as there is room for. Each hint can be clicked.

use crate::list::Entry;
use crate::paint::{self, Run, run};
use crate::state::{Overlay, State};
use ninefold_base::command::{COMMANDS, CommandId, Context};
use ninefold_base::keys::Key;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A hint on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub id: CommandId,
    pub keys: String,
    pub word: &'static str,
    pub x: u16,
    pub width: u16,
}

/// Room between hints.
const GAP: u16 = 3;

pub fn hints(state: &State, area: Rect) -> Vec<Hint> {
    let context = state.context();
    let mut rows: Vec<_> = COMMANDS
        .iter()
        .filter(|row| row.on_screen() && state.holds(row.when))
        .filter_map(|row| {
            let (rank, word) = row.footer?;
            let keys = state
                .keymap
                .keys_of(context, row.id)
                .first()
                .map(|keys| keys.iter().map(Key::symbol).collect::<Vec<_>>().join(" "))?;
            makes_sense(state, context, row.id).then_some((rank, word, keys, row.id))
        })
        .collect();
    rows.sort_by_key(|(rank, ..)| *rank);
    let mut hints: Vec<Hint> = Vec::new();
    let mut x = area.x + 1;
    for (_, word, keys, id) in rows {
        let (keys_width, word_width) = (text::width(&keys) as u16, text::width(word) as u16);
        // A hint without a word of its own shares that of the one after it: `[ ] sort` is two hints.
        let width = keys_width + if word.is_empty() { 0 } else { 1 + word_width };
        if x + width >= area.right() {
            break;
        }
        hints.push(Hint { id, keys, word, x, width });
        x += width + if word.is_empty() { 1 } else { GAP };
    }
    hints
}

/// Keys that hold everywhere are only shown where they do something.
fn makes_sense(state: &State, context: Context, id: CommandId) -> bool {
    let explores = context.with_fallbacks().contains(&Context::Explore);
    match id {
        CommandId::Toggle | CommandId::Complete if context == Context::List => match &state.overlay {
            Some(Overlay::List(list)) => match list.entry(0) {
                Some(Entry::Column(_)) => id == CommandId::Toggle,
                Some(Entry::Command(_)) => id == CommandId::Complete,
                Some(
                    Entry::Type(..)
                    | Entry::Theme(_)
                    | Entry::ColumnOrder(_)
                    | Entry::Target(_)
                    | Entry::Class(_)
                    | Entry::Task(_),
                )
                | None => false,
            },
            Some(Overlay::Prompt(_) | Overlay::Dialog(_) | Overlay::Confirm(_)) | None => false,
        },
        CommandId::NextPane => context == Context::Reading || explores,
        CommandId::Undo => matches!(context, Context::Grid | Context::Values | Context::Markers),
        CommandId::MoveBottom => matches!(context, Context::Grid | Context::Values | Context::Reading),
        CommandId::Open => matches!(context, Context::Grid | Context::Welcome | Context::Stage),
        CommandId::Cancel => context != Context::Grid || state.problem.is_some() || state.jobs.foreground().is_some(),
        CommandId::Filter => context == Context::Grid || explores,
        CommandId::Accept => context != Context::Reading || state.table.is_some(),
        _ => true,
    }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    paint::fill(buffer, area, theme.bar);
    if !state.pending.is_empty() {
        return draw_pending(state, area, buffer);
    }
    for hint in hints(state, area) {
        let parts: [Run<'_>; 3] = [
            run(hint.keys, theme.bar.patch(theme.accent)),
            run(" ", theme.bar),
            run(hint.word, theme.bar.patch(theme.dim)),
        ];
        paint::runs(buffer, hint.x, area.y, hint.width, &parts);
    }
}

/// What may follow the keys pressed so far.
fn draw_pending(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let pressed: Vec<String> = state.pending.iter().map(Key::symbol).collect();
    let mut parts: Vec<Run<'_>> = vec![run(format!("{} …", pressed.join(" ")), theme.bar.patch(theme.heading))];
    for binding in state.keymap.continuations(state.context(), &state.pending) {
        let rest: Vec<String> = binding.sequence[state.pending.len()..].iter().map(Key::symbol).collect();
        parts.push(run("   ", theme.bar));
        parts.push(run(rest.join(" "), theme.bar.patch(theme.accent)));
        parts.push(run(
            format!(" {}", ninefold_base::command::command(binding.command).title),
            theme.bar.patch(theme.dim),
        ));
    }
    paint::runs(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &parts);
}
