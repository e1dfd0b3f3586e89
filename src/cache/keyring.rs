//! The key that seals the cache, kept where the operating system keeps its user's secrets. It is asked for once a run.

use super::Seal;
use crate::sys::files::{Lock, LockError, LockPlace};
use keyring::{Entry, Error};
use rand::RngCore as _;
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often a process looks whether another one has made the key.
const PAUSE: Duration = Duration::from_millis(20);

/// What the keyring said in this run.
static ANSWER: OnceLock<Result<Seal, KeyringError>> = OnceLock::new();

/// Why there is no key.
#[derive(Clone, thiserror::Error)]
pub enum KeyringError {
    /// Nobody to ask: no desktop session, no D-Bus.
    #[error("there is no keyring on this machine to ask for the key of the cache: {0}")]
    NoService(String),
    /// It is locked, or says no.
    #[error("the keyring does not give out the key of the cache: {0}")]
    Refused(String),
    /// It may be waiting for someone to unlock it.
    #[error("the keyring did not answer within {} s", .0.as_secs())]
    NoAnswer(Duration),
}
debug_as_display!(KeyringError);

/// The seal of this user's cache: with the key in the keyring, or a new one that is put there, by one process at a time.
///
/// # Errors
/// See [`KeyringError`]; at the end of `limit` the keyring is left alone.
pub fn seal_of_this_user(lock: LockPlace, limit: Duration) -> Result<Seal, KeyringError> {
    let ask_in_time = || {
        let (answer, answered) = channel();
        std::thread::spawn(move || answer.send(ask(&lock)));
        answered.recv_timeout(limit).unwrap_or_else(|why| match why {
            RecvTimeoutError::Timeout => Err(KeyringError::NoAnswer(limit)),
            RecvTimeoutError::Disconnected => Err(KeyringError::Refused("it ended without an answer".to_owned())),
        })
    };
    ANSWER.get_or_init(ask_in_time).clone()
}

fn ask(lock: &LockPlace) -> Result<Seal, KeyringError> {
    if let Err(error) = Entry::store_status() {
        return Err(KeyringError::NoService(error.to_string()));
    }
    let refused = |error: Error| KeyringError::Refused(error.to_string());
    let entry = Entry::new("sts-cli", "cache").map_err(refused)?;
    if let Some(seal) = stored_key(&entry).map_err(refused)? {
        return Ok(seal);
    }
    let _lock = wait_for(lock);
    if let Some(seal) = stored_key(&entry).map_err(refused)? {
        return Ok(seal);
    }
    let mut key = Zeroizing::new([0; 32]);
    rand::rngs::OsRng.try_fill_bytes(&mut *key).map_err(|error| KeyringError::Refused(error.to_string()))?;
    entry.set_secret(&*key).map_err(refused)?;
    stored_key(&entry).map_err(refused)?.ok_or_else(|| KeyringError::Refused("it did not keep a new one".to_owned()))
}

/// The lock as soon as it is free. `None` where there can be none: two processes may then make two keys, and one's entries are lost.
fn wait_for(lock: &LockPlace) -> Option<Lock> {
    loop {
        match lock.try_take("sts-cli, which makes the key of the cache") {
            Err(LockError::Held(_)) => std::thread::sleep(PAUSE),
            taken => return taken.ok(),
        }
    }
}

/// The key that the keyring holds, if it is one.
fn stored_key(entry: &Entry) -> Result<Option<Seal>, Error> {
    match entry.get_secret().map(Zeroizing::new) {
        Ok(key) => Ok(<&[u8; 32]>::try_from(key.as_slice()).ok().map(Seal::new)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}
