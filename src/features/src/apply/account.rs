//! Where new data breaks the contract of a spec: found by name, read by type, counted by row.

use crate::vector::Vector;
use ninefold_base::feature::ValueType;
use ninefold_base::feature::report::{ApplyReport, Violation, ViolationKind};
use ninefold_base::feature::spec::{ColumnContract, FeatureSpec, OnViolation};
use ninefold_base::view::{Interpretation, TypeChoice};
use ninefold_base::{Column, ColumnId, Meter, Problem, TypeKind};
use ninefold_data::{Interrupted, InvalidCell, RowSource};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows shown per violation.
const EXAMPLES: usize = 5;
/// Characters of a value shown.
const SHOWN: usize = 60;

/// New data, read as the contract says.
pub struct Opened {
    pub source: Arc<dyn RowSource>,
    pub places: Vec<Option<ColumnId>>,
    pub account: Account,
}

/// The book that reading keeps.
pub struct Account {
    /// What was known before a row was read.
    first: ApplyReport,
    watches: Vec<Watch>,
    counts: Mutex<Vec<Counts>>,
}

/// What is looked for in one input.
struct Watch {
    name: String,
    place: Option<ColumnId>,
    nullable: bool,
    /// All values that training had, where they are all listed.
    domain: Option<HashSet<String>>,
}

#[derive(Default)]
struct Counts {
    rows: u64,
    missing: Found,
    new: Found,
    unreadable: Found,
}

/// How many, and the first of them by row number.
#[derive(Default)]
struct Found {
    count: u64,
    examples: BTreeMap<u64, String>,
}

impl Found {
    fn add(&mut self, row: u64, text: impl FnOnce() -> String) {
        self.count += 1;
        let late = self.examples.last_key_value().is_some_and(|(last, _)| *last < row);
        if self.examples.len() >= EXAMPLES && late {
            return;
        }
        self.examples.insert(row, text().chars().take(SHOWN).collect());
        if self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.examples.extend(other.examples);
        while self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }

    fn violation(&self, column: &str, kind: ViolationKind, consequence: &str) -> Option<Violation> {
        (self.count > 0).then(|| Violation {
            column: column.to_string(),
            kind,
            count: self.count,
            examples: self.examples.iter().map(|(row, text)| (row + 1, text.clone())).collect(),
            consequence: consequence.to_string(),
        })
    }
}

/// Finds the columns of a contract in new data, and reads those anew that have another type.
pub fn open(spec: &FeatureSpec, source: Arc<dyn RowSource>, meter: &dyn Meter) -> Result<Opened, Interrupted> {
    let columns = source.info().columns;
    let rows = source.count(meter)?;
    let mut first = ApplyReport::default();
    let mut interpretation = Interpretation::default();
    let mut places = Vec::with_capacity(spec.columns.len());
    for contract in &spec.columns {
        let place = columns.iter().position(|column| column.name == contract.name).map(|at| ColumnId(at as u32));
        places.push(place);
        match place {
            None => first.violations.push(missing_column(contract, rows, &columns)?),
            Some(id) => {
                let found = &columns[id.index()];
                let tokens: Vec<String> = contract
                    .null_tokens
                    .iter()
                    .filter(|token| !found.accepted_markers.contains(token))
                    .cloned()
                    .collect();
                if !tokens.is_empty() {
                    interpretation.markers.insert(id, tokens.into_iter().collect());
                }
                if let Some(choice) = other_type(contract, found) {
                    interpretation.types.insert(id, choice);
                    first.violations.push(changed_type(contract, found, rows)?);
                } else if crate::check::column_type(found).0 != contract.dtype {
                    first.notes.push(format!(
                        "`{}` is {} here and was {} in training: read as {}",
                        contract.name,
                        found.dtype.storage,
                        contract.storage,
                        contract.dtype.label()
                    ));
                }
            }
        }
    }
    first.notes.extend(order_note(spec, &places));
    first.notes.extend(unread_note(&columns, &places));
    let changed = !interpretation.types.is_empty() || !interpretation.markers.is_empty();
    let source = if changed { source.reinterpret(&interpretation, meter)? } else { source };
    let watches = spec.columns.iter().zip(&places).map(|(contract, place)| Watch {
        name: contract.name.clone(),
        place: *place,
        nullable: contract.nullable,
        domain: contract
            .domain
            .as_ref()
            .filter(|domain| domain.complete)
            .map(|domain| domain.values.iter().cloned().collect()),
    });
    let watches: Vec<Watch> = watches.collect();
    let counts = Mutex::new(watches.iter().map(|_| Counts::default()).collect());
    Ok(Opened { source, places, account: Account { first, watches, counts } })
}

fn missing_column(contract: &ColumnContract, rows: u64, columns: &[Column]) -> Result<Violation, Problem> {
    let near = ninefold_base::names::did_you_mean(&contract.name, columns.iter().map(|column| column.name.as_str()));
    if contract.on_violation == OnViolation::Refuse {
        let fix = if near.is_empty() { "add the column to the data".to_string() } else { near };
        return Err(Problem::new(
            "could not apply the spec",
            format!("the data has no column `{}`, and the contract refuses to go without", contract.name),
            fix,
        ));
    }
    Ok(Violation {
        column: contract.name.clone(),
        kind: ViolationKind::MissingColumn,
        count: rows,
        examples: Vec::new(),
        consequence: format!("missing in every row {near}").trim_end().to_string(),
    })
}

