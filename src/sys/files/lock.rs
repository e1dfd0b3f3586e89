//! Inter-process locks: an operating-system lock on a dedicated file. It is released when its process exits, however it exits.

#[cfg(feature = "sandbox")]
use super::super::test_events::TestEvent;
use super::{FileError, FileTask, private, private_file};
use crate::sys::wait_line::wait_for;
use crate::text::printable;
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// How often a waiting process polls the lock.
const PAUSE: Duration = Duration::from_millis(20);
/// Shorter waits are not reported.
const SILENT_WAIT: Duration = Duration::from_millis(500);
/// How often to reopen a lock file that was replaced before it was locked.
const MAX_TRIES: usize = 10;
/// Separates the holder's label from its process id.
const HOLDER: &str = " (process ";
/// The maximum length of a holder's label, in bytes.
const MAX_HOLDER_BYTES: u64 = 4096;

/// The path of a lock file, and a fallback path.
#[derive(Clone, Debug)]
pub struct LockFile {
    path: Option<PathBuf>,
    fallback_folder: PathBuf,
    fallback_name: String,
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

impl LockFile {
    /// Returns a lock at `path`, with a fallback in the private folder `folder_here`, which is created on demand.
    #[must_use]
    pub fn new(path: PathBuf, fallback_folder: &Path) -> Self {
        let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
        Self { path: Some(path), fallback_folder: fallback_folder.to_owned(), fallback_name: format!("{digest:x}.lock") }
    }

    /// Returns a lock called `name` in `fallback_folder`, which is local to this machine.
    #[must_use]
    pub fn local_only(name: String, fallback_folder: &Path) -> Self {
        Self { path: None, fallback_folder: fallback_folder.to_owned(), fallback_name: name }
    }

    /// Acquires the lock if it is free. Waiting processes are shown `holder_label`.
    ///
    /// # Errors
    /// [`LockError::Held`] if it is not free.
    pub fn try_acquire(&self, holder_label: &str) -> Result<Lock, LockError> {
        let Some(path) = &self.path else {
            return self.try_acquire_fallback(holder_label).map_err(|error| error.of(&self.fallback_folder));
        };
        match acquire(path, holder_label) {
            Err(AcquireError::System(system_error)) => {
                self.try_acquire_fallback(holder_label).map_err(|error| error.or_system_error(system_error).of(path))
            }
            result => result.map_err(|error| error.of(path)),
        }
    }

    /// Waits for the lock. After half a second, and whenever the holder changes, calls `on_wait` with the holder's label.
    ///
    /// # Errors
    /// [`LockError::StillHeld`] after `limit`.
    pub async fn acquire(&self, holder_label: &str, limit: Duration, on_wait: &mut dyn FnMut(Option<&str>)) -> Result<Lock, LockError> {
        let mut holder = None;
        let polled = async {
            let began = Instant::now();
            let mut reported: Option<Option<String>> = None;
            #[cfg(feature = "sandbox")]
            let mut notified_holder: Option<Option<String>> = None;
            loop {
                match self.try_acquire(holder_label) {
                    Err(LockError::Held(found)) => holder = found,
                    result => return result,
                }
                #[cfg(feature = "sandbox")]
                if notified_holder.as_ref() != Some(&holder) {
                    TestEvent::WaitingForLock { path: self.display_path(), holder: holder.as_deref() }.send();
                    notified_holder = Some(holder.clone());
                }
                if began.elapsed() >= SILENT_WAIT && reported.as_ref() != Some(&holder) {
                    on_wait(holder.as_deref());
                    reported = Some(holder.clone());
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let _wait = wait_for(limit, || "another process".to_owned());
        match tokio::time::timeout(limit, polled).await {
            Ok(result) => result,
            Err(_) => Err(LockError::StillHeld(holder)),
        }
    }

    /// Returns the path of the lock file.
    #[cfg(feature = "sandbox")]
    fn display_path(&self) -> String {
        self.path.clone().unwrap_or_else(|| self.fallback_folder.join(&self.fallback_name)).display().to_string()
    }

    /// Acquires the fallback lock, if the file system does not support locks or is read-only.
    fn try_acquire_fallback(&self, holder_label: &str) -> Result<Lock, AcquireError> {
        private::ensure_private_folder(&self.fallback_folder).map_err(|error| AcquireError::System(io::Error::other(error)))?;
        acquire(&self.fallback_folder.join(&self.fallback_name), holder_label)
    }
}

impl Lock {
    /// Appends `status` to the label that waiting processes are shown, replacing earlier ones.
    pub fn set_status(&self, status: &str) {
        let Some(end) = self.label else { return };
        let mut file = &self.file;
        let write_result = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(status.as_bytes()));
        let _ = write_result.and_then(|()| file.set_len(end + status.len() as u64));
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

enum AcquireError {
    Held(Option<String>),
    System(io::Error),
}

impl AcquireError {
    /// Replaces a fallback's system error by that of the primary path.
    fn or_system_error(self, system_error: io::Error) -> Self {
        match self {
            Self::System(_) => Self::System(system_error),
            other => other,
        }
    }

    fn of(self, path: &Path) -> LockError {
        match self {
            Self::Held(holder) => LockError::Held(holder),
            Self::System(system_error) => FileError::system(FileTask::Lock, path)(system_error).into(),
        }
    }
}

/// Locks the file at `path`, which its last holder may remove at any time. Fails as a stale file handle if the opened file is never the one
/// at the path, as on file systems with changing inode numbers.
fn acquire(path: &Path, holder_label: &str) -> Result<Lock, AcquireError> {
    for _ in 0..MAX_TRIES {
        let file = open(path).map_err(AcquireError::System)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => AcquireError::Held(holder(path)),
            TryLockError::Error(error) => AcquireError::System(error),
        })?;
        if is_still_at(&file, path) {
            let label = label(&file, path, holder_label).ok();
            test_event!(LockTaken { path: path.display().to_string() });
            return Ok(Lock { file, path: path.to_owned(), label });
        }
    }
    Err(AcquireError::System(io::ErrorKind::StaleNetworkFileHandle.into()))
}

/// Writes the holder's label into the lock file. Only a dedicated lock file is written: ours, with one link, and empty except for the label
/// of a killed holder.
fn label(mut file: &File, path: &Path, holder_label: &str) -> io::Result<u64> {
    let found = file.metadata()?;
    if !found.is_file() || has_other_links(&found) || found.len() > 0 && holder(path).is_none() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    file.set_len(0)?;
    let label = format!("{holder_label}{HOLDER}{})", std::process::id());
    file.write_all(label.as_bytes())?;
    Ok(label.len() as u64)
}

#[cfg(unix)]
fn has_other_links(found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(found) > 1
}

#[cfg(not(unix))]
fn has_other_links(_: &std::fs::Metadata) -> bool {
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
    let is_same_file = |(locked, found): (std::fs::Metadata, std::fs::Metadata)| (locked.dev(), locked.ino()) == (found.dev(), found.ino());
    file.metadata().and_then(|locked| Ok((locked, std::fs::symlink_metadata(path)?))).is_ok_and(is_same_file)
}

#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}

/// Returns the printable label in the lock file; `None` if it contains anything else.
fn holder(path: &Path) -> Option<String> {
    let content = private_file::read_private(path, MAX_HOLDER_BYTES).ok()?;
    let is_holder_text = |text: &String| {
        let (name, activity) = text.rsplit_once(')').unwrap_or_default();
        name.contains(HOLDER) && (activity.is_empty() || activity.starts_with(", "))
    };
    Some(printable(&String::from_utf8_lossy(&content))).filter(is_holder_text)
}
