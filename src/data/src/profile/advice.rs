//! What the number of rows and the balance of the classes allow, as sentences.

use super::target::task::Decided;
use ninefold_base::Figure;
use ninefold_base::format::{counted, grouped};
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::profile::target::Task;

/// Above this share of the commonest class, accuracy says little.
const MAJORITY: f64 = 0.8;
/// Rows of the rarest class for each column below which a linear model is not to be trusted (Peduzzi et al. 1996), and
/// those that are comfortable.
const EVENTS_PER_COLUMN: u64 = 10;
const COMFORTABLE_EVENTS: u64 = 20;
/// Rows for each column that a regression needs (Harrell, Regression Modeling Strategies, 4.4).
const ROWS_PER_COLUMN: u64 = 15;
/// Rows of a class in a part of the data below which its rates are too uncertain to choose by.
const RAREST_IN_TEST: u64 = 30;
/// The share that the test part usually has.
const TEST_SHARE: f64 = 0.2;

/// What accuracy cannot tell, and what so many rows and columns allow.
pub fn about_target(profile: &ColumnProfile, decided: &Decided, majority: &Figure, columns: usize) -> Vec<String> {
    let mut advice = Vec::new();
    let missing = profile.counts.rows - profile.present();
    if missing > 0 {
        advice.push(format!("{} without a target: no part in training or evaluation", rows_have(missing)));
    }
    match decided.task {
        Task::Regression => advice.extend(about_rows(profile.present(), columns)),
        Task::Binary | Task::Multiclass => {
            advice.extend(about_accuracy(profile, decided, majority));
            advice.extend(about_classes(profile, decided, columns));
        }
    }
    advice
}

fn rows_have(rows: u64) -> String {
    format!("{} {}", counted(rows, "row"), if rows == 1 { "is" } else { "are" })
}

fn about_accuracy(profile: &ColumnProfile, decided: &Decided, majority: &Figure) -> Option<String> {
    let share = majority.value().filter(|share| *share >= MAJORITY)?;
    let look_at = match decided.task {
        Task::Binary => "average precision, recall at a chosen precision, and cost",
        Task::Multiclass | Task::Regression => "macro averages and the recall of each class",
    };
    let commonest = match &decided.positive {
        Some(positive) => {
            let rows = profile.top.iter().find(|class| class.value == *positive).map_or(0, |class| class.rows);
            if rows * 2 > profile.present() { positive.plain() } else { negative_name(profile, decided) }
        }
        None => profile.top.first().map_or_else(String::new, |class| class.value.plain()),
    };
    Some(format!(
        "always saying `{commonest}` is right in {:.2} % of the rows, so accuracy hardly tells a good model from none: \
         look at {look_at}",
        share * 100.0
    ))
}

fn negative_name(profile: &ColumnProfile, decided: &Decided) -> String {
    let other = profile.top.iter().find(|class| Some(&class.value) != decided.positive.as_ref());
    match (other, &decided.positive) {
        (Some(class), _) if profile.distinct.value == 2 => class.value.plain(),
        (_, Some(positive)) => format!("not {}", positive.plain()),
        _ => String::new(),
    }
}

/// The rarest class against the number of columns and against the test part.
fn about_classes(profile: &ColumnProfile, decided: &Decided, columns: usize) -> Vec<String> {
    let (name, rarest) = match &decided.positive {
        Some(positive) => {
            let rows = profile.top.iter().find(|class| class.value == *positive).map_or(0, |class| class.rows);
            let others = profile.present() - rows;
            if rows <= others { (positive.plain(), rows) } else { (negative_name(profile, decided), others) }
        }
        None => match profile.top.last() {
            Some(class) => (class.value.plain(), class.rows),
            None => return Vec::new(),
        },
    };
    let mut advice = Vec::new();
    let columns = columns.max(1) as u64;
    let each = rarest as f64 / columns as f64;
    if rarest < EVENTS_PER_COLUMN * columns {
        advice.push(format!(
            "the rarest class `{name}` has {} for {}: {each:.1} for each, below {EVENTS_PER_COLUMN} a model fits noise; \
             use fewer columns, a strongly regularised model, or more rows",
            counted(rarest, "row"),
            counted(columns, "column"),
        ));
    } else if rarest < COMFORTABLE_EVENTS * columns {
        advice.push(format!(
            "the rarest class `{name}` has {} for {}: {each:.1} for each is enough for a simple model, {COMFORTABLE_EVENTS} \
             would be comfortable",
            counted(rarest, "row"),
            counted(columns, "column"),
        ));
    }
    let in_test = (rarest as f64 * TEST_SHARE) as u64;
    if in_test < RAREST_IN_TEST {
        advice.push(format!(
            "a test part of {:.0} % would hold about {} of `{name}`, fewer than {RAREST_IN_TEST}: prefer cross-validation, \
             and expect wide intervals",
            TEST_SHARE * 100.0,
            counted(in_test, "row"),
        ));
    }
    let listed = profile.top.len() as u64;
    if decided.task == Task::Multiclass && profile.distinct.value > listed {
        advice.push(format!(
            "{} classes, of which the {listed} commonest are listed: so many are rarely learnt; join the rare ones",
            grouped(profile.distinct.value)
        ));
    }
    advice
}

fn about_rows(rows: u64, columns: usize) -> Option<String> {
    let columns = columns.max(1) as u64;
    (rows < ROWS_PER_COLUMN * columns).then(|| {
        format!(
            "{} for {}: below {ROWS_PER_COLUMN} rows for each a model fits noise; use fewer columns, a strongly \
             regularised model, or more rows",
            counted(rows, "row"),
            counted(columns, "column"),
        )
    })
}

#[cfg(test)]
mod tests;
