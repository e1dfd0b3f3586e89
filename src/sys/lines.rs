//! Lines that a person types or pastes while something else is awaited as well.

use std::io::Read as _;
use std::time::Duration;

/// How often the terminal is looked at.
const PAUSE: Duration = Duration::from_millis(100);
/// More without a line end is no line.
const LONGEST: usize = 64 * 1024;

/// The controlling terminal, read without ever waiting for it, so that nothing is left behind that would eat a later line.
pub struct Lines {
    terminal: std::fs::File,
    begun: Vec<u8>,
}

impl Lines {
    /// Reads `terminal` from now on; `None` where it cannot be read without waiting.
    #[cfg(unix)]
    pub(super) fn of(terminal: std::fs::File) -> Option<Self> {
        rustix::io::ioctl_fionbio(&terminal, true).ok()?;
        Some(Self { terminal, begun: Vec::new() })
    }

    /// Consoles of Windows cannot be read without waiting.
    #[cfg(not(unix))]
    pub(super) fn of(_: std::fs::File) -> Option<Self> {
        None
    }

    /// The next line, without its end. A terminal that goes away has none: then this waits for ever.
    pub async fn next(&mut self) -> String {
        while let Some(read) = self.read() {
            self.begun.extend_from_slice(&read);
            if let Some(end) = self.begun.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                let line: Vec<u8> = self.begun.drain(..=end).take(end).collect();
                return String::from_utf8_lossy(&line).into_owned();
            }
            if self.begun.len() > LONGEST {
                self.begun.clear();
            }
            tokio::time::sleep(PAUSE).await;
        }
        tracing::debug!("the terminal is gone: nothing can be pasted any more");
        std::future::pending().await
    }

    /// What is there now; `None` when there will be nothing any more.
    fn read(&mut self) -> Option<Vec<u8>> {
        if !is_ours(&self.terminal)? {
            return Some(Vec::new());
        }
        let mut piece = [0; 4096];
        match self.terminal.read(&mut piece) {
            Ok(0) => None,
            Ok(read) => Some(piece[..read].to_vec()),
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted) => Some(Vec::new()),
            Err(_) => None,
        }
    }
}

/// Whether the terminal listens to us: reading it from the background would stop the whole job. `None`: it is gone.
#[cfg(unix)]
fn is_ours(terminal: &std::fs::File) -> Option<bool> {
    rustix::termios::tcgetpgrp(terminal).ok().map(|group| group == rustix::process::getpgrp())
}

#[cfg(not(unix))]
fn is_ours(_: &std::fs::File) -> Option<bool> {
    None
}
