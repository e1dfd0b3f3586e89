//! Why a file could not be written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file could not be written.
#[derive(thiserror::Error)]
pub enum FileError {
    /// The path is a folder.
    #[error("{} is a folder, not a file", .0.display())]
    IsFolder(PathBuf),
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
    OtherOwner(PathBuf),
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
    Inspect,
    /// Resolving a symbolic link.
    ResolveLink,
    /// Writing it.
    Write,
    /// Creating a file in a folder.
    CreateIn,
    /// Creating a folder.
    CreateFolder,
    /// Locking it.
    Lock,
    /// Removing it.
    Remove,
}

impl std::fmt::Display for FileTask {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::Inspect => "inspect",
            Self::ResolveLink => "resolve the link",
            Self::Write => "write",
            Self::CreateIn => "write in",
            Self::CreateFolder => "create the folder",
            Self::Lock => "lock",
            Self::Remove => "remove",
        })
    }
}

/// Whether symbolic links lead back to themselves there.
#[cfg(unix)]
#[must_use]
pub(crate) fn is_link_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Whether symbolic links form a cycle; this system does not report it.
#[cfg(not(unix))]
#[must_use]
pub(crate) fn is_link_loop(_: &io::Error) -> bool {
    false
}

/// Whether the file may be open in a program that prevents its replacement, which only Windows allows. Its error for this is that for
/// missing rights, a sharing violation or a lock violation ("System Error Codes").
#[must_use]
pub(crate) fn may_be_held_open(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

impl FileError {
    pub(super) fn system(task: FileTask, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { task, path: path.to_owned(), source }
    }
}
