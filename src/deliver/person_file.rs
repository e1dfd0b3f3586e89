//! A file of the person's that this program changes: locked, read, and written, so that no other run of it comes in between.

use crate::request::WriteOptions;
use crate::sys::Deps;
use crate::sys::files::{self, FileError, FileTask, Lock, LockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long another run may write; it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of one file, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file.
    pub path: PathBuf,
    /// Its lines that go and come, without secrets; empty: it says already what it is to say.
    pub difference: String,
}

/// The file that `path` means, as the writer finds it: two paths that mean one file come to the same, also before there is one.
pub(super) fn meant(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let file = files::followed(path).unwrap_or_else(|_| path.to_owned());
        match (std::fs::canonicalize(files::folder_of(&file)), file.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => file,
        }
    })
}

/// The place of the lock of the file that `path` means, beside it.
pub(super) fn lock_place(path: &Path) -> PathBuf {
    let meant = meant(path);
    let name = meant.file_name().unwrap_or_default().to_string_lossy();
    meant.with_file_name(format!(".{name}.sts-cli-lock"))
}

/// Takes the lock at `place`; none where nothing is written, and none for a file alone in its mount, which has no folder for one.
pub(super) async fn lock(place: &Path, whom: &str, manner: WriteOptions, deps: &Deps) -> Result<Option<Lock>, LockError> {
    if manner.dry_run {
        return Ok(None);
    }
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        let _ = files::private_folder(folder); // the writer says what is wrong with it
    }
    let mut tell = |holder: Option<&str>| deps.terminal.note(&format!("waiting for {}", holder.unwrap_or("another sts-cli")));
    match deps.directories.lock(place.to_owned()).take(whom, PATIENCE, &mut tell).await {
        Err(LockError::File(_)) if manner.in_place => Ok(None),
        taken => taken.map(Some),
    }
}

/// The content of a file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let failed = |source| FileError::System { task: FileTask::Read, path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(FileError::Folder(path.to_owned())),
        Ok(found) if !found.is_file() => Err(FileError::NotRegular(path.to_owned())),
        Ok(_) => std::fs::read(path).map(Zeroizing::new).map_err(failed),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Zeroizing::default()),
        Err(error) => Err(failed(error)),
    }
}

/// Makes `bytes` the content of the file, unless it is only to be told what would be.
pub(super) fn write(path: &Path, bytes: &[u8], manner: WriteOptions) -> Result<(), FileError> {
    match manner {
        WriteOptions { dry_run: true, .. } => Ok(()),
        WriteOptions { in_place: true, .. } => files::overwrite(path, bytes),
        _ => files::replace(path, bytes),
    }
}
