//! Help for the place one is in, made from the command table: how to read the pane, then its keys.

use crate::explore::definitions;
use crate::layout;
use crate::list_cursor::{Motion, scrolled};
use crate::paint;
use crate::state::{Place, State};
use ninefold_base::command::{COMMANDS, Context, Group};
use ninefold_base::keys::{Key, Keymap};
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Clone)]
pub struct HelpState {
    /// The place that help was asked for.
    pub about: Context,
    pub topic: Topic,
    pub scroll: usize,
}

/// What help is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// How to read the place, and its keys.
    Place,
    /// What the figures of the place mean.
    Definitions,
}

pub fn open(state: &mut State) {
    open_about(state, Topic::Place);
}

pub fn open_about(state: &mut State, topic: Topic) {
    let about = state.context();
    if about == Context::Help {
        return;
    }
    // What lies below an overlay would show through: help takes its place and is about it.
    state.overlay = None;
    state.places.push(Place::Help(HelpState { about, topic, scroll: 0 }));
}

pub fn moved(state: &mut State, motion: Motion) {
    let body = layout::body(state.width, state.height);
    let Some(Place::Help(help)) = state.places.last() else { return };
    let len = lines(&state.keymap, help, body.width).len();
    let scroll = scrolled(help.scroll, motion, len, body.height.saturating_sub(2));
    if let Some(Place::Help(help)) = state.places.last_mut() {
        help.scroll = scroll;
    }
}

fn title(context: Context) -> &'static str {
    match context {
        Context::Everywhere | Context::Grid => "the table",
        Context::Welcome => "the welcome screen",
        Context::Record => "one row",
        Context::Values => "the values of a column",
        Context::Reading => "how a file was read",
        Context::Markers => "missing markers",
        Context::Jobs => "jobs",
        Context::Stage => "a stage to come",
        Context::Explore => "stage 3, Explore",
        Context::Columns => "the columns",
        Context::Target => "the target",
        Context::AgainstTarget => "a column against the target",
        Context::Missing => "what is missing",
        Context::Findings => "the findings",
        Context::Help => "help",
        Context::List => "lists",
        Context::Prompt => "the line you type into",
        Context::Dialog => "read options",
        Context::Confirm => "questions",
    }
}

