//! The command table: everything a user can do, one row each.
//!
//! It feeds the keymap, the footer, the palette, help, the headless parser, completions, the man page, the generated
//! `assets/commands.md` and the tests that run every example. A key or a flag stands nowhere else. The rows are in
//! [`table`].

mod table;
pub use table::{COMMANDS, CommandId, OUTPUT_ARGS, READ_ARGS};

/// One thing a user can do.
#[derive(Debug)]
pub struct Command {
    pub id: CommandId,
    /// Kebab-case; the headless subcommand, the word in the palette and in key files.
    pub name: &'static str,
    /// A few words for the palette and the footer of help.
    pub title: &'static str,
    /// Sentences that say what it does, for help and man page.
    pub help: &'static str,
    pub group: Group,
    /// Other words that people search for.
    pub words: &'static [&'static str],
    pub args: &'static [Arg],
    /// Default keys: place and sequence.
    pub keys: &'static [(Context, &'static str)],
    pub when: Condition,
    /// Word in the footer and rank (smaller is further left, and kept longer when there is little room).
    pub footer: Option<(u8, &'static str)>,
    pub surface: Surface,
    pub examples: &'static [Example],
}

impl Command {
    /// True if it can be run on the screen.
    pub fn on_screen(&self) -> bool {
        matches!(self.surface, Surface::Screen | Surface::Both)
    }

    /// True if it is a headless subcommand.
    pub fn headless(&self) -> bool {
        matches!(self.surface, Surface::Headless | Surface::Both)
    }
}

/// Chapters of help and of the generated reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Move,
    Find,
    Rows,
    Columns,
    Table,
    Copy,
    Explore,
    Stages,
    Program,
    /// Keys of dialogs, lists and prompts.
    Dialogs,
}

impl Group {
    pub const ALL: [Group; 10] = [
        Group::Move,
        Group::Find,
        Group::Rows,
        Group::Columns,
        Group::Table,
        Group::Copy,
        Group::Explore,
        Group::Stages,
        Group::Program,
        Group::Dialogs,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Group::Move => "Move",
            Group::Find => "Find",
            Group::Rows => "Rows: filter, sort, count",
            Group::Columns => "Columns",
            Group::Table => "Table: open, read, write",
            Group::Copy => "Copy",
            Group::Explore => "Explore: panes and pictures",
            Group::Stages => "Stages",
            Group::Program => "Program",
            Group::Dialogs => "In lists, prompts and dialogs",
        }
    }
}

/// A place with keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Every place that takes no text.
    Everywhere,
    Welcome,
    Grid,
    Record,
    Values,
    /// How the file was read: dialect, types, findings.
    Reading,
    /// The list of missing markers.
    Markers,
    /// Running and ended jobs.
    Jobs,
    /// A stage that is not built yet.
    Stage,
    /// All panes of stage 3: what each of them lacks, it finds here.
    Explore,
    /// Stage 3: the list of columns and the detail of one.
    Columns,
    /// Stage 3: the target and what tells of it.
    Target,
    /// Stage 3: one column against the target.
    AgainstTarget,
    /// Stage 3: what is missing where.
    Missing,
    /// Stage 3: what is worth a warning.
    Findings,
    Help,
    /// A list one types into to narrow it: palette, columns, types.
    List,
    /// A line of text.
    Prompt,
    /// The dialog of read options.
    Dialog,
    /// A yes-or-no question.
    Confirm,
}

impl Context {
    pub const ALL: [Context; 20] = [
        Context::Everywhere,
        Context::Welcome,
        Context::Grid,
        Context::Record,
        Context::Values,
        Context::Reading,
        Context::Markers,
        Context::Jobs,
        Context::Stage,
        Context::Explore,
        Context::Columns,
        Context::Target,
        Context::AgainstTarget,
        Context::Missing,
        Context::Findings,
        Context::Help,
        Context::List,
        Context::Prompt,
        Context::Dialog,
        Context::Confirm,
    ];

