//! The single-threaded runtime, which waits for work in flight on every exit path.

use super::{Deps, Stopped};
use std::time::Duration;
use tokio::task::{JoinHandle, LocalSet};

/// How long to wait for work in flight at the end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

impl Deps {
    /// Runs `future` on a new single-threaded runtime.
    ///
    /// However it ends (completed, Ctrl-C, SIGTERM, SIGHUP), tasks of `spawn_in_flight` are awaited for at most 5 seconds.
    ///
    /// # Errors
    /// [`Stopped::RuntimeUnavailable`]; [`Stopped::Terminated`] if a signal ended it.
    pub fn block_on<F: Future>(&self, future: F) -> Result<F::Output, Stopped> {
        check_descriptors().map_err(Stopped::RuntimeUnavailable)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stopped::RuntimeUnavailable)?;
        #[cfg(unix)]
        super::signals::survive_file_limits(&runtime);
        let in_flight = LocalSet::new();
        #[cfg(unix)]
        let mut termination = super::termination::TerminationReceiver::subscribe();
        #[cfg(unix)]
        let outcome = in_flight.block_on(&runtime, async {
            tokio::select! {
                biased;
                output = future => Ok(output),
                termination = termination.next() => Err(Stopped::Terminated(termination)),
                never = super::wait_line::keep_drawn(super::termination::watch_signals) => match never {},
            }
        });
        #[cfg(not(unix))]
        let outcome = in_flight.block_on(&runtime, async {
            tokio::select! {
                biased;
                output = future => Ok(output),
                never = super::wait_line::keep_drawn(|| true) => match never {}, // no signal leaves it there
            }
        });
        let _ = runtime.block_on(async { tokio::time::timeout(SHUTDOWN_TIMEOUT, in_flight).await });
        runtime.shutdown_timeout(Duration::from_millis(100));
        #[cfg(unix)]
        if let Some(signal) = termination.received() {
            return Err(Stopped::Terminated(signal));
        }
        outcome
    }
}

/// The number of descriptor pairs that a login needs at once, for connections, locks, listener and browser. With fewer, creating a runtime
/// panics, or name resolution or locking fails without a clear cause.
#[cfg(unix)]
const PAIRS: usize = 8;

/// Checks that enough file descriptors are left for a login.
#[cfg(unix)]
fn check_descriptors() -> std::io::Result<()> {
    let pairs: Result<Vec<_>, _> = (0..PAIRS).map(|_| std::os::unix::net::UnixStream::pair()).collect();
    pairs.map(drop)
}

#[cfg(not(unix))]
fn check_descriptors() -> std::io::Result<()> {
    Ok(())
}

/// Spawns `work` that [`Deps::block_on`] never cancels: dropping the handle does not cancel it, and signals wait for it.
///
/// # Panics
/// If called outside of [`Deps::block_on`].
pub(crate) fn spawn_in_flight<T: 'static>(work: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    #[cfg(unix)]
    super::termination::watch_signals();
    tokio::task::spawn_local(work)
}
