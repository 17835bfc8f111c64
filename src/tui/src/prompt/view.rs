//! Draws the prompt at the lower edge of the body.

use super::{PromptKind, PromptState};
use crate::paint::{self, run};
use crate::state::State;
use ninefold_base::{Problem, format, text};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws, and says where the terminal's cursor belongs.
pub fn draw(state: &State, prompt: &PromptState, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = &state.theme;
    let inner_width = usize::from(body.width.saturating_sub(4)).max(1);
    let below = below(state, prompt, inner_width);
    let height = (below.len() as u16 + 3).min(body.height);
    let area = Rect { y: body.bottom() - height, height, ..body };
    let inner = paint::boxed(buffer, area, &title(state, prompt), theme);
    if inner.height == 0 || inner.width < 4 {
        return None;
    }
    let (shown, cursor) = prompt.input.window(usize::from(inner.width) - 2);
    let sign = if prompt.waiting { spinner(state.ticks) } else { "›" };
    paint::put(buffer, inner.x, inner.y, sign, 1, theme.raised.patch(theme.accent));
    paint::put(buffer, inner.x + 2, inner.y, &shown, inner.width - 2, theme.raised);
    for (line, (content, style)) in below.iter().enumerate().take(usize::from(inner.height) - 1) {
        paint::put_fit(buffer, inner.x, inner.y + 1 + line as u16, content, inner.width, theme.raised.patch(*style));
    }
    Some(Position::new(inner.x + 2 + cursor as u16, inner.y))
}

pub fn spinner(ticks: u64) -> &'static str {
    const SIGNS: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", "⠏", "⠙"];
    SIGNS[(ticks % 8) as usize]
}

fn title(state: &State, prompt: &PromptState) -> String {
    let table = state.table.as_ref();
    match prompt.kind {
        PromptKind::Search { everywhere: true } => "Search all columns".into(),
        PromptKind::Search { everywhere: false } => {
            let name = table.and_then(|table| table.current_column().map(|id| table.title(id))).unwrap_or_default();
            format!("Search in {name}")
        }
        PromptKind::Filter => "Rows where".into(),
        PromptKind::Sort => "Sort by".into(),
        PromptKind::GotoRow => {
            format!("Go to row, of {}", table.map_or_else(String::new, |table| table.rows.to_string()))
        }
        PromptKind::Open => "Open".into(),
        PromptKind::Write => {
            let rows = table.map_or_else(String::new, |table| {
                if table.rows.is_exact() {
                    format::counted(table.rows.reachable(), "row")
                } else {
                    format!("{} rows", table.rows)
                }
            });
            let columns = table.map_or_else(String::new, |table| format::counted(table.shown.len() as u64, "column"));
            format!("Write {rows} of {columns} to")
        }
        PromptKind::FilterColumns => "List only columns with".into(),
        PromptKind::BinRange => "Draw only values from … to …".into(),
        PromptKind::WritePicture => "Write this picture to".into(),
        PromptKind::AcceptFinding => "Why may this stay as it is?".into(),
    }
}

fn hint(prompt: &PromptState) -> &'static str {
    match prompt.kind {
        PromptKind::Search { everywhere: true } => {
            "regular expression, case ignored without capitals · Tab: only this column"
        }
        PromptKind::Search { everywhere: false } => {
            "regular expression, case ignored without capitals · Tab: all columns"
        }
        PromptKind::Filter => "SQL: age > 40 AND education IN ('master', 'doctorate') · Tab completes names",
        PromptKind::Sort => "island, body_mass_g desc · nothing: order of the file · Tab completes names",
        PromptKind::GotoRow => "a number from 1, or a share such as 50%",
        PromptKind::Open => "a file, glob such as data/*.csv, or folder · Tab completes",
        PromptKind::Write => {
            "the ending decides: .csv .tsv .json .ndjson .parquet .arrow, text also .gz .zst · Tab completes"
        }
        PromptKind::FilterColumns => {
            "parts of names · type:int · finding:missing · nothing: all columns · Tab completes"
        }
        PromptKind::BinRange => "0 100, or 2024-01-01 2024-06-30 · nothing: all values",
        PromptKind::AcceptFinding => "the reason is kept in the project file: 2 of 344 rows, dropped in stage 4",
        PromptKind::WritePicture => "the ending decides: .svg .png, or .csv for its numbers · Tab completes",
    }
}

