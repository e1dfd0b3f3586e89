//! The token of an endpoint, and the token file at a path that the user has chosen.
//!
//! A running endpoint holds a shared lock of its file. A file that a killed one has left is recognized by the form of its token.

use super::error::Error;
use crate::sys::Deps;
use crate::sys::files::{LockError, write_private};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How each token begins.
const TOKEN_START: &str = "sts-cli-";

/// The lock that a process holds from the check of the existing file until its own is locked.
const LOCK_NAME: &str = "token-files.lock";
/// How long another process waits for that lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes of a file are read: more than a token has, so that a longer file is recognized.
const MAX_LENGTH: u64 = 256;

/// Returns a new token: its beginning and 256 random bits, in characters that need no quoting in any shell.
pub(super) fn new_token() -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 32]);
    rand::rngs::OsRng.fill_bytes(bytes.as_mut());
    let random = Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes));
    Zeroizing::new([TOKEN_START, &random].concat())
}

/// A private file with the token, which is removed when this is dropped, unless another process has replaced it.
pub(super) struct TokenFile {
    path: PathBuf,
    token: Zeroizing<String>,
    /// Its lock shows other processes that the file is in use; `None` if the file system has no locks.
    in_use: Option<File>,
}

impl TokenFile {
    /// Writes `token` into the file at `path`, with mode 0600 and in one step: readers find the old token or the new one. Replaces
    /// only an empty file, or one that a killed endpoint has left. Of two processes of this user that do this at the same time, one gets the path.
    ///
    /// # Errors
    /// [`Error::NotATokenFile`], [`Error::TokenFileInUse`], [`Error::TokenFileLocked`] and [`Error::TokenFile`].
    pub(super) async fn write(path: &Path, token: Zeroizing<String>, deps: &Deps) -> Result<Self, Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let lock = deps.directories.state_lock(LOCK_NAME);
        let mut report = |holder: Option<&str>| deps.terminal.note(&format!("waiting for {}", holder.unwrap_or("another sts-cli")));
        let _lock = match lock.acquire("sts-cli, which is writing a token file", LOCK_TIMEOUT, &mut report).await {
            Err(error @ (LockError::Held(_) | LockError::StillHeld(_))) => return Err(Error::TokenFileLocked(error)),
            acquired => acquired.ok(), // `None` without a place for locks: then two that start at the same time can both succeed
        };
        if path.symlink_metadata().is_ok() {
            let existing = open(&path).filter(|file| read(file).is_ok_and(|content| may_be_replaced(&content)));
            let existing = existing.ok_or_else(|| Error::NotATokenFile(path.clone()))?;
            if matches!(existing.try_lock(), Err(TryLockError::WouldBlock)) {
                return Err(Error::TokenFileInUse(path));
            }
        }
        write_private(&path, token.as_bytes()).map_err(Error::TokenFile)?;
        let in_use = open(&path).filter(|file| file.try_lock_shared().is_ok());
        Ok(Self { path, token, in_use })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        let is_ours = open(&self.path).is_some_and(|file| read(&file).is_ok_and(|content| *content == self.token.as_bytes()));
        if cfg!(windows) {
            self.in_use = None; // it removes no locked file
        }
        if is_ours {
            let _ = std::fs::remove_file(&self.path); // while it is locked, no other endpoint takes the path
        }
    }
}

/// Opens a regular file; `None` also for a symbolic link.
fn open(path: &Path) -> Option<File> {
    path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    File::open(path).ok()
}

/// Reads the first [`MAX_LENGTH`] bytes of a file.
fn read(file: &File) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_LENGTH as usize));
    file.take(MAX_LENGTH).read_to_end(&mut content)?;
    Ok(content)
}

/// Whether `content` is empty or has the form of [`new_token`].
fn may_be_replaced(content: &[u8]) -> bool {
    let is_token_character = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let random = content.strip_prefix(TOKEN_START.as_bytes());
    content.is_empty() || random.is_some_and(|random| random.len() == 43 && random.iter().all(is_token_character))
}
