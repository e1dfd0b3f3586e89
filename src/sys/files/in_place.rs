//! Writing into the file that is there, for single files mounted into containers: a rename would leave them the old one.

use super::target::Target;
use super::{FileError, FileTask, writer};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Makes `content` the content of the file that `path` means, and keeps the file itself: its owner, mode, and place in mounts.
///
/// A reader may see a mixture for a moment, and a crash may leave one. Where there is no file, one is made as by [`super::replace`].
///
/// # Errors
/// A [`FileError`] that names the path.
pub fn overwrite(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let target = Target::of(path)?;
    if target.existing.is_none() {
        return writer::replace(path, content);
    }
    let file = OpenOptions::new().write(true).open(&target.path);
    file.and_then(|file| fill(file, content)).map_err(FileError::system(FileTask::Write, &target.path))
}

/// What goes beyond the old end comes first, so that a full disk leaves the old file as it was; and there is no moment at which it is empty.
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
