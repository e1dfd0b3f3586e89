//! The signals that end a long-lived delivery, caught before there is anything to clean up.

use std::io;

/// Listens for Ctrl-C and, on Unix, for SIGTERM and SIGHUP.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

/// Who ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person, with Ctrl-C: exit code 130.
    Interrupted,
    /// Whoever supervises this process, with SIGTERM or SIGHUP: it did what it was for, exit code 0.
    Stopped,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on; a signal that comes before anyone waits is not lost.
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the first of them.
    pub(super) async fn any(&mut self) -> Ended {
        tokio::select! {
            _ = self.interrupt.recv() => Ended::Interrupted,
            _ = self.terminate.recv() => Ended::Stopped,
            _ = self.hangup.recv() => Ended::Stopped,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Nothing to prepare here.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for Ctrl-C.
    pub(super) async fn any(&mut self) -> Ended {
        let _ = tokio::signal::ctrl_c().await;
        Ended::Interrupted
    }
}
