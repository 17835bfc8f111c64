//! The project file `ninefold.toml`: what the user decided, in lines a person can read and edit.
//!
//! Columns stand by name, conditions as SQL. Saving changes only the lines it owns (`[data]` and `[view]`; a decision its
//! own line) and keeps comments and everything else. Where the folder has the project of other data already, the file is
//! named after the data: `sales.ninefold.toml`. Loading names each fault with its line and the nearest right name.

mod decisions;
mod load;
mod save;

pub use decisions::{apply, is_project_path, load_decisions, save_decision};
pub use load::{load, parse_format};
pub use save::save;

use ninefold_base::explore::Decisions;
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::{Direction, Filter, Interpretation, Layout, SortKey, TypeChoice, View, filter_text};
use ninefold_base::{Column, ColumnId, Problem, names};
use std::collections::BTreeMap;

/// The name of the file.
pub const FILE_NAME: &str = "ninefold.toml";
/// Of a project file beside data that share their folder with those of `ninefold.toml`: `sales.ninefold.toml`.
pub const OTHER_SUFFIX: &str = ".ninefold.toml";

/// What a project file holds, columns by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Project {
    pub source: Source,
    pub options: ReadOptions,
    pub types: BTreeMap<String, TypeChoice>,
    pub markers: BTreeMap<String, Vec<String>>,
    pub conditions: Vec<String>,
    /// Rows picked by number (from 1), if any.
    pub rows: Vec<u64>,
    pub sort: Vec<(String, Direction)>,
    pub order: Vec<String>,
    pub hidden: Vec<String>,
    pub pinned: Vec<String>,
    pub widths: BTreeMap<String, u16>,
    /// Read from the file; each is written by itself with [`save_decision`].
    pub decisions: Decisions,
}

impl Project {
    /// A project from a view of a table.
    pub fn of(source: &Source, options: &ReadOptions, columns: &[Column], view: &View) -> Self {
        let name = |id: ColumnId| columns.get(id.index()).map(|column| column.name.clone()).unwrap_or_default();
        let mut conditions = Vec::new();
        let mut rows = Vec::new();
        for filter in &view.filters {
            match filter {
                Filter::Rows(picked) => rows.extend(picked),
                Filter::Sql(_) | Filter::Keep { .. } | Filter::Drop { .. } => {
                    conditions.push(filter_text(filter, &name))
                }
            }
        }
        Self {
            source: source.clone(),
            options: options.clone(),
            types: view.interpretation.types.iter().map(|(id, choice)| (name(*id), *choice)).collect(),
            markers: view
                .interpretation
                .markers
                .iter()
                .map(|(id, markers)| (name(*id), markers.iter().cloned().collect()))
                .collect(),
            conditions,
            rows,
            sort: view.sort.iter().map(|key| (name(key.column), key.direction)).collect(),
            order: view.layout.order.iter().map(|id| name(*id)).collect(),
            hidden: view.layout.hidden.iter().map(|id| name(*id)).collect(),
            pinned: view.layout.pinned.iter().map(|id| name(*id)).collect(),
            widths: view.layout.widths.iter().map(|(id, width)| (name(*id), *width)).collect(),
            decisions: Decisions::default(),
        }
    }

    /// The view on a table with these columns.
    ///
    /// # Errors
    /// A name that no column has, with the nearest.
    pub fn view(&self, columns: &[Column]) -> Result<View, Problem> {
        let id = |name: &str| column_id(columns, name);
        let ids = |names: &[String]| names.iter().map(|name| id(name)).collect::<Result<Vec<ColumnId>, Problem>>();
        let mut interpretation = Interpretation::default();
        for (name, choice) in &self.types {
            interpretation.types.insert(id(name)?, *choice);
        }
        for (name, markers) in &self.markers {
            interpretation.markers.insert(id(name)?, markers.iter().cloned().collect());
        }
        let mut filters: Vec<Filter> = self.conditions.iter().cloned().map(Filter::Sql).collect();
        if !self.rows.is_empty() {
            filters.push(Filter::Rows(self.rows.clone()));
        }
        let sort: Result<Vec<SortKey>, Problem> = self
            .sort
            .iter()
            .map(|(name, direction)| Ok(SortKey { column: id(name)?, direction: *direction }))
            .collect();
        let widths: Result<BTreeMap<ColumnId, u16>, Problem> =
            self.widths.iter().map(|(name, width)| Ok((id(name)?, *width))).collect();
        let layout = Layout {
            order: ids(&self.order)?,
            hidden: ids(&self.hidden)?.into_iter().collect(),
            pinned: ids(&self.pinned)?.into_iter().collect(),
            widths: widths?,
        };
        Ok(View { interpretation, filters, sort: sort?, layout })
    }
}

/// The column of that name, exactly or else without regard to case.
///
/// # Errors
/// No such column, with the nearest name.
pub fn column_id(columns: &[Column], name: &str) -> Result<ColumnId, Problem> {
    let exact = columns.iter().position(|column| column.name == name);
    let found = exact.or_else(|| columns.iter().position(|column| column.name.eq_ignore_ascii_case(name)));
    match found {
        Some(index) => Ok(ColumnId(u32::try_from(index).expect("tables have fewer than 2^32 columns"))),
        None => {
            let hint = names::did_you_mean(name, columns.iter().map(|column| column.name.as_str()));
            let hint = if hint.is_empty() { "see `ninefold schema FILE` for the columns".to_string() } else { hint };
            Err(Problem::new(
                format!("unknown column `{name}`"),
                format!("the table has {}", ninefold_base::format::counted(columns.len() as u64, "column")),
                hint,
            ))
        }
    }
}

/// Reads `island, body_mass_g desc`; a name with a comma or space stands in double quotes.
///
/// # Errors
/// An unknown column or a word after it that is neither `asc` nor `desc`.
pub fn parse_order(text: &str, columns: &[Column]) -> Result<Vec<SortKey>, Problem> {
    let mut keys = Vec::new();
    for part in split_names(text) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        // A name may itself end in a word: the whole is tried as a name first.
        if let Ok(column) = column_id(columns, unquoted(part).as_str()) {
            keys.push(SortKey { column, direction: Direction::Ascending });
            continue;
        }
        let (name, word) = part.rsplit_once([' ', ':']).unwrap_or((part, "asc"));
        let direction = match word.to_ascii_lowercase().as_str() {
            "asc" | "ascending" => Direction::Ascending,
            "desc" | "descending" => Direction::Descending,
            _ => return Err(column_id(columns, &unquoted(part)).expect_err("the whole was tried above")),
        };
        keys.push(SortKey { column: column_id(columns, &unquoted(name.trim()))?, direction });
    }
    Ok(keys)
}

/// Parts at commas outside double quotes.
pub fn split_names(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .collect()
}

/// Without the double quotes around it, if there are.
pub fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests;
