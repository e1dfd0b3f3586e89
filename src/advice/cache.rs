//! Hints for the cache: sealing and locks.

use super::Hint;
use super::hint::hint;
use crate::cache::SealError;
use crate::sys::files::LockError;

/// Returns the hints for a missing cache key.
#[must_use]
pub fn for_seal(error: &SealError) -> Vec<Hint> {
    vec![match error {
        SealError::NotBuilt => hint!("install it with --features keyring, or say ", [Cache = "file"]),
        #[cfg(feature = "keyring")]
        SealError::Keyring(_) => hint!("unlock the keyring, or say ", [Cache = "file"], ": the files are readable by you only"),
    }]
}

/// Returns the hints for a lock that could not be acquired.
#[must_use]
pub fn for_lock(error: &LockError) -> Vec<Hint> {
    vec![match error {
        LockError::Held(_) | LockError::StillHeld(_) => hint!("finish that login, or end that process, and try again"),
        LockError::File(_) => hint!("name a folder that you may write to in STS_CLI_STATE_DIR, or add ", NoCache),
    }]
}
