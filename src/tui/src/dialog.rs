//! The dialog of read options: what was detected, what is chosen instead, and what the table would look like.

pub mod view;

use crate::list_cursor::Motion;
use crate::state::{Overlay, State};
use ninefold_base::Problem;
use ninefold_base::keys::{Code, Key};
use ninefold_base::message::{Page, Request, TableInfo};
use ninefold_base::read::{Dialect, Encoding, FileFormat, Quote, ReadOptions, Source};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Separator,
    Quote,
    Header,
    Encoding,
    DecimalComma,
    SkipLines,
}

impl Field {
    pub const ALL: [Field; 6] =
        [Field::Separator, Field::Quote, Field::Header, Field::Encoding, Field::DecimalComma, Field::SkipLines];

    pub fn label(self) -> &'static str {
        match self {
            Field::Separator => "Separator",
            Field::Quote => "Quote",
            Field::Header => "Header row",
            Field::Encoding => "Encoding",
            Field::DecimalComma => "Decimal comma",
            Field::SkipLines => "Lines to skip",
        }
    }
}

#[derive(Debug, Clone)]
pub struct DialogState {
    pub source: Source,
    pub options: ReadOptions,
    /// As the file is read now.
    pub detected: Dialect,
    pub field: usize,
    /// The answer to the options as they are now; `None` while it is awaited.
    pub preview: Option<(TableInfo, Page)>,
    pub problem: Option<Problem>,
}

impl DialogState {
    pub fn current(&self) -> Field {
        Field::ALL[self.field.min(Field::ALL.len() - 1)]
    }
}

pub fn open(state: &mut State) {
    let Some(table) = &state.table else { return };
    let dialog = DialogState {
        source: table.info.source.clone(),
        options: table.info.options.clone(),
        detected: table.info.dialect.clone(),
        field: 0,
        preview: None,
        problem: None,
    };
    if dialog.detected.format != FileFormat::Delimited {
        let kind = dialog.detected.format.label();
        state.warn(format!("{kind} says itself how it is to be read: there is nothing to choose"));
    }
    state.overlay = Some(Overlay::Dialog(Box::new(dialog)));
    ask(state);
}

fn current(state: &mut State) -> Option<&mut DialogState> {
    match &mut state.overlay {
        Some(Overlay::Dialog(dialog)) => Some(dialog),
        Some(Overlay::List(_) | Overlay::Prompt(_) | Overlay::Confirm(_)) | None => None,
    }
}

/// Asks for a preview of the options as they are now. A newer question replaces the older in the engine.
fn ask(state: &mut State) {
    let Some(dialog) = current(state) else { return };
    dialog.problem = None;
    let request = Request::Preview { source: dialog.source.clone(), options: dialog.options.clone() };
    state.send(request);
}

pub fn previewed(state: &mut State, info: TableInfo, page: Page) {
    let Some(dialog) = current(state) else { return };
    if info.options == dialog.options && info.source == dialog.source {
        dialog.preview = Some((info, page));
        dialog.problem = None;
    }
}

pub fn failed(state: &mut State, problem: Option<Problem>) {
    let Some(dialog) = current(state) else { return };
    if problem.is_some() {
        dialog.problem = problem;
        dialog.preview = None;
    }
}

/// Up and down go from field to field, left and right change the one under the cursor.
pub fn moved(state: &mut State, motion: Motion) {
    let Some(dialog) = current(state) else { return };
    let last = Field::ALL.len() - 1;
    match motion {
        Motion::Up => dialog.field = if dialog.field == 0 { last } else { dialog.field - 1 },
        Motion::Down => dialog.field = if dialog.field >= last { 0 } else { dialog.field + 1 },
        Motion::Left => step(state, false),
        Motion::Right => step(state, true),
        Motion::PageUp | Motion::HalfUp | Motion::Top => dialog.field = 0,
        Motion::PageDown | Motion::HalfDown | Motion::Bottom => dialog.field = last,
    }
}

/// The neighbour of `now` in a ring of choices.
fn next<T: PartialEq + Clone>(choices: &[T], now: &T, forward: bool) -> T {
    let at = choices.iter().position(|choice| choice == now).unwrap_or(0);
    let count = choices.len();
    choices[if forward { (at + 1) % count } else { (at + count - 1) % count }].clone()
}

fn step(state: &mut State, forward: bool) {
    let Some(dialog) = current(state) else { return };
    let options = &mut dialog.options;
    match Field::ALL[dialog.field] {
        Field::Separator => {
            let mut choices = vec![None, Some(','), Some(';'), Some('\t'), Some('|'), Some(' '), Some(':')];
            if !choices.contains(&options.separator) {
                choices.push(options.separator);
            }
            options.separator = next(&choices, &options.separator, forward);
        }
        Field::Quote => {
            options.quote = next(
                &[None, Some(Quote::Char('"')), Some(Quote::Char('\'')), Some(Quote::Off)],
                &options.quote,
                forward,
            )
        }
        Field::Header => options.header = next(&[None, Some(true), Some(false)], &options.header, forward),
        Field::Encoding => {
            let choices: Vec<Option<Encoding>> = std::iter::once(None).chain(Encoding::ALL.map(Some)).collect();
            options.encoding = next(&choices, &options.encoding, forward);
        }
        Field::DecimalComma => {
            options.decimal_comma = next(&[None, Some(true), Some(false)], &options.decimal_comma, forward)
        }
        Field::SkipLines => {
            let now = options.skip_lines.unwrap_or(0);
            options.skip_lines =
                if forward { Some((now + 1).min(100_000)) } else { now.checked_sub(1).filter(|lines| *lines > 0) };
        }
    }
    ask(state);
}

/// A separator or quote can be typed, and the number of lines.
pub fn typed(state: &mut State, key: Key) -> bool {
    let Some(dialog) = current(state) else { return false };
    let options = &mut dialog.options;
    match (Field::ALL[dialog.field], key.code) {
        _ if key.ctrl || key.alt => return false,
        (Field::Separator, Code::Char(typed)) if typed.is_ascii() => options.separator = Some(typed),
        (Field::Separator, Code::Backspace | Code::Delete) => options.separator = None,
        (Field::Quote, Code::Char(typed)) if typed.is_ascii_punctuation() => options.quote = Some(Quote::Char(typed)),
        (Field::Quote, Code::Backspace | Code::Delete) => options.quote = None,
        (Field::SkipLines, Code::Char(digit)) if digit.is_ascii_digit() => {
            let digit = u64::from(digit.to_digit(10).unwrap_or(0));
            options.skip_lines =
                Some((options.skip_lines.unwrap_or(0) * 10 + digit).min(100_000)).filter(|lines| *lines > 0);
        }
        (Field::SkipLines, Code::Backspace | Code::Delete) => {
            options.skip_lines = options.skip_lines.map(|lines| lines / 10).filter(|lines| *lines > 0)
        }
        _ => return false,
    }
    ask(state);
    true
}

/// Opens the table with the options chosen. The view starts anew: its columns may be others.
pub fn accept(state: &mut State) {
    let Some(Overlay::Dialog(dialog)) = state.overlay.take() else { return };
    let unchanged = state.table.as_ref().is_some_and(|table| table.info.options == dialog.options);
    if unchanged {
        state.note("nothing was changed");
        return;
    }
    state.open(dialog.source, dialog.options);
}
