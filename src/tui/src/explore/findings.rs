//! The pane Findings: what the columns give a warning of, worst first, and everything about the one under the cursor.
//! Accepted ones stand at the end with their reasons. The cursor stays on its finding when a newer profile comes.

pub mod update;
pub mod view;

use crate::list_cursor::ListCursor;
use ninefold_base::profile::Profile;
use ninefold_base::profile::finding::ProfileFinding;

#[derive(Debug, Clone, Default)]
pub struct FindingsState {
    pub cursor: ListCursor,
    /// The key of the finding under the cursor.
    current: Option<String>,
    /// The key of the finding whose reason is being typed.
    accepting: Option<String>,
}

/// The findings as they are listed: those that count, worst first, then those accepted.
pub fn listed(profile: &Profile) -> Vec<&ProfileFinding> {
    let accepted =
        |wanted: bool| profile.findings.iter().filter(move |finding| finding.acknowledged.is_some() == wanted);
    accepted(false).chain(accepted(true)).collect()
}

/// The name under which a finding is accepted.
pub fn key_of(profile: &Profile, finding: &ProfileFinding) -> String {
    finding.key(&|column| profile.columns.get(column.index()).map(|column| column.name.clone()).unwrap_or_default())
}
