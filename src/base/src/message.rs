//! What the screen asks of the engine, and what the engine tells the screen.
//!
//! Requests carry ids that the asker chose; events carry them back, so that an answer to an old question is recognised
//! and dropped. Both are closed enums of plain data: a session can be written down and replayed.

use crate::explore::{ExploreRequest, Explored};
use crate::read::{Dialect, Finding, ReadOptions, Source};
use crate::view::View;
use crate::{Cell, Column, ColumnId, Problem, RowCount};
use std::ops::Range;

/// Names one table for as long as it is open. Opening again, even the same file, makes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u64);

/// Names one state of the view. Each [`Request::SetView`] brings a new, larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewId(pub u64);

/// Names one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What a job is for. A newer job in the same slot replaces the older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Reading the first rows.
    Open,
    /// Row index, row count, types and findings of the whole file.
    Complete,
    /// Finding and ordering the rows of a view.
    View,
    /// Fetching the rows on the screen.
    Page,
    Search,
    Values,
    /// Trying read options before they are taken.
    Preview,
    /// Writing the view to a file.
    Write,
    /// One whole row or cell.
    Record,
    /// The profile of a view.
    Profile,
    /// One picture of stage 3 on demand.
    Picture,
    /// Comparing two tables or parts.
    Compare,
    /// Hashes of the files, checks of the contract.
    Check,
}

/// The screen (or a headless command) to the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Open a table; it becomes the current one.
    Open {
        table: TableId,
        source: Source,
        options: ReadOptions,
    },
    /// Read the beginning with other options and show it, without opening.
    Preview {
        source: Source,
        options: ReadOptions,
    },
    /// Find the rows of a view.
    SetView {
        view: ViewId,
        spec: View,
    },
    /// Rows `rows` (positions in the view) of `columns`.
    Page {
        view: ViewId,
        rows: Range<u64>,
        columns: Vec<ColumnId>,
    },
    /// All fields of one row, in full up to a megabyte each, with the raw text of the row if it was malformed.
    Record {
        view: ViewId,
        row: u64,
    },
    /// Find the next row of the view, from `from` (inclusive) on, with a match, and count all matches.
    Search {
        view: ViewId,
        search: Search,
        from: u64,
        direction: Towards,
    },
    /// How often each value of the column occurs in the view.
    Values {
        view: ViewId,
        column: ColumnId,
    },
    /// Write the view (shown columns in shown order) to a file; the kind is told from the extension.
    Write {
        view: ViewId,
        path: String,
        columns: Vec<ColumnId>,
        overwrite: bool,
    },
    /// Values of `columns` of rows `rows` of the view as text for the clipboard, tab-separated.
    CopyText {
        view: ViewId,
        rows: Range<u64>,
        columns: Vec<ColumnId>,
        with_header: bool,
    },
    /// A question of stages 2 and 3 about the rows of a view.
    Explore {
        view: ViewId,
        ask: ExploreRequest,
    },
    /// Keep source, options and view in a project file beside the data.
    Save {
        view: View,
    },
    /// Paths that begin with `prefix`, for completion; `~` stands for the home folder, folders end in `/`.
    CompletePath {
        prefix: String,
    },
    Cancel(JobId),
    /// Cancel whatever a user waits for, in the order: search, values, write, view, open. Background completion goes on.
    CancelForeground,
    /// Stop everything and end.
    Shutdown,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// A regular expression; case is ignored while it has no capital letter.
    pub pattern: String,
    /// Where to look: one column, or all those given.
    pub columns: Vec<ColumnId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    Forward,
    Backward,
}

/// A table as it is known now. Sent again whenever more is known.
#[derive(Debug, Clone, PartialEq)]
pub struct TableInfo {
    pub table: TableId,
    /// For the title line: the file's name, or "12 files in `sales/`".
    pub title: String,
    pub source: Source,
    /// What was asked for when opening.
    pub options: ReadOptions,
    pub dialect: Dialect,
    pub files: Vec<FileInfo>,
    pub bytes: Option<u64>,
    pub columns: Vec<Column>,
    pub rows: RowCount,
    /// What reading found so far, worst first.
    pub findings: Vec<Finding>,
    /// True when index, types and findings cover the whole file.
    pub complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    pub path: String,
    pub bytes: Option<u64>,
    /// Rows in this file once known.
    pub rows: Option<u64>,
}

