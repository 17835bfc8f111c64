//! What reading found, as sentences with counts and rows, worst first.

use super::classify::Class;
use super::decide::{Concern, Decision};
use super::source::{Shared, State};
use super::survey::{FirstRows, Survey};
use ninefold_base::format::{counted, grouped};
use ninefold_base::read::{Finding, FindingKind, Severity};
use ninefold_base::{Column, ColumnId, text};

/// Findings about single columns listed at most; more are counted in one.
const COLUMN_FINDINGS: usize = 1000;

fn finding(kind: FindingKind, severity: Severity, text: String, count: u64, rows: Vec<u64>) -> Finding {
    Finding { kind, severity, text, column: None, count, rows }
}

/// All findings of a table as it is known now.
pub fn all(
    shared: &Shared,
    state: &State,
    survey: &Survey,
    decisions: &[Decision],
    columns: &[Column],
) -> Vec<Finding> {
    let mut found = file(shared, state);
    found.extend(rows(shared, state, survey, columns.len()));
    found.extend(names(shared));
    let mut about: Vec<Finding> = Vec::new();
    for (i, (decision, column)) in decisions.iter().zip(columns).enumerate() {
        if about.len() >= COLUMN_FINDINGS {
            break;
        }
        about.extend(column_findings(i, decision, column, &survey.columns[i]));
    }
    found.extend(about);
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

fn file(shared: &Shared, state: &State) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(why) = &state.broken {
        found.push(finding(
            FindingKind::Truncated,
            Severity::Error,
            format!("the file cannot be read to its end: {why}; the rows before that are shown"),
            1,
            vec![],
        ));
    }
    if state.index.cut_off {
        let text = "the file ends within its last record, which was left out".to_string();
        found.push(finding(FindingKind::Truncated, Severity::Error, text, 1, vec![]));
    }
    if state.garbage > 0 {
        found.push(finding(
            FindingKind::Unreadable,
            Severity::Warning,
            format!("{} behind the compressed data were left out", counted(state.garbage, "byte")),
            state.garbage,
            vec![],
        ));
    }
    if let Some(change) = shared.text.raw().changed() {
        found.push(finding(FindingKind::Changed, Severity::Warning, change, 1, vec![]));
    }
    if shared.skipped_lines > 0 {
        found.push(finding(
            FindingKind::SkippedLines,
            Severity::Warning,
            format!("{} before the table left out", counted(shared.skipped_lines, "line")),
            shared.skipped_lines,
            vec![],
        ));
    }
    found
}

fn rows(shared: &Shared, state: &State, survey: &Survey, width: usize) -> Vec<Finding> {
    let odd = &survey.odd;
    let mut found = Vec::new();
    let mut add = |kind, severity, rows: &FirstRows, what: &str| {
        if rows.count > 0 {
            let verb = if rows.count == 1 {
                what.replacen("have", "has", 1).replacen("hold", "holds", 1).replacen("are", "is", 1)
            } else {
                what.to_string()
            };
            found.push(finding(
                kind,
                severity,
                format!("{} {verb}", counted(rows.count, "row")),
                rows.count,
                rows.rows.clone(),
            ));
        }
    };
    let fields = counted(width as u64, "field");
    add(FindingKind::ShortRow, Severity::Error, &odd.short, &format!("have fewer than {fields}: the rest is missing"));
    add(
        FindingKind::LongRow,
        Severity::Error,
        &odd.long,
        &format!("have more than {fields}: the surplus stands in the record view"),
    );
    add(FindingKind::BadQuote, Severity::Error, &odd.bad_quote, "have text behind a closing quote: taken as it stands");
    add(
        FindingKind::OpenQuote,
        Severity::Error,
        &odd.open_quote,
        "have a quote that is never closed: taken as a plain character",
    );
    add(
        FindingKind::Unreadable,
        Severity::Error,
        &odd.unreadable,
        "are no JSON object: all cells missing, the text stands in the record view",
    );
    add(
        FindingKind::BadBytes,
        Severity::Error,
        &odd.bad_bytes,
        "hold bytes that are no text in this encoding: shown as \u{fffd}",
    );
    add(FindingKind::NulByte, Severity::Warning, &odd.nul, "hold NUL bytes");
    if state.index.blanks > 0 {
        let text = format!("{} without text left out", counted(state.index.blanks, "line"));
        found.push(finding(FindingKind::BlankLine, Severity::Note, text, state.index.blanks, vec![]));
    }
    if state.index.literal_from.is_some() {
        let text = format!(
            "quotes are no longer believed after {} that never close",
            counted(state.index.open_quotes.len() as u64, "quote")
        );
        found.push(finding(
            FindingKind::OpenQuote,
            Severity::Error,
            text,
            state.index.open_quotes.len() as u64,
            vec![],
        ));
    }
    if shared.format.is_json() {
        return found;
    }
    found
}

