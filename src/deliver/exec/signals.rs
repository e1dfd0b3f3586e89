//! Signals that a waiting parent passes on to its command.
//!
//! Ctrl-C, Ctrl-\ and Ctrl-Z of a terminal go to its whole foreground group, so the command has them already; the first two must only
//! not end this process before the command. Those that a supervisor sends reach this process alone.

use std::io;

#[cfg(unix)]
pub(super) use unix::Forwarded;

#[cfg(unix)]
mod unix {
    use super::io;
    use crate::sys::{ends_by_itself, unix::Stream};
    use rustix::process::{Pid, Signal as Number, getpgrp, kill_process};
    use std::task::Poll;
    use tokio::signal::unix::SignalKind;

    /// Listens for all of them.
    pub(in super::super) struct Forwarded {
        streams: [(Number, Stream); 6],
    }

    /// A signal that came.
    pub(in super::super) struct Signal(Number);

    impl Forwarded {
        /// Listens from now on; a signal that comes before anyone waits is not lost.
        pub(in super::super) fn listen() -> io::Result<Self> {
            ends_by_itself();
            let signal = Stream::of;
            Ok(Self {
                streams: [
                    (Number::INT, signal(SignalKind::interrupt())?),
                    (Number::QUIT, signal(SignalKind::quit())?),
                    (Number::TERM, signal(SignalKind::terminate())?),
                    (Number::HUP, signal(SignalKind::hangup())?),
                    (Number::USR1, signal(SignalKind::user_defined1())?),
                    (Number::USR2, signal(SignalKind::user_defined2())?),
                ],
            })
        }

        /// Waits for the next one.
        pub(in super::super) async fn next(&mut self) -> Signal {
            std::future::poll_fn(|context| {
                let mut streams = self.streams.iter_mut();
                let came = streams.find_map(|(number, stream)| stream.poll(context).is_ready().then_some(*number));
                came.map_or(Poll::Pending, |number| Poll::Ready(Signal(number)))
            })
            .await
        }
    }

    impl Signal {
        /// Sends it to `process`, unless the terminal has done so.
        pub(in super::super) fn pass_on(&self, process: Option<u32>) {
            let is_typed = matches!(self.0, Number::INT | Number::QUIT) && is_in_foreground();
            let process = process.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
            if let Some(process) = process.filter(|_| !is_typed) {
                let _ = kill_process(process, self.0);
            }
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
