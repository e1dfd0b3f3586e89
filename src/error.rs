//! How a run fails: whose problem it is, the exit code, the causes, the hints; and the only place that prints it.

use crate::advice::Hint;
use crate::aws_files::AwsPathsError;
use crate::cache::SealError;
use crate::request::{ConfigError, UsageError};
use crate::secret::SecretError;
#[cfg(unix)]
use crate::sys::Termination;
use crate::sys::files::LockError;
use crate::sys::{HttpError, PromptError, Stopped, TrustError, one_line, print_to_stderr, wrapped};
use crate::{advice, deliver, identity, s3, session, sts};
use std::error::Error as StdError;

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
    fn is_silent(self) -> bool {
        matches!(self, Self::ClosedPipe | Self::HungUp | Self::Terminated)
    }
}

/// A failed run.
#[derive(Debug)]
pub struct Failure {
    /// The kind: whose problem it is.
    pub kind: Kind,
    /// What happened, with its causes.
    pub source: Box<dyn StdError + Send + Sync>,
    /// What to do next, for the command layer to put into words.
    pub hints: Vec<Hint>,
}

impl Failure {
    fn new(kind: Kind, source: impl StdError + Send + Sync + 'static, hints: Vec<Hint>) -> Self {
        Self { kind, source: Box::new(source), hints }
    }

    /// A defect of this program.
    pub(crate) fn defect(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(Kind::Internal, error, Vec::new())
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.kind as u8
    }

    /// Prints it on standard error: the error, its causes, then the `hints` in words. Silent after a closed pipe, SIGTERM and SIGHUP.
    pub fn print(&self, hints: &[String]) {
        if self.kind.is_silent() {
            return;
        }
        let bad = anstyle::AnsiColor::Red.on_default().bold();
        let quiet = anstyle::Style::new().bold();
        let below = |label: &str, text: &String| wrapped(&format!("  {quiet}{label}:{quiet:#} {}", one_line(text)), "    ");
        let mut lines = vec![wrapped(&format!("{bad}error:{bad:#} {}", one_line(&self.source.to_string())), "  ")];
        lines.extend(self.causes().iter().map(|cause| below("caused by", cause)));
        lines.extend(hints.iter().map(|hint| below("hint", hint)));
        print_to_stderr(&lines.join("\n"));
    }

    /// The error with its causes, for a sentence that goes on with it.
    pub(crate) fn in_full(&self) -> String {
        one_line(&[vec![self.source.to_string()], self.causes()].concat().join(": "))
    }

    /// The causes below the error itself, without those that only repeat what was said.
    fn causes(&self) -> Vec<String> {
        let mut said = self.source.to_string();
        let mut causes = Vec::new();
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !said.contains(&text) {
                causes.push(text.clone());
                said = text;
            }
            next = cause.source();
        }
        causes
    }
}

impl std::fmt::Display for Failure {
    /// The error in one line, as the browser shows it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(formatter)
    }
}

/// Whose problem it is that a server did not answer: the network's, unless a setting keeps the request here.
fn without_an_answer(error: &HttpError) -> Kind {
    if error.trouble.is_of_a_setting() { Kind::Config } else { Kind::Network }
}

impl From<identity::Error> for Failure {
    fn from(error: identity::Error) -> Self {
        use identity::{CertificateError, CommandError, Error, ProfileError, ProviderError, SourceError};
        let kind = match &error {
            Error::Provider(ProviderError::NoAnswer { source, .. } | ProviderError::SilentEndpoint(source))
            | Error::Source(SourceError::NoAnswer(source)) => without_an_answer(source),
            Error::Provider(_) if error.is_out_of_reach() => Kind::Network,
            Error::Secret(SecretError::Prompt(PromptError::Interrupted)) => Kind::Interrupted,
            Error::Certificate(CertificateError::NoTls) | Error::Profile(ProfileError::Places(AwsPathsError::BadName(_))) => Kind::Usage,
            Error::Profile(_)
            | Error::Certificate(CertificateError::Files(_))
            | Error::AssertionKey(_)
            | Error::Secret(SecretError::Unreadable { .. })
            | Error::PasswordCommand(CommandError::Unreadable { .. })
            | Error::Source(SourceError::Unreadable { .. } | SourceError::Command(CommandError::Unreadable { .. })) => Kind::Config,
            Error::Certificate(_)
            | Error::OpaqueToken
            | Error::Secret(_)
            | Error::PasswordCommand(_)
            | Error::Source(_)
            | Error::Token { .. }
            | Error::BindError(_)
            | Error::PromptDisabled
            | Error::UnansweredPrompt(_)
            | Error::NoWayToPrompt(_)
            | Error::TimedOut { .. }
            | Error::ContestedAddress => Kind::Identity,
            Error::Provider(ProviderError::BadRedirect(_)) => Kind::Usage,
            Error::Provider(_) => Kind::Identity,
        };
        let hints = advice::for_identity(&error);
        Self::new(kind, error, hints)
    }
}

