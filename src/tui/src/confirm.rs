//! A yes-or-no question. Enter and `y` say yes, Esc and `n` say no.

use crate::msg::Effect;
use crate::paint;
use crate::prompt::{self, view::hint_runs};
use crate::state::{Overlay, State};
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is done on yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    Quit,
    Overwrite { path: String },
    OverwritePicture { path: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmState {
    pub question: Question,
}

impl ConfirmState {
    pub fn quit() -> Self {
        Self { question: Question::Quit }
    }

    pub fn overwrite(path: String) -> Self {
        Self { question: Question::Overwrite { path } }
    }

    pub fn overwrite_picture(path: String) -> Self {
        Self { question: Question::OverwritePicture { path } }
    }

    fn texts(&self) -> (&'static str, String, &'static str) {
        match &self.question {
            Question::Quit => (
                "Quit ninefold?",
                "The view is kept only if you saved it with ctrl-s. Your file is never changed.".into(),
                "quit",
            ),
            Question::Overwrite { path } | Question::OverwritePicture { path } => (
                "Overwrite the file?",
                format!("`{}` is there already. It is replaced only once the new one is whole.", text::visible(path)),
                "overwrite",
            ),
        }
    }
}

pub fn accept(state: &mut State) {
    let Some(Overlay::Confirm(confirm)) = state.overlay.take() else { return };
    match confirm.question {
        Question::Quit => state.outbox.push(Effect::Quit { code: 0 }),
        Question::Overwrite { path } => prompt::write(state, path, true),
        Question::OverwritePicture { .. } => crate::explore::picture::overwrite(state),
    }
}

pub fn draw(state: &State, confirm: &ConfirmState, body: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let (title, detail, yes) = confirm.texts();
    let width = 58.min(body.width);
    let lines = text::wrap(&detail, usize::from(width.saturating_sub(4)).max(1));
    let area = paint::centered(body, width, lines.len() as u16 + 4);
    let inner = paint::boxed(buffer, area, title, theme);
    for (i, line) in lines.iter().enumerate().take(usize::from(inner.height)) {
        paint::put(buffer, inner.x, inner.y + i as u16, line, inner.width, theme.raised);
    }
    if inner.height > 1 {
        let pairs = [("Enter", yes), ("Esc", "no, go back")];
        paint::runs(buffer, inner.x, inner.bottom() - 1, inner.width, &hint_runs(&pairs, theme));
    }
}
