//! The private files of a data folder.

use super::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

/// The text of a private file; made by `make` if there is none yet, by whoever comes first.
///
/// # Errors
/// When the file can neither be read nor made.
pub(crate) fn kept(path: &Path, make: impl FnOnce() -> io::Result<String>) -> Result<String, Error> {
    let or_create = || match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match beside(path, &make()?)?.persist_noclobber(path) {
            Err(taken) if taken.error.kind() != io::ErrorKind::AlreadyExists => Err(taken.error),
            _ => fs::read_to_string(path),
        },
        other => other,
    };
    or_create().map_err(|source| Error::Data { path: path.to_owned(), source })
}

/// Writes a private file, in place of the one that is there.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn written(path: &Path, text: &str) -> Result<(), Error> {
    let write = || beside(path, text)?.persist(path).map(|_| ()).map_err(|error| error.error);
    write().map_err(|source| Error::Data { path: path.to_owned(), source })
}

/// A temporary file in the same folder, 0600 from birth.
fn beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
