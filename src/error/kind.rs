//! The kinds of failure, which are the exit codes.

/// The kind of a failure: whose problem it is. Its number is the exit code, documented and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A defect of this program, or this machine would not let it do what it must: no room for the output, no event queue.
    Internal = 1,
    /// Wrong usage of a flag or variable.
    Usage = 2,
    /// A file cannot be used.
    Config = 3,
    /// The login was refused, canceled, timed out, or nobody could be prompted.
    Identity = 4,
    /// The STS refused.
    Sts = 5,
    /// The network, or a server in trouble.
    Network = 6,
    /// A command that the system refuses to run.
    NotRun = 126,
    /// A command that is not there.
    NotFound = 127,
    /// SIGHUP: silent, for the terminal is gone.
    HungUp = 129,
    /// Ctrl-C.
    Interrupted = 130,
    /// The reader of the output went away: silent, as after SIGPIPE.
    ClosedPipe = 141,
    /// SIGTERM: silent, for whoever sent it knows.
    Terminated = 143,
}

impl Kind {
    /// All of them, in the order of their numbers.
    pub const ALL: &'static [Self] = &[
        Self::Internal,
        Self::Usage,
        Self::Config,
        Self::Identity,
        Self::Sts,
        Self::Network,
        Self::NotRun,
        Self::NotFound,
        Self::HungUp,
        Self::Interrupted,
        Self::ClosedPipe,
        Self::Terminated,
    ];

    /// Whether nothing is printed: nobody would read it, or whoever ended the run knows why.
    pub(super) fn is_silent(self) -> bool {
        matches!(self, Self::ClosedPipe | Self::HungUp | Self::Terminated)
    }
}
