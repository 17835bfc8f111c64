//! Lists one types into: all commands, columns, types, themes. The best match comes first.

pub mod view;

use crate::commands::run_command;
use crate::explore::{self, columns::ColumnOrder};
use crate::grid;
use crate::layout;
use crate::line_edit::LineEdit;
use crate::list_cursor::{ListCursor, Motion};
use crate::state::{Overlay, State};
use crate::table::Table;
use crate::theme::{Theme, ThemeName};
use crate::words;
use ninefold_base::ColumnId;
use ninefold_base::command::{COMMANDS, CommandId, by_name, command};
use ninefold_base::keys::Key;
use ninefold_base::profile::target::{TargetProfile, Task};
use ninefold_base::view::TypeChoice;

/// Matches that are put in order by more than the matcher's score.
const RANKED: usize = 2_000;

/// What an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Command(CommandId),
    Column(ColumnId),
    Type(ColumnId, TypeChoice),
    Theme(ThemeName),
    ColumnOrder(ColumnOrder),
    /// A column as the target, or no target.
    Target(Option<ColumnId>),
    /// A class of the target by its place in the profile, or the rarer one.
    Class(Option<usize>),
    Task(Option<Task>),
}

#[derive(Debug, Clone)]
pub struct ListState {
    pub title: String,
    pub input: LineEdit,
    /// Entries with the text that is searched.
    entries: Vec<Entry>,
    texts: Vec<String>,
    /// Indices of the entries that match, best first.
    pub matches: Vec<usize>,
    pub cursor: ListCursor,
}

impl ListState {
    fn new(title: impl Into<String>, entries: Vec<Entry>, texts: Vec<String>) -> Self {
        let matches = (0..entries.len()).collect();
        Self { title: title.into(), input: LineEdit::default(), entries, texts, matches, cursor: ListCursor::default() }
    }

    /// All commands of the screen, in the order of the table.
    pub fn palette(_state: &State) -> Self {
        let rows: Vec<_> = COMMANDS.iter().filter(|row| row.on_screen()).collect();
        let texts = rows.iter().map(|row| format!("{} {} {}", row.name, row.title, row.words.join(" "))).collect();
        Self::new("Commands", rows.iter().map(|row| Entry::Command(row.id)).collect(), texts)
    }

    /// All columns, hidden ones too, in the order of the layout; the cursor's is chosen.
    pub fn columns(table: &Table) -> Self {
        let ids = table.ordered();
        let texts = ids.iter().map(|id| table.name(*id)).collect();
        let current = table.current_column();
        let mut list = Self::new(
            format!("Columns of {}", table.info.title),
            ids.iter().copied().map(Entry::Column).collect(),
            texts,
        );
        list.cursor.selected = current.and_then(|current| ids.iter().position(|id| *id == current)).unwrap_or(0);
        list
    }

    pub fn types(table: &Table, column: ColumnId) -> Self {
        let texts = TypeChoice::ALL.iter().map(|choice| choice.label().to_string()).collect();
        let mut list = Self::new(
            format!("Read {} as", table.title(column)),
            TypeChoice::ALL.iter().map(|choice| Entry::Type(column, *choice)).collect(),
            texts,
        );
        let chosen = table.spec.interpretation.types.get(&column);
        let kind = table.column(column).map(|column| column.dtype.kind.label());
        list.cursor.selected = TypeChoice::ALL
            .iter()
            .position(|choice| Some(choice) == chosen || chosen.is_none() && Some(choice.label()) == kind)
            .unwrap_or(0);
        list
    }

    pub fn themes(state: &State) -> Self {
        let texts = ThemeName::ALL.iter().map(|theme| theme.label().to_string()).collect();
        let mut list = Self::new("Colours", ThemeName::ALL.iter().copied().map(Entry::Theme).collect(), texts);
        list.cursor.selected = ThemeName::ALL.iter().position(|theme| *theme == state.theme.name).unwrap_or(0);
        list
    }

    pub fn column_orders(state: &State) -> Self {
        let texts = ColumnOrder::ALL.iter().map(|order| format!("{} {}", order.label(), order.describe())).collect();
        let mut list = Self::new(
            "Order of the columns",
            ColumnOrder::ALL.iter().copied().map(Entry::ColumnOrder).collect(),
            texts,
        );
        list.cursor.selected =
            ColumnOrder::ALL.iter().position(|order| *order == state.explore.columns.order).unwrap_or(0);
        list
    }

