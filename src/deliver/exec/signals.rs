//! Forwards signals to the command while this process waits for it.
//!
//! A terminal sends Ctrl-C, Ctrl-\, Ctrl-Z and hang-up to its whole foreground process group, so the command has them already; this process
//! must only outlive it. Signals of a supervisor reach this process alone. If a command on a terminal stops itself, as a shell does at
//! `suspend`, this process stops too: otherwise the terminal would not return to the shell.

use std::io;

#[cfg(unix)]
pub(super) use unix::SignalForwarder;

#[cfg(unix)]
mod unix {
    use super::io;
    use crate::sys::{SignalStream, app_handles_signals};
    use rustix::process::{Pid, Signal as Number, WaitId, WaitIdOptions, getpgrp, getpid, kill_process, waitid};
    use std::task::Poll;
    use tokio::signal::unix::SignalKind;

    /// Listens for all signals that are forwarded.
    pub(in super::super) struct SignalForwarder {
        streams: [(Number, SignalStream); 7],
        has_terminal: bool,
    }

    /// A received signal.
    pub(in super::super) struct Signal {
        number: Number,
        /// Whether the command received it already, or it needs no handling.
        is_handled: bool,
    }

    impl SignalForwarder {
        /// Starts listening; signals that arrive before [`SignalForwarder::next`] is called are not lost.
        pub(in super::super) fn listen() -> io::Result<Self> {
            app_handles_signals();
            let signal = SignalStream::of;
            Ok(Self {
                streams: [
                    (Number::INT, signal(SignalKind::interrupt())?),
                    (Number::QUIT, signal(SignalKind::quit())?),
                    (Number::TERM, signal(SignalKind::terminate())?),
                    (Number::HUP, signal(SignalKind::hangup())?),
                    (Number::USR1, signal(SignalKind::user_defined1())?),
                    (Number::USR2, signal(SignalKind::user_defined2())?),
                    (Number::CHILD, signal(SignalKind::child())?),
                ],
                has_terminal: std::fs::File::open("/dev/tty").is_ok(),
            })
        }

        /// Waits for the next signal.
        pub(in super::super) async fn next(&mut self) -> Signal {
            let number = std::future::poll_fn(|context| {
                let mut streams = self.streams.iter_mut();
                let received = streams.find_map(|(number, stream)| stream.poll(context).is_ready().then_some(*number));
                received.map_or(Poll::Pending, Poll::Ready)
            });
            let number = number.await;
            let is_handled = match number {
                Number::INT | Number::QUIT | Number::HUP => is_in_foreground(),
                Number::CHILD => !self.has_terminal,
                _ => false,
            };
            Signal { number, is_handled }
        }
    }

    impl Signal {
        /// Forwards the signal to `process`, unless it received it already. SIGCHLD is never forwarded.
        pub(in super::super) fn forward(&self, process: Option<u32>) {
            match process.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) {
                Some(_) if self.is_handled => {}
                Some(process) if self.number == Number::CHILD => mirror_stop(process),
                Some(process) => drop(kill_process(process, self.number)),
                None => {}
            }
        }
    }

    /// Stops this process if `process` has stopped, and continues both together.
    fn mirror_stop(process: Pid) {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        if waitid(WaitId::Pid(process), options).is_ok_and(|status| status.is_some_and(|status| status.stopped())) {
            let _ = kill_process(getpid(), Number::STOP);
            let _ = kill_process(process, Number::CONT);
        }
    }

    /// Whether this process is in the group that a terminal sends its signals to.
    fn is_in_foreground() -> bool {
        let terminal = std::fs::File::open("/dev/tty").ok();
        terminal.is_some_and(|terminal| rustix::termios::tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
    }
}

/// Forwards nothing, because a console notifies every process attached to it: this process must only outlive the command.
#[cfg(not(unix))]
pub(super) struct SignalForwarder(crate::sys::Signals);

/// A received signal.
#[cfg(not(unix))]
pub(super) struct Signal;

#[cfg(not(unix))]
impl SignalForwarder {
    /// Starts listening: from now on, Ctrl-C does not end this process.
    pub(super) fn listen() -> io::Result<Self> {
        crate::sys::Signals::listen().map(Self)
    }

    /// Waits for the next signal.
    pub(super) async fn next(&mut self) -> Signal {
        self.0.next().await;
        Signal
    }
}

#[cfg(not(unix))]
impl Signal {
    /// Does nothing.
    #[expect(clippy::unused_self, reason = "other systems forward it")]
    pub(super) fn forward(&self, _: Option<u32>) {}
}
