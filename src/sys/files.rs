//! How this program writes files: private, whole or not at all. All of its files go through here.

mod acl;
mod directories;
mod in_place;
mod leftovers;
mod lock;
mod own;
mod private;
mod target;
mod temporary;
mod writer;

pub use directories::Directories;
pub use in_place::overwrite;
pub(crate) use leftovers::{is_abandoned, remove_unfinished};
pub use lock::{Lock, LockError, LockPlace};
pub use own::{put, put_watched, take_in};
pub use private::{NotPrivate, own_folder, private_folder};
pub(crate) use target::{folder_of, followed};
pub use writer::{Step, replace, replace_watched};

use std::io;
use std::path::{Path, PathBuf};
use temporary::Temporary;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A folder stands where the file should.
    #[error("{} is a folder, not a file", .0.display())]
    Folder(PathBuf),
    /// A pipe, a device or a socket: what comes after a rename would be another thing.
    #[error("{} is not a regular file", .0.display())]
    NotRegular(PathBuf),
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

impl FileError {
    fn system(task: FileTask, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { task, path: path.to_owned(), source }
    }
}