/// How to read the pane.
fn sentences(context: Context) -> &'static [&'static str] {
    match context {
        Context::Everywhere | Context::Grid => &[
            "Each line is a row, `▸` marks yours. The number at the left is the row's number in the file, whatever the order or condition.",
            "Below a column's name stands its type; `~` before it means that not all rows have been looked at. `○12%` are missing cells, `?3%` texts such as NA that may mean missing (press m), `!2%` texts that do not fit the type you chose. `↑` and `↓` mark the order, numbered if there are several.",
            "`∅` is a missing value, `\"\"` an empty text, `␣` a blank at either end; dots are not loaded yet. Floats show six significant digits; the status line and the whole row (Enter) show all of them.",
            "`~` before a count means that it is a guess so far. The file is never changed.",
            "The mouse: click selects, the wheel scrolls, a click on a name sorts, dragging the right edge of a name changes the width, the top and bottom lines can be clicked.",
        ],
        Context::Welcome => &["Choose a file to open, or press `o` and type a path. Tab completes it."],
        Context::Record => &[
            "All fields of one row in the order of the columns, hidden ones too, whole and wrapped. Left and right go to the next row.",
            "Of a malformed row you see the fields too many, and the row as it stands in the file.",
        ],
        Context::Values => &[
            "How often each value occurs in the rows of the view, most frequent first. The share is of all rows counted, missing ones included; bars are drawn against the most frequent value.",
            "`~` stands before figures that are not final. `+` and `-` at the left mark values that the view keeps or drops.",
        ],
        Context::Reading => &[
            "Nothing is guessed silently: each decision stands here with its reason. Tab goes to the next list.",
            "`i` is good to know, `!` was decided and may be wrong, `✗` could not be read as it stands. Enter shows the rows a finding is about.",
        ],
        Context::Markers => &[
            "Texts such as NA, ?, - or the empty field often mean that a value is missing, and often they do not. They stay text until you accept them here, column by column.",
            "The last column says what type the column has once the marker is accepted.",
        ],
        Context::Jobs => &[
            "What runs now, and what ended lately. The screen stays usable while jobs run; Esc stops the one you wait for.",
        ],
        Context::Stage => &["This stage is not built yet. The page says what it will do."],
        Context::Explore => &["Stage 3 shows what the columns of a table look like. Open a table first."],
        Context::Columns => &[
            "All columns of the table, as they are in the rows of the view: a condition changes the figures. The shape is a histogram of numbers and times, closed; of texts and categories the commonest values, bars apart. The sign at the right tells of findings: `i` good to know, `!` look at it, `✗` wrong; a number counts them.",
            "The detail follows the cursor. Left and right choose a bar of its picture or a value of its list, Enter shows the rows behind it in the grid. Space gives the detail all the room; then PgDn scrolls the figures.",
            "`~` stands before figures that rest on the rows read so far, or on a sketch that keeps an error; all others are exact. A dash has its reason beside it: a figure that cannot be worked out is not 0.",
            "`d` lists what every figure means.",
        ],
        Context::Target => &[
            "The column to be predicted. Its classes show what a model has to beat: always saying the commonest one. `+` marks the positive class, the one that rates and AUC are about.",
            "Below or beside it all other columns, each judged alone, the most telling first. `●` is the figure, `├─┤` its 95 % interval, `┊` marks where a column says nothing. A column marked LEAK tells so much that it was probably written down after the outcome. A weak column alone may still help beside others.",
            "Enter opens the column under the cursor; `d` lists what every figure means.",
        ],
        Context::AgainstTarget => &[
            "Above or at the left the column's values, split by class: shapes that lie apart tell the classes apart. Panels show each class as shares of its own rows, so that a rare class is seen as well.",
            "The list shows for each bin or category the share of the positive class, or the mean of the target, with its 95 % interval and the rows it rests on. The upright line is that of all rows: a group whose interval holds it may not differ. Missing values are a group of their own.",
            "Up and down choose a group, Enter shows its rows in the grid; left and right go to the next column of the ranking.",
        ],
        Context::Missing => &[
            "What is missing where, in four views; `v` goes to the next one. The map shows rows from top to bottom in blocks and columns from left to right: the darker or fuller, the more is missing. A block with a single missing value is never drawn as whole. `s` puts its rows in the order of the column under the cursor: what is missing for small values only then shows as a stretch.",
            "By column: the share of the rows without a value. Together: φ, the correlation of being missing: 1 always in the same rows, 0 unrelated, -1 never both. Patterns: which columns are missing together in how many rows; in the marks `○` is missing, `·` is there, a sign for each column that misses anything.",
            "Enter shows the rows behind what is under the cursor in the grid. `~` stands before figures while rows are still being read.",
        ],
        Context::Findings => &[
            "What the columns give a warning of, worst first: `✗` is wrong or a leak, `!` look at it, `i` good to know. Beside or below it everything about the one under the cursor: the evidence, the rule with its threshold and the figure held against it, what to do.",
            "Enter shows the rows behind it in the grid, or the column where it is about no single rows. `a` accepts it with a reason, which is kept in the project file; accepted ones stand at the end, marked `✓`, and `a` there makes them count again.",
        ],
        Context::Help => &[],
        Context::List => &[
            "Type any part of a name, or letters of it in order; the best match comes first. A command may be followed by its argument: `filter age > 40`.",
        ],
        Context::Prompt => &[
            "What you type is checked when you press Enter. If it cannot be done, it stays with the reason below, so that you can mend it.",
        ],
        Context::Dialog => &[
            "Each line is detected unless you choose otherwise. A separator, a quote sign or a number of lines can also be typed. The lower part shows the beginning of the table as it would be.",
        ],
        Context::Confirm => &["Enter says yes, Esc says no."],
    }
}

