//! Each headless command.

use crate::{output, parser, profile, reference, text_table};
use clap::ArgMatches;
use ninefold_base::command::CommandId;
use ninefold_base::message::{Page, TableInfo, ValueCounts, ViewId};
use ninefold_base::read::{FindingKind, Severity, Source};
use ninefold_base::{Cell, Column, ColumnId, Problem, TypeKind, format, text};
use ninefold_engine::headless::{Existing, Interrupt, Interrupted, OutputForm, Table};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Rows a terminal is shown when no number is asked for.
const TERMINAL_ROWS: u64 = 1_000;
/// Width of the table when the terminal's is not known.
const USUAL_WIDTH: usize = 120;

/// Runs a headless command and gives the exit code.
pub fn run(command: CommandId, matches: &ArgMatches) -> u8 {
    match execute(command, matches) {
        Ok(code) => code,
        Err(Interrupted::Stopped) => output::INTERRUPTED,
        Err(Interrupted::Failed(problem)) => {
            output::complain(&problem);
            output::FAILED
        }
    }
}

fn execute(command: CommandId, matches: &ArgMatches) -> Result<u8, Interrupted> {
    match command {
        CommandId::Profile => return profile::profile(matches),
        CommandId::Compare => return profile::compare(matches),
        CommandId::Check => return profile::check(matches),
        CommandId::Commands => show(&reference::markdown()),
        CommandId::Completions => completions(matches),
        CommandId::Man => man(matches),
        CommandId::Count => count(matches),
        CommandId::Schema => schema(matches),
        CommandId::Values => values(matches),
        _ => rows(command, matches),
    }?;
    Ok(output::DONE)
}

pub(crate) fn show(text: &str) -> Result<(), Interrupted> {
    output::print(text).map(|_| ()).map_err(|error| write_problem(&error).into())
}

fn write_problem(error: &std::io::Error) -> Problem {
    Problem::new("could not write the result", error.to_string(), "check where standard output goes")
}

pub(crate) fn open(matches: &ArgMatches) -> Result<Table, Interrupted> {
    open_source(&parser::source(matches), matches)
}

/// As [`open`], other files than all those of the command line.
pub(crate) fn open_source(source: &Source, matches: &ArgMatches) -> Result<Table, Interrupted> {
    let options = parser::read_options(matches)?;
    Table::open(source, &options, Interrupt::listen())
}

pub(crate) fn text_arg<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

pub(crate) fn number_arg(matches: &ArgMatches, name: &str) -> Option<u64> {
    matches.get_one::<u64>(name).copied()
}

/// `head`, `tail`, `sample`, `filter`, `sort`, `convert`: rows out.
fn rows(command: CommandId, matches: &ArgMatches) -> Result<(), Interrupted> {
    let mut table = open(matches)?;
    match command {
        CommandId::Head => table.head(number_arg(matches, "rows").unwrap_or(10))?,
        CommandId::Tail => table.tail(number_arg(matches, "rows").unwrap_or(10))?,
        CommandId::Sample => {
            table.sample(number_arg(matches, "rows").unwrap_or(10), number_arg(matches, "seed").unwrap_or(0))?
        }
        CommandId::Filter => table.filter(text_arg(matches, "where").unwrap_or_default())?,
        CommandId::Sort => table.sort(text_arg(matches, "by").unwrap_or_default())?,
        _ => table.complete()?,
    }
    let columns = table.columns(text_arg(matches, "columns"))?;
    tell_findings(&table.info());
    let path = text_arg(matches, "output");
    let form = match (text_arg(matches, "to"), path) {
        (Some("text"), _) => None,
        (Some(name), _) => Some(form_named(name)),
        (None, None) if output::to_terminal() => None,
        (None, None) => Some(OutputForm::Csv),
        (None, Some(_)) => None,
    };
    match (path, form) {
        (Some(path), form) => {
            if text_arg(matches, "to") == Some("text") {
                return Err(Problem::new(
                    "text is for terminals",
                    "a file needs a form that can be read again",
                    "choose --to csv, json, parquet, …",
                )
                .into());
            }
            let existing = if matches.get_flag("force") { Existing::Replace } else { Existing::Refuse };
            let written = table.write_file(path, &columns, form, existing)?;
            output::say(&format!(
                "wrote {} to `{path}`, {}",
                format::counted(written.rows, "row"),
                format::bytes(written.bytes)
            ));
            written.notes.iter().for_each(|note| output::say(&format!("note: {note}")));
            Ok(())
        }
        (None, Some(form)) => {
            let mut sink = output::sink();
            let written = match table.write_to(&mut sink, &columns, form) {
                // The reader of the pipe went away: nobody waits for the rest.
                Err(Interrupted::Stopped) if !table.is_interrupted() => return Ok(()),
                other => other?,
            };
            if let Err(error) = sink.flush()
                && error.kind() != std::io::ErrorKind::BrokenPipe
            {
                return Err(write_problem(&error).into());
            }
            written.notes.iter().for_each(|note| output::say(&format!("note: {note}")));
            Ok(())
        }
        (None, None) => rows_as_text(&mut table, &columns),
    }
}

