//! Shutdown signals of long-running commands.
//!
//! Signals that were ignored when this process started stay ignored: SIGHUP after `nohup`, Ctrl-C in the background of a script.

use super::CallingShell;
#[cfg(unix)]
use super::signal_stream::SignalStream;
use std::io;

/// Listens for Ctrl-C and, on Unix, for Ctrl-\\, SIGTERM and SIGHUP; on Windows for Ctrl-Break and the end of the console or the session,
/// after which the system leaves a process some seconds.
pub struct Signals {
    #[cfg(unix)]
    interrupt: SignalStream,
    #[cfg(unix)]
    quit: SignalStream,
    #[cfg(unix)]
    terminate: SignalStream,
    #[cfg(unix)]
    hangup: SignalStream,
    #[cfg(not(unix))]
    interrupt: tokio::signal::windows::CtrlC,
    #[cfg(not(unix))]
    quit: tokio::signal::windows::CtrlBreak,
    #[cfg(not(unix))]
    close: tokio::signal::windows::CtrlClose,
    #[cfg(not(unix))]
    logoff: tokio::signal::windows::CtrlLogoff,
    #[cfg(not(unix))]
    shutdown: tokio::signal::windows::CtrlShutdown,
}

/// Why a long-running command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutdownReason {
    /// SIGINT (Ctrl-C): exit code 130.
    Interrupted,
    /// SIGQUIT (Ctrl-\\), or Ctrl-Break on Windows: exit code 131.
    Quit,
    /// SIGTERM or SIGHUP of a supervisor, or the end of a console: exit code 0.
    Requested,
}

impl ShutdownReason {
    /// Returns the exit code.
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
    /// Starts listening; signals that arrive before the first wait are not lost.
    ///
    /// # Errors
    /// A handler cannot be installed.
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

    /// Waits for the next signal.
    pub async fn next(&mut self) -> ShutdownReason {
        tokio::select! {
            () = self.interrupt.next() => ShutdownReason::Interrupted,
            () = self.quit.next() => ShutdownReason::Quit,
            () = self.terminate.next() => ShutdownReason::Requested,
            () = self.hangup.next() => ShutdownReason::Requested,
        }
    }

    /// Waits for SIGTERM or SIGHUP. Ctrl-C is handled elsewhere, or intended for another process.
    pub(crate) async fn next_termination(&mut self) -> ShutdownReason {
        tokio::select! {
            () = self.terminate.next() => ShutdownReason::Requested,
            () = self.hangup.next() => ShutdownReason::Requested,
        }
    }
}

#[cfg(unix)]
impl Signals {
    /// Waits for SIGTERM, SIGHUP or, unless SIGHUP is ignored (`nohup`), for `shell` to exit. For background processes.
    pub(crate) async fn termination_or_shell_exit(&mut self, shell: &CallingShell) -> ShutdownReason {
        let ignores_hangup = self.hangup.is_ignored();
        tokio::select! {
            reason = self.next_termination() => reason,
            () = shell.wait_for_exit(), if !ignores_hangup => ShutdownReason::Requested,
        }
    }
}

/// Makes exceeding the file size limit (`ulimit -f`) an error from now on; by default SIGXFSZ would end the process during the write.
#[cfg(unix)]
pub(super) fn survive_file_limits(runtime: &tokio::runtime::Runtime) {
    let _inside = runtime.enter();
    let kind = tokio::signal::unix::SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    drop(SignalStream::of(kind)); // the handler stays installed
}

/// Waits for Ctrl-C, unless this process was started to ignore it.
#[cfg(unix)]
pub(super) async fn interrupted() {
    match SignalStream::of(tokio::signal::unix::SignalKind::interrupt()) {
        Ok(mut stream) => stream.next().await,
        Err(_) => std::future::pending().await, // without a handler, Ctrl-C ends the process
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(not(unix))]
impl Signals {
    /// Starts listening; signals that arrive before the first wait are not lost.
    ///
    /// # Errors
    /// A handler cannot be installed.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::windows;
        Ok(Self {
            interrupt: windows::ctrl_c()?,
            quit: windows::ctrl_break()?,
            close: windows::ctrl_close()?,
            logoff: windows::ctrl_logoff()?,
            shutdown: windows::ctrl_shutdown()?,
        })
    }

    /// Waits for Ctrl-C, Ctrl-Break, or the end of the console or the session.
    pub async fn next(&mut self) -> ShutdownReason {
        tokio::select! {
            _ = self.interrupt.recv() => ShutdownReason::Interrupted,
            _ = self.quit.recv() => ShutdownReason::Quit,
            _ = self.close.recv() => ShutdownReason::Requested,
            _ = self.logoff.recv() => ShutdownReason::Requested,
            _ = self.shutdown.recv() => ShutdownReason::Requested,
        }
    }

    /// Waits for the end of the console or the session. Ctrl-C is handled elsewhere, or intended for another process.
    pub(crate) async fn next_termination(&mut self) -> ShutdownReason {
        tokio::select! {
            _ = self.close.recv() => ShutdownReason::Requested,
            _ = self.logoff.recv() => ShutdownReason::Requested,
            _ = self.shutdown.recv() => ShutdownReason::Requested,
        }
    }

    /// Waits for the end of the console, which is that of its shell, or of the session. For background processes.
    pub(crate) async fn termination_or_shell_exit(&mut self, _: &CallingShell) -> ShutdownReason {
        self.next_termination().await
    }
}
