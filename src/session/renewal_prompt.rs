//! Whether a renewal may prompt, and what happens when it fails.

use crate::session::Error;
use std::time::Duration;

/// Whether a renewal for a long-lived delivery may still prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RenewalPrompt {
    /// It may prompt.
    #[default]
    Allowed,
    /// A prompt was not answered, or another process logged out: no prompts until there are credentials again.
    Declined,
}

impl RenewalPrompt {
    pub(super) fn allows(self, on_failure: OnRenewalFailure) -> bool {
        on_failure == OnRenewalFailure::ServeStale || self == Self::Allowed
    }

    pub(super) fn set_declined(&mut self) {
        *self = Self::Declined;
    }

    /// Returns the state after an attempt: declined if a renewal was allowed to prompt and the login failed, else unchanged.
    pub(super) fn after<T>(self, result: &Result<T, Error>, may_prompt: bool, on_failure: OnRenewalFailure) -> Self {
        let is_declined = may_prompt && result.as_ref().is_err_and(Error::is_failed_login);
        if is_declined && on_failure == OnRenewalFailure::Fail { Self::Declined } else { self }
    }
}

/// How long to wait for another process's login while there are stale credentials to serve.
const LOCK_PATIENCE_WITH_STALE: Duration = Duration::from_secs(2);

/// The choice to make when renewal fails and stale credentials are still unexpired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnRenewalFailure {
    /// Serve the stale credentials, with a warning.
    ServeStale,
    /// Return the error: the caller keeps its own credentials.
    Fail,
}

impl OnRenewalFailure {
    /// How long another process's login is waited for; `None`: as long as a login may take.
    pub(super) fn lock_timeout(self, has_stale: bool) -> Option<Duration> {
        (self == Self::ServeStale && has_stale).then_some(LOCK_PATIENCE_WITH_STALE)
    }
}
