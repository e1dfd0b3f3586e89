//! Ownership of new files: files that root creates in another user's folder are given to that user, who could not access them otherwise.
//!
//! That user may put a link in the place of a folder at any moment. So root opens the folder once, and makes in it, looks at it and gives
//! away by what is open.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

/// A folder that root has opened to make something in it.
#[cfg(unix)]
pub(super) struct Folder {
    directory: File,
    owner: u32,
    group: u32,
}

#[cfg(unix)]
impl Folder {
    /// Opens the folder at `path` if this is root: all others make what is theirs anyway.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn of_root(path: &Path) -> io::Result<Option<Self>> {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let directory = std::fs::OpenOptions::new().read(true).custom_flags(OFlags::DIRECTORY.bits().cast_signed()).open(path)?;
        Self::of(directory).map(Some)
    }

    fn of(directory: File) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let found = directory.metadata()?;
        Ok(Self { directory, owner: found.uid(), group: found.gid() })
    }

    /// Opens the folder `name` in this one, no link; makes it for the owner of this one if it is missing.
    fn folder(&self, name: &OsStr) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags, mkdirat, openat};
        let made = match mkdirat(&self.directory, name, Mode::RWXU) {
            Err(rustix::io::Errno::EXIST) => false,
            made => made.map(|()| true)?,
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = Self::of(openat(&self.directory, name, flags, Mode::empty())?.into())?;
        if made && folder.owner == 0 && is_empty(&folder.directory) {
            self.give_to_folder_owner(&folder.directory); // and not another one of root's that was moved there meanwhile
        }
        Self::of(folder.directory)
    }

    /// Makes the file `name` in this folder, which must not be there yet; for root only.
    pub(super) fn file(&self, name: &OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        Ok(openat(&self.directory, name, flags, Mode::RUSR | Mode::WUSR)?.into())
    }

    /// Gives what root has just made in this folder to the owner of the folder.
    pub(super) fn give_to_folder_owner(&self, made: &File) {
        if self.owner != 0 {
            let _ = std::os::unix::fs::fchown(made, Some(self.owner), Some(self.group)); // some file systems do not support owners
        }
    }
}

#[cfg(unix)]
fn is_empty(folder: &File) -> bool {
    let is_dot_entry =
        |entry: rustix::io::Result<rustix::fs::DirEntry>| entry.is_ok_and(|entry| matches!(entry.file_name().to_bytes(), b"." | b".."));
    rustix::fs::Dir::read_from(folder).is_ok_and(|mut entries| entries.all(is_dot_entry))
}

/// There is no root, and so no folder that it has opened.
#[cfg(not(unix))]
pub(super) enum Folder {}

#[cfg(not(unix))]
impl Folder {
    pub(super) fn of_root(_: &Path) -> io::Result<Option<Self>> {
        Ok(None)
    }

    fn folder(&self, _: &OsStr) -> io::Result<Self> {
        match *self {}
    }

    pub(super) fn file(&self, _: &OsStr) -> io::Result<File> {
        match *self {}
    }
}

/// Creates the missing folders of `path` with mode 0700, owned by the owner of their parent.
///
/// # Errors
/// The error of the operating system.
pub(crate) fn make_folders(path: &Path) -> io::Result<()> {
    let existing_folder = path.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let root_folder = if existing_folder == path { None } else { Folder::of_root(existing_folder)? };
    let Some(mut folder) = root_folder else { return super::private::missing_folders(path) };
    for name in path.strip_prefix(existing_folder).unwrap_or(path).components() {
        folder = folder.folder(name.as_os_str())?;
    }
    Ok(())
}
