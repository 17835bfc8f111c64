//! Questions of stages 2 and 3: which job answers which.

use super::resolve::Resolved;
use super::{Session, lock};
use crate::project;
use ninefold_base::Problem;
use ninefold_base::explore::{Decision, ExploreRequest, Explored};
use ninefold_base::message::{Event, ViewId};

impl Session {
    pub(super) fn explore(&mut self, _view: ViewId, _resolved: Resolved, ask: ExploreRequest) {
        match ask {
            ExploreRequest::Decide(decision) => self.decide(&decision),
            other => self.send(Event::Notice(Problem::new(
                "this cannot be answered yet",
                format!("no job answers {other:?}"),
                "use another version of ninefold",
            ))),
        }
    }

    /// Keeps a decision in force at once, and in the project file if that can be written.
    fn decide(&self, decision: &Decision) {
        let (source, decisions) = {
            let mut shared = lock(&self.shared);
            project::apply(&mut shared.decisions, decision);
            let source = shared.table.as_ref().map(|table| table.source.info().source);
            (source, shared.decisions.clone())
        };
        self.send(Event::Explored { view: ViewId(0), found: Explored::Decisions(decisions) });
        let Some(source) = source else { return };
        if let Err(problem) = project::save_decision(&source, decision) {
            self.send(Event::Notice(problem));
        }
    }
}
