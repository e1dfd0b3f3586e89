//! The one writer: a temporary file beside the target takes its place by a rename. At any moment the old or the new file is there, whole.

use super::target::Target;
use super::{FileError, FileTask, Temporary, acl, leftovers, owner};
use std::fs::File;
#[cfg(unix)]
use std::fs::Permissions;
use std::io;
use std::path::Path;

/// A moment in the writing of a file, told after it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The temporary file is there, and empty.
    Made,
    /// A piece of the content is in it.
    Written,
    /// It has the owner and the mode of the file it replaces.
    Dressed,
    /// All of it is on the disk.
    Synced,
    /// It has taken the place of the old file.
    Renamed,
    /// The folder is on the disk.
    FolderSynced,
}

/// Makes `content` the content of the file that `path` means: links are followed, missing folders are made. When the power goes, the
/// old or the new file is there: the content is on the disk before the rename, the folder after it.
///
/// A new file is its owner's alone (0600, in folders of 0700); what root makes is the owner's of the folder. An existing one keeps its mode and access list, and its owner and
/// group where this user may give them. Where the group or the list cannot be kept, the new group gets nothing.
///
/// # Errors
/// A [`FileError`] that names the path; the old file is still there then, and nothing else.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), FileError> {
    replace_watched(path, content, &mut |_| Ok(()))
}

/// Writes as [`replace`] does, and calls `watch` at each step; an error of `watch` counts as the operating system's.
///
/// # Errors
/// The errors of [`replace`].
pub fn replace_watched(path: &Path, content: &[u8], watch: &mut dyn FnMut(Step) -> io::Result<()>) -> Result<(), FileError> {
    let target = Target::of(path)?;
    owner::make_folders(target.folder()).map_err(FileError::system(FileTask::MakeTheFolder, target.folder()))?;
    write(&target, content, watch).map_err(FileError::system(FileTask::Write, &target.path))?;
    leftovers::remove_beside(&target.path);
    Ok(())
}

fn write(target: &Target, content: &[u8], watch: &mut dyn FnMut(Step) -> io::Result<()>) -> io::Result<()> {
    let made = Temporary::beside(&target.path, content, watch)?;
    dress(&made, target)?;
    watch(Step::Dressed)?;
    made.file.sync_all()?;
    watch(Step::Synced)?;
    made.persist(&target.path)?;
    watch(Step::Renamed)?;
    sync_folder(target.folder())?;
    watch(Step::FolderSynced)
}

/// Gives what was `made` the owner, group and mode of the one it replaces, and nobody more than had it.
#[cfg(unix)]
fn dress(made: &Temporary, target: &Target) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let file = &made.file;
    let Some(old) = &target.existing else {
        if let Some(folder) = &made.folder {
            folder.hand_over(file);
        }
        return file.set_permissions(Permissions::from_mode(0o600));
    };
    let new = file.metadata()?;
    let keeps_group = old.gid() == new.gid() || fchown(file, None, Some(old.gid())).is_ok();
    if old.uid() != new.uid() {
        let _ = fchown(file, Some(old.uid()), None);
    }
    let keeps_group = acl::keep(&target.path, file) && keeps_group;
    let kept = if keeps_group { 0o777 } else { 0o707 };
    file.set_permissions(Permissions::from_mode(old.mode() & kept))
}

#[cfg(not(unix))]
fn dress(made: &Temporary, target: &Target) -> io::Result<()> {
    target.existing.as_ref().map_or(Ok(()), |old| made.file.set_permissions(old.permissions()))
}

/// Some file systems cannot sync a folder, and need not.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if !matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Err(error),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
