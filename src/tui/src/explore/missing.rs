//! The pane Missing: what is missing where. Four views of the same cells, one in focus: the map, the share of each
//! column, which columns go missing together, the patterns. Where the screen is wide two others stand beside it.

pub mod patterns;
pub mod picture;
pub mod update;
pub mod view;

use crate::list_cursor::ListCursor;
use ninefold_base::ColumnId;
use ninefold_base::profile::Profile;

/// Which view is in focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingView {
    #[default]
    Map,
    Shares,
    Together,
    Patterns,
}

impl MissingView {
    pub const ALL: [MissingView; 4] = [Self::Map, Self::Shares, Self::Together, Self::Patterns];

    pub fn next(self) -> Self {
        match self {
            Self::Map => Self::Shares,
            Self::Shares => Self::Together,
            Self::Together => Self::Patterns,
            Self::Patterns => Self::Map,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Map => "Map of missing values",
            Self::Shares => "Missing values by column",
            Self::Together => "Which columns go missing together",
            Self::Patterns => "Patterns of missing values",
        }
    }

    /// In the line of views.
    pub fn label(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Shares => "by column",
            Self::Together => "together",
            Self::Patterns => "patterns",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct MissingState {
    pub view: MissingView,
    /// The rows of the map are in the order of this column instead of their own.
    pub sorted_by: Option<ColumnId>,
    /// The column of the map under the cursor, by its place there.
    pub column: usize,
    pub shares: ListCursor,
    /// Row and column of the heat map.
    pub cell: (usize, usize),
    pub patterns: ListCursor,
}

/// Columns that miss something, most first; ties in the order of the table.
pub fn by_share(profile: &Profile) -> Vec<ColumnId> {
    let mut columns: Vec<_> = profile.columns.iter().filter(|column| column.counts.missing > 0).collect();
    columns.sort_by_key(|column| (std::cmp::Reverse(column.counts.missing), column.column));
    columns.into_iter().map(|column| column.column).collect()
}