/// A rectangle of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub view: ViewId,
    /// Position in the view of the first row.
    pub first: u64,
    /// Row number in the file (from 0) of each row.
    pub row_ids: Vec<u64>,
    pub columns: Vec<ColumnId>,
    /// `cells[column][row]`, in the order of `columns` and `row_ids`.
    pub cells: Vec<Vec<Cell>>,
}

/// All fields of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub view: ViewId,
    pub row: u64,
    pub row_id: u64,
    pub cells: Vec<Cell>,
    /// Fields beyond the table's columns, of a row that has too many.
    pub surplus: Vec<String>,
    /// The row as it stands in the file, if something was wrong with it.
    pub raw: Option<String>,
}

/// Value counts of a column over a view.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueCounts {
    pub view: ViewId,
    pub column: ColumnId,
    /// Most frequent first; ties in order of value. At most [`VALUES_SHOWN`].
    pub values: Vec<(Cell, u64)>,
    /// Distinct values that are not missing.
    pub distinct: u64,
    pub missing: u64,
    /// Rows counted.
    pub rows: u64,
    /// Rows whose value was first seen after [`VALUES_KEPT`] distinct ones: in `rows`, in none of `values`.
    pub beyond: u64,
    /// False while counting goes on.
    pub exact: bool,
}

/// Values listed at most.
pub const VALUES_SHOWN: usize = 10_000;
/// Distinct values kept at most while counting.
pub const VALUES_KEPT: usize = 2_000_000;

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Done,
    Cancelled,
    Failed(Problem),
}

/// One job for the task list and the progress line.
#[derive(Debug, Clone, PartialEq)]
pub struct JobSnapshot {
    pub job: JobId,
    pub slot: Slot,
    /// "sorting by age".
    pub title: String,
    pub done: u64,
    /// 0 if unknown.
    pub total: u64,
    pub elapsed_ms: u64,
}

/// The engine to the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// First rows can be asked for.
    Opened(TableInfo),
    /// More is known of the table.
    Updated(TableInfo),
    /// The first rows under other options.
    Previewed {
        info: TableInfo,
        page: Page,
    },
    /// Rows of the view that can be asked for now. `columns` are as the view's interpretation makes them.
    ViewRows {
        view: ViewId,
        rows: RowCount,
        columns: Vec<Column>,
    },
    Page(Page),
    /// Rows asked for that could not be fetched.
    PageFailed {
        view: ViewId,
        rows: Range<u64>,
        problem: Problem,
    },
    /// Rows asked for that were not fetched because newer requests came first; ask again if they are still wanted.
    PageDropped {
        view: ViewId,
        rows: Range<u64>,
    },
    Record(Record),
    /// The row with the next match, or `None` if there is none that way.
    Found {
        view: ViewId,
        search: Search,
        row: Option<(u64, ColumnId)>,
        towards: Towards,
    },
    /// Matching cells so far; `exact` once all rows were looked at.
    Hits {
        view: ViewId,
        search: Search,
        hits: u64,
        exact: bool,
    },
    Values(ValueCounts),
    /// An answer to [`Request::Explore`].
    Explored {
        view: ViewId,
        found: Explored,
    },
    Written {
        path: String,
        rows: u64,
        bytes: u64,
    },
    Copied {
        text: String,
        what: String,
    },
    Saved {
        path: String,
    },
    /// Answer to [`Request::CompletePath`]: whole paths in order of name, a few hundred at most.
    PathCompletions {
        prefix: String,
        paths: Vec<String>,
    },
    /// The view that the opened project file holds: to be shown as if the user had just made it.
    Restored {
        view: View,
    },
    JobStarted(JobSnapshot),
    /// All running jobs, at most ten times a second.
    Progress(Vec<JobSnapshot>),
    /// Exactly one for each started job.
    JobEnded {
        job: JobId,
        slot: Slot,
        /// The view that was to be made, if that was the job: a newer one may be under way by now.
        view: Option<ViewId>,
        title: String,
        end: End,
        elapsed_ms: u64,
    },
    /// Something the user should know that belongs to no job.
    Notice(Problem),
    /// A signal asked the program to end.
    Terminate {
        signal: i32,
    },
}

/// What the welcome screen offers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Welcome {
    /// Files opened lately, newest first, that still exist.
    pub recent: Vec<FileInfo>,
    /// The sample data that ships with the program, if it is found.
    pub samples: Vec<(FileInfo, String)>,
}
