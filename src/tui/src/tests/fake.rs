//! An engine made of plain vectors: answers at once, as the real one would.

use super::fake_profile;
use crate::harness::Engine;
use ninefold_base::explore::{Decision, Decisions, ExploreRequest, Explored};
use ninefold_base::message::*;
use ninefold_base::read::*;
use ninefold_base::schema::MarkerCount;
use ninefold_base::view::{Direction, Filter, View};
use ninefold_base::{Cell, Column, ColumnId, Problem, RowCount, TypeKind};
use std::collections::HashMap;
use std::sync::Arc;

/// How the engine behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Normal,
    /// Knows only a part of the rows and goes on counting.
    Partial,
    /// Opens, then answers nothing: everything is loading.
    Slow,
    /// Never answers at all.
    Silent,
}

pub struct Fake {
    pub mood: Mood,
    pub columns: Vec<Column>,
    /// `data[column][row]`.
    pub data: Vec<Vec<Cell>>,
    pub findings: Vec<Finding>,
    pub decisions: Decisions,
    views: HashMap<ViewId, Vec<u64>>,
    rows: u64,
    cell_of: Option<fn(u64, u32) -> Cell>,
}

const PENGUINS: &str = include_str!("../../../../sample-data/penguins.csv");

impl Fake {
    pub fn new(mood: Mood, columns: Vec<Column>, data: Vec<Vec<Cell>>) -> Self {
        let rows = data.first().map_or(0, |cells| cells.len() as u64);
        Self {
            mood,
            columns,
            data,
            findings: Vec::new(),
            decisions: Decisions::default(),
            views: HashMap::new(),
            rows,
            cell_of: None,
        }
    }

    /// The penguins, with NA read as missing in numbers and proposed in `sex`.
    pub fn penguins(mood: Mood) -> Self {
        let kinds = [
            TypeKind::Text,
            TypeKind::Text,
            TypeKind::Float,
            TypeKind::Float,
            TypeKind::Integer,
            TypeKind::Integer,
            TypeKind::Text,
            TypeKind::Integer,
        ];
        let mut lines = PENGUINS.lines();
        let names: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut data: Vec<Vec<Cell>> = vec![Vec::new(); names.len()];
        for line in lines {
            for (i, field) in line.split(',').enumerate() {
                data[i].push(match (kinds[i], field) {
                    (TypeKind::Text, text) => Cell::Text(text.into()),
                    (_, "NA") => Cell::Missing,
                    (TypeKind::Float, text) => Cell::Float(text.parse().unwrap()),
                    (_, text) => Cell::Integer(text.parse().unwrap()),
                });
            }
        }
        let columns = names
            .iter()
            .zip(kinds)
            .zip(&data)
            .map(|((name, kind), cells)| {
                let mut column = Column::bare(
                    *name,
                    kind,
                    "storage",
                    format!("all 344 values are {}", if kind.is_number() { "numbers" } else { "texts" }),
                );
                column.missing = Some(cells.iter().filter(|cell| **cell == Cell::Missing).count() as u64);
                column.looked_at = 344;
                if *name == "sex" {
                    column.markers = vec![MarkerCount { marker: "NA".into(), cells: 11, would_become: None }];
                }
                if *name == "year" {
                    column.markers =
                        vec![MarkerCount { marker: String::new(), cells: 3, would_become: Some(TypeKind::Integer) }];
                }
                column
            })
            .collect();
        let mut fake = Self::new(mood, columns, data);
        fake.findings = vec![
            Finding {
                kind: FindingKind::LongRow,
                severity: Severity::Error,
                text: "2 rows have more fields than the header: the surplus is kept".into(),
                column: None,
                count: 2,
                rows: vec![4, 9],
            },
            Finding {
                kind: FindingKind::MissingMarkers,
                severity: Severity::Warning,
                text: "`sex` holds 11 times `NA`, which may mean missing".into(),
                column: Some(ColumnId(6)),
                count: 11,
                rows: vec![4],
            },
        ];
        fake
    }

    /// Cells made by a function: any number of rows and columns.
    pub fn made(rows: u64, columns: u32, kind: TypeKind, cell_of: fn(u64, u32) -> Cell) -> Self {
        let columns =
            (0..columns).map(|i| Column::bare(format!("column_{}", i + 1), kind, "storage", "made up")).collect();
        let mut fake = Self::new(Mood::Normal, columns, Vec::new());
        fake.rows = rows;
        fake.cell_of = Some(cell_of);
        fake
    }

