//! SQL conditions on rows: text in, polars expression out, or a sentence with a caret that says what to write instead.
//!
//! Everything is checked before anything runs: names, types, functions, literals. What holds here:
//!
//! - Names: the exact spelling first, then without regard to case. `"a name"` quotes a name, `'a text'` a text.
//! - Three-valued logic: a comparison with a missing value is unknown; a row stays only where the condition is true.
//!   `x IN (1, NULL)` is true or unknown, `NOT IN` with a NULL is false or unknown, as the standard has it.
//! - `/` divides exactly (7 / 2 is 3.5); division and `%` by zero give missing, as do `sqrt` below 0 and `ln` of 0. `%` has the sign of the dividend.
//! - NaN equals NaN and is larger than every other number.
//! - `LIKE`: `%` any characters, `_` one, `\` or the `ESCAPE` character takes the next one as it is. `ILIKE` ignores case.
//! - `dayofweek` counts from Monday = 1 to Sunday = 7, as ISO 8601 does; `dow` from Sunday = 0, as PostgreSQL does.
//! - `round` rounds halves away from zero; `length` counts characters; `substr` counts from 1.
//!
//! [`check`] is the way in. [`parse`] guards against hostile text, [`compile`] walks the tree, [`compare`] brings two
//! sides to a common type, [`functions`] knows the functions.

pub mod compare;
pub mod compile;
pub mod fault;
pub mod functions;
pub mod literal;
pub mod parse;
pub mod typed;

use ninefold_base::{Column, ColumnId, Problem};
use polars::prelude::Expr;

/// A condition that holds water.
#[derive(Debug, Clone)]
pub struct Checked {
    /// In order of first mention.
    pub columns_used: Vec<ColumnId>,
    /// Over columns named by [`crate::source::column_name`]; boolean.
    pub expr: Expr,
}

/// Checks a condition against the columns of a table.
pub fn check(sql: &str, columns: &[Column]) -> Result<Checked, Problem> {
    let tree = parse::parse(sql).map_err(|fault| fault.into_problem(sql))?;
    let mut compiler = compile::Compiler::new(columns);
    let typed = compiler.condition(&tree).map_err(|fault| fault.into_problem(sql))?;
    Ok(Checked { columns_used: compiler.columns_used, expr: typed.expr })
}

#[cfg(test)]
mod tests;
