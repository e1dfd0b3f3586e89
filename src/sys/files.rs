//! Where this program keeps its own files, and how it writes them: private, whole or not at all.

use super::Environment;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folders of this program, by the XDG rule on every Unix, `%LOCALAPPDATA%` on Windows.
pub struct Directories {
    state: Option<PathBuf>,
}

impl Directories {
    /// The folders that this environment names; `STS_CLI_STATE_DIR` goes before the XDG rule.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let absolute = |name| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let by_rule = if cfg!(windows) {
            dirs::data_local_dir().map(|folder| folder.join("sts-cli").join("state"))
        } else {
            let home = absolute("HOME").or_else(dirs::home_dir).map(|home| home.join(".local/state"));
            absolute("XDG_STATE_HOME").or(home).map(|folder| folder.join("sts-cli"))
        };
        Self { state: absolute("STS_CLI_STATE_DIR").or(by_rule) }
    }

    /// The content of the file `name` in the state folder; where there is none it is made from `fresh`, readable by its owner only.
    ///
    /// Two processes that make it at once both get the one that was there first.
    ///
    /// # Errors
    /// When the folder cannot be made or read, or this system has no home for it.
    pub fn state_or_else(&self, name: &str, fresh: impl FnOnce() -> String) -> io::Result<String> {
        let folder = self.state.as_deref().ok_or(io::ErrorKind::NotFound)?;
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        private_folder(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(fresh().as_bytes())?;
        match file.persist_noclobber(&path) {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
            _ => std::fs::read_to_string(&path),
        }
    }
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}