    pub fn engine(self) -> Engine {
        let mut fake = self;
        Engine::Closure(Box::new(move |request| fake.answer(request)))
    }

    fn cell(&self, row: u64, column: ColumnId) -> Cell {
        match self.cell_of {
            Some(make) => make(row, column.0),
            None => self.data[column.index()][row as usize].clone(),
        }
    }

    fn count(&self) -> RowCount {
        if self.mood == Mood::Partial {
            RowCount::Partial { reachable: self.rows, guess: Some(9_000_000) }
        } else {
            RowCount::Exact(self.rows)
        }
    }

    fn info(&self, table: TableId, source: Source, options: ReadOptions) -> TableInfo {
        let mut columns = self.columns.clone();
        columns.iter_mut().for_each(|column| column.provisional = self.mood == Mood::Partial);
        TableInfo {
            table,
            title: source.paths.first().map(|path| path.rsplit('/').next().unwrap().to_string()).unwrap_or_default(),
            source,
            options,
            dialect: Dialect {
                format: FileFormat::Delimited,
                compression: None,
                delimited: Some(DelimitedDialect {
                    separator: ',',
                    quote: Quote::Char('"'),
                    header: true,
                    encoding: Encoding::Utf8,
                    byte_order_mark: false,
                    decimal_comma: false,
                    skip_lines: 0,
                    fields: self.columns.len(),
                }),
                reasons: vec![
                    "separator `,`: 8 fields in each of the first 100 rows".into(),
                    "header: the first row holds names, the rows below numbers".into(),
                ],
            },
            files: vec![FileInfo { path: "sample-data/penguins.csv".into(), bytes: Some(15_241), rows: Some(344) }],
            bytes: Some(15_241),
            columns,
            rows: self.count(),
            findings: self.findings.clone(),
            complete: self.mood != Mood::Partial,
        }
    }

    fn rows_of(&self, view: ViewId) -> Vec<u64> {
        self.views.get(&view).cloned().unwrap_or_else(|| (0..self.rows).collect())
    }

    fn row_at(&self, view: ViewId, at: u64) -> u64 {
        self.views.get(&view).map_or(at, |rows| rows[at as usize])
    }

    fn len(&self, view: ViewId) -> u64 {
        self.views.get(&view).map_or(self.rows, |rows| rows.len() as u64)
    }

    pub fn answer(&mut self, request: Request) -> Vec<Event> {
        match (self.mood, &request) {
            (Mood::Silent, _) => return Vec::new(),
            (Mood::Slow, Request::Open { .. }) => {}
            (Mood::Slow, _) => return Vec::new(),
            (Mood::Normal | Mood::Partial, _) => {}
        }
        match request {
            Request::Open { table, source, options } => vec![Event::Opened(self.info(table, source, options))],
            Request::Preview { source, options } => {
                let info = self.info(TableId(0), source, options);
                let ids: Vec<ColumnId> = (0..self.columns.len() as u32).map(ColumnId).collect();
                vec![Event::Previewed { page: self.page(ViewId(0), 0..5.min(self.rows), ids), info }]
            }
            Request::SetView { view, spec } => self.set_view(view, spec),
            Request::Page { view, rows, columns } => vec![Event::Page(self.page(view, rows, columns))],
            Request::Record { view, row } => self.record(view, row),
            Request::Search { view, search, from, direction } => self.search(view, search, from, direction),
            Request::Values { view, column } => vec![Event::Values(self.values(view, column))],
            Request::Write { path, overwrite, .. } if path == "taken.csv" && !overwrite => {
                vec![failed(Slot::Write, Problem::file_exists(&path))]
            }
            Request::Write { path, .. } => vec![Event::Written { path, rows: self.rows, bytes: 1234 }],
            Request::CopyText { rows, .. } => {
                vec![Event::Copied { text: "copied text".into(), what: format!("{} rows", rows.end - rows.start) }]
            }
            Request::Explore { view, ask } => self.explore(view, ask),
            Request::Save { .. } => vec![Event::Saved { path: "ninefold.toml".into() }],
            Request::CompletePath { prefix } => {
                let all = ["sample-data/one.csv", "sample-data/other.csv"];
                vec![Event::PathCompletions {
                    paths: all.into_iter().filter(|path| path.starts_with(&prefix)).map(str::to_string).collect(),
                    prefix,
                }]
            }
            Request::Cancel(_) | Request::CancelForeground | Request::Shutdown => Vec::new(),
        }
    }

