//! The schema as a contract: inferred from a profile, held against the rows of a view.
//!
//! What a column must hold is in [`rules`]; here is which columns there are and one scan over them. Start at [`check`].

pub mod rules;

use super::values::values;
use crate::ops::filter::picked;
use crate::ops::scan::{Task, ascending, scan, tasks};
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::format::counted;
use ninefold_base::profile::column::{ColumnProfile, Detail};
use ninefold_base::profile::contract::{ColumnContract, Contract, Violation};
use ninefold_base::profile::{Precision, Profile, Role};
use ninefold_base::{Column, ColumnId, Figure, Meter, Problem, TypeKind};
use rules::{Rules, Tally};
use std::collections::{BTreeMap, HashSet};

/// Allowed values are listed up to so many.
const MOST_VALUES: u64 = 50;
/// Rows below which it means nothing that all values differ.
const ROWS_FOR_UNIQUE: u64 = 20;

/// What the profiled rows hold, as a contract to be looked at and edited: the ranges and values that were seen, whether
/// any is missing, whether all differ. Of columns with the same name the first counts.
pub fn infer_contract(profile: &Profile) -> Contract {
    let mut columns = BTreeMap::new();
    for column in &profile.columns {
        columns.entry(column.name.clone()).or_insert_with(|| infer_column(column));
    }
    Contract { columns }
}

fn infer_column(column: &ColumnProfile) -> ColumnContract {
    let present = column.present();
    let mut contract = ColumnContract {
        kind: column.kind,
        nullable: Some(present < column.counts.rows),
        optional: false,
        min: None,
        max: None,
        from: None,
        until: None,
        values: Vec::new(),
        unique: false,
    };
    let exact = column.distinct.precision == Precision::Exact;
    let named = column.role() == Role::Category || column.kind == TypeKind::Integer;
    contract.unique = exact && named && column.distinct.value == present && present >= ROWS_FOR_UNIQUE;
    match &column.detail {
        Detail::Number(number) => {
            contract.min = number.min.value();
            contract.max = number.max.value();
        }
        Detail::Time(time) if time.n > 0 => {
            contract.from = Some(time.min.clone());
            contract.until = Some(time.max.clone());
        }
        Detail::Text(_) | Detail::Plain if column.role() == Role::Category => {
            let listed = column.top.len() as u64 == column.distinct.value;
            let few = column.distinct.value <= MOST_VALUES && column.distinct.value * 2 <= present;
            if exact && listed && few && column.kind != TypeKind::Boolean {
                contract.values = column.top.iter().map(|top| top.value.plain()).collect();
                contract.values.sort();
            }
        }
        Detail::Text(_) | Detail::Time(_) | Detail::Nested(_) | Detail::Plain => {}
    }
    contract
}

/// Every way in which the rows break the contract, in the order of the table's columns, then columns that are absent.
/// Empty: they keep it. Fails in a sentence if the contract itself cannot be read.
pub fn check(
    source: &dyn RowSource,
    order: &RowOrder,
    contract: &Contract,
    meter: &dyn Meter,
) -> Result<Vec<Violation>, Interrupted> {
    source.wait_complete(meter)?;
    let schema = source.info().columns;
    let (mut violations, mut checked) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (id, column) in (0..).map(ColumnId).zip(&schema) {
        if !seen.insert(column.name.as_str()) {
            continue;
        }
        match contract.columns.get(&column.name) {
            None => {
                violations.push((id, about_column(&column.name, format!("`{}` is not in the contract", column.name))))
            }
            Some(wanted) if fits(column, wanted) => checked.push((id, Rules::new(column, wanted)?)),
            Some(wanted) => violations.push((id, about_column(&column.name, type_rule(column, wanted)))),
        }
    }
    let ids: Vec<ColumnId> = checked.iter().map(|(id, _)| *id).collect();
    let tallies = tally(source, order, &ids, &checked, meter)?;
    for ((id, rules), tally) in checked.iter().zip(tallies) {
        violations.extend(rules.violations(tally).into_iter().map(|violation| (*id, violation)));
    }
    // Stable: rules of one column keep their order.
    violations.sort_by_key(|(id, _)| *id);
    let mut violations: Vec<Violation> = violations.into_iter().map(|(_, violation)| violation).collect();
    let absent = contract.columns.iter().filter(|(name, wanted)| !seen.contains(name.as_str()) && !wanted.optional);
    violations.extend(absent.map(|(name, _)| about_column(name, format!("`{name}` must be there"))));
    Ok(violations)
}

