//! [`FailureKind`]: the kinds of failure and their exit codes.

/// Which side caused a failure. The discriminant is the exit code, which is documented and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// A bug in sts-cli, or a local resource limit (standard output not writable, no event queue).
    Internal = 1,
    /// An invalid or missing flag or environment variable.
    Usage = 2,
    /// A file that cannot be read, parsed or written.
    Config = 3,
    /// The login was refused, canceled or timed out, or prompting was not possible.
    Identity = 4,
    /// The STS refused the request.
    Sts = 5,
    /// The network failed, or a server returned an error of its own (5xx).
    Network = 6,
    /// The command exists but cannot be executed.
    CannotExecute = 126,
    /// The command was not found.
    CommandNotFound = 127,
    /// SIGHUP; prints nothing, because the terminal is gone.
    HungUp = 129,
    /// Ctrl-C.
    Interrupted = 130,
    /// SIGQUIT (Ctrl-\\); prints nothing.
    Quit = 131,
    /// The reader of standard output closed the pipe; prints nothing, as after SIGPIPE.
    ClosedPipe = 141,
    /// SIGTERM; prints nothing, because the sender knows the reason.
    Terminated = 143,
}

impl FailureKind {
    /// All kinds, ordered by exit code.
    pub const ALL: &'static [Self] = &[
        Self::Internal,
        Self::Usage,
        Self::Config,
        Self::Identity,
        Self::Sts,
        Self::Network,
        Self::CannotExecute,
        Self::CommandNotFound,
        Self::HungUp,
        Self::Interrupted,
        Self::Quit,
        Self::ClosedPipe,
        Self::Terminated,
    ];

    /// Returns the name of this kind in JSON, which is documented and stable.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Usage => "usage",
            Self::Config => "config",
            Self::Identity => "identity",
            Self::Sts => "sts",
            Self::Network => "network",
            Self::CannotExecute => "cannot_execute",
            Self::CommandNotFound => "command_not_found",
            Self::HungUp => "hung_up",
            Self::Interrupted => "interrupted",
            Self::Quit => "quit",
            Self::ClosedPipe => "closed_pipe",
            Self::Terminated => "terminated",
        }
    }

    /// Whether the failure is not printed: it would not be read, or the sender of the signal knows the reason.
    pub(super) fn is_silent(self) -> bool {
        matches!(self, Self::ClosedPipe | Self::HungUp | Self::Quit | Self::Terminated)
    }
}
