//! What the user decided in stages 1 to 3, in the sections `[problem]`, `[findings]` and `[contract.COLUMN]` of the
//! project file. One decision changes one line; comments and everything else stay.

use super::load::{Fault, or_list, wrong};
use super::save::{document_of, path_of, refuse, table, write_document};
use ninefold_base::explore::{Decision, Decisions};
use ninefold_base::profile::contract::{ColumnContract, Contract};
use ninefold_base::profile::target::Task;
use ninefold_base::read::Source;
use ninefold_base::{Problem, names};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, Value, value};

const TASKS: [Task; 3] = [Task::Binary, Task::Multiclass, Task::Regression];

/// The decisions kept beside these data; none if there is no project file of theirs.
///
/// # Errors
/// The file is there and cannot be read.
pub fn load_decisions(source: &Source) -> Result<Decisions, Problem> {
    let Ok(path) = path_of(source) else { return Ok(Decisions::default()) };
    if !path.exists() {
        return Ok(Decisions::default());
    }
    Ok(super::load(&path)?.decisions)
}

/// Keeps one decision and gives the path of the project file.
///
/// # Errors
/// As [`super::save`].
pub fn save_decision(source: &Source, decision: &Decision) -> Result<PathBuf, Problem> {
    let path = path_of(source)?;
    let mut document = document_of(&path, source)?;
    put_decision(&mut document, decision)
        .map_err(|error| refuse(&path, error, "report it: the contract has no text form"))?;
    write_document(&path, &document)?;
    Ok(path)
}

/// What `decision` makes of `decisions`.
pub fn apply(decisions: &mut Decisions, decision: &Decision) {
    match decision {
        Decision::Target(target) => {
            if decisions.target != *target {
                // What was said about the classes of another column means nothing for this one.
                decisions.positive = None;
                decisions.task = None;
            }
            decisions.target.clone_from(target);
        }
        Decision::Positive(positive) => decisions.positive.clone_from(positive),
        Decision::Task(task) => decisions.task = *task,
        Decision::Acknowledge { finding, reason } => {
            decisions.acknowledged.insert(finding.clone(), reason.clone());
        }
        Decision::Reopen { finding } => {
            decisions.acknowledged.remove(finding);
        }
        Decision::Contract(contract) => decisions.contract.clone_from(contract),
    }
}

fn put_decision(document: &mut DocumentMut, decision: &Decision) -> Result<(), String> {
    match decision {
        Decision::Target(target) => {
            let problem = table(document, "problem");
            let same = problem.get("target").and_then(Item::as_str) == target.as_deref();
            if !same {
                problem.remove("positive");
                problem.remove("task");
            }
            set(problem, "target", target.as_deref());
        }
        Decision::Positive(positive) => set(table(document, "problem"), "positive", positive.as_deref()),
        Decision::Task(task) => set(table(document, "problem"), "task", task.map(Task::label)),
        Decision::Acknowledge { finding, reason } => {
            set(table(document, "findings"), finding, Some(reason));
        }
        Decision::Reopen { finding } => {
            table(document, "findings").remove(finding);
        }
        Decision::Contract(contract) => put_contract(document, contract)?,
    }
    for section in ["problem", "findings", "contract"] {
        if document.get(section).and_then(Item::as_table).is_some_and(Table::is_empty) {
            document.remove(section);
        }
    }
    Ok(())
}

/// Sets a line and leaves its comment; an unchanged one is left alone.
fn set(table: &mut Table, key: &str, text: Option<&str>) {
    match text {
        None => {
            table.remove(key);
        }
        Some(text) if table.get(key).and_then(Item::as_str) == Some(text) => {}
        Some(text) => match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => {
                let decor = old.decor().clone();
                *old = Value::from(text);
                *old.decor_mut() = decor;
            }
            None => {
                table.insert(key, value(text));
            }
        },
    }
}

fn put_contract(document: &mut DocumentMut, contract: &Contract) -> Result<(), String> {
    let section = table(document, "contract");
    section.set_implicit(true);
    let gone: Vec<String> =
        section.iter().map(|(name, _)| name.to_string()).filter(|name| !contract.columns.contains_key(name)).collect();
    for name in gone {
        section.remove(&name);
    }
    for (name, column) in &contract.columns {
        if section.get(name).and_then(read_column) == Some(column.clone()) {
            continue;
        }
        let lines = toml_edit::ser::to_document(column).map_err(|error| error.to_string())?;
        section.insert(name, Item::Table(lines.as_table().clone()));
    }
    Ok(())
}

fn read_column(item: &Item) -> Option<ColumnContract> {
    column_contract(item).ok()
}

fn column_contract(item: &Item) -> Result<ColumnContract, String> {
    let lines = item.as_table_like().ok_or("it is no table")?;
    let mut document = DocumentMut::new();
    for (key, line) in lines.iter() {
        document.insert(key, line.clone());
    }
    toml_edit::de::from_document(document).map_err(|error: toml_edit::de::Error| error.message().to_string())
}

pub(super) fn read_problem(item: &Item, decisions: &mut Decisions) -> Result<(), Fault> {
    let Some(problem) = item.as_table_like() else {
        return Err(("it is no table".into(), "write it as [problem] with lines below".into()));
    };
    let text = |key: &str| -> Result<Option<String>, Fault> {
        let Some(item) = problem.get(key) else { return Ok(None) };
        let plain = match item.as_value() {
            Some(Value::String(text)) => Some(text.value().clone()),
            Some(Value::Integer(number)) => Some(number.value().to_string()),
            Some(Value::Boolean(flag)) => Some(flag.value().to_string()),
            _ => None,
        };
        plain.map(Some).ok_or_else(|| wrong(key, &format!("{key} = \"…\"")))
    };
    decisions.target = text("target")?;
    decisions.positive = text("positive")?;
    if let Some(name) = text("task")? {
        let task = TASKS.into_iter().find(|task| task.label() == name).ok_or_else(|| {
            let labels = TASKS.map(Task::label);
            (format!("`{name}` is no task"), or_list(names::did_you_mean(&name, labels), &labels))
        })?;
        decisions.task = Some(task);
    }
    Ok(())
}

pub(super) fn read_findings(item: &Item, decisions: &mut Decisions) -> Result<(), Fault> {
    let lines = item
        .as_table_like()
        .ok_or_else(|| ("it is no table".to_string(), "write it as [findings] with lines below".to_string()))?;
    for (key, reason) in lines.iter() {
        let reason = reason.as_str().ok_or_else(|| wrong(key, "the reason in quotes"))?;
        decisions.acknowledged.insert(key.to_string(), reason.to_string());
    }
    Ok(())
}

pub(super) fn read_contract(item: &Item, decisions: &mut Decisions) -> Result<(), Fault> {
    let sections = item
        .as_table_like()
        .ok_or_else(|| ("it is no table".to_string(), "write [contract.COLUMN] with lines below".to_string()))?;
    for (name, column) in sections.iter() {
        let contract = column_contract(column).map_err(|error| {
            (
                format!("the contract of `{name}` cannot be read: {error}"),
                "write lines such as type = \"integer\", min = 0".into(),
            )
        })?;
        decisions.contract.columns.insert(name.to_string(), contract);
    }
    Ok(())
}

/// True for the name of a project file.
pub fn is_project_path(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name == super::FILE_NAME || name.ends_with(super::OTHER_SUFFIX))
}