fn form_named(name: &str) -> OutputForm {
    match name {
        "tsv" => OutputForm::Tsv,
        "json" => OutputForm::Json,
        "ndjson" => OutputForm::Ndjson,
        "parquet" => OutputForm::Parquet,
        "arrow" => OutputForm::Arrow,
        _ => OutputForm::Csv,
    }
}

fn rows_as_text(table: &mut Table, ids: &[ColumnId]) -> Result<(), Interrupted> {
    let rows = table.count()?;
    let page = table.page(0..rows.min(TERMINAL_ROWS), ids)?;
    let info = table.info();
    let columns: Vec<&Column> = ids.iter().map(|id| &info.columns[id.index()]).collect();
    let mut lines = text_table::table(&columns, &page, width());
    if rows > TERMINAL_ROWS {
        lines.push(format!(
            "… {} more: use `--to csv`, `--output` or `head`",
            format::counted(rows - TERMINAL_ROWS, "row")
        ));
    }
    show(&(lines.join("\n") + "\n"))
}

/// The terminal's width as the shell tells it.
pub(crate) fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(USUAL_WIDTH)
}

fn count(matches: &ArgMatches) -> Result<(), Interrupted> {
    let mut table = open(matches)?;
    if let Some(sql) = text_arg(matches, "where") {
        table.filter(sql)?;
    }
    let rows = table.count()?;
    tell_findings(&table.info());
    show(&format!("{rows}\n"))
}

/// What the reader of standard output should know, on standard error: errors and warnings, not notes.
fn tell_findings(info: &TableInfo) {
    for finding in info.findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
        output::say(&format!("{}: {}", severity(finding.severity), finding.text));
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn values(matches: &ArgMatches) -> Result<(), Interrupted> {
    let mut table = open(matches)?;
    table.complete()?;
    let name = text_arg(matches, "column").unwrap_or_default();
    let counts = table.values(name)?;
    let form = text_arg(matches, "to");
    let text = match form {
        Some("json") => values_json(&counts, name, false),
        Some("ndjson") => values_json(&counts, name, true),
        Some("csv") => values_separated(&counts, name, ","),
        Some("tsv") => values_separated(&counts, name, "\t"),
        None if text_arg(matches, "output").is_some() || !output::to_terminal() => values_separated(&counts, name, ","),
        Some("text") | None => values_text(&counts, name),
        Some(other) => {
            return Err(Problem::new(
                format!("values are not written as {other}"),
                "the result is a short list",
                "choose text, csv, tsv, json or ndjson",
            )
            .into());
        }
    };
    match text_arg(matches, "output") {
        None => show(&text),
        Some(path) if Path::new(path).exists() && !matches.get_flag("force") => {
            Err(Problem::new(format!("`{path}` was not written"), "it exists", "choose another name or add --force")
                .into())
        }
        Some(path) => ninefold_engine::places::write_whole(Path::new(path), text.as_bytes())
            .map_err(|error| write_problem(&error).into()),
    }
}

fn quoted(value: &str, separator: &str) -> String {
    if value.contains(['"', '\n', '\r']) || value.contains(separator) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_string()
    }
}

