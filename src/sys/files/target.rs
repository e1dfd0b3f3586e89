//! Resolves symbolic links to the file to write, even if it does not exist yet.

use super::{FileError, FileTask};
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The maximum number of links that Linux follows.
const MAX_LINKS: usize = 40;

/// The resolved file to write.
pub(super) struct WriteTarget {
    /// The path without symbolic links in its last component.
    pub(super) path: PathBuf,
    /// The metadata of the existing regular file.
    pub(super) existing: Option<Metadata>,
}

impl WriteTarget {
    /// Resolves `path`.
    ///
    /// # Errors
    /// It is not a regular file, a circular link, or cannot be inspected.
    pub(super) fn of(path: &Path) -> Result<Self, FileError> {
        let existing = match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(FileError::IsFolder(path.to_owned())),
            Ok(found) if !found.is_file() => return Err(FileError::NotRegular(path.to_owned())),
            Ok(found) => Some(found),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::system(FileTask::Inspect, path)(error)),
        };
        let path = follow_links(path).map_err(FileError::system(FileTask::ResolveLink, path))?;
        Ok(Self { path, existing })
    }

    /// Returns its folder.
    pub(super) fn folder(&self) -> &Path {
        parent_folder(&self.path)
    }
}

/// Checks that [`super::replace`] may replace the file at `path`.
///
/// # Errors
/// It is not a regular file, has several hard links, or belongs to another user.
pub(crate) fn check_replaceable(path: &Path) -> Result<(), FileError> {
    #[cfg_attr(not(unix), expect(unused_variables, reason = "it has neither links nor an owner there"))]
    let target = WriteTarget::of(path)?;
    #[cfg(unix)]
    if let Some(existing) = target.existing {
        use std::os::unix::fs::MetadataExt as _;
        let user = rustix::process::geteuid();
        if existing.nlink() > 1 {
            return Err(FileError::HardLink(target.path));
        }
        if existing.uid() != user.as_raw() && !user.is_root() {
            return Err(FileError::OtherOwner(target.path));
        }
    }
    Ok(())
}

/// Whether `text` begins like an unexpanded variable, home folder or quote: `$HOME`, `%USERPROFILE%`, `~alice`.
pub(crate) fn is_unexpanded(text: &str) -> bool {
    text.starts_with(['$', '%', '~', '"', '\'', ' '])
}

/// Whether the path contains an unexpanded variable, in a folder that does not exist by that name.
fn names_a_variable(path: &Path) -> bool {
    let is_name = |rest: &str| rest.starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic());
    path.to_str().is_some_and(|text| text.split('$').skip(1).any(is_name)) && !parent_folder(path).exists()
}

/// Checks that `path` contains no uninterpreted shell syntax, and that none of its folders is a dangling link. Missing folders are fine.
///
/// # Errors
/// [`FileError::Unexpanded`], [`FileError::DanglingLink`].
pub(crate) fn check_path(path: &Path) -> Result<(), FileError> {
    if path.to_str().is_some_and(is_unexpanded) || names_a_variable(path) {
        return Err(FileError::Unexpanded(path.to_owned()));
    }
    let missing = path.ancestors().skip(1).take_while(|folder| folder.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound));
    match missing.filter_map(|link| Some((link, std::fs::read_link(link).ok()?))).last() {
        Some((link, target)) => Err(FileError::DanglingLink { link: link.to_owned(), target }),
        None => Ok(()),
    }
}

/// Whether `path` is a device, pipe or socket, which AWS tools read as empty.
pub(crate) fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Returns the folder of `path`; `.` for a bare file name.
pub(crate) fn parent_folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Follows all symbolic links of `path`, even if the target does not exist.
///
/// # Errors
/// The links are circular, or one cannot be read.
pub(crate) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match std::fs::read_link(&path) {
            Ok(next) => path = parent_folder(&path).join(next),
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => return Ok(path),
            Err(error) => return not_a_link(&path).ok_or(error),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Returns `path` if it is not a link; Windows reports that with its own error codes.
fn not_a_link(path: &Path) -> Option<PathBuf> {
    std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_symlink()).then(|| path.to_owned())
}
