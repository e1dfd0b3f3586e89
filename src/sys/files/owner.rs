//! Whose a new file is: what root makes in another user's folder is that user's, who could neither read nor change it otherwise.

use super::folder_of;
use std::fs::File;
use std::io;
use std::path::Path;

/// Gives what root has just made at `path`, and has open as `made`, to the owner of the folder that it is in.
#[cfg(unix)]
pub(super) fn hand_over(made: &File, path: &Path) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    if !rustix::process::geteuid().is_root() {
        return;
    }
    if let Ok(folder) = std::fs::metadata(folder_of(path))
        && folder.uid() != 0
    {
        let _ = fchown(made, Some(folder.uid()), Some(folder.gid())); // a file system may not know of owners
    }
}

#[cfg(not(unix))]
pub(super) fn hand_over(_: &File, _: &Path) {}

/// Makes the missing folders of `path`, for the owner of the one that they are in only.
///
/// # Errors
/// Those of the operating system.
pub(crate) fn make_folders(path: &Path) -> io::Result<()> {
    let mut missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    super::private::missing_folders(path)?;
    while let Some(folder) = missing.pop() {
        if let Ok(made) = open_folder(folder) {
            hand_over(&made, folder);
        }
    }
    Ok(())
}

/// Opens a folder and nothing else: its place may have become a link since.
#[cfg(unix)]
fn open_folder(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = (OFlags::DIRECTORY | OFlags::NOFOLLOW).bits();
    std::fs::OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open_folder(path: &Path) -> io::Result<File> {
    File::open(path)
}