fn values_separated(counts: &ValueCounts, name: &str, separator: &str) -> String {
    let mut lines = vec![format!("{}{separator}rows", quoted(name, separator))];
    for (value, rows) in &counts.values {
        let value =
            if *value == Cell::Text(String::new()) { "\"\"".to_string() } else { quoted(&value.plain(), separator) };
        lines.push(format!("{value}{separator}{rows}"));
    }
    if counts.missing > 0 {
        lines.push(format!("{separator}{}", counts.missing));
    }
    lines.join("\n") + "\n"
}

fn values_json(counts: &ValueCounts, name: &str, by_line: bool) -> String {
    let mut entries: Vec<serde_json::Value> =
        counts.values.iter().map(|(value, rows)| json!({"value": json_cell(value), "rows": rows})).collect();
    if by_line {
        if counts.missing > 0 {
            entries.push(json!({"value": null, "rows": counts.missing}));
        }
        return entries.iter().map(|entry| entry.to_string() + "\n").collect();
    }
    let whole = json!({"column": name, "rows": counts.rows, "missing": counts.missing, "distinct": counts.distinct, "beyond": counts.beyond, "values": entries});
    format!("{whole:#}\n")
}

fn json_cell(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Missing => serde_json::Value::Null,
        Cell::Boolean(value) => json!(value),
        Cell::Integer(value) => i64::try_from(*value).map(|value| json!(value)).unwrap_or_else(|_| json!(cell.plain())),
        Cell::Float(value) if value.is_finite() => json!(value),
        other => json!(other.plain()),
    }
}

/// Bars over the values, as on the screen.
fn values_text(counts: &ValueCounts, name: &str) -> String {
    const BAR: usize = 30;
    const SHOWN: usize = 100;
    let most = counts.values.first().map(|(_, rows)| *rows).unwrap_or(0).max(counts.missing).max(1);
    let line = |label: String, rows: u64| {
        let filled = (rows as u128 * BAR as u128).div_ceil(most as u128) as usize;
        format!(
            "{}  {:>12}  {:>8}  {}",
            padded(&label, 32),
            format::grouped(rows),
            format::percent(rows, counts.rows),
            "█".repeat(filled)
        )
    };
    let mut lines = vec![format!(
        "{}: {} in {}, {} missing",
        text::visible(name),
        format::counted(counts.distinct, "distinct value"),
        format::counted(counts.rows, "row"),
        format::grouped(counts.missing)
    )];
    for (value, rows) in counts.values.iter().take(SHOWN) {
        let label =
            if *value == Cell::Text(String::new()) { "\"\"".to_string() } else { text::visible(&value.plain()) };
        lines.push(line(label, *rows));
    }
    if counts.missing > 0 {
        lines.push(line("∅ missing".into(), counts.missing));
    }
    if counts.distinct > SHOWN as u64 {
        lines.push(format!("… {} more: use `--to csv`", format::counted(counts.distinct - SHOWN as u64, "value")));
    }
    if counts.beyond > 0 {
        lines.push(format!(
            "{} hold values first seen after the first {} distinct ones: in no line above",
            format::counted(counts.beyond, "row"),
            format::grouped(ninefold_base::message::VALUES_KEPT as u64)
        ));
    }
    lines.join("\n") + "\n"
}

fn padded(label: &str, room: usize) -> String {
    let label = text::fit(label, room);
    let space = room.saturating_sub(text::width(&label));
    label + &" ".repeat(space)
}

fn schema(matches: &ArgMatches) -> Result<(), Interrupted> {
    let mut table = open(matches)?;
    table.complete()?;
    let info = table.info();
    if matches.get_flag("json") { show(&schema_json(&info)) } else { show(&schema_text(&info)) }
}

