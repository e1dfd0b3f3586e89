//! Receives one signal. A signal that was ignored when this process started stays ignored: SIGHUP after `nohup`, Ctrl-C in the background
//! of a script.

use std::io;
use std::task::{Context, Poll};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A stream of one signal; `None` if it is ignored.
pub(crate) struct SignalStream(Option<Signal>);

impl SignalStream {
    /// Starts listening; signals that arrive before the first wait are not lost.
    ///
    /// # Errors
    /// A handler cannot be installed.
    pub(crate) fn of(kind: SignalKind) -> io::Result<Self> {
        if is_ignored(kind) { Ok(Self(None)) } else { signal(kind).map(|stream| Self(Some(stream))) }
    }

    /// Whether the signal was ignored when this process started.
    pub(crate) fn is_ignored(&self) -> bool {
        self.0.is_none()
    }

    /// Waits for the next signal.
    pub(crate) async fn next(&mut self) {
        std::future::poll_fn(|context| self.poll(context)).await;
    }

    /// Polls for the next signal.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().map_or(Poll::Pending, |stream| stream.poll_recv(context).map(drop))
    }
}

/// Whether the signal was ignored when this process started. A child process inherits that, and not the handlers of this process.
#[cfg(not(target_os = "linux"))]
fn is_ignored(kind: SignalKind) -> bool {
    static IGNORED: std::sync::LazyLock<[bool; 2]> = std::sync::LazyLock::new(|| ["HUP", "INT"].map(is_ignored_by_children));
    let [hangup, interrupt] = *IGNORED;
    // a shell without job control lets its background processes ignore SIGINT and SIGQUIT together
    let is_keyboard = [SignalKind::interrupt(), SignalKind::quit()].contains(&kind);
    is_keyboard && interrupt || kind == SignalKind::hangup() && hangup
}

/// Whether a shell survives this signal, which it sends to itself.
#[cfg(any(not(target_os = "linux"), test))]
fn is_ignored_by_children(signal: &str) -> bool {
    use std::process::{Command, Stdio};
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("kill -{signal} $$; exit 0")]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    shell.status().is_ok_and(|status| status.success())
}

/// Whether the signal was ignored when this process started, by proc(5) `/proc/self/status`.
#[cfg(target_os = "linux")]
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (kind.as_raw_value() - 1) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn what_a_child_ignores_is_what_this_process_ignored() {
        assert_eq!(["HUP", "INT"].map(is_ignored_by_children), [SignalKind::hangup(), SignalKind::interrupt()].map(is_ignored));
        let survives = |command: &str| Command::new("/bin/sh").args(["-c", command]).status().unwrap().success();
        assert!(survives("trap '' HUP; exec /bin/sh -c 'kill -HUP $$; exit 0'"), "as below nohup");
        assert!(!survives("exec /bin/sh -c 'kill -TERM $$; exit 0'"));
    }
}
