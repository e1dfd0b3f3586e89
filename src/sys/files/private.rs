//! Folders that nobody else can look into.

use std::io;
use std::path::Path;

/// Makes the folders of `path` that are missing, for their owner only.
#[cfg(unix)]
pub(super) fn missing_folders(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(super) fn missing_folders(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}
