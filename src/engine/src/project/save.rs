//! Writing a project file: only the lines that are ours, comments kept.

use super::{FILE_NAME, OTHER_SUFFIX, Project};
use crate::places;
use ninefold_base::Problem;
use ninefold_base::read::{FileFormat, Quote, Source};
use ninefold_base::view::Direction;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

/// Saves beside the first source file and gives the path.
///
/// # Errors
/// A project that reads standard input cannot be saved; a file there that is no TOML is left alone; whatever the system
/// says about writing.
pub fn save(project: &Project) -> Result<PathBuf, Problem> {
    let path = path_of(&project.source)?;
    let mut document = document_of(&path, &project.source)?;
    write_data(table(&mut document, "data"), project, &sources_of(&project.source));
    write_view(table(&mut document, "view"), project);
    write_document(&path, &document)?;
    Ok(path)
}

/// Where the project of these data stands: `ninefold.toml` beside the first of them, unless that is the project of other
/// data; then a file named after the first.
///
/// # Errors
/// Standard input has no place.
pub(super) fn path_of(source: &Source) -> Result<PathBuf, Problem> {
    let first = source.paths.first().map(String::as_str).unwrap_or("-");
    if first == "-" {
        return Err(Problem::new(
            "the project was not saved",
            "it reads standard input, which cannot be opened again",
            "write the rows to a file with `e` and open that",
        ));
    }
    let folder = folder_of(first);
    let usual = folder.join(FILE_NAME);
    let others = std::fs::read_to_string(&usual)
        .ok()
        .and_then(|text| text.parse::<DocumentMut>().ok())
        .is_some_and(|document| is_of_other_data(&document, source));
    if !others {
        return Ok(usual);
    }
    let stem = Path::new(first).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // Only a name can stand in a name: a glob keeps what is left of it.
    let stem: String = stem.chars().filter(|c| !matches!(c, '*' | '?' | '[' | ']' | '/')).collect();
    Ok(folder.join(format!("{stem}{OTHER_SUFFIX}")))
}

fn is_of_other_data(document: &DocumentMut, source: &Source) -> bool {
    document
        .get("data")
        .and_then(|data| data.get("source"))
        .is_some_and(|old| super::load::strings(old).is_some_and(|old| old != sources_of(source)))
}

fn sources_of(source: &Source) -> Vec<String> {
    let folder = folder_of(source.paths.first().map(String::as_str).unwrap_or("-"));
    source.paths.iter().map(|path| relative(path, &folder)).collect()
}

pub(super) fn refuse(path: &Path, why: String, fix: &str) -> Problem {
    Problem::new(format!("could not save `{}`", path.display()), why, fix)
}

/// The file as it stands, or a new one that names its data.
pub(super) fn document_of(path: &Path, source: &Source) -> Result<DocumentMut, Problem> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(refuse(path, error.to_string(), "make the file readable or move it away")),
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        refuse(path, error.to_string().trim().replace('\n', " / "), "mend the file or move it away")
    })?;
    if is_of_other_data(&document, source) {
        return Err(refuse(
            path,
            "it is the project of other data".into(),
            "move it away, or keep the data of each project in a folder of its own",
        ));
    }
    put_source(table(&mut document, "data"), &sources_of(source));
    Ok(document)
}

pub(super) fn write_document(path: &Path, document: &DocumentMut) -> Result<(), Problem> {
    places::write_whole(path, document.to_string().as_bytes())
        .map_err(|error| refuse(path, error.to_string(), "make room or the folder writable, then save again"))
}

fn folder_of(source: &str) -> PathBuf {
    // A glob has no folder of its own: take the part before the first pattern character.
    let plain = source.split(['*', '?', '[']).next().unwrap_or(source);
    let path = Path::new(plain);
    let folder = if path.is_dir() && plain == source { Some(path) } else { path.parent() };
    folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
}

fn relative(path: &str, folder: &Path) -> String {
    match Path::new(path).strip_prefix(folder) {
        Ok(rest) if rest.as_os_str().is_empty() => ".".into(),
        Ok(rest) => rest.display().to_string(),
        Err(_) => path.to_string(),
    }
}

