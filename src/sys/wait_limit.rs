//! [`WaitLimit`]: the longest single wait of a run, `--timeout`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The longest single wait of a run: for a response, before a retry, for a command. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct WaitLimit {
    /// In milliseconds; 0 if there is no limit.
    milliseconds: Arc<AtomicU64>,
}

impl WaitLimit {
    /// Sets the limit for all clones.
    pub fn set(&self, limit: Duration) {
        self.milliseconds.store(limit.as_millis().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Returns `wait`, or the limit if that is shorter.
    pub(crate) fn limited(&self, wait: Duration) -> Duration {
        match self.milliseconds.load(Ordering::Relaxed) {
            0 => wait,
            limit => wait.min(Duration::from_millis(limit)),
        }
    }
}
