//! The login lock: of all processes of this user, one at a time logs in or refreshes for the same login.

use super::{Error, Session};
use crate::sys::files::{Lock, LockError, LockPlace};
use std::time::Duration;

/// Another process's login may take as long as ours, and this much more.
const LOCK_GRACE: Duration = Duration::from_secs(60);

/// The login lock, held until it is dropped.
#[derive(Debug, Default)]
pub(super) struct LoginLock {
    /// `None` where nothing is shared with other processes, or no lock can be had.
    pub(super) lock: Option<Lock>,
    /// Whether another process had to be waited for.
    pub(super) contended: bool,
}

impl Session {
    /// Acquires the lock at `place`. A wait prints for whom; it lasts `patience` at most, or a little longer than a login. Where no lock
    /// can be had nothing is stored either, and each process goes its own way.
    ///
    /// # Errors
    /// Another process still holds it.
    pub(super) async fn acquire_login_lock(&self, place: Option<LockPlace>, patience: Option<Duration>) -> Result<LoginLock, Error> {
        let Some(place) = place else { return Ok(LoginLock::default()) };
        let mut print_holder = |holder: Option<&str>| {
            self.deps.terminal.note(&format!("waiting for {}, which logs in or renews", holder.unwrap_or("another sts-cli")));
        };
        let holder_label = format!("sts-cli for {}", self.request.profile.as_deref().unwrap_or(self.request.endpoint.address()));
        let patience = patience.unwrap_or(self.request.timeout.saturating_add(LOCK_GRACE));
        let (taken, contended) = match place.try_take(&holder_label) {
            Err(LockError::Held(_)) => (place.take(&holder_label, patience, &mut print_holder).await, true),
            taken => (taken, false),
        };
        let lock = match taken {
            Err(LockError::File(error)) => {
                self.cache.warn_once(Err(error.into()));
                None
            }
            taken => Some(taken?),
        };
        Ok(LoginLock { lock, contended })
    }
}