    /// All columns as targets, and none; the one in force is chosen, else the one under the cursor.
    pub fn targets(state: &State) -> Self {
        let columns = state.table.as_ref().map_or(&[][..], |table| table.columns.as_slice());
        let ids = (0..columns.len() as u32).map(ColumnId);
        let texts = columns.iter().map(|column| column.name.clone()).chain(["none".to_string()]).collect();
        let entries: Vec<Entry> = ids.map(|id| Entry::Target(Some(id))).chain([Entry::Target(None)]).collect();
        let mut list = Self::new("The column to be predicted", entries, texts);
        let chosen = explore::target_of(state).map(|target| target.column).or(match state.explore.pane {
            explore::Pane::Columns => state.explore.columns.current(),
            explore::Pane::Missing => explore::missing::update::current(state),
            explore::Pane::Findings => explore::findings::update::column(state),
            explore::Pane::Target => None,
        });
        list.cursor.selected = chosen.map_or(0, ColumnId::index).min(list.total() - 1);
        list
    }

    pub fn classes(target: &TargetProfile) -> Self {
        let texts: Vec<String> = target.classes.iter().map(|class| words::value_text(&class.value)).collect();
        let rarer = ["the rarer class".to_string()];
        let entries = (0..texts.len()).map(|place| Entry::Class(Some(place))).chain([Entry::Class(None)]).collect();
        let mut list = Self::new("The positive class", entries, texts.into_iter().chain(rarer).collect());
        let chosen = target.classes.iter().position(|class| target.positive.as_ref() == Some(&class.value));
        list.cursor.selected = chosen.unwrap_or(0);
        list
    }

    pub fn tasks(state: &State) -> Self {
        let tasks = [None, Some(Task::Binary), Some(Task::Multiclass), Some(Task::Regression)];
        let texts = tasks.iter().map(|task| task.map_or("inferred", Task::label).to_string()).collect();
        let mut list = Self::new("What is predicted", tasks.into_iter().map(Entry::Task).collect(), texts);
        list.cursor.selected = tasks.iter().position(|task| *task == state.explore.decisions.task).unwrap_or(0);
        list
    }

    pub fn entry(&self, place: usize) -> Option<Entry> {
        self.matches.get(place).map(|index| self.entries[*index])
    }

    pub fn len(&self) -> usize {
        self.matches.len()
    }

    pub fn is_empty(&self) -> bool {
        self.matches.is_empty()
    }

    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// A command's name followed by its argument, where the line says so.
    pub fn with_argument(&self) -> Option<(CommandId, &str)> {
        let (name, argument) = self.input.text.trim_start().split_once(' ')?;
        let row = by_name(name).filter(|row| row.on_screen() && !row.args.is_empty())?;
        let argument = argument.trim();
        let known = self.entries.contains(&Entry::Command(row.id));
        (known && !argument.is_empty()).then_some((row.id, argument))
    }

    /// Finds the entries again after the line changed.
    pub fn refresh(&mut self) {
        self.cursor = ListCursor::default();
        let wanted = self.input.text.trim().to_string();
        if wanted.is_empty() {
            self.matches = (0..self.entries.len()).collect();
            return;
        }
        if let Some((id, _)) = self.with_argument() {
            self.matches = self.entries.iter().position(|entry| *entry == Entry::Command(id)).into_iter().collect();
            return;
        }
        let mut matcher = frizbee::Matcher::new(&wanted, &frizbee::Config::default());
        let found: Vec<usize> = matcher.match_list(&self.texts).iter().map(|found| found.index as usize).collect();
        let lower = wanted.to_lowercase();
        // The name itself, then its beginning, then a word's beginning, then a part of it, then the matcher's own order.
        let rank = |index: &usize| {
            let text = self.texts[*index].to_lowercase();
            let name = match self.entries[*index] {
                Entry::Command(id) => command(id).name,
                Entry::Column(_)
                | Entry::Type(..)
                | Entry::Theme(_)
                | Entry::ColumnOrder(_)
                | Entry::Target(_)
                | Entry::Class(_)
                | Entry::Task(_) => text.as_str(),
            };
            if name == lower {
                0
            } else if name.starts_with(&lower) {
                1
            } else if text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&lower)) {
                2
            } else if text.contains(&lower) {
                3
            } else {
                4
            }
        };
        // Letters scattered over a name may be meant; scattered over a sentence they are chance.
        let meant = |rank: u8, index: usize| match self.entries[index] {
            Entry::Command(id) => rank < 4 || is_scattered(&lower, id.name()),
            Entry::Column(_)
            | Entry::Type(..)
            | Entry::Theme(_)
            | Entry::ColumnOrder(_)
            | Entry::Target(_)
            | Entry::Class(_)
            | Entry::Task(_) => true,
        };
        // Only the best are put in order again: nobody scrolls through more, and there may be 100,000 columns.
        let (best, rest) = found.split_at(found.len().min(RANKED));
        let mut ranked: Vec<(u8, usize)> =
            best.iter().map(|index| (rank(index), *index)).filter(|(rank, index)| meant(*rank, *index)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        self.matches = ranked.into_iter().map(|(_, index)| index).chain(rest.iter().copied()).collect();
    }
}

