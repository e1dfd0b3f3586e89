//! The atomic writer: writes a temporary file and renames it over the target. At any time either the old or the new file exists, complete.

#[cfg(unix)]
use super::acl;
use super::target::WriteTarget;
use super::write_step::WriteStep;
use super::{FileError, FileTask, TemporaryFile, leftovers, owner, temporary};
#[cfg(unix)]
use std::fs::{File, Permissions};
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the content of the file at `path` atomically. Follows links and creates missing folders. Durable across power loss: the content
/// is synced before the rename, the folder after it.
///
/// A new file has mode 0600, in folders of 0700; one created by root gets the owner of its folder. An existing one keeps its mode and
/// access control list, and its owner and group if permitted; if group or list cannot be preserved, the new group gets no permissions.
///
/// # Errors
/// A [`FileError`] that names the path; the old file is unchanged and no temporary file remains.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), FileError> {
    replace_observed(path, content, &mut |_| Ok(()))
}

/// Writes like [`replace`] and calls `on_step` after each step; an error of `on_step` fails the write.
///
/// # Errors
/// The errors of [`replace`].
pub fn replace_observed(path: &Path, content: &[u8], on_step: &mut dyn FnMut(WriteStep) -> io::Result<()>) -> Result<(), FileError> {
    let target = WriteTarget::of(path)?;
    owner::make_folders(target.folder()).map_err(FileError::system(FileTask::CreateFolder, target.folder()))?;
    write(&target, content, on_step).map_err(FileError::system(FileTask::Write, &target.path))?;
    leftovers::remove_beside(&target.path);
    Ok(())
}

/// Writes a new file with mode 0600, and never replaces one. Not atomic, but it needs neither renaming nor hard links.
///
/// # Errors
/// Something exists there, or the file cannot be written; then it is removed.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = temporary::create(path)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

fn write(target: &WriteTarget, content: &[u8], on_step: &mut dyn FnMut(WriteStep) -> io::Result<()>) -> io::Result<()> {
    let temporary = TemporaryFile::create_beside(&target.path, content, on_step)?;
    copy_metadata(&temporary, target)?;
    on_step(WriteStep::MetadataCopied)?;
    temporary.file.sync_all()?;
    on_step(WriteStep::Synced)?;
    temporary.persist(&target.path)?;
    on_step(WriteStep::Renamed)?;
    sync_folder(target.folder())?;
    on_step(WriteStep::FolderSynced)
}

/// Gives what was `made` the owner, group and mode of the one it replaces, and no further permissions.
#[cfg(unix)]
fn copy_metadata(temporary: &TemporaryFile, target: &WriteTarget) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let file = &temporary.file;
    let Some(existing) = &target.existing else {
        if let Some(folder) = &temporary.folder {
            folder.give_to_folder_owner(file);
        }
        return file.set_permissions(Permissions::from_mode(0o600));
    };
    let new = file.metadata()?;
    let preserves_group = existing.gid() == new.gid() || fchown(file, None, Some(existing.gid())).is_ok();
    if existing.uid() != new.uid() {
        let _ = fchown(file, Some(existing.uid()), None);
    }
    let preserves_group = acl::copy_acl(&target.path, file) && preserves_group;
    let mode_mask = if preserves_group { 0o777 } else { 0o707 };
    file.set_permissions(Permissions::from_mode(existing.mode() & mode_mask))
}

#[cfg(not(unix))]
fn copy_metadata(made: &TemporaryFile, target: &WriteTarget) -> io::Result<()> {
    target.existing.as_ref().map_or(Ok(()), |old| made.file.set_permissions(old.permissions()))
}

/// Syncs a folder; ignores file systems that do not support it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.toml");
        write_new(&path, b"mine").unwrap();
        assert_eq!(write_new(&path, b"theirs").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_another_program_holds_open_is_replaced_when_it_is_closed() {
        use std::os::windows::fs::OpenOptionsExt as _;
        const SHARE_READ: u32 = 1;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials");
        std::fs::write(&path, "old").unwrap();
        let open = || std::fs::OpenOptions::new().read(true).share_mode(SHARE_READ).open(&path).unwrap();
        let held = open();
        let closer = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(300));
            drop(held);
        });
        replace(&path, b"new").unwrap();
        closer.join().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");

        let held = open();
        let FileError::System { source, .. } = replace(&path, b"newer").unwrap_err() else { panic!("another error") };
        assert!(super::super::may_be_held_open(&source), "{source}");
        drop(held);
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }
}
