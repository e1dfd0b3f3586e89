//! Maps the errors of the engine (login, STS, network, cache, prompts, signals) to kinds and hints.

use super::{Failure, Kind};
use crate::advice::Hint;
use crate::aws_files::AwsPathsError;
use crate::cache::SealError;
use crate::secret::SecretError;
#[cfg(unix)]
use crate::sys::Termination;
use crate::sys::files::LockError;
use crate::sys::{HttpError, PromptError, Stopped, TrustError};
use crate::{advice, identity, s3, session, sts};

/// Classifies an HTTP error: a network failure, unless a local setting (a malformed proxy variable) prevented the request.
fn without_an_answer(error: &HttpError) -> Kind {
    if error.trouble.is_of_a_setting() { Kind::Config } else { Kind::Network }
}

impl From<identity::Error> for Failure {
    fn from(error: identity::Error) -> Self {
        use identity::{CertificateError, CommandError, Error, ProfileError, ProviderError, SourceError};
        let kind = match &error {
            Error::Provider(ProviderError::NoAnswer { source, .. } | ProviderError::SilentEndpoint(source))
            | Error::Source(SourceError::NoAnswer(source)) => without_an_answer(source),
            Error::Provider(_) | Error::Source(_) if error.is_out_of_reach() => Kind::Network,
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

/// Returns the hints for a session error.
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
