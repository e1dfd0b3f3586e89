//! Writes into existing files: overwrites single files that are bind-mounted into containers, where a rename would leave the container the
//! old file, and appends to files of other programs.

use super::target::WriteTarget;
use super::{FileError, FileTask, writer};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Writes `content` into the file at `path`, keeping its inode, owner, mode and mounts.
///
/// Not atomic: readers, or a crash, may see a mixture of old and new content. A missing file is created by [`super::replace`].
///
/// # Errors
/// A [`FileError`] that names the path.
pub fn overwrite(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let target = WriteTarget::of(path)?;
    if target.existing.is_none() {
        return writer::replace(path, content);
    }
    let file = OpenOptions::new().write(true).open(&target.path);
    file.and_then(|file| fill(file, content)).map_err(FileError::system(FileTask::Write, &target.path))
}

/// Appends `text` to the file in one write, on a line of its own. A missing file is created with mode 0600.
///
/// # Errors
/// The file cannot be opened or written.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).read(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut last = [b'\n'];
    let is_open = file.seek(SeekFrom::End(-1)).and_then(|_| file.read(&mut last)).is_ok() && last != [b'\n'];
    file.write_all(format!("{}{text}", if is_open { "\n" } else { "" }).as_bytes())
}

/// Writes the part beyond the old end first, so that a full disk leaves the old content intact. The file is never empty in between.
fn fill(mut file: File, content: &[u8]) -> io::Result<()> {
    let old = file.metadata()?.len();
    let (head, tail) = content.split_at(content.len().min(usize::try_from(old).unwrap_or(usize::MAX)));
    if let Err(error) = file.seek(SeekFrom::Start(old)).and_then(|_| file.write_all(tail)) {
        file.set_len(old)?;
        return Err(error);
    }
    file.rewind()?;
    file.write_all(head)?;
    file.set_len(content.len() as u64)?;
    file.sync_all()
}
