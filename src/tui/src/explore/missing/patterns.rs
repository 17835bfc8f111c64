//! Patterns of missing values: in words, as marks, and as a condition in SQL.

use super::by_share;
use crate::explore::sides::name_of;
use ninefold_base::profile::Profile;
use ninefold_base::profile::missing::MissingPattern;
use ninefold_base::view::sql_name;

/// The rows with exactly this pattern: missing in its columns, and in no other that misses anything.
pub fn condition(profile: &Profile, pattern: &MissingPattern) -> String {
    let mut incomplete = by_share(profile);
    incomplete.sort();
    let terms: Vec<String> = incomplete
        .into_iter()
        .filter_map(|column| {
            let name = sql_name(&profile.columns.get(column.index())?.name);
            let missing = if pattern.columns.contains(&column) { "IS NULL" } else { "IS NOT NULL" };
            Some(format!("{name} {missing}"))
        })
        .collect();
    terms.join(" AND ")
}

/// `bill_length_mm, sex` or "nothing missing".
pub fn words(profile: &Profile, pattern: &MissingPattern) -> String {
    if pattern.columns.is_empty() {
        return "nothing missing".into();
    }
    pattern.columns.iter().map(|column| name_of(profile, *column)).collect::<Vec<_>>().join(", ")
}

/// One sign per column: `○` missing, `·` there.
pub fn marks(columns: &[ninefold_base::ColumnId], pattern: &MissingPattern) -> String {
    columns.iter().map(|column| if pattern.columns.contains(column) { '○' } else { '·' }).collect()
}
