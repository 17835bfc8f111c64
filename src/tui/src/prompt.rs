//! The line of text above the footer: search, condition, order, row, path. What cannot be done stays in the line, with
//! the reason below it, so that it can be mended.

pub mod complete;
pub mod sort_text;
pub mod view;

use crate::explore;
use crate::grid;
use crate::line_edit::LineEdit;
use crate::state::{Overlay, State};
use complete::Completion;
use ninefold_base::Problem;
use ninefold_base::keys::Key;
use ninefold_base::message::{Request, Slot};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::Filter;

/// A prompt closes when what it asked for runs longer than this without failing.
pub const PATIENCE_MS: u64 = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    Search {
        everywhere: bool,
    },
    Filter,
    Sort,
    GotoRow,
    Open,
    Write,
    /// Words that narrow the list of columns in stage 3.
    FilterColumns,
    /// The ends of a histogram.
    BinRange,
    WritePicture,
    /// Why a finding may stay as it is.
    AcceptFinding,
}

impl PromptKind {
    /// The slot whose end tells whether it worked.
    fn slot(self) -> Option<Slot> {
        match self {
            PromptKind::Search { .. } => Some(Slot::Search),
            PromptKind::Filter | PromptKind::Sort => Some(Slot::View),
            PromptKind::GotoRow | PromptKind::FilterColumns | PromptKind::BinRange | PromptKind::AcceptFinding => None,
            PromptKind::Open => Some(Slot::Open),
            PromptKind::Write | PromptKind::WritePicture => Some(Slot::Write),
        }
    }
}

#[derive(Debug, Clone)]
pub struct PromptState {
    pub kind: PromptKind,
    pub input: LineEdit,
    /// Sent; the answer decides whether the prompt closes.
    pub waiting: bool,
    pub problem: Option<Problem>,
    pub completion: Option<Completion>,
    /// Place in the history, from the newest, and what was typed before going there.
    recalled: Option<(usize, String)>,
}

/// Lines typed before, oldest first, per kind of prompt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histories {
    search: Vec<String>,
    filter: Vec<String>,
    sort: Vec<String>,
    row: Vec<String>,
    path: Vec<String>,
    columns: Vec<String>,
    range: Vec<String>,
    reason: Vec<String>,
}

impl Histories {
    fn of(&mut self, kind: PromptKind) -> &mut Vec<String> {
        match kind {
            PromptKind::Search { .. } => &mut self.search,
            PromptKind::Filter => &mut self.filter,
            PromptKind::Sort => &mut self.sort,
            PromptKind::GotoRow => &mut self.row,
            PromptKind::Open | PromptKind::Write | PromptKind::WritePicture => &mut self.path,
            PromptKind::FilterColumns => &mut self.columns,
            PromptKind::BinRange => &mut self.range,
            PromptKind::AcceptFinding => &mut self.reason,
        }
    }

    fn remember(&mut self, kind: PromptKind, line: &str) {
        let lines = self.of(kind);
        lines.retain(|old| old != line);
        lines.push(line.to_string());
        if lines.len() > 200 {
            lines.remove(0);
        }
    }
}

/// Opens the prompt, or does at once what the palette was told.
pub fn open_or_take(state: &mut State, kind: PromptKind, argument: Option<&str>) {
    let initial = match (argument, kind) {
        (Some(argument), _) => argument.to_string(),
        (None, PromptKind::Sort) => state.table.as_ref().map(sort_text::write).unwrap_or_default(),
        (None, PromptKind::FilterColumns) => state.explore.columns.filter.clone(),
        (None, PromptKind::WritePicture) => explore::picture::suggested_name(state),
        (None, _) => String::new(),
    };
    state.overlay = Some(Overlay::Prompt(PromptState {
        kind,
        input: LineEdit::new(initial),
        waiting: false,
        problem: None,
        completion: None,
        recalled: None,
    }));
    if argument.is_some() {
        accept(state);
    }
}

