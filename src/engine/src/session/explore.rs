//! Questions of stages 2 and 3: which job answers which. What was found for a view is kept for a while, so that going back
//! to it, or to its stage, costs nothing.

use super::resolve::Resolved;
use super::{Session, Shared, lock};
use crate::explore::{self, Write};
use crate::jobs::{Lane, Work};
use crate::project;
use ninefold_base::explore::{Decision, Decisions, ExploreRequest, Explored, Target};
use ninefold_base::message::{Event, Slot, TableId, ViewId};
use ninefold_base::profile::Profile;
use ninefold_base::view::View;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Profiles kept.
const KEPT: usize = 4;

/// Profiles made lately.
#[derive(Default)]
pub(super) struct Profiles(VecDeque<Kept>);

struct Kept {
    table: TableId,
    spec: View,
    target: Option<Target>,
    profile: Arc<Profile>,
}

impl Profiles {
    fn find(&self, resolved: &Resolved, target: Option<&Target>) -> Option<Arc<Profile>> {
        let same = |kept: &&Kept| {
            kept.table == resolved.table && kept.target.as_ref() == target && kept.spec.same_rows(&resolved.spec)
        };
        self.0.iter().rev().find(same).map(|kept| Arc::clone(&kept.profile))
    }

    fn keep(&mut self, resolved: &Resolved, target: Option<Target>, profile: Arc<Profile>) {
        self.0.retain(|kept| {
            kept.table == resolved.table && !(kept.target == target && kept.spec.same_rows(&resolved.spec))
        });
        self.0.push_back(Kept { table: resolved.table, spec: resolved.spec.clone(), target, profile });
        while self.0.len() > KEPT {
            self.0.pop_front();
        }
    }
}

/// A job that gives one answer.
fn answering(
    view: ViewId,
    work: impl FnOnce(&crate::jobs::Ticket) -> Result<Explored, ninefold_data::Interrupted> + Send + 'static,
) -> Work {
    Box::new(move |ticket| {
        let found = work(ticket)?;
        ticket.send(Event::Explored { view, found });
        Ok(())
    })
}

