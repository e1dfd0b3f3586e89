//! Reads and writes entry files. A read opens one file; any defect of that file is a cache miss.

use super::envelope::{Envelope, MAX_HEADER_BYTES};
use super::kind::private_folder_in;
use super::{EntryKind, Key, Seal, envelope, prune};
use crate::sys::Clock;
use crate::sys::files::{
    Directories, FileError, FileTask, LockFile, PrivateFolderError, read_private, read_private_beginning, remove_unfinished, write_private,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;
use zeroize::Zeroizing;

/// The largest accepted entry file. Key sets and discovery documents are the largest real ones.
const MAX_BYTES: u64 = 1024 * 1024;
/// The most entries that a listing reads.
const MAX_ENTRIES: usize = 20_000;
/// The folder of the lock files, in the state directory.
const LOCKS: &str = "locks";

/// Reads and writes the entries of the cache.
pub struct CacheStore<'a> {
    directories: &'a Directories,
    clock: &'a Clock,
    seal: Option<Seal>,
    /// Whether plain entries are read even if there is a seal.
    accepts_plain: bool,
}

/// Why an entry could not be written. It is then in memory only, and lost at the end of the process.
#[derive(thiserror::Error)]
pub enum CacheWriteError {
    /// The folder cannot be made private.
    #[error("nothing is cached: {reason}{remedy}", reason = .0, remedy = .0.remedy())]
    NotPrivate(#[from] PrivateFolderError),
    /// The file could not be written.
    #[error("nothing is cached: {0}")]
    File(#[from] FileError),
    /// The entry is too large, or cannot be encrypted.
    #[error("could not cache an entry: it is too large, or cannot be encrypted")]
    NotStorable,
}
debug_as_display!(CacheWriteError);

impl<'a> CacheStore<'a> {
    /// Creates a store of plain files in these directories.
    #[must_use]
    pub fn new(directories: &'a Directories, clock: &'a Clock) -> Self {
        Self { directories, clock, seal: None, accepts_plain: true }
    }

    /// Seals every entry. Plain entries are no longer read.
    #[must_use]
    pub fn sealed_with(self, seal: Seal) -> Self {
        Self { seal: Some(seal), accepts_plain: false, ..self }
    }

    /// Reads plain entries as well as sealed ones, so that a logout finds what was stored before the cache was sealed.
    #[must_use]
    pub fn accepting_plain(self) -> Self {
        Self { accepts_plain: true, ..self }
    }

    /// Writes in the form, sealed or plain, of the existing entry of `key`.
    #[must_use]
    pub fn with_form_of(self, kind: EntryKind, key: &Key) -> Self {
        let seal = if self.is_sealed(kind, key) { self.seal } else { None };
        Self { seal, ..self }
    }

    /// Reads the entry of `key`, unless it has expired. A file that is truncated, of another version, accessible to other users, sealed
    /// with another key or larger than 1 MiB is a miss.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key) -> Option<T> {
        self.read_at(kind, key, self.clock.now())
    }

    /// Reads the entry of `key` like [`CacheStore::read`], expired or not.
    #[must_use]
    pub(crate) fn read_expired<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key) -> Option<T> {
        self.read_at(kind, key, Timestamp::MIN)
    }

