//! The command line, built from the command table.

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches};
use ninefold_base::command::{Arg, ArgForm, ArgKind, COMMANDS, Command, CommandId, OUTPUT_ARGS, READ_ARGS, by_name};
use ninefold_base::read::{Encoding, FileFormat, Quote, ReadOptions, Source};
use ninefold_base::view::TypeChoice;
use ninefold_base::{Problem, names};
use std::ffi::OsString;

/// What the command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// The screen, with files to open or none.
    Screen { source: Source, options: ReadOptions, theme: Option<String> },
    /// One command, then the end.
    Headless { command: CommandId, matches: ArgMatches },
}

/// Reads a command line (with the program's name first).
///
/// # Errors
/// clap's own message for bad usage, help or version.
pub fn parse(line: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Invocation, clap::Error> {
    let matches = parser().try_get_matches_from(line)?;
    if let Some((name, matches)) = matches.subcommand() {
        let command = by_name(name).expect("subcommands come from the table");
        return Ok(Invocation::Headless { command: command.id, matches: matches.clone() });
    }
    let usage = |problem: Problem| parser().error(clap::error::ErrorKind::ValueValidation, problem);
    let options = read_options(&matches).map_err(usage)?;
    let theme = matches.get_one::<String>("theme").cloned();
    Ok(Invocation::Screen { source: source(&matches), options, theme })
}

/// The whole parser.
pub fn parser() -> clap::Command {
    let mut parser = clap::Command::new("ninefold")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A terminal workbench that takes a table to an honest model")
        .long_about("Opens CSV, Parquet, Arrow, NDJSON and JSON tables of any size in the terminal. Without a file it offers sample data and recent files. The commands do the same work without a screen.")
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .disable_help_subcommand(true)
        .arg(clap::Arg::new("file").num_args(0..).help("Files, globs or folders to open as one table; `-` is standard input").value_hint(clap::ValueHint::AnyPath))
        .arg(clap::Arg::new("theme").long("theme").value_parser(["dark", "light", "ansi", "none"]).help("Colours; told from the terminal and NO_COLOR unless given"))
        .args(READ_ARGS.iter().map(clap_arg));
    for command in COMMANDS.iter().filter(|command| command.headless()) {
        parser = parser.subcommand(subcommand(command));
    }
    parser
}

fn subcommand(command: &'static Command) -> clap::Command {
    let mut parser = clap::Command::new(command.name)
        .about(sentence(command.title))
        .long_about(command.help)
        .args(command.args.iter().map(clap_arg));
    if reads_table(command) {
        if command.args.len() == 1 || command.id == CommandId::Convert {
            parser = parser.mut_arg("file", |arg| arg.required(true));
        }
        parser = parser.args(READ_ARGS.iter().map(clap_arg));
    }
    if writes_rows(command) {
        parser = parser.args(OUTPUT_ARGS.iter().map(clap_arg));
    }
    let examples: Vec<String> = command
        .examples
        .iter()
        .filter_map(|example| match example {
            ninefold_base::command::Example::Headless { line, .. } => Some(format!("  ninefold {line}")),
            ninefold_base::command::Example::Screen { .. } => None,
        })
        .collect();
    parser.after_help(format!("Example:\n{}", examples.join("\n")))
}

/// True for commands that read a table: their first argument is the files.
pub fn reads_table(command: &Command) -> bool {
    command.args.first().is_some_and(|arg| arg.name == "file")
}

/// True for commands whose result is rows.
pub fn writes_rows(command: &Command) -> bool {
    let figures = matches!(
        command.id,
        CommandId::Count | CommandId::Schema | CommandId::Profile | CommandId::Compare | CommandId::Check
    );
    reads_table(command) && !figures
}

fn sentence(title: &str) -> String {
    let mut characters = title.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn clap_arg(arg: &'static Arg) -> clap::Arg {
    let mut out = clap::Arg::new(arg.name).help(arg.help);
    out = match arg.form {
        ArgForm::Positional => out.required(true),
        ArgForm::OptionalPositional => out,
        ArgForm::Repeated => out.required(true).num_args(1..),
        ArgForm::Option(short) => named(out, arg, short),
        ArgForm::Required(short) => named(out, arg, short).required(true),
        ArgForm::Flag => return out.long(arg.name).action(ArgAction::SetTrue),
    };
    match arg.kind {
        ArgKind::Choice(choices) => out.value_parser(PossibleValuesParser::new(choices)),
        ArgKind::Number => out.value_parser(clap::value_parser!(u64)).value_name("N"),
        ArgKind::Path => out.value_hint(clap::ValueHint::AnyPath),
        ArgKind::Sql => out.value_name("SQL"),
        ArgKind::Column => out.value_name("COLUMN"),
        ArgKind::Columns => out.value_name("COLUMNS"),
        ArgKind::Text | ArgKind::Nothing => out,
    }
}

fn named(out: clap::Arg, arg: &'static Arg, short: Option<char>) -> clap::Arg {
    let out = out.long(arg.name).num_args(1).allow_hyphen_values(true);
    match short {
        Some(short) => out.short(short),
        None => out,
    }
}

/// The files of a command line.
pub fn source(matches: &ArgMatches) -> Source {
    let paths = matches.get_many::<String>("file").map(|paths| paths.cloned().collect()).unwrap_or_default();
    Source { paths, with_origin: matches.get_flag("with-origin") }
}

/// What a command line fixes about reading.
pub fn read_options(matches: &ArgMatches) -> Result<ReadOptions, Problem> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let header = match (matches.get_flag("header"), matches.get_flag("no-header")) {
        (true, true) => {
            return Err(Problem::new(
                "`--header` and `--no-header` were both given",
                "the first row is either names or data",
                "leave one of them out",
            ));
        }
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    Ok(ReadOptions {
        format: text("format").and_then(format),
        separator: text("separator").map(separator).transpose()?,
        quote: text("quote").map(quote).transpose()?,
        header,
        encoding: text("encoding").and_then(Encoding::parse),
        decimal_comma: matches.get_flag("decimal-comma").then_some(true),
        skip_lines: matches.get_one::<u64>("skip-lines").copied(),
        null_values: text("null-values").map(null_values).unwrap_or_default(),
        types: text("type").map(types).transpose()?.unwrap_or_default(),
    })
}

fn format(name: &str) -> Option<FileFormat> {
    ninefold_engine::project::parse_format(name)
}

fn one_char(what: &str, text: &str) -> Result<char, Problem> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Problem::new(format!("`{text}` is no {what}"), "it must be one character", "for a tab write `tab`")),
    }
}

