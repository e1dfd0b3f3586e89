//! The signals that end what runs until it is stopped, caught before there is anything to clean up.
//!
//! Those that whoever started this process had it ignore stay ignored: SIGHUP after `nohup`, Ctrl-C in a script's background.

use super::CallingShell;
#[cfg(unix)]
use super::signal_stream::SignalStream;
use std::io;

/// Listens for Ctrl-C and, on Unix, for Ctrl-\\, SIGTERM and SIGHUP.
pub struct Signals {
    #[cfg(unix)]
    interrupt: SignalStream,
    #[cfg(unix)]
    quit: SignalStream,
    #[cfg(unix)]
    terminate: SignalStream,
    #[cfg(unix)]
    hangup: SignalStream,
}

/// Who ended the service. In a terminal Ctrl-C reaches the whole process group, the others this process alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceEnd {
    /// The person, with Ctrl-C: exit code 130.
    Interrupted,
    /// The person, with Ctrl-\\: exit code 131.
    Quit,
    /// Whoever supervises this process, with SIGTERM or SIGHUP: it did what it was for, exit code 0.
    Requested,
}

impl ServiceEnd {
    /// The exit code that says so.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Interrupted => 130,
            Self::Quit => 131,
            Self::Requested => 0,
        }
    }
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on; a signal that comes before anyone waits is not lost.
    ///
    /// # Errors
    /// When the system lets nobody listen for signals.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::SignalKind;
        super::termination::app_handles_signals();
        let stream = SignalStream::of;
        Ok(Self {
            interrupt: stream(SignalKind::interrupt())?,
            quit: stream(SignalKind::quit())?,
            terminate: stream(SignalKind::terminate())?,
            hangup: stream(SignalKind::hangup())?,
        })
    }

    /// Waits for the next of them.
    pub async fn any(&mut self) -> ServiceEnd {
        tokio::select! {
            () = self.interrupt.next() => ServiceEnd::Interrupted,
            () = self.quit.next() => ServiceEnd::Quit,
            () = self.terminate.next() => ServiceEnd::Requested,
            () = self.hangup.next() => ServiceEnd::Requested,
        }
    }

    /// Waits for SIGTERM or SIGHUP. Ctrl-C is handled elsewhere, or meant for another process.
    pub async fn stopped(&mut self) -> ServiceEnd {
        tokio::select! {
            () = self.terminate.next() => ServiceEnd::Requested,
            () = self.hangup.next() => ServiceEnd::Requested,
        }
    }
}

#[cfg(unix)]
impl Signals {
    /// Waits for SIGTERM, SIGHUP, or the end of `shell`, unless SIGHUP is ignored (`nohup`). For a background process of a shell.
    pub async fn stopped_with(&mut self, shell: &CallingShell) -> ServiceEnd {
        let outlives_it = self.hangup.is_ignored();
        tokio::select! {
            ended = self.stopped() => ended,
            () = shell.ended(), if !outlives_it => ServiceEnd::Requested,
        }
    }
}

/// Makes a write beyond the limit of file sizes (`ulimit -f`) an error, from now on: by itself SIGXFSZ ends the process in the middle.
#[cfg(unix)]
pub(super) fn survive_file_limits(runtime: &tokio::runtime::Runtime) {
    let _inside = runtime.enter();
    let kind = tokio::signal::unix::SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    drop(SignalStream::of(kind)); // who has listened once is not ended by it any more
}

/// Waits for Ctrl-C, unless this process was started to ignore it.
#[cfg(unix)]
pub(super) async fn interrupted() {
    match SignalStream::of(tokio::signal::unix::SignalKind::interrupt()) {
        Ok(mut stream) => stream.next().await,
        Err(_) => std::future::pending().await, // nobody may listen: it ends the process as ever
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(not(unix))]
impl Signals {
    /// Nothing to prepare here.
    ///
    /// # Errors
    /// None.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for Ctrl-C.
    pub async fn any(&mut self) -> ServiceEnd {
        interrupted().await;
        ServiceEnd::Interrupted
    }

    /// Never comes here.
    pub async fn stopped(&mut self) -> ServiceEnd {
        std::future::pending().await
    }

    /// Never comes here.
    pub async fn stopped_with(&mut self, _: &CallingShell) -> ServiceEnd {
        std::future::pending().await
    }
}
