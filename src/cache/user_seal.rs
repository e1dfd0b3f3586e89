//! The seal of this user's cache, whose key is in the operating system's keyring.

use super::Seal;
#[cfg(feature = "keyring")]
use super::keyring::{KeyringError, load_seal};
use crate::sys::files::Directories;
use std::time::Duration;

/// Why the cache cannot be sealed.
#[derive(thiserror::Error)]
pub enum SealError {
    /// Built without the feature `keyring`.
    #[error("this sts-cli was built without keyring support")]
    NotBuilt,
    /// The keyring provided no key.
    #[cfg(feature = "keyring")]
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}
debug_as_display!(SealError);

impl Seal {
    /// Creates a seal with the key in the operating system's keyring, which the user may have to unlock within `limit`.
    ///
    /// # Errors
    /// See [`SealError`].
    #[cfg_attr(not(feature = "keyring"), expect(unused_variables, reason = "only a keyring is waited for"))]
    pub(crate) fn from_keyring(directories: &Directories, limit: Duration) -> Result<Self, SealError> {
        #[cfg(feature = "keyring")]
        return Ok(load_seal(directories.local_lock("keyring.lock".to_owned()), limit)?);
        #[cfg(not(feature = "keyring"))]
        Err(SealError::NotBuilt)
    }
}
