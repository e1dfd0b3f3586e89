//! The private files of a data folder.

use super::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

/// Reads a private file, or creates it with the text of `generate`. If two processes create it at once, both get the same text.
///
/// # Errors
/// The file can neither be read nor created.
pub(crate) fn read_or_create(path: &Path, generate: impl FnOnce() -> io::Result<String>) -> Result<String, Error> {
    let or_create = || match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match create_temporary_beside(path, &generate()?)?.persist_noclobber(path)
        {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
            _ => fs::read_to_string(path),
        },
        other => other,
    };
    or_create().map_err(|source| Error::Data { path: path.to_owned(), source })
}

/// Writes a private file, replacing an existing one.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    let write = || create_temporary_beside(path, text)?.persist(path).map(|_| ()).map_err(|error| error.error);
    write().map_err(|source| Error::Data { path: path.to_owned(), source })
}

/// Creates a temporary file in the same folder with mode 0600.
fn create_temporary_beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
