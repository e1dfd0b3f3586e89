//! Inter-process locks: an operating-system lock on a dedicated file. It is released when its process exits, however it exits.

use super::super::printable;
#[cfg(feature = "sandbox")]
use super::super::test_events::TestEvent;
use super::{FileError, FileTask, own, private};
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// How often a waiting process polls the lock.
const PAUSE: Duration = Duration::from_millis(20);
/// Shorter waits are not reported.
const QUIET: Duration = Duration::from_millis(500);
/// How often to reopen a lock file that was replaced before it was locked.
const MOST_TRIES: usize = 10;
/// Separates the holder's label from its process id.
const HOLDER: &str = " (process ";
/// The maximum length of a holder's label, in bytes.
const LONGEST_HOLDER: u64 = 4096;

/// The path of a lock file, and a fallback path.
#[derive(Clone, Debug)]
pub struct LockPlace {
    path: Option<PathBuf>,
    folder_here: PathBuf,
    name_here: String,
}

/// A held lock; released when it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    /// The length of the holder's label in the file; `None` if the file must not be written.
    label: Option<u64>,
}

/// Why a lock could not be acquired.
#[derive(thiserror::Error)]
pub enum LockError {
    /// Another process holds it.
    #[error("waiting for {}", .0.as_deref().unwrap_or("another process"))]
    Held(Option<String>),
    /// Another process held it until the timeout.
    #[error("gave up waiting for {}", .0.as_deref().unwrap_or("another process"))]
    StillHeld(Option<String>),
    /// Neither the lock file nor its fallback can be used.
    #[error(transparent)]
    File(#[from] FileError),
}
debug_as_display!(LockError);

impl LockPlace {
    /// Returns a lock at `path`, with a fallback in the private folder `folder_here`, which is created on demand.
    #[must_use]
    pub fn new(path: PathBuf, folder_here: &Path) -> Self {
        let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
        Self { path: Some(path), folder_here: folder_here.to_owned(), name_here: format!("{digest:x}.lock") }
    }

    /// Returns a lock called `name` in `folder_here`, without a fallback.
    #[must_use]
    pub fn here(name: String, folder_here: &Path) -> Self {
        Self { path: None, folder_here: folder_here.to_owned(), name_here: name }
    }

    /// Acquires the lock if it is free. Waiting processes are shown `whom`.
    ///
    /// # Errors
    /// [`LockError::Held`] if it is not free.
    pub fn try_take(&self, whom: &str) -> Result<Lock, LockError> {
        let Some(path) = &self.path else { return self.try_take_here(whom).map_err(|error| error.of(&self.folder_here)) };
        match take(path, whom) {
            Err(Refused::System(why)) => self.try_take_here(whom).map_err(|error| error.or(why).of(path)),
            done => done.map_err(|error| error.of(path)),
        }
    }

