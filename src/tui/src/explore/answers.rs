//! What was worked out on demand for the rows of the view, and what is being waited for. One question is under way at a
//! time: a newer one takes its place, as in the engine.

use ninefold_base::explore::Bins;
use ninefold_base::explore::{ExploreRequest, Explored};
use ninefold_base::profile::column::Histogram;
use ninefold_base::profile::missing::MissingMap;
use ninefold_base::profile::target::AgainstTarget;
use ninefold_base::{ColumnId, Problem};

/// Answers kept; the oldest goes first.
const KEPT: usize = 64;

#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Question and answer, oldest first.
    found: Vec<(ExploreRequest, Explored)>,
    /// Asked and not answered yet.
    asked: Option<ExploreRequest>,
    /// Questions that could not be answered.
    failed: Vec<(ExploreRequest, Problem)>,
}

impl Answers {
    /// True if this is to be asked now: it is not known, not under way and has not failed.
    pub fn want(&mut self, ask: &ExploreRequest) -> bool {
        let known = self.asked.as_ref() == Some(ask) || self.find(ask).is_some() || self.problem_of(ask).is_some();
        if !known {
            self.asked = Some(ask.clone());
        }
        !known
    }

    pub fn find(&self, ask: &ExploreRequest) -> Option<&Explored> {
        self.found.iter().find(|(known, _)| known == ask).map(|(_, found)| found)
    }

    pub fn problem_of(&self, ask: &ExploreRequest) -> Option<&Problem> {
        self.failed.iter().find(|(known, _)| known == ask).map(|(_, problem)| problem)
    }

    /// A partial answer may be followed by a better one: the newest counts.
    pub fn take(&mut self, found: Explored) {
        let Some(asked) = self.asked.clone().filter(|asked| answers(&found, asked)) else { return };
        self.found.retain(|(known, _)| *known != asked);
        self.found.push((asked, found));
        if self.found.len() > KEPT {
            self.found.remove(0);
        }
    }

    /// What was asked could not be answered. Gives the problem back if nothing was asked.
    pub fn failed(&mut self, problem: Problem) -> Option<Problem> {
        match self.asked.take() {
            Some(asked) => {
                self.failed.push((asked, problem));
                None
            }
            None => Some(problem),
        }
    }

    /// True while an answer is under way.
    pub fn waits(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| self.find(asked).is_none())
    }

    pub fn forget_failures(&mut self) {
        self.failed.clear();
        self.asked = None;
    }

    pub fn histogram(&self, column: ColumnId, bins: Bins) -> Option<&Histogram> {
        match self.find(&ExploreRequest::Histogram { column, bins })? {
            Explored::Histogram { histogram, .. } => Some(histogram),
            _ => None,
        }
    }

    pub fn against(&self, ask: &ExploreRequest) -> Option<&AgainstTarget> {
        match self.find(ask)? {
            Explored::AgainstTarget { against, .. } => Some(against),
            _ => None,
        }
    }

    pub fn missing_map(&self, sorted_by: ColumnId) -> Option<&MissingMap> {
        match self.find(&ExploreRequest::MissingMap { sorted_by: Some(sorted_by) })? {
            Explored::MissingMap(map) => Some(map),
            _ => None,
        }
    }
}

/// True if this is an answer to that question.
fn answers(found: &Explored, asked: &ExploreRequest) -> bool {
    match (found, asked) {
        (Explored::Histogram { column, bins, .. }, ExploreRequest::Histogram { column: about, bins: wanted }) => {
            column == about && bins == wanted
        }
        (Explored::AgainstTarget { bins, against }, ExploreRequest::AgainstTarget { column, target, bins: wanted }) => {
            against.column == *column && against.target == target.column && bins == wanted
        }
        (Explored::Pair(picture), ExploreRequest::Pair { x, y }) => picture.x == *x && picture.y == *y,
        (Explored::MissingMap(map), ExploreRequest::MissingMap { sorted_by }) => map.sorted_by == *sorted_by,
        (Explored::Comparison { with, .. }, ExploreRequest::Compare(wanted)) => with == wanted,
        _ => false,
    }
}
