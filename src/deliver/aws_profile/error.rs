//! Why a profile of the AWS files was not written.

use super::conflicts;
use super::conflicts::Conflict;
use crate::aws_files::{AwsPathsError, EditError, MalformedFile};
use crate::sys::files::{FileError, LockError};
use std::path::PathBuf;

/// Why a profile was not written. No file was changed, unless [`Error::File`] names the second of two files.
#[derive(thiserror::Error)]
pub enum Error {
    /// The paths of the AWS files are unknown, or the name cannot be one of a profile.
    #[error(transparent)]
    Places(#[from] AwsPathsError),
    /// A path in the command is not UTF-8.
    #[error("the path {} is not UTF-8, so it cannot be written to an AWS file", .0.display())]
    NotText(PathBuf),
    /// The file is not a valid AWS file.
    #[error(transparent)]
    Malformed(#[from] MalformedFile),
    /// The change cannot be made in this file.
    #[error("could not change {}: {source}", path.display())]
    NotEditable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: EditError,
    },
    /// Settings of the profile override ours, or would be overwritten. `--force` removes or overwrites them.
    #[error("the AWS profile `{profile}` already has {}", conflicts::format_conflicts(conflicts))]
    Conflicts {
        /// The profile.
        profile: String,
        /// The conflicting settings with their locations.
        conflicts: Vec<Conflict>,
    },
    /// Settings to be removed have other values than those that were written. `--force` removes them.
    #[error(
        "could not remove the AWS profile `{profile}`: it has changed since `configure` wrote it: {}",
        conflicts::format_conflicts(conflicts)
    )]
    Differs {
        /// The profile.
        profile: String,
        /// The settings with other values, with their locations.
        conflicts: Vec<Conflict>,
    },
    /// The profile inherits settings that override ours. `--force` does not remove them: other profiles inherit them too.
    #[error("the AWS profile `{profile}` inherits {} from [DEFAULT]", conflicts::format_conflicts(conflicts))]
    Inherited {
        /// The profile.
        profile: String,
        /// The conflicting settings with their locations.
        conflicts: Vec<Conflict>,
    },
    /// The lock was not free in time.
    #[error("could not lock {}", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The process that holds it, or why it cannot be locked.
        source: LockError,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}
debug_as_display!(Error);
