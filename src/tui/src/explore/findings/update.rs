//! What keys do in the pane Findings.

use super::{key_of, listed, view};
use crate::explore::{self, Pane, columns, frame, profile_of};
use crate::layout;
use crate::list_cursor::Motion;
use crate::prompt::{self, PromptKind};
use crate::state::State;
use ninefold_base::ColumnId;
use ninefold_base::explore::{Decision, ExploreRequest};
use ninefold_base::message::Request;
use ninefold_base::profile::finding::{FindingRows, ProfileFinding};
use ratatui::layout::Rect;
use std::sync::Arc;

/// The finding under the cursor.
pub fn current(state: &State) -> Option<&ProfileFinding> {
    listed(profile_of(state)?).get(state.explore.findings.cursor.selected).copied()
}

/// The column it is about.
pub fn column(state: &State) -> Option<ColumnId> {
    current(state)?.column
}

/// A newer profile came, or one was accepted: the cursor stays on its finding.
pub fn refresh(state: &mut State) {
    let Some(profile) = state.explore.known().cloned() else { return };
    let findings = &mut state.explore.findings;
    let listed = listed(&profile);
    let place = findings
        .current
        .as_ref()
        .and_then(|current| listed.iter().position(|finding| key_of(&profile, finding) == *current));
    findings.cursor.selected = place.unwrap_or(findings.cursor.selected).min(listed.len().saturating_sub(1));
}

/// Marks what is accepted in the profile at hand, as the engine does in each newer one.
pub fn mark(state: &mut State) {
    let accepted = &state.explore.decisions.acknowledged;
    let Some((_, profile)) = &mut state.explore.profile else { return };
    let reasons: Vec<Option<String>> =
        profile.findings.iter().map(|finding| accepted.get(&key_of(profile, finding)).cloned()).collect();
    for (finding, reason) in Arc::make_mut(profile).findings.iter_mut().zip(reasons) {
        finding.acknowledged = reason;
    }
    refresh(state);
}

fn select(state: &mut State, place: usize) {
    state.explore.findings.cursor.selected = place;
    remember(state);
}

fn remember(state: &mut State) {
    let key = profile_of(state).zip(current(state)).map(|(profile, finding)| key_of(profile, finding));
    state.explore.findings.current = key;
}

pub fn moved(state: &mut State, motion: Motion) {
    let (_, area) = frame::areas(layout::body(state.width, state.height));
    let len = profile_of(state).map_or(0, |profile| profile.findings.len());
    let height = view::list_rows(area).height;
    state.explore.findings.cursor.moved(motion, len, height);
    remember(state);
}

/// Enter: to the rows behind it, or to its column where it is about no rows.
pub fn accept(state: &mut State) {
    let Some(finding) = current(state) else { return state.warn("there is no finding here") };
    let column = finding.column;
    match finding.rows.clone() {
        FindingRows::Where(condition) => {
            explore::drill(state, condition);
            if let (Some(column), Some(table)) = (column, &mut state.table) {
                table.move_to_column(column);
            }
        }
        FindingRows::Numbers(rows) if !rows.is_empty() => explore::drill_rows(state, rows),
        FindingRows::Numbers(_) | FindingRows::None => match column {
            Some(column) => {
                explore::to_pane(state, Pane::Columns);
                columns::update::show(state, column);
                state.note("this finding is about the column as a whole: F goes back");
            }
            None => state.warn("this finding is about the table as a whole"),
        },
    }
}

pub fn click(state: &mut State, area: Rect, x: u16, y: u16) -> bool {
    let rows = view::list_rows(area);
    let len = profile_of(state).map_or(0, |profile| profile.findings.len());
    if x >= rows.right() || y < rows.y {
        return false;
    }
    let Some(place) = state.explore.findings.cursor.at(y - rows.y, len, rows.height) else { return false };
    let again = state.explore.findings.cursor.selected == place;
    select(state, place);
    again
}

/// Accepts the finding under the cursor with a reason; an accepted one counts again.
pub fn accept_finding(state: &mut State, argument: Option<&str>) {
    if state.explore.pane != Pane::Findings {
        explore::to_pane(state, Pane::Findings);
    }
    let Some(profile) = profile_of(state) else { return };
    let Some(finding) = current(state) else { return state.warn("there is no finding to accept") };
    let key = key_of(profile, finding);
    if finding.acknowledged.is_some() && argument.is_none() {
        state.note("this finding counts again");
        return decide(state, Decision::Reopen { finding: key });
    }
    remember(state);
    state.explore.findings.accepting = Some(key);
    prompt::open_or_take(state, PromptKind::AcceptFinding, argument);
}

/// The reason was typed.
pub fn set_reason(state: &mut State, reason: &str) {
    let Some(finding) = state.explore.findings.accepting.take() else { return };
    state.note("accepted: it stands at the end of the list now, `a` there makes it count again");
    // The cursor goes to the next finding, not along with this one.
    state.explore.findings.current = None;
    decide(state, Decision::Acknowledge { finding, reason: reason.to_string() });
}

fn decide(state: &mut State, decision: Decision) {
    let Some(view) = state.table.as_ref().map(|table| table.view) else { return };
    state.send(Request::Explore { view, ask: ExploreRequest::Decide(decision) });
}
