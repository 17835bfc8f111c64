//! Reading a project file, with errors that say what would be right.

use super::{Project, decisions, split_names, unquoted};
use ninefold_base::read::{Encoding, FileFormat, Quote};
use ninefold_base::view::{Direction, TypeChoice};
use ninefold_base::{Problem, names};
use std::path::Path;
use toml_edit::{DocumentMut, Item, TableLike};

const DATA_KEYS: [&str; 12] = [
    "source",
    "with_origin",
    "format",
    "separator",
    "quote",
    "header",
    "encoding",
    "decimal_comma",
    "skip_lines",
    "null_values",
    "types",
    "missing",
];
const SECTIONS: [&str; 8] = ["problem", "data", "view", "findings", "contract", "split", "features", "models"];
const VIEW_KEYS: [&str; 7] = ["where", "rows", "sort", "columns", "hidden", "pinned", "widths"];

/// Reads `path`; paths in it are taken from its folder.
///
/// # Errors
/// The first fault found: the system's, a line that is no TOML, an unknown key with the nearest one, a value of the
/// wrong kind.
pub fn load(path: &Path) -> Result<Project, Problem> {
    let what = format!("could not read the project `{}`", path.display());
    let fault = |why: String, fix: &str| Problem::new(what.clone(), why, fix);
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string(), "check the path"))?;
    let document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| fault(error.to_string().trim().replace('\n', " / "), "mend the line"))?;
    let mut project = Project::default();
    for (key, item) in document.iter() {
        let wrap = |(why, fix): Fault| Problem::new(what.clone(), format!("[{key}]: {why}"), fix);
        match key {
            "data" => read_data(item, path.parent().unwrap_or(Path::new(".")), &mut project).map_err(wrap)?,
            "view" => read_view(item, &mut project).map_err(wrap)?,
            "problem" => decisions::read_problem(item, &mut project.decisions).map_err(wrap)?,
            "findings" => decisions::read_findings(item, &mut project.decisions).map_err(wrap)?,
            "contract" => decisions::read_contract(item, &mut project.decisions).map_err(wrap)?,
            // Sections of the stages that are still to come are kept as they are.
            "split" | "features" | "models" => {}
            _ => {
                return Err(fault(
                    format!("unknown section [{key}]"),
                    &or_list(names::did_you_mean(key, SECTIONS), &SECTIONS),
                ));
            }
        }
    }
    if project.source.paths.is_empty() {
        return Err(fault("it has no source".into(), "add `source = \"file.csv\"` below [data]"));
    }
    Ok(project)
}

/// Why and how to mend it.
pub(super) type Fault = (String, String);

pub(super) fn or_list(hint: String, all: &[&str]) -> String {
    if hint.is_empty() { format!("keys are {}", all.join(", ")) } else { hint }
}

fn table<'a>(item: &'a Item, allowed: &[&str]) -> Result<&'a dyn TableLike, Fault> {
    let table = item
        .as_table_like()
        .ok_or_else(|| ("it is no table".to_string(), "write it as [section] with lines below".to_string()))?;
    match table.iter().find(|(key, _)| !allowed.contains(key)) {
        Some((key, _)) => {
            Err((format!("unknown key `{key}`"), or_list(names::did_you_mean(key, allowed.iter().copied()), allowed)))
        }
        None => Ok(table),
    }
}

pub(super) fn wrong(key: &str, right: &str) -> Fault {
    (format!("`{key}` cannot be read"), format!("write {right}"))
}

/// One string, or a list of them.
pub(super) fn strings(item: &Item) -> Option<Vec<String>> {
    match (item.as_str(), item.as_array()) {
        (Some(one), _) => Some(vec![one.to_string()]),
        (None, Some(array)) => array.iter().map(|value| value.as_str().map(str::to_string)).collect(),
        (None, None) => None,
    }
}

fn optional<T>(
    table: &dyn TableLike,
    key: &str,
    right: &str,
    read: impl Fn(&Item) -> Option<T>,
) -> Result<Option<T>, Fault> {
    table.get(key).map(|item| read(item).ok_or_else(|| wrong(key, right))).transpose()
}

fn list(table: &dyn TableLike, key: &str) -> Result<Vec<String>, Fault> {
    Ok(optional(table, key, &format!("{key} = [\"one\", \"two\"]"), strings)?.unwrap_or_default())
}

