//! The open table as the screen knows it: schema, view, loaded cells, cursor. Changing it never waits; what must be
//! asked of the engine is returned as a request.

pub mod cache;
pub mod shape;
pub mod views;

use cache::Cache;
use ninefold_base::message::{Request, Search, TableId, TableInfo, ViewId};
use ninefold_base::text;
use ninefold_base::view::{SortKey, View};
use ninefold_base::{Cell, Column, ColumnId, RowCount};
use shape::Shape;
use std::collections::HashMap;
use views::Wanted;

/// A column is at most this wide unless the user says otherwise.
pub const USUAL_WIDTH: u16 = 32;
pub const LEAST_WIDTH: u16 = 3;

/// Where one stands in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Position in the view.
    pub row: u64,
    /// First row on the screen.
    pub top: u64,
    /// Index into [`Table::shown`].
    pub column: usize,
    /// First column on the screen that is not pinned: index into [`Table::shown`], at least [`Table::pinned`].
    pub left: usize,
    /// Goes along with the end of a file that is still being indexed.
    pub follow: bool,
}

/// What was searched for last.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    pub search: Search,
    /// In all columns rather than in one.
    pub everywhere: bool,
    /// Matching cells, and whether that is all of them.
    pub hits: Option<(u64, bool)>,
    /// The answer is still awaited.
    pub waiting: bool,
    /// Where the last search started, to tell when it went round the end.
    pub from: u64,
    pub wrapped: bool,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub id: TableId,
    pub info: TableInfo,
    /// The view whose rows are on the screen.
    pub view: ViewId,
    /// The view as the user wants it; ahead of `view` while rows are being found.
    pub spec: View,
    pub wanted: Option<Wanted>,
    pub undo: Vec<View>,
    pub redo: Vec<View>,
    pub rows: RowCount,
    /// As the view's interpretation makes them.
    pub columns: Vec<Column>,
    /// Columns that are not hidden, pinned ones first.
    pub shown: Vec<ColumnId>,
    /// How many of `shown` are pinned.
    pub pinned: usize,
    pub cursor: Cursor,
    pub cache: Cache,
    pub shapes: HashMap<ColumnId, Shape>,
    pub searched: Option<Searched>,
}

impl Table {
    pub fn new(info: TableInfo, view: ViewId) -> Self {
        let mut table = Self {
            id: info.table,
            view,
            spec: View::default(),
            wanted: None,
            undo: Vec::new(),
            redo: Vec::new(),
            rows: info.rows,
            columns: info.columns.clone(),
            shown: Vec::new(),
            pinned: 0,
            cursor: Cursor::default(),
            cache: Cache::new(cache::chunk_rows(info.columns.len(), false)),
            shapes: HashMap::new(),
            searched: None,
            info,
        };
        table.arrange();
        table
    }

    pub fn column(&self, id: ColumnId) -> Option<&Column> {
        self.columns.get(id.index())
    }

    pub fn name(&self, id: ColumnId) -> String {
        self.column(id).map(|column| column.name.clone()).unwrap_or_default()
    }

    /// The column's name as it is shown: safe, and never nothing.
    pub fn title(&self, id: ColumnId) -> String {
        match self.column(id) {
            Some(column) if column.name.is_empty() => "(no name)".into(),
            Some(column) => text::visible(&column.name),
            None => "?".into(),
        }
    }

    pub fn current_column(&self) -> Option<ColumnId> {
        self.shown.get(self.cursor.column).copied()
    }

    pub fn current_cell(&self) -> Option<&Cell> {
        self.cache.cell(self.cursor.row, self.current_column()?)
    }

    pub fn has_cell(&self) -> bool {
        self.rows.reachable() > 0 && !self.shown.is_empty()
    }

    pub fn last_row(&self) -> u64 {
        self.rows.reachable().saturating_sub(1)
    }

