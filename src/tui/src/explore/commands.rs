//! The commands of stage 3, and which pane each of them is for.

use super::{Pane, columns, context, findings, missing, picture, target, to_pane};
use crate::help::{self, Topic};
use crate::prompt::{self, PromptKind};
use crate::state::State;
use ninefold_base::Problem;
use ninefold_base::command::{CommandId, Context};

/// Runs a command of stage 3; every other one is nothing to it.
pub fn run(state: &mut State, id: CommandId, argument: Option<&str>) {
    match id {
        CommandId::ExploreColumns => to_pane(state, Pane::Columns),
        CommandId::ExploreTarget => to_pane(state, Pane::Target),
        CommandId::ExploreMissing => to_pane(state, Pane::Missing),
        CommandId::ExploreFindings => to_pane(state, Pane::Findings),
        CommandId::CycleMissing => missing::update::cycle(state),
        CommandId::SortMap => missing::update::sort_map(state, argument),
        CommandId::AcceptFinding => findings::update::accept_finding(state, argument),
        CommandId::Describe => columns::update::describe(state, argument),
        CommandId::SortColumnsBy => columns::update::sort_by(state, argument),
        CommandId::FilterColumns => prompt::open_or_take(state, PromptKind::FilterColumns, argument),
        CommandId::Enlarge => columns::update::enlarge(state),
        CommandId::MoreBins => step(state, true),
        CommandId::FewerBins => step(state, false),
        CommandId::LogScale if is_open(state) => target::update::log_scale(state),
        CommandId::LogScale => columns::update::log_scale(state),
        CommandId::LogHeights => columns::update::log_heights(state),
        CommandId::BinRange => prompt::open_or_take(state, PromptKind::BinRange, argument),
        CommandId::ChooseTarget => target::update::choose(state, argument),
        CommandId::ChoosePositive => target::update::choose_positive(state, argument),
        CommandId::ChooseTask => target::update::choose_task(state, argument),
        CommandId::AgainstTarget => target::update::against(state, argument),
        CommandId::CycleSplit => target::update::cycle_split(state),
        CommandId::Definitions => help::open_about(state, Topic::Definitions),
        CommandId::WritePicture if picture::in_focus(state).is_none() => state.warn("there is no picture here"),
        CommandId::WritePicture => prompt::open_or_take(state, PromptKind::WritePicture, argument),
        CommandId::CopyNumbers => picture::copy(state),
        CommandId::ProfileAgain => super::again(state),
        _ => {}
    }
}

/// True while a column is shown against the target.
fn is_open(state: &State) -> bool {
    context(state) == Context::AgainstTarget
}

fn step(state: &mut State, more: bool) {
    let change = |bins: &mut ninefold_base::explore::Bins| columns::update::step_bins(bins, more);
    if is_open(state) {
        target::update::change_bins(state, change)
    } else {
        columns::update::change_bins(state, change)
    }
}

/// Takes a range as it was typed, for the picture in focus.
///
/// # Errors
/// It is no range.
pub fn set_range(state: &mut State, line: &str) -> Result<(), Problem> {
    if is_open(state) {
        return target::update::set_range(state, line);
    }
    let Some(kind) = columns::update::current(state).map(|column| column.kind) else { return Ok(()) };
    let range = columns::update::parse_range(kind, line)?;
    columns::update::change_bins(state, |bins| bins.range = range);
    Ok(())
}
