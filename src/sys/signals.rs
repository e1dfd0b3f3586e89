//! The signals that end what runs until it is stopped, caught before there is anything to clean up.
//!
//! Those that whoever started this process had it ignore stay ignored: SIGHUP after `nohup`, Ctrl-C in a script's background.

use std::io;

/// Listens for Ctrl-C and, on Unix, for SIGTERM and SIGHUP.
pub struct Signals {
    #[cfg(unix)]
    interrupt: unix::Stream,
    #[cfg(unix)]
    terminate: unix::Stream,
    #[cfg(unix)]
    hangup: unix::Stream,
}

/// Who ended it. In a terminal Ctrl-C reaches the whole process group, the others this process alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person, with Ctrl-C: exit code 130.
    Interrupted,
    /// Whoever supervises this process, with SIGTERM or SIGHUP: it did what it was for, exit code 0.
    Stopped,
}

impl Ended {
    /// The exit code that says so.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Interrupted => 130,
            Self::Stopped => 0,
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
        super::restored::ends_by_itself();
        let stream = unix::Stream::of;
        Ok(Self {
            interrupt: stream(SignalKind::interrupt())?,
            terminate: stream(SignalKind::terminate())?,
            hangup: stream(SignalKind::hangup())?,
        })
    }

    /// Waits for the next of them.
    pub async fn any(&mut self) -> Ended {
        tokio::select! {
            () = self.interrupt.next() => Ended::Interrupted,
            () = self.terminate.next() => Ended::Stopped,
            () = self.hangup.next() => Ended::Stopped,
        }
    }

    /// Waits for SIGTERM or SIGHUP, where somebody else listens for Ctrl-C.
    pub async fn stopped(&mut self) -> Ended {
        tokio::select! {
            () = self.terminate.next() => Ended::Stopped,
            () = self.hangup.next() => Ended::Stopped,
        }
    }
}

#[cfg(unix)]
pub(crate) mod unix {
    use std::io;
    use std::task::{Context, Poll};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// One signal's comings; none where it is ignored.
    pub(crate) struct Stream(Option<Signal>);

    impl Stream {
        pub(crate) fn of(kind: SignalKind) -> io::Result<Self> {
            if is_ignored(kind) { Ok(Self(None)) } else { signal(kind).map(|stream| Self(Some(stream))) }
        }

        pub(crate) async fn next(&mut self) {
            std::future::poll_fn(|context| self.poll(context)).await;
        }

        pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
            self.0.as_mut().map_or(Poll::Pending, |stream| stream.poll_recv(context).map(drop))
        }
    }

    /// Whether this process was started to ignore the signal, as far as the system tells.
    fn is_ignored(kind: SignalKind) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        mask >> (kind.as_raw_value() - 1) & 1 == 1
    }
}

/// Work that is not to be broken off: here no signal does.
#[cfg(not(unix))]
pub struct Unbroken(());

#[cfg(not(unix))]
impl Unbroken {
    /// Nothing to prepare here.
    #[must_use]
    pub fn begin() -> Self {
        Self(())
    }
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
    pub async fn any(&mut self) -> Ended {
        let _ = tokio::signal::ctrl_c().await;
        Ended::Interrupted
    }

    /// Never comes here.
    pub async fn stopped(&mut self) -> Ended {
        std::future::pending().await
    }
}
