//! Work that ends early: by Ctrl-C, by a signal, or by the time limit of a `credential_process`.

use super::signals::interrupted;
#[cfg(unix)]
use super::termination::Termination;
use std::io;
use std::time::Duration;

/// Why a run stopped before its work was done.
#[derive(thiserror::Error)]
pub enum Stopped {
    /// Ctrl-C was pressed.
    #[error("interrupted")]
    Interrupted,
    /// The time limit was reached, after which the caller of a `credential_process` would have given up.
    #[error("gave up after {} s: callers of a credential_process wait at most a minute", .0.as_secs())]
    TimeLimit(Duration),
    /// SIGTERM or SIGHUP was received.
    #[cfg(unix)]
    #[error("terminated by a signal")]
    Terminated(Termination),
    /// The runtime could not be created.
    #[error("could not start the event loop")]
    RuntimeUnavailable(#[source] io::Error),
}
debug_as_display!(Stopped);

/// Runs `work` unless Ctrl-C or `limit` comes first. Polls `work` first, so that Ctrl-C at a prompt still ends the process.
///
/// # Errors
/// [`Stopped::Interrupted`] and [`Stopped::TimeLimit`].
pub(crate) async fn unless_stopped<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Result<T, Stopped> {
    tokio::select! {
        biased;
        output = work => Ok(output),
        () = interrupted() => {
            #[cfg(unix)]
            super::wait_line::end_line_of_interrupt();
            Err(Stopped::Interrupted)
        }
        () = tokio::time::sleep(limit.unwrap_or_default()), if limit.is_some() => Err(Stopped::TimeLimit(limit.unwrap_or_default())),
    }
}