    /// The column with that name; case decides only between several.
    pub fn find_column(&self, name: &str) -> Option<ColumnId> {
        let exact = self.columns.iter().position(|column| column.name == name);
        let found = exact.or_else(|| self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name)))?;
        Some(ColumnId(found as u32))
    }

    pub fn sort_key(&self, id: ColumnId) -> Option<(usize, SortKey)> {
        self.spec.sort.iter().copied().enumerate().find(|(_, key)| key.column == id)
    }

    /// Cells that the column takes on the screen.
    pub fn width_of(&self, id: ColumnId) -> u16 {
        if let Some(width) = self.spec.layout.widths.get(&id) {
            return (*width).max(LEAST_WIDTH);
        }
        let content = self.shapes.get(&id).map_or(0, Shape::width);
        content.max(self.header_width(id)).clamp(LEAST_WIDTH, USUAL_WIDTH)
    }

    fn header_width(&self, id: ColumnId) -> u16 {
        let name = text::width(&self.title(id));
        let kind = text::width(&self.type_line(id));
        name.max(kind).min(usize::from(USUAL_WIDTH)) as u16
    }

    /// Second line of a header: `↓ ~int ○12%`.
    pub fn type_line(&self, id: ColumnId) -> String {
        let Some(column) = self.column(id) else { return String::new() };
        let mut line = String::new();
        if let Some((place, key)) = self.sort_key(id) {
            line.push(crate::words::arrow(key.direction));
            if self.spec.sort.len() > 1 {
                line.push_str(&(place + 1).to_string());
            }
            line.push(' ');
        }
        if column.provisional {
            line.push('~');
        }
        line.push_str(column.dtype.kind.label());
        let looked = column.looked_at;
        for (sign, count) in [('○', column.missing.unwrap_or(0)), ('?', proposed(column)), ('!', column.invalid)] {
            if count > 0 {
                line.push_str(&format!(" {sign}{}", crate::words::short_share(count, looked)));
            }
        }
        line
    }

    /// Works out again which columns are shown, in which order. Called when the layout or the columns change.
    pub fn arrange(&mut self) {
        let current = self.shown.get(self.cursor.column).copied();
        let layout = &self.spec.layout;
        let mut all = self.ordered();
        if !layout.hidden.is_empty() {
            all.retain(|id| !layout.hidden.contains(id));
        }
        let (mut pinned, rest): (Vec<ColumnId>, Vec<ColumnId>) =
            all.into_iter().partition(|id| layout.pinned.contains(id));
        self.pinned = pinned.len();
        pinned.extend(rest);
        self.shown = pinned;
        if let Some(current) = current
            && let Some(place) = self.shown.iter().position(|id| *id == current)
        {
            self.cursor.column = place;
        }
        self.clamp();
    }

    /// All columns, hidden ones too, in the order of the layout.
    pub fn ordered(&self) -> Vec<ColumnId> {
        let layout = &self.spec.layout;
        let count = self.columns.len() as u32;
        let mut listed = vec![false; count as usize];
        let mut all: Vec<ColumnId> = Vec::with_capacity(count as usize);
        for id in layout.order.iter().copied().chain((0..count).map(ColumnId)) {
            if let Some(seen) = listed.get_mut(id.index())
                && !*seen
            {
                *seen = true;
                all.push(id);
            }
        }
        all
    }

    /// Keeps the cursor on the table.
    pub fn clamp(&mut self) {
        let cursor = &mut self.cursor;
        cursor.row = cursor.row.min(self.rows.reachable().saturating_sub(1));
        cursor.top = cursor.top.min(cursor.row);
        cursor.column = cursor.column.min(self.shown.len().saturating_sub(1));
        cursor.left =
            cursor.left.clamp(self.pinned.min(self.shown.len().saturating_sub(1)), self.shown.len().saturating_sub(1));
    }

    pub fn move_to_row(&mut self, row: u64) {
        self.cursor.row = row.min(self.last_row());
        self.cursor.follow = false;
    }

    pub fn move_to_column(&mut self, id: ColumnId) -> bool {
        let place = self.shown.iter().position(|shown| *shown == id);
        if let Some(place) = place {
            self.cursor.column = place;
        }
        place.is_some()
    }

    /// More is known of the table.
    pub fn updated(&mut self, info: TableInfo) {
        let plain_types = self.spec.interpretation == Default::default();
        if plain_types && self.wanted.is_none() && info.columns != self.columns {
            self.take_columns(info.columns.clone());
        }
        if !self.spec.needs_rows() && self.wanted.is_none() {
            self.take_rows(info.rows);
        }
        self.info = info;
    }

    /// Cells of a column whose type changed are asked for again; until then the old ones stay on the screen.
    pub fn take_columns(&mut self, columns: Vec<Column>) {
        let count = columns.len();
        if columns == self.columns {
            return;
        }
        for (index, (old, new)) in self.columns.iter().zip(&columns).enumerate() {
            if old.dtype != new.dtype || old.accepted_markers != new.accepted_markers {
                let id = ColumnId(index as u32);
                self.cache.outdate(id);
                self.shapes.remove(&id);
            }
        }
        let rearrange = count != self.columns.len();
        self.columns = columns;
        if rearrange {
            self.arrange();
        }
    }

    pub fn take_rows(&mut self, rows: RowCount) {
        self.rows = rows;
        if self.cursor.follow {
            self.cursor.row = self.last_row();
            self.cursor.follow = !rows.is_exact();
        }
        self.clamp();
    }

    /// The request for the cells that are needed next, if any: what is on the screen first, then around it.
    pub fn fetch(&mut self, rows_seen: u64, columns_seen: &[ColumnId], around: &[ColumnId]) -> Option<Request> {
        let reachable = self.rows.reachable();
        if reachable == 0 || rows_seen == 0 || columns_seen.is_empty() {
            return None;
        }
        let top = self.cursor.top;
        let seen = top..top.saturating_add(rows_seen).min(reachable);
        let wider = top.saturating_sub(rows_seen)..top.saturating_add(rows_seen.saturating_mul(2)).min(reachable);
        let want = match self.cache.need(seen, columns_seen, reachable) {
            // What is on the screen cannot wait: it takes the place of what was asked before.
            Some(want) if self.cache.covers(&want) => return None,
            Some(want) => want,
            None if self.cache.is_waiting() => return None,
            None => self.cache.need(wider, around, reachable)?,
        };
        self.cache.asked(want.clone());
        Some(Request::Page { view: self.view, rows: want.rows, columns: want.columns })
    }
}

/// Cells that hold a marker which may mean missing and was not accepted.
pub fn proposed(column: &Column) -> u64 {
    column
        .markers
        .iter()
        .filter(|marker| !column.accepted_markers.contains(&marker.marker))
        .map(|marker| marker.cells)
        .sum()
}