fn schema_json(info: &TableInfo) -> String {
    let whole = json!({
        "title": info.title,
        "files": info.files.iter().map(|file| json!({"path": file.path, "bytes": file.bytes, "rows": file.rows})).collect::<Vec<_>>(),
        "rows": info.rows.reachable(),
        "dialect": info.dialect,
        "columns": info.columns,
        "findings": info.findings,
    });
    format!("{whole:#}\n")
}

fn schema_text(info: &TableInfo) -> String {
    let size = info.bytes.map(|bytes| format!(", {}", format::bytes(bytes))).unwrap_or_default();
    let mut lines = vec![format!(
        "{}: {} × {}{size}, {}",
        text::visible(&info.title),
        format::counted(info.rows.reachable(), "row"),
        format::counted(info.columns.len() as u64, "column"),
        info.dialect.format.label()
    )];
    lines.extend(info.dialect.reasons.iter().map(|reason| format!("  {}", text::visible(reason))));
    let cell = |text: String| Cell::Text(text);
    let page = Page {
        view: ViewId(0),
        first: 0,
        row_ids: (0..info.columns.len() as u64).collect(),
        columns: (0..4).map(ColumnId).collect(),
        cells: vec![
            info.columns.iter().map(|column| cell(column.name.clone())).collect(),
            info.columns.iter().map(|column| cell(column.dtype.storage.clone())).collect(),
            info.columns
                .iter()
                .map(|column| {
                    cell(
                        column
                            .missing
                            .map(|missing| format::percent(missing, column.looked_at))
                            .unwrap_or_else(|| "?".into()),
                    )
                })
                .collect(),
            info.columns.iter().map(|column| cell(column.reason.clone())).collect(),
        ],
    };
    let heads: Vec<Column> =
        ["column", "type", "missing", "why"].map(|name| Column::bare(name, TypeKind::Text, "", "")).into();
    lines.push(String::new());
    let mut listed = text_table::table(&heads.iter().collect::<Vec<_>>(), &page, usize::MAX);
    // The second line would give the type of each of these four columns.
    listed.remove(1);
    lines.extend(listed);
    if !info.findings.is_empty() {
        lines.push(format!("\n{}:", format::counted(info.findings.len() as u64, "finding")));
    }
    for finding in &info.findings {
        let rows: Vec<String> = finding.rows.iter().take(5).map(|row| format::grouped(*row)).collect();
        let rows = match (finding.kind, rows.is_empty()) {
            (FindingKind::MissingMarkers, _) | (_, true) => String::new(),
            (_, false) => format!(" (rows {}{})", rows.join("; "), if finding.count > 5 { "; …" } else { "" }),
        };
        lines.push(format!("  {}: {}{rows}", severity(finding.severity), text::visible(&finding.text)));
    }
    lines.join("\n") + "\n"
}

fn completions(matches: &ArgMatches) -> Result<(), Interrupted> {
    let shell: clap_complete::Shell =
        text_arg(matches, "shell").and_then(|name| name.parse().ok()).ok_or_else(|| {
            Problem::new("unknown shell", "no such completions", "choose bash, zsh, fish, elvish or powershell")
        })?;
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut parser::parser(), "ninefold", &mut out);
    show(&String::from_utf8_lossy(&out))
}

fn man(matches: &ArgMatches) -> Result<(), Interrupted> {
    let whole = parser::parser();
    let page = match text_arg(matches, "command") {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(found) => found.clone().name(format!("ninefold-{name}")),
            None => {
                let hint =
                    ninefold_base::names::did_you_mean(name, whole.get_subcommands().map(clap::Command::get_name));
                return Err(Problem::new(format!("there is no command `{name}`"), hint, "see `ninefold --help`").into());
            }
        },
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page).render(&mut out).map_err(|error| write_problem(&error))?;
    show(&String::from_utf8_lossy(&out))
}
