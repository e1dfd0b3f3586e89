//! The key that seals the cache, kept where the operating system keeps its user's secrets. It is asked once a run.

use super::Seal;
use keyring::{Entry, Error};
use rand::RngCore as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use zeroize::Zeroizing;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
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

/// The seal of this user's cache: with the key in the keyring, or a new one that is put there.
///
/// # Errors
/// See [`KeyringError`]; at the end of `limit` the keyring is left alone.
pub fn seal_of_this_user(limit: Duration) -> Result<Seal, KeyringError> {
    let (answer, answered) = channel();
    std::thread::spawn(move || answer.send(ask()));
    answered.recv_timeout(limit).unwrap_or_else(|why| match why {
        RecvTimeoutError::Timeout => Err(KeyringError::NoAnswer(limit)),
        RecvTimeoutError::Disconnected => Err(KeyringError::Refused("it ended without an answer".to_owned())),
    })
}

fn ask() -> Result<Seal, KeyringError> {
    if let Err(error) = Entry::store_status() {
        return Err(KeyringError::NoService(error.to_string()));
    }
    let refused = |error: Error| KeyringError::Refused(error.to_string());
    let entry = Entry::new("sts-cli", "cache").map_err(refused)?;
    if let Some(seal) = kept(&entry).map_err(refused)? {
        return Ok(seal);
    }
    let mut key = Zeroizing::new([0; 32]);
    rand::rngs::OsRng.try_fill_bytes(&mut *key).map_err(|error| KeyringError::Refused(error.to_string()))?;
    entry.set_secret(&*key).map_err(refused)?;
    // another process may have put one there at the same time: what is read back is what all of them will find
    kept(&entry).map_err(refused)?.ok_or_else(|| KeyringError::Refused("it did not keep a new one".to_owned()))
}

/// The key that is there, if it is one.
fn kept(entry: &Entry) -> Result<Option<Seal>, Error> {
    match entry.get_secret().map(Zeroizing::new) {
        Ok(key) => Ok(<&[u8; 32]>::try_from(key.as_slice()).ok().map(Seal::new)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}
