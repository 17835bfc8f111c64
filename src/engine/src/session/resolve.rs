//! Views with their rows found, kept for a while so that undo and redo are instant.

use super::OpenTable;
use ninefold_base::message::{TableId, ViewId};
use ninefold_base::view::View;
use ninefold_base::{ColumnId, RowCount};
use ninefold_data::{RowOrder, RowSource};
use std::collections::VecDeque;
use std::sync::Arc;

/// Views kept; each may hold four bytes a row.
const KEPT: usize = 8;

/// A view and its rows.
#[derive(Clone)]
pub(crate) struct Resolved {
    pub(crate) table: TableId,
    pub(crate) spec: View,
    /// The table with values read as the view's interpretation says.
    pub(crate) source: Arc<dyn RowSource>,
    pub(crate) order: RowOrder,
    /// False while rows are still being found.
    pub(crate) whole: bool,
}

impl Resolved {
    /// All rows of a table, as they stand.
    pub(crate) fn all(table: &OpenTable) -> Self {
        Self {
            table: table.id,
            spec: View::default(),
            source: Arc::clone(&table.source),
            order: RowOrder::All,
            whole: true,
        }
    }

    pub(crate) fn renamed(&self, spec: View) -> Self {
        Self { spec, ..self.clone() }
    }

    /// For what works on rows and knows no views.
    pub(crate) fn rows_of(&self) -> crate::explore::Rows {
        crate::explore::Rows { source: Arc::clone(&self.source), order: self.order.clone() }
    }

    pub(crate) fn rows(&self) -> RowCount {
        match &self.order {
            RowOrder::All => self.source.info().rows,
            RowOrder::Picked(rows) if self.whole => RowCount::Exact(rows.len() as u64),
            RowOrder::Picked(rows) => RowCount::Partial { reachable: rows.len() as u64, guess: None },
        }
    }

    pub(crate) fn column_title(&self, column: ColumnId) -> String {
        self.source
            .info()
            .columns
            .get(column.index())
            .map(|column| format!("`{}`", column.name))
            .unwrap_or_else(|| "a column".into())
    }
}

/// The views found lately.
pub(crate) struct Views {
    kept: VecDeque<(ViewId, Resolved)>,
    /// The newest view asked for.
    pub(crate) latest: ViewId,
    /// The newest view asked for when the present table was opened: views up to it show all rows.
    pub(crate) base: ViewId,
}

impl Default for Views {
    fn default() -> Self {
        Self { kept: VecDeque::new(), latest: ViewId(0), base: ViewId(u64::MAX) }
    }
}

impl Views {
    pub(crate) fn get(&self, view: ViewId) -> Option<Resolved> {
        self.kept.iter().rev().find(|(id, _)| *id == view).map(|(_, resolved)| resolved.clone())
    }

    /// A view found before that shows the same rows with the same values.
    pub(crate) fn like(&self, table: &OpenTable, spec: &View) -> Option<Resolved> {
        if *spec == View::default() || spec.same_rows(&View::default()) {
            return Some(Resolved::all(table));
        }
        let same = |resolved: &&Resolved| resolved.table == table.id && resolved.whole && resolved.spec.same_rows(spec);
        self.kept.iter().map(|(_, resolved)| resolved).rev().find(same).cloned()
    }

    pub(crate) fn keep(&mut self, view: ViewId, resolved: Resolved) {
        self.kept.retain(|(id, _)| *id != view);
        self.kept.push_back((view, resolved));
        while self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// Forgets all: another table was opened.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.base = self.latest;
    }
}