    fn set_view(&mut self, view: ViewId, spec: View) -> Vec<Event> {
        let mut rows: Vec<u64> = if spec.needs_rows() { (0..self.rows).collect() } else { Vec::new() };
        for filter in &spec.filters {
            match filter {
                Filter::Sql(text) if text.contains("educaton") => {
                    return vec![failed(
                        Slot::View,
                        Problem::new(
                            "cannot read the condition",
                            "there is no column `educaton`; did you mean `education`?",
                            "mend the condition",
                        ),
                    )];
                }
                Filter::Sql(text) if text.contains("nothing") => rows.clear(),
                Filter::Sql(_) => rows.retain(|row| row % 2 == 0),
                Filter::Keep { column, values } => rows.retain(|row| values.contains(&self.cell(*row, *column))),
                Filter::Drop { column, values } => rows.retain(|row| !values.contains(&self.cell(*row, *column))),
                Filter::Rows(numbers) => rows.retain(|row| numbers.contains(&(row + 1))),
            }
        }
        for key in spec.sort.iter().rev() {
            rows.sort_by_key(|row| {
                let cell = self.cell(*row, key.column);
                (cell == Cell::Missing, sort_key(&cell, key.direction))
            });
        }
        let mut columns = self.columns.clone();
        for (id, choice) in &spec.interpretation.types {
            if choice.label() == "text" {
                columns[id.index()].dtype.kind = TypeKind::Text;
            }
        }
        let count = if spec.needs_rows() { RowCount::Exact(rows.len() as u64) } else { self.count() };
        if spec.needs_rows() {
            self.views.insert(view, rows);
        }
        vec![Event::ViewRows { view, rows: count, columns }]
    }

    fn page(&self, view: ViewId, rows: std::ops::Range<u64>, columns: Vec<ColumnId>) -> Page {
        let end = rows.end.min(self.len(view));
        let row_ids: Vec<u64> = (rows.start.min(end)..end).map(|at| self.row_at(view, at)).collect();
        let cells = columns.iter().map(|column| row_ids.iter().map(|row| self.cell(*row, *column)).collect()).collect();
        Page { view, first: rows.start, row_ids, columns, cells }
    }

    fn record(&self, view: ViewId, row: u64) -> Vec<Event> {
        let row_id = self.row_at(view, row);
        let cells = (0..self.columns.len() as u32).map(|column| self.cell(row_id, ColumnId(column))).collect();
        let malformed = row_id == 3;
        let surplus = if malformed { vec!["left over".to_string()] } else { Vec::new() };
        vec![Event::Record(Record {
            view,
            row,
            row_id,
            cells,
            surplus,
            raw: malformed.then(|| "Adelie,Torgersen,NA,NA,NA,NA,NA,2007,left over".to_string()),
        })]
    }

    fn search(&self, view: ViewId, search: Search, from: u64, direction: Towards) -> Vec<Event> {
        if search.pattern == "(" {
            return vec![failed(
                Slot::Search,
                Problem::new("cannot read the pattern", "a bracket is not closed", "close it, or write `\\(`"),
            )];
        }
        let rows = self.rows_of(view);
        let hit = |row: u64| {
            search
                .columns
                .iter()
                .copied()
                .find(|column| self.cell(row, *column).plain().to_lowercase().contains(&search.pattern))
        };
        let hits = rows.iter().filter(|row| hit(**row).is_some()).count() as u64;
        let places: Vec<u64> = match direction {
            Towards::Forward => (from..rows.len() as u64).chain(0..from).collect(),
            Towards::Backward => (0..=from).rev().chain((from + 1..rows.len() as u64).rev()).collect(),
        };
        let row = places.into_iter().find_map(|at| hit(rows[at as usize]).map(|column| (at, column)));
        vec![
            Event::Found { view, search: search.clone(), row, towards: direction },
            Event::Hits { view, search, hits, exact: true },
        ]
    }

    /// Cells of the first rows of a view: all of them where the engine has real data.
    fn cells_of(&self, view: ViewId) -> Vec<Vec<Cell>> {
        let rows: Vec<u64> = (0..self.len(view).min(1_000)).map(|at| self.row_at(view, at)).collect();
        (0..self.columns.len() as u32)
            .map(|column| rows.iter().map(|row| self.cell(*row, ColumnId(column))).collect())
            .collect()
    }

