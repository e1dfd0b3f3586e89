//! [`OneTimeCode`]: the code of an MFA device, which a server accepts once: a second request with it is refused.

use super::secret_source::{SecretError, SecretPrompt, SecretSource};
use crate::sys::Deps;
use secrecy::SecretString;
use std::sync::{Arc, Mutex, PoisonError};

/// The source of a one-time code. Clones share a supplied code, so that it is read at most once in a process.
#[derive(Clone, Debug)]
pub enum OneTimeCode {
    /// A prompt at the terminal, for each request.
    Prompt,
    /// A code that the caller has supplied, until it is read; then a prompt.
    Supplied(Arc<Mutex<Option<SecretString>>>),
}

impl OneTimeCode {
    /// Creates the source of a supplied code.
    #[must_use]
    pub fn supplied(code: SecretString) -> Self {
        Self::Supplied(Arc::new(Mutex::new(Some(code))))
    }

    /// Whether the caller has supplied a code, read or not.
    #[must_use]
    pub fn is_supplied(&self) -> bool {
        matches!(self, Self::Supplied(_))
    }

    /// Whether the next code must be prompted for.
    #[must_use]
    pub(crate) fn must_prompt(&self) -> bool {
        match self {
            Self::Prompt => true,
            Self::Supplied(code) => code.lock().unwrap_or_else(PoisonError::into_inner).is_none(),
        }
    }

    /// Discards an unread code: it is valid for seconds, and so not for a later renewal.
    pub(crate) fn discard(&self) {
        drop(self.take());
    }

    /// Reads a code: the supplied one at the first call, else from `prompt`.
    ///
    /// # Errors
    /// The prompt failed.
    pub(crate) fn read(&self, prompt: &'static SecretPrompt, deps: &Deps) -> Result<SecretString, SecretError> {
        self.take().map_or_else(|| SecretSource::Prompt(prompt).read(deps), Ok)
    }

    fn take(&self) -> Option<SecretString> {
        match self {
            Self::Prompt => None,
            Self::Supplied(code) => code.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }
}
