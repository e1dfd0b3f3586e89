//! The folders of this program: by the XDG Base Directory Specification on every Unix, `%LOCALAPPDATA%` and `%APPDATA%` on Windows.

use super::super::Environment;
use super::{LockFile, PrivateFolderError, TemporaryFile, private, private_file};
use std::io;
use std::path::{Path, PathBuf};

/// The maximum size of a file of [`Directories::read_or_create_state_file`], in bytes.
const MAX_BYTES: u64 = 4096;

/// The folders of this program. They are created at the first write.
pub struct Directories {
    state: Option<PathBuf>,
    /// The folder that a variable names for `state`: it, or one above it.
    above_state: Option<PathBuf>,
    relative_state: Option<PathBuf>,
    config: Option<PathBuf>,
    system_config: Option<PathBuf>,
    relative_system: Option<PathBuf>,
    runtime: PathBuf,
}

impl Directories {
    /// Determines the folders; `STS_CLI_STATE_DIR` overrides the XDG state folder. Relative paths are ignored, as XDG requires; for those
    /// in our own variables see [`Directories::relative_state`] and [`Directories::relative_system`].
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let absolute = |name| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let [state, config] = if cfg!(windows) {
            let local = |name| dirs::data_local_dir().map(|folder| folder.join("sts-cli").join(name));
            [local("state"), dirs::config_dir().map(|folder| folder.join("sts-cli"))]
        } else {
            let home = environment.home();
            let resolve = |variable, suffix: &str| absolute(variable).or(home.as_ref().map(|home| home.join(suffix)));
            [("XDG_STATE_HOME", ".local/state"), ("XDG_CONFIG_HOME", ".config")]
                .map(|(variable, suffix)| resolve(variable, suffix).map(|folder| folder.join("sts-cli")))
        };
        let default_folder =
            if cfg!(windows) { absolute("ProgramData").map(|data| data.join("sts-cli")) } else { Some("/etc/sts-cli".into()) };
        let temporary_folder = || absolute("TMPDIR").unwrap_or_else(std::env::temp_dir).join(private::per_user_name("sts-cli"));
        let runtime = absolute("XDG_RUNTIME_DIR").map_or_else(temporary_folder, |folder| folder.join("sts-cli"));
        let named = |name, default_folder| match environment.get(name).map(PathBuf::from) {
            Some(named) if named.is_absolute() => (Some(named), None),
            Some(named) => (None, Some(named)),
            None => (default_folder, None),
        };
        let (state, relative_state) = named("STS_CLI_STATE_DIR", state);
        let above_state = absolute("STS_CLI_STATE_DIR").or_else(|| absolute("XDG_STATE_HOME")).or_else(|| environment.home());
        let (system_config, relative_system) = named("STS_CLI_SYSTEM_DIR", default_folder);
        Self { state, above_state, relative_state, config, system_config, relative_system, runtime }
    }

    /// Returns the state folder: tokens, credentials, and cached provider documents.
    #[must_use]
    pub fn state(&self) -> Option<&Path> {
        self.state.as_deref()
    }

    /// Returns the folder of [`Directories::state`], created if necessary; it and the folders above it belong to this user.
    ///
    /// # Errors
    /// See [`PrivateFolderError`].
    pub(crate) fn own_state(&self) -> Result<&Path, PrivateFolderError> {
        let state = self.state().ok_or(PrivateFolderError::NoHome)?;
        private::ensure_owned_folder(state, self.above_state.as_deref().unwrap_or(state))?;
        Ok(state)
    }

    /// Returns the value of `STS_CLI_STATE_DIR` if it is a relative path, which is an error: no other folder is used instead.
    #[must_use]
    pub fn relative_state(&self) -> Option<&Path> {
        self.relative_state.as_deref()
    }

    /// Returns the state folder if the permissions that its files inherit are not those of this user's profile folder: `STS_CLI_STATE_DIR`
    /// names another place, and Windows gives files no mode.
    #[cfg(windows)]
    #[must_use]
    pub(crate) fn unprotected_state(&self, environment: &Environment) -> Option<&Path> {
        let resolve = |path: &Path| path.ancestors().find_map(|folder| folder.canonicalize().ok());
        let profile_folders = [environment.home(), dirs::data_local_dir()].into_iter().flatten();
        let state = self.state().filter(|_| environment.get("STS_CLI_STATE_DIR").is_some())?;
        let is_inside = |folder: PathBuf| resolve(state).zip(resolve(&folder)).is_some_and(|(state, folder)| state.starts_with(folder));
        Some(state).filter(|_| !profile_folders.into_iter().any(is_inside))
    }

    /// Returns the folder of the user's profiles and settings.
    #[must_use]
    pub fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// Returns the folder of the administrator's profiles and settings: `STS_CLI_SYSTEM_DIR`, else `/etc/sts-cli`.
    #[must_use]
    pub fn system_config(&self) -> Option<&Path> {
        self.system_config.as_deref()
    }

    /// Returns the value of `STS_CLI_SYSTEM_DIR` if it is a relative path; then there is no administrator's folder.
    #[must_use]
    pub fn relative_system(&self) -> Option<&Path> {
        self.relative_system.as_deref()
    }

    /// Returns a lock at `path`, with a fallback in a private runtime folder.
    #[must_use]
    pub fn lock(&self, path: PathBuf) -> LockFile {
        LockFile::new(path, &self.runtime)
    }

    /// Returns a lock with this name in the state folder, or, without one, in a private runtime folder.
    #[must_use]
    pub(crate) fn state_lock(&self, name: &str) -> LockFile {
        match self.own_state() {
            Ok(state) => self.lock(state.join(name)),
            Err(_) => self.local_lock(name.to_owned()),
        }
    }

    /// Returns a lock with this name in a private runtime folder.
    #[must_use]
    pub(crate) fn local_lock(&self, name: String) -> LockFile {
        LockFile::local_only(name, &self.runtime)
    }

    /// Returns the content of the file `name` in the state folder; a missing file is created with `fresh`, mode 0600.
    ///
    /// If two processes create it at once, both get the same content. A file that is empty, not private, or not ours is replaced.
    ///
    /// # Errors
    /// The folder cannot be created, belongs to another user, or there is no home folder.
    pub fn read_or_create_state_file(&self, name: &str, fresh: impl FnOnce() -> String) -> io::Result<String> {
        let folder = self.state.as_deref().ok_or(io::ErrorKind::NotFound)?;
        let path = folder.join(name);
        let read_file = || private_file::read_private(&path, MAX_BYTES).map(|content| String::from_utf8_lossy(&content).into_owned());
        let is_unusable = match read_file() {
            Ok(found) if !found.is_empty() => return Ok(found),
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) if error.kind() == io::ErrorKind::InvalidData || path.is_symlink() => true,
            Err(error) => return Err(error),
        };
        self.own_state().map_err(io::Error::other)?;
        if is_unusable {
            std::fs::remove_file(&path)?;
        }
        let temporary = TemporaryFile::create_beside(&path, fresh().as_bytes(), &mut |_| Ok(()))?;
        match temporary.persist_new(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => read_file(),
        }
    }
}
