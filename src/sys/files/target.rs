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

/// Checks that [`super::replace`] can put a new file in the place of the one that `path` means, which nobody else would miss.
///
/// # Errors
/// It means something else than a regular file, one with several names, or one of another user.
pub(crate) fn check_replaceable(path: &Path) -> Result<(), FileError> {
    let target = Target::of(path)?;
    #[cfg(unix)]
    if let Some(existing) = target.existing {
        use std::os::unix::fs::MetadataExt as _;
        let user = rustix::process::geteuid();
        if existing.nlink() > 1 {
            return Err(FileError::HardLink(target.path));
        }
        if existing.uid() != user.as_raw() && !user.is_root() {
            return Err(FileError::Foreign(target.path));
        }
    }
    Ok(())
}

/// Whether `text` begins with what a shell was to replace by a folder, or to remove: `$HOME`, `%USERPROFILE%`, `~alice`, a quote or a blank.
pub(crate) fn is_unexpanded(text: &str) -> bool {
    text.starts_with(['$', '%', '~', '"', '\'', ' '])
}

/// Whether the path names a variable somewhere, and leads into a folder that does not exist by that name.
fn names_a_variable(path: &Path) -> bool {
    let is_name = |rest: &str| rest.starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic());
    path.to_str().is_some_and(|text| text.split('$').skip(1).any(is_name)) && !folder_of(path).exists()
}

/// Checks that `path` is none that a shell was to interpret, and that no folder of it is a link to a place that does not exist. What does not
/// exist itself can be made.
///
/// # Errors
/// [`FileError::Unexpanded`], [`FileError::DanglingLink`].
pub(crate) fn check_folders(path: &Path) -> Result<(), FileError> {
    if path.to_str().is_some_and(is_unexpanded) || names_a_variable(path) {
        return Err(FileError::Unexpanded(path.to_owned()));
    }
    let missing = path.ancestors().skip(1).take_while(|folder| folder.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound));
    match missing.filter_map(|link| Some((link, std::fs::read_link(link).ok()?))).last() {
        Some((link, target)) => Err(FileError::DanglingLink { link: link.to_owned(), target }),
        None => Ok(()),
    }
}

/// Whether `path` means a device, a pipe or a socket: AWS's own tools read nothing there.
pub(crate) fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
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
