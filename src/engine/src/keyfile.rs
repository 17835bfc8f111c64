//! The user's key file: `keys.toml` in the settings folder.
//!
//! ```toml
//! [grid]
//! sort-ascending = ["ctrl-s"]     # replaces the default keys of that command there
//! pin = []                        # takes them away
//! ```

use crate::places;
use ninefold_base::Problem;
use ninefold_base::keys::{Keymap, Override};
use std::path::Path;
use toml_edit::{DocumentMut, Item};

/// The keymap in force: the defaults with the user's file on top, if there is one.
///
/// # Errors
/// All problems of the file at once, each naming the file.
pub fn load() -> Result<Keymap, Vec<Problem>> {
    match places::config_dir().map(|folder| folder.join("keys.toml")) {
        Some(path) if path.is_file() => load_from(&path),
        _ => Ok(Keymap::default()),
    }
}

pub fn load_from(path: &Path) -> Result<Keymap, Vec<Problem>> {
    let named = |problem: Problem| Problem { what: format!("`{}`: {}", path.display(), problem.what), ..problem };
    let text = std::fs::read_to_string(path).map_err(|error| {
        vec![Problem::new(
            format!("could not read the key file `{}`", path.display()),
            error.to_string(),
            "mend or remove the file",
        )]
    })?;
    let overrides = parse(&text).map_err(|problem| vec![named(problem)])?;
    Keymap::build(&overrides).map_err(|problems| problems.into_iter().map(named).collect())
}

fn parse(text: &str) -> Result<Vec<Override>, Problem> {
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Problem::new("this is no TOML", error.to_string().trim().replace('\n', " / "), "mend the line")
    })?;
    let mut overrides = Vec::new();
    for (context, commands) in document.iter() {
        let table = commands
            .as_table_like()
            .ok_or_else(|| wrong(context, "is no table", "[grid] and lines such as pin = [\"!\"] below it"))?;
        for (command, keys) in table.iter() {
            overrides.push(Override {
                context: context.to_string(),
                command: command.to_string(),
                keys: key_list(command, keys)?,
            });
        }
    }
    Ok(overrides)
}

fn key_list(command: &str, item: &Item) -> Result<Vec<String>, Problem> {
    if let Some(key) = item.as_str() {
        return Ok(vec![key.to_string()]);
    }
    let keys = item
        .as_array()
        .map(|array| array.iter().map(|key| key.as_str().map(str::to_string)).collect::<Option<Vec<String>>>());
    keys.flatten().ok_or_else(|| wrong(command, "is neither a key nor a list of keys", "pin = [\"!\"]"))
}

fn wrong(name: &str, why: &str, right: &str) -> Problem {
    Problem::new(
        format!("`{name}` {why}"),
        "each place is a table, each command in it a list of keys",
        format!("write {right}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_base::command::{CommandId, Context};
    use ninefold_base::keys::{Key, Lookup};

    #[test]
    fn a_file_replaces_keys_and_tells_all_its_faults() {
        let overrides = parse("[grid]\npin = [\"ctrl-p\"]\nsort-ascending = \"a\"").unwrap();
        let keymap = Keymap::build(&overrides).unwrap();
        assert_eq!(keymap.lookup(Context::Grid, &[Key::parse("ctrl-p").unwrap()]), Lookup::Command(CommandId::Pin));
        assert!(parse("grid = 3").unwrap_err().to_string().contains("is no table"));
        assert!(parse("[grid]\npin = 3").unwrap_err().to_string().contains("list of keys"));
        assert!(parse("[grid").unwrap_err().to_string().contains("no TOML"));
    }
}