fn separator(text: &str) -> Result<char, Problem> {
    match text {
        "tab" | "\\t" => Ok('\t'),
        "space" => Ok(' '),
        "comma" => Ok(','),
        "semicolon" => Ok(';'),
        "pipe" => Ok('|'),
        _ => one_char("separator", text),
    }
}

fn quote(text: &str) -> Result<Quote, Problem> {
    match text {
        "none" | "off" | "" => Ok(Quote::Off),
        _ => one_char("quote character", text).map(Quote::Char),
    }
}

/// `NA,?` and `""` for the empty field.
fn null_values(text: &str) -> Vec<String> {
    text.split(',').map(|marker| if marker == "\"\"" { String::new() } else { marker.to_string() }).collect()
}

/// `zip=text,day=date-day-first`.
fn types(text: &str) -> Result<std::collections::BTreeMap<String, TypeChoice>, Problem> {
    ninefold_engine::project::split_names(text)
        .into_iter()
        .map(|part| {
            let (name, choice) = part.rsplit_once('=').ok_or_else(|| {
                Problem::new(
                    format!("`{part}` is no type of a column"),
                    "a column and a type are needed",
                    "write `--type zip=text`",
                )
            })?;
            let parsed = TypeChoice::parse(choice).ok_or_else(|| {
                let labels = TypeChoice::ALL.map(TypeChoice::label);
                let hint = names::did_you_mean(choice, labels);
                Problem::new(
                    format!("`{choice}` is no type"),
                    format!("types are {}", labels.join(", ")),
                    if hint.is_empty() { "choose one of them".into() } else { hint },
                )
            })?;
            Ok((ninefold_engine::project::unquoted(name.trim()), parsed))
        })
        .collect()
}

#[cfg(test)]
mod tests;
