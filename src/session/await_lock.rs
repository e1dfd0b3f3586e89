//! Acquires the login lock, or waits for the process that holds it.

use super::login_lock::{Activity, LoginLock};
use crate::session::shared_failure::FailureKeys;
use crate::session::{Error, Session};
use crate::sys::TimedStep;
use crate::sys::files::{Lock, LockError, LockFile};
use std::time::Duration;

/// Another process that began a little earlier may wait for its user as long as this one: its failure should come first.
const LOCK_GRACE: Duration = Duration::from_secs(5);

impl Session {
    /// Acquires the lock in `lock_file`. A wait prints the holder; it lasts `timeout` at most, or as long as a login may take, and ends with a
    /// failure that the holder stores under `failures`. Without a lock file nothing is stored either, and each process goes its own way.
    ///
    /// # Errors
    /// Another process still holds the lock; [`Error::Shared`] if that process failed.
    pub(super) async fn acquire_login_lock(
        &self,
        lock_file: Option<LockFile>,
        failures: FailureKeys,
        timeout: Option<Duration>,
    ) -> Result<LoginLock, Error> {
        let Some(lock_file) = lock_file else { return Ok(LoginLock::default()) };
        let _step = TimedStep::begin("login lock");
        let holder_label = format!("sts-cli for {}", self.request.profile.as_deref().unwrap_or(self.request.endpoint.address()));
        let (result, contended) = match lock_file.try_acquire(&holder_label) {
            Err(LockError::Held(_)) => (self.wait_for_lock(&lock_file, &holder_label, failures, timeout).await?, true),
            result => (result, false),
        };
        let lock = match result {
            Err(LockError::File(error)) => {
                self.cache.warn_once(Err(error.into()));
                None
            }
            result => Some(result?),
        };
        Ok(LoginLock { lock, contended, failures })
    }

    /// Waits until the lock is free or its holder stores a failure under `failures`; at most for `timeout`, by default as long as a login may
    /// take.
    async fn wait_for_lock(
        &self,
        lock_file: &LockFile,
        holder_label: &str,
        failures: FailureKeys,
        timeout: Option<Duration>,
    ) -> Result<Result<Lock, LockError>, Error> {
        let timeout = timeout.unwrap_or(self.request.timeout.saturating_add(LOCK_GRACE.min(self.request.timeout)));
        let older = self.cache.older_failures(failures);
        let mut print_holder = |holder: Option<&str>| {
            let holder = holder.unwrap_or("another sts-cli");
            let names_activity = [Activity::LogsIn, Activity::Refreshes].iter().any(|activity| holder.ends_with(activity.description()));
            let activity = if names_activity { "" } else { ", which is logging in or renewing" };
            self.deps.terminal.note(&format!("waiting for {holder}{activity}"));
        };
        let failure = tokio::select! {
            biased;
            result = lock_file.acquire(holder_label, timeout, &mut print_holder) => match self.failure_since(&older, failures) {
                None => return Ok(result),
                Some(failure) => failure,
            },
            failure = self.next_failure(&older, failures) => failure,
        };
        Err(Error::Shared(Box::new(failure)))
    }
}