    /// Waits for the lock. After half a second, and whenever the holder changes, calls `wait_for` with the holder.
    ///
    /// # Errors
    /// [`LockError::StillHeld`] after `limit`.
    pub async fn take(&self, whom: &str, limit: Duration, wait_for: &mut dyn FnMut(Option<&str>)) -> Result<Lock, LockError> {
        let mut holder = None;
        let polled = async {
            let began = Instant::now();
            let mut told: Option<Option<String>> = None;
            #[cfg(feature = "sandbox")]
            let mut sent: Option<Option<String>> = None;
            loop {
                match self.try_take(whom) {
                    Err(LockError::Held(found)) => holder = found,
                    done => return done,
                }
                #[cfg(feature = "sandbox")]
                if sent.as_ref() != Some(&holder) {
                    TestEvent::WaitingForLock { path: self.shown(), holder: holder.as_deref() }.send();
                    sent = Some(holder.clone());
                }
                if began.elapsed() >= QUIET && told.as_ref() != Some(&holder) {
                    wait_for(holder.as_deref());
                    told = Some(holder.clone());
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        match tokio::time::timeout(limit, polled).await {
            Ok(done) => done,
            Err(_) => Err(LockError::StillHeld(holder)),
        }
    }

    /// Returns the path of the lock file.
    #[cfg(feature = "sandbox")]
    fn shown(&self) -> String {
        self.path.clone().unwrap_or_else(|| self.folder_here.join(&self.name_here)).display().to_string()
    }

    /// Acquires the fallback lock, if the file system does not support locks or is read-only.
    fn try_take_here(&self, whom: &str) -> Result<Lock, Refused> {
        private::private_folder(&self.folder_here).map_err(|error| Refused::System(io::Error::other(error)))?;
        take(&self.folder_here.join(&self.name_here), whom)
    }
}

impl Lock {
    /// Appends `words` to the label that waiting processes are shown, replacing earlier ones.
    pub fn relabel(&self, words: &str) {
        let Some(end) = self.label else { return };
        let mut file = &self.file;
        let added = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(words.as_bytes()));
        let _ = added.and_then(|()| file.set_len(end + words.len() as u64));
    }

    /// Removes the lock file and releases the lock. Waiting processes notice and create a new file.
    pub(crate) fn remove(self) {
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Drop for Lock {
    /// Clears the label, which is valid only while the lock is held.
    fn drop(&mut self) {
        if self.label.is_some() {
            let _ = self.file.set_len(0);
        }
        test_event!(LockReleased { path: self.path.display().to_string() });
    }
}

enum Refused {
    Held(Option<String>),
    System(io::Error),
}

impl Refused {
    /// Replaces a fallback's system error by that of the primary path.
    fn or(self, why: io::Error) -> Self {
        match self {
            Self::System(_) => Self::System(why),
            held => held,
        }
    }

    fn of(self, path: &Path) -> LockError {
        match self {
            Self::Held(holder) => LockError::Held(holder),
            Self::System(why) => FileError::system(FileTask::Lock, path)(why).into(),
        }
    }
}

/// Locks the file at `path`, which its last holder may remove at any time. Fails as a stale file handle if the opened file is never the one
/// at the path, as on file systems with changing inode numbers.
fn take(path: &Path, whom: &str) -> Result<Lock, Refused> {
    for _ in 0..MOST_TRIES {
        let file = open(path).map_err(Refused::System)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Refused::Held(holder(path)),
            TryLockError::Error(error) => Refused::System(error),
        })?;
        if is_still_at(&file, path) {
            let label = label(&file, path, whom).ok();
            test_event!(LockTaken { path: path.display().to_string() });
            return Ok(Lock { file, path: path.to_owned(), label });
        }
    }
    Err(Refused::System(io::ErrorKind::StaleNetworkFileHandle.into()))
}

/// Writes the holder's label into the lock file. Only a dedicated lock file is written: ours, with one link, and empty except for the label
/// of a killed holder.
fn label(mut file: &File, path: &Path, whom: &str) -> io::Result<u64> {
    let found = file.metadata()?;
    if !found.is_file() || has_more_names(&found) || found.len() > 0 && holder(path).is_none() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    file.set_len(0)?;
    let label = format!("{whom}{HOLDER}{})", std::process::id());
    file.write_all(label.as_bytes())?;
    Ok(label.len() as u64)
}

#[cfg(unix)]
fn has_more_names(found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(found) > 1
}

#[cfg(not(unix))]
fn has_more_names(_: &std::fs::Metadata) -> bool {
    false
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.read(true).write(true).create(true).truncate(false).open(path)
}

/// Whether the locked file is still the one at `path`: its last holder may have removed it.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |(locked, found): (std::fs::Metadata, std::fs::Metadata)| (locked.dev(), locked.ino()) == (found.dev(), found.ino());
    file.metadata().and_then(|locked| Ok((locked, std::fs::symlink_metadata(path)?))).is_ok_and(same)
}

#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}

/// Returns the printable label in the lock file; `None` if it contains anything else.
fn holder(path: &Path) -> Option<String> {
    let content = own::take_in(path, LONGEST_HOLDER).ok()?;
    let is_of_a_holder = |text: &String| {
        let (who, does) = text.rsplit_once(')').unwrap_or_default();
        who.contains(HOLDER) && (does.is_empty() || does.starts_with(", "))
    };
    Some(printable(&String::from_utf8_lossy(&content))).filter(is_of_a_holder)
}
