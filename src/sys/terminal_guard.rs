//! Restores changed terminal settings: when the guard is dropped, at a signal, and while the process is stopped (Ctrl-Z).

use rustix::process::{Signal, getpgrp, getpid, kill_process};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsFd;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How often a continued process checks whether it is in the foreground again.
const PAUSE: Duration = Duration::from_millis(100);

/// The settings to restore; global, because the terminal is.
static CHANGED: Mutex<Option<SavedSettings>> = Mutex::new(None);

struct SavedSettings {
    terminal: File,
    original: Termios,
    /// The prompt, printed again after a stop.
    question: String,
    /// Whether the prompt blocks its thread, so that a signal must end the process immediately.
    is_blocking: bool,
}

impl SavedSettings {
    /// Restores the settings, if this process is in the foreground.
    fn restore(&self) {
        if is_in_foreground(&self.terminal) == Some(true) {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.original);
        }
    }
}

/// Restores the terminal's settings when it is dropped, at a signal, and while the process is stopped.
pub(super) struct TerminalGuard(());

impl TerminalGuard {
    /// Saves the settings of `terminal`, and the prompt to repeat after a stop. `is_blocking`: the caller blocks its thread until there is
    /// an answer. `None` if the settings cannot be read. The signal thread must be running.
    pub(super) fn new(terminal: &File, question: &str, is_blocking: bool) -> Option<Self> {
        let original = tcgetattr(terminal).ok()?;
        let terminal = terminal.try_clone().ok()?;
        *saved() = Some(SavedSettings { terminal, original, question: question.to_owned(), is_blocking });
        Some(Self(()))
    }

    /// Sets the text to print again after a stop.
    pub(super) fn set_question(&self, question: String) {
        if let Some(saved_settings) = saved().as_mut() {
            saved_settings.question = question;
        }
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        if let Some(saved_settings) = saved().take() {
            saved_settings.restore();
        }
    }
}

fn saved() -> std::sync::MutexGuard<'static, Option<SavedSettings>> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a blocking prompt is open.
pub(super) fn is_blocked_by_a_prompt() -> bool {
    saved().as_ref().is_some_and(|saved_settings| saved_settings.is_blocking)
}

/// Restores the settings and keeps the guard; never blocks, for the panic hook.
pub(super) fn restore_now() {
    if let Ok(saved_settings) = CHANGED.try_lock()
        && let Some(saved_settings) = saved_settings.as_ref()
    {
        saved_settings.restore();
    }
}

/// Restores the settings, drops the guard, and ends the line of an open prompt.
pub(super) fn restore_at_exit() {
    if let Some(saved_settings) = saved().take() {
        saved_settings.restore();
        let _ = writeln!(&saved_settings.terminal);
    }
}

/// Whether this process is in the foreground: from the background, reading or setting the terminal would stop the job. `None` if the
/// terminal is gone.
pub(super) fn is_in_foreground(terminal: impl AsFd) -> Option<bool> {
    tcgetpgrp(terminal).ok().map(|group| group == getpgrp())
}

/// Whether `terminal` shows what is typed, or this process changed its settings itself. A child process that prompts for a secret hides it.
pub(super) fn shows_input(terminal: impl AsFd) -> bool {
    saved().is_some() || tcgetattr(terminal).is_ok_and(|settings| settings.local_modes.contains(LocalModes::ECHO))
}

/// Whether `terminal` is one that writes `^C` for Ctrl-C.
pub(super) fn echoes_control_keys(terminal: impl AsFd) -> bool {
    tcgetattr(terminal).is_ok_and(|settings| settings.local_modes.contains(LocalModes::ECHO | LocalModes::ECHOCTL))
}

/// Switches the terminal to non-canonical mode without echo; signal keys such as Ctrl-C still work. A read returns after `min_bytes`, or
/// after `tenths` of a second without one.
pub(super) fn read_by_characters(terminal: &File, min_bytes: u8, tenths: u8) -> rustix::io::Result<()> {
    let mut settings = tcgetattr(terminal)?;
    settings.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
    settings.special_codes[SpecialCodeIndex::VMIN] = min_bytes;
    settings.special_codes[SpecialCodeIndex::VTIME] = tenths;
    tcsetattr(terminal, OptionalActions::Now, &settings)
}

/// Stops this process like Ctrl-Z. Restores the settings before, and changes them again once it is in the foreground.
pub(super) async fn suspend() {
    let current = saved().as_ref().and_then(|saved_settings| {
        let current = tcgetattr(&saved_settings.terminal).ok();
        saved_settings.restore();
        current
    });
    // SIGSTOP may reach another thread first, so wait for SIGCONT.
    let continue_signal = signal(SignalKind::from_raw(Signal::CONT.as_raw()));
    let _ = kill_process(getpid(), Signal::STOP);
    if let Ok(mut continue_signal) = continue_signal {
        continue_signal.recv().await;
    }
    let Some(current) = current else { return };
    while saved().as_ref().is_some_and(|saved_settings| is_in_foreground(&saved_settings.terminal) == Some(false)) {
        tokio::time::sleep(PAUSE).await;
    }
    if let Some(saved_settings) = saved().as_ref() {
        let _ = tcsetattr(&saved_settings.terminal, OptionalActions::Now, &current);
        let _ = (&saved_settings.terminal).write_all(saved_settings.question.as_bytes());
    }
}
