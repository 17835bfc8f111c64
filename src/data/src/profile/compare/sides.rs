//! The two sides of a comparison: parts of one table, told apart by a condition, a moment or their place.

use super::super::sql;
use crate::ops::{rows, scan};
use crate::{Interrupted, RowOrder, RowSource};
use ninefold_base::format::counted;
use ninefold_base::profile::Role;
use ninefold_base::profile::compare::CompareWith;
use ninefold_base::view::{Filter, View};
use ninefold_base::{Meter, Problem};
use std::sync::Arc;

/// Rows to compare.
#[derive(Clone)]
pub struct Side<'a> {
    pub source: &'a dyn RowSource,
    pub order: RowOrder,
    /// "rows where age > 40", "the other rows".
    pub name: String,
}

/// The two parts of the rows of a view. A second table is not a part: the caller opens it and makes two sides.
///
/// # Errors
/// When stopped; when the condition does not hold water; when a part would be empty.
pub fn parts<'a>(
    source: &'a dyn RowSource,
    order: &RowOrder,
    with: &CompareWith,
    meter: &dyn Meter,
) -> Result<[Side<'a>; 2], Interrupted> {
    source.wait_complete(meter)?;
    let side = |rows: Vec<u32>, name: String| {
        if rows.is_empty() {
            let why = format!("no row is among {name}");
            return Err(Problem::new("there is nothing to compare", why, "choose another condition or moment"));
        }
        Ok(Side { source, order: RowOrder::Picked(Arc::new(rows)), name })
    };
    match with {
        CompareWith::Condition(condition) => {
            let chosen = selected(source, condition, meter)?;
            let (first, second) = all(source, order)?.into_iter().partition(|row| chosen.binary_search(row).is_ok());
            Ok([side(first, format!("rows where {condition}"))?, side(second, "the other rows".into())?])
        }
        CompareWith::TimeCut { column, moment } => {
            let schema = source.info().columns;
            let column = schema.get(column.index()).filter(|column| Role::of(column.dtype.kind) == Role::Time);
            let column = column.ok_or_else(|| {
                Problem::new(
                    "could not cut by time",
                    "the column holds no dates or times",
                    "choose a date or time column",
                )
            })?;
            let (name, moment) = (sql::name(&column.name), moment.replace('\'', "''"));
            let before = selected(source, &format!("{name} < '{moment}'"), meter)?;
            let after = selected(source, &format!("{name} >= '{moment}'"), meter)?;
            let rows = all(source, order)?;
            let among = |chosen: &[u32]| rows.iter().copied().filter(|row| chosen.binary_search(row).is_ok()).collect();
            Ok([
                side(among(&before), format!("rows with `{}` before {moment}", column.name))?,
                side(among(&after), format!("rows with `{}` from {moment} on", column.name))?,
            ])
        }
        CompareWith::Halves => {
            let mut first = all(source, order)?;
            let second = first.split_off(first.len() / 2);
            let name = |word: &str, rows: &[u32]| format!("the {word} half ({})", counted(rows.len() as u64, "row"));
            let names = [name("first", &first), name("second", &second)];
            let [one, two] = names;
            Ok([side(first, one)?, side(second, two)?])
        }
        CompareWith::Files(_) => Err(Problem::new(
            "could not compare with the other table",
            "it has not been opened",
            "open it and compare the two tables",
        )
        .into()),
    }
}

/// Rows of the source for which a condition is true, ascending.
fn selected(source: &dyn RowSource, condition: &str, meter: &dyn Meter) -> Result<Vec<u32>, Interrupted> {
    let view = View { filters: vec![Filter::Sql(condition.into())], ..View::default() };
    let order = rows(source, &view, meter, &|_| {})?;
    match scan::ascending(&order) {
        Some(rows) => Ok(rows),
        None => Ok(all(source, &order)?),
    }
}

/// The rows of a view in its order.
fn all(source: &dyn RowSource, order: &RowOrder) -> Result<Vec<u32>, Problem> {
    match order {
        RowOrder::Picked(rows) => Ok(rows.to_vec()),
        RowOrder::All => {
            let rows = source.info().rows.reachable();
            let most = u32::try_from(rows).map_err(|_| {
                Problem::new("could not take the rows apart", "there are more than 4,294,967,295", "filter them first")
            })?;
            Ok((0..most).collect())
        }
    }
}