    /// The name in key files.
    pub fn name(self) -> &'static str {
        match self {
            Context::Everywhere => "everywhere",
            Context::Welcome => "welcome",
            Context::Grid => "grid",
            Context::Record => "record",
            Context::Values => "values",
            Context::Reading => "reading",
            Context::Markers => "markers",
            Context::Jobs => "jobs",
            Context::Stage => "stage",
            Context::Explore => "explore",
            Context::Columns => "columns",
            Context::Target => "target",
            Context::AgainstTarget => "against-target",
            Context::Missing => "missing",
            Context::Findings => "findings",
            Context::Help => "help",
            Context::List => "list",
            Context::Prompt => "prompt",
            Context::Dialog => "dialog",
            Context::Confirm => "confirm",
        }
    }

    /// The places whose keys hold here, the nearest first.
    pub fn with_fallbacks(self) -> &'static [Context] {
        match self {
            Context::Everywhere => &[Context::Everywhere],
            Context::Welcome => &[Context::Welcome, Context::Everywhere],
            Context::Grid => &[Context::Grid, Context::Everywhere],
            Context::Record => &[Context::Record, Context::Everywhere],
            Context::Values => &[Context::Values, Context::Everywhere],
            Context::Reading => &[Context::Reading, Context::Everywhere],
            Context::Markers => &[Context::Markers, Context::Everywhere],
            Context::Jobs => &[Context::Jobs, Context::Everywhere],
            Context::Stage => &[Context::Stage, Context::Everywhere],
            Context::Explore => &[Context::Explore, Context::Everywhere],
            Context::Columns => &[Context::Columns, Context::Explore, Context::Everywhere],
            Context::Target => &[Context::Target, Context::Explore, Context::Everywhere],
            Context::AgainstTarget => &[Context::AgainstTarget, Context::Explore, Context::Everywhere],
            Context::Missing => &[Context::Missing, Context::Explore, Context::Everywhere],
            Context::Findings => &[Context::Findings, Context::Explore, Context::Everywhere],
            Context::Help => &[Context::Help, Context::Everywhere],
            Context::List => &[Context::List],
            Context::Prompt => &[Context::Prompt],
            Context::Dialog => &[Context::Dialog],
            Context::Confirm => &[Context::Confirm],
        }
    }
}

/// When a command can be run; otherwise the palette shows it dim with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Always,
    TableOpen,
    /// The grid has at least one row and one column.
    CellUnderCursor,
    Filtered,
    Searched,
    JobRunning,
    CanUndo,
    CanRedo,
    /// The first figures of the columns have come.
    Profiled,
    /// A column is chosen as the one to be predicted.
    TargetChosen,
}

impl Condition {
    /// Why the command cannot be run when the condition does not hold.
    pub fn reason(self) -> &'static str {
        match self {
            Condition::Always => "",
            Condition::TableOpen => "no table is open: press `o` to open one",
            Condition::CellUnderCursor => "there is no cell here",
            Condition::Filtered => "no filter is set: press `w` to write one, `,` for rows like this cell",
            Condition::Searched => "nothing was searched for yet: press `/`",
            Condition::JobRunning => "nothing is running",
            Condition::CanUndo => "there is nothing to undo",
            Condition::CanRedo => "there is nothing to redo",
            Condition::Profiled => "the columns have not been looked at yet: press `3`",
            Condition::TargetChosen => "no target is chosen: press `3 T t` to choose the column to be predicted",
        }
    }
}

/// Where a command exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Screen,
    Headless,
    Both,
}

/// One argument of a command.
#[derive(Debug)]
pub struct Arg {
    pub name: &'static str,
    pub help: &'static str,
    pub kind: ArgKind,
    pub form: ArgForm,
}

/// How an argument is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgForm {
    /// By position, once.
    Positional,
    /// By position, optional.
    OptionalPositional,
    /// By position, any number, at least one.
    Repeated,
    /// `--name VALUE`, with an optional one-letter form.
    Option(Option<char>),
    /// `--name VALUE`, must be given.
    Required(Option<char>),
    /// `--name`.
    Flag,
}

/// What an argument is, for completion and checking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    Path,
    Text,
    Number,
    Column,
    /// Columns parted by commas.
    Columns,
    Sql,
    Choice(&'static [&'static str]),
    Nothing,
}

/// A use of the command that a test runs.
#[derive(Debug)]
pub enum Example {
    /// The command line after `ninefold`, run in the project's root; its output must contain `shows`.
    Headless { line: &'static str, shows: &'static str },
    /// A file to open, keys to press (texts to type stand in backticks), and what the screen must then contain.
    Screen { open: &'static str, keys: &'static str, shows: &'static str },
}

/// The row of a command.
pub fn command(id: CommandId) -> &'static Command {
    &COMMANDS[id as usize]
}

/// The row with that name.
pub fn by_name(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

impl CommandId {
    pub fn name(self) -> &'static str {
        command(self).name
    }
}

#[cfg(test)]
mod tests;
