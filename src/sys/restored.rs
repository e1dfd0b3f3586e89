//! What signals must leave as it was: the terminal's settings while they are changed, and work that is not to be broken off.
//!
//! One watcher a process, started with the first of these. From then on it also does what these signals do by themselves, because a
//! signal that was listened for once never gets that back.

use super::signals::unix::Stream;
use rustix::process::{Signal, getpgrp, getpid, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::fs::File;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How often a continued process looks whether the terminal is its own again.
const PAUSE: Duration = Duration::from_millis(100);

/// The terminal that is changed now, if any.
static CHANGED: Mutex<Option<Changed>> = Mutex::new(None);
static WATCHER: OnceLock<bool> = OnceLock::new();
static ENDS_BY_ITSELF: AtomicBool = AtomicBool::new(false);
/// How much goes on that is not to be broken off.
static UNBROKEN: AtomicUsize = AtomicUsize::new(0);
/// The exit code of a process that ends as soon as nothing of that goes on; 0: it was not told to.
static ENDS_WITH: AtomicI32 = AtomicI32::new(0);
/// How long TERM and HUP wait for it at most.
const LAST_WAIT: Duration = Duration::from_secs(5);

struct Changed {
    terminal: File,
    before: Termios,
    /// What is shown again after a stop.
    question: String,
    dies_of_ctrl_c: bool,
}

impl Changed {
    /// Gives the terminal its settings back, unless it belongs to another job now.
    fn restore(&self) {
        if is_ours(&self.terminal) == Some(true) {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        }
    }
}

/// As long as this lives, the settings that the terminal had at its birth come back: at its end, at a signal, during a stop.
pub(super) struct TerminalGuard(());

impl TerminalGuard {
    /// Remembers the settings of `terminal`. Ctrl-C ends the process where `dies_of_ctrl_c` says so, else it is left to others.
    pub(super) fn of(terminal: &File, question: &str, dies_of_ctrl_c: bool) -> Option<Self> {
        let before = tcgetattr(terminal).ok()?;
        let terminal = terminal.try_clone().ok()?;
        if !*WATCHER.get_or_init(start) {
            return None;
        }
        *changed() = Some(Changed { terminal, before, question: question.to_owned(), dies_of_ctrl_c });
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

/// As long as this lives, TERM and HUP wait, at most five seconds.
pub struct Unbroken(());

impl Unbroken {
    /// From now on, until this is dropped.
    #[must_use]
    pub fn begin() -> Self {
        UNBROKEN.fetch_add(1, Ordering::SeqCst);
        WATCHER.get_or_init(start);
        Self(())
    }
}

impl Drop for Unbroken {
    fn drop(&mut self) {
        let was_last = UNBROKEN.fetch_sub(1, Ordering::SeqCst) == 1;
        let code = ENDS_WITH.load(Ordering::SeqCst);
        if was_last && code != 0 {
            end(code);
        }
    }
}

fn changed() -> std::sync::MutexGuard<'static, Option<Changed>> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal its settings back before the process ends in a way that runs nothing else.
pub(super) fn restore_now() {
    if let Ok(changed) = CHANGED.try_lock()
        && let Some(changed) = changed.as_ref()
    {
        changed.restore();
    }
}

/// From now on the program itself listens for TERM and HUP, and ends by itself; the terminal is restored all the same.
pub fn ends_by_itself() {
    ENDS_BY_ITSELF.store(true, Ordering::Relaxed);
}

/// Whether the terminal listens to us: reading or setting it from the background would stop the whole job. `None`: it is gone.
pub(super) fn is_ours(terminal: &File) -> Option<bool> {
    tcgetpgrp(terminal).ok().map(|group| group == getpgrp())
}

/// Starts the watcher, and waits until it listens.
fn start() -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return false };
    let (listening, listens) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = runtime.block_on(watch(&listening));
    });
    listens.recv().is_ok()
}

async fn watch(listening: &mpsc::Sender<()>) -> io::Result<()> {
    let mut interrupt = Stream::of(SignalKind::interrupt())?;
    let mut terminate = Stream::of(SignalKind::terminate())?;
    let mut hangup = Stream::of(SignalKind::hangup())?;
    let mut stop = Stream::of(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let _ = listening.send(());
    loop {
        tokio::select! {
            () = interrupt.next() => if changed().as_ref().is_some_and(|changed| changed.dies_of_ctrl_c) { end(130) },
            () = terminate.next() => end_unless_it_does(143).await,
            () = hangup.next() => end_unless_it_does(129).await,
            () = stop.next() => stopped().await,
        }
    }
}

async fn end_unless_it_does(code: i32) {
    if ENDS_BY_ITSELF.load(Ordering::Relaxed) {
        return restore_now();
    }
    ENDS_WITH.store(code, Ordering::SeqCst);
    if UNBROKEN.load(Ordering::SeqCst) > 0 {
        tokio::time::sleep(LAST_WAIT).await; // whoever finishes it first ends the process
    }
    end(code);
}

fn end(code: i32) {
    if let Some(changed) = changed().take() {
        changed.restore();
        let _ = writeln!(&changed.terminal);
    }
    std::process::exit(code);
}

/// The terminal is the shell's while we are stopped. Afterwards the change is made again, when we are in the foreground.
async fn stopped() {
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
