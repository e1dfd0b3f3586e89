//! One signal's arrivals. One that whoever started this process had it ignore stays ignored: SIGHUP after `nohup`, Ctrl-C in a
//! script's background.

use std::io;
use std::task::{Context, Poll};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// One signal's arrivals; none where it is ignored.
pub(crate) struct SignalStream(Option<Signal>);

impl SignalStream {
    /// Listens from now on; what arrives before anyone waits is not lost.
    ///
    /// # Errors
    /// When the system lets nobody listen.
    pub(crate) fn of(kind: SignalKind) -> io::Result<Self> {
        if is_ignored(kind) { Ok(Self(None)) } else { signal(kind).map(|stream| Self(Some(stream))) }
    }

    /// Whether this process was started to ignore the signal.
    pub(crate) fn is_ignored(&self) -> bool {
        self.0.is_none()
    }

    /// Waits for the next arrival.
    pub(crate) async fn next(&mut self) {
        std::future::poll_fn(|context| self.poll(context)).await;
    }

    /// Asks for the next arrival, as a future does.
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
