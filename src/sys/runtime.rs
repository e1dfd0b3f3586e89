//! The runtime of one thread, and the one place where every way out of it waits for work in flight that must not be lost.

use super::{Deps, Stopped};
use std::time::Duration;
use tokio::task::{JoinHandle, LocalSet};

/// How long a program that is to end waits for what is in flight.
const LAST_WAIT: Duration = Duration::from_secs(5);

impl Deps {
    /// Runs `future` on a runtime of one thread, made only now: a run that answers from memory never pays for it.
    ///
    /// However it ends — done, given up after Ctrl-C, dropped at SIGTERM or SIGHUP — what [`spawn_in_flight`] has begun is waited
    /// for, at most 5 seconds.
    ///
    /// # Errors
    /// [`Stopped::NoEventQueue`], and [`Stopped::Terminated`] where a signal ended it.
    pub fn block_on<F: Future>(&self, future: F) -> Result<F::Output, Stopped> {
        check_descriptors().map_err(Stopped::NoEventQueue)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stopped::NoEventQueue)?;
        #[cfg(unix)]
        super::signals::survive_file_limits(&runtime);
        let in_flight = LocalSet::new();
        #[cfg(unix)]
        let mut termination = super::termination::Requests::subscribe();
        #[cfg(unix)]
        let outcome = in_flight.block_on(&runtime, async {
            tokio::select! {
                biased;
                output = future => Ok(output),
                termination = termination.next() => Err(Stopped::Terminated(termination)),
            }
        });
        #[cfg(not(unix))]
        let outcome = Ok(in_flight.block_on(&runtime, future));
        let _ = runtime.block_on(async { tokio::time::timeout(LAST_WAIT, in_flight).await });
        runtime.shutdown_timeout(Duration::from_millis(100));
        #[cfg(unix)]
        if let Some(late) = termination.received() {
            return Err(Stopped::Terminated(late));
        }
        outcome
    }
}

/// The pairs of file descriptors that a login has open at once, with its connections, locks, listener and browser. Where they are fewer,
/// making a runtime panics, or a name is not found, or a lock not taken, and nothing says why.
#[cfg(unix)]
const PAIRS: usize = 8;

/// Whether there are as many file descriptors left as a login takes.
#[cfg(unix)]
fn check_descriptors() -> std::io::Result<()> {
    let pairs: Result<Vec<_>, _> = (0..PAIRS).map(|_| std::os::unix::net::UnixStream::pair()).collect();
    pairs.map(drop)
}

#[cfg(not(unix))]
fn check_descriptors() -> std::io::Result<()> {
    Ok(())
}

/// Starts `work` that no way out of [`Deps::block_on`] breaks off: dropping the handle does not cancel it, and signals wait for it.
///
/// # Panics
/// Outside of [`Deps::block_on`].
pub(crate) fn spawn_in_flight<T: 'static>(work: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    #[cfg(unix)]
    super::termination::watch_signals();
    tokio::task::spawn_local(work)
}
