//! What stages 2 and 3 ask of the engine and are told: profile, pictures on demand, comparison, contract, decisions.
//!
//! Each question is about the rows of a view and travels as [`crate::message::Request::Explore`]; each answer carries the
//! view, and what was asked where several answers can be under way.

use crate::picture::Picture;
use crate::profile::Profile;
use crate::profile::association::PairPicture;
use crate::profile::column::{Histogram, Scale};
use crate::profile::compare::{CompareWith, Comparison};
use crate::profile::contract::{Contract, Violation};
use crate::profile::missing::MissingMap;
use crate::profile::target::{AgainstTarget, Task};
use crate::{Cell, ColumnId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A question about the rows of a view.
#[derive(Debug, Clone, PartialEq)]
pub enum ExploreRequest {
    /// The whole profile; partial ones come while it is made. The same view and target asked again is answered from
    /// what was found before.
    Profile {
        target: Option<Target>,
    },
    /// One column in other bins, exactly.
    Histogram {
        column: ColumnId,
        bins: Bins,
    },
    /// One column against the target, on all rows.
    AgainstTarget {
        column: ColumnId,
        target: Target,
        bins: Bins,
    },
    Pair {
        x: ColumnId,
        y: ColumnId,
    },
    MissingMap {
        sorted_by: Option<ColumnId>,
    },
    Compare(CompareWith),
    /// SHA-256 of the files, in order.
    Hash,
    /// Holds the rows against the contract in force.
    CheckContract,
    /// A contract made from the profile of the view, to be looked at and edited before it is kept.
    InferContract,
    /// Keeps a decision in the project file.
    Decide(Decision),
    /// Writes a picture; the ending of the name (`.svg`, `.png`, `.csv`) decides the form.
    WritePicture {
        picture: Picture,
        path: String,
        overwrite: bool,
    },
    /// Writes the HTML report of the profile.
    WriteReport {
        target: Option<Target>,
        path: String,
        overwrite: bool,
    },
}

/// The target as it is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub column: ColumnId,
    /// `None`: the rarer class of two.
    pub positive: Option<Cell>,
    /// `None`: inferred.
    pub task: Option<Task>,
}

/// How values are put into bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bins {
    /// About how many; edges fall on round numbers, or on calendar units.
    pub count: u16,
    pub scale: Scale,
    /// Only values from the first to the second; `None`: all.
    pub range: Option<(f64, f64)>,
}

impl Default for Bins {
    fn default() -> Self {
        Self { count: 30, scale: Scale::Linear, range: None }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Explored {
    Profile(Arc<Profile>),
    Histogram {
        column: ColumnId,
        bins: Bins,
        histogram: Histogram,
    },
    AgainstTarget {
        bins: Bins,
        against: AgainstTarget,
    },
    Pair(PairPicture),
    MissingMap(MissingMap),
    Comparison {
        with: CompareWith,
        comparison: Box<Comparison>,
    },
    /// Hexadecimal, one per file.
    Hashes(Vec<(String, String)>),
    Violations(Vec<Violation>),
    /// Inferred, not kept yet.
    Contract(Contract),
    /// All decisions in force; sent when a table opens and whenever one changes.
    Decisions(Decisions),
    Wrote {
        path: String,
        bytes: u64,
    },
}

/// What the user decided in stages 1 to 3. Columns by name, as in the project file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Decisions {
    pub target: Option<String>,
    /// The positive class as plain text.
    pub positive: Option<String>,
    pub task: Option<Task>,
    /// By [`crate::profile::finding::ProfileFinding::key`]: the reason.
    pub acknowledged: BTreeMap<String, String>,
    pub contract: Contract,
}

/// One change of [`Decisions`].
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    Target(Option<String>),
    Positive(Option<String>),
    Task(Option<Task>),
    Acknowledge {
        finding: String,
        reason: String,
    },
    /// The finding counts again.
    Reopen {
        finding: String,
    },
    Contract(Contract),
}