/// The lines below the input: problem, choices or hint.
fn below(state: &State, prompt: &PromptState, width: usize) -> Vec<(String, ratatui::style::Style)> {
    let theme = &state.theme;
    if let Some(problem) = &prompt.problem {
        let mut lines = Vec::new();
        if let Some((column, length)) = caret(&prompt.input.text, problem)
            && column + 2 + length <= width
        {
            lines.push((format!("{}{}", " ".repeat(column + 2), "^".repeat(length)), theme.error));
        }
        let (pointer, why) = without_quotation(&problem.why, &prompt.input.text);
        lines.extend(
            pointer.filter(|pointer| pointer.len() + 2 <= width).map(|pointer| (format!("  {pointer}"), theme.error)),
        );
        lines.extend(text::wrap(&format!("✗ {}", problem.what), width).into_iter().map(|line| (line, theme.error)));
        lines.extend(
            why.into_iter().flat_map(|line| wrap_kept(line, width)).map(|line| (format!("  {line}"), theme.raised)),
        );
        lines.extend(text::wrap(&format!("→ {}", problem.fix), width).into_iter().map(|line| (line, theme.accent)));
        lines.truncate(10);
        return lines;
    }
    if let Some(completion) = &prompt.completion {
        let mut parts = Vec::new();
        // Turned so that the chosen one is always seen.
        for offset in 0..completion.items.len().min(40) {
            let item = &completion.items[(completion.chosen + offset) % completion.items.len()];
            parts.push(if offset == 0 { format!("▸{}", text::visible(item)) } else { text::visible(item) });
        }
        return vec![(
            format!("{} of {}  {}", completion.chosen + 1, completion.items.len(), parts.join("  ")),
            theme.accent,
        )];
    }
    vec![(if prompt.waiting { "checking … Esc stops".into() } else { hint(prompt).to_string() }, theme.dim)]
}

/// A reason that quotes the line with a pointer below it: the pointer goes below the line itself, the quotation goes.
fn without_quotation<'a>(why: &'a str, input: &str) -> (Option<&'a str>, Vec<&'a str>) {
    let lines: Vec<&str> = why.lines().collect();
    let quoted = lines
        .windows(2)
        .position(|pair| pair[0].trim_end() == input.trim_end() && pair[1].trim_start().starts_with('^'));
    match quoted {
        Some(at) => (
            Some(lines[at + 1]),
            lines.iter().enumerate().filter(|(i, _)| *i != at && *i != at + 1).map(|(_, line)| *line).collect(),
        ),
        None => (None, lines),
    }
}

/// Lines that point into the text above them must keep their blanks.
fn wrap_kept(line: &str, width: usize) -> Vec<String> {
    if line.trim_start().starts_with('^') {
        vec![text::visible(line)]
    } else {
        text::wrap(&text::visible(line), width.saturating_sub(2))
    }
}

/// Where in the line the trouble is: the first word in backticks that stands there.
fn caret(line: &str, problem: &Problem) -> Option<(usize, usize)> {
    if problem.why.lines().any(|line| line.trim_start().starts_with('^')) {
        return None;
    }
    let told = format!("{} {}", problem.what, problem.why);
    let named = told
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| !word.is_empty() && *word != line)
        .find_map(|word| line.find(word).map(|at| (at, word)))?;
    Some((text::width(&text::visible(&line[..named.0])), text::width(&text::visible(named.1)).max(1)))
}

/// The runs of one line with its key hints, for boxes that explain themselves.
pub fn hint_runs<'a>(pairs: &'a [(&'a str, &'a str)], theme: &crate::theme::Theme) -> Vec<paint::Run<'a>> {
    let mut runs = Vec::new();
    for (i, (key, word)) in pairs.iter().enumerate() {
        if i > 0 {
            runs.push(run("  ", theme.raised));
        }
        runs.push(run(*key, theme.raised.patch(theme.accent)));
        runs.push(run(format!(" {word}"), theme.raised.patch(theme.dim)));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_points_at_the_word_that_is_named() {
        let problem = Problem::new(
            "cannot read the condition",
            "there is no column `educaton`; did you mean `education`?",
            "mend it",
        );
        assert_eq!(caret("age > 40 AND educaton = 'x'", &problem), Some((13, 8)));
        assert_eq!(caret("age > 40", &problem), None);
    }

    #[test]
    fn a_quotation_of_the_line_is_not_repeated() {
        assert_eq!(
            without_quotation("unknown column agee\nagee > 3\n^^^^", "agee > 3"),
            (Some("^^^^"), vec!["unknown column agee"])
        );
        assert_eq!(without_quotation("no reason", "agee > 3"), (None, vec!["no reason"]));
    }
}