fn about_column(column: &str, rule: String) -> Violation {
    Violation { column: column.into(), rule, cells: 0, rows: Vec::new(), examples: Vec::new() }
}

/// Whole numbers are numbers too, categories are texts, and a column without a value has any type.
fn fits(column: &Column, wanted: &ColumnContract) -> bool {
    let (is, must) = (column.dtype.kind, wanted.kind);
    is == must
        || is == TypeKind::Nothing
        || must == TypeKind::Nothing
        || (is == TypeKind::Integer && matches!(must, TypeKind::Float | TypeKind::Decimal))
        || (is == TypeKind::Decimal && must == TypeKind::Float)
        || matches!((is, must), (TypeKind::Category, TypeKind::Text) | (TypeKind::Text, TypeKind::Category))
}

fn type_rule(column: &Column, wanted: &ColumnContract) -> String {
    let (is, must) = (column.dtype.kind.label(), wanted.kind.label());
    format!("`{}` must be {must}, and is {is}", column.name)
}

/// One tally for each checked column.
fn tally(
    source: &dyn RowSource,
    order: &RowOrder,
    ids: &[ColumnId],
    checked: &[(ColumnId, Rules)],
    meter: &dyn Meter,
) -> Result<Vec<Tally>, Interrupted> {
    let mut tallies: Vec<Tally> = checked.iter().map(|(_, rules)| rules.tally()).collect();
    if ids.is_empty() {
        return Ok(tallies);
    }
    let ascending = ascending(order);
    let tasks = tasks(source, ascending.as_deref());
    scan(
        source,
        &tasks,
        ids,
        meter,
        |task, chunk| {
            checked.iter().enumerate().map(|(at, (id, rules))| tally_chunk(task, chunk, at, *id, rules)).collect()
        },
        |_, parts: Vec<Tally>| {
            tallies.iter_mut().zip(parts).for_each(|(tally, part)| tally.merge(part));
            Ok(())
        },
    )?;
    Ok(tallies)
}

fn tally_chunk(task: &Task<'_>, chunk: &Chunk, at: usize, id: ColumnId, rules: &Rules) -> Result<Tally, Problem> {
    let series = picked(chunk.frame.columns()[at].as_materialized_series(), task)?;
    let number = |place: usize| match task.picked {
        None => task.rows.start + place as u64 + 1,
        Some(rows) => u64::from(rows[place]) + 1,
    };
    let invalid: Vec<(u64, &str)> = chunk
        .invalid
        .iter()
        .filter(|cell| cell.column == id)
        .map(|cell| (task.rows.start + u64::from(cell.row) + 1, cell.text.as_str()))
        .collect();
    rules.look(&values(&series)?, &series, &invalid, &number)
}

/// A sentence for the headless check: "3 rules are broken, in 120 cells".
pub fn summary(violations: &[Violation]) -> String {
    match violations.len() as u64 {
        0 => "the rows keep the contract".into(),
        rules => {
            let cells: u64 = violations.iter().map(|violation| violation.cells).sum();
            format!("{} broken, in {}", counted(rules, "rule"), counted(cells, "cell"))
        }
    }
}

/// A figure as a bound, for rules.
pub(super) fn bound(value: f64) -> String {
    match Figure::finite(value, "") {
        Figure::Value(value) if value == value.trunc() && value.abs() < 1e15 => format!("{}", value as i64),
        _ => format!("{value}"),
    }
}

#[cfg(test)]
mod tests;
