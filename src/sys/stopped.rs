//! Work that ends early: by Ctrl-C, or because whoever called us would have stopped waiting.

use super::signals::interrupted;
use std::time::Duration;

/// Why a run stopped before anyone had answered.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// Whoever called us would have stopped waiting.
    #[error("gave up after {} s: a program that calls a credential_process waits no longer than a minute", .0.as_secs())]
    AtLimit(Duration),
}

impl Stopped {
    /// What `work` brings, unless Ctrl-C or the end of `limit` comes first. The work begins before Ctrl-C is listened for:
    /// at a prompt it ends the process as ever.
    ///
    /// # Errors
    /// Why it was stopped.
    pub(crate) async fn or<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Result<T, Self> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = interrupted() => Err(Self::Interrupted),
            () = tokio::time::sleep(limit.unwrap_or_default()), if limit.is_some() => Err(Self::AtLimit(limit.unwrap_or_default())),
        }
    }
}
