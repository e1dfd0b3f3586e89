//! Which file is meant by a path: links are followed to where they lead, also where nothing is there yet.

use super::{FileError, FileTask};
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// As many links, one after the other, as Linux follows.
const MOST_LINKS: usize = 40;

/// The file that a path means.
pub(super) struct Target {
    /// No link any more.
    pub(super) path: PathBuf,
    /// What is there; a regular file, if anything.
    pub(super) existing: Option<Metadata>,
}

impl Target {
    /// Follows `path` to the file that it means.
    ///
    /// # Errors
    /// It means something else than a regular file, leads in a circle, or cannot be looked at.
    pub(super) fn of(path: &Path) -> Result<Self, FileError> {
        let existing = match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(FileError::Folder(path.to_owned())),
            Ok(found) if !found.is_file() => return Err(FileError::NotRegular(path.to_owned())),
            Ok(found) => Some(found),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::system(FileTask::LookAt, path)(error)),
        };
        let path = followed(path).map_err(FileError::system(FileTask::FollowTheLink, path))?;
        Ok(Self { path, existing })
    }

    /// The folder it is in, or is going to be.
    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }
}

/// The folder of `path`, `.` for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path that is left when all links have been followed, also where nothing is there.
///
/// # Errors
/// They lead in a circle, or one cannot be read.
pub(crate) fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match std::fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => return Ok(path),
            Err(error) => return not_a_link(&path).ok_or(error),
        }
    }
    Err(io::Error::other("too many links, one after the other"))
}

/// Windows has words of its own for "this is no link".
fn not_a_link(path: &Path) -> Option<PathBuf> {
    std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_symlink()).then(|| path.to_owned())
}