fn one_char(item: &Item) -> Option<char> {
    let mut characters = item.as_str()?.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn whole(item: &Item) -> Option<u64> {
    u64::try_from(item.as_integer()?).ok()
}

fn read_data(item: &Item, folder: &Path, project: &mut Project) -> Result<(), Fault> {
    let data = table(item, &DATA_KEYS)?;
    let options = &mut project.options;
    project.source.paths = list(data, "source")?.iter().map(|path| folder.join(path).display().to_string()).collect();
    project.source.with_origin = optional(data, "with_origin", "true or false", Item::as_bool)?.unwrap_or(false);
    options.format = optional(data, "format", "\"csv\", \"parquet\", \"arrow\", \"ndjson\" or \"json\"", |item| {
        parse_format(item.as_str()?)
    })?;
    options.separator = optional(data, "separator", "one character, such as \";\"", one_char)?;
    options.quote = optional(data, "quote", "one character or \"none\"", |item| match item.as_str() {
        Some("none") => Some(Quote::Off),
        _ => one_char(item).map(Quote::Char),
    })?;
    options.header = optional(data, "header", "true or false", Item::as_bool)?;
    options.encoding = optional(data, "encoding", "one of utf-8, utf-16le, utf-16be, latin-1, windows-1252", |item| {
        Encoding::parse(item.as_str()?)
    })?;
    options.decimal_comma = optional(data, "decimal_comma", "true or false", Item::as_bool)?;
    options.skip_lines = optional(data, "skip_lines", "a whole number", whole)?;
    options.null_values = list(data, "null_values")?;
    if let Some(types) = data.get("types").and_then(Item::as_table_like) {
        for (name, choice) in types.iter() {
            let text = choice.as_str().unwrap_or_default();
            let choice = TypeChoice::parse(text).ok_or_else(|| {
                (
                    format!("`{text}` is no type, for column `{name}`"),
                    or_list(
                        names::did_you_mean(text, TypeChoice::ALL.map(TypeChoice::label)),
                        &TypeChoice::ALL.map(TypeChoice::label),
                    ),
                )
            })?;
            project.types.insert(name.to_string(), choice);
        }
    }
    if let Some(missing) = data.get("missing").and_then(Item::as_table_like) {
        for (name, markers) in missing.iter() {
            project
                .markers
                .insert(name.to_string(), strings(markers).ok_or_else(|| wrong(name, "a list such as [\"NA\"]"))?);
        }
    }
    Ok(())
}

fn read_view(item: &Item, project: &mut Project) -> Result<(), Fault> {
    let view = table(item, &VIEW_KEYS)?;
    project.conditions = list(view, "where")?;
    project.rows = optional(view, "rows", "rows = [1, 2]", |item| {
        item.as_array()?.iter().map(|row| u64::try_from(row.as_integer()?).ok()).collect()
    })?
    .unwrap_or_default();
    for key in list(view, "sort")? {
        for part in split_names(&key) {
            let part = part.trim();
            let (name, direction) = match part.strip_suffix(" desc") {
                Some(name) => (name.trim(), Direction::Descending),
                None => (part, Direction::Ascending),
            };
            project.sort.push((unquoted(name), direction));
        }
    }
    project.order = list(view, "columns")?;
    project.hidden = list(view, "hidden")?;
    project.pinned = list(view, "pinned")?;
    if let Some(widths) = view.get("widths").and_then(Item::as_table_like) {
        for (name, width) in widths.iter() {
            let width = width
                .as_integer()
                .and_then(|width| u16::try_from(width).ok())
                .ok_or_else(|| wrong(name, "a width in characters"))?;
            project.widths.insert(name.to_string(), width);
        }
    }
    Ok(())
}

/// The kind of file of that name, as [`super::save::format_name`] writes it.
pub fn parse_format(name: &str) -> Option<FileFormat> {
    match name {
        "csv" => Some(FileFormat::Delimited),
        "parquet" => Some(FileFormat::Parquet),
        "arrow" => Some(FileFormat::Arrow),
        "ndjson" => Some(FileFormat::Ndjson),
        "json" => Some(FileFormat::Json),
        _ => None,
    }
}