fn changed_type(contract: &ColumnContract, found: &Column, rows: u64) -> Result<Violation, Problem> {
    let (expected, is) = (contract.dtype.label().to_string(), found.dtype.storage.clone());
    if contract.on_violation == OnViolation::Refuse {
        return Err(Problem::new(
            "could not apply the spec",
            format!("`{}` is {is}; the contract wants {expected} and refuses anything else", contract.name),
            "bring the column to the type of the contract",
        ));
    }
    Ok(Violation {
        column: contract.name.clone(),
        consequence: format!("read as {expected}; what does not fit is missing"),
        kind: ViolationKind::ChangedType { expected, found: is },
        count: rows,
        examples: Vec::new(),
    })
}

/// The type to read a column in, if it is not one that becomes that of the contract by itself.
fn other_type(contract: &ColumnContract, found: &Column) -> Option<TypeChoice> {
    let (kind, _) = crate::check::column_type(found);
    let opaque = crate::check::is_opaque(&crate::spec::contract::column(contract));
    let same = kind == contract.dtype && !crate::check::is_opaque(found);
    let widens = matches!(
        (kind, contract.dtype),
        (ValueType::Integer, ValueType::Float) | (ValueType::Date, ValueType::Datetime)
    );
    if opaque || same || widens || found.dtype.kind == TypeKind::Nothing {
        return None;
    }
    Some(match contract.dtype {
        ValueType::Boolean => TypeChoice::Boolean,
        ValueType::Integer => TypeChoice::Integer,
        ValueType::Float => TypeChoice::Float,
        ValueType::Text => TypeChoice::Text,
        ValueType::Date => TypeChoice::Date,
        ValueType::Datetime => TypeChoice::Datetime,
        ValueType::Time => TypeChoice::Time,
    })
}

fn order_note(spec: &FeatureSpec, places: &[Option<ColumnId>]) -> Option<String> {
    let found: Vec<ColumnId> = places.iter().flatten().copied().collect();
    let moved = found.windows(2).find(|two| two[0] > two[1])?;
    let name = |id: ColumnId| {
        let at = places.iter().position(|place| *place == Some(id)).unwrap_or(0);
        &spec.columns[at].name
    };
    Some(format!(
        "columns stand in another order than in training (`{}` after `{}`); found by name",
        name(moved[0]),
        name(moved[1])
    ))
}

fn unread_note(columns: &[Column], places: &[Option<ColumnId>]) -> Option<String> {
    let unread = columns.len() - places.iter().flatten().count().min(columns.len());
    (unread > 0).then(|| {
        format!("{} of the data are read by no feature", ninefold_base::format::counted(unread as u64, "column"))
    })
}

impl Account {
    /// Takes note of rows from `start` on. `wanted` says which inputs were read.
    pub fn look(&self, inputs: &[Vector<'_>], wanted: &[bool], start: u64, count: usize, invalid: &[InvalidCell]) {
        let mut found: Vec<Counts> = Vec::with_capacity(inputs.len());
        for ((vector, watch), wanted) in inputs.iter().zip(&self.watches).zip(wanted) {
            let mut counts = Counts::default();
            if *wanted && let Some(place) = watch.place {
                counts.rows = count as u64;
                let unfit: HashSet<u32> =
                    invalid.iter().filter(|cell| cell.column == place).map(|cell| cell.row).collect();
                for cell in invalid.iter().filter(|cell| cell.column == place) {
                    counts.unreadable.add(start + u64::from(cell.row), || cell.text.clone());
                }
                watch.look(vector, start, count, &unfit, &mut counts);
            }
            found.push(counts);
        }
        let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter_mut().zip(found).for_each(|(mine, more)| mine.merge(more));
    }

    pub fn report(&self) -> ApplyReport {
        let mut report = self.first.clone();
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        report.rows = counts.iter().map(|counts| counts.rows).max().unwrap_or(0);
        for (watch, counts) in self.watches.iter().zip(counts.iter()) {
            let name = &watch.name;
            report.violations.extend(counts.unreadable.violation(name, ViolationKind::Unreadable, "read as missing"));
            report.violations.extend(counts.missing.violation(
                name,
                ViolationKind::UnexpectedMissing,
                "computed as missing, which training never saw",
            ));
            report.violations.extend(counts.new.violation(
                name,
                ViolationKind::NewCategory,
                "computed as an unlisted value",
            ));
        }
        report
    }
}

impl Watch {
    fn look(&self, vector: &Vector<'_>, start: u64, count: usize, unfit: &HashSet<u32>, counts: &mut Counts) {
        let texts = crate::batch::kernels::texts(vector).filter(|_| self.domain.is_some());
        if self.nullable && texts.is_none() {
            return;
        }
        for row in 0..count {
            let at = start + row as u64;
            let missing = match texts {
                Some(texts) => match (texts.get(row), &self.domain) {
                    (None, _) => true,
                    (Some(text), Some(domain)) => {
                        if !domain.contains(text) {
                            counts.new.add(at, || text.to_string());
                        }
                        false
                    }
                    (Some(_), None) => false,
                },
                None => vector.get(row).is_missing(),
            };
            if missing && !self.nullable && !unfit.contains(&(row as u32)) {
                counts.missing.add(at, String::new);
            }
        }
    }
}

impl Counts {
    fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (mine, theirs) in
            [(&mut self.missing, other.missing), (&mut self.new, other.new), (&mut self.unreadable, other.unreadable)]
        {
            mine.merge(theirs);
        }
    }
}
