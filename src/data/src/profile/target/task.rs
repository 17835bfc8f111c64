//! What kind of prediction a column asks for, by rules that can be told.

use ninefold_base::explore::Target;
use ninefold_base::format::{counted, grouped};
use ninefold_base::profile::Role;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::Task;
use ninefold_base::{Cell, Problem, TypeKind};

/// Whole numbers with more different values than this are a quantity, not classes.
pub const MOST_NUMBER_CLASSES: u64 = 10;

/// What the decision rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub name: String,
    pub kind: TypeKind,
    /// Different values, missing not counted.
    pub distinct: u64,
    /// All values are whole numbers.
    pub whole: bool,
    /// The commonest values, most frequent first, ties in order of value.
    pub classes: Vec<(Cell, u64)>,
}

impl Facts {
    pub fn of(profile: &ColumnProfile) -> Self {
        Self {
            name: profile.name.clone(),
            kind: profile.kind,
            distinct: profile.distinct.value,
            whole: profile.kind == TypeKind::Integer || profile.number().is_some_and(|number| number.whole),
            classes: profile.top.iter().map(|top| (top.value.clone(), top.rows)).collect(),
        }
    }
}

/// The task, why it is this one, and the positive class of a binary task.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub task: Task,
    /// "`employed` is text with 2 different values".
    pub reason: String,
    pub positive: Option<Cell>,
}

/// The task asked for if it fits, else the one that the values suggest: two values are binary, texts and few whole
/// numbers are classes, other numbers and times a quantity. Of two classes the rarer is positive unless one was chosen.
pub fn decide(facts: &Facts, target: &Target) -> Result<Decided, Problem> {
    let Facts { name, kind, distinct, .. } = facts;
    let refuse = |why: String, fix: &str| Err(Problem::new(format!("`{name}` cannot be the target"), why, fix));
    let another = "choose another column as target";
    let role = Role::of(*kind);
    if role == Role::Other {
        return refuse(format!("it is a column of type {}", kind.label()), another);
    }
    if *distinct < 2 {
        let why = if *distinct == 0 { "no row has a value" } else { "it has the same value in every row" };
        return refuse(why.into(), another);
    }
    let is = format!("`{name}` is {} with {} different values", kind.label(), grouped(*distinct));
    let (task, reason) = match target.task {
        Some(Task::Regression) if role == Role::Category => {
            return refuse(format!("regression needs a number, and {is}"), "choose binary or multiclass");
        }
        Some(Task::Binary) if *distinct > 2 && target.positive.is_none() => {
            return refuse(format!("{is}, and none of them is said to be positive"), "choose the positive class");
        }
        Some(task) => (task, format!("chosen; {is}")),
        None if target.positive.is_some() => (Task::Binary, format!("a positive class was chosen; {is}")),
        None if *distinct == 2 => (Task::Binary, is),
        None if role == Role::Category => (Task::Multiclass, is),
        None if facts.whole && *distinct <= MOST_NUMBER_CLASSES => {
            (Task::Multiclass, format!("{is}, all whole: at most {MOST_NUMBER_CLASSES} are taken as classes"))
        }
        None => (Task::Regression, is),
    };
    let positive = if task == Task::Binary { Some(positive_class(facts, target)?) } else { None };
    Ok(Decided { task, reason, positive })
}

fn positive_class(facts: &Facts, target: &Target) -> Result<Cell, Problem> {
    let rarer = || facts.classes.last().map(|(cell, _)| cell.clone());
    let Some(chosen) = &target.positive else {
        // Two distinct values, both among the commonest.
        return rarer().ok_or_else(|| {
            Problem::new("could not look at the target", "its classes were not counted", "choose the positive class")
        });
    };
    // Chosen as text in the project file, or as the cell itself.
    let known = facts.classes.iter().find(|(cell, _)| cell == chosen || cell.plain() == chosen.plain());
    if let Some((cell, _)) = known {
        return Ok(cell.clone());
    }
    if facts.distinct as usize > facts.classes.len() {
        return Ok(chosen.clone());
    }
    let listed: Vec<String> = facts.classes.iter().take(5).map(|(cell, _)| format!("`{}`", cell.plain())).collect();
    let more = facts.classes.len().saturating_sub(5) as u64;
    let more = if more > 0 { format!(" and {} more", counted(more, "value")) } else { String::new() };
    Err(Problem::new(
        format!("`{}` cannot be the positive class", chosen.plain()),
        format!("no row of `{}` has it; there are {}{more}", facts.name, listed.join(", ")),
        "choose one of them",
    ))
}
