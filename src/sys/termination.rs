//! Handles SIGTERM, SIGHUP and SIGQUIT while cleanup is needed: terminal settings, a line that shows a wait, or a refresh token in flight.
//!
//! A thread listens from the first such moment on; before that, the default action applies. The thread also does what Ctrl-C and Ctrl-Z do
//! by default, because tokio never restores a signal's default action.
//!
//! ```text
//! signal ─► a prompt blocks the program, or nothing runs on a runtime ─► terminal restored, exit
//!        ─► something runs (`Deps::block_on`)                         ─► it is notified, finishes what is in flight, and exits
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

/// How long the program may take to end itself: slightly more than the wait for a refresh in flight.
const GRACE_PERIOD: Duration = Duration::from_secs(7);

/// How long the program may take to print that it was interrupted.
const TIME_TO_PRINT: Duration = Duration::from_millis(500);

/// How long the terminal may take to be restored before the process ends anyway.
const TIME_TO_RESTORE: Duration = Duration::from_millis(200);

/// Whether the signal thread was started successfully.
static WATCHER: OnceLock<bool> = OnceLock::new();
/// Whether the command handles these signals itself.
static APP_HANDLES_SIGNALS: AtomicBool = AtomicBool::new(false);
/// Notifies [`Deps::block_on`](super::Deps::block_on) that the process must end.
static REQUESTED: LazyLock<watch::Sender<Option<Termination>>> = LazyLock::new(watch::Sender::default);

/// A signal that asks the process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// SIGTERM.
    Terminated,
    /// SIGHUP.
    HungUp,
    /// SIGQUIT (Ctrl-\\).
    Quit,
}

impl Termination {
    /// Returns the exit code, 128 + the signal's number.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Terminated => 143,
            Self::HungUp => 129,
            Self::Quit => 131,
        }
    }
}

/// Receives termination signals. While one exists, the process is expected to end itself.
pub(super) struct TerminationReceiver(watch::Receiver<Option<Termination>>);

impl TerminationReceiver {
    /// Subscribes to termination signals.
    pub(super) fn subscribe() -> Self {
        Self(REQUESTED.subscribe())
    }

    /// Waits for the signal.
    pub(super) async fn next(&mut self) -> Termination {
        match self.0.wait_for(Option::is_some).await.map(|request| *request) {
            Ok(Some(termination)) => termination,
            _ => std::future::pending().await,
        }
    }

    /// Returns the received signal.
    pub(super) fn received(&self) -> Option<Termination> {
        *self.0.borrow()
    }
}

/// Leaves SIGTERM, SIGHUP and SIGQUIT to the command from now on; terminal settings are still restored.
pub(crate) fn app_handles_signals() {
    APP_HANDLES_SIGNALS.store(true, Ordering::Relaxed);
}

/// Restores the settings of `terminal` when the guard is dropped and at signals. `is_blocking`: the caller blocks its thread until
/// `question` is answered, so that a signal must end the process. `None` if that is not possible.
pub(super) fn guard_terminal(terminal: &File, question: &str, is_blocking: bool) -> Option<TerminalGuard> {
    if watch_signals() { TerminalGuard::new(terminal, question, is_blocking) } else { None }
}

/// Starts the signal thread if necessary and waits until it listens. Returns whether it does.
pub(super) fn watch_signals() -> bool {
    *WATCHER.get_or_init(start)
}

fn start() -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return false };
    let (ready_sender, ready_receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = runtime.block_on(watch(&ready_sender));
    });
    ready_receiver.recv().is_ok()
}

async fn watch(ready_sender: &mpsc::Sender<()>) -> io::Result<()> {
    let mut interrupt = SignalStream::of(SignalKind::interrupt())?;
    let mut terminate = SignalStream::of(SignalKind::terminate())?;
    let mut hangup = SignalStream::of(SignalKind::hangup())?;
    let mut quit = SignalStream::of(SignalKind::quit())?;
    let mut stop = SignalStream::of(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let _ = ready_sender.send(());
    loop {
        tokio::select! {
            () = interrupt.next() => interrupt_program().await,
            () = terminate.next() => terminate_with(Termination::Terminated).await,
            () = hangup.next() => terminate_with(Termination::HungUp).await,
            () = quit.next() => terminate_with(Termination::Quit).await,
            () = stop.next() => {
                super::wait_line::erase();
                terminal_guard::suspend().await;
            }
        }
    }
}

/// Ends the process after Ctrl-C, unless it ends itself: what ran on a runtime was interrupted by the same signal, and prints so now.
async fn interrupt_program() {
    if !terminal_guard::is_blocked_by_a_prompt() {
        tokio::time::sleep(TIME_TO_PRINT).await;
    }
    if must_exit_now() {
        exit(130);
    }
}

async fn terminate_with(termination: Termination) {
    if must_exit_now() {
        exit(termination.exit_code().into());
    }
    if APP_HANDLES_SIGNALS.load(Ordering::Relaxed) {
        return terminal_guard::restore_now();
    }
    let _ = REQUESTED.send(Some(termination));
    tokio::time::sleep(GRACE_PERIOD).await; // normally the process ends itself earlier
    exit(termination.exit_code().into());
}

/// Whether a blocking prompt is open, or no runtime is running that could end the process.
fn must_exit_now() -> bool {
    terminal_guard::is_blocked_by_a_prompt() || REQUESTED.receiver_count() == 0
}

fn exit(code: i32) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        super::wait_line::erase();
        terminal_guard::restore_at_exit();
        let _ = sender.send(());
    });
    let _ = receiver.recv_timeout(TIME_TO_RESTORE); // a terminal that Ctrl-S has stopped accepts no output
    std::process::exit(code);
}
