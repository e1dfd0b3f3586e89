//! The login lock: among all processes of this user, only one at a time logs in or refreshes for a given login.

use super::shared_failure::FailureKeys;
use crate::sys::files::Lock;

/// The login lock, held until it is dropped.
#[derive(Debug, Default)]
pub(super) struct LoginLock {
    /// `None` if nothing is shared with other processes, or the lock file cannot be created.
    pub(super) lock: Option<Lock>,
    /// Whether this process had to wait for another one.
    pub(super) contended: bool,
    /// The keys under which failures are stored for waiting processes.
    pub(super) failures: FailureKeys,
}

impl LoginLock {
    /// Publishes the holder's activity to waiting processes, through the lock's label.
    pub(super) fn announce(&self, activity: Activity) {
        if let Some(lock) = &self.lock {
            lock.set_status(activity.description());
        }
    }
}

/// The activity of the process that holds the login lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    /// It prompts for a login.
    LogsIn,
    /// It sends a refresh token.
    Refreshes,
}

impl Activity {
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::LogsIn => ", which is logging in",
            Self::Refreshes => ", which is renewing",
        }
    }
}
