//! Folders that other users cannot access.

use super::{FileError, FileTask};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// The bit of a folder's mode that keeps users from each other's files in it.
#[cfg(unix)]
const STICKY: u32 = 0o1000;

/// Why a folder cannot be used for secrets.
#[derive(thiserror::Error)]
pub enum PrivateFolderError {
    /// There is no home folder, and no variable names a folder.
    #[error("there is no home directory")]
    NoHome,
    /// It cannot be created or inspected.
    #[error(transparent)]
    File(#[from] FileError),
    /// It belongs to another user.
    #[error("{} belongs to another user", .0.display())]
    OtherOwner(PathBuf),
    /// Other users can access it, and its mode cannot be changed.
    #[error("{} is accessible to other users, and its mode could not be changed", .0.display())]
    Accessible(PathBuf),
}
debug_as_display!(PrivateFolderError);

impl PrivateFolderError {
    /// Returns the remedy as the end of a sentence; empty for an error of the operating system.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::File(_) => "",
            Self::NoHome | Self::OtherOwner(_) | Self::Accessible(_) => ": set XDG_STATE_HOME or STS_CLI_STATE_DIR to a folder of your own",
        }
    }
}

/// Creates the folder `path` with mode 0700, or removes other users' access to it.
///
/// # Errors
/// See [`PrivateFolderError`].
pub(crate) fn ensure_private_folder(path: &Path) -> Result<(), PrivateFolderError> {
    check_place(path, path)?;
    make(path)?;
    restrict_mode(path, 0o077)
}

/// Creates the folder `path` if it is missing. An existing one may be readable, but not writable, by others.
///
/// A sticky shared folder such as `/tmp` is accepted if it is ours.
///
/// # Errors
/// See [`PrivateFolderError`].
pub(super) fn ensure_owned_folder(path: &Path, first: &Path) -> Result<(), PrivateFolderError> {
    check_place(path, first)?;
    make(path)?;
    restrict_mode(path, 0o022)
}

/// Refuses root a folder below another user's folder, counted from `first` on, as with a `sudo` that keeps `HOME`: that user could replace
/// root's folders, and could not use what is below them. Shared places such as `/tmp` may belong to any user, and so may the folders above
/// `first`, because a folder of root's own that was named explicitly is intended. An owner without a number in this user namespace, as in
/// containers, cannot be distinguished from others, and is accepted.
///
/// # Errors
/// [`PrivateFolderError::OtherOwner`], naming the folder that is another user's.
#[cfg(unix)]
fn check_place(path: &Path, first: &Path) -> Result<(), PrivateFolderError> {
    use super::super::machine::OVERFLOW_USER;
    use std::os::unix::fs::MetadataExt as _;
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let is_foreign = |found: &Metadata| ![0, OVERFLOW_USER].contains(&found.uid()) && found.mode() & STICKY == 0;
    let (mut is_nearest, mut foreign_folder) = (true, None); // the nearest folder that is there is the one that others are made in
    for folder in path.ancestors() {
        let Ok(found) = folder.metadata() else { continue };
        if is_foreign(&found) && (is_nearest || folder.starts_with(first)) {
            foreign_folder = Some(folder); // the topmost is the most useful
        }
        is_nearest = false;
    }
    foreign_folder.map_or(Ok(()), |folder| Err(PrivateFolderError::OtherOwner(folder.to_owned())))
}

#[cfg(not(unix))]
fn check_place(_: &Path, _: &Path) -> Result<(), PrivateFolderError> {
    Ok(())
}

/// Whether the folder `path` exists, belongs to this user, and is inaccessible to others.
#[cfg(unix)]
#[must_use]
pub(crate) fn is_private_folder(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| super::private::is_private(&found))
}

/// Whether the folder `path` exists; folders in a Windows user's profile are private.
#[cfg(not(unix))]
#[must_use]
pub(crate) fn is_private_folder(path: &Path) -> bool {
    path.is_dir()
}

fn make(path: &Path) -> Result<(), FileError> {
    missing_folders(path).map_err(FileError::system(FileTask::CreateFolder, path))
}

/// Creates the missing folders of `path` with mode 0700.
#[cfg(unix)]
pub(super) fn missing_folders(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(super) fn missing_folders(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Removes the permissions `forbidden_bits`, and checks the result: some file systems ignore chmod.
#[cfg(unix)]
fn restrict_mode(path: &Path, forbidden_bits: u32) -> Result<(), PrivateFolderError> {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let inspect = || metadata(path).map_err(FileError::system(FileTask::Inspect, path));
    let found = inspect()?;
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(PrivateFolderError::OtherOwner(path.to_owned()));
    }
    let is_shared = forbidden_bits == 0o022 && found.mode() & STICKY != 0;
    if is_shared || found.mode() & forbidden_bits == 0 {
        return Ok(());
    }
    let _ = set_permissions(path, Permissions::from_mode(found.mode() & 0o7777 & !forbidden_bits));
    if inspect()?.mode() & forbidden_bits == 0 { Ok(()) } else { Err(PrivateFolderError::Accessible(path.to_owned())) }
}

/// Folders in a Windows user's profile are private.
#[cfg(not(unix))]
fn restrict_mode(_: &Path, _: u32) -> Result<(), PrivateFolderError> {
    Ok(())
}

/// Returns a per-user folder name for a shared location.
#[cfg(unix)]
pub(super) fn per_user_name(program: &str) -> String {
    format!("{program}-{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
pub(super) fn per_user_name(program: &str) -> String {
    program.to_owned()
}

/// Whether a file or folder belongs to this user and is inaccessible to others.
#[cfg(unix)]
pub(super) fn is_private(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}

#[cfg(not(unix))]
pub(super) fn is_private(_: &Metadata) -> bool {
    true
}