    /// Reads the entry of `key`, unless it had expired at `now`.
    fn read_at<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key, now: Timestamp) -> Option<T> {
        let file = self.file(kind, key)?;
        let seal = self.seal.as_ref().filter(|_| !self.accepts_plain || envelope::is_sealed(&file));
        let Some(seal) = seal else { return Envelope::read(&file, now)?.into_entry() };
        let (sealed, expires) = Envelope::<()>::read(&file, now)?.into_sealed()?;
        serde_json::from_slice(&seal.open(&sealed, &associated_data(kind, key, expires))?).ok()
    }

    fn file(&self, kind: EntryKind, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
        read_private(&self.path(kind, key)?, MAX_BYTES).ok()
    }

    /// The path of an entry that may be read.
    fn path(&self, kind: EntryKind, key: &Key) -> Option<PathBuf> {
        Some(kind.readable_folder(self.directories)?.join(file_name(key)))
    }

    /// Whether the entry of `key` exists and is sealed, with whatever key. Reads its first bytes only.
    #[must_use]
    pub fn is_sealed(&self, kind: EntryKind, key: &Key) -> bool {
        let beginning = self.path(kind, key).and_then(|path| read_private_beginning(&path, MAX_HEADER_BYTES).ok());
        beginning.is_some_and(|beginning| envelope::is_sealed(&beginning))
    }

    /// Writes `entry` under `key` with this expiration, and prunes a few expired entries.
    ///
    /// # Errors
    /// See [`CacheWriteError`]; a previous entry is then unchanged.
    pub fn write<T: Serialize>(&self, kind: EntryKind, key: &Key, entry: &T, expires: Timestamp) -> Result<(), CacheWriteError> {
        let folder = kind.private_folder(self.directories)?;
        let content = match &self.seal {
            None => envelope::json(&Envelope::plain(entry, expires)),
            Some(seal) => {
                let sealed = envelope::json(entry).and_then(|json| seal.seal(&json, &associated_data(kind, key, expires.as_second())));
                sealed.and_then(|sealed| envelope::json(&Envelope::<()>::sealed(sealed, expires)))
            }
        };
        let content = content.filter(|content| content.len() as u64 <= MAX_BYTES).ok_or(CacheWriteError::NotStorable)?;
        write_private(&folder.join(file_name(key)), &content)?;
        prune::entries(&folder, self.clock.now());
        if let Some(state) = self.directories.state() {
            prune::locks(&state.join(LOCKS));
        }
        Ok(())
    }

    /// Whether a file exists for `key`, readable or not.
    #[must_use]
    pub fn has(&self, kind: EntryKind, key: &Key) -> bool {
        kind.folder(self.directories).is_some_and(|folder| folder.join(file_name(key)).symlink_metadata().is_ok())
    }

    /// When the entry of `key` was last written; `None` if there is none.
    #[must_use]
    pub(crate) fn written_at(&self, kind: EntryKind, key: &Key) -> Option<SystemTime> {
        kind.folder(self.directories)?.join(file_name(key)).symlink_metadata().ok()?.modified().ok()
    }

    /// Lists the keys of all files of a kind, readable or not.
    #[must_use]
    pub fn keys(&self, kind: EntryKind) -> Vec<Key> {
        let files = kind.folder(self.directories).and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
        let names = files.take(MAX_ENTRIES).filter_map(|file| file.file_name().into_string().ok());
        names.filter_map(|name| Key::parse(name.strip_suffix(".json")?)).collect()
    }

    /// Reads all entries of a kind, expired or not.
    #[must_use]
    pub fn all<T: DeserializeOwned>(&self, kind: EntryKind) -> Vec<(Key, T)> {
        self.keys(kind).into_iter().filter_map(|key| Some((key, self.read_expired(kind, &key)?))).collect()
    }

    /// Removes the entry of `key`, if there is one, and the temporary file of a writer that was killed.
    ///
    /// # Errors
    /// The file could not be removed.
    pub fn remove(&self, kind: EntryKind, key: &Key) -> Result<(), FileError> {
        let Some(folder) = kind.folder(self.directories) else { return Ok(()) };
        let path = folder.join(file_name(key));
        remove_unfinished(&path);
        match std::fs::remove_file(&path) {
            Err(source) if !matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Err(FileError::System { task: FileTask::Remove, path, source })
            }
            _ => Ok(()),
        }
    }

    /// The location of the lock for `key`, held by one process of this user at a time; also available if nothing can be cached.
    #[must_use]
    pub fn lock(&self, key: &Key) -> LockFile {
        let name = format!("{key}.lock");
        match private_folder_in(self.directories, LOCKS) {
            Ok(folder) => self.directories.lock(folder.join(name)),
            Err(_) => self.directories.local_lock(name),
        }
    }
}

fn file_name(key: &Key) -> String {
    format!("{key}.json")
}

/// The associated data that a seal authenticates: kind, key and expiration.
fn associated_data(kind: EntryKind, key: &Key, expires: i64) -> String {
    format!("sts-cli cache 1 {} {key} {expires}", kind.name())
}