fn names(shared: &Shared) -> Vec<Finding> {
    let mut found = Vec::new();
    if !shared.names.unnamed.is_empty() {
        let first: Vec<String> = shared.names.unnamed.iter().take(5).map(|i| format!("column_{}", i + 1)).collect();
        let count = shared.names.unnamed.len() as u64;
        let what = if count == 1 { "column has" } else { "columns have" };
        let more = if count > 5 { ", …" } else { "" };
        found.push(finding(
            FindingKind::EmptyName,
            Severity::Warning,
            format!("{} {what} no name: called {}{more}", grouped(count), first.join(", ")),
            count,
            vec![],
        ));
    }
    if !shared.names.repeated.is_empty() {
        let count = shared.names.repeated.len() as u64;
        let first: Vec<String> =
            shared.names.repeated.iter().take(5).map(|name| format!("`{}`", text::visible(name))).collect();
        let what = if count == 1 { "column has a name" } else { "columns have names" };
        let text = format!("{} {what} that stood before ({}): a number was added", grouped(count), first.join(", "));
        found.push(finding(FindingKind::DuplicateName, Severity::Warning, text, count, vec![]));
    }
    found
}

fn column_findings(
    i: usize,
    decision: &Decision,
    column: &Column,
    survey: &super::survey::ColumnSurvey,
) -> Vec<Finding> {
    let name = format!("`{}`", text::visible(&column.name));
    let mut found = Vec::new();
    let rows_of = |classes: &[Class]| {
        let mut rows: Vec<u64> =
            classes.iter().filter_map(|class| survey.rows.get(class)).flatten().map(|row| row + 1).collect();
        rows.sort_unstable();
        rows
    };
    let mut add = |kind, severity, text: String, count, rows| {
        found.push(Finding { column: Some(ColumnId(i as u32)), ..finding(kind, severity, text, count, rows) })
    };
    if let Some(concern) = &decision.concern {
        let reason = &decision.reason;
        match concern {
            Concern::LeadingZeros => add(
                FindingKind::LeadingZeros,
                Severity::Note,
                format!("{name}: {reason}"),
                survey.count(Class::LeadingZeros),
                rows_of(&[Class::LeadingZeros]),
            ),
            Concern::BigIntegers => add(
                FindingKind::IntegerTooLarge,
                Severity::Warning,
                format!("{name}: {reason}"),
                survey.count(Class::BigInteger),
                rows_of(&[Class::BigInteger]),
            ),
            Concern::AmbiguousDates => add(
                FindingKind::AmbiguousDate,
                Severity::Warning,
                format!("{name}: {reason} `date-day-first` or `date-month-first` with `t`"),
                survey.sum(&[Class::DateAmbiguous, Class::DatetimeAmbiguous]),
                vec![],
            ),
            Concern::MixedDates => {
                add(FindingKind::MixedDates, Severity::Warning, format!("{name}: {reason}"), survey.total(), vec![])
            }
            Concern::Mixed { others, .. } => add(
                FindingKind::MixedTypes,
                Severity::Warning,
                format!("{name}: {reason}"),
                survey.sum(others),
                rows_of(others),
            ),
        }
    }
    if column.invalid > 0 {
        let text = format!(
            "{name}: {} not fit the type {}: missing in every figure, shown as they stand",
            if column.invalid == 1 { "1 cell does".into() } else { format!("{} cells do", grouped(column.invalid)) },
            column.dtype.kind.label()
        );
        add(FindingKind::DoesNotFit, Severity::Error, text, column.invalid, column.invalid_rows.clone());
    }
    if !column.markers.is_empty() {
        let list: Vec<String> = column
            .markers
            .iter()
            .take(4)
            .map(|marker| {
                format!(
                    "{} × {}",
                    if marker.marker.is_empty() { "empty".to_string() } else { format!("`{}`", marker.marker) },
                    grouped(marker.cells)
                )
            })
            .collect();
        let cells: u64 = column.markers.iter().map(|marker| marker.cells).sum();
        add(
            FindingKind::MissingMarkers,
            Severity::Note,
            format!("{name}: may stand for missing: {} (accept with `m`)", list.join(", ")),
            cells,
            vec![],
        );
    }
    found
}