fn current(state: &mut State) -> Option<&mut PromptState> {
    match &mut state.overlay {
        Some(Overlay::Prompt(prompt)) => Some(prompt),
        Some(Overlay::List(_) | Overlay::Dialog(_) | Overlay::Confirm(_)) | None => None,
    }
}

pub fn typed(state: &mut State, key: Key) -> bool {
    let Some(prompt) = current(state) else { return false };
    let did = prompt.input.typed(key);
    if did {
        prompt.problem = None;
        prompt.waiting = false;
        prompt.completion = None;
    }
    did
}

pub fn history(state: &mut State, older: bool) {
    let State { overlay: Some(Overlay::Prompt(prompt)), histories, .. } = state else { return };
    let lines = histories.of(prompt.kind);
    let at = prompt.recalled.as_ref().map(|(at, _)| *at);
    let next = match (at, older) {
        (None, true) => Some(0),
        (None, false) => None,
        (Some(at), true) => Some((at + 1).min(lines.len().saturating_sub(1))),
        (Some(0), false) => None,
        (Some(at), false) => Some(at - 1),
    };
    let draft = prompt.recalled.take().map_or_else(|| prompt.input.text.clone(), |(_, draft)| draft);
    match next.and_then(|at| lines.iter().rev().nth(at).map(|line| (at, line.clone()))) {
        Some((at, line)) => {
            prompt.input.set(line);
            prompt.recalled = Some((at, draft));
        }
        None => prompt.input.set(draft),
    }
    prompt.problem = None;
    prompt.completion = None;
}

pub fn complete(state: &mut State, forward: bool) {
    let State { overlay: Some(Overlay::Prompt(prompt)), table, .. } = state else { return };
    if let Some(completion) = &mut prompt.completion {
        completion.turn(&mut prompt.input, forward);
        return;
    }
    match &mut prompt.kind {
        PromptKind::Search { everywhere } => *everywhere = !*everywhere,
        PromptKind::Filter | PromptKind::Sort => {
            let Some(table) = table else { return };
            let words = if prompt.kind == PromptKind::Filter { complete::SQL_WORDS } else { &["asc", "desc"] };
            prompt.completion = Completion::of_word(&mut prompt.input, &table.columns, words);
        }
        PromptKind::FilterColumns => {
            let Some(table) = table else { return };
            prompt.completion = Completion::of_word(&mut prompt.input, &table.columns, complete::COLUMN_WORDS);
        }
        PromptKind::GotoRow | PromptKind::BinRange | PromptKind::AcceptFinding => {}
        PromptKind::Open | PromptKind::Write | PromptKind::WritePicture => {
            let prefix = prompt.input.text.clone();
            state.send(Request::CompletePath { prefix });
        }
    }
}

/// Paths that begin with what was typed, if it is still what stands there.
pub fn paths(state: &mut State, prefix: &str, paths: Vec<String>) {
    let Some(prompt) = current(state) else { return };
    if matches!(prompt.kind, PromptKind::Open | PromptKind::Write | PromptKind::WritePicture)
        && prompt.input.text == prefix
    {
        prompt.completion = Completion::of_paths(&mut prompt.input, paths);
    }
}

/// Takes what was typed.
pub fn accept(state: &mut State) {
    let Some(prompt) = current(state) else { return };
    if prompt.waiting {
        return;
    }
    let kind = prompt.kind;
    let line = prompt.input.text.trim().to_string();
    if line.is_empty() && !matches!(kind, PromptKind::Sort | PromptKind::FilterColumns | PromptKind::BinRange) {
        state.overlay = None;
        return;
    }
    if !line.is_empty() {
        state.histories.remember(kind, &line);
    }
    match submit(state, kind, &line) {
        Ok(Outcome::Done) => state.overlay = None,
        Ok(Outcome::Waiting) => {
            if let Some(prompt) = current(state) {
                prompt.waiting = true;
                prompt.problem = None;
                prompt.completion = None;
            }
        }
        Err(problem) => {
            if let Some(prompt) = current(state) {
                prompt.problem = Some(problem);
            }
        }
    }
}

enum Outcome {
    Done,
    Waiting,
}

