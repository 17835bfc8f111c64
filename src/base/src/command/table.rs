//! The rows of the command table. To add a command, add a row here: parser, keymap, palette, help and reference follow.
//! The rows of stage 3 stand in [`explore`].

#[macro_use]
mod explore;

use super::ArgForm::{Flag, Option as Opt, OptionalPositional, Positional, Repeated, Required};
use super::Context::{
    AgainstTarget, Columns, Confirm, Dialog, Everywhere, Explore, Findings, Grid, Jobs, List, Markers, Missing, Prompt,
    Reading, Record, Target, Values, Welcome,
};
use super::{Arg, ArgKind, Command, Condition, Example, Group, Surface};

const PENGUINS: &str = "sample-data/penguins.csv";
const CENSUS: &str = "sample-data/census-employment.csv";

/// What a row leaves out.
const ROW: Command = Command {
    id: CommandId::MoveUp,
    name: "",
    title: "",
    help: "",
    group: Group::Program,
    words: &[],
    args: &[],
    keys: &[],
    when: Condition::Always,
    footer: None,
    surface: Surface::Screen,
    examples: &[],
};

const fn screen(open: &'static str, keys: &'static str, shows: &'static str) -> Example {
    Example::Screen { open, keys, shows }
}

const fn line(line: &'static str, shows: &'static str) -> Example {
    Example::Headless { line, shows }
}

const fn arg(name: &'static str, kind: ArgKind, form: super::ArgForm, help: &'static str) -> Arg {
    Arg { name, help, kind, form }
}

const FILES: Arg =
    arg("file", ArgKind::Path, Repeated, "Files, globs or folders to read as one table; `-` is standard input");

/// Options of every headless command that reads a table, and of `ninefold FILE` itself.
pub static READ_ARGS: &[Arg] = &[
    arg(
        "format",
        ArgKind::Choice(&["csv", "parquet", "arrow", "ndjson", "json"]),
        Opt(None),
        "Kind of file, where the name and the first bytes do not tell",
    ),
    arg("separator", ArgKind::Text, Opt(Some('s')), "Character between fields; `tab` or `\\t` for a tab"),
    arg("quote", ArgKind::Text, Opt(None), "Quote character, or `none`"),
    arg("no-header", ArgKind::Nothing, Flag, "The first row is data; columns are named column_1, column_2, …"),
    arg("header", ArgKind::Nothing, Flag, "The first row names the columns, whatever it looks like"),
    arg(
        "encoding",
        ArgKind::Choice(&["utf-8", "utf-16le", "utf-16be", "latin-1", "windows-1252"]),
        Opt(None),
        "How bytes become characters",
    ),
    arg("decimal-comma", ArgKind::Nothing, Flag, "1,5 is one and a half"),
    arg("skip-lines", ArgKind::Number, Opt(None), "Lines to leave out before the header"),
    arg(
        "null-values",
        ArgKind::Text,
        Opt(None),
        "Texts that mean missing, parted by commas: `NA,?`; `\"\"` is the empty field",
    ),
    arg("type", ArgKind::Text, Opt(None), "Type of columns, parted by commas: `zip=text,day=date-day-first`"),
    arg("with-origin", ArgKind::Nothing, Flag, "Add a column with the file each row came from"),
];

/// Options of every headless command that writes rows.
pub static OUTPUT_ARGS: &[Arg] = &[
    arg(
        "to",
        ArgKind::Choice(&["text", "csv", "tsv", "json", "ndjson", "parquet", "arrow"]),
        Opt(Some('t')),
        "Form of the output; text when it goes to a terminal, else told from the name of the output file, else csv",
    ),
    arg("output", ArgKind::Path, Opt(Some('o')), "File to write to instead of standard output"),
    arg("force", ArgKind::Nothing, Flag, "Overwrite the output file"),
    arg("columns", ArgKind::Columns, Opt(Some('c')), "Only these columns, in this order"),
];

const ROWS: Arg = arg("rows", ArgKind::Number, Opt(Some('n')), "How many rows");

