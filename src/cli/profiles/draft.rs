//! The private copy of a profile that `profiles edit` opens, and copies of earlier edits whose text was not saved.

use crate::request::ConfigError;
use crate::sys::files::{FileError, FileTask, replace};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The beginning of the names of its folders, which are beside the profiles.
const PREFIX: &str = ".edited-";

/// A copy of a profile in a private folder of its own. It stays unless [`Draft::remove`] is called.
pub(super) struct Draft {
    folder: PathBuf,
    pub(super) path: PathBuf,
    /// Locked as long as this process uses the copy.
    _in_use: Option<File>,
}

impl Draft {
    /// Creates the copy of the profile at `path`, with its `text`.
    ///
    /// # Errors
    /// The folder or the file cannot be written.
    pub(super) fn create(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let folder = path.parent().unwrap_or(path);
        let failed = |source| ConfigError::NotWritten(FileError::System { task: FileTask::CreateIn, path: folder.to_owned(), source });
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let mut private_folder = builder.prefix(PREFIX).tempdir_in(folder).map_err(failed)?;
        let _in_use = lock(private_folder.path());
        let draft = private_folder.path().join(path.file_name().unwrap_or_default());
        replace(&draft, text.as_bytes()).map_err(ConfigError::NotWritten)?;
        private_folder.disable_cleanup(true);
        Ok(Self { folder: private_folder.path().to_owned(), path: draft, _in_use })
    }

    /// Returns the copies of the profile at `path` that no process uses. Removes folders without files.
    pub(super) fn unsaved(path: &Path) -> Vec<Self> {
        let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
        let folders = entries.into_iter().flatten().flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
        let draft = |folder: PathBuf| {
            let _in_use = Some(lock(&folder)?);
            let draft = folder.join(path.file_name().unwrap_or_default());
            if draft.symlink_metadata().is_ok_and(|found| found.is_file()) {
                return Some(Self { folder, path: draft, _in_use });
            }
            let _ = std::fs::remove_dir(folder); // only an empty one
            None
        };
        folders.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).filter_map(|entry| draft(entry.path())).collect()
    }

    /// Whether there is a text that differs from `original`, or another file of the editor, with which it recovers one.
    pub(super) fn has_changes(&self, original: &str) -> bool {
        let has_other_files = std::fs::read_dir(&self.folder).is_ok_and(|files| files.flatten().any(|file| file.path() != self.path));
        has_other_files
            || match std::fs::read(&self.path) {
                Ok(text) => text != original.as_bytes() && !text.trim_ascii().is_empty(),
                Err(error) => error.kind() != ErrorKind::NotFound,
            }
    }

    /// Removes the copy and its folder.
    pub(super) fn remove(&self) {
        let _ = std::fs::remove_dir_all(&self.folder); // the files are private, and contain no secrets
    }
}

/// Locks the folder for this process; `None` if another one has it. Only where folders can be opened, so not on Windows.
fn lock(folder: &Path) -> Option<File> {
    File::open(folder).ok().filter(|folder| folder.try_lock().is_ok())
}