pub(super) fn table<'a>(document: &'a mut DocumentMut, name: &str) -> &'a mut Table {
    let item = document.entry(name).or_insert_with(|| Item::Table(Table::new()));
    if !item.is_table() {
        *item = Item::Table(Table::new());
    }
    item.as_table_mut().expect("it was just made one")
}

/// Sets a line, or takes it away when there is nothing to say.
fn put(table: &mut Table, key: &str, new: Option<Value>) {
    match new {
        Some(new) => {
            if table.get(key).and_then(Item::as_value).map(|old| old.to_string().trim().to_string())
                != Some(new.to_string().trim().to_string())
            {
                table.insert(key, value(new));
            }
        }
        None => {
            table.remove(key);
        }
    }
}

fn array<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Option<Value> {
    let array: Array = items.into_iter().map(Into::into).collect();
    (!array.is_empty()).then(|| Value::Array(array))
}

fn put_source(data: &mut Table, sources: &[String]) {
    let source =
        if let [one] = sources { Some(Value::from(one.as_str())) } else { array(sources.iter().map(String::as_str)) };
    put(data, "source", source);
}

fn write_data(data: &mut Table, project: &Project, sources: &[String]) {
    let options = &project.options;
    put_source(data, sources);
    put(data, "with_origin", project.source.with_origin.then(|| true.into()));
    put(data, "format", options.format.map(|format| format_name(format).into()));
    put(data, "separator", options.separator.map(|separator| separator.to_string().into()));
    put(
        data,
        "quote",
        options.quote.map(|quote| match quote {
            Quote::Off => "none".into(),
            Quote::Char(quote) => quote.to_string().into(),
        }),
    );
    put(data, "header", options.header.map(Into::into));
    put(data, "encoding", options.encoding.map(|encoding| encoding.label().into()));
    put(data, "decimal_comma", options.decimal_comma.map(Into::into));
    put(data, "skip_lines", options.skip_lines.map(|lines| i64::try_from(lines).unwrap_or(i64::MAX).into()));
    put(data, "null_values", array(options.null_values.iter().map(String::as_str)));
    put_table(data, "types", project.types.iter().map(|(name, choice)| (name, Value::from(choice.label()))));
    put_table(
        data,
        "missing",
        project.markers.iter().filter_map(|(name, markers)| Some((name, array(markers.iter().map(String::as_str))?))),
    );
}

fn write_view(view: &mut Table, project: &Project) {
    put(view, "where", array(project.conditions.iter().map(String::as_str)));
    put(view, "rows", array(project.rows.iter().map(|row| i64::try_from(*row).unwrap_or(i64::MAX))));
    put(
        view,
        "sort",
        array(project.sort.iter().map(|(name, direction)| {
            let quoted = if name.contains([',', ' ', ':', '"']) {
                format!("\"{}\"", name.replace('"', "\"\""))
            } else {
                name.clone()
            };
            match direction {
                Direction::Ascending => quoted,
                Direction::Descending => format!("{quoted} desc"),
            }
        })),
    );
    put(view, "columns", array(project.order.iter().map(String::as_str)));
    put(view, "hidden", array(project.hidden.iter().map(String::as_str)));
    put(view, "pinned", array(project.pinned.iter().map(String::as_str)));
    put_table(view, "widths", project.widths.iter().map(|(name, width)| (name, Value::from(i64::from(*width)))));
}

fn put_table<'a>(parent: &mut Table, key: &str, lines: impl Iterator<Item = (&'a String, Value)>) {
    let mut table = Table::new();
    for (name, line) in lines {
        table.insert(name, value(line));
    }
    if table.is_empty() {
        parent.remove(key);
    } else {
        parent.insert(key, Item::Table(table));
    }
}

/// The name of a kind of file in project files and on the command line.
pub(crate) fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Delimited => "csv",
        FileFormat::Parquet => "parquet",
        FileFormat::Arrow => "arrow",
        FileFormat::Ndjson => "ndjson",
        FileFormat::Json => "json",
    }
}
