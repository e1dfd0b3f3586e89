//! The key that seals the cache, stored in the operating system's keyring. It is requested at most once per process.

use super::Seal;
use crate::sys::files::{Lock, LockError, LockFile};
use keyring::{Entry, Error};
use rand::RngCore as _;
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often to poll for the lock while another process creates the key.
const PAUSE: Duration = Duration::from_millis(20);

/// The keyring's response in this process.
static SEAL: OnceLock<Result<Seal, KeyringError>> = OnceLock::new();

/// Why the keyring provided no key.
#[derive(Clone, thiserror::Error)]
pub enum KeyringError {
    /// There is no keyring service: no desktop session, no D-Bus.
    #[error("could not get the cache key: no keyring is available: {0}")]
    NoService(String),
    /// The keyring is locked, or denied access.
    #[error("could not get the cache key from the keyring: {0}")]
    Refused(String),
    /// The keyring did not respond in time; it may be waiting to be unlocked.
    #[error("the keyring did not respond within {} s", .0.as_secs())]
    TimedOut(Duration),
}
debug_as_display!(KeyringError);

/// Returns the seal of this user's cache. Creates the key if there is none yet, in one process at a time.
///
/// # Errors
/// See [`KeyringError`]. Stops waiting after `limit`.
pub fn load_seal(lock: LockFile, limit: Duration) -> Result<Seal, KeyringError> {
    let load_with_timeout = || {
        let (sender, receiver) = channel();
        std::thread::spawn(move || sender.send(load_or_create_key(&lock)));
        receiver.recv_timeout(limit).unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => Err(KeyringError::TimedOut(limit)),
            RecvTimeoutError::Disconnected => Err(KeyringError::Refused("it terminated without a response".to_owned())),
        })
    };
    SEAL.get_or_init(load_with_timeout).clone()
}

fn load_or_create_key(lock: &LockFile) -> Result<Seal, KeyringError> {
    if let Err(error) = Entry::store_status() {
        return Err(KeyringError::NoService(error.to_string()));
    }
    let keyring_error = |error: Error| KeyringError::Refused(error.to_string());
    let entry = Entry::new("sts-cli", "cache").map_err(keyring_error)?;
    if let Some(seal) = stored_key(&entry).map_err(keyring_error)? {
        return Ok(seal);
    }
    let _lock = wait_for(lock);
    if let Some(seal) = stored_key(&entry).map_err(keyring_error)? {
        return Ok(seal);
    }
    let mut key = Zeroizing::new([0; 32]);
    rand::rngs::OsRng.try_fill_bytes(&mut *key).map_err(|error| KeyringError::Refused(error.to_string()))?;
    entry.set_secret(&*key).map_err(keyring_error)?;
    stored_key(&entry).map_err(keyring_error)?.ok_or_else(|| KeyringError::Refused("it did not store a new key".to_owned()))
}

/// Waits for the lock. `None` if it cannot be created: then two processes may create two keys, and the entries of one are lost.
fn wait_for(lock: &LockFile) -> Option<Lock> {
    loop {
        match lock.try_acquire("sts-cli, which is creating the cache key") {
            Err(LockError::Held(_)) => std::thread::sleep(PAUSE),
            result => return result.ok(),
        }
    }
}

/// Returns the key in the keyring, if it has the right size.
fn stored_key(entry: &Entry) -> Result<Option<Seal>, Error> {
    match entry.get_secret().map(Zeroizing::new) {
        Ok(key) => Ok(<&[u8; 32]>::try_from(key.as_slice()).ok().map(Seal::new)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}
