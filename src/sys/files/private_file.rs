//! This program's own files in its private folders: small, mode 0600, never a link.

use super::private::is_private;
use super::{FileError, FileTask, TemporaryFile, WriteStep, follow_links};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// Writes the file `path` with mode 0600, replacing whatever is there. It is not synced: the content can be obtained again.
///
/// # Errors
/// A [`FileError`] that names the path.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), FileError> {
    write_private_observed(path, content, &mut |_| Ok(()))
}

/// Writes the file `path` like [`write_private`], or writes into a device or pipe that is there, such as `/dev/null`: it is never replaced,
/// nor is a symbolic link, but the file that it leads to.
///
/// # Errors
/// A [`FileError`] that names the path.
pub(crate) fn write_private_or_into(path: &Path, content: &[u8]) -> Result<(), FileError> {
    if !path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return write_private(&follow_links(path).map_err(FileError::system(FileTask::ResolveLink, path))?, content);
    }
    let opened = OpenOptions::new().write(true).open(path);
    opened.and_then(|mut special_file| special_file.write_all(content)).map_err(FileError::system(FileTask::Write, path))
}

/// Writes like `write_private` and calls `on_step` after each step; an error of `on_step` fails the write.
///
/// # Errors
/// The errors of `write_private`.
pub fn write_private_observed(path: &Path, content: &[u8], on_step: &mut dyn FnMut(WriteStep) -> io::Result<()>) -> Result<(), FileError> {
    let made = TemporaryFile::create_beside(path, content, on_step).and_then(|made| made.persist(path));
    made.and_then(|()| on_step(WriteStep::Renamed)).map_err(FileError::system(FileTask::Write, path))
}

/// Reads a file that `write_private` wrote. The content is wiped from memory when it is dropped.
///
/// # Errors
/// The file is missing, a link, readable or writable by others, or larger than `most` bytes.
pub(crate) fn read_private(path: &Path, max_bytes: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let (file, length) = open_private(path)?;
    if length > max_bytes {
        return Err(io::ErrorKind::InvalidData.into());
    }
    read_beginning(file, length)
}

/// Reads the first bytes of a file that `write_private` wrote, `most` at most.
///
/// # Errors
/// The file is missing, a link, or readable or writable by others.
pub(crate) fn read_private_beginning(path: &Path, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let (file, length) = open_private(path)?;
    read_beginning(file, length.min(most))
}

/// Opens a file of this user alone. Returns its length, too.
fn open_private(path: &Path) -> io::Result<(File, u64)> {
    let file = open(path)?;
    let found = file.metadata()?;
    if found.is_file() && is_private(&found) { Ok((file, found.len())) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn read_beginning(file: File, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1));
    file.take(length).read_to_end(&mut content)?;
    Ok(content)
}

/// Opens a file without following links and without blocking on a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
