//! Hints for the cache: sealing and locks.

use super::Hint;
use crate::cache::SealError;
use crate::request::hint::hint;
use crate::sys::files::LockError;

/// Returns the hints for a missing cache key.
#[must_use]
pub(crate) fn for_seal(error: &SealError) -> Vec<Hint> {
    vec![match error {
        SealError::NotBuilt => hint!("install it with --features keyring, or use ", [CACHE = "file"]),
        #[cfg(feature = "keyring")]
        SealError::Keyring(_) => hint!("unlock the keyring, or use ", [CACHE = "file"], " (files that only you can read)"),
    }]
}

/// Returns the hints for a lock that could not be acquired.
#[must_use]
pub(crate) fn for_lock(error: &LockError) -> Vec<Hint> {
    vec![match error {
        LockError::Held(_) | LockError::StillHeld(_) => hint!("finish that login or stop that process, then try again"),
        LockError::File(_) => hint!("set STS_CLI_STATE_DIR to a writable folder, or add ", NO_CACHE),
    }]
}
