//! The signals that end a sandbox, caught before there is anything to clean up.

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

/// A signal that came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Ctrl-C: the terminal has told the whole process group.
    Interrupt,
    /// SIGTERM or SIGHUP: only this process knows.
    Terminate,
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

    /// Waits for the next signal.
    pub(super) async fn any(&mut self) -> Came {
        tokio::select! {
            _ = self.interrupt.recv() => Came::Interrupt,
            _ = self.terminate.recv() => Came::Terminate,
            _ = self.hangup.recv() => Came::Terminate,
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
    pub(super) async fn any(&mut self) -> Came {
        let _ = tokio::signal::ctrl_c().await;
        Came::Interrupt
    }
}
