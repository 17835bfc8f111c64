//! Running a command: the same for a key, the palette and a click on the footer.

use crate::confirm::ConfirmState;
use crate::list::ListState;
use crate::list_cursor::Motion;
use crate::msg::Effect;
use crate::prompt::{self, PromptKind};
use crate::state::{Overlay, Place, State};
use crate::theme::{Theme, ThemeName};
use crate::{dialog, explore, grid, help, jobs, list, markers, reading, record, values, welcome};
use ninefold_base::command::{CommandId, Context, command};
use ninefold_base::message::{Request, Slot};
use ninefold_base::stage::Stage;
use ninefold_base::view::Direction;

/// Runs a command if its condition holds; otherwise says why not.
pub fn run_command(state: &mut State, id: CommandId, argument: Option<&str>) {
    let row = command(id);
    if !state.holds(row.when) {
        state.warn(row.when.reason());
        return;
    }
    if is_of_grid(state, id) {
        state.places.clear();
        state.stage = Stage::Data;
    }
    run(state, id, argument);
}

/// True for what only means something in the grid while another pane is open: the pane makes room.
fn is_of_grid(state: &State, id: CommandId) -> bool {
    let keys = command(id).keys;
    let here = state.place_context();
    here != Context::Grid
        && !keys.is_empty()
        && keys.iter().any(|(place, _)| *place == Context::Grid)
        && keys.iter().all(|(place, _)| !here.with_fallbacks().contains(place))
}

/// Moves in whatever lies on top.
pub fn moved(state: &mut State, motion: Motion) {
    match &state.overlay {
        Some(Overlay::List(_)) => return list::moved(state, motion),
        Some(Overlay::Dialog(_)) => return dialog::moved(state, motion),
        Some(Overlay::Prompt(_) | Overlay::Confirm(_)) => return,
        None => {}
    }
    match state.places.last() {
        Some(Place::Record(_)) => record::moved(state, motion),
        Some(Place::Values(_)) => values::moved(state, motion),
        Some(Place::Reading(_)) => reading::moved(state, motion),
        Some(Place::Markers(_)) => markers::moved(state, motion),
        Some(Place::Jobs(_)) => jobs::moved(state, motion),
        Some(Place::Help(_)) => help::moved(state, motion),
        None if state.context() == Context::Grid => grid::moved(state, motion),
        None if state.context() == Context::Welcome => welcome::moved(state, motion),
        None if state.stage == Stage::Explore => explore::moved(state, motion),
        None => {}
    }
}

