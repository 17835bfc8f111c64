//! The pane Target: the column to be predicted, what always guessing would reach, and every other column ranked by what
//! it tells. Enter opens one column against the target ([`against`]).

pub mod against;
pub mod update;
pub mod view;

use crate::charts::Split;
use crate::list_cursor::ListCursor;
use ninefold_base::ColumnId;
use ninefold_base::explore::Bins;

#[derive(Debug, Clone)]
pub struct TargetState {
    /// In the ranking.
    pub cursor: ListCursor,
    /// The column that is shown against the target.
    pub open: Option<ColumnId>,
    /// The group under the cursor there.
    pub group: usize,
    pub bins: Bins,
    pub split: Split,
}

impl Default for TargetState {
    fn default() -> Self {
        let bins = Bins { count: 10, ..Bins::default() };
        Self { cursor: ListCursor::default(), open: None, group: 0, bins, split: Split::Panels }
    }
}
