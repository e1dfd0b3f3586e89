//! [`Options`]: what can be chosen about a sandbox before it starts.

use super::clock::Clock;
use super::events::{Event, Observer};
use super::faults::RequestedFault;
use std::path::PathBuf;
use std::sync::Arc;

/// The options of a sandbox. The default is a free port, a temporary folder, the system clock, and no faults.
///
/// ```
/// use sts_sandbox::{Fault, Options};
///
/// let options = Options::new().split(true).fault(Fault::SlowDown);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub(crate) port: u16,
    pub(crate) data: Option<PathBuf>,
    pub(crate) split: bool,
    pub(crate) faults: Vec<RequestedFault>,
    pub(crate) clock: Clock,
    pub(crate) observer: Option<Observer>,
    pub(crate) record: Option<PathBuf>,
}

impl Options {
    /// Creates the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the port of the storage server; 0, the default, selects a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the folder for keys, certificates and objects, which remains after the sandbox stops. It is created if missing.
    ///
    /// By default the sandbox creates a temporary folder, and removes it when it stops.
    #[must_use]
    pub fn data_folder(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Sets whether provider and storage server listen on separate ports, as they do in production. The default is one port for both.
    #[must_use]
    pub fn split(mut self, split: bool) -> Self {
        self.split = split;
        self
    }

    /// Switches on a fault from the start. [`Sandbox::faults`](crate::Sandbox::faults) changes faults later.
    #[must_use]
    pub fn fault(mut self, fault: impl Into<RequestedFault>) -> Self {
        self.faults.push(fault.into());
        self
    }

    /// Sets the clock of all servers.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Appends all requests and responses to this file, in full and with their secrets, one JSON object on each line.
    ///
    /// Use it to prove that a program shows no secret: the file has those that were really sent.
    #[must_use]
    pub fn record_to(mut self, file: impl Into<PathBuf>) -> Self {
        self.record = Some(file.into());
        self
    }

    /// Calls `observer` for each event, before the server continues. It must not block for long.
    ///
    /// Use it to log; tests that wait for events use [`Sandbox::events`](crate::Sandbox::events).
    #[must_use]
    pub fn on_event(mut self, observer: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer(Arc::new(observer)));
        self
    }
}
