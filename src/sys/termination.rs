//! SIGTERM and SIGHUP while something must be left in order: the terminal's settings, or a refresh token that is on its way.
//!
//! One thread listens for them from the first such moment on, and until then they end the process as ever. From then on it also does
//! what Ctrl-C and Ctrl-Z do by themselves, because a signal that was listened for once never gets its default action back.
//!
//! ```text
//! signal ─► a prompt blocks the program, or nothing runs on a runtime ─► terminal restored, exit
//!        ─► something runs (`Deps::block_on`)                         ─► it is told, finishes what is in flight, and exits by itself
//!        ─► `serve`, `exec --renew`, `--watch` listen themselves       ─► terminal restored, the rest is theirs
//! ```

use super::signal_stream::SignalStream;
use super::terminal_guard::{self, TerminalGuard};
use rustix::process::Signal;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, OnceLock, mpsc};
use std::time::Duration;
use tokio::signal::unix::SignalKind;
use tokio::sync::watch;

/// How long a program that was told to end has for it: a little more than a refresh in flight is waited for.
const LONGEST_END: Duration = Duration::from_secs(7);

/// Whether the listening thread runs.
static WATCHER: OnceLock<bool> = OnceLock::new();
/// Whether the program itself listens for SIGTERM and SIGHUP, and decides what they mean.
static APP_HANDLES_SIGNALS: AtomicBool = AtomicBool::new(false);
/// Tells whoever runs on a runtime that the process is to end.
static REQUESTED: LazyLock<watch::Sender<Option<Termination>>> = LazyLock::new(watch::Sender::default);

/// A signal that asks the process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// SIGTERM, from a supervisor or a time limit.
    Terminated,
    /// SIGHUP: the terminal is gone.
    HungUp,
}

impl Termination {
    /// The exit code that shells give for the signal: 128 and its number.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Terminated => 143,
            Self::HungUp => 129,
        }
    }
}

/// Hears of signals that ask the process to end. While one of these lives, the process is expected to end by itself.
pub(super) struct Requests(watch::Receiver<Option<Termination>>);

impl Requests {
    /// Hears of them from now on, once this process has begun to watch for signals.
    pub(super) fn subscribe() -> Self {
        Self(REQUESTED.subscribe())
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Termination {
        match self.0.wait_for(Option::is_some).await.map(|request| *request) {
            Ok(Some(termination)) => termination,
            _ => std::future::pending().await,
        }
    }

    /// The one that came.
    pub(super) fn received(&self) -> Option<Termination> {
        *self.0.borrow()
    }
}

/// Leaves SIGTERM and SIGHUP to the program from now on; the terminal's settings are restored all the same.
pub fn app_handles_signals() {
    APP_HANDLES_SIGNALS.store(true, Ordering::Relaxed);
}

/// Restores the settings of `terminal` when the guard is dropped, and at signals. `is_blocking`: the caller blocks its thread until
/// there is an answer to `question`, so that a signal must end the process. `None` where that cannot be done.
pub(super) fn guard_terminal(terminal: &File, question: &str, is_blocking: bool) -> Option<TerminalGuard> {
    if watch_signals() { TerminalGuard::new(terminal, question, is_blocking) } else { None }
}

/// Starts the listening thread, unless it runs, and waits until it listens. `false`: the system lets nobody listen.
pub(super) fn watch_signals() -> bool {
    *WATCHER.get_or_init(start)
}

fn start() -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return false };
    let (listening, listens) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = runtime.block_on(watch(&listening));
    });
    listens.recv().is_ok()
}

async fn watch(listening: &mpsc::Sender<()>) -> io::Result<()> {
    let mut interrupt = SignalStream::of(SignalKind::interrupt())?;
    let mut terminate = SignalStream::of(SignalKind::terminate())?;
    let mut hangup = SignalStream::of(SignalKind::hangup())?;
    let mut stop = SignalStream::of(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let _ = listening.send(());
    loop {
        tokio::select! {
            () = interrupt.next() => if nobody_else_can_react() { exit(130) },
            () = terminate.next() => terminate_with(Termination::Terminated).await,
            () = hangup.next() => terminate_with(Termination::HungUp).await,
            () = stop.next() => terminal_guard::suspend().await,
        }
    }
}

async fn terminate_with(termination: Termination) {
    if nobody_else_can_react() {
        exit(termination.exit_code().into());
    }
    if APP_HANDLES_SIGNALS.load(Ordering::Relaxed) {
        return terminal_guard::restore_now();
    }
    let _ = REQUESTED.send(Some(termination));
    tokio::time::sleep(LONGEST_END).await; // whoever was told ends the process before
    exit(termination.exit_code().into());
}

/// Whether a prompt blocks the program, whoever listens for signals, or nothing runs on a runtime that could hear of them.
fn nobody_else_can_react() -> bool {
    terminal_guard::is_blocked_by_a_prompt() || REQUESTED.receiver_count() == 0
}

fn exit(code: i32) {
    terminal_guard::restore_at_exit();
    std::process::exit(code);
}
