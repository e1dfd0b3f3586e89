//! Overwrites an existing file in place, for single files that are bind-mounted into containers: a rename would leave the container the old
//! file.

use super::target::WriteTarget;
use super::{FileError, FileTask, writer};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
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
