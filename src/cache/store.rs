//! The files: an entry is read with one look at one file, and whatever is wrong with that file is a miss.

use super::envelope::Envelope;
use super::kind::private_folder_in;
use super::{EntryKind, Key, Seal, envelope, prune};
use crate::sys::Clock;
use crate::sys::files::{Directories, FileError, FileTask, LockPlace, NotPrivate, put, remove_unfinished, take_in};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use zeroize::Zeroizing;

/// No entry is as large: key sets and discovery documents are the largest.
const MOST_BYTES: u64 = 1024 * 1024;
/// The most entries that are looked through.
const MOST_ENTRIES: usize = 20_000;
/// The folder of the lock files, below the state folder.
const LOCKS: &str = "locks";

/// Reads and writes the entries of the cache.
pub struct CacheStore<'a> {
    directories: &'a Directories,
    clock: &'a Clock,
    seal: Option<Seal>,
    /// Whether plain entries are read although there is a seal.
    reads_plain: bool,
}

/// Why an entry could not be written: it is in memory only, and gone after this run.
#[derive(thiserror::Error)]
pub enum CacheWriteError {
    /// There is no folder for it that nobody else can look into.
    #[error("nothing is remembered: {reason}{remedy}", reason = .0, remedy = .0.remedy())]
    NotPrivate(#[from] NotPrivate),
    /// The file could not be written.
    #[error("nothing is remembered: {0}")]
    File(#[from] FileError),
    /// It is too large for a file of the cache, or cannot be sealed.
    #[error("this is not remembered: it is too large, or cannot be sealed")]
    Unfit,
}
debug_as_display!(CacheWriteError);

impl<'a> CacheStore<'a> {
    /// The store in these folders, in plain files.
    #[must_use]
    pub fn new(directories: &'a Directories, clock: &'a Clock) -> Self {
        Self { directories, clock, seal: None, reads_plain: true }
    }

    /// This store with every entry sealed. Plain entries are not read any more.
    #[must_use]
    pub fn sealed_with(self, seal: Seal) -> Self {
        Self { seal: Some(seal), reads_plain: false, ..self }
    }

    /// This store, reading plain entries beside sealed ones: a logout ends what was stored before the kind of the cache was changed.
    #[must_use]
    pub fn reading_plain(self) -> Self {
        Self { reads_plain: true, ..self }
    }

    /// This store, writing as the entry of `key` was written: sealed or plain.
    #[must_use]
    pub fn as_written(self, kind: EntryKind, key: &Key) -> Self {
        let seal = if self.is_sealed(kind, key) { self.seal } else { None };
        Self { seal, ..self }
    }

    /// The entry of `key`, unless it has expired. A file that is torn, of another version, open to others, sealed with another key or
    /// too large (1 MiB) is a miss.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key) -> Option<T> {
        self.read_at(kind, key, self.clock.now())
    }

    /// The entry of `key` as [`CacheStore::read`] returns it, expired or not.
    #[must_use]
    pub fn read_expired<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key) -> Option<T> {
        self.read_at(kind, key, Timestamp::MIN)
    }

    /// The entry of `key`, unless it had expired at `now`.
    fn read_at<T: DeserializeOwned>(&self, kind: EntryKind, key: &Key, now: Timestamp) -> Option<T> {
        let file = self.file(kind, key)?;
        let seal = self.seal.as_ref().filter(|_| !self.reads_plain || envelope::is_sealed(&file));
        let Some(seal) = seal else { return Envelope::read(&file, now)?.into_entry() };
        let (sealed, expires) = Envelope::<()>::read(&file, now)?.into_sealed()?;
        serde_json::from_slice(&seal.open(&sealed, &place(kind, key, expires))?).ok()
    }

    fn file(&self, kind: EntryKind, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
        take_in(&kind.readable_folder(self.directories)?.join(file_name(key)), MOST_BYTES).ok()
    }

    /// Whether the entry of `key` is there and sealed, with whatever key.
    #[must_use]
    pub fn is_sealed(&self, kind: EntryKind, key: &Key) -> bool {
        self.file(kind, key).is_some_and(|file| envelope::is_sealed(&file))
    }

    /// Writes `entry` under `key` until it `expires`, and removes a few expired entries.
    ///
    /// # Errors
    /// See [`CacheWriteError`]; the entry that was there before is still there then.
    pub fn write<T: Serialize>(&self, kind: EntryKind, key: &Key, entry: &T, expires: Timestamp) -> Result<(), CacheWriteError> {
        let folder = kind.private_folder(self.directories)?;
        let content = match &self.seal {
            None => envelope::json(&Envelope::plain(entry, expires)),
            Some(seal) => {
                let sealed = envelope::json(entry).and_then(|json| seal.close(&json, &place(kind, key, expires.as_second())));
                sealed.and_then(|sealed| envelope::json(&Envelope::<()>::sealed(sealed, expires)))
            }
        };
        let content = content.filter(|content| content.len() as u64 <= MOST_BYTES).ok_or(CacheWriteError::Unfit)?;
        put(&folder.join(file_name(key)), &content)?;
        prune::entries(&folder, self.clock.now());
        if let Some(state) = self.directories.state() {
            prune::locks(&state.join(LOCKS));
        }
        Ok(())
    }

    /// Whether there is a file for `key`, readable or not.
    #[must_use]
    pub fn has(&self, kind: EntryKind, key: &Key) -> bool {
        kind.folder(self.directories).is_some_and(|folder| folder.join(file_name(key)).symlink_metadata().is_ok())
    }

    /// The keys of all files of a kind, readable or not.
    #[must_use]
    pub fn keys(&self, kind: EntryKind) -> Vec<Key> {
        let files = kind.folder(self.directories).and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
        let names = files.take(MOST_ENTRIES).filter_map(|file| file.file_name().into_string().ok());
        names.filter_map(|name| Key::written(name.strip_suffix(".json")?)).collect()
    }

    /// All entries of a kind that [`CacheStore::read_expired`] returns.
    #[must_use]
    pub fn all<T: DeserializeOwned>(&self, kind: EntryKind) -> Vec<(Key, T)> {
        self.keys(kind).into_iter().filter_map(|key| Some((key, self.read_expired(kind, &key)?))).collect()
    }

    /// Removes the entry of `key`, if there is one, and the unfinished file of a writer that was killed.
    ///
    /// # Errors
    /// It is still there.
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

    /// The lock of everything that `key` stands for, held by one process of this user at a time, also where nothing can be cached.
    #[must_use]
    pub fn lock(&self, key: &Key) -> LockPlace {
        let name = format!("{key}.lock");
        match private_folder_in(self.directories, LOCKS) {
            Ok(folder) => self.directories.lock(folder.join(name)),
            Err(_) => self.directories.lock_here(name),
        }
    }
}

fn file_name(key: &Key) -> String {
    format!("{key}.json")
}

/// What a seal is bound to: kind, key and expiration.
fn place(kind: EntryKind, key: &Key, expires: i64) -> String {
    format!("sts-cli cache 1 {} {key} {expires}", kind.name())
}
