//! Removes expired entries, a few after each write, so that no write takes long.

use super::envelope::{LONGEST_OPENING, end_of};
use crate::sys::files::{LockPlace, is_abandoned};
use jiff::Timestamp;
use rand::Rng as _;
use std::fs::{DirEntry, File};
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

/// The most entries that one write removes.
const MOST_REMOVED: usize = 32;
/// The most files that one write inspects.
const MOST_LOOKED_AT: usize = 128;
/// The most directory entries that are read.
const MOST_NAMES: usize = 20_000;
/// The age after which unreadable files and lock files are removed.
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 3600);

/// Removes some entries in `folder` that expired before `now`. Each call begins at a random position, so that every entry is reached
/// eventually.
pub(super) fn entries(folder: &Path, now: Timestamp) {
    let ended = some_of(folder).into_iter().filter(|entry| has_ended(entry, now) || is_abandoned(entry));
    ended.take(MOST_REMOVED).for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// Removes some old lock files in `folder` that are not held.
pub(super) fn locks(folder: &Path) {
    let unused = some_of(folder).into_iter().filter(is_forgotten);
    for entry in unused.take(MOST_REMOVED) {
        if let Ok(lock) = LockPlace::new(entry.path(), folder).try_take("") {
            lock.remove();
        }
    }
}

fn some_of(folder: &Path) -> Vec<DirEntry> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut entries: Vec<DirEntry> = entries.take(MOST_NAMES).flatten().collect();
    if entries.len() > MOST_LOOKED_AT {
        let first = rand::thread_rng().gen_range(0..entries.len());
        entries.rotate_left(first);
        entries.truncate(MOST_LOOKED_AT);
    }
    entries
}

fn has_ended(entry: &DirEntry, now: Timestamp) -> bool {
    if !entry.file_name().as_encoded_bytes().ends_with(b".json") {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(entry.path()).and_then(|file| file.take(LONGEST_OPENING).read_to_end(&mut beginning));
    match end_of(&beginning) {
        Some(end) => read.is_ok() && end <= now.as_second(),
        None => is_forgotten(entry),
    }
}

fn is_forgotten(entry: &DirEntry) -> bool {
    let written = entry.metadata().and_then(|found| found.modified());
    written.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > FORGOTTEN))
}