/// True if the letters of `wanted` occur in `name` in that order.
fn is_scattered(wanted: &str, name: &str) -> bool {
    let mut letters = name.chars();
    wanted.chars().all(|letter| letters.any(|other| other == letter))
}

fn current(state: &mut State) -> Option<&mut ListState> {
    match &mut state.overlay {
        Some(Overlay::List(list)) => Some(list),
        Some(Overlay::Prompt(_) | Overlay::Dialog(_) | Overlay::Confirm(_)) | None => None,
    }
}

pub fn typed(state: &mut State, key: Key) -> bool {
    let Some(list) = current(state) else { return false };
    let did = list.input.typed(key);
    if did {
        list.refresh();
    }
    did
}

pub fn moved(state: &mut State, motion: Motion) {
    let body = layout::body(state.width, state.height);
    let Some(list) = current(state) else { return };
    let height = view::rows(list, body).height;
    list.cursor.moved(motion, list.matches.len(), height);
}

pub fn accept(state: &mut State) {
    let Some(list) = current(state) else { return };
    let argument = list.with_argument().map(|(id, argument)| (id, argument.to_string()));
    let Some(entry) = list.entry(list.cursor.selected) else { return };
    state.overlay = None;
    match (entry, argument) {
        (Entry::Command(_), Some((id, argument))) => run_command(state, id, Some(&argument)),
        (Entry::Command(id), None) => run_command(state, id, None),
        (Entry::Column(id), _) => go_to(state, id),
        (Entry::Type(column, choice), _) => grid::change::set_type(state, column, choice),
        (Entry::Theme(theme), _) => state.theme = Theme::of(theme),
        (Entry::ColumnOrder(order), _) => explore::columns::update::set_order(state, order),
        (Entry::Target(column), _) => explore::target::update::set_target(state, column),
        (Entry::Class(place), _) => {
            let classes = explore::target::update::target(state).map_or(&[][..], |target| target.classes.as_slice());
            let class = place.and_then(|place| classes.get(place)).map(|class| class.value.plain());
            explore::target::update::set_positive(state, class);
        }
        (Entry::Task(task), _) => explore::target::update::set_task(state, task),
    }
}

fn go_to(state: &mut State, id: ColumnId) {
    let hidden = state.table.as_ref().is_some_and(|table| table.spec.layout.hidden.contains(&id));
    if hidden {
        grid::change::change(state, |_, spec| {
            spec.layout.hidden.remove(&id);
        });
    }
    if let Some(table) = &mut state.table {
        table.move_to_column(id);
    }
}

/// Tab: completes a command's name so that its argument can be typed; hides or shows a column.
pub fn complete(state: &mut State) {
    let Some(list) = current(state) else { return };
    match list.entry(list.cursor.selected) {
        Some(Entry::Command(id)) => {
            list.input.set(format!("{} ", id.name()));
            list.refresh();
            let place = list.matches.iter().position(|index| list.entries[*index] == Entry::Command(id));
            list.cursor.selected = place.unwrap_or(0);
        }
        Some(Entry::Column(_)) => toggle(state),
        Some(
            Entry::Type(..)
            | Entry::Theme(_)
            | Entry::ColumnOrder(_)
            | Entry::Target(_)
            | Entry::Class(_)
            | Entry::Task(_),
        )
        | None => {}
    }
}

pub fn toggle(state: &mut State) {
    let Some(Entry::Column(id)) = current(state).and_then(|list| list.entry(list.cursor.selected)) else { return };
    let last = state.table.as_ref().is_some_and(|table| table.shown == [id]);
    if last {
        state.warn("this is the last column that is shown");
        return;
    }
    grid::change::change(state, |_, spec| {
        if !spec.layout.hidden.remove(&id) {
            spec.layout.hidden.insert(id);
        }
    });
}