    fn explore(&mut self, view: ViewId, ask: ExploreRequest) -> Vec<Event> {
        let cells = self.cells_of(view);
        let found = match ask {
            ExploreRequest::Profile { target } => {
                let rows = if self.mood == Mood::Partial { 9_000_000 } else { self.len(view) };
                let rows = if cells.is_empty() { rows } else { rows.max(cells[0].len() as u64) };
                Explored::Profile(Arc::new(fake_profile::profile(&self.columns, &cells, rows, target.as_ref())))
            }
            ExploreRequest::Histogram { column, bins } => Explored::Histogram {
                column,
                bins,
                histogram: fake_profile::histogram_of(&cells[column.index()], bins),
            },
            ExploreRequest::AgainstTarget { column, target, bins } => Explored::AgainstTarget {
                bins,
                against: fake_profile::against(&self.columns, &cells, column, &target, bins),
            },
            ExploreRequest::Decide(decision) => {
                match decision {
                    Decision::Target(name) => self.decisions.target = name,
                    Decision::Positive(class) => self.decisions.positive = class,
                    Decision::Task(task) => self.decisions.task = task,
                    Decision::Acknowledge { finding, reason } => {
                        self.decisions.acknowledged.insert(finding, reason);
                    }
                    Decision::Reopen { finding } => {
                        self.decisions.acknowledged.remove(&finding);
                    }
                    Decision::Contract(contract) => self.decisions.contract = contract,
                }
                Explored::Decisions(self.decisions.clone())
            }
            ExploreRequest::WritePicture { path, overwrite, .. } if path.starts_with("taken") && !overwrite => {
                return vec![failed(Slot::Write, Problem::file_exists(&path))];
            }
            ExploreRequest::WritePicture { path, picture, .. } => {
                Explored::Wrote { path, bytes: picture.csv().len() as u64 }
            }
            ExploreRequest::MissingMap { sorted_by } => {
                Explored::MissingMap(super::fake_missing::map(&cells, sorted_by))
            }
            ExploreRequest::Pair { .. }
            | ExploreRequest::Compare(_)
            | ExploreRequest::Hash
            | ExploreRequest::CheckContract
            | ExploreRequest::InferContract
            | ExploreRequest::WriteReport { .. } => return Vec::new(),
        };
        vec![Event::Explored { view, found }]
    }

    fn values(&self, view: ViewId, column: ColumnId) -> ValueCounts {
        let mut values: Vec<(Cell, u64)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut missing = 0;
        for row in self.rows_of(view) {
            let cell = self.cell(row, column);
            if cell == Cell::Missing {
                missing += 1;
            } else {
                let place = *places.entry(cell.plain()).or_insert(values.len());
                match values.get_mut(place) {
                    Some(found) => found.1 += 1,
                    None => values.push((cell, 1)),
                }
            }
        }
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        ValueCounts {
            view,
            column,
            distinct: values.len() as u64,
            missing,
            rows: self.len(view),
            beyond: 0,
            exact: self.mood != Mood::Partial,
            values,
        }
    }
}

fn sort_key(cell: &Cell, direction: Direction) -> (i64, String) {
    let number = match cell {
        Cell::Integer(value) => *value as i64,
        Cell::Float(value) => (*value * 1000.0) as i64,
        _ => 0,
    };
    match direction {
        Direction::Ascending => (number, cell.plain()),
        Direction::Descending => (-number, String::new()),
    }
}

pub fn failed(slot: Slot, problem: Problem) -> Event {
    Event::JobEnded { job: JobId(1), slot, view: None, title: "work".into(), end: End::Failed(problem), elapsed_ms: 5 }
}

pub fn running(slot: Slot, title: &str, done: u64, total: u64) -> Event {
    Event::Progress(vec![JobSnapshot { job: JobId(7), slot, title: title.into(), done, total, elapsed_ms: 3_200 }])
}

pub fn welcome() -> Welcome {
    let file = |path: &str, bytes: u64| FileInfo { path: path.into(), bytes: Some(bytes), rows: None };
    Welcome {
        recent: vec![
            file("/home/ada/projects/housing/listings-2024.csv.gz", 48_200_000),
            file("/home/ada/visits.parquet", 1_138_097),
        ],
        samples: vec![
            (file("sample-data/penguins.csv", 15_241), "344 penguins of three species: sizes, sex, island".into()),
            (
                file("sample-data/census-employment.csv", 2_345_721),
                "20,000 people of the US census: who is employed".into(),
            ),
        ],
    }
}