/// One arm per command, none left out: a command that is added does not compile until it is answered here.
fn run(state: &mut State, id: CommandId, argument: Option<&str>) {
    match id {
        CommandId::MoveUp => moved(state, Motion::Up),
        CommandId::MoveDown => moved(state, Motion::Down),
        CommandId::MoveLeft => moved(state, Motion::Left),
        CommandId::MoveRight => moved(state, Motion::Right),
        CommandId::PageUp => moved(state, Motion::PageUp),
        CommandId::PageDown => moved(state, Motion::PageDown),
        CommandId::HalfPageUp => moved(state, Motion::HalfUp),
        CommandId::HalfPageDown => moved(state, Motion::HalfDown),
        CommandId::MoveTop => moved(state, Motion::Top),
        CommandId::MoveBottom => moved(state, Motion::Bottom),
        CommandId::FirstColumn => grid::to_column(state, 0),
        CommandId::LastColumn => grid::to_column(state, usize::MAX),
        CommandId::GotoRow => prompt::open_or_take(state, PromptKind::GotoRow, argument),
        CommandId::GotoColumn => goto_column(state, argument),
        CommandId::Search => prompt::open_or_take(state, PromptKind::Search { everywhere: true }, argument),
        CommandId::SearchNext => grid::search::again(state, ninefold_base::message::Towards::Forward),
        CommandId::SearchPrevious => grid::search::again(state, ninefold_base::message::Towards::Backward),
        CommandId::Filter => prompt::open_or_take(state, PromptKind::Filter, argument),
        CommandId::FilterLikeThis => grid::change::like_this(state),
        CommandId::FilterKeep => grid::change::keep(state),
        CommandId::FilterDrop => grid::change::drop_value(state),
        CommandId::ClearFilters => grid::change::clear_filters(state),
        CommandId::SortAscending => grid::change::sort_by_cursor(state, Direction::Ascending, false),
        CommandId::SortDescending => grid::change::sort_by_cursor(state, Direction::Descending, false),
        CommandId::SortThenAscending => grid::change::sort_by_cursor(state, Direction::Ascending, true),
        CommandId::SortThenDescending => grid::change::sort_by_cursor(state, Direction::Descending, true),
        CommandId::Sort => prompt::open_or_take(state, PromptKind::Sort, argument),
        CommandId::Values => values::open(state, argument),
        CommandId::Pin => grid::change::pin(state),
        CommandId::FitWidth => grid::change::fit_width(state),
        CommandId::Narrow => grid::change::resize(state, -2),
        CommandId::Widen => grid::change::resize(state, 2),
        CommandId::HideColumn => grid::change::hide(state),
        CommandId::ShowColumns => grid::change::show_all(state),
        CommandId::MoveColumnLeft => grid::change::shift(state, -1),
        CommandId::MoveColumnRight => grid::change::shift(state, 1),
        CommandId::ChangeType => grid::change::choose_type(state, argument),
        CommandId::Markers => markers::open(state),
        CommandId::AcceptAllMarkers => markers::accept_all(state),
        CommandId::Record => record::open(state),
        CommandId::Reading => reading::open(state),
        CommandId::ReadOptions => dialog::open(state),
        CommandId::Open => prompt::open_or_take(state, PromptKind::Open, argument),
        CommandId::Convert => prompt::open_or_take(state, PromptKind::Write, argument),
        CommandId::Save => save(state),
        CommandId::CopyCell => grid::copy::cell(state),
        CommandId::CopyRow => grid::copy::row(state),
        CommandId::CopyColumn => grid::copy::column(state),
        CommandId::Stage1 => to_stage(state, Stage::Problem),
        CommandId::Stage2 => to_stage(state, Stage::Data),
        CommandId::Stage3 => to_stage(state, Stage::Explore),
        CommandId::Stage4 => to_stage(state, Stage::Features),
        CommandId::Stage5 => to_stage(state, Stage::Models),
        CommandId::Stage6 => to_stage(state, Stage::Train),
        CommandId::Stage7 => to_stage(state, Stage::Evaluate),
        CommandId::Stage8 => to_stage(state, Stage::Deploy),
        CommandId::Stage9 => to_stage(state, Stage::Monitor),
        CommandId::Undo => grid::change::undo(state),
        CommandId::Redo => grid::change::redo(state),
        CommandId::Palette => state.overlay = Some(Overlay::List(ListState::palette(state))),
        CommandId::Help => help::open(state),
        CommandId::Jobs => jobs::open(state),
        CommandId::Cancel => cancel(state),
        CommandId::Back => back(state),
        CommandId::Quit => state.outbox.push(Effect::Quit { code: 0 }),
        CommandId::Redraw => state.outbox.push(Effect::Redraw),
        CommandId::Suspend => state.outbox.push(Effect::Suspend),
        CommandId::Theme => choose_theme(state, argument),
        CommandId::Accept => accept(state),
        CommandId::Complete => complete(state, true),
        CommandId::CompleteBack => complete(state, false),
        CommandId::HistoryBack => prompt::history(state, true),
        CommandId::HistoryForward => prompt::history(state, false),
        CommandId::Toggle => toggle(state),
        CommandId::NextPane => next_pane(state, true),
        CommandId::PreviousPane => next_pane(state, false),
        CommandId::ExploreColumns
        | CommandId::ExploreTarget
        | CommandId::ExploreMissing
        | CommandId::ExploreFindings
        | CommandId::CycleMissing
        | CommandId::SortMap
        | CommandId::AcceptFinding
        | CommandId::Describe
        | CommandId::SortColumnsBy
        | CommandId::FilterColumns
        | CommandId::Enlarge
        | CommandId::MoreBins
        | CommandId::FewerBins
        | CommandId::LogScale
        | CommandId::LogHeights
        | CommandId::BinRange
        | CommandId::ChooseTarget
        | CommandId::ChoosePositive
        | CommandId::ChooseTask
        | CommandId::AgainstTarget
        | CommandId::CycleSplit
        | CommandId::Definitions
        | CommandId::WritePicture
        | CommandId::CopyNumbers
        | CommandId::ProfileAgain => explore::commands::run(state, id, argument),
        CommandId::Head
        | CommandId::Tail
        | CommandId::Sample
        | CommandId::Count
        | CommandId::Schema
        | CommandId::Profile
        | CommandId::Compare
        | CommandId::Check
        | CommandId::Commands
        | CommandId::Completions
        | CommandId::Man => {
            state.warn(format!("`{}` is for the command line: `ninefold {}`", id.name(), id.name()));
        }
    }
}

fn goto_column(state: &mut State, argument: Option<&str>) {
    let Some(table) = &mut state.table else { return };
    let Some(name) = argument else {
        state.overlay = Some(Overlay::List(ListState::columns(table)));
        return;
    };
    let found = table.find_column(name.trim());
    match found {
        Some(id) if table.move_to_column(id) => {}
        Some(_) => state.warn(format!("column `{}` is hidden: `X` shows all columns", name.trim())),
        None => {
            let hint = ninefold_base::names::did_you_mean(
                name.trim(),
                table.columns.iter().take(5_000).map(|column| column.name.as_str()),
            );
            state.warn(format!("there is no column `{}`; {hint}", name.trim()).trim_end_matches("; "));
        }
    }
}

fn save(state: &mut State) {
    let Some(table) = &state.table else { return };
    let view = table.spec.clone();
    state.send(Request::Save { view });
}

pub fn to_stage(state: &mut State, stage: Stage) {
    state.places.clear();
    state.overlay = None;
    state.stage = stage;
}

