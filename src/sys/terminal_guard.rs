//! The terminal's settings while they are changed: restored when the change ends, at a signal, and during a stop (Ctrl-Z).

use rustix::process::{Signal, getpgrp, getpid, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::fs::File;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How often a continued process looks whether the terminal is its own again.
const PAUSE: Duration = Duration::from_millis(100);

/// The change that is in effect. The terminal is one for the whole process, so this is too.
static CHANGED: Mutex<Option<Changed>> = Mutex::new(None);

struct Changed {
    terminal: File,
    before: Termios,
    /// Shown again after a stop.
    question: String,
    /// Whether this thread waits for the answer and can react to nothing else: signals then end the process at once.
    is_blocking: bool,
}

impl Changed {
    /// Restores the settings, unless the terminal belongs to another job now.
    fn restore(&self) {
        if is_ours(&self.terminal) == Some(true) {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        }
    }
}

/// Restores the terminal's settings when it is dropped, at a signal, and while the process is stopped.
pub(super) struct TerminalGuard(());

impl TerminalGuard {
    /// Remembers the settings of `terminal`, and the question to repeat after a stop. `is_blocking`: the caller blocks its thread until
    /// there is an answer. `None` where the settings cannot be read. Signals must be watched already.
    pub(super) fn new(terminal: &File, question: &str, is_blocking: bool) -> Option<Self> {
        let before = tcgetattr(terminal).ok()?;
        let terminal = terminal.try_clone().ok()?;
        *changed() = Some(Changed { terminal, before, question: question.to_owned(), is_blocking });
        Some(Self(()))
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        if let Some(changed) = changed().take() {
            changed.restore();
        }
    }
}

fn changed() -> std::sync::MutexGuard<'static, Option<Changed>> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a prompt blocks its thread, which can react to no signal until it is answered.
pub(super) fn is_blocked_by_a_prompt() -> bool {
    changed().as_ref().is_some_and(|changed| changed.is_blocking)
}

/// Restores the settings now and keeps the guard; never blocks, so that a panic hook may call it.
pub(super) fn restore_now() {
    if let Ok(changed) = CHANGED.try_lock()
        && let Some(changed) = changed.as_ref()
    {
        changed.restore();
    }
}

/// Restores the settings for good, and ends the line of an open question.
pub(super) fn restore_at_exit() {
    if let Some(changed) = changed().take() {
        changed.restore();
        let _ = writeln!(&changed.terminal);
    }
}

/// Whether this process is in the terminal's foreground job: reading or setting it from the background would stop the whole job.
/// `None`: the terminal is gone.
pub(super) fn is_ours(terminal: &File) -> Option<bool> {
    tcgetpgrp(terminal).ok().map(|group| group == getpgrp())
}

/// Stops this process as Ctrl-Z does. The terminal is the shell's meanwhile; the change is made again in the foreground.
pub(super) async fn suspend() {
    let during = changed().as_ref().and_then(|changed| {
        let during = tcgetattr(&changed.terminal).ok();
        changed.restore();
        during
    });
    // The stop may come to another thread first: only the signal that ends it tells that it is over.
    let continued = signal(SignalKind::from_raw(Signal::CONT.as_raw()));
    let _ = kill_process(getpid(), Signal::STOP);
    if let Ok(mut continued) = continued {
        continued.recv().await;
    }
    let Some(during) = during else { return };
    while changed().as_ref().is_some_and(|changed| is_ours(&changed.terminal) == Some(false)) {
        tokio::time::sleep(PAUSE).await;
    }
    if let Some(changed) = changed().as_ref() {
        let _ = tcsetattr(&changed.terminal, OptionalActions::Now, &during);
        let _ = (&changed.terminal).write_all(changed.question.as_bytes());
    }
}
