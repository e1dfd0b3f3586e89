//! Removes expired entries, a few after each write, so that no write takes long.

use super::envelope::{MAX_HEADER_BYTES, expiration_in};
use crate::sys::files::{LockFile, is_abandoned};
use jiff::Timestamp;
use rand::Rng as _;
use std::fs::{DirEntry, File};
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

/// The most entries that one write removes.
const MAX_REMOVED: usize = 32;
/// The most files that one write inspects.
const MAX_SAMPLED: usize = 128;
/// The most directory entries that are read.
const MAX_NAMES: usize = 20_000;
/// The age after which unreadable files and lock files are removed.
const MAX_AGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// Removes some entries in `folder` that expired before `now`. Each call begins at a random position, so that every entry is reached
/// eventually.
pub(super) fn entries(folder: &Path, now: Timestamp) {
    let removable = sample(folder).into_iter().filter(|entry| has_expired(entry, now) || is_abandoned(entry));
    removable.take(MAX_REMOVED).for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// Removes some old lock files in `folder` that are not held.
pub(super) fn locks(folder: &Path) {
    let outdated = sample(folder).into_iter().filter(is_too_old);
    for entry in outdated.take(MAX_REMOVED) {
        if let Ok(lock) = LockFile::new(entry.path(), folder).try_acquire("") {
            lock.remove();
        }
    }
}

fn sample(folder: &Path) -> Vec<DirEntry> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut entries: Vec<DirEntry> = entries.take(MAX_NAMES).flatten().collect();
    if entries.len() > MAX_SAMPLED {
        let first = rand::thread_rng().gen_range(0..entries.len());
        entries.rotate_left(first);
        entries.truncate(MAX_SAMPLED);
    }
    entries
}

fn has_expired(entry: &DirEntry, now: Timestamp) -> bool {
    if !entry.file_name().as_encoded_bytes().ends_with(b".json") {
        return false;
    }
    let mut prefix = Vec::new();
    let result = File::open(entry.path()).and_then(|file| file.take(MAX_HEADER_BYTES).read_to_end(&mut prefix));
    match expiration_in(&prefix) {
        Some(end) => result.is_ok() && end <= now.as_second(),
        None => is_too_old(entry),
    }
}

fn is_too_old(entry: &DirEntry) -> bool {
    let modified = entry.metadata().and_then(|found| found.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > MAX_AGE))
}
