//! Completion of paths in the open and write prompts.

use std::path::Path;

const OFFERED: usize = 200;

/// Paths that begin with `prefix`, folders first with a slash at the end, hidden ones only when asked for.
pub fn complete(prefix: &str) -> Vec<String> {
    let (folder, start) = match prefix.rfind('/') {
        Some(slash) => prefix.split_at(slash + 1),
        None => ("", prefix),
    };
    let place = match folder.strip_prefix("~/") {
        Some(rest) => std::env::home_dir().map(|home| home.join(rest)),
        None => Some(Path::new(if folder.is_empty() { "." } else { folder }).to_path_buf()),
    };
    let Some(entries) = place.and_then(|place| place.read_dir().ok()) else { return Vec::new() };
    let mut found: Vec<(bool, String)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let wanted = name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
            let is_folder = entry.path().is_dir();
            wanted.then(|| (!is_folder, format!("{folder}{name}{}", if is_folder { "/" } else { "" })))
        })
        .collect();
    found.sort();
    found.truncate(OFFERED);
    found.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_folders_first_and_hides_the_hidden() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.csv"), "").unwrap();
        std::fs::write(folder.path().join(".hidden"), "").unwrap();
        std::fs::create_dir(folder.path().join("c")).unwrap();
        let prefix = format!("{}/", folder.path().display());
        assert_eq!(complete(&prefix), [format!("{prefix}c/"), format!("{prefix}b.csv")]);
        assert_eq!(complete(&format!("{prefix}b")), [format!("{prefix}b.csv")]);
        assert_eq!(complete(&format!("{prefix}.h")), [format!("{prefix}.hidden")]);
    }
}
