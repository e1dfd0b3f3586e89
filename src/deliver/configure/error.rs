//! Why the file of a tool was not changed.

use crate::deliver::not_literal::NotLiteral;
use crate::sys::files::{FileError, LockError};
use std::path::PathBuf;

/// Why the file of a tool was not changed.
#[derive(thiserror::Error)]
pub enum ConfigureError {
    /// The home directory is unknown.
    #[error("there is no home directory for the files of tools")]
    NoHome,
    /// The content of the file does not allow the change.
    #[error("could not change {}: {source}", path.display())]
    ToolFile {
        /// The file.
        path: PathBuf,
        /// The problem.
        source: ToolFileError,
    },
    /// The file is not UTF-8.
    #[error("{} is not UTF-8", .0.display())]
    NotText(PathBuf),
    /// The file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The lock was not free in time.
    #[error("could not lock {}", path.display())]
    Locked {
        /// The file that was to be written.
        path: PathBuf,
        /// The process that holds it, or why it cannot be locked.
        source: LockError,
    },
}
debug_as_display!(ConfigureError);

/// A tool whose own file is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOwner {
    /// fsspec, which reads its file and never writes it.
    Fsspec,
    /// MinIO's client.
    Mc,
    /// rclone.
    Rclone,
}

impl std::fmt::Display for FileOwner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Fsspec => "fsspec",
            Self::Mc => "mc",
            Self::Rclone => "rclone",
        })
    }
}

/// Why the content of a tool's own file must not be changed.
#[derive(thiserror::Error, PartialEq, Eq)]
pub enum ToolFileError {
    /// A value that the tool would expand or cut.
    #[error(transparent)]
    NotLiteral(#[from] NotLiteral),
    /// The file does not have the form that the tool itself writes.
    #[error("it is not a valid {tool} file: {problem}")]
    Invalid {
        /// The tool.
        tool: FileOwner,
        /// The problem.
        problem: String,
    },
    /// The file is encrypted with a password.
    #[error("it is encrypted")]
    Encrypted,
    /// Long-term keys would be lost, or would override the new credentials.
    #[error("{place} already contains keys: {}", keys.join(", "))]
    ContainsKeys {
        /// The part of the file.
        place: String,
        /// The names of the settings that hold them.
        keys: Vec<String>,
    },
    /// The tool reads other files too, whose settings would override ours.
    #[error("{tool} merges it with settings that override its own: {}", settings.join(", "))]
    Overridden {
        /// The tool.
        tool: FileOwner,
        /// The settings, each with its file.
        settings: Vec<String>,
    },
    /// The part to be removed has other settings than those that were written.
    #[error("{place} has changed since `configure` wrote it: {}", settings.join(", "))]
    Differs {
        /// The part of the file.
        place: String,
        /// The settings that differ, as `name = value`, or only their names.
        settings: Vec<String>,
    },
    /// The user configured this part of the file for something else.
    #[error("{place} has conflicting settings: {}", settings.join(", "))]
    Conflicts {
        /// The part of the file.
        place: String,
        /// The conflicting settings, as `name = value`.
        settings: Vec<String>,
    },
}
debug_as_display!(ToolFileError);
