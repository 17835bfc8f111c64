//! Changing the view: undo, redo, and what happens when the engine cannot do it.

use super::Table;
use super::cache::{Cache, chunk_rows};
use ninefold_base::message::{Request, ViewId};
use ninefold_base::view::View;
use ninefold_base::{Column, RowCount};

/// Changes kept for undo.
const KEPT: usize = 200;

/// A view that was asked for and has no rows yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub view: ViewId,
    /// What to go back to when it cannot be made.
    pub before: Before,
    /// The user pressed Esc.
    pub cancelled: bool,
    /// This is itself the way back; if it fails too, there is nothing to go back to.
    pub retreat: bool,
}

/// The last state that is known to be good.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    pub spec: View,
    pub undo: Vec<View>,
    pub redo: Vec<View>,
}

impl Table {
    /// Makes `spec` the view, with undo. Needs `next` as the new view's name where rows must be found.
    pub fn change(&mut self, spec: View, next: ViewId) -> Option<Request> {
        if spec == self.spec {
            return None;
        }
        let before = self.before();
        self.undo.push(self.spec.clone());
        if self.undo.len() > KEPT {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.go_to(spec, next, before)
    }

    pub fn undo(&mut self, next: ViewId) -> Option<Request> {
        let before = self.before();
        let spec = self.undo.pop()?;
        self.redo.push(self.spec.clone());
        self.go_to(spec, next, before)
    }

    pub fn redo(&mut self, next: ViewId) -> Option<Request> {
        let before = self.before();
        let spec = self.redo.pop()?;
        self.undo.push(self.spec.clone());
        self.go_to(spec, next, before)
    }

    /// The first view of a table: no undo leads before it.
    pub fn restore(&mut self, spec: View, next: ViewId) -> Option<Request> {
        if spec == self.spec {
            return None;
        }
        let before = self.before();
        self.go_to(spec, next, before)
    }

    fn before(&self) -> Before {
        match &self.wanted {
            Some(wanted) => wanted.before.clone(),
            None => Before { spec: self.spec.clone(), undo: self.undo.clone(), redo: self.redo.clone() },
        }
    }

    fn go_to(&mut self, spec: View, next: ViewId, before: Before) -> Option<Request> {
        let same_rows = spec.same_rows(&self.spec);
        self.spec = spec;
        self.arrange();
        if same_rows {
            return None;
        }
        self.wanted = Some(Wanted { view: next, before, cancelled: false, retreat: false });
        Some(Request::SetView { view: next, spec: self.spec.clone() })
    }

    /// Rows of a view came. True if it is one that is shown.
    pub fn view_rows(&mut self, view: ViewId, rows: RowCount, columns: Vec<Column>) -> bool {
        if view == self.view && self.wanted.is_none() {
            self.take_columns(columns);
            self.take_rows(rows);
            return true;
        }
        let Some(wanted) = self.wanted.take_if(|wanted| wanted.view == view) else { return false };
        let resorted = wanted.before.spec.filters != self.spec.filters || wanted.before.spec.sort != self.spec.sort;
        self.view = view;
        self.columns = columns;
        self.cache = Cache::new(chunk_rows(self.columns.len(), !self.spec.sort.is_empty()));
        self.shapes.clear();
        self.rows = rows;
        if resorted {
            self.cursor.row = 0;
            self.cursor.top = 0;
            self.cursor.follow = false;
        }
        if let Some(searched) = &mut self.searched {
            searched.hits = None;
            searched.waiting = false;
        }
        self.arrange();
        true
    }

    /// The view could not be made, or the user does not want it any more: back to the last good one.
    pub fn give_up(&mut self, next: ViewId) -> Option<Request> {
        let wanted = self.wanted.take()?;
        if wanted.retreat {
            return None;
        }
        let before = wanted.before;
        (self.spec, self.undo, self.redo) = (before.spec.clone(), before.undo.clone(), before.redo.clone());
        self.arrange();
        self.wanted = Some(Wanted { view: next, before, cancelled: false, retreat: true });
        Some(Request::SetView { view: next, spec: self.spec.clone() })
    }
}
