//! A spec in the words of other tools: pure functions from a loaded spec to text.
//!
//! [`python`] and [`duckdb`] compute the same values (a script under `tests/interop/` shows it with the real tools);
//! [`sklearn`], [`frictionless`] and [`feast`] say the same in the form of those tools. What a tool cannot say is
//! refused in a sentence that names the feature, never approximated.

pub mod duckdb;
pub mod feast;
pub mod frictionless;
pub mod python;
pub mod sklearn;

use ninefold_base::Problem;

/// Why a feature has no form in another tool.
fn refused(tool: &str, feature: &str, why: impl Into<String>) -> Problem {
    Problem::new(
        format!("could not write the spec for {tool}"),
        format!("feature `{feature}`: {}", why.into()),
        "switch the feature off, or define it in another way",
    )
}

#[cfg(test)]
mod tests;