impl Session {
    pub(super) fn explore(&mut self, view: ViewId, resolved: Resolved, ask: ExploreRequest) {
        match ask {
            ExploreRequest::Profile { target } => self.profile(view, resolved, target),
            ExploreRequest::Decide(decision) => self.decide(&decision),
            ExploreRequest::Histogram { column, bins } => {
                let title = format!("counting {} in bins", resolved.column_title(column));
                let work = answering(view, move |ticket| {
                    let histogram = explore::histogram(&resolved.rows_of(), column, bins, ticket)?;
                    Ok(Explored::Histogram { column, bins, histogram })
                });
                self.jobs.submit(Lane::Background, Slot::Picture, title, work);
            }
            ExploreRequest::AgainstTarget { column, target, bins } => {
                let title = format!("{} against the target", resolved.column_title(column));
                let work = answering(view, move |ticket| {
                    let against = explore::against_target(&resolved.rows_of(), column, &target, bins, ticket)?;
                    Ok(Explored::AgainstTarget { bins, against })
                });
                self.jobs.submit(Lane::Background, Slot::Picture, title, work);
            }
            ExploreRequest::Pair { x, y } => {
                let title = format!("{} and {}", resolved.column_title(x), resolved.column_title(y));
                let work = answering(view, move |ticket| {
                    Ok(Explored::Pair(explore::pair(&resolved.rows_of(), x, y, ticket)?))
                });
                self.jobs.submit(Lane::Background, Slot::Picture, title, work);
            }
            ExploreRequest::MissingMap { sorted_by } => {
                let work = answering(view, move |ticket| {
                    Ok(Explored::MissingMap(explore::missing_map(&resolved.rows_of(), sorted_by, ticket)?))
                });
                self.jobs.submit(Lane::Background, Slot::Picture, "drawing the map of missing values", work);
            }
            ExploreRequest::Compare(with) => {
                let work = answering(view, move |ticket| {
                    let comparison = Box::new(explore::compare(&resolved.rows_of(), &with, ticket)?);
                    Ok(Explored::Comparison { with, comparison })
                });
                self.jobs.submit(Lane::Background, Slot::Compare, "comparing", work);
            }
            ExploreRequest::Hash => {
                let work = answering(view, move |ticket| {
                    Ok(Explored::Hashes(explore::hashes(&resolved.source.info(), ticket)?))
                });
                self.jobs.submit(Lane::Background, Slot::Check, "hashing the files", work);
            }
            ExploreRequest::CheckContract => {
                let contract = lock(&self.shared).decisions.contract.clone();
                let work = answering(view, move |ticket| {
                    Ok(Explored::Violations(explore::check(&resolved.rows_of(), &contract, ticket)?))
                });
                self.jobs.submit(Lane::Background, Slot::Check, "checking the contract", work);
            }
            ExploreRequest::InferContract => {
                let shared = Arc::clone(&self.shared);
                let work = answering(view, move |ticket| {
                    let profile = profile_of(&shared, &resolved, None, ticket, &|_| {})?;
                    Ok(Explored::Contract(explore::infer_contract(&profile)))
                });
                self.jobs.submit(Lane::Background, Slot::Check, "reading a contract from the rows", work);
            }
            ExploreRequest::WritePicture { picture, path, overwrite } => {
                let title = format!("writing `{path}`");
                let work = answering(view, move |_| {
                    let bytes = explore::write_picture(&picture, &path, Write::of(overwrite))?;
                    Ok(Explored::Wrote { path, bytes })
                });
                self.jobs.submit(Lane::Background, Slot::Write, title, work);
            }
            ExploreRequest::WriteReport { target, path, overwrite } => {
                let shared = Arc::clone(&self.shared);
                let title = format!("writing `{path}`");
                let work = answering(view, move |ticket| {
                    let profile = profile_of(&shared, &resolved, target, ticket, &|_| {})?;
                    let info = resolved.source.info();
                    let bytes = explore::write_report(&profile, &info, &path, Write::of(overwrite))?;
                    Ok(Explored::Wrote { path, bytes })
                });
                self.jobs.submit(Lane::Background, Slot::Write, title, work);
            }
        }
    }

    fn profile(&mut self, view: ViewId, resolved: Resolved, target: Option<Target>) {
        let shared = Arc::clone(&self.shared);
        let work: Work = Box::new(move |ticket| {
            let news = |profile: Profile| {
                ticket.send(Event::Explored { view, found: Explored::Profile(Arc::new(profile)) });
            };
            let profile = profile_of(&shared, &resolved, target, ticket, &news)?;
            ticket.send(Event::Explored { view, found: Explored::Profile(profile) });
            Ok(())
        });
        self.jobs.submit(Lane::Background, Slot::Profile, "profiling every column", work);
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

/// The profile of a view: as found before, or made now and kept. Findings that the user accepted are marked.
fn profile_of(
    shared: &Mutex<Shared>,
    resolved: &Resolved,
    target: Option<Target>,
    ticket: &crate::jobs::Ticket,
    news: &dyn Fn(Profile),
) -> Result<Arc<Profile>, ninefold_data::Interrupted> {
    let (known, decisions) = {
        let shared = lock(shared);
        (shared.profiles.find(resolved, target.as_ref()), shared.decisions.clone())
    };
    let marked = |profile: Profile, decisions: &Decisions| explore::acknowledged(profile, decisions);
    let profile = match known {
        Some(profile) => profile,
        None => {
            let told = |profile: Profile| news(marked(profile, &decisions));
            let profile = Arc::new(explore::profile(&resolved.rows_of(), target.as_ref(), ticket, &told)?);
            lock(shared).profiles.keep(resolved, target, Arc::clone(&profile));
            profile
        }
    };
    // A reason may have been given while rows were read.
    let decisions = lock(shared).decisions.clone();
    Ok(Arc::new(marked(Profile::clone(&profile), &decisions)))
}
