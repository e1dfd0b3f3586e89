//! Signals that a waiting parent passes on to its command.
//!
//! Ctrl-C, Ctrl-\ and Ctrl-Z of a terminal go to its whole foreground group, as its end does, so the command has them already; they must
//! only not end this process before the command. Those that a supervisor sends reach this process alone.
//! A command on a terminal that stops by itself, as a shell does at `suspend`, takes this process along: else nobody would give the
//! terminal back.

use std::io;

#[cfg(unix)]
pub(super) use unix::Forwarded;

#[cfg(unix)]
mod unix {
    use super::io;
    use crate::sys::{SignalStream, app_handles_signals};
    use rustix::process::{Pid, Signal as Number, WaitId, WaitIdOptions, getpgrp, getpid, kill_process, waitid};
    use std::task::Poll;
    use tokio::signal::unix::SignalKind;

    /// Listens for all of them.
    pub(in super::super) struct Forwarded {
        streams: [(Number, SignalStream); 7],
        has_terminal: bool,
    }

    /// A signal that came.
    pub(in super::super) struct Signal {
        number: Number,
        /// Whether the command has it already, or nothing is to be done about it.
        is_known: bool,
    }

    impl Forwarded {
        /// Listens from now on; a signal that comes before anyone waits is not lost.
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

        /// Waits for the next one.
        pub(in super::super) async fn next(&mut self) -> Signal {
            let number = std::future::poll_fn(|context| {
                let mut streams = self.streams.iter_mut();
                let came = streams.find_map(|(number, stream)| stream.poll(context).is_ready().then_some(*number));
                came.map_or(Poll::Pending, Poll::Ready)
            });
            let number = number.await;
            let is_known = match number {
                Number::INT | Number::QUIT | Number::HUP => is_in_foreground(),
                Number::CHILD => !self.has_terminal,
                _ => false,
            };
            Signal { number, is_known }
        }
    }

    impl Signal {
        /// Sends it to `process`, unless that has it already. One that tells of `process` itself is no signal for it.
        pub(in super::super) fn pass_on(&self, process: Option<u32>) {
            match process.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) {
                Some(_) if self.is_known => {}
                Some(process) if self.number == Number::CHILD => stop_with(process),
                Some(process) => drop(kill_process(process, self.number)),
                None => {}
            }
        }
    }

    /// Stops this process if `process` has stopped, and goes on with it.
    fn stop_with(process: Pid) {
        let look = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        if waitid(WaitId::Pid(process), look).is_ok_and(|told| told.is_some_and(|status| status.stopped())) {
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

/// Nothing to pass on: the console tells every process in it.
#[cfg(not(unix))]
pub(super) struct Forwarded {}

/// A signal that came.
#[cfg(not(unix))]
pub(super) struct Signal {}

#[cfg(not(unix))]
impl Forwarded {
    /// Nothing to prepare here.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Keeps Ctrl-C from ending this process before the command.
    pub(super) async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal {}
    }
}

#[cfg(not(unix))]
impl Signal {
    /// Does nothing.
    pub(super) fn pass_on(&self, _: Option<u32>) {}
}
