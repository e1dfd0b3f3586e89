//! How this program writes files: private, whole or not at all. All of its files go through here.

mod acl;
mod directories;
mod in_place;
mod leftovers;
mod lock;
mod own;
mod owner;
mod private;
mod target;
mod temporary;
mod writer;

pub use directories::Directories;
pub use in_place::overwrite;
pub(crate) use leftovers::{is_abandoned, remove_unfinished};
pub use lock::{Lock, LockError, LockPlace};
pub use own::{put, put_watched, take_in};
pub(crate) use owner::make_folders;
pub use private::{NotPrivate, is_private_folder, private_folder};
pub(crate) use target::{check_folders, check_replaceable, folder_of, followed, is_special, is_unexpanded};
pub use writer::{Step, replace, replace_watched};

use std::io;
use std::path::{Path, PathBuf};
use temporary::Temporary;

/// Why a file could not be written.
#[derive(thiserror::Error)]
pub enum FileError {
    /// A folder stands where the file should.
    #[error("{} is a folder, not a file", .0.display())]
    Folder(PathBuf),
    /// A pipe, a device or a socket: what comes after a rename would be another thing.
    #[error("{} is not a regular file", .0.display())]
    NotRegular(PathBuf),
    /// A path that a shell was to interpret: it would be a folder below the current one.
    #[error("{} is a literal path: no shell interpreted it", .0.display())]
    Unexpanded(PathBuf),
    /// A folder on the way is a link to a place that does not exist.
    #[error("{} is a link to {}, which does not exist", link.display(), target.display())]
    DanglingLink {
        /// The link.
        link: PathBuf,
        /// What it leads to, as it says.
        target: PathBuf,
    },
    /// The file has several names (hard links): a new file in its place would have one of them.
    #[error("{} has another name too (a hard link), which would be left with the old content", .0.display())]
    HardLink(PathBuf),
    /// The file is another user's: a new file in its place would not be.
    #[error("{} belongs to another user, and a new file in its place would not", .0.display())]
    Foreign(PathBuf),
    /// The operating system refused.
    #[error("cannot {} {}: {source}", .task, .path.display())]
    System {
        /// What was tried.
        task: FileTask,
        /// The file or folder that it was tried on.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}
debug_as_display!(FileError);

/// What was tried on a file or folder, displayed as in "cannot …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTask {
    /// Reading it.
    Read,
    /// Reading its metadata.
    LookAt,
    /// Resolving a symbolic link.
    FollowTheLink,
    /// Writing it.
    Write,
    /// Creating a file in a folder.
    WriteIn,
    /// Creating a folder.
    MakeTheFolder,
    /// Locking it.
    Lock,
    /// Removing it.
    Remove,
}

impl std::fmt::Display for FileTask {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::LookAt => "look at",
            Self::FollowTheLink => "follow the link",
            Self::Write => "write",
            Self::WriteIn => "write in",
            Self::MakeTheFolder => "make the folder",
            Self::Lock => "lock",
            Self::Remove => "remove",
        })
    }
}

/// Whether symbolic links lead back to themselves there.
#[cfg(unix)]
#[must_use]
pub fn is_link_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Whether symbolic links lead back to themselves there, which this system does not tell.
#[cfg(not(unix))]
#[must_use]
pub fn is_link_loop(_: &io::Error) -> bool {
    false
}

impl FileError {
    fn system(task: FileTask, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { task, path: path.to_owned(), source }
    }
}