fn choose_theme(state: &mut State, argument: Option<&str>) {
    match argument {
        None => state.overlay = Some(Overlay::List(ListState::themes(state))),
        Some(name) => match ThemeName::parse(name) {
            Some(theme) => state.theme = Theme::of(theme),
            None => {
                let hint = ninefold_base::names::did_you_mean(name, ThemeName::ALL.map(ThemeName::label));
                state.warn(format!(
                    "there is no theme `{name}`; {}",
                    if hint.is_empty() { "themes are dark, light, ansi, none" } else { &hint }
                ));
            }
        },
    }
}

fn accept(state: &mut State) {
    match &state.overlay {
        Some(Overlay::List(_)) => return list::accept(state),
        Some(Overlay::Prompt(_)) => return prompt::accept(state),
        Some(Overlay::Dialog(_)) => return dialog::accept(state),
        Some(Overlay::Confirm(_)) => return crate::confirm::accept(state),
        None => {}
    }
    match state.places.last() {
        Some(Place::Values(_)) => values::accept(state),
        Some(Place::Reading(_)) => reading::accept(state),
        Some(Place::Jobs(_)) => jobs::accept(state),
        Some(Place::Markers(_)) => markers::toggle(state),
        Some(Place::Record(_) | Place::Help(_)) => {}
        None if state.context() == Context::Welcome => welcome::accept(state),
        None if state.stage == Stage::Explore => explore::accept(state),
        None => {}
    }
}

fn complete(state: &mut State, forward: bool) {
    match &state.overlay {
        Some(Overlay::List(_)) => list::complete(state),
        Some(Overlay::Prompt(_)) => prompt::complete(state, forward),
        Some(Overlay::Dialog(_)) => dialog::moved(state, if forward { Motion::Down } else { Motion::Up }),
        Some(Overlay::Confirm(_)) | None => {}
    }
}

fn toggle(state: &mut State) {
    match &state.overlay {
        Some(Overlay::List(_)) => list::toggle(state),
        Some(Overlay::Dialog(_)) => dialog::moved(state, Motion::Right),
        Some(Overlay::Prompt(_) | Overlay::Confirm(_)) => {}
        None => {
            if let Some(Place::Markers(_)) = state.places.last() {
                markers::toggle(state);
            }
        }
    }
}

fn next_pane(state: &mut State, forward: bool) {
    if let Some(Place::Reading(_)) = state.places.last() {
        reading::next_section(state, forward);
    } else if state.places.is_empty() && state.stage == Stage::Explore {
        explore::next_pane(state, forward);
    } else {
        state.warn("there is only one pane here");
    }
}

/// Esc: drops the topmost thing; when nothing is open, stops what one waits for.
pub fn cancel(state: &mut State) {
    if let Some(overlay) = state.overlay.take() {
        if let Overlay::Prompt(prompt) = overlay
            && prompt.waiting
        {
            cancel_foreground(state);
        }
        return;
    }
    if state.problem.take().is_some() {
        return;
    }
    if close_place(state) {
        return;
    }
    if !state.stage.is_built() {
        state.stage = Stage::Data;
        return;
    }
    if state.stage == Stage::Explore {
        // Once is enough to stop a view; an engine that does not answer must not keep anyone here.
        let waits =
            state.table.as_ref().and_then(|table| table.wanted.as_ref()).is_some_and(|wanted| !wanted.cancelled);
        if waits {
            cancel_foreground(state);
        } else if !explore::cancel(state) {
            state.stage = Stage::Data;
        }
        return;
    }
    if let Some(table) = &mut state.table
        && table.cursor.follow
    {
        table.cursor.follow = false;
        return;
    }
    let waits = state.opening.is_some()
        || state.jobs.foreground().is_some()
        || state.table.as_ref().is_some_and(|table| table.wanted.is_some());
    if waits {
        cancel_foreground(state);
    } else if let Some(table) = &mut state.table {
        table.searched = None;
    }
}

fn cancel_foreground(state: &mut State) {
    if let Some(table) = &mut state.table
        && let Some(wanted) = &mut table.wanted
    {
        wanted.cancelled = true;
    }
    state.send(Request::CancelForeground);
}

/// Closes the topmost pane and stops what was worked out only for it.
fn close_place(state: &mut State) -> bool {
    let Some(place) = state.places.pop() else { return false };
    if let Place::Values(_) = place {
        let jobs: Vec<Request> = state
            .jobs
            .running
            .iter()
            .filter(|job| job.slot == Slot::Values)
            .map(|job| Request::Cancel(job.job))
            .collect();
        jobs.into_iter().for_each(|request| state.send(request));
    }
    true
}

fn back(state: &mut State) {
    state.problem = None;
    if close_place(state) {
        return;
    }
    if state.stage == Stage::Explore && explore::cancel(state) {
        return;
    }
    if state.stage != Stage::Data {
        state.stage = Stage::Data;
    } else if state.table.is_some() {
        state.overlay = Some(Overlay::Confirm(ConfirmState::quit()));
    } else {
        state.outbox.push(Effect::Quit { code: 0 });
    }
}
