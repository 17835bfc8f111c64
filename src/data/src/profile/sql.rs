//! Conditions that select just the rows that were counted.
//!
//! Written for [`crate::condition`], whose rules they rest on: NaN is larger than every number, a comparison with a
//! missing value keeps no row.

use crate::condition::parse;
use ninefold_base::Cell;
use sqlparser::ast::Expr;

/// The largest finite number: what is above it is infinite or NaN.
const LARGEST: &str = "1.7976931348623157e308";

/// A column's name as it stands in a condition: as it is where that is read as this name, else in double quotes.
pub fn name(column: &str) -> String {
    let plain = column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && column.chars().next().is_some_and(|c| !c.is_ascii_digit());
    let is_name = |tree: Expr| match tree {
        Expr::IsNull(inner) => matches!(*inner, Expr::Identifier(name) if name.value == column),
        _ => false,
    };
    if plain && parse::parse(&format!("{column} IS NULL")).is_ok_and(is_name) {
        column.to_string()
    } else {
        format!("\"{}\"", column.replace('"', "\"\""))
    }
}

pub fn missing(column: &str) -> String {
    format!("{} IS NULL", name(column))
}

/// Rows with one of the values.
pub fn one_of<'a>(column: &str, values: impl IntoIterator<Item = &'a Cell>) -> String {
    let literals: Vec<String> = values.into_iter().map(Cell::sql).collect();
    match literals.as_slice() {
        [one] => format!("{} = {one}", name(column)),
        many => format!("{} IN ({})", name(column), many.join(", ")),
    }
}

/// Rows with another value than these: missing ones are not among them.
pub fn none_of<'a>(column: &str, values: impl IntoIterator<Item = &'a Cell>) -> String {
    let literals: Vec<String> = values.into_iter().map(Cell::sql).collect();
    match literals.as_slice() {
        [one] => format!("{} <> {one}", name(column)),
        many => format!("{} NOT IN ({})", name(column), many.join(", ")),
    }
}

/// Rows with NaN or an infinite value.
pub fn not_finite(column: &str) -> String {
    let column = name(column);
    format!("({column} > {LARGEST} OR {column} < -{LARGEST})")
}

/// Rows with a finite value.
pub fn finite(column: &str) -> String {
    let column = name(column);
    format!("{column} BETWEEN -{LARGEST} AND {LARGEST}")
}

pub fn nan(column: &str) -> String {
    format!("{} = CAST('NaN' AS float)", name(column))
}

pub fn infinite(column: &str) -> String {
    let column = name(column);
    format!("{column} IN (CAST('inf' AS float), CAST('-inf' AS float))")
}

#[cfg(test)]
mod tests;
