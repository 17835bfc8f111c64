//! An order as text: `island, body_mass_g desc`. Names with commas or blanks stand in double quotes.

use crate::table::Table;
use ninefold_base::view::{Direction, SortKey};
use ninefold_base::{Problem, names};

pub fn write(table: &Table) -> String {
    let keys: Vec<String> = table
        .spec
        .sort
        .iter()
        .map(|key| {
            let name = super::complete::quoted(&table.name(key.column));
            match key.direction {
                Direction::Ascending => name,
                Direction::Descending => format!("{name} desc"),
            }
        })
        .collect();
    keys.join(", ")
}

/// # Errors
/// A column that does not exist, with the nearest name.
pub fn read(table: &Table, text: &str) -> Result<Vec<SortKey>, Problem> {
    let mut keys: Vec<SortKey> = Vec::new();
    for part in parts(text) {
        let lower = part.to_lowercase();
        let (name, direction) = match (lower.strip_suffix(" desc"), lower.strip_suffix(" asc")) {
            (Some(name), _) => (&part[..name.len()], Direction::Descending),
            (None, Some(name)) => (&part[..name.len()], Direction::Ascending),
            (None, None) => (part.as_str(), Direction::Ascending),
        };
        let name = name.trim();
        let bare = name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .map_or_else(|| name.to_string(), |name| name.replace("\"\"", "\""));
        let column = table.find_column(&bare).ok_or_else(|| {
            let hint = names::did_you_mean(&bare, table.columns.iter().take(5_000).map(|column| column.name.as_str()));
            Problem::new(
                format!("cannot sort by `{bare}`"),
                format!("there is no such column; {hint}").trim_end_matches("; ").to_string(),
                "write columns parted by commas, each with an optional `desc`; Tab completes names",
            )
        })?;
        if !keys.iter().any(|key| key.column == column) {
            keys.push(SortKey { column, direction });
        }
    }
    Ok(keys)
}

/// Cuts at commas outside of quotes.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        quoted ^= character == '"';
        match parts.last_mut() {
            Some(_) if character == ',' && !quoted => parts.push(String::new()),
            Some(part) => part.push(character),
            None => {}
        }
    }
    parts.into_iter().map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_part_nothing() {
        assert_eq!(parts("a, \"b, c\" desc,,d"), ["a", "\"b, c\" desc", "d"]);
        assert!(parts(" , ").is_empty());
    }
}