/// A line of help: a heading, a sentence, or keys with what they do.
enum Line {
    Blank,
    Heading(String),
    Sentence(String),
    Keys { keys: String, text: String },
    Definition { name: &'static str, text: String },
}

const KEYS_ROOM: usize = 20;
const NAMES_ROOM: usize = 26;

fn lines(keymap: &Keymap, help: &HelpState, width: u16) -> Vec<Line> {
    match help.topic {
        Topic::Place => place_lines(keymap, help.about, width),
        Topic::Definitions => definition_lines(help.about, width),
    }
}

/// Figures with their meaning, and how others differ.
fn definition_lines(about: Context, width: u16) -> Vec<Line> {
    let room = usize::from(width.saturating_sub(4)).clamp(10, 110);
    let text_room = room.saturating_sub(NAMES_ROOM + 2).max(10);
    let mut lines = Vec::new();
    for definition in definitions::of(about) {
        let others =
            if definition.others.is_empty() { String::new() } else { format!(" (Others: {}.)", definition.others) };
        let meaning = format!("{}{others}", definition.meaning);
        for (i, text) in text::wrap(&meaning, text_room).into_iter().enumerate() {
            lines.push(Line::Definition { name: if i == 0 { definition.name } else { "" }, text });
        }
    }
    lines
}

fn place_lines(keymap: &Keymap, about: Context, width: u16) -> Vec<Line> {
    let room = usize::from(width.saturating_sub(4)).clamp(10, 110);
    let mut lines = Vec::new();
    for sentence in sentences(about) {
        lines.extend(text::wrap(sentence, room).into_iter().map(Line::Sentence));
        lines.push(Line::Blank);
    }
    for group in Group::ALL {
        let mut section = Vec::new();
        for row in COMMANDS.iter().filter(|row| row.group == group && row.on_screen()) {
            let keys = keymap.keys_of(about, row.id);
            if keys.is_empty() {
                continue;
            }
            let shown: Vec<String> =
                keys.iter().map(|keys| keys.iter().map(Key::symbol).collect::<Vec<_>>().join(" ")).collect();
            let text_room = room.saturating_sub(KEYS_ROOM + 2).max(10);
            let what = format!("{}: {}", row.title, row.help);
            for (i, part) in text::wrap(&what, text_room).into_iter().enumerate() {
                section.push(Line::Keys {
                    keys: if i == 0 { text::fit(&shown.join("  "), KEYS_ROOM) } else { String::new() },
                    text: part,
                });
            }
        }
        if !section.is_empty() {
            lines.push(Line::Heading(group.title().to_string()));
            lines.append(&mut section);
            lines.push(Line::Blank);
        }
    }
    lines
}

fn heading(help: &HelpState) -> String {
    match help.topic {
        Topic::Place => format!("Help for {}", title(help.about)),
        Topic::Definitions => format!("What the figures mean: {}", title(help.about)),
    }
}

pub fn draw(state: &State, help: &HelpState, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    paint::put_fit(buffer, area.x + 1, area.y, &heading(help), area.width.saturating_sub(2), theme.heading);
    if area.height < 3 {
        return;
    }
    paint::horizontal(buffer, Rect { y: area.y + 1, height: 1, ..area }, theme.line);
    let lines = lines(&state.keymap, help, area.width);
    let shown = Rect { y: area.y + 2, height: area.height - 2, ..area };
    let scroll = help.scroll.min(lines.len().saturating_sub(usize::from(shown.height)));
    for (i, line) in lines.iter().skip(scroll).take(usize::from(shown.height)).enumerate() {
        let y = shown.y + i as u16;
        let room = area.width.saturating_sub(3);
        match line {
            Line::Blank => {}
            Line::Heading(heading) => {
                paint::put(buffer, area.x + 1, y, heading, room, theme.heading);
            }
            Line::Sentence(sentence) => {
                paint::put(buffer, area.x + 1, y, sentence, room, theme.text);
            }
            Line::Definition { name, text } => {
                let names = NAMES_ROOM as u16;
                paint::put_fit(buffer, area.x + 1, y, name, names, theme.accent);
                paint::put_fit(buffer, area.x + 3 + names, y, text, room.saturating_sub(names + 2), theme.text);
            }
            Line::Keys { keys, text } => {
                paint::put(buffer, area.x + 2, y, keys, KEYS_ROOM as u16, theme.accent);
                paint::put_fit(
                    buffer,
                    area.x + 3 + KEYS_ROOM as u16,
                    y,
                    text,
                    room.saturating_sub(KEYS_ROOM as u16 + 2),
                    theme.text,
                );
            }
        }
    }
    paint::scroll_bar(buffer, shown, scroll, lines.len(), theme);
}
