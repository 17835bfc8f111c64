//! Where ninefold keeps what is not part of a project: key file, recent files, crash reports.

use etcetera::BaseStrategy;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder for settings (`$XDG_CONFIG_HOME/ninefold` or its like); none where there is no home.
pub fn config_dir() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.config_dir().join("ninefold"))
}

/// The folder for state (`$XDG_STATE_HOME/ninefold` or its like).
pub fn state_dir() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("ninefold"))
}

/// Writes a file so that it is whole or absent: to a temporary name beside it, synced, renamed.
pub fn write_whole(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
