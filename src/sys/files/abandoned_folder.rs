//! Private temporary folders of killed processes, which later processes recognize and remove. A living process holds the lock of a file in
//! its folder, so nothing depends on time or process numbers.

use super::private::is_private_folder;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// The file in such a folder whose lock its process holds.
const LOCK: &str = "in-use";
/// Its name until the lock is held: a folder with such a file stays.
const UNLOCKED: &str = "in-use.new";

/// Marks the private folder as in use until the result is dropped, or the process ends, however it ends.
///
/// # Errors
/// The file system has no locks. The folder has no such file then, and is never removed by another process.
pub(crate) fn mark_folder_in_use(folder: &Path) -> io::Result<File> {
    let unlocked = folder.join(UNLOCKED);
    let file = OpenOptions::new().write(true).create_new(true).open(&unlocked)?;
    match file.try_lock() {
        Ok(()) => std::fs::rename(unlocked, folder.join(LOCK)).map(|()| file),
        Err(error) => Err(error.into()),
    }
}

/// Removes the folders below `parent` whose names begin with `prefix` and that killed processes of this user have left. A folder stays if
/// it is not a private one of this user, if a process uses it, or if there is anything in it but files called `known_names`.
pub(crate) fn remove_abandoned_folders(parent: &Path, prefix: &str, known_names: &[&str]) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes())) {
        let folder = entry.path();
        if entry.file_type().is_ok_and(|found| found.is_dir()) && is_private_folder(&folder) && holds_only(&folder, known_names) {
            remove_if_unused(&folder, known_names);
        }
    }
}

fn holds_only(folder: &Path, known_names: &[&str]) -> bool {
    let is_known = |name: &std::ffi::OsStr| name == LOCK || known_names.iter().any(|known| name == *known);
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| is_known(&entry.file_name()))))
}

/// Removes the files before the lock's, so that another process that is interrupted here leaves a folder that can still be recognized.
fn remove_if_unused(folder: &Path, known_names: &[&str]) {
    let Ok(lock) = OpenOptions::new().write(true).open(folder.join(LOCK)) else { return };
    if lock.try_lock().is_ok() {
        for name in known_names.iter().chain([&LOCK]) {
            let _ = std::fs::remove_file(folder.join(name));
        }
        let _ = std::fs::remove_dir(folder);
    }
}
