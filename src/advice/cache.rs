//! What to do where nothing can be sealed, or another process keeps us waiting.

use crate::cache::SealError;
use crate::sys::files::LockError;

/// What to do where there is no key for the cache.
#[must_use]
pub fn for_seal(error: &SealError) -> Vec<String> {
    let hint = match error {
        SealError::NotBuilt => "install it with --features keyring, or say --cache file",
        #[cfg(feature = "keyring")]
        SealError::Keyring(_) => "unlock the keyring, or say --cache file: the files are readable by you only",
    };
    vec![hint.to_owned()]
}

/// What to do about a lock that could not be had.
#[must_use]
pub fn for_lock(error: &LockError) -> Vec<String> {
    let hint = match error {
        LockError::Held(_) | LockError::StillHeld(_) => "finish that login, or end that process, and try again",
        LockError::File(_) => "name a folder that you may write to in STS_CLI_STATE_DIR, or add --no-cache",
    };
    vec![hint.to_owned()]
}
