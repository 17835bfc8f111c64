//! What the user sees when something did not work: what happened, why, and what to do about it.

use std::fmt;

/// A failure told in three parts, all required. Names and paths stand in backticks, numbers are grouped.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Problem {
    /// What happened, as half a sentence: "could not read `sales.csv`".
    pub what: String,
    /// Where and why: "row 1,204 has 9 fields, the header has 8".
    pub why: String,
    /// What the user can do now: "press `O` to choose another separator, or mend the row".
    pub fix: String,
}

/// How a file that would be overwritten is told, so that the screen can offer to do so.
const FILE_EXISTS: &str = "the file is already there";

impl Problem {
    /// Nothing was written because there is a file already.
    pub fn file_exists(path: &str) -> Self {
        Self::new(
            format!("could not write `{path}`"),
            FILE_EXISTS,
            "choose another name, or say that it may be overwritten",
        )
    }

    pub fn is_file_exists(&self) -> bool {
        self.why == FILE_EXISTS
    }

    pub fn new(what: impl Into<String>, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into(), fix: fix.into() }
    }

    /// A fault of ours: a panic that was caught, an invariant that broke.
    pub fn fault(while_doing: &str, detail: impl fmt::Display) -> Self {
        Self::new(
            format!("{while_doing} stopped on a fault of ninefold"),
            detail.to_string(),
            "the rest goes on; please report it with the file that caused it",
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}; {}", self.what, self.why, self.fix)
    }
}

impl std::error::Error for Problem {}