impl From<session::Error> for Failure {
    fn from(error: session::Error) -> Self {
        use session::Error;
        let hints = hints_for(&error);
        let failure: Self = match error {
            Error::Identity(error) | Error::TokenOfLogout(error) => error.into(),
            Error::Sts(error) => error.into(),
            Error::Storage(error) => error.into(),
            Error::Lock(error) => error.into(),
            Error::Shared(error) => (*error).into(),
            Error::Cache(error) => error.into(),
            Error::Trust(error) => error.into(),
            Error::Stopped(error) => error.into(),
        };
        Self { hints, ..failure }
    }
}

/// What to do about an error of the session.
#[must_use]
pub fn hints_for(error: &session::Error) -> Vec<Hint> {
    use session::Error;
    match error {
        Error::Identity(error) => advice::for_identity(error),
        Error::TokenOfLogout(error) => [advice::for_identity(error), vec![advice::for_a_logout_without_its_token()]].concat(),
        Error::Sts(error) => advice::for_sts(error),
        Error::Storage(error) => advice::for_buckets(error),
        Error::Lock(error) => advice::for_lock(error),
        Error::Shared(error) => error.hints.iter().cloned().map(Hint::Stored).collect(),
        Error::Cache(error) => advice::for_seal(error),
        Error::Trust(error) => advice::for_trust(error),
        Error::Stopped(error) => advice::for_stopped(error),
    }
}

impl From<session::SharedFailure> for Failure {
    fn from(error: session::SharedFailure) -> Self {
        let kind = match error.side {
            session::Side::Identity => Kind::Identity,
            session::Side::Sts => Kind::Sts,
            session::Side::Network => Kind::Network,
        };
        Self::new(kind, error, Vec::new())
    }
}

impl From<session::RevokeFailure> for Failure {
    fn from(error: session::RevokeFailure) -> Self {
        use session::RevokeFailure;
        match error {
            RevokeFailure::Storage(error) => error.into(),
            RevokeFailure::Provider(error) => error.into(),
            RevokeFailure::Trust(error) => error.into(),
        }
    }
}

impl From<sts::Error> for Failure {
    fn from(error: sts::Error) -> Self {
        let kind = match &error {
            refused if refused.is_refusal() => Kind::Sts,
            sts::Error::Refused { .. } => Kind::Network,
            sts::Error::NoAnswer(error) => without_an_answer(error),
            sts::Error::Redirected { .. }
            | sts::Error::NotSts { .. }
            | sts::Error::BadReply { .. }
            | sts::Error::UnsafeKeys { .. }
            | sts::Error::Expired { .. } => Kind::Network,
            sts::Error::UnsignableKey(_) | sts::Error::TemporaryKeys { .. } => Kind::Identity,
            sts::Error::TooLong { .. }
            | sts::Error::PolicyTooLong(_)
            | sts::Error::RoleNeeded { .. }
            | sts::Error::PolicyNotTaken { .. } => Kind::Usage,
        };
        let hints = advice::for_sts(&error);
        Self::new(kind, error, hints)
    }
}

impl From<sts::RevokeError> for Failure {
    fn from(error: sts::RevokeError) -> Self {
        use sts::RevokeError;
        let kind = match &error {
            RevokeError::NoAnswer(error) => without_an_answer(error),
            trouble if trouble.is_out_of_reach() => Kind::Network,
            RevokeError::NoType | RevokeError::NotSupported | RevokeError::UnknownCredentials | RevokeError::Refused { .. } => Kind::Sts,
            RevokeError::Unsignable(_) => Kind::Identity,
        };
        let hints = advice::for_revocation(&error);
        Self::new(kind, error, hints)
    }
}

impl From<s3::Error> for Failure {
    fn from(error: s3::Error) -> Self {
        let kind = match &error {
            refused if refused.is_refusal() => Kind::Sts,
            s3::Error::NoAnswer(error) => without_an_answer(error),
            s3::Error::NotAList { .. } | s3::Error::NotSupported(_) | s3::Error::InTrouble(_) | s3::Error::Redirected { .. } => {
                Kind::Network
            }
            s3::Error::MayNotList | s3::Error::Refused { .. } => Kind::Sts,
            s3::Error::Unsignable(_) => Kind::Identity,
        };
        let hints = advice::for_buckets(&error);
        Self::new(kind, error, hints)
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        let kind = match stopped {
            Stopped::Interrupted => Kind::Interrupted,
            Stopped::AtLimit(_) => Kind::Identity,
            #[cfg(unix)]
            Stopped::Terminated(Termination::HungUp) => Kind::HungUp,
            #[cfg(unix)]
            Stopped::Terminated(Termination::Terminated) => Kind::Terminated,
            Stopped::NoEventQueue(_) => Kind::Internal,
        };
        let hints = advice::for_stopped(&stopped);
        Self::new(kind, stopped, hints)
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        let hints = advice::for_trust(&error);
        Self::new(Kind::Config, error, hints)
    }
}

