//! What is wrong with a condition, and where.

use ninefold_base::Problem;
use sqlparser::tokenizer::{Location, Span};

/// A fault in the text of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub message: String,
    pub fix: String,
    /// Where; empty if the whole text is meant.
    pub span: Span,
}

/// Characters of the text that are shown around the place.
const SHOWN: usize = 120;

impl Fault {
    pub fn new(span: Span, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { message: message.into(), fix: fix.into(), span }
    }

    /// Shows the line with the fault and a caret below it.
    pub fn into_problem(self, sql: &str) -> Problem {
        self.into_problem_with("could not use the condition", sql)
    }

    /// As [`Fault::into_problem`], for another kind of text.
    pub fn into_problem_with(self, what: &str, sql: &str) -> Problem {
        let why = match place(sql, self.span) {
            Some((line, caret)) => format!("{}\n{line}\n{caret}", self.message),
            None => self.message,
        };
        Problem::new(what, why, self.fix)
    }
}

/// The place that a message of the parser names at its end: ` at Line: 1, Column: 7`.
pub fn named_place(message: &str) -> (String, Span) {
    let Some(at) = message.rfind(" at Line: ") else { return (message.to_string(), Span::empty()) };
    let mut numbers =
        message[at..].split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u64>().ok());
    let location = match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => Location { line, column },
        _ => return (message[..at].to_string(), Span::empty()),
    };
    (message[..at].to_string(), Span { start: location, end: location })
}

fn place(sql: &str, span: Span) -> Option<(String, String)> {
    let line: Vec<char> = sql.lines().nth(usize::try_from(span.start.line.checked_sub(1)?).ok()?)?.chars().collect();
    let start = usize::try_from(span.start.column.checked_sub(1)?).ok()?.min(line.len());
    let end = match span.end.line == span.start.line {
        true => usize::try_from(span.end.column.saturating_sub(1)).ok()?.clamp(start + 1, line.len().max(start + 1)),
        false => line.len().max(start + 1),
    };
    // A long line is cut to the part around the fault.
    let first = start.saturating_sub(SHOWN / 2);
    let last = line.len().min(first + SHOWN);
    let text: String = line[first.min(last)..last].iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
    let width = (end - start).min(SHOWN / 2);
    Some((text, " ".repeat(start - first) + &"^".repeat(width)))
}