macro_rules! commands {
    ($($id:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        /// Names every command; its number is its place in [`COMMANDS`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandId { $($id),* }
        /// All commands.
        #[allow(clippy::needless_update, reason = "some rows state every field")]
        pub static COMMANDS: &[Command] = &[$(Command { id: CommandId::$id, $($field: $value,)* ..ROW }),*];
    };
}

with_explore_rows! {
    // Move
    MoveUp {
        name: "move-up", title: "up one row", help: "Moves the cursor up one row.", group: Group::Move,
        keys: &[(Everywhere, "up"), (Everywhere, "k"), (List, "up"), (List, "ctrl-p"), (Dialog, "up")],
        examples: &[screen(PENGUINS, "down down up", "row 2 of 344")],
    }
    MoveDown {
        name: "move-down", title: "down one row", help: "Moves the cursor down one row.", group: Group::Move,
        keys: &[(Everywhere, "down"), (Everywhere, "j"), (List, "down"), (List, "ctrl-n"), (Dialog, "down")],
        examples: &[screen(PENGUINS, "down", "row 2 of 344")],
    }
    MoveLeft {
        name: "move-left", title: "left one column", help: "Moves the cursor left one column.", group: Group::Move,
        keys: &[(Everywhere, "left"), (Everywhere, "h"), (Record, "p"), (Dialog, "left")],
        examples: &[screen(PENGUINS, "right left", "row 1 of 344")],
    }
    MoveRight {
        name: "move-right", title: "right one column", help: "Moves the cursor right one column.", group: Group::Move,
        keys: &[(Everywhere, "right"), (Everywhere, "l"), (Record, "n"), (Dialog, "right")],
        examples: &[screen(PENGUINS, "right", "island")],
    }
    PageUp {
        name: "page-up", title: "up one page", help: "Moves up by one screenful.", group: Group::Move,
        keys: &[(Everywhere, "pgup"), (Everywhere, "ctrl-b"), (List, "pgup")],
        examples: &[screen(PENGUINS, "pgdn pgup", "row 1 of 344")],
    }
    PageDown {
        name: "page-down", title: "down one page", help: "Moves down by one screenful.", group: Group::Move,
        keys: &[(Everywhere, "pgdn"), (Everywhere, "ctrl-f"), (List, "pgdn")],
        examples: &[screen(PENGUINS, "pgdn", "of 344")],
    }
    HalfPageUp {
        name: "half-page-up", title: "up half a page", help: "Moves up by half a screenful.", group: Group::Move,
        keys: &[(Everywhere, "ctrl-u")],
        examples: &[screen(PENGUINS, "ctrl-d ctrl-u", "row 1 of 344")],
    }
    HalfPageDown {
        name: "half-page-down", title: "down half a page", help: "Moves down by half a screenful.", group: Group::Move,
        keys: &[(Everywhere, "ctrl-d")],
        examples: &[screen(PENGUINS, "ctrl-d", "of 344")],
    }
    MoveTop {
        name: "move-top", title: "first row", help: "Moves to the first row.", group: Group::Move, words: &["beginning", "start"],
        keys: &[(Everywhere, "g g"), (Everywhere, "home"), (Everywhere, "ctrl-home"), (List, "home")],
        examples: &[screen(PENGUINS, "G g g", "row 1 of 344")],
    }
    MoveBottom {
        name: "move-bottom", title: "last row", help: "Moves to the last row. On a file that is still being indexed it goes to the last row known so far and follows until the end is found.",
        group: Group::Move, words: &["end"],
        keys: &[(Everywhere, "G"), (Everywhere, "end"), (Everywhere, "ctrl-end"), (List, "end")],
        footer: Some((30, "end")),
        examples: &[screen(PENGUINS, "G", "row 344 of 344")],
    }
    FirstColumn {
        name: "first-column", title: "first column", help: "Moves to the first column.", group: Group::Move,
        keys: &[(Grid, "0"), (Grid, "^"), (Grid, "shift-home")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "$ 0", "species")],
    }
    LastColumn {
        name: "last-column", title: "last column", help: "Moves to the last column.", group: Group::Move,
        keys: &[(Grid, "$"), (Grid, "shift-end")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "$", "year")],
    }
    GotoRow {
        name: "goto-row", title: "go to a row", help: "Goes to a row by its number in this view; `50%` goes half-way.", group: Group::Move, words: &["jump", "line"],
        args: &[arg("row", ArgKind::Text, Positional, "Row number from 1, or a share such as 50%")],
        keys: &[(Grid, "g r"), (Grid, "ctrl-g")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "g r `300` enter", "row 300 of 344")],
    }
    GotoColumn {
        name: "goto-column", title: "go to a column", help: "Lists the columns; type a part of a name to narrow the list, Enter goes there, Tab hides or shows a column.",
        group: Group::Move, words: &["jump", "field", "find column"],
        keys: &[(Grid, "c"), (Grid, "g c")], when: Condition::TableOpen, footer: Some((22, "columns")),
        examples: &[screen(PENGUINS, "c `mass` enter", "body_mass_g")],
    }
    // Find
    Search {
        name: "search", title: "search", help: "Searches all columns, or only this one (Tab switches), for a regular expression. Case is ignored while the pattern has no capital letter. Hits are counted in the background.",
        group: Group::Find, words: &["find", "grep", "regex"],
        args: &[arg("pattern", ArgKind::Text, Positional, "Regular expression")],
        keys: &[(Grid, "/")], when: Condition::TableOpen, footer: Some((10, "search")),
        examples: &[screen(PENGUINS, "/ `chinstrap` enter", "68 hits")],
    }
    SearchNext {
        name: "search-next", title: "next hit", help: "Goes to the next row with a hit.", group: Group::Find,
        keys: &[(Grid, "n")], when: Condition::Searched,
        examples: &[screen(PENGUINS, "/ `gentoo` enter n", "row 154 of 344")],
    }
    SearchPrevious {
        name: "search-previous", title: "previous hit", help: "Goes back to the row with the hit before.", group: Group::Find,
        keys: &[(Grid, "N")], when: Condition::Searched,
        examples: &[screen(PENGUINS, "/ `gentoo` enter n N", "row 153 of 344")],
    }
    // Rows
    Filter {
        name: "filter", title: "filter by a SQL condition", help: "Keeps the rows for which a SQL condition is true: `age > 40 AND education IN ('master', 'doctorate')`. Rows where it is unknown (a value is missing) are left out, as in SQL. Conditions add up; U takes the last one back.",
        group: Group::Rows, words: &["where", "sql", "condition", "select"],
        args: &[FILES, arg("where", ArgKind::Sql, Required(Some('w')), "SQL condition; on the screen it is typed into the prompt")],
        keys: &[(Grid, "w"), (Explore, "w")], when: Condition::TableOpen, footer: Some((11, "where")), surface: Surface::Both,
        examples: &[
            screen(CENSUS, "w `age > 40 AND education IN ('master', 'doctorate')` enter", "of 20,000"),
            line("filter sample-data/penguins.csv --null-values NA --where \"body_mass_g > 6000\" --to csv", "Gentoo"),
        ],
    }
    FilterLikeThis {
        name: "filter-like-this", title: "only rows like this cell", help: "Keeps the rows whose value in this column is that of the cell under the cursor, in place of other conditions on the column.",
        group: Group::Rows, words: &["equal", "same"],
        keys: &[(Grid, ","), (Values, ",")], when: Condition::CellUnderCursor, footer: Some((12, "like this")),
        examples: &[screen(PENGUINS, ",", "152 of 344")],
    }
    FilterKeep {
        name: "filter-keep", title: "keep this value too", help: "Keeps the rows with this cell's value; pressed on further values of the same column, keeps those too.",
        group: Group::Rows, words: &["include", "in"],
        keys: &[(Grid, "+"), (Values, "+")], when: Condition::CellUnderCursor,
        examples: &[screen(PENGUINS, "+", "152 of 344")],
    }
    FilterDrop {
        name: "filter-drop", title: "drop this value", help: "Leaves out the rows with this cell's value.", group: Group::Rows, words: &["exclude", "not in", "remove"],
        keys: &[(Grid, "-"), (Values, "-")], when: Condition::CellUnderCursor,
        examples: &[screen(PENGUINS, "-", "192 of 344")],
    }
    ClearFilters {
        name: "clear-filters", title: "show all rows again", help: "Takes all conditions away; the order stays.", group: Group::Rows, words: &["reset", "unfilter"],
        keys: &[(Grid, "W"), (Explore, "W")], when: Condition::Filtered,
        examples: &[screen(PENGUINS, ", W", "row 1 of 344")],
    }
    SortAscending {
        name: "sort-ascending", title: "sort by this column, smallest first", help: "Orders the rows by this column. Missing values come last; ties keep the order of the file.",
        group: Group::Rows, words: &["order"],
        keys: &[(Grid, "[")], when: Condition::TableOpen, footer: Some((13, "")),
        examples: &[screen(PENGUINS, "c `mass` enter [", "2700")],
    }
    SortDescending {
        name: "sort-descending", title: "sort by this column, largest first", help: "Orders the rows by this column, largest first. Missing values come last; ties keep the order of the file.",
        group: Group::Rows, words: &["order", "reverse"],
        keys: &[(Grid, "]")], when: Condition::TableOpen, footer: Some((14, "sort")),
        examples: &[screen(PENGUINS, "c `mass` enter ]", "sort body_mass_g ↓")],
    }
    SortThenAscending {
        name: "sort-then-ascending", title: "then by this column, smallest first", help: "Adds this column as a further key to the order there is.", group: Group::Rows, words: &["order", "second"],
        keys: &[(Grid, "{")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "[ right {", "Biscoe")],
    }
    SortThenDescending {
        name: "sort-then-descending", title: "then by this column, largest first", help: "Adds this column, largest first, as a further key to the order there is.", group: Group::Rows, words: &["order", "second"],
        keys: &[(Grid, "}")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "[ right }", "Torgersen")],
    }
    Sort {
        name: "sort", title: "sort by columns", help: "Orders the rows by one or several columns: `island, body_mass_g desc`. An empty order is that of the file.",
        group: Group::Rows, words: &["order by", "unsort"],
        args: &[FILES, arg("by", ArgKind::Text, Required(Some('b')), "Columns parted by commas, each with an optional `desc`")],
        keys: &[(Grid, "s")], when: Condition::TableOpen, surface: Surface::Both,
        examples: &[
            screen(PENGUINS, "s `island, body_mass_g desc` enter", "sort island ↑, body_mass_g ↓"),
            line("sort sample-data/penguins.csv --null-values NA --by \"body_mass_g desc\" --columns species,body_mass_g --to csv", "Gentoo,6300"),
        ],
    }
    Values {
        name: "values", title: "count the values of this column", help: "How often each value occurs in the rows of this view, with shares. Enter shows the rows with a value, `+` and `-` keep or drop it.",
        group: Group::Rows, words: &["frequency", "distinct", "unique", "histogram", "group by", "value counts"],
        args: &[FILES, arg("column", ArgKind::Column, Required(None), "Column to count")],
        keys: &[(Grid, "F")], when: Condition::TableOpen, footer: Some((15, "values")), surface: Surface::Both,
        examples: &[
            screen(PENGUINS, "F", "Chinstrap"),
            line("values sample-data/penguins.csv --column species --to csv", "Adelie,152"),
        ],
    }
    // Columns
    Pin {
        name: "pin", title: "pin this column", help: "Keeps this column at the left edge, or lets it go again.", group: Group::Columns, words: &["freeze", "frozen"],
        keys: &[(Grid, "!")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "right !", "island")],
    }
    FitWidth {
        name: "fit-width", title: "fit the width", help: "Makes this column as wide as its content, or its usual width again.", group: Group::Columns, words: &["auto", "expand"],
        keys: &[(Grid, "_")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "_", "species")],
    }
    Narrow {
        name: "narrow", title: "narrower", help: "Makes this column two cells narrower.", group: Group::Columns, words: &["width"],
        keys: &[(Grid, "<")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "< <", "sp…")],
    }
    Widen {
        name: "widen", title: "wider", help: "Makes this column two cells wider.", group: Group::Columns, words: &["width"],
        keys: &[(Grid, ">")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, ">", "species")],
    }
    HideColumn {
        name: "hide-column", title: "hide this column", help: "Hides this column; `show-columns` or U brings it back. The title line counts hidden columns.", group: Group::Columns,
        keys: &[(Grid, "x")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "x", "1 hidden")],
    }
    ShowColumns {
        name: "show-columns", title: "show all columns", help: "Shows all hidden columns again.", group: Group::Columns, words: &["unhide"],
        keys: &[(Grid, "X")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "x X", "species")],
    }
    MoveColumnLeft {
        name: "move-column-left", title: "move this column left", help: "Puts this column one place to the left.", group: Group::Columns, words: &["reorder"],
        keys: &[(Grid, "shift-left"), (Grid, "(")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "right (", "island")],
    }
    MoveColumnRight {
        name: "move-column-right", title: "move this column right", help: "Puts this column one place to the right.", group: Group::Columns, words: &["reorder"],
        keys: &[(Grid, "shift-right"), (Grid, ")")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, ")", "island")],
    }
    ChangeType {
        name: "type", title: "change the type of this column", help: "Reads this column as another type. Values that do not fit are counted, listed and shown as they stand; for every figure they are missing.",
        group: Group::Columns, words: &["cast", "convert", "dtype", "date", "number"],
        args: &[arg("type", ArgKind::Choice(&["text", "bool", "int", "float", "date", "date-day-first", "date-month-first", "datetime", "datetime-day-first", "datetime-month-first", "time"]), Positional, "The type")],
        keys: &[(Grid, "t")], when: Condition::TableOpen, footer: Some((20, "type")),
        examples: &[screen(PENGUINS, "$ t `text` enter", "text")],
    }
    Markers {
        name: "markers", title: "missing markers", help: "Lists texts such as `NA`, `?` or the empty field that may stand for a missing value, with their counts per column. Space accepts or rejects one, `a` accepts all; nothing is turned into missing before that.",
        group: Group::Columns, words: &["null", "na", "nan", "empty", "missing"],
        keys: &[(Grid, "m"), (Reading, "m")], when: Condition::TableOpen, footer: Some((21, "missing")),
        examples: &[screen(PENGUINS, "m", "Missing markers")],
    }
    AcceptAllMarkers {
        name: "accept-all-markers", title: "accept all missing markers", help: "Turns every proposed marker into missing, or none when all are accepted already. U takes it back.",
        group: Group::Columns, words: &["null", "na", "all missing"],
        keys: &[(Markers, "a")], when: Condition::TableOpen, footer: Some((4, "all")),
        examples: &[screen(PENGUINS, "m a", "accepted")],
    }
    // Table
    Record {
        name: "record", title: "show the whole row", help: "Shows all fields of this row, one under the other, wrapped; of a malformed row also the text as it stands in the file.",
        group: Group::Table, words: &["detail", "row", "transpose"],
        keys: &[(Grid, "enter")], when: Condition::CellUnderCursor, footer: Some((16, "row")),
        examples: &[screen(PENGUINS, "enter", "bill_length_mm")],
    }
    Reading {
        name: "reading", title: "how this was read", help: "Shows how the file was read: separator, encoding, header, the rule behind each column's type, and everything that was found on the way, with row numbers.",
        group: Group::Table, words: &["dialect", "types", "findings", "errors", "info", "schema"],
        keys: &[(Grid, "i"), (Record, "i")], when: Condition::TableOpen, footer: Some((17, "info")),
        examples: &[screen(PENGUINS, "i", "separator")],
    }
    ReadOptions {
        name: "read-options", title: "read it differently", help: "Changes separator, quote, header, encoding or decimal sign, with a preview of the result before it is taken.",
        group: Group::Table, words: &["separator", "delimiter", "encoding", "header", "quote"],
        keys: &[(Grid, "O"), (Reading, "O")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, "O", "Separator")],
    }
    Open {
        name: "open", title: "open a file", help: "Opens another file, glob or folder. Tab completes the path.", group: Group::Table, words: &["load", "file"],
        args: &[arg("path", ArgKind::Path, Positional, "File, glob or folder")],
        keys: &[(Everywhere, "o")], footer: Some((40, "open")),
        examples: &[screen(CENSUS, "o `sample-data/penguins.csv` enter", "of 344")],
    }
    Convert {
        name: "convert", title: "write the rows to a file", help: "Writes the rows and columns of the view to a file; the ending of the name decides the form: .csv, .tsv, .json, .ndjson, .parquet, .arrow, each text form also with .gz or .zst. Any size streams through. The file appears whole or not at all.",
        group: Group::Table, words: &["export", "save as", "write", "csv", "parquet"],
        args: &[FILES],
        keys: &[(Grid, "e")], when: Condition::TableOpen, surface: Surface::Both,
        examples: &[
            screen(PENGUINS, "e", "Write"),
            line("convert sample-data/penguins.csv --to ndjson", "\"species\":\"Adelie\""),
        ],
    }
    Save {
        name: "save", title: "save the project", help: "Keeps source, read options and view in `ninefold.toml` beside the data, so that `ninefold ninefold.toml` opens it again as it is.",
        group: Group::Table, words: &["project", "session"],
        keys: &[(Everywhere, "ctrl-s")], when: Condition::TableOpen,
        examples: &[screen(PENGUINS, ": `save`", "save the project")],
    }
    Head {
        name: "head", title: "the first rows", help: "Prints the first rows, 10 unless told.", group: Group::Table, args: &[FILES, ROWS], surface: Surface::Headless,
        examples: &[line("head sample-data/penguins.csv -n 3 --to csv", "Adelie,Torgersen,39.1")],
    }
    Tail {
        name: "tail", title: "the last rows", help: "Prints the last rows, 10 unless told.", group: Group::Table, args: &[FILES, ROWS], surface: Surface::Headless,
        examples: &[line("tail sample-data/penguins.csv -n 1 --to csv", "Chinstrap,Dream,50.2")],
    }
    Sample {
        name: "sample", title: "random rows", help: "Prints rows drawn at random without replacement, 10 unless told, in the order of the file. The same seed draws the same rows.",
        group: Group::Table, args: &[FILES, ROWS, arg("seed", ArgKind::Number, Opt(None), "Seed of the draw, 0 unless told")], surface: Surface::Headless,
        examples: &[line("sample sample-data/penguins.csv -n 5 --seed 7 --to csv", "species,island")],
    }
    Count {
        name: "count", title: "the number of rows", help: "Prints the number of rows, after a condition if one is given.", group: Group::Table,
        args: &[FILES, arg("where", ArgKind::Sql, Opt(Some('w')), "Count only rows for which this SQL condition is true")], surface: Surface::Headless,
        examples: &[line("count sample-data/penguins.csv --where \"species = 'Gentoo'\"", "124")],
    }
    Schema {
        name: "schema", title: "columns and how the file was read", help: "Prints the columns with type, missing cells and the rule that decided the type, how the file was read, and every finding.",
        group: Group::Table, words: &["types", "dtypes", "info"], args: &[FILES, arg("json", ArgKind::Nothing, Flag, "All of it as JSON")], surface: Surface::Headless,
        examples: &[line("schema sample-data/penguins.csv", "body_mass_g")],
    }
    Profile {
        name: "profile", title: "what the columns look like", help: "Looks at every row once and prints each column's type, missing values, distinct values, shape and figures, duplicate rows, missing values, how columns go together, every column against the target, and findings with advice. `--fail-on` ends with exit code 1 for findings that were not accepted in the project file.",
        group: Group::Explore, words: &["describe", "summary", "statistics", "report", "html"], surface: Surface::Headless,
        args: &[
            FILES,
            arg("target", ArgKind::Column, Opt(None), "Column to be predicted; that of the project file unless told"),
            arg("positive", ArgKind::Text, Opt(None), "Class taken as positive; the rarer of two unless told"),
            arg("where", ArgKind::Sql, Opt(Some('w')), "Only rows for which this SQL condition is true"),
            arg("json", ArgKind::Nothing, Flag, "All figures as JSON; its schema is assets/profile.schema.json"),
            arg("html", ArgKind::Path, Opt(None), "Write a report as one HTML page that opens offline"),
            arg("force", ArgKind::Nothing, Flag, "Overwrite the page"),
            arg("plots", ArgKind::Number, Opt(None), "Also draw each column with about this many bars"),
            arg("fail-on", ArgKind::Text, Opt(None), "Exit with 1 on these findings: `missing>0.2,duplicates,leak`"),
        ],
        examples: &[
            line("profile sample-data/penguins.csv --null-values NA", "body_mass_g"),
            line("profile sample-data/census-employment.csv --target employed", "each column alone against the target"),
        ],
    }
    Compare {
        name: "compare", title: "compare two tables or parts of one", help: "Compares two tables, or two parts of one, column by column: Kolmogorov–Smirnov, Wasserstein, Jensen–Shannon, PSI and χ² with their settings, values never seen before, rows on both sides.",
        group: Group::Explore, words: &["drift", "difference", "versus"], surface: Surface::Headless,
        args: &[
            arg("file", ArgKind::Path, Repeated, "One table, or the old and the new one"),
            arg("where", ArgKind::Sql, Opt(Some('w')), "Rows for which this SQL condition is true against the others"),
            arg("time-cut", ArgKind::Text, Opt(None), "Rows before a moment against those from it on: `day=2013-07-01`"),
            arg("halves", ArgKind::Nothing, Flag, "The first half of the rows against the second"),
            arg("json", ArgKind::Nothing, Flag, "All figures as JSON"),
            arg("fail-on-drift", ArgKind::Nothing, Flag, "Exit with 1 if a column drifted far or is on one side only"),
        ],
        examples: &[
            line("compare sample-data/census-employment.csv sample-data/census-employment-2018.parquet", "existing_score"),
            line("compare sample-data/penguins.csv --null-values NA --where \"island = 'Dream'\"", "species"),
        ],
    }
    Check {
        name: "check", title: "hold the rows against a contract", help: "Checks types, missing values, ranges, allowed values and uniqueness of each column against the contract in the project file, and exits with 1 if it is broken. `--infer` writes a contract read from the rows, to be edited.",
        group: Group::Explore, words: &["validate", "schema", "contract", "expectations"], surface: Surface::Headless,
        args: &[
            FILES,
            arg("contract", ArgKind::Path, Opt(None), "Project file with the contract; the one beside the data unless told"),
            arg("infer", ArgKind::Nothing, Flag, "Write a contract read from the rows into the project file"),
            arg("where", ArgKind::Sql, Opt(Some('w')), "Only rows for which this SQL condition is true"),
            arg("json", ArgKind::Nothing, Flag, "The violations as JSON"),
        ],
        examples: &[line("check sample-data/penguins.csv --null-values NA --contract examples/penguins.ninefold.toml", "the contract of 8 columns holds")],
    }
    // Copy
    CopyCell {
        name: "copy-cell", title: "copy this cell", help: "Copies the whole value to the clipboard of your terminal (OSC 52, works over ssh) and, if there is one, of this machine.", group: Group::Copy, words: &["yank", "clipboard"],
        keys: &[(Grid, "y y"), (Values, "y y")], when: Condition::CellUnderCursor, footer: Some((25, "copy")),
        examples: &[screen(PENGUINS, "y y", "copied")],
    }
    CopyRow {
        name: "copy-row", title: "copy this row", help: "Copies the row with tabs between the fields.", group: Group::Copy, words: &["yank", "clipboard"],
        keys: &[(Grid, "y r"), (Record, "y r")], when: Condition::CellUnderCursor,
        examples: &[screen(PENGUINS, "y r", "copied")],
    }
    CopyColumn {
        name: "copy-column", title: "copy this column", help: "Copies the values of this column in the view, one a line, at most 100,000 of them; what is left out is said.", group: Group::Copy, words: &["yank", "clipboard"],
        keys: &[(Grid, "y c")], when: Condition::CellUnderCursor,
        examples: &[screen(PENGUINS, "y c", "copied")],
    }
    // Stages
    Stage1 { name: "stage-1", title: "1 Problem", help: "Goes to the stage Problem.", group: Group::Stages, keys: &[(Everywhere, "1")], examples: &[screen(PENGUINS, "1", "what must be beaten")] }
    Stage2 { name: "stage-2", title: "2 Data", help: "Goes to the stage Data: the table.", group: Group::Stages, keys: &[(Everywhere, "2")], examples: &[screen(PENGUINS, "1 2", "row 1 of 344")] }
    Stage3 { name: "stage-3", title: "3 Explore", help: "Goes to the stage Explore.", group: Group::Stages, keys: &[(Everywhere, "3")], examples: &[screen(PENGUINS, "3", "C Columns")] }
    Stage4 { name: "stage-4", title: "4 Features", help: "Goes to the stage Features.", group: Group::Stages, keys: &[(Everywhere, "4")], examples: &[screen(PENGUINS, "4", "What should a model see?")] }
    Stage5 { name: "stage-5", title: "5 Models", help: "Goes to the stage Models.", group: Group::Stages, keys: &[(Everywhere, "5")], examples: &[screen(PENGUINS, "5", "Who competes?")] }
    Stage6 { name: "stage-6", title: "6 Train", help: "Goes to the stage Train.", group: Group::Stages, keys: &[(Everywhere, "6")], examples: &[screen(PENGUINS, "6", "Do they converge?")] }
    Stage7 { name: "stage-7", title: "7 Evaluate", help: "Goes to the stage Evaluate.", group: Group::Stages, keys: &[(Everywhere, "7")], examples: &[screen(PENGUINS, "7", "Is it good")] }
    Stage8 { name: "stage-8", title: "8 Deploy", help: "Goes to the stage Deploy.", group: Group::Stages, keys: &[(Everywhere, "8")], examples: &[screen(PENGUINS, "8", "How does it leave?")] }
    Stage9 { name: "stage-9", title: "9 Monitor", help: "Goes to the stage Monitor.", group: Group::Stages, keys: &[(Everywhere, "9")], examples: &[screen(PENGUINS, "9", "Is it still true?")] }
    // Program
    Undo {
        name: "undo", title: "undo", help: "Takes back the last change of the view: condition, order, type, marker, column.", group: Group::Program,
        keys: &[(Everywhere, "U")], when: Condition::CanUndo, footer: Some((18, "undo")),
        examples: &[screen(PENGUINS, ", U", "row 1 of 344")],
    }
    Redo {
        name: "redo", title: "redo", help: "Does again what was undone.", group: Group::Program,
        keys: &[(Everywhere, "R")], when: Condition::CanRedo,
        examples: &[screen(PENGUINS, ", U R", "152 of 344")],
    }
    Palette {
        name: "palette", title: "all commands", help: "Lists all commands; type a part of a name or of what you want to narrow the list. A command may be followed by its argument: `filter age > 40`.",
        group: Group::Program, words: &["command"],
        keys: &[(Everywhere, ":")], footer: Some((2, "commands")),
        examples: &[screen(PENGUINS, ": `sort`", "sort by columns")],
    }
    Help {
        name: "help", title: "help for this place", help: "Shows the keys of this place and what is seen here.", group: Group::Program,
        keys: &[(Everywhere, "?"), (Everywhere, "f1"), (List, "f1"), (Prompt, "f1"), (Dialog, "f1")], footer: Some((1, "help")),
        examples: &[screen(PENGUINS, "?", "first row")],
    }
    Jobs {
        name: "jobs", title: "what is running", help: "Lists the running and the last ended jobs with progress; Enter or `x` cancels the one under the cursor.", group: Group::Program, words: &["tasks", "progress"],
        keys: &[(Everywhere, "J")],
        examples: &[screen(PENGUINS, "J", "Jobs")],
    }
    Cancel {
        name: "cancel", title: "cancel", help: "Closes what is open, stops what is running, or drops what is half typed.", group: Group::Program, words: &["stop", "abort"],
        keys: &[(Everywhere, "esc"), (List, "esc"), (Prompt, "esc"), (Dialog, "esc"), (Confirm, "esc"), (Confirm, "n"), (List, "ctrl-c"), (Prompt, "ctrl-c"), (Dialog, "ctrl-c"), (Confirm, "ctrl-c"), (Everywhere, "ctrl-c")],
        footer: Some((60, "cancel")),
        examples: &[screen(PENGUINS, "? esc", "row 1 of 344")],
    }
    Back {
        name: "back", title: "back", help: "Goes back to where you came from; from the table, asks whether to quit.", group: Group::Program, words: &["close", "leave"],
        keys: &[(Everywhere, "q")], footer: Some((50, "back")),
        examples: &[screen(PENGUINS, "enter q", "row 1 of 344")],
    }
    Quit {
        name: "quit", title: "quit", help: "Ends ninefold at once.", group: Group::Program, words: &["exit"],
        keys: &[(Everywhere, "Q"), (Everywhere, "ctrl-q")],
        examples: &[screen(PENGUINS, ": `quit`", "quit")],
    }
    Redraw {
        name: "redraw", title: "draw the screen anew", help: "Clears the screen and draws it anew, after something else wrote on it.", group: Group::Program, words: &["refresh"],
        keys: &[(Everywhere, "ctrl-l")],
        examples: &[screen(PENGUINS, "ctrl-l", "row 1 of 344")],
    }
    Suspend {
        name: "suspend", title: "suspend to the shell", help: "Gives the terminal back to the shell; `fg` returns.", group: Group::Program,
        keys: &[(Everywhere, "ctrl-z")],
        examples: &[screen(PENGUINS, ": `suspend`", "suspend to the shell")],
    }
    Theme {
        name: "theme", title: "colours", help: "Chooses the colours: dark, light, 16 colours or none.", group: Group::Program, words: &["dark", "light", "colour", "color"],
        args: &[arg("theme", ArgKind::Choice(&["dark", "light", "ansi", "none"]), Positional, "Name of the theme")],
        examples: &[screen(PENGUINS, ": `theme` enter", "light")],
    }
    Commands {
        name: "commands", title: "the command reference", help: "Prints the reference of all commands and keys as Markdown.", group: Group::Program, surface: Surface::Headless,
        examples: &[line("commands", "| `sort-ascending` |")],
    }
    Completions {
        name: "completions", title: "shell completions", help: "Prints completions for a shell.", group: Group::Program, surface: Surface::Headless,
        args: &[arg("shell", ArgKind::Choice(&["bash", "zsh", "fish", "elvish", "powershell"]), Positional, "The shell")],
        examples: &[line("completions bash", "_ninefold")],
    }
    Man {
        name: "man", title: "the man page", help: "Prints the man page in troff.", group: Group::Program, surface: Surface::Headless,
        args: &[arg("command", ArgKind::Text, OptionalPositional, "A subcommand, for its own page")],
        examples: &[line("man", ".TH ninefold")],
    }
    // Dialogs
    Accept {
        name: "accept", title: "accept", help: "Takes what is chosen or typed.", group: Group::Dialogs,
        keys: &[(List, "enter"), (Prompt, "enter"), (Dialog, "enter"), (Values, "enter"), (Welcome, "enter"), (Reading, "enter"), (Confirm, "enter"), (Confirm, "y"), (Explore, "enter"), (Jobs, "enter"), (Jobs, "x")],
        footer: Some((3, "choose")),
        examples: &[screen(PENGUINS, "F enter", "152 of 344")],
    }
    Complete {
        name: "complete", title: "complete, or switch", help: "Completes the path or name that is being typed; in the search prompt switches between all columns and this one; in the list of columns hides or shows one; in a dialog goes to the next field.", group: Group::Dialogs,
        keys: &[(Prompt, "tab"), (Dialog, "tab"), (List, "tab")], footer: Some((5, "complete")),
        examples: &[screen(PENGUINS, "/ tab", "species")],
    }
    CompleteBack {
        name: "complete-back", title: "the other way", help: "As complete, backwards.", group: Group::Dialogs,
        keys: &[(Prompt, "shift-tab"), (Dialog, "shift-tab"), (List, "shift-tab")],
        examples: &[screen(PENGUINS, "O shift-tab", "Separator")],
    }
    HistoryBack {
        name: "history-back", title: "what was typed before", help: "Puts the line typed before into the prompt.", group: Group::Dialogs,
        keys: &[(Prompt, "up"), (Prompt, "ctrl-p")],
        examples: &[screen(PENGUINS, "/ `gentoo` enter / up", "gentoo")],
    }
    HistoryForward {
        name: "history-forward", title: "what was typed after", help: "Puts the line typed after that into the prompt.", group: Group::Dialogs,
        keys: &[(Prompt, "down"), (Prompt, "ctrl-n")],
        examples: &[screen(PENGUINS, "/ `gentoo` enter / up down", "Search")],
    }
    Toggle {
        name: "toggle", title: "switch on or off", help: "Switches the entry under the cursor: hides or shows a column, accepts or rejects a missing marker, changes an option.", group: Group::Dialogs,
        keys: &[(Dialog, "space"), (Markers, "space"), (Markers, "enter"), (List, "ctrl-t"), (List, "ins")], footer: Some((4, "switch")),
        examples: &[screen(PENGUINS, "O space", "Separator")],
    }
    NextPane {
        name: "next-pane", title: "next pane", help: "Goes to the next pane of this place.", group: Group::Dialogs,
        keys: &[(Everywhere, "tab")], footer: Some((45, "next pane")),
        examples: &[screen(PENGUINS, "i tab", "separator")],
    }
    PreviousPane {
        name: "previous-pane", title: "previous pane", help: "Goes to the pane before.", group: Group::Dialogs,
        keys: &[(Everywhere, "shift-tab")],
        examples: &[screen(PENGUINS, "i shift-tab", "separator")],
    }
}
