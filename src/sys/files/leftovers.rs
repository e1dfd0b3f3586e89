//! Temporary files of killed writers, which later writers recognize by name and remove.

use std::ffi::{OsStr, OsString};
use std::fs::DirEntry;
use std::path::Path;
use std::time::Duration;

const ENDING: &str = ".sts-cli-tmp";
/// Older temporary files belong to killed writers.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Returns the name of a temporary file for `target`.
pub(super) fn name_for(target: &Path, random: &str) -> OsString {
    let mut name = beginning_for(target);
    name.push(random);
    name.push(ENDING);
    name
}

fn beginning_for(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_else(|| OsStr::new("file")));
    name.push(".");
    name
}

/// Whether `entry` is a temporary file of a killed writer.
pub(crate) fn is_abandoned(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().ends_with(ENDING.as_bytes())
        && entry.metadata().and_then(|found| found.modified()).is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED))
}

/// Removes temporary files of killed writers of `target`.
pub(super) fn remove_beside(target: &Path) {
    temporary_files_of(target).filter(is_abandoned).for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// Removes all temporary files of `target`, whatever their age. The caller must know that no other writer is active.
pub(crate) fn remove_unfinished(target: &Path) {
    temporary_files_of(target).for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// Returns the temporary files of `target`.
fn temporary_files_of(target: &Path) -> impl Iterator<Item = DirEntry> {
    let beginning = beginning_for(target);
    let is_leftover = move |entry: &DirEntry| {
        let name = entry.file_name();
        name.as_encoded_bytes().starts_with(beginning.as_encoded_bytes()) && name.as_encoded_bytes().ends_with(ENDING.as_bytes())
    };
    std::fs::read_dir(super::target::parent_folder(target)).into_iter().flatten().flatten().filter(is_leftover)
}
