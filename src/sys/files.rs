//! Writes files: private and atomically. All files of this program are written here.

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
    /// The path is a folder.
    #[error("{} is a folder, not a file", .0.display())]
    Folder(PathBuf),
    /// The path is a pipe, device or socket, which a rename would replace by a regular file.
    #[error("{} is not a regular file", .0.display())]
    NotRegular(PathBuf),
    /// The path contains shell syntax that no shell interpreted; it would name a folder below the current one.
    #[error("{} is a literal path: no shell interpreted it", .0.display())]
    Unexpanded(PathBuf),
    /// A folder in the path is a dangling symbolic link.
    #[error("{} is a link to {}, which does not exist", link.display(), target.display())]
    DanglingLink {
        /// The link.
        link: PathBuf,
        /// The target of the link.
        target: PathBuf,
    },
    /// The file has several hard links: replacing it would change only one of them.
    #[error("{} has several hard links: replacing it would change only one of them", .0.display())]
    HardLink(PathBuf),
    /// The file belongs to another user: replacing it would change the owner.
    #[error("{} belongs to another user: replacing it would change its owner", .0.display())]
    Foreign(PathBuf),
    /// The operating system refused.
    #[error("could not {} {}: {source}", .task, .path.display())]
    System {
        /// The failed task.
        task: FileTask,
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}
debug_as_display!(FileError);

/// A task on a file or folder, displayed as in "could not …".
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
            Self::LookAt => "inspect",
            Self::FollowTheLink => "resolve the link",
            Self::Write => "write",
            Self::WriteIn => "write in",
            Self::MakeTheFolder => "create the folder",
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
