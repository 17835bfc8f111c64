//! Everything the screen knows. Each part belongs to the module it is named after; this one only says what lies above
//! what, and therefore which place the keys belong to.

use crate::confirm::ConfirmState;
use crate::dialog::DialogState;
use crate::explore::ExploreState;
use crate::help::HelpState;
use crate::jobs::{JobsPane, JobsState};
use crate::list::ListState;
use crate::markers::MarkersState;
use crate::msg::Effect;
use crate::prompt::{Histories, PromptState};
use crate::reading::ReadingState;
use crate::record::RecordState;
use crate::table::Table;
use crate::theme::Theme;
use crate::values::ValuesState;
use crate::welcome::WelcomeState;
use ninefold_base::Problem;
use ninefold_base::command::{Condition, Context};
use ninefold_base::keys::{Key, Keymap};
use ninefold_base::message::{Request, TableId, ViewId, Welcome};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::stage::Stage;

/// A pane that takes the place of the grid until one goes back.
#[derive(Debug, Clone)]
pub enum Place {
    Record(RecordState),
    Values(ValuesState),
    Reading(ReadingState),
    Markers(MarkersState),
    Jobs(JobsPane),
    Help(HelpState),
}

/// Something above the panes that takes all keys.
#[derive(Debug, Clone)]
pub enum Overlay {
    List(ListState),
    Prompt(PromptState),
    Dialog(Box<DialogState>),
    Confirm(ConfirmState),
}

/// A table that was asked for and has not opened yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub table: TableId,
    pub source: Source,
    pub options: ReadOptions,
}

/// One line for the status bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub tone: Tone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Note,
    Warning,
}

/// The newest names given to tables and views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ids {
    table: u64,
    view: u64,
}

impl Ids {
    pub fn table(&mut self) -> TableId {
        self.table += 1;
        TableId(self.table)
    }

    pub fn view(&mut self) -> ViewId {
        self.view += 1;
        ViewId(self.view)
    }
}

#[derive(Debug, Clone)]
pub struct State {
    pub width: u16,
    pub height: u16,
    pub keymap: Keymap,
    pub theme: Theme,
    pub stage: Stage,
    pub welcome: WelcomeState,
    pub opening: Option<Opening>,
    pub table: Option<Table>,
    /// Panes above the grid, the topmost last.
    pub places: Vec<Place>,
    pub overlay: Option<Overlay>,
    /// Keys of a sequence that is not whole yet.
    pub pending: Vec<Key>,
    pub notice: Option<Notice>,
    pub problem: Option<Problem>,
    pub jobs: JobsState,
    pub explore: ExploreState,
    pub histories: Histories,
    pub ids: Ids,
    /// A border of the grid's header that the mouse holds.
    pub dragging: Option<crate::grid::Drag>,
    /// The file that is being written, to ask whether to overwrite it.
    pub writing: Option<String>,
    /// Advances with each tick: the spinner.
    pub ticks: u64,
    /// What the runtime is to do; taken by `update`.
    pub outbox: Vec<Effect>,
}

impl State {
    pub fn new(width: u16, height: u16, keymap: Keymap, theme: Theme, welcome: Welcome) -> Self {
        Self {
            width,
            height,
            keymap,
            theme,
            stage: Stage::Data,
            welcome: WelcomeState::new(welcome),
            opening: None,
            table: None,
            places: Vec::new(),
            overlay: None,
            pending: Vec::new(),
            notice: None,
            problem: None,
            jobs: JobsState::default(),
            explore: ExploreState::default(),
            histories: Histories::default(),
            ids: Ids::default(),
            dragging: None,
            writing: None,
            ticks: 0,
            outbox: Vec::new(),
        }
    }

    pub fn send(&mut self, request: Request) {
        self.outbox.push(Effect::Send(request));
    }

    pub fn send_some(&mut self, request: Option<Request>) {
        self.outbox.extend(request.map(Effect::Send));
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Note });
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Warning });
    }

    /// Asks the engine to open a table; what is open stays until the new one has rows.
    pub fn open(&mut self, source: Source, options: ReadOptions) {
        let table = self.ids.table();
        self.opening = Some(Opening { table, source: source.clone(), options: options.clone() });
        self.stage = Stage::Data;
        self.problem = None;
        self.send(Request::Open { table, source, options });
    }

    /// The place that the keys belong to.
    pub fn context(&self) -> Context {
        match &self.overlay {
            Some(Overlay::List(_)) => Context::List,
            Some(Overlay::Prompt(_)) => Context::Prompt,
            Some(Overlay::Dialog(_)) => Context::Dialog,
            Some(Overlay::Confirm(_)) => Context::Confirm,
            None => self.place_context(),
        }
    }

    /// As [`State::context`], of what lies below an overlay.
    pub fn place_context(&self) -> Context {
        match self.places.last() {
            Some(Place::Record(_)) => Context::Record,
            Some(Place::Values(_)) => Context::Values,
            Some(Place::Reading(_)) => Context::Reading,
            Some(Place::Markers(_)) => Context::Markers,
            Some(Place::Jobs(_)) => Context::Jobs,
            Some(Place::Help(_)) => Context::Help,
            None if !self.stage.is_built() => Context::Stage,
            None if self.stage == Stage::Explore => crate::explore::context(self),
            None if self.table.is_some() => Context::Grid,
            None => Context::Welcome,
        }
    }

    pub fn holds(&self, condition: Condition) -> bool {
        let table = self.table.as_ref();
        match condition {
            Condition::Always => true,
            Condition::TableOpen => table.is_some(),
            Condition::CellUnderCursor => table.is_some_and(Table::has_cell),
            Condition::Filtered => table.is_some_and(|table| !table.spec.filters.is_empty()),
            Condition::Searched => table.is_some_and(|table| table.searched.is_some()),
            Condition::JobRunning => !self.jobs.running.is_empty(),
            Condition::CanUndo => table.is_some_and(|table| !table.undo.is_empty()),
            Condition::CanRedo => table.is_some_and(|table| !table.redo.is_empty()),
            Condition::Profiled => table.is_some() && self.explore.known().is_some(),
            Condition::TargetChosen => crate::explore::target_of(self).is_some(),
        }
    }

    /// True while something on the screen moves by itself and ticks are needed.
    pub fn animates(&self) -> bool {
        self.opening.is_some()
            || self.table.as_ref().is_some_and(|table| table.wanted.is_some())
            || !self.jobs.running.is_empty()
            || crate::explore::animates(self)
    }
}
