//! The picture in focus as data: written to a file, or its numbers copied.

use super::{Pane, columns, missing, profile_of, target};
use crate::confirm::ConfirmState;
use crate::msg::Effect;
use crate::state::{Overlay, State};
use ninefold_base::explore::ExploreRequest;
use ninefold_base::message::Request;
use ninefold_base::picture::Picture;
use ninefold_base::profile::pictures;

/// What the pane shows, as a picture. None if it shows none.
pub fn in_focus(state: &State) -> Option<Picture> {
    let profile = profile_of(state)?;
    match state.explore.pane {
        Pane::Columns => {
            let column = columns::update::current(state)?;
            match columns::update::histogram(state, column) {
                Some(histogram) if !histogram.counts.is_empty() => {
                    Some(pictures::histogram_of(profile, column, histogram))
                }
                _ => pictures::values(profile, column),
            }
        }
        Pane::Target if state.explore.target.open.is_some() => {
            let against = target::update::answer(state)?.ok()?;
            Some(pictures::target_rates(profile, against))
        }
        Pane::Missing => missing::picture::in_focus(state),
        Pane::Findings => None,
        Pane::Target => pictures::relations(profile, target::update::target(state)?),
    }
}

/// A name for the file: that of the picture in plain letters.
pub fn suggested_name(state: &State) -> String {
    let title = in_focus(state).map(|picture| picture.title).unwrap_or_default();
    let plain: String = title
        .chars()
        .map(|letter| if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') { letter } else { '-' })
        .take(60)
        .collect();
    let plain = plain.trim_matches(['-', '.']).to_string();
    format!("{}.svg", if plain.is_empty() { "picture".into() } else { plain })
}

pub fn copy(state: &mut State) {
    match in_focus(state) {
        Some(picture) => {
            state.outbox.push(Effect::CopyToClipboard(picture.csv()));
            state.note(format!("copied the numbers of `{}` as CSV", ninefold_base::text::visible(&picture.title)));
        }
        None => state.warn("there is no picture here"),
    }
}

/// Asks the engine to write the picture in focus. False if there is none.
pub fn write(state: &mut State, path: String) -> bool {
    let Some(picture) = in_focus(state) else { return false };
    state.explore.writing = Some((picture.clone(), path.clone()));
    send(state, picture, path, Overwriting::No);
    true
}

/// Whether a file that is there already is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overwriting {
    No,
    Yes,
}

fn send(state: &mut State, picture: Picture, path: String, overwriting: Overwriting) {
    let Some(view) = state.table.as_ref().map(|table| table.view) else { return };
    let overwrite = overwriting == Overwriting::Yes;
    state.send(Request::Explore { view, ask: ExploreRequest::WritePicture { picture, path, overwrite } });
}

/// The file is there already: asks whether to replace it.
pub fn ask_to_overwrite(state: &mut State) {
    if let Some((_, path)) = &state.explore.writing {
        state.overlay = Some(Overlay::Confirm(ConfirmState::overwrite_picture(path.clone())));
    }
}

pub fn overwrite(state: &mut State) {
    if let Some((picture, path)) = state.explore.writing.clone() {
        send(state, picture, path, Overwriting::Yes);
    }
}
