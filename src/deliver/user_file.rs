//! Locks, reads and writes a file of the user, such as `~/.aws/config`.

use super::quoting;
use crate::request::WriteOptions;
use crate::sys::files::{self, FileError, FileTask, Lock, LockError};
use crate::sys::{Deps, mode_if_readable_by_others, stdout_metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long to wait for another process that writes the file; writing takes milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// The change of one file; in a dry run it was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: PathBuf,
    /// The removed and added lines, without secrets; empty if the file does not change.
    pub difference: String,
}

/// Resolves symbolic links in `path`. Two paths to one file have the same result, even if it does not exist yet.
pub(super) fn resolve_target(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let file = files::follow_links(path).unwrap_or_else(|_| path.to_owned());
        match (std::fs::canonicalize(files::parent_folder(&file)), file.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => file,
        }
    })
}

/// Returns the path of the lock file, in the folder of the resolved file.
pub(super) fn lock_place(path: &Path) -> PathBuf {
    let target = resolve_target(path);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.sts-cli-lock"))
}

/// Returns a warning if other users can read the file at `path`, or standard output's file if `None`.
#[must_use]
pub(super) fn exposure(path: Option<&Path>) -> Option<String> {
    let mode = mode_if_readable_by_others(&path.map_or_else(stdout_metadata, std::fs::metadata).ok()?)?;
    let (place, file) = match path.map(|path| path.display().to_string()) {
        Some(path) => (path.clone(), quoting::word(&path)),
        None => ("the file that standard output goes to".to_owned(), "on it".to_owned()),
    };
    Some(format!("other users can read the keys in {place} (mode {mode:04o}): run chmod 600 {file}"))
}

/// Acquires the lock file at `place`, and notes on the terminal if another process holds it. That process would be shown `holder_label`.
///
/// Returns `None` if no lock is needed (a dry run) or possible (a single file mounted into a container, written in place).
pub(super) async fn lock(place: &Path, holder_label: &str, write_options: WriteOptions, deps: &Deps) -> Result<Option<Lock>, LockError> {
    if write_options.dry_run {
        return Ok(None);
    }
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        let _ = files::make_folders(folder); // the write reports the error
    }
    let mut report = |holder: Option<&str>| deps.terminal.note(&format!("waiting for {}", holder.unwrap_or("another sts-cli")));
    match deps.directories.lock(place.to_owned()).acquire(holder_label, LOCK_TIMEOUT, &mut report).await {
        Err(LockError::File(_)) if write_options.in_place => Ok(None),
        result => result.map(Some),
    }
}

/// Reads a file. A missing file counts as empty, as does a device or pipe such as `/dev/null` for all AWS tools.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let failed = |source| FileError::System { task: FileTask::Read, path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(FileError::IsFolder(path.to_owned())),
        Ok(found) if !found.is_file() => Ok(Zeroizing::default()),
        Ok(_) => std::fs::read(path).map(Zeroizing::new).map_err(failed),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Zeroizing::default()),
        Err(error) => Err(failed(error)),
    }
}

/// Replaces the content of the file by `bytes`; in a dry run only checks that it could.
pub(super) fn write(path: &Path, bytes: &[u8], write_options: WriteOptions) -> Result<(), FileError> {
    if files::is_special(path) {
        return Err(FileError::NotRegular(path.to_owned()));
    }
    if !write_options.in_place {
        files::check_replaceable(path)?;
    }
    match write_options {
        WriteOptions { dry_run: true, .. } => Ok(()),
        WriteOptions { in_place: true, .. } => files::overwrite(path, bytes),
        _ => files::replace(path, bytes),
    }
}
