//! A table without a screen: the same rooms, the same jobs' work, answered in order on the calling thread.

mod explore;

use crate::project::{self, column_id, parse_order};
use ninefold_base::message::{Page, TableId, TableInfo, ValueCounts, ViewId};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::{Filter, Interpretation, View};
use ninefold_base::{ColumnId, Meter, Problem};
use ninefold_data::write::{Form, Target, Written};
use ninefold_data::{RowOrder, RowSource, ops, write};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use ninefold_data::Interrupted;
pub use ninefold_data::write::{Existing, Form as OutputForm};

/// Stops when the user presses Ctrl-C, so that no half-written file is left behind.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for SIGINT and SIGTERM.
    pub fn listen() -> Self {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // A second one ends the process at once. Where handlers are refused, the first one does.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&flag));
            let _ = signal_hook::flag::register(signal, Arc::clone(&flag));
        }
        Self(flag)
    }
}

impl Meter for Interrupt {
    fn report(&self, _done: u64, _total: u64) {}
    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// An open table with some of its rows in some order.
pub struct Table {
    source: Arc<dyn RowSource>,
    order: RowOrder,
    meter: Interrupt,
}

impl Table {
    /// Opens files, or the source of a project file with its view.
    pub fn open(source: &Source, options: &ReadOptions, meter: Interrupt) -> Result<Self, Interrupted> {
        if let [path] = source.paths.as_slice()
            && project::is_project_path(Path::new(path))
        {
            let project = project::load(Path::new(path))?;
            let mut table = Self::open(&project.source, &project.options, meter)?;
            let view = project.view(&table.source.info().columns)?;
            table.apply(&view)?;
            return Ok(table);
        }
        let opened = ninefold_data::open::open(TableId(0), source, options, &meter)?;
        let mut table = Self { source: opened, order: RowOrder::All, meter };
        if !options.types.is_empty() {
            let interpretation = named_types(options, &table.source.info())?;
            table.apply(&View { interpretation, ..View::default() })?;
        }
        Ok(table)
    }

    pub fn info(&self) -> TableInfo {
        self.source.info()
    }

    /// Looks at every row, so that types, counts and findings are final.
    pub fn complete(&mut self) -> Result<(), Interrupted> {
        self.source.wait_complete(&self.meter)
    }

    /// The number of rows shown, exactly.
    pub fn count(&mut self) -> Result<u64, Interrupted> {
        match &self.order {
            RowOrder::All => Ok(self.source.count(&self.meter)?),
            RowOrder::Picked(rows) => Ok(rows.len() as u64),
        }
    }

    fn apply(&mut self, view: &View) -> Result<(), Interrupted> {
        if view.interpretation != Interpretation::default() {
            self.source = self.source.reinterpret(&view.interpretation, &self.meter)?;
        }
        if view.needs_rows() {
            self.order = ops::rows(&*self.source, view, &self.meter, &|_| {})?;
        }
        Ok(())
    }

    /// Keeps the rows for which a SQL condition is true.
    pub fn filter(&mut self, sql: &str) -> Result<(), Interrupted> {
        self.apply(&View { filters: vec![Filter::Sql(sql.to_string())], ..View::default() })
    }

    /// Orders the rows: `island, body_mass_g desc`.
    pub fn sort(&mut self, by: &str) -> Result<(), Interrupted> {
        let sort = parse_order(by, &self.source.info().columns)?;
        self.apply(&View { sort, ..View::default() })
    }

    /// The first `n` rows. Reads no more than it must.
    pub fn head(&mut self, n: u64) -> Result<(), Interrupted> {
        if self.source.info().rows.reachable() < n {
            self.complete()?;
        }
        self.pick(0..n)
    }

    /// The last `n` rows.
    pub fn tail(&mut self, n: u64) -> Result<(), Interrupted> {
        self.complete()?;
        let rows = self.count()?;
        self.pick(rows.saturating_sub(n)..rows)
    }

    /// `n` rows at random, in the order of the file.
    pub fn sample(&mut self, n: u64, seed: u64) -> Result<(), Interrupted> {
        self.complete()?;
        let rows = u32::try_from(self.count()?).map_err(|_| too_many())?;
        self.order = RowOrder::Picked(Arc::new(ops::sample_rows(rows, u32::try_from(n).unwrap_or(u32::MAX), seed)));
        Ok(())
    }

    fn pick(&mut self, rows: Range<u64>) -> Result<(), Interrupted> {
        let end = rows.end.min(self.source.info().rows.reachable());
        let rows: Result<Vec<u32>, _> = (rows.start..end).map(u32::try_from).collect();
        let rows = rows.map_err(|_| too_many())?;
        self.order = RowOrder::Picked(Arc::new(rows));
        Ok(())
    }

    /// Columns by name, or all.
    pub fn columns(&self, names: Option<&str>) -> Result<Vec<ColumnId>, Problem> {
        let columns = self.source.info().columns;
        match names {
            None => Ok((0..columns.len()).map(|id| ColumnId(id as u32)).collect()),
            Some(names) => project::split_names(names)
                .into_iter()
                .map(|name| column_id(&columns, &project::unquoted(name.trim())))
                .collect(),
        }
    }

    /// How often each value of a column occurs.
    pub fn values(&self, column: &str) -> Result<ValueCounts, Interrupted> {
        let column = column_id(&self.source.info().columns, column)?;
        ops::values(&*self.source, &self.order, ViewId(0), column, &self.meter, &|_| {})
    }

    /// Some rows as cells.
    pub fn page(&self, rows: Range<u64>, columns: &[ColumnId]) -> Result<Page, Problem> {
        ops::page(&*self.source, &self.order, ViewId(0), rows, columns)
    }

    /// Streams the rows to standard output or any other sink.
    pub fn write_to(
        &self,
        sink: &mut (dyn Write + Send),
        columns: &[ColumnId],
        form: Form,
    ) -> Result<Written, Interrupted> {
        let target = Target { form, compression: None };
        write::write(&*self.source, &self.order, columns, target, sink, &self.meter)
    }

    /// Writes the rows to a file, which appears whole or not at all. Its name tells the form; `form` may only confirm it.
    pub fn write_file(
        &self,
        path: &str,
        columns: &[ColumnId],
        form: Option<Form>,
        existing: Existing,
    ) -> Result<Written, Interrupted> {
        let told = Target::of_path(path)?;
        if form.is_some_and(|form| form != told.form) {
            return Err(Problem::new(
                format!("`{path}` was not written"),
                "its name says another form than `--to`",
                "leave out `--to`, or change the ending of the name",
            )
            .into());
        }
        write::write_file(&*self.source, &self.order, columns, path, existing, &self.meter)
    }

    /// True if the user asked to stop, rather than a reader who went away.
    pub fn is_interrupted(&self) -> bool {
        self.meter.stopped()
    }
}

fn too_many() -> Problem {
    Problem::new(
        "could not take these rows",
        "rows can be picked among the first 4,294,967,295",
        "convert the file in parts",
    )
}

/// The interpretation that `--type` asks for.
pub(crate) fn named_types(options: &ReadOptions, info: &TableInfo) -> Result<Interpretation, Problem> {
    let mut interpretation = Interpretation::default();
    for (name, choice) in &options.types {
        interpretation.types.insert(column_id(&info.columns, name)?, *choice);
    }
    Ok(interpretation)
}