fn submit(state: &mut State, kind: PromptKind, line: &str) -> Result<Outcome, Problem> {
    match kind {
        PromptKind::Search { everywhere } => {
            grid::search::start(state, line, everywhere);
            Ok(Outcome::Waiting)
        }
        PromptKind::Filter => {
            grid::change::change(state, |_, spec| {
                // The same condition twice says nothing new, but asking again must not be an error.
                let filter = Filter::Sql(line.to_string());
                spec.filters.retain(|old| *old != filter);
                spec.filters.push(filter);
            });
            Ok(waiting_for_view(state))
        }
        PromptKind::Sort => {
            let Some(table) = &state.table else { return Ok(Outcome::Done) };
            let keys = sort_text::read(table, line)?;
            grid::change::change(state, |_, spec| spec.sort = keys);
            Ok(waiting_for_view(state))
        }
        PromptKind::GotoRow => goto_row(state, line),
        PromptKind::Open => {
            state.open(Source { paths: vec![line.to_string()], with_origin: false }, ReadOptions::default());
            Ok(Outcome::Waiting)
        }
        PromptKind::Write => {
            write(state, line.to_string(), false);
            Ok(Outcome::Waiting)
        }
        PromptKind::FilterColumns => explore::columns::update::set_filter(state, line).map(|()| Outcome::Done),
        PromptKind::BinRange => explore::commands::set_range(state, line).map(|()| Outcome::Done),
        PromptKind::AcceptFinding => {
            explore::findings::update::set_reason(state, line);
            Ok(Outcome::Done)
        }
        PromptKind::WritePicture => {
            let sent = explore::picture::write(state, line.to_string());
            Ok(if sent { Outcome::Waiting } else { Outcome::Done })
        }
    }
}

fn waiting_for_view(state: &State) -> Outcome {
    if state.table.as_ref().is_some_and(|table| table.wanted.is_some()) { Outcome::Waiting } else { Outcome::Done }
}

pub fn write(state: &mut State, path: String, overwrite: bool) {
    let Some(table) = &state.table else { return };
    let (view, columns) = (table.view, table.shown.clone());
    state.explore.writing = None;
    state.writing = Some(path.clone());
    state.send(Request::Write { view, path, columns, overwrite });
}

fn goto_row(state: &mut State, line: &str) -> Result<Outcome, Problem> {
    let Some(table) = &mut state.table else { return Ok(Outcome::Done) };
    let rows = table.rows.reachable();
    let plain: String = line.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    let wrong = || {
        Problem::new(
            format!("`{line}` is no row"),
            format!("rows are numbered from 1 to {}", ninefold_base::format::grouped(rows)),
            "type a number such as `300`, or a share such as `50%`",
        )
    };
    let row = match plain.strip_suffix('%') {
        Some(share) => {
            let share: f64 = share.parse().map_err(|_| wrong())?;
            if !(0.0..=100.0).contains(&share) {
                return Err(wrong());
            }
            ((rows as f64 * share / 100.0).ceil() as u64).max(1)
        }
        None => plain.parse::<u64>().ok().filter(|row| *row > 0).ok_or_else(wrong)?,
    };
    if row > rows && table.rows.is_exact() {
        return Err(wrong());
    }
    table.move_to_row(row - 1);
    if row > rows {
        state.warn(format!(
            "row {} is not indexed yet: this is the last one known so far",
            ninefold_base::format::grouped(row)
        ));
    }
    Ok(Outcome::Done)
}

/// What the prompt asked for is under way or done: it can close.
pub fn done(state: &mut State, slot: Slot) {
    if current(state).is_some_and(|prompt| prompt.waiting && prompt.kind.slot() == Some(slot)) {
        state.overlay = None;
    }
}

/// Shows the problem in the prompt that caused it; gives it back if there is none.
pub fn failed(state: &mut State, slot: Slot, problem: Problem) -> Option<Problem> {
    match current(state).filter(|prompt| prompt.waiting && prompt.kind.slot() == Some(slot)) {
        Some(prompt) => {
            prompt.waiting = false;
            prompt.problem = Some(problem);
            None
        }
        None => Some(problem),
    }
}
