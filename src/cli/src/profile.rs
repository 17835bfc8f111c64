//! `profile`, `compare` and `check`: figures as text, JSON or a page, and gates that end with exit code 1.

mod comparison_text;
mod text;

use crate::run::{number_arg, open, show, text_arg};
use crate::{output, parser};
use clap::ArgMatches;
use ninefold_base::explore::Target;
use ninefold_base::profile::compare::{CompareWith, Comparison};
use ninefold_base::profile::contract::Violation;
use ninefold_base::read::Source;
use ninefold_base::{Problem, format};
use ninefold_engine::explore::{self, Write};
use ninefold_engine::headless::{Interrupted, Table};
use serde_json::json;

/// Opens the table, with the rows that `--where` keeps.
fn opened(matches: &ArgMatches) -> Result<Table, Interrupted> {
    let mut table = open(matches)?;
    table.complete()?;
    if let Some(sql) = text_arg(matches, "where") {
        table.filter(sql)?;
    }
    Ok(table)
}

fn target_of(matches: &ArgMatches, table: &Table) -> Result<Option<Target>, Problem> {
    table.target(text_arg(matches, "target"), text_arg(matches, "positive"))
}

/// Runs `ninefold profile` and gives the exit code.
pub fn profile(matches: &ArgMatches) -> Result<u8, Interrupted> {
    // A wrong gate is said before a long scan, not after it.
    let gates = text_arg(matches, "fail-on").map(explore::gates).transpose()?.unwrap_or_default();
    let table = opened(matches)?;
    let target = target_of(matches, &table)?;
    let profile = table.profile(target.as_ref(), &gates)?;
    if let Some(path) = text_arg(matches, "html") {
        let write = Write::of(matches.get_flag("force"));
        let bytes = explore::write_report(&profile, &table.info(), path, write)?;
        output::say(&format!("wrote `{path}`, {}", format::bytes(bytes)));
    }
    if matches.get_flag("json") {
        show(&(to_json(&profile)? + "\n"))?;
    } else if text_arg(matches, "html").is_none() {
        let plots = number_arg(matches, "plots").unwrap_or(0);
        show(&text::profile(&profile, &table.info(), plots, crate::run::width()))?;
    }
    let failed = explore::failed_gates(&gates, &profile);
    for line in &failed {
        output::say(&format!("failed: {line}"));
    }
    Ok(if failed.is_empty() { output::DONE } else { output::CHECK_FAILED })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string_pretty(value).map_err(|error| Problem::fault("writing JSON", error))
}

/// Runs `ninefold compare` and gives the exit code.
pub fn compare(matches: &ArgMatches) -> Result<u8, Interrupted> {
    let paths = parser::source(matches).paths;
    let with = compare_with(matches, &paths)?;
    let source = Source { paths: paths.iter().take(1).cloned().collect(), with_origin: false };
    let mut table = crate::run::open_source(&source, matches)?;
    table.complete()?;
    let with = match with {
        With::Ready(with) => with,
        With::TimeCut(column, moment) => CompareWith::TimeCut { column: table.column(&column)?, moment },
    };
    let comparison = table.compare(&with)?;
    if matches.get_flag("json") {
        show(&(to_json(&comparison)? + "\n"))?;
    } else {
        show(&comparison_text::comparison(&comparison, crate::run::width()))?;
    }
    let failed = failed_drift(matches, &comparison);
    for line in &failed {
        output::say(&format!("failed: {line}"));
    }
    Ok(if failed.is_empty() { output::DONE } else { output::CHECK_FAILED })
}

enum With {
    Ready(CompareWith),
    TimeCut(String, String),
}

fn compare_with(matches: &ArgMatches, paths: &[String]) -> Result<With, Problem> {
    let cut = text_arg(matches, "time-cut");
    let condition = text_arg(matches, "where");
    let halves = matches.get_flag("halves");
    match (paths, condition, cut, halves) {
        ([_, other], None, None, false) => {
            Ok(With::Ready(CompareWith::Files(Source { paths: vec![other.clone()], with_origin: false })))
        }
        ([_], Some(sql), None, false) => Ok(With::Ready(CompareWith::Condition(sql.to_string()))),
        ([_], None, Some(cut), false) => {
            let (column, moment) = cut.split_once('=').ok_or_else(|| {
                Problem::new(
                    format!("`{cut}` is no cut in time"),
                    "a column and a moment are needed",
                    "write `--time-cut day=2013-07-01`",
                )
            })?;
            Ok(With::TimeCut(column.trim().to_string(), moment.trim().to_string()))
        }
        ([_], None, None, true) => Ok(With::Ready(CompareWith::Halves)),
        _ => Err(Problem::new(
            "it is not clear what to compare",
            "two tables are needed, or one with exactly one of --where, --time-cut and --halves",
            "write `ninefold compare OLD NEW` or `ninefold compare FILE --where CONDITION`",
        )),
    }
}

fn failed_drift(matches: &ArgMatches, comparison: &Comparison) -> Vec<String> {
    use ninefold_base::profile::compare::Drift;
    if !matches.get_flag("fail-on-drift") {
        return Vec::new();
    }
    let drifted = comparison.columns.iter().filter(|column| column.drift == Drift::Large);
    let lines = drifted.map(|column| format!("`{}` drifted: {}", column.name, column.reason));
    lines.chain(comparison.unmatched.iter().map(ToString::to_string)).collect()
}

/// Runs `ninefold check` and gives the exit code.
pub fn check(matches: &ArgMatches) -> Result<u8, Interrupted> {
    let table = opened(matches)?;
    if matches.get_flag("infer") {
        let contract = table.infer_contract()?;
        let path = table.keep_contract(contract)?;
        output::say(&format!("wrote the contract into `{}`: look at it and edit it", path.display()));
        return Ok(output::DONE);
    }
    let contract = table.contract(text_arg(matches, "contract"))?;
    let violations = table.check(&contract)?;
    if matches.get_flag("json") {
        show(&(to_json(&json!({ "rows": table.info().rows.reachable(), "violations": violations }))? + "\n"))?;
    } else {
        show(&violations_text(&violations, contract.columns.len()))?;
    }
    Ok(if violations.is_empty() { output::DONE } else { output::CHECK_FAILED })
}

fn violations_text(violations: &[Violation], columns: usize) -> String {
    if violations.is_empty() {
        return format!("the contract of {} holds\n", format::counted(columns as u64, "column"));
    }
    let mut lines = Vec::new();
    for violation in violations {
        let cells =
            if violation.cells > 0 { format!(": {}", format::counted(violation.cells, "cell")) } else { String::new() };
        lines.push(format!("{}{cells}", ninefold_base::text::visible(&violation.rule)));
        if !violation.rows.is_empty() {
            let rows: Vec<String> = violation.rows.iter().take(5).map(|row| format::grouped(*row)).collect();
            let examples: Vec<String> = violation
                .examples
                .iter()
                .take(5)
                .map(|value| format!("`{}`", ninefold_base::text::visible(value)))
                .collect();
            let more = if violation.rows.len() > 5 { ", …" } else { "" };
            lines.push(format!("    rows {}{more}; such as {}", rows.join(", "), examples.join(", ")));
        }
    }
    lines.join("\n") + "\n"
}