impl From<PromptError> for Failure {
    fn from(error: PromptError) -> Self {
        identity::Error::from(SecretError::from(error)).into()
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        let hints = advice::for_seal(&error);
        Self::new(Kind::Config, error, hints)
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        let kind = match &error {
            LockError::Held(_) | LockError::StillHeld(_) => Kind::Identity,
            LockError::File(_) => Kind::Config,
        };
        let hints = advice::for_lock(&error);
        Self::new(kind, error, hints)
    }
}

impl From<deliver::Error> for Failure {
    fn from(error: deliver::Error) -> Self {
        let kind = match &error {
            deliver::Error::ClosedPipe => Kind::ClosedPipe,
            deliver::Error::NotWritten(_) => Kind::Internal,
            deliver::Error::AwsProfile(deliver::aws_profile::Error::Places(AwsPathsError::BadName(_)))
            | deliver::Error::NotInGithub
            | deliver::Error::NotLiteral(_) => Kind::Usage,
            deliver::Error::AwsProfile(_) | deliver::Error::Tool(_) | deliver::Error::NoGithubFile { .. } => Kind::Config,
        };
        let hints = advice::for_delivery(&error);
        Self::new(kind, error, hints)
    }
}

impl From<deliver::aws_profile::Error> for Failure {
    fn from(error: deliver::aws_profile::Error) -> Self {
        deliver::Error::from(error).into()
    }
}

impl From<deliver::configure::ConfigureError> for Failure {
    fn from(error: deliver::configure::ConfigureError) -> Self {
        deliver::Error::from(error).into()
    }
}

impl From<deliver::serve::Error> for Failure {
    fn from(error: deliver::serve::Error) -> Self {
        deliver::exec::Error::from(error).into()
    }
}

impl From<deliver::exec::Error> for Failure {
    fn from(error: deliver::exec::Error) -> Self {
        use deliver::{exec, serve};
        let kind = match &error {
            exec::Error::NotFound(_) => Kind::NotFound,
            exec::Error::NotRun { .. } | exec::Error::NoInterpreter { .. } | exec::Error::NoLoader(_) => Kind::NotRun,
            exec::Error::Endpoint(serve::Error::Port { .. }) => Kind::Network,
            exec::Error::Endpoint(serve::Error::Folder(_)) | exec::Error::Files(_) => Kind::Config,
            exec::Error::Endpoint(serve::Error::Signals(_) | serve::Error::NotHandedOver(_)) => Kind::Internal,
        };
        let hints = advice::for_exec(&error);
        Self::new(kind, error, hints)
    }
}

impl From<UsageError> for Failure {
    fn from(error: UsageError) -> Self {
        use crate::request::Origin;
        let kind = match &error {
            UsageError::Config(problem) => match problem.as_ref() {
                ConfigError::NotAName { origin: None | Some(Origin::Argument(_) | Origin::Flag(_) | Origin::Variable(_)), .. } => {
                    Kind::Usage
                }
                _ => Kind::Config,
            },
            UsageError::NoPolicy { .. }
            | UsageError::BadValue { origin: Origin::File(_), .. }
            | UsageError::Conflict { one: Origin::File(_), .. }
            | UsageError::Policy { origin: Origin::File(_), .. } => Kind::Config,
            _ => Kind::Usage,
        };
        let hints = advice::for_usage(&error);
        Self::new(kind, error, hints)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        UsageError::from(error).into()
    }
}

#[cfg(feature = "sandbox")]
impl From<crate::sandbox::Error> for Failure {
    fn from(error: crate::sandbox::Error) -> Self {
        use crate::sandbox::Error;
        let kind = match &error {
            Error::UnknownAccount(_) => Kind::Usage,
            Error::CommandNotFound(_) => Kind::NotFound,
            Error::Data { .. } | Error::BadKey { .. } => Kind::Config,
            Error::PortTaken(_) | Error::Listen(_) => Kind::Network,
            Error::SignIn(_) => Kind::Identity,
            Error::Command { .. } => Kind::NotRun,
        };
        Self::new(kind, error, Vec::new())
    }
}
